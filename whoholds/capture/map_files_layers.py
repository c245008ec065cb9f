"""GeoPackages and shapefiles as maps, read by pyogrio (the extra `maps`).

GDAL would open many kinds of files, some of which name others: only what begins as a GeoPackage or a
shapefile does is handed to it, in a folder of its own, under a name of ours.
"""

import tempfile
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import shapely  # type: ignore[import-untyped]  # it ships no types

from whoholds.base.errors import InputError, TooLarge, UnknownName, UnreadableInput
from whoholds.capture.map_files_form import MOST_FEATURES, RawFeature, RawMap, Tally, texts
from whoholds.capture.map_files_zip import Packed

SQLITE_MARK = b"SQLite format 3\x00"
SHAPEFILE_MARK = b"\x00\x00\x27\x0a"
_PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
_GROUND = ("Polygon", "Point", "Surface", "Collection", "Unknown")


def read_geopackage(data: bytes, name: str, *, layer: str | None) -> RawMap:
    """Return the features of one layer of a GeoPackage: `layer`, or the only one with shapes or points.

    Raises:
        InputError: if pyogrio is not installed, or several layers stand to choose from.
        UnknownName: if it has no layer `layer`.
        UnreadableInput: if it is damaged.
    """
    with tempfile.TemporaryDirectory(prefix="whoholds-map-") as folder:
        path = Path(folder) / "map.gpkg"
        path.write_bytes(data)
        return _read(path, name, "gpkg", layer)


def read_shapefile(packed: Packed, name: str, *, layer: str | None) -> RawMap:
    """Return the features of a zipped shapefile: the one called `layer`, or the only one.

    Raises:
        InputError: if pyogrio is not installed, or several shapefiles stand to choose from.
        UnknownName: if there is no shapefile `layer`.
        UnreadableInput: if it is damaged, or lacks its .dbf or .shx.
    """
    found = {each[: -len(".shp")]: each for each in packed.ending([".shp"])}
    stems = {stem.rpartition("/")[2]: stem for stem in reversed(list(found))}
    chosen = stems[_chosen(tuple(sorted(stems)), layer, name)]
    with tempfile.TemporaryDirectory(prefix="whoholds-map-") as folder:
        for suffix in _PARTS:
            part = next((n for n in packed.names if n.lower() == (chosen + suffix).lower()), None)
            if part is None and suffix in (".shx", ".dbf"):
                raise UnreadableInput(
                    f"reading the map {name}: beside {found[chosen]!r:.120} stands no {suffix} file; "
                    "pack all files of the shapefile together"
                )
            if part is not None:
                content = packed.read(part)
                if suffix == ".shp" and not content.startswith(SHAPEFILE_MARK):
                    raise UnreadableInput(
                        f"reading the map {name}: {found[chosen]!r:.120} is no shapefile; "
                        "pack it anew"
                    )
                (Path(folder) / f"map{suffix}").write_bytes(content)
        made = _read(Path(folder) / "map.shp", name, "shapefile", None)
    made.layer = chosen.rpartition("/")[2]
    made.layers = tuple(sorted(stems))
    return made


def _read(path: Path, name: str, form: str, layer: str | None) -> RawMap:
    pyogrio = _pyogrio(name)
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        try:
            layers = [
                str(each)
                for each, kind in pyogrio.list_layers(path)
                if kind is not None and any(word in str(kind) for word in _GROUND)
            ]
            chosen = _chosen(tuple(layers), layer, name) if form == "gpkg" else layers[0]
            count = pyogrio.read_info(path, layer=chosen)["features"]
            if count > MOST_FEATURES:
                raise TooLarge(
                    f"reading the map {name}: it has {count:,} features, at most "
                    f"{MOST_FEATURES:,} are read; hand over one layer at a time"
                )
            meta, _, shapes, columns = pyogrio.raw.read(path, layer=chosen)
        except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError) as cause:
            raise _unreadable(name, form, cause) from cause
        except (pyogrio.errors.FeatureError, pyogrio.errors.FieldError) as cause:
            raise _unreadable(name, form, cause) from cause
        except (RuntimeError, ValueError, IndexError, OverflowError, UnicodeDecodeError) as cause:
            raise _unreadable(name, form, cause) from cause
    made = RawMap(form=form, features=[], crs=meta["crs"], layer=chosen, layers=tuple(layers))
    made.signals += [f"GDAL says: {str(each.message)[:200]}" for each in warned[:3]]
    made.features, told = _features(shapes, columns, [str(field) for field in meta["fields"]])
    made.signals += told
    return made


def _features(
    shapes: Any, columns: Sequence[Any], fields: Sequence[str]
) -> tuple[list[RawFeature], list[str]]:
    features: list[RawFeature] = []
    bad = Tally("features without usable coordinates left out")
    lines = Tally("lines that bound no ground left out")
    rows = 0 if shapes is None else len(shapes)
    for at in range(rows):
        where = f"feature {at + 1}"
        raw = shapes[at]
        try:
            if raw is None:
                raise ValueError("no geometry")
            shape = shapely.force_2d(shapely.from_wkb(raw))
        except (ValueError, TypeError, shapely.errors.ShapelyError) as why:
            bad.note(where, str(why)[:200])
            continue
        values = {field: _plain(column[at]) for field, column in zip(fields, columns, strict=True)}
        parts = [part for part in shapely.get_parts(shape) if not part.is_empty]
        polygons = [part for part in parts if part.geom_type == "Polygon"]
        points = [part for part in parts if part.geom_type == "Point"]
        if len(polygons) == 0 and len(points) == 0:
            (lines if len(parts) > 0 else bad).note(where)
            continue
        told = texts(values)
        if len(polygons) > 0:
            whole = polygons[0] if len(polygons) == 1 else shapely.multipolygons(polygons)
            features.append(RawFeature(at=where, geometry=whole, fields=told))
        features += [RawFeature(at=where, geometry=point, fields=told) for point in points]
    return features, [*lines.signals(), *bad.signals()]


def _plain(value: Any) -> object:
    # Columns are numpy's: missing numbers are NaN, missing days NaT.
    if hasattr(value, "item"):
        value = value.item()
    missing = value != value  # NaN alone differs from itself
    return None if missing else value


def _chosen(layers: Sequence[str], layer: str | None, name: str) -> str:
    if layer is not None and layer not in layers:
        raise UnknownName(
            f"reading the map {name}: it has no layer {layer!r:.120}; it has {_listed(layers)}",
            nearest=layers,
        )
    if layer is not None:
        return layer
    if len(layers) == 1:
        return layers[0]
    if len(layers) == 0:
        raise UnreadableInput(
            f"reading the map {name}: it has no layer of polygons or points; hand over one that has"
        )
    raise InputError(
        f"reading the map {name}: it has several layers, {_listed(layers)}; name one with --layer"
    )


def _listed(layers: Sequence[str]) -> str:
    shown = [repr(layer)[:80] for layer in layers[:12]]
    return ", ".join(shown) + (" and others" if len(layers) > len(shown) else "")


def _unreadable(name: str, form: str, cause: BaseException) -> UnreadableInput:
    reason = " ".join(str(cause).split())[:200]
    return UnreadableInput(
        f"reading the map {name}: it cannot be read as {form} ({reason}); save it again, or hand it "
        "over as GeoJSON"
    )


def _pyogrio(name: str) -> Any:
    try:
        import pyogrio
        import pyogrio.errors
        import pyogrio.raw
    except ImportError as cause:
        raise InputError(
            f"reading the map {name}: GeoPackages and shapefiles are read by pyogrio, which is not "
            "installed; run `pip install whoholds[maps]`, or save the map as GeoJSON"
        ) from cause
    return pyogrio
