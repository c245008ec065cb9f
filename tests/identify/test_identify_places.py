import pytest

from whoholds.base.records import (
    GazetteerPlace,
    GeoPrecision,
    PlaceCandidate,
    PlaceKind,
    PlaceMention,
)
from whoholds.identify.place_links import link_place
from whoholds.identify.places import (
    PlaceContext,
    PlaceRanker,
    Point,
    choose,
    is_unit,
    km_between,
    lookup_name,
)

SYRIA = PlaceContext(("SY",))


def chosen(
    ranker: PlaceRanker, context: PlaceContext, name: str, *within: str, **fields: PlaceKind
) -> str | None:
    kind = fields.get("kind", PlaceKind.SETTLEMENT)
    candidate, why = choose(ranker.rank(PlaceMention(name=name, kind=kind, within=within), context))
    assert why != ""
    return None if candidate is None else candidate.place.id


def test_city_and_province_are_told_apart_by_the_kind(ranker: PlaceRanker) -> None:
    assert chosen(ranker, SYRIA, "Idlib") == "geonames:169389"
    assert chosen(ranker, SYRIA, "Idlib", kind=PlaceKind.PROVINCE) == "geonames:169387"
    assert chosen(ranker, SYRIA, "Idlib province", kind=PlaceKind.PROVINCE) == "geonames:169387"
    assert chosen(ranker, SYRIA, "Syria", kind=PlaceKind.COUNTRY) == "geonames:163843"


def test_containers_choose_between_namesakes(ranker: PlaceRanker) -> None:
    assert chosen(ranker, SYRIA, "Sinjar", "Idlib", "Syria") == "geonames:164094"
    assert chosen(ranker, SYRIA, "Sinjar", "Hamah", "Syria") == "geonames:164095"
    assert chosen(ranker, SYRIA, "Sinjar", "Idleb province") == "geonames:164094"


def test_neighbours_choose_between_namesakes(ranker: PlaceRanker) -> None:
    near = PlaceContext(("SY",), near=(Point(35.62, 36.78),))
    far = PlaceContext(("SY",), near=(Point(34.9, 37.0),))
    assert chosen(ranker, near, "Sinjar") == "geonames:164094"
    assert chosen(ranker, far, "Sinjar") == "geonames:164095"


def test_namesakes_that_nothing_tells_apart_are_left_open(ranker: PlaceRanker) -> None:
    ranked = ranker.rank(PlaceMention(name="Sinjar", kind=PlaceKind.SETTLEMENT), SYRIA)
    candidate, why = choose(ranked)
    assert candidate is None
    assert "equally likely" in why
    assert len(ranked) >= 2


def test_wrong_province_costs_by_its_distance(ranker: PlaceRanker) -> None:
    mention = PlaceMention(name="Sinjar", kind=PlaceKind.SETTLEMENT, within=("Hama", "Syria"))
    scores = {each.place.id: each.score for each in ranker.rank(mention, SYRIA)}
    assert scores["geonames:164095"] > 100.0
    assert scores["geonames:164094"] < scores["geonames:164095"] - 8.0


def test_a_country_that_the_text_names_rules_others_out(ranker: PlaceRanker) -> None:
    assert chosen(ranker, PlaceContext(), "Saraqib", "Ukraine") is None
    assert chosen(ranker, PlaceContext(("UA",)), "Jarjanaz") is None
    assert chosen(ranker, PlaceContext(), "London") == "geonames:2643743"


def test_former_name_of_another_town_does_not_win(ranker: PlaceRanker) -> None:
    assert chosen(ranker, PlaceContext(("UA",)), "Sloviansk") == "geonames:692087"


@pytest.mark.parametrize("name", ["Mustayf", "the village", "Tel Mustafa", "", "—"])
def test_what_is_in_no_gazetteer_is_not_chosen(ranker: PlaceRanker, name: str) -> None:
    assert chosen(ranker, SYRIA, name, "Idlib", "Syria") is None


@pytest.mark.parametrize(
    ("name", "kind", "bare"),
    [
        ("Idlib province", PlaceKind.PROVINCE, "Idlib"),
        ("the province of Idlib", PlaceKind.PROVINCE, "Idlib"),
        ("Kherson Oblast", PlaceKind.PROVINCE, "Kherson"),
        ("the city of Homs", PlaceKind.SETTLEMENT, "Homs"),
        ("outskirts of the city", PlaceKind.AREA, "city"),
        ("Province", PlaceKind.PROVINCE, "Province"),
        ("Toretsk", PlaceKind.SITE, "Toretsk"),
    ],
)
def test_lookup_name(name: str, kind: PlaceKind, bare: str) -> None:
    assert lookup_name(name, kind) == bare


def test_second_row_of_one_spot_is_left_out(rows: list[GazetteerPlace]) -> None:
    assert km_between(rows[4], rows[5]) == pytest.approx(1.42, abs=0.05)
    assert km_between(Point(0.0, 179.5), Point(0.0, -179.5)) == pytest.approx(111.2, abs=0.2)
    assert is_unit(rows[1])
    assert not is_unit(rows[3])


def test_choose_takes_nothing_below_its_least(rows: list[GazetteerPlace]) -> None:
    low = PlaceCandidate(place=rows[3], score=90.0, why="w")
    assert choose([low])[0] is not None
    assert choose([low], 93.0)[0] is None
    assert choose([])[0] is None


def best(ranker: PlaceRanker, mention: PlaceMention, context: PlaceContext) -> str | None:
    chosen, _ = choose(ranker.rank(mention, context))
    return None if chosen is None else chosen.place.id


def settlement(name: str, *within: str) -> PlaceMention:
    return PlaceMention(name=name, kind=PlaceKind.SETTLEMENT, within=within)


def test_the_very_name_in_another_named_country_beats_what_is_only_alike(
    ranker: PlaceRanker,
) -> None:
    beside = PlaceContext(("SY",), (), ("IQ",))
    assert best(ranker, settlement("Halabja"), beside) == "geonames:96205"
    assert best(ranker, settlement("Halab"), beside) == "geonames:170063"


def test_a_place_within_something_unknown_lies_in_no_other_country(ranker: PlaceRanker) -> None:
    somalia = PlaceContext(("SO",), (), ("IQ",))
    assert best(ranker, settlement("Amara", "Galmudug"), somalia) is None
    assert best(ranker, settlement("Amara"), somalia) == "geonames:99608"


def test_abroad_only_the_well_known_is_meant(ranker: PlaceRanker) -> None:
    somalia = PlaceContext(("SO",))
    assert best(ranker, settlement("London"), somalia) == "geonames:2643743"
    assert best(ranker, settlement("Halabja"), somalia) is None


def test_a_region_abroad_speaks_against_namesakes_at_home(ranker: PlaceRanker) -> None:
    ukraine = PlaceContext(("UA",))
    assert best(ranker, settlement("Borki"), ukraine) == "geonames:711656"
    assert best(ranker, settlement("Borki", "Kursk region"), ukraine) is None


def test_a_whole_name_is_looked_up_as_a_settlement_too(ranker: PlaceRanker) -> None:
    for kind in (PlaceKind.SITE, PlaceKind.SETTLEMENT):
        mention = PlaceMention(name="Port Sudan", kind=kind)
        assert best(ranker, mention, PlaceContext(("SD",))) == "geonames:377039"
    site = PlaceMention(name="Port Sudan", kind=PlaceKind.SITE)
    link = link_place(site, ranker, PlaceContext(("SD",), (Point(13.0, 30.0),)))
    assert (link.place, link.precision) == ("geonames:377039", GeoPrecision.EXACT)


@pytest.mark.parametrize("name", ["airport", "the airport", "the town"])
def test_a_description_is_not_looked_up(ranker: PlaceRanker, name: str) -> None:
    assert ranker.rank(settlement(name), PlaceContext(("SY",))) == []
    assert best(ranker, settlement("Airport"), PlaceContext(("SY",))) == "geonames:11"
