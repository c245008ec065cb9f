"""The picture of one place over time."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from whoholds.base.errors import InputError, UnknownName
from whoholds.base.records import ControlState, Period
from whoholds.publish.place_history import Tick, draw_place_history

FIRST = date(2020, 1, 1)


@dataclass(frozen=True)
class Named:
    """A side as the picture needs it."""

    id: str
    name: str
    colour: str


SIDES = {"a": Named("a", "Side A", "#0072b2"), "b": Named("b", "Side $x$ <b>", "#d55e00")}
SHARES = {"a": [0.9] * 20 + [0.2] * 20, "b": [0.05] * 20 + [0.7] * 20}
TICKS = [
    Tick(day=date(2020, 1, 5), side="a", speaks_for=True, weight=200.0),
    Tick(day=date(2020, 1, 21), side="b", speaks_for=True, weight=60.0),
    Tick(day=date(2020, 1, 21), side="b", speaks_for=False, weight=1.6),
]


def period(start: str | None, end: str | None, side: str | None, state: ControlState) -> Period:
    return Period(
        place="p",
        start=None if start is None else date.fromisoformat(start),
        end=None if end is None else date.fromisoformat(end),
        state=state,
        side=side,
        actor=side,
        confidence=0.5,
    )


PERIODS = [
    period(None, "2020-01-21", "a", ControlState.HELD),
    period("2020-01-21", "2020-01-30", "b", ControlState.CONTESTED),
    period("2020-01-30", None, None, ControlState.UNKNOWN),
]


def draw(path: Path, shares: dict[str, list[float]] = SHARES, name: str = "Village") -> bytes:
    draw_place_history(name, FIRST, shares, TICKS, PERIODS, SIDES, path, known="as known at 7")
    return path.read_bytes()


@pytest.mark.parametrize("form", ["png", "svg"])
def test_the_same_input_gives_the_same_bytes(form: str, tmp_path: Path) -> None:
    one, other = draw(tmp_path / f"one.{form}"), draw(tmp_path / f"other.{form}")
    assert one == other
    assert len(one) > 5000
    assert sorted(each.name for each in tmp_path.iterdir()) == [f"one.{form}", f"other.{form}"]


def test_other_claims_give_another_picture(tmp_path: Path) -> None:
    turned = {"a": SHARES["b"], "b": SHARES["a"]}
    assert draw(tmp_path / "one.png") != draw(tmp_path / "other.png", turned)


def test_names_are_plain_text(tmp_path: Path) -> None:
    hostile = "$\\frac{1}{0}$ <script>" + "x" * 200
    drawn = draw(tmp_path / "one.svg", name=hostile)
    assert b"<script>" not in drawn


@pytest.mark.parametrize(
    ("shares", "name", "error"),
    [
        ({}, "one.png", InputError),
        ({"a": []}, "one.png", InputError),
        ({"a": [1.0], "b": [0.0, 0.0]}, "one.png", InputError),
        (SHARES, "one.gif", UnknownName),
    ],
)
def test_what_cannot_be_drawn_is_refused(
    shares: dict[str, list[float]], name: str, error: type[Exception], tmp_path: Path
) -> None:
    with pytest.raises(error):
        draw(tmp_path / name, shares)
    assert list(tmp_path.iterdir()) == []
