"""`whoholds gazetteer`: add, list and search gazetteers of places."""

from pathlib import Path

import click

from whoholds.serve.commands.options import json_option


@click.group("gazetteer")
def gazetteer_command() -> None:
    """Add, list and search gazetteers of places."""


@gazetteer_command.command("add")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--name", help="What to call it (the file's name unless given).")
@json_option
def add_command(file: Path, name: str | None, as_json: bool) -> None:
    """Add a GeoNames country dump (.zip or .txt) or a table of places (.tsv, .tsv.xz)."""
    from whoholds.base.settings import load_settings
    from whoholds.run.gazetteers import add_to_home
    from whoholds.serve.console import print_json, print_line, progress, warn

    with progress("adding places", total=None) as bar:
        info = add_to_home(file, load_settings(), name=name, progress=bar.reach)
    if info.warning is not None:
        warn(info.warning)
    if as_json:
        print_json(
            {
                "name": info.name,
                "places": info.places,
                "left_out": info.left_out,
                "digest": info.digest,
            }
        )
    else:
        print_line(f"{info.name}: {info.places} places added. {info.attribution}")


@gazetteer_command.command("list")
@json_option
def list_command(as_json: bool) -> None:
    """List the gazetteers of the home, with their sources and licences."""
    from whoholds.base.settings import load_settings
    from whoholds.run.gazetteers import list_of_home
    from whoholds.serve.console import COMPILING, once_told, print_json, print_table

    found = list_of_home(load_settings(), compiling=once_told(COMPILING))
    if as_json:
        for info in found:
            print_json(
                {
                    "name": info.name,
                    "places": info.places,
                    "source": info.source,
                    "licence": info.licence,
                    "attribution": info.attribution,
                    "added": info.added,
                    "digest": info.digest,
                }
            )
        return
    rows = [(info.name, info.places, info.source, info.licence, info.added) for info in found]
    print_table(("name", "places", "source", "licence", "added"), rows, title="Gazetteers")


@gazetteer_command.command("search")
@click.argument("name")
@click.option("--country", "countries", multiple=True, help="ISO code (SY); may be given again.")
@click.option(
    "--limit", type=click.IntRange(min=1), default=10, show_default=True, help="At most so many."
)
@json_option
def search_command(name: str, countries: tuple[str, ...], limit: int, as_json: bool) -> None:
    """Search places by name, in any spelling."""
    from whoholds.base.codec import to_json
    from whoholds.base.errors import UnknownName
    from whoholds.base.settings import load_settings
    from whoholds.run.gazetteers import search_home
    from whoholds.serve.console import COMPILING, once_told, print_json, print_table

    wanted = tuple(country.upper() for country in countries)
    found = search_home(
        name,
        load_settings(),
        countries=wanted,
        limit=limit,
        compiling=once_told(COMPILING),
    )
    if len(found) == 0:
        raise UnknownName(
            f"searching for {name!r}: no gazetteer has a place spelled like it; "
            "add one (`whoholds gazetteer add FILE`)"
        )
    if as_json:
        for candidate in found:
            print_json(to_json(candidate))
        return
    rows = [
        (
            f"{candidate.score:.0f}",
            candidate.place.name,
            candidate.place.feature_code,
            candidate.place.admin1,
            candidate.place.country,
            f"{candidate.place.lat:.4f}, {candidate.place.lon:.4f}",
            candidate.place.id,
            candidate.why,
        )
        for candidate in found
    ]
    print_table(
        ("score", "name", "code", "province", "country", "lat, lon", "id", "why"), rows, title=name
    )
