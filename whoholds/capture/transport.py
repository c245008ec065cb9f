"""The connections of `fetch`: only to checked addresses, and never past a deadline.

The check sits where the connection is made. The name is resolved there, once, and the connection goes
to one of the addresses that were checked; certificate and Host stay those of the name.
"""

import ssl
import time
from collections.abc import Iterable, Iterator
from typing import Any

import httpcore
import httpx
from typing_extensions import override

from whoholds.capture.addresses import Resolve, checked_addresses


class GuardedTransport(httpx.BaseTransport):
    """A transport for one fetch, that ends at the instant `until` of `time.monotonic`."""

    def __init__(
        self, *, resolve: Resolve, allow_private: bool, until: float, tls: ssl.SSLContext
    ) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=tls,
            max_keepalive_connections=0,
            network_backend=_GuardedNetwork(resolve, allow_private, until),
        )

    @override
    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send `request` and return the response with its body still to be read."""
        url = request.url
        response = self._pool.handle_request(
            httpcore.Request(
                method=request.method,
                url=httpcore.URL(
                    scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
                ),
                headers=request.headers.raw,
                content=request.stream,
                extensions=request.extensions,
            )
        )
        if not isinstance(response.stream, Iterable):
            raise httpx.StreamError("the response has no body that can be read")
        return httpx.Response(
            response.status,
            headers=response.headers,
            stream=_Body(response),
            extensions=response.extensions,
        )

    @override
    def close(self) -> None:
        """Close all connections."""
        self._pool.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, response: httpcore.Response) -> None:
        self._response = response

    @override
    def __iter__(self) -> Iterator[bytes]:
        return self._response.iter_stream()

    @override
    def close(self) -> None:
        self._response.close()


class _GuardedNetwork(httpcore.NetworkBackend):
    def __init__(self, resolve: Resolve, allow_private: bool, until: float) -> None:
        self._real = httpcore.SyncBackend()
        self._resolve = resolve
        self._allow_private = allow_private
        self._until = until

    @override
    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Any = None,
    ) -> httpcore.NetworkStream:
        failed: httpcore.ConnectError | None = None
        addresses = checked_addresses(
            host, port, resolve=self._resolve, allow_private=self._allow_private
        )
        for address in addresses:
            try:
                stream = self._real.connect_tcp(
                    address, port, _left(timeout, self._until), local_address, socket_options
                )
            except httpcore.ConnectError as cause:
                failed = cause
            else:
                return _Timed(stream, self._until)
        raise failed or httpcore.ConnectError(f"{host} has no address")


class _Timed(httpcore.NetworkStream):
    """A stream whose every wait ends at the deadline: a server that drips cannot hold us."""

    def __init__(self, stream: httpcore.NetworkStream, until: float) -> None:
        self._stream = stream
        self._until = until

    @override
    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left(timeout, self._until))

    @override
    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _left(timeout, self._until))

    @override
    def close(self) -> None:
        self._stream.close()

    @override
    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        secured = self._stream.start_tls(ssl_context, server_hostname, _left(timeout, self._until))
        return _Timed(secured, self._until)

    @override
    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _left(timeout: float | None, until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout("the time for this fetch is over")
    return left if timeout is None else min(timeout, left)
