"""Ties the names of a report's claims to actors, places and days, with the whole report as context."""

import re
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
    is_role,
    learn_short_forms,
    name_actors,
    resolve_actor,
)
from whoholds.identify.conflicts import conflicts_of, main_country, weigh_countries
from whoholds.identify.dates import resolve_date, usable_day
from whoholds.identify.place_links import link_place
from whoholds.identify.places import PlaceContext, PlaceRanker, Point, choose
from whoholds.identify.registry import Registry, fold_actor, strip_article
from whoholds.identify.spelling import fold

NAME = "identify"
VERSION = 1
"""Raise it when the same names, registry and gazetteers may be tied otherwise."""

_SURE = 95.0
_MOST_NEAR = 12
_MOST_CLAIMS_AROUND = 400
_MOST_TEXT = 300_000
_LONGEST_SHORT = 20
_OWN_NAME = re.compile(r"\(([A-Z][A-Za-z0-9-]{1,11})\)[ -]\Z")


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
        places = self._place_context(told, conflicts)
        known: dict[PlaceMention, PlaceLink] = {}
        unlocated = self._unlocated(told, places, known)
        located = [self._places(claim, places, known, unlocated) for _, claim in claims]
        actors = self._actor_context(report, told, conflicts, located)
        publisher = self._publisher(report, actors)
        return [
            Resolution(
                claim=claim_id,
                resolver=self._resolver,
                actors=self._actors(claim.actors, self._at(links, actors), report),
                targets=self._actors(claim.targets, self._at(links, actors), report),
                said_by=self._actors(claim.said_by, actors, report),
                publisher=publisher,
                places=links,
                date=resolve_date(claim, report),
            )
            for (claim_id, claim), links in zip(claims, located, strict=True)
        ]

    def _actor_context(
        self,
        report: Report,
        claims: Sequence[Claim],
        conflicts: tuple[str, ...],
        located: Sequence[tuple[PlaceLink, ...]],
    ) -> ActorContext:
        country = main_country(weigh_countries(report, claims, self._registry))
        if country is None:
            lie_in = {link.country for links in located for link in links if _is_known(link)}
            country = lie_in.pop() if len(lie_in) == 1 else None
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
        named = name_actors(dict.fromkeys(names), self._registry, bare)
        return replace(bare, named=named, country=country)

    def _at(self, links: Sequence[PlaceLink], context: ActorContext) -> ActorContext:
        """Return `context` for a claim at the places of `links`: the army there is that country's."""
        countries = {link.country for link in links if _is_known(link)}
        if len(countries) == 0:
            return context
        rows = self._registry.conflicts
        here = [
            each for each in context.conflicts if not countries.isdisjoint(rows[each].countries)
        ]
        here = here or [
            row.id
            for row in rows.values()
            if not countries.isdisjoint(row.countries)
            and (row.since is None or context.day is None or row.since <= context.day)
        ]
        country = next(iter(countries)) if len(countries) == 1 else context.country
        return replace(context, here=tuple(here), country=country)

    def _actors(
        self, mentions: Sequence[Mention], context: ActorContext, report: Report
    ) -> tuple[ActorLink, ...]:
        links: list[ActorLink] = []
        for mention in mentions:
            # "X and its allies": allies of X, not of whom the report named first.
            beside = next((link.actor for link in links if link.actor is not None), None)
            around = replace(context, beside=beside)
            link = resolve_actor(_with_own_name(mention, report, context), self._registry, around)
            links.append(replace(link, mention=mention.name))
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


def _is_known(link: PlaceLink) -> bool:
    return link.country is not None and link.precision is not GeoPrecision.NONE


def _with_own_name(mention: Mention, report: Report, context: ActorContext) -> Mention:
    """Return the mention under its group's name: "Oromo Liberation Army (OLA) rebels" are the OLA."""
    if mention.span is None or not is_role(strip_article(fold_actor(mention.name))):
        return mention
    text = (report.title or "") if mention.in_title else report.text
    found = _OWN_NAME.search(text, max(0, mention.span.start - _LONGEST_SHORT), mention.span.start)
    if found is None:
        return mention
    full = context.long_forms.get(fold_actor(found[1]), found[1])
    return replace(mention, name=full, text=None)


def _host(url: str) -> str | None:
    try:
        host = urlsplit(url).hostname
    except ValueError:  # an address that is none, such as http://[
        return None
    return None if host is None else host.removeprefix("www.")
