"""What the commands print: tables and progress bars on a terminal, plain lines when piped.

A report is hostile input: no control character, escape sequence or text-direction override of it ever
reaches a terminal.
"""

import json
import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import click

_SHORT_COLUMNS = frozenset(
    {"date", "event", "status", "days", "probability", "score", "code", "country", "claims for"}
)
COMPILING = "compiling the gazetteers: once, some seconds to a minute"

# Cc: C0 and C1 controls, escape among them; Cf: bidirectional overrides and isolates, zero-width
# joiners; Zl and Zp: separators that terminals take for new lines.
_HIDDEN = frozenset({"Cc", "Cf", "Zl", "Zp"})
# Half characters, which file names that are no UTF-8 come with; no output can be written with them.
_HALF = "Cs"
# Arabic and Indic words need these two.
_HARMLESS = frozenset("\u200c\u200d")


def plain(text: str) -> str:
    """Return `text` on one line, without control characters and direction overrides."""
    return " ".join("".join(_shown(character) for character in text).split())


def on_terminal() -> bool:
    """Tell whether standard output is a terminal."""
    return sys.stdout.isatty()


def print_line(text: str = "") -> None:
    """Print one line of text."""
    click.echo(plain(text))


def print_indented(text: str, *, by: int) -> None:
    """Print one line of text, set in by so many spaces."""
    click.echo(" " * by + plain(text))


def print_lines(lines: Iterable[str]) -> None:
    """Print lines that are made for a file: each as it is, but for control characters."""
    for line in lines:
        indent = line[: len(line) - len(line.lstrip(" "))]
        click.echo(indent + plain(line))


def counted(number: int, noun: str) -> str:
    """Return `1 claim`, `2 claims`; `2 copies`."""
    if number == 1:
        return f"{number} {noun}"
    return f"{number} {noun[:-1]}ies" if noun.endswith("py") else f"{number} {noun}s"


def warn(text: str) -> None:
    """Print one line on standard error."""
    click.echo(f"whoholds: warning: {plain(text)}", err=True)


def print_json(value: Any) -> None:
    """Print a value as one line of JSON; letters stay, controls and direction overrides are escaped."""
    written = json.dumps(value, ensure_ascii=False, sort_keys=True)
    # All of it that is not ASCII stands inside strings.
    click.echo(
        "".join(
            character if _shown(character) == character else json.dumps(character)[1:-1]
            for character in written
        )
    )


def print_table(columns: Sequence[str], rows: Iterable[Sequence[object]], *, title: str) -> None:
    """Print rows as a table on a terminal, as tab-separated lines under a header when piped."""
    cells = ([_cell(value) for value in row] for row in rows)
    if not on_terminal():
        click.echo("\t".join(columns))
        for row in cells:
            click.echo("\t".join(row))
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(title=Text(title), title_justify="left", show_edge=False, pad_edge=False)
    for name in columns:
        # Dates and single words stay whole; what is long may break between words.
        short = name in _SHORT_COLUMNS
        table.add_column(name, overflow="fold", no_wrap=short, min_width=None if short else 8)
    for row in cells:
        # Text, not str: a report's "[bold]" is no markup.
        table.add_row(*(Text(value) for value in row))
    Console().print(table)


def print_entries(entries: Iterable[tuple[str, str]], *, title: str) -> None:
    """Print entries of two parts, a head and a text set in under it, wrapped to the terminal."""
    from rich.console import Console
    from rich.padding import Padding
    from rich.text import Text

    console = Console()
    console.print(Text(plain(title), style="bold underline"))
    for head, text in entries:
        console.print(Text(plain(head), style="bold"))
        console.print(Padding(Text(f"“{plain(text)}”"), (0, 0, 0, 4)))


class Progress:
    """Shows how far something has come, where there is a bar to show it."""

    def __init__(self, show: Callable[[int], None] | None = None) -> None:
        self._show = show
        self._done = 0

    def advance(self, steps: int = 1) -> None:
        """Count `steps` more."""
        self.reach(self._done + steps)

    def reach(self, done: int) -> None:
        """Show that `done` steps are done in all."""
        self._done = done
        if self._show is not None:
            self._show(done)


def once_told(text: str) -> Callable[[object], None]:
    """Return a callback that prints `text` on standard error when first called, and then nothing."""
    told: list[str] = []

    def tell(_: object) -> None:
        if len(told) == 0:
            told.append(text)
            click.echo(f"whoholds: {plain(text)}", err=True)

    return tell


@contextmanager
def progress(label: str, *, total: int | None) -> Iterator[Progress]:
    """Show a progress bar on standard error while the block runs, on a terminal alone.

    `total` None shows a count without an end. The bar is drawn for more than one step only.
    """
    if not sys.stderr.isatty() or total in (0, 1):
        yield Progress()
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )
    from rich.progress import Progress as RichProgress

    bar = RichProgress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    with bar:
        task = bar.add_task(label, total=total)

        yield Progress(lambda done: bar.update(task, completed=done))


def _shown(character: str) -> str:
    if character.isascii() and character.isprintable():
        return character
    category = unicodedata.category(character)
    if category == _HALF:
        return "\ufffd"
    return " " if category in _HIDDEN and character not in _HARMLESS else character


def _cell(value: object) -> str:
    return "" if value is None else plain(str(value))
