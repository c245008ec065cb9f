"""KML as a map: the polygons and points of its placemarks, with name, folder, data and fill colour.

A KML file is hostile input: no entity is expanded, nothing is fetched, and a document type is refused.
"""

from typing import Any

import numpy as np
import shapely  # type: ignore[import-untyped]  # it ships no types
from lxml import etree

from whoholds.base.errors import UnreadableInput
from whoholds.capture.map_files_form import RawFeature, RawMap, Tally, check_count, texts

_LEAST_CORNERS = 3
_DEEPEST_STYLE = 5
_COLOUR_DIGITS = 8


def read_kml(data: bytes, name: str, *, form: str = "kml") -> RawMap:
    """Return the placemarks of a KML text: every polygon and point, one feature a placemark.

    The fields are those of `ExtendedData`, and `name`, `folder` (the innermost), `folders` (all, joined
    by ` / `), `styleUrl` and `fill` (`#rrggbb`). Coordinates are degrees, as KML knows no others.

    Raises:
        UnreadableInput: if `data` is no KML, or brings a document type.
    """
    root = _root(data, name)
    made = RawMap(form=form, features=[], crs="OGC:CRS84")
    marks = [element for element in root.iter() if _local(element) == "Placemark"]
    check_count(marks, name)
    styles = _styles(root)
    lines = Tally("lines that bound no ground left out")
    bad = Tally("placemarks without usable coordinates left out")
    unclosed = Tally("rings that were not closed, closed")
    for at, mark in enumerate(marks, start=1):
        where = f"placemark {at}"
        fields = _fields(mark, styles)
        polygons: list[shapely.Geometry] = []
        for element in mark.iter():
            try:
                match _local(element):
                    case "Polygon":
                        polygons.append(_polygon(element, where, unclosed))
                    case "Point":
                        point = shapely.Point(_corners(_text_of(element, "coordinates"))[0])
                        made.features.append(RawFeature(at=where, geometry=point, fields=fields))
                    case "LineString" | "Track" | "MultiTrack":
                        lines.note(where)
            except (ValueError, IndexError, shapely.errors.ShapelyError) as why:
                bad.note(where, str(why)[:200])
        if len(polygons) > 0:
            whole = polygons[0] if len(polygons) == 1 else shapely.multipolygons(polygons)
            made.features.append(RawFeature(at=where, geometry=whole, fields=fields))
    made.signals += [*unclosed.signals(), *lines.signals(), *bad.signals()]
    for kind, what in (("NetworkLink", "links to other files"), ("GroundOverlay", "pictures")):
        count = sum(_local(element) == kind for element in root.iter())
        if count > 0:
            made.signals.append(f"{count} {what} left out: nothing is fetched")
    return made


def _root(data: bytes, name: str) -> Any:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=False
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as cause:
        raise UnreadableInput(
            f"reading the map {name}: it begins like XML and is none ({cause}); "
            "was it cut short? Save it again"
        ) from cause
    info = root.getroottree().docinfo
    if info.internalDTD is not None or info.doctype:
        raise UnreadableInput(
            f"reading the map {name}: it brings a document type (<!DOCTYPE>), which no KML needs and "
            "which can be made to fill the memory; take it out"
        )
    if _local(root) != "kml":
        raise UnreadableInput(
            f"reading the map {name}: it is XML but no KML (its root is <{_local(root):.60}>); "
            "save it as KML or GeoJSON"
        )
    return root


def _polygon(element: Any, where: str, unclosed: Tally) -> shapely.Geometry:
    outer: list[Any] = []
    inner: list[Any] = []
    for boundary in element:
        rings = [
            _ring(_text_of(ring, "coordinates"), where, unclosed)
            for ring in boundary.iter()
            if _local(ring) == "LinearRing"
        ]
        match _local(boundary):
            case "outerBoundaryIs":
                outer += rings
            case "innerBoundaryIs":
                inner += rings
    if len(outer) == 0:
        raise ValueError("a polygon without an outer ring")
    return shapely.Polygon(outer[0], inner)


def _ring(text: str, where: str, unclosed: Tally) -> Any:
    corners = _corners(text)
    if len(np.unique(corners, axis=0)) < _LEAST_CORNERS:
        raise ValueError("a ring of fewer than three corners")
    if not np.array_equal(corners[0], corners[-1]):
        unclosed.note(where)
        corners = np.vstack([corners, corners[:1]])
    return corners


def _corners(text: str) -> Any:
    pairs = [corner.split(",")[:2] for corner in text.split()]
    if len(pairs) == 0 or any(len(pair) != 2 for pair in pairs):
        raise ValueError("coordinates that are no pairs of numbers")
    corners = np.array([(float(lon), float(lat)) for lon, lat in pairs])
    if not np.isfinite(corners).all():
        raise ValueError("coordinates that are no numbers")
    return corners


def _fields(mark: Any, styles: dict[str, Any]) -> dict[str, str]:
    found: dict[str, object] = {}
    folders = [
        _text_of(above, "name", own=True)
        for above in mark.iterancestors()
        if _local(above) in ("Folder", "Document")
    ]
    folders = [folder for folder in reversed(folders) if folder != ""]
    for element in mark.iter():
        key = element.get("name") if isinstance(element.tag, str) else None
        if _local(element) == "Data" and key is not None:
            found[key] = _text_of(element, "value")
        elif _local(element) == "SimpleData" and key is not None:
            found[key] = element.text or ""
    found.setdefault("name", _text_of(mark, "name", own=True))
    found.setdefault("folder", folders[-1] if len(folders) > 0 else "")
    found.setdefault("folders", " / ".join(folders))
    address = _text_of(mark, "styleUrl", own=True)
    found.setdefault("styleUrl", address)
    own = next((child for child in mark if _local(child) == "Style"), None)
    found.setdefault("fill", _fill(own) or _fill_of(address, styles))
    return texts(found)


def _styles(root: Any) -> dict[str, Any]:
    return {
        f"#{element.get('id')}": element
        for element in root.iter()
        if _local(element) in ("Style", "StyleMap") and element.get("id") is not None
    }


def _fill_of(address: str, styles: dict[str, Any]) -> str:
    """Follow a style's address, through the normal one of each pair, to its fill colour."""
    for _ in range(_DEEPEST_STYLE):
        style = styles.get(address)
        if style is None:
            return ""
        if _local(style) == "Style":
            return _fill(style)
        pairs = [pair for pair in style if _local(pair) == "Pair"]
        normal = next((p for p in pairs if _text_of(p, "key") == "normal"), None)
        address = "" if normal is None else _text_of(normal, "styleUrl")
    return ""


def _fill(style: Any) -> str:
    if style is None:
        return ""
    filled = next((child for child in style if _local(child) == "PolyStyle"), None)
    colour = "" if filled is None else _text_of(filled, "color").removeprefix("#").lower()
    if len(colour) != _COLOUR_DIGITS or any(digit not in "0123456789abcdef" for digit in colour):
        return ""
    # KML writes aabbggrr.
    return f"#{colour[6:8]}{colour[4:6]}{colour[2:4]}"


def _text_of(element: Any, kind: str, *, own: bool = False) -> str:
    """Return the text of the first `kind` below an element, or of its children alone (`own`)."""
    for child in element if own else element.iter():
        if _local(child) == kind:
            return (child.text or "").strip()
    return ""


def _local(element: Any) -> str:
    tag = element.tag
    # Comments and instructions have a function for a tag.
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""
