"""What the scorers learn from: for every unit of labelled texts its features and what is right."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

from training.slots.align import align, claims_of, right_answers
from training.slots.fit import Keys, keys_of
from training.slots.texts import Labelled
from whoholds.base.records import Event, Status
from whoholds.extract.analysis import Analysis
from whoholds.extract.answers import SLOTS, Answer, ask
from whoholds.extract.around import means_of
from whoholds.extract.clauses import Parsed
from whoholds.extract.decisions import NONE, units_of
from whoholds.extract.event_features import event_features, means_features, status_features
from whoholds.extract.known import Known
from whoholds.extract.past import Past
from whoholds.extract.syntax import Parser
from whoholds.extract.units import Unit

_SHARE_RIGHT = 0.75


@dataclass(slots=True)
class Ranked:
    """Questions of one slot: of each answer the rows it is made of and whether it is right.

    `rows` are the keys of the parts of answers, `sizes` how many answers each question has.
    """

    rows: list[Keys] = field(default_factory=list)
    answers: list[tuple[int, ...]] = field(default_factory=list)
    right: list[bool] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)

    def ask(self, answers: Sequence[Answer[Any]], right: Sequence[bool]) -> None:
        """Add a question with its answers and which of them are right."""
        at: dict[int, int] = {}
        for answer in answers:
            for part in answer.parts:
                if id(part) not in at:
                    at[id(part)] = len(self.rows)
                    self.rows.append(keys_of(part.told))
            self.answers.append(tuple(at[id(part)] for part in answer.parts))
        self.right += right
        self.sizes.append(len(answers))

    def extend(self, other: "Ranked") -> None:
        """Add the questions of another."""
        first = len(self.rows)
        self.rows += other.rows
        self.answers += [tuple(first + part for part in parts) for parts in other.answers]
        self.right += other.right
        self.sizes += other.sizes


@dataclass(slots=True)
class Instances:
    """Rows and what is right about them, for every scorer."""

    event: list[tuple[Keys, str]] = field(default_factory=list)
    status: list[tuple[Keys, str]] = field(default_factory=list)
    means: list[tuple[Keys, str]] = field(default_factory=list)
    slots: dict[str, Ranked] = field(default_factory=lambda: {slot: Ranked() for slot in SLOTS})

    def extend(self, other: "Instances") -> None:
        """Add the rows of another."""
        self.event += other.event
        self.status += other.status
        self.means += other.means
        for slot in SLOTS:
            self.slots[slot].extend(other.slots[slot])


def instances_of(
    text: Labelled,
    analysis: Analysis,
    parser: Parser | None,
    vocabulary: frozenset[str],
    people: frozenset[str],
    score: ModuleType,
    topic: str,
    known: Known,
) -> Instances:
    """Return what one labelled text teaches; slots and status are learnt with the labelled event.

    `topic` is how much the text is about war, as told by a scorer that never saw it, `known` what
    is on record of names.
    """
    out = Instances()
    past = Past()
    sentences = units_of(analysis, parser, vocabulary)
    for view, typed, found in sorted(sentences, key=lambda one: one[0].parsed.in_title):
        units = [unit for unit, _ in found]
        told, touching = align(units, view.parsed, claims_of(view.parsed, text.claims))
        for k, (unit, drafted) in enumerate(found):
            if k in touching:
                continue
            claim = told.get(k)
            event = NONE if claim is None else claim["event"]
            out.event.append(
                (keys_of(event_features(view, typed, unit, drafted, topic, known)), event)
            )
            if claim is None:
                continue
            features = status_features(typed, unit, drafted, event)
            out.status.append((keys_of(features), claim["status"]))
            if event == "strike":
                ruled = ruled_means(view.parsed, unit)
                features = means_features(typed, unit, ruled)
                out.means.append((keys_of(features), claim["means"] or NONE))
            question = ask(
                view, typed, unit, drafted, event, analysis.memory, people, known, past.before(view)
            )
            filled: dict[str, tuple[Any, ...]] = {}
            for slot in SLOTS:
                answers = getattr(question, slot)
                right = right_answers(slot, answers, claim, score)
                out.slots[slot].ask(answers, right)
                filled[slot] = decided_before(answers, right, f"{text.id}{claim['t']}{slot}")
            past.add(
                view,
                Event(event),
                filled["actors"],
                filled["targets"],
                filled["places"],
                happened=claim["status"] == Status.HAPPENED,
            )
    return out


def decided_before(
    answers: Sequence[Answer[Any]], right: Sequence[bool], name: str
) -> tuple[Any, ...]:
    """Return what the claims after one are told of its slot: the right answer, or the rules'.

    A reader errs in what it decided before; one that learnt from right answers alone would trust its
    past too much. Which of the two it is hangs on `name` alone.
    """
    good = [answer for answer, is_right in zip(answers, right, strict=True) if is_right]
    ruled = [answer for answer in answers if "rule" in answer.ways]
    kept = zlib.crc32(name.encode()) % 1000 < 1000 * _SHARE_RIGHT
    first = [*good, *ruled] if kept else [*ruled, *good]
    return first[0].mentions if first else ()


def ruled_means(parsed: Parsed, unit: Unit) -> str:
    """Return the means that the rules give a unit, "none" where they give none."""
    means = means_of(parsed, unit.trigger) if unit.trigger is not None else None
    return NONE if means is None else means.value


def joined(parts: Sequence[Instances]) -> Instances:
    """Return the rows of several texts together."""
    out = Instances()
    for part in parts:
        out.extend(part)
    return out
