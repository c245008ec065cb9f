"""Which claims are copies of one text, so that they count as one witness.

Reports are copies where most of the shorter one's word sequences stand in the other (republished,
cut or wrapped in boilerplate). Candidate pairs are found through shared rare sequences, and each is then
compared in full, so the answer is exact for the pairs compared and the same on every run.
"""

from collections.abc import Iterable, Mapping, Sequence
from zlib import crc32

from whoholds.base.records import Report, SourcedClaim
from whoholds.picture.parties import plain_text, plain_words
from whoholds.picture.weights import CopyBounds

# The smallest hashes of a report stand for it; two copies share at least one of so many.
_SKETCH = 24
# Of so many reports that share a sequence every two are compared; of more, each with the first ones and
# with its neighbours: a wire story that a hundred outlets carry is a crowd, and so is boilerplate.
_CROWD = 40
_FIRST, _BESIDE = 8, 4
_FEWEST_SEQUENCES = 8


def origins_of(claims: Sequence[SourcedClaim], bounds: CopyBounds) -> dict[str, str]:
    """Return, by claim identifier, the identifier of the earliest report that told it.

    Claims share an origin where their reports are copies, or where their quotes are the same long run of
    words. "Earliest" is by day of publication, then by ledger position.
    """
    reports: dict[str, Report] = {}
    rank: dict[str, tuple[str, int]] = {}
    for claim in sorted(claims, key=lambda row: row.seq):
        identifier = claim.claim.report
        reports.setdefault(identifier, claim.report)
        published = claim.report.published
        # "9" sorts after every date: a report without one is nobody's original.
        rank.setdefault(identifier, (published.isoformat() if published else "9", claim.seq))
    groups = Groups(rank)
    for one, other in copied_pairs(reports, bounds):
        groups.join(one, other)
    by_words: dict[tuple[str, str], str] = {}
    origins: dict[str, str] = {}
    for claim in sorted(claims, key=lambda row: (rank[row.claim.report], row.seq)):
        origin = groups.of(claim.claim.report)
        words = plain_words(claim.claim.quote.text)
        if len(words) >= bounds.quote_letters:
            origin = by_words.setdefault((words, claim.claim.event.value), origin)
        origins[claim.id] = origin
    return origins


def copied_pairs(reports: Mapping[str, Report], bounds: CopyBounds) -> Iterable[tuple[str, str]]:
    """Yield the pairs of report identifiers that are copies of one text, each pair once."""
    sequences = {
        identifier: _sequences(report.text, bounds.sequence_words)
        for identifier, report in reports.items()
    }
    meeting: dict[int, list[str]] = {}
    for identifier in sorted(sequences):
        for value in sorted(sequences[identifier])[:_SKETCH]:
            meeting.setdefault(value, []).append(identifier)
    seen: set[tuple[str, str]] = set()
    for met in meeting.values():
        for index, one in enumerate(met):
            crowded = len(met) > _CROWD and index >= _FIRST
            last = index + 1 + _BESIDE if crowded else len(met)
            for other in met[index + 1 : last]:
                if (one, other) in seen:
                    continue
                seen.add((one, other))
                if alike(sequences[one], sequences[other]) >= bounds.shared:
                    yield one, other


def alike(one: frozenset[int], other: frozenset[int]) -> float:
    """Return the part of the smaller set that stands in the larger; 0 for texts too short to tell."""
    smaller = min(len(one), len(other))
    if smaller < _FEWEST_SEQUENCES:
        return 1.0 if one == other and smaller > 0 else 0.0
    return len(one & other) / smaller


class Groups:
    """Reports joined into groups; a group goes by its member of the lowest rank."""

    def __init__(self, rank: Mapping[str, tuple[str, int]]) -> None:
        self._rank = rank
        self._parent = {identifier: identifier for identifier in rank}

    def join(self, one: str, other: str) -> None:
        """Put two reports into one group."""
        first, second = sorted((self.of(one), self.of(other)), key=lambda each: self._rank[each])
        self._parent[second] = first

    def of(self, identifier: str) -> str:
        """Return the report that the group of `identifier` goes by."""
        while self._parent[identifier] != identifier:
            self._parent[identifier] = self._parent[self._parent[identifier]]
            identifier = self._parent[identifier]
        return identifier


def _sequences(text: str, length: int) -> frozenset[int]:
    # CRC-32, not hash(): the latter differs from run to run.
    words = plain_text(text).split()
    if len(words) < length:
        return frozenset({crc32(" ".join(words).encode())} if words else ())
    return frozenset(
        crc32(" ".join(words[at : at + length]).encode()) for at in range(len(words) - length + 1)
    )
