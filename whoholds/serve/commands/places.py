"""`whoholds places`: what could not be placed, and where persons decide that it lies."""

from typing import TYPE_CHECKING

import click

from whoholds.serve.commands.options import json_option, known_option

if TYPE_CHECKING:
    from whoholds.base.records import PlaceKind

_KINDS = ("site", "settlement", "area", "province", "country")


@click.group("places")
def places_command() -> None:
    """List places that could not be placed, and say where they lie."""


@places_command.command("unresolved")
@click.option("--limit", type=click.IntRange(min=1), help="At most so many.")
@click.option(
    "--all",
    "everything",
    is_flag=True,
    help='Descriptions too ("the military base"), and parts of areas ("southeast Idlib").',
)
@known_option
@json_option
def unresolved_command(
    limit: int | None, everything: bool, known: str | None, as_json: bool
) -> None:
    """List the places that no gazetteer holds, named by most claims first, with the best guesses."""
    from whoholds.base.codec import to_json
    from whoholds.base.settings import load_settings
    from whoholds.run.answers import Answers
    from whoholds.run.home import Home
    from whoholds.run.places import unresolved
    from whoholds.serve.console import COMPILING, once_told, print_json, print_line, print_table

    with Home.open(load_settings(), create=False, compiling=once_told(COMPILING)) as home:
        upto = Answers(home).position_at(known) if known is not None else None
        found = unresolved(home, upto=upto, limit=limit, everything=everything)
    if as_json:
        for each in found:
            print_json(to_json(each))
        return
    if len(found) == 0:
        print_line("every place that claims name is tied to a gazetteer's")
        return
    rows = [
        (
            len(each.claims),
            each.reports,
            " / ".join(each.spellings),
            each.kind.value,
            ", ".join(each.within),
            each.where,
            "; ".join(
                f"{guess.place.name} ({guess.score:.0f}, {guess.place.id})"
                for guess in each.guesses
            ),
        )
        for each in found
    ]
    print_table(
        ("claims", "reports", "name", "kind", "within", "placed now", "guesses"),
        rows,
        title="Places in no gazetteer",
    )


@places_command.command("set")
@click.argument("name")
@click.option("--lat", type=click.FloatRange(-90, 90), help="Latitude in degrees (WGS 84).")
@click.option("--lon", type=click.FloatRange(-180, 180), help="Longitude in degrees (WGS 84).")
@click.option("--place", help="A gazetteer's place instead of a point (geonames:163521).")
@click.option(
    "--radius",
    type=click.FloatRange(min=1, max=500_000),
    help="How far off it may lie, in metres (1000 for a point).",
)
@click.option(
    "--near",
    multiple=True,
    metavar="NAME",
    help="Only in reports that name this place too; may be given again.",
)
@click.option("--also", multiple=True, metavar="NAME", help="Another spelling; may be given again.")
@click.option("--country", help="The country that it lies in (SY).")
@click.option("--kind", type=click.Choice(_KINDS), help="Only where the name is used for this.")
@click.option("--why", required=True, help="The reason, which goes on record.")
@json_option
def set_command(
    name: str,
    lat: float | None,
    lon: float | None,
    place: str | None,
    radius: float | None,
    near: tuple[str, ...],
    also: tuple[str, ...],
    country: str | None,
    kind: str | None,
    why: str,
    as_json: bool,
) -> None:
    """Say where NAME lies: all claims that name it are put there, from now on, earlier ones too."""
    from whoholds.base.errors import InputError
    from whoholds.base.settings import load_settings
    from whoholds.run.home import Home
    from whoholds.run.places import decide, decision_row
    from whoholds.serve.console import COMPILING, counted, once_told, print_json, print_line, warn

    if (lat is None) != (lon is None):
        raise InputError(f"deciding on the place {name!r}: --lat and --lon come together")
    if country is not None and (len(country) != 2 or not country.isascii()):
        raise InputError(
            f"deciding on the place {name!r}: {country!r} is no code of a country; SY is Syria"
        )
    with Home.open(load_settings(), create=False):
        pass  # without a record there is nothing to decide on
    with Home.open(load_settings(), compiling=once_told(COMPILING)) as home:
        done = decide(
            home,
            name,
            why=why,
            point=None if lat is None or lon is None else (lat, lon),
            place=place,
            radius_m=radius,
            also=also,
            near=near,
            country=None if country is None else country.upper(),
            kind=_kind(kind),
        )
    if as_json:
        print_json(decision_row(done))
        return
    decision = done.decided.decision
    if done.claims == 0:
        warn(f"no claim on record names {name} so; the decision holds for later ones")
    print_line(
        f"{name} lies at {decision.lat:.5f}, {decision.lon:.5f} (entry {done.decided.seq}): "
        f"{counted(done.claims, 'claim')} of {counted(done.reports, 'report')} put there; "
        f"--known {done.decided.seq - 1} shows the picture without it"
    )


@places_command.command("unset")
@click.argument("name")
@click.option("--near", multiple=True, metavar="NAME", help="The one for reports that name this.")
@click.option("--why", required=True, help="The reason, which goes on record.")
@json_option
def unset_command(name: str, near: tuple[str, ...], why: str, as_json: bool) -> None:
    """Take back a decision on NAME: it counts no longer, and stays on record as known before."""
    from whoholds.base.settings import load_settings
    from whoholds.run.home import Home
    from whoholds.run.places import take_back
    from whoholds.serve.console import print_json, print_line

    with Home.open(load_settings(), create=False):
        pass  # without a record there is nothing to take back
    with Home.open(load_settings()) as home:
        gone = take_back(home, name, why=why, near=near)
    if as_json:
        print_json({"decision": gone.id, "entry": gone.seq, "why": why})
    else:
        print_line(f"the decision on {gone.decision.names[0]} (entry {gone.seq}) counts no longer")


@places_command.command("list")
@known_option
@json_option
def list_command(known: str | None, as_json: bool) -> None:
    """List the decisions that count: where, by whom, why, and the claims that each puts somewhere."""
    from whoholds.base.settings import load_settings
    from whoholds.run.answers import Answers
    from whoholds.run.home import Home
    from whoholds.run.places import decision_row, decisions
    from whoholds.serve.console import print_json, print_table

    with Home.open(load_settings(), create=False) as home:
        upto = Answers(home).position_at(known) if known is not None else None
        found = decisions(home, upto)
    if as_json:
        for each in found:
            print_json(decision_row(each))
        return
    rows = [
        (
            " / ".join(each.decided.decision.names),
            ", ".join(each.decided.decision.near),
            f"{each.decided.decision.lat:.5f}, {each.decided.decision.lon:.5f}",
            each.claims,
            each.decided.by,
            each.decided.recorded[:10],
            each.decided.decision.why,
        )
        for each in found
    ]
    columns = ("name", "near", "lat, lon", "claims", "by", "recorded", "why")
    print_table(columns, rows, title="Decisions on places")


def _kind(word: str | None) -> "PlaceKind | None":
    from whoholds.base.records import PlaceKind

    return None if word is None else PlaceKind(word)
