"""What one claim says about the control of the places it names: its event and status as effects.

Only `happened` moves control; `attempted` and `denied` speak against a gain, `expected` says nothing.
Fire, siege and fighting are pressure and never change a holder.
"""

from dataclasses import dataclass
from enum import StrEnum

from whoholds.base.records import Effect, Event, SourcedClaim, Status, Verdict
from whoholds.base.times import DatePrecision, parse_instant
from whoholds.picture.grounds import located_points, points_of
from whoholds.picture.parties import Party, parties_of

CONTROL_EVENTS = frozenset({Event.TAKE, Event.LEAVE, Event.HOLD, Event.REPEL})


class Act(StrEnum):
    """What sort of statement an effect comes from; each has its own weights."""

    CHANGE = "change"
    BEFORE = "before"
    HOLD = "hold"
    DENIAL = "denial"
    ATTEMPT = "attempt"
    PRESSURE = "pressure"


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """One thing that a claim says of a party's control. `why` says it in words.

    `inferred` tells that the party is not named in the claim but elsewhere in the report.
    """

    effect: Effect
    act: Act
    party: Party
    why: str
    inferred: bool = False


def why_silent(claim: SourcedClaim, *, longest_days: int) -> str | None:
    """Return why a claim moves nothing at any place, in words; None where it bears on control."""
    if claim.verdict is Verdict.REJECT:
        return "rejected in review"
    if claim.claim.event not in CONTROL_EVENTS:
        return f"{claim.claim.event.value}: pressure, which moves no control"
    if claim.claim.status is Status.EXPECTED:
        return "only expected, not said to have happened"
    if claim.claim.summary:
        return "speaks of several places without naming them"
    if claim.resolution.date is None:
        return "gives no day"
    if is_future(claim):
        return "its day lies after the report was published, or recorded"
    if len(claim.resolution.date.days) > longest_days and not is_standing(claim):
        return f"its date is vaguer than {longest_days} days"
    if len(points_of(claim)) == 0:
        found = located_points(claim)
        if len(found) == 0:
            return "names no located place, only an area, or none"
        return f"{found[0].mention} may be the province of that name"
    if len(sayings_of(claim, inferred_loser=None)) == 0:
        return "does not say who has the place"
    return None


def is_future(claim: SourcedClaim) -> bool:
    """Tell whether a claim of something that happened is dated after its report: a misread date.

    One day is allowed, since it may be tomorrow where the report was written. Without a day of
    publication, the day on which the claim was recorded is the bound.
    """
    link = claim.resolution.date
    if link is None or claim.claim.status is not Status.HAPPENED:
        return False
    told = claim.report.published
    if told is None:
        told = parse_instant(claim.recorded).date()
    return link.days.start.toordinal() > told.toordinal() + 1


def is_standing(claim: SourcedClaim) -> bool:
    """Tell whether a claim tells of a state that lasted: "held since 2014" is no vague date."""
    link = claim.resolution.date
    held = claim.claim.event is Event.HOLD and claim.claim.status is Status.HAPPENED
    return held and link is not None and link.precision is DatePrecision.RANGE


def sayings_of(claim: SourcedClaim, *, inferred_loser: Party | None) -> list[Saying]:
    """Return what a claim says of its parties' control, the first the most telling.

    `inferred_loser` is who lost the place where a claim of a gain does not name it.
    """
    actor, target = parties_of(claim)
    status = claim.claim.status
    if status is Status.EXPECTED:
        return []
    match claim.claim.event:
        case Event.TAKE if status is Status.HAPPENED:
            return _taken(actor, target, inferred_loser)
        case Event.TAKE:
            return _not_taken(actor, target, denied=status is Status.DENIED)
        case Event.LEAVE if status is Status.HAPPENED:
            return _left(actor, target)
        case Event.LEAVE if status is Status.DENIED:
            return [_hold(actor, f"{actor.name} denies leaving")] if actor else []
        case Event.HOLD if status is Status.HAPPENED:
            return [_hold(actor, f"{actor.name} holds it")] if actor else []
        case Event.HOLD if status is Status.DENIED:
            return [_not_gained(actor, f"denied that {actor.name} holds it")] if actor else []
        case Event.REPEL if status is Status.HAPPENED:
            # Who is only "defenders" beat an attack back, and is nobody that could hold the place.
            named = any(link.named for link in claim.resolution.actors)
            return _repelled(actor if named else None, target)
        case Event.LEAVE | Event.HOLD | Event.REPEL:
            return []
        case _:
            return _pressed(actor, target) if status is Status.HAPPENED else []


def _taken(actor: Party | None, target: Party | None, inferred: Party | None) -> list[Saying]:
    if actor is None:
        if target is None:
            return []
        return [
            Saying(
                effect=Effect.LOSES,
                act=Act.CHANGE,
                party=target,
                why=f"{target.name} lost it, to whom is not said",
            ),
            Saying(
                effect=Effect.HELD_BEFORE,
                act=Act.BEFORE,
                party=target,
                why=f"{target.name} had it until then",
            ),
        ]
    said = [Saying(effect=Effect.GAINS, act=Act.CHANGE, party=actor, why=f"{actor.name} took it")]
    loser = target or inferred
    if loser is not None and loser.side != actor.side:
        said.append(
            Saying(
                effect=Effect.HELD_BEFORE,
                act=Act.BEFORE,
                party=loser,
                why=f"taken from {loser.name}"
                + ("" if target is not None else ", whom the report names elsewhere"),
                inferred=target is None,
            )
        )
    return said


def _not_taken(actor: Party | None, target: Party | None, *, denied: bool) -> list[Saying]:
    act = Act.DENIAL if denied else Act.ATTEMPT
    said = []
    if actor is not None:
        why = f"denied that {actor.name} took it" if denied else f"{actor.name} only tried"
        said.append(Saying(effect=Effect.NOT_GAINED, act=act, party=actor, why=why))
    if target is not None:
        why = f"{target.name} is named as the holder that it would be taken from"
        said.append(Saying(effect=Effect.HOLDS, act=Act.ATTEMPT, party=target, why=why))
    return said


def _left(actor: Party | None, target: Party | None) -> list[Saying]:
    said = []
    if actor is not None:
        said.append(
            Saying(effect=Effect.LOSES, act=Act.CHANGE, party=actor, why=f"{actor.name} gave it up")
        )
    if target is not None:
        said.append(
            Saying(
                effect=Effect.GAINS,
                act=Act.CHANGE,
                party=target,
                why=f"{target.name} received it",
            )
        )
    return said


def _repelled(actor: Party | None, target: Party | None) -> list[Saying]:
    said = []
    if actor is not None:
        said.append(_hold(actor, f"{actor.name} beat back an attack on it"))
    if target is not None:
        said.append(_not_gained(target, f"the attack of {target.name} was beaten back"))
    return said


def _pressed(actor: Party | None, target: Party | None) -> list[Saying]:
    party = actor or target
    if party is None:
        return []
    why = f"pressure by {party.name}" if actor is not None else f"pressure on {party.name}"
    return [Saying(effect=Effect.PRESSURE, act=Act.PRESSURE, party=party, why=why)]


def _hold(party: Party, why: str) -> Saying:
    return Saying(effect=Effect.HOLDS, act=Act.HOLD, party=party, why=why)


def _not_gained(party: Party, why: str) -> Saying:
    return Saying(effect=Effect.NOT_GAINED, act=Act.DENIAL, party=party, why=why)
