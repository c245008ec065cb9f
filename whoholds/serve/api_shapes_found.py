"""The shapes of what a search over places, groups, publishers and quotes finds."""

from datetime import date

from whoholds.base.records import Event, Status
from whoholds.serve.api_shapes import ClaimPlaceShape, PlaceShape, Shape, SourceShape


class ActorFoundShape(Shape):
    """A group that claims name; `claims` is how many do."""

    actor: str | None
    name: str
    side: str | None
    side_name: str | None
    claims: int


class PublisherShape(Shape):
    """Who published reports on record, and of how many claims."""

    publisher: str
    reports: int
    claims: int


class QuoteFoundShape(Shape):
    """A quote that has the words asked for; `marks` are their spans in it, end excluded."""

    claim: str
    seq: int
    quote: str
    marks: list[tuple[int, int]]
    event: Event
    status: Status
    places: list[ClaimPlaceShape]
    first_day: date | None
    source: SourceShape


class SearchShape(Shape):
    """What is on record of the words asked for, best first: places, groups, publishers and quotes.

    Quotes come newest on record first.
    """

    position: int
    places: list[PlaceShape]
    actors: list[ActorFoundShape]
    sources: list[PublisherShape]
    quotes: list[QuoteFoundShape]
