"""Why a reader found its claims, as records: for all words that may name an event, what was weighed."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from whoholds.base.explanations import (
    MOST_OPTIONS,
    Choice,
    Explanation,
    Option,
    Proposer,
    Telling,
)
from whoholds.base.records import Claim, Event, Mention, PlaceMention, Report
from whoholds.base.spans import Quote, Span
from whoholds.extract.analysis import Analysis
from whoholds.extract.answers import SLOTS, Answer
from whoholds.extract.clauses import Parsed
from whoholds.extract.decisions import NONE, Decision, Weighed, means_asked
from whoholds.extract.event_features import event_features, status_features
from whoholds.extract.scorers import Scorer, Scorers, names_of

MOST_TELLING = 3
"""So many features of an answer are told, at most."""

NO_DRAFT = "the rules draft no claim from these words, as they stand here"

_WAYS = {
    "rule": "the rules",
    "in": "in the sentence",
    "out": "told before it",
    "attr": "said to say so",
    "list": "a list",
    "pair": "two places",
    "head": "first of a list",
    "tail": "rest of a list",
    "last": "last of a list",
    "as": "meant by common nouns",
    "told0": "all places of a claim before it",
    "told1": "all places of a claim before it",
    "told2": "all places of a claim before it",
}

_LIGHTEST = 0.005
_ALWAYS = "1"
"""The feature that all have: it tells how frequent a class is, and nothing of the words."""

_Answer = Answer[Mention] | Answer[PlaceMention]
_Trigger = tuple[bool, int]


def explain_decisions(
    decisions: Sequence[Decision], claims: Sequence[Claim], report: Report, scorers: Scorers
) -> list[Explanation]:
    """Return why `decisions` about `report` gave `claims`, in the order of the decisions."""
    given = _by_trigger(claims)
    out: list[Explanation] = []
    for decision in decisions:
        parsed, unit = decision.view.parsed, decision.unit
        words = _words(parsed, unit.first, unit.last, report)
        out.append(
            Explanation(
                sentence=_sentence(parsed, report),
                words=words,
                proposed_by=_proposer(decision),
                listed=None if unit.trigger is None else unit.trigger.entry.event,
                drafted=tuple(dict.fromkeys(claim.event for claim in decision.drafted)),
                choices=_choices(decision, scorers),
                claims=tuple(given[_key(words)]),
                why=decision.why,
            )
        )
    return out


def explain_drafts(
    analysis: Analysis, claims: Sequence[Claim], report: Report
) -> list[Explanation]:
    """Return why the rules alone gave `claims`: which words of the lists they drafted one from.

    Rules weigh nothing: each choice has one option, without a probability.
    """
    given = _by_trigger(claims)
    out: list[Explanation] = []
    for view in (*analysis.title, *analysis.body):
        for trigger in view.parsed.triggers:
            words = _words(view.parsed, trigger.first, trigger.last, report)
            found = tuple(given[_key(words)])
            out.append(
                Explanation(
                    sentence=_sentence(view.parsed, report),
                    words=words,
                    proposed_by=Proposer.RULES if found else Proposer.LEXICON,
                    listed=trigger.entry.event,
                    drafted=tuple(dict.fromkeys(claim.event for claim in found)),
                    choices=_ruled(found[0]) if found else (),
                    claims=found,
                    why="" if found else NO_DRAFT,
                )
            )
    return out


def _by_trigger(claims: Sequence[Claim]) -> defaultdict[_Trigger, list[Claim]]:
    given: defaultdict[_Trigger, list[Claim]] = defaultdict(list)
    for claim in claims:
        given[_key(claim.trigger)].append(claim)
    return given


def _key(words: Quote) -> _Trigger:
    return words.in_title, words.span.start


def _sentence(parsed: Parsed, report: Report) -> Quote:
    return _words(parsed, 0, len(parsed.tokens), report)


def _words(parsed: Parsed, first: int, last: int, report: Report) -> Quote:
    span = Span(parsed.tokens[first].start, parsed.tokens[last - 1].end)
    text = (report.title or "") if parsed.in_title else report.text
    return Quote(span, span.cut(text), parsed.in_title)


def _proposer(decision: Decision) -> Proposer:
    if decision.drafted:
        return Proposer.RULES
    return Proposer.LEARNED if decision.unit.trigger is None else Proposer.LEXICON


def _choices(decision: Decision, scorers: Scorers) -> tuple[Choice, ...]:
    view, typed, unit, drafted = decision.view, decision.typed, decision.unit, decision.drafted
    features = names_of(event_features(view, typed, unit, drafted, decision.topic, decision.known))
    if decision.event is None:
        # Words that are left out for the sake of others beside them are not said to name no event.
        unlikely = 1 - decision.events[NONE] < scorers.settings["event"]
        chosen = NONE if unlikely else ""
        return (_of_classes("event", decision.events, chosen, scorers.event, features),)
    event = decision.event.value
    out = [
        _of_classes("event", decision.events, event, scorers.event, features),
        _of_classes(
            "status",
            decision.statuses,
            decision.status.value,
            scorers.status,
            names_of(status_features(typed, unit, drafted, event)),
        ),
    ]
    out += [_of_answers(slot, decision.slots[slot], scorers.slots[slot]) for slot in SLOTS]
    if decision.event is Event.STRIKE:
        asked = names_of(means_asked(decision))
        likely = scorers.means.probabilities(asked)
        best = max(likely, key=likely.__getitem__)
        out.append(_of_classes("means", likely, best, scorers.means, asked))
    return tuple(out)


def _of_classes(
    part: str, likely: Mapping[str, float], chosen: str, scorer: Scorer, features: Sequence[str]
) -> Choice:
    order = sorted(likely, key=lambda name: (-likely[name], name))
    kept = _kept(order, chosen)
    best = chosen or order[0]
    second = next(name for name in order if name != best)
    options = tuple(
        Option(
            names=() if name == NONE else (name,),
            probability=round(likely[name], 3),
            chosen=name == chosen,
            telling=_between(scorer, features, name, second if name == best else best),
        )
        for name in kept
    )
    return Choice(part=part, options=options, left_out=len(order) - len(kept))


def _of_answers(slot: str, weighed: Weighed, scorer: Scorer) -> Choice:
    answers = weighed.answers
    kept = answers[:MOST_OPTIONS]
    rivals = [answers[1][0] if len(answers) > 1 else None] + [weighed.best] * (len(kept) - 1)
    options = tuple(
        Option(
            names=_names(answer),
            probability=round(likely, 3),
            chosen=answer is weighed.best,
            ways=tuple(_WAYS[way] for way in answer.ways if way in _WAYS),
            telling=_against(scorer, answer, rival),
        )
        for (answer, likely), rival in zip(kept, rivals, strict=True)
    )
    return Choice(part=slot, options=options, left_out=len(answers) - len(kept))


def _names(answer: _Answer) -> tuple[str, ...]:
    return tuple(mention.name for mention in answer.mentions)


def _kept(order: Sequence[str], chosen: str) -> list[str]:
    """Return the first few of `order`, the chosen one among them."""
    first = list(order[:MOST_OPTIONS])
    return first if chosen in ("", *first) else [*first[:-1], chosen]


def _between(scorer: Scorer, features: Sequence[str], name: str, rival: str) -> tuple[Telling, ...]:
    """Return what weighs most for one class against another, or against it."""
    own, other = (
        dict(scorer.telling(features, scorer.classes.index(each), len(features)))
        for each in (name, rival)
    )
    return _heaviest({feature: weight - other[feature] for feature, weight in own.items()})


def _against(scorer: Scorer, answer: _Answer, rival: _Answer | None) -> tuple[Telling, ...]:
    """Return what weighs most for or against an answer, of that which its rival does not share."""
    shared = frozenset() if rival is None else frozenset(rival.features)
    own = [feature for feature in answer.features if feature not in shared]
    return _heaviest(dict(scorer.telling(own, scorer.column, len(own))))


def _heaviest(weights: Mapping[str, float]) -> tuple[Telling, ...]:
    order = sorted(weights, key=lambda feature: (-abs(weights[feature]), feature))
    return tuple(
        Telling(feature=feature, weight=round(weights[feature], 2))
        for feature in order
        if feature != _ALWAYS and abs(weights[feature]) >= _LIGHTEST
    )[:MOST_TELLING]


def _ruled(claim: Claim) -> tuple[Choice, ...]:
    def only(part: str, *names: str) -> Choice:
        return Choice(part=part, options=(Option(names=names, probability=None, chosen=True),))

    out = [only("event", claim.event.value), only("status", claim.status.value)]
    out += [only(slot, *(mention.name for mention in getattr(claim, slot))) for slot in SLOTS]
    if claim.event is Event.STRIKE:
        out.append(only("means", *(() if claim.means is None else (claim.means.value,))))
    return tuple(out)
