"""A picture as files: claims, periods, and the map of a day."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from whoholds.base.errors import InputError
from whoholds.base.records import ControlState, SourcedClaim
from whoholds.publish.columns import CLAIM_COLUMNS, COLUMNS, claim_row, period_row
from whoholds.publish.credits import credit_of
from whoholds.publish.geo import write_geojson, write_kml
from whoholds.publish.map_ground import Backdrop
from whoholds.publish.static_map import draw_map
from whoholds.publish.tables import write_csv, write_jsonl, write_parquet
from whoholds.run.answers import Picture

Row = dict[str, Any]
_BASEMAP = "countries-50m.json"


def write_export(picture: Picture, what: str, form: str, path: Path, *, on: date | None) -> int:
    """Write the `claims` or `periods` of a picture, and return how many rows.

    `form` is jsonl, csv, geojson, kml or parquet. With `on`, only claims that may have happened on that
    day, and only the periods that hold it.

    Raises:
        StorageError: if the file cannot be written; nothing is left behind then.
    """
    columns = COLUMNS[what]
    credit = credit_of(picture.places)
    rows = _claim_rows(picture, on) if columns is CLAIM_COLUMNS else _period_rows(picture, on)
    match form:
        case "jsonl":
            return write_jsonl(rows, path, columns)
        case "csv":
            return write_csv(rows, path, columns)
        case "geojson":
            return write_geojson(rows, path, columns, known=picture.position, credit=credit)
        case "kml":
            title = f"whoholds: {what} as known at position {picture.position}"
            return write_kml(rows, path, columns, title=title, sides=picture.sides, credit=credit)
        case "parquet":
            return write_parquet(rows, path, columns, known=picture.position, credit=credit)
        case _:
            raise ValueError(form)


def draw(
    picture: Picture,
    path: Path,
    *,
    on: date | None,
    title: str = "Who holds what",
    frame: Sequence[tuple[float, float]] | None = None,
    changed: Collection[str] = (),
    ground: Backdrop | None = None,
    unknown: bool = True,
) -> date:
    """Draw who holds what on a day (the last on record when None) into a PNG or SVG; return the day.

    `frame`, `changed` and `ground` are as in `static_map.draw_map`; without `unknown`, only places that
    somebody is known to hold, or to fight for, are drawn.

    Raises:
        InputError: if nothing on record has a day, or no place is located.
        StorageError: if the file cannot be written; nothing is left behind then.
    """
    day = on or picture.last_day
    if day is None:
        raise InputError(
            "drawing a map: no claim on record has a day; read reports that say their day of "
            "publication (`whoholds read FILE --published DATE`)"
        )
    periods = {
        place: period
        for place in picture.periods
        if (period := picture.period_on(place, day)) is not None
        and (unknown or period.state is not ControlState.UNKNOWN)
    }
    with as_file(files("whoholds.publish") / "basemap" / _BASEMAP) as basemap:
        draw_map(
            picture.places,
            periods,
            picture.sides,
            day,
            path,
            basemap=basemap if basemap.exists() else None,
            title=title,
            known=_known_words(picture),
            frame=frame,
            changed=changed,
            ground=ground,
        )
    return day


def _known_words(picture: Picture) -> str:
    if picture.recorded is None:
        return "an empty record"
    return f"as known at position {picture.position}"


def _claim_rows(picture: Picture, on: date | None) -> Iterator[Row]:
    for claim in picture.claims.values():
        if on is None or _on(claim, on):
            yield claim_row(claim)


def _on(claim: SourcedClaim, day: date) -> bool:
    dated = claim.resolution.date
    return dated is not None and day in dated.days


def _period_rows(picture: Picture, on: date | None) -> Iterator[Row]:
    for place in sorted(picture.periods):
        for period in picture.periods[place]:
            if on is None or period == picture.period_on(place, on):
                yield period_row(
                    period, picture.places[place], picture.sides, known=picture.position
                )
