"""`whoholds unconfirmed`: what sides claim, and nobody else does."""

from typing import TYPE_CHECKING

import click

from whoholds.serve.commands.options import json_option, known_option, on_option

if TYPE_CHECKING:
    from datetime import date


@click.command("unconfirmed")
@on_option
@known_option
@json_option
def unconfirmed_command(on: "date | None", known: str | None, as_json: bool) -> None:
    """List the places that a side claims on a day and that are not confirmed to be its.

    Confirmed is what somebody neutral says, what is admitted against interest, what both sides say, or
    what is borne out well enough.
    """
    from whoholds.base.codec import to_json
    from whoholds.base.settings import load_settings
    from whoholds.run.answers import Answers
    from whoholds.run.history import only_claimed
    from whoholds.run.home import Home
    from whoholds.serve.console import print_json, print_table

    with Home.open(load_settings(), create=False) as home:
        answers = Answers(home)
        picture = answers.picture(answers.position_at(known) if known is not None else None)
        day = on or picture.last_day
        found = only_claimed(picture, day) if day is not None else []
        if as_json:
            for row in found:
                print_json({"known": picture.position, **to_json(row)})
            return
        sides = {side.id: side.name for side in picture.sides.values()}
        names = {place.id: place.name for place in picture.places.values()}
        when = "no day is known" if day is None else day.isoformat()
        print_table(
            ("place", "since", "claimed by", "confirmed", "claims for"),
            [
                (
                    names.get(row.place, row.place),
                    row.start.isoformat(),
                    f"{row.actor} ({sides.get(row.claimed, row.claimed)})",
                    "nobody" if row.confirmed is None else sides.get(row.confirmed, row.confirmed),
                    len(row.claims),
                )
                for row in found
            ],
            title=f"Claimed and not confirmed on {when}, as known at position {picture.position}",
        )
