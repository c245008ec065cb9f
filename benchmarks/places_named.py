"""Which places named in a sentence an event happened at: spans found and linked to a given verb.

    python -m benchmarks.places_named EVENT_LOCATION.jsonl [--gazetteer FILE…] [--figures FILE]

Each line of the file is a sentence with one VERB and the LOCATIONs of its event, none where it has
none; a LOCATION of no characters counts as none. The verb is given, the places are found: known names
and cue words (`find_toponyms`), then those linked to the verb (`link_places`). A told span is right
where it shares a character with a LOCATION, each used once; *to the letter*: where it is the same span.
The second row of figures is the share of the sentences without a LOCATION that were given one. Nothing
was tuned on this file; it has no say in the weights or in the threshold.

Beside: every place that the sentence names; the nearest of them to the verb; the first one after "in".
"""

import argparse
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.figures import Cell, add_figures_option, f1, keep_figures, print_table, share
from benchmarks.predictions import read_rows
from whoholds.base.spans import Span
from whoholds.extract.syntax import load_parser
from whoholds.extract.toponym_links import link_places
from whoholds.extract.toponyms import Toponym, find_toponyms
from whoholds.identify.gazetteer import open_gazetteers
from whoholds.identify.gazetteer_import import add_gazetteer
from whoholds.identify.known_names import GazetteerNames

FOUND_LEAST = 0.2

Area = tuple[int, int]
Link = Callable[[str, Span, Sequence[Toponym]], list[Toponym]]


def main() -> None:
    ask = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    ask.add_argument("sentences", type=Path)
    ask.add_argument("--gazetteer", type=Path, nargs="+", default=[])
    ask.add_argument("--folder", type=Path, help="folder to keep the compiled gazetteers in")
    add_figures_option(ask)
    args = ask.parse_args()
    parser = load_parser()
    with tempfile.TemporaryDirectory() as temporary:
        folder = args.folder or Path(temporary)
        for path in args.gazetteer:
            add_gazetteer(path, folder)
        names = GazetteerNames(open_gazetteers(folder))
        ways: dict[str, Link] = {
            "whoholds": lambda text, verb, found: link_places(text, [verb], found, parser)[0],
            "every place named": lambda _text, _verb, found: list(found),
            "the nearest": lambda _text, verb, found: _nearest(verb, found),
            'the first after "in"': lambda text, _verb, found: _after_in(text, found),
        }
        counts = {name: _Counts() for name in ways}
        for row in read_rows(args.sentences):
            verb, gold = _spans(row["spans"])
            if verb is None:
                continue
            found = find_toponyms(row["text"], names, war=True, least=FOUND_LEAST)
            for name, link in ways.items():
                told = [(t.span.start, t.span.end) for t in link(row["text"], verb, found)]
                counts[name].add(told, gold)
    table = [[name, *count.row()] for name, count in counts.items()]
    head = ("places of events", "sentences", "marked", "told", "P", "R", "F1", "F1 to the letter",
            "without one", "given one")  # fmt: skip
    print_table(head, table)
    ours = counts["whoholds"]
    keep_figures(
        args.figures,
        "geoparse",
        {
            "f1": f1(ours.right, ours.gold, ours.told),
            "marked": ours.gold,
            "given one: share": share(ours.given, ours.without),
            "without one": ours.without,
        },
    )


class _Counts:
    def __init__(self) -> None:
        self.sentences = self.gold = self.told = self.right = self.exact = 0
        self.without = self.given = 0

    def add(self, told: Sequence[Area], gold: Sequence[Area]) -> None:
        self.sentences += 1
        self.gold += len(gold)
        self.told += len(told)
        if len(gold) == 0:
            self.without += 1
            self.given += len(told) > 0
        free = list(gold)
        for start, end in told:
            hit = next((area for area in free if area[0] < end and start < area[1]), None)
            if hit is not None:
                free.remove(hit)
                self.right += 1
                self.exact += hit == (start, end)

    def row(self) -> list[Cell]:
        return [
            self.sentences,
            self.gold,
            self.told,
            self.right / max(1, self.told),
            self.right / max(1, self.gold),
            f1(self.right, self.gold, self.told),
            f1(self.exact, self.gold, self.told),
            self.without,
            share(self.given, self.without),
        ]


def _spans(spans: Sequence[dict[str, int | str]]) -> tuple[Span | None, list[Area]]:
    verb = None
    gold: list[Area] = []
    for span in spans:
        start, end = int(span["start"]), int(span["end"])
        if end <= start:
            continue
        if span["label"] == "VERB" and verb is None:
            verb = Span(start, end)
        if span["label"] == "LOCATION":
            gold.append((start, end))
    return verb, gold


def _nearest(verb: Span, found: Sequence[Toponym]) -> list[Toponym]:
    def gap(one: Toponym) -> int:
        return max(one.span.start - verb.end, verb.start - one.span.end)

    return [min(found, key=lambda one: (gap(one), one.span.start))] if len(found) > 0 else []


def _after_in(text: str, found: Sequence[Toponym]) -> list[Toponym]:
    return [one for one in found if text[: one.span.start].endswith((" in ", "In "))][:1]


if __name__ == "__main__":
    main()
