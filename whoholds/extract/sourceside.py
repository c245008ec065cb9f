"""Where the source of a claim stands to it, as far as the report's words alone tell.

Who runs which outlet is for the registry; here count "NFL sources", "pro-government activists",
"the group's news network", "residents".
"""

from collections.abc import Sequence

from whoholds.base.records import Claim, Mention, SourceSide, Status
from whoholds.extract.kin import (
    akin,
    core_of,
    cores_of,
    kinds_of,
    names_of,
    nation_of,
    source_words,
    words_of,
)
from whoholds.extract.lexicon import fold
from whoholds.extract.segment import Token

_BEFORE = 9
_OWNED = frozenset(("'s", "’s"))
_CUTS = frozenset((".", ";", ":", '"', "“", "”", "that", "while", "but", "and", "after", "when"))


def source_side(claim: Claim, tokens: Sequence[Token]) -> SourceSide | None:
    """Return the side of the claim's sources; None where it has none or the words do not tell.

    `tokens` are those of the sentence that the claim stands in: the words before a source's name may
    say whose it is.
    """
    sides = {_side_of(source, claim, tokens) for source in claim.said_by} - {None}
    if SourceSide.BOTH in sides or {SourceSide.ACTORS, SourceSide.TARGETS} <= sides:
        return SourceSide.BOTH
    if SourceSide.NEITHER in sides:
        return SourceSide.NEITHER
    return next(iter(sides), None)


def _side_of(source: Mention, claim: Claim, tokens: Sequence[Token]) -> SourceSide | None:
    names = names_of([source])
    own = [word for name in names for word in words_of(name)]
    around = _words_before(source, claim, tokens)
    text = " ".join([*around, *own])
    if any(phrase in text for phrase in source_words("both", "phrases")):
        return SourceSide.BOTH
    return (
        _itself(names, claim)
        or _tied(own + around, claim)
        or _named(own, claim)
        or _neutral(names, own)
        or _named(around, claim)
        or _of_a_kind(own, around, claim)
        or _denying(source, own, claim)
    )


def _itself(names: Sequence[str], claim: Claim) -> SourceSide | None:
    """Return the party that the source is, by its name."""
    folded = {fold(name) for name in names}
    return _one(
        any(fold(name) in folded for name in names_of(claim.actors)),
        any(fold(name) in folded for name in names_of(claim.targets)),
    )


def _named(words: Sequence[str], claim: Claim) -> SourceSide | None:
    """Return the party that shares a telling word with the source, where only one does."""
    actors, targets = cores_of(claim.actors), cores_of(claim.targets)
    core = core_of(words)
    return _one(bool(core & (actors - targets)), bool(core & (targets - actors)))


def _tied(words: Sequence[str], claim: Claim) -> SourceSide | None:
    """Read "pro-government", "anti-government", "opposition-linked", where only one party fits."""
    after = source_words("ties", "after")
    for word in words:
        head, dash, tail = word.partition("-")
        if not dash:
            continue
        whose = tail if head in (*source_words("ties", "before"), *_against()) else head
        if whose == tail or word.rpartition("-")[2] in after:
            found = _named([whose], claim) or _kind_of([whose], claim)
            if found is not None:
                return _other(found) if head in _against() else found
    return None


def _against() -> frozenset[str]:
    return source_words("ties", "against")


def _neutral(names: Sequence[str], words: Sequence[str]) -> SourceSide | None:
    text = " ".join(fold(name) for name in names)
    known = any(phrase in text for phrase in source_words("neutral", "phrases"))
    trade = [w for w in words if w in source_words("neutral", "words")]
    # "local authorities" are a side's: it takes the trade itself, not where they live.
    telling = [w for w in trade if w not in ("local", "aid") or words[-1] == w]
    return SourceSide.NEITHER if known or telling else None


def _of_a_kind(own: Sequence[str], around: Sequence[str], claim: Claim) -> SourceSide | None:
    """Read "the army said", "the group's network": a sort of side, where only one party is of it."""
    owners = source_words("ties", "owners")
    for k in range(len(around) - 1):
        if around[k] in owners and around[k + 1] in _OWNED:
            return _one(_no_state(claim.actors), _no_state(claim.targets))
    if any(nation_of(word) for word in own):
        return None  # "the Turkish army" is not the army of this war
    if core_of(own):
        return None  # a name that nothing ties to a party
    return _kind_of(own, claim)


def _denying(source: Mention, own: Sequence[str], claim: Claim) -> SourceSide | None:
    """Read "the army denied that rebels took P": that army held it."""
    denies = claim.status is Status.DENIED and bool(claim.actors) and not claim.targets
    return (
        SourceSide.TARGETS
        if denies and kinds_of(own) and not akin([source], claim.actors)
        else None
    )


def _no_state(party: Sequence[Mention]) -> bool:
    return bool(party) and "state" not in kinds_of(w for n in names_of(party) for w in words_of(n))


def _kind_of(words: Sequence[str], claim: Claim) -> SourceSide | None:
    kinds = kinds_of(words)
    if len(kinds) != 1:
        return None
    fits = [
        bool(kinds & kinds_of(w for n in names_of(party) for w in words_of(n)))
        for party in (claim.actors, claim.targets)
    ]
    if any(fits):
        return _one(*fits)
    # One party is of the other sort: this source is of those against it.
    others = [_of_other_kind(party, kinds) for party in (claim.actors, claim.targets)]
    found = _one(*others)
    return None if found is None else _other(found)


def _of_other_kind(party: Sequence[Mention], kinds: frozenset[str]) -> bool:
    """Tell whether a party is no state where the source speaks for one, or the other way round."""
    words = [word for name in names_of(party) for word in words_of(name)]
    found = kinds_of(words)
    if found:
        return bool(found - kinds)
    # "HTS", "Kolani Front": a name of its own, of no nation.
    return "state" in kinds and bool(words) and not any(nation_of(word) for word in words)


def _words_before(source: Mention, claim: Claim, tokens: Sequence[Token]) -> list[str]:
    """Return the words of the phrase that ends with the source's name, nearest last."""
    if source.span is None or source.in_title is not claim.quote.in_title:
        return []
    at = next((k for k, t in enumerate(tokens) if t.start >= source.span.start), None)
    if at is None or tokens[at].start >= source.span.end:
        return []
    out: list[str] = []
    for k in range(at - 1, max(-1, at - 1 - _BEFORE), -1):
        if tokens[k].lower in _CUTS or (tokens[k].lower == "," and k != at - 1):
            break
        if claim.trigger.span.start <= tokens[k].start < claim.trigger.span.end:
            return []  # what stands before the name is the claim: "rebels took P, X said"
        out.append(tokens[k].lower)
    apposed = bool(out) and out[0] == ","
    return [] if apposed and not set(out) & _OWNED else out[::-1]


def _one(actors: bool, targets: bool) -> SourceSide | None:
    if actors == targets:
        return None
    return SourceSide.ACTORS if actors else SourceSide.TARGETS


def _other(side: SourceSide) -> SourceSide:
    return SourceSide.TARGETS if side is SourceSide.ACTORS else SourceSide.ACTORS
