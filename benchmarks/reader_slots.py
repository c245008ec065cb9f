"""What keeps claims that were found from being usable: which slot is wrong, and in what way.

    python -m benchmarks.reader_slots DOCS.jsonl CLAIMS.jsonl SCORE.py PREDICTIONS.jsonl
        [--beside PREDICTIONS.jsonl] [--control] [--rules] [--figures FILE]

PREDICTIONS are claims in the form that SCORE.py takes; those of conflicts left out of training (`make
model` writes them) say what a reader does on wars unseen. A claim is found and usable as SCORE.py
tells it. Of places: one wrong for one; one given for a list; and so on. Of actors: nobody given where
the labels name somebody; the target, the source or a common noun ("the rebels") given instead. The
spans of labels are taken from their fields `q` and `t` where they have them. `--control` counts claims
of control alone. Beside: the claims of another file, and the rules on the same documents where asked.
"""

import argparse
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import ModuleType

from benchmarks.figures import Cell, add_figures_option, keep_figures, print_table
from benchmarks.predictions import Row, load_scorer, predict, read_rows
from benchmarks.readers import BASELINE, open_reader

KINDS = (
    "found",
    "usable",
    "status wrong",
    "places wrong",
    "actors wrong",
    "places: one wrong for one",
    "places: none for some",
    "places: some for none",
    "places: some of a list",
    "places: more than told",
    "places: otherwise",
    "actors: nobody for somebody",
    "actors: somebody for nobody",
    "actors: the target",
    "actors: a source",
    "actors: a common noun",
    "actors: otherwise",
)


def main() -> None:
    ask = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    ask.add_argument("docs", type=Path)
    ask.add_argument("claims", type=Path)
    ask.add_argument("score", type=Path)
    ask.add_argument("predictions", type=Path)
    ask.add_argument("--beside", type=Path, help="claims of another reader, or of other weights")
    ask.add_argument("--control", action="store_true", help="claims of control alone")
    ask.add_argument("--rules", action="store_true", help="run the rules too")
    add_figures_option(ask)
    args = ask.parse_args()
    scorer = load_scorer(args.score)
    docs = {row["id"]: row for row in read_rows(args.docs)}
    gold = labels(scorer, scorer.read(args.claims), docs)
    told = {"given": read_rows(args.predictions)}
    if args.beside is not None:
        told["beside"] = read_rows(args.beside)
    if args.rules:
        told["rules"] = predict(open_reader(BASELINE), docs.values())
    counts = {
        name: count(scorer, gold, made, docs, control=args.control) for name, made in told.items()
    }
    rows: list[list[Cell]] = [[kind, *(of[kind] for of in counts.values())] for kind in KINDS]
    print_table(("", *counts), rows)
    keep_figures(args.figures, "given", {kind: counts["given"][kind] for kind in KINDS})


def labels(scorer: ModuleType, claims: list[Row], docs: Mapping[str, Row]) -> list[Row]:
    """Return labelled claims with their spans, looked up where the labels do not have them."""
    if any("t" not in claim for claim in claims):
        scorer.locate(claims, docs)
    return claims


def count(
    scorer: ModuleType,
    gold: Sequence[Row],
    predicted: Sequence[Row],
    docs: Mapping[str, Row],
    *,
    control: bool,
) -> Counter[str]:
    """Return how many claims were found, how many are usable, and what is wrong with the others."""
    wanted: dict[str, list[Row]] = {key: [] for key in docs}
    made: dict[str, list[Row]] = {key: [] for key in docs}
    for row in gold:
        wanted[row["doc"]].append(row)
    for row in predicted:
        made[row["doc"]].append(row)
    out: Counter[str] = Counter()
    for key in docs:
        for i, j in scorer.match(wanted[key], made[key]):
            claim, given = wanted[key][i], made[key][j]
            if not control or claim["event"] in scorer.CONTROL:
                out.update(judge(scorer, claim, given))
    return out


def judge(scorer: ModuleType, claim: Row, given: Row) -> list[str]:
    """Return what there is to say of one claim that was found, in the words of `KINDS`."""
    out = ["found"]
    if scorer.usable(claim, given):
        return [*out, "usable"]
    if claim["status"] != given["status"]:
        out.append("status wrong")
    hit, wanted, told = scorer.set_counts(claim["places"], given["places"])
    if not hit == wanted == told:
        out += ["places wrong", f"places: {_of_places(hit, wanted, told)}"]
    hit, wanted, told = scorer.set_counts(claim["actors"], given["actors"])
    if hit == 0 and (wanted > 0 or told > 0):
        out += ["actors wrong", f"actors: {_of_actors(scorer, claim, given, wanted, told)}"]
    return out


def _of_places(hit: int, wanted: int, told: int) -> str:
    if told == 0:
        return "none for some"
    if wanted == 0:
        return "some for none"
    if hit == 0 and wanted == told == 1:
        return "one wrong for one"
    if hit == told:
        return "some of a list"
    return "more than told" if hit == wanted else "otherwise"


def _of_actors(scorer: ModuleType, claim: Row, given: Row, wanted: int, told: int) -> str:
    if told == 0:
        return "nobody for somebody"
    if wanted == 0:
        return "somebody for nobody"
    if scorer.set_counts(claim["targets"], given["actors"])[0] > 0:
        return "the target"
    if scorer.set_counts(claim["said_by"], given["actors"])[0] > 0:
        return "a source"
    if all(who["name"] == who["name"].lower() for who in given["actors"]):
        return "a common noun"
    return "otherwise"


if __name__ == "__main__":
    main()
