"""Decisions of persons which place a name means, put over what the resolver found.

A decision holds for earlier and for later claims, from its own position on: asked as known before it,
a claim stands where it stood. Of several that fit, the one that tells most counts, then the newest.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from whoholds.base.place_decisions import DecidedPlace, PlaceDecision, name_key
from whoholds.base.protocols import Entry, EntryKind, Ledger
from whoholds.base.records import (
    GeoPrecision,
    PlaceKind,
    PlaceLink,
    PlaceMention,
    SourcedClaim,
)
from whoholds.ledger.drafts import record_of
from whoholds.ledger.undoing import Undone, undone_at

BY_PERSON = "decision"
"""The `gazetteer` of a point that a person gave."""

_SCORE = 100.0
_AROUND_M = 5_000.0
_WIDE = (PlaceKind.PROVINCE, PlaceKind.COUNTRY)


def current_decisions(ledger: Ledger, upto: int | None = None) -> list[DecidedPlace]:
    """Return the decisions that count at the position `upto` (None: the newest), oldest first."""
    decided = PlacesDecided(undone_at(ledger, upto))
    for entry in ledger.entries(kind=EntryKind.PLACE, upto=upto):
        if not entry.redacted:
            decided.add(entry)
    return decided.in_effect()


class PlacesDecided:
    """Decisions in the order of the record: of each name the newest counts that was not taken back."""

    def __init__(self, undone: Undone) -> None:
        self._undone = undone
        self._of: dict[str, list[DecidedPlace]] = {}

    def add(self, entry: Entry) -> None:
        """Take in the decision of an entry.

        Raises:
            LedgerDamaged: if the entry holds none.
        """
        record = record_of(entry)
        assert isinstance(record, PlaceDecision)
        self._of.setdefault(entry.subject, []).append(
            DecidedPlace(
                id=entry.subject,
                seq=entry.seq,
                recorded=entry.recorded,
                by=entry.by,
                decision=record,
            )
        )

    def in_effect(self) -> list[DecidedPlace]:
        """Return the decisions that count, oldest first."""
        newest = [
            next((each for each in reversed(found) if each.seq not in self._undone), None)
            for found in self._of.values()
        ]
        counting = [each for each in newest if each is not None and not each.decision.withdrawn]
        return sorted(counting, key=lambda each: each.seq)


class Placings:
    """Decisions, ready to be put over claims."""

    def __init__(self, decided: Iterable[DecidedPlace]) -> None:
        self._by_name: dict[str, list[DecidedPlace]] = {}
        self._by_place: dict[str, list[DecidedPlace]] = {}
        for each in sorted(decided, key=_rank):
            for name in each.decision.names:
                self._by_name.setdefault(name_key(name), []).append(each)
            for place in each.decision.instead_of:
                self._by_place.setdefault(place, []).append(each)

    def apply(self, claims: Sequence[SourcedClaim]) -> list[SourcedClaim]:
        """Return the claims with their places put where decisions put them; the others as they are."""
        if len(self._by_name) == 0:
            return list(claims)
        around: dict[str, set[str]] = {}
        for claim in claims:
            around.setdefault(claim.claim.report, set()).update(_names_of(claim))
        return [self._placed(claim, around[claim.claim.report]) for claim in claims]

    def _placed(self, claim: SourcedClaim, around: set[str]) -> SourcedClaim:
        links = claim.resolution.places
        mentions = claim.claim.places
        # A claim that was never resolved has no links to put anywhere.
        if len(links) != len(mentions):
            return claim
        placed = tuple(
            self._link(mention, link, around) for mention, link in zip(mentions, links, strict=True)
        )
        if placed == links:
            return claim
        return replace(claim, resolution=replace(claim.resolution, places=placed))

    def _link(self, mention: PlaceMention, link: PlaceLink, around: set[str]) -> PlaceLink:
        key = name_key(mention.name)
        anchors = () if mention.relation is None else mention.relation.anchors
        if key not in {name_key(anchor) for anchor in anchors}:
            for each in (*self._by_name.get(key, ()), *self._by_place.get(link.place, ())):
                if _fits(each.decision, mention, link, around):
                    return _decided(link, each)
        if link.precision is GeoPrecision.NONE:
            for anchor in anchors:
                for each in self._by_name.get(name_key(anchor), ()):
                    if _fits(each.decision, None, link, around):
                        return _beside(mention, link, each)
        return link


def _rank(each: DecidedPlace) -> tuple[int, int, int]:
    told = (len(each.decision.near) > 0) + (each.decision.kind is not None)
    return (-told, -(each.decision.country is not None), -each.seq)


def _fits(
    decision: PlaceDecision, mention: PlaceMention | None, link: PlaceLink, around: set[str]
) -> bool:
    if mention is not None:
        wide = mention.kind in _WIDE
        if decision.kind is not mention.kind and (decision.kind is not None or wide):
            return False
    if decision.country is not None and link.country not in (None, decision.country):
        return False
    beside = (*decision.near, *decision.near_places)
    return len(beside) == 0 or any(name_key(each) in around for each in beside)


def _decided(link: PlaceLink, decided: DecidedPlace) -> PlaceLink:
    decision = decided.decision
    return PlaceLink(
        mention=link.mention,
        place=decision.place,
        name=decision.name,
        kind=link.kind,
        precision=GeoPrecision.EXACT,
        lat=decision.lat,
        lon=decision.lon,
        radius_m=decision.radius_m,
        feature_code=decision.feature_code,
        country=decision.country or link.country,
        gazetteer=decision.gazetteer or BY_PERSON,
        score=_SCORE,
        why=_why(decided),
    )


def _beside(mention: PlaceMention, link: PlaceLink, decided: DecidedPlace) -> PlaceLink:
    """Return the link of a place that lies near, or in some direction of, one that was decided on."""
    relation = mention.relation
    assert relation is not None
    decision = decided.decision
    return replace(
        link,
        precision=GeoPrecision.ANCHORED,
        lat=decision.lat,
        lon=decision.lon,
        radius_m=max(_AROUND_M, decision.radius_m + (relation.distance_m or 0.0)),
        country=link.country or decision.country,
        anchor=decision.place,
        why=f"{relation.word} {decision.name}, {_why(decided)}",
    )


def _why(decided: DecidedPlace) -> str:
    return f"set by {decided.by} on {decided.recorded[:10]}: {decided.decision.why}"


def _names_of(claim: SourcedClaim) -> Iterable[str]:
    """Yield the names of places that a claim tells of, as written and as they were found."""
    for mention in claim.claim.places:
        yield from map(name_key, (mention.name, *mention.within))
        if mention.relation is not None:
            yield from map(name_key, mention.relation.anchors)
    for link in claim.resolution.places:
        yield from map(name_key, (link.name, link.place))
        if link.anchor is not None:
            yield name_key(link.anchor)
