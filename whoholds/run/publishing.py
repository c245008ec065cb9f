"""A picture published: a folder of pages, data and maps that any web server can hand out.

The same picture gives the same bytes: no clock is read, and everything is in a fixed order. Nothing that
was rejected or redacted is in it, no comment of a reader, and of the reports' texts only the quotes.
"""

import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING

from whoholds.base.errors import InputError
from whoholds.publish.citations import bibtex, citation_file, citation_words
from whoholds.publish.ground_picture import GroundPicture
from whoholds.publish.place_table import PLACE_COLUMNS, place_row
from whoholds.publish.site_feed import FeedEntry, feed, feed_lines, sitemap
from whoholds.publish.site_layout import Layout, style_of_sides
from whoholds.publish.site_pages import (
    ActorLine,
    DayLine,
    DayPage,
    HomePage,
    PinTold,
    PlaceLine,
    SiteInfo,
)
from whoholds.publish.site_writer import SiteFolder, Written, written_site
from whoholds.publish.tables import write_csv
from whoholds.publish.told_words import day_words
from whoholds.publish.topojson import read_countries
from whoholds.run.answers import Picture
from whoholds.run.exports import draw, write_export
from whoholds.run.framing import frame_of
from whoholds.run.home import Home
from whoholds.run.public import public_picture
from whoholds.run.publishing_about import about_page
from whoholds.run.publishing_actors import actor_line, actor_pages
from whoholds.run.publishing_days import change_line, day_line, day_pages
from whoholds.run.publishing_index import SiteIndex
from whoholds.run.publishing_info import SiteOptions, site_info
from whoholds.run.publishing_places import place_line, place_pages, place_rows

_FEED_DAYS = 30
_FEED_LINES = 20
_HOME_DAYS = 20
_HOME_CHANGES = 12
_BASEMAPS = ("countries-10m.json", "countries-50m.json")
_CLOSE_DEGREES = 6.0
_EXPORTS = (("claims", "csv"), ("periods", "csv"), ("periods", "geojson"))

if TYPE_CHECKING:
    from whoholds.publish.told import ChangeTold

Files = Iterable[tuple[str, bytes]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What was published: the files, and how many pages of each sort."""

    position: int
    days: int
    places: int
    actors: int
    withheld: int
    written: Written


def publish(
    home: Home,
    picture: Picture,
    folder: Path,
    *,
    options: SiteOptions,
    beside: Callable[[Picture, SiteInfo], Files] | None = None,
) -> Published:
    """Write a site of the picture into `folder`, whole or not at all.

    `beside` gives further files for the public part of the picture: the map page and its data.

    Raises:
        InputError: if `folder` holds something that is no published site, or the last day lies before
            the first.
        StorageError: if it cannot be written; what was there stays then.
    """
    public = public_picture(picture)
    index = SiteIndex(public, first=options.first, last=options.last)
    if index.first is not None and index.last is not None and index.last < index.first:
        raise InputError(
            f"publishing the days {index.first} to {index.last}: the last lies before the first; turn "
            "them round"
        )
    with written_site(folder) as site:
        info = site_info(home, public.picture, index, options)
        writer = _Writer(site, index, info)
        writer.style()
        days = writer.days()
        places = writer.places()
        actors = writer.actors()
        writer.home(days)
        writer.about()
        writer.tables()
        for path, data in () if beside is None else beside(public.picture, info):
            site.put(path, data)
        writer.maps()
        writer.lists()
        return Published(
            position=picture.position,
            days=len(days),
            places=len(places),
            actors=len(actors),
            withheld=public.withheld,
            written=site.finish(),
        )


class _Writer:
    """Writes the pages of one site."""

    def __init__(self, site: SiteFolder, index: SiteIndex, info: SiteInfo) -> None:
        self._site = site
        self._index = index
        self._info = info
        self._layout = Layout(info, days=index.days)
        points = [
            (place.lat, place.lon)
            for place in index.picture.places.values()
            if place.lat is not None and place.lon is not None
        ]
        self._frame = frame_of(index.picture)
        self._ground = GroundPicture(points, frame=self._frame) if len(points) > 0 else None
        self._feed: list[FeedEntry] = []
        self._recent: list[ChangeTold] = []

    def style(self) -> None:
        folder = files("whoholds.publish") / "site"
        for name in ("site.css", "static.css", "icon.svg"):
            self._site.put(name, (folder / name).read_bytes())
        self._site.put("sides.css", style_of_sides(self._info.sides))

    def days(self) -> list[DayLine]:
        lines = []
        newest_first = self._index.days[::-1]
        feed_days = frozenset(newest_first[:_FEED_DAYS])
        for page in day_pages(self._index):
            path = f"days/{page.day.isoformat()}.html"
            small = self._lay(page.pins)
            self._site.put(path, self._layout.page("day.html", path, page, map=small))
            lines.append(day_line(page))
            if page.day in feed_days:
                self._feed.append(_feed_entry(page))
            self._recent = [*page.changes, *self._recent][:_HOME_CHANGES]
        self._put("days/index.html", "days.html", lines)
        return lines

    def places(self) -> list[PlaceLine]:
        lines = []
        for page in place_pages(self._index):
            path = f"places/{page.place.key}.html"
            small = self._lay([] if page.pin is None else [page.pin])
            self._site.put(path, self._layout.page("place.html", path, page, map=small))
            lines.append(place_line(page))
        self._put("places/index.html", "places.html", lines)
        return lines

    def actors(self) -> list[ActorLine]:
        lines = []
        for page in actor_pages(self._index):
            self._put(f"actors/{page.actor.key}.html", "actor.html", page)
            lines.append(actor_line(page))
        self._put("actors/index.html", "actors.html", lines)
        return lines

    def home(self, days: list[DayLine]) -> None:
        counts = self._index.counts_on(self._index.last)
        newest = days[::-1][:_HOME_DAYS]
        page = HomePage(
            headline=_headline(days),
            counts=counts.sides,
            contested=counts.contested,
            unknown=counts.unknown,
            changes=tuple(self._recent),
            days=tuple(newest),
            drawn=self._ground is not None,
        )
        self._put("index.html", "home.html", page)

    def about(self) -> None:
        about = about_page(self._index)
        words = citation_words(self._info)
        self._site.put(
            "about.html", self._layout.page("about.html", "about.html", about, citation=words)
        )
        self._site.put("citation.bib", bibtex(self._info))
        self._site.put("CITATION.cff", citation_file(self._info))

    def tables(self) -> None:
        """Write the whole of the data as tables, by the writers of `whoholds export`."""
        with tempfile.TemporaryDirectory(prefix="whoholds-") as scratch:
            for what, form in _EXPORTS:
                path = Path(scratch) / f"{what}.{form}"
                write_export(self._index.picture, what, form, path, on=None)
                self._site.copy(f"data/{path.name}", path)
            path = Path(scratch) / "places.csv"
            write_csv(map(place_row, place_rows(self._index)), path, PLACE_COLUMNS)
            self._site.copy("data/places.csv", path)

    def maps(self) -> None:
        """Draw the last day, and the ground of the small maps."""
        if self._ground is None:
            return
        with tempfile.TemporaryDirectory(prefix="whoholds-") as scratch:
            for form in ("png", "svg"):
                path = Path(scratch) / f"latest.{form}"
                draw(
                    self._index.picture,
                    path,
                    on=self._index.last,
                    title=self._info.title,
                    frame=self._frame,
                    unknown=False,
                )
                self._site.copy(f"maps/{path.name}", path)
        extent = self._ground.extent
        # The finer outlines are for a small area alone: they are heavy.
        close = extent.north - extent.south < _CLOSE_DEGREES
        names = _BASEMAPS if close else _BASEMAPS[::-1]
        countries = []
        for name in names:
            with as_file(files("whoholds.publish") / "basemap" / name) as path:
                if path.exists():
                    countries = read_countries(path)
                    break
        self._site.put("maps/ground.svg", self._ground.svg(countries))

    def lists(self) -> None:
        """Write the feed, the sitemap and what is known of licences."""
        self._site.put("feed.xml", feed(self._info, self._feed[::-1]))
        listed = sorted(path for path in self._site.paths if path.endswith(".html"))
        for path, data in sitemap(self._info, listed).items():
            self._site.put(path, data)

    def _put(self, path: str, template: str, page: object) -> None:
        self._site.put(path, self._layout.page(template, path, page))

    def _lay(self, pins: Iterable[PinTold]) -> object:
        return None if self._ground is None else self._ground.lay(list(pins))


def _headline(days: list[DayLine]) -> str:
    """Return the headline of the last day on which something changed, with its day."""
    for line in reversed(days):
        if line.changes > 0:
            return f"{day_words(line.day)}: {line.headline}"
    return "Nothing is on record yet." if len(days) == 0 else days[-1].headline


def _feed_entry(page: DayPage) -> FeedEntry:
    told = [*page.told, *(row for change in page.changes for row in change.supporting)]
    shown = page.changes[:_FEED_LINES]
    return FeedEntry(
        day=page.day,
        headline=page.headline,
        lines=feed_lines(map(change_line, shown), more=len(page.changes) - len(shown)),
        updated=max((row.recorded for row in told), default=""),
    )
