"""From a picture to the shapes of the API: pure functions, one for each answer."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from whoholds.base.map_records import SourcedMap
from whoholds.base.records import (
    ActorLink,
    Count,
    Evidence,
    Period,
    SourcedClaim,
)
from whoholds.base.spans import Quote
from whoholds.base.times import ONE_DAY
from whoholds.picture.explain import explain, last_told
from whoholds.publish.ground import Shape, feature_of
from whoholds.publish.side_signs import signs_of
from whoholds.publish.told_words import sure_words
from whoholds.serve import api_shapes as shapes

if TYPE_CHECKING:
    from whoholds.run.answers import Picture, PlaceOnRecord

_EPOCH = date(1970, 1, 1).toordinal()
_STRANGER = "named:"


def day_number(day: date | None) -> int | None:
    """Return the days from 1970-01-01 to `day`, None for None."""
    return None if day is None else day.toordinal() - _EPOCH


def sides_of(picture: "Picture") -> list[shapes.SideShape]:
    """Return the sides of the picture: those of a registry first, then groups of no known side."""
    signs = signs_of(picture.sides)
    return [
        shapes.SideShape(
            id=side.id,
            name=side.name,
            colour=signs[side.id].colour,
            shape=signs[side.id].shape,
        )
        for side in sorted(
            picture.sides.values(), key=lambda side: (side.id.startswith(_STRANGER), side.id)
        )
    ]


def state_of(picture: "Picture", *, version: str, newest: int, map_tiles: str) -> shapes.StateShape:
    """Return what the record holds, counted."""
    return shapes.StateShape(
        version=version,
        position=picture.position,
        newest=newest,
        recorded=picture.recorded,
        first_day=picture.first_day,
        last_day=picture.last_day,
        sides=sides_of(picture),
        reports=len(picture.reports),
        claims=len(picture.claims),
        places=len(picture.places),
        periods=sum(len(periods) for periods in picture.periods.values()),
        map_tiles=map_tiles,
    )


def place_columns(picture: "Picture", places: Sequence["PlaceOnRecord"]) -> dict[str, list[Any]]:
    """Return the columns of `PlacesColumns` as JSON types; plain, since there may be many rows."""
    return {
        "id": [place.id for place in places],
        "name": [place.name for place in places],
        "kind": [place.kind.value for place in places],
        "precision": [place.precision.value for place in places],
        "lat": [place.lat for place in places],
        "lon": [place.lon for place in places],
        "radius_m": [place.radius_m for place in places],
        "country": [place.country for place in places],
        "claims": [len(picture.claims_at(place.id)) for place in places],
    }


def place_of(picture: "Picture", place: "PlaceOnRecord") -> shapes.PlaceShape:
    """Return a place on record, with the name of the place that it was located by."""
    anchor = None if place.anchor is None else picture.places.get(place.anchor)
    return shapes.PlaceShape(
        id=place.id,
        name=place.name,
        kind=place.kind,
        precision=place.precision,
        lat=place.lat,
        lon=place.lon,
        radius_m=place.radius_m,
        country=place.country,
        anchor=place.anchor,
        anchor_name=None if anchor is None else anchor.name,
        feature_code=place.feature_code,
        spellings=list(place.spellings),
        claims=len(picture.claims_at(place.id)),
    )


def map_of(sourced: SourcedMap) -> shapes.MapShape:
    """Return a map on record, without its places."""
    made = sourced.map
    return shapes.MapShape(
        id=sourced.id,
        source=made.source,
        day=made.day,
        role=made.role,
        file=made.name,
        places=len(made.places),
    )


def areas_of_map(sourced: SourcedMap, areas: Sequence[Shape], position: int) -> dict[str, Any]:
    """Return the areas of a map as a GeoJSON FeatureCollection, in the form of `AreasShape`."""
    return {
        "type": "FeatureCollection",
        "position": position,
        "id": sourced.id,
        "source": sourced.map.source,
        "day": sourced.map.day.isoformat(),
        "features": [feature_of(area) for area in areas],
    }


def place_answer(
    picture: "Picture", place: "PlaceOnRecord", on: date | None
) -> shapes.PlaceAnswerShape:
    """Return everything known of a place; `on` None means the last day of the dated evidence."""
    day = picture.last_day if on is None else on
    period = None if day is None else picture.period_on(place.id, day)
    rows = picture.evidence.get(place.id, ())
    explained = explain(period, rows, picture.claims_at(place.id))
    reasons = (
        *explained.supporting,
        *explained.opposing,
        *explained.silent,
        *explained.other_times,
    )
    evidence: dict[str, list[Evidence]] = {}
    for row in rows:
        evidence.setdefault(row.claim, []).append(row)
    claims = [
        shapes.BearingShape(
            bearing=reason.bearing,
            sentence=reason.sentence,
            claim=claim_of(picture.claims[reason.claim]),
            evidence=[_evidence_of(row) for row in evidence.get(reason.claim, ())],
        )
        for reason in reasons
    ]
    return shapes.PlaceAnswerShape(
        position=picture.position,
        recorded=picture.recorded,
        on=day,
        place=place_of(picture, place),
        summary=explained.summary,
        period=None if period is None else _period_of(picture, period),
        periods=[_period_of(picture, each) for each in picture.periods.get(place.id, ())],
        claims=claims,
    )


def report_of(picture: "Picture", identifier: str) -> shapes.ReportShape | None:
    """Return a report with the claims found in it, None where it is not on record."""
    report = picture.reports.get(identifier)
    if report is None:
        return None
    claims = [claim for claim in picture.claims.values() if claim.claim.report == identifier]
    return shapes.ReportShape(
        position=picture.position,
        id=identifier,
        title=report.title,
        text=report.text,
        publisher=report.publisher,
        published=report.published,
        url=report.url,
        language=report.language,
        page=report.page,
        cleaner=report.cleaner,
        captions=[shapes.CaptionShape(text=row.text, credit=row.credit) for row in report.captions],
        claims=[claim_of(claim) for claim in claims],
    )


def claim_of(row: SourcedClaim) -> shapes.ClaimShape:
    """Return a claim with its quote and source."""
    claim, resolution = row.claim, row.resolution
    dated = resolution.date
    return shapes.ClaimShape(
        id=row.id,
        seq=row.seq,
        recorded=row.recorded,
        event=claim.event,
        status=claim.status,
        quote=_quote_of(claim.quote),
        trigger=_quote_of(claim.trigger),
        actors=_actors_of(resolution.actors),
        targets=_actors_of(resolution.targets),
        said_by=_actors_of(resolution.said_by),
        places=places_of(row),
        first_day=None if dated is None else dated.days.start,
        last_day=None if dated is None else dated.days.last,
        date_precision=None if dated is None else dated.precision,
        date_basis=None if dated is None else dated.basis,
        date_words=None if claim.when is None else claim.when.text,
        means=claim.means,
        killed=_count_of(claim.killed),
        wounded=_count_of(claim.wounded),
        reader=claim.reader,
        confidence=claim.confidence,
        verdict=row.verdict,
        source=source_of(row),
    )


def places_of(row: SourcedClaim) -> list[shapes.ClaimPlaceShape]:
    """Return the places of a claim."""
    return [
        shapes.ClaimPlaceShape(
            id=link.place,
            name=link.name,
            mention=link.mention,
            precision=link.precision,
            why=link.why,
        )
        for link in row.resolution.places
    ]


def source_of(row: SourcedClaim) -> shapes.SourceShape:
    """Return where a claim comes from."""
    report = row.report
    return shapes.SourceShape(
        report=row.claim.report,
        title=report.title,
        publisher=report.publisher,
        published=report.published,
        url=report.url,
        page=report.page,
    )


def _period_of(picture: "Picture", period: Period) -> shapes.PeriodShape:
    side = None if period.side is None else picture.sides.get(period.side)
    return shapes.PeriodShape(
        first_day=period.start,
        last_day=None if period.end is None else period.end - ONE_DAY,
        state=period.state,
        side=period.side,
        side_name=None if side is None else side.name,
        actor=period.actor,
        confidence=period.confidence,
        words=None if period.side is None else sure_words(period.confidence),
        last_told=last_told(period, picture.evidence.get(period.place, ())),
        supporting=len(period.supporting),
        opposing=len(period.opposing),
    )


def _evidence_of(row: Evidence) -> shapes.EvidenceShape:
    return shapes.EvidenceShape(
        effect=row.effect,
        side=row.side,
        actor=row.actor,
        first_day=row.days.start,
        last_day=row.days.last,
        ratio=row.ratio,
        interest=row.interest,
        why=row.why,
    )


def _quote_of(quote: Quote) -> shapes.QuoteShape:
    return shapes.QuoteShape(
        text=quote.text, start=quote.span.start, end=quote.span.end, in_title=quote.in_title
    )


def _actors_of(links: Sequence[ActorLink]) -> list[shapes.ActorShape]:
    return [
        shapes.ActorShape(mention=link.mention, name=link.name, actor=link.actor, side=link.side)
        for link in links
    ]


def _count_of(count: Count | None) -> shapes.CountShape | None:
    return None if count is None else shapes.CountShape(low=count.low, high=count.high)
