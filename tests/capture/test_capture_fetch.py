import contextlib
import gzip
import socketserver
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from typing_extensions import override

from whoholds.base.errors import FetchError
from whoholds.base.ids import sha256_hex
from whoholds.base.settings import Settings
from whoholds.capture.addresses import Resolve
from whoholds.capture.fetch import HttpFetcher

PAGE = b"<html><body><p>The army entered the town.</p></body></html>"
Answer = Callable[[BaseHTTPRequestHandler], None]


class Server(socketserver.ThreadingMixIn, socketserver.TCPServer):
    daemon_threads = True
    allow_reuse_address = True

    @override
    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is what several tests are about."""


class Site:
    """A real server on loopback whose paths answer as told; `seen` are the requests it got."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.seen: list[tuple[str, str]] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.seen.append((self.path, self.headers.get("Host", "")))
                with contextlib.suppress(OSError):
                    site.answers[self.path](self)

            @override
            def log_message(self, *args: object) -> None:
                """Nothing on the terminal."""

        self.server = Server(("127.0.0.1", 0), Handler)
        self.port: int = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    def page(self, path: str, body: bytes = PAGE, *, status: int = 200, **headers: str) -> None:
        def answer(request: BaseHTTPRequestHandler) -> None:
            request.send_response(status)
            for name, value in headers.items():
                request.send_header(name.replace("_", "-"), value)
            if "Content_Length" not in headers:
                request.send_header("Content-Length", str(len(body)))
            request.end_headers()
            request.wfile.write(body)

        self.answers[path] = answer


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site()
    yield site
    site.server.shutdown()
    site.server.server_close()


def settings(**changes: object) -> Settings:
    given: dict[str, object] = {
        "home": Path("home"),
        "who": "tester",
        "fetch_timeout_s": 5.0,
        "allow_private_addresses": True,
        **changes,
    }
    return Settings(**given)  # type: ignore[arg-type]  # a test's own keyword arguments


def test_a_page_comes_with_its_bytes_hash_kind_and_address(site: Site) -> None:
    site.page("/a/report.html", Content_Type="text/html; charset=Windows-1251")
    page = HttpFetcher(settings()).fetch(site.url("/a/report.html"))
    assert page.data == PAGE
    assert page.sha256 == sha256_hex(PAGE)
    assert page.media_type == "text/html; charset=windows-1251"
    assert page.location == site.url("/a/report.html")
    assert page.name_hint == "report.html"


def test_redirects_are_followed_and_the_last_address_is_kept(site: Site) -> None:
    site.page("/old", status=301, Location="/new")
    site.page("/new", Content_Type="text/html")
    assert HttpFetcher(settings()).fetch(site.url("/old")).location == site.url("/new")


def test_redirects_without_end_are_refused_after_five(site: Site) -> None:
    site.page("/round", status=302, Location="/round")
    with pytest.raises(FetchError, match="more than 5 redirects"):
        HttpFetcher(settings()).fetch(site.url("/round"))
    assert len(site.seen) == 6


def test_a_redirect_without_target_is_refused(site: Site) -> None:
    site.page("/nowhere", status=302)
    with pytest.raises(FetchError, match="without saying where"):
        HttpFetcher(settings()).fetch(site.url("/nowhere"))


@pytest.mark.parametrize("target", ["http://[", "//[::1", "http://a:b/"])
def test_a_redirect_to_what_is_no_address_is_refused(site: Site, target: str) -> None:
    site.page("/broken", status=302, Location=target)
    with pytest.raises(FetchError, match=r"fetching http://127.0.0.1:\d+/broken: .+; "):
        HttpFetcher(settings()).fetch(site.url("/broken"))


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "169.254.169.254",
        "10.0.0.7",
        "0.0.0.0",
    ],
)
def test_private_addresses_are_not_asked(site: Site, host: str) -> None:
    site.page("/", Content_Type="text/html")
    fetcher = HttpFetcher(settings(allow_private_addresses=False))
    with pytest.raises(FetchError, match="private or reserved network"):
        fetcher.fetch(site.url("/", host))
    assert site.seen == []


@pytest.mark.parametrize("target", ["http://127.0.0.1:{port}/in", "http://169.254.169.254/latest/"])
def test_a_redirect_into_a_private_network_is_not_followed(site: Site, target: str) -> None:
    site.page("/out", status=302, Location=target.format(port=site.port))
    site.page("/in", Content_Type="text/html")
    # The first hop is let through as if its address were public; the guard must judge the second.
    fetcher = HttpFetcher(settings(allow_private_addresses=False), resolve=to("127.0.0.1"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("whoholds.capture.addresses.is_public", public_once())
        with pytest.raises(FetchError, match="private or reserved network"):
            fetcher.fetch(site.url("/out", "news.example"))
    assert [path for path, _ in site.seen] == ["/out"]


def public_once() -> Callable[[str], bool]:
    answers = iter([True])

    def is_public(address: str) -> bool:
        return next(answers, False)

    return is_public


def to(*addresses: str) -> Resolve:
    def resolve(host: str, port: int) -> list[str]:
        return list(addresses)

    return resolve


def test_one_private_address_among_public_ones_is_refused(site: Site) -> None:
    fetcher = HttpFetcher(
        settings(allow_private_addresses=False),
        resolve=to("93.184.216.34", "127.0.0.1"),
    )
    with pytest.raises(FetchError, match=r"127\.0\.0\.1"):
        fetcher.fetch(site.url("/", "rebind.example"))
    assert site.seen == []


def test_the_connection_goes_to_the_address_that_was_checked(site: Site) -> None:
    site.page("/", Content_Type="text/html")
    asked: list[str] = []

    def resolve(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["192.0.2.1"]

    HttpFetcher(settings(), resolve=resolve).fetch(site.url("/", "news.example"))
    assert asked == ["news.example"]
    assert site.seen == [("/", f"news.example:{site.port}")]


def test_an_endless_body_is_cut_off_at_the_limit(site: Site) -> None:
    def endless(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Type", "text/html")
        request.end_headers()
        while True:
            request.wfile.write(b"x" * 65536)

    site.answers["/endless"] = endless
    with pytest.raises(FetchError, match="over the limit of 100,000 bytes"):
        HttpFetcher(settings(max_page_bytes=100_000)).fetch(site.url("/endless"))


def test_a_declared_length_over_the_limit_is_refused_at_once(site: Site) -> None:
    site.page("/large", b"x", Content_Type="text/html", Content_Length="999999999")
    with pytest.raises(FetchError, match="over the limit"):
        HttpFetcher(settings(max_page_bytes=100_000)).fetch(site.url("/large"))


def test_a_gzip_bomb_is_cut_off_after_decompression(site: Site) -> None:
    bomb = gzip.compress(b"\0" * 30_000_000)
    assert len(bomb) < 100_000
    site.page("/bomb", bomb, Content_Type="text/html", Content_Encoding="gzip")
    with pytest.raises(FetchError, match="over the limit"):
        HttpFetcher(settings(max_page_bytes=100_000)).fetch(site.url("/bomb"))


@pytest.mark.parametrize("part", ["headers", "body"])
def test_a_server_that_drips_is_left_in_time(site: Site, part: str) -> None:
    def drip(request: BaseHTTPRequestHandler) -> None:
        start = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
        request.wfile.write(start if part == "headers" else start + b"\r\n")
        while True:
            request.wfile.write(b"X-Slow: 1\r\n" if part == "headers" else b"x")
            time.sleep(0.05)

    site.answers["/slow"] = drip
    start = time.monotonic()
    with pytest.raises(FetchError, match=r"longer than 0\.6 seconds"):
        HttpFetcher(settings(fetch_timeout_s=0.6)).fetch(site.url("/slow"))
    assert time.monotonic() - start < 3


def test_a_missing_page_names_the_answer(site: Site) -> None:
    site.page("/gone", status=404, Content_Type="text/html")
    with pytest.raises(FetchError, match="answered 404"):
        HttpFetcher(settings()).fetch(site.url("/gone"))


def test_another_kind_of_content_is_refused(site: Site) -> None:
    site.page("/film", Content_Type="video/mp4")
    with pytest.raises(FetchError, match="'video/mp4', which is not read"):
        HttpFetcher(settings()).fetch(site.url("/film"))


def test_no_server_and_broken_answers_are_told_in_one_line(site: Site) -> None:
    def broken(request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(b"not http at all\r\n\r\n")

    site.answers["/broken"] = broken
    site.page("/badgzip", b"nope", Content_Type="text/html", Content_Encoding="gzip")
    for url in (site.url("/broken"), site.url("/badgzip"), "http://127.0.0.1:9/"):
        with pytest.raises(FetchError, match="fetching http") as caught:
            HttpFetcher(settings()).fetch(url)
        assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("file:///etc/passwd", "only http and https"),
        ("ftp://host/a", "only http and https"),
        ("http://", "names no host"),
        ("http://user:secret@host/", "user name or password"),
        ("http://host:99999/", "check the address"),
        ("http://no-such-host.invalid/", "not known"),
    ],
)
def test_addresses_that_cannot_be_fetched_say_why(url: str, why: str) -> None:
    def resolve(host: str, port: int) -> list[str]:
        raise OSError("Name or service not known")

    with pytest.raises(FetchError, match=why) as caught:
        HttpFetcher(settings(), resolve=resolve).fetch(url)
    assert "secret" not in str(caught.value)
