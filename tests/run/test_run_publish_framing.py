"""Where a map looks: at what most claims speak of, not at where talks are held."""

from dataclasses import dataclass
from typing import Any

from whoholds.run.framing import frame_of


@dataclass(frozen=True)
class Spot:
    id: str
    lat: float | None
    lon: float | None
    country: str | None
    claims: int


class Made:
    """What a frame asks of a picture."""

    def __init__(self, *spots: Spot) -> None:
        self.places = {spot.id: spot for spot in spots}

    def claims_at(self, place: str) -> tuple[int, ...]:
        return tuple(range(self.places[place].claims))


def frame(*spots: Spot) -> list[tuple[float, float]]:
    made: Any = Made(*spots)
    return frame_of(made)


SYRIA = (
    Spot("palmyra", 34.6, 38.3, "SY", 40),
    Spot("aleppo", 36.2, 37.2, "SY", 40),
    Spot("hama", 35.1, 36.8, "SY", 19),
)


def test_nothing_located_has_no_frame() -> None:
    assert frame() == []
    assert frame(Spot("nowhere", None, None, "SY", 5)) == []


def test_a_far_capital_does_not_widen_the_map() -> None:
    geneva = Spot("geneva", 46.2, 6.1, "CH", 4)
    assert frame(*SYRIA, geneva) == frame(*SYRIA) == [(34.6, 36.8), (36.2, 38.3)]


def test_a_second_theatre_is_on_the_map() -> None:
    mosul = Spot("mosul", 36.3, 43.1, "IQ", 30)
    assert frame(*SYRIA, mosul) == [(34.6, 36.8), (36.3, 43.1)]


def test_one_misplaced_name_in_the_country_does_not_either() -> None:
    misread = Spot("misread", 32.4, 42.3, "SY", 1)
    assert frame(*SYRIA, misread) == [(34.6, 36.8), (36.2, 38.3)]


def test_where_no_country_has_a_share_all_are_looked_at() -> None:
    spots = [Spot(f"at {at}", float(at), float(at), f"C{at}", 1) for at in range(40)]
    assert frame(*spots) == [(0.0, 0.0), (39.0, 39.0)]
