"""Who stands behind a claim, and how what it says sits with that speaker's interest."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from whoholds.base.records import Effect, Event, Interest, SourcedClaim
from whoholds.picture.effects import Saying
from whoholds.picture.parties import NAMED, parties_of, party_of, plain_words

_GAINED = frozenset({Effect.GAINS, Effect.HOLDS})


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who stands behind a claim. `key` tells speakers apart; `side` is None for one of no known side.

    `known` is False for one whom the registry does not know: a neutral one, or one of any side.
    """

    key: str
    side: str | None
    name: str
    known: bool = True


def speaker_of(claim: SourcedClaim) -> Speaker:
    """Return who stands behind a claim: whom it quotes, else the publisher.

    Nameless sources ("a source", "locals") speak as the publisher's, and so does anybody whom a side's
    own outlet quotes; a known one without a side is neutral.
    """
    resolution = claim.resolution
    quoted = party_of(resolution.said_by)
    for link in resolution.said_by:
        if link.side is not None and quoted is not None:
            return Speaker(f"side:{quoted.side}", quoted.side, quoted.name)
    for link in resolution.said_by:
        if link.actor is not None:
            return Speaker(f"actor:{link.actor}", None, link.name)
    publisher = resolution.publisher
    name = claim.report.publisher or "the report"
    if publisher is None:
        key = plain_words(claim.report.publisher or "") or claim.claim.report
        return Speaker(f"publisher:{key}", None, name, known=False)
    if publisher.side is not None:
        return Speaker(f"side:{publisher.side}", publisher.side, publisher.name)
    key = f"publisher:{publisher.actor or plain_words(publisher.name)}"
    stranger = next((link.name for link in resolution.said_by if link.named), None)
    if stranger is not None:
        return Speaker(key, None, stranger, known=False)
    return Speaker(key, None, name, known=publisher.actor is not None)


def opponents_of(claims: Iterable[SourcedClaim]) -> frozenset[frozenset[str]]:
    """Return the pairs of sides that some claim about control sets against each other."""
    pairs = set()
    for claim in claims:
        actor, target = parties_of(claim)
        if actor is not None and target is not None and claim.claim.event is not Event.LEAVE:
            pairs.add(frozenset({actor.side, target.side}))
    return frozenset(pairs)


def interest_of(
    saying: Saying,
    speaker: Speaker,
    parties: Collection[str],
    opponents: frozenset[frozenset[str]],
) -> Interest:
    """Return whether `saying` is in the speaker's favour; `parties` are the sides that the claim names.

    A side that stands against the speaker's, in this claim or in another, is an opponent.
    """
    side = saying.party.side
    if speaker.side is None:
        return Interest.NEUTRAL if speaker.known else Interest.UNKNOWN
    gained = saying.effect in _GAINED
    if speaker.side == side:
        return Interest.OWN if gained else Interest.AGAINST
    if side.startswith(NAMED) and speaker.side not in parties:
        # A group that no registry knows may be the speaker's own, or its enemy.
        return Interest.UNKNOWN
    if speaker.side in parties or frozenset({speaker.side, side}) in opponents:
        return Interest.AGAINST if gained else Interest.OWN
    return Interest.NEUTRAL
