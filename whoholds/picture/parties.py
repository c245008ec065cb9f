"""The parties of claims: whose side an actor is, who is none, and who lost what another took."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import lru_cache

from whoholds.base.records import ActorLink, Event, SourcedClaim, Status

NAMED = "named:"
"""How the identifier of an actor begins who is a side of its own, as no registry knows it."""

_SEVERAL = 2
_ALLIED = re.compile(r"\b(?:alliance|coalition|brotherhood|allies|allied|joint|bloc|union)\b", re.I)


@dataclass(frozen=True, slots=True)
class Party:
    """One of the two parties of a claim: a side's identifier, and the name of the group."""

    side: str
    name: str


def party_of(links: Sequence[ActorLink]) -> Party | None:
    """Return the first linked actor whose side is known, else the first actor; None for none.

    Groups that act together count for one party, that of the first known side. An actor without a
    side is its own side; words that name nobody ("gunmen") are no party.
    """
    for link in links:
        if link.side is not None:
            return Party(link.side, link.name)
    for link in links:
        key = plain_words(link.name)
        if key and link.named:
            return Party(NAMED + key, link.name)
    return None


def parties_of(claim: SourcedClaim) -> tuple[Party | None, Party | None]:
    """Return who acts and who is acted on. A name that the claim gives to a place is no party.

    Where a nameless actor took something ("fell to the alliance"), one whom only other sentences name is
    no loser: it may be one of those who took it.
    """
    resolution = claim.resolution
    actors, targets = resolution.actors, resolution.targets
    if any(map(_may_be_place, (*actors, *targets))):
        places = place_names(claim)
        actors = tuple(link for link in actors if not _is_place(link, places))
        targets = tuple(link for link in targets if not _is_place(link, places))
    actor, target = party_of(actors), party_of(targets)
    if actor is not None and target is not None and actor.side == target.side:
        target = None
    nameless = actor is None and len(claim.claim.actors) > 0 and claim.claim.event is Event.TAKE
    if nameless and not _quote_names_target(claim):
        target = None
    return actor, target


def _quote_names_target(claim: SourcedClaim) -> bool:
    words = (word for each in claim.claim.targets for word in (each.text, each.name))
    return any(word is not None and word in claim.claim.quote.text for word in words)


def actors_only(claims: Sequence[SourcedClaim]) -> list[SourcedClaim]:
    """Return the claims without the actors and targets whose name the same report gives to a place."""
    doubtful = {
        claim.claim.report
        for claim in claims
        if any(map(_may_be_place, (*claim.resolution.actors, *claim.resolution.targets)))
    }
    places: dict[str, set[str]] = {report: set() for report in doubtful}
    for claim in claims:
        if claim.claim.report in doubtful:
            places[claim.claim.report] |= place_names(claim)
    return [
        _without_places(claim, places[claim.claim.report])
        if claim.claim.report in doubtful
        else claim
        for claim in claims
    ]


def _without_places(claim: SourcedClaim, places: Set[str]) -> SourcedClaim:
    old = claim.resolution
    actors = tuple(link for link in old.actors if not _is_place(link, places))
    targets = tuple(link for link in old.targets if not _is_place(link, places))
    if len(actors) == len(old.actors) and len(targets) == len(old.targets):
        return claim
    return replace(claim, resolution=replace(old, actors=actors, targets=targets))


def place_names(claim: SourcedClaim) -> frozenset[str]:
    """Return the names of the places of a claim, in plain words."""
    mentions = (name for each in claim.claim.places for name in (each.name, *each.within))
    links = (name for each in claim.resolution.places for name in (each.mention, each.name))
    return frozenset(words for name in (*mentions, *links) if (words := plain_words(name)) != "")


@lru_cache(maxsize=1 << 16)
def plain_words(name: str) -> str:
    """Return a name or a quote in lower case, letters and digits alone, one space between words."""
    return plain_text(name)


def plain_text(text: str) -> str:
    """Return a text of any length as `plain_words` does a name."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(re.findall(r"\w+", folded.replace("'", "").replace("’", "")))


def losers_by_report(
    claims: Sequence[SourcedClaim],
) -> Mapping[tuple[str, str], Party]:
    """Return, by report and gaining side, from whom alone the report says that side took anything.

    The loser stands against the taker in the report: one that ever acts beside it, or that takes places
    as part of an alliance that has no side of its own, is none.
    """
    losers: dict[tuple[str, str], dict[str, Party]] = {}
    friends = _friends(claims)
    for claim in claims:
        if claim.claim.event is not Event.TAKE or claim.claim.status is not Status.HAPPENED:
            continue
        report = claim.claim.report
        actor, target = parties_of(claim)
        if actor is None or target is None:
            continue
        if frozenset({actor.side, target.side}) in friends.get(report, frozenset()):
            continue
        told = losers.setdefault((report, actor.side), {})
        known = told.get(target.side)
        if known is None or target.name < known.name:
            told[target.side] = target
    return {key: next(iter(told.values())) for key, told in losers.items() if len(told) == 1}


def _friends(claims: Iterable[SourcedClaim]) -> Mapping[str, frozenset[frozenset[str]]]:
    """Return, by report, the pairs of sides that it tells to act together.

    An alliance whose members no registry knows counts as a friend of all who take what others lose to it.
    """
    found: dict[str, frozenset[frozenset[str]]] = {}
    takers: dict[str, set[str]] = {}
    alliances: dict[str, set[str]] = {}
    for claim in claims:
        report = claim.claim.report
        for links in (claim.resolution.actors, claim.resolution.targets):
            if len(links) < _SEVERAL:
                continue
            places = place_names(claim) if any(map(_may_be_place, links)) else frozenset[str]()
            sides = {
                party.side
                for link in links
                if not _is_place(link, places) and (party := party_of([link])) is not None
            }
            pairs = {frozenset({one, other}) for one in sides for other in sides if one != other}
            found[report] = found.get(report, frozenset()) | pairs
        actor, _ = parties_of(claim)
        if actor is not None and claim.claim.event is Event.TAKE:
            if actor.side.startswith(NAMED) and _ALLIED.search(actor.name):
                alliances.setdefault(report, set()).add(actor.side)
            elif claim.claim.status is Status.HAPPENED:
                takers.setdefault(report, set()).add(actor.side)
    for report, names in alliances.items():
        pairs = {frozenset({name, side}) for name in names for side in takers.get(report, set())}
        found[report] = found.get(report, frozenset()) | pairs
    return found


def _is_place(link: ActorLink, places: Set[str]) -> bool:
    return _may_be_place(link) and plain_words(link.name) in places


def _may_be_place(link: ActorLink) -> bool:
    return link.side is None and link.actor is None
