"""A picture published: a folder of pages, data and maps that any web server can hand out.

The same picture gives the same bytes: no clock is read, and everything is in a fixed order. Nothing that
was rejected or redacted is in it, no comment of a reader, and of the reports' texts only the quotes.
"""

import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING

import whoholds
from whoholds.base.errors import InputError
from whoholds.publish.citations import bibtex, citation_file, citation_words
from whoholds.publish.credits import credit_of
from whoholds.publish.ground_picture import GroundPicture
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
from whoholds.publish.told_words import day_words
from whoholds.publish.topojson import read_countries
from whoholds.run.answers import Picture
from whoholds.run.exports import draw, write_export
from whoholds.run.framing import frame_of
from whoholds.run.home import Home
from whoholds.run.public import public_picture
from whoholds.run.publishing_pages import SitePages, change_line

_FEED_DAYS = 30
_FEED_LINES = 20
_HOME_DAYS = 20
_HOME_CHANGES = 12
_BASEMAPS = ("countries-10m.json", "countries-50m.json")
_CLOSE_DEGREES = 6.0
_EXPORTS = (("claims", "csv"), ("periods", "csv"), ("periods", "geojson"))
_BASEMAP_CREDIT = "Basemap: Natural Earth (public domain); its borders are de facto."

if TYPE_CHECKING:
    from whoholds.publish.told import ChangeTold

Files = Iterable[tuple[str, bytes]]


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteOptions:
    """What whoever publishes decides.

    `address` is where the site will stand (`https://example.org/map/`), None where it is not known: then
    there is no sitemap. `first`, `last` bound the days that get a page, both included; None for all.
    """

    title: str = "Who holds what"
    publisher: str | None = None
    address: str | None = None
    first: date | None = None
    last: date | None = None
    full_texts: bool = False


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
    pages = SitePages(public, first=options.first, last=options.last)
    if pages.first is not None and pages.last is not None and pages.last < pages.first:
        raise InputError(
            f"publishing the days {pages.first} to {pages.last}: the last lies before the first; turn "
            "them round"
        )
    with written_site(folder) as site:
        info = _site_info(home, public.picture, pages, options)
        writer = _Writer(site, pages, info)
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

    def __init__(self, site: SiteFolder, pages: SitePages, info: SiteInfo) -> None:
        self._site = site
        self._pages = pages
        self._info = info
        self._layout = Layout(info, days=pages.days)
        points = [
            (place.lat, place.lon)
            for place in pages.picture.places.values()
            if place.lat is not None and place.lon is not None
        ]
        self._frame = frame_of(pages.picture)
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
        newest_first = self._pages.days[::-1]
        feed_days = frozenset(newest_first[:_FEED_DAYS])
        for page in self._pages.day_pages():
            path = f"days/{page.day.isoformat()}.html"
            small = self._lay(page.pins)
            self._site.put(path, self._layout.page("day.html", path, page, map=small))
            lines.append(self._pages.day_line(page))
            if page.day in feed_days:
                self._feed.append(_feed_entry(page))
            self._recent = [*page.changes, *self._recent][:_HOME_CHANGES]
        self._put("days/index.html", "days.html", lines)
        return lines

    def places(self) -> list[PlaceLine]:
        lines = []
        for page in self._pages.place_pages():
            path = f"places/{page.place.key}.html"
            small = self._lay([] if page.pin is None else [page.pin])
            self._site.put(path, self._layout.page("place.html", path, page, map=small))
            lines.append(self._pages.place_line(page))
        self._put("places/index.html", "places.html", lines)
        return lines

    def actors(self) -> list[ActorLine]:
        lines = []
        for page in self._pages.actor_pages():
            self._put(f"actors/{page.actor.key}.html", "actor.html", page)
            lines.append(self._pages.actor_line(page))
        self._put("actors/index.html", "actors.html", lines)
        return lines

    def home(self, days: list[DayLine]) -> None:
        counts = self._pages.counts_on(self._pages.last)
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
        about = self._pages.about()
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
                write_export(self._pages.picture, what, form, path, on=None)
                self._site.copy(f"data/{path.name}", path)

    def maps(self) -> None:
        """Draw the last day, and the ground of the small maps."""
        if self._ground is None:
            return
        with tempfile.TemporaryDirectory(prefix="whoholds-") as scratch:
            for form in ("png", "svg"):
                path = Path(scratch) / f"latest.{form}"
                draw(
                    self._pages.picture,
                    path,
                    on=self._pages.last,
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


def _site_info(home: Home, picture: Picture, pages: SitePages, options: SiteOptions) -> SiteInfo:
    address = options.address
    if address is not None and not address.endswith("/"):
        address += "/"
    places = credit_of(picture.places)
    return SiteInfo(
        title=options.title,
        publisher=options.publisher,
        address=address,
        version=whoholds.__version__,
        position=picture.position,
        recorded=picture.recorded or "",
        first=pages.first,
        last=pages.last,
        sides=tuple(sorted(pages.teller.sides.values(), key=lambda side: side.id)),
        credits=tuple(line for line in (places, *_map_credits(picture), _BASEMAP_CREDIT) if line),
        identity=_digest(home, picture.position),
        full_texts=options.full_texts,
    )


def _map_credits(picture: Picture) -> Iterator[str]:
    sources = sorted({each.map.source for each in picture.maps.maps}, key=str.casefold)
    if len(sources) > 0:
        yield f"Maps of: {'; '.join(sources)}."


def _digest(home: Home, position: int) -> str:
    for entry in home.ledger.entries(after=position - 1, upto=position):
        return entry.digest
    return ""


def _feed_entry(page: DayPage) -> FeedEntry:
    told = [*page.told, *(row for change in page.changes for row in change.supporting)]
    shown = page.changes[:_FEED_LINES]
    return FeedEntry(
        day=page.day,
        headline=page.headline,
        lines=feed_lines(map(change_line, shown), more=len(page.changes) - len(shown)),
        updated=max((row.recorded for row in told), default=""),
    )
