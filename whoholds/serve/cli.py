"""The command line: parses, calls `run` or `ledger`, prints. A thin skin.

`--help` must answer in under 200 ms: this module imports click alone, and each command imports what it
needs when it runs. A command is a module of `serve.commands` with a click command of the same name.
"""

import errno
import os
import sys
from importlib import import_module

import click
from typing_extensions import override

from whoholds import __version__
from whoholds.base.errors import StorageError, WhoholdsError

COMMANDS = {
    "actors": "Show, search, check and add actors, their names and their sides.",
    "changes": "List what changed hands between two days, newest first.",
    "claims": "List the claims on record.",
    "demo": "Read the example reports, print what they say and serve the map.",
    "disagree": "Show where two mapmakers, or a mapmaker and the claims, differ.",
    "export": "Write claims, periods or areas to a file that others can open.",
    "gazetteer": "Get, add, list, search and remove gazetteers of places.",
    "history": "Draw one place over time: probabilities and claims, as PNG or SVG.",
    "ground": "Show whose ground is whose on a day, in km², as a drawing and as GeoJSON.",
    "import-map": "Put another's map on record, as a word on a day or the prior map.",
    "map": "Draw who holds what on a day, as PNG or SVG.",
    "maps": "List the maps on record, and take one back.",
    "places": "List places that could not be placed, and say where they lie.",
    "publish": "Write a static site: map, days, places, actors, feed, data.",
    "read": "Read reports into the record.",
    "report": "Write the report of a day as HTML, Markdown or PDF.",
    "redact": "Take away for good what must not be kept; the record stays whole.",
    "review": "Decide on claims: accept, correct, reject, merge, split, undo.",
    "serve": "Serve the map as a web page, on this machine or for people with accounts.",
    "show": "Show who holds a place, and the evidence for and against.",
    "sources": "List the sources: what they told, and what others bore out.",
    "unconfirmed": "List what sides claim on a day that is not confirmed.",
    "users": "Add, list and change the accounts of a server for others.",
    "verify": "Check the record: every entry, page, quote and identifier.",
}
"""Every command with its one-line help, so that the list of commands needs no imports."""

_INTERRUPTED = 130


class LateGroup(click.Group):
    """A group whose commands are imported when they are called for."""

    @override
    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    @override
    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        # `export` and `map` would hide Python's own names: the functions end in `_command`.
        name = cmd_name.replace("-", "_")
        module = import_module(f"whoholds.serve.commands.{name}")
        command = getattr(module, f"{name}_command")
        assert isinstance(command, click.Command)
        return command

    @override
    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(sorted(COMMANDS.items()))


@click.group(cls=LateGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="whoholds")
def cli() -> None:
    """Who holds what, on which day, and according to whom.

    The record, the pages and the gazetteers live in the folder WHOHOLDS_HOME (~/.whoholds unless set).
    """


def main() -> None:
    """Run the command line and leave with its exit code; an expected error costs one line."""
    _open_closed_streams()
    try:
        # Without standalone mode click hands the code of an early exit back instead of raising it.
        left_with = cli.main(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (KeyboardInterrupt, click.Abort):
        click.echo("whoholds: interrupted; what was done so far is on record", err=True)
        sys.exit(_INTERRUPTED)
    except BrokenPipeError:
        # The reader of our output (`head`) has gone: no more can be said to it, and nothing is wrong.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except WhoholdsError as error:
        _say(error)
        sys.exit(error.exit_code)
    except OSError as cause:
        if cause.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EFBIG):
            raise
        _say(
            StorageError(
                f"writing {cause.filename or 'output'}: {cause.strerror}; free some space, or set "
                "WHOHOLDS_HOME to another disk, and run the command again"
            )
        )
        sys.exit(StorageError.exit_code)
    sys.exit(left_with if isinstance(left_with, int) else 0)


def _open_closed_streams() -> None:
    # A stream that the caller closed (`>&-`) is None in Python, and its number would go to the next
    # file opened, the ledger among them.
    for number, (name, mode) in enumerate((("stdin", "r"), ("stdout", "w"), ("stderr", "w"))):
        try:
            os.fstat(number)
        except OSError:
            # The lowest free number is taken: the one that is closed.
            os.open(os.devnull, os.O_RDWR)
        if getattr(sys, name) is None:
            setattr(sys, name, open(number, mode, encoding="utf-8", closefd=False))  # noqa: SIM115 - a number, open to the end


def _say(error: WhoholdsError) -> None:
    from whoholds.serve.console import plain

    click.echo(f"whoholds: {plain(str(error))}", err=True)
