"""Reviews that outlive a reading: where the words of a reviewed claim are read anew.

A review is tied to its claim, and the claim to words. Where a later reading of the page no longer lists
the claim, the review goes by the words: quote and trigger. What a person accepted or corrected stands as
they left it; what they rejected stays rejected where the words are read as the same claim again. The
same holds for a later version of the page, known by its address.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from whoholds.base.place_decisions import name_key
from whoholds.base.records import Claim, Report, Verdict
from whoholds.ledger.reviews import OnReview


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A claim that a reading once listed, and the review that counts of it."""

    id: str
    claim: Claim
    report: Report
    by: OnReview


@dataclass(slots=True)
class Carried:
    """What earlier reviews say of a reading.

    `instead` maps a listed claim to the reviewed claim that it is read as now, and tells whether it says
    the same; `beside` are those of the page that stand though the reading lists nothing in their place,
    in text order.
    """

    instead: dict[str, tuple[Reviewed, bool]] = field(default_factory=dict)
    beside: list[Reviewed] = field(default_factory=list)


def source_of(report: Report) -> str | None:
    """Return what tells versions of one source: its address, or its publisher's name for it."""
    if report.url is not None and report.url != "":
        return report.url
    if report.label is not None and report.publisher is not None:
        return f"{report.publisher}\n{report.label}"
    return None


def carried(
    listed: Sequence[tuple[str, Claim]],
    report: Report,
    reviewed: Iterable[Reviewed],
    reviews: Mapping[str, OnReview],
) -> Carried:
    """Return what the reviews of claims that a reading does not list say of what it lists.

    `listed` are its claims in text order, `reviewed` those of the same page or of other versions of it,
    `reviews` all that count: a listed claim with a review of its own goes by that.
    """
    found = Carried()
    present = {identifier for identifier, _ in listed}
    by_trigger: dict[tuple[bool, str], list[tuple[str, Claim]]] = {}
    for identifier, claim in listed:
        key = (claim.trigger.in_title, claim.trigger.text)
        by_trigger.setdefault(key, []).append((identifier, claim))
    # The newest review first: where two claims are read as one now, it is the one that counts.
    for each in sorted(reviewed, key=lambda row: -row.by.seq):
        if each.id in present:
            continue
        trigger = each.claim.trigger
        match = _match(each.claim, by_trigger.get((trigger.in_title, trigger.text), ()))
        if match is None:
            if each.report.page == report.page and each.by.review.verdict is not Verdict.REJECT:
                found.beside.append(each)
        elif match[0] not in reviews:
            found.instead.setdefault(match[0], (each, same_sense(each.claim, match[1])))
    found.beside.sort(key=lambda row: (not row.claim.quote.in_title, row.claim.quote.span, row.id))
    return found


def _match(claim: Claim, listed: Sequence[tuple[str, Claim]]) -> tuple[str, Claim] | None:
    """Return the listed claim that has the words of `claim`, the nearest to where they stood."""
    if claim.report in {each.report for _, each in listed}:
        fitting = [each for each in listed if each[1].trigger.span == claim.trigger.span]
    else:
        fitting = [each for each in listed if _same_words(claim.quote.text, each[1].quote.text)]
    return min(
        fitting,
        key=lambda each: (
            not same_sense(claim, each[1]),
            abs(each[1].trigger.span.start - claim.trigger.span.start),
        ),
        default=None,
    )


def _same_words(one: str, other: str) -> bool:
    return one in other or other in one


def same_sense(one: Claim, other: Claim) -> bool:
    """Tell whether two claims say the same of the same places and parties, by name."""
    return _sense(one) == _sense(other)


def _sense(claim: Claim) -> tuple[object, ...]:
    return (
        claim.event,
        claim.status,
        *(
            frozenset(name_key(mention.name) for mention in mentions)
            for mentions in (claim.places, claim.actors, claim.targets)
        ),
    )


def has_words(report: Report, claim: Claim) -> bool:
    """Tell whether a text of a report still has the words of a claim of it."""
    text = (report.title or "") if claim.quote.in_title else report.text
    return claim.quote.text in text
