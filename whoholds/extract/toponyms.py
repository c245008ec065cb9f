"""Names of places in any running text: what of its capitalised words means a place, and how surely.

A general finder beside the reader's own: it reads news as well as reports of war. Known names come
from whoever holds a gazetteer (`KnownNames`); without one, only words such as "the village of" tell.
Weights: `training/toponyms`.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import exp

from whoholds.base.protocols import KnownName, KnownNames
from whoholds.base.spans import Span
from whoholds.extract.toponym_features import Document, features
from whoholds.extract.toponym_spans import Candidate, Text, candidates
from whoholds.extract.toponym_words import toponym_words

LEAST = 0.5
"""A candidate as likely as this is taken for a place."""

WAR = "war"
"""The feature of a text that is known to be a report of war."""

_FAR = 30.0


@dataclass(frozen=True, slots=True)
class Toponym:
    """A name that means a place. `text` are the words at `span`, `name` what to look up.

    `likely` is how likely the words mean a place, in [0, 1]. `within` are containers that the words
    beside tell, nearest first ("Springfield, Ill."). `demonym` tells that the words name people by
    their country ("Syrian"): `name` is the country. `known` is None where no gazetteer knows the name.
    """

    span: Span
    text: str
    name: str
    likely: float
    within: tuple[str, ...] = ()
    demonym: bool = False
    known: KnownName | None = None


def find_toponyms(
    text: str,
    names: KnownNames,
    *,
    demonyms: bool = False,
    war: bool = False,
    least: float = LEAST,
) -> list[Toponym]:
    """Return the places that `text` names, in order, none overlapping another.

    With `demonyms`, "Syrian" counts as naming Syria. `war` tells that the text is a report of war, where
    more of the names are places. Only what is as likely as `least` is returned.
    """
    prepared = Text(text)
    found = candidates(prepared, names)
    document = Document(prepared, found)
    weights = load_weights()
    more = [WAR] if war else []
    scored = [(likelihood(features(one, document) + more, weights), one) for one in found]
    kept = [
        (likely, one)
        for likely, one in scored
        if likely >= least
        and (demonyms or one.source != "demonym")
        and not _in_organisation(one, prepared)
    ]
    return _linked(_apart(kept), prepared)


def likelihood(found: Sequence[str], weights: Mapping[str, float]) -> float:
    """Return how likely features speak of a place, in [0, 1]."""
    total = weights.get("", 0.0) + sum(weights.get(feature, 0.0) for feature in found)
    return 1.0 / (1.0 + exp(-max(-_FAR, min(_FAR, total))))


@cache
def load_weights() -> Mapping[str, float]:
    """Return the weights that ship; the empty string is the constant."""
    source = files("whoholds.extract") / "data" / "toponym_weights.json"
    weights: dict[str, float] = json.loads(source.read_text(encoding="utf-8"))["weights"]
    return weights


def _in_organisation(one: Candidate, text: Text) -> bool:
    """Tell whether a name is the end of an organisation's: "University of Maryland"."""
    head = one.first - 2 if text.lower(one.first - 1) == "of" else one.first - 3
    if text.lower(head + 1) != "of" or (head == one.first - 3 and text.lower(head + 2) != "the"):
        return False
    return text.cap(head) and text.lower(head) in toponym_words().lists["organisations"]


def _apart(scored: Sequence[tuple[float, Candidate]]) -> list[tuple[float, Candidate]]:
    kept: list[tuple[float, Candidate]] = []
    for likely, one in sorted(scored, key=lambda each: (each[1].start, -each[1].end)):
        if len(kept) > 0 and one.start < kept[-1][1].end:
            if likely > kept[-1][0]:
                kept[-1] = (likely, one)
            continue
        kept.append((likely, one))
    return kept


def _linked(kept: Sequence[tuple[float, Candidate]], text: Text) -> list[Toponym]:
    """Return toponyms, each with the containers that follow it after commas."""
    out: list[Toponym] = []
    for at, (likely, one) in enumerate(kept):
        within = [one.country] if one.country != "" else []
        holder = kept[at + 1][1] if at + 1 < len(kept) else None
        if holder is not None and _holds(one, holder, text):
            within = [holder.name, *([holder.country] if holder.country != "" else [])]
        out.append(
            Toponym(
                Span(one.start, one.end),
                text.text[one.start : one.end],
                one.name,
                likely,
                tuple(within),
                one.source == "demonym",
                one.known,
            )
        )
    return out


def _holds(one: Candidate, other: Candidate, text: Text) -> bool:
    if other.first != one.last + 1 or text.lower(one.last) != ",":
        return False
    if other.source == "short":
        return True
    return other.known is not None and "A" in other.known.classes
