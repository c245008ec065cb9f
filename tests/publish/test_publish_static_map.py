import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from whoholds.base.errors import InputError, StorageError, UnknownName
from whoholds.base.records import ControlState, GeoPrecision, Period
from whoholds.publish.side_signs import signs_of
from whoholds.publish.static_map import draw_map

Make = Callable[..., Any]
DAY = date(2020, 1, 17)


def period(place: str, state: ControlState, side: str | None) -> Period:
    return Period(
        place=place,
        start=DAY,
        end=None,
        state=state,
        side=side,
        actor=side,
        confidence=0.9,
        supporting=("c",),
    )


@pytest.fixture
def drawn(spot: Make, camp: Make, tmp_path: Path) -> Callable[..., str]:
    """Draws a map as SVG and returns its source."""

    def draw(*, name: str = "Abu Jurayf", basemap: Path | None = None, day: date = DAY) -> str:
        places = {
            "1": spot("1", name, lat=35.75, lon=36.9),
            "2": spot("2", "Mustayf", precision=GeoPrecision.ANCHORED, lat=35.6, lon=36.8),
            "3": spot("3", "Hish", lat=35.5, lon=36.6),
            "4": spot("4", "Nowhere", lat=None, lon=None),
        }
        periods = {
            "1": period("1", ControlState.HELD, "opp"),
            "2": period("2", ControlState.CONTESTED, "gov"),
            "3": period("3", ControlState.UNKNOWN, None),
            "4": period("4", ControlState.HELD, "gov"),
        }
        sides = {"opp": camp("Opposition", "#1b7f4b"), "gov": camp("Government", "#c0392b")}
        path = tmp_path / "map.svg"
        count = draw_map(
            places, periods, sides, day, path, basemap=basemap, title="Who holds what", known="k"
        )
        assert count == 3
        return path.read_text(encoding="utf-8")

    return draw


def texts(svg: str) -> list[str]:
    """The texts of the picture: they are drawn as outlines, with a comment that says what they say."""
    return [text.strip() for text in re.findall(r"<!-- (.*?) -->", svg)]


def test_the_map_shows_places_sides_the_day_and_what_is_missing(drawn: Callable[..., str]) -> None:
    svg = drawn()
    found = texts(svg)
    for expected in ("Opposition", "Government", "Who holds what"):
        assert expected in found
    assert "17 January 2020 · k" in found
    assert "1 held" in found
    assert "0 held, 1 contested" in found
    assert "unknown: 1 place" in found
    (note,) = [text for text in found if "Made with whoholds" in text]
    assert "1 place not drawn: not located." in note
    assert "Drawn without a basemap" in note
    # Names with a halo are outlines alone; a name that found no room would be counted here.
    assert "without a name" not in note
    assert "#1b7f4b" in svg
    assert "#c0392b" in svg


def test_the_same_input_gives_the_same_bytes(drawn: Callable[..., str]) -> None:
    assert drawn() == drawn()
    assert "<dc:date>" not in drawn()


def test_hostile_names_are_drawn_as_plain_text(
    spot: Make, camp: Make, hostile: str, tmp_path: Path
) -> None:
    words = "--><script>alert(1)</script>_$\\frac{a}$" + hostile
    path = tmp_path / "m.svg"
    draw_map(
        {"1": spot("1", words)},
        {"1": period("1", ControlState.HELD, words)},
        {words: camp(words, "#123456")},
        DAY,
        path,
        basemap=None,
        title=words,
        known=words,
    )
    root = etree.parse(path).getroot()
    assert list(root.iter("{*}script")) == []
    assert len(list(root.iter("{*}path"))) > 50


def test_a_basemap_is_drawn_and_credited(drawn: Callable[..., str], tmp_path: Path) -> None:
    square = {
        "transform": {"scale": [1, 1], "translate": [0, 0]},
        "arcs": [[[30, 30], [10, 0], [0, 10], [-10, 0], [0, -10]]],
        "objects": {
            "countries": {
                "geometries": [{"type": "Polygon", "arcs": [[0]], "properties": {"name": "Syria"}}]
            }
        },
    }
    path = tmp_path / "countries-50m.json"
    path.write_text(json.dumps(square), encoding="utf-8")
    found = texts(drawn(basemap=path))
    assert "SYRIA" in found
    assert any("Natural Earth" in text for text in found)


def test_a_png_is_reproducible_and_says_no_date(spot: Make, camp: Make, tmp_path: Path) -> None:
    pictures = []
    for name in ("one.png", "two.png"):
        draw_map(
            {"1": spot("1", "Hish")},
            {"1": period("1", ControlState.HELD, "gov")},
            {"gov": camp("Government", "#c0392b")},
            DAY,
            tmp_path / name,
            basemap=None,
            title="t",
            known="k",
        )
        pictures.append((tmp_path / name).read_bytes())
    assert pictures[0] == pictures[1]
    assert pictures[0].startswith(b"\x89PNG")
    assert b"Creation Time" not in pictures[0]


def test_a_day_of_which_nothing_is_known_is_an_empty_map_that_says_so(
    spot: Make, tmp_path: Path
) -> None:
    path = tmp_path / "m.svg"
    drawn = draw_map(
        {"1": spot("1", "Hish")}, {}, {}, DAY, path, basemap=None, title="t", known="k"
    )
    assert drawn == 0
    assert any("Nothing is known" in text for text in texts(path.read_text(encoding="utf-8")))


def test_without_any_located_place_there_is_no_map(spot: Make, tmp_path: Path) -> None:
    places = {"1": spot("1", "Hish", lat=None, lon=None)}
    with pytest.raises(InputError, match="no place on record is located"):
        draw_map(
            places,
            {"1": period("1", ControlState.UNKNOWN, None)},
            {},
            DAY,
            tmp_path / "m.png",
            basemap=None,
            title="t",
            known="k",
        )
    assert list(tmp_path.glob("*.png")) == []


def test_another_suffix_or_a_missing_folder_is_refused(spot: Make, tmp_path: Path) -> None:
    places = {"1": spot("1", "Hish")}
    for path, error in (
        (tmp_path / "m.pdf", UnknownName),
        (tmp_path / "gone" / "m.png", StorageError),
    ):
        with pytest.raises(error):
            draw_map(places, {}, {}, DAY, path, basemap=None, title="t", known="k")


def test_places_somewhere_in_one_circle_share_it(spot: Make, camp: Make, tmp_path: Path) -> None:
    path = tmp_path / "m.svg"
    drawn = []
    for count in (1, 3):
        near = {str(at): spot(str(at), f"Place {at}", GeoPrecision.ANCHORED) for at in range(count)}
        periods = {place: period(place, ControlState.HELD, "gov") for place in near}
        sides = {"gov": camp("Government", "#c0392b")}
        draw_map(near, periods, sides, DAY, path, basemap=None, title="t", known="k")
        drawn.append(path.read_text(encoding="utf-8").count("stroke-dasharray"))
    assert drawn == [1, 1]


def test_sides_of_one_colour_are_drawn_apart(spot: Make, camp: Make, tmp_path: Path) -> None:
    path = tmp_path / "m.svg"
    sides = {"a:gov": camp("Here", "#0072B2"), "b:gov": camp("There", "#0072B2")}
    places = {side: spot(side, side, lat=35 + at) for at, side in enumerate(sides)}
    periods = {side: period(side, ControlState.HELD, side) for side in sides}
    draw_map(places, periods, sides, DAY, path, basemap=None, title="t", known="k")
    svg = path.read_text(encoding="utf-8").lower()
    for sign in signs_of(sides).values():
        assert f"fill: {sign.colour.lower()}" in svg
    assert len(set(signs_of(sides).values())) == 2


def test_many_sides_and_long_names_stay_inside_the_legend(
    spot: Make, camp: Make, tmp_path: Path
) -> None:
    sides = {f"s{at}": camp(f"Side {at} with a very long name " * 5, "#123456") for at in range(25)}
    places = {side: spot(side, f"Place {side}", lat=35 + at / 9) for at, side in enumerate(sides)}
    periods = {side: period(side, ControlState.HELD, side) for side in sides}
    path = tmp_path / "m.svg"
    drawn = draw_map(places, periods, sides, DAY, path, basemap=None, title="t" * 300, known="k")
    assert drawn == 25
    assert "and 9 more sides" in texts(path.read_text(encoding="utf-8"))
