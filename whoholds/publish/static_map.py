"""A picture of who holds what on one day, as PNG or SVG; the same input gives the same bytes.

A side has a colour and a shape, so that the map can be read without colours. A contested place is half
filled, an unknown one grey and hollow; a circle shows how far off a place may be that was located by
its neighbours. Names come from reports and are drawn as plain text, never as markup or formulas.
"""

import warnings
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from textwrap import fill, wrap
from typing import TYPE_CHECKING, Any

import whoholds
from whoholds.base.errors import InputError, UnknownName
from whoholds.base.records import ControlState, GeoPrecision, Period
from whoholds.publish.atomic import written_whole
from whoholds.publish.columns import PlaceInfo, SideInfo
from whoholds.publish.credits import credit_of
from whoholds.publish.map_ground import Backdrop, draw_ground
from whoholds.publish.map_layout import Extent, extent_of, moved_apart
from whoholds.publish.map_marks import (
    INK,
    SOFT,
    Spot,
    draw_countries,
    draw_frame,
    draw_names,
    draw_rings,
    draw_scale,
    draw_spots,
    marker_of,
    ring_of,
    sign_of,
    sizes_for,
)
from whoholds.publish.plain_text import on_one_line
from whoholds.publish.side_signs import SideSign, signs_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from whoholds.publish.topojson import Country

_INCHES = (12.0, 8.0)
_DPI = 160
_MAP = (0.03, 0.085, 0.685, 0.80)
_SIDEBAR = 0.735
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_SIDES_IN_LEGEND, _SIDES_IN_TALL = 10, 16
_NOTE_LETTERS = 190
_LINE = 0.0275  # the height of a line of the legend, as part of the figure
_FINER = "countries-10m.json"
_SMALL = 4.0  # degrees of latitude, below which the coarse outlines look broken
_CREDIT = "Basemap: Natural Earth (public domain); its borders are de facto."
_GROUND = "Ground between the places is inferred."
_NO_BASEMAP = "Drawn without a basemap: none is installed."


def draw_map(
    places: Mapping[str, PlaceInfo],
    periods_on_day: Mapping[str, Period],
    sides: Mapping[str, SideInfo],
    day: date,
    path: Path,
    *,
    basemap: Path | None,
    title: str,
    known: str,
    frame: Sequence[tuple[float, float]] | None = None,
    changed: Collection[str] = (),
    ground: Backdrop | None = None,
) -> int:
    """Draw the places that have a period on `day` into `path` (.png or .svg); return how many.

    `places` and `periods_on_day` are by place identifier, `sides` by side. `basemap` is
    `countries-50m.json` of the npm package world-atlas; without it the background is plain and the
    picture says so; a `countries-10m.json` beside it is taken for a map of a small area. `known` says in
    words as of when ("as known at position 41"). Places that nobody located are counted in a note.

    `frame` are the points (latitude, longitude) that the window is put around, all places when None;
    what lies outside is counted in a note. The places `changed` have a ring, `ground` lies below all.

    Raises:
        UnknownName: if `path` ends in neither `.png` nor `.svg`.
        InputError: if no place is located, or the basemap cannot be read.
        StorageError: if the file cannot be written; nothing is left behind then.
    """
    form = path.suffix.lower().removeprefix(".")
    if form not in ("png", "svg"):
        raise UnknownName(
            f"drawing a map: {path} ends in neither .png nor .svg; name such a file",
            nearest=(".png", ".svg"),
        )
    spots, unlocated = _spots(places, periods_on_day)
    framed = (
        list(frame or ())
        or [(spot.lat, spot.lon) for spot in spots]
        or [
            (place.lat, place.lon)
            for place in places.values()
            if place.lat is not None and place.lon is not None
        ]
    )
    if len(framed) == 0:
        raise InputError(
            f"drawing a map of {day.isoformat()}: no place on record is located; "
            "add a gazetteer of the country, and read the reports again"
        )
    import matplotlib as mpl  # late: it takes half a second
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    with (
        mpl.rc_context({"svg.hashsalt": "whoholds", "font.family": "DejaVu Sans"}),
        warnings.catch_warnings(),
    ):
        # A script that the font lacks is drawn as boxes; the names stand in the exports.
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        figure = Figure(figsize=_INCHES, dpi=_DPI, facecolor="white")
        FigureCanvasAgg(figure)
        signs = signs_of(sides)
        aspect = _MAP[2] * _INCHES[0] / (_MAP[3] * _INCHES[1])
        extent = extent_of(framed, aspect=aspect)
        countries = _countries(basemap, extent)
        inside = [spot for spot in spots if extent.holds(spot.lat, spot.lon)]
        outside = len(spots) - len(inside)
        spots = _visible(inside, extent)
        axes = figure.add_axes(_MAP)
        draw_frame(axes, extent)
        draw_countries(axes, countries, extent, letters=11, colour="#c2b79f")
        if ground is not None:
            draw_ground(axes, ground, signs)
        draw_scale(axes, extent)
        ringed = [spot for spot in spots if spot.place.id in changed]
        draw_rings(axes, ringed, sizes_for(len(spots))[0])
        draw_spots(axes, spots, signs, extent)
        unnamed = draw_names(figure, axes, spots, first=changed)
        notes = [
            *_notes(
                spots,
                unlocated=unlocated,
                outside=outside,
                unnamed=unnamed,
                basemap=basemap is not None,
            ),
            *((_GROUND,) if ground is not None else ()),
            *((credit,) if (credit := credit_of(periods_on_day)) is not None else ()),
        ]
        _draw_texts(figure, on_one_line(title), day, on_one_line(known), notes)
        located = _draw_locator(figure, countries, extent)
        _draw_legend(figure, spots, sides, signs, tall=not located, ringed=len(ringed) > 0)
        metadata = {"Software": f"whoholds {whoholds.__version__}"} if form == "png" else {}
        with written_whole(path) as part:
            figure.savefig(part, format=form, metadata={**metadata, **_undated(form)})
    return len(spots)


def _undated(form: str) -> dict[str, None]:
    return {"Date": None} if form == "svg" else {}


def _spots(
    places: Mapping[str, PlaceInfo], periods: Mapping[str, Period]
) -> tuple[list[Spot], int]:
    spots, unlocated = [], 0
    for identifier, period in sorted(periods.items()):
        place = places[identifier]
        if place.lat is None or place.lon is None:
            unlocated += 1
        else:
            spots.append(Spot(place, place.lat, place.lon, period))
    # The unknown lie below, the held on top.
    order = [ControlState.UNKNOWN, ControlState.CONTESTED, ControlState.HELD]
    spots.sort(key=lambda spot: (order.index(spot.period.state), spot.place.id))
    return spots, unlocated


def _visible(spots: Sequence[Spot], extent: Extent) -> list[Spot]:
    """Return the spots so that no marker hides wholly under another."""
    size, _ = sizes_for(len(spots))
    # Exactly located places keep their points: they come first.
    order = sorted(spots, key=lambda spot: spot.place.precision is not GeoPrecision.EXACT)
    step = size * 1.3 / (_INCHES[1] * _MAP[3] * 72)
    points = moved_apart([(spot.lat, spot.lon) for spot in order], extent, step=step)
    moved = {
        spot.place.id: replace(spot, lat=lat, lon=lon)
        for spot, (lat, lon) in zip(order, points, strict=True)
    }
    return [moved[spot.place.id] for spot in spots]


def _ranked(spots: Sequence[Spot]) -> list[str]:
    """Return the sides on this map, the one with most places first."""
    counted = Counter(spot.period.side for spot in spots if spot.period.side is not None)
    return sorted(counted, key=lambda side: (-counted[side], side))


def _countries(basemap: Path | None, extent: Extent) -> "list[Country]":
    from whoholds.publish.topojson import read_countries

    if basemap is None:
        return []
    finer = basemap.with_name(_FINER)
    small = extent.north - extent.south < _SMALL
    return read_countries(finer if small and finer.exists() else basemap)


def _notes(
    spots: Sequence[Spot], *, unlocated: int, outside: int, unnamed: int, basemap: bool
) -> Iterator[str]:
    if len(spots) == 0:
        yield "Nothing is known of any located place on this day."
    if unlocated > 0:
        yield f"{unlocated} {_places(unlocated)} not drawn: not located."
    if outside > 0:
        yield f"{outside} {_places(outside)} not drawn: outside of this map."
    if unnamed > 0:
        yield f"{unnamed} {_places(unnamed)} drawn without a name, for lack of room."
    yield _CREDIT if basemap else _NO_BASEMAP


def _places(count: int) -> str:
    return "place" if count == 1 else "places"


def _draw_texts(figure: "Figure", title: str, day: date, known: str, notes: Iterable[str]) -> None:
    figure.text(_MAP[0], 0.945, title, fontsize=17, fontweight="bold", color=INK, parse_math=False)
    subtitle = f"{day.day} {_MONTHS[day.month - 1]} {day.year} · {known}"
    figure.text(_MAP[0], 0.905, subtitle, fontsize=11, color=SOFT, parse_math=False)
    figure.text(
        _MAP[0],
        0.035,
        fill("  ·  ".join(["Made with whoholds from published claims.", *notes]), _NOTE_LETTERS),
        fontsize=7.8,
        va="center",
        color=SOFT,
        parse_math=False,
    )


def _draw_legend(
    figure: "Figure",
    spots: Sequence[Spot],
    sides: Mapping[str, SideInfo],
    signs: Mapping[str, SideSign],
    *,
    tall: bool,
    ringed: bool = False,
) -> None:
    entries: list[tuple[list[str], dict[str, Any]]] = []
    ranked = _ranked(spots)
    most = _SIDES_IN_TALL if tall else _SIDES_IN_LEGEND
    for side in ranked[:most]:
        held = _count(spots, ControlState.HELD, side)
        contested = _count(spots, ControlState.CONTESTED, side)
        name = sides[side].name if side in sides else side
        lines = wrap(on_one_line(name), 29, max_lines=3, placeholder=" …") or ["(no name)"]
        counts = f"{held} held" + (f", {contested} contested" if contested else "")
        entries.append(([*lines, counts], marker_of(ControlState.HELD, sign_of(side, signs), 11)))
    more = len(ranked) - most
    if more > 0:
        entries.append(([f"and {more} more side" + ("s" if more > 1 else "")], {"marker": ""}))
    if any(spot.period.state is ControlState.CONTESTED for spot in spots):
        entries.append(
            (
                ["contested, likelier the side", "of its colour; grey: neither"],
                marker_of(ControlState.CONTESTED, sign_of(None, signs), 11),
            )
        )
    if ringed:
        entries.append((["changed, with a ring"], ring_of(8)))
    unknown = _count(spots, ControlState.UNKNOWN, None)
    if unknown > 0:
        entries.append(
            (
                [f"unknown: {unknown} {_places(unknown)}"],
                marker_of(ControlState.UNKNOWN, sign_of(None, signs), 11),
            )
        )
    if any(spot.place.precision is GeoPrecision.ANCHORED for spot in spots):
        ring = marker_of(ControlState.UNKNOWN, sign_of(None, signs), 18)
        ring |= {"markerfacecolor": "none", "markeredgewidth": 0.8, "markeredgecolor": SOFT}
        entries.append((["how far off a place may lie"], ring))
    # Where no small map lies below it, the legend has the whole height of the large one.
    bottom = _MAP[1] if tall else 0.385
    height = _MAP[1] + _MAP[3] - bottom
    axes = figure.add_axes((_SIDEBAR, bottom, 0.25, height))
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1)
    axes.axis("off")
    rows = sum(len(lines) + 0.6 for lines, _ in entries)
    line = _LINE / height
    step = min(line, 0.98 / max(rows, 1))
    at = 0.97
    for lines, marker in entries:
        _draw_entry(axes, at, step, lines, marker, shrink=step / line)
        at -= step * (len(lines) + 0.6)


def _draw_entry(
    axes: "Axes",
    at: float,
    step: float,
    lines: Sequence[str],
    marker: dict[str, Any],
    *,
    shrink: float,
) -> None:
    axes.plot([0.045], [at], linestyle="none", clip_on=False, **marker)
    for index, line in enumerate(lines):
        lesser = index == len(lines) - 1
        axes.text(
            0.12,
            at - step * index,
            line,
            fontsize=(8.5 if lesser else 10) * shrink,
            va="center",
            color=SOFT if lesser else INK,
            parse_math=False,
        )


def _count(spots: Sequence[Spot], state: ControlState, side: str | None) -> int:
    return sum(spot.period.state is state and spot.period.side == side for spot in spots)


def _draw_locator(figure: "Figure", countries: "Sequence[Country]", extent: Extent) -> bool:
    """Draw a small map of where the large one lies, unless that shows half a continent itself.

    Returns whether it was drawn.
    """
    from matplotlib.patches import Rectangle

    if len(countries) == 0 or extent.north - extent.south > 12:
        return False
    reach = max(6.0, (extent.north - extent.south) * 2.5)
    middle_lon = (extent.west + extent.east) / 2
    aspect = 0.235 * _INCHES[0] / (0.27 * _INCHES[1])
    wide = extent_of(
        [
            (extent.middle_lat - reach / 1.24, middle_lon),
            (extent.middle_lat + reach / 1.24, middle_lon),
        ],
        aspect=aspect,
    )
    axes = figure.add_axes((_SIDEBAR, _MAP[1], 0.235, 0.27))
    draw_frame(axes, wide)
    draw_countries(axes, countries, wide, letters=6.5, colour="#8d836c")
    axes.add_patch(
        Rectangle(
            (extent.west, extent.south),
            extent.east - extent.west,
            extent.north - extent.south,
            fill=False,
            edgecolor="#b3261e",
            linewidth=1.3,
            zorder=7,
        )
    )
    return True
