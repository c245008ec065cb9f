from collections.abc import Callable

from whoholds.base.records import (
    Claim,
    GeoPrecision,
    PlaceKind,
    PlaceMention,
    Relation,
    Report,
)
from whoholds.identify.gazetteer import Gazetteers
from whoholds.identify.geoparse_ground import Ground
from whoholds.identify.places import PlaceContext, PlaceRanker
from whoholds.identify.registry import load_registry
from whoholds.identify.report_places import ReportPlaces
from whoholds.identify.resolver import EARLIER, EarlierPlaces, Resolver

SYRIA = PlaceContext(("SY",))
SINJAR = PlaceMention(name="Sinjar", kind=PlaceKind.SETTLEMENT)
NORTH, SOUTH = "geonames:164094", "geonames:164095"

MakeClaim = Callable[..., Claim]
MakeReport = Callable[..., Report]


def chosen(
    ranker: PlaceRanker,
    small: Gazetteers,
    report: Report,
    *claims: Claim,
    earlier: Ground | None = None,
) -> str | None:
    places = ReportPlaces(report, claims, ranker, SYRIA, small, earlier=earlier)
    found, why = places.choose(SINJAR, SYRIA)
    assert why != ""
    ranked = places.rank(SINJAR, SYRIA)
    assert found is None or found == ranked[0]
    return None if found is None else found.place.id


def at(make_claim: MakeClaim, *mentions: PlaceMention) -> Claim:
    return make_claim(places=mentions)


def named(name: str, **fields: object) -> PlaceMention:
    return PlaceMention(name=name, kind=PlaceKind.SETTLEMENT, **fields)  # type: ignore[arg-type]  # one line a case


def test_other_places_of_the_report_tell_namesakes_apart(
    ranker: PlaceRanker, small: Gazetteers, make_claim: MakeClaim, make_report: MakeReport
) -> None:
    claims = [at(make_claim, SINJAR), at(make_claim, named("Abu Jurayf"), named("Jarjanaz"))]
    assert chosen(ranker, small, make_report("Syria."), *claims) == NORTH


def test_an_anchor_that_another_place_lies_by_counts(
    ranker: PlaceRanker, small: Gazetteers, make_claim: MakeClaim, make_report: MakeReport
) -> None:
    near = Relation(word="near", anchors=("Abu Jurayf",))
    claims = [at(make_claim, SINJAR, named("Mustayf", relation=near))]
    assert chosen(ranker, small, make_report("Syria."), *claims) == NORTH


def test_a_part_of_a_province_in_the_text_counts(
    ranker: PlaceRanker, small: Gazetteers, make_claim: MakeClaim, make_report: MakeReport
) -> None:
    claim = at(make_claim, SINJAR)
    south = make_report("Shells fell on Sinjar in the southern countryside of Hama.")
    assert chosen(ranker, small, south, claim) == SOUTH
    title = make_report("Sinjar fell.", title="Southeastern Idlib: a village changes hands")
    assert chosen(ranker, small, title, claim) == NORTH


def test_where_earlier_reports_lie_counts(
    ranker: PlaceRanker, small: Gazetteers, make_claim: MakeClaim, make_report: MakeReport
) -> None:
    claim, report = at(make_claim, SINJAR), make_report("Sinjar fell.")
    by_place = {}
    for known in ("geonames:174458", "geonames:170015"):
        place = small.place(known)
        assert place is not None
        by_place[known] = Ground().with_text([(place, 1.0)]).with_text([(place, 1.0)])
    places = [
        ReportPlaces(report, [claim], ranker, SYRIA, small, earlier=ground).rank(SINJAR, SYRIA)
        for ground in (by_place["geonames:174458"], None)
    ]
    assert places[0][0].place.id == NORTH
    assert "earlier reports of the publisher" in places[0][0].why
    assert "earlier reports" not in places[1][0].why


def test_a_resolver_tells_which_earlier_reports_it_knew(
    small: Gazetteers, make_claim: MakeClaim, make_report: MakeReport
) -> None:
    place = small.place("geonames:174458")
    assert place is not None
    earlier = EarlierPlaces(Ground().with_text([(place, 1.0)]), "57")
    resolver = Resolver(load_registry(), small)
    claims = [("claim:1", at(make_claim, SINJAR))]
    (with_it,) = resolver.resolve(make_report("Syria."), claims, earlier=earlier)
    (without,) = resolver.resolve(make_report("Syria."), claims)
    assert with_it.resolver == f"{resolver.resolver}{EARLIER}57"
    assert without.resolver == resolver.resolver


def test_claims_in_another_order_mean_the_same_places(
    small: Gazetteers, make_claim: MakeClaim, make_report: MakeReport
) -> None:
    resolver = Resolver(load_registry(), small)
    names = ["Sinjar", "Abu Jurayf", "Jarjanaz", "Saraqib", "Kafr Nabl", "Idlib"]
    claims = [(name, at(make_claim, named(name))) for name in names]
    report = make_report("War in Syria.")
    one = {each.claim: each.places for each in resolver.resolve(report, claims)}
    other = {each.claim: each.places for each in resolver.resolve(report, claims[::-1])}
    assert one == other
    assert all(links[0].precision is not GeoPrecision.NONE for links in one.values())
