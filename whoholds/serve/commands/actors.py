"""`whoholds actors`: who fights and speaks, whose side they are on; checked and added to."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from whoholds.serve.commands.options import Day, json_option

if TYPE_CHECKING:
    from collections.abc import Sequence

    from whoholds.run.actors import ShownActor

_DOUBTFUL = 1


@click.group("actors")
def actors_command() -> None:
    """Show, search, check and add actors, their names and their sides."""


@actors_command.command("list")
@click.argument("conflict", required=False)
@click.option("--on", type=Day(), help="Sides on this day (the first that are known unless given).")
@json_option
def list_command(conflict: str | None, on: date | None, as_json: bool) -> None:
    """List the conflicts, or the actors of one CONFLICT with their sides."""
    from whoholds.base.settings import load_settings
    from whoholds.run.actors import list_actors, registry_of
    from whoholds.serve.console import print_json, print_table

    registry = registry_of(load_settings())
    if conflict is not None:
        _print_actors(list_actors(registry, conflict=conflict, on=on), as_json, title=conflict)
        return
    counts: dict[str, int] = {}
    for actor in registry.actors():
        scope = actor.partition(":")[0]
        counts[scope] = counts.get(scope, 0) + 1
    rows = [
        (row.id, row.name, " ".join(row.countries), row.since, row.until, counts.get(row.id, 0))
        for row in registry.conflicts.values()
    ]
    if as_json:
        for row_id, name, countries, since, until, count in rows:
            print_json(
                {
                    "conflict": row_id,
                    "name": name,
                    "countries": countries.split(),
                    "since": None if since is None else since.isoformat(),
                    "until": None if until is None else until.isoformat(),
                    "actors": count,
                }
            )
        return
    print_table(
        ("conflict", "name", "countries", "since", "until", "actors"), rows, title="Conflicts"
    )


@actors_command.command("show")
@click.argument("name")
@click.option("--on", type=Day(), help="As on this day.")
@json_option
def show_command(name: str, on: date | None, as_json: bool) -> None:
    """Show the actors of one NAME or identifier: names, sides by day, members, coalitions."""
    from whoholds.base.settings import load_settings
    from whoholds.run.actors import registry_of, show_actor
    from whoholds.serve.console import print_indented, print_line

    found = show_actor(name, registry_of(load_settings()), on=on)
    if as_json:
        _print_actors(found, as_json, title=name)
        return
    for each in found:
        row = each.row
        print_line(f"{row.name} ({row.id}), {row.kind}")
        lines = [
            ("side", each.side_name),
            ("names", "; ".join(row.aliases)),
            ("names of a time", "; ".join(f"{one.name} {_days(one)}" for one in row.names)),
            ("names that judge", "; ".join(row.loaded)),
            ("belongs to", row.parent),
            ("member of", "; ".join(f"{one.actor} {_days(one)}" for one in row.member_of)),
            ("members", ", ".join(each.members)),
            ("speaks for", row.speaks_for),
            ("sites", ", ".join(row.hosts)),
            (
                "sides",
                "; ".join(
                    f"{one.side}{' in ' + one.conflict if one.conflict else ''} {_days(one)}"
                    for one in row.sides
                ),
            ),
            ("acts", _days(row)),
            ("wikidata", row.wikidata),
        ]
        for head, text in lines:
            if text is not None and text.strip() != "":
                print_indented(f"{head}: {text}", by=4)


@actors_command.command("search")
@click.argument("words")
@click.option("--conflict", help="Only in this conflict, and among those of all wars.")
@click.option("--on", type=Day(), help="As on this day.")
@click.option(
    "--limit", type=click.IntRange(min=1), default=10, show_default=True, help="At most so many."
)
@json_option
def search_command(
    words: str, conflict: str | None, on: date | None, limit: int, as_json: bool
) -> None:
    """Search actors by name, in any spelling."""
    from whoholds.base.errors import UnknownName
    from whoholds.base.settings import load_settings
    from whoholds.run.actors import registry_of, search_actors

    found = search_actors(
        words, registry_of(load_settings()), conflict=conflict, on=on, limit=limit
    )
    if len(found) == 0:
        raise UnknownName(
            f"searching for the actor {words!r}: no registry has a name spelled like it; "
            "add it with `whoholds actors add`"
        )
    _print_actors(found, as_json, title=words)


@actors_command.command("check")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@json_option
def check_command(files: tuple[Path, ...], as_json: bool) -> None:
    """Check the registries of the home, and FILES as if they were added.

    Told are circles, unknown parents and sides, dates that overlap, names that two of one conflict bear.
    Leaves with 4 where something keeps them from being used, with 1 where something is doubtful.
    """
    from whoholds.base.errors import GazetteerError
    from whoholds.base.settings import load_settings
    from whoholds.run.actors import check_actors, told
    from whoholds.serve.console import print_json, print_line

    faults = check_actors(load_settings(), files)
    for fault in faults:
        if as_json:
            print_json(
                {
                    "file": fault.where,
                    "about": fault.about,
                    "fault": fault.text,
                    "grave": fault.grave,
                }
            )
        else:
            print_line(told(fault))
    if any(fault.grave for fault in faults):
        raise click.exceptions.Exit(GazetteerError.exit_code)
    if len(faults) > 0:
        raise click.exceptions.Exit(_DOUBTFUL)
    if not as_json:
        print_line("nothing is wrong with the registries")


@actors_command.command("add")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--replace", is_flag=True, help="In the place of the home's file of that name.")
def add_command(file: Path, replace: bool) -> None:
    """Add a registry FILE (TOML) of your own to the home, checked before."""
    from whoholds.base.settings import load_settings
    from whoholds.run.actors import add_actors
    from whoholds.serve.console import print_line, warn

    path, doubts = add_actors(file, load_settings(), replace=replace)
    for doubt in doubts:
        warn(doubt.text)
    print_line(f"added as {path}; read the reports again to use it")


@actors_command.command("alias")
@click.argument("actor")
@click.argument("names", nargs=-1, required=True)
@click.option("--why", required=True, help="Why the names mean this actor; it is recorded.")
def alias_command(actor: str, names: tuple[str, ...], why: str) -> None:
    """Decide that the ACTOR (its identifier) is also called by NAMES; who, when and why are recorded."""
    from whoholds.base.settings import load_settings
    from whoholds.run.actors import add_alias
    from whoholds.serve.console import print_line

    path = add_alias(names, actor, why=why, settings=load_settings())
    print_line(
        f"{actor} has these names now; recorded in {path}, read the reports again to use them"
    )


def _days(row: object) -> str:
    since, until = getattr(row, "since", None), getattr(row, "until", None)
    if since is None and until is None:
        return ""
    return f"[{since or ''} to {until or ''})"


def _print_actors(found: "Sequence[ShownActor]", as_json: bool, *, title: str) -> None:
    from whoholds.serve.console import print_json, print_table

    if not as_json:
        rows = [
            (
                each.row.id,
                each.row.name,
                each.row.kind,
                each.side_name,
                "; ".join(each.row.aliases[:6]),
            )
            for each in found
        ]
        print_table(("id", "name", "kind", "side", "also"), rows, title=title)
        return
    from whoholds.base.codec import to_json

    for each in found:
        print_json({**to_json(each.row), "side_now": each.side, "members": list(each.members)})
