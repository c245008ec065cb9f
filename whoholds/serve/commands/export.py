"""`whoholds export`: claims or periods as a file that others can open."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from whoholds.serve.commands.options import json_option, known_option, on_option

if TYPE_CHECKING:
    from datetime import date

    from whoholds.run.answers import Picture
    from whoholds.run.home import Home

FORMATS = ("jsonl", "csv", "geojson", "kml", "parquet")


@click.command("export")
@click.argument("what", type=click.Choice(["claims", "periods", "areas"]))
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--format", "form", type=click.Choice(FORMATS), help="The file's suffix unless given."
)
@on_option
@known_option
@json_option
def export_command(
    what: str, file: Path, form: str | None, on: "date | None", known: str | None, as_json: bool
) -> None:
    """Write claims or periods as JSON lines, CSV, GeoJSON, KML or Parquet; areas as GeoJSON.

    With --on, only the claims or periods of that day. The columns are those of the documentation.
    Areas are whose ground it is on one day (the last on record), with the fronts, as `whoholds ground`.
    """
    from whoholds.base.errors import UnknownName
    from whoholds.base.settings import load_settings
    from whoholds.run.answers import Answers
    from whoholds.run.exports import write_export
    from whoholds.run.home import Home
    from whoholds.serve.console import print_json, print_line

    form = form or file.suffix.removeprefix(".").lower()
    if form not in FORMATS:
        raise UnknownName(
            f"exporting to {file}: {form!r} is no known format; name one with --format: "
            + ", ".join(FORMATS),
            nearest=FORMATS,
        )
    with Home.open(load_settings(), create=False) as home:
        answers = Answers(home)
        picture = answers.picture(answers.position_at(known) if known is not None else None)
        if what == "areas":
            rows = _write_areas(home, picture, form, file, on)
        else:
            rows = write_export(picture, what, form, file, on=on)
    if as_json:
        print_json({"file": str(file), "rows": rows, "known": picture.position})
    else:
        print_line(f"{rows} {what} written to {file}, as known at position {picture.position}")


def _write_areas(home: "Home", picture: "Picture", form: str, file: Path, on: "date | None") -> int:
    from whoholds.base.errors import InputError, UnknownName
    from whoholds.run.ground import Grounds
    from whoholds.run.ground_files import write_ground

    if form != "geojson":
        raise UnknownName(
            f"exporting to {file}: areas are written as GeoJSON alone; name a .geojson file",
            nearest=("geojson",),
        )
    day = on or picture.last_day
    if day is None:
        raise InputError(
            f"exporting to {file}: nothing on record has a day; read reports or import a map first"
        )
    return write_ground([Grounds(home).on(picture, day)], picture, file)
