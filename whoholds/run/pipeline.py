"""One page through the stages: clean, read, resolve; and what of it is new to the record.

Everything before the ledger is pure per page: the same bytes, reader and registries give the same
records. A reader that asks a model is not: its answers travel with the records, and are read again
where they are on record. Only the driver (`run.batch`) writes.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from whoholds.base.codec import claim_id, report_id, to_json
from whoholds.base.errors import ModelError, Redacted
from whoholds.base.protocols import Asked, AskingReader, Draft, EntryKind, Ledger, Reader
from whoholds.base.records import Claim, Page, RawAnswer, Reading, Report, Resolution
from whoholds.capture.clean import clean
from whoholds.identify.resolver import Resolver
from whoholds.ledger.drafts import (
    claim_draft,
    reading_draft,
    record_of,
    redaction_subject,
    report_draft,
    resolution_draft,
)
from whoholds.ledger.quotes import check_quotes
from whoholds.run.earlier import EarlierReports, earlier_reports, position_told


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadPage:
    """What a page gave: its report, the claims found and their resolutions, in text order.

    `answers` are those of a language model, where the reader asks one; `fresh` of them are new.
    `signals` tell what of them was left out.
    """

    page: Page
    report_id: str
    report: Report
    reader: str
    resolver: str
    claims: tuple[tuple[str, Claim], ...]
    resolutions: tuple[Resolution, ...]
    answers: tuple[RawAnswer, ...] = ()
    fresh: tuple[RawAnswer, ...] = ()
    signals: tuple[str, ...] = ()

    @property
    def resolved(self) -> list[tuple[Claim, Resolution]]:
        """The claims, each with its resolution."""
        return [
            (claim, resolution)
            for (_, claim), resolution in zip(self.claims, self.resolutions, strict=True)
        ]


def report_of(
    page: Page,
    *,
    pseudonym: Callable[[str], str],
    max_depth: int,
    published: date | None = None,
    publisher: str | None = None,
) -> Report:
    """Clean a page into a report.

    `published` and `publisher` are what the user said; they win over what the page says.
    `max_depth` is the deepest nesting of HTML elements that is read.

    Raises:
        InputError: if the page gives no readable report.
    """
    report = clean(page, published=published, pseudonym=pseudonym, max_depth=max_depth)
    return report if publisher is None else replace(report, publisher=publisher)


def read_report(
    page: Page,
    report: Report,
    *,
    reader: Reader,
    resolver: Resolver,
    recorded: Sequence[Reading] = (),
    earlier: EarlierReports | None = None,
) -> ReadPage:
    """Read the claims of the report of a page and resolve their names, dates and places.

    `recorded` are the readings of the page on record, oldest first, for a reader that asks a model.
    `earlier` are the reports on record: where those of the publisher lie counts for the places.

    Raises:
        ModelError: if the reader asks a model that gives no usable answer.
        SpanMismatch: if the reader quotes words that do not stand there.
    """
    asked = _ask(reader, report, recorded, page.name_hint or page.location)
    claims = _distinct(asked.claims)
    for _, claim in claims:
        # A wrong span must stop here: once on record it would look like damage to the ledger.
        check_quotes(claim, report)
    identifier = report_id(report)
    return ReadPage(
        page=page,
        report_id=identifier,
        report=report,
        reader=asked.reader,
        resolver=resolver.resolver,
        claims=claims,
        resolutions=_resolved(resolver, report, identifier, claims, earlier),
        answers=asked.answers,
        fresh=asked.fresh,
        signals=asked.signals,
    )


def as_first_resolved(read: ReadPage, ledger: Ledger, resolver: Resolver) -> ReadPage:
    """Return what was read with the earlier reports that it was resolved with when it went on record.

    What was published and recorded since then would put places of old reports anew on each reading.
    """
    known = next(
        (
            found
            for identifier, _ in read.claims
            if (found := _resolver_on_record(identifier, ledger)) is not None
        ),
        None,
    )
    if known is None or position_told(known) == position_told(read.resolutions[0].resolver):
        return read
    position = position_told(known)
    earlier = None if position is None else earlier_reports(ledger, position)
    resolutions = _resolved(resolver, read.report, read.report_id, read.claims, earlier)
    return replace(read, resolutions=resolutions)


def _resolved(
    resolver: Resolver,
    report: Report,
    identifier: str,
    claims: Sequence[tuple[str, Claim]],
    earlier: EarlierReports | None,
) -> tuple[Resolution, ...]:
    lie = None if earlier is None else earlier.of(report, identifier, resolver.gazetteer)
    return tuple(resolver.resolve(report, claims, earlier=lie))


def _resolver_on_record(claim: str, ledger: Ledger) -> str | None:
    found: str | None = None
    for entry in ledger.entries(kind=EntryKind.RESOLUTION, subject=claim):
        found = str(entry.payload.get("resolver"))
    return found


def _ask(reader: Reader, report: Report, recorded: Sequence[Reading], location: str) -> Asked:
    if not isinstance(reader, AskingReader):
        return Asked(
            reader=f"{reader.name}@{reader.version}",
            claims=tuple(reader.read(report)),
            answers=(),
        )
    try:
        return reader.ask(report, recorded)
    except ModelError as error:
        # The reader knows the report and not where it came from.
        raise type(error)(f"reading {location}: {error}") from error


def new_drafts(read: ReadPage, ledger: Ledger) -> list[Draft]:
    """Return the entries that `read` adds to `ledger`: none where all of it is on record.

    A claim is recorded once however many readers find it. A resolution is recorded again where
    another resolver, or other gazetteers and registries, give another answer.

    Raises:
        Redacted: if the report was redacted, or an earlier reading of the page.
    """
    drafts: list[Draft] = []
    _refuse_redacted(read, ledger)
    if not ledger.has(read.report_id, EntryKind.REPORT):
        drafts.append(report_draft(read.report))
    for claim, resolution in zip(read.claims, read.resolutions, strict=True):
        if not ledger.has(claim[0], EntryKind.CLAIM):
            drafts.append(claim_draft(claim[1]))
        elif _is_redacted(claim[0], ledger):
            continue
        if _newest_resolution(claim[0], ledger) != _comparable(resolution):
            drafts.append(resolution_draft(resolution))
    reading = Reading(
        report=read.report_id,
        page=read.page.sha256,
        reader=read.reader,
        claims=tuple(identifier for identifier, _ in read.claims),
        answers=read.answers,
    )
    recorded = readings_on_record(read.page.sha256, ledger)
    if len(recorded) == 0 or recorded[-1] != reading:
        drafts.append(reading_draft(reading))
    return drafts


def _distinct(claims: Sequence[Claim]) -> tuple[tuple[str, Claim], ...]:
    """Pair claims with their identifiers, each identifier once."""
    found: dict[str, Claim] = {}
    for claim in claims:
        found.setdefault(claim_id(claim), claim)
    return tuple(found.items())


def _comparable(resolution: Resolution) -> object:
    # The resolver's digest changes with every gazetteer added; the answer often does not.
    return to_json(replace(resolution, resolver=""))


def _newest_resolution(claim: str, ledger: Ledger) -> object:
    newest: object = None
    for entry in ledger.entries(kind=EntryKind.RESOLUTION, subject=claim):
        if entry.redacted:
            continue
        newest = {**entry.payload, "resolver": ""}
    return newest


def _is_redacted(claim: str, ledger: Ledger) -> bool:
    return any(entry.redacted for entry in ledger.entries(kind=EntryKind.CLAIM, subject=claim))


def _refuse_redacted(read: ReadPage, ledger: Ledger) -> None:
    """Refuse a page whose report was redacted: it is not to come back under another reading."""
    for kind, subject in (
        (EntryKind.REPORT, read.report_id),
        (EntryKind.READING, read.page.sha256),
    ):
        for entry in ledger.entries(kind=kind, subject=subject):
            if entry.redacted:
                told = next(
                    ledger.entries(kind=EntryKind.REDACTION, subject=redaction_subject(entry.seq))
                )
                raise Redacted(
                    f"reading {read.page.name_hint or read.page.location}: its report was redacted by "
                    f"{told.by} on {told.recorded[:10]} ({told.payload['why']}); it is not read again"
                )


def readings_on_record(page: str, ledger: Ledger) -> list[Reading]:
    """Return the readings of a page (by its SHA-256) on record, oldest first."""
    entries = ledger.entries(kind=EntryKind.READING, subject=page)
    records = [record_of(entry) for entry in entries if not entry.redacted]
    return [record for record in records if isinstance(record, Reading)]
