"""What labelled claims teach of names of places: their places are places, the parts of their groups none.

A label says nothing of the names that it leaves out: those are not learned from.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from benchmarks.predictions import load_scorer
from training.slots.texts import Labelled, read_labels, read_train
from training.toponyms.logistic import Row
from whoholds.base.protocols import KnownNames
from whoholds.extract.toponym_features import Document, features
from whoholds.extract.toponym_spans import Candidate, Text, candidates
from whoholds.extract.toponyms import WAR

Area = tuple[int, int]
WAR_COUNTS = 0.2
"""How much a candidate of a report of war counts beside one of news."""


def read_labelled(gold: Path, corpus: Path) -> list[Labelled]:
    """Return the labelled texts: `gold` holds `train/` and `score.py`, `corpus` the unlabelled texts."""
    locate = load_scorer(gold / "score.py").locate
    return [*read_train(gold / "train", locate), *read_labels(corpus)]


def taught(texts: Iterable[Labelled], names: KnownNames, first: int) -> Iterator[Row]:
    """Yield the candidates whose truth the labels tell; texts are numbered from `first`.

    Labels of war tell mostly of places: what names are likelier to be for that is learned as `WAR`.
    """
    for number, labelled in enumerate(texts, start=first):
        text = Text(labelled.report.text)
        found = candidates(text, names)
        document = Document(text, found)
        places, groups = _areas(labelled, text.text)
        for one in found:
            truth = _truth(one, places, groups)
            if truth is not None:
                yield Row([*features(one, document), WAR], truth, number, WAR_COUNTS)


def _areas(labelled: Labelled, text: str) -> tuple[set[Area], set[Area]]:
    places: set[Area] = set()
    groups: set[Area] = set()
    for claim in labelled.claims:
        for place in claim["places"]:
            for name in (place["name"], *place["within"]):
                places |= set(occurrences(name, text))
        for slot in ("actors", "targets", "said_by"):
            for name in claim[slot]:
                groups |= set(occurrences(name, text))
    return places, groups


def occurrences(name: str, text: str) -> Iterator[Area]:
    """Yield where `name` stands in `text` as whole words."""
    if name.strip() == "":
        return
    for found in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text):
        yield found.start(), found.end()


def _truth(one: Candidate, places: set[Area], groups: set[Area]) -> bool | None:
    if one.source == "demonym":
        return None
    over = [area for area in groups if area[0] < one.end and one.start < area[1]]
    # "Kharkiv" in "Kharkiv Group of Forces", also where Kharkiv is a place elsewhere in the text.
    if any(area[1] - area[0] > one.end - one.start for area in over):
        return False
    if any(area[0] < one.end and one.start < area[1] for area in places):
        return True
    known = one.known is not None and "A" in one.known.classes
    return False if len(over) > 0 and not known else None
