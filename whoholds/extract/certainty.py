"""How much a report stands behind its claims, by its words; see `base.records.Certainty`."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from whoholds.base.records import Certainty, Claim, Event, Mention, SourceSide, Status
from whoholds.extract.cues import Cue, cue_table, find_cues
from whoholds.extract.lexicon import load_lexicon
from whoholds.extract.segment import Sentence, Token

_BREAKS = frozenset((";", "but", "while", "whereas", "although", "though", "however"))
_FRONT = 3
_NEAR_VERB = 12
_GAINS = frozenset((Event.TAKE, Event.HOLD, Event.ADVANCE, Event.REPEL, Event.BESIEGE))


@dataclass(slots=True)
class Told:
    """The claims of one sentence, as indices into the report's, with the sentence and its cues."""

    sentence: Sentence
    claims: list[int] = field(default_factory=list)
    cues: list[Cue] = field(default_factory=list)


def levels_of(claims: Sequence[Claim], told: Sequence[Told]) -> list[Certainty]:
    """Return the certainty of each claim, by its own sentence and by those that look back at it.

    The claims know their sources' sides. `told` are all sentences of title or body with their claims.
    """
    levels = [Certainty.PLAIN] * len(claims)
    for place, each in enumerate(told):
        each.cues = find_cues(each.sentence.tokens)
        for index in each.claims:
            levels[index] = _level(claims[index], each, [claims[i] for i in each.claims])
        for index, level in _looks_back(claims, told, place):
            levels[index] = min(levels[index], level)
    return levels


def _level(claim: Claim, told: Told, beside: Sequence[Claim]) -> Certainty:
    tokens = told.sentence.tokens
    verb = _verb_of(claim, tokens)
    level = _by_source(claim, None if verb is None else tokens[verb].lower)
    bearing = [c.words for c in told.cues if c.first != verb and _bears(c, claim, beside, tokens)]
    for words in bearing:
        if words.raises and level is not Certainty.GAINSAID:
            level = max(level, words.level)
    for words in bearing:
        if not words.raises and level is not Certainty.GAINSAID:
            level = min(level, words.level)
    return level


def _by_source(claim: Claim, verb: str | None) -> Certainty:
    """Return the level that the speaker, the side of it and the verb of saying give."""
    table = cue_table()
    if not claim.said_by:
        # "is alleged to": told as somebody's word, whose is not said.
        return Certainty.ALLEGED if verb in table.alleging else Certainty.PLAIN
    admits = verb in table.admitting
    against = _is_against(claim)
    if claim.source_side is SourceSide.BOTH:
        return Certainty.AGREED
    if against and (admits or verb in table.confirming):
        return Certainty.AGREED
    if claim.status is Status.DENIED:
        return Certainty.GRANTED if admits else Certainty.GAINSAID
    if verb in table.alleging:
        return Certainty.ALLEGED
    if claim.source_side is SourceSide.NEITHER:
        return Certainty.PLAIN if len(claim.said_by) > 1 else Certainty.GRANTED
    unknown = claim.source_side is None and claim.event in (*_GAINS, Event.LEAVE)
    return Certainty.GRANTED if against or (admits and unknown) else Certainty.SAID


def _is_against(claim: Claim) -> bool:
    """Tell whether the source's own side loses by what it says."""
    side = claim.source_side
    if claim.event is Event.ABUSE:
        return side is SourceSide.ACTORS and claim.status is Status.HAPPENED
    if claim.event in _GAINS:
        gainer, loser = SourceSide.ACTORS, SourceSide.TARGETS
    elif claim.event is Event.LEAVE:
        gainer, loser = SourceSide.TARGETS, SourceSide.ACTORS
    else:
        return False
    undone = claim.status in (Status.DENIED, Status.ATTEMPTED)
    return side is (gainer if undone else loser)


def _verb_of(claim: Claim, tokens: Sequence[Token]) -> int | None:
    """Return the token of the verb that attributes the claim: the one nearest to its source."""
    verbs = _speech_verbs()
    trigger = claim.trigger.span
    spoken = [
        k
        for k, token in enumerate(tokens)
        if token.lower in verbs and not trigger.start <= token.start < trigger.end
    ]
    source = _source_token(claim.said_by, claim, tokens)
    if source is not None:
        near = [k for k in spoken if abs(k - source) <= _NEAR_VERB]
        # A verb follows its subject more often than it stands before it.
        return min(
            near, key=lambda k: (abs(k - source) + (2 if k < source else 0), k), default=None
        )
    if claim.said_by:
        before = [k for k in spoken if tokens[k].start < trigger.start]
        return before[-1] if before else (spoken[0] if spoken else None)
    passive = [k for k in spoken if k > 0 and tokens[k - 1].lower in ("is", "are", "was", "were")]
    return passive[-1] if passive and tokens[passive[-1]].start < trigger.start else None


@cache
def _speech_verbs() -> frozenset[str]:
    table = cue_table()
    return table.alleging | table.admitting | table.confirming | load_lexicon().speech_verbs.keys()


def _source_token(sources: Sequence[Mention], claim: Claim, tokens: Sequence[Token]) -> int | None:
    for source in sources:
        if source.span is not None and source.in_title is claim.quote.in_title:
            last = [
                k for k, t in enumerate(tokens) if source.span.start <= t.start < source.span.end
            ]
            if last:
                return last[-1]
    return None


def _bears(cue: Cue, claim: Claim, beside: Sequence[Claim], tokens: Sequence[Token]) -> bool:
    """Tell whether a cue of the claim's own sentence is about the claim."""
    trigger = claim.trigger.span
    if trigger.start <= tokens[cue.first].start < trigger.end:
        return cue.words.reach != "before"
    if tokens[cue.first].start >= trigger.end:
        return cue.words.reach == "before" or (
            cue.words.reach == "clause" and _trails(cue, claim, beside, tokens)
        )
    if cue.words.reach == "before":
        return False
    at = next((k for k, t in enumerate(tokens) if t.end > trigger.start), len(tokens))
    if any(token.lower in _BREAKS for token in tokens[cue.last : at]):
        return False
    opens = cue.first < _FRONT and cue.last < len(tokens) and tokens[cue.last].text == ","
    if cue.words.reach == "after" or opens:
        return True
    next_told = min(
        c.trigger.span.start for c in beside if c.trigger.span.start >= tokens[cue.first].start
    )
    return next_told == trigger.start


def _trails(cue: Cue, claim: Claim, beside: Sequence[Claim], tokens: Sequence[Token]) -> bool:
    """Tell whether a cue stands behind all that it can be about: "took P, reportedly"."""
    ends = all(not token.text[0].isalnum() for token in tokens[cue.last :])
    last = max(c.trigger.span.start for c in beside)
    return ends and last == claim.trigger.span.start


def _looks_back(
    claims: Sequence[Claim], told: Sequence[Told], place: int
) -> list[tuple[int, Certainty]]:
    """Return which earlier claims the sentence at `place` calls unconfirmed, with the level."""
    each = told[place]
    tokens = each.sentence.tokens
    back = [c for c in each.cues if c.words.reach == "before" and not c.words.raises]
    if not back or not {t.lower for t in tokens} & cue_table().anaphors:
        return []
    if any(claims[i].trigger.span.start > tokens[back[0].first].start for i in each.claims):
        return []  # "could not verify whether X took P" is about what follows
    if any(claims[i].trigger.span.start < tokens[back[0].first].start for i in each.claims):
        return []
    earlier = _claims_before(told, place)
    attributed = [i for i in earlier if claims[i].said_by]
    level = min(c.words.level for c in back)
    return [(i, level) for i in attributed or earlier[-1:] if claims[i].status is not Status.DENIED]


def _claims_before(told: Sequence[Told], place: int) -> list[int]:
    """Return the claims of the paragraph up to `place`; of the one before where it begins with it."""
    paragraph = told[place].sentence.paragraph
    for wanted in (paragraph, paragraph - 1):
        found = [i for t in told[:place] if t.sentence.paragraph == wanted for i in t.claims]
        if found:
            return found
    return []
