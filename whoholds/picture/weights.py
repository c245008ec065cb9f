"""The weights of `data/weights.toml` as one frozen record, read once."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from typing import Any

from cattrs import Converter
from cattrs.errors import BaseValidationError

from whoholds.base.errors import SettingsError
from whoholds.base.records import Interest

_FILE = "data/weights.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class ByInterest:
    """A likelihood ratio for each interest of the speaker; never below 1."""

    own: float
    unknown: float
    neutral: float
    against: float

    def __post_init__(self) -> None:
        if min(self.own, self.unknown, self.neutral, self.against) < 1:
            raise ValueError(f"a ratio below 1: {self}")

    def of(self, interest: Interest) -> float:
        """Return the ratio for that interest."""
        return {
            Interest.OWN: self.own,
            Interest.UNKNOWN: self.unknown,
            Interest.NEUTRAL: self.neutral,
            Interest.AGAINST: self.against,
        }[interest]


@dataclass(frozen=True, slots=True, kw_only=True)
class Exponents:
    """What a ratio is damped by; see the comments of the data file."""

    repetition: float
    undated: float
    hedged: float
    inferred: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How far the reader's confidence counts: a claim never for less than `least`."""

    least: float

    def __post_init__(self) -> None:
        if not 0 <= self.least <= 1:
            raise ValueError(f"a probability outside 0 to 1: {self}")


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustPriors:
    """How many claims the priors count for: of an interest, of a speaker, of the sorts of bearing.

    `if_so` and `if_not` are the shares of the sorts of what others say of a told change that was so, or
    was not: strongly against, against, silent, for, strongly for. `learned` is how much of what was
    learned of a speaker counts, from 0 to 1.
    """

    learned: float
    interest: float
    speaker: float
    sorts: float
    if_so: tuple[float, float, float, float, float]
    if_not: tuple[float, float, float, float, float]

    def __post_init__(self) -> None:
        if min(self.interest, self.speaker, self.sorts, *self.if_so, *self.if_not) <= 0:
            raise ValueError(f"a prior that counts for nothing: {self}")
        if not 0 <= self.learned <= 1:
            raise ValueError(f"a part outside 0 to 1: {self}")
        if any(abs(sum(shares) - 1) > 1e-9 for shares in (self.if_so, self.if_not)):
            raise ValueError(f"shares that do not come to 1: {self}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Chances:
    """Prior probabilities: of a said change, and of what was known fading in one day.

    It fades by `forget_per_day` while the last evidence is fresh, later by `forget_quiet`, and by
    `forget_moving` near a front that lately moved.
    """

    change: float
    forget_per_day: float
    forget_quiet: float
    forget_moving: float

    def __post_init__(self) -> None:
        if not all(0 < each < 1 for each in self._all()):
            raise ValueError(f"a probability outside 0 to 1: {self}")

    def _all(self) -> tuple[float, ...]:
        return (self.change, self.forget_per_day, self.forget_quiet, self.forget_moving)


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontLimits:
    """How near, in kilometres, and for how many days a told change means a front, or a moving one."""

    front_km: float
    moving_km: float
    moving_days: int

    def __post_init__(self) -> None:
        if not 0 < self.front_km <= self.moving_km or self.moving_days < 1:
            raise ValueError(f"a front without extent, or wider than where it moves: {self}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Limits in days."""

    repetition_days: int
    undated_days: int
    longest_days: int
    front_days: int
    carried_days: int
    before_days: int
    live_days: int
    standing_days: int
    standing_step: int
    borne_out_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """The probabilities at which a place is held, contested or unknown."""

    held: float
    unopposed: float
    settled: float
    contested: float
    likelier: float
    carried: float
    borne_out: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyBounds:
    """When two reports, or two quotes, are copies of one text."""

    sequence_words: int
    shared: float
    quote_letters: int


@dataclass(frozen=True, kw_only=True)
class Words:
    """Beginnings of words, in lower case, that tell something about a claim."""

    again: tuple[str, ...]
    earlier: tuple[str, ...]
    hedges: tuple[str, ...]

    def tells_again(self, trigger: str) -> bool:
        """Tell whether the trigger says that the side takes back what it had."""
        return self._again.search(trigger.casefold()) is not None

    def tells_earlier(self, quote: str) -> bool:
        """Tell whether the quote looks back at something earlier on its day."""
        return self._earlier.search(quote.casefold()) is not None

    def hedge(self, quote: str) -> str | None:
        """Return the first hedging word of the quote."""
        found = self._hedges.search(quote.casefold())
        return None if found is None else found.group()

    @cached_property
    def _again(self) -> re.Pattern[str]:
        return _any_of(self.again)

    @cached_property
    def _earlier(self) -> re.Pattern[str]:
        return _any_of(self.earlier)

    @cached_property
    def _hedges(self) -> re.Pattern[str]:
        return _any_of(self.hedges)


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """All that weighing and filtering go by."""

    version: str
    change: ByInterest
    before: ByInterest
    hold: ByInterest
    denial: ByInterest
    attempt: ByInterest
    exponent: Exponents
    reading: Reading
    trust: TrustPriors
    chance: Chances
    limit: Limits
    front: FrontLimits
    state: Bounds
    copies: CopyBounds
    words: Words


@cache
def default_weights() -> Weights:
    """Return the weights that ship with whoholds."""
    text = resources.files("whoholds.picture").joinpath(_FILE).read_text(encoding="utf-8")
    return weights_from(tomllib.loads(text), where=_FILE)


def weights_from(tables: Mapping[str, Any], *, where: str) -> Weights:
    """Return weights from the tables of a TOML file; `where` names it in errors.

    Raises:
        SettingsError: if a value is missing, unknown, of another type or out of range.
    """
    try:
        return Converter(forbid_extra_keys=True).structure(tables, Weights)
    except (BaseValidationError, TypeError, ValueError) as cause:
        reason: BaseException = cause
        while isinstance(reason, BaseExceptionGroup) and len(reason.exceptions) > 0:
            reason = reason.exceptions[0]
        raise SettingsError(
            f"reading the weights {where}: {type(reason).__name__}: {reason}; "
            "compare with the comments of whoholds/picture/data/weights.toml"
        ) from cause


def _any_of(beginnings: Sequence[str]) -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(re.escape(word) for word in beginnings) + ")")
