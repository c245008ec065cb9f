"""How many claims that a reader finds get the labelled days, by what their date rests on.

    python -m benchmarks.dates_train DOCS.jsonl CLAIMS.jsonl SCORE.py [--labels CORPUS]
        [--reader NAME] [--figures FILE]

Claims are paired with the labelled ones by SCORE.py (the scorer that comes with the gold files); days
are right if they meet the labelled ones, or if both are unknown, as that scorer has it. With `--labels`
our own labels are scored too, set by set; their texts are looked up in the folder CORPUS. Beside the
reader: the day of publication for every claim, unknown where the page gives none. The trained reader
learnt from the shared training set and from our own labels: on those its figures are no proof;
`whoholds/extract/model/days/CARD.md` has those on conflicts left out.
"""

import argparse
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from benchmarks.figures import Cell, add_figures_option, keep_figures, print_table, share
from benchmarks.predictions import Row, as_prediction, as_report, load_scorer, read_rows
from benchmarks.readers import add_reader_options, open_reader
from training.slots.texts import read_labels
from whoholds.base.protocols import Reader
from whoholds.base.records import Report
from whoholds.identify.dates import resolve_date

RESULTS = ("right", "wrong", "missing", "extra")
BASELINE = "day of publication"


def main() -> None:
    ask = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    ask.add_argument("docs", type=Path)
    ask.add_argument("claims", type=Path)
    ask.add_argument("score", type=Path)
    ask.add_argument("--labels", type=Path, help="the folder of the corpora of our own labels")
    add_reader_options(ask)
    add_figures_option(ask)
    args = ask.parse_args()
    scorer = load_scorer(args.score)
    reader = open_reader(args.reader, args.home)
    texts = gold_texts(args.docs, args.claims, scorer)
    sets: Counter[tuple[str, str]] = Counter()
    rests: Counter[tuple[str, str]] = Counter()
    for name, report, labelled in (*texts, *own_texts(args.labels)):
        for result, basis, published in compared(reader, scorer, report, labelled):
            for key in (name, "all"):
                sets[key, "claims"] += 1
                sets[key, "right"] += result == "right"
                sets[key, BASELINE] += published
            rests[basis, result] += 1
    print_table(("paired claims", "claims", args.reader, BASELINE), list(set_rows(sets)))
    print()
    bases = sorted({basis for basis, _ in rests})
    print_table(
        ("date rests on", *RESULTS),
        [[basis, *(rests[basis, result] for result in RESULTS)] for basis in bases],
    )
    keep_figures(
        args.figures,
        args.reader,
        {
            "right": share(sets["all", "right"], sets["all", "claims"]),
            "published": share(sets["all", BASELINE], sets["all", "claims"]),
            "claims paired": sets["all", "claims"],
        },
    )


def gold_texts(docs: Path, claims: Path, scorer: ModuleType) -> list[tuple[str, Report, list[Row]]]:
    """Return the reports of labelled files with their claims, named by whether the page gives a day."""
    rows = {row["id"]: row for row in read_rows(docs)}
    labelled = scorer.read(claims)
    scorer.locate(labelled, rows)
    return [
        (
            "gold, dated page" if row.get("published") else "gold, undated page",
            as_report(row),
            [claim for claim in labelled if claim["doc"] == key],
        )
        for key, row in rows.items()
    ]


def own_texts(corpus: Path | None) -> Iterator[tuple[str, Report, list[Row]]]:
    """Yield the texts of our own labels, named by their corpus; none without a folder."""
    if corpus is None:
        return
    for text in read_labels(corpus):
        told = {"r": "own reports", "d": "own digests", "t": "own, of other news"}
        yield told.get(text.source[0], text.id.split(".")[0]), text.report, text.claims


def compared(
    reader: Reader, scorer: ModuleType, report: Report, labelled: list[Row]
) -> Iterator[tuple[str, str, bool]]:
    """Yield of each pair how its days compare, what they rest on, whether the baseline is right."""
    claims = reader.read(report)
    found = [as_prediction("", claim, report) for claim in claims]
    published = None if report.published is None else report.published.isoformat()
    for wanted, given in scorer.match(labelled, found):
        gold, days = labelled[wanted].get("date"), found[given]["date"]
        link = resolve_date(claims[given], report)
        basis = "none" if link is None else link.basis.value
        if link is None and claims[given].when is not None:
            basis = "none, with words"
        yield (
            verdict(gold, days, scorer),
            basis,
            bool(scorer.same_date(gold, published)),
        )


def verdict(gold: Any, days: str | None, scorer: ModuleType) -> str:
    """Return how days compare with the labelled ones: one of `RESULTS`."""
    if scorer.same_date(gold, days):
        return "right"
    if not gold:
        return "extra"
    return "missing" if days is None else "wrong"


def set_rows(sets: Counter[tuple[str, str]]) -> Iterable[list[Cell]]:
    """Yield a row a set, all of them together last."""
    for name in sorted({name for name, _ in sets}, key=lambda name: (name == "all", name)):
        total = sets[name, "claims"]
        yield [
            name,
            total,
            share(sets[name, "right"], total),
            share(sets[name, BASELINE], total),
        ]


if __name__ == "__main__":
    main()
