"""The route of the search: places, groups, publishers and quotes by words."""

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query

from whoholds.base.records import Verdict
from whoholds.serve import api_shapes_found as shapes
from whoholds.serve import api_views as views
from whoholds.serve.desk import AtDesk, Desk, Known
from whoholds.serve.words import marks_of, words_of

if TYPE_CHECKING:
    from whoholds.run.answers import Picture

_MOST = 50

router = APIRouter()


@router.get("/search", summary="Places, groups, publishers and quotes on record")
def get_search(
    desk: AtDesk,
    q: Annotated[
        str, Query(min_length=1, max_length=100, description="A name in any spelling, or words.")
    ],
    known: Known = None,
    limit: Annotated[int, Query(ge=1, le=_MOST, description="The most of each.")] = 10,
) -> shapes.SearchShape:
    """Return what is on record whose name or spelling is like `q`, and the quotes with its words."""
    picture = desk.picture(known)
    directory = desk.directory(picture)
    return shapes.SearchShape(
        position=picture.position,
        places=[views.place_of(picture, place) for place in directory.places_like(q, limit)],
        actors=directory.actors_like(q, limit),
        sources=directory.publishers_like(q, limit),
        quotes=_quotes(desk, picture, q, limit),
    )


def _quotes(desk: Desk, picture: "Picture", asked: str, limit: int) -> list[shapes.QuoteFoundShape]:
    words = words_of(asked)
    found: list[shapes.QuoteFoundShape] = []
    for each in desk.quotes.find(asked, upto=picture.position):
        row = picture.claims.get(each.claim)
        if row is None or row.verdict is Verdict.REJECT:
            continue  # read otherwise since, or rejected: it stands no more
        dated = row.resolution.date
        found.append(
            shapes.QuoteFoundShape(
                claim=row.id,
                seq=row.seq,
                quote=row.claim.quote.text,
                marks=marks_of(row.claim.quote.text, words),
                event=row.claim.event,
                status=row.claim.status,
                places=views.places_of(row),
                first_day=None if dated is None else dated.days.start,
                source=views.source_of(row),
            )
        )
        if len(found) == limit:
            break
    return found
