"""What the scorers learn from: for every unit of labelled texts its features and what is right."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from types import ModuleType

from training.slots.align import align, claims_of, right_answers
from training.slots.fit import Keys, keys_of
from training.slots.texts import Labelled
from whoholds.extract.analysis import Analysis
from whoholds.extract.answers import SLOTS, ask
from whoholds.extract.around import means_of
from whoholds.extract.clauses import Parsed
from whoholds.extract.decisions import NONE, units_of
from whoholds.extract.event_features import event_features, means_features, status_features
from whoholds.extract.known import Known
from whoholds.extract.syntax import Parser
from whoholds.extract.units import Unit


@dataclass(slots=True)
class Ranked:
    """Questions of one slot: the keys of all answers, whether each is right, how many each has."""

    rows: list[Keys] = field(default_factory=list)
    right: list[bool] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)

    def extend(self, other: "Ranked") -> None:
        """Add the questions of another."""
        self.rows += other.rows
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
    for view, typed, found in units_of(analysis, parser, vocabulary):
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
            question = ask(view, typed, unit, drafted, event, analysis.memory, people, known)
            for slot in SLOTS:
                answers = getattr(question, slot)
                asked = out.slots[slot]
                asked.rows += [keys_of(answer.features) for answer in answers]
                asked.right += right_answers(slot, answers, claim, score)
                asked.sizes.append(len(answers))
    return out


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
