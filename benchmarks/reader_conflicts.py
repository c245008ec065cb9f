"""Score claims conflict by conflict: how a reader does on a war that it was not trained on.

    python -m benchmarks.reader_conflicts DOCS.jsonl CLAIMS.jsonl SCORE.py [--pred PREDICTIONS.jsonl]
        [--reader NAME] [--least N] [--figures FILE]

PREDICTIONS are the claims of a trained reader, each made by weights that never saw the conflict of
its document (leave one conflict out), in the form that SCORE.py takes; making them is the
training's part. Without them the reader of the package is scored as it is, which says nothing about
wars unseen if it was trained on these documents: the table says so. A document's conflict is its
field `conflict`, else the first name of its `context`. Conflicts with fewer than N labelled claims
(default 20) are shown together. F1 of SCORE.py; beside: the rules alone and a bare list of verbs on
the same documents.
"""

import argparse
from collections import Counter
from collections.abc import Collection, Sequence
from pathlib import Path
from types import ModuleType

from benchmarks.figures import Cell, add_figures_option, keep_figures, print_table
from benchmarks.predictions import Row, bare_verbs, load_scorer, predict, read_rows
from benchmarks.readers import BASELINE, add_reader_options, open_reader

MEASURES = ("found", "control:usable", "control:voiced", "all:usable")
SMALL = "all smaller ones"
NONE = "no conflict named"


def main() -> None:
    ask = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    ask.add_argument("docs", type=Path)
    ask.add_argument("claims", type=Path)
    ask.add_argument("score", type=Path)
    ask.add_argument("--pred", type=Path, help="claims by weights that never saw the conflict")
    ask.add_argument("--least", type=int, default=20, help="claims of a conflict shown by itself")
    add_reader_options(ask)
    add_figures_option(ask)
    args = ask.parse_args()
    scorer = load_scorer(args.score)
    docs = {row["id"]: row for row in read_rows(args.docs)}
    gold = scorer.read(args.claims)
    made = None if args.pred is None else read_rows(args.pred)
    strange = {row["doc"] for row in made or ()} - docs.keys()
    if len(strange) > 0:
        raise SystemExit(
            f"reading {args.pred}: claims of {len(strange)} documents that {args.docs} does not have "
            f"({min(strange)}, …); give the documents that they were made from"
        )
    told = {
        "held out" if made is not None else args.reader: made
        if made is not None
        else predict(open_reader(args.reader, args.home), docs.values()),
        "rules": predict(open_reader(BASELINE, args.home), docs.values()),
        "verbs": [claim for row in docs.values() for claim in bare_verbs(row)],
    }
    if made is None:
        print(f"{args.reader} as it ships: no conflict was left out of its training")
    groups = by_conflict(docs.values(), gold, args.least)
    head = ["conflict", "documents", "claims"]
    head += [f"{measure} {name}" for measure in MEASURES for name in told]
    table: list[list[Cell]] = []
    for name, some in [*groups.items(), ("all", list(docs.values()))]:
        scores = {who: score_part(scorer, some, gold, claims) for who, claims in told.items()}
        count = sum(claim["doc"] in {row["id"] for row in some} for claim in gold)
        cells = [scores[who][measure] for measure in MEASURES for who in told]
        table.append([name, len(some), count, *cells])
    print_table([_short(word) for word in head], table)
    if made is not None:
        pooled = dict(zip(head[3:], table[-1][3:], strict=True))
        held = {measure: pooled[f"{measure} held out"] for measure in MEASURES}
        figures = held | {"claims": len(gold), "conflicts": len(groups)}
        keep_figures(args.figures, args.reader, figures)


def _short(head: str) -> str:
    return head.replace("control:", "").replace("all:", "all ")


def by_conflict(docs: Collection[Row], gold: Sequence[Row], least: int) -> dict[str, list[Row]]:
    """Return the documents by conflict, the one with most labelled claims first.

    Conflicts with fewer than `least` claims are one group, the last.
    """
    of = {row["id"]: conflict_of(row) for row in docs}
    claims = Counter(of[claim["doc"]] for claim in gold)
    groups: dict[str, list[Row]] = {
        name: [] for name, count in claims.most_common() if count >= least
    }
    for row in docs:
        name = of[row["id"]]
        groups.setdefault(name if name in groups else SMALL, []).append(row)
    return groups


def conflict_of(row: Row) -> str:
    """Return the conflict that a document is about, as its file names it."""
    given = row.get("conflict") or next(iter(row.get("context") or ()), None)
    return NONE if given is None else str(given)


def score_part(
    scorer: ModuleType, docs: Sequence[Row], gold: Sequence[Row], claims: Sequence[Row]
) -> dict[str, float]:
    """Return the F1 of every measure on some of the documents."""
    some = {row["id"]: row for row in docs}
    table = scorer.score(
        [claim for claim in gold if claim["doc"] in some],
        [claim for claim in claims if claim["doc"] in some],
        some,
    )
    return {measure: float(table[measure]["f1"]) for measure in MEASURES}


if __name__ == "__main__":
    main()
