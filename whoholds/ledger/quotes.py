"""Does a claim quote its report? Every quoted run of characters is held against the text or title."""

from collections.abc import Iterator

from whoholds.base.errors import SpanMismatch
from whoholds.base.records import Claim, Mention, PlaceMention, Report
from whoholds.base.spans import Quote


def check_quotes(claim: Claim, report: Report) -> int:
    """Check that `report` holds every run of characters that `claim` quotes; return how many there are.

    Quoted are the clause, its trigger, the date words, the trigger of the first telling, and each name
    that has a span.

    Raises:
        SpanMismatch: at the first that reads otherwise, or reaches past the end.
    """
    count = 0
    for quote in _quotes_of(claim):
        text = (report.title or "") if quote.in_title else report.text
        found = quote.span.cut(text)
        if found != quote.text:
            raise SpanMismatch(
                f"the report reads {found!r} at [{quote.span.start}:{quote.span.end}], the claim "
                f"quotes {quote.text!r}; the claim was read from another text"
            )
        count += 1
    return count


def _quotes_of(claim: Claim) -> Iterator[Quote]:
    yield claim.quote
    yield claim.trigger
    if claim.when is not None:
        yield claim.when
    if claim.retells is not None:
        yield claim.retells
    mentions: tuple[Mention | PlaceMention, ...] = (
        *claim.actors,
        *claim.targets,
        *claim.places,
        *claim.said_by,
    )
    for mention in mentions:
        if mention.span is not None and mention.text is not None:
            yield Quote(mention.span, mention.text, mention.in_title)
