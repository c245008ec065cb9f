"""Headlines name groups by kind: "Militants Recapture More Areas"; the text tells which."""

from collections.abc import Sequence
from dataclasses import replace

from whoholds.base.records import (
    Claim,
    Mention,
)
from whoholds.extract.lexicon import fold
from whoholds.extract.words import words


def fill_headline(headline: Sequence[Claim], told: Sequence[Claim]) -> list[Claim]:
    """Give "militants" or "army" of a headline the name that the report's first like claim gives."""
    out: list[Claim] = []
    for claim in headline:
        like = next((c for c in told if c.event is claim.event and c.actors), None)
        generic = all(a.name == a.name.lower() or fold(a.name) in _GENERIC for a in claim.actors)
        if like is not None and claim.actors and generic:
            text = claim.actors[0]
            actors = tuple(
                Mention(name=a.name, text=text.text, span=text.span, in_title=True)
                for a in like.actors
            )
            claim = replace(claim, actors=actors)
        out.append(claim)
    return out


_GENERIC = words("drafts", "generic")
