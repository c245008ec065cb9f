"""What the server spends on an answer that nobody asked for before: a day, and the whole timeline.

    python -m benchmarks.server_answers [--places 30000] [--periods 4] [--days 1000] [--figures FILE]

Processor time of this process, which other work on the machine hardly changes; `server_speed.py`
measures the same over loopback by the clock. Places have so many periods each, of two sides, at random
days and with random confidences; a cold answer is made from the arrays that are made once a position.
Beside it stands the state of the same day put together from the records of the periods.
"""

import argparse
import random
from collections.abc import Callable
from datetime import date, timedelta
from statistics import median, quantiles
from time import thread_time

import orjson
import zstandard

from benchmarks.figures import add_figures_option, keep_figures, print_table
from benchmarks.server_home import FIRST_DAY, place_link
from whoholds.base.records import ControlState, Period
from whoholds.picture.periods import period_on
from whoholds.run.answers import PlaceOnRecord
from whoholds.serve.api_shapes import SideShape
from whoholds.serve.bodies import SMALL, Body
from whoholds.serve.control_table import EPOCH, ControlTable, period_rows
from whoholds.serve.day_features import DayFeatures

_MEGA = 1e6
_SIDES = ("made:state", "made:rebels")


def made_places(count: int) -> list[PlaceOnRecord]:
    """Return so many places on a grid."""
    links = (place_link(number, count) for number in range(count))
    return [
        PlaceOnRecord(
            id=link.place,
            name=link.name,
            kind=link.kind,
            precision=link.precision,
            lat=link.lat,
            lon=link.lon,
            radius_m=link.radius_m,
            country=link.country,
            anchor=None,
            spellings=(link.name,),
            feature_code=link.feature_code,
        )
        for link in links
    ]


def made_periods(place: str, count: int, days: int, dice: random.Random) -> list[Period]:
    """Return the periods of a place: held by one side after the other, now and then contested."""
    starts: list[date | None] = [None]
    starts += [FIRST_DAY + timedelta(days=at) for at in sorted(dice.sample(range(days), count - 1))]
    found = []
    for at, start in enumerate(starts):
        state = dice.choices(list(ControlState), weights=(8, 1, 1))[0]
        side = None if state is ControlState.UNKNOWN else _SIDES[at % 2]
        found.append(
            Period(
                place=place,
                start=start,
                end=starts[at + 1] if at + 1 < count else None,
                state=state,
                side=side,
                actor=None if side is None else side.partition(":")[2],
                confidence=0.0 if side is None else round(0.5 + dice.random() / 2, 4),
            )
        )
    return found


def spent(work: Callable[[date], object], days: list[date]) -> tuple[float, float]:
    """Return the median and the 95th percentile of the milliseconds of processor time."""
    times = []
    for day in days:
        start = thread_time()
        work(day)
        times.append((thread_time() - start) * 1000)
    return median(times), quantiles(times, n=20)[-1]


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ask.add_argument("--places", type=int, default=30_000)
    ask.add_argument("--periods", type=int, default=4, help="periods of a place")
    ask.add_argument("--days", type=int, default=1000)
    ask.add_argument("--times", type=int, default=60)
    ask.add_argument("--seed", type=int, default=1)
    add_figures_option(ask)
    asked = ask.parse_args()
    dice = random.Random(asked.seed)
    places = made_places(asked.places)
    periods = {
        place.id: made_periods(place.id, asked.periods, asked.days, dice) for place in places
    }
    sides = [SideShape(id=side, name=side, colour="#777777", shape="circle") for side in _SIDES]
    start = thread_time()
    table = ControlTable(
        position=1,
        recorded=None,
        first_day=None,
        last_day=None,
        sides=tuple(sides),
        places={
            "id": [place.id for place in places],
            "name": [place.name for place in places],
            "kind": [place.kind.value for place in places],
            "precision": [place.precision.value for place in places],
            "lat": [place.lat for place in places],
            "lon": [place.lon for place in places],
            "radius_m": [place.radius_m for place in places],
            "country": [place.country for place in places],
            "claims": [3 for _ in places],
        },
        rows=period_rows(places, periods, {}, {side: at for at, side in enumerate(_SIDES)}),
        events={"day": [], "claims": []},
    )
    made_ms = (thread_time() - start) * 1000
    features = DayFeatures(table)
    days = [FIRST_DAY + timedelta(days=dice.randrange(asked.days)) for _ in range(asked.times)]

    def columns(day: date) -> bytes:
        return orjson.dumps(table.on(day.toordinal() - EPOCH))

    def packed(day: date) -> bytes:
        return Body.of(columns(day), position=1).packed("zstd")

    def geojson(day: date) -> bytes:
        return features.on(day, credit=None)

    def by_records(day: date) -> list[object]:
        return [period_on(rows, day) for rows in periods.values()]

    whole = orjson.dumps(table.answer())
    figures: dict[str, float | int | str | None] = {
        "places": asked.places,
        "periods": len(table.rows.place),
        "days asked": asked.times,
        "arrays, once a position, ms": made_ms,
    }
    for name, work in (
        ("a day in columns", columns),
        ("a day in columns, zstd", packed),
        ("a day as GeoJSON", geojson),
        ("baseline: the day from the records, not encoded", by_records),
    ):
        figures[f"{name}, ms"], figures[f"{name}, ms at p95"] = spent(work, days)
    figures["GeoJSON a second"] = 1000 / float(figures["a day as GeoJSON, ms"] or 1)
    whole_start = thread_time()
    orjson.dumps(table.answer())
    figures |= {
        "the whole timeline, ms": (thread_time() - whole_start) * 1000,
        "a day in columns, zstd, MB": len(packed(days[0])) / _MEGA,
        "a day as GeoJSON, MB": len(geojson(days[0])) / _MEGA,
        "the whole timeline, MB": len(whole) / _MEGA,
        "the whole timeline, zstd, MB": len(Body.of(whole, position=1, level=SMALL).packed("zstd"))
        / _MEGA,
    }
    parts = table.answer()
    for name, column in {**parts["places"], **parts["periods"]}.items():
        raw = orjson.dumps(column)
        size = len(zstandard.ZstdCompressor(level=SMALL).compress(raw)) / _MEGA
        figures[f"of it {name}, zstd, MB"] = size
    print_table(("figure", "measured"), list(figures.items()))
    keep_figures(asked.figures, "server", figures)


if __name__ == "__main__":
    main()
