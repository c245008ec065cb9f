"""What of a picture may be published: nothing that a reviewer rejected, and no words around the quotes.

What was redacted is in no picture to begin with; comments of readers are in a report, and never in what
is made here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from whoholds.base.records import Report, SourcedClaim, Verdict
from whoholds.base.spans import Quote, Span
from whoholds.run.answers import Picture, place_on_record

GAP = " […] "
"""What stands for the words between two quotes of a report."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Public:
    """A picture of what may be published; `withheld` counts the claims that were left out."""

    picture: Picture
    withheld: int


def public_picture(picture: Picture) -> Public:
    """Return the picture without rejected claims, and without what they alone brought in.

    Rejected claims weigh nothing: no period changes. A report of which no claim is left, and a place
    that none names any more, are left out; so are spellings that rejected claims alone have.
    """
    claims = {
        claim.id: claim for claim in picture.claims.values() if claim.verdict is not Verdict.REJECT
    }
    named_at: dict[str, list[str]] = {}
    for claim in claims.values():
        for place in dict.fromkeys(link.place for link in claim.resolution.places):
            named_at.setdefault(place, []).append(claim.id)
    touched = {
        link.place
        for claim in picture.claims.values()
        if claim.id not in claims
        for link in claim.resolution.places
    }
    places = {
        place: place_on_record(_links(place, [claims[each] for each in named_at[place]]))
        if place in touched
        else on_record
        for place, on_record in picture.places.items()
        if place in named_at
    }
    return Public(
        picture=replace(
            picture,
            claims=MappingProxyType(claims),
            reports=MappingProxyType({row.claim.report: row.report for row in claims.values()}),
            places=MappingProxyType(places),
            _named_at=MappingProxyType({place: tuple(ids) for place, ids in named_at.items()}),
        ),
        withheld=len(picture.claims) - len(claims),
    )


def _links(place: str, claims: Sequence[SourcedClaim]) -> list[Any]:
    return [link for claim in claims for link in claim.resolution.places if link.place == place]


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """A report of which only the quoted words are left; `moved` are its claims, their spans moved."""

    report: Report
    claims: Mapping[str, SourcedClaim]


def excerpt_of(report: Report, claims: Sequence[SourcedClaim]) -> Excerpt:
    """Return a report with only the quotes of `claims` in its text, and no captions or comments.

    Quotes that overlap or touch become one piece; a trigger outside of its quote is kept too.
    """
    pieces: list[Span] = []
    spans = sorted(
        quote.span
        for claim in claims
        for quote in (claim.claim.quote, claim.claim.trigger)
        if not quote.in_title
    )
    for span in spans:
        if len(pieces) > 0 and span.start <= pieces[-1].end:
            pieces[-1] = Span(pieces[-1].start, max(pieces[-1].end, span.end))
        else:
            pieces.append(span)
    text, starts = "", []
    for piece in pieces:
        text += GAP if text != "" or piece.start > 0 else ""
        starts.append(len(text))
        text += piece.cut(report.text)
    if len(pieces) > 0 and pieces[-1].end < len(report.text):
        text += GAP

    def moved(quote: Quote) -> Quote:
        if quote.in_title:
            return quote
        at = next(at for at, piece in enumerate(pieces) if piece.covers(quote.span))
        by = starts[at] - pieces[at].start
        return replace(quote, span=Span(quote.span.start + by, quote.span.end + by))

    cut = replace(report, text=text, captions=(), comments=())
    return Excerpt(
        report=cut,
        claims=MappingProxyType(
            {
                claim.id: replace(
                    claim,
                    report=cut,
                    claim=replace(
                        claim.claim,
                        quote=moved(claim.claim.quote),
                        trigger=moved(claim.claim.trigger),
                    ),
                )
                for claim in claims
            }
        ),
    )
