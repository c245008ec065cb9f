"""`whoholds changes`: what changed hands between two days, newest first."""

from typing import TYPE_CHECKING

import click

from whoholds.serve.commands.options import Day, known_option

if TYPE_CHECKING:
    from datetime import date


@click.command("changes")
@click.option("--from", "first", type=Day(), help="The first day (a week before the last one).")
@click.option("--to", "last", type=Day(), help="The last day (the last on record).")
@known_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "markdown"]),
    default="text",
    show_default=True,
    help="How to print it.",
)
def changes_command(
    first: "date | None", last: "date | None", known: str | None, form: str
) -> None:
    """List what changed hands, became contested or came into the picture, newest first.

    Both days are included. Each change names the strongest claim for it, and whether more than the
    gaining side's own word stands behind it.
    """
    from datetime import date

    from whoholds.base.errors import InputError
    from whoholds.base.settings import load_settings
    from whoholds.run.answers import Answers
    from whoholds.run.history import changes_in
    from whoholds.run.home import Home
    from whoholds.serve.changed import print_changes

    with Home.open(load_settings(), create=False) as home:
        answers = Answers(home)
        picture = answers.picture(answers.position_at(known) if known is not None else None)
        last = last or picture.last_day
        if last is None:
            raise InputError(
                "listing what changed: no claim on record has a day; read reports first, or name the "
                "days with --from and --to"
            )
        if first is None:
            first = date.fromordinal(max(last.toordinal() - 7, 1))
        found = changes_in(picture, first, last)
        print_changes(picture, found, first, last, form)
