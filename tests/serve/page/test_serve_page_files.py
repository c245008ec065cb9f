"""What the server sends of the page's files, and how it is compressed."""

import zlib

import httpx
import pytest

SCRIPT = "vendor/maplibre-gl/maplibre-gl.mjs"
TYPE = "text/javascript; charset=utf-8"


def asked(address: str, accepted: str, **more: str) -> httpx.Response:
    return httpx.get(f"{address}{SCRIPT}", headers={"Accept-Encoding": accepted, **more})


def test_a_script_comes_as_the_build_has_compressed_it(made_address: str) -> None:
    with httpx.stream(
        "GET", f"{made_address}{SCRIPT}", headers={"Accept-Encoding": "gzip, br"}
    ) as answer:
        sent = b"".join(answer.iter_raw())
        assert answer.headers["content-encoding"] == "br"
        assert answer.headers["content-type"] == TYPE
        assert "Accept-Encoding" in answer.headers["vary"]
    with httpx.stream(
        "GET", f"{made_address}{SCRIPT}", headers={"Accept-Encoding": "gzip, br;q=0"}
    ) as answer:
        zipped = b"".join(answer.iter_raw())
        assert answer.headers["content-encoding"] == "gzip"
        assert answer.headers["content-type"] == TYPE
    assert len(sent) < len(zipped)
    assert zlib.decompress(zipped, 31) == asked(made_address, "identity").content


def test_what_is_held_already_is_not_sent_again(made_address: str) -> None:
    first = httpx.get(f"{made_address}{SCRIPT}", headers={"Accept-Encoding": "identity"})
    again = asked(made_address, "identity", **{"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("path", ["../api.py", "%2e%2e/api.py", "vendor/../../api.py", "none.js"])
def test_nothing_beside_the_folder_is_served(made_address: str, path: str) -> None:
    for accepted in ("br", "identity"):
        answer = httpx.get(f"{made_address}{path}", headers={"Accept-Encoding": accepted})
        assert answer.status_code == 404
