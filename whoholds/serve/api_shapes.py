"""The shapes of the API's answers: what OpenAPI documents and what the routes return.

Days are civil dates, both ends included (`first_day`, `last_day`); offsets are code points, end
excluded; instants are UTC. Everything a report says comes as it stands in the report, unescaped: who
shows it must treat it as text. What maps show beside control is in `api_shapes_map`, what a search finds
in `api_shapes_found`, who asks in `api_shapes_session`.
"""

from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict

from whoholds.base.map_records import MapRole
from whoholds.base.records import (
    ControlState,
    Effect,
    Event,
    GeoPrecision,
    Interest,
    Means,
    PlaceKind,
    Status,
    Verdict,
)
from whoholds.base.times import DateBasis, DatePrecision
from whoholds.picture.explain import Bearing


class Shape(BaseModel):
    """The root of all shapes: nothing unknown, nothing changed once made."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ErrorShape(Shape):
    """Why a request failed, in one line; `nearest` are known names close to one not known."""

    error: str
    nearest: list[str] = []


class SideShape(Shape):
    """A side of a conflict and how it is drawn: a colour (`#rrggbb`) and a shape, by name.

    No other side of the record has the same colour and shape; the static map draws the same ones.
    """

    id: str
    name: str
    colour: str
    shape: str


class StateShape(Shape):
    """What the record holds, as known at `position`."""

    version: str
    position: int
    newest: int
    recorded: str | None
    first_day: date | None
    last_day: date | None
    sides: list[SideShape]
    reports: int
    claims: int
    places: int
    periods: int
    map_tiles: str


class MomentShape(Shape):
    """A moment of the record: after `position` entries, when a report had just been read."""

    position: int
    recorded: str
    report: str
    title: str | None


class MomentsShape(Shape):
    """Moments of the record, newest first."""

    position: int
    moments: list[MomentShape]


class PlaceShape(Shape):
    """A place that some claim names; `claims` is how many do."""

    id: str
    name: str
    kind: PlaceKind
    precision: GeoPrecision
    lat: float | None
    lon: float | None
    radius_m: float | None
    country: str | None
    anchor: str | None
    anchor_name: str | None
    feature_code: str | None
    spellings: list[str]
    claims: int


class PlacesColumns(Shape):
    """The places of a map, one list a column."""

    id: list[str]
    name: list[str]
    kind: list[PlaceKind]
    precision: list[GeoPrecision]
    lat: list[float | None]
    lon: list[float | None]
    radius_m: list[float | None]
    country: list[str | None]
    claims: list[int]


class PeriodsColumns(Shape):
    """The periods of all places, one list a column.

    `place` and `side` are indexes into `places` and `sides` (side -1: none). `start` and `end` are days
    since 1970-01-01, end excluded, null where open. `state`: 0 held, 1 contested, 2 unknown.
    `last_told` is the last day in the period that a claim for it tells of, null where none does.
    """

    place: list[int]
    start: list[int | None]
    end: list[int | None]
    state: list[int]
    side: list[int]
    actor: list[str | None]
    confidence: list[float]
    last_told: list[int | None]


class EventsColumns(Shape):
    """On how many claims the evidence of each day rests; `day` counts from 1970-01-01, ascending."""

    day: list[int]
    claims: list[int]


class MapShape(Shape):
    """A mapmaker's map on record: one source's word on its day, or the prior map."""

    id: str
    source: str
    day: date
    role: MapRole
    file: str
    places: int


class MapsShape(Shape):
    """The maps that count, earliest day first."""

    position: int
    maps: list[MapShape]


class AreaProperties(Shape):
    """Who holds an area: `side` and `colour` are null unless it is held."""

    state: ControlState
    side: str | None
    name: str
    colour: str | None
    km2: float


class AreaShape(Shape):
    """One area as a GeoJSON feature."""

    type: str
    geometry: dict[str, Any] | None
    properties: AreaProperties


class AreasShape(Shape):
    """The areas of a map, a GeoJSON FeatureCollection; a table of places has none."""

    type: str
    position: int
    id: str
    source: str
    day: date
    features: list[AreaShape]


class ControlShape(Shape):
    """Who holds what on every day, as known at `position`: all that a map with a slider needs."""

    position: int
    recorded: str | None
    first_day: int | None
    last_day: int | None
    sides: list[SideShape]
    places: PlacesColumns
    periods: PeriodsColumns
    events: EventsColumns


class QuoteShape(Shape):
    """Words and where they stand in the report's text, or in its title."""

    text: str
    start: int
    end: int
    in_title: bool


class ActorShape(Shape):
    """A group as the report names it (`mention`) and as it is known (`name`, `actor`, `side`)."""

    mention: str
    name: str
    actor: str | None
    side: str | None


class ClaimPlaceShape(Shape):
    """A place of a claim, as the report names it and as it was located."""

    id: str
    name: str
    mention: str
    precision: GeoPrecision
    why: str


class CountShape(Shape):
    """A number of people, both ends included."""

    low: int
    high: int


class SourceShape(Shape):
    """Where a claim comes from; `page` is the SHA-256 of the archived page."""

    report: str
    title: str | None
    publisher: str | None
    published: date | None
    url: str | None
    page: str


class ClaimShape(Shape):
    """One claim with its quote and source."""

    id: str
    seq: int
    recorded: str
    event: Event
    status: Status
    quote: QuoteShape
    trigger: QuoteShape
    actors: list[ActorShape]
    targets: list[ActorShape]
    said_by: list[ActorShape]
    places: list[ClaimPlaceShape]
    first_day: date | None
    last_day: date | None
    date_precision: DatePrecision | None
    date_basis: DateBasis | None
    date_words: str | None
    means: Means | None
    killed: CountShape | None
    wounded: CountShape | None
    reader: str
    confidence: float
    verdict: Verdict | None
    source: SourceShape


class ClaimsShape(Shape):
    """A page of claims in ledger order; `total` counts all that match.

    `next` is the `cursor` of the page after this one, null for the last.
    """

    position: int
    total: int
    offset: int
    next: str | None = None
    claims: list[ClaimShape]


class EvidenceShape(Shape):
    """What a claim says about the place: a likelihood ratio and the reason for it."""

    effect: Effect
    side: str
    actor: str
    first_day: date
    last_day: date
    ratio: float
    interest: Interest
    why: str


class BearingShape(Shape):
    """A claim that names the place, how it bears on the period of the day, and why, in words."""

    bearing: Bearing
    sentence: str
    claim: ClaimShape
    evidence: list[EvidenceShape]


class PeriodShape(Shape):
    """A stretch of days with one state; `first_day` and `last_day` null where open.

    `words` say the confidence in words, null where no side is named. `last_told` is the last day in it
    that a claim for it tells of: the probability rests on nothing later.
    """

    first_day: date | None
    last_day: date | None
    state: ControlState
    side: str | None
    side_name: str | None
    actor: str | None
    confidence: float
    words: str | None
    last_told: date | None
    supporting: int
    opposing: int


class PlaceAnswerShape(Shape):
    """Everything known of one place, and who holds it on the day `on`."""

    position: int
    recorded: str | None
    on: date | None
    place: PlaceShape
    summary: str
    period: PeriodShape | None
    periods: list[PeriodShape]
    claims: list[BearingShape]


class CaptionShape(Shape):
    """The words under a figure and the credit they give."""

    text: str
    credit: str | None


class ReportShape(Shape):
    """A report's text with the claims found in it. Reader comments are never served."""

    position: int
    id: str
    title: str | None
    text: str
    publisher: str | None
    published: date | None
    url: str | None
    language: str | None
    page: str
    cleaner: str
    captions: list[CaptionShape]
    claims: list[ClaimShape]


class TownsShape(Shape):
    """Towns for orientation, the most populous first, one list a column."""

    name: list[str]
    lat: list[float]
    lon: list[float]
    population: list[int]
