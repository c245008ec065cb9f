"""The client: every route as a method, and live changes as an iterator."""

import json
from collections.abc import Iterator
from types import TracebackType
from typing import Self

from whoholds_client.routes import Routes
from whoholds_client.transport import ApiError


class Client(Routes):
    """A client of one server, as `Client("http://127.0.0.1:8765")`."""

    def positions(self) -> Iterator[int]:
        """Yield the newest position of the record, and each new one as it comes, without end."""
        with self._http.stream("GET", "/api/v1/stream", timeout=None) as response:
            if response.is_error:
                raise ApiError(response.status_code, response.reason_phrase)
            for line in response.iter_lines():
                if line.startswith("data: "):
                    yield int(json.loads(line.removeprefix("data: "))["position"])

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
