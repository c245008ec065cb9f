"""Words of a sentence that lower or raise the certainty of what it tells, from `data/certainty.toml`."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from whoholds.base.records import Certainty
from whoholds.extract.segment import Token

GAP = "*"
_WIDEST_GAP = 4

Step = frozenset[str]


@dataclass(frozen=True, slots=True)
class CueWords:
    """One phrase of the table. A step of `steps` is the words that may stand there, empty for a gap."""

    level: Certainty
    raises: bool
    reach: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Cue:
    """A phrase found at tokens `[first, last)`."""

    first: int
    last: int
    words: CueWords


@dataclass(frozen=True, slots=True)
class CueTable:
    """The phrases by first word; verbs of saying that keep a distance, and those that admit."""

    phrases: dict[str, tuple[CueWords, ...]]
    alleging: frozenset[str]
    admitting: frozenset[str]
    confirming: frozenset[str]
    anaphors: frozenset[str]


@cache
def cue_table() -> CueTable:
    """Return the table that ships with whoholds; it is read once a process."""
    source = files("whoholds.extract") / "data" / "certainty.toml"
    table = tomllib.loads(source.read_text(encoding="utf-8"))
    phrases: dict[str, list[CueWords]] = {}
    for cue in table["cue"]:
        for phrase in cue["phrases"]:
            steps = tuple(
                frozenset[str]() if step == GAP else frozenset(step.split("/"))
                for step in phrase.split()
            )
            found = CueWords(Certainty(cue["level"]), cue.get("raises", False), cue["reach"], steps)
            for word in steps[0]:
                phrases.setdefault(word, []).append(found)
    return CueTable(
        {word: tuple(found) for word, found in phrases.items()},
        frozenset(table["verbs"]["alleging"]),
        frozenset(table["verbs"]["admitting"]),
        frozenset(table["verbs"]["confirming"]),
        frozenset(table["anaphors"]["words"]),
    )


def find_cues(tokens: Sequence[Token]) -> list[Cue]:
    """Return the cues of a sentence in order; of those that start at one token the longest of a kind."""
    table = cue_table().phrases
    out: list[Cue] = []
    for k, token in enumerate(tokens):
        best: dict[tuple[bool, str], Cue] = {}
        for words in table.get(token.lower, ()):
            last = _match(tokens, k + 1, words.steps[1:])
            kind = (words.raises, words.reach)
            if last is not None and (kind not in best or last > best[kind].last):
                best[kind] = Cue(k, last, words)
        out += best.values()
    return out


def _match(tokens: Sequence[Token], at: int, steps: Sequence[Step]) -> int | None:
    """Return where the steps end that start at token `at`; a gap takes as few words as it can."""
    for number, step in enumerate(steps):
        if step:
            if at >= len(tokens) or tokens[at].lower not in step:
                return None
            at += 1
            continue
        following = steps[number + 1 :]
        for skipped in range(_WIDEST_GAP + 1):
            last = _match(tokens, at + skipped, following)
            if last is not None:
                return last
        return None
    return at
