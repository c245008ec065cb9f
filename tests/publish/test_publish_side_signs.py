from collections.abc import Callable
from typing import Any

from whoholds.base.records import ControlState
from whoholds.publish.map_marks import marker_of
from whoholds.publish.side_signs import SHAPES, SideSign, signs_of

Make = Callable[..., Any]
BLUE, GREY = "#0072B2", "#5f5f5f"


def test_sides_without_a_rival_keep_their_colours(camp: Make) -> None:
    signs = signs_of({"a:one": camp("One", BLUE), "a:two": camp("Two", "#D55E00")})
    assert signs == {
        "a:one": SideSign(BLUE, "circle"),
        "a:two": SideSign("#D55E00", "square"),
    }


def test_sides_of_one_colour_are_told_apart_by_colour_and_shape(camp: Make) -> None:
    sides = {f"war{at}:government": camp("Government", BLUE.lower()) for at in range(10)}
    sides["war0:rebels"] = camp("Rebels", "#E69F00")
    signs = signs_of(sides)
    assert signs["war0:government"].colour == BLUE.lower()
    assert signs["war0:rebels"].colour == "#E69F00"
    assert len({sign.colour.lower() for sign in signs.values()}) == len(sides)
    assert len({sign.shape for sign in signs.values()}) == len(sides)


def test_the_order_in_which_sides_were_met_does_not_matter(camp: Make) -> None:
    sides = {f"war{at % 7}:{at}": camp(str(at), BLUE if at % 2 else GREY) for at in range(40)}
    assert signs_of(dict(reversed(sides.items()))) == signs_of(sides)


def test_groups_of_no_known_side_stay_grey_and_differ_in_shape(camp: Make) -> None:
    sides = {f"named:{at}": camp(str(at), GREY) for at in range(len(SHAPES))}
    signs = signs_of({**sides, "a:one": camp("One", BLUE)})
    assert {signs[side].colour for side in sides} == {GREY}
    assert {signs[side].shape for side in sides} == set(SHAPES)


def test_when_all_colours_are_used_up_no_two_signs_are_the_same(camp: Make) -> None:
    signs = signs_of({f"war{at:02}:one": camp("One", BLUE) for at in range(26)})
    assert len(set(signs.values())) == 26


def test_every_shape_can_be_drawn() -> None:
    drawn = {marker_of(ControlState.HELD, SideSign(BLUE, shape), 9.0)["marker"] for shape in SHAPES}
    assert len(drawn) == len(SHAPES)
