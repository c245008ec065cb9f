"""How far each speaker is to be trusted, learned from what others say of the same changes.

A *reliability* is the share of the changes told by a speaker, in one interest, that were so. The prior
for an interest is what its weight in `data/weights.toml` comes to; a speaker starts from its interest.
What *others* say of a told change, then and after, falls into five sorts, from strongly for to strongly
against, silence in the middle: each sort is commoner of changes that were so, or of those that were not.
Expectation: how likely each told change was, by its sort and its speaker. Maximisation: the shares of
the sorts, and of what each speaker told, with the priors as claims already seen (the EM of Dawid and
Skene 1979 with beta and Dirichlet priors). Own words prove nothing. Deterministic, and a function of the
claims alone.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import log

import numpy as np
from numpy.typing import NDArray

from whoholds.base.records import Effect, Interest
from whoholds.picture.effects import Act
from whoholds.picture.weights import Weights
from whoholds.picture.witnesses import Weighed

Numbers = NDArray[np.float64]
Key = tuple[str, Interest]
"""A speaker's key and its interest in what it says."""

_ROUNDS = 20
_SETTLED = 1e-4
# What bears on one told change: so many statements on either side of it at the most.
_NEAREST = 200
# Others speak of a change where they make it half as likely again at least, and strongly, twenty times.
_BEARS, _STRONGLY = log(1.5), log(20.0)
_BOUNDS = (-_STRONGLY, -_BEARS, _BEARS, _STRONGLY)
_LEARNED = (Act.CHANGE, Act.BEFORE)
_TOLD = (Effect.GAINS, Effect.LOSES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """One told change with what others say of it: `bearing` is the log of their joint ratio.

    `by` is the speaker and interest, `claim` the claim's identifier; `likely` is how likely it was so.
    """

    claim: str
    by: Key
    bearing: float
    likely: float

    @property
    def borne_out(self) -> bool:
        """Whether others speak for it."""
        return self.bearing >= _BEARS

    @property
    def contradicted(self) -> bool:
        """Whether others speak against it."""
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


NO_TRUST = Trust(interests={}, speakers={}, exponents={}, checked=())
"""Nothing learned: every speaker is trusted by its interest alone."""


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
    told = _Changes(list(_told(found, weights)))
    priors = weights.trust
    reliability = {by: prior_reliability(by[1], weights) for by in told.speakers}
    sorts = (np.array(priors.if_so), np.array(priors.if_not))
    interests: dict[Interest, float] = {}
    bearing, likely = np.zeros(0), np.zeros(0)
    for _ in range(_ROUNDS):
        exponents = {by: _exponent(by, share, weights) for by, share in reliability.items()}
        bearing = told.bearing(exponents)
        likely = told.likely(bearing, reliability, sorts)
        before = reliability
        interests, reliability, sorts = _maximised(told, bearing, likely, weights)
        moved = [abs(reliability[by] - share) for by, share in before.items()]
        if max(moved, default=0.0) < _SETTLED:
            break
    return Trust(
        interests=interests,
        speakers=reliability,
        exponents={by: _exponent(by, share, weights) for by, share in reliability.items()},
        checked=tuple(
            Checked(claim=each.claim, by=each.by, bearing=spoken, likely=so)
            for each, spoken, so in zip(told.told, bearing.tolist(), likely.tolist(), strict=True)
        ),
    )


def trusted(found: Iterable[Weighed], trust: Trust) -> list[Weighed]:
    """Return the statements weighed by what was learned of their speakers."""
    done = []
    for each in found:
        by = (each.speaker.key, each.row.interest)
        # What was learned is learned of told changes; that somebody holds or denies is another matter.
        exponent = trust.exponents.get(by, 1.0) if each.act in _LEARNED else 1.0
        if exponent != 1.0:
            share = trust.speakers[by]
            why = f"{each.row.why}; about {_rounded(share):.0%} of such claims of it are taken to be so"
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


class _Changes:
    """All told changes and what others say of them, as arrays: the rounds go over them many times.

    What others say is made of *words*: speaker, interest, ratio and how surely it is read. Of one other
    speaker the strongest word on either side counts. Changes are numbered as in `told`, and their
    speakers as in `speakers`.
    """

    def __init__(self, told: Sequence[_Told]) -> None:
        self.told = told
        speakers = {each.by: None for each in told}
        self.speakers: tuple[Key, ...] = tuple(speakers)
        number = {by: at for at, by in enumerate(self.speakers)}
        self.by = np.array([number[each.by] for each in told], dtype=np.int64)
        words: dict[tuple[Key, bool, float, float], int] = {}
        spoken: list[int] = []
        firsts: list[int] = []
        signs: list[int] = []
        of_change: list[int] = []
        for at, each in enumerate(told):
            groups: dict[tuple[str, int], list[int]] = {}
            for other, sign in each.others:
                by = (other.speaker.key, other.row.interest)
                word = (by, other.act in _LEARNED, other.base, other.sure)
                groups.setdefault((other.speaker.key, sign), []).append(
                    words.setdefault(word, len(words))
                )
            for (_, sign), found in sorted(groups.items()):
                firsts.append(len(spoken))
                signs.append(sign)
                of_change.append(at)
                spoken.extend(found)
        self._words = tuple(words)
        self._spoken = np.array(spoken, dtype=np.int64)
        self._firsts = np.array(firsts, dtype=np.int64)
        self._signs = np.array(signs, dtype=float)
        self._of_change = np.array(of_change, dtype=np.int64)

    def bearing(self, exponents: Mapping[Key, float]) -> Numbers:
        """Return the log of what the others say of each change."""
        if len(self._spoken) == 0:
            return np.zeros(len(self.told))
        values = np.array(
            [
                max(log(mixed(base ** (exponents.get(by, 1.0) if learned else 1.0), sure)), 0.0)
                for by, learned, base, sure in self._words
            ]
        )
        strongest = np.maximum.reduceat(values[self._spoken], self._firsts)
        spoken = np.bincount(self._of_change, self._signs * strongest, len(self.told))
        return np.asarray(spoken, dtype=float)

    def likely(
        self, bearing: Numbers, reliability: Mapping[Key, float], sorts: tuple[Numbers, Numbers]
    ) -> Numbers:
        """Return how likely each change was so; `sorts` are the shares of those so, and not so."""
        share = np.array([reliability[by] for by in self.speakers])[self.by]
        sort = _sort(bearing)
        so, not_so = share * sorts[0][sort], (1 - share) * sorts[1][sort]
        return np.asarray(so / (so + not_so))


def _sort(bearing: Numbers) -> NDArray[np.int64]:
    return np.searchsorted(_BOUNDS, bearing, side="left")


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
    told: _Changes, bearing: Numbers, likely: Numbers, weights: Weights
) -> tuple[dict[Interest, float], dict[Key, float], tuple[Numbers, Numbers]]:
    """Return the reliabilities by interest and by speaker, and the shares of the sorts, that come out."""
    priors = weights.trust
    sort = _sort(bearing)
    if_so = priors.sorts * np.array(priors.if_so) + np.bincount(sort, likely, len(priors.if_so))
    if_not = priors.sorts * np.array(priors.if_not)
    if_not = if_not + np.bincount(sort, 1 - likely, len(priors.if_not))
    count = np.bincount(told.by, minlength=len(told.speakers))
    total = np.bincount(told.by, likely, len(told.speakers))
    interests = {}
    for interest in Interest:
        own = [at for at, by in enumerate(told.speakers) if by[1] is interest]
        interests[interest] = _share(
            float(total[own].sum()),
            int(count[own].sum()),
            prior_reliability(interest, weights),
            priors.interest,
        )
    reliability = {
        by: _share(float(total[at]), int(count[at]), interests[by[1]], priors.speaker)
        for at, by in enumerate(told.speakers)
    }
    return interests, reliability, (if_so / if_so.sum(), if_not / if_not.sum())


def _share(total: float, count: int, prior: float, strength: float) -> float:
    return (strength * prior + total) / (strength + count)


def _exponent(by: Key, share: float, weights: Weights) -> float:
    """Return what raises the weight of a change to the one that a reliability of `share` stands for.

    Never above 1: errors that nobody gainsays are not seen, so that nobody is trusted more than at the
    outset.
    """
    full = weights.change.of(by[1])
    if full <= 1:
        return 1.0
    prior = prior_reliability(by[1], weights)
    ratio = full * (share / (1 - share)) / (prior / (1 - prior))
    whole = min(log(max(ratio, 1.0)) / log(full), 1.0)
    return _rounded(1.0 - weights.trust.learned * (1.0 - whole))


def _rounded(value: float) -> float:
    # To twentieths: a claim more on record then leaves the weight of most others as it was.
    return round(value * 20) / 20


def _order(each: Weighed) -> tuple[int, str, bool, str]:
    # Who had the place before comes first: it is told of the time before the change.
    row = each.row
    return _day(each), row.claim, row.effect is not Effect.HELD_BEFORE, row.side


def _day(each: Weighed) -> int:
    return each.row.days.last.toordinal()
