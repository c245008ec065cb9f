"""Maps into the record: who holds which settlement by them, and what a picture makes of it."""

import json
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import shapely  # type: ignore[import-untyped]  # it ships no types

from whoholds.base.errors import InputError, UnknownName, UnreadableInput
from whoholds.base.map_records import MapRole
from whoholds.base.records import ControlState
from whoholds.ledger.maps import current_maps
from whoholds.ledger.verify import verify_ledger
from whoholds.run.answers import Answers
from whoholds.run.disagreements import disagreement_of, write_disagreement
from whoholds.run.home import Home
from whoholds.run.map_holders import read_holders
from whoholds.run.map_sayings import MapOrder
from whoholds.run.maps import ImportedMap, areas_of, find_map, import_map, withdraw_map

ReadTexts = Callable[..., list[Any]]
# Two squares of north-west Syria: Idlib and Ariha lie in the first, Aleppo in the second.
IDLIB = shapely.box(36.4, 35.7, 36.9, 36.05)
ALEPPO = shapely.box(37.0, 36.1, 37.4, 36.4)
DAY = date(2020, 1, 15)


def geojson(tmp_path: Path, areas: Mapping[str, shapely.Geometry], name: str = "a.geojson") -> Path:
    features = [
        {
            "type": "Feature",
            "geometry": json.loads(shapely.to_geojson(shape)),
            "properties": {"control": holder},
        }
        for holder, shape in areas.items()
    ]
    path = tmp_path / name
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def order(source: str = "Atlas", **more: Any) -> MapOrder:
    return MapOrder(**{"source": source, "day": DAY, **more})


def held(imported: ImportedMap) -> dict[str, str]:
    made = imported.sourced.map
    return {place.name: made.holders[place.holder].written for place in made.places}


def test_settlements_inside_areas_are_held(home: Home, tmp_path: Path) -> None:
    path = geojson(tmp_path, {"Rebels": IDLIB, "Syrian Army": ALEPPO})
    imported = import_map(home, path, order())
    told = held(imported)
    assert told["Idlib"] == "Rebels"
    assert told["Aleppo"] == "Syrian Army"
    assert "Damascus" not in told
    made = imported.sourced.map
    assert [holder.side for holder in made.holders] == ["syria:opposition", "syria:government"]
    assert made.holder_field == "control"
    assert made.signals == ("the holder was taken from the field 'control'",)
    assert home.pages.get(made.page) == path.read_bytes()
    assert verify_ledger(home.ledger, home.pages).maps == 1
    ground = {each.holder.written: each for each in imported.ground}
    assert ground["Rebels"].places == list(told.values()).count("Rebels")
    assert ground["Rebels"].km2 == pytest.approx(1_755, rel=0.01)


def test_the_same_import_adds_nothing(home: Home, tmp_path: Path) -> None:
    path = geojson(tmp_path, {"Rebels": IDLIB})
    first = import_map(home, path, order())
    again = import_map(home, path, order())
    assert (first.fresh, again.fresh) == (True, False)
    assert again.sourced == first.sourced
    assert home.ledger.position() == 1
    other = import_map(home, path, order(role=MapRole.PRIOR))
    assert other.fresh
    assert [each.seq for each in current_maps(home.ledger)] == [2]


def test_overlaps_are_contested_and_told(home: Home, tmp_path: Path) -> None:
    both = {"Rebels": IDLIB, "SAA": shapely.box(36.6, 35.7, 37.4, 36.4)}
    imported = import_map(home, geojson(tmp_path, both), order())
    made = imported.sourced.map
    assert held(imported)["Idlib"] == "Rebels + SAA"
    shared = made.holders[-1]
    assert (shared.state, shared.side) == (ControlState.CONTESTED, None)
    assert any(line.startswith("places in areas of several holders") for line in made.signals)
    assert any("'Rebels' and 'SAA' share 1," in line for line in made.signals)


def test_two_names_of_one_side_contest_nothing(home: Home, tmp_path: Path) -> None:
    imported = import_map(home, geojson(tmp_path, {"HTS": IDLIB, "Rebels": IDLIB}), order())
    assert held(imported)["Idlib"] == "HTS"
    assert not any("contested" in line for line in imported.sourced.map.signals)


def test_ground_that_a_map_calls_unknown_contests_nothing(home: Home, tmp_path: Path) -> None:
    areas = {"Unknown": shapely.box(36, 35, 38, 37), "HTS": IDLIB, "Grey zone": ALEPPO}
    imported = import_map(home, geojson(tmp_path, areas), order())
    made = imported.sourced.map
    states = {place.name: made.holders[place.holder].state for place in made.places}
    assert states["Idlib"] is ControlState.HELD
    assert states["Aleppo"] is ControlState.CONTESTED
    assert ControlState.UNKNOWN in states.values()
    assert not any("share" in line for line in made.signals)


def test_holes_are_nobodys(home: Home, tmp_path: Path) -> None:
    ring = shapely.difference(shapely.box(36, 35.5, 37.5, 36.5), ALEPPO)
    assert "Aleppo" not in held(import_map(home, geojson(tmp_path, {"HTS": ring}), order()))


def test_an_unknown_holder_is_kept_as_named_or_mapped(home: Home, tmp_path: Path) -> None:
    path = geojson(tmp_path, {"Blue men": IDLIB, "HTS": ALEPPO})
    imported = import_map(home, path, order())
    made = imported.sourced.map
    assert made.holders[0].side == "named:blue men"
    assert "no actor is known by the name 'Blue men'" in made.signals[1]
    given = order(holders={"blue  MEN": "syria:sdf", "Red men": "Turkey"})
    mapped = import_map(home, path, given).sourced.map
    assert (mapped.holders[0].side, mapped.holders[0].written) == ("syria:sdf", "Blue men")
    assert mapped.given == (("Red men", "Turkey"), ("blue  MEN", "syria:sdf"))
    assert any("given for 'red men', which the map does not have" in s for s in mapped.signals)


def test_names_of_control_are_understood(home: Home, tmp_path: Path) -> None:
    areas = {
        "SDF-controlled": shapely.box(40.0, 36.4, 40.9, 36.6),
        "Area under the control of HTS": IDLIB,
        "Held by the Syrian Army": ALEPPO,
    }
    made = import_map(home, geojson(tmp_path, areas), order()).sourced.map
    assert [holder.side for holder in made.holders] == [
        "syria:sdf",
        "syria:opposition",
        "syria:government",
    ]


def test_who_holds_the_rest_of_a_country(home: Home, tmp_path: Path) -> None:
    path = geojson(tmp_path, {"Rebels": IDLIB})
    imported = import_map(home, path, order(rest="SAA", countries=("SY",)))
    told = held(imported)
    assert (told["Idlib"], told["Damascus"]) == ("Rebels", "SAA")
    assert {place.country for place in imported.sourced.map.places} == {"SY"}
    with pytest.raises(InputError, match="name the country with --country"):
        import_map(home, path, order(rest="SAA"))


def test_a_field_that_cannot_be_guessed_is_asked_for(home: Home, tmp_path: Path) -> None:
    path = tmp_path / "a.geojson"
    feature = {
        "type": "Feature",
        "geometry": json.loads(shapely.to_geojson(IDLIB)),
        "properties": {"objectid": 7, "klass": "HTS"},
    }
    path.write_text(json.dumps(feature))
    with pytest.raises(InputError, match=r"say --holder-field.*'klass' \('HTS'\)"):
        import_map(home, path, order())
    with pytest.raises(UnknownName, match="has no field 'class'"):
        import_map(home, path, order(holder_field="class"))
    by_field = import_map(home, path, order(holder_field="klass")).sourced.map
    by_word = import_map(home, path, order(held_by="HTS")).sourced.map
    assert by_field.holders[0].side == by_word.holders[0].side == "syria:opposition"
    with pytest.raises(InputError, match="give one"):
        import_map(home, path, order(held_by="HTS", holder_field="klass"))


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"source": "  "}, "say --source"),
        ({"day": date(2999, 1, 1)}, "is a day to come"),
    ],
)
def test_an_order_that_cannot_be_is_refused(
    home: Home, tmp_path: Path, changes: dict[str, Any], told: str
) -> None:
    path = geojson(tmp_path, {"HTS": IDLIB})
    with pytest.raises(InputError, match=told):
        import_map(home, path, order(**changes))
    assert home.ledger.position() == 0


def test_a_map_without_any_settlement_is_refused(home: Home, tmp_path: Path) -> None:
    sea = geojson(tmp_path, {"HTS": shapely.box(-40, 30, -39, 31)})
    with pytest.raises(UnreadableInput, match="no settlement of any gazetteer lies in its areas"):
        import_map(home, sea, order())
    turned = geojson(tmp_path, {"HTS": shapely.box(35.7, 36.4, 36.05, 36.9)}, "b.geojson")
    near = geojson(tmp_path, {"HTS": shapely.box(-26.3, 28.0, -26.1, 28.2)}, "c.geojson")
    assert held(import_map(home, turned, order(latitude_first=True)))["Idlib"] == "HTS"
    with pytest.raises(UnreadableInput, match="say --latitude-first"):
        import_map(home, near, order())
    with pytest.raises(InputError, match="reading the map"):
        import_map(home, tmp_path / "missing.geojson", order())


def test_a_table_of_places(home: Home, tmp_path: Path) -> None:
    path = tmp_path / "places.csv"
    path.write_text(
        "Settlement,Lat,Lon,Controlled by\n"
        "Idlib,35.93,36.63,HTS\n"
        "Halab al-Jadida,36.2,37.15,SAA\n"
        "Nowhere at all,30.0,30.0,SAA\n"
        "Aleppo,,,SAA\n"
        "No such place,,,SAA\n"
    )
    imported = import_map(home, path, order())
    told = held(imported)
    assert told["Idlib"] == "HTS"
    assert told["Aleppo"] == "SAA"
    own = [each for each in imported.sourced.map.places if each.place.startswith("mapped:")]
    assert {each.name for each in own} == {"Halab al-Jadida", "Nowhere at all"}
    signals = imported.sourced.map.signals
    assert "names left out that no gazetteer has: 1 (line 6: No such place)" in signals
    assert any(line.startswith("points that no gazetteer has") for line in signals)


def test_holders_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "holders.toml"
    path.write_text('[holders]\n"Occupied" = "Russia"\n')
    assert read_holders(path) == {"Occupied": "Russia"}
    for text in ("[holder]\n", '[holders]\n"a" = 1\n', "holders = 3\n", "[["):
        path.write_text(text)
        with pytest.raises(InputError, match=r"write a table \[holders\]"):
            read_holders(path)


def test_a_picture_answers_for_places_that_maps_alone_know(home: Home, tmp_path: Path) -> None:
    import_map(home, geojson(tmp_path, {"Rebels": IDLIB}), order())
    picture = Answers(home).picture()
    place = picture.find_place("Idlib")
    period = picture.period_on(place.id, DAY)
    assert period is not None
    assert (period.state, period.side) == (ControlState.HELD, "syria:opposition")
    assert [word.source for word in picture.maps.words(place.id)] == ["Atlas"]
    # It is answered, and listed nowhere: a map has thousands of places.
    assert place.id not in picture.periods
    assert len(picture.periods) == 0
    assert picture.sides["syria:opposition"].name == "Syrian opposition factions"
    with pytest.raises(UnknownName):
        picture.find_place("Damascus")


def test_maps_weigh_with_the_claims_and_as_known_then(
    home: Home, tmp_path: Path, read_texts: ReadTexts
) -> None:
    read_texts(("2020-01-10", "The Syrian army captured the city of Idlib on Thursday."))
    before = home.ledger.position()
    answers = Answers(home)
    place = answers.picture().find_place("Idlib").id
    alone = answers.picture().period_on(place, DAY)
    assert alone is not None
    assert alone.side == "syria:government"
    import_map(home, geojson(tmp_path, {"Rebels": IDLIB}), order())
    rows = answers.picture().evidence[place]
    assert any(row.claim.startswith("map:") for row in rows)
    assert place in answers.picture().periods
    # A map's word against the claim: neither is believed outright.
    now = answers.picture().period_on(place, DAY)
    assert now != alone
    assert answers.picture(before).period_on(place, DAY) == alone
    withdraw_map(home, "atlas", DAY, "the wrong day")
    assert answers.picture().period_on(place, DAY) == alone
    assert answers.picture(before + 1).period_on(place, DAY) == now


def test_withdrawing_wants_a_map_and_a_reason(home: Home, tmp_path: Path) -> None:
    import_map(home, geojson(tmp_path, {"Rebels": IDLIB}), order())
    with pytest.raises(InputError, match="say --why"):
        withdraw_map(home, "Atlas", DAY, " ")
    with pytest.raises(UnknownName, match="its maps are of 2020-01-15"):
        withdraw_map(home, "Atlas", date(2020, 1, 16), "x")
    with pytest.raises(UnknownName, match="there are maps of Atlas"):
        withdraw_map(home, "Other", DAY, "x")
    withdraw_map(home, "Atlas", DAY, "x")
    with pytest.raises(UnknownName, match="no map is on record"):
        find_map(current_maps(home.ledger), "Atlas", None)


def test_areas_are_made_again_from_the_frozen_file(home: Home, tmp_path: Path) -> None:
    path = geojson(tmp_path, {"Rebels": IDLIB, "SAA": ALEPPO})
    imported = import_map(home, path, order())
    path.unlink()
    areas = areas_of(home, imported.sourced)
    assert areas[0].equals(IDLIB)
    assert areas[1].equals(ALEPPO)


def test_where_mapmakers_differ(home: Home, tmp_path: Path) -> None:
    import_map(home, geojson(tmp_path, {"Rebels": IDLIB, "SAA": ALEPPO}), order("One"))
    later = order("Two", day=date(2020, 1, 20))
    import_map(home, geojson(tmp_path, {"HTS": IDLIB, "SDF": ALEPPO}), later)
    picture = Answers(home).picture()
    found, used = disagreement_of(home, picture, "one", "Two", date(2020, 1, 31))
    assert [each.map.day.day for each in used if each is not None] == [15, 20]
    assert {(row.name, row.first.side, row.second.side) for row in found.places} >= {
        ("Aleppo", "syria:government", "syria:sdf")
    }
    assert "Idlib" not in {row.name for row in found.places}
    assert [row.geometry.equals(ALEPPO) for row in found.ground] == [True]
    with pytest.raises(UnknownName, match="its maps are of 2020-01-20"):
        disagreement_of(home, picture, "one", "two", date(2020, 1, 16))
    with pytest.raises(InputError, match="both are the same"):
        disagreement_of(home, picture, "one", " ONE", date(2020, 1, 16))
    path = tmp_path / "differences.geojson"
    count = write_disagreement(found, path, on=DAY, known=picture.position)
    written = json.loads(path.read_text())
    assert len(written["features"]) == count == 1 + len(found.places)
    assert written["features"][0]["properties"]["first"] == "Syrian government and allies"


def test_where_a_mapmaker_and_the_claims_differ(
    home: Home, tmp_path: Path, read_texts: ReadTexts
) -> None:
    read_texts(("2020-01-10", "The Syrian army captured the city of Idlib on Thursday."))
    # A week apart, so that the claim still stands beside the map's word.
    import_map(home, geojson(tmp_path, {"Rebels": IDLIB}), order(day=date(2020, 1, 2)))
    found, used = disagreement_of(home, Answers(home).picture(), "claims", "Atlas", DAY)
    assert used[0] is None
    assert [(row.name, row.first.side, row.second.side) for row in found.places] == [
        ("Idlib", "syria:government", "syria:opposition")
    ]
    assert found.same_km2 is None
