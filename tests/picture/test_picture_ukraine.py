"""Captures told by Wikipedia against an expert map of the same places, week by week for 21 months."""

import csv
import gzip
from collections import defaultdict
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from whoholds.base.records import ControlState, Event, Evidence, Period, PlaceLink, SourcedClaim
from whoholds.picture.evidence import weigh
from whoholds.picture.periods import hold

Told = Callable[..., SourcedClaim]
Located = Callable[..., PlaceLink]

FIRST, LAST = date(2022, 4, 3), date(2023, 12, 31)
SIDE_OF_STATE = {"0": "UA", "4": "UA", "2": "RU", "3": "RU"}
Runs = dict[str, list[tuple[str, str, str]]]


def read(path: Path) -> list[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def expert(runs: Runs, place: str, day: date) -> str | None:
    """Who holds the place on the expert map; None where it says nothing, or contested."""
    for first, last, state in runs.get(place, []):
        if first <= day.isoformat() <= last:
            return SIDE_OF_STATE.get(state)
    return None


def covering(periods: list[Period], day: date) -> Period | None:
    for period in periods:
        if (period.start or date.min) <= day < (period.end or date.max):
            return period
    return None


@pytest.mark.shared
def test_captures_carried_forward_agree_with_an_expert_map(
    shared: Path, told: Told, located: Located
) -> None:
    control = shared / "control"
    runs: Runs = defaultdict(list)
    for row in read(control / "ukraine_control_2022-04_2023-12.csv.gz"):
        runs[row["place"]].append((row["first_day"], row["last_day"], row["state"]))
    named = defaultdict(set)
    for row in read(control / "ukraine_settlements.csv.gz"):
        for name in row["english"].casefold().split("|"):
            named[name].add(row["id"])
    claims = []
    with (control / "wiki_ua_events.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            places = named[row["name"].casefold()]
            if len(places) == 1:
                other = {"UA": "RU", "RU": "UA"}[row["side"]]
                claims.append(
                    told(
                        Event.TAKE,
                        row["side"],
                        other,
                        row["d"],
                        place=located(next(iter(places))),
                        publisher="Wikipedia",
                        published=row["d"],
                        trigger=row["verb"],
                    )
                )
    evidence: dict[str, list[Evidence]] = defaultdict(list)
    for found in weigh(claims):
        evidence[found.place].append(found)
    right = wrong = unknown = 0
    for place, rows in evidence.items():
        periods = hold(place, rows)
        day = FIRST
        while day <= LAST:
            truth, period = expert(runs, place, day), covering(periods, day)
            if truth is not None:
                if period is None or period.state is ControlState.UNKNOWN:
                    unknown += 1
                elif period.actor == truth:
                    right += 1
                else:
                    wrong += 1
            day += timedelta(days=7)
    assert len(evidence) > 40
    assert right + wrong + unknown > 3000
    # Measured .927 and .128; two expert maps agree on .974 near the front.
    assert right / (right + wrong) > 0.91
    assert unknown / (right + wrong + unknown) < 0.15
