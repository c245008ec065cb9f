"""Rows as GeoJSON (RFC 7946) and KML 2.2: points in WGS 84, with the radius of their uncertainty.

A claim is a feature at each of its located places; a claim or period without a located place is left
out of KML, and is a feature without geometry in GeoJSON. Only text is written into the XML, never
markup from a report.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import asin, atan2, cos, degrees, radians, sin
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson
from lxml import etree

from whoholds.publish.atomic import written_whole
from whoholds.publish.columns import Column, Row, SideInfo
from whoholds.publish.plain_text import for_xml
from whoholds.publish.side_signs import signs_of
from whoholds.publish.tables import json_row

if TYPE_CHECKING:
    from datetime import date

_KML = "http://www.opengis.net/kml/2.2"
_EARTH_M = 6_371_008.8
_CIRCLE_CORNERS = 48
_DECIMALS = 6
_GREY = "#8a8a8a"


@dataclass(frozen=True, slots=True)
class Point:
    """A place on the ground: name, degrees, and the radius in metres, None where not given."""

    name: str
    lat: float
    lon: float
    radius_m: float | None


def points_of(row: Row) -> list[Point]:
    """Return the located places of a claim's or period's row."""
    if "place_name" in row:
        found = [(row["place_name"], row["lat"], row["lon"], row["radius_m"])]
    else:
        found = list(
            zip(
                row["places"],
                row["places_lats"],
                row["places_lons"],
                row["places_radii_m"],
                strict=True,
            )
        )
    return [
        Point(name, round(lat, _DECIMALS), round(lon, _DECIMALS), radius)
        for name, lat, lon, radius in found
        if lat is not None and lon is not None
    ]


def write_geojson(
    rows: Iterable[Row],
    path: Path,
    columns: Sequence[Column],
    *,
    known: int | None = None,
    credit: str | None = None,
) -> int:
    """Write a FeatureCollection, one feature a line, and return the number of rows.

    The properties are the columns. A row with several located places is a MultiPoint, one with none
    has the geometry null. `known`, the ledger position, and `credit`, whom the places are owed to,
    stand beside the features where given.

    Raises:
        StorageError: if the file cannot be written; nothing is left behind then.
    """
    count = 0
    with written_whole(path) as part, part.open("wb") as file:
        file.write(b'{"type":"FeatureCollection",')
        if known is not None:
            file.write(b'"known":' + orjson.dumps(known) + b",")
        if credit is not None:
            file.write(b'"credit":' + orjson.dumps(credit) + b",")
        file.write(b'"features":[\n')
        for row in rows:
            if count > 0:
                file.write(b",\n")
            file.write(orjson.dumps(_feature(row, columns)))
            count += 1
        file.write(b"\n]}\n")
    return count


def _feature(row: Row, columns: Sequence[Column]) -> dict[str, Any]:
    spots = [[point.lon, point.lat] for point in points_of(row)]
    geometry: dict[str, Any] | None = None
    if len(spots) == 1:
        geometry = {"type": "Point", "coordinates": spots[0]}
    elif len(spots) > 1:
        geometry = {"type": "MultiPoint", "coordinates": spots}
    return {"type": "Feature", "geometry": geometry, "properties": json_row(row, columns)}


def write_kml(
    rows: Iterable[Row],
    path: Path,
    columns: Sequence[Column],
    *,
    title: str,
    sides: Mapping[str, SideInfo] | None = None,
    credit: str | None = None,
) -> int:
    """Write a KML file, one placemark for each located place of each row; return the rows written.

    A placemark has the row's days as a time span and its columns as extended data. A place that was
    located to no better than a radius has its circle drawn too. `sides` colours periods by who holds
    the place; `credit` describes the document. Rows without a located place are left out and not counted.

    Raises:
        StorageError: if the file cannot be written; nothing is left behind then.
    """
    sides = sides or {}
    count = 0
    with (
        written_whole(path) as part,
        # Opened here: what lxml opens itself tells of a full disk in an error of its own.
        part.open("wb") as file,
        etree.xmlfile(file, encoding="utf-8") as out,
    ):
        out.write_declaration()
        with out.element(f"{{{_KML}}}kml", nsmap={None: _KML}), out.element(f"{{{_KML}}}Document"):
            out.write(_element("name", title))
            if credit is not None:
                out.write(_element("description", credit))
            for style in _styles(sides):
                out.write(style)
            for row in rows:
                marks = list(_placemarks(row, columns, sides))
                for mark in marks:
                    out.write("\n", mark)
                count += len(marks) > 0
    return count


def _placemarks(
    row: Row, columns: Sequence[Column], sides: Mapping[str, SideInfo]
) -> Iterator[etree._Element]:
    about_period = "place_name" in row
    for point in points_of(row):
        mark = etree.Element(f"{{{_KML}}}Placemark")
        what = _period_words(row) if about_period else f"{row['event']} ({row['status']})"
        mark.append(_element("name", f"{point.name}: {what}"))
        mark.append(_element("description", _described(row, about_period=about_period)))
        span = _time_span(row, about_period=about_period)
        if span is not None:
            mark.append(span)
        mark.append(_element("styleUrl", "#" + _style_id(row, sides)))
        data = etree.SubElement(mark, f"{{{_KML}}}ExtendedData")
        for column, value in zip(columns, json_row(row, columns).values(), strict=True):
            if value is None or value == []:
                continue
            entry = etree.SubElement(data, f"{{{_KML}}}Data", name=column.name)
            entry.append(_element("value", value if isinstance(value, str) else _words(value)))
        mark.append(_geometry(point))
        yield mark


def _words(value: object) -> str:
    return orjson.dumps(value).decode()


def _period_words(row: Row) -> str:
    holder = row["side_name"] or row["side"] or ""
    if row["state"] == "held":
        return str(holder)
    return f"{row['state']}, likelier {holder}" if holder else str(row["state"])


def _described(row: Row, *, about_period: bool) -> str:
    if about_period:
        return (
            f"{_period_words(row)}; confidence {row['confidence']:.2f}; "
            f"{row['supporting']} claims for, {row['opposing']} against"
        )
    source = ", ".join(row["said_by"]) or row["publisher"] or "source not named"
    return f"“{row['quote']}” ({source}; {row['url'] or row['report']})"


def _time_span(row: Row, *, about_period: bool) -> etree._Element | None:
    first: date | None = row["start" if about_period else "date_start"]
    last: date | None = row["end" if about_period else "date_end"]
    if first is None and last is None:
        return None
    span = etree.Element(f"{{{_KML}}}TimeSpan")
    for name, day in (("begin", first), ("end", last)):
        if day is not None:
            span.append(_element(name, day.isoformat()))
    return span


def _geometry(point: Point) -> etree._Element:
    spot = etree.Element(f"{{{_KML}}}Point")
    spot.append(_element("coordinates", f"{point.lon},{point.lat}"))
    if point.radius_m is None or point.radius_m <= 0:
        return spot
    both = etree.Element(f"{{{_KML}}}MultiGeometry")
    both.append(spot)
    line = etree.SubElement(both, f"{{{_KML}}}LineString")
    ring = circle(point.lat, point.lon, point.radius_m)
    line.append(_element("coordinates", " ".join(f"{lon},{lat}" for lon, lat in ring)))
    return both


def circle(lat: float, lon: float, radius_m: float) -> list[tuple[float, float]]:
    """Return a closed ring of (longitude, latitude) at `radius_m` around a point, on a sphere.

    It runs counter-clockwise, as RFC 7946 wants an outer ring; a longitude may pass 180 degrees.
    """
    angle = radius_m / _EARTH_M
    here = radians(lat)
    ring = []
    for corner in range(_CIRCLE_CORNERS):
        bearing = radians(-360.0 * corner / _CIRCLE_CORNERS)
        there = asin(sin(here) * cos(angle) + cos(here) * sin(angle) * cos(bearing))
        turn = atan2(sin(bearing) * sin(angle) * cos(here), cos(angle) - sin(here) * sin(there))
        ring.append((round(lon + degrees(turn), _DECIMALS), round(degrees(there), _DECIMALS)))
    return [*ring, ring[0]]


def _styles(sides: Mapping[str, SideInfo]) -> Iterator[etree._Element]:
    yield _style("unknown", _GREY)
    signs = signs_of(sides)
    for index, side in enumerate(sides):
        yield _style(f"side{index}", signs[side].colour)
        yield _style(f"side{index}-contested", signs[side].colour, opacity="80")


def _style_id(row: Row, sides: Mapping[str, SideInfo]) -> str:
    side = row.get("side")
    if side is None or side not in sides or row.get("state") == "unknown":
        return "unknown"
    name = f"side{list(sides).index(side)}"
    return name if row["state"] == "held" else f"{name}-contested"


def _style(name: str, colour: str, opacity: str = "ff") -> etree._Element:
    style = etree.Element(f"{{{_KML}}}Style", id=name)
    # KML writes colours as opacity, blue, green, red.
    red, green, blue = colour[1:3], colour[3:5], colour[5:7]
    parts: Mapping[str, Callable[[etree._Element], None]] = {
        "IconStyle": lambda each: each.append(_element("scale", "0.9")),
        "LineStyle": lambda each: each.append(_element("width", "1.5")),
    }
    for part, finish in parts.items():
        made = etree.SubElement(style, f"{{{_KML}}}{part}")
        made.append(_element("color", f"{opacity}{blue}{green}{red}".lower()))
        finish(made)
    return style


def _element(name: str, text: str) -> etree._Element:
    made = etree.Element(f"{{{_KML}}}{name}")
    made.text = for_xml(text)
    return made
