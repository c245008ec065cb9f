"""Names of other wars as reports spell them: does the whole resolver put them where they lie?

    python -m benchmarks.places_abroad NAMES.tsv FOLDER [--figures FILE]

FOLDER holds compiled gazetteers of the countries. NAMES.tsv (`places_abroad.tsv`) has the columns
country, name, province, lat, lon; its points are rough, so that up to 12 km count as right. Each name is
a claim of its own in a report on the war: with its province and country; with its country alone; and all
names of a country in one report, without provinces. "placed" are those tied to one settlement or site of
a gazetteer. Nothing was tuned on these names but one rule, that a settlement is the town of a district of
its name, which one of them gave rise to. Beside: exact names after folding, ties to the most people.
"""

import argparse
import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.figures import Cell, add_figures_option, keep_figures, print_table, share
from benchmarks.places_villages import CodedPlace, by_exact_name
from whoholds.base.records import (
    Claim,
    Event,
    GeoPrecision,
    PlaceKind,
    PlaceLink,
    PlaceMention,
    Report,
    Status,
    TimeFrame,
)
from whoholds.base.spans import Quote, Span
from whoholds.identify.gazetteer import open_gazetteers
from whoholds.identify.places import Point, km_between
from whoholds.identify.registry import load_registry
from whoholds.identify.resolver import Resolver

NEAR_KM = 12.0
WARS = {
    "SD": ("Sudan", "Sudanese civil war"),
    "UA": ("Ukraine", "Russo-Ukrainian War"),
    "MM": ("Myanmar", "Myanmar civil war"),
}


@dataclass(frozen=True, slots=True)
class Named:
    """A name as a report spells it, and where it lies."""

    country: str
    name: str
    province: str
    point: Point


def main() -> None:
    """Print and keep the figures."""
    ask = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    ask.add_argument("names", type=Path)
    ask.add_argument("folder", type=Path)
    add_figures_option(ask)
    args = ask.parse_args()
    names = read_names(args.names)
    gazetteer = open_gazetteers(args.folder)
    resolver = Resolver(load_registry(), gazetteer)
    table: list[list[Cell]] = []
    figures: dict[str, float | int | str | None] = {"names": len(names)}
    for label, with_province, together in (
        ("with province", True, False),
        ("country alone", False, False),
        ("in one report", False, True),
    ):
        whole_placed = whole_right = 0
        for country in dict.fromkeys(each.country for each in names):
            own = [each for each in names if each.country == country]
            links = resolved(own, resolver, with_province=with_province, together=together)
            placed, right = counted(own, links)
            whole_placed, whole_right = whole_placed + placed, whole_right + right
            exact = sum(
                found is not None and km_between(found.place, each.point) <= NEAR_KM
                for each in own
                for found in [
                    by_exact_name(gazetteer, country, CodedPlace(each.name, each.point, "", "", 1))
                ]
            )
            table.append([f"{label}, {country}", len(own), exact, placed, right])
        figures[f"{label}: placed"] = share(whole_placed, len(names))
        figures[f"{label}: right of these"] = share(whole_right, whole_placed)
    print_table(["names as reports spell them", "names", "exact right", "placed", "right"], table)
    keep_figures(args.figures, "places", figures)


def read_names(path: Path) -> list[Named]:
    """Return the rows of a table of names; lines that begin with `#` are notes."""
    with path.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader((line for line in lines if line[:1] != "#"), delimiter="\t")
        return [
            Named(
                row["country"],
                row["name"],
                row["province"],
                Point(float(row["lat"]), float(row["lon"])),
            )
            for row in rows
        ]


def resolved(
    names: Sequence[Named], resolver: Resolver, *, with_province: bool, together: bool
) -> list[PlaceLink]:
    """Return the link of a claim at each name, in reports of their own or in one."""
    claims = [(str(at), _claim(each, with_province)) for at, each in enumerate(names)]
    report = _report(names[0].country)
    if together:
        return [found.places[0] for found in resolver.resolve(report, claims)]
    return [resolver.resolve(report, [claim])[0].places[0] for claim in claims]


def counted(names: Sequence[Named], links: Sequence[PlaceLink]) -> tuple[int, int]:
    """Return how many are tied to one place, and how many of these are right."""
    placed = right = 0
    for each, link in zip(names, links, strict=True):
        if link.precision is GeoPrecision.EXACT and link.lat is not None and link.lon is not None:
            placed += 1
            right += km_between(Point(link.lat, link.lon), each.point) <= NEAR_KM
    return placed, right


def _report(country: str) -> Report:
    land, war = WARS[country]
    return Report(page="", cleaner="", title=f"Fighting in {land}", text="", context=(war,))


def _claim(named: Named, with_province: bool) -> Claim:
    quote = Quote(Span(0, 1), "x")
    land = WARS[named.country][0]
    within = (named.province, land) if with_province else (land,)
    mention = PlaceMention(name=named.name, kind=PlaceKind.SETTLEMENT, within=within)
    return Claim(
        report="", event=Event.CLASH, status=Status.HAPPENED, quote=quote, trigger=quote,
        time_frame=TimeFrame.RECENT, places=(mention,),
    )  # fmt: skip


if __name__ == "__main__":
    main()
