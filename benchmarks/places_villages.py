"""Villages of coded conflict events: is the place chosen by the name within 3 km of the coder's point?

    python -m benchmarks.places_villages GED.csv GAZETTEER [--country SY] [--figures FILE]

GAZETTEER is a file as `whoholds gazetteer add` takes it, or a folder of compiled ones. GED.csv has the
columns place, lat, lon, where_prec (UCDP GED). Asked is the name alone, in the
country, without any other context; what is not placed counts as wrong. A row is called a village
where the coders' name ends in "village" or "town"; "all" are all rows of the file. The rows are cut
by a digest of their name into a half that the weights of context were tuned on ("tuned") and a half
that was only counted ("held"). Beside: the gazetteer's exact names after folding, ties to the most
people, and the combined score of the keys alone.
"""

import argparse
import csv
import hashlib
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.figures import Cell, add_figures_option, keep_figures, print_table, share
from whoholds.base.records import PlaceCandidate, PlaceKind, PlaceMention
from whoholds.identify.gazetteer import Gazetteers, open_gazetteers
from whoholds.identify.gazetteer_import import add_gazetteer
from whoholds.identify.places import PlaceContext, PlaceRanker, Point, choose, km_between
from whoholds.identify.spelling import fold

NEAR_KM = 3.0
SETTLED = (" village", " town")
COUNTRY_NAMES = {"syria": "SY", "ukraine": "UA", "iraq": "IQ", "sudan": "SD"}


@dataclass(frozen=True, slots=True)
class CodedPlace:
    """A place of conflict events as its coders named and located it."""

    name: str
    point: Point
    unit: str
    headline: str
    precision: int

    @property
    def village(self) -> bool:
        """Whether the coders call it a village or town."""
        return self.name.endswith(SETTLED)

    @property
    def held(self) -> bool:
        """Whether it lies in the half that nothing was tuned on."""
        return hashlib.sha256(self.name.encode()).digest()[0] % 2 == 1


def coded_places(path: Path) -> list[CodedPlace]:
    """Return the rows of `path` that the coders located at 1 or 2 of their precision."""
    with path.open(encoding="utf-8", newline="") as lines:
        return [
            CodedPlace(
                row["place"],
                Point(float(row["lat"]), float(row["lon"])),
                row.get("adm1", ""),
                row.get("example_headline", ""),
                int(float(row["where_prec"])),
            )
            for row in csv.DictReader(lines)
            if float(row["where_prec"]) <= 2.0
        ]


def groups(places: list[CodedPlace]) -> dict[str, list[CodedPlace]]:
    """Return the groups that a table has a row of."""
    villages = [place for place in places if place.village]
    return {
        "villages": villages,
        "villages, tuned half": [place for place in villages if not place.held],
        "villages, held half": [place for place in villages if place.held],
        "villages, precision 1": [place for place in villages if place.precision == 1],
        "all places": places,
        "all places, held half": [place for place in places if place.held],
    }


def is_right(candidate: PlaceCandidate | None, place: CodedPlace) -> bool:
    """Tell whether the candidate lies within 3 km of the coder's point."""
    return candidate is not None and km_between(candidate.place, place.point) <= NEAR_KM


def bare(name: str) -> str:
    """Return the coders' name without their word for what it is."""
    return next((name.removesuffix(end) for end in SETTLED if name.endswith(end)), name)


def by_exact_name(gazetteer: Gazetteers, country: str, place: CodedPlace) -> PlaceCandidate | None:
    """Return the place with that very name, of several the one with most people."""
    name = bare(place.name)
    same = [
        each
        for each in gazetteer.search(name, countries=(country,), limit=50)
        if fold(name) in {fold(other) for other in (each.place.name, *each.place.names)}
    ]
    return min(same, key=lambda each: (-(each.place.population or 0), each.place.id), default=None)


@contextmanager
def opened(path: Path) -> Iterator[Gazetteers]:
    """Open the compiled gazetteers of a folder, or a file compiled for the time being."""
    if path.is_dir():
        yield open_gazetteers(path)
        return
    with tempfile.TemporaryDirectory() as folder:
        add_gazetteer(path, Path(folder))
        yield open_gazetteers(Path(folder))


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
        context = PlaceContext((args.country,))
        exact: dict[str, bool] = {}
        best: dict[str, bool] = {}
        chosen: dict[str, PlaceCandidate | None] = {}
        start = time.perf_counter()
        for place in places:
            mention = PlaceMention(name=place.name, kind=PlaceKind.SETTLEMENT)
            ranked = ranker.rank(mention, context)
            chosen[place.name] = choose(ranked)[0]
            best[place.name] = is_right(ranked[0] if len(ranked) > 0 else None, place)
        took = (time.perf_counter() - start) / len(places)
        for place in places:
            exact[place.name] = is_right(by_exact_name(gazetteer, args.country, place), place)
    table: list[list[Cell]] = []
    figures: dict[str, float | int | str | None] = {}
    for label, group in groups(places).items():
        placed = [each for each in group if chosen[each.name] is not None]
        right = sum(is_right(chosen[each.name], each) for each in placed)
        table.append(
            [
                label,
                len(group),
                share(sum(exact[each.name] for each in group), len(group)),
                share(sum(best[each.name] for each in group), len(group)),
                share(len(placed), len(group)),
                share(right, len(placed)),
            ]
        )
        figures[label] = table[-1][3]
        figures[f"{label}: exact"] = table[-1][2]
        figures[f"{label}: places"] = len(group)
    print_table(["name alone", "places", "exact", "first", "placed", "right of these"], table)
    print(f"one name in {took * 1000:.2f} ms")
    figures["ms a name"] = took * 1000
    keep_figures(args.figures, "places", figures)


if __name__ == "__main__":
    main()
