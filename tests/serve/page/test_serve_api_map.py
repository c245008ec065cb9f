"""The routes of the map, held to the picture: layers, days, happenings, changes, exports, tiles."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import httpx
import mapbox_vector_tile  # type: ignore[import-untyped] # it ships no types
import numpy as np
import pytest
from lxml import etree

from whoholds.base.records import ControlState
from whoholds.base.settings import Settings
from whoholds.run.answers import Answers, Picture
from whoholds.run.history import changes_in, layers_of
from whoholds.run.home import Home
from whoholds.serve.api_shapes_map import (
    ChangesShape,
    CreditsShape,
    HappeningsShape,
    HoldersShape,
    LayerShape,
)
from whoholds.serve.tiles import Tile, mercator

EPOCH = date(1970, 1, 1)
STATES = {0: ControlState.HELD, 1: ControlState.CONTESTED, 2: ControlState.UNKNOWN}


@pytest.fixture(scope="module")
def client(made_address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=made_address, timeout=60) as opened:
        yield opened


@pytest.fixture(scope="module")
def picture(made_home: Path) -> Iterator[Picture]:
    with Home.open(Settings(home=made_home, who="t"), create=False) as home:
        yield Answers(home).picture()


def get(client: httpx.Client, path: str) -> Any:
    response = client.get(f"/api/v1/{path}")
    assert response.status_code == 200, response.text
    return response.json()


def test_one_day_says_what_the_picture_says(client: httpx.Client, picture: Picture) -> None:
    compared = 0
    for offset in range(-400, 400, 9):
        day = date(2020, 1, 15) + timedelta(days=offset)
        told = get(client, f"holders?on={day}")
        HoldersShape.model_validate(told)
        assert told["places"]["id"] == list(picture.places)
        for at, place in enumerate(picture.places):
            period = picture.period_on(place, day)
            if period is None:
                assert (told["state"][at], told["side"][at]) == (2, -1)
                continue
            assert STATES[told["state"][at]] is period.state
            side = told["side"][at]
            assert (told["sides"][side]["id"] if side >= 0 else None) == period.side
            assert told["actor"][at] == period.actor
            assert told["confidence"][at] == pytest.approx(period.confidence, abs=1e-3)
            start = told["since"][at]
            assert (None if start is None else EPOCH + timedelta(days=start)) == period.start
            compared += 1
    assert compared > 100


@pytest.mark.parametrize("layer", ["claimed", "confirmed"])
def test_layers_are_those_of_the_record(client: httpx.Client, picture: Picture, layer: str) -> None:
    told = get(client, f"layers/{layer}")
    LayerShape.model_validate(told)
    control = get(client, "control")
    assert told["places"] == len(control["places"]["id"])
    rows = told["periods"]
    found = [
        (
            control["places"]["id"][rows["place"][at]],
            rows["start"][at],
            STATES[rows["state"][at]],
            control["sides"][rows["side"][at]]["id"] if rows["side"][at] >= 0 else None,
        )
        for at in range(len(rows["place"]))
    ]
    known = layers_of(picture)
    assert found == [
        (
            place,
            None if period.start is None else (period.start - EPOCH).days,
            period.state,
            period.side,
        )
        for place in picture.places
        if place in known
        for period in getattr(known[place], layer)
    ]
    assert len(found) > 3
    assert client.get("/api/v1/layers/rumoured").status_code == 422


def test_happenings_are_the_dated_claims_at_their_places(
    client: httpx.Client, picture: Picture
) -> None:
    told = get(client, "happenings")
    HappeningsShape.model_validate(told)
    rows, control = told["rows"], get(client, "control")
    assert {len(column) for column in rows.values()} == {len(rows["seq"])}
    found = {
        (rows["seq"][at], control["places"]["id"][rows["place"][at]]): at
        for at in range(len(rows["seq"]))
    }
    expected = {
        (row.seq, link.place): row
        for row in picture.claims.values()
        if row.resolution.date is not None
        for link in row.resolution.places
    }
    assert found.keys() == expected.keys()
    for key, row in expected.items():
        at = found[key]
        assert row.resolution.date is not None
        days = row.resolution.date.days
        assert rows["first"][at] == (days.start - EPOCH).days
        assert rows["last"][at] == (days.last - EPOCH).days
        assert told["events"][rows["event"][at]] == row.claim.event.value
        assert told["statuses"][rows["status"][at]] == row.claim.status.value
        assert told["sources"][rows["source"][at]] == row.report.publisher
        one = get(client, f"claims/{rows['seq'][at]}")
        assert one["id"] == row.id
    assert rows["first"] == sorted(rows["first"])


def test_changes_are_those_of_the_record(client: httpx.Client, picture: Picture) -> None:
    told = get(client, "changes?from=2020-01-01&to=2020-01-31")
    ChangesShape.model_validate(told)
    known = changes_in(picture, date(2020, 1, 1), date(2020, 1, 31))
    assert [(row["day"], row["place"], row["kind"]) for row in told["changes"]] == [
        (change.day.isoformat(), change.place, change.kind.value) for change in known
    ]
    assert told["total"] == len(known) > 3
    assert all(row["quote"] for row in told["changes"] if row["supporting"] > 0)
    page = get(client, "changes?from=2020-01-01&to=2020-01-31&limit=1&offset=1")
    assert page["changes"] == told["changes"][1:2]
    backwards = client.get("/api/v1/changes?from=2020-02-01&to=2020-01-01")
    assert backwards.status_code == 400


def test_two_states_of_knowledge_differ_where_a_report_came_between(client: httpx.Client) -> None:
    positions = [row["position"] for row in get(client, "moments")["moments"]]
    first = positions[-1]
    told = get(client, f"changes?to=2020-01-20&known_from={first}")
    assert told["known_from"] == first
    kinds = {row["place"]: row for row in told["changes"]}
    row = kinds["hand:jurayf"]
    assert (row["before"]["side"], row["after"]["side"]) == (
        "syria:government",
        "syria:opposition",
    )
    assert row["kind"] == "is known otherwise"
    same = get(client, f"changes?to=2020-01-20&known_from={positions[0]}")
    assert same["changes"] == []


def test_credits_name_the_basemap_and_the_towns(client: httpx.Client) -> None:
    told = get(client, "credits")
    CreditsShape.model_validate(told)
    assert [row["what"] for row in told["credits"]] == ["basemap", "towns"]


def test_claims_are_filtered_by_all_that_is_asked(client: httpx.Client) -> None:
    def triggers(query: str) -> list[str]:
        return [row["trigger"]["text"] for row in get(client, f"claims?{query}")["claims"]]

    assert triggers("side=syria:opposition&event=take&since=2020-01-19") == ["recaptured", "took"]
    assert triggers("actor=Syrian Arab Army&until=2020-01-13") == ["taken"]
    assert triggers("actor=syria:saa&status=expected") == ["fall"]
    assert triggers("source=opposition post") == ["recaptured", "took"]
    assert triggers("q=guns struck") == ["struck"]
    assert triggers("q=GUN STRU") == []
    assert triggers("q=guns STRU") == ["struck"]
    assert triggers("least=1&event=strike") == ["struck"]
    assert triggers("since=2021-01-01") == []
    assert client.get("/api/v1/claims?since=then").status_code == 400


def test_the_cursor_leads_through_all_claims_once(client: httpx.Client) -> None:
    whole = [row["id"] for row in get(client, "claims")["claims"]]
    seen: list[str] = []
    cursor = ""
    while True:
        page = get(client, f"claims?limit=2{cursor}")
        seen += [row["id"] for row in page["claims"]]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert seen == whole


def test_a_search_finds_quotes_groups_and_publishers(client: httpx.Client) -> None:
    told = get(client, "search?q=army")
    assert [row["name"] for row in told["actors"]] == ["Syrian Arab Army"]
    quotes = {row["quote"]: row["marks"] for row in told["quotes"]}
    assert len(quotes) == 3
    for quote, marks in quotes.items():
        assert [quote[start:end].casefold() for start, end in marks] == ["army"] * len(marks)
        assert len(marks) > 0
    assert [row["publisher"] for row in get(client, "search?q=government wire")["sources"]] == [
        "Government Wire"
    ]
    for odd in ('"', "*", "a*", "NEAR(", "OR", "text:army", "' OR 1=1 --", "\u0000", "🚩", "(((("):
        response = client.get("/api/v1/search", params={"q": odd})
        assert response.status_code == 200, odd


def test_a_quote_is_found_only_from_the_position_on_that_it_was_recorded(
    client: httpx.Client,
) -> None:
    first = get(client, "moments")["moments"][-1]["position"]
    assert len(get(client, f"search?q=hilltop&known={first}")["quotes"]) == 0
    assert len(get(client, "search?q=hilltop")["quotes"]) == 1


@pytest.mark.parametrize("form", ["geojson", "csv", "kml"])
@pytest.mark.parametrize("what", ["periods", "claims"])
def test_files_hold_what_is_asked_and_nothing_that_runs(
    client: httpx.Client, form: str, what: str
) -> None:
    day = "2020-01-12" if what == "claims" else "2020-01-17"
    response = client.get(f"/api/v1/export/{form}?what={what}&on={day}")
    assert response.status_code == 200
    assert f'filename="whoholds-{what}-{day}.{form}"' in response.headers["content-disposition"]
    assert response.headers["x-content-type-options"] == "nosniff"
    if form == "kml":
        root = etree.fromstring(response.content)
        assert len(root.findall(".//{*}Placemark")) > 0
        assert root.findall(".//{*}script") == []
    elif form == "csv":
        rows = list(csv.reader(io.StringIO(response.text)))
        assert len(rows) > 1
        assert not any(cell.startswith(tuple("=+@\t\r")) for row in rows for cell in row)
    else:
        whole = json.loads(response.content)
        assert whole["type"] == "FeatureCollection"
        assert len(whole["features"]) > 0


def test_geojson_of_a_day_says_what_the_picture_says(
    client: httpx.Client, picture: Picture
) -> None:
    for offset in (-9, 0, 3, 40, 900):
        day = date(2020, 1, 16) + timedelta(days=offset)
        whole = get(client, f"export/geojson?on={day}")
        told = {row["properties"]["place"]: row for row in whole["features"]}
        known = {
            place: period
            for place in picture.places
            if (period := picture.period_on(place, day)) is not None
        }
        assert list(told) == list(known)
        for place, period in known.items():
            row, where = told[place]["properties"], picture.places[place]
            assert (row["state"], row["side"], row["holder"]) == (
                period.state.value,
                period.side,
                period.actor,
            )
            assert row["confidence"] == pytest.approx(period.confidence, abs=1e-3)
            assert row["start"] == (None if period.start is None else period.start.isoformat())
            last = None if period.end is None else (period.end - timedelta(days=1)).isoformat()
            assert row["end"] == last
            assert told[place]["geometry"]["coordinates"] == [where.lon, where.lat]


def test_a_box_and_a_side_cut_out_what_is_in_view(client: httpx.Client) -> None:
    def places(query: str) -> set[str]:
        whole = get(client, f"export/geojson?on=2020-01-20&{query}")
        return {row["properties"]["place"] for row in whole["features"]}

    assert places("bbox=36.9,35.66,36.93,35.68") == {"hand:jurayf"}
    assert places("bbox=0,0,1,1") == set()
    assert "hand:jurayf" in places("side=syria:opposition")
    assert "hand:khatrah" not in places("side=syria:opposition")
    for bad in ("1,2,3", "a,b,c,d", "0,50,1,40", "-999,0,1,1", "1,1,1,1,1"):
        response = client.get(f"/api/v1/export/csv?bbox={bad}")
        assert response.status_code in (400, 422), bad


def test_tiles_hold_the_places_in_them(client: httpx.Client, picture: Picture) -> None:
    z = 9
    east, north = mercator(np.array([36.925]), np.array([35.669]))
    size = 2 * np.pi * 6378137.0 / 2**z
    x = int((east[0] + np.pi * 6378137.0) // size)
    y = int((np.pi * 6378137.0 - north[0]) // size)
    west, south, right, top = Tile(z, x, y).bounds
    assert west <= east[0] < right
    assert south < north[0] <= top
    response = client.get(f"/api/v1/tiles/{z}/{x}/{y}.mvt?on=2020-01-20")
    assert response.headers["content-type"] == "application/vnd.mapbox-vector-tile"
    layers = mapbox_vector_tile.decode(response.content)
    told = {row["properties"]["place"]: row for row in layers["places"]["features"]}
    row = told["hand:jurayf"]
    assert row["properties"]["side"] == "syria:opposition"
    at = row["geometry"]["coordinates"]
    assert at[0] == pytest.approx((east[0] - west) / size * 4096, abs=2)
    assert at[1] == pytest.approx((north[0] - south) / size * 4096, abs=2)
    assert client.get("/api/v1/tiles/9/0/0.mvt").content == b""
    assert client.get("/api/v1/tiles/1/2/0.mvt").status_code == 400
    assert client.get("/api/v1/tiles/99/0/0.mvt").status_code == 422
    whole = mapbox_vector_tile.decode(client.get("/api/v1/tiles/0/0/0.mvt").content)
    assert len(whole["places"]["features"]) >= 1
    assert len(picture.places) == 5


def test_zstd_and_gzip_hold_the_same_and_have_tags_of_their_own(client: httpx.Client) -> None:
    import gzip

    import zstandard

    def asked(encoding: str, **more: str) -> httpx.Response:
        request = client.build_request(
            "GET", "/api/v1/control", headers={"Accept-Encoding": encoding, **more}
        )
        response = client.send(request, stream=True)
        response.raw = b"".join(response.iter_raw())  # type: ignore[attr-defined] # kept for below
        response.close()
        return response

    plain, packed, zipped = asked("identity"), asked("zstd, gzip"), asked("gzip;q=1, zstd;q=0")
    assert packed.headers["content-encoding"] == "zstd"
    assert zipped.headers["content-encoding"] == "gzip"
    raw = plain.raw  # type: ignore[attr-defined] # as above
    assert zstandard.ZstdDecompressor().decompress(packed.raw) == raw  # type: ignore[attr-defined]
    assert gzip.decompress(zipped.raw) == raw  # type: ignore[attr-defined]
    tags = {each.headers["etag"] for each in (plain, packed, zipped)}
    assert len(tags) == 3
    same = asked("zstd", **{"If-None-Match": f"W/{packed.headers['etag']}"})
    assert same.status_code == 304
    other = asked("gzip", **{"If-None-Match": packed.headers["etag"]})
    assert other.status_code == 200
