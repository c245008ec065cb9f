"""How many witnesses there are: copies add nothing, repetitions little, and one change is told once."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from whoholds.base.records import Effect, Evidence, SourcedClaim
from whoholds.picture.speakers import Speaker
from whoholds.picture.weights import Weights


@dataclass(frozen=True, slots=True)
class Weighed:
    """Evidence with what is needed to tell repetitions and copies."""

    row: Evidence
    claim: SourcedClaim
    speaker: Speaker


def once_each(rows: Sequence[Weighed], weights: Weights) -> list[Weighed]:
    """Damp repetitions by one speaker, and take the weight from copies."""
    groups: dict[tuple[str, Effect, str], list[Weighed]] = {}
    for each in rows:
        groups.setdefault((each.row.place, each.row.effect, each.row.side), []).append(each)
    done: list[Weighed] = []
    for group in groups.values():
        group.sort(key=lambda each: (-each.row.ratio, each.row.days, each.claim.seq))
        counted: list[Weighed] = []
        for each in group:
            power, reason = _repeated(each, counted, weights)
            if power == 1.0:
                counted.append(each)
            else:
                why = f"{each.row.why}; {reason}"
                each = replace(each, row=replace(each.row, ratio=each.row.ratio**power, why=why))
            done.append(each)
    return done


def retold(rows: Sequence[Weighed], weights: Weights) -> list[Weighed]:
    """Take the weight from "held before" where the same change was already told for an earlier day.

    Outlets date one change a day or more apart; the later date would otherwise say that the loser
    still had the place on the earlier one.
    """
    gains: dict[str, list[Evidence]] = {}
    for each in rows:
        if each.row.effect is Effect.GAINS:
            gains.setdefault(each.row.place, []).append(each.row)
    gained_by = {
        (each.row.claim, each.row.place): each.row.side
        for each in rows
        if each.row.effect is Effect.GAINS
    }
    within = timedelta(days=weights.limit.repetition_days)
    told: list[Weighed] = []
    for each in rows:
        row = each.row
        gainer = gained_by.get((row.claim, row.place))
        if row.effect is Effect.HELD_BEFORE and gainer is not None:
            nearby = [
                gain
                for gain in gains[row.place]
                if gain.days.last < row.days.start <= gain.days.start + within
            ]
            latest = max((gain.days.start for gain in nearby), default=None)
            last = {gain.side for gain in nearby if gain.days.start == latest}
            if last == {gainer}:
                why = f"{row.why}; the same change is told of an earlier day"
                each = replace(each, row=replace(row, ratio=1.0, why=why))
        told.append(each)
    return told


def _repeated(each: Weighed, counted: Sequence[Weighed], weights: Weights) -> tuple[float, str]:
    power, reason = 1.0, ""
    for other in counted:
        if abs((each.row.days.start - other.row.days.start).days) > weights.limit.repetition_days:
            continue
        same_claim = (each.claim.claim.event, each.claim.claim.status) == (
            other.claim.claim.event,
            other.claim.claim.status,
        )
        if each.row.origin == other.row.origin:
            copied = each.claim.claim.report != other.claim.claim.report
            if copied:
                return 0.0, "a copy of a text that is counted already"
            if same_claim and each.speaker.key == other.speaker.key:
                return 0.0, "said again in the same report"
            power, reason = weights.exponent.repetition, "from the same report as a stronger claim"
        elif each.speaker.key == other.speaker.key:
            power, reason = weights.exponent.repetition, "repeated by the same speaker within days"
    return power, reason
