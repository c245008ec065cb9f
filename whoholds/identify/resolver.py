"""Ties the names of a report's claims to actors, places and days, with the whole report as context."""

from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from whoholds.base.ids import make_id
from whoholds.base.protocols import Gazetteer
from whoholds.base.records import (
    ActorLink,
    Claim,
    GazetteerPlace,
    GeoPrecision,
    Mention,
    PlaceKind,
    PlaceLink,
    PlaceMention,
    Report,
    Resolution,
)
from whoholds.identify.actors import (
    ActorContext,
    conflicts_of,
    learn_short_forms,
    name_actors,
    resolve_actor,
)
from whoholds.identify.dates import resolve_date, usable_day
from whoholds.identify.place_links import link_place
from whoholds.identify.places import PlaceContext, PlaceRanker, Point, choose
from whoholds.identify.registry import Registry
from whoholds.identify.spelling import fold

NAME = "identify"
VERSION = 1
"""Raise it when the same names, registry and gazetteers may be tied otherwise."""

_SURE = 95.0
_MOST_NEAR = 12
_MOST_CLAIMS_AROUND = 400
_MOST_TEXT = 300_000


class Resolver:
    """Resolves the claims of reports. Deterministic; holds nothing between reports but caches."""

    def __init__(self, registry: Registry, gazetteer: Gazetteer) -> None:
        self._registry = registry
        data = make_id("resolver data", [registry.digest, gazetteer.fingerprint])
        self._resolver = f"{NAME}@{VERSION}+{data.rpartition(':')[2][:12]}"
        self._country_names: dict[str, str] = {
            word: state.country for state in registry.states.values() for word in state.words[:1]
        } | {
            word: state.country
            for state in registry.states.values()
            for word in state.words
            if word in ("us", "usa", "uk", "uae", "drc", "dr congo", "britain", "turkiye")
        }

        self._ranker = PlaceRanker(gazetteer, self._country_names)

    @property
    def resolver(self) -> str:
        """Name, version and a digest of the registry and the gazetteers."""
        return self._resolver

    def resolve(self, report: Report, claims: Sequence[tuple[str, Claim]]) -> list[Resolution]:
        """Return one resolution for each (identifier, claim) of `report`, in the same order."""
        told = [claim for _, claim in claims[:_MOST_CLAIMS_AROUND]]
        conflicts = conflicts_of(report, told, self._registry)
        actors = self._actor_context(report, told, conflicts)
        places = self._place_context(told, conflicts)
        publisher = self._publisher(report, actors)
        known: dict[PlaceMention, PlaceLink] = {}
        unlocated = self._unlocated(told, places, known)
        return [
            Resolution(
                claim=claim_id,
                resolver=self._resolver,
                actors=self._actors(claim.actors, actors),
                targets=self._actors(claim.targets, actors),
                said_by=self._actors(claim.said_by, actors),
                publisher=publisher,
                places=self._places(claim, places, known, unlocated),
                date=resolve_date(claim, report),
            )
            for claim_id, claim in claims
        ]

    def _actor_context(
        self, report: Report, claims: Sequence[Claim], conflicts: tuple[str, ...]
    ) -> ActorContext:
        bare = ActorContext(
            conflicts=conflicts,
            day=usable_day(report.published),
            long_forms=learn_short_forms(f"{report.title or ''} . {report.text[:_MOST_TEXT]}"),
        )
        names = [
            mention.name
            for claim in claims
            for mention in (*claim.actors, *claim.targets, *claim.said_by)
        ]
        return ActorContext(
            conflicts=bare.conflicts,
            day=bare.day,
            long_forms=bare.long_forms,
            named=name_actors(dict.fromkeys(names), self._registry, bare),
        )

    def _actors(self, mentions: Sequence[Mention], context: ActorContext) -> tuple[ActorLink, ...]:
        links: list[ActorLink] = []
        for mention in mentions:
            # "X and its allies": allies of X, not of whom the report named first.
            beside = next((link.actor for link in links if link.actor is not None), None)
            around = replace(context, beside=beside)
            links.append(resolve_actor(mention, self._registry, around))
        return tuple(links)

    def _publisher(self, report: Report, context: ActorContext) -> ActorLink | None:
        if report.publisher is not None:
            # "AFP via France 24": the one that wrote it.
            name = report.publisher.split(" via ")[0]
        elif report.url is not None and (host := _host(report.url)) is not None:
            name = host
        else:
            return None
        return resolve_actor(Mention(name=name), self._registry, context)

    def _place_context(self, claims: Sequence[Claim], conflicts: tuple[str, ...]) -> PlaceContext:
        countries: dict[str, None] = {}
        mentions = [mention for claim in claims for mention in claim.places]
        for mention in mentions:
            for name in (mention.name, *mention.within):
                country = self._country_names.get(fold(name))
                if country is not None:
                    countries.setdefault(country)
        for conflict in conflicts:
            for country in self._registry.conflicts[conflict].countries:
                countries.setdefault(country)
        context = PlaceContext(tuple(countries))
        near: dict[Point, None] = {}
        for mention in dict.fromkeys(mentions):
            if len(near) >= _MOST_NEAR:
                break
            if mention.kind not in (PlaceKind.SETTLEMENT, PlaceKind.SITE) or mention.relation:
                continue
            ranked = self._ranker.rank(mention, context)
            chosen, _ = choose(ranked)
            alone = len(ranked) < 2 or ranked[0].score - ranked[1].score >= 4.0
            if chosen is not None and chosen.score >= _SURE and alone:
                near.setdefault(Point(chosen.place.lat, chosen.place.lon))
        return PlaceContext(tuple(countries), tuple(near))

    def _unlocated(
        self,
        claims: Sequence[Claim],
        context: PlaceContext,
        known: dict[PlaceMention, PlaceLink],
    ) -> dict[str, PlaceLink]:
        """Return, by folded name, the anchored link that a relation gives: it serves the whole report."""
        found: dict[str, PlaceLink] = {}
        for claim in claims:
            for mention in claim.places:
                if mention.relation is None or not any(map(str.isupper, mention.name)):
                    continue
                link = self._link(mention, context, known, ())
                if link.precision is GeoPrecision.ANCHORED:
                    found.setdefault(fold(mention.name), link)
        return found

    def _places(
        self,
        claim: Claim,
        context: PlaceContext,
        known: dict[PlaceMention, PlaceLink],
        unlocated: dict[str, PlaceLink],
    ) -> tuple[PlaceLink, ...]:
        beside: list[GazetteerPlace] = []
        for mention in claim.places:
            if mention.relation is None:
                chosen, _ = choose(self._ranker.rank(mention, context))
                if chosen is not None:
                    beside.append(chosen.place)
        links = []
        for mention in claim.places:
            link = self._link(mention, context, known, tuple(beside))
            same = unlocated.get(fold(mention.name))
            if same is not None and link.precision is not GeoPrecision.EXACT:
                link = same
            links.append(link)
        return tuple(links)

    def _link(
        self,
        mention: PlaceMention,
        context: PlaceContext,
        known: dict[PlaceMention, PlaceLink],
        beside: tuple[GazetteerPlace, ...],
    ) -> PlaceLink:
        if mention in known and len(beside) == 0:
            return known[mention]
        link = link_place(mention, self._ranker, context, beside=beside)
        known[mention] = link
        return link


def _host(url: str) -> str | None:
    try:
        host = urlsplit(url).hostname
    except ValueError:  # an address that is none, such as http://[
        return None
    return None if host is None else host.removeprefix("www.")
