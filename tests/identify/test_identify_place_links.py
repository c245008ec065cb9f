import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whoholds.base.records import (
    GazetteerPlace,
    GeoPrecision,
    PlaceKind,
    PlaceLink,
    PlaceMention,
    Relation,
)
from whoholds.identify.gazetteer import Gazetteers
from whoholds.identify.place_links import link_place, named_place_id
from whoholds.identify.places import PlaceContext, PlaceRanker, Point, km_between
from whoholds.identify.relative import moved

SYRIA = PlaceContext(("SY",))
IDLIB = ("Idlib", "Syria")


def link(ranker: PlaceRanker, name: str, kind: PlaceKind, **fields: object) -> PlaceLink:
    mention = PlaceMention(**{"name": name, "kind": kind, **fields})  # type: ignore[arg-type]  # one line a case
    found = link_place(mention, ranker, SYRIA)
    assert found.why != ""
    assert all(0.0 <= each.score <= 100.0 for each in found.alternatives)
    return found


def test_hilltop_near_a_town_is_anchored_and_never_the_town(ranker: PlaceRanker) -> None:
    relation = Relation(word="nearby", anchors=("Tell Khatrah",))
    found = link(ranker, "Mustayf", PlaceKind.SITE, within=IDLIB, relation=relation)
    assert found.precision is GeoPrecision.ANCHORED
    assert found.anchor == "geonames:163521"
    assert found.place.startswith("named:")
    assert found.radius_m == 5000
    assert (found.lat, found.lon) == (35.74126, 36.9388)


def test_a_proper_name_is_one_place_whatever_it_lies_near(ranker: PlaceRanker) -> None:
    near = Relation(word="near", anchors=("Tell Khatrah",))
    other = Relation(word="near", anchors=("Abu Jurayf",))
    ids = {
        link(ranker, name, PlaceKind.SITE, within=IDLIB, relation=relation).place
        for name in ("Mustayf", "al-Mustaif", "Tel Mustayf")
        for relation in (near, other)
    }
    assert len(ids) == 1


def test_a_description_is_a_place_at_its_anchor_alone(ranker: PlaceRanker) -> None:
    ids = {
        link(
            ranker,
            "the military base",
            PlaceKind.SITE,
            relation=Relation(word="near", anchors=(a,)),
        ).place
        for a in ("Tell Khatrah", "Saraqib")
    }
    assert len(ids) == 2


def test_old_cities_of_two_towns_are_two_places(ranker: PlaceRanker) -> None:
    ids = {
        link(ranker, "Old City", PlaceKind.SITE, within=(town, "Syria")).place
        for town in ("Saraqib", "Kafr Nabl")
    }
    assert len(ids) == 2


def test_names_of_an_anchor_differ_by_it_and_others_do_not(rows: list[GazetteerPlace]) -> None:
    mention = PlaceMention(name="Oleksandrivka", kind=PlaceKind.SETTLEMENT)
    free = {named_place_id(mention, anchor, "SY") for anchor in rows[:3]}
    bound = {named_place_id(mention, anchor, "SY", of_anchor=True) for anchor in rows[:3]}
    abroad = named_place_id(mention, rows[0], "UA")
    assert (len(free), len(bound)) == (1, 3)
    assert abroad not in free


@pytest.mark.parametrize(
    ("relation", "km", "radius"),
    [
        (Relation(word="south of", anchors=("Saraqib",), direction="S"), 5.3, 4700),
        (
            Relation(word="north of", anchors=("Saraqib",), direction="N", distance_m=15_000.0),
            15.0,
            3000,
        ),
        (Relation(word="outskirts of", anchors=("Saraqib",)), 0.0, 3000),
        (Relation(word="near", anchors=("Saraqib",), distance_m=2000.0), 0.0, 3000),
    ],
)
def test_relations_move_the_point(
    ranker: PlaceRanker, relation: Relation, km: float, radius: int
) -> None:
    found = link(ranker, f"{relation.word} Saraqib", PlaceKind.SITE, relation=relation)
    assert found.precision is GeoPrecision.ANCHORED
    assert found.anchor == "geonames:164816"
    assert found.place != found.anchor
    assert found.radius_m == radius
    assert found.shape is not None
    assert found.lat is not None
    assert found.lon is not None
    saraqib = Point(35.86447, 36.80591)
    assert km_between(saraqib, Point(found.lat, found.lon)) == pytest.approx(km, abs=0.05)
    if relation.direction is not None:
        assert (found.lat > saraqib.lat) == (relation.direction == "N")


def test_between_two_towns_is_the_middle(ranker: PlaceRanker) -> None:
    relation = Relation(word="between", anchors=("Saraqib", "Jarjanaz"))
    found = link(ranker, "area between Saraqib and Jarjanaz", PlaceKind.SITE, relation=relation)
    assert found.lat == pytest.approx((35.86447 + 35.61823) / 2, abs=0.01)
    assert found.radius_m == pytest.approx(13_700, rel=0.03)


@pytest.mark.parametrize(
    ("name", "kind", "km"),
    [
        ("3 km north of Saraqib", PlaceKind.SITE, 3.0),
        ("a hill near Saraqib", PlaceKind.SITE, 0.0),
        ("the western outskirts of Saraqib", PlaceKind.AREA, None),
        ("the highway between Saraqib and Jarjanaz", PlaceKind.SITE, 13.7),
        ("Saraqib-Jarjanaz road", PlaceKind.SITE, 13.7),
    ],
)
def test_a_name_that_tells_a_relation_is_placed_by_it(
    ranker: PlaceRanker, name: str, kind: PlaceKind, km: float | None
) -> None:
    found = link(ranker, name, kind)
    assert found.precision is GeoPrecision.ANCHORED
    assert found.anchor == "geonames:164816"
    assert found.place.startswith("named:")
    assert found.shape is not None
    assert found.lat is not None
    assert found.lon is not None
    saraqib = Point(35.86447, 36.80591)
    if km is not None:
        assert km_between(saraqib, Point(found.lat, found.lon)) == pytest.approx(km, abs=0.1)


def test_part_of_a_province_has_the_outline_of_that_part(ranker: PlaceRanker) -> None:
    found = link(ranker, "southern Idlib", PlaceKind.AREA)
    assert found.precision is GeoPrecision.AREA
    ring = json.loads(found.shape or "")["coordinates"][0]
    assert all(lat <= 35.87 for _, lat in ring)
    assert link(ranker, "Saraqib", PlaceKind.SETTLEMENT).shape is None


def test_own_name_near_its_anchor_is_itself(ranker: PlaceRanker) -> None:
    relation = Relation(word="near", anchors=("Tell Khatrah",))
    found = link(ranker, "Abu Jurayf", PlaceKind.SETTLEMENT, relation=relation)
    assert (found.place, found.precision) == ("geonames:174458", GeoPrecision.EXACT)
    far = Relation(word="near", anchors=("Sinjar",))
    fooled = link(ranker, "Saraqib", PlaceKind.SETTLEMENT, within=("Hama", "Syria"), relation=far)
    assert fooled.place != "geonames:164816"


@pytest.mark.parametrize("name", ["southeast Idlib", "Greater Idlib", "southern Idlib countryside"])
def test_part_of_a_province_is_not_the_province(ranker: PlaceRanker, name: str) -> None:
    found = link(ranker, name, PlaceKind.AREA, within=IDLIB)
    assert found.precision is GeoPrecision.AREA
    assert found.anchor == "geonames:169387"
    assert found.place.startswith("named:")


def test_southeast_lies_to_the_southeast(ranker: PlaceRanker) -> None:
    found = link(ranker, "southeast Idlib", PlaceKind.AREA, within=IDLIB)
    assert found.lat is not None
    assert found.lon is not None
    assert found.lat < 35.86
    assert found.lon > 36.63


@pytest.mark.parametrize("name", ["Saraqib front", "Saraqib axis", "south of Saraqib"])
def test_area_about_a_town_is_not_the_town(ranker: PlaceRanker, name: str) -> None:
    found = link(ranker, name, PlaceKind.AREA, within=IDLIB)
    assert found.precision is GeoPrecision.ANCHORED
    assert found.anchor == "geonames:164816"
    assert found.place.startswith("named:")


def test_site_in_a_town_is_anchored_in_it(ranker: PlaceRanker) -> None:
    found = link(ranker, "grain silos", PlaceKind.SITE, within=("Saraqib", "Syria"))
    assert (found.precision, found.anchor) == (GeoPrecision.ANCHORED, "geonames:164816")
    assert found.radius_m == 3000
    doubtful = link(ranker, "grain silos", PlaceKind.SITE, within=IDLIB)
    assert (doubtful.anchor, doubtful.radius_m) == ("geonames:169389", 10_000)


def test_unknown_place_in_a_province_lies_somewhere_in_it(ranker: PlaceRanker) -> None:
    found = link(ranker, "Qubaysiyat", PlaceKind.SETTLEMENT, within=IDLIB)
    assert (found.precision, found.anchor) == (GeoPrecision.AREA, "geonames:169387")
    assert found.radius_m == 44_000


def test_unknown_place_without_anything_has_no_point_and_keeps_alternatives(
    ranker: PlaceRanker,
) -> None:
    found = link(ranker, "Surukubu", PlaceKind.SETTLEMENT)
    assert found.precision is GeoPrecision.NONE
    assert found.lat is None
    assert found.place.startswith("named:")
    assert "geonames:164816" in {each.place.id for each in found.alternatives}


def test_the_country_is_the_one_named(ranker: PlaceRanker) -> None:
    assert (
        link(ranker, "the country", PlaceKind.COUNTRY, within=("Syria",)).place == "geonames:163843"
    )


@settings(derandomize=True, max_examples=150, deadline=None)
@given(
    name=st.text(max_size=40),
    kind=st.sampled_from(list(PlaceKind)),
    word=st.text(max_size=12),
    anchors=st.lists(st.sampled_from(["Saraqib", "Idlib", "Nowhere", ""]), max_size=3),
    direction=st.sampled_from([None, "N", "SSW", "?"]),
)
def test_any_mention_gets_a_link(
    small: Gazetteers,
    ranker: PlaceRanker,
    name: str,
    kind: PlaceKind,
    word: str,
    anchors: list[str],
    direction: str | None,
) -> None:
    relation = Relation(word=word, anchors=tuple(anchors), direction=direction)
    mention = PlaceMention(name=name, kind=kind, within=("Idlib",), relation=relation)
    found = link_place(mention, ranker, SYRIA)
    assert found.place != ""
    assert found.anchor is None or small.place(found.anchor) is not None
    assert (found.lat is None) == (found.precision is GeoPrecision.NONE)


@given(st.floats(-80, 80), st.floats(-180, 180), st.floats(0, 360), st.floats(0, 200_000))
@settings(derandomize=True, max_examples=100)
def test_moved_keeps_the_distance(lat: float, lon: float, bearing: float, metres: float) -> None:
    there = moved(Point(lat, lon), bearing, metres)
    assert km_between(Point(lat, lon), there) * 1000 == pytest.approx(metres, abs=1.0)
    assert -180.0 <= there.lon <= 180.0


def test_a_name_in_a_list_lies_somewhere_amid_the_others(
    ranker: PlaceRanker, rows: list[GazetteerPlace]
) -> None:
    by_name = {row.name: row for row in rows}
    others = (by_name["Saraqib"], by_name["Jarjanaz"], by_name["Kafr Nabl"])
    mention = PlaceMention(name="Zzoubqa", kind=PlaceKind.SETTLEMENT, within=IDLIB)
    found = link_place(mention, ranker, SYRIA, beside=others)
    assert found.precision is GeoPrecision.ANCHORED
    assert found.lat is not None
    assert found.lon is not None
    assert found.radius_m is not None
    middle = Point(found.lat, found.lon)
    assert all(km_between(middle, other) * 1000 <= found.radius_m + 1 for other in others)
    assert found.anchor in {other.id for other in others}
    assert "and 2 more" in found.why
