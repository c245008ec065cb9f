"""Getting a gazetteer over a real connection: whole, broken off, cut short, changed, refused."""

import contextlib
import io
import lzma
import socket
import socketserver
import threading
import zipfile
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from typing_extensions import override

from whoholds.base.errors import FetchError, GazetteerError, StorageError, UnknownName
from whoholds.base.ids import sha256_hex
from whoholds.base.settings import Settings
from whoholds.identify.gazetteer import list_gazetteers
from whoholds.run.downloads import download
from whoholds.run.gazetteers import get_into_home, remove_from_home

BODY = bytes(range(256)) * 4000


class Server(socketserver.ThreadingMixIn, socketserver.TCPServer):
    daemon_threads = True
    allow_reuse_address = True

    @override
    def handle_error(self, request: object, client_address: object) -> None:
        """A connection that is cut off on purpose is what several tests are about."""


class Mirror:
    """Serves one file on loopback with ranges; `cuts` are how many bytes of each answer come through."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.etag: str | None = '"v1"'
        self.cuts: deque[int] = deque()
        self.ranges = True
        self.says_length = True
        self.asked: list[str | None] = []
        mirror = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                with contextlib.suppress(OSError):
                    mirror.answer(self)

            @override
            def log_message(self, *args: object) -> None:
                """Nothing on the terminal."""

        self.server = Server(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_address[1]}/dump/"
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        self.asked.append(request.headers.get("Range"))
        body = self.files.get(request.path.removeprefix("/dump/"))
        if body is None:
            request.send_error(404)
            return
        start = 0
        asked = request.headers.get("Range")
        if asked is not None and self.ranges and request.headers.get("If-Range") == self.etag:
            start = int(asked.removeprefix("bytes=").removesuffix("-"))
            if start >= len(body):
                request.send_error(416)
                return
            request.send_response(206)
            request.send_header("Content-Range", f"bytes {start}-{len(body) - 1}/{len(body)}")
        else:
            request.send_response(200)
        if self.etag is not None:
            request.send_header("ETag", self.etag)
        if self.says_length:
            request.send_header("Content-Length", str(len(body) - start))
        request.end_headers()
        cut = self.cuts.popleft() if len(self.cuts) > 0 else len(body)
        request.wfile.write(body[start : start + cut])
        request.wfile.flush()


@pytest.fixture
def mirror() -> Iterator[Mirror]:
    found = Mirror()
    yield found
    found.server.shutdown()
    found.server.server_close()


@pytest.fixture
def home(tmp_path: Path, mirror: Mirror) -> Settings:
    return Settings(
        home=tmp_path / "home", who="t", gazetteer_address=mirror.address, fetch_timeout_s=5.0
    )


Get = Callable[[], bytes]


@pytest.fixture
def get(mirror: Mirror, home: Settings, tmp_path: Path) -> Get:
    def it() -> bytes:
        found = download(f"{mirror.address}a.bin", tmp_path / "d" / "a.bin", home, pause_s=0.0)
        assert found.sha256 == sha256_hex(found.path.read_bytes())
        assert found.size == found.path.stat().st_size
        assert [path.name for path in found.path.parent.iterdir()] == ["a.bin"]
        return found.path.read_bytes()

    return it


def test_a_whole_file_comes_whole_and_tells_how_far(
    mirror: Mirror, home: Settings, tmp_path: Path
) -> None:
    mirror.files["a.bin"] = BODY
    told: list[tuple[int, int | None]] = []
    found = download(
        f"{mirror.address}a.bin", tmp_path / "a.bin", home, progress=lambda *each: told.append(each)
    )
    assert found.path.read_bytes() == BODY
    assert told[-1] == (len(BODY), len(BODY))
    assert told == sorted(told)
    assert mirror.asked == [None]


def test_what_broke_off_is_gone_on_with(mirror: Mirror, get: Get) -> None:
    mirror.files["a.bin"] = BODY
    mirror.cuts.extend([1000, 5000])
    assert get() == BODY
    assert mirror.asked == [None, "bytes=1000-", "bytes=6000-"]


def test_the_next_call_goes_on_too(mirror: Mirror, get: Get) -> None:
    mirror.files["a.bin"] = BODY
    mirror.cuts.extend([1000] * 4)
    with pytest.raises(FetchError, match=r"cut short|broke off.* 4 times; 4,000 bytes are kept"):
        get()
    assert get() == BODY
    assert mirror.asked[4:] == ["bytes=4000-"]


def test_a_file_that_changed_meanwhile_is_begun_anew(mirror: Mirror, get: Get) -> None:
    mirror.files["a.bin"] = BODY
    mirror.cuts.extend([1000] * 4)
    with pytest.raises(FetchError):
        get()
    mirror.files["a.bin"], mirror.etag = BODY[::-1], '"v2"'
    assert get() == BODY[::-1]


def test_without_a_mark_or_ranges_all_is_asked_for_again(mirror: Mirror, get: Get) -> None:
    mirror.files["a.bin"] = BODY
    mirror.etag = None
    mirror.cuts.append(1000)
    assert get() == BODY
    assert mirror.asked == [None, None]
    mirror.etag, mirror.ranges = '"v1"', False
    mirror.cuts.append(1000)
    assert get() == BODY
    assert mirror.asked[2:] == [None, "bytes=1000-"]


def test_a_weak_mark_is_none(mirror: Mirror, get: Get) -> None:
    mirror.files["a.bin"] = BODY
    mirror.etag = 'W/"v1"'
    mirror.cuts.append(1000)
    assert get() == BODY
    assert mirror.asked == [None, None]


def test_a_file_that_shrank_is_begun_anew(mirror: Mirror, get: Get) -> None:
    mirror.files["a.bin"] = BODY
    mirror.cuts.extend([5000] * 4)
    with pytest.raises(FetchError):
        get()
    mirror.files["a.bin"] = BODY[:3000]
    assert get() == BODY[:3000]


def test_without_a_network_there_is_one_clear_line(tmp_path: Path, home: Settings) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = replace(home, gazetteer_address=f"http://127.0.0.1:{port}/")
    with pytest.raises(
        FetchError, match=r"127\.0\.0\.1 cannot be reached.*gazetteer add FILE`$"
    ) as told:
        get_into_home("SY", settings)
    assert "\n" not in str(told.value)


def test_what_the_server_lacks_is_told(home: Settings) -> None:
    with pytest.raises(FetchError, match=r"LB\.zip: the server answered 404 .*code of the country"):
        get_into_home("lb", home)


@pytest.mark.parametrize("country", ["ZZ", "Syria", "../x", "", "SYR"])
def test_only_countries_are_asked_for(mirror: Mirror, home: Settings, country: str) -> None:
    with pytest.raises(UnknownName, match="it is no country"):
        get_into_home(country, home)
    assert mirror.asked == []


def test_an_address_that_is_none_is_named(home: Settings) -> None:
    with pytest.raises(FetchError, match="`gazetteer_address` is 'file:///etc/'"):
        get_into_home("SY", replace(home, gazetteer_address="file:///etc/"))


def test_a_folder_that_cannot_be_written_is_a_storage_error(
    mirror: Mirror, home: Settings, tmp_path: Path
) -> None:
    mirror.files["a.bin"] = BODY
    (tmp_path / "in-the-way").write_text("")
    with pytest.raises(StorageError, match="free some space"):
        download(f"{mirror.address}a.bin", tmp_path / "in-the-way" / "a.bin", home)


def dump_of(lines: list[str]) -> bytes:
    """Return a zip file as GeoNames hands it out, of the rows of a table of the shared gazetteers."""
    codes: dict[str, str] = {}
    rows = []
    for line in lines:
        ident, _, name, others, lat, lon, code, country, adm1, _, people = line.split("\t")
        if ident in ("", "-1"):
            continue
        number = codes.setdefault(adm1, f"{len(codes):02}")
        latin = [each for each in others.split("|") if "," not in each]
        rows.append(
            "\t".join(
                [ident, name, name, ",".join(latin), lat, lon, code[:1] if code[0] in "PA" else "T", code,
                 country, "", number, "", "", "", people, "", "100", "Asia/Damascus", "2020-01-02"]
            )
        )  # fmt: skip
    units = [
        f"9000{at}\t{name}\t{name}\t\t35\t37\tA\tADM1\tSY\t\t{number}\t\t\t\t0\t\t1\tx\t2021-03-04"
        for at, (name, number) in enumerate(codes.items())
        if name != ""
    ]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("readme.txt", "CC BY 4.0")
        archive.writestr("SY.txt", "\n".join([*rows, *units]) + "\n")
    return packed.getvalue()


@pytest.mark.shared
def test_a_country_is_got_interrupted_and_all_and_its_origin_kept(
    mirror: Mirror, home: Settings, shared: Path
) -> None:
    with lzma.open(shared / "gazetteers" / "SY.tsv.xz", "rt", encoding="utf-8") as text:
        lines = text.read().splitlines()[1:3000]
    mirror.files["SY.zip"] = dump = dump_of(lines)
    mirror.cuts.extend([len(dump) // 3] * 2)
    info = get_into_home("sy", home)
    assert (info.name, info.version, info.left_out) == ("SY", "2021-03-04", 0)
    assert info.places > 2000
    assert info.sha256 == sha256_hex(dump)
    assert info.url == f"{mirror.address}SY.zip"
    assert info.licence == "CC BY 4.0"
    assert list_gazetteers(home.gazetteers_path) == [info]
    assert list((home.gazetteers_path / ".downloads").iterdir()) == []
    assert remove_from_home("SY", home) == info
    assert list_gazetteers(home.gazetteers_path) == []


def test_a_file_that_is_no_dump_leaves_nothing(mirror: Mirror, home: Settings) -> None:
    mirror.files["SY.zip"] = b"<html>Sign in to the network of the hotel</html>"
    with pytest.raises(GazetteerError, match=r"SY\.zip: it cannot be unpacked"):
        get_into_home("SY", home)
    assert [path.name for path in home.gazetteers_path.iterdir()] == [".downloads"]


def test_only_what_was_added_can_be_removed(home: Settings) -> None:
    with pytest.raises(GazetteerError, match="it comes with whoholds"):
        remove_from_home("default", home)
    with pytest.raises(UnknownName, match="none of that name; none was added"):
        remove_from_home("SY", home)
