"""`whoholds disagree`: where two mapmakers, or a mapmaker and the claims, differ."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from whoholds.serve.commands.options import Day, json_option, known_option

if TYPE_CHECKING:
    from datetime import date

    from whoholds.base.map_records import SourcedMap
    from whoholds.picture.disagreement import Disagreement


@click.command("disagree")
@click.argument("first")
@click.argument("second")
@click.option("--on", type=Day(), required=True, help="The day asked about.")
@known_option
@click.option(
    "--geojson",
    type=click.Path(path_type=Path),
    help="Write the differing ground and places to this file too.",
)
@click.option(
    "--limit",
    type=click.IntRange(min=0),
    default=40,
    show_default=True,
    help="List at most so many places.",
)
@json_option
def disagree_command(
    first: str,
    second: str,
    on: "date",
    known: str | None,
    geojson: Path | None,
    limit: int,
    as_json: bool,
) -> None:
    """Show where FIRST and SECOND differ on a day: sources of maps on record, or `claims`.

    Of a source the newest map up to that day counts. Only what both say something of is compared.
    """
    from whoholds.base.settings import load_settings
    from whoholds.run.answers import Answers
    from whoholds.run.disagreements import disagreement_of, write_disagreement
    from whoholds.run.home import Home
    from whoholds.serve.console import print_json

    with Home.open(load_settings(), create=False) as home:
        answers = Answers(home)
        picture = answers.picture(answers.position_at(known) if known is not None else None)
        found, used = disagreement_of(home, picture, first, second, on)
        if geojson is not None:
            write_disagreement(found, geojson, on=on, known=picture.position)
    if as_json:
        print_json(_json(found, used, on, picture.position))
    else:
        _print(found, used, on, picture.position, limit, geojson)


def _json(
    found: "Disagreement", used: "tuple[SourcedMap | None, ...]", on: "date", known: int
) -> dict[str, Any]:
    return {
        "on": on.isoformat(),
        "known": known,
        "first": found.first,
        "second": found.second,
        "maps": [None if each is None else each.id for each in used],
        "same": found.same,
        "differing": len(found.places),
        "only_first": found.only_first,
        "only_second": found.only_second,
        "same_km2": found.same_km2,
        "differing_km2": (
            None if found.same_km2 is None else sum(each.km2 for each in found.ground)
        ),
        "counts": [
            {"first": one.name, "second": other.name, "places": places, "km2": km2}
            for one, other, places, km2 in found.counts
        ],
        "places": [
            {
                "place": row.place,
                "name": row.name,
                "country": row.country,
                "lat": row.lat,
                "lon": row.lon,
                "first": row.first.name,
                "second": row.second.name,
            }
            for row in found.places
        ],
    }


def _print(
    found: "Disagreement",
    used: "tuple[SourcedMap | None, ...]",
    on: "date",
    known: int,
    limit: int,
    geojson: Path | None,
) -> None:
    from whoholds.serve.console import counted, print_line, print_table, warn

    for each in used:
        if each is not None and each.map.day < on:
            age = (on - each.map.day).days
            warn(f"the newest map of {each.map.source} is {counted(age, 'day')} older than {on}")
    print_line(
        f"{found.first} and {found.second} on {on.isoformat()}, as known at position {known}: "
        f"{counted(found.same + len(found.places), 'place')} in both, "
        f"{len(found.places)} held by others ({found.only_first} and {found.only_second} in one alone)"
    )
    if found.same_km2 is not None:
        differing = sum(each.km2 for each in found.ground)
        print_line(f"{differing:,.0f} km² differ, {found.same_km2:,.0f} km² are the same in both")
    print_line()
    print_table(
        (found.first, found.second, "places", "km²"),
        [
            (one.name, other.name, places, "" if km2 is None else f"{km2:,.1f}")
            for one, other, places, km2 in found.counts
        ],
        title="Differences",
    )
    if limit > 0 and len(found.places) > 0:
        print_line()
        print_table(
            ("place", "lat, lon", found.first, found.second, "id"),
            [
                (
                    row.name,
                    f"{row.lat:.4f}, {row.lon:.4f}",
                    row.first.name,
                    row.second.name,
                    row.place,
                )
                for row in found.places[:limit]
            ],
            title="Places",
        )
        if len(found.places) > limit:
            more = len(found.places) - limit
            print_line(f"and {more} more: all of them with --json, or in a file with --geojson")
    if geojson is not None:
        print_line(f"written to {geojson}")
