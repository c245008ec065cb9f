"""One page through the stages: clean, read, resolve; and what of it is new to the record.

Everything before the ledger is pure per page: the same bytes, reader and registries give the same
records. Only the driver (`run.batch`) writes.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from whoholds.base.codec import claim_id, report_id, to_json
from whoholds.base.protocols import Draft, EntryKind, Ledger, Reader
from whoholds.base.records import Claim, Page, Reading, Report, Resolution
from whoholds.capture.clean import clean
from whoholds.identify.resolver import Resolver
from whoholds.ledger.drafts import claim_draft, reading_draft, report_draft, resolution_draft
from whoholds.ledger.quotes import check_quotes


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadPage:
    """What a page gave: its report, the claims found and their resolutions, in text order."""

    page: Page
    report_id: str
    report: Report
    reader: str
    resolver: str
    claims: tuple[tuple[str, Claim], ...]
    resolutions: tuple[Resolution, ...]

    @property
    def resolved(self) -> list[tuple[Claim, Resolution]]:
        """The claims, each with its resolution."""
        return [
            (claim, resolution)
            for (_, claim), resolution in zip(self.claims, self.resolutions, strict=True)
        ]


def read_page(
    page: Page,
    *,
    reader: Reader,
    resolver: Resolver,
    pseudonym: Callable[[str], str],
    max_depth: int,
    published: date | None = None,
    publisher: str | None = None,
) -> ReadPage:
    """Clean a page, read its claims and resolve their names, dates and places.

    `published` and `publisher` are what the user said; they win over what the page says.
    `max_depth` is the deepest nesting of HTML elements that is read.

    Raises:
        InputError: if the page gives no readable report.
        SpanMismatch: if the reader quotes words that do not stand there.
    """
    report = clean(page, published=published, pseudonym=pseudonym, max_depth=max_depth)
    if publisher is not None:
        report = replace(report, publisher=publisher)
    claims = _distinct(reader.read(report))
    for _, claim in claims:
        # A wrong span must stop here: once on record it would look like damage to the ledger.
        check_quotes(claim, report)
    return ReadPage(
        page=page,
        report_id=report_id(report),
        report=report,
        reader=f"{reader.name}@{reader.version}",
        resolver=resolver.resolver,
        claims=claims,
        resolutions=tuple(resolver.resolve(report, claims)),
    )


def new_drafts(read: ReadPage, ledger: Ledger) -> list[Draft]:
    """Return the entries that `read` adds to `ledger`: none where all of it is on record.

    A claim is recorded once however many readers find it. A resolution is recorded again where
    another resolver, or other gazetteers and registries, give another answer.
    """
    drafts: list[Draft] = []
    if not ledger.has(read.report_id, EntryKind.REPORT):
        drafts.append(report_draft(read.report))
    for claim, resolution in zip(read.claims, read.resolutions, strict=True):
        if not ledger.has(claim[0], EntryKind.CLAIM):
            drafts.append(claim_draft(claim[1]))
        if _newest_resolution(claim[0], ledger) != _comparable(resolution):
            drafts.append(resolution_draft(resolution))
    reading = Reading(
        report=read.report_id,
        page=read.page.sha256,
        reader=read.reader,
        claims=tuple(identifier for identifier, _ in read.claims),
    )
    if _newest_reading(read, ledger) != to_json(reading):
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
        newest = {**entry.payload, "resolver": ""}
    return newest


def _newest_reading(read: ReadPage, ledger: Ledger) -> object:
    newest: object = None
    for entry in ledger.entries(kind=EntryKind.READING, subject=read.page.sha256):
        newest = dict(entry.payload)
    return newest
