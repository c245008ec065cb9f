"""Many pages into the record: workers read side by side, one driver writes, a page a transaction.

The record is the same whatever the number of workers: pages are written in the order in which they
were found. A run that is killed leaves whole pages only, and a second run completes it.
"""

import os
import signal
import threading
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from itertools import chain, islice
from multiprocessing import get_context, parent_process
from pathlib import Path
from typing import BinaryIO, TypeVar

from whoholds.base.errors import LedgerMoved, ModelUnavailable, Redacted, WhoholdsError
from whoholds.base.protocols import AskingReader, Entry, EntryKind
from whoholds.base.records import Page, Reading, Report
from whoholds.base.settings import Settings
from whoholds.capture.fetch import HttpFetcher
from whoholds.capture.sources import count_pages, iter_pages
from whoholds.run.earlier import EarlierReports, earlier_reports
from whoholds.run.home import Home
from whoholds.run.pipeline import (
    ReadPage,
    as_first_resolved,
    new_drafts,
    read_report,
    readings_on_record,
    report_of,
)
from whoholds.run.places import as_decided

__all__ = [
    "FEW_PAGES",
    "Outcome",
    "Said",
    "count_pages",
    "find_pages",
    "read_into_ledger",
    "read_pages",
    "tried",
]

FEW_PAGES = 20
"""Up to so many pages one process is quicker than starting workers, which load everything anew."""

_AHEAD_PER_WORKER = 8

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one page or location: `read` and the entries `added`, or the `error`."""

    location: str
    read: ReadPage | None = None
    added: int = 0
    error: WhoholdsError | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What the user said of the pages, over what they say themselves."""

    published: date | None = None
    publisher: str | None = None


def find_pages(
    locations: Sequence[str], home: Home, *, stdin: BinaryIO
) -> Iterator[Page | WhoholdsError]:
    """Yield the pages of files, folders, addresses and `-` (standard input), or why there is none."""
    return iter_pages(
        locations, settings=home.settings, fetcher=HttpFetcher(home.settings), stdin=stdin
    )


def read_into_ledger(
    pages: Iterable[Page | WhoholdsError], home: Home, *, said: Said
) -> Iterator[Outcome]:
    """Read pages into the ledger of `home`, one transaction a page, and yield what became of each.

    A page that cannot be read is yielded with its error, and the others are read.

    Raises:
        LedgerError: if the record cannot be written to; pages written so far stay.
        ModelUnavailable: if the reader asks a model that will answer for no page now; as before.
        StorageError: if the disk is full; nothing of the page at hand is kept in the ledger.
    """
    for outcome in read_pages(pages, home, said=said):
        if outcome.read is None:
            yield outcome
            continue
        try:
            added = _record(outcome.read, home)
        except Redacted as error:  # what was taken away must not cost a run over the others
            yield Outcome(location=outcome.location, error=error)
            continue
        yield Outcome(
            location=outcome.location,
            read=as_decided(outcome.read, home.ledger),
            added=sum(entry.kind is EntryKind.CLAIM for entry in added),
        )


def _record(read: ReadPage, home: Home) -> list[Entry]:
    read = as_first_resolved(read, home.ledger, home.resolver)
    while True:
        position = home.ledger.position()
        drafts = new_drafts(read, home.ledger)
        if len(drafts) == 0:
            return []
        # The bytes first: a report on record always has its page.
        home.pages.put(read.page.data)
        # Another process may have recorded the same page meanwhile: what is new is then asked again.
        with suppress(LedgerMoved):
            return home.ledger.append(drafts, by=home.settings.who, at=position)


def read_pages(
    pages: Iterable[Page | WhoholdsError], home: Home, *, said: Said
) -> Iterator[Outcome]:
    """Read pages, writing to no ledger, and yield what became of each, in order."""
    waiting = iter(pages)
    first = list(islice(waiting, FEW_PAGES + 1))
    workers = home.settings.workers or os.cpu_count() or 1
    if isinstance(home.reader, AskingReader):
        # In one process: the pace and the budget are those of the whole run.
        yield from _read_asking(chain(first, waiting), home, said, home.reader)
    elif workers == 1 or len(first) <= FEW_PAGES:
        earlier = _earlier(home)
        for page in chain(first, waiting):
            yield _read_here(page, home, said, earlier)
    else:
        yield from _read_side_by_side(chain(first, waiting), home, said, workers)


def _earlier(home: Home) -> EarlierReports | None:
    """Return the reports on record before this run, None where there is no record yet."""
    return earlier_reports(home.ledger) if home.settings.ledger_path.exists() else None


def _read_here(
    page: Page | WhoholdsError, home: Home, said: Said, earlier: EarlierReports | None
) -> Outcome:
    cleaned = _clean_here(page, home, said)
    return cleaned if isinstance(cleaned, Outcome) else _finish_here(cleaned, home, earlier)


@dataclass(frozen=True, slots=True)
class _Cleaned:
    """A page with its report, and what is on record of it for a reader that asks a model."""

    page: Page
    report: Report
    recorded: Sequence[Reading] = ()


def _clean_here(page: Page | WhoholdsError, home: Home, said: Said) -> _Cleaned | Outcome:
    if isinstance(page, WhoholdsError):
        return Outcome(location="", error=page)
    # Outside what is tried: what the home lacks is lacking for every page, and ends the run.
    reader, pseudonym = home.reader, home.pseudonym
    report = tried(
        page,
        lambda: report_of(
            page,
            pseudonym=pseudonym,
            max_depth=home.settings.max_depth,
            published=said.published,
            publisher=said.publisher,
        ),
    )
    if isinstance(report, Outcome):
        return report
    if not isinstance(reader, AskingReader) or not home.settings.ledger_path.exists():
        return _Cleaned(page, report)
    return _Cleaned(page, report, readings_on_record(page.sha256, home.ledger))


def _finish_here(cleaned: _Cleaned, home: Home, earlier: EarlierReports | None) -> Outcome:
    reader, resolver = home.reader, home.resolver
    page = cleaned.page
    read = tried(
        page,
        lambda: read_report(
            page,
            cleaned.report,
            reader=reader,
            resolver=resolver,
            recorded=cleaned.recorded,
            earlier=earlier,
        ),
    )
    if isinstance(read, Outcome):
        return read
    return Outcome(location=page.name_hint or page.location, read=read)


def _read_asking(
    pages: Iterable[Page | WhoholdsError], home: Home, said: Said, reader: AskingReader
) -> Iterator[Outcome]:
    """Read pages one by one, while the model is asked about as many as the settings allow."""
    waiting: deque[_Cleaned | Outcome] = deque()
    earlier = _earlier(home)

    def finish() -> Outcome:
        cleaned = waiting.popleft()
        return cleaned if isinstance(cleaned, Outcome) else _finish_here(cleaned, home, earlier)

    for page in pages:
        cleaned = _clean_here(page, home, said)
        waiting.append(cleaned)
        if isinstance(cleaned, _Cleaned):
            reader.foresee(cleaned.report, cleaned.recorded)
        if len(waiting) >= home.settings.llm.requests_at_once:
            yield finish()
    while len(waiting) > 0:
        yield finish()


def tried(page: Page, do: Callable[[], T]) -> T | Outcome:
    """Return what `do` gives for `page`, or an outcome with the error of it, be it a fault of ours.

    Raises:
        ModelUnavailable: as `do` raises it: no other page would fare better.
    """
    location = page.name_hint or page.location
    try:
        return do()
    except ModelUnavailable:
        # No other page would fare better, and each would wait its time.
        raise
    except WhoholdsError as error:
        return Outcome(location=location, error=error)
    except Exception as cause:
        # One page must not cost a run over a thousand others.
        return Outcome(location=location, error=_our_fault(location, cause))


def _our_fault(location: str, cause: Exception) -> WhoholdsError:
    where = traceback.extract_tb(cause.__traceback__)[-1]
    return WhoholdsError(
        f"reading {location}: a fault of whoholds, {type(cause).__name__}: {cause} "
        f"(in {where.name}, {Path(where.filename).name}:{where.lineno}); nothing of this page is on "
        "record, please report it with the page"
    )


def _read_side_by_side(
    pages: Iterator[Page | WhoholdsError], home: Home, said: Said, workers: int
) -> Iterator[Outcome]:
    # Compiled and made here, once, so that workers only open them.
    _ = home.reader, home.resolver, home.pseudonym
    running: deque[Future[Outcome]] = deque()
    with ProcessPoolExecutor(
        workers,
        get_context("spawn"),
        initializer=_start_worker,
        initargs=(home.settings, _earlier(home)),
    ) as pool:
        try:
            for page in pages:
                running.append(pool.submit(_read_in_worker, page, said))
                if len(running) >= workers * _AHEAD_PER_WORKER:
                    yield running.popleft().result()
            while len(running) > 0:
                yield running.popleft().result()
        except BrokenProcessPool as cause:
            raise WhoholdsError(
                "reading pages: a worker process died (out of memory, or killed); what was read "
                "before is on record, run the same command again to complete it, or set `workers = 1`"
            ) from cause


_worker_home: Home | None = None
_worker_earlier: EarlierReports | None = None


def _start_worker(settings: Settings, earlier: EarlierReports | None) -> None:
    global _worker_home, _worker_earlier
    # Ctrl-C reaches the whole group: the driver tells of it, a worker ends without a word.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    threading.Thread(target=_end_with_driver, daemon=True).start()
    _worker_home = Home.open(settings)
    _worker_earlier = earlier


def _end_with_driver() -> None:
    # A driver that was killed stops nobody: its workers would wait for pages for ever.
    driver = parent_process()
    assert driver is not None
    driver.join()
    os._exit(1)


def _read_in_worker(page: Page | WhoholdsError, said: Said) -> Outcome:
    assert _worker_home is not None
    return _read_here(page, _worker_home, said, _worker_earlier)
