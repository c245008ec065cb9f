"""`whoholds demo`: the example reports, from page to map."""

import click

from whoholds.serve.commands.serve import DEFAULT_PORT


@click.command("demo")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=DEFAULT_PORT,
    show_default=True,
    help="The port on this machine; 0 for any that is free.",
)
@click.option("--serve/--no-serve", default=True, help="Serve the map at the end.")
def demo_command(port: int, serve: bool) -> None:
    """Read the example reports into a record of their own, print what they say, and serve the map.

    The record is the folder `demo` of the home; it is kept, and reading it again adds nothing.
    """
    from dataclasses import replace

    from whoholds.base.settings import load_settings
    from whoholds.run.answers import Answers
    from whoholds.run.examples import read_examples
    from whoholds.run.home import Home
    from whoholds.serve.commands.serve import serve_until_stopped
    from whoholds.serve.console import COMPILING, once_told, print_line, print_table
    from whoholds.serve.tables import holder_words, period_words, print_claims, probability_words

    settings = load_settings()
    settings = replace(
        settings,
        home=settings.home / "demo",
        gazetteers=str(settings.gazetteers_path),
        workers=1,
    )
    with Home.open(settings, compiling=once_told(COMPILING)) as home:
        added = 0
        for outcome in read_examples(home):
            if outcome.error is not None:
                raise outcome.error
            assert outcome.read is not None
            added += outcome.added
            report = outcome.read.report
            print_claims(
                outcome.read.resolved,
                title=f"{report.publisher}, {report.published}: {report.title}",
            )
            print_line()
        picture = Answers(home).picture()
        sides = {side.id: side.name for side in picture.sides.values()}
        rows = [
            (
                picture.places[place].name,
                period_words(period.start, period.end),
                holder_words(period, sides),
                probability_words(period),
                len(period.supporting),
                len(period.opposing),
            )
            for place, periods in sorted(
                picture.periods.items(), key=lambda item: picture.places[item[0]].name
            )
            for period in periods
        ]
        columns = ("place", "days", "held by", "probability", "claims for", "against")
        print_table(columns, rows, title="Who holds what")
        print_line(f"{len(picture.claims)} claims on record, {added} of them new; now try:")
        print_line(f'  WHOHOLDS_HOME={settings.home} whoholds show "Abu Jurayf" --on 2020-01-17')
    if serve:
        serve_until_stopped(settings, port)
