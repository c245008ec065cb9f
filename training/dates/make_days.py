"""Train the scorer of days, measure it on conflicts left out, write weights and card.

    python -m training.dates.make_days --train DIR --corpus DIR --score SCORE.py [--out FOLDER]
        [--groups 4]

Texts of one conflict are never learnt from and scored on at once. An answer is right if its days meet
the labelled ones, or if both are unknown. The event and status of a claim are the labelled ones: what a
reader finds is measured by `benchmarks/dates_train.py`. The same data give the same bytes on the same
kind of processor.
"""

import argparse
import hashlib
import io
import json
import zipfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from training.dates.instances import Question, questions_of
from training.slots.fit import fit_ranking
from training.slots.make_scorers import parts_of, scoring
from training.slots.texts import Labelled, read_labels, read_train
from whoholds.extract.analysis import analyse
from whoholds.extract.day_scorer import FOLDER, FORMAT, META, WEIGHTS
from whoholds.extract.scorers import Scorer, load_scorers
from whoholds.extract.syntax import load_parser

PENALTY = 16.0
"""Tried on conflicts left out."""
LEFT_OUT = "fa_kes.jsonl"
"""That corpus gives the day of an event of the text, often another one, as the day of publication."""
_LONG_AGO = (1980, 1, 1, 0, 0, 0)
_BESIDE = Path(__file__).parent


def main() -> None:
    """Read the arguments, train, measure, write."""
    ask = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    ask.add_argument("--train", type=Path, required=True)
    ask.add_argument("--corpus", type=Path, required=True)
    ask.add_argument("--score", type=Path, required=True)
    ask.add_argument("--out", type=Path, default=FOLDER)
    ask.add_argument("--groups", type=int, default=4)
    args = ask.parse_args()
    score = scoring(args.score)
    texts = [*read_train(args.train, score.locate), *read_labels(args.corpus)]
    parser, vocabulary = load_parser(), load_scorers().vocabulary
    asked = [questions_of(t, analyse(t.report), parser, vocabulary, score) for t in texts]
    parts = parts_of(texts, args.groups)
    counts: Counter[tuple[str, str]] = Counter()
    for part in range(args.groups):
        scorer = fit(_joined(texts, asked, [p for p in range(args.groups) if p != part], parts))
        for text, questions in zip(texts, asked, strict=True):
            if parts[text.conflict] == part:
                count(questions, scorer, counts)
    table = report(counts)
    print(table, flush=True)
    save(args.out, fit(_joined(texts, asked, list(range(args.groups)), parts)), table)


def _joined(
    texts: Sequence[Labelled],
    asked: Sequence[list[Question]],
    inside: list[int],
    parts: dict[str, int],
) -> list[Question]:
    return [
        question
        for text, questions in zip(texts, asked, strict=True)
        for question in questions
        if parts[text.conflict] in inside and question.kind != LEFT_OUT.split(".")[0]
    ]


def fit(questions: Sequence[Question]) -> Scorer:
    """Return a scorer fitted to questions."""
    return fit_ranking(
        [row for question in questions for row in question.rows],
        [right for question in questions for right in question.right],
        [len(question.answers) for question in questions],
        penalty=PENALTY,
    )


def count(questions: Sequence[Question], scorer: Scorer, counts: Counter[tuple[str, str]]) -> None:
    """Count the questions that the scorer and the rules answer rightly, and those that can be."""
    for question in questions:
        scores = [
            sum(float(scorer.weights[scorer.rows[k], 0]) for k in row.tolist() if k in scorer.rows)
            for row in question.rows
        ]
        best = int(np.argmax(scores))
        for kind in (question.kind, "all"):
            counts[kind, "claims"] += 1
            counts[kind, "scorer"] += question.good[best]
            counts[kind, "rules"] += question.ruled >= 0 and question.good[question.ruled]
            counts[kind, "possible"] += any(question.good)


def report(counts: Counter[tuple[str, str]]) -> str:
    """Return a table of the shares, set by set."""
    lines = ["| set | claims | rules | scorer | possible |", "| --- | --: | --: | --: | --: |"]
    for kind in sorted({kind for kind, _ in counts}, key=lambda kind: (kind == "all", kind)):
        total = counts[kind, "claims"]
        shares = (f"{counts[kind, n] / total:.3f}" for n in ("rules", "scorer", "possible"))
        lines.append(f"| {kind} | {total:,} | {' | '.join(shares)} |")
    return "\n".join(lines)


def save(folder: Path, scorer: Scorer, table: str) -> None:
    """Write the weights, what names them, card and licence."""
    order = sorted(scorer.rows)
    arrays: dict[str, npt.NDArray[np.generic]] = {
        "keys": np.array(order, np.uint32),
        "weights": scorer.weights[[scorer.rows[key] for key in order]].astype(np.float16),
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, array in arrays.items():
            written = io.BytesIO()
            np.save(written, array, allow_pickle=False)
            # The clock must not change the bytes.
            about = zipfile.ZipInfo(f"{name}.npy", _LONG_AGO)
            archive.writestr(about, written.getvalue(), zipfile.ZIP_DEFLATED)
    meta = {"format": FORMAT, "digest": hashlib.sha256(packed.getvalue()).hexdigest()}
    folder.mkdir(parents=True, exist_ok=True)
    (folder / WEIGHTS).write_bytes(packed.getvalue())
    (folder / META).write_text(json.dumps(meta, indent=1) + "\n", encoding="utf-8")
    card = (_BESIDE / "card.md").read_text(encoding="utf-8")
    size = (folder / WEIGHTS).stat().st_size / 1e6
    (folder / "CARD.md").write_text(
        card.format(table=table, size=f"{size:.2f}", weights=f"{len(order):,}"), encoding="utf-8"
    )
    (folder / "LICENSE").write_bytes((_BESIDE / "licence.txt").read_bytes())


if __name__ == "__main__":
    main()
