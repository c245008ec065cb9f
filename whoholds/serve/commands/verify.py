"""`whoholds verify`: is the record whole?"""

import click

from whoholds.serve.commands.options import json_option

_MOST_DIGITS = 18


@click.command("verify")
@click.option(
    "--expect",
    metavar="POSITION:DIGEST",
    help="An anchor noted earlier: that entry must still be there, unchanged.",
)
@json_option
def verify_command(expect: str | None, as_json: bool) -> None:
    """Check every entry's hash and place in the chain, every page, quote and identifier.

    Names the first altered, missing or swapped entry. Note the anchor that it prints: entries cut
    from the end can be missed only without one.
    """
    from dataclasses import asdict

    from whoholds.base.errors import InputError
    from whoholds.base.settings import load_settings
    from whoholds.ledger.verify import verify_ledger
    from whoholds.run.home import Home
    from whoholds.serve.console import print_json, print_line, progress

    anchor = None
    if expect is not None:
        position, _, digest = expect.partition(":")
        good = position.isdecimal() and len(position) <= _MOST_DIGITS and int(position) > 0
        if not good or digest == "":
            raise InputError(
                f"verifying: {expect!r} is no anchor; it has the form 17:0fa3…, as verify prints it"
            )
        anchor = int(position), digest
    with (
        Home.open(load_settings(), create=False) as home,
        progress("verifying", total=home.ledger.position()) as bar,
    ):
        report = verify_ledger(
            home.ledger, home.pages, expect=anchor, progress=lambda _done, _all: bar.advance()
        )
    if as_json:
        print_json(asdict(report))
        return
    print_line(
        f"{report.position} entries, {report.claims} claims with {report.quotes} quotes, "
        f"{report.reports} reports, {report.pages} pages: all as written"
    )
    if report.redacted > 0:
        print_line(f"{report.redacted} of the entries were redacted: another says so of each")
    print_line(f"anchor {report.position}:{report.digest}")
