"""Bring a ledger's tables to the newest version: numbered SQL files, each with its own record."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources


@dataclass(frozen=True, slots=True, kw_only=True)
class Migration:
    """One numbered step; `statements` are single SQL statements, in order."""

    number: int
    name: str
    statements: tuple[str, ...]


def migrations() -> tuple[Migration, ...]:
    """Return all steps, in order, numbered from 1 without gaps."""
    folder = resources.files("whoholds.ledger") / "migrations"
    files = sorted(
        (path for path in folder.iterdir() if path.name.endswith(".sql")),
        key=lambda path: path.name,
    )
    return tuple(
        Migration(
            number=number,
            name=path.name.removesuffix(".sql"),
            statements=tuple(split_statements(path.read_text(encoding="utf-8"))),
        )
        for number, path in enumerate(files, start=1)
    )


def split_statements(script: str) -> Iterator[str]:
    """Yield the statements of a script; a trigger's inner semicolons do not end it.

    Raises:
        ValueError: if the last statement does not end with a semicolon.
    """
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement.strip()
            statement = ""
    if statement.strip() != "":
        raise ValueError(f"splitting a script: its last statement does not end: {statement!r}")
