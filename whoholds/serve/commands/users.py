"""`whoholds users`: the accounts of a server for others, with roles, passwords, codes and API tokens."""

import sys
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from whoholds.serve.commands.options import json_option

if TYPE_CHECKING:
    from collections.abc import Iterator

    from whoholds.serve.accounts import Account, Accounts
    from whoholds.serve.sessions import Sessions

# As `serve.auth.Role` has them; that module brings the web framework, which `--help` must not pay for.
_ROLES = ("reader", "analyst", "editor", "admin")
_TOKEN_DAYS = 90

_name = click.argument("name")
_role = click.option(
    "--role",
    type=click.Choice(_ROLES),
    default="reader",
    show_default=True,
    help="What the account may do: each role may do what those before it may.",
)


@click.group("users")
def users_command() -> None:
    """Add, list and change the accounts of a server for others."""


@users_command.command("add")
@_name
@_role
@click.option(
    "--oidc",
    metavar="ADDRESS",
    help="For the person of the OpenID service with this verified mail address; no password is asked.",
)
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
def add_command(name: str, role: str, oidc: str | None, password_stdin: bool) -> None:
    """Add an account; its NAME stands on record with every decision."""
    from whoholds.serve.accounts import checked_name
    from whoholds.serve.auth import Role
    from whoholds.serve.console import print_line
    from whoholds.serve.passwords import hash_password

    name = checked_name(name)
    with _accounts() as accounts:
        if oidc is not None:
            accounts.add(name, Role(role), expects=oidc.strip().casefold())
        else:
            hashed = hash_password(_password(password_stdin), name=name)
            accounts.add(name, Role(role))
            accounts.set_secret(name, "password", hashed)
    print_line(f"{name} is added as {role}; a running server that had accounts lets {name} in now")


@users_command.command("list")
@json_option
def list_command(as_json: bool) -> None:
    """List the accounts, and how each signs in."""
    from whoholds.serve.console import print_json, print_table

    with _accounts() as accounts:
        found = accounts.all()
    if as_json:
        for each in found:
            print_json(
                {
                    "name": each.name,
                    "role": each.role.value,
                    "made": each.made,
                    "disabled": each.disabled,
                    "signs_in_by": _ways(each),
                }
            )
        return
    print_table(
        ("name", "role", "signs in by", "made", "state"),
        [
            (
                each.name,
                each.role.value,
                ", ".join(_ways(each)),
                each.made[:10],
                "disabled" if each.disabled else "",
            )
            for each in found
        ],
        title="Accounts",
    )


@users_command.command("role")
@_name
@click.argument("role", type=click.Choice(_ROLES))
def role_command(name: str, role: str) -> None:
    """Give the account NAME another role; it counts at once."""
    from whoholds.serve.auth import Role
    from whoholds.serve.console import print_line

    with _accounts() as accounts:
        accounts.set_role(name, Role(role))
    print_line(f"{name} is {role} now")


@users_command.command("password")
@_name
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
def password_command(name: str, password_stdin: bool) -> None:
    """Set another password for the account NAME, and sign it out everywhere."""
    from whoholds.serve.console import print_line
    from whoholds.serve.passwords import hash_password

    with _accounts() as accounts:
        account = accounts.get(name)
        accounts.set_secret(
            account.name,
            "password",
            hash_password(_password(password_stdin), name=account.name),
        )
    print_line(f"{account.name} has another password, and is signed out everywhere")


@users_command.command("totp")
@_name
@click.option("--off", is_flag=True, help="Ask the account for no code any more.")
def totp_command(name: str, off: bool) -> None:
    """Have the account NAME show a code of an authenticator from now on; print what that needs."""
    from whoholds.serve.console import print_line
    from whoholds.serve.passwords import new_totp

    with _accounts() as accounts:
        account = accounts.get(name)
        if off:
            accounts.set_secret(account.name, "totp", None)
            print_line(f"{account.name} needs no code any more")
            return
        secret, address = new_totp(account.name)
        accounts.set_secret(account.name, "totp", secret)
    print_line(f"{account.name} needs a code from now on; put this into the authenticator:")
    print_line(f"secret: {secret}")
    print_line(f"address: {address}")


@users_command.command("disable")
@_name
@click.option("--enable", is_flag=True, help="Let the account sign in again.")
def disable_command(name: str, enable: bool) -> None:
    """Let the account NAME in no more: its sessions end, its tokens are no good."""
    from whoholds.serve.console import print_line

    with _accounts() as accounts:
        accounts.disable(name, disabled=not enable)
    print_line(f"{name} may sign in again" if enable else f"{name} is out, at once")


@users_command.command("remove")
@_name
def remove_command(name: str) -> None:
    """Take the account NAME away; its name stays with its decisions on record."""
    from whoholds.serve.console import print_line

    with _accounts() as accounts:
        accounts.remove(name)
    print_line(f"{name} is removed")


@users_command.group("token")
def token_command() -> None:
    """Make, list and revoke API tokens, for programs."""


@token_command.command("add")
@_name
@_role
@click.option("--label", default="", help="What it is for.")
@click.option(
    "--days",
    type=int,
    default=_TOKEN_DAYS,
    show_default=True,
    help="For how many days it is good.",
)
def token_add_command(name: str, role: str, label: str, days: int) -> None:
    """Make a token for the account NAME, and print it this once."""
    from whoholds.serve.auth import Role
    from whoholds.serve.console import print_line

    with _accounts() as accounts:
        text, made = _sessions(accounts).make_token(name, label=label, role=Role(role), days=days)
    print_line(text)
    click.echo(
        f"token {made.id} of {made.account}, {made.role}, good until {_day(made.expires)}; it is shown "
        "this once: send it as `Authorization: Bearer …`",
        err=True,
    )


@token_command.command("list")
@json_option
def token_list_command(as_json: bool) -> None:
    """List the tokens that were not revoked."""
    from whoholds.serve.console import print_json, print_table

    with _accounts() as accounts:
        found = _sessions(accounts).tokens()
    rows = [
        (
            each.id,
            each.account,
            each.role.value,
            each.label,
            _day(each.expires),
            "" if each.used is None else _day(each.used),
        )
        for each in found
    ]
    columns = ("id", "account", "role", "label", "good until", "last used")
    if as_json:
        for row in rows:
            print_json(dict(zip((each.replace(" ", "_") for each in columns), row, strict=True)))
        return
    print_table(columns, rows, title="Tokens")


@token_command.command("revoke")
@click.argument("token_id", metavar="ID")
def token_revoke_command(token_id: str) -> None:
    """Make the token of that ID good for nothing, at once."""
    from whoholds.base.errors import UnknownName
    from whoholds.serve.console import print_line

    with _accounts() as accounts:
        if not _sessions(accounts).revoke(token_id):
            raise UnknownName(
                f"revoking the token {token_id!r}: there is none of that identifier; "
                "`whoholds users token list` shows all"
            )
    print_line(f"the token {token_id} is revoked")


@contextmanager
def _accounts() -> "Iterator[Accounts]":
    """Open the accounts of the home, made where there are none."""
    from whoholds.base.settings import load_settings
    from whoholds.run.home import Home
    from whoholds.serve.accounts import FILE, Accounts

    settings = load_settings()
    with Home.open(settings):
        pass  # makes the home folder where there is none
    accounts = Accounts(settings.home / FILE, create=True)
    try:
        yield accounts
    finally:
        accounts.close()


def _sessions(accounts: "Accounts") -> "Sessions":
    from whoholds.base.settings import ServeSettings
    from whoholds.serve.sessions import Sessions

    usual = ServeSettings()
    return Sessions(accounts, idle_h=usual.session_idle_h, days=usual.session_days)


def _password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    asked: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    return asked


def _ways(account: "Account") -> list[str]:
    ways = ["password"] if account.has_password else []
    if account.has_totp:
        ways.append("code")
    if account.expects is not None or account.issuer is not None:
        ways.append("OpenID" if account.issuer is not None else f"OpenID ({account.expects})")
    return ways


def _day(instant: float) -> str:
    return datetime.fromtimestamp(instant, UTC).date().isoformat()
