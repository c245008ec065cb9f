import pytest

from whoholds.base.errors import TooLarge, UnreadableInput
from whoholds.capture.decode import decode_html, decode_plain, tidy

TEXT = "Війська увійшли до Осколу."


@pytest.mark.parametrize(
    ("declaration", "codec"),
    [
        ('<meta charset="windows-1251">', "cp1251"),
        ("<meta charset=koi8-u>", "koi8_u"),
        ('<meta http-equiv="Content-Type" content="text/html; charset=Windows-1251">', "cp1251"),
        ('<?xml version="1.0" encoding="windows-1251"?>', "cp1251"),
        ('<meta charset="utf-8">', "utf-8"),
        ("", "utf-8"),
    ],
)
def test_a_page_is_read_in_the_set_that_it_declares(declaration: str, codec: str) -> None:
    source = f"{declaration}<p>{TEXT}</p>"
    assert decode_html(source.encode(codec), "a.html") == source


def test_the_server_goes_before_the_page_and_a_mark_before_both() -> None:
    source = f'<meta charset="windows-1251"><p>{TEXT}</p>'
    assert decode_html(source.encode(), "a.html", declared="UTF-8") == source
    assert decode_html(b"\xef\xbb\xbf" + source.encode(), "a.html", declared="koi8-u") == source
    assert decode_html(source.encode("utf-16"), "a.html") == source


def test_latin1_means_what_browsers_take_it_for() -> None:
    assert decode_html('<meta charset="iso-8859-1">“a”'.encode("cp1252"), "a").endswith("“a”")


@pytest.mark.parametrize("label", ["rot13", "zlib", "unicode_escape", "no-such-set"])
def test_a_set_that_is_none_is_refused(label: str) -> None:
    with pytest.raises(UnreadableInput, match="is not known"):
        decode_html(f'<meta charset="{label}"><p>a</p>'.encode(), "a.html")


def test_a_few_broken_bytes_are_shown_and_many_are_refused() -> None:
    good = b'<meta charset="utf-8"><p>' + b"a" * 1000
    assert decode_html(good + b"\xff", "a.html").endswith("\ufffd")
    with pytest.raises(UnreadableInput, match="200 places"):
        decode_html(good + b"\xff" * 200, "a.html")
    with pytest.raises(UnreadableInput, match="byte 4 is not UTF-8"):
        decode_html(b"<p>a\xffb</p>", "a.html")


def test_plain_text_is_utf8_or_marked() -> None:
    assert decode_plain(TEXT.encode(), "a") == TEXT
    assert decode_plain(TEXT.encode("utf-16"), "a") == TEXT
    assert decode_plain(TEXT.encode("utf-8-sig"), "a") == TEXT
    with pytest.raises(UnreadableInput, match=r"byte \d+ is not UTF-8"):
        decode_plain(TEXT.encode("cp1251"), "a")
    with pytest.raises(UnreadableInput, match="UTF-16"):
        decode_plain(b"\xff\xfea\x00\x00\xd8", "a")


def test_line_ends_become_one_and_controls_go() -> None:
    assert tidy("a\r\nb\rc\u2028d\x85e\x00f\x1b\tg\u200b") == "a\nb\nc\nd\nef\tg\u200b"


def test_a_text_with_more_lines_than_any_report_is_refused() -> None:
    assert decode_plain(b"a\n" * 100_000, "a") != ""
    with pytest.raises(TooLarge, match="more than 100,000 lines"):
        decode_plain(b"a\n" * 100_001, "a")
