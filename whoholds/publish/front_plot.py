"""Drawings of ground: whose it was on one or two days, and its square kilometres over days.

Contested ground is hatched, and so is what is unsure; unknown ground stays the paper's. The same input
gives the same bytes. Names come from reports and maps and are drawn as plain text.
"""

import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import whoholds
from whoholds.base.errors import InputError, UnknownName
from whoholds.publish.atomic import written_whole
from whoholds.publish.plain_text import on_one_line

if TYPE_CHECKING:
    from matplotlib.figure import Figure

CONTESTED = "contested"
"""The name of contested ground among the areas and series, beside the sides'."""

_INK, _SOFT, _PAPER, _GREY = "#1b2327", "#58666d", "#f7f5ee", "#8a8a8a"
_DPI = 150
_PANEL_INCHES = 6.0
_MOST_PANELS = 4
_TEXTS_INCHES = 1.6
_FLATTEST, _TALLEST = 0.4, 1.6
_LONGEST_NAME = 44
_ALPHA = 0.45


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """The ground of one day: `areas` by side (or `CONTESTED`), the lines of fronts, what is unsure.

    All shapes are shapely's, in degrees; `lines` and `unsure` may be None.
    """

    day: date
    areas: Mapping[str, Any]
    lines: Any = None
    unsure: Any = None


@dataclass(frozen=True, slots=True)
class Ink:
    """How a side is drawn: its name in a legend, and its colour."""

    name: str
    colour: str


def draw_fronts(
    panels: Sequence[Panel], inks: Mapping[str, Ink], path: Path, *, title: str
) -> None:
    """Draw one to four days side by side, all in one frame, into `path` (.png or .svg).

    Raises:
        UnknownName: if `path` ends in neither.
        InputError: if there is no day, or too many, or no ground on any.
        StorageError: if the file cannot be written; nothing is left behind then.
    """
    if not 0 < len(panels) <= _MOST_PANELS:
        raise InputError(
            f"drawing the ground of {len(panels)} days: one to {_MOST_PANELS} fit beside each other; "
            "name fewer"
        )
    bounds = [shape.bounds for panel in panels for shape in panel.areas.values()]
    if len(bounds) == 0:
        raise InputError("drawing ground: none of it is known on these days; ask for others")
    west, south = min(each[0] for each in bounds), min(each[1] for each in bounds)
    east, north = max(each[2] for each in bounds), max(each[3] for each in bounds)
    stretch = _stretch((south + north) / 2)
    tall = (north - south) / max((east - west) * stretch, 1e-9)
    height = _PANEL_INCHES * min(max(tall, _FLATTEST), _TALLEST)
    size = (_PANEL_INCHES * len(panels), height + _TEXTS_INCHES)
    with _figure(path, size) as figure:
        from matplotlib.lines import Line2D
        from matplotlib.patches import Patch

        axes = figure.subplots(1, len(panels), squeeze=False)[0]
        for panel, ax in zip(panels, axes, strict=True):
            for side in sorted(panel.areas):
                _draw_area(ax, panel.areas[side], side, inks)
            if panel.unsure is not None:
                _polygons(
                    ax, panel.unsure, facecolor="none", edgecolor=_SOFT, hatch="....", linewidth=0
                )
            if panel.lines is not None:
                for line in _parts(panel.lines):
                    xy = list(line.coords)
                    ax.plot([x for x, _ in xy], [y for _, y in xy], color=_INK, linewidth=1.8)
            ax.set(xlim=(west, east), ylim=(south, north), facecolor=_PAPER)
            ax.set_aspect(1 / stretch)
            ax.set_title(panel.day.isoformat(), fontsize=12, color=_INK)
            ax.tick_params(labelsize=8, colors=_SOFT)
        drawn = sorted({side for panel in panels for side in panel.areas})
        keys: list[Any] = [
            Patch(facecolor="white", edgecolor=_SOFT, hatch="////", label="contested")
            if side == CONTESTED
            else Patch(
                facecolor=_of(side, inks).colour, alpha=_ALPHA, label=_short(_of(side, inks).name)
            )
            for side in drawn
        ]
        if any(panel.lines is not None for panel in panels):
            keys.append(Line2D([], [], color=_INK, linewidth=1.8, label="front"))
        if any(panel.unsure is not None for panel in panels):
            keys.append(Patch(facecolor="white", edgecolor=_SOFT, hatch="....", label="unsure"))
        _legend(figure, keys)
        figure.suptitle(_short(title, 110), fontsize=13, color=_INK, parse_math=False)


def draw_km2(
    days: Sequence[date],
    km2: Mapping[str, Sequence[float]],
    inks: Mapping[str, Ink],
    path: Path,
    *,
    title: str,
) -> None:
    """Draw the square kilometres of each side (and `CONTESTED`) over days into `path` (.png or .svg).

    `km2` has one number a day by side. Lines step: between two days nothing is said.

    Raises:
        UnknownName: if `path` ends in neither.
        InputError: if there are fewer than two days.
        StorageError: if the file cannot be written; nothing is left behind then.
    """
    if len(days) < 2:
        raise InputError("drawing ground over days: there are fewer than two; name more")
    with _figure(path, (9.0, 5.0)) as figure:
        from matplotlib.dates import date2num

        ax = figure.subplots()
        for side in sorted(km2, key=lambda each: (-max(km2[each], default=0.0), each)):
            contested = side == CONTESTED
            ax.plot(
                [date2num(day) for day in days],  # type: ignore[no-untyped-call]  # it is not typed
                list(km2[side]),
                drawstyle="steps-post",
                marker="o",
                markersize=3.5,
                linewidth=2,
                linestyle=":" if contested else "-",
                color=_GREY if contested else _of(side, inks).colour,
                label=CONTESTED if contested else _short(_of(side, inks).name),
            )
        ax.set_ylabel("km²", color=_SOFT)
        ax.set_ylim(bottom=0)
        ax.set_facecolor(_PAPER)
        ax.grid(visible=True, axis="y", color="#dcd9d0", linewidth=0.8)
        ax.yaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
        ax.tick_params(labelsize=9, colors=_SOFT)
        ax.xaxis_date()
        figure.autofmt_xdate()
        ax.legend(fontsize=9, frameon=False)
        ax.set_title(_short(title, 90), fontsize=12, color=_INK, parse_math=False)


@contextmanager
def _figure(path: Path, size: tuple[float, float]) -> Iterator["Figure"]:
    form = path.suffix.lower().removeprefix(".")
    if form not in ("png", "svg"):
        raise UnknownName(
            f"drawing ground: {path} ends in neither .png nor .svg; name such a file",
            nearest=(".png", ".svg"),
        )
    import matplotlib as mpl  # late: it takes half a second
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    with (
        mpl.rc_context(
            {"svg.hashsalt": "whoholds", "font.family": "DejaVu Sans", "text.parse_math": False}
        ),
        warnings.catch_warnings(),
    ):
        # A script that the font lacks is drawn as boxes; the names stand in the exports.
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        figure = Figure(figsize=size, dpi=_DPI, facecolor="white", layout="constrained")
        FigureCanvasAgg(figure)
        yield figure
        named = (
            {"Software": f"whoholds {whoholds.__version__}"} if form == "png" else {"Date": None}
        )
        with written_whole(path) as part:
            figure.savefig(part, format=form, metadata=named)


def _draw_area(ax: Any, shape: Any, side: str, inks: Mapping[str, Ink]) -> None:
    if side == CONTESTED:
        _polygons(ax, shape, facecolor="white", edgecolor=_SOFT, hatch="////", linewidth=0.6)
        return
    colour = _of(side, inks).colour
    _polygons(ax, shape, facecolor=colour, edgecolor=colour, linewidth=0.6, alpha=_ALPHA)


def _polygons(ax: Any, shape: Any, **style: Any) -> None:
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path as Outline

    for part in _parts(shape):
        if part.geom_type == "Polygon" and not part.is_empty:
            rings = [
                Outline(list(ring.coords), closed=True) for ring in (part.exterior, *part.interiors)
            ]
            ax.add_patch(PathPatch(Outline.make_compound_path(*rings), **style))


def _parts(shape: Any) -> list[Any]:
    return list(getattr(shape, "geoms", [shape]))


def _of(side: str, inks: Mapping[str, Ink]) -> Ink:
    return inks.get(side, Ink(side, _GREY))


def _legend(figure: "Figure", keys: Sequence[Any]) -> None:
    figure.legend(
        handles=list(keys),
        loc="outside lower center",
        ncols=min(3, max(1, len(keys))),
        fontsize=9,
        frameon=False,
    )


def _stretch(latitude: float) -> float:
    from math import cos, radians

    return max(cos(radians(latitude)), 0.1)


def _short(text: str, most: int = _LONGEST_NAME) -> str:
    line = on_one_line(text)
    return line if len(line) <= most else f"{line[: most - 1]}…"
