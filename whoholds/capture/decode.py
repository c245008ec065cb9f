"""Bytes to text: byte-order marks, declared character sets, line ends, control characters.

Code points are kept as found (no Unicode normalisation). Three things change: the byte-order
mark goes, every line end becomes one newline, and control characters other than tab and newline go.
"""

import re

from whoholds.base.errors import TooLarge, UnreadableInput

# The labels of the WHATWG Encoding Standard that pages declare, and Python's codec for each.
# A declared name is never handed to Python's codecs unchecked: "rot13" and "zlib" are codecs too.
_CODECS = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "utf-16": "utf-8",  # a meta tag that can be read as ASCII is not in UTF-16 (the standard says so)
    "us-ascii": "cp1252",
    "ascii": "cp1252",
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "windows-1252": "cp1252",
    "cp1252": "cp1252",
    "iso-8859-9": "cp1254",
    "windows-874": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb18030": "gb18030",
    "big5": "big5hkscs",
    "euc-jp": "euc_jp",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "x-sjis": "cp932",
    "iso-2022-jp": "iso2022_jp",
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
    "koi8-r": "koi8_r",
    "koi8-u": "koi8_u",
    "macintosh": "mac_roman",
    "x-mac-cyrillic": "mac_cyrillic",
    "ibm866": "cp866",
    **{f"iso-8859-{n}": f"iso8859_{n}" for n in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)},
    **{f"windows-{n}": f"cp{n}" for n in (1250, 1251, 1253, 1254, 1255, 1256, 1257, 1258)},
    **{f"cp{n}": f"cp{n}" for n in (1250, 1251, 1253, 1254, 1255, 1256, 1257, 1258)},
}
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_MAGIC = (
    (b"%PDF-", "a PDF; save its text, or print the page to HTML or text"),
    (b"PK\x03\x04", "a zip archive or office document; unpack it, or save it as text"),
    (b"\x1f\x8b", "gzip-compressed; unpack it first"),
    (b"\xfd7zXZ\x00", "xz-compressed; unpack it first"),
    (b"BZh", "bzip2-compressed; unpack it first"),
    (b"\x28\xb5\x2f\xfd", "zstd-compressed; unpack it first"),
    (b"\x89PNG", "a picture; hand over the text"),
    (b"\xff\xd8\xff", "a picture; hand over the text"),
    (b"GIF8", "a picture; hand over the text"),
    (b"\xd0\xcf\x11\xe0", "an old office document; save it as text"),
    (b"SQLite format 3\x00", "a database; hand over the reports"),
    (b"{\\rtf", "a rich text document; save it as plain text"),
)
_HEAD = 8192
_META = re.compile(
    rb"<meta\b[^>]{0,400}?\bcharset\s{0,8}=\s{0,8}[\"']?\s{0,8}([\w.:-]{1,40})", re.I
)
_XML = re.compile(rb"<\?xml\b[^>]{0,200}?\bencoding\s{0,8}=\s{0,8}[\"']([\w.:-]{1,40})", re.I)
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff]")
_WORST_SHARE = 0.01
_MOST_LINES = 100_000


def decode_plain(data: bytes, location: str) -> str:
    """Return the text of a plain-text or Markdown page: UTF-8, or what a byte-order mark says.

    Raises:
        UnreadableInput: if the page is empty, binary or in another encoding; names the byte offset.
        TooLarge: if it has more lines than any report.
    """
    refuse_binary(data, location)
    mark, codec = _mark_of(data)
    try:
        text = data[len(mark) :].decode(codec)
    except UnicodeDecodeError as cause:
        raise _not_decodable(location, codec, len(mark) + cause.start) from cause
    text = tidy(text)
    if text.count("\n") > _MOST_LINES:
        raise TooLarge(
            f"reading {location}: it has more than {_MOST_LINES:,} lines, as no single report has; split "
            "it into reports, or hand over JSON lines"
        )
    return text


def decode_html(data: bytes, location: str, *, declared: str | None = None) -> str:
    """Return the text of an HTML page, after its byte-order mark, `declared` or its own meta tag.

    `declared` is the character set that the server named; it goes before the page's own word. Single
    bytes that a declared set does not know become U+FFFD, as in browsers; a page that declares
    nothing must be UTF-8.

    Raises:
        UnreadableInput: if the page is empty or binary, or its bytes are not what it declares.
    """
    refuse_binary(data, location)
    mark, codec = _mark_of(data)
    if mark == b"":
        label = declared or _declared_by(data)
        if label is not None:
            known = _CODECS.get(label.strip().lower())
            if known is None:
                raise UnreadableInput(
                    f"reading {location}: the page declares the character set {label!r}, which is "
                    "not known; save the page as UTF-8 and read that"
                )
            return tidy(_decode_declared(data, known, label, location))
    try:
        text = data[len(mark) :].decode(codec)
    except UnicodeDecodeError as cause:
        raise _not_decodable(location, codec, len(mark) + cause.start) from cause
    return tidy(text)


def refuse_binary(data: bytes, location: str) -> None:
    """Refuse bytes that are no text at all.

    Raises:
        UnreadableInput: if `data` is empty, or looks binary (a known kind of file, or zero bytes).
    """
    if data.strip() == b"":
        raise UnreadableInput(f"reading {location}: it is empty; hand over a report with text")
    for magic, what in _MAGIC:
        if data.startswith(magic):
            raise UnreadableInput(f"reading {location}: it is {what}")
    mark, _ = _mark_of(data)
    wide = mark not in (b"", b"\xef\xbb\xbf")
    zero = -1 if wide else data.find(b"\0", 0, _HEAD)
    if zero >= 0:
        raise UnreadableInput(
            f"reading {location}: it is binary (a zero byte at offset {zero}), not text; "
            "hand over HTML, Markdown, JSON lines or UTF-8 text"
        )


def tidy(text: str) -> str:
    """Return `text` with one newline for every line end, and without other control characters."""
    return _CONTROLS.sub("", _LINE_ENDS.sub("\n", text))


def _mark_of(data: bytes) -> tuple[bytes, str]:
    for mark, codec in _MARKS:
        if data.startswith(mark):
            return mark, codec
    return b"", "utf-8"


def _declared_by(data: bytes) -> str | None:
    head = data[:_HEAD]
    found = _XML.search(head) or _META.search(head)
    return None if found is None else found[1].decode("ascii", "replace")


def _decode_declared(data: bytes, codec: str, label: str, location: str) -> str:
    text = data.decode(codec, "replace")
    bad = text.count("\ufffd")
    if bad > max(8, _WORST_SHARE * len(text)):
        raise UnreadableInput(
            f"reading {location}: the page declares the character set {label!r}, but {bad} places "
            "of it cannot be read so; save the page as UTF-8 and read that"
        )
    return text


def _not_decodable(location: str, codec: str, offset: int) -> UnreadableInput:
    return UnreadableInput(
        f"reading {location}: byte {offset} is not {codec.upper()}; convert the file, for example "
        "with `iconv -f windows-1252 -t utf-8`, and read the result"
    )
