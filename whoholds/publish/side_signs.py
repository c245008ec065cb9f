"""One sign a side, the same on the page and in pictures: a colour and a shape that no other side has.

Sides of different wars may bear the same colour; where they meet in one record, all but the first get
another one out of a palette that colour-blind readers can tell apart.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from whoholds.publish.columns import SideInfo

SHAPES = (
    "circle", "square", "triangle", "diamond", "down", "pentagon", "star", "plus", "hexagon", "cross",
    "left", "right",
)  # fmt: skip
"""The names of the shapes, those easiest to tell apart first."""

# Okabe and Ito (2008), then the muted scheme of Paul Tol (2021), without what comes near to those.
_PALETTE = (
    "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#F0E442", "#332288", "#882255",
    "#44AA99", "#999933", "#CC6677", "#117733", "#AA4499", "#DDCC77",
)  # fmt: skip
_STRANGER = "named:"


@dataclass(frozen=True, slots=True)
class SideSign:
    """How a side is drawn; `colour` is `#rrggbb`, `shape` is one of `SHAPES`."""

    colour: str
    shape: str


def signs_of(sides: Mapping[str, SideInfo]) -> dict[str, SideSign]:
    """Return the sign of each side, by side; the order of `sides` does not matter.

    A side keeps its own colour unless one before it, by identifier, has it; groups of no known side come
    last, and keep theirs, which are greys. No two sides share colour and shape until all shapes of a
    colour are used up.
    """
    order = sorted(sides, key=lambda side: (side.startswith(_STRANGER), side))
    colours = _colours(order, sides)
    of_colour: dict[str, Counter[str]] = {}
    used: Counter[str] = Counter()
    signs: dict[str, SideSign] = {}
    for side in order:
        colour = colours[side]
        here = of_colour.setdefault(colour.lower(), Counter())
        # First what this colour lacks, then what is rarest on the whole.
        shape = min(SHAPES, key=lambda name: (here[name], used[name], SHAPES.index(name)))
        here[shape] += 1
        used[shape] += 1
        signs[side] = SideSign(colour, shape)
    return signs


def _colours(order: list[str], sides: Mapping[str, SideInfo]) -> dict[str, str]:
    own = {side: sides[side].colour for side in order}
    taken = {colour.lower() for colour in own.values()}
    spare = [colour for colour in _PALETTE if colour.lower() not in taken]
    given: dict[str, str] = {}
    met: set[str] = set()
    for side, colour in own.items():
        again = colour.lower() in met and not side.startswith(_STRANGER)
        given[side] = spare.pop(0) if again and spare else colour
        met.add(colour.lower())
    return given
