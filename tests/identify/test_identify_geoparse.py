from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from whoholds.base.errors import GazetteerError
from whoholds.base.records import GazetteerPlace
from whoholds.identify.geoparse import Geoparser, NameInText, Placed, soften
from whoholds.identify.geoparse_ground import Ground, kilometres
from whoholds.identify.geoparse_weights import GeoparseWeights, load_weights
from whoholds.identify.spelling import fold


def place(
    name: str,
    lat: float,
    lon: float,
    country: str,
    admin1: str | None = None,
    people: int | None = None,
    code: str = "PPL",
) -> GazetteerPlace:
    return GazetteerPlace(
        id=f"test:{country}-{admin1}-{name}-{code}", name=name, lat=lat, lon=lon, feature_code=code,
        country=country, gazetteer="test", admin1=admin1, population=people,
    )  # fmt: skip


PLACES = [
    place("Paris", 48.85, 2.35, "FR", "Île-de-France", 2_100_000),
    place("Paris", 33.66, -95.55, "US", "Texas", 25_000),
    place("Paris", 38.21, -84.25, "US", "Kentucky", 9_000),
    place("Texas", 31.2, -100.0, "US", "Texas", None, "ADM1"),
    place("Kentucky", 37.8, -85.5, "US", "Kentucky", None, "ADM1"),
    place("Lexington", 37.99, -84.48, "US", "Kentucky", 320_000),
    place("Lexington", 42.44, -71.22, "US", "Massachusetts", 33_000),
    place("Frankfort", 38.2, -84.87, "US", "Kentucky", 27_000),
    place("France", 46.0, 2.0, "FR", None, 66_000_000, "PCLI"),
    place("DeKalb", 41.93, -88.75, "US", "Illinois", 43_000),
    place("DeKalb County", 33.77, -84.23, "US", "Georgia", None, "ADM2"),
    place("Atlanta", 33.75, -84.39, "US", "Georgia", 500_000),
]


class Bearers:
    def exact_rows(self, name: str, countries: Sequence[str] = ()) -> list[int]:
        return [
            at
            for at, one in enumerate(PLACES)
            if fold(one.name) == fold(name) and (len(countries) == 0 or one.country in countries)
        ]

    def row(self, row: int) -> GazetteerPlace:
        return PLACES[row]


@pytest.fixture(scope="module")
def geoparser() -> Geoparser:
    return Geoparser(Bearers())


def unit(placed: Placed) -> str | None:
    return None if placed.place is None else placed.place.admin1


def test_alone_the_city_of_most_people_is_meant(geoparser: Geoparser) -> None:
    [paris] = geoparser.place([NameInText("Paris")])
    assert unit(paris) == "Île-de-France"
    assert "%" in paris.why
    assert {other.admin1 for other, _ in paris.others} == {"Texas", "Kentucky"}


def test_the_words_beside_a_name_tell_where_it_lies(geoparser: Geoparser) -> None:
    paris, _ = geoparser.place([NameInText("Paris", ("Texas",)), NameInText("Texas")])
    assert unit(paris) == "Texas"


def test_names_support_each_other(geoparser: Geoparser) -> None:
    names = [NameInText(name) for name in ("Paris", "Lexington", "Frankfort", "Kentucky")]
    assert [unit(one) for one in geoparser.place(names)] == ["Kentucky"] * 4


def test_the_ground_of_a_publisher_tells(geoparser: Geoparser) -> None:
    ground = Ground()
    for _ in range(4):
        ground.with_text([(PLACES[5], 1.0), (PLACES[7], 0.9)])
    [paris] = geoparser.place([NameInText("Paris")], ground)
    assert unit(paris) == "Kentucky"


def test_a_county_may_be_named_without_its_word(geoparser: Geoparser) -> None:
    names = [NameInText(name) for name in ("DeKalb County", "DeKalb", "Atlanta")]
    assert [unit(one) for one in geoparser.place(names)] == ["Georgia"] * 3


def test_a_name_that_no_place_bears_is_not_placed(geoparser: Geoparser) -> None:
    [nowhere] = geoparser.place([NameInText("Mustayf")])
    assert nowhere.place is None
    assert nowhere.share == 0.0
    assert "Mustayf" in nowhere.why
    assert geoparser.place([]) == []


def test_the_order_of_names_changes_nothing(geoparser: Geoparser) -> None:
    names = [NameInText(name) for name in ("Paris", "Lexington", "Kentucky", "Atlanta")]
    forward = geoparser.place(names)
    backward = geoparser.place(names[::-1])[::-1]
    assert [one.place for one in forward] == [one.place for one in backward]


def test_shares_of_a_name_add_up_to_one(geoparser: Geoparser) -> None:
    scene = geoparser.scene([NameInText("Paris"), NameInText("Lexington")], Ground())
    shares = geoparser.settle(scene, load_weights())
    sums = [shares[scene.owner == at].sum() for at in range(2)]
    assert np.allclose(sums, 1.0)
    assert soften(geoparser.scene([], Ground()), np.zeros((0, 4)), load_weights()).size == 0


def test_too_little_belief_leaves_a_name_unplaced() -> None:
    careful = Geoparser(Bearers(), replace(load_weights(), least=1.0))
    [paris] = careful.place([NameInText("Paris")])
    assert paris.place is None
    assert "less than" in paris.why


def test_weights_must_be_those_of_the_features() -> None:
    with pytest.raises(GazetteerError, match="nonsense"):
        GeoparseWeights({**load_weights().points, "nonsense": 1.0}, 3, 0.0)


def test_a_text_counts_once_for_the_ground() -> None:
    once = Ground().with_text([(PLACES[0], 0.5), (PLACES[0], 1.0)])
    assert once.texts == 1
    assert once.places[PLACES[0].id][1] == 1.0
    assert Ground().features(PLACES[0]) == (0.0, 0.0, 0.0, 0.0)


def test_distances_are_those_of_the_earth() -> None:
    assert kilometres((0.0, 0.0), (0.0, 180.0)) == pytest.approx(20015, abs=1)
    assert kilometres((48.85, 2.35), (51.5, -0.12)) == pytest.approx(343, abs=3)
