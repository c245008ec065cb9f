"""Villages of coded conflict events, chosen with their province and the other places of the headline.

    python -m benchmarks.places_context GED.csv GAZETTEER [--country SY] [--figures FILE]

The same places and halves as `places_villages`; GED.csv has the columns adm1 and example_headline as
well. The choice gets the coders' province as container and, as neighbours, the names that the
gazetteer's own names find in the headline, as the pipeline would, and the parts of provinces that it
names. "first" is the place ranked first, "placed" the share that is chosen at all, "right of these" how
many of them lie within 3 km. "resolved" and "right of those" are the same where the whole resolver ties
a claim at the place, in a report that is the headline, among claims at the headline's other names.
Beside: the name and the province alone, without the headline. The last table tells how many are placed,
and right, where more or less sureness is asked than `JointWeights.sure`.
"""

import argparse
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.figures import Cell, add_figures_option, keep_figures, print_table, share
from benchmarks.places_villages import (
    COUNTRY_NAMES,
    NEAR_KM,
    CodedPlace,
    bare,
    coded_places,
    groups,
    is_right,
    opened,
)
from whoholds.base.records import (
    Claim,
    Event,
    GeoPrecision,
    PlaceCandidate,
    PlaceKind,
    PlaceLink,
    PlaceMention,
    Report,
    Status,
    TimeFrame,
)
from whoholds.base.spans import Quote, Span
from whoholds.identify.joint import JointChoice, JointWeights, TextMention, choose_together
from whoholds.identify.known_names import GazetteerNames
from whoholds.identify.parts_named import parts_in
from whoholds.identify.places import PlaceContext, PlaceRanker, Point, km_between
from whoholds.identify.registry import load_registry
from whoholds.identify.resolver import Resolver
from whoholds.identify.spelling import fold

STEPS = (0.30, 0.35, 0.40, 0.42, 0.45, 0.50, 0.55, 0.60, 0.70)

Ranked = Sequence[PlaceCandidate]


def main() -> None:
    """Print and keep the figures."""
    ask = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    ask.add_argument("places", type=Path)
    ask.add_argument("gazetteer", type=Path)
    ask.add_argument("--country", default="SY")
    add_figures_option(ask)
    args = ask.parse_args()
    places = coded_places(args.places)
    with opened(args.gazetteer) as gazetteer:
        ranker = PlaceRanker(gazetteer, COUNTRY_NAMES)
        names = GazetteerNames(gazetteer)
        within: dict[str, Ranked] = {}
        found: dict[str, JointChoice] = {}
        for place in places:
            mention = _mention(place)
            within[place.name] = ranker.rank(mention, PlaceContext((args.country,)))
        start = time.perf_counter()
        for place in places:
            found[place.name] = choose_together(
                [_asked(place), *_headline(place, names)],
                ranker,
                context=PlaceContext((args.country,)),
                parts=parts_in(place.headline, gazetteer, (args.country,)),
            )[0]
        took = (time.perf_counter() - start) / len(places)
        resolver = Resolver(load_registry(), gazetteer)
        links = {
            place.name: _resolved(place, _headline(place, names), resolver) for place in places
        }
    table: list[list[Cell]] = []
    figures: dict[str, float | int | str | None] = {}
    for label, group in groups(places).items():
        row = [*_row(group, within, found), *_of_resolver(group, links)]
        table.append([label, len(group), *row])
        figures[f"{label}: first"], figures[f"{label}: province alone"] = row[1], row[0]
        figures[f"{label}: placed"], figures[f"{label}: right of these"] = row[2], row[3]
        figures[f"{label}: resolved"], figures[f"{label}: right of those"] = row[4], row[5]
        figures[f"{label}: places"] = len(group)
    head = ["with province and headline", "places", "province alone", "first", "placed"]
    print_table([*head, "right of these", "resolved", "right of those"], table)
    for label in ("villages, tuned half", "villages, held half", "villages"):
        group = groups(places)[label]
        print(f"\n{label}")
        print_table(["chance asked", "placed", "right of these"], _steps(group, found))
    print(f"\none headline in {took * 1000:.2f} ms")
    keep_figures(args.figures, "places", figures)


def _mention(place: CodedPlace) -> PlaceMention:
    return PlaceMention(
        name=place.name, kind=PlaceKind.SETTLEMENT, within=(place.unit,) if place.unit else ()
    )


def _asked(place: CodedPlace) -> TextMention:
    mention = _mention(place)
    return TextMention(mention.name, kind=mention.kind, within=mention.within)


def _headline(place: CodedPlace, names: GazetteerNames) -> list[TextMention]:
    """Return the names of the headline as mentions, without the place itself."""
    own = fold(bare(place.name))
    return [
        TextMention(
            place.headline[found.start : found.end],
            place.headline[: found.start],
            place.headline[found.end :],
            weight=0.3 if found.common else 1.0,
        )
        for found in names.find(place.headline)
        if found.folded != own
    ]


def _resolved(place: CodedPlace, named: Sequence[TextMention], resolver: Resolver) -> PlaceLink:
    """Return the link of a claim at the place, told in a report that is its headline."""
    report = Report(
        page="", cleaner="", title=place.headline, text="", context=("Syrian civil war",)
    )
    quote = Quote(Span(0, 1), "x")

    def claim(mention: PlaceMention) -> Claim:
        return Claim(
            report="", event=Event.CLASH, status=Status.HAPPENED, quote=quote, trigger=quote,
            time_frame=TimeFrame.RECENT, places=(mention,),
        )  # fmt: skip

    others = [PlaceMention(name=each.name, kind=PlaceKind.SETTLEMENT) for each in named]
    claims = [(str(at), claim(each)) for at, each in enumerate([_mention(place), *others])]
    return resolver.resolve(report, claims)[0].places[0]


def _of_resolver(group: Sequence[CodedPlace], links: Mapping[str, PlaceLink]) -> list[float | None]:
    placed = [
        (links[each.name], each)
        for each in group
        if links[each.name].precision is GeoPrecision.EXACT
    ]
    right = sum(
        km_between(Point(link.lat or 0.0, link.lon or 0.0), each.point) <= NEAR_KM
        for link, each in placed
    )
    return [share(len(placed), len(group)), share(right, len(placed))]


def _row(
    group: Sequence[CodedPlace], within: Mapping[str, Ranked], found: Mapping[str, JointChoice]
) -> list[float | None]:
    placed = [each for each in group if found[each.name].chosen is not None]
    right = sum(is_right(found[each.name].chosen, each) for each in placed)
    return [
        share(sum(is_right(_first(within[each.name]), each) for each in group), len(group)),
        share(sum(is_right(_first(found[each.name].ranked), each) for each in group), len(group)),
        share(len(placed), len(group)),
        share(right, len(placed)),
    ]


def _first(ranked: Ranked) -> PlaceCandidate | None:
    return ranked[0] if len(ranked) > 0 else None


def _steps(group: Sequence[CodedPlace], found: Mapping[str, JointChoice]) -> list[list[Cell]]:
    rows: list[list[Cell]] = []
    least = JointWeights().least
    for asked in STEPS:
        placed = [
            each
            for each in group
            if (first := _first(found[each.name].ranked)) is not None
            and first.score >= least
            and found[each.name].chance >= asked
        ]
        right = sum(is_right(_first(found[each.name].ranked), each) for each in placed)
        rows.append([f"{asked:.2f}", share(len(placed), len(group)), share(right, len(placed))])
    return rows


if __name__ == "__main__":
    main()
