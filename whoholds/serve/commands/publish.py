"""`whoholds publish`: a site of pages, data and maps that needs no server."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from whoholds.serve.commands.options import Day, json_option, known_option

if TYPE_CHECKING:
    from datetime import date


@click.command("publish")
@click.argument("site", type=click.Path(path_type=Path))
@click.option("--title", default="Who holds what", show_default=True, help="The site's name.")
@click.option("--publisher", help="Who publishes it: for citations and the feed.")
@click.option(
    "--address", help="Where it will stand, as https://example.org/map/: for the sitemap."
)
@click.option("--from", "first", type=Day(), help="The first day that gets a page.")
@click.option("--to", "last", type=Day(), help="The last day covered (the last on record).")
@click.option("--full-texts", is_flag=True, help="Publish whole reports; else only what is quoted.")
@known_option
@json_option
def publish_command(
    site: Path,
    title: str,
    publisher: str | None,
    address: str | None,
    first: "date | None",
    last: "date | None",
    full_texts: bool,
    known: str | None,
    as_json: bool,
) -> None:
    """Write a site of the record into the folder SITE: map, days, places, actors, feed, data.

    Any web server can hand it out, from any folder. What was rejected or redacted is not in it. A
    folder that was published before is brought up to date: files that stay the same are left alone.
    """
    from dataclasses import asdict

    from whoholds.base.errors import InputError
    from whoholds.base.settings import load_settings
    from whoholds.publish.told import trusted_url
    from whoholds.run.answers import Answers
    from whoholds.run.home import Home
    from whoholds.run.publishing import publish
    from whoholds.run.publishing_info import SiteOptions
    from whoholds.serve.console import counted, print_json, print_line
    from whoholds.serve.site_files import SiteFiles

    if address is not None and trusted_url(address) is None:
        raise InputError(
            f"publishing to {site}: {address!r} is no address of a site; write it as "
            "https://example.org/map/"
        )
    with Home.open(load_settings(), create=False) as home:
        answers = Answers(home)
        picture = answers.picture(answers.position_at(known) if known is not None else None)
        done = publish(
            home,
            picture,
            site,
            options=SiteOptions(
                title=title,
                publisher=publisher,
                address=address,
                first=first,
                last=last,
                full_texts=full_texts,
            ),
            beside=SiteFiles(home).files,
        )
    if as_json:
        print_json({"site": str(site), **asdict(done)})
        return
    written = done.written
    print_line(
        f"{site}: {counted(written.files, 'file')}, {written.size / 1e6:.1f} MB, as known at position "
        f"{done.position}; {written.changed} new or changed, {written.removed} gone"
    )
    print_line(
        f"{counted(done.days, 'day')}, {counted(done.places, 'place')}, "
        f"{counted(done.actors, 'actor')}; {counted(done.withheld, 'claim')} left out"
    )
