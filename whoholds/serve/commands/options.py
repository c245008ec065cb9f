"""Options that several commands share."""

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

import click
from typing_extensions import override

from whoholds.base.errors import InputError
from whoholds.base.times import parse_day

Command = TypeVar("Command", bound=Callable[..., Any])


class Day(click.ParamType[date]):
    """A civil date of the form 2020-01-17."""

    name = "DATE"

    @override
    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            return parse_day(value)
        except InputError as error:
            self.fail(str(error), param, ctx)


def json_option(command: Command) -> Command:
    """Add `--json`."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON lines.")(command)


def known_option(command: Command) -> Command:
    """Add `--known`."""
    return click.option(
        "--known",
        metavar="KNOWN",
        help="As known then: a ledger position (17), a day (to its end, UTC) or an instant.",
    )(command)


def on_option(command: Command) -> Command:
    """Add `--on`."""
    return click.option("--on", type=Day(), help="The day asked about (the last on record).")(
        command
    )
