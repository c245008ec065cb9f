"""One request of the API, and what it answers."""

from collections.abc import Mapping
from typing import Any

import httpx


class ApiError(Exception):
    """The server answers with a failure: `status`, and one line of words."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(f"{status}: {words}")
        self.status = status


class Transport:
    """A connection to a server. Use it as a context manager.

    `token` is an API token (`whoholds users token add NAME`), needed where the server has accounts.
    """

    def __init__(self, address: str, *, token: str | None = None, timeout_s: float = 60.0) -> None:
        headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        self._http = httpx.Client(base_url=address.rstrip("/"), headers=headers, timeout=timeout_s)

    def close(self) -> None:
        """Release the connection."""
        self._http.close()

    def _json(
        self,
        verb: str,
        path: str,
        query: Mapping[str, Any],
        body: Mapping[str, Any] | None = None,
    ) -> Any:
        response = self._asked(verb, path, query, body)
        return response.json() if response.content else None

    def _bytes(
        self,
        verb: str,
        path: str,
        query: Mapping[str, Any],
        body: Mapping[str, Any] | None = None,
    ) -> bytes:
        return self._asked(verb, path, query, body).content

    def _asked(
        self, verb: str, path: str, query: Mapping[str, Any], body: Mapping[str, Any] | None
    ) -> httpx.Response:
        given = {name: value for name, value in query.items() if value is not None}
        response = self._http.request(verb, path, params=given, json=body)
        if response.is_error:
            raise ApiError(response.status_code, _words(response))
        return response


def _words(response: httpx.Response) -> str:
    try:
        told = response.json()
    except ValueError:
        return response.reason_phrase
    return str(told.get("error", "")) if isinstance(told, dict) else response.reason_phrase
