"""Claims as evidence: what each says about each place, for which side, on which days, how strongly.

A ratio rests on the act and on the speaker's interest (`data/weights.toml`); a copy of a text adds
nothing, and a speaker who repeats the same thing within days adds little.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from whoholds.base.records import (
    Event,
    Evidence,
    Interest,
    SourcedClaim,
    Status,
    TimeFrame,
    Verdict,
)
from whoholds.base.times import DateBasis, Days
from whoholds.picture.at_rest import collector_at_rest
from whoholds.picture.copies import origins_of
from whoholds.picture.effects import (
    CONTROL_EVENTS,
    Act,
    Saying,
    is_future,
    is_standing,
    sayings_of,
    why_silent,
)
from whoholds.picture.grounds import points_of
from whoholds.picture.parties import Party, actors_only, losers_by_report, parties_of
from whoholds.picture.reliability import Trust, learn_trust, mixed, trusted
from whoholds.picture.speakers import Speaker, interest_of, opponents_of, speaker_of
from whoholds.picture.weights import ByInterest, Weights, default_weights
from whoholds.picture.witnesses import Weighed, once_each, retold

# Below this, the confidence of the reader is told among the reasons.
_SURELY = 0.8


def weigh(claims: Sequence[SourcedClaim], *, weights: Weights | None = None) -> list[Evidence]:
    """Return what the claims say about the places they name, by place, then earliest first.

    Only settlements and sites located exactly or by an anchor get evidence. A claim that says nothing
    (`silence` tells why) gives none; fire, siege and fighting give `pressure` of ratio 1. The order of
    `claims` does not matter. Every speaker is trusted by interest alone, see `weigh_learned`.
    """
    weights = default_weights() if weights is None else weights
    ordered = in_order(claims)
    return _rows(said(ordered, weights), ordered, weights)


def weigh_learned(
    claims: Sequence[SourcedClaim], *, weights: Weights | None = None
) -> tuple[list[Evidence], Trust]:
    """Return the evidence as `weigh`, with what the claims tell of their speakers, and that trust."""
    weights = default_weights() if weights is None else weights
    with collector_at_rest():
        ordered = in_order(claims)
        found = said(ordered, weights)
        trust = learn_trust(found, weights)
        return _rows(trusted(found, trust), ordered, weights), trust


def in_order(claims: Sequence[SourcedClaim]) -> list[SourcedClaim]:
    """Return the claims once each, in ledger order, their actors without what is a place's name."""
    return actors_only(
        sorted({claim.id: claim for claim in claims}.values(), key=lambda row: row.seq)
    )


def said(ordered: Sequence[SourcedClaim], weights: Weights) -> list[Weighed]:
    """Return what the claims of `in_order` say of control, before repetitions are damped."""
    control = [row for row in ordered if silence(row, weights=weights) is None]
    origins = origins_of(control, weights.copies)
    opponents = opponents_of(control)
    losers = losers_by_report(ordered)
    found: list[Weighed] = []
    for claim in control:
        found.extend(_weigh_one(claim, weights, origins[claim.id], opponents, losers))
    return found


def _rows(
    found: Sequence[Weighed], ordered: Sequence[SourcedClaim], weights: Weights
) -> list[Evidence]:
    rows = _stepped(once_each(retold(found, weights), weights), weights)
    rows.extend(_pressure(ordered, weights))
    return sorted(rows, key=_order)


def silence(claim: SourcedClaim, *, weights: Weights | None = None) -> str | None:
    """Return why a claim moves nothing at any place, in words; None where it bears on control."""
    weights = default_weights() if weights is None else weights
    return why_silent(claim, longest_days=weights.limit.longest_days)


def _order(row: Evidence) -> tuple[str, Days, int, str, str, str]:
    return (row.place, row.days, row.step, row.claim, row.effect.value, row.side)


def _weigh_one(
    claim: SourcedClaim,
    weights: Weights,
    origin: str,
    opponents: frozenset[frozenset[str]],
    losers: Mapping[tuple[str, str], Party],
) -> Iterable[Weighed]:
    speaker = speaker_of(claim)
    actor, _ = parties_of(claim)
    inferred = None if actor is None else losers.get((claim.claim.report, actor.side))
    sayings = sayings_of(claim, inferred_loser=inferred)
    days, undated = _days_of(claim, weights)
    rivals = {saying.party.side for saying in sayings}
    sure = sure_of(claim, weights)
    points, told_days = points_of(claim), _told_days(claim, days, weights)
    for saying in sayings:
        interest = interest_of(saying, speaker, rivals, opponents)
        base, why = _ratio(claim, saying, interest, weights, undated=undated)
        if sure < _SURELY:
            why = f"{why}; read with confidence {sure:.2f}"
        why = f"{why}; {_who_says(speaker, interest)}"
        for point in points:
            for told in told_days:
                row = Evidence(
                    claim=claim.id,
                    place=point.place,
                    effect=saying.effect,
                    side=saying.party.side,
                    actor=saying.party.name,
                    days=told,
                    ratio=mixed(base, sure),
                    interest=interest,
                    origin=origin,
                    why=why,
                )
                yield Weighed(row, claim, speaker, saying.act, base, sure)


def _who_says(speaker: Speaker, interest: Interest) -> str:
    match interest:
        case Interest.OWN:
            words = "in the favour of the one who says it"
        case Interest.AGAINST:
            words = "against the interest of the one who says it"
        case Interest.NEUTRAL if speaker.side is None:
            words = "said by one who takes no side"
        case Interest.NEUTRAL:
            words = "said by one who is neither of the two"
        case _ if speaker.side is None:
            words = "said by one whose side is not known"
        case _:
            words = "how the one who says it stands to them is not known"
    return f"{words} ({speaker.name})"


def _ratio(
    claim: SourcedClaim,
    saying: Saying,
    interest: Interest,
    weights: Weights,
    *,
    undated: bool,
) -> tuple[float, str]:
    table: dict[Act, ByInterest] = {
        Act.CHANGE: weights.change,
        Act.BEFORE: weights.before,
        Act.HOLD: weights.hold,
        Act.DENIAL: weights.denial,
        Act.ATTEMPT: weights.attempt,
    }
    damping = weights.exponent
    power = 1.0
    reasons = [saying.why]
    if claim.claim.status is Status.ATTEMPTED and weights.words.tells_again(
        claim.claim.trigger.text
    ):
        reasons.append("to take it back means that it was lost earlier")
    if undated:
        power *= damping.undated
        reasons.append("dated by its publication")
    hedge = weights.words.hedge(claim.claim.quote.text)
    if hedge is not None:
        power *= damping.hedged
        reasons.append(f'hedged ("{hedge}")')
    if saying.inferred:
        power *= damping.inferred
    return table[saying.act].of(interest) ** power, "; ".join(reasons)


def sure_of(claim: SourcedClaim, weights: Weights) -> float:
    """Return how likely the claim says what it was read to say: 1 where a person has looked at it."""
    if claim.verdict in (Verdict.ACCEPT, Verdict.CORRECT):
        return 1.0
    return min(max(claim.claim.confidence, weights.reading.least), 1.0)


def _days_of(claim: SourcedClaim, weights: Weights) -> tuple[Days, bool]:
    """Return the days of a claim, and whether it goes by its publication alone."""
    link = claim.resolution.date
    assert link is not None
    published = claim.report.published
    if link.basis is DateBasis.DATELINE and len(link.days) > 1:
        return (
            link.days,
            True,
        )  # the dateline's day and the one before it, for want of a day of its own
    if link.basis is not DateBasis.PUBLISHED or published is None:
        return link.days, False
    if len(link.days) > 1:  # the resolver has allowed for the delay itself
        return link.days, True
    before = timedelta(days=weights.limit.undated_days)
    if published.toordinal() - before.days < date.min.toordinal():
        return link.days, True
    return Days.through(published - before, published), True


def _told_days(claim: SourcedClaim, days: Days, weights: Weights) -> list[Days]:
    """Return the days for which a claim is evidence: its own, or some of those that a state lasted.

    A state is told of its first day and of its last, the day of publication at the latest.
    """
    if not is_standing(claim) or len(days) <= weights.limit.standing_days:
        return [days]
    published = claim.report.published
    last = days.last if published is None or published not in days else published
    count = 1 + (last - days.start).days // weights.limit.standing_step
    step = (last - days.start) / count
    told = {days.start + step * each for each in range(count)} | {last}
    return [Days.one(day) for day in sorted(told)]


def _stepped(rows: Sequence[Weighed], weights: Weights) -> list[Evidence]:
    """Number the evidence at each place in the order of its day, by the clues that the claims give."""
    keys = {
        (each.row.place, each.claim.id): (
            _phase(each.claim, weights),
            each.claim.report.published or date.max,
            each.claim.seq,
        )
        for each in rows
    }
    by_place: dict[str, list[tuple[int, date, int]]] = {}
    for (place, _), key in keys.items():
        by_place.setdefault(place, []).append(key)
    ranks = {
        place: {key: rank for rank, key in enumerate(sorted(set(found)))}
        for place, found in by_place.items()
    }
    return [
        replace(each.row, step=ranks[each.row.place][keys[each.row.place, each.claim.id]])
        for each in rows
    ]


def _phase(claim: SourcedClaim, weights: Weights) -> int:
    """Return 0 for what came first on its day, 2 for what answers it, 1 for what cannot be told.

    Who takes a place back does so after it was taken, and what a report looks back at lies before what
    it reports.
    """
    told = claim.claim
    if told.time_frame is TimeFrame.BACKGROUND or weights.words.tells_earlier(told.quote.text):
        return 0
    if told.event is Event.TAKE and told.status is Status.HAPPENED:
        return 2 if weights.words.tells_again(told.trigger.text) else 0
    return 1


def _pressure(claims: Iterable[SourcedClaim], weights: Weights) -> list[Evidence]:
    rows: list[Evidence] = []
    for claim in claims:
        link = claim.resolution.date
        if claim.claim.event in CONTROL_EVENTS or link is None or claim.verdict is Verdict.REJECT:
            continue
        if len(link.days) > weights.limit.longest_days or is_future(claim):
            continue
        for saying in sayings_of(claim, inferred_loser=None):
            rows.extend(
                Evidence(
                    claim=claim.id,
                    place=point.place,
                    effect=saying.effect,
                    side=saying.party.side,
                    actor=saying.party.name,
                    days=link.days,
                    ratio=1.0,
                    interest=Interest.NEUTRAL,
                    origin=claim.claim.report,
                    why=f"{saying.why}: moves no control",
                )
                for point in points_of(claim)
            )
    return rows
