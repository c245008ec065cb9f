"""`whoholds read`: reports into the record, or, with --dry-run, into a file of claims."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import click

from whoholds.serve.commands.options import Day, json_option

if TYPE_CHECKING:
    from whoholds.base.errors import WhoholdsError
    from whoholds.base.records import Page
    from whoholds.base.settings import LlmSettings, Settings
    from whoholds.run.batch import Outcome, Said
    from whoholds.run.home import Home

_CLAIMS_SHOWN_FOR = 5
_SIGNALS_SHOWN_FOR = 5


@click.command("read")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--published", type=Day(), help="The day of publication, over what the page says.")
@click.option("--publisher", help="Who published it, over what the page says.")
@click.option("--dry-run", is_flag=True, help="Read, and touch no record (with --out).")
@click.option(
    "--out", type=click.Path(path_type=Path), help="With --dry-run: the file of claims to write."
)
@click.option(
    "--explain",
    is_flag=True,
    help="Show why there is a claim, or none, wherever an event may be named; touch no record.",
)
@click.option("--reader", help="The reader to use instead of the one of the settings.")
@click.option(
    "--replay",
    is_flag=True,
    help="Read with the answers of a language model that are on record, and ask nobody.",
)
@click.option(
    "--workers",
    type=click.IntRange(min=0),
    help="Processes that read side by side; 0 for one a core.",
)
@json_option
def read_command(
    paths: tuple[str, ...],
    published: date | None,
    publisher: str | None,
    dry_run: bool,
    out: Path | None,
    explain: bool,
    reader: str | None,
    replay: bool,
    workers: int | None,
    as_json: bool,
) -> None:
    """Read reports: files, folders, addresses, or - for standard input.

    HTML, plain text, Markdown and JSON lines are understood. Reading a report twice adds nothing.
    """
    from whoholds.base.errors import ModelUnavailable
    from whoholds.base.protocols import AskingReader
    from whoholds.base.settings import load_settings
    from whoholds.run.batch import Said, read_into_ledger
    from whoholds.run.home import Home
    from whoholds.serve.console import COMPILING, once_told

    if dry_run != (out is not None):
        raise click.UsageError("--dry-run and --out FILE go together")
    if explain and (dry_run or replay):
        raise click.UsageError("--explain writes nothing: leave out --dry-run, --out and --replay")
    settings = load_settings()
    if replay:
        # No other reader of ours has answers on record; a plugin's is named with --reader.
        settings = replace(settings, reader="llm", llm=replace(settings.llm, replay=True))
    if reader is not None:
        settings = replace(settings, reader=reader)
    if workers is not None:
        settings = replace(settings, workers=workers)
    said = Said(published=published, publisher=publisher)
    if explain:
        _explain(paths, settings, said, as_json=as_json)
        return
    tally = Tally(as_json=as_json and out is None, llm=settings.llm)
    with Home.open(settings, compiling=once_told(COMPILING)) as home:
        if replay and not isinstance(home.reader, AskingReader):
            raise click.UsageError(f"--replay needs a reader that asks a model, not {reader!r}")
        try:
            if out is not None:
                _read_dry(paths, home, said, out, tally)
            else:
                for outcome in _with_progress(paths, home, read_into_ledger, said):
                    tally.count(outcome)
        except ModelUnavailable as error:
            tally.end(error)
    tally.finish()


class Tally:
    """Counts what was read, and prints it."""

    def __init__(self, *, as_json: bool, llm: "LlmSettings") -> None:
        self.as_json = as_json
        self.llm = llm
        self.shown: list[Outcome] = []
        self.reports = self.claims = self.added = self.undated = self.wordless = 0
        self.exit_code = 0
        self.failed = 0
        self.answers = self.fresh = self.tokens_in = self.tokens_out = 0

    def count(self, outcome: "Outcome") -> None:
        """Count one outcome; print its error or warning at once."""
        from whoholds.serve.console import plain, print_json, warn

        if outcome.error is not None:
            self.failed += 1
            self.exit_code = self.exit_code or outcome.error.exit_code
            click.echo(f"whoholds: {plain(str(outcome.error))}", err=True)
            if self.as_json:
                print_json({"location": outcome.location, "error": str(outcome.error)})
            return
        assert outcome.read is not None
        self.reports += 1
        self.claims += len(outcome.read.claims)
        self.added += outcome.added
        self.wordless += (
            outcome.read.report.text.strip() == "" and outcome.read.report.title is None
        )
        if outcome.read.report.published is None:
            self.undated += 1
            if self.undated == 1:
                warn(
                    f"{outcome.location} says no day of publication: its relative dates "
                    "(“yesterday”, “on Friday”) stay unknown; give --published DATE"
                )
        self.answers += len(outcome.read.answers)
        self.fresh += len(outcome.read.fresh)
        self.tokens_in += sum(answer.tokens_in or 0 for answer in outcome.read.fresh)
        self.tokens_out += sum(answer.tokens_out or 0 for answer in outcome.read.fresh)
        if self.as_json:
            print_json(_outcome_row(outcome))
            return
        signals = outcome.read.signals
        for signal in signals[:_SIGNALS_SHOWN_FOR]:
            warn(f"{outcome.location}: {signal}")
        if len(signals) > _SIGNALS_SHOWN_FOR:
            more = len(signals) - _SIGNALS_SHOWN_FOR
            warn(f"{outcome.location}: {more} more were left out; --json lists all")
        if len(self.shown) <= _CLAIMS_SHOWN_FOR:
            self.shown.append(outcome)

    def _asked(self) -> str:
        """Tell how many of the answers were asked for, and what they took."""
        told = ""
        if self.fresh > 0:
            told += f", {self.fresh} asked for now"
            cost = self.llm.cost(self.tokens_in, self.tokens_out)
            told += f" ({self.tokens_in + self.tokens_out:,} tokens"
            told += f", cost {cost:.4f})" if cost > 0 else ")"
        if self.answers > self.fresh:
            told += f", {self.answers - self.fresh} of them on record before"
        return told

    def end(self, error: "WhoholdsError") -> None:
        """Print the error that ended the run before all was read."""
        from whoholds.serve.console import plain

        self.exit_code = error.exit_code
        click.echo(f"whoholds: {plain(str(error))}", err=True)

    def finish(self) -> None:
        """Print the claims of a few reports, or the sums of many; leave with the exit code."""
        from whoholds.serve.console import counted, print_line, warn
        from whoholds.serve.tables import print_claims

        if not self.as_json:
            if self.reports <= _CLAIMS_SHOWN_FOR:
                for outcome in self.shown:
                    assert outcome.read is not None
                    title = outcome.read.report.title or outcome.location
                    print_claims(
                        outcome.read.resolved,
                        title=title,
                    )
            print_line(
                f"{counted(self.reports, 'report')} read, {counted(self.claims, 'claim')}, "
                f"{self.added} new on record"
                + (f"; {self.failed} could not be read" if self.failed else "")
            )
            if self.answers > 0:
                print_line(f"{counted(self.answers, 'answer')} of a model{self._asked()}")
        if self.undated > 1:
            warn(f"{counted(self.undated, 'report')} say no day of publication")
        if self.wordless > 0:
            warn(f"{counted(self.wordless, 'report')} without words: the source gives none")
        if self.exit_code != 0:
            raise click.exceptions.Exit(self.exit_code)


T_co = TypeVar("T_co", covariant=True)


class _Read(Protocol[T_co]):
    """What is done with pages, one by one."""

    def __call__(
        self, pages: "Iterable[Page | WhoholdsError]", home: "Home", /, *, said: "Said"
    ) -> Iterator[T_co]: ...


def _with_progress(
    paths: tuple[str, ...], home: "Home", read: _Read[T_co], said: "Said"
) -> Iterator[T_co]:
    import sys

    from whoholds.run.batch import count_pages, find_pages
    from whoholds.serve.console import progress

    pages = find_pages(paths, home, stdin=sys.stdin.buffer)
    with progress("reading", total=count_pages(paths)) as bar:
        for outcome in read(pages, home, said=said):
            bar.advance()
            yield outcome


def _read_dry(paths: tuple[str, ...], home: "Home", said: "Said", out: Path, tally: Tally) -> None:
    from whoholds.base.errors import ModelUnavailable
    from whoholds.publish.labelled import labelled_row, write_labelled
    from whoholds.run.batch import read_pages

    def rows() -> Iterator[dict[str, Any]]:
        try:
            for outcome in _with_progress(paths, home, read_pages, said):
                tally.count(outcome)
                if outcome.read is None:
                    continue
                for claim, resolution in outcome.read.resolved:
                    yield labelled_row(outcome.read.report, claim, resolution)
        except ModelUnavailable as error:
            # Here, so that the claims read so far are written.
            tally.end(error)

    write_labelled(rows(), out)


def _explain(paths: tuple[str, ...], settings: "Settings", said: "Said", *, as_json: bool) -> None:
    from whoholds.run.explaining import explain_pages
    from whoholds.run.home import Home
    from whoholds.serve.explained import Explainer

    explainer = Explainer(as_json=as_json)
    with Home.open(settings) as home:
        for explained in _with_progress(paths, home, explain_pages, said):
            explainer.show(explained)
    explainer.finish()


def _outcome_row(outcome: "Outcome") -> dict[str, object]:
    assert outcome.read is not None
    report = outcome.read.report
    return {
        "location": outcome.location,
        "report": outcome.read.report_id,
        "title": report.title,
        "published": report.published.isoformat() if report.published is not None else None,
        "publisher": report.publisher,
        "claims": [identifier for identifier, _ in outcome.read.claims],
        "added": outcome.added,
        "signals": list(outcome.read.signals),
    }
