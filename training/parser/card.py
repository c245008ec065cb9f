"""The card of the weights: what they were made of and how, and how good they are."""

import platform
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path
from string import Template

from training.parser.scores import CLAIM_RELATIONS, Scores

_TEXT = Path(__file__).with_name("card.md")


@dataclass(frozen=True, slots=True)
class Made:
    """What is known of a training; `seconds` are of one core, `size` is in bytes."""

    day: date
    seed: int
    epochs: int
    seconds: float
    size: int
    digest: str
    counts: Mapping[str, Counter[str]]
    patterns: int
    patterns_held: int
    trees_made: int
    tokens_made: int
    scores: Mapping[str, Scores]
    words_a_second: float


def card(made: Made) -> str:
    """Return the card as Markdown: `card.md` of this folder, filled in."""
    return Template(_TEXT.read_text(encoding="utf-8")).substitute(
        day=made.day.isoformat(),
        seed=made.seed,
        epochs=made.epochs,
        spacy=version("spacy"),
        machine=platform.machine(),
        seconds=f"{made.seconds:.0f}",
        size=f"{made.size / 1e6:.2f}",
        speed=f"{made.words_a_second:,.0f}",
        digest=made.digest,
        trees_made=f"{made.trees_made:,}",
        tokens_made=f"{made.tokens_made:,}",
        patterns=made.patterns,
        held=made.patterns_held,
        counts=_counts(made.counts),
        scores=_scores(made.scores),
        relations=_relations(made.scores),
    )


def _counts(counts: Mapping[str, Counter[str]]) -> str:
    columns = ("trees", "dropped", "tokens", "merged", "split")
    return "\n".join(
        f"| {name} | " + " | ".join(f"{count[column]:,}" for column in columns) + " |"
        for name, count in counts.items()
    )


def _scores(scores: Mapping[str, Scores]) -> str:
    return "\n".join(
        f"| {name} | {s.trees:,} | {s.tokens:,} | "
        + " | ".join(f"{100 * x:.1f}" for x in (s.uas, s.las, s.las_all, s.upos, s.lemma))
        + " |"
        for name, s in scores.items()
    )


def _relations(scores: Mapping[str, Scores]) -> str:
    head = "| | " + " | ".join(f"`{name}`" for name in CLAIM_RELATIONS) + " |"
    rule = "| --- " * (len(CLAIM_RELATIONS) + 1) + "|"
    rows = [
        f"| {name} | "
        + " | ".join(
            f"{100 * s.relations[relation]:.0f}" if relation in s.relations else "–"
            for relation in CLAIM_RELATIONS
        )
        + " |"
        for name, s in scores.items()
    ]
    return "\n".join([head, rule, *rows])
