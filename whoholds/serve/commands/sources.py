"""`whoholds sources`: who told what, and what others bore out."""

import click

from whoholds.serve.commands.options import json_option, known_option


@click.command("sources")
@known_option
@json_option
def sources_command(known: str | None, as_json: bool) -> None:
    """List the publishers on record: claims, changes told, borne out, contradicted, reliability.

    Reliability is the share of the changes of control a source told that is taken to be so, by what
    others say of the same changes; a source of few changes is judged by those who speak in the same
    interest.
    """
    from whoholds.base.codec import to_json
    from whoholds.base.settings import load_settings
    from whoholds.run.answers import Answers
    from whoholds.run.history import records_of_sources
    from whoholds.run.home import Home
    from whoholds.serve.console import print_json, print_table

    with Home.open(load_settings(), create=False) as home:
        answers = Answers(home)
        picture = answers.picture(answers.position_at(known) if known is not None else None)
        found = records_of_sources(picture)
        if as_json:
            for row in found:
                print_json(to_json(row))
            return
        sides = {side.id: side.name for side in picture.sides.values()}
        print_table(
            ("source", "side", "claims", "changes", "borne out", "contradicted", "reliability"),
            [
                (
                    row.name or "no publisher",
                    "" if row.side is None else sides.get(row.side, row.side),
                    row.claims,
                    row.changes,
                    row.borne_out,
                    row.contradicted,
                    "" if row.reliability is None else f"{row.reliability:.2f}",
                )
                for row in found
            ],
            title=f"Sources as known at position {picture.position}",
        )
