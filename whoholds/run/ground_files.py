"""The ground of days as files: GeoJSON of areas, fronts and bands; drawings of fronts and of km²."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from whoholds.picture.shapes import CONTESTED, UNKNOWN
from whoholds.publish import front_plot
from whoholds.publish.credits import credit_of
from whoholds.publish.front_plot import Ink, Panel, draw_fronts, draw_km2
from whoholds.publish.ground import Shape, write_shapes
from whoholds.publish.side_signs import signs_of
from whoholds.run.answers import Picture
from whoholds.run.ground import DayGround

_DECIMALS = 2
_MOST_MAPS = 2


def side_names(found: Sequence[DayGround], picture: Picture) -> dict[str, str]:
    """Return the sides of all days with their names, contested and unknown ground last."""
    sides = sorted({side for each in found for side in each.areas.km2} - {CONTESTED, UNKNOWN})
    names = {side: picture.sides[side].name if side in picture.sides else side for side in sides}
    return names | {CONTESTED: CONTESTED, UNKNOWN: UNKNOWN}


def shapes_of_ground(each: DayGround, picture: Picture) -> Iterator[Shape]:
    """Yield the areas of a day, then what is unsure of them, then its fronts with their bands.

    `kind` is `area`, `unsure`, `front` or `band`; an area's `state` is held, contested or unknown. Every
    area is inferred but for the settlements that somebody spoke of.
    """
    signs = signs_of(dict(picture.sides))
    names = side_names([each], picture)
    on = {"on": each.day.isoformat(), "country": each.country}
    for side, shape in sorted(each.areas.area.items()):
        state = side if side in (CONTESTED, UNKNOWN) else "held"
        yield Shape(
            geometry=shape,
            properties={
                **on,
                "kind": "area",
                "state": state,
                "side": side if state == "held" else None,
                "name": names[side],
                "colour": signs[side].colour if side in signs else None,
                "km2": round(each.areas.km2[side], _DECIMALS),
            },
        )
    if not each.areas.unsure.is_empty:
        yield Shape(geometry=each.areas.unsure, properties={**on, "kind": "unsure"})
    for front in each.fronts:
        told = {**on, "one": front.one, "other": front.other}
        yield Shape(
            geometry=front.line,
            properties={**told, "kind": "front", "km": round(front.km, _DECIMALS)},
        )
        if not front.band.is_empty:
            yield Shape(geometry=front.band, properties={**told, "kind": "band"})


def write_ground(found: Sequence[DayGround], picture: Picture, path: Path) -> int:
    """Write the areas and fronts of days as one GeoJSON file; return the number of features.

    Raises:
        StorageError: if the file cannot be written; nothing is left behind then.
    """
    shapes = [shape for each in found for shape in shapes_of_ground(each, picture)]
    return write_shapes(shapes, path, known=picture.position, credit=credit_of(picture.places))


def draw_ground(found: Sequence[DayGround], picture: Picture, path: Path) -> None:
    """Draw the fronts of up to two days beside each other, or the km² of more over time.

    Raises:
        UnknownName: if `path` ends in neither `.png` nor `.svg`.
        StorageError: if the file cannot be written; nothing is left behind then.
    """
    signs = signs_of(dict(picture.sides))
    names = side_names(found, picture)
    inks = {side: Ink(names[side], signs[side].colour) for side in names if side in signs}
    known = f"{found[0].country}, as known at position {picture.position}"
    if len(found) <= _MOST_MAPS:
        draw_fronts([_panel(each) for each in found], inks, path, title=f"Whose ground: {known}")
        return
    sides = [side for side in names if side != UNKNOWN]
    draw_km2(
        [each.day for each in found],
        {side: [each.areas.km2.get(side, 0.0) for each in found] for side in sides},
        inks,
        path,
        title=f"Ground by side: {known}",
    )


def _panel(each: DayGround) -> Panel:
    import shapely  # type: ignore[import-untyped]  # late; it ships no types

    areas = {
        front_plot.CONTESTED if side == CONTESTED else side: shape
        for side, shape in each.areas.area.items()
        if side != UNKNOWN
    }
    lines = shapely.union_all([front.line for front in each.fronts]) if each.fronts else None
    unsure = None if each.areas.unsure.is_empty else each.areas.unsure
    return Panel(day=each.day, areas=areas, lines=lines, unsure=unsure)
