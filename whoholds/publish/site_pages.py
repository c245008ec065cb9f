"""The pages of a published site: what each of them holds, before it is laid out."""

from dataclasses import dataclass, field
from datetime import date

from whoholds.publish.told import (
    ChangeTold,
    HolderTold,
    Named,
    OnlyClaimed,
    PeriodTold,
    SideCount,
    SideTold,
    Told,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteInfo:
    """What every page of a site tells: whose it is and what it was made from.

    `position` is the ledger position, `recorded` its instant (UTC). `address` is where the site will
    stand, with a slash at the end, None where nobody said. `first`, `last` are the days covered, both
    included, None where nothing is known. `credits` are owed to gazetteers, maps and the basemap.
    """

    title: str
    publisher: str | None
    address: str | None
    version: str
    position: int
    recorded: str
    first: date | None
    last: date | None
    sides: tuple[SideTold, ...]
    credits: tuple[str, ...]
    identity: str
    full_texts: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PinTold:
    """A place on the small map of a page: where it lies, and whose it is."""

    place: Named
    lat: float
    lon: float
    state: str
    side: SideTold | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DayPage:
    """One day. `before` and `after` are the nearest days with a page.

    `more_told` counts the claims of the day that are left out.
    """

    day: date
    before: date | None
    after: date | None
    headline: str
    changes: tuple[ChangeTold, ...]
    claimed: tuple[OnlyClaimed, ...]
    counts: tuple[SideCount, ...]
    contested: int
    unknown: int
    told: tuple[Told, ...]
    more_told: int
    pins: tuple[PinTold, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacePage:
    """One place, on the last day covered. `pin` is None where nobody located it."""

    place: Named
    id: str
    kind: str
    country: str | None
    located: str
    spellings: tuple[str, ...]
    summary: str
    now: HolderTold | None
    periods: tuple[PeriodTold, ...]
    told: tuple[Told, ...]
    more_told: int
    pin: PinTold | None
    days: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorPage:
    """One actor: what it holds on the last day covered, its gains and losses, what is told of it."""

    actor: Named
    id: str | None
    sides: tuple[SideTold, ...]
    written: tuple[str, ...]
    holds: tuple[tuple[Named, HolderTold], ...]
    more_holds: int
    changes: tuple[ChangeTold, ...]
    more_changes: int
    told: tuple[Told, ...]
    more_told: int
    claims: int
    said: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DayLine:
    """A line of the list of days."""

    day: date
    headline: str
    changes: int
    claims: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceLine:
    """A line of the list of places."""

    place: Named
    country: str | None
    now: HolderTold | None
    claims: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceRow:
    """A row of the table of places; see `place_table.PLACE_COLUMNS` for what each field says."""

    id: str
    name: str
    country: str | None
    lat: float | None
    lon: float | None
    radius_m: float | None
    precision: str
    on: date | None
    state: str
    side: str | None
    side_name: str | None
    holder: str | None
    probability: float | None
    claims: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorLine:
    """A line of the list of actors."""

    actor: Named
    side: SideTold | None
    holds: int
    claims: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceLine:
    """A publisher and its record, as `whoholds sources` has it; `reliability` in [0, 1] or None."""

    name: str
    side: str | None
    claims: int
    changes: int
    borne_out: int
    contradicted: int
    reliability: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HomePage:
    """The first page: the last day covered, and what changed of late."""

    headline: str
    counts: tuple[SideCount, ...]
    contested: int
    unknown: int
    changes: tuple[ChangeTold, ...]
    days: tuple[DayLine, ...]
    drawn: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AboutPage:
    """About the data: counts, limits and sources."""

    reports: int
    claims: int
    withheld: int
    places: int
    unlocated: int
    periods: int
    maps: tuple[str, ...]
    sources: tuple[SourceLine, ...]
    readers: tuple[str, ...]
    resolvers: tuple[str, ...] = field(default=())
