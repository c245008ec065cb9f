"""Maps into the record, and out again: imported as one source's word on a day, or as the prior map.

The file's bytes are kept as a frozen page before the entry that names them is written; from both the
areas can be made again at any time. Nothing here changes an entry: a later map of the same source and
day stands in for the earlier one, and so does its withdrawal.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import shapely  # type: ignore[import-untyped]  # it ships no types

from whoholds.base.errors import InputError, UnknownName, UnreadableInput
from whoholds.base.map_records import MapHolder, MapImport, SourcedMap
from whoholds.base.times import ONE_DAY, utc_now
from whoholds.capture.map_files import READER, read_map_file
from whoholds.capture.map_files_form import LARGEST_FILE, MapFile, check_size
from whoholds.capture.map_files_ground import square_metres
from whoholds.ledger.drafts import map_draft
from whoholds.ledger.maps import current_maps
from whoholds.run.home import Home
from whoholds.run.map_holders import HolderNames, MapContext
from whoholds.run.map_places import Covered, cover
from whoholds.run.map_sayings import MapOrder, held_places, holder_field

_M2_A_KM2 = 1e6


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
    chosen, told = holder_field(made, order, names, path.name)
    holders, places, signals = held_places(
        made, covered, order, names, chosen, home.gazetteer, told
    )
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


def _key(source: str) -> str:
    return " ".join(source.casefold().split())
