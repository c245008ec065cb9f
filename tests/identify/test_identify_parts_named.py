import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whoholds.identify.gazetteer import Gazetteers
from whoholds.identify.parts_named import named_parts, parts_in


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Shells fell in the northern countryside of Homs.", [("Homs", ("N",))]),
        ("raids on western Aleppo countryside", [("Aleppo", ("W",))]),
        ("clashes in southeast Idlib", [("Idlib", ("SE",))]),
        ("the northern and southern countryside of Hama", [("Hama", ("N", "S"))]),
        ("Hama's northern and western countryside", [("Hama", ("N", "W"))]),
        ("the villages north of Deir ez-Zor", [("Deir ez-Zor", ("N",))]),
        ("in the south-eastern Hama countryside", [("Hama", ("SE",))]),
        ("the northwest of the country", []),
        ("they moved north", []),
        ("", []),
    ],
)
def test_what_is_called_a_part(text: str, told: list[tuple[str, tuple[str, ...]]]) -> None:
    found = [
        (each.name.removesuffix(" countryside"), each.directions) for each in named_parts(text)
    ]
    assert found == told


def test_a_part_is_told_from_the_town_of_its_name(small: Gazetteers) -> None:
    (part,) = parts_in("Rebels advanced in southeast Idlib.", small, ("SY",))
    assert (part.middle.lat, part.middle.lon) == (35.93062, 36.63393)
    assert part.bearing == 135.0
    assert part.words == "southeast Idlib"


def test_a_province_without_a_town_is_told_from_its_middle(small: Gazetteers) -> None:
    north, south = parts_in("the northern and southern countryside of Hama", small, ("SY",))
    assert north.middle == south.middle
    assert (north.bearing, south.bearing) == (0.0, 180.0)


def test_a_name_that_no_gazetteer_holds_is_no_part(small: Gazetteers) -> None:
    assert parts_in("the northern countryside of Qwxyzzy", small, ("SY",)) == ()
    assert parts_in("northern Luhansk", small, ("SY",)) == ()


def test_parts_are_bounded(small: Gazetteers) -> None:
    text = " ".join(f"{point}ern Idlib, " for point in ("north", "south", "east", "west") * 500)
    assert len(parts_in(text, small, ("SY",))) == 4


@settings(derandomize=True, max_examples=200, deadline=None)
@given(st.text(alphabet="northeswu of'’-ANd,/&\n", max_size=300))
def test_any_text_is_read(text: str) -> None:
    for part in named_parts(text):
        assert part.words != ""
        assert len(part.directions) in (1, 2)


@pytest.mark.parametrize("piece", ["north and ", "A", "Aa ", "north ", "Aa's northern and ", "al-"])
def test_hostile_text_is_read_in_linear_time(piece: str) -> None:
    start = time.process_time()
    named_parts(piece * (100_000 // len(piece)))
    assert time.process_time() - start < 10.0
