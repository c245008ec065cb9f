"""Every route against its own description: what schemathesis makes up is answered as OpenAPI says."""

import warnings
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, Phase, given, settings

from whoholds.base.errors import InputError
from whoholds.base.settings import Settings
from whoholds.run.ground import Grounds

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it uses what its own libraries call old
    import schemathesis
    from schemathesis.checks import not_a_server_error
    from schemathesis.specs.openapi.checks import (
        content_type_conformance,
        response_schema_conformance,
        status_code_conformance,
    )

Serve = Callable[[Settings], AbstractContextManager[str]]

# Gone on purpose: `stream` never ends, and a session is of accounts, which have tests of their own.
LEFT_OUT = ("/stream", "/session", "/oidc/")
EXAMPLES = 10
PATIENCE_S = 120
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


@pytest.fixture(scope="module")
def address(
    tmp_path_factory: pytest.TempPathFactory,
    made_home: Path,
    compiled_gazetteers: Path,
    serve: Serve,
) -> Iterator[str]:
    """The address of a server over a copy of the record made by hand: what is tried here is written."""
    home = tmp_path_factory.mktemp("schema")
    (home / "ledger.sqlite").write_bytes((made_home / "ledger.sqlite").read_bytes())
    over = Settings(home=home, who="t", gazetteers=str(compiled_gazetteers))
    with pytest.MonkeyPatch.context() as patch, serve(over) as found:
        # A country's ground takes many seconds; it is tested where it is made.
        patch.setattr(Grounds, "on", _no_ground)
        yield found


def _no_ground(*_: Any, **__: Any) -> None:
    raise InputError("looking for ground: there is none in this test; look elsewhere")


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_every_route_answers_as_it_says(address: str) -> None:
    document = httpx.get(f"{address}api/v1/openapi.json", timeout=PATIENCE_S).json()
    schema = schemathesis.openapi.from_dict(document)
    tried: dict[str, int] = {}
    for found in schema.get_all_operations():
        operation: Any = found.ok()  # type: ignore[union-attr] # it raises for what is no operation
        if any(part in operation.path for part in LEFT_OUT):
            continue
        tried[f"{operation.method.upper()} {operation.path}"] = _try(operation, address)
    assert len(tried) > 25
    assert min(tried.values()) > 0, tried


def _try(operation: Any, address: str) -> int:
    count = 0

    @given(case=operation.as_strategy())
    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    def run(case: Any) -> None:
        nonlocal count
        count += 1
        response = case.call(base_url=address.rstrip("/"), timeout=PATIENCE_S)
        case.validate_response(response, checks=CHECKS)

    run()
    return count
