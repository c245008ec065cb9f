"""What must hold of every claim, whatever the report: the checks of the crash and mutation runs."""

import json
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from whoholds.base.codec import claim_id, from_json, to_json
from whoholds.base.protocols import Reader
from whoholds.base.records import Claim, Mention, PlaceMention, Report
from whoholds.ledger.quotes import check_quotes

SECONDS = 30.0
"""One report may take so long, wall time; a reader that takes longer has in effect stopped."""


class Broken(Exception):
    """A claim, or all of a report's, is not what every claim must be."""


def read_checked(reader: Reader, report: Report) -> tuple[int, str]:
    """Read a report, check its claims; return their number and a text that is equal for equal claims.

    Raises:
        Broken: if a claim breaks a rule of `check_claim`, they are not in order, or time ran out.
    """
    with time_limit(SECONDS):
        claims = reader.read(report)
    for claim in claims:
        check_claim(claim, report)
    order = [(not claim.trigger.in_title, claim.trigger.span.start) for claim in claims]
    if order != sorted(order):
        raise Broken("the claims are not in the order of their triggers, title first")
    return len(claims), json.dumps([to_json(claim) for claim in claims], sort_keys=True)


def check_claim(claim: Claim, report: Report) -> None:
    """Check one claim: spans, confidence, names, and that it can be written and read again.

    Raises:
        Broken: if the trigger lies outside the quote, the confidence outside [0, 1], a name is empty,
            the report quoted is another, or the claim comes back changed from JSON.
        SpanMismatch: if a span does not hold its words.
    """
    check_quotes(claim, report)
    if not claim.quote.span.covers(claim.trigger.span):
        raise Broken("the trigger lies outside the quote")
    if claim.quote.in_title != claim.trigger.in_title:
        raise Broken("quote and trigger lie in different texts")
    if not 0.0 <= claim.confidence <= 1.0:  # a nan fails as well
        raise Broken(f"confidence {claim.confidence} is outside [0, 1]")
    mentions: tuple[Mention | PlaceMention, ...] = (
        *claim.actors,
        *claim.targets,
        *claim.places,
        *claim.said_by,
    )
    for mention in mentions:
        if mention.name.strip() == "":
            raise Broken("a name is empty")
        if (mention.span is None) != (mention.text is None):
            raise Broken("a name has a span without words, or words without a span")
    # The identifier too: a text that has no canonical form cannot go on record.
    if claim_id(claim) == "" or from_json(Claim, json.loads(json.dumps(to_json(claim)))) != claim:
        raise Broken("the claim comes back changed from JSON")


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise `Broken` in the main thread when the block has taken so long."""

    def stop(*_: object) -> None:
        raise Broken(f"more than {seconds:.0f} s for one report")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def failure_of(work: Callable[[], object]) -> str | None:
    """Return what went wrong in `work`, in one line with where; None if nothing did."""
    try:
        work()
    except Exception as error:  # anything at all: a reader must raise nothing
        place = error.__traceback__
        while place is not None and place.tb_next is not None:
            place = place.tb_next
        where = "" if place is None else f"{place.tb_frame.f_code.co_name}:{place.tb_lineno}"
        return f"{type(error).__name__} in {where}: {str(error)[:160]!r}"
    return None
