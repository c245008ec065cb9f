"""How many witnesses there are: copies add nothing, repetitions little, and one change is told once."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from whoholds.base.records import Effect, Evidence, SourcedClaim
from whoholds.picture.effects import Act
from whoholds.picture.speakers import Speaker
from whoholds.picture.weights import Weights


@dataclass(frozen=True, slots=True)
class Weighed:
    """Evidence with what is needed to tell repetitions and copies, and to weigh it anew.

    `base` is the ratio of the claim if it is read right, `sure` how likely it is.
    """

    row: Evidence
    claim: SourcedClaim
    speaker: Speaker
    act: Act
    base: float
    sure: float


def once_each(rows: Sequence[Weighed], weights: Weights) -> list[Weighed]:
    """Damp repetitions by one speaker, and take the weight from copies."""
    groups: dict[tuple[str, Effect, str], list[Weighed]] = {}
    for each in rows:
        groups.setdefault((each.row.place, each.row.effect, each.row.side), []).append(each)
    done: list[Weighed] = []
    for group in groups.values():
        group.sort(key=lambda each: (-each.row.ratio, each.row.days, each.claim.seq))
        counted = _Counted(weights)
        for each in group:
            power, reason = counted.repeats(each)
            if power == 1.0:
                counted.add(each)
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
    for found in gains.values():
        found.sort(key=_start)
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
            at_place = gains[row.place]
            end = bisect_left(at_place, row.days.start, key=_start)
            last: set[str] = set()
            latest: date | None = None
            for gain in reversed(at_place[:end]):
                if row.days.start > gain.days.start + within:
                    break
                if gain.days.last >= row.days.start:
                    continue
                if latest is not None and gain.days.start != latest:
                    break
                latest = gain.days.start
                last.add(gain.side)
            if last == {gainer}:
                why = f"{row.why}; the same change is told of an earlier day"
                each = replace(each, row=replace(row, ratio=1.0, why=why))
        told.append(each)
    return told


def _start(row: Evidence) -> date:
    return row.days.start


class _Counted:
    """What counts in full of one thing said of one place, by origin and by speaker, in blocks of days."""

    def __init__(self, weights: Weights) -> None:
        self._days = weights.limit.repetition_days
        self._power = weights.exponent.repetition
        self._found: dict[tuple[str, str, int], list[Weighed]] = {}

    def add(self, each: Weighed) -> None:
        """Count it."""
        for kind, name in (("origin", each.row.origin), ("speaker", each.speaker.key)):
            self._found.setdefault((kind, name, self._block(each)), []).append(each)

    def repeats(self, each: Weighed) -> tuple[float, str]:
        """Return the exponent of what is said again, and why; 1 for what is new."""
        power, reason = 1.0, ""
        for other in self._near("origin", each.row.origin, each):
            if each.claim.claim.report != other.claim.claim.report:
                return 0.0, "a copy of a text that is counted already"
            if _event(each) == _event(other) and each.speaker.key == other.speaker.key:
                return 0.0, "said again in the same report"
            power, reason = self._power, "from the same report as a stronger claim"
        if power == 1.0 and any(True for _ in self._near("speaker", each.speaker.key, each)):
            power, reason = self._power, "repeated by the same speaker within days"
        return power, reason

    def _near(self, kind: str, name: str, each: Weighed) -> Iterable[Weighed]:
        block = self._block(each)
        for near in (block - 1, block, block + 1):
            for other in self._found.get((kind, name, near), ()):
                if abs((each.row.days.start - other.row.days.start).days) <= self._days:
                    yield other

    def _block(self, each: Weighed) -> int:
        return each.row.days.start.toordinal() // (self._days + 1)


def _event(each: Weighed) -> tuple[str, str]:
    return each.claim.claim.event.value, each.claim.claim.status.value
