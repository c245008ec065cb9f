"""Who holds what, as known at a position of the ledger: the record folded, weighed and derived.

Everything here can be thrown away and made anew from the ledger: a `Picture` is a pure function of the
entries up to its position.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from types import MappingProxyType
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process, utils

from whoholds.base.errors import InputError, UnknownName
from whoholds.base.protocols import EntryKind
from whoholds.base.records import (
    Evidence,
    GeoPrecision,
    Period,
    PlaceKind,
    PlaceLink,
    Report,
    SourcedClaim,
    Verdict,
)
from whoholds.base.times import ONE_DAY, parse_day, parse_instant
from whoholds.identify.registry import Side
from whoholds.identify.spelling import Keys, fold, profile_of
from whoholds.ledger.as_known import AsKnown, current_claims
from whoholds.ledger.maps import current_maps
from whoholds.picture.evidence import weigh_learned
from whoholds.picture.filter import OTHER, Beliefs, smooth, states_of, turns_of
from whoholds.picture.hazard import NO_HAZARD, Hazard, hazards
from whoholds.picture.imported import weigh_maps
from whoholds.picture.periods import hold, period_on
from whoholds.picture.reliability import NO_TRUST, Trust
from whoholds.picture.weights import default_weights
from whoholds.run.home import Home
from whoholds.run.map_answers import MapsOnRecord, evidence_with, periods_with

if TYPE_CHECKING:
    from whoholds.base.map_records import MapImport

_KEPT_PICTURES = 4
_NEAREST_NAMES = 5
_NEAREST_LEAST = 60.0
# A sound of a few consonants is shared by names that nobody would take for each other.
_ALIKE_LEAST = 60.0
_MOST_DIGITS = 19
_NAMED_SIDE = "named:"
_KEYS: tuple[Callable[[Keys], str], ...] = (
    lambda keys: keys.folded,
    lambda keys: keys.core,
    lambda keys: keys.bare,
    lambda keys: keys.skeleton,
)
_GREYS = ("#5f5f5f", "#7d7d7d", "#9b9b9b")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceOnRecord:
    """A place that some claim names. `spellings` are all its names on record, most often first."""

    id: str
    name: str
    kind: PlaceKind
    precision: GeoPrecision
    lat: float | None
    lon: float | None
    radius_m: float | None
    country: str | None
    anchor: str | None
    spellings: tuple[str, ...]
    feature_code: str | None

    @property
    def names(self) -> tuple[str, ...]:
        """The gazetteer's name and all spellings on record, each once."""
        return tuple(dict.fromkeys((self.name, *self.spellings)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """Everything derived, as known at one ledger position; never changed once made.

    `recorded` is the UTC instant of that position, None for an empty ledger. `evidence` and `periods`
    are by place, earliest first; periods have no gaps. `claims` hold rejected ones too, which weigh
    nothing. `trust` is what they tell of their speakers, `hazards` how fast places fade by word of
    their neighbours. A place that maps alone speak of is in none of the lists; asked for, it is
    answered.
    """

    position: int
    recorded: str | None
    claims: Mapping[str, SourcedClaim]
    reports: Mapping[str, Report]
    places: Mapping[str, PlaceOnRecord]
    evidence: Mapping[str, tuple[Evidence, ...]]
    periods: Mapping[str, tuple[Period, ...]]
    sides: Mapping[str, Side]
    _named_at: Mapping[str, tuple[str, ...]] = field(repr=False)
    maps: MapsOnRecord = field(default_factory=MapsOnRecord)
    trust: Trust = NO_TRUST
    hazards: Mapping[str, Hazard] = field(default_factory=dict)
    # Made when asked for; the same whoever asks, and in whatever order.
    _beliefs: dict[str, Beliefs | None] = field(default_factory=dict, repr=False, compare=False)

    @property
    def first_day(self) -> date | None:
        """The first day that any evidence or map speaks of."""
        days = (row.days.start for row in self._rows())
        return min((*days, *self.maps.days), default=None)

    @property
    def last_day(self) -> date | None:
        """The last day that evidence or a map speaks of, never after the day of its recording."""
        if self.recorded is None:
            return None
        # A misread year lies in the future; nothing was recorded before it happened. Civil days run
        # up to fourteen hours ahead of UTC, hence the day after.
        latest = parse_instant(self.recorded).date() + ONE_DAY
        days = (*(row.days.last for row in self._rows()), *self.maps.days)
        return max((day for day in days if day <= latest), default=None)

    def period_on(self, place: str, day: date) -> Period | None:
        """Return the period of `place` that holds `day`, None where nothing is known of the place."""
        return period_on(self.periods.get(place, ()), day)

    def shares_on(self, place: str, day: date) -> Mapping[str, float]:
        """Return the probability that each side holds `place` at the end of `day`, with hindsight.

        What is missing to 1 is nobody of them, or not known; empty where nothing weighs on the place.
        """
        if place not in self._beliefs:
            rows = self.evidence.get(place, ())
            turns = turns_of(rows, default_weights())
            left = self.hazards[place].left if place in self.hazards else None
            self._beliefs[place] = (
                smooth(turns, states_of(rows), default_weights(), left) if turns else None
            )
        beliefs = self._beliefs[place]
        if beliefs is None:
            return {}
        return {side: share for side, share in beliefs.on(day).items() if side != OTHER}

    def claims_at(self, place: str) -> tuple[SourcedClaim, ...]:
        """Return every claim that names the place, in ledger order, whether it weighs or not."""
        return tuple(self.claims[identifier] for identifier in self._named_at.get(place, ()))

    def find_place(self, name: str) -> PlaceOnRecord:
        """Return the place on record that `name` means: its identifier, or any of its spellings.

        Where several places share the name, the one with most claims is meant.

        Raises:
            UnknownName: if no claim names such a place; `nearest` are the closest names on record.
        """
        if name in self.places:
            return self.places[name]
        # As written, then without articles, then without Tell, Kafr and the like, then by sound.
        for key in _KEYS:
            found = [
                place
                for place in self.places.values()
                if any(_sound_alike(name, spelling, place, key) for spelling in place.names)
            ]
            if len(found) > 0:
                return max(found, key=lambda place: (len(self._named_at[place.id]), place.id))
        on_map = self._on_a_map(name)
        if on_map is not None:
            return on_map
        names = sorted({place.name for place in self.places.values()})
        nearest = [
            match[0]
            for match in process.extract(
                name,
                names,
                # Not the default, by which every short name is near to a long one.
                scorer=fuzz.ratio,
                limit=_NEAREST_NAMES,
                processor=utils.default_process,
                score_cutoff=_NEAREST_LEAST,
            )
        ]
        hint = f"did you mean {', '.join(nearest)}?" if nearest else "none is spelled like it"
        raise UnknownName(
            f"looking for the place {name!r}: no claim on record names it; {hint}", nearest=nearest
        )

    def _on_a_map(self, name: str) -> PlaceOnRecord | None:
        """Return the place of that identifier or name that a map on record speaks of."""
        wanted = fold(name)
        for place in self.maps.places.values():
            if name == place.place or (wanted != "" and fold(place.name) == wanted):
                return PlaceOnRecord(
                    id=place.place,
                    name=place.name,
                    kind=PlaceKind.SETTLEMENT,
                    precision=GeoPrecision.EXACT,
                    lat=place.lat,
                    lon=place.lon,
                    radius_m=None,
                    country=place.country,
                    anchor=None,
                    spellings=(),
                    feature_code=None,
                )
        return None

    def _rows(self) -> Iterable[Evidence]:
        for rows in self.evidence.values():
            yield from rows


class Answers:
    """Makes pictures of the record of `home`, and keeps the last few. Safe to use from threads."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._kept: OrderedDict[int, Picture] = OrderedDict()
        # One at a time: two requests for one position must not both do the work.
        self._making = threading.Lock()
        self._newest: AsKnown | None = None
        self._maps_read: dict[str, MapImport] = {}
        self._looked = 0
        self._redactions = 0
        self._held: dict[
            str, tuple[tuple[tuple[Evidence, ...], Hazard] | None, tuple[Period, ...]]
        ] = {}

    def picture(self, known: int | None = None) -> Picture:
        """Return the picture as known at the position `known`; the newest when None.

        Raises:
            InputError: if the ledger has not come to that position.
        """
        newest = self._home.ledger.position()
        position = newest if known is None else known
        if position > newest or position < 0:
            raise InputError(
                f"asking what was known at position {position}: the record has "
                f"{newest} entries; ask for 0 to {newest}"
            )
        with self._making:
            self._forget_redacted(newest)
            if position in self._kept:
                self._kept.move_to_end(position)
                return self._kept[position]
            picture = self._make(position)
            self._kept[position] = picture
            if len(self._kept) > _KEPT_PICTURES:
                self._kept.popitem(last=False)
            return picture

    @property
    def redactions(self) -> int:
        """The position of the newest redaction met, 0 for none: nothing made before may be kept."""
        return self._redactions

    def _forget_redacted(self, newest: int) -> None:
        # A picture of any earlier position may still hold what was taken away since.
        for entry in self._home.ledger.entries(
            kind=EntryKind.REDACTION, after=self._looked, upto=newest
        ):
            self._redactions = entry.seq
        if self._redactions > self._looked:
            self._kept.clear()
            self._held.clear()
            self._maps_read.clear()
            self._newest = None
        self._looked = max(self._looked, newest)

    def position_at(self, known: str) -> int:
        """Return the position that `known` means: a position, a day (to its end, UTC) or an instant.

        Raises:
            InputError: if it is none of these.
        """
        if known.isascii() and known.isdigit():
            # Cut: no record comes so far, and Python reads no number of thousands of digits.
            return int(known.lstrip("0")[:_MOST_DIGITS] or "0")
        if len(known) == len("2020-01-18"):
            return self._home.ledger.position_at(datetime.combine(parse_day(known), time.max, UTC))
        return self._home.ledger.position_at(parse_instant(known))

    def _make(self, position: int) -> Picture:
        in_order = sorted(self._claims(position), key=lambda row: row.seq)
        claims = {row.id: row for row in in_order}
        weighing = [row for row in claims.values() if row.verdict is not Verdict.REJECT]
        evidence: dict[str, list[Evidence]] = {}
        maps = MapsOnRecord(tuple(current_maps(self._home.ledger, position, kept=self._maps_read)))
        claimed = {link.place for claim in claims.values() for link in claim.resolution.places}
        weighed, trust = weigh_learned(weighing)
        for row in (*weighed, *weigh_maps(maps.maps, places=claimed)):
            evidence.setdefault(row.place, []).append(row)
        for rows in evidence.values():
            rows.sort(key=lambda row: (row.days, row.claim, row.effect))
        named_at: dict[str, list[str]] = {}
        links: dict[str, list[PlaceLink]] = {}
        for claim in claims.values():
            for link in claim.resolution.places:
                links.setdefault(link.place, []).append(link)
                named = named_at.setdefault(link.place, [])
                if claim.id not in named[-1:]:
                    named.append(claim.id)
        places = {place: place_on_record(found) for place, found in links.items()}
        near = hazards(evidence, _points(places))
        periods = {
            place: self._hold(place, tuple(rows), near.get(place, NO_HAZARD))
            for place, rows in evidence.items()
            if len(rows) > 0
        }
        return Picture(
            position=position,
            recorded=self._recorded(position),
            claims=MappingProxyType(claims),
            reports=MappingProxyType({row.claim.report: row.report for row in claims.values()}),
            places=MappingProxyType(places),
            evidence=evidence_with(maps, {place: tuple(rows) for place, rows in evidence.items()}),
            periods=periods_with(maps, periods),
            sides=MappingProxyType(self._sides(_parties(evidence.values(), maps))),
            _named_at=MappingProxyType({place: tuple(ids) for place, ids in named_at.items()}),
            maps=maps,
            trust=trust,
            hazards=MappingProxyType(near),
        )

    def _hold(self, place: str, rows: tuple[Evidence, ...], hazard: Hazard) -> tuple[Period, ...]:
        # From one position to the next most places keep their evidence, and so their periods.
        known, periods = self._held.get(place, (None, ()))
        if known != (rows, hazard):
            periods = tuple(hold(place, rows, hazard=hazard))
            self._held[place] = ((rows, hazard), periods)
        return periods

    def _claims(self, position: int) -> Iterable[SourcedClaim]:
        # The newest position goes on from the last one asked for; an older one starts anew.
        if self._newest is None:
            self._newest = AsKnown(self._home.ledger)
        if position < self._newest.position:
            return current_claims(self._home.ledger, upto=position)
        self._newest.update(position)
        return self._newest.claims()

    def _recorded(self, position: int) -> str | None:
        for entry in self._home.ledger.entries(after=position - 1, upto=position):
            return entry.recorded
        return None

    def _sides(self, parties: Mapping[str, str]) -> dict[str, Side]:
        """Return the sides that the evidence speaks of; a group of no known side is its own, in grey."""
        known = self._home.registry.sides()
        met = sorted(parties.items())
        sides: dict[str, Side] = {}
        strangers = 0
        for side, actor in met:
            if side in known:
                sides[side] = known[side]
            else:
                name = actor or side.removeprefix(_NAMED_SIDE)
                sides[side] = Side(id=side, name=name, colour=_GREYS[strangers % len(_GREYS)])
                strangers += 1
        return sides


def _parties(evidence: Iterable[Sequence[Evidence]], maps: MapsOnRecord) -> dict[str, str]:
    """Return every side that claims or maps speak of, with the name of a group of it."""
    found = {
        holder.side: holder.actor or holder.written
        for each in maps.maps
        for holder in each.map.holders
        if holder.side is not None
    }
    return found | {row.side: row.actor for rows in evidence for row in rows}


def _points(places: Mapping[str, PlaceOnRecord]) -> dict[str, tuple[float, float]]:
    return {
        place.id: (place.lat, place.lon)
        for place in places.values()
        if place.lat is not None and place.lon is not None
    }


def _sound_alike(
    name: str, spelling: str, place: PlaceOnRecord, key: Callable[[Keys], str]
) -> bool:
    profile = profile_of(place.country or "")
    wanted, had = profile.keys(name), profile.keys(spelling)
    return key(wanted) == key(had) != "" and fuzz.ratio(wanted.folded, had.folded) >= _ALIKE_LEAST


def place_on_record(links: Sequence[PlaceLink]) -> PlaceOnRecord:
    """Return a place from all links to it: the best located of them, and all spellings."""
    order = list(GeoPrecision)
    best = min(links, key=lambda link: (order.index(link.precision), -link.score))
    counted: dict[str, int] = {}
    for link in links:
        counted[link.mention] = counted.get(link.mention, 0) + 1
    return PlaceOnRecord(
        id=best.place,
        name=best.name,
        kind=best.kind,
        precision=best.precision,
        lat=best.lat,
        lon=best.lon,
        radius_m=best.radius_m,
        country=best.country,
        anchor=best.anchor,
        spellings=tuple(sorted(counted, key=lambda name: (-counted[name], name))),
        feature_code=best.feature_code,
    )
