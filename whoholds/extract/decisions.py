"""What the scorers decide about each unit of a report: event or none, status, slots, how surely."""

import warnings
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from whoholds.base.records import Claim, Event, Mention, PlaceMention, Status
from whoholds.extract.analysis import Analysis
from whoholds.extract.answers import SLOTS, Answer, Question, ask
from whoholds.extract.around import means_of
from whoholds.extract.discourse import Told
from whoholds.extract.drafts import View
from whoholds.extract.event_features import event_features, means_features, status_features
from whoholds.extract.known import NONE_KNOWN, Known
from whoholds.extract.lexicon import fold
from whoholds.extract.memory import Memory
from whoholds.extract.past import Past
from whoholds.extract.scorers import Feature, Scorers, template
from whoholds.extract.syntax import Parser
from whoholds.extract.taken import taken_instead
from whoholds.extract.topic import topic_features, topic_level
from whoholds.extract.units import Typed, Unit, find_units, type_tokens

NONE = "none"
_APART = 2
MOST_CLAIMS = 1000
"""So many words of a report are told as events, the first ones: real reports have some hundreds."""
TOO_MANY = f"the report tells more than {MOST_CLAIMS:,} events; those further down are left out"


class TooManyClaims(UserWarning):
    """A report tells more events than are read of one report."""


@dataclass(slots=True)
class Weighed:
    """The answers of a slot with their probabilities: the chosen one first, then the likeliest."""

    answers: list[tuple[Answer[Mention] | Answer[PlaceMention], float]]

    @property
    def best(self) -> Answer[Mention] | Answer[PlaceMention]:
        """The likeliest answer."""
        return self.answers[0][0]

    @property
    def sure(self) -> float:
        """The probability of the likeliest answer."""
        return self.answers[0][1]


@dataclass(slots=True)
class Decision:
    """What was decided about a unit; `event` is None where it names none, and `why` tells why not.

    `events` and `statuses` are the probabilities of each; `slots` is empty where there is no event.
    `confidence` is how likely the claim is right as a whole.
    """

    view: View
    typed: Typed
    unit: Unit
    drafted: Sequence[Claim]
    topic: str
    known: Known
    events: dict[str, float]
    event: Event | None = None
    why: str = ""
    statuses: dict[str, float] = field(default_factory=dict)
    status: Status = Status.HAPPENED
    slots: dict[str, Weighed] = field(default_factory=dict)
    confidence: float = 0.0

    def who(self, slot: str) -> tuple[Mention, ...]:
        """Return who was chosen for `actors`, `targets` or `said_by`, in the words that name them."""
        found = (m for m in self.slots[slot].best.mentions if isinstance(m, Mention))
        return tuple(self._whole(mention) for mention in found)

    def _whole(self, mention: Mention) -> Mention:
        """Return the source whose last word a bare noun is: "activists" of "pro-government activists"."""
        span = mention.span
        if span is None:
            return mention
        for _, speakers in self.view.attributions:
            for source in speakers:
                whole = source.span
                if whole is None or source.in_title is not mention.in_title:
                    continue
                if whole.start < span.start and whole.end == span.end:
                    return source
        return mention

    def where(self) -> tuple[PlaceMention, ...]:
        """Return the places that were chosen."""
        return tuple(m for m in self.slots["places"].best.mentions if isinstance(m, PlaceMention))


Units = list[tuple[Unit, list[Claim]]]


def units_of(
    analysis: Analysis, parser: Parser | None, vocabulary: frozenset[str]
) -> Iterator[tuple[View, Typed, Units]]:
    """Yield the sentences that may name an event, title first, with their units and drafted claims.

    Only these are parsed; without a `parser` none is.
    """
    drafted = _drafted(analysis)
    found = _telling(analysis, vocabulary)
    for (view, _), typed in zip(found, _parsed(found, parser), strict=True):
        yield view, typed, _units(typed, drafted, vocabulary)


def _telling(analysis: Analysis, vocabulary: frozenset[str]) -> list[tuple[View, Typed]]:
    """Return the sentences that may name an event, title first, without trees."""
    out = []
    for view in (*analysis.title, *analysis.body):
        parsed = view.parsed
        if parsed.triggers or any(t.lower in vocabulary for t in parsed.tokens):
            typed = type_tokens(parsed, None)
            if parsed.triggers or not vocabulary.isdisjoint(typed.words):
                out.append((view, typed))
    return out


def _parsed(found: Sequence[tuple[View, Typed]], parser: Parser | None) -> list[Typed]:
    if parser is None:
        return [typed for _, typed in found]
    trees = parser.parse([[t.text for t in view.parsed.tokens] for view, _ in found])
    return [typed.hung_on(tree) for (_, typed), tree in zip(found, trees, strict=True)]


_Drafted = defaultdict[tuple[bool, int], list[Claim]]


def _drafted(analysis: Analysis) -> _Drafted:
    """Return the rules' claims by where their triggers begin."""
    drafted: _Drafted = defaultdict(list)
    for claim in analysis.claims:
        drafted[(claim.trigger.in_title, claim.trigger.span.start)].append(claim)
    return drafted


def _units(typed: Typed, drafted: _Drafted, vocabulary: frozenset[str]) -> Units:
    tokens, in_title = typed.parsed.tokens, typed.parsed.in_title
    return [
        (u, drafted[(in_title, tokens[u.first].start)] if u.trigger is not None else [])
        for u in find_units(typed, vocabulary)
    ]


OF_WAR = 0.9
"""From this probability on a report is parsed wherever it may name an event."""
HOPELESS = 0.03
"""Words less likely than this to name an event, as far as no tree tells, are taken for none.

Of the events that are found with trees none was ever less likely than 0.09 without, see
`benchmarks/reader_skips.py`.
"""


def decide(
    analysis: Analysis,
    parser: Parser,
    scorers: Scorers,
    known: Known = NONE_KNOWN,
    *,
    every_sentence: bool = False,
) -> list[Decision]:
    """Return a decision for every unit of a report, in the order of the text, title first.

    A report that is likely not about war is parsed only where a sentence, its tree aside, may name an
    event, unless `every_sentence` is to be.
    """
    likely = scorers.topic.probabilities(topic_features(analysis))["1"]
    topic, drafted = topic_level(likely), _drafted(analysis)
    past = Past()

    def weigh(view: View, typed: Typed) -> list[Decision]:
        return [
            Decision(
                view,
                typed,
                unit,
                claims,
                topic,
                known,
                scorers.event.probabilities(
                    event_features(view, typed, unit, claims, topic, known)
                ),
            )
            for unit, claims in _units(typed, drafted, scorers.vocabulary)
        ]

    # The text comes before its title: what it tells is told in full.
    found = sorted(_telling(analysis, scorers.vocabulary), key=lambda one: one[0].parsed.in_title)
    refused: dict[int, list[Decision]] = {}
    if likely < OF_WAR and not every_sentence:
        for at, (view, typed) in enumerate(found):
            here = weigh(view, typed)
            if all(1 - decision.events[NONE] < HOPELESS for decision in here):
                refused[at] = here
    kept = iter(_parsed([each for at, each in enumerate(found) if at not in refused], parser))
    title: list[Decision] = []
    text: list[Decision] = []
    told = 0
    for at, (view, _) in enumerate(found):
        here = refused[at] if at in refused else weigh(view, next(kept))
        _choose_events(here, scorers.settings["event"])
        for decision in here:
            if decision.event is not None and told >= MOST_CLAIMS:
                decision.event, decision.why = None, TOO_MANY
            if decision.event is not None:
                told += 1
                _fill(decision, analysis.memory, scorers, known, past.before(view))
                _drop_what_is_no_place(decision)
            if decision.event is not None:
                past.add(
                    view,
                    decision.event,
                    decision.who("actors"),
                    decision.who("targets"),
                    decision.where(),
                    happened=decision.status is Status.HAPPENED,
                )
        (title if view.parsed.in_title else text).extend(here)
    out = title + text
    if any(decision.why == TOO_MANY for decision in out):
        warnings.warn(f"reading a report: {TOO_MANY}; split it", TooManyClaims, stacklevel=2)
    return out


def _choose_events(decisions: Sequence[Decision], least: float) -> None:
    """Give each unit its likeliest event; of neighbours that name the same one the surest counts."""
    told: list[Decision] = []
    for decision in sorted(decisions, key=lambda d: (d.events[NONE], d.unit.first)):
        likely = 1 - decision.events[NONE]
        if _of_fire(decision):
            decision.why = "control by fire is no control of ground"
            continue
        if likely < least:
            decision.why = f"{likely:.2f} likely to name an event; {least:.2f} is needed"
            continue
        named = max((e for e in decision.events if e != NONE), key=decision.events.__getitem__)
        unit = decision.unit
        beside = [
            other
            for other in told
            if other.event == named
            and unit.first - other.unit.last < _APART
            and other.unit.first - unit.last < _APART
        ]
        if beside:
            decision.why = "the words beside it name the same event"
            continue
        decision.event = Event(named)
        told.append(decision)


def _of_fire(decision: Decision) -> bool:
    """Tell whether a unit tells of "fire control" over a road: nobody holds what is merely in range."""
    first, last, parsed = decision.unit.first, decision.unit.last, decision.view.parsed
    words = [parsed.lower(k) for k in range(first - 1, last)]
    return "control" in words and "fire" in words[: words.index("control") + 1]


def _fill(
    decision: Decision, memory: Memory, scorers: Scorers, known: Known, past: Sequence[Told]
) -> None:
    """Choose status and slots of a decision that names an event; `past` was decided before it."""
    view, typed, unit, drafted = decision.view, decision.typed, decision.unit, decision.drafted
    assert decision.event is not None
    event = decision.event.value
    decision.statuses = scorers.status.probabilities(status_features(typed, unit, drafted, event))
    ruled = drafted[0].status if drafted else Status.HAPPENED
    least = "happened" if ruled is Status.HAPPENED else "happened.against"
    decision.status = status_of(decision.statuses, scorers.settings[least])
    question: Question = ask(view, typed, unit, drafted, event, memory, scorers.people, known, past)
    for slot in SLOTS:
        answers: list[Answer[Mention] | Answer[PlaceMention]] = getattr(question, slot)
        likely = scorers.slots[slot].choose([answer.parts for answer in answers])
        order = sorted(range(len(answers)), key=lambda k: (-likely[k], k))
        order = _rules_first(answers, likely, order, scorers.settings.get(f"over.{slot}", 1.0))
        if slot == "targets":
            # Nobody does it to themselves: whoever did it is set behind all others.
            acting = {fold(mention.name) for mention in decision.who("actors")}
            order.sort(key=lambda k: any(fold(m.name) in acting for m in answers[k].mentions))
        decision.slots[slot] = Weighed([(answers[k], likely[k]) for k in order])
    features = usable_features(decision)
    decision.confidence = scorers.usable.probabilities(features)["1"]


def _drop_what_is_no_place(decision: Decision) -> None:
    """Take the event from a unit that tells of people or goods taken: no place came into any hands."""
    if decision.event is not Event.TAKE:
        return
    spans = [place.span for place in decision.where() if place.span is not None]
    taken = taken_instead(decision.typed, decision.unit, spans, decision.known)
    if taken is not None:
        decision.event = None
        decision.why = f"what is taken is {taken!r}, no place"


def _rules_first(
    answers: Sequence[Answer[Mention] | Answer[PlaceMention]],
    likely: Sequence[float],
    order: list[int],
    times: float,
) -> list[int]:
    """Put the rules' answer first unless the likeliest is `times` as likely: rules err less wildly."""
    ruled = next((k for k in order if "rule" in answers[k].ways), None)
    if ruled is None or likely[order[0]] > times * likely[ruled]:
        return order
    return [ruled, *(k for k in order if k != ruled)]


def status_of(statuses: dict[str, float], least: float) -> Status:
    """Return the likeliest status; `happened` has to be `least` likely, since it moves the map."""
    if statuses[Status.HAPPENED.value] >= least:
        return Status.HAPPENED
    return Status(
        max((s for s in statuses if s != Status.HAPPENED.value), key=statuses.__getitem__)
    )


def means_asked(decision: Decision) -> list[Feature]:
    """Return the features by which the means of a strike are chosen."""
    listed = decision.unit.trigger
    ruled = means_of(decision.view.parsed, listed) if listed is not None else None
    return means_features(decision.typed, decision.unit, NONE if ruled is None else ruled.value)


_STEPS = [step / 20 for step in range(20)]
_FINE_STEPS = [step / 40 for step in range(40)]


@template
def _of_part(name: str, steps: int) -> list[str]:
    return [f"{name}>{step:.2f}" for step in _STEPS[:steps]]


@template
def _of_all(steps: int) -> list[str]:
    return [f"all>{step:.3f}" for step in _FINE_STEPS[:steps]]


def usable_features(decision: Decision) -> list[Feature]:
    """Return the features by which it is told whether a claim is right as a whole."""
    assert decision.event is not None
    event = decision.event.value
    sure = {
        "event": decision.events[event],
        "status": decision.statuses[decision.status.value],
        **{slot: decision.slots[slot].sure for slot in SLOTS},
    }
    out: list[Feature] = [(_of_part, name, bisect_left(_STEPS, p)) for name, p in sure.items()]
    product = sure["event"] * sure["status"] * sure["actors"] * sure["places"]
    out.append((_of_all, bisect_left(_FINE_STEPS, product)))
    out += [f"e={event}", f"s={decision.status.value}", f"title={decision.view.parsed.in_title}"]
    for slot in ("actors", "places"):
        ways = decision.slots[slot].best.ways
        out.append(f"{slot}:{'+'.join(sorted(ways))}")
    out.append(f"drafted={bool(decision.drafted)}")
    if decision.drafted:
        out.append(f"agree={decision.drafted[0].event.value == event}")
    out.append(f"n={min(len(decision.view.parsed.triggers), 5)}")
    out.append(f"long={min(len(decision.view.parsed.tokens) // 10, 6)}")
    return out
