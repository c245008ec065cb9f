"""Ties the names of a report's claims to actors, places and days, with the whole report as context."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
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
from whoholds.identify.actor_words import is_role, learn_short_forms
from whoholds.identify.actors import ActorContext, link_publisher, name_actors, resolve_actor
from whoholds.identify.conflicts import conflicts_of, main_country, weigh_countries
from whoholds.identify.dates import resolve_date, usable_day
from whoholds.identify.geoparse_ground import Ground
from whoholds.identify.place_links import link_place
from whoholds.identify.places import Chooser, PlaceContext, PlaceRanker, lookup_name
from whoholds.identify.registry import Registry
from whoholds.identify.registry_names import fold_actor, strip_article
from whoholds.identify.report_places import ReportPlaces
from whoholds.identify.spelling import fold

NAME = "identify"
VERSION = 2
"""Raise it when the same names, registry and gazetteers may be tied otherwise."""

EARLIER = "/earlier:"
"""Parts the resolver's name from what tells of the earlier reports that it knew of."""

_MOST_CLAIMS_AROUND = 400
_MOST_TEXT = 300_000
_LONGEST_SHORT = 20
_LONGEST_SENTENCE = 300
_SENTENCE_END = re.compile(r"[.!?:;]\s|\n")
_REGION_FIRST = re.compile(
    r"\s*(?:(?:Meanwhile|Elsewhere|Separately|Also),? )?[Ii]n (?:the )?"
    r"(?P<name>[A-Z][\w’'-]{1,30}(?: [A-Z][\w’'-]{1,30}){0,2})"
    r"(?: (?P<kind>region|province|oblast|governorate|state|district|county)\b|,)"
)
_OWN_NAME = re.compile(r"\(([A-Z][A-Za-z0-9-]{1,11})\)[ -]\Z")


@dataclass(frozen=True, slots=True)
class EarlierPlaces:
    """Where a publisher's earlier reports lie; `told` says in a word what record it was taken from."""

    ground: Ground
    told: str


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

        self._gazetteer = gazetteer
        self._ranker = PlaceRanker(gazetteer, self._country_names)

    @property
    def gazetteer(self) -> Gazetteer:
        """The places known."""
        return self._gazetteer

    @property
    def resolver(self) -> str:
        """Name, version and a digest of the registry and the gazetteers."""
        return self._resolver

    def resolve(
        self,
        report: Report,
        claims: Sequence[tuple[str, Claim]],
        *,
        earlier: EarlierPlaces | None = None,
    ) -> list[Resolution]:
        """Return one resolution for each (identifier, claim) of `report`, in the same order.

        `earlier` is where the publisher's earlier reports lie; the resolver that the resolutions name
        then tells what it was taken from.
        """
        claims = [
            (
                claim_id,
                replace(claim, places=tuple(self._in_region(p, report) for p in claim.places)),
            )
            for claim_id, claim in claims
        ]
        told = [claim for _, claim in claims[:_MOST_CLAIMS_AROUND]]
        conflicts = conflicts_of(report, told, self._registry)
        weighed = weigh_countries(report, told, self._registry)
        context = self._place_context(told, conflicts, tuple(sorted(weighed)))
        ground = None if earlier is None else earlier.ground
        places = _Places(
            ReportPlaces(report, told, self._ranker, context, self._gazetteer, earlier=ground),
            context,
        )
        unlocated = places.unlocated(told)
        located = [places.of(claim, unlocated) for _, claim in claims]
        located = one_place_a_name([claim.places for _, claim in claims], located)
        actors = self._actor_context(report, told, conflicts, located, main_country(weighed))
        publisher = self._publisher(report, actors)
        resolver = self._resolver if earlier is None else f"{self._resolver}{EARLIER}{earlier.told}"
        return [
            replace(
                self._resolution(claim_id, claim, links, actors, publisher, report),
                resolver=resolver,
            )
            for (claim_id, claim), links in zip(claims, located, strict=True)
        ]

    def _resolution(
        self,
        claim_id: str,
        claim: Claim,
        links: tuple[PlaceLink, ...],
        context: ActorContext,
        publisher: ActorLink | None,
        report: Report,
    ) -> Resolution:
        date = resolve_date(claim, report)
        said_by = self._actors(claim.said_by, context, report)
        speakers = [link.side for link in said_by if link.side is not None]
        if len(claim.said_by) == 0 and publisher is not None and publisher.side is not None:
            speakers = [publisher.side]
        # Names and sides are those of the day that is told of; who speaks does so on the report's day.
        there = replace(
            self._at(links, context),
            day=context.day if date is None else date.days.start,
            speaker=speakers[0] if len(speakers) > 0 else None,
        )
        return Resolution(
            claim=claim_id,
            resolver=self._resolver,
            actors=self._actors(claim.actors, there, report),
            targets=self._actors(claim.targets, there, report),
            said_by=said_by,
            publisher=publisher,
            places=links,
            date=date,
        )

    def _actor_context(
        self,
        report: Report,
        claims: Sequence[Claim],
        conflicts: tuple[str, ...],
        located: Sequence[tuple[PlaceLink, ...]],
        country: str | None,
    ) -> ActorContext:
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
        return link_publisher(name, self._registry, context)

    def _in_region(self, mention: PlaceMention, report: Report) -> PlaceMention:
        """Return the mention within the region or country that its sentence begins with: "In Iraq, …"."""
        if mention.span is None or mention.relation is not None:
            return mention
        text = (report.title or "") if mention.in_title else report.text
        start = max(0, mention.span.start - _LONGEST_SENTENCE)
        sentence = _SENTENCE_END.split(text[start : mention.span.start])[-1]
        found = _REGION_FIRST.match(sentence)
        if found is None:
            return mention
        name = found["name"]
        if found["kind"] is None and fold(name) not in self._country_names:
            return mention
        if any(fold(each).startswith(fold(name)) for each in (mention.name, *mention.within)):
            return mention
        region = name if found["kind"] is None else f"{name} {found['kind']}"
        return replace(mention, within=(*mention.within, region))

    def _place_context(
        self, claims: Sequence[Claim], conflicts: tuple[str, ...], named: tuple[str, ...]
    ) -> PlaceContext:
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
        besides = tuple(country for country in named if country not in countries)
        return PlaceContext(tuple(countries), (), besides)


class _Places:
    """The links of the places of one report, each kind of mention linked once."""

    def __init__(self, chooser: Chooser, context: PlaceContext) -> None:
        self._chooser, self._context = chooser, context
        self._known: dict[PlaceMention, PlaceLink] = {}

    def unlocated(self, claims: Sequence[Claim]) -> dict[str, PlaceLink]:
        """Return, by folded name, the anchored link that a relation gives: it serves the whole report."""
        found: dict[str, PlaceLink] = {}
        for claim in claims:
            for mention in claim.places:
                if mention.relation is None or not any(map(str.isupper, mention.name)):
                    continue
                link = self._link(mention, ())
                if link.precision is GeoPrecision.ANCHORED:
                    found.setdefault(fold(mention.name), link)
        return found

    def of(self, claim: Claim, unlocated: dict[str, PlaceLink]) -> tuple[PlaceLink, ...]:
        """Return a link for each place of a claim."""
        beside: list[GazetteerPlace] = []
        for mention in claim.places:
            if mention.relation is None:
                chosen, _ = self._chooser.choose(mention, self._context)
                if chosen is not None:
                    beside.append(chosen.place)
        links = []
        for mention in claim.places:
            link = self._link(mention, tuple(beside))
            same = unlocated.get(fold(mention.name))
            if same is not None and link.precision is not GeoPrecision.EXACT:
                link = same
            links.append(link)
        return tuple(links)

    def _link(self, mention: PlaceMention, beside: tuple[GazetteerPlace, ...]) -> PlaceLink:
        if mention in self._known and len(beside) == 0:
            return self._known[mention]
        link = link_place(mention, self._chooser, self._context, beside=beside)
        self._known[mention] = link
        return link


def one_place_a_name(
    mentions: Sequence[tuple[PlaceMention, ...]], links: Sequence[tuple[PlaceLink, ...]]
) -> list[tuple[PlaceLink, ...]]:
    """Return `links` where a bare name is the place that the same name, told apart elsewhere, is.

    Of "al-Hazm, the capital of al-Jawf" and a later "al-Hazm" the second is the first. Where a report has
    two places of one name, each told apart, a bare name stays as it was.
    """
    apart: dict[tuple[str, bool], dict[str, tuple[PlaceMention, PlaceLink]]] = {}
    bare: dict[tuple[str, bool], dict[str, tuple[PlaceMention, PlaceLink]]] = {}
    pairs = [pair for both in zip(mentions, links, strict=True) for pair in zip(*both, strict=True)]
    for mention, link in pairs:
        told_apart = len(mention.within) > 0 and link.precision is not GeoPrecision.NONE
        if mention.relation is None and (told_apart or _is_gazetteer_place(link)):
            found = apart if told_apart else bare
            found.setdefault(_name_of(mention), {}).setdefault(link.place, (mention, link))
    for found in (apart, bare):
        for places in found.values():
            # What a gazetteer holds is better known than the province that a name is said to lie in.
            known = {key: each for key, each in places.items() if _is_gazetteer_place(each[1])}
            if 0 < len(known) < len(places) and _one_area([each[0] for each in places.values()]):
                places.clear()
                places.update(known)
    settled = {
        name: next(iter(places.values()))
        for name, places in (bare | apart).items()
        if len(places) == 1
    }

    def of(mention: PlaceMention, link: PlaceLink) -> PlaceLink:
        first, same = settled.get(_name_of(mention), (None, None))
        if (
            same is None
            or first is None
            or mention.relation is not None
            or same.place == link.place
        ):
            return link
        if len(mention.within) > 0 and (
            _is_gazetteer_place(link) or not _one_area([first, mention])
        ):
            return link
        return replace(
            same,
            mention=mention.name,
            kind=mention.kind,
            why=f"as elsewhere in the report: {same.why}",
        )

    return [
        tuple(of(mention, link) for mention, link in zip(*both, strict=True))
        for both in zip(mentions, links, strict=True)
    ]


def _one_area(mentions: Sequence[PlaceMention]) -> bool:
    """Tell whether all mentions name a container that the first names as well."""
    first = {fold(name) for name in mentions[0].within}
    return all(not first.isdisjoint(map(fold, each.within)) for each in mentions)


def _name_of(mention: PlaceMention) -> tuple[str, bool]:
    # Idlib, the city, and Idlib, the province, are two.
    whole = mention.kind in (PlaceKind.PROVINCE, PlaceKind.AREA, PlaceKind.COUNTRY)
    return fold(lookup_name(mention.name, mention.kind)), whole


def _is_gazetteer_place(link: PlaceLink) -> bool:
    return link.anchor is None and link.gazetteer is not None


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
