"""`whoholds claims`: what is on record."""

import click

from whoholds.serve.commands.options import json_option, known_option


@click.command("claims")
@click.option("--place", help="Only claims that name this place.")
@click.option("--event", help="Only this type (take, leave, hold, attack…).")
@click.option("--limit", type=click.IntRange(min=1), help="At most so many.")
@known_option
@json_option
def claims_command(
    place: str | None, event: str | None, limit: int | None, known: str | None, as_json: bool
) -> None:
    """List the claims on record, in the order in which they were recorded."""
    from itertools import islice

    from whoholds.base.errors import UnknownName
    from whoholds.base.records import Event
    from whoholds.base.settings import load_settings
    from whoholds.publish.columns import CLAIM_COLUMNS, claim_row
    from whoholds.publish.tables import json_row
    from whoholds.run.answers import Answers
    from whoholds.run.home import Home
    from whoholds.serve.console import print_json
    from whoholds.serve.tables import print_claims

    events = [kind.value for kind in Event]
    if event is not None and event not in events:
        raise UnknownName(
            f"listing claims: {event!r} is no type of event; known: {', '.join(events)}"
        )
    with Home.open(load_settings(), create=False) as home:
        answers = Answers(home)
        picture = answers.picture(answers.position_at(known) if known is not None else None)
        rows = (
            picture.claims_at(picture.find_place(place).id)
            if place is not None
            else tuple(picture.claims.values())
        )
        chosen = islice((row for row in rows if event in (None, row.claim.event)), limit)
        if as_json:
            for row in chosen:
                print_json(json_row(claim_row(row), CLAIM_COLUMNS))
        else:
            title = f"Claims as known at position {picture.position}"
            print_claims([(row.claim, row.resolution) for row in chosen], title=title)
