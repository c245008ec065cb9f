"""Hold a reader's confidence against what is right: is a claim at 0.9 usable nine times of ten?

    python -m benchmarks.reader_calibration DOCS.jsonl CLAIMS.jsonl SCORE.py [--reader NAME]
        [--pred FILE] [--figures FILE]

A claim is right if SCORE.py pairs it with a labelled claim and calls the pair `usable`: status, one
actor, every place and none invented. A claim that is paired with none is wrong. `--pred` reads
claims that were made before (`whoholds read --dry-run --out FILE`).

- *ECE*: expected calibration error, the mean of |mean confidence - share right| over bins, weighted
  by their claims: ten bins of equal width in [0, 1] (the last includes 1), and ten of equal count
  (claims in order of confidence; claims of one confidence may fall into two bins).
- *sure*: the share of claims at or above the lowest confidence from which up at least 95 % are
  right, and *held out*: the same level chosen on half of the documents and applied to the other
  half, both ways: the share of claims above it, and the share of those that are right. Halves by
  the SHA-256 of the document's id.
- *Brier*: the mean square of confidence - right.

Beside: one confidence for all, the share of right ones (calibrated, and of no use), and 1 for all.
"""

import argparse
import hashlib
from collections.abc import Callable, Sequence
from itertools import groupby, pairwise
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

from benchmarks.figures import Cell, add_figures_option, keep_figures, print_table, share
from benchmarks.predictions import Row, load_scorer, predict, read_rows
from benchmarks.readers import BASELINE, add_reader_options, open_reader

BINS = 10
SURE = 0.95


class Judged(NamedTuple):
    """A claim's confidence in [0, 1], whether it is usable (1 or 0), and its document's half."""

    confidence: float
    right: float
    half: int = 0


def main() -> None:
    ask = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    ask.add_argument("docs", type=Path)
    ask.add_argument("claims", type=Path)
    ask.add_argument("score", type=Path)
    ask.add_argument("--pred", type=Path, help="claims that were made before")
    add_reader_options(ask)
    add_figures_option(ask)
    args = ask.parse_args()
    scorer = load_scorer(args.score)
    docs = {row["id"]: row for row in read_rows(args.docs)}

    def judged(predicted: Sequence[Row]) -> list[Judged]:
        return judge(scorer, scorer.read(args.claims), predicted, docs)

    made = None if args.pred is None else read_rows(args.pred)
    if made is None:
        made = predict(open_reader(args.reader, args.home), docs.values())
    claims = judged(made)
    print(f"{len(claims)} claims of {args.reader}, {sum(c.right for c in claims):.0f} usable")
    print_table(("confidence", "claims", "mean confidence", "share usable"), reliability(claims))
    print()
    rate = share(sum(c.right for c in claims), len(claims)) or 0.0
    beside = {
        args.reader: claims,
        "rules": judged(predict(open_reader(BASELINE, args.home), docs.values())),
        f"{rate:.3f} for all": [c._replace(confidence=rate) for c in claims],
        "1 for all": [c._replace(confidence=1.0) for c in claims],
    }
    measured = {name: measure(some) for name, some in beside.items()}
    print_table(
        ("", *measured[args.reader]), [[name, *of.values()] for name, of in measured.items()]
    )
    keep_figures(args.figures, args.reader, measured[args.reader])


def measure(claims: Sequence[Judged]) -> dict[str, Cell]:
    """Return every figure of the table."""
    level, above = sure(claims)
    chosen, held = held_out(claims)
    return {
        "claims": len(claims),
        "ece width": ece(claims, by_width),
        "ece count": ece(claims, by_count),
        "brier": brier(claims),
        "level": level,
        "sure": above,
        "held out": chosen,
        "right there": held,
    }


def judge(
    scorer: ModuleType, gold: list[Row], predicted: Sequence[Row], docs: dict[str, Row]
) -> list[Judged]:
    """Return every predicted claim with whether the scorer calls it usable."""
    scorer.locate(gold, docs)
    out = []
    for key in docs:
        wanted = [claim for claim in gold if claim["doc"] == key]
        given = [claim for claim in predicted if claim["doc"] == key]
        right = {j for i, j in scorer.match(wanted, given) if scorer.usable(wanted[i], given[j])}
        half = hashlib.sha256(key.encode()).digest()[0] % 2
        out += [
            Judged(float(c["confidence"]), float(j in right), half) for j, c in enumerate(given)
        ]
    return out


def by_width(claims: Sequence[Judged]) -> list[list[Judged]]:
    """Return the claims in ten bins of equal width over [0, 1], 1 in the last."""
    bins: list[list[Judged]] = [[] for _ in range(BINS)]
    for claim in claims:
        bins[min(BINS - 1, int(claim.confidence * BINS))].append(claim)
    return bins


def by_count(claims: Sequence[Judged]) -> list[list[Judged]]:
    """Return the claims in ten bins of equal count, by confidence.

    Claims of one confidence all count as right by their share of right ones: which of them fall on
    which side of an edge is chance.
    """
    order: list[Judged] = []
    for _, some in groupby(sorted(claims), key=lambda claim: claim.confidence):
        tied = list(some)
        right = sum(claim.right for claim in tied) / len(tied)
        order += [claim._replace(right=right) for claim in tied]
    edges = [round(len(order) * i / BINS) for i in range(BINS + 1)]
    return [order[start:end] for start, end in pairwise(edges)]


def ece(
    claims: Sequence[Judged], cut: Callable[[Sequence[Judged]], list[list[Judged]]]
) -> float | None:
    """Return the expected calibration error over the bins of `cut`, None of no claims."""
    if len(claims) == 0:
        return None
    off = sum(abs(sum(c.confidence - c.right for c in some)) for some in cut(claims))
    return off / len(claims)


def brier(claims: Sequence[Judged]) -> float | None:
    """Return the mean square of confidence less right, None of no claims."""
    if len(claims) == 0:
        return None
    return sum((c.confidence - c.right) ** 2 for c in claims) / len(claims)


def sure(claims: Sequence[Judged]) -> tuple[float | None, float]:
    """Return the lowest confidence from which up 95 % are right, and the share of claims there."""
    level: float | None = None
    above = 0
    order = sorted(claims, key=lambda claim: -claim.confidence)
    right = 0.0
    for seen, claim in enumerate(order, 1):
        right += claim.right
        last = seen == len(order) or order[seen].confidence < claim.confidence
        if last and right >= SURE * seen:
            level, above = claim.confidence, seen
    return level, above / len(claims) if len(claims) > 0 else 0.0


def held_out(claims: Sequence[Judged]) -> tuple[float | None, float | None]:
    """Return the share above a level chosen on the other half, and the share of those that are right."""
    above: list[Judged] = []
    for half in (0, 1):
        level, _ = sure([c for c in claims if c.half != half])
        if level is not None:
            above += [c for c in claims if c.half == half and c.confidence >= level]
    return share(len(above), len(claims)), share(sum(c.right for c in above), len(above))


def reliability(claims: Sequence[Judged]) -> list[list[Cell]]:
    """Return a row for every bin of equal width: its range, claims, mean confidence, share right."""
    return [
        [
            f"{i / BINS:.1f}–{(i + 1) / BINS:.1f}",
            len(some),
            sum(c.confidence for c in some) / len(some) if some else None,
            share(sum(c.right for c in some), len(some)),
        ]
        for i, some in enumerate(by_width(claims))
    ]


if __name__ == "__main__":
    main()
