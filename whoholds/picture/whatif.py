"""What would change the answer about a place on a day: claims less, or one claim more."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from whoholds.base.records import ControlState, Effect, Evidence, Interest, Period
from whoholds.base.times import Days
from whoholds.picture.filter import weighs
from whoholds.picture.periods import hold, period_on
from whoholds.picture.weights import Weights, default_weights

_MOST_LEFT_OUT = 5
_ADDED = "what-if"
_WORDS = {
    Interest.OWN: "in its own favour",
    Interest.NEUTRAL: "by somebody neutral",
    Interest.AGAINST: "admitted by the side that loses it",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIf:
    """One supposition and what the place would then be.

    `claims` are those left out, none where one is added. `words` say the supposition, `state`, `side`
    and `actor` the answer to it.
    """

    words: str
    claims: tuple[str, ...]
    state: ControlState
    side: str | None
    actor: str | None
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatWouldChange:
    """The answer by what is told of days up to the one asked (`then`), and what would change today's."""

    then: Period | None
    suppositions: tuple[WhatIf, ...]


def what_would_change(
    place: str, evidence: Sequence[Evidence], day: date, *, weights: Weights | None = None
) -> WhatWouldChange:
    """Return which claims less, and which one claim more, would change who has `place` on `day`.

    Left out are the claims for the present answer, the strongest first, until it changes, at most five.
    Added is one claim that another side took the place on that day: in its own favour, by somebody
    neutral, or admitted; the weakest that changes the answer is told. Only sides that the evidence
    names.
    """
    weights = default_weights() if weights is None else weights
    now = _on(place, evidence, day, weights)
    told_by_then = [row for row in evidence if row.days.start <= day]
    found: list[WhatIf] = []
    if now is not None and now.state is not ControlState.UNKNOWN:
        found += _less(place, evidence, day, now, weights)
    sides = sorted({row.side: row.actor for row in evidence if weighs(row)}.items())
    for side, actor in sides:
        if now is None or now.state is not ControlState.HELD or side != now.side:
            found += _more(place, evidence, day, now, (side, actor), weights)
    return WhatWouldChange(then=_on(place, told_by_then, day, weights), suppositions=tuple(found))


def _on(place: str, evidence: Sequence[Evidence], day: date, weights: Weights) -> Period | None:
    return period_on(hold(place, evidence, weights=weights), day, weights=weights)


def _less(
    place: str, evidence: Sequence[Evidence], day: date, now: Period, weights: Weights
) -> list[WhatIf]:
    for count in range(1, min(len(now.supporting), _MOST_LEFT_OUT) + 1):
        out = now.supporting[:count]
        then = _on(place, [row for row in evidence if row.claim not in out], day, weights)
        if not _same(now, then):
            which = "the strongest claim" if count == 1 else f"the {count} strongest claims"
            return [_what_if(f"without {which} for it", out, then)]
    return []


def _more(
    place: str,
    evidence: Sequence[Evidence],
    day: date,
    now: Period | None,
    party: tuple[str, str],
    weights: Weights,
) -> list[WhatIf]:
    side, actor = party
    last = max((row.step for row in evidence), default=0)
    for interest, words in _WORDS.items():
        row = Evidence(
            claim=_ADDED,
            place=place,
            effect=Effect.GAINS,
            side=side,
            actor=actor,
            days=Days.one(day),
            ratio=weights.change.of(interest),
            interest=interest,
            origin=_ADDED,
            why=_ADDED,
            step=last + 1,
        )
        then = _on(place, [*evidence, row], day, weights)
        if not _same(now, then):
            said = f"with one claim, {words}, that {actor} took it that day"
            return [_what_if(said, (), then)]
    return []


def _what_if(words: str, claims: Sequence[str], then: Period | None) -> WhatIf:
    if then is None:
        return WhatIf(
            words=words,
            claims=tuple(claims),
            state=ControlState.UNKNOWN,
            side=None,
            actor=None,
            confidence=0.0,
        )
    return WhatIf(
        words=words,
        claims=tuple(claims),
        state=then.state,
        side=then.side,
        actor=then.actor,
        confidence=then.confidence,
    )


def _same(one: Period | None, other: Period | None) -> bool:
    return _answer(one) == _answer(other)


def _answer(period: Period | None) -> tuple[ControlState, str | None]:
    return (ControlState.UNKNOWN, None) if period is None else (period.state, period.side)
