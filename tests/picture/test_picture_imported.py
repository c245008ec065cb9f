from datetime import date
from random import Random

from whoholds.base.map_records import MapHolder, MapImport, MapPlace, MapRole, SourcedMap
from whoholds.base.records import ActorLink, ControlState, Effect, Interest
from whoholds.base.times import Days
from whoholds.picture.imported import interest_of_map, start_of, weigh_maps, words_of
from whoholds.picture.periods import hold
from whoholds.picture.weights import default_weights

RED = MapHolder(written="red", state=ControlState.HELD, side="side:red", actor="Reds")
BLUE = MapHolder(written="blue", state=ControlState.HELD, side="side:blue", actor="Blues")
MIXED = MapHolder(written="red + blue", state=ControlState.CONTESTED)


def a_map(
    day: str,
    holders: str,
    *,
    source: str = "Atlas",
    role: MapRole = MapRole.WORD,
    publisher: ActorLink | None = None,
    seq: int = 1,
) -> SourcedMap:
    """Make a map on which place `p0` is held by the first letter of `holders` (r, b, m), and so on."""
    made = MapImport(
        page="a" * 64,
        name="m.geojson",
        format="geojson",
        source=source,
        day=date.fromisoformat(day),
        role=role,
        importer="maps@1+x",
        publisher=publisher,
        holders=(RED, BLUE, MIXED),
        places=tuple(
            MapPlace(
                place=f"p{at}",
                name=f"P{at}",
                lat=at,
                lon=1.0,
                country="XX",
                holder="rbm".index(who),
            )
            for at, who in enumerate(holders)
        ),
    )
    return SourcedMap(id=f"map:{source}:{day}", seq=seq, recorded="", by="me", map=made)


def source(side: str | None, *, known: bool = True) -> ActorLink:
    actor = "x:atlas" if known else None
    return ActorLink(mention="Atlas", name="Atlas", actor=actor, side=side, score=100.0, why="")


def test_a_map_says_who_holds_each_place_on_its_day() -> None:
    rows = weigh_maps([a_map("2020-01-05", "rbm")])
    assert [(row.place, row.effect, row.side, row.actor) for row in rows] == [
        ("p0", Effect.HOLDS, "side:red", "Reds"),
        ("p1", Effect.HOLDS, "side:blue", "Blues"),
    ]
    assert {row.days for row in rows} == {Days.one(date(2020, 1, 5))}
    assert {row.claim for row in rows} == {"map:Atlas:2020-01-05"}
    assert rows[0].ratio == default_weights().hold.unknown
    assert rows[0].why == "the map of Atlas shows it so on 2020-01-05"


def test_only_the_places_asked_for() -> None:
    assert [row.place for row in weigh_maps([a_map("2020-01-05", "rbr")], places={"p2"})] == ["p2"]


def test_by_the_interest_of_the_source() -> None:
    made = a_map("2020-01-05", "rb", publisher=source("side:red")).map
    assert interest_of_map(made, "side:red") is Interest.OWN
    assert interest_of_map(made, "side:blue") is Interest.AGAINST
    neutral = a_map("2020-01-05", "rb", publisher=source(None)).map
    assert interest_of_map(neutral, "side:red") is Interest.NEUTRAL
    stranger = a_map("2020-01-05", "rb", publisher=source(None, known=False)).map
    assert interest_of_map(stranger, "side:red") is Interest.UNKNOWN
    third = a_map("2020-01-05", "rb", publisher=source("side:green")).map
    assert interest_of_map(third, "side:red") is Interest.NEUTRAL
    rows = weigh_maps([a_map("2020-01-05", "rb", publisher=source("side:red"))])
    hold_weights = default_weights().hold
    assert [row.ratio for row in rows] == [hold_weights.own, hold_weights.against]


def test_a_prior_map_weighs_as_who_had_it_until_then() -> None:
    rows = weigh_maps([a_map("2020-01-05", "r", role=MapRole.PRIOR)])
    assert rows[0].ratio == default_weights().before.unknown
    assert rows[0].why.startswith("the starting map of Atlas")


def test_a_later_map_of_the_same_source_tells_of_a_change() -> None:
    maps = [a_map("2020-01-05", "r"), a_map("2020-01-12", "b", seq=2)]
    rows = weigh_maps(maps)
    gains = [row for row in rows if row.effect is Effect.GAINS]
    assert [(row.side, row.days) for row in gains] == [
        ("side:blue", Days.through(date(2020, 1, 6), date(2020, 1, 12)))
    ]
    last = hold("p0", rows)[-2]
    assert (last.state, last.side) == (ControlState.HELD, "side:blue")
    # Another source's map is no change: the two differ.
    others = weigh_maps([a_map("2020-01-05", "r"), a_map("2020-01-12", "b", source="Other")])
    assert {row.effect for row in others} == {Effect.HOLDS}


def test_a_map_that_repeats_itself_within_days_adds_little() -> None:
    days = [f"2020-01-{day:02d}" for day in range(1, 11)]
    daily = weigh_maps([a_map(day, "r") for day in days])
    unknown = default_weights().hold.unknown
    assert daily[0].ratio == unknown
    assert all(1.0 < row.ratio < unknown**0.5 for row in daily[1:])
    weekly = weigh_maps([a_map(day, "r") for day in ("2020-01-01", "2020-01-08")])
    assert [row.ratio for row in weekly] == [unknown, unknown]


def test_the_order_does_not_matter() -> None:
    maps = [
        a_map(f"2020-01-{day:02d}", who, source=name, seq=day)
        for day, who, name in ((1, "rb", "A"), (2, "br", "A"), (2, "rr", "B"), (30, "bb", "A"))
    ]
    expected = weigh_maps(maps)
    for seed in range(5):
        shuffled = list(maps)
        Random(seed).shuffle(shuffled)
        assert weigh_maps(shuffled) == expected


def test_words_of_one_place() -> None:
    maps = [a_map("2020-01-12", "b"), a_map("2020-01-05", "m")]
    told = words_of(maps, "p0")
    assert [(word.day.day, word.holder.written) for word in told] == [
        (5, "red + blue"),
        (12, "blue"),
    ]
    assert words_of(maps, "p9") == []


def test_the_map_that_a_picture_starts_from() -> None:
    maps = [
        a_map("2020-01-01", "rr", role=MapRole.PRIOR),
        a_map("2020-02-01", "b", role=MapRole.PRIOR),
        a_map("2020-01-15", "bb"),
    ]
    found = start_of(maps, date(2020, 2, 10))
    assert {place: row[1].written for place, row in found.items()} == {"p0": "blue", "p1": "red"}
    assert start_of(maps, date(2020, 1, 20))["p0"] == (date(2020, 1, 1), RED, (0.0, 1.0))
    assert start_of(maps, date(2019, 1, 1)) == {}
