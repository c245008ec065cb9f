"""`whoholds ground`: whose ground is whose on one day or several, in km², as a drawing and as GeoJSON."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from whoholds.serve.commands.options import Day, json_option, known_option

if TYPE_CHECKING:
    from datetime import date


@click.command("ground")
@click.option("--on", "days", type=Day(), multiple=True, help="A day; may be given again.")
@click.option("--country", help="ISO code (SY): that with most places on record unless given.")
@click.option(
    "--geojson", type=click.Path(path_type=Path), help="Write areas and fronts to this file too."
)
@click.option(
    "--plot",
    type=click.Path(path_type=Path),
    help="Draw it (.png, .svg): maps of up to two days, lines over more.",
)
@known_option
@json_option
def ground_command(
    days: "tuple[date, ...]",
    country: str | None,
    geojson: Path | None,
    plot: Path | None,
    known: str | None,
    as_json: bool,
) -> None:
    """Show how many km² each side holds, by the claims and maps on record, and the fronts between.

    Every settlement that nobody spoke of is inferred from its neighbours; what nothing known lies near
    is unknown ground.
    """
    from whoholds.base.errors import InputError
    from whoholds.base.settings import load_settings
    from whoholds.run.answers import Answers
    from whoholds.run.ground import Grounds
    from whoholds.run.ground_files import draw_ground, side_names, write_ground
    from whoholds.run.home import Home
    from whoholds.serve.console import print_json, print_line, print_table

    with Home.open(load_settings(), create=False) as home:
        answers = Answers(home)
        picture = answers.picture(answers.position_at(known) if known is not None else None)
        asked = sorted(set(days)) or ([picture.last_day] if picture.last_day is not None else [])
        if len(asked) == 0:
            raise InputError(
                "looking for ground: nothing on record has a day; read reports that say their day of "
                "publication (`whoholds read FILE --published DATE`), or import a map"
            )
        grounds = Grounds(home)
        found = [grounds.on(picture, day, country=country) for day in asked]
        if geojson is not None:
            write_ground(found, picture, geojson)
        if plot is not None:
            draw_ground(found, picture, plot)
    names = side_names(found, picture)
    if as_json:
        for each in found:
            print_json(
                {
                    "on": each.day.isoformat(),
                    "known": each.position,
                    "country": each.country,
                    "settlements": each.settlements,
                    "places_known": each.known,
                    "places_of_prior_map": each.leaning,
                    "km2": dict(sorted(each.areas.km2.items())),
                    "fronts": [
                        {"one": front.one, "other": front.other, "km": round(front.km, 1)}
                        for front in each.fronts
                    ],
                }
            )
        return
    for each in found:
        print_line(
            f"{each.country} on {each.day.isoformat()}, as known at position {each.position}: who "
            f"holds {each.known} of {each.settlements} settlements is told, {each.leaning} stand on "
            "the prior map, the rest is inferred"
        )
    print_line()
    print_table(
        ("km²", *(each.day.isoformat() for each in found)),
        [
            (names[side], *(f"{each.areas.km2.get(side, 0.0):,.0f}" for each in found))
            for side in names
        ],
        title="Ground",
    )
    print_line()
    print_table(
        ("front", *(each.day.isoformat() for each in found)),
        [
            (
                f"{names[one]} – {names[other]}",
                *(
                    next(
                        (
                            f"{f.km:,.0f} km"
                            for f in each.fronts
                            if (f.one, f.other) == (one, other)
                        ),
                        "",
                    )
                    for each in found
                ),
            )
            for one, other in sorted({(f.one, f.other) for each in found for f in each.fronts})
        ],
        title="Fronts",
    )
    for path in (geojson, plot):
        if path is not None:
            print_line(f"written to {path}")
