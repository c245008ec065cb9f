"""The Python client: made from the description as it is, and right about a live server."""

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

from whoholds.serve.api import router

CLIENTS = Path(__file__).parents[3] / "clients" / "python"


@pytest.fixture(scope="module")
def load() -> Iterator[Any]:
    sys.path.insert(0, str(CLIENTS))
    try:
        yield importlib.import_module
    finally:
        sys.path.remove(str(CLIENTS))
        for name in [name for name in sys.modules if name.startswith("whoholds_client")]:
            del sys.modules[name]


def test_the_client_is_the_one_that_the_routes_make(load: Any) -> None:
    app = FastAPI()
    app.include_router(router)
    made = load("generate").client_source(app.openapi())
    kept = (CLIENTS / "whoholds_client" / "routes.py").read_text(encoding="utf-8")
    assert made == kept, "run `python clients/python/generate.py`, and commit what it makes"


def test_the_client_asks_and_is_answered(load: Any, made_address: str) -> None:
    package = load("whoholds_client")
    with package.Client(made_address) as client:
        assert client.state()["claims"] == 7
        place = client.place("hand:jurayf", on="2020-01-17")
        assert place["period"]["side"] == "syria:government"
        (first, *_) = client.claims(place="hand:jurayf", limit=1)["claims"]
        assert client.claim(first["id"]) == first
        assert client.report(first["source"]["report"])["publisher"] == "Government Wire"
        assert client.changes(from_="2020-01-01", to="2020-01-31")["total"] > 3
        assert client.layer("confirmed")["layer"] == "confirmed"
        assert client.export("csv", on="2020-01-17").startswith(b"place,place_name")
        assert client.tile(0, 0, 0, on="2020-01-17") != b""
        assert next(client.positions()) == client.state()["position"]
        with pytest.raises(
            package.ApiError, match="404: looking for the place 'Nowhere'"
        ) as caught:
            client.place("Nowhere")
        assert caught.value.status == 404
