"""Media types: which there are, and which one a file or stream holds."""

import re
from pathlib import PurePath

PLAIN_TYPE = "text/plain"
HTML_TYPE = "text/html"
MARKDOWN_TYPE = "text/markdown"
JSON_REPORT_TYPE = "application/x-whoholds-report+json"
"""One report as one JSON object: what each line of a JSON-lines file becomes."""

HTML = frozenset({HTML_TYPE, "application/xhtml+xml"})
MARKDOWN = frozenset({MARKDOWN_TYPE, "text/x-markdown"})
PLAIN = frozenset({PLAIN_TYPE})
JSON_REPORT = frozenset({JSON_REPORT_TYPE})
JSON_LINES = frozenset(
    {"application/jsonl", "application/x-ndjson", "application/x-jsonlines", "application/json-seq"}
)
JSON_FILE = frozenset({"application/json"})

SUFFIXES = {
    ".html": HTML_TYPE,
    ".htm": HTML_TYPE,
    ".xhtml": "application/xhtml+xml",
    ".txt": PLAIN_TYPE,
    ".md": MARKDOWN_TYPE,
    ".markdown": MARKDOWN_TYPE,
    ".jsonl": "application/x-ndjson",
    ".ndjson": "application/x-ndjson",
    ".json": "application/json",
}
"""The suffixes that are read out of a folder, and what each holds."""

_CHARSET = re.compile(r"charset\s{0,4}=\s{0,4}[\"']?([\w.:-]{1,40})", re.I)
_HTML_START = re.compile(
    rb"\s{0,200}(?:<!--.{0,2000}?-->\s{0,200})?<(?:!doctype\s{1,20}html|html|head|body|\?xml|meta|title"
    rb"|div|article|p)\b",
    re.I | re.S,
)
_FRONT_MATTER = re.compile(rb"---[ \t]{0,8}\r?\n[\w-]{1,40}[ \t]{0,8}:")


def essence(media_type: str) -> str:
    """Return the media type without its parameters, in lower case."""
    return media_type.partition(";")[0].strip().lower()


def charset_of(media_type: str) -> str | None:
    """Return the `charset` parameter of a media type, None where there is none."""
    found = _CHARSET.search(media_type)
    return None if found is None else found[1]


def media_type_of(name: str, head: bytes) -> str:
    """Return the media type of a file: by its suffix, else by the first bytes (for standard input).

    A `.txt` that begins as a page of HTML is one: as plain text its comments would be read as report.
    """
    known = SUFFIXES.get(PurePath(name).suffix.lower())
    if known is None or (known == PLAIN_TYPE and sniff(head) == HTML_TYPE):
        return sniff(head)
    return known


def sniff(head: bytes) -> str:
    """Return what a stream that begins with `head` holds; plain text where nothing else shows."""
    bare = head.removeprefix(b"\xef\xbb\xbf")
    if bare.lstrip()[:1] == b"{":
        return "application/x-ndjson"
    if _HTML_START.match(bare) is not None:
        return HTML_TYPE
    if _FRONT_MATTER.match(bare) is not None:
        return MARKDOWN_TYPE
    return PLAIN_TYPE
