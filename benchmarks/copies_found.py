"""Copies of one text: which pairs of reports are found, beside MinHash with datasketch.

    python -m benchmarks.copies_found CORPUS.jsonl … [--most 1500] [--seed 0]

Every fourth report gets two copies as outlets make them, from a seed: cut to the first 40 to 90 % of its
words, wrapped between two paragraphs of boilerplate, or with 3 to 10 % of its words exchanged for others
of the corpus. Pairs of one report and its copies are right, unless the texts were near before: pairs of
different reports that share most of the shorter one's sequences of five words are neither right nor
wrong (the same wire text in the corpus). *Missed* is of the made pairs that are still alike by that
measure, which is whoholds' own: what is compared is how the pairs are looked for. Beside it:
datasketch's MinHash (128 permutations) with locality-sensitive hashing at several levels of Jaccard
similarity of the same sequences, alone and with each candidate compared in full; left out where it is
not installed. Nothing was tuned on these texts.
"""

import argparse
import time
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from itertools import combinations
from pathlib import Path
from random import Random

from benchmarks.figures import add_figures_option, keep_figures, print_table
from benchmarks.texts import read_reports
from whoholds.base.records import Report
from whoholds.picture.copies import alike, copied_pairs
from whoholds.picture.parties import plain_text
from whoholds.picture.weights import default_weights

PERMUTATIONS = 128
LEVELS = (0.3, 0.4, 0.5)
SHORTEST_WORDS = 60
BOILERPLATE = (
    "Subscribe to our newsletter. All rights reserved; the views of readers are their own alone.",
    "Read more in our archive. Follow us on all channels, and write to the desk with corrections.",
)
Pairs = set[tuple[str, str]]


def sequences(text: str, length: int) -> frozenset[str]:
    """Return the sequences of so many words."""
    words = plain_text(text).split()
    return frozenset(" ".join(words[at : at + length]) for at in range(len(words) - length + 1))


def copied(text: str, words: Sequence[str], dice: Random) -> str:
    """Return a copy as an outlet makes it."""
    own = text.split()
    match dice.randrange(3):
        case 0:
            return " ".join(own[: int(len(own) * dice.uniform(0.4, 0.9))])
        case 1:
            return "\n\n".join((BOILERPLATE[0], text, BOILERPLATE[1]))
        case _:
            share = dice.uniform(0.03, 0.1)
            return " ".join(dice.choice(words) if dice.random() < share else each for each in own)


def by_minhash(reports: dict[str, Report], length: int, level: float) -> Pairs:
    """Return the candidate pairs of datasketch."""
    module = import_module("datasketch")  # it ships no types, and is no dependency
    MinHash, MinHashLSH = module.MinHash, module.MinHashLSH

    index = MinHashLSH(threshold=level, num_perm=PERMUTATIONS)
    hashed = {}
    for name, report in reports.items():
        hashed[name] = MinHash(num_perm=PERMUTATIONS)
        hashed[name].update_batch([each.encode() for each in sequences(report.text, length)])
        index.insert(name, hashed[name])
    return {
        (min(name, other), max(name, other))
        for name, found in hashed.items()
        for other in index.query(found)
        if other != name
    }


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ask.add_argument("corpus", nargs="+", type=Path)
    ask.add_argument("--most", type=int, default=1500)
    ask.add_argument("--seed", type=int, default=0)
    add_figures_option(ask)
    asked = ask.parse_args()
    dice = Random(asked.seed)
    texts = list(
        dict.fromkeys(
            report.text
            for path in asked.corpus
            for report in read_reports(path)
            if len(report.text.split()) >= SHORTEST_WORDS
        )
    )
    dice.shuffle(texts)
    texts = texts[: asked.most]
    words = sorted({word for text in texts[:200] for word in text.split()})
    made: Pairs = set()
    reports: dict[str, Report] = {}
    for at, text in enumerate(texts):
        family = [text, *(copied(text, words, dice) for _ in range(2 if at % 4 == 0 else 0))]
        names = [f"{at:06}:{number}" for number in range(len(family))]
        for name, each in zip(names, family, strict=True):
            reports[name] = Report(
                page="0" * 64, cleaner="copies@1", title=None, text=each, published=None
            )
        made.update(combinations(names, 2))
    bounds = default_weights().copies
    length = bounds.sequence_words

    def in_full(pairs: Iterable[tuple[str, str]]) -> Pairs:
        hashed = {
            name: frozenset(map(hash, sequences(reports[name].text, length)))
            for name in {name for pair in pairs for name in pair}
        }
        return {pair for pair in pairs if alike(hashed[pair[0]], hashed[pair[1]]) >= bounds.shared}

    def compared(candidates: Callable[[], Pairs]) -> Pairs:
        return in_full(candidates())

    ways: dict[str, Callable[[], Pairs]] = {
        "whoholds": lambda: {(min(pair), max(pair)) for pair in copied_pairs(reports, bounds)}
    }
    if find_spec("datasketch") is None:
        print("datasketch is not installed: not measured beside (pip install datasketch)")
    else:
        for level in LEVELS:
            candidates = partial(by_minhash, reports, length, level)
            ways[f"MinHash {level}"] = candidates
            ways[f"MinHash {level}, compared in full"] = partial(compared, candidates)
    # A made copy may have lost so much that it is none any more: those pairs ask for nothing.
    right = in_full(made)
    rows: list[list[str | float | int]] = []
    figures: dict[str, float | int] = {"reports": len(reports), "pairs": len(right)}
    for name, way in ways.items():
        start = time.process_time()
        found = way()
        spent = time.process_time() - start
        others = found - made
        wrong = len(others) - len(in_full(others))
        missed = len(right - found) / len(right) * 100
        rows.append([name, f"{missed:.1f}", wrong, f"{spent:.2f}"])
        figures[f"{name}: missed"] = round(missed, 2)
        figures[f"{name}: wrong"] = wrong
        figures[f"{name}: seconds"] = round(spent, 2)
    print_table(
        [f"{len(reports)} reports, {len(right)} pairs", "missed %", "wrong pairs", "seconds"], rows
    )
    keep_figures(asked.figures, "-", figures)


if __name__ == "__main__":
    main()
