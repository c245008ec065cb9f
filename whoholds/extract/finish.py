"""What every reader's claims get once all of a report's are there: tone, source's side, certainty, links.

Pure, and made of the claims and the report's words alone, so that any reader can end with it.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from whoholds.base.records import Certainty, Claim, Report, SourceSide, Status
from whoholds.extract.certainty import Told, levels_of
from whoholds.extract.retellings import MOST_APART, first_tellings, one_event
from whoholds.extract.segment import sentences
from whoholds.extract.sourceside import source_side
from whoholds.extract.tone import tone_of


def finish(claims: Sequence[Claim], report: Report) -> list[Claim]:
    """Return the claims of one report with `tone`, `source_side`, `certainty` and `retells` filled in.

    They come back in the order in which their triggers stand, title first. To finish claims again
    changes nothing.
    """
    ordered = sorted(claims, key=lambda c: (not c.quote.in_title, c.trigger.span))
    titled = sum(claim.quote.in_title for claim in ordered)
    told = [
        *_sentences_of(ordered[:titled], report.title or "", 0),
        *_sentences_of(ordered[titled:], report.text, titled),
    ]
    done = list(ordered)
    for each in told:
        for index in each.claims:
            claim = ordered[index]
            side = source_side(claim, each.sentence.tokens)
            done[index] = replace(
                claim, tone=tone_of(claim, each.sentence.tokens), source_side=side
            )
    levels = levels_of(done, told)
    first = first_tellings(done, report.published)
    _weigh_tellings(done, first, levels, report.published)
    return [
        replace(
            claim,
            certainty=level,
            retells=None if root is None else done[root].trigger,
        )
        for claim, level, root in zip(done, levels, first, strict=True)
    ]


def _sentences_of(claims: Sequence[Claim], text: str, offset: int) -> list[Told]:
    """Return the sentences of a text, each with the indices (from `offset`) of its claims."""
    if not claims:
        return []
    told = [Told(sentence) for sentence in sentences(text)]
    starts = [each.sentence.start for each in told]
    for number, claim in enumerate(claims):
        at = max(0, bisect_right(starts, claim.trigger.span.start) - 1)
        told[at].claims.append(offset + number)
    return told


def _weigh_tellings(
    claims: Sequence[Claim],
    first: Sequence[int | None],
    levels: list[Certainty],
    published: date | None,
) -> None:
    """Let the tellings of one event bear on each other's certainty; changes `levels`."""
    groups: dict[int, list[int]] = {}
    for index, root in enumerate(first):
        groups.setdefault(index if root is None else root, []).append(index)
    for group in groups.values():
        _soften_title(claims, group, levels)
        _join_sides(claims, group, levels)
    denials = [i for i, c in enumerate(claims) if c.status is Status.DENIED and c.said_by]
    for denial in denials:
        for index in range(max(0, denial - MOST_APART), min(len(claims), denial + MOST_APART)):
            if _gainsaid(claims[index], claims[denial], published):
                levels[index] = min(levels[index], Certainty.UNCONFIRMED)


def _soften_title(claims: Sequence[Claim], group: Sequence[int], levels: list[Certainty]) -> None:
    """Bring headline and text together: a headline drops who says so, or claims that it is only said."""
    titles = [i for i in group if claims[i].quote.in_title]
    body = [i for i in group if not claims[i].quote.in_title]
    if not titles or not body:
        return
    best = max(levels[i] for i in body)
    hedged = min(levels[i] for i in titles)
    for i in titles:
        if not claims[i].said_by:
            levels[i] = min(levels[i], max(best, Certainty.UNCONFIRMED))
    if hedged <= Certainty.ALLEGED:
        for i in body:
            if not claims[i].said_by:
                levels[i] = min(levels[i], Certainty.ALLEGED)


def _join_sides(claims: Sequence[Claim], group: Sequence[int], levels: list[Certainty]) -> None:
    """Lift what one side claims and the other grants."""
    sides = {claims[i].source_side for i in group if levels[i] > Certainty.UNCONFIRMED}
    if {SourceSide.ACTORS, SourceSide.TARGETS} <= sides:
        for i in group:
            if claims[i].said_by and levels[i] > Certainty.UNCONFIRMED:
                levels[i] = Certainty.AGREED


def _gainsaid(claim: Claim, denial: Claim, published: date | None) -> bool:
    """Tell whether another source of the report denies what the claim's source says."""
    speakers = {m.name for m in claim.said_by}
    return (
        bool(speakers)
        and claim.status is Status.HAPPENED
        and not speakers & {m.name for m in denial.said_by}
        and (one_event(claim, denial, published) or one_event(denial, claim, published))
    )
