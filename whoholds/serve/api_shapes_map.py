"""The shapes of what a map shows beside control: layers, happenings, ground, changes, credits."""

from datetime import date
from typing import Any

from whoholds.base.records import ControlState
from whoholds.serve.api_shapes import (
    PeriodsColumns,
    PlacesColumns,
    Shape,
    SideShape,
    SourceShape,
)


class LayerShape(Shape):
    """One layer of who holds what, beside the `periods` of `control`, whose indexes it uses.

    `layer` is `claimed` (whoever last said so has the place, at once; confidence 0) or `confirmed` (more
    than the holder's own word stands behind it). `places` is how many places `control` has: an answer
    for another number belongs to another `control`.
    """

    position: int
    layer: str
    places: int
    periods: PeriodsColumns


class HoldersShape(Shape):
    """Every place on the day `on` (days since 1970-01-01), one list a column beside `places`.

    `state`, `side` and `last_told` are as in `PeriodsColumns`; a place that nothing is known of on the
    day is unknown. `since` is the first day of its period, null where open.
    """

    position: int
    on: int
    sides: list[SideShape]
    places: PlacesColumns
    state: list[int]
    side: list[int]
    actor: list[str | None]
    confidence: list[float]
    since: list[int | None]
    last_told: list[int | None]


class HappeningsColumns(Shape):
    """What happened, one list a column, by first day and then by `seq`.

    `seq` is the ledger position of the claim: `claims/{seq}` answers with it. `place` is an index into
    the places of `control` (a claim of several places has a row for each), `event`, `status`, `actor`,
    `target` and `source` into the lists beside, `side` into `sides` (whose act it is); -1 is none.
    `first` and `last` are days since 1970-01-01, both included. `confidence` is how sure the reader was.
    Events of the type `besiege` are sieges.
    """

    seq: list[int]
    place: list[int]
    first: list[int]
    last: list[int]
    event: list[int]
    status: list[int]
    actor: list[int]
    target: list[int]
    side: list[int]
    source: list[int]
    confidence: list[float]


class HappeningsShape(Shape):
    """What is said to have happened, and where, as known at `position`; rejected claims are left out."""

    position: int
    events: list[str]
    statuses: list[str]
    actors: list[str]
    sources: list[str]
    sides: list[SideShape]
    rows: HappeningsColumns


class GroundProperties(Shape):
    """What a shape is: an `area` by side or state, what is `unsure` of it, a `front` or its `band`.

    An area has `state`, `name`, `km2`, and `side` and `colour` where it is held; a front and its band
    have the two sides `one` and `other`, a front its length in `km`.
    """

    kind: str
    on: date
    country: str
    state: ControlState | None = None
    side: str | None = None
    name: str | None = None
    colour: str | None = None
    km2: float | None = None
    one: str | None = None
    other: str | None = None
    km: float | None = None


class GroundFeature(Shape):
    """One shape as a GeoJSON feature."""

    type: str
    geometry: dict[str, Any] | None
    properties: GroundProperties


class GroundShape(Shape):
    """Whose ground is whose on the day `on`, a GeoJSON FeatureCollection.

    `settlements` is how many the country has, `known` of how many somebody says who holds them, `leaning`
    of how many the prior map does: all other ground is inferred.
    """

    type: str
    position: int
    on: date
    country: str
    settlements: int
    known: int
    leaning: int
    credit: str | None
    features: list[GroundFeature]


class HolderShape(Shape):
    """Who has a place in one period."""

    state: ControlState
    side: str | None
    side_name: str | None
    actor: str | None
    confidence: float


class ChangeShape(Shape):
    """One change at a place: `before` and `after` meet on `day`; `before` null where nothing was known.

    `confirmed` tells whether more than the new holder's own word stands behind it, null where there is no
    new holder. `quote` is of the claim that weighs most for what came after.
    """

    day: date
    place: str
    name: str
    lat: float | None
    lon: float | None
    kind: str
    before: HolderShape | None
    after: HolderShape | None
    confirmed: bool | None
    supporting: int
    opposing: int
    claim: str | None
    quote: str | None
    source: SourceShape | None


class ChangesShape(Shape):
    """What changed, newest day first; `known_from` is set where two states of knowledge are compared.

    Then `first` is `last`, and each change is of what is held on that one day, by what was known at
    `known_from` (before) and is known at `position` (after).
    """

    position: int
    known_from: int | None
    first: date
    last: date
    total: int
    changes: list[ChangeShape]


class CreditShape(Shape):
    """A line that credits a source: `what` is `basemap`, `places`, `towns`, `map` or `tiles`."""

    what: str
    words: str


class CreditsShape(Shape):
    """Whom the map owes what it shows to."""

    position: int
    credits: list[CreditShape]
