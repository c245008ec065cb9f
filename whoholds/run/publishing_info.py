"""What a published site is called, whose it is, where it stands, which state of the record it is."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import whoholds
from whoholds.publish.credits import credit_of
from whoholds.publish.site_pages import SiteInfo
from whoholds.run.answers import Picture
from whoholds.run.home import Home
from whoholds.run.publishing_index import SiteIndex

_BASEMAP_CREDIT = "Basemap: Natural Earth (public domain); its borders are de facto."


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


def site_info(home: Home, picture: Picture, index: SiteIndex, options: SiteOptions) -> SiteInfo:
    """Return what every page of the site tells."""
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
        first=index.first,
        last=index.last,
        sides=tuple(sorted(index.teller.sides.values(), key=lambda side: side.id)),
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
