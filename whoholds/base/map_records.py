"""What a mapmaker's map says, as it goes on record: one source's word on one day, place by place.

The map's own file is kept as a frozen page; the record holds what was made of it, so that a picture
depends neither on the gazetteers of a later day nor on a later reader of maps.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from whoholds.base.ids import make_id
from whoholds.base.records import ActorLink, ControlState


class MapRole(StrEnum):
    """What a map is: one source's `word` on its day, or the `prior` that a picture starts from."""

    WORD = "word"
    PRIOR = "prior"


@dataclass(frozen=True, slots=True, kw_only=True)
class MapHolder:
    """What one name on a map stands for, on the day of the map.

    `written` is the name on the map; for ground that areas of several holders share, their names with
    ` + ` between. `side` and `actor` (a neutral name) are None unless the state is held. `why` says in
    words how the name was understood.
    """

    written: str
    state: ControlState
    side: str | None = None
    actor: str | None = None
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MapPlace:
    """A place that a map says something of. `holder` is the index of its holder in the map's `holders`.

    `lat`, `lon` in degrees (WGS 84). `place` is the gazetteer's identifier, or begins with `mapped:` for
    a point of the map that no gazetteer knows.
    """

    place: str
    name: str
    lat: float
    lon: float
    country: str | None
    holder: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MapImport:
    """One source's map of one day.

    `page` is the SHA-256 of the file as it came, `name` its name, `format` how it was read (`geojson`,
    `kml`, `kmz`, `gpkg`, `shapefile`, `csv`). `publisher` ties `source` to an actor, if the registry
    knows it. `importer` is `name@version+gazetteers`. `holder_field` is the property that names the
    holder, empty for none: then `held_by` holds all of it. `crs` is the projection that the coordinates
    were read in, `given_crs` the one that the user named. `given` are the holders that the user gave for
    names on the map, `rest` the holder of what lies in no area of `countries`, both as written.
    `signals` tell in words what was mended, left out or doubtful. `withdrawn` says why the map counts
    no longer; None while it does.
    """

    page: str
    name: str
    format: str
    source: str
    day: date
    role: MapRole
    importer: str
    publisher: ActorLink | None = None
    layer: str = ""
    holder_field: str = ""
    held_by: str = ""
    crs: str = ""
    given_crs: str = ""
    latitude_first: bool = False
    given: tuple[tuple[str, ...], ...] = ()
    rest: str | None = None
    countries: tuple[str, ...] = ()
    holders: tuple[MapHolder, ...] = ()
    places: tuple[MapPlace, ...] = ()
    signals: tuple[str, ...] = ()
    withdrawn: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcedMap:
    """A map on record, as known at some position: `seq` is its entry, `recorded` when, `by` whose."""

    id: str
    seq: int
    recorded: str
    by: str
    map: MapImport


def map_id(map_import: MapImport) -> str:
    """Return what an entry of a map is about: the source and the day; a later one stands in for it."""
    return make_id(
        "map",
        {"source": map_import.source.strip().casefold(), "day": map_import.day.isoformat()},
    )
