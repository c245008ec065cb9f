"""Why a place is said to be held: the claims for, against and silent, each with its reason in words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from whoholds.base.records import ControlState, Effect, Evidence, Interest, Period, SourcedClaim
from whoholds.base.times import Days
from whoholds.picture.evidence import silence
from whoholds.picture.imported import MAP_PREFIX
from whoholds.picture.labels import speaks_for


class Bearing(StrEnum):
    """How a claim bears on a period."""

    FOR = "for"
    AGAINST = "against"
    SILENT = "silent"
    OTHER_TIME = "other time"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One claim as a reason. `said_by` is whom the report quotes, empty where it speaks itself.

    `effect`, `side`, `actor`, `ratio` and `interest` are those of its strongest evidence about the
    place, None where it gives none. `days` is when it says that the thing happened, None where it gives
    no day. `sentence` says how it bears on the place, in words.
    """

    claim: str
    bearing: Bearing
    effect: Effect | None
    side: str | None
    actor: str | None
    ratio: float | None
    interest: Interest | None
    days: Days | None
    sentence: str
    quote: str
    in_title: bool
    said_by: tuple[str, ...]
    publisher: str | None
    published: date | None
    url: str | None
    report: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """The reasons about one period of a place, in the order in which they weigh.

    `other_times` are claims about control of the place on days outside the period.
    """

    period: Period | None
    summary: str
    supporting: tuple[Reason, ...]
    opposing: tuple[Reason, ...]
    silent: tuple[Reason, ...]
    other_times: tuple[Reason, ...]


def explain(
    period: Period | None, evidence: Sequence[Evidence], claims: Iterable[SourcedClaim]
) -> Explanation:
    """Return why the place is said to be as `period` has it.

    `evidence` is all evidence about the place, `claims` every claim that names it. With no period all
    claims are silent, or about other times.
    """
    known = {claim.id: claim for claim in claims}
    rows: dict[str, list[Evidence]] = {}
    for row in evidence:
        rows.setdefault(row.claim, []).append(row)
    left = dict(known)
    groups: dict[Bearing, list[Reason]] = {bearing: [] for bearing in Bearing}
    for bearing, identifiers in _named(period).items():
        for identifier in identifiers:
            claim = left.pop(identifier, None)
            if claim is not None:
                told = _as_it_bears(rows.get(identifier, []), bearing, period)
                groups[bearing].append(_reason(claim, told, bearing))
    for claim in sorted(left.values(), key=lambda each: each.seq):
        found = rows.get(claim.id, [])
        moves = any(row.effect is not Effect.PRESSURE for row in found)
        bearing = Bearing.OTHER_TIME if moves else Bearing.SILENT
        groups[bearing].append(_reason(claim, found, bearing))
    return Explanation(
        period=period,
        summary=summary_of(period, last=last_told(period, evidence)),
        supporting=tuple(groups[Bearing.FOR]),
        opposing=tuple(groups[Bearing.AGAINST]),
        silent=tuple(groups[Bearing.SILENT]),
        other_times=tuple(groups[Bearing.OTHER_TIME]),
    )


def summary_of(period: Period | None, *, last: date | None = None) -> str:
    """Return one sentence on a period: state, holder, how sure, and on how many claims it rests.

    `last` is the last day that a claim for it tells of; it is named where it is not the first day.
    """
    if period is None:
        return "Nothing is known of this place on that day."
    who = period.actor or period.side
    since = "" if period.start is None else f" since {period.start.isoformat()}"
    if period.start is None and period.end is not None:
        since = f" before {period.end.isoformat()}"
    against = _claims(period.opposing) if _maps(period.opposing) else len(period.opposing)
    counts = f"{_claims(period.supporting)} for, {against} against"
    if last is not None and last != period.start:
        counts += f"; last told of {last.isoformat()}"
    match period.state:
        case ControlState.HELD:
            return f"Held by {who}{since} (probability {period.confidence:.2f}; {counts})."
        case ControlState.CONTESTED if who is not None:
            return (
                f"Contested{since}, likelier {who} (probability {period.confidence:.2f}; {counts})."
            )
        case ControlState.CONTESTED:
            return f"Contested{since}, neither side likelier ({counts})."
        case _:
            return f"Unknown{since}: no claim that still holds says who has it."


def last_told(period: Period | None, evidence: Sequence[Evidence]) -> date | None:
    """Return the last day inside a period that a claim for it tells of, None where it has no start.

    `evidence` is all evidence about the place.
    """
    if period is None or period.start is None:
        return None
    days = [row.days.last for row in evidence if row.claim in period.supporting]
    inside = [day for day in days if period.end is None or day < period.end]
    return max(inside, default=None)


def _named(period: Period | None) -> Mapping[Bearing, Sequence[str]]:
    if period is None:
        return {}
    return {
        Bearing.FOR: period.supporting,
        Bearing.AGAINST: period.opposing,
        Bearing.SILENT: period.silent,
    }


def _claims(identifiers: Sequence[str]) -> str:
    """Return how many claims, and how many maps, if any: `2 claims and 1 map`."""
    maps = _maps(identifiers)
    claims = len(identifiers) - maps
    counted = [
        f"{count} {name}" + ("" if count == 1 else "s")
        for count, name in ((claims, "claim"), (maps, "map"))
        if count > 0
    ]
    return " and ".join(counted) if len(counted) > 0 else "0 claims"


def _maps(identifiers: Sequence[str]) -> int:
    return sum(identifier.startswith(MAP_PREFIX) for identifier in identifiers)


def _as_it_bears(
    rows: Sequence[Evidence], bearing: Bearing, period: Period | None
) -> Sequence[Evidence]:
    """Put first what makes a claim speak for or against the period's side.

    "B took it from A" speaks for A in the days before: then the half about A is the reason.
    """
    if period is None or period.side is None or bearing is Bearing.SILENT:
        return rows
    side, wanted = period.side, bearing is Bearing.FOR

    def bears(row: Evidence) -> bool:
        had = row.effect is Effect.HELD_BEFORE and row.side == side
        return (had or speaks_for(row, side)) is wanted

    return sorted(rows, key=lambda row: (not bears(row), -row.ratio))


def _strongest(rows: Sequence[Evidence], bearing: Bearing) -> Evidence | None:
    # Sorted by how they bear: the first is of the half that counts.
    if bearing in (Bearing.FOR, Bearing.AGAINST) and len(rows) > 0:
        return rows[0]
    return max(rows, key=lambda row: (row.ratio, row.effect.value), default=None)


def _reason(claim: SourcedClaim, rows: Sequence[Evidence], bearing: Bearing) -> Reason:
    strongest = _strongest(rows, bearing)
    dated = claim.resolution.date
    if strongest is not None:
        sentences = list(dict.fromkeys(row.why for row in rows))
        days: Days | None = strongest.days
    else:
        sentences = [silence(claim) or "says nothing of who has this place"]
        days = None if dated is None else dated.days
    sentence = ". ".join(words[:1].upper() + words[1:] for words in sentences) + "."
    return Reason(
        claim=claim.id,
        bearing=bearing,
        effect=None if strongest is None else strongest.effect,
        side=None if strongest is None else strongest.side,
        actor=None if strongest is None else strongest.actor,
        ratio=None if strongest is None else strongest.ratio,
        interest=None if strongest is None else strongest.interest,
        days=days,
        sentence=sentence,
        quote=claim.claim.quote.text,
        in_title=claim.claim.quote.in_title,
        said_by=tuple(
            [link.name for link in claim.resolution.said_by]
            or [mention.name for mention in claim.claim.said_by]
        ),
        publisher=claim.report.publisher,
        published=claim.report.published,
        url=claim.report.url,
        report=claim.claim.report,
    )
