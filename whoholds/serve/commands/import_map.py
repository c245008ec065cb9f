"""`whoholds import-map`: another's map as one source's word on a day, or as the prior map."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from whoholds.serve.commands.options import Day, json_option

if TYPE_CHECKING:
    from datetime import date

    from whoholds.run.maps import ImportedMap

_SHOWN_SIGNALS = 20


@click.command("import-map")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--source", required=True, help="Whose map it is.")
@click.option("--date", "day", type=Day(), required=True, help="The day that it shows.")
@click.option(
    "--as",
    "role",
    type=click.Choice(["word", "prior"]),
    default="word",
    show_default=True,
    help="One source's word, or the prior map that the picture starts from.",
)
@click.option("--holder-field", metavar="FIELD", help="The property that names who holds an area.")
@click.option(
    "--held-by", metavar="WHO", help="Who holds all of its areas, where no field says so."
)
@click.option(
    "--holders",
    "holders_file",
    type=click.Path(path_type=Path),
    help="A TOML file whose table [holders] says who the names on the map are.",
)
@click.option(
    "--holder",
    "given",
    metavar="NAME=WHO",
    multiple=True,
    help="Who a name on the map is: an actor, a side, contested or unknown; may be given again.",
)
@click.option("--rest", metavar="WHO", help="Who holds what lies in no area of the countries.")
@click.option(
    "--country",
    "countries",
    multiple=True,
    help="Places of this country alone (UA); again for more.",
)
@click.option("--crs", help="Its projection, where the file names none or a wrong one (EPSG:3857).")
@click.option("--layer", help="The layer to read, where there are several.")
@click.option("--latitude-first", is_flag=True, help="The file writes latitude before longitude.")
@json_option
def import_map_command(
    file: Path,
    source: str,
    day: "date",
    role: str,
    as_json: bool,
    **order: Any,
) -> None:
    """Put another's map on record: GeoJSON, KML, KMZ, GeoPackage, zipped shapefile, or CSV of places.

    All settlements of the gazetteers inside its areas count as held so, by the word of SOURCE on that
    day. The file is kept. A later map of the same source and day stands in for the earlier one
    (`whoholds maps` lists them, and takes them back).
    """
    from whoholds.base.errors import InputError
    from whoholds.base.map_records import MapRole
    from whoholds.base.settings import load_settings
    from whoholds.run.home import Home
    from whoholds.run.map_holders import read_holders
    from whoholds.run.map_sayings import MapOrder
    from whoholds.run.maps import import_map
    from whoholds.serve.console import COMPILING, once_told, print_json

    holders = {} if order["holders_file"] is None else read_holders(order["holders_file"])
    for pair in order["given"]:
        name, equals, who = pair.rpartition("=")
        if equals == "" or name.strip() == "" or who.strip() == "":
            raise InputError(
                f"importing the map {file}: --holder {pair!r:.80} is not of the form NAME=WHO; "
                'write it as --holder "Occupied=Russia"'
            )
        holders[name.strip()] = who.strip()
    with Home.open(load_settings(), compiling=once_told(COMPILING)) as home:
        imported = import_map(
            home,
            file,
            MapOrder(
                source=source,
                day=day,
                role=MapRole(role),
                holder_field=order["holder_field"],
                held_by=order["held_by"],
                holders=holders,
                rest=order["rest"],
                countries=tuple(country.upper() for country in order["countries"]),
                crs=order["crs"],
                layer=order["layer"],
                latitude_first=order["latitude_first"],
            ),
        )
    if as_json:
        print_json(_json(imported))
    else:
        _print(file, imported)


def _json(imported: "ImportedMap") -> dict[str, Any]:
    made = imported.sourced.map
    return {
        "map": imported.sourced.id,
        "entry": imported.sourced.seq,
        "fresh": imported.fresh,
        "source": made.source,
        "date": made.day.isoformat(),
        "as": made.role.value,
        "format": made.format,
        "crs": made.crs,
        "holder_field": made.holder_field,
        "page": made.page,
        "places": len(made.places),
        "holders": [
            {
                "written": held.holder.written,
                "state": held.holder.state.value,
                "side": held.holder.side,
                "actor": held.holder.actor,
                "why": held.holder.why,
                "places": held.places,
                "km2": round(held.km2, 1),
            }
            for held in imported.ground
        ],
        "signals": list(made.signals),
    }


def _print(file: Path, imported: "ImportedMap") -> None:
    from whoholds.serve.console import print_line, print_table, warn

    made = imported.sourced.map
    for signal in made.signals[:_SHOWN_SIGNALS]:
        warn(signal)
    if len(made.signals) > _SHOWN_SIGNALS:
        warn(f"{len(made.signals) - _SHOWN_SIGNALS} more; see them with --json")
    what = "the prior map" if made.role.value == "prior" else "one source's word"
    fresh = "" if imported.fresh else "; it was on record already"
    print_line(
        f"{file.name}: the map of {made.source} of {made.day.isoformat()} as {what}, "
        f"{len(made.places):,} places, entry {imported.sourced.seq}{fresh}"
    )
    print_line()
    print_table(
        ("on the map", "means", "places", "km²", "why"),
        [
            (
                held.holder.written,
                held.holder.actor or held.holder.state.value,
                held.places,
                f"{held.km2:,.0f}" if held.km2 > 0 else "",
                held.holder.why,
            )
            for held in imported.ground
        ],
        title="Holders",
    )
