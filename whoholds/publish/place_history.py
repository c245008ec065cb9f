"""One place over time as PNG or SVG: each side's probability, and the claims as ticks.

The same input gives the same bytes. Names come from reports and are drawn as plain text.
"""

import warnings
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import whoholds
from whoholds.base.errors import InputError, UnknownName
from whoholds.base.records import ControlState, Period
from whoholds.publish.atomic import written_whole
from whoholds.publish.columns import SideInfo
from whoholds.publish.plain_text import on_one_line
from whoholds.publish.side_signs import signs_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_INCHES = (12.0, 5.2)
_DPI = 160
_INK, _SOFT, _REST = "#222222", "#8a8a8a", "#e4e4e4"
_LONGEST_NAME = 34
_MOST_TICKS = 2000
_EPOCH = date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """A claim on the time line: it speaks for `side` on `day`, or against it; `weight` is its ratio."""

    day: date
    side: str
    speaks_for: bool
    weight: float


def draw_place_history(
    name: str,
    first: date,
    shares: Mapping[str, Sequence[float]],
    ticks: Sequence[Tick],
    periods: Sequence[Period],
    sides: Mapping[str, SideInfo],
    path: Path,
    *,
    known: str,
) -> None:
    """Draw who held a place, day by day, into `path` (.png or .svg).

    `shares` are the daily probabilities by side from `first` on, all of one length; what is left to 1
    is drawn as nobody known. A strip under them shows the `periods`, hatched where contested. Ticks
    above the line speak for a side, those below against it, the longer the heavier. `known` says as of
    when.

    Raises:
        UnknownName: if `path` ends in neither `.png` nor `.svg`.
        InputError: if there is no day to draw, or the sides' days differ in number.
        StorageError: if the file cannot be written; nothing is left behind then.
    """
    form = path.suffix.lower().removeprefix(".")
    if form not in ("png", "svg"):
        raise UnknownName(
            f"drawing the history of {name}: {path} ends in neither .png nor .svg; name such a file",
            nearest=(".png", ".svg"),
        )
    lengths = {len(values) for values in shares.values()}
    if len(lengths) != 1 or lengths == {0}:
        raise InputError(
            f"drawing the history of {name}: there is no day of which claims say who holds it; name a "
            "place that claims on record tell of"
        )
    days = [first + timedelta(days=at) for at in range(lengths.pop())]
    import matplotlib as mpl  # late: it takes half a second
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    with (
        mpl.rc_context(
            {
                "svg.hashsalt": "whoholds",
                "font.family": "DejaVu Sans",
                "hatch.color": "white",
                "date.converter": "concise",
            }
        ),
        warnings.catch_warnings(),
    ):
        # A script that the font lacks is drawn as boxes; the names stand in the exports.
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        figure = Figure(figsize=_INCHES, dpi=_DPI, facecolor="white")
        FigureCanvasAgg(figure)
        above, main, strip = figure.subplots(
            3, 1, sharex=True, height_ratios=(1.3, 4, 0.45), gridspec_kw={"hspace": 0.06}
        )
        figure.subplots_adjust(left=0.06, right=0.80, top=0.86, bottom=0.09)
        order = sorted(shares, key=lambda side: (-sum(shares[side]), side))
        colours = {side: sign.colour for side, sign in signs_of(sides).items()}
        _draw_shares(main, days, shares, order, colours)
        _draw_ticks(above, ticks, colours)
        _draw_periods(strip, periods, days, colours)
        strip.xaxis_date()
        strip.set_xlim(_at(days[0]), _at(days[-1]) + 1)
        figure.text(0.06, 0.945, _shown(name), fontsize=15, color=_INK, weight="bold")
        figure.text(0.06, 0.895, f"who held it, {_shown(known)}", fontsize=9.5, color=_SOFT)
        _draw_legend(main, order, sides, colours)
        metadata = {"Software": f"whoholds {whoholds.__version__}"} if form == "png" else {}
        with written_whole(path) as part:
            figure.savefig(
                part,
                format=form,
                metadata={**metadata, **({"Date": None} if form == "svg" else {})},
            )


def _draw_shares(
    axes: "Axes",
    days: Sequence[date],
    shares: Mapping[str, Sequence[float]],
    order: Sequence[str],
    colours: Mapping[str, str],
) -> None:
    # Steps: what is known of a day holds to its end.
    edges = [_at(day) for day in (*days, days[-1] + timedelta(days=1))]
    layers = [[*shares[side], shares[side][-1]] for side in order]
    rest = [max(0.0, 1.0 - sum(values)) for values in zip(*layers, strict=True)]
    axes.stackplot(
        edges,
        [*layers, rest],
        colors=[*(colours.get(side, _SOFT) for side in order), _REST],
        step="post",
        linewidth=0,
    )
    axes.axhline(0.5, color="white", linewidth=0.7, alpha=0.7)
    axes.set_ylim(0, 1)
    axes.set_yticks([0, 0.5, 1], ["0", "0.5", "1"])
    axes.set_ylabel("probability", color=_INK, fontsize=9)
    axes.tick_params(labelsize=8.5, colors=_INK)
    for edge in ("top", "right"):
        axes.spines[edge].set_visible(False)


def _draw_ticks(axes: "Axes", ticks: Sequence[Tick], colours: Mapping[str, str]) -> None:
    from math import log

    heaviest = sorted(ticks, key=lambda tick: (-tick.weight, tick.day, tick.side))[:_MOST_TICKS]
    of_day = Counter(tick.day for tick in heaviest)
    drawn: Counter[date] = Counter()
    for tick in sorted(heaviest, key=lambda tick: (tick.day, tick.side, tick.weight)):
        # Those of one day stand side by side within it.
        drawn[tick.day] += 1
        inside = drawn[tick.day] / (of_day[tick.day] + 1)
        height = 0.15 + 0.85 * min(log(max(tick.weight, 1.0)) / log(1000.0), 1.0)
        axes.vlines(
            [_at(tick.day) + inside],
            0,
            height if tick.speaks_for else -height,
            color=colours.get(tick.side, _SOFT),
            linewidth=1.6,
        )
    axes.axhline(0, color=_SOFT, linewidth=0.6)
    axes.set_ylim(-1.05, 1.05)
    axes.set_yticks([0.55, -0.55], ["for", "against"])
    axes.tick_params(labelsize=8.5, colors=_SOFT, length=0, labelbottom=False)
    for edge in ("top", "right", "bottom", "left"):
        axes.spines[edge].set_visible(False)


def _draw_periods(
    axes: "Axes", periods: Sequence[Period], days: Sequence[date], colours: Mapping[str, str]
) -> None:
    end = days[-1] + timedelta(days=1)
    for period in periods:
        start = max(period.start or days[0], days[0])
        last = min(period.end or end, end)
        if start >= last:
            continue
        colour = colours.get(period.side or "", _REST)
        axes.barh(
            [0],
            [_at(last) - _at(start)],
            left=[_at(start)],
            height=1,
            color=_REST if period.state is ControlState.UNKNOWN else colour,
            hatch="////" if period.state is ControlState.CONTESTED else None,
            linewidth=0,
        )
    for one, _ in pairwise(periods):
        if one.end is not None and days[0] < one.end < end:
            axes.axvline(_at(one.end), color="white", linewidth=1)
    axes.set_ylim(-0.5, 0.5)
    axes.set_yticks([0], ["held"])
    axes.tick_params(axis="y", length=0, labelsize=8.5, colors=_SOFT)
    axes.tick_params(axis="x", labelsize=8.5, colors=_INK)
    for edge in ("top", "right", "left"):
        axes.spines[edge].set_visible(False)


def _draw_legend(
    axes: "Axes", order: Sequence[str], sides: Mapping[str, SideInfo], colours: Mapping[str, str]
) -> None:
    from matplotlib.patches import Patch

    patches = [
        Patch(
            facecolor=colours.get(side, _SOFT),
            label=_shown(sides[side].name if side in sides else side),
        )
        for side in order
    ]
    patches.append(Patch(facecolor=_REST, label="nobody known"))
    patches.append(Patch(facecolor=_SOFT, hatch="////", label="contested"))
    axes.legend(
        handles=patches,
        loc="upper left",
        bbox_to_anchor=(1.01, 1.0),
        frameon=False,
        fontsize=8.5,
        labelcolor=_INK,
    )


def _at(day: date) -> float:
    """Return a day as matplotlib counts them."""
    return float(day.toordinal() - _EPOCH)


def _shown(name: str) -> str:
    # A dollar sign begins a formula, in matplotlib.
    words = on_one_line(name).replace("$", r"\$")
    return words if len(words) <= _LONGEST_NAME else words[: _LONGEST_NAME - 1] + "…"
