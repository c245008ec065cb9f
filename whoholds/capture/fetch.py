"""Download one page over http(s): bounded in size, time and redirects, no private networks."""

import ssl
import time
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

import httpcore
import httpx

from whoholds.base.errors import FetchError
from whoholds.base.ids import sha256_hex
from whoholds.base.records import Page
from whoholds.base.settings import Settings
from whoholds.capture.addresses import Resolve, check_form, resolve_by_system
from whoholds.capture.media import (
    HTML,
    JSON_FILE,
    JSON_LINES,
    MARKDOWN,
    PLAIN,
    charset_of,
    essence,
)
from whoholds.capture.transport import GuardedTransport

_MOST_REDIRECTS = 5
_AGENT = "whoholds/0.1 (reads single pages that a person names; no crawler)"
_HEADERS = {
    "User-Agent": _AGENT,
    "Accept": "text/html,application/xhtml+xml,text/markdown,text/plain,application/json;q=.9",
    "Accept-Encoding": "gzip, deflate",
}
_READABLE = HTML | JSON_FILE | JSON_LINES | MARKDOWN | PLAIN
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


class HttpFetcher:
    """Fetches pages. A page is what the server sent after content decoding, frozen.

    Every hop of a redirect is checked anew: its host is resolved once, all its addresses must be
    public (unless `settings.allow_private_addresses`), and the connection goes to an address that was
    checked, so that a name cannot point elsewhere in between. No proxy, cookie or password of the
    environment is used.
    """

    def __init__(self, settings: Settings, *, resolve: Resolve = resolve_by_system) -> None:
        self._limit = settings.max_page_bytes
        self._seconds = settings.fetch_timeout_s
        self._allow_private = settings.allow_private_addresses
        self._resolve = resolve
        self._tls: ssl.SSLContext | None = None

    def fetch(self, url: str) -> Page:
        """Return the page at `url`; its location is the address that answered, after redirects.

        Raises:
            FetchError: if the address is private, the server does not answer well in time, the page is
                larger than `settings.max_page_bytes`, or it is of a kind that is not read.
        """
        until = time.monotonic() + self._seconds
        if self._tls is None:
            self._tls = httpx.create_ssl_context(trust_env=False)
        transport = GuardedTransport(
            resolve=self._resolve, allow_private=self._allow_private, until=until, tls=self._tls
        )
        address = url
        # No cookies, proxies or .netrc of the environment: what is read must not depend on them.
        with httpx.Client(transport=transport, trust_env=False) as client:
            for _ in range(_MOST_REDIRECTS + 1):
                answer = self._hop(client, address, until)
                if isinstance(answer, Page):
                    return answer
                address = answer
        raise FetchError(
            f"fetching {url[:200]}: more than {_MOST_REDIRECTS} redirects, the last to "
            f"{address[:200]}; open it in a browser and save the page"
        )

    def _hop(self, client: httpx.Client, url: str, until: float) -> Page | str:
        """Return the page at `url`, or the address that it redirects to."""
        check_form(url)
        try:
            with client.stream(
                "GET", url, headers=_HEADERS, timeout=self._seconds, follow_redirects=False
            ) as response:
                if response.status_code in _REDIRECTS:
                    return _target(url, response)
                return self._page(url, response, until)
        except (httpx.TimeoutException, httpcore.TimeoutException) as cause:
            raise self._too_slow(url) from cause
        except (
            httpx.HTTPError,
            httpx.InvalidURL,
            httpx.StreamError,
            httpcore.NetworkError,
            httpcore.ProtocolError,
            httpcore.UnsupportedProtocol,
            UnicodeError,
            ssl.SSLError,
        ) as cause:
            raise FetchError(
                f"fetching {url[:200]}: {str(cause) or type(cause).__name__}; try again, or save the "
                "page and read the file"
            ) from cause

    def _page(self, url: str, response: httpx.Response, until: float) -> Page:
        if response.status_code != 200:
            raise FetchError(
                f"fetching {url[:200]}: the server answered {response.status_code} "
                f"{response.reason_phrase}; check the address in a browser"
            )
        told = response.headers.get("content-type", "text/html")
        kind = essence(told)
        if kind not in _READABLE:
            raise FetchError(
                f"fetching {url[:200]}: the server sent {kind[:60]!r}, which is not read; HTML, "
                "Markdown, plain text and JSON are"
            )
        length = response.headers.get("content-length", "")
        if length.isascii() and length.isdigit() and int(length[:19]) > self._limit:
            raise self._too_large(url)
        data = b"".join(self._chunks(url, response, until))
        charset = charset_of(told)
        return Page(
            sha256=sha256_hex(data),
            data=data,
            media_type=kind if charset is None else f"{kind}; charset={charset.lower()}",
            location=url,
            name_hint=urlsplit(url).path.rpartition("/")[2] or None,
        )

    def _chunks(self, url: str, response: httpx.Response, until: float) -> Iterator[bytes]:
        """Yield the body piece by piece, as long as size (after decompression) and time allow."""
        size = 0
        for chunk in response.iter_bytes():
            size += len(chunk)
            if size > self._limit:
                raise self._too_large(url)
            if time.monotonic() > until:
                raise self._too_slow(url)
            yield chunk

    def _too_large(self, url: str) -> FetchError:
        return FetchError(
            f"fetching {url[:200]}: the page is over the limit of {self._limit:,} bytes; raise "
            "`max_page_bytes` if that is meant"
        )

    def _too_slow(self, url: str) -> FetchError:
        return FetchError(
            f"fetching {url[:200]}: it took longer than {self._seconds:g} seconds; try again, or raise "
            "`fetch_timeout_s`"
        )


def _target(url: str, response: httpx.Response) -> str:
    location = response.headers.get("location")
    if location is None:
        raise FetchError(
            f"fetching {url[:200]}: the server answered {response.status_code} without saying where "
            "the page is; check the address in a browser"
        )
    try:
        return urljoin(url, str(location))
    except ValueError as cause:  # what the server sent is no address, such as http://[
        raise FetchError(
            f"fetching {url[:200]}: the server redirects to {str(location)[:200]!r} ({cause}); check the "
            "address in a browser"
        ) from cause
