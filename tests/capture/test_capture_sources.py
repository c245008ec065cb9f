import gzip
import io
import os
from collections.abc import Sequence
from pathlib import Path

import orjson
import pytest
from typing_extensions import override

from whoholds.base.errors import FetchError, TooLarge, UnreadableInput, WhoholdsError
from whoholds.base.ids import sha256_hex
from whoholds.base.records import Page
from whoholds.base.settings import Settings
from whoholds.capture.sources import count_pages, iter_pages, page_of

TEXT = "Army takes Oskel\n\nThe army took Oskel on Monday.\n"


class Shelf:
    """A fetcher that knows a few addresses."""

    def __init__(self, **pages: Page) -> None:
        self._pages = pages

    def fetch(self, url: str) -> Page:
        name = url.rpartition("/")[2]
        if name not in self._pages:
            raise FetchError(f"fetching {url}: the server answered 404")
        return self._pages[name]


def found_at(
    *locations: str | Path, stdin: bytes = b"", limit: int = 1_000_000, shelf: Shelf | None = None
) -> list[Page | WhoholdsError]:
    settings = Settings(home=Path("home"), who="tester", max_page_bytes=limit)
    names = [str(location) for location in locations]
    fetcher = shelf or Shelf()
    return list(iter_pages(names, settings=settings, fetcher=fetcher, stdin=io.BytesIO(stdin)))


def pages(found: Sequence[Page | WhoholdsError]) -> list[Page]:
    assert all(isinstance(one, Page) for one in found), found
    return [one for one in found if isinstance(one, Page)]


def error(found: Sequence[Page | WhoholdsError]) -> WhoholdsError:
    assert len(found) == 1
    assert isinstance(found[0], WhoholdsError)
    assert "\n" not in str(found[0])
    return found[0]


def write(path: Path, data: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def test_a_file_is_a_page_with_its_bytes_and_hash(tmp_path: Path) -> None:
    path = write(tmp_path / "report.txt", TEXT)
    (page,) = pages(found_at(path))
    assert page.data == TEXT.encode()
    assert page.sha256 == sha256_hex(TEXT.encode())
    assert (page.media_type, page.location, page.name_hint) == (
        "text/plain",
        str(path),
        "report.txt",
    )


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("a.html", "text/html"),
        ("a.HTM", "text/html"),
        ("a.xhtml", "application/xhtml+xml"),
        ("a.md", "text/markdown"),
        ("a.markdown", "text/markdown"),
        ("a.TXT", "text/plain"),
        ("report", "text/plain"),
    ],
)
def test_the_suffix_tells_the_kind(tmp_path: Path, name: str, media_type: str) -> None:
    assert pages(found_at(write(tmp_path / name, TEXT)))[0].media_type == media_type


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (b"<!DOCTYPE html><html><body><p>a", "text/html"),
        (b"\n <html><body><p>a", "text/html"),
        (b"---\ntitle: Oskel\n---\ntext", "text/markdown"),
        (b"Oskel\n\nThe army took it.", "text/plain"),
        (b'{"text": "a"}', "application/x-whoholds-report+json"),
        (b'{\n "text": "a"\n}\n', "application/x-whoholds-report+json"),
    ],
)
def test_standard_input_is_told_by_its_first_bytes(data: bytes, media_type: str) -> None:
    (page,) = pages(found_at("-", stdin=data))
    assert page.media_type == media_type
    assert page.data == data.strip() if "json" in media_type else data
    assert page.location.startswith("standard input")


def test_each_line_of_json_lines_is_a_page(tmp_path: Path) -> None:
    lines = [b'{"text": "one"}', b'{"text": "two"}', b'{"text": "three"}']
    path = write(
        tmp_path / "docs.jsonl",
        b"\xef\xbb\xbf" + lines[0] + b"\r\n\n" + lines[1] + b"\n" + lines[2],
    )
    found = pages(found_at(path))
    assert [page.data for page in found] == lines
    assert [page.sha256 for page in found] == [sha256_hex(line) for line in lines]
    assert [page.name_hint for page in found] == ["docs.jsonl:1", "docs.jsonl:3", "docs.jsonl:4"]
    assert found[1].location == f"{path}:3"


def test_json_lines_come_from_standard_input_even_where_a_line_is_longer_than_the_first_look() -> (
    None
):
    lines = [orjson.dumps({"text": "x" * 9000, "n": n}) for n in range(3)]
    found = pages(found_at("-", stdin=b"\n".join(lines) + b"\n"))
    assert [page.data for page in found] == lines


def test_a_json_file_is_one_report_a_list_or_lines(tmp_path: Path) -> None:
    one = write(tmp_path / "one.json", b'{\n  "text": "one"\n}\n')
    many = write(tmp_path / "many.json", b'[{"text": "one"}, {"text": "two"}]')
    lines = write(tmp_path / "lines.json", b'{"text": "one"}\n{"text": "two"}\n')
    assert [page.data for page in pages(found_at(one))] == [b'{\n  "text": "one"\n}']
    assert [page.name_hint for page in pages(found_at(many))] == ["many.json:1", "many.json:2"]
    assert [page.data for page in pages(found_at(lines))] == [
        b'{"text": "one"}',
        b'{"text": "two"}',
    ]
    broken = error(found_at(write(tmp_path / "broken.json", b'{"text": ')))
    assert isinstance(broken, UnreadableInput)


def test_a_report_of_a_list_that_is_nested_too_deep_does_not_cost_the_others(
    tmp_path: Path,
) -> None:
    path = tmp_path / "list.json"
    deep = '{"text": "b", "x": ' + "[" * 300 + "]" * 300 + "}"
    path.write_text(f'[{{"text": "a"}}, {deep}, {{"text": "c"}}]')
    first, second, third = found_at(path)
    assert isinstance(first, Page)
    assert isinstance(second, UnreadableInput)
    assert str(second).startswith(f"reading {path}:2: ")
    assert isinstance(third, Page)


def test_a_folder_is_read_in_order_and_names_once_what_it_leaves_out(tmp_path: Path) -> None:
    write(tmp_path / "b" / "2.txt", TEXT)
    write(tmp_path / "a.html", "<p>a</p>")
    write(tmp_path / "b" / "1.md", "# a\n\nb")
    write(tmp_path / "c.jsonl", '{"text": "a"}\n{"text": "b"}\n')
    write(tmp_path / ".hidden" / "x.txt", TEXT)
    for name in ("map.png", "table.xlsx", "b/photo.jpg"):
        write(tmp_path / name, b"x")
    found = found_at(tmp_path)
    assert [Path(p.location).relative_to(tmp_path).as_posix() for p in pages(found[:-1])] == [
        "a.html",
        "b/1.md",
        "b/2.txt",
        "c.jsonl:1",
        "c.jsonl:2",
    ]
    assert "3 left out" in str(found[-1])
    for name in ("b/photo.jpg", "map.png", "table.xlsx"):
        assert name in str(found[-1])
    assert count_pages([str(tmp_path)]) == len(found)


def test_an_empty_folder_and_a_missing_path_say_so(tmp_path: Path) -> None:
    assert "holds no report" in str(error(found_at(tmp_path)))
    assert "no such file or folder" in str(error(found_at(tmp_path / "none.txt")))


def test_one_broken_location_does_not_stop_the_rest(tmp_path: Path) -> None:
    good = write(tmp_path / "good.txt", TEXT)
    found = found_at(tmp_path / "none.txt", "http://host/gone", good, "ftp://host/a")
    assert [type(one).__name__ for one in found] == [
        "UnreadableInput",
        "FetchError",
        "Page",
        "FetchError",
    ]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "empty"),
        (b" \n\t\n", "empty"),
        (b"text \x00 more", "zero byte at offset 5"),
        (b"%PDF-1.7 abc", "a PDF"),
        (b"\x89PNG\r\n", "a picture"),
        (gzip.compress(TEXT.encode()), "gzip-compressed"),
        (b"The army took \xff\xfe Oskel", "byte 14 is not UTF-8"),
        ("Die Stadt fiel. Größe".encode("cp1252"), "iconv"),
    ],
)
@pytest.mark.parametrize("name", ["a.txt", "a.md", "report"])
def test_bytes_that_are_no_text_say_why_in_one_line(
    tmp_path: Path, name: str, data: bytes, why: str
) -> None:
    path = write(tmp_path / name, data)
    failed = error(found_at(path))
    assert isinstance(failed, UnreadableInput)
    assert str(path) in str(failed)
    assert why in str(failed)


def test_a_text_in_utf16_with_its_mark_is_read(tmp_path: Path) -> None:
    page = pages(found_at(write(tmp_path / "a.txt", TEXT.encode("utf-16"))))[0]
    assert page.media_type == "text/plain"


class Counted(io.BytesIO):
    """A stream that knows how much was read of it."""

    def __init__(self, size: int) -> None:
        super().__init__(b"x" * size)
        self.count = 0

    @override
    def read(self, size: int | None = -1, /) -> bytes:
        data = super().read(size)
        self.count += len(data)
        return data


def test_a_page_over_the_limit_is_not_read_whole() -> None:
    stream = Counted(5_000_000)
    settings = Settings(home=Path("home"), who="tester", max_page_bytes=1000)
    found = list(iter_pages(["-"], settings=settings, fetcher=Shelf(), stdin=stream))
    assert isinstance(error(found), TooLarge)
    assert stream.count < 10_000


def test_a_large_file_names_its_size_and_the_limit(tmp_path: Path) -> None:
    path = tmp_path / "large.html"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    failed = error(found_at(path))
    assert isinstance(failed, TooLarge)
    assert "50,000,000" in str(failed)
    assert "1,000,000" in str(failed)


def test_one_line_over_the_limit_does_not_cost_the_others(tmp_path: Path) -> None:
    lines = [b'{"text": "one"}', b'{"text": "' + b"x" * 300_000 + b'"}', b'{"text": "three"}']
    found = found_at(write(tmp_path / "a.jsonl", b"\n".join(lines)), limit=1000)
    assert isinstance(found[1], TooLarge)
    assert f"{tmp_path / 'a.jsonl'}:2" in str(found[1])
    assert [page.data for page in pages([found[0], found[2]])] == [lines[0], lines[2]]
    assert pages([found[2]])[0].name_hint == "a.jsonl:3"


def test_a_line_of_exactly_the_limit_is_read(tmp_path: Path) -> None:
    line = b'{"text": "abc"}'
    path = write(tmp_path / "a.jsonl", line + b"\n" + line)
    assert len(pages(found_at(path, limit=len(line)))) == 2


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_file_without_permission_says_so(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt", TEXT)
    path.chmod(0)
    assert "Permission denied" in str(error(found_at(path)))


def test_a_link_to_nowhere_in_a_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.txt").symlink_to(tmp_path / "gone.txt")
    assert "no such file" in str(error(found_at(tmp_path)))


def test_an_address_gives_its_page_and_json_lines_at_it_are_split() -> None:
    shelf = Shelf(
        report=page_of(b"<p>a</p>", "text/html", "http://host/report"),
        docs=page_of(b'{"text":"a"}\n{"text":"b"}\n', "application/x-ndjson", "http://host/docs"),
    )
    assert pages(found_at("http://host/report", shelf=shelf))[0].data == b"<p>a</p>"
    assert [p.location for p in pages(found_at("http://host/docs", shelf=shelf))] == [
        "http://host/docs:1",
        "http://host/docs:2",
    ]


def test_pages_are_counted_beforehand_where_that_is_cheap(tmp_path: Path) -> None:
    write(tmp_path / "in" / "a.txt", TEXT)
    write(tmp_path / "in" / "b.jsonl", b'{"text":"a"}\n{"text":"b"}')
    assert count_pages([str(tmp_path / "in"), "http://host/a"]) == 4
    assert count_pages([str(tmp_path / "in"), "-"]) is None
    write(tmp_path / "in" / "c.json", b"[]")
    assert count_pages([str(tmp_path / "in")]) is None


def test_a_page_of_html_under_a_plain_name_is_html(tmp_path: Path) -> None:
    write(tmp_path / "page.txt", "<!DOCTYPE html>\n<p>The army captured Homs.</p>")
    write(tmp_path / "text.txt", "Less is <p>more</p>.")
    assert [page.media_type for page in pages(found_at(tmp_path))] == ["text/html", "text/plain"]


def test_a_pipe_that_nobody_writes_to_is_empty(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    assert "it is empty" in str(error(found_at(tmp_path / "pipe.txt")))


def test_an_empty_path_is_not_the_folder_that_one_is_in() -> None:
    assert "that is no path" in str(error(found_at("")))
