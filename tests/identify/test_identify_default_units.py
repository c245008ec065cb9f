from whoholds.identify.default_units import (
    country_points,
    county_places,
    middle,
    unit_places,
    world_units,
)


def test_units_are_known_by_country_and_code() -> None:
    assert world_units()["US", "KY"].name == "Kentucky"
    assert world_units()["CA", "08"].name == "Ontario"
    assert "Aquitaine" in world_units()["FR", "75"].spellings
    assert len(world_units()) > 3500


def test_a_unit_lies_in_the_middle_of_the_box_around_its_towns() -> None:
    towns = {("US", "KY"): [(36.5, -89.0), (39.1, -84.5), (39.0, -84.6), (37.0, -82.0)]}
    [kentucky] = unit_places(towns, "default")
    assert (kentucky.lat, kentucky.lon) == (37.8, -85.5)
    assert kentucky.feature_code == "ADM1"
    assert kentucky.radius_m > 200_000


def test_a_unit_whose_towns_lie_at_one_edge_has_a_point_of_its_own() -> None:
    [ontario] = unit_places({("CA", "08"): [(43.7, -79.4)]}, "default")
    assert (ontario.lat, ontario.lon) == (50.0, -85.0)


def test_the_middle_holds_across_the_date_line() -> None:
    lat, lon = middle([(-17.0, 179.0), (-17.0, -179.0)])
    assert lat == -17.0
    assert abs(lon) == 180.0


def test_counties_name_their_unit_and_have_one_identifier_each() -> None:
    counties = list(county_places("default"))
    laurel = next(place for place in counties if place.name == "Laurel County")
    assert (laurel.admin1, laurel.country, laurel.feature_code) == ("Kentucky", "US", "ADM2")
    assert len({place.id for place in counties}) == len(counties)


def test_countries_have_their_middle_on_the_map() -> None:
    assert country_points()["RU"] == (60.0, 100.0)
    assert all(-90 <= lat <= 90 and -180 <= lon <= 180 for lat, lon in country_points().values())
