"""`whoholds review`: what to look at first, decisions on claims, undo, and the history of anything."""

from typing import TYPE_CHECKING, Any

import click

from whoholds.serve.commands.options import Day, json_option, known_option

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from whoholds.base.records import Verdict
    from whoholds.run.reviewing import Decided
    from whoholds.run.reviewing_claims import Corrections

_EVENTS = (
    *("take", "leave", "hold", "advance", "attack", "repel", "clash"),
    *("strike", "besiege", "abuse", "deploy", "agree"),
)
_STATUSES = ("happened", "attempted", "denied", "expected")
_KINDS = ("site", "settlement", "area", "province", "country")
_SHOWN = 20


@click.group("review")
def review_command() -> None:
    """Decide on claims: accept, correct, reject, merge, split; take a decision back."""


@review_command.command("queue")
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    default=_SHOWN,
    show_default=True,
    help="At most so many.",
)
@known_option
@json_option
def queue_command(limit: int, known: str | None, as_json: bool) -> None:
    """List the claims to look at, most useful first, each with the reasons."""
    from whoholds.base.settings import load_settings
    from whoholds.run.answers import Answers
    from whoholds.run.home import Home
    from whoholds.run.reviewing_queue import queue
    from whoholds.serve.console import print_json, print_line, print_table

    with Home.open(load_settings(), create=False) as home:
        answers = Answers(home)
        picture = answers.picture(answers.position_at(known) if known is not None else None)
    found = queue(picture)
    if as_json:
        for each in found[:limit]:
            row = picture.claims[each.claim]
            print_json(
                {
                    "claim": each.claim,
                    "score": each.score,
                    "reasons": [
                        {"reason": why.reason.value, "words": why.words, "points": why.points}
                        for why in each.reasons
                    ],
                    "event": row.claim.event.value,
                    "status": row.claim.status.value,
                    "places": [link.name for link in row.resolution.places],
                    "quote": row.claim.quote.text,
                    "publisher": row.report.publisher,
                    "mark": None if row.mark is None else row.mark.value,
                }
            )
        return
    if len(found) == 0:
        print_line("nothing waits for review")
        return
    rows = [
        (
            f"{each.score:.0f}",
            each.claim[:_SHORT],
            picture.claims[each.claim].claim.event.value,
            ", ".join(link.name for link in picture.claims[each.claim].resolution.places),
            picture.claims[each.claim].claim.quote.text,
            "; ".join(why.words for why in each.reasons),
        )
        for each in found[:limit]
    ]
    print_table(
        ("score", "claim", "event", "places", "quote", "why"),
        rows,
        title=f"To review ({len(found)} in all)",
    )


_SHORT = len("claim:") + 12
_SHORTEST = len("claim:") + 6


@review_command.command("show")
@click.argument("claim")
@json_option
def show_command(claim: str, as_json: bool) -> None:
    """Show a claim with its quote in the report, and what rejecting it would change."""
    from whoholds.base.codec import to_json
    from whoholds.base.errors import UnknownName
    from whoholds.base.settings import load_settings
    from whoholds.run.answers import Answers
    from whoholds.run.home import Home
    from whoholds.run.reviewing_effects import if_rejected
    from whoholds.serve.console import print_json, print_line

    with Home.open(load_settings(), create=False) as home:
        picture = Answers(home).picture()
    found = [row for each, row in picture.claims.items() if each == claim or _begins(each, claim)]
    if len(found) != 1:
        raise UnknownName(
            f"looking for the claim {claim!r:.90}: {'several begin so' if found else 'none stands'}; "
            "`whoholds review queue` lists them, `whoholds review history` tells what became of one"
        )
    row = found[0]
    changes = if_rejected(picture, row)
    if as_json:
        print_json(
            {
                "claim": row.id,
                "verdict": None if row.verdict is None else row.verdict.value,
                "decided": None if row.decided is None else to_json(row.decided),
                "mark": None if row.mark is None else row.mark.value,
                "content": to_json(row.claim),
                "resolution": to_json(row.resolution),
                "if_rejected": [
                    {"place": each.place, "start": _iso(each.start), "end": _iso(each.end)}
                    for each in changes
                ],
            }
        )
        return
    quote = row.claim.quote
    text = (row.report.title or "") if quote.in_title else row.report.text
    before = text[max(0, quote.span.start - _AROUND) : quote.span.start]
    print_line(row.id)
    print_line(f"{row.report.publisher or 'no publisher'}, {row.report.published or 'no date'}")
    print_line(f"…{before}«{quote.text}»{text[quote.span.end : quote.span.end + _AROUND]}…")
    told = row.claim
    print_line(f"event: {told.event.value} ({told.status.value}), trigger «{told.trigger.text}»")
    for name, mentions in (
        ("by", told.actors),
        ("against", told.targets),
        ("said by", told.said_by),
    ):
        print_line(f"{name}: {', '.join(each.name for each in mentions) or 'nobody'}")
    for link in row.resolution.places:
        print_line(f"where: {link.mention} is {link.name}, {link.precision.value}; {link.why}")
    dated = row.resolution.date
    print_line(f"when: {'no day' if dated is None else dated.days.isoformat()}")
    if row.decided is not None:
        decided = row.decided
        print_line(
            f"{decided.verdict.value} by {decided.by} (entry {decided.seq}): {decided.why or '-'}"
        )
    if row.mark is not None:
        print_line(f"look again: {row.mark.value.replace('_', ' ')}")
    for each in changes:
        print_line(
            f"if rejected: {picture.places[each.place].name} from {each.start or 'before'} to "
            f"{each.end or 'now'}: {each.before.actor or each.before.state.value} becomes "
            f"{each.after.actor or each.after.state.value}"
        )


_AROUND = 200


@review_command.command("accept")
@click.argument("claim")
@click.option("--why", default="", help="The reason, if there is one to give.")
@json_option
def accept_command(claim: str, why: str, as_json: bool) -> None:
    """Say that CLAIM was read right: it weighs as such from now on."""
    _decide(claim, "accept", why, as_json)


@review_command.command("reject")
@click.argument("claim")
@click.option("--why", required=True, help="The reason, which goes on record.")
@json_option
def reject_command(claim: str, why: str, as_json: bool) -> None:
    """Say that CLAIM was read wrongly: it weighs nothing from now on."""
    _decide(claim, "reject", why, as_json)


@review_command.command("correct")
@click.argument("claim")
@click.option("--event", type=click.Choice(_EVENTS), help="What happened.")
@click.option("--status", type=click.Choice(_STATUSES), help="Whether it did.")
@click.option("--actor", "actors", multiple=True, help="Who did it; may be given again.")
@click.option("--target", "targets", multiple=True, help="To whom; may be given again.")
@click.option("--said-by", multiple=True, help="Who says so; may be given again.")
@click.option("--place", "places", multiple=True, help="Where, by name; may be given again.")
@click.option("--kind", type=click.Choice(_KINDS), default="settlement", help="Of the places.")
@click.option("--gazetteer-place", help="Which place of a gazetteer the first --place is.")
@click.option("--first-day", type=Day(), help="The first day of it (2020-01-17).")
@click.option("--last-day", type=Day(), help="The last day of it.")
@click.option("--why", required=True, help="The reason, which goes on record.")
@json_option
def correct_command(claim: str, why: str, as_json: bool, **given: Any) -> None:
    """Put a corrected claim in the place of CLAIM; what is not given stays as it is."""
    _decide(claim, "correct", why, as_json, corrections=_corrections(given))


@review_command.command("merge")
@click.argument("claim")
@click.argument("other")
@click.option("--why", default="the same event", show_default=True, help="The reason.")
@json_option
def merge_command(claim: str, other: str, why: str, as_json: bool) -> None:
    """Say that CLAIM tells of the same event as OTHER."""
    _decide(claim, "merge", why, as_json, into=other)


@review_command.command("split")
@click.argument("claim")
@click.option(
    "--part",
    "parts",
    multiple=True,
    required=True,
    metavar="FIELD=VALUE,…",
    help="A part, as event=strike,place=Saraqib; two or more. Fields are those of `correct`.",
)
@click.option("--why", required=True, help="The reason, which goes on record.")
@json_option
def split_command(claim: str, parts: tuple[str, ...], why: str, as_json: bool) -> None:
    """Put several claims in the place of CLAIM, each with what a --part changes."""
    _decide(claim, "split", why, as_json, parts=[_part(part) for part in parts])


@review_command.command("undo")
@click.argument("entry", type=click.IntRange(min=1))
@click.option("--why", required=True, help="The reason, which goes on record.")
@json_option
def undo_command(entry: int, why: str, as_json: bool) -> None:
    """Take back the decision at the ledger position ENTRY (or the taking back of one)."""
    from whoholds.base.settings import load_settings
    from whoholds.run.home import Home
    from whoholds.run.reviewing import undo
    from whoholds.serve.console import print_json, print_line

    settings = load_settings()
    with Home.open(settings, create=False):
        pass  # without a record there is nothing to take back
    with Home.open(settings) as home:
        done = undo(home, entry, by=settings.who, why=why)
    if as_json:
        print_json({"entry": done.seq, "undone": entry, "subject": done.subject})
    else:
        print_line(f"entry {entry} counts no longer (entry {done.seq})")


@review_command.command("history")
@click.argument("subject")
@json_option
def history_command(subject: str, as_json: bool) -> None:
    """List every entry about SUBJECT: a claim, a report, or a place, by identifier."""
    from whoholds.base.settings import load_settings
    from whoholds.run.home import Home
    from whoholds.run.reviewing import history
    from whoholds.serve.console import print_json, print_table

    with Home.open(load_settings(), create=False) as home:
        rows = history(home.ledger, _whole(home.ledger, subject))
    if as_json:
        for row in rows:
            print_json(
                {
                    "entry": row.seq,
                    "recorded": row.recorded,
                    "by": row.by,
                    "kind": row.kind.value,
                    "subject": row.subject,
                    "what": row.what,
                    "why": row.why,
                    "undone": row.undone,
                    "redacted": row.redacted,
                }
            )
        return
    print_table(
        ("entry", "recorded", "by", "what", "why"),
        [
            (
                row.seq,
                row.recorded[:19].replace("T", " "),
                row.by,
                f"{row.what} (taken back)" if row.undone else row.what,
                row.why,
            )
            for row in rows
        ],
        title=f"History of {subject}",
    )


def _decide(
    claim: str,
    verdict: str,
    why: str,
    as_json: bool,
    *,
    corrections: "Corrections | None" = None,
    into: str | None = None,
    parts: "list[Corrections] | None" = None,
) -> None:
    from whoholds.base.records import Verdict
    from whoholds.base.settings import load_settings
    from whoholds.run.home import Home
    from whoholds.run.reviewing import decide
    from whoholds.serve.console import COMPILING, once_told

    settings = load_settings()
    with Home.open(settings, create=False):
        pass  # without a record there is nothing to decide on
    with Home.open(settings, compiling=once_told(COMPILING)) as home:
        done = decide(
            home,
            _whole(home.ledger, claim),
            Verdict(verdict),
            by=settings.who,
            why=why,
            corrections=corrections,
            into=None if into is None else _whole(home.ledger, into),
            parts=parts or (),
        )
    _tell(done, Verdict(verdict), as_json)


def _tell(done: "Decided", verdict: "Verdict", as_json: bool) -> None:
    from whoholds.serve.console import print_json, print_line

    if as_json:
        print_json(
            {
                "entry": done.seq,
                "claim": done.claim,
                "verdict": verdict.value,
                "by": done.by,
                "why": done.why,
                "stands": list(done.stands),
            }
        )
        return
    stands = [each for each in done.stands if each != done.claim]
    instead = f"; in its place stands {', '.join(stands)}" if len(stands) > 0 else ""
    print_line(
        f"{verdict.value}: {done.claim} (entry {done.seq}){instead}; `whoholds review undo "
        f"{done.seq}` takes it back"
    )


def _whole(ledger: Any, begun: str) -> str:
    """Return the claim whose identifier begins so; anything else as it is."""
    from whoholds.base.errors import UnknownName
    from whoholds.base.protocols import EntryKind

    if not begun.startswith("claim:") or ledger.has(begun, EntryKind.CLAIM):
        return begun
    found = [
        entry.subject
        for entry in ledger.entries(kind=EntryKind.CLAIM)
        if _begins(entry.subject, begun)
    ]
    if len(found) == 1:
        return str(found[0])
    raise UnknownName(
        f"looking for the claim {begun!r:.90}: {len(found)} on record begin so; write more of it",
        nearest=found[:5],
    )


def _begins(whole: str, begun: str) -> bool:
    return len(begun) >= _SHORTEST and whole.startswith(begun)


def _corrections(given: "Mapping[str, Any]") -> "Corrections":
    from whoholds.base.records import Event, PlaceKind, Status
    from whoholds.run.reviewing_claims import Corrections, PlaceNamed

    kind = PlaceKind(given.get("kind") or "settlement")
    chosen = given.get("gazetteer_place")
    names = given.get("places") or ()
    return Corrections(
        event=None if given.get("event") is None else Event(given["event"]),
        status=None if given.get("status") is None else Status(given["status"]),
        actors=given.get("actors") or None,
        targets=given.get("targets") or None,
        said_by=given.get("said_by") or None,
        places=tuple(
            PlaceNamed(name=name, kind=kind, place=chosen if at == 0 else None)
            for at, name in enumerate(names)
        )
        or None,
        first_day=given.get("first_day"),
        last_day=given.get("last_day"),
    )


_PART_FIELDS = {
    "event": ("event", False),
    "status": ("status", False),
    "actor": ("actors", True),
    "target": ("targets", True),
    "said-by": ("said_by", True),
    "place": ("places", True),
    "kind": ("kind", False),
    "first-day": ("first_day", False),
    "last-day": ("last_day", False),
}


def _part(told: str) -> "Corrections":
    from whoholds.base.errors import InputError
    from whoholds.base.times import parse_day

    given: dict[str, Any] = {}
    for piece in told.split(","):
        name, equals, value = piece.partition("=")
        known = _PART_FIELDS.get(name.strip())
        if known is None or equals == "":
            raise InputError(
                f"splitting a claim: {piece!r:.90} is no part; write it as event=strike,place=Saraqib, "
                f"with the fields {', '.join(_PART_FIELDS)}"
            )
        field, several = known
        if several:
            given[field] = (*given.get(field, ()), value.strip())
        elif field in ("first_day", "last_day"):
            given[field] = parse_day(value.strip())
        else:
            given[field] = value.strip()
    for field, choices in (("event", _EVENTS), ("status", _STATUSES), ("kind", _KINDS)):
        if given.get(field) not in (None, *choices):
            raise InputError(
                f"splitting a claim: {given[field]!r:.90} is no {field}; it is one of "
                + ", ".join(choices)
            )
    return _corrections(given)


def _iso(day: "date | None") -> str | None:
    return None if day is None else day.isoformat()
