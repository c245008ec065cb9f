"""Maps into the record, and out again: imported as one source's word on a day, or as the prior map.

The file's bytes are kept as a frozen page before the entry that names them is written; from both the
areas can be made again at any time. Nothing here changes an entry: a later map of the same source and
day stands in for the earlier one, and so does its withdrawal.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import shapely  # type: ignore[import-untyped]  # it ships no types

from whoholds.base.errors import InputError, UnknownName, UnreadableInput
from whoholds.base.map_records import MapHolder, MapImport, MapPlace, MapRole, SourcedMap
from whoholds.base.records import ControlState, GazetteerPlace
from whoholds.base.times import ONE_DAY, utc_now
from whoholds.capture.map_files import READER, read_map_file
from whoholds.capture.map_files_form import LARGEST_FILE, MapFile, check_size
from whoholds.capture.map_files_ground import square_metres
from whoholds.capture.map_files_tables import column_of, columns
from whoholds.ledger.drafts import map_draft
from whoholds.ledger.maps import current_maps
from whoholds.run.home import Home
from whoholds.run.map_holders import HolderNames, MapContext
from whoholds.run.map_places import Covered, cover, settlements_of

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


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldGround:
    """What a map gives to one holder: settlements and places, and square kilometres of its areas."""

    holder: MapHolder
    places: int
    km2: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedMap:
    """What became of an import. `fresh` is False where the very same was on record already."""

    sourced: SourcedMap
    fresh: bool
    ground: tuple[HeldGround, ...]


def import_map(home: Home, path: Path, order: MapOrder) -> ImportedMap:
    """Put the map `path` on record, and return what it says.

    Raises:
        UnreadableInput: if it is no map, its projection is wrong, or no settlement lies in it.
        InputError: if what names the holders is not told and cannot be found.
        TooLarge: if it is larger than is read.
        StorageError: if the disk is full; nothing is on record then.
    """
    _check_order(order)
    data = _bytes_of(path)
    made = read_map_file(
        data,
        path.name,
        crs=order.crs,
        layer=order.layer,
        latitude_first=order.latitude_first,
    )
    covered = cover(made, home.gazetteer, countries=order.countries)
    _refuse_empty(made, covered, home, path.name)
    names = HolderNames(
        home.registry, MapContext(order.day, _countries(order, covered)), order.holders
    )
    chosen, told = _holder_field(made, order, names, path.name)
    holders, places, signals = _places(made, covered, order, names, chosen, home, told)
    digest = home.gazetteer.fingerprint.rpartition(":")[2][:12]
    record = MapImport(
        page=home.pages.put(data),
        name=path.name[:200],
        format=made.form,
        source=order.source.strip(),
        day=order.day,
        role=order.role,
        importer=f"{READER}+{digest}",
        publisher=names.source(order.source.strip()),
        layer=made.layer,
        holder_field=chosen,
        held_by=order.held_by or "",
        crs=made.crs,
        given_crs=order.crs or "",
        latitude_first=order.latitude_first,
        given=tuple(sorted((name, who) for name, who in order.holders.items())),
        rest=order.rest,
        countries=tuple(sorted(order.countries)),
        holders=holders,
        places=places,
        signals=(*made.signals, *covered.signals, *signals),
    )
    draft = map_draft(record)
    ground = _ground(record, made)
    for before in current_maps(home.ledger):
        if before.map == record:
            return ImportedMap(sourced=before, fresh=False, ground=ground)
    entry = home.ledger.append([draft], by=home.settings.who)[0]
    sourced = SourcedMap(
        id=entry.subject, seq=entry.seq, recorded=entry.recorded, by=entry.by, map=record
    )
    return ImportedMap(sourced=sourced, fresh=True, ground=ground)


def withdraw_map(home: Home, source: str, day: date, why: str) -> SourcedMap:
    """Put on record that a source's map of a day counts no longer, and return the map.

    Raises:
        UnknownName: if no such map counts.
        InputError: if no reason is given.
    """
    if why.strip() == "":
        raise InputError("withdrawing a map: no reason is given; say --why")
    found = find_map(current_maps(home.ledger), source, day, exactly=True)
    gone = replace(found.map, places=(), holders=(), signals=(), withdrawn=why.strip())
    home.ledger.append([map_draft(gone)], by=home.settings.who)
    return found


def find_map(
    maps: Sequence[SourcedMap], source: str, day: date | None, *, exactly: bool = False
) -> SourcedMap:
    """Return the newest map of `source` up to `day` (None: of all), or the one of that very day.

    Raises:
        UnknownName: if there is none; `nearest` are the sources that have maps.
    """
    key = _key(source)
    own = [each for each in maps if _key(each.map.source) == key or each.id == source]
    fits = [
        each
        for each in own
        if day is None or (each.map.day == day if exactly else each.map.day <= day)
    ]
    if len(fits) > 0:
        return max(fits, key=lambda each: (each.map.day, each.seq))
    sources = sorted({each.map.source for each in maps})
    if len(own) > 0:
        days = ", ".join(each.map.day.isoformat() for each in own[:6])
        raise UnknownName(
            f"looking for a map of {source!r} of {day}: its maps are of {days}; ask for such a day",
            nearest=sources,
        )
    known = f"there are maps of {', '.join(sources[:8])}" if sources else "no map is on record"
    raise UnknownName(
        f"looking for a map of {source!r}: {known}; import one (`whoholds import-map`)",
        nearest=sources,
    )


def areas_of(home: Home, sourced: SourcedMap) -> dict[int, shapely.Geometry]:
    """Return the areas of a map on record, by holder (its index), read anew from the frozen file.

    Each is valid and in degrees; those of different holders may overlap. A table of places has none.

    Raises:
        LedgerDamaged: if the file is missing or was altered.
    """
    record = sourced.map
    made = read_map_file(
        home.pages.get(record.page),
        record.name,
        crs=record.given_crs or None,
        layer=record.layer or None,
        latitude_first=record.latitude_first,
    )
    return _areas(record, made)


def _areas(record: MapImport, made: MapFile) -> dict[int, shapely.Geometry]:
    index = {holder.written: at for at, holder in enumerate(record.holders)}
    shapes: dict[int, list[shapely.Geometry]] = {}
    for feature in made.features:
        if feature.geometry is None or feature.geometry.geom_type == "Point":
            continue
        written = record.held_by or feature.fields.get(record.holder_field, "")
        if written in index:
            shapes.setdefault(index[written], []).append(feature.geometry)
    return {at: shapely.union_all(found) for at, found in sorted(shapes.items())}


def _ground(record: MapImport, made: MapFile) -> tuple[HeldGround, ...]:
    counted = Counter(place.holder for place in record.places)
    areas = _areas(record, made)
    return tuple(
        HeldGround(
            holder=holder,
            places=counted[at],
            km2=square_metres(areas[at]) / _M2_A_KM2 if at in areas else 0.0,
        )
        for at, holder in enumerate(record.holders)
    )


def _check_order(order: MapOrder) -> None:
    if order.source.strip() == "":
        raise InputError("importing a map: its source has no name; say --source")
    # Civil days run up to fourteen hours ahead of UTC.
    if order.day > utc_now().date() + ONE_DAY:
        raise InputError(
            f"importing a map: {order.day} is a day to come; say the day that the map shows"
        )
    if order.rest is not None and len(order.countries) == 0:
        raise InputError(
            "importing a map: --rest says who holds what lies in no area, but not where; name the "
            "country with --country (as --country UA)"
        )
    if order.held_by is not None and order.holder_field is not None:
        raise InputError(
            "importing a map: --held-by and --holder-field both say who holds its areas; give one"
        )


def _bytes_of(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_FILE + 1)
    except OSError as cause:
        raise InputError(
            f"reading the map {path}: {cause.strerror}; hand over a file that can be read"
        ) from cause
    check_size(len(data), path.name)
    return data


def _countries(order: MapOrder, covered: Covered) -> tuple[str, ...]:
    counted = Counter(place.country for place in covered.places.values() if place.country != "")
    ranked = sorted(counted, key=lambda country: (-counted[country], country))
    return tuple(dict.fromkeys((*order.countries, *ranked[:3])))


def _refuse_empty(made: MapFile, covered: Covered, home: Home, name: str) -> None:
    if len(covered.places) > 0:
        return
    hint = "add a gazetteer of that country (`whoholds gazetteer add FILE`)"
    shapes = [each.geometry for each in made.features if each.geometry is not None]
    if len(shapes) > 0:
        west, south, east, north = shapely.total_bounds(shapes)
        if abs(west) <= 90 and abs(east) <= 90:
            turned = next(home.gazetteer.settlements_in(south, west, north, east), None)
            if turned is not None:
                hint = (
                    f"with latitude first {turned.name} ({turned.country}) would lie in it: if so, "
                    "say --latitude-first"
                )
    raise UnreadableInput(
        f"importing the map {name}: no settlement of any gazetteer lies in its areas, and none is "
        f"named; {hint}"
    )


def _holder_field(
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
        found = column_of("holder", [field_name]) or column_of("holder_drawn", [field_name])
        if found is None or len(values) > _MOST_HOLDERS:
            continue
        share = sum(names.knows(value) for value in values) / len(values)
        at = next(i for i, each in enumerate(wanted) if column_of_is(each, field_name))
        rank = (-share, at, field_name)
        if share >= _ENOUGH_KNOWN and (best is None or rank < best):
            best = rank
    if best is None:
        raise InputError(
            f"importing the map {name}: which field names the holder is not clear; say "
            f"--holder-field, or --held-by where one holds all of it. Its fields: {_listed(fields)}"
        )
    return best[2], [f"the holder was taken from the field {best[2]!r}"]


def column_of_is(plain: str, name: str) -> bool:
    """Tell whether `name` is the column `plain`, but for case, marks and blanks."""
    return "".join(letter for letter in name.casefold() if letter.isalnum()) == plain


def _listed(fields: Mapping[str, Sequence[str]]) -> str:
    shown = [
        f"{name!r} ({', '.join(repr(value)[:30] for value in values[:_SHOWN_VALUES])}"
        f"{', …' if len(values) > _SHOWN_VALUES else ''})"
        for name, values in list(fields.items())[:12]
    ]
    return "; ".join(shown) if len(shown) > 0 else "none"


def _places(
    made: MapFile,
    covered: Covered,
    order: MapOrder,
    names: HolderNames,
    chosen: str,
    home: Home,
    told: list[str],
) -> tuple[tuple[MapHolder, ...], tuple[MapPlace, ...], list[str]]:
    written = [order.held_by or each.fields.get(chosen, "") for each in made.features]
    kinds = list(dict.fromkeys(name for name in written if name != ""))
    if len(kinds) > _MOST_HOLDERS:
        raise InputError(
            f"importing the map {made.form}: {chosen!r} has {len(kinds)} different values, which "
            "are hardly holders; name another field with --holder-field"
        )
    holders = {name: names.holder(name) for name in kinds}
    signals = list(told)
    nameless = written.count("")
    if nameless > 0:
        signals.append(f"areas or places left out that name no holder: {nameless}")
    signals += [
        f"no actor is known by the name {name!r}: kept as named; say who it is with "
        f"--holder {name!r}=WHO"
        for name, holder in holders.items()
        if holder.state is ControlState.HELD and (holder.side or "").startswith("named:")
    ]
    signals += [
        f"a holder was given for {name!r}, which the map does not have"
        for name in names.unused([*kinds, *([order.rest] if order.rest is not None else [])])
    ]
    rows: dict[str, tuple[GazetteerPlace, str]] = {}
    shared = 0
    for place_id, place in covered.places.items():
        # What a map names counts before what it draws around it.
        by = covered.named.get(place_id) or covered.inside.get(place_id, [])
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
        for place in settlements_of(home.gazetteer, order.countries):
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


def _key(source: str) -> str:
    return " ".join(source.casefold().split())
