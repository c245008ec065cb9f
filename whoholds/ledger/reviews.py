"""Reviews folded: which claims stand for a claim that persons decided on.

Of the reviews of a claim the newest counts that was not taken back. What a correction or a split puts
in its place may have been reviewed too: from review to review, down to the claims that stand.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from whoholds.base.protocols import Entry
from whoholds.base.records import Decision, Resolution, Review, ReviewMark, Verdict
from whoholds.ledger.undoing import Undone


@dataclass(frozen=True, slots=True)
class OnReview:
    """A review with what the record says of it."""

    seq: int
    recorded: str
    by: str
    review: Review

    @property
    def decision(self) -> Decision:
        """The review as it is told of a standing claim."""
        return Decision(
            seq=self.seq,
            recorded=self.recorded,
            by=self.by,
            claim=self.review.claim,
            verdict=self.review.verdict,
            why=self.review.why,
        )

    @property
    def targets(self) -> tuple[str, ...]:
        """The claims that it names beside its own."""
        if self.review.verdict is Verdict.SPLIT:
            return self.review.replacements
        return () if self.review.replacement is None else (self.review.replacement,)


class Standing(NamedTuple):
    """A claim that stands, and why: its verdict, the review behind it, and what that review ties."""

    claim: str
    verdict: Verdict | None = None
    by: OnReview | None = None
    resolution: Resolution | None = None
    same_as: str | None = None
    mark: ReviewMark | None = None


class Reviews:
    """The reviews of a ledger in order, brought forward by `add`."""

    def __init__(self, undone: Undone) -> None:
        self._undone = undone
        self._of: dict[str, list[OnReview]] = {}

    def add(self, entry: Entry, review: Review) -> None:
        """Take in the review of an entry, in the order of the record."""
        found = OnReview(entry.seq, entry.recorded, entry.by, review)
        self._of.setdefault(review.claim, []).append(found)

    def in_effect(self) -> dict[str, OnReview]:
        """Return the review that counts of each claim that has one."""
        found: dict[str, OnReview] = {}
        for claim, reviews in self._of.items():
            for each in reversed(reviews):
                if each.seq not in self._undone:
                    found[claim] = each
                    break
        return found


def standing_for(
    claim: str,
    reviews: Mapping[str, OnReview],
    report_of: Callable[[str], str | None],
    *,
    first: OnReview | None = None,
) -> Iterator[Standing]:
    """Yield what stands for `claim`, in the order in which corrections and splits name it.

    `report_of` tells the report of a claim: one that is merged into a claim of the same report stands no
    more. `first` is the review that counts of `claim` itself, where that is not its own. Where
    corrections lead in a circle, the newest of them says who stands.
    """
    path: list[str] = []
    taken: list[OnReview] = []
    at: dict[str, int] = {}
    seen: set[str] = set()
    waiting: list[tuple[str, int]] = [(claim, 0)]
    while len(waiting) > 0:
        current, depth = waiting.pop()
        for left in path[depth:]:
            del at[left]
        del path[depth:]
        del taken[depth:]
        if current in at:
            yield _out_of_circle(path[at[current] :], taken[at[current] :])
            continue
        if current in seen:
            continue
        seen.add(current)
        before = taken[-1] if depth > 0 else None
        found = first if depth == 0 and first is not None else reviews.get(current)
        if found is None:
            yield Standing(current, Verdict.CORRECT if before is not None else None, before)
            continue
        targets = _followed(found, report_of)
        if len(targets) == 0:
            yield _stays(current, found, reviews)
            continue
        path.append(current)
        taken.append(found)
        at[current] = depth
        waiting.extend((each, depth + 1) for each in reversed(targets))


def _followed(found: OnReview, report_of: Callable[[str], str | None]) -> tuple[str, ...]:
    """Return the claims that stand in the place of the reviewed one."""
    if found.review.verdict is Verdict.MERGE:
        own = report_of(found.review.claim)
        return tuple(each for each in found.targets if report_of(each) == own)
    return found.targets


def _stays(claim: str, found: OnReview, reviews: Mapping[str, OnReview]) -> Standing:
    match found.review.verdict:
        case Verdict.MERGE:
            lead = _lead(found.targets[0], reviews)
            return Standing(claim, Verdict.ACCEPT, found, same_as=None if lead == claim else lead)
        case Verdict.CORRECT | Verdict.SPLIT:
            return Standing(claim, Verdict.CORRECT, found, resolution=found.review.resolution)
        case verdict:
            return Standing(claim, verdict, found)


def _out_of_circle(path: list[str], taken: list[OnReview]) -> Standing:
    """Return what the newest review of a circle put in place."""
    newest = max(range(len(path)), key=lambda index: taken[index].seq)
    return Standing(path[(newest + 1) % len(path)], Verdict.CORRECT, taken[newest])


def _lead(claim: str, reviews: Mapping[str, OnReview]) -> str:
    """Return the claim that leads those merged with `claim`."""
    path: list[str] = []
    taken: list[OnReview] = []
    at: dict[str, int] = {}
    while claim not in at:
        found = reviews.get(claim)
        if found is None or len(found.targets) == 0:
            return claim
        at[claim] = len(path)
        path.append(claim)
        taken.append(found)
        claim = found.targets[0]
    start = at[claim]
    return _out_of_circle(path[start:], taken[start:]).claim
