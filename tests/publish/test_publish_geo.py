import json
from collections.abc import Callable
from contextlib import nullcontext
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from whoholds.base.records import ControlState, Period, SourcedClaim
from whoholds.publish import geo
from whoholds.publish.columns import (
    CLAIM_COLUMNS,
    PERIOD_COLUMNS,
    Row,
    claim_row,
    period_row,
)
from whoholds.publish.geo import circle, points_of, write_geojson, write_kml

Claims = Callable[..., SourcedClaim]
Make = Callable[..., Any]
NS = {"k": "http://www.opengis.net/kml/2.2"}
TWO = (("Tell Khatrah", 35.7, 36.9), ("Mustayf", None, None), ("Hish", 35.5, 36.6))


def row_of(spot: Make, camp: Make, state: ControlState = ControlState.HELD, **place: Any) -> Row:
    period = Period(
        place="id:1",
        start=date(2020, 1, 17),
        end=date(2020, 1, 27),
        state=state,
        side=None if state is ControlState.UNKNOWN else "opp",
        actor=None if state is ControlState.UNKNOWN else "HTS",
        confidence=0.9,
        supporting=("c1",),
    )
    where = spot(**{"id": "id:1", "name": "Abu Jurayf"} | place)
    return period_row(period, where, {"opp": camp("Opposition", "#1b7f4b")}, known=4)


def test_geojson_has_longitude_first_and_the_columns_as_properties(
    claim_with: Claims, tmp_path: Path
) -> None:
    path = tmp_path / "claims.geojson"
    rows = [
        claim_row(claim_with()),
        claim_row(claim_with(places=TWO)),
        claim_row(claim_with(places=())),
    ]
    assert write_geojson(rows, path, CLAIM_COLUMNS, known=9) == 3
    found = json.loads(path.read_bytes())
    assert (found["type"], found["known"]) == ("FeatureCollection", 9)
    assert [feature["geometry"] for feature in found["features"]] == [
        {"type": "Point", "coordinates": [36.9, 35.7]},
        {"type": "MultiPoint", "coordinates": [[36.9, 35.7], [36.6, 35.5]]},
        None,
    ]
    assert list(found["features"][0]["properties"]) == [column.name for column in CLAIM_COLUMNS]
    assert found["features"][0]["properties"]["places_radii_m"] == [1000.0]


def test_geojson_without_rows_is_still_geojson(tmp_path: Path) -> None:
    path = tmp_path / "none.geojson"
    assert write_geojson([], path, PERIOD_COLUMNS) == 0
    assert json.loads(path.read_bytes()) == {"type": "FeatureCollection", "features": []}


def test_kml_of_a_period_has_its_days_its_side_s_colour_and_its_data(
    spot: Make, camp: Make, tmp_path: Path
) -> None:
    path = tmp_path / "periods.kml"
    sides = {"opp": camp("Opposition", "#1b7f4b")}
    assert write_kml([row_of(spot, camp)], path, PERIOD_COLUMNS, title="t", sides=sides) == 1
    root = etree.parse(path).getroot()
    mark = root.find(".//k:Placemark", NS)
    assert mark is not None
    assert mark.findtext("k:name", namespaces=NS) == "Abu Jurayf: Opposition"
    assert mark.findtext("k:TimeSpan/k:begin", namespaces=NS) == "2020-01-17"
    assert mark.findtext("k:TimeSpan/k:end", namespaces=NS) == "2020-01-26"
    assert mark.findtext(".//k:Point/k:coordinates", namespaces=NS) == "36.9,35.7"
    style = (mark.findtext("k:styleUrl", namespaces=NS) or "").removeprefix("#")
    # KML writes opacity, blue, green, red.
    assert (
        root.findtext(f".//k:Style[@id='{style}']/k:IconStyle/k:color", namespaces=NS) == "ff4b7f1b"
    )
    data = {
        each.get("name"): each.findtext("k:value", namespaces=NS) for each in mark.iter("{*}Data")
    }
    assert data["confidence"] == "0.9"
    assert data["supporting_claims"] == '["c1"]'


@pytest.mark.parametrize(
    ("state", "style"),
    [
        (ControlState.HELD, "#side0"),
        (ControlState.CONTESTED, "#side0-contested"),
        (ControlState.UNKNOWN, "#unknown"),
    ],
)
def test_kml_styles_tell_the_state(
    state: ControlState, style: str, spot: Make, camp: Make, tmp_path: Path
) -> None:
    path = tmp_path / "periods.kml"
    sides = {"opp": camp("Opposition", "#1b7f4b")}
    write_kml([row_of(spot, camp, state)], path, PERIOD_COLUMNS, title="t", sides=sides)
    root = etree.parse(path).getroot()
    assert root.findtext(".//k:Placemark/k:styleUrl", namespaces=NS) == style
    assert root.find(f".//k:Style[@id='{style[1:]}']", NS) is not None


def test_kml_of_claims_has_a_placemark_for_each_located_place(
    claim_with: Claims, tmp_path: Path
) -> None:
    path = tmp_path / "claims.kml"
    rows = [claim_row(claim_with(places=TWO)), claim_row(claim_with(places=(), dated=False))]
    assert write_kml(rows, path, CLAIM_COLUMNS, title="t") == 1
    names = [each.text for each in etree.parse(path).iterfind(".//k:Placemark/k:name", NS)]
    assert names == ["Tell Khatrah: take (happened)", "Hish: take (happened)"]


def test_kml_escapes_what_reports_say(claim_with: Claims, hostile: str, tmp_path: Path) -> None:
    path = tmp_path / "claims.kml"
    rows = [claim_row(claim_with(quote=hostile, title=hostile, places=((hostile, 1.0, 2.0),)))]
    write_kml(rows, path, CLAIM_COLUMNS, title=hostile)
    root = etree.parse(path).getroot()
    shown = hostile.replace("\x00", "�").replace("\x1b", "�")
    assert root.findtext("k:Document/k:name", namespaces=NS) == shown
    assert root.find(".//{*}script") is None
    values = [each.findtext("k:value", namespaces=NS) for each in root.iter("{*}Data")]
    assert shown in values


def test_the_same_rows_give_the_same_bytes(claim_with: Claims, tmp_path: Path) -> None:
    rows = [claim_row(claim_with(places=TWO))]
    for name in ("one", "two"):
        write_kml(rows, tmp_path / f"{name}.kml", CLAIM_COLUMNS, title="t")
        write_geojson(rows, tmp_path / f"{name}.geojson", CLAIM_COLUMNS)
    assert (tmp_path / "one.kml").read_bytes() == (tmp_path / "two.kml").read_bytes()
    assert (tmp_path / "one.geojson").read_bytes() == (tmp_path / "two.geojson").read_bytes()


def test_an_unlocated_place_has_no_point(spot: Make, camp: Make) -> None:
    assert points_of(row_of(spot, camp, lat=None, lon=None)) == []


@pytest.mark.parametrize("lat", [0.0, 35.7, -60.0])
def test_a_circle_is_closed_counter_clockwise_and_of_the_right_radius(lat: float) -> None:
    ring = circle(lat, 36.9, 5000.0)
    assert ring[0] == ring[-1]
    twice_the_area = sum(one[0] * other[1] - other[0] * one[1] for one, other in pairwise(ring))
    assert twice_the_area > 0
    lats = [corner_lat for _, corner_lat in ring]
    assert (max(lats) - min(lats)) / 2 * 111_195 == pytest.approx(5000, rel=0.01)


def test_a_full_disk_is_told_by_the_system_and_not_by_the_xml_library(
    claim_with: Claims, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(geo, "written_whole", lambda path: nullcontext(path))
    rows = [claim_row(claim_with(places=TWO)) for _ in range(500)]
    with pytest.raises(OSError, match="No space left"):
        write_kml(rows, Path("/dev/full"), CLAIM_COLUMNS, title="t")
