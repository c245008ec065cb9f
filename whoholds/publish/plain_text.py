"""Text from reports, made fit for files: what a format cannot hold is replaced."""

import re

_REPLACEMENT = "�"
_SURROGATE = re.compile("[\ud800-\udfff]")
# What XML 1.0 has no place for: most control characters, half characters, two non-characters.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

# Embeddings, overrides, isolates and marks of direction (Unicode's UAX 9).
_DIRECTIONS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def for_utf8(text: str) -> str:
    """Return `text` with half characters (lone surrogates), which UTF-8 cannot hold, as U+FFFD."""
    return _SURROGATE.sub(_REPLACEMENT, text)


def for_xml(text: str) -> str:
    """Return `text` with what XML 1.0 cannot hold as U+FFFD; markup is left for the writer to escape."""
    return _NOT_XML.sub(_REPLACEMENT, text)


def in_its_order(text: str) -> str:
    """Return `text` on one line, fit for XML, without the characters that turn its direction round.

    For names that stand in sentences of ours: one that opens an override would turn the rest round too.
    """
    return on_one_line(_DIRECTIONS.sub("", text))


def on_one_line(text: str) -> str:
    """Return `text` fit for XML, with every run of white space as one space."""
    return " ".join(for_xml(text).split())
