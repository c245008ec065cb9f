"""Sentences of news with a verb drawn by chance, and where what it tells of happened: read by a person.

`labels/places/links.jsonl` holds offsets alone; the texts are looked up in the shared folders.
"""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from lxml import etree

from training.slots.texts import LABELS
from whoholds.base.spans import Span

LINKS = LABELS / "places" / "links.jsonl"


class VerbPlaces(NamedTuple):
    """A sentence, one verb of it, and the places at which its event happened; spans of the sentence."""

    text: str
    verb: Span
    places: tuple[Span, ...]


def read_verbs(corpus: Path, news: Path, labels: Path = LINKS) -> Iterator[VerbPlaces]:
    """Yield the labelled verbs; `corpus` holds the unlabelled texts, `news` LGL and TR-News.

    Raises:
        SystemExit: if a text is not the one that was labelled.
    """
    texts: dict[str, list[str]] = {}
    for line in labels.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        name, _, number = row["item"].partition(":")
        if name not in texts:
            texts[name] = _texts(news / name if name.endswith(".xml") else corpus / name)
        text = texts[name][int(number)]
        if hashlib.sha256(text.encode()).hexdigest() != row["sha256"]:
            raise SystemExit(f"{labels}: the text of {row['item']} is another than was labelled")
        start, end = row["sentence"]
        yield VerbPlaces(
            text[start:end],
            _within(row["verb"], start),
            tuple(_within(place, start) for place in row["places"]),
        )


def _within(area: list[int], start: int) -> Span:
    return Span(area[0] - start, area[1] - start)


def _texts(path: Path) -> list[str]:
    if path.suffix == ".xml":
        return [article.findtext("text") or "" for article in etree.parse(path).iter("article")]
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line).get("text") or "" for line in lines]
