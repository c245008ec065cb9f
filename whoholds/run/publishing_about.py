"""What a published site says of itself: counts, sources, and what read it all."""

from whoholds.publish.site_pages import AboutPage, SourceLine
from whoholds.run.answers import Picture
from whoholds.run.history import records_of_sources
from whoholds.run.publishing_index import SiteIndex


def about_page(index: SiteIndex) -> AboutPage:
    """Return what the site is about: counts, sources, and what read it all."""
    picture = index.picture
    return AboutPage(
        reports=len(picture.reports),
        claims=len(picture.claims),
        withheld=index.withheld,
        places=len(picture.places),
        unlocated=sum(place.lat is None for place in picture.places.values()),
        periods=sum(len(picture.periods.get(place, ())) for place in picture.places),
        maps=tuple(
            f"{each.map.source}, {each.map.day.isoformat()} ({each.map.role.value})"
            for each in picture.maps.maps
        ),
        sources=tuple(
            SourceLine(
                name=record.name,
                side=_name_of(picture, record.side),
                claims=record.claims,
                changes=record.changes,
                borne_out=record.borne_out,
                contradicted=record.contradicted,
                reliability=record.reliability,
            )
            for record in records_of_sources(picture)
        ),
        readers=tuple(sorted({row.claim.reader for row in picture.claims.values()})),
    )


def _name_of(picture: Picture, side: str | None) -> str | None:
    known = None if side is None else picture.sides.get(side)
    return side if known is None else known.name
