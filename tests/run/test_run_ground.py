"""Whose ground is whose: maps and claims of a record spread over the settlements of a made-up country."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import shapely  # type: ignore[import-untyped]  # it ships no types

from whoholds.base.errors import InputError, UnknownName
from whoholds.base.map_records import MapHolder, MapImport, MapPlace, MapRole
from whoholds.base.records import ControlState, GazetteerPlace
from whoholds.base.settings import Settings
from whoholds.ledger.drafts import map_draft
from whoholds.run import ground as ground_module
from whoholds.run.answers import Answers
from whoholds.run.ground import Grounds, main_country
from whoholds.run.ground_files import draw_ground, write_ground
from whoholds.run.home import Home

DAY = date(2020, 1, 15)
# Settlements a tenth of a degree apart; the country is the box around them.
SPOTS = [(round(36 + x / 10, 1), round(35 + y / 10, 1)) for x in range(10) for y in range(6)]
BOX = shapely.box(35.95, 34.95, 36.95, 35.55)


class Villages:
    """A gazetteer of the made-up country alone."""

    fingerprint = "gazetteers:x"

    def settlements_in(
        self, west: float, south: float, east: float, north: float
    ) -> Iterator[GazetteerPlace]:
        for at, (lon, lat) in enumerate(SPOTS):
            if west <= lon <= east and south <= lat <= north:
                yield GazetteerPlace(
                    id=f"x:{at:02}",
                    name=f"Village {at}",
                    lat=lat,
                    lon=lon,
                    feature_code="PPL",
                    country="SY",
                    gazetteer="x",
                )


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    monkeypatch.setattr(ground_module, "outline_of", lambda _ground: BOX)
    with Home.open(Settings(home=tmp_path / "home", who="tester")) as opened:
        opened.__dict__["gazetteer"] = Villages()
        yield opened


def a_map(day: date, holders: dict[int, str], *, role: MapRole = MapRole.WORD) -> MapImport:
    """Make a map that says of some villages who holds them: government, opposition or contested."""
    names = ("syria:government", "syria:opposition", "contested")
    return MapImport(
        page="a" * 64,
        name="m.csv",
        format="csv",
        source="Atlas",
        day=day,
        role=role,
        importer="maps@1+x",
        holders=tuple(
            MapHolder(written=name, state=ControlState.CONTESTED)
            if name == "contested"
            else MapHolder(written=name, state=ControlState.HELD, side=name, actor=name)
            for name in names
        ),
        places=tuple(
            MapPlace(
                place=f"x:{at:02}",
                name=f"Village {at}",
                lat=SPOTS[at][1],
                lon=SPOTS[at][0],
                country="SY",
                holder=names.index(who),
            )
            for at, who in sorted(holders.items())
        ),
    )


WEST = {at: "syria:government" for at, (lon, _) in enumerate(SPOTS) if lon < 36.3}
EAST = {at: "syria:opposition" for at, (lon, _) in enumerate(SPOTS) if lon > 36.6}


def test_ground_between_what_is_known_is_inferred(home: Home) -> None:
    home.ledger.append([map_draft(a_map(DAY, WEST | EAST))], by="me")
    picture = Answers(home).picture()
    found = Grounds(home).on(picture, DAY)
    assert (found.country, found.settlements, found.leaning) == ("SY", 60, 0)
    assert found.known == len(WEST) + len(EAST)
    km2 = found.areas.km2
    whole = sum(km2.values())
    # A box of one degree by .6 at 35° north: 6,070 km².
    assert whole == pytest.approx(6_070, rel=0.01)
    assert km2["syria:government"] + km2["syria:opposition"] > 0.9 * whole
    assert len(found.fronts) == 1
    front = found.fronts[0]
    assert (front.one, front.other) == ("syria:government", "syria:opposition")
    assert 60 < front.km < 110
    west, _, east, _ = front.line.bounds
    assert west > 36.2
    assert east < 36.7


def test_contested_villages_are_contested_ground(home: Home) -> None:
    middle = {at: "contested" for at, (lon, _) in enumerate(SPOTS) if lon == 36.5}
    home.ledger.append([map_draft(a_map(DAY, WEST | EAST | middle))], by="me")
    km2 = Grounds(home).on(Answers(home).picture(), DAY).areas.km2
    assert km2["contested"] == pytest.approx(607, rel=0.05)


def test_an_old_map_is_no_word_but_a_prior_map_is_leant_on(home: Home) -> None:
    old = a_map(date(2019, 1, 1), WEST | EAST)
    home.ledger.append([map_draft(old)], by="me")
    answers = Answers(home)
    with pytest.raises(InputError, match="no claim and no map says who holds any place"):
        Grounds(home).on(answers.picture(), DAY, country="sy")
    home.ledger.append([map_draft(replace(old, role=MapRole.PRIOR))], by="me")
    found = Grounds(home).on(answers.picture(), DAY)
    assert (found.known, found.leaning) == (0, len(WEST) + len(EAST))
    assert found.areas.km2["syria:government"] > 1_000


def test_as_known_then(home: Home) -> None:
    home.ledger.append([map_draft(a_map(DAY, WEST | EAST))], by="me")
    answers = Answers(home)
    grounds = Grounds(home)
    before = grounds.on(answers.picture(1), DAY)
    other = dict.fromkeys(range(60), "syria:opposition")
    home.ledger.append([map_draft(a_map(DAY, other))], by="me")
    now = grounds.on(answers.picture(), DAY)
    assert now.areas.km2["syria:opposition"] == pytest.approx(6_070, rel=0.01)
    again = grounds.on(answers.picture(1), DAY)
    assert dict(again.areas.km2) == dict(before.areas.km2)


def test_a_country_that_nobody_knows(home: Home) -> None:
    picture = Answers(home).picture()
    with pytest.raises(InputError, match="read reports or import a map first"):
        main_country(picture)
    with pytest.raises(UnknownName, match="no gazetteer has settlements of it"):
        Grounds(home).on(picture, DAY, country="XX")


def test_files_of_ground(home: Home, tmp_path: Path) -> None:
    home.ledger.append([map_draft(a_map(DAY, WEST | EAST))], by="me")
    moved = {at: "syria:government" for at, (lon, _) in enumerate(SPOTS) if lon < 36.6}
    later = date(2020, 2, 1)
    home.ledger.append([map_draft(a_map(later, moved | EAST))], by="me")
    picture = Answers(home).picture()
    grounds = Grounds(home)
    found = [grounds.on(picture, day) for day in (DAY, later)]
    path = tmp_path / "ground.geojson"
    count = write_ground(found, picture, path)
    written: dict[str, Any] = json.loads(path.read_text())
    assert len(written["features"]) == count
    assert written["known"] == 2
    kinds = {(row["properties"]["on"], row["properties"]["kind"]) for row in written["features"]}
    assert kinds >= {
        (day, kind) for day in ("2020-01-15", "2020-02-01") for kind in ("area", "front")
    }
    for row in written["features"]:
        if row["properties"]["kind"] == "area":
            shape = shapely.from_geojson(json.dumps(row["geometry"]))
            assert shape.is_valid
            assert all(part.exterior.is_ccw for part in shapely.get_parts(shape))
    for name in ("two.png", "two.svg"):
        draw_ground(found, picture, tmp_path / name)
        first = (tmp_path / name).read_bytes()
        draw_ground(found, picture, tmp_path / name)
        assert (tmp_path / name).read_bytes() == first
    draw_ground([*found, grounds.on(picture, date(2020, 2, 10))], picture, tmp_path / "days.svg")
    text = (tmp_path / "days.svg").read_text(encoding="utf-8")
    assert "<svg" in text
    with pytest.raises(UnknownName, match=r"neither .png nor .svg"):
        draw_ground(found, picture, tmp_path / "two.pdf")


def test_ground_beyond_the_border_only_where_it_leads_far() -> None:
    country = shapely.box(0, 0, 1, 1)
    village = shapely.Point(1.05, 0.5)
    peninsula = [shapely.Point(0.5, -0.1 * at) for at in range(1, 6)]
    found = ground_module._beyond(country, [village, *peninsula])
    assert not found.intersects(village)
    assert all(found.intersects(point) for point in peninsula)
    assert ground_module._beyond(country, [village]).is_empty
