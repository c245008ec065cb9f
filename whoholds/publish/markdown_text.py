"""Words from reports as Markdown text: never markup, never a new line, never a link of their own."""

import re
import unicodedata
from datetime import date

_SPECIAL = frozenset("\\`*_[]<>|~&@$")
# What begins a list, a heading or a quote where it is the first of its line.
_FIRST = re.compile(r"[-+#=]|\d{1,9}[.)]")
# What some readers make links of by themselves.
_BARE_ADDRESS = re.compile(r"(?<=www)\.|:(?=//)", re.IGNORECASE)
# Controls, direction overrides and separators that begin a new line; joiners stay: Arabic needs them.
_HIDDEN = frozenset({"Cc", "Cf", "Zl", "Zp", "Cs"})
_JOINERS = frozenset("\u200c\u200d")


def escaped(text: str) -> str:
    """Return words as they read, with everything escaped that Markdown could take for markup."""
    flat = " ".join("".join(map(_shown, text)).split())
    marked = "".join(f"\\{each}" if each in _SPECIAL else each for each in flat)
    marked = _BARE_ADDRESS.sub(lambda found: f"\\{found[0]}", marked)
    first = _FIRST.match(marked)
    if first is None:
        return marked
    return f"{marked[: first.end() - 1]}\\{marked[first.end() - 1 :]}"


def linked(text: str, address: str | None) -> str:
    """Return words as a link, or as words where there is no address; see `told.trusted_url`."""
    if address is None:
        return escaped(text)
    # Between angle brackets an address may hold brackets of its own.
    return f"[{escaped(text)}](<{address}>)"


def cited(publisher: str | None, published: date | None, address: str | None) -> str:
    """Return a source: its publisher as a link, and the day."""
    told = linked(publisher or "a report that names no publisher", address)
    return told if published is None else f"{told}, {published.isoformat()}"


def _shown(character: str) -> str:
    if character in _JOINERS or unicodedata.category(character) not in _HIDDEN:
        return character
    return "\ufffd" if unicodedata.category(character) == "Cs" else " "
