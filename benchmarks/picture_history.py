"""How fast: a history of every day, a place of ten thousand claims, as-known questions on all places.

Makes up claims from a seed: a few places have many, most have few; two to four sides; some claims tell
of several days. Times, on one core: the daily probabilities of all places over all days from the
claims' evidence (`picture.smoother`, with hindsight and as told then), weighing whole claims (on a
sample, which memory allows), periods with their claims for and against (on a sample), the periods of
one place with ten thousand claims, and who holds each place on a day in a picture already made. Beside
them: the same filter place by place, day by day, without arrays (on a sample).
"""

import argparse
import time
from collections.abc import Callable
from datetime import date, timedelta
from random import Random

from benchmarks.figures import add_figures_option, keep_figures, print_table
from benchmarks.made_claims import Fact, Maker
from whoholds.base.records import Effect, Event, Evidence, Interest, Period
from whoholds.base.times import Days
from whoholds.picture.evidence import weigh_learned
from whoholds.picture.filter import smooth, states_of, turns_of
from whoholds.picture.periods import hold, period_on
from whoholds.picture.smoother import daily
from whoholds.picture.weights import default_weights

FIRST = date(2019, 1, 1)
EFFECTS = (Effect.GAINS, Effect.HOLDS, Effect.HOLDS, Effect.NOT_GAINED, Effect.HELD_BEFORE)
RATIOS = (1.6, 7.0, 30.0, 60.0, 200.0)
SAMPLE = 500


def evidence_of(
    claims: int, places: int, days: int, draw: Random
) -> dict[str, tuple[Evidence, ...]]:
    """Return so much evidence by place; the number at a place falls off as its rank does."""
    shares = [1.0 / (10 + rank) ** 0.7 for rank in range(places)]
    counts = [max(1, round(claims * share / sum(shares))) for share in shares]
    found = {}
    for number, count in enumerate(counts):
        sides = "abcd"[: draw.choice((2, 2, 2, 3, 4))]
        found[f"place {number}"] = tuple(
            _row(f"place {number}", at, sides, days, draw) for at in range(count)
        )
    return found


def _row(place: str, at: int, sides: str, days: int, draw: Random) -> Evidence:
    start = FIRST + timedelta(days=draw.randrange(days))
    return Evidence(
        claim=f"{place}:{at}",
        place=place,
        effect=draw.choice(EFFECTS),
        side=draw.choice(sides),
        actor="somebody",
        days=Days(start, start + timedelta(days=draw.choice((1, 1, 1, 1, 3)))),
        ratio=draw.choice(RATIOS),
        interest=Interest.NEUTRAL,
        origin=f"{place}:{at}",
        why="made up",
        step=at,
    )


def facts_of(claims: int, places: int, days: int, draw: Random) -> list[Fact]:
    """Return so many facts about two sides, told by four outlets."""
    facts = []
    for number in range(claims):
        day = FIRST + timedelta(days=draw.randrange(days))
        actor, target = draw.choice((("A", "B"), ("B", "A")))
        facts.append(
            Fact(
                event=draw.choice((Event.TAKE, Event.HOLD, Event.REPEL, Event.STRIKE)),
                actor=actor,
                target=target,
                place=f"place {draw.randrange(places)}",
                days=(day, day),
                by=draw.choice(("A daily", "B daily", "Observer", "Somebody")),
                published=day,
                note=str(number),
            )
        )
    return facts


def timed(work: Callable[[], object]) -> float:
    """Return how many seconds of processor time the work takes."""
    start = time.process_time()
    work()
    return time.process_time() - start


def main() -> None:
    ask = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    ask.add_argument("--claims", type=int, default=1_000_000)
    ask.add_argument("--places", type=int, default=34_051)
    ask.add_argument("--days", type=int, default=1000)
    ask.add_argument("--sample", type=int, default=20_000, help="claims weighed whole")
    ask.add_argument("--seed", type=int, default=1)
    add_figures_option(ask)
    given = ask.parse_args()
    draw = Random(given.seed)
    evidence = evidence_of(given.claims, given.places, given.days, draw)
    count = sum(len(rows) for rows in evidence.values())
    longest = max(len(rows) for rows in evidence.values())
    weights = default_weights()

    def whole(*, hindsight: bool) -> None:
        for block in daily(evidence, FIRST, given.days, hindsight=hindsight):
            assert len(block.places) > 0

    with_hindsight = timed(lambda: whole(hindsight=True))
    as_told = timed(lambda: whole(hindsight=False))
    # Every so many-th place: the many and the few claims alike.
    chosen = list(evidence)[:: max(1, len(evidence) // SAMPLE)]
    sampled = sum(len(evidence[place]) for place in chosen)

    def one_by_one() -> None:
        for place in chosen:
            beliefs = smooth(
                turns_of(evidence[place], weights), states_of(evidence[place]), weights
            )
            for at in range(given.days):
                beliefs.on(FIRST + timedelta(days=at))

    periods: dict[str, list[Period]] = {}

    def derive() -> None:
        for place in chosen:
            periods[place] = hold(place, evidence[place])

    plain = timed(one_by_one) * len(evidence) / len(chosen)
    deriving = timed(derive) / sampled
    crowded = [_row("crowded", at, "abc", given.days, draw) for at in range(10_000)]
    crowd = timed(lambda: hold("crowded", crowded))
    maker = Maker({"A": "a", "B": "b", "A daily": "a", "B daily": "b", "Observer": None})
    places = max(1, given.sample // 30)
    claims = [maker.claim(fact) for fact in facts_of(given.sample, places, given.days, draw)]
    weighing = timed(lambda: weigh_learned(claims)) / len(claims)
    asked = [periods[place] for place in chosen] * (30_000 // len(chosen) + 1)
    day = FIRST + timedelta(days=given.days // 2)
    question = timed(lambda: [period_on(rows, day) for rows in asked[:30_000]])
    print(f"{count} pieces of evidence, {len(evidence)} places, the fullest of {longest}")
    print_table(
        ("", "seconds", "how"),
        [
            [f"{given.days} days of all places, with hindsight", with_hindsight, "measured"],
            [f"{given.days} days of all places, as told then", as_told, "measured"],
            ["the same, place by place and day by day", plain, f"from {len(chosen)} places"],
            ["weighing a million claims", weighing * 1e6, f"from {len(claims)} claims"],
            ["periods of a million claims", deriving * 1e6, f"from {sampled} claims"],
            ["periods of one place of 10,000 claims", crowd, "measured"],
            ["who holds 30,000 places on a day", question, "measured"],
        ],
    )
    keep_figures(
        given.figures,
        "picture",
        {
            "claims": count,
            "places": len(evidence),
            "days": given.days,
            "history": with_hindsight,
            "history as told": as_told,
            "weigh a million": weighing * 1e6,
            "periods a million": deriving * 1e6,
            "crowded": crowd,
            "as known ms": question * 1000,
        },
    )


if __name__ == "__main__":
    main()
