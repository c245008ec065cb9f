import json
from pathlib import Path

from lxml import etree

from whoholds.publish.columns import COLUMNS
from whoholds.publish.credits import credit_of
from whoholds.publish.geo import write_geojson, write_kml


def test_only_the_gazetteers_that_are_used_are_credited() -> None:
    assert credit_of(["geonames:1", "named:ab"]) == "Places: GeoNames (geonames.org, CC BY 4.0)."
    assert "Who's On First" in str(credit_of(["wof:7", "geonames:1"]))
    assert credit_of(["named:ab"]) is None
    assert credit_of([]) is None


def test_files_carry_the_credit(tmp_path: Path) -> None:
    geojson, kml = tmp_path / "a.geojson", tmp_path / "a.kml"
    write_geojson([], geojson, COLUMNS["claims"], credit="Places: X & Y.")
    write_kml([], kml, COLUMNS["claims"], title="t", credit="Places: X & Y.")
    assert json.loads(geojson.read_text())["credit"] == "Places: X & Y."
    told = etree.parse(kml).find(".//{http://www.opengis.net/kml/2.2}description")
    assert told is not None
    assert told.text == "Places: X & Y."
