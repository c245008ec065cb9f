"""What a map says: which of its fields names the holders, who they are, and who holds each place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import shapely  # type: ignore[import-untyped]  # it ships no types

from whoholds.base.errors import InputError, UnknownName
from whoholds.base.map_records import MapHolder, MapPlace, MapRole
from whoholds.base.records import ControlState, GazetteerPlace
from whoholds.capture.map_files_form import MapFile
from whoholds.capture.map_files_ground import square_metres
from whoholds.capture.map_files_tables import columns, plain_column
from whoholds.identify.gazetteer import Gazetteers
from whoholds.run.map_holders import NAMED, HolderNames
from whoholds.run.map_places import Covered, settlements_of

SHARED = " + "
"""Between the names of holders whose areas share ground."""

_SHOWN_VALUES = 6
_ENOUGH_KNOWN = 0.5
_MOST_HOLDERS = 200
_LEAST_OVERLAP_KM2 = 1.0
_M2_A_KM2 = 1e6


@dataclass(frozen=True, slots=True, kw_only=True)
class MapOrder:
    """How a map is to be taken: whose it is, of which day, and what its names stand for.

    `holder_field` None: it is found, and told. `held_by` names the one holder of all its areas. `holders`
    gives for names on the map who they are. `rest` holds every settlement of `countries` (ISO 3166) that
    lies in no area; without it `countries` only keep out those of others.
    """

    source: str
    day: date
    role: MapRole = MapRole.WORD
    holder_field: str | None = None
    held_by: str | None = None
    holders: Mapping[str, str] = field(default_factory=dict)
    rest: str | None = None
    countries: tuple[str, ...] = ()
    crs: str | None = None
    layer: str | None = None
    latitude_first: bool = False


def holder_field(
    made: MapFile, order: MapOrder, names: HolderNames, name: str
) -> tuple[str, list[str]]:
    """Return the property that names the holders ("" where one holds all), and what to tell of it."""
    if order.held_by is not None:
        return "", []
    fields = made.fields
    if order.holder_field is not None:
        if order.holder_field not in fields:
            raise UnknownName(
                f"importing the map {name}: it has no field {order.holder_field!r:.80}; "
                f"it has {_listed(fields)}",
                nearest=list(fields),
            )
        return order.holder_field, []
    wanted = [*columns()["holder"], *columns()["holder_drawn"]]
    best: tuple[float, int, str] | None = None
    for field_name, values in fields.items():
        plain = plain_column(field_name)
        if plain not in wanted or len(values) > _MOST_HOLDERS:
            continue
        share = sum(names.knows(value) for value in values) / len(values)
        rank = (-share, wanted.index(plain), field_name)
        if share >= _ENOUGH_KNOWN and (best is None or rank < best):
            best = rank
    if best is None:
        raise InputError(
            f"importing the map {name}: which field names the holder is not clear; say "
            f"--holder-field, or --held-by where one holds all of it. Its fields: {_listed(fields)}"
        )
    return best[2], [f"the holder was taken from the field {best[2]!r}"]


def _listed(fields: Mapping[str, Sequence[str]]) -> str:
    shown = [
        f"{name!r} ({', '.join(repr(value)[:30] for value in values[:_SHOWN_VALUES])}"
        f"{', …' if len(values) > _SHOWN_VALUES else ''})"
        for name, values in list(fields.items())[:12]
    ]
    return "; ".join(shown) if len(shown) > 0 else "none"


def held_places(
    made: MapFile,
    covered: Covered,
    order: MapOrder,
    names: HolderNames,
    chosen: str,
    gazetteer: Gazetteers,
    told: list[str],
) -> tuple[tuple[MapHolder, ...], tuple[MapPlace, ...], list[str]]:
    """Return the holders of a map, its places with theirs, and what to tell of both.

    `chosen` is the field that names the holders, `told` what is told already. A place in areas of several
    sides is contested; what a map names counts before what it draws around it.
    """
    written = [order.held_by or each.fields.get(chosen, "") for each in made.features]
    holders, signals = _understood(written, chosen, order, names)
    signals = [*told, *signals]
    rows: dict[str, tuple[GazetteerPlace, str]] = {}
    shared = 0
    for place_id, place in covered.places.items():
        # A point that names no holder is a label: what is drawn around it counts.
        by = [at for at in covered.named.get(place_id, []) if written[at] != ""]
        by = by or covered.inside.get(place_id, [])
        said = list(dict.fromkeys(written[at] for at in by if written[at] != ""))
        if len(said) == 0:
            continue
        # What says nothing of the ground contests nobody's word.
        said = [n for n in said if holders[n].state is not ControlState.UNKNOWN] or said
        keys = {(holders[name].state, holders[name].side) for name in said}
        if len(keys) > 1:
            shared += 1
            name = SHARED.join(sorted(said))
            holders.setdefault(
                name,
                MapHolder(
                    written=name,
                    state=ControlState.CONTESTED,
                    why="areas or rows of several holders share it",
                ),
            )
        else:
            name = said[0]
        rows[place_id] = (place, name)
    if shared > 0:
        signals.append(f"places in areas of several holders, taken as contested: {shared}")
    if order.rest is not None:
        holders.setdefault(order.rest, names.holder(order.rest))
        for place in settlements_of(gazetteer, order.countries):
            rows.setdefault(place.id, (place, order.rest))
    signals += _overlaps(made, written, holders)
    listed = list(holders)
    places = tuple(
        MapPlace(
            place=place.id,
            name=place.name,
            lat=place.lat,
            lon=place.lon,
            country=place.country or None,
            holder=listed.index(name),
        )
        for _, (place, name) in sorted(rows.items())
    )
    return tuple(holders.values()), places, signals


def _understood(
    written: Sequence[str], chosen: str, order: MapOrder, names: HolderNames
) -> tuple[dict[str, MapHolder], list[str]]:
    """Return who each name on the map is, and what to tell of the names."""
    kinds = list(dict.fromkeys(name for name in written if name != ""))
    if len(kinds) > _MOST_HOLDERS:
        raise InputError(
            f"importing a map of {order.source}: {chosen!r} has {len(kinds)} different values, which "
            "are hardly holders; name another field with --holder-field"
        )
    holders = {name: names.holder(name) for name in kinds}
    signals: list[str] = []
    nameless = written.count("")
    if nameless > 0:
        signals.append(f"areas or places left out that name no holder: {nameless}")
    signals += [
        f"no actor is known by the name {name!r}: kept as named; say who it is with "
        f"--holder {name!r}=WHO"
        for name, holder in holders.items()
        if holder.state is ControlState.HELD and (holder.side or "").startswith(NAMED)
    ]
    asked = [*kinds, *([order.rest] if order.rest is not None else [])]
    signals += [
        f"a holder was given for {name!r}, which the map does not have"
        for name in names.unused(asked)
    ]
    return holders, signals


def _overlaps(made: MapFile, written: Sequence[str], holders: Mapping[str, MapHolder]) -> list[str]:
    """Return one line for each two holders whose areas share more than a square kilometre."""
    shapes: dict[tuple[ControlState, str | None], list[shapely.Geometry]] = {}
    names: dict[tuple[ControlState, str | None], str] = {}
    for feature, name in zip(made.features, written, strict=True):
        if name == "" or holders[name].state is ControlState.UNKNOWN:
            continue
        if feature.geometry is not None and feature.geometry.geom_type != "Point":
            key = (holders[name].state, holders[name].side)
            shapes.setdefault(key, []).append(feature.geometry)
            names.setdefault(key, name)
    whole = {key: shapely.union_all(found) for key, found in shapes.items()}
    found: list[str] = []
    keys = list(whole)
    for at, one in enumerate(keys):
        for other in keys[at + 1 :]:
            both = shapely.intersection(whole[one], whole[other])
            km2 = (
                sum(
                    square_metres(part)
                    for part in shapely.get_parts(both)
                    if part.geom_type == "Polygon"
                )
                / _M2_A_KM2
            )
            if km2 >= _LEAST_OVERLAP_KM2:
                found.append(
                    f"areas of {names[one]!r} and {names[other]!r} share {km2:,.0f} km², "
                    "taken as contested"
                )
    return found
