"""Each source's record: what it told, and what others bore out or contradicted."""

from collections.abc import Iterable
from dataclasses import dataclass

from whoholds.base.records import SourcedClaim
from whoholds.picture.reliability import Trust
from whoholds.picture.weights import Weights, default_weights

_DIGITS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRecord:
    """One publisher's record.

    `claims` counts all its claims, `changes` those that tell of a change of control. Others bear on
    `borne_out` and `contradicted` of the changes, and are silent on the rest. `reliability` is the
    share of its changes that is taken to be so, None where it told none; it begins at what is known of
    those who speak in the same interest. `side` is the publisher's side, None where it has none, or
    none is known.
    """

    name: str
    side: str | None
    claims: int
    changes: int
    borne_out: int
    contradicted: int
    reliability: float | None


def source_records(
    claims: Iterable[SourcedClaim], trust: Trust, *, weights: Weights | None = None
) -> list[SourceRecord]:
    """Return the record of every publisher, most claims first, then by name.

    A claim of several places is checked at each of them, and counts once: as borne out where others
    bear out more of it than they contradict.
    """
    weights = default_weights() if weights is None else weights
    likely: dict[str, list[float]] = {}
    bearing: dict[str, float] = {}
    speaks: dict[str, float] = {}
    for each in trust.checked:
        likely.setdefault(each.claim, []).append(each.likely)
        bearing[each.claim] = bearing.get(each.claim, 0.0) + each.bearing * (
            each.borne_out or each.contradicted
        )
        speaks[each.claim] = trust.speakers[each.by]
    found: dict[str, list[SourcedClaim]] = {}
    for claim in sorted(claims, key=lambda row: row.seq):
        found.setdefault(claim.report.publisher or "", []).append(claim)
    records = []
    for name, told in found.items():
        changes = [claim.id for claim in told if claim.id in likely]
        publisher = told[-1].resolution.publisher
        records.append(
            SourceRecord(
                name=name,
                side=None if publisher is None else publisher.side,
                claims=len(told),
                changes=len(changes),
                borne_out=sum(bearing[claim] > 0 for claim in changes),
                contradicted=sum(bearing[claim] < 0 for claim in changes),
                reliability=_reliability(
                    [sum(likely[claim]) / len(likely[claim]) for claim in changes],
                    [speaks[claim] for claim in changes],
                    weights.trust.speaker,
                ),
            )
        )
    return sorted(records, key=lambda row: (-row.claims, row.name))


def _reliability(likely: list[float], priors: list[float], strength: float) -> float | None:
    if len(likely) == 0:
        return None
    prior = sum(priors) / len(priors)
    return round((strength * prior + sum(likely)) / (strength + len(likely)), _DIGITS)
