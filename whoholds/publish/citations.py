"""How a published site is cited: in words, as BibTeX and as a citation file (CFF 1.2)."""

from whoholds.publish.plain_text import on_one_line
from whoholds.publish.site_pages import SiteInfo

_NOBODY = "The editors of this record"
# Braces and backslashes would end a field or begin a command; the rest has meaning in text.
_BIBTEX = str.maketrans(
    {"\\": "/", "{": "(", "}": ")", "%": r"\%", "&": r"\&", "#": r"\#", "_": r"\_", "$": r"\$"}
)


def citation_words(site: SiteInfo) -> str:
    """Return the citation as one sentence; the day is that of the last entry, UTC."""
    by = on_one_line(site.publisher or _NOBODY)
    at = f" {site.address}" if site.address is not None else ""
    return (
        f"{by} ({_year(site)}). {on_one_line(site.title)}: who holds what, on which day, and according "
        f"to whom. Record at position {site.position}, {_day(site)}, made with whoholds "
        f"{site.version}.{at}"
    )


def bibtex(site: SiteInfo) -> bytes:
    """Return the citation as a BibTeX entry."""
    fields = [
        ("author", f"{{{_plain(site.publisher or _NOBODY)}}}"),
        ("title", f"{{{_plain(site.title)}}}"),
        ("year", _year(site)),
        ("note", f"Record at position {site.position}, {_day(site)}, digest {site.identity}"),
    ]
    if site.address is not None:
        fields.append(("url", site.address))
    lines = [f"  {name} = {{{value}}}," for name, value in fields]
    return "\n".join([f"@misc{{whoholds-{site.position},", *lines, "}", ""]).encode()


def citation_file(site: SiteInfo) -> bytes:
    """Return the citation as a file for `CITATION.cff`."""
    lines = [
        "cff-version: 1.2.0",
        "message: If you use this data, please cite it, and the reports behind the claims you show.",
        "type: dataset",
        f"title: {_quoted(site.title)}",
        "authors:",
        f"  - name: {_quoted(site.publisher or _NOBODY)}",
        f'version: "{site.position}"',
        f"date-released: {_day(site)}",
    ]
    if site.address is not None:
        lines.append(f"url: {_quoted(site.address)}")
    return "\n".join([*lines, ""]).encode()


def _plain(text: str) -> str:
    return on_one_line(text).translate(_BIBTEX)


def _quoted(text: str) -> str:
    """Return a string as YAML takes it between double quotes."""
    flat = on_one_line(text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{flat}"'


def _day(site: SiteInfo) -> str:
    return site.recorded[:10] or "1970-01-01"


def _year(site: SiteInfo) -> str:
    return _day(site)[:4]
