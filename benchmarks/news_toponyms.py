"""News with every place name marked and located: the articles of LGL and TR-News, in two seeded halves.

An article belongs to the tuning half where the SHA-256 of its identifier is even, else to the half
that is reported: a set of whole articles, the same on every machine.
"""

import csv
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from benchmarks.texts import FORBIDDEN

_POINT_DIGITS = 3


@dataclass(frozen=True, slots=True)
class GoldToponym:
    """A marked name: code points `[start, end)`, and where it lies, None where the file does not tell."""

    start: int
    end: int
    text: str
    point: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Article:
    """An article with its marked names. `tuning` tells the half that it belongs to."""

    name: str
    publisher: str
    text: str
    toponyms: tuple[GoldToponym, ...]
    tuning: bool


def read_articles(path: Path, patches: Path | None = None) -> Iterator[Article]:
    """Yield the articles of a file; `patches` holds name, old and new point, parted by tabs.

    A mark that does not stand where the file says is moved to the nearest place where its words do.
    """
    mended = {} if patches is None else _patches(patches)
    data = FORBIDDEN.sub(b" ", path.read_bytes())
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True)
    for article in etree.fromstring(data, parser).iterfind(".//article"):
        name = article.get("docid") or ""
        text = article.findtext("text") or ""
        found = []
        for mark in article.iterfind(".//toponym"):
            words = mark.findtext("phrase") or ""
            start = _nearest(text, words, int(mark.findtext("start") or 0))
            if start is None or words == "":
                continue
            found.append(GoldToponym(start, start + len(words), words, _point(mark, words, mended)))
        even = int(hashlib.sha256(name.encode()).hexdigest(), 16) % 2 == 0
        publisher = (article.findtext("domain") or "").removeprefix("www.")
        yield Article(name, publisher, text, tuple(found), even)


def _nearest(text: str, words: str, start: int) -> int | None:
    if text.startswith(words, start):
        return start
    places = [found.start() for found in re.finditer(re.escape(words), text)]
    return min(places, key=lambda place: (abs(place - start), place), default=None)


def _point(
    mark: "etree._Element", words: str, mended: dict[tuple[str, float, float], tuple[float, float]]
) -> tuple[float, float] | None:
    tag = mark.find("gaztag")
    lat = None if tag is None else tag.findtext("lat")
    lon = None if tag is None else tag.findtext("lon")
    if tag is None or not lat or not lon:
        return None
    point = float(lat), float(lon)
    rounded = round(point[0], _POINT_DIGITS), round(point[1], _POINT_DIGITS)
    for name in (tag.findtext("name") or "", words):
        if (name, *rounded) in mended:
            return mended[name, *rounded]
    return point


def _patches(path: Path) -> dict[tuple[str, float, float], tuple[float, float]]:
    out = {}
    with path.open(encoding="utf-8") as lines:
        for name, old, new in csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            before, after = (tuple(map(float, pair.split(","))) for pair in (old, new))
            key = (name.strip(), round(before[0], _POINT_DIGITS), round(before[1], _POINT_DIGITS))
            out[key] = (after[0], after[1])
    return out
