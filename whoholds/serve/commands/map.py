"""`whoholds map`: a picture of one day."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from whoholds.serve.commands.options import json_option, known_option, on_option

if TYPE_CHECKING:
    from datetime import date


@click.command("map")
@click.argument("file", type=click.Path(path_type=Path))
@on_option
@known_option
@json_option
def map_command(file: Path, on: "date | None", known: str | None, as_json: bool) -> None:
    """Draw who holds what on a day into FILE (.png or .svg)."""
    from whoholds.base.errors import UnknownName
    from whoholds.base.settings import load_settings
    from whoholds.run.answers import Answers
    from whoholds.run.exports import draw
    from whoholds.run.home import Home
    from whoholds.serve.console import print_json, print_line

    if file.suffix.lower() not in (".png", ".svg"):
        raise UnknownName(
            f"drawing a map: {file} ends in neither .png nor .svg; name such a file",
            nearest=(".png", ".svg"),
        )
    with Home.open(load_settings(), create=False) as home:
        answers = Answers(home)
        picture = answers.picture(answers.position_at(known) if known is not None else None)
        day = draw(picture, file, on=on)
    if as_json:
        print_json({"file": str(file), "on": day.isoformat(), "known": picture.position})
    else:
        print_line(f"map of {day.isoformat()}, as known at position {picture.position}: {file}")
