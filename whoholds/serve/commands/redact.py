"""`whoholds redact`: take away what must not be kept; the chain of the record holds."""

import click

from whoholds.serve.commands.options import json_option


@click.command("redact")
@click.argument("subject")
@click.option("--why", required=True, help="The reason, which goes on record and stays.")
@click.option("--keep-talk", is_flag=True, help="Leave the discussions about it.")
@click.option("--yes", is_flag=True, help="Do not ask: it cannot be taken back.")
@json_option
def redact_command(subject: str, why: str, keep_talk: bool, yes: bool, as_json: bool) -> None:
    """Take away, for good, what SUBJECT holds: a report with its page and claims, a claim, an entry.

    SUBJECT is report:…, claim:… or the ledger position of an entry. Who took it away, when and why is put
    on record. Copies and backups are yours to see to.
    """
    from whoholds.base.settings import load_settings
    from whoholds.run.home import Home
    from whoholds.run.redacting import redact
    from whoholds.serve.console import counted, print_json, print_line, warn
    from whoholds.serve.quote_index import QuoteIndex

    settings = load_settings()
    with Home.open(settings, create=False):
        pass  # without a record there is nothing to take away
    if not yes:
        click.confirm(f"Take away what {subject} holds, for good?", abort=True, err=True)
    with Home.open(settings) as home:
        done = redact(home, subject, by=settings.who, why=why, talk=not keep_talk)
        index = QuoteIndex(settings.home / "quotes.sqlite", home.ledger)
        index.update()
        index.close()
    if as_json:
        print_json(
            {"entries": list(done.entries), "pages": list(done.pages), "purged": done.purged}
        )
    elif len(done.entries) == 0:
        print_line(f"{subject} was redacted before")
    else:
        print_line(
            f"taken away: what {len(done.entries)} of the entries held, "
            f"{counted(len(done.pages), 'page')}; publish again what was published of it"
        )
    if not done.purged:
        warn(
            "another process reads the record: end it (`whoholds serve`) and run this again, or the "
            "file still holds some of what was taken away"
        )
