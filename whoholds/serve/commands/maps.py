"""`whoholds maps`: the maps on record."""

from typing import TYPE_CHECKING

import click

from whoholds.serve.commands.options import Day, json_option, known_option

if TYPE_CHECKING:
    from datetime import date


@click.group("maps")
def maps_command() -> None:
    """List the maps on record, and take one back."""


@maps_command.command("list")
@known_option
@json_option
def list_command(known: str | None, as_json: bool) -> None:
    """List the maps that count, by day: whose, taken for what, with how many places."""
    from whoholds.base.settings import load_settings
    from whoholds.ledger.maps import current_maps
    from whoholds.run.answers import Answers
    from whoholds.run.home import Home
    from whoholds.serve.console import print_json, print_table

    with Home.open(load_settings(), create=False) as home:
        upto = Answers(home).position_at(known) if known is not None else None
        found = current_maps(home.ledger, upto)
    if as_json:
        for each in found:
            print_json(
                {
                    "map": each.id,
                    "entry": each.seq,
                    "recorded": each.recorded,
                    "by": each.by,
                    "source": each.map.source,
                    "date": each.map.day.isoformat(),
                    "as": each.map.role.value,
                    "file": each.map.name,
                    "page": each.map.page,
                    "places": len(each.map.places),
                }
            )
        return
    print_table(
        ("date", "source", "as", "places", "file", "entry", "by"),
        [
            (
                each.map.day.isoformat(),
                each.map.source,
                each.map.role.value,
                len(each.map.places),
                each.map.name,
                each.seq,
                each.by,
            )
            for each in found
        ],
        title="Maps",
    )


@maps_command.command("withdraw")
@click.argument("source")
@click.option("--date", "day", type=Day(), required=True, help="The day of the map.")
@click.option("--why", required=True, help="The reason, which goes on record.")
@json_option
def withdraw_command(source: str, day: "date", why: str, as_json: bool) -> None:
    """Take back the map of SOURCE of a day: it counts no longer, and stays on record as known before."""
    from whoholds.base.settings import load_settings
    from whoholds.run.home import Home
    from whoholds.run.maps import withdraw_map
    from whoholds.serve.console import print_json, print_line

    with Home.open(load_settings(), create=False) as home:
        ledger_exists = home.ledger.position()
    with Home.open(load_settings()) as home:
        gone = withdraw_map(home, source, day, why)
    if as_json:
        print_json({"map": gone.id, "known_before": ledger_exists, "why": why})
    else:
        print_line(
            f"the map of {gone.map.source} of {day.isoformat()} counts no longer; "
            f"--known {ledger_exists} shows the picture with it"
        )
