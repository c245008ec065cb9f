"""How far each speaker is to be trusted, learned from what others say of the same changes.

A *reliability* is the share of the changes told by a speaker, in one interest, that were so. The prior
for an interest is what its weight in `data/weights.toml` comes to; a speaker starts from its interest.
Expectation: how likely each told change was, by what *others* say of it then and after. Maximisation:
the share of them, with the prior as so many claims already seen (the EM of Dawid and Skene 1979, with
beta priors, for events that several reports tell of). Own words prove nothing: what nobody else speaks
of counts neither way. Deterministic, and a function of the claims alone.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import exp, log

from whoholds.base.records import Effect, Interest
from whoholds.picture.effects import Act
from whoholds.picture.weights import Weights
from whoholds.picture.witnesses import Weighed

Key = tuple[str, Interest]
"""A speaker's key and its interest in what it says."""

_ROUNDS = 20
_SETTLED = 1e-4
# What bears on one told change: so many statements on either side of it at the most.
_NEAREST = 200
# Others speak of a change where they make it twice as likely, or half.
_BEARS = log(2.0)
_MOST = log(1e9)
_TOLD = (Effect.GAINS, Effect.LOSES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """One told change with what others say of it: `bearing` is the log of their joint ratio.

    `by` is the speaker and interest, `claim` the claim's identifier.
    """

    claim: str
    by: Key
    bearing: float

    @property
    def borne_out(self) -> bool:
        """Whether others make it twice as likely at least."""
        return self.bearing >= _BEARS

    @property
    def contradicted(self) -> bool:
        """Whether others make it half as likely at most."""
        return self.bearing <= -_BEARS


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """What was learned: reliabilities by interest and by speaker, and every told change.

    `exponents` is what the ratios of a speaker are raised to; 1 where nothing was learned of it.
    """

    interests: Mapping[Interest, float]
    speakers: Mapping[Key, float]
    exponents: Mapping[Key, float]
    checked: tuple[Checked, ...]


def mixed(ratio: float, sure: float) -> float:
    """Return what a claim of `ratio` weighs that is read right with probability `sure`.

    A claim read right weighs `ratio`; words misread stand there whatever happened, and weigh 1. The
    ratio of the mixture lies between the two as `sure` does between 1 and 0.
    """
    return 1.0 + sure * (ratio - 1.0)


def prior_reliability(interest: Interest, weights: Weights) -> float:
    """Return the share of told changes that are so, by the ratio of the interest and `chance.change`."""
    odds = weights.change.of(interest) * weights.chance.change / (1 - weights.chance.change)
    return odds / (1 + odds)


def learn_trust(found: Sequence[Weighed], weights: Weights) -> Trust:
    """Return how far each speaker is to be trusted, by what the statements `found` say of each other."""
    told = list(_told(found, weights))
    interests = {each: prior_reliability(each, weights) for each in Interest}
    speakers = {each.by: interests[each.by[1]] for each in told}
    exponents: dict[Key, float] = {}
    checked: list[Checked] = []
    for _ in range(_ROUNDS):
        exponents = {by: _exponent(by, share, weights) for by, share in speakers.items()}
        checked = [each.checked(exponents) for each in told]
        learned_interests, learned = _maximised(checked, speakers, weights)
        moved = max((abs(learned[by] - share) for by, share in speakers.items()), default=0.0)
        interests, speakers = learned_interests, learned
        if moved < _SETTLED:
            break
    exponents = {by: _exponent(by, share, weights) for by, share in speakers.items()}
    return Trust(
        interests=interests, speakers=speakers, exponents=exponents, checked=tuple(checked)
    )


def trusted(found: Iterable[Weighed], trust: Trust) -> list[Weighed]:
    """Return the statements weighed by what was learned of their speakers."""
    done = []
    for each in found:
        by = (each.speaker.key, each.row.interest)
        exponent = trust.exponents.get(by, 1.0)
        if round(exponent, 2) != 1.0:
            share = trust.speakers[by]
            why = f"{each.row.why}; {share:.0%} of what it tells so is taken to be so"
            ratio = mixed(each.base**exponent, each.sure)
            each = replace(each, row=replace(each.row, ratio=ratio, why=why))
        done.append(each)
    return done


@dataclass(frozen=True, slots=True)
class _Told:
    """A told change and the statements of others that bear on it, with the sign of their bearing."""

    claim: str
    by: Key
    others: tuple[tuple[Weighed, int], ...]

    def checked(self, exponents: Mapping[Key, float]) -> Checked:
        """Return it with what the others say; of each other speaker the strongest word counts."""
        strongest: dict[tuple[str, int], float] = {}
        for other, sign in self.others:
            by = (other.speaker.key, other.row.interest)
            value = log(mixed(other.base ** exponents.get(by, 1.0), other.sure))
            key = (other.speaker.key, sign)
            strongest[key] = max(strongest.get(key, 0.0), value)
        bearing = sum(sign * value for (_, sign), value in sorted(strongest.items()))
        return Checked(claim=self.claim, by=self.by, bearing=min(max(bearing, -_MOST), _MOST))


def _told(found: Sequence[Weighed], weights: Weights) -> Iterable[_Told]:
    by_place: dict[str, list[Weighed]] = {}
    for each in found:
        by_place.setdefault(each.row.place, []).append(each)
    for place in sorted(by_place):
        rows = sorted(by_place[place], key=_order)
        days = [_day(each) for each in rows]
        for at, each in enumerate(rows):
            if each.act is Act.CHANGE and each.row.effect in _TOLD:
                others = tuple(_bearing(each, at, rows, days, weights))
                yield _Told(each.claim.id, (each.speaker.key, each.row.interest), others)


def _bearing(
    told: Weighed, at: int, rows: Sequence[Weighed], days: Sequence[int], weights: Weights
) -> Iterable[tuple[Weighed, int]]:
    """Yield what others say of a told change: of the same days, and after it until the next change."""
    near, ahead = weights.limit.repetition_days, weights.limit.borne_out_days
    first = max(bisect_left(days, days[at] - near), at - _NEAREST)
    last = min(bisect_left(days, days[at] + ahead + 1), at + _NEAREST)
    for index in range(first, last):
        other = rows[index]
        if other.speaker.key == told.speaker.key or other.row.origin == told.row.origin:
            continue
        gone = days[index] - days[at]
        sign = _sign(told, other, gone, near)
        if sign != 0:
            yield other, sign
        if gone > near and sign == 0 and other.row.effect in _TOLD:
            # What comes after another change no longer bears on this one.
            return


def _sign(told: Weighed, other: Weighed, gone: int, near: int) -> int:
    """Return 1 where `other`, told of `gone` days later, speaks for the change, -1 against, else 0."""
    same = told.row.side == other.row.side
    # Who gained has the place afterwards; who lost it has not.
    has = 1 if same is (told.row.effect is Effect.GAINS) else -1
    if not same and told.row.effect is Effect.LOSES and other.row.effect is Effect.HELD_BEFORE:
        return 0
    match other.row.effect:
        case Effect.GAINS:
            return has if abs(gone) <= near and has > 0 else 0
        case Effect.LOSES:
            return -has if abs(gone) <= near and has < 0 else 0
        case Effect.HOLDS:
            return has if gone >= 0 else 0
        case Effect.NOT_GAINED:
            return -has if gone >= -1 else 0
        case Effect.HELD_BEFORE if gone > near:
            return has
        case _:
            return 0


def _maximised(
    checked: Sequence[Checked], speakers: Mapping[Key, float], weights: Weights
) -> tuple[dict[Interest, float], dict[Key, float]]:
    """Return the reliabilities by interest and by speaker that the checked changes speak for."""
    likely: dict[Key, list[float]] = {by: [] for by in speakers}
    for each in checked:
        if each.borne_out or each.contradicted:
            odds = speakers[each.by] / (1 - speakers[each.by]) * exp(each.bearing)
            likely[each.by].append(odds / (1 + odds))
    interests = {}
    for interest in Interest:
        found = [value for by in sorted(likely) if by[1] is interest for value in likely[by]]
        prior = prior_reliability(interest, weights)
        interests[interest] = _share(found, prior, weights.trust.interest)
    learned = {
        by: _share(found, interests[by[1]], weights.trust.speaker) for by, found in likely.items()
    }
    return interests, learned


def _share(found: Sequence[float], prior: float, strength: float) -> float:
    return (strength * prior + sum(found)) / (strength + len(found))


def _exponent(by: Key, share: float, weights: Weights) -> float:
    """Return what raises the weight of a change to the one that a reliability of `share` stands for."""
    full = weights.change.of(by[1])
    prior = prior_reliability(by[1], weights)
    ratio = full * (share / (1 - share)) / (prior / (1 - prior))
    return log(max(ratio, 1.0)) / log(full) if full > 1 else 1.0


def _order(each: Weighed) -> tuple[int, str, bool, str]:
    # Who had the place before comes first: it is told of the time before the change.
    row = each.row
    return _day(each), row.claim, row.effect is not Effect.HELD_BEFORE, row.side


def _day(each: Weighed) -> int:
    return each.row.days.last.toordinal()
