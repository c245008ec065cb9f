"""What would change the answer about a place on a day: claims less, or one claim more."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from whoholds.base.records import ControlState, Effect, Evidence, Interest, Period
from whoholds.base.times import Days
from whoholds.picture.filter import weighs
from whoholds.picture.hazard import NO_HAZARD, Hazard
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
    place: str,
    evidence: Sequence[Evidence],
    day: date,
    *,
    weights: Weights | None = None,
    hazard: Hazard = NO_HAZARD,
) -> WhatWouldChange:
    """Return which claims less, and which one claim more, would change who has `place` on `day`.

    Left out are the claims for the present answer, the strongest first, until it changes, at most five.
    Added is one claim that another side took the place on that day: in its own favour, by somebody
    neutral, or admitted; the weakest that changes the answer is told. Only sides that the evidence
    names.
    """
    weights = default_weights() if weights is None else weights

    def on(rows: Sequence[Evidence]) -> Period | None:
        return period_on(hold(place, rows, weights=weights, hazard=hazard), day, weights=weights)

    now = on(evidence)
    told_by_then = [row for row in evidence if row.days.start <= day]
    found: list[WhatIf] = []
    if now is not None and now.state is not ControlState.UNKNOWN:
        found += _less(evidence, now, on)
    sides = sorted({row.side: row.actor for row in evidence if weighs(row)}.items())
    for side, actor in sides:
        if now is None or now.state is not ControlState.HELD or side != now.side:
            found += _more(place, evidence, day, now, (side, actor), weights, on)
    return WhatWouldChange(then=on(told_by_then), suppositions=tuple(found))


On = Callable[[Sequence[Evidence]], Period | None]


def _less(evidence: Sequence[Evidence], now: Period, on: On) -> list[WhatIf]:
    for count in range(1, min(len(now.supporting), _MOST_LEFT_OUT) + 1):
        out = now.supporting[:count]
        then = on([row for row in evidence if row.claim not in out])
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
    on: On,
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
        then = on([*evidence, row])
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
