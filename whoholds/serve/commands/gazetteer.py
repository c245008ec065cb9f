"""`whoholds gazetteer`: get, add, list, search and remove gazetteers of places."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from whoholds.serve.commands.options import Command, json_option

if TYPE_CHECKING:
    from whoholds.run.gazetteers import GazetteerInfo, ImportOptions


@click.group("gazetteer")
def gazetteer_command() -> None:
    """Get, add, list, search and remove gazetteers of places."""


def _file_options(command: Command) -> Command:
    """Add the options that tell how a file is to be read."""
    for option in (
        click.option(
            "--column",
            "columns",
            multiple=True,
            metavar="FIELD=HEADER",
            help="Which column tells a field: name, names, lat, lon, id, code, kind, country, admin1, "
            "admin2, population, radius_m; may be given again.",
        ),
        click.option(
            "--country",
            "countries",
            multiple=True,
            help="Only places of this country (SY); one alone is also that of rows that name none; may "
            "be given again.",
        ),
        click.option("--layer", help="The sheet, layer or file inside to read (all unless given)."),
        click.option(
            "--code", default="", help="GeoNames feature code of all rows (PPL, HLL, ADM3)."
        ),
        click.option("--strict", is_flag=True, help="Add nothing where any row cannot be read."),
    ):
        command = option(command)
    return command


@gazetteer_command.command("add")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--name", help="What to call it (the file's name unless given).")
@_file_options
@click.option("--licence", help="Under which licence the places are.")
@click.option("--attribution", help="Who is to be named where they are shown.")
@click.option("--version", "version", help="The version of the file, most often a day.")
@json_option
def add_command(
    file: Path,
    name: str | None,
    columns: tuple[str, ...],
    countries: tuple[str, ...],
    layer: str | None,
    code: str,
    strict: bool,
    licence: str | None,
    attribution: str | None,
    version: str | None,
    as_json: bool,
) -> None:
    """Add places: a GeoNames dump, a table (CSV, TSV, XLSX), GeoJSON, GeoPackage, Who's On First."""
    from dataclasses import replace

    from whoholds.base.settings import load_settings
    from whoholds.run.gazetteers import add_to_home
    from whoholds.serve.console import progress

    options = replace(
        _options(columns, countries, layer, code, strict),
        licence=licence, attribution=attribution, version=version,
    )  # fmt: skip
    told: list[tuple[str, Mapping[str, str]]] = []
    with progress("adding places", total=None) as bar:
        info = add_to_home(
            file,
            load_settings(),
            name=name,
            options=options,
            progress=bar.reach,
            columns_told=lambda part, found: told.append((part, found)),
        )
    _print_added(info, told, as_json=as_json)


@gazetteer_command.command("preview")
@click.argument("file", type=click.Path(path_type=Path))
@_file_options
@click.option(
    "--limit", type=click.IntRange(1, 1000), default=5, show_default=True, help="So many places."
)
@json_option
def preview_command(
    file: Path,
    columns: tuple[str, ...],
    countries: tuple[str, ...],
    layer: str | None,
    code: str,
    strict: bool,
    limit: int,
    as_json: bool,
) -> None:
    """Show which columns of a file would give what, and its first places; nothing is added."""
    from whoholds.base.codec import to_json
    from whoholds.run.gazetteers import preview_file
    from whoholds.serve.console import print_json, print_table, warn

    options = _options(columns, countries, layer, code, strict)
    found = preview_file(file, options=options, limit=limit)
    if as_json:
        for part, fields in found.columns:
            print_json({"part": part, "columns": dict(fields)})
        for place in found.places:
            print_json(to_json(place))
        return
    _print_columns(found.columns)
    if found.left_out > 0:
        warn(
            f"rows that cannot be read so far: {found.left_out}; the first is {found.first_left_out}"
        )
    rows = [
        (
            place.name, place.feature_code, place.admin1, place.admin2, place.country,
            f"{place.lat:.4f}, {place.lon:.4f}", f"{place.radius_m:.0f}", place.population, place.id,
            ", ".join(place.names[:4]),
        )
        for place in found.places
    ]  # fmt: skip
    columns_shown = (
        "name", "code", "province", "district", "country", "lat, lon", "radius m", "people", "id",
        "other names",
    )  # fmt: skip
    print_table(columns_shown, rows, title=file.name)


@gazetteer_command.command("get")
@click.argument("countries", nargs=-1, required=True)
@json_option
def get_command(countries: tuple[str, ...], as_json: bool) -> None:
    """Download the places of countries (SY, UA) from GeoNames, and add them."""
    from whoholds.base.settings import load_settings
    from whoholds.run.gazetteers import get_into_home
    from whoholds.serve.console import progress
    from whoholds.serve.downloading import byte_progress

    settings = load_settings()
    for country in countries:
        label = f"downloading {country.upper()}.zip"
        with byte_progress(label) as done, progress("adding places", total=None) as bar:
            info = get_into_home(country, settings, downloading=done, adding=bar.reach)
        _print_added(info, [], as_json=as_json)


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
            print_json(_info_row(info))
        return
    rows = [
        (
            info.name,
            info.places,
            info.source,
            info.version,
            info.licence,
            info.attribution,
            info.added,
        )
        for info in found
    ]
    print_table(
        ("name", "places", "source", "version", "licence", "attribution", "added"),
        rows,
        title="Gazetteers",
    )


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
            f"searching for {name!r}: no gazetteer has a place spelled like it; add one "
            "(`whoholds gazetteer get SY`, `whoholds gazetteer add FILE`)"
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


@gazetteer_command.command("remove")
@click.argument("name")
@json_option
def remove_command(name: str, as_json: bool) -> None:
    """Remove a gazetteer that was added; claims on record keep the places they were tied to."""
    from whoholds.base.settings import load_settings
    from whoholds.run.gazetteers import remove_from_home
    from whoholds.serve.console import print_json, print_line

    info = remove_from_home(name, load_settings())
    if as_json:
        print_json(_info_row(info))
    else:
        print_line(f"{info.name}: {info.places} places removed (from {info.source})")


@gazetteer_command.command("stats")
@json_option
def stats_command(as_json: bool) -> None:
    """Count the places of each gazetteer by country and by feature code, and all of them together."""
    from whoholds.base.settings import load_settings
    from whoholds.run.gazetteers import stats_of_home
    from whoholds.serve.console import (
        COMPILING,
        counted,
        once_told,
        print_json,
        print_line,
        print_table,
    )

    stats = stats_of_home(load_settings(), compiling=once_told(COMPILING))
    if as_json:
        for info in stats.infos:
            counts = {"countries": stats.countries[info.name], "codes": stats.codes[info.name]}
            print_json(_info_row(info) | counts)
        print_json({"places": stats.places, "joined": stats.joined, "names": stats.names})
        return
    rows = [
        (info.name, info.places, _most(stats.countries[info.name]), _most(stats.codes[info.name]))
        for info in stats.infos
    ]
    print_table(("name", "places", "countries", "feature codes"), rows, title="Gazetteers")
    print_line(
        f"{counted(stats.places, 'place')} in all under {counted(stats.names, 'name')}; "
        f"{counted(stats.joined, 'row')} stand for a place that another row has"
    )


def _options(
    columns: Sequence[str], countries: Sequence[str], layer: str | None, code: str, strict: bool
) -> "ImportOptions":
    from whoholds.run.gazetteers import ImportOptions

    said: dict[str, str] = {}
    for pair in columns:
        field, equals, header = pair.partition("=")
        if equals == "" or header == "":
            raise click.BadParameter(
                f"{pair!r} is no FIELD=HEADER, as in lat=Y", param_hint="--column"
            )
        said[field.strip()] = header.strip()
    return ImportOptions(
        columns=said,
        countries=tuple(country.upper() for country in countries),
        layer=layer,
        code=code.upper(),
        strict=strict,
    )


def _print_added(
    info: "GazetteerInfo", told: Sequence[tuple[str, Mapping[str, str]]], *, as_json: bool
) -> None:
    from whoholds.serve.console import print_json, print_line, warn

    if info.warning is not None:
        warn(info.warning)
    if as_json:
        print_json(_info_row(info) | {"columns": {part: dict(found) for part, found in told}})
        return
    _print_columns(told)
    version = f", version {info.version}" if info.version != "" else ""
    print_line(f"{info.name}: {info.places} places added{version}. {info.attribution}")


def _print_columns(told: Sequence[tuple[str, Mapping[str, str]]]) -> None:
    from whoholds.serve.console import print_line

    for part, found in told:
        taken = "; ".join(f"{field} from {header}" for field, header in found.items())
        print_line(f"{part + ': ' if part != '' else ''}{taken}")


def _info_row(info: "GazetteerInfo") -> dict[str, object]:
    return {
        "name": info.name,
        "places": info.places,
        "left_out": info.left_out,
        "source": info.source,
        "licence": info.licence,
        "attribution": info.attribution,
        "version": info.version,
        "url": info.url,
        "sha256": info.sha256,
        "added": info.added,
        "digest": info.digest,
    }


def _most(counts: Mapping[str, int], limit: int = 6) -> str:
    shown = ", ".join(f"{name or '?'} {count}" for name, count in list(counts.items())[:limit])
    return shown + (f" and {len(counts) - limit} more" if len(counts) > limit else "")
