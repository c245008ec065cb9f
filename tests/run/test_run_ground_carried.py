"""Ground by what claims tell: the probabilities of the day, and captures that carry a prior map on."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from types import MappingProxyType

import pytest
import shapely  # type: ignore[import-untyped]  # it ships no types

from whoholds.base.map_records import MapHolder, MapImport, MapPlace, MapRole
from whoholds.base.records import (
    ControlState,
    Effect,
    Evidence,
    GazetteerPlace,
    GeoPrecision,
    Interest,
    PlaceKind,
)
from whoholds.base.settings import Settings
from whoholds.base.times import Days
from whoholds.ledger.drafts import map_draft
from whoholds.picture.periods import hold
from whoholds.run import ground as ground_module
from whoholds.run.answers import Answers, Picture, PlaceOnRecord
from whoholds.run.ground import DayGround, Grounds
from whoholds.run.home import Home

DAY = date(2020, 1, 15)
WIDE, HIGH = 24, 10
GOV, OPP = "syria:government", "syria:opposition"


def spot(at: int) -> tuple[float, float]:
    """Settlements about three kilometres apart, numbered by columns from the west."""
    return round(36 + at // HIGH * 0.035, 3), round(35 + at % HIGH * 0.03, 3)


class Villages:
    """A gazetteer of the made-up country alone."""

    fingerprint = "gazetteers:x"

    def settlements_in(
        self, west: float, south: float, east: float, north: float
    ) -> Iterator[GazetteerPlace]:
        for at in range(WIDE * HIGH):
            lon, lat = spot(at)
            if west <= lon <= east and south <= lat <= north:
                yield GazetteerPlace(
                    id=f"x:{at:03}",
                    name=f"Village {at}",
                    lat=lat,
                    lon=lon,
                    feature_code="PPL",
                    country="SY",
                    gazetteer="x",
                )


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    box = shapely.box(35.9, 34.9, 36.95, 35.4)
    monkeypatch.setattr(ground_module, "outline_of", lambda _ground: box)
    with Home.open(Settings(home=tmp_path / "home", who="tester")) as opened:
        opened.__dict__["gazetteer"] = Villages()
        yield opened


def prior_map(day: date = date(2019, 1, 1), line: int = 12) -> MapImport:
    """The government has the columns before `line`, the opposition the others."""
    return MapImport(
        page="a" * 64,
        name="m.csv",
        format="csv",
        source="Atlas",
        day=day,
        role=MapRole.PRIOR,
        importer="maps@1+x",
        holders=tuple(
            MapHolder(written=side, state=ControlState.HELD, side=side, actor=side)
            for side in (GOV, OPP)
        ),
        places=tuple(
            MapPlace(
                place=f"x:{at:03}",
                name=f"Village {at}",
                lat=spot(at)[1],
                lon=spot(at)[0],
                country="SY",
                holder=0 if at // HIGH < line else 1,
            )
            for at in range(WIDE * HIGH)
        ),
    )


def row(at: int, effect: Effect, side: str, day: date, ratio: float = 200.0) -> Evidence:
    return Evidence(
        claim=f"claim:{at}:{effect.value}:{day}",
        place=f"x:{at:03}",
        effect=effect,
        side=side,
        actor=side,
        days=Days.one(day),
        ratio=ratio,
        interest=Interest.NEUTRAL,
        origin=f"report:{at}:{day}",
        why="made up",
    )


def told(picture: Picture, rows: list[Evidence]) -> Picture:
    """The picture with these pieces of evidence from claims."""
    by_place: dict[str, tuple[Evidence, ...]] = {}
    for each in rows:
        by_place[each.place] = (*by_place.get(each.place, ()), each)
    places = {
        place: PlaceOnRecord(
            id=place,
            name=place,
            kind=PlaceKind.SETTLEMENT,
            precision=GeoPrecision.EXACT,
            lat=spot(int(place[2:]))[1],
            lon=spot(int(place[2:]))[0],
            radius_m=None,
            country="SY",
            anchor=None,
            spellings=(),
            feature_code="PPL",
        )
        for place in by_place
    }
    return replace(
        picture,
        places=MappingProxyType(places),
        evidence=by_place,
        periods={place: tuple(hold(place, found)) for place, found in by_place.items()},
        _beliefs={},
    )


def west_of(found: DayGround, side: str) -> float:
    """How far west the ground of a side reaches, as a column of villages."""
    return float((found.areas.area[side].bounds[0] - 36) / 0.035)


def test_a_capture_told_carries_the_prior_map_on(home: Home) -> None:
    home.ledger.append([map_draft(prior_map())], by="me")
    plain = Answers(home).picture()
    deep = 14 * HIGH + 5
    picture = told(plain, [row(deep, Effect.GAINS, GOV, DAY)])
    grounds = Grounds(home)
    before = grounds.on(picture, DAY - timedelta(days=1), country="SY")
    after = grounds.on(picture, DAY, country="SY")
    without = Grounds(home).on(plain, DAY, country="SY")
    assert dict(before.areas.km2) == pytest.approx(dict(without.areas.km2))
    gained = after.areas.km2[GOV] - before.areas.km2[GOV]
    # The village's own cell has ten square kilometres; what lies behind it changes with it.
    assert 40 < gained < 700
    assert after.areas.area[GOV].covers(shapely.Point(*spot(13 * HIGH + 5)))
    assert after.areas.area[OPP].covers(shapely.Point(*spot(17 * HIGH)))
    # The same from the other end, and asked again.
    again = Grounds(home).on(picture, DAY, country="SY")
    assert dict(again.areas.km2) == dict(after.areas.km2)
    assert dict(grounds.on(picture, DAY - timedelta(days=1), country="SY").areas.km2) == dict(
        before.areas.km2
    )


def test_what_the_map_is_newer_than_is_not_carried_into_it(home: Home) -> None:
    home.ledger.append([map_draft(prior_map(DAY + timedelta(days=5)))], by="me")
    plain = Answers(home).picture()
    picture = told(plain, [row(16 * HIGH + 5, Effect.GAINS, GOV, DAY, ratio=3.0)])
    day = DAY + timedelta(days=6)
    found = Grounds(home).on(picture, day, country="SY")
    assert found.areas.area[OPP].covers(shapely.Point(*spot(14 * HIGH + 5)))


def test_a_place_that_has_it_already_is_not_taken(home: Home) -> None:
    home.ledger.append([map_draft(prior_map())], by="me")
    plain = Answers(home).picture()
    picture = told(plain, [row(16 * HIGH + 5, Effect.HOLDS, OPP, DAY)])
    found = Grounds(home).on(picture, DAY, country="SY")
    assert dict(found.areas.km2) == pytest.approx(
        dict(Grounds(home).on(plain, DAY, country="SY").areas.km2), rel=0.02
    )


def test_the_ground_of_claims_alone_goes_by_the_day(home: Home) -> None:
    rows = [
        *(row(5 * HIGH + at, Effect.HOLDS, GOV, DAY) for at in range(HIGH)),
        *(row(15 * HIGH + at, Effect.HOLDS, OPP, DAY) for at in range(HIGH)),
        *(row(15 * HIGH + at, Effect.GAINS, GOV, DAY + timedelta(days=10)) for at in range(HIGH)),
    ]
    picture = told(Answers(home).picture(), rows)
    grounds = Grounds(home)
    first = grounds.on(picture, DAY, country="SY")
    assert first.known == 2 * HIGH
    assert 7 < west_of(first, OPP) < 13
    later = grounds.on(picture, DAY + timedelta(days=10), country="SY")
    assert OPP not in later.areas.km2 or later.areas.km2[OPP] < 0.2 * first.areas.km2[OPP]


def test_shares_of_a_day_fade_and_are_those_of_the_period(home: Home) -> None:
    picture = told(Answers(home).picture(), [row(0, Effect.GAINS, GOV, DAY)])
    then = picture.shares_on("x:000", DAY)[GOV]
    period = picture.period_on("x:000", DAY)
    assert period is not None
    assert then == pytest.approx(period.confidence, abs=1e-3)
    assert picture.shares_on("x:000", DAY + timedelta(days=200))[GOV] < then
    assert picture.shares_on("x:001", DAY) == {}
