"""`whoholds history`: one place over time, as a picture."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from whoholds.serve.commands.options import Day, json_option, known_option

if TYPE_CHECKING:
    from datetime import date


@click.command("history")
@click.argument("place")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--from", "first", type=Day(), help="The first day (a month before its first claim).")
@click.option("--to", "last", type=Day(), help="The last day (a month after its last claim).")
@known_option
@json_option
def history_command(
    place: str,
    file: Path,
    first: "date | None",
    last: "date | None",
    known: str | None,
    as_json: bool,
) -> None:
    """Draw how surely each side held PLACE, day by day, with its claims, into FILE (.png or .svg)."""
    from whoholds.base.settings import load_settings
    from whoholds.run.answers import Answers
    from whoholds.run.history import draw_history
    from whoholds.run.home import Home
    from whoholds.serve.console import print_json, print_line

    with Home.open(load_settings(), create=False) as home:
        answers = Answers(home)
        picture = answers.picture(answers.position_at(known) if known is not None else None)
        found = picture.find_place(place)
        days = draw_history(picture, found.id, file, first=first, last=last)
    begins, ends = (day.isoformat() for day in days)
    if as_json:
        print_json({"file": str(file), "from": begins, "to": ends, "known": picture.position})
    else:
        at = f"as known at position {picture.position}"
        print_line(f"history of {found.name} from {begins} to {ends}, {at}: {file}")
