from pathlib import Path  # noqa: TC003 - pytest reads the annotations of fixtures

import pytest

from whoholds.base.records import GazetteerPlace
from whoholds.identify.gazetteer import Gazetteers
from whoholds.identify.gazetteer_file import CompiledGazetteer, compile_gazetteer
from whoholds.run.geoparsing import TextGeoparser, ground_of

PLACES = [
    ("Aleppo", 36.2, 37.16, "SY", "Aleppo", 1_600_000, "PPL"),
    ("Idlib", 35.93, 36.63, "SY", "Idlib", 150_000, "PPL"),
    ("Hama", 35.13, 36.75, "SY", "Hama", 460_000, "PPL"),
    ("Syria", 35.0, 38.0, "SY", None, 20_000_000, "PCLI"),
    ("Hama", 36.0, 140.0, "JP", "Ibaraki", 500_000, "PPL"),
]


@pytest.fixture(scope="module")
def parser(tmp_path_factory: pytest.TempPathFactory) -> TextGeoparser:
    folder: Path = tmp_path_factory.mktemp("gazetteers")
    rows = [
        GazetteerPlace(
            id=f"test:{at}", name=name, lat=lat, lon=lon, feature_code=code, country=country,
            gazetteer="test", admin1=admin1, population=people,
        )
        for at, (name, lat, lon, country, admin1, people, code) in enumerate(PLACES)
    ]  # fmt: skip
    compile_gazetteer(
        rows, folder, "test", name="test", source="a test", licence="none", attribution=""
    )
    return TextGeoparser(Gazetteers([CompiledGazetteer(folder / "test")]))


def test_raw_text_becomes_names_with_points(parser: TextGeoparser) -> None:
    text = "Rebels advanced in Aleppo and Idlib on Monday. Clashes went on in Hama in Syria."
    located = parser.geoparse(text)
    assert [one.toponym.span.cut(text) for one in located] == ["Aleppo", "Idlib", "Hama", "Syria"]
    places = [one.placed.place for one in located]
    assert [place.id for place in places if place is not None] == [
        "test:0",
        "test:1",
        "test:2",
        "test:3",
    ]


def test_the_ground_of_other_texts_tells_namesakes_apart(parser: TextGeoparser) -> None:
    text = "Clashes went on in Hama on Friday."
    [alone] = parser.geoparse(text)
    others = [parser.geoparse("Rebels advanced in Aleppo and Idlib in Syria.")] * 3
    [placed] = parser.geoparse(text, ground=ground_of(others))
    assert alone.placed.place is not None
    assert placed.placed.place is not None
    assert (placed.placed.place.id, placed.placed.place.country) == ("test:2", "SY")
    assert placed.placed.share > 0.5


def test_a_text_without_names_has_none(parser: TextGeoparser) -> None:
    assert parser.geoparse("") == []
    assert parser.geoparse("nothing of the sort") == []
