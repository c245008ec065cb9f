"""`whoholds report`: the report of one day, made to be read."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from whoholds.serve.commands.options import json_option, known_option, on_option

if TYPE_CHECKING:
    from datetime import date


@click.command("report")
@on_option
@known_option
@click.option(
    "--since",
    metavar="KNOWN",
    help="What the day before is compared with (as known at the end of that day).",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="The file, .html, .md or .pdf; Markdown on the terminal when absent.",
)
@click.option("--title", default="Who holds what", show_default=True, help="The report's name.")
@click.option("--site", help="The address of a published site: names lead to its pages.")
@click.option("--ground", is_flag=True, help="Draw the ground between the places, inferred.")
@json_option
def report_command(
    on: "date | None",
    known: str | None,
    since: str | None,
    out: Path | None,
    title: str,
    site: str | None,
    ground: bool,
    as_json: bool,
) -> None:
    """Write the report of a day: what changed, is contested, only claimed, or was corrected since.

    Each line has its quote, source and link; the map is inside (.html, .pdf) or beside it (.md). PDF
    needs `pip install 'whoholds[pdf]'`.
    """
    from whoholds.base.errors import InputError, UnknownName
    from whoholds.base.settings import load_settings
    from whoholds.base.times import ONE_DAY
    from whoholds.publish.daily_markdown import daily_markdown
    from whoholds.publish.told import trusted_url
    from whoholds.run.answers import Answers
    from whoholds.run.ground import Grounds
    from whoholds.run.home import Home
    from whoholds.run.public import public_picture
    from whoholds.run.reporting import daily_report
    from whoholds.run.reporting_files import FORMS, write_report
    from whoholds.serve.console import print_json, print_line, print_lines

    if out is not None and out.suffix.lower() not in FORMS:
        raise UnknownName(
            f"writing a daily report: {out} ends in none of {', '.join(FORMS)}; name such a file",
            nearest=FORMS,
        )
    if site is not None and trusted_url(site) is None:
        raise InputError(
            f"writing a daily report: {site!r} is no address of a site; write it as "
            "https://example.org/map/"
        )
    with Home.open(load_settings(), create=False) as home:
        answers = Answers(home)
        picture = answers.picture(answers.position_at(known) if known is not None else None)
        day = on or picture.last_day
        before = since if since is not None or day is None else (day - ONE_DAY).isoformat()
        earlier = 0 if before is None else min(answers.position_at(before), picture.position)
        now, then = public_picture(picture), public_picture(answers.picture(earlier))
        daily = daily_report(now, then, day, title=title, site=site)
        if out is None:
            text = daily_markdown(daily.report, drawing=None)
            if as_json:
                print_json({"on": daily.report.day.isoformat(), "markdown": text})
            else:
                print_lines(text.splitlines())
            return
        shown = Grounds(home).on(now.picture, daily.report.day) if ground else None
        written = write_report(daily, now.picture, out, ground=shown)
    if as_json:
        print_json(
            {
                "files": [str(path) for path in written],
                "on": daily.report.day.isoformat(),
                "known": picture.position,
                "since": earlier,
                "changes": len(daily.report.changes),
            }
        )
        return
    for path in written:
        print_line(f"report of {daily.report.day.isoformat()}: {path}")
