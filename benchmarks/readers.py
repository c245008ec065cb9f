"""Open the reader under test as `whoholds read` does, with all that the run hands it.

Every benchmark of readers takes `--reader NAME` (the package's own choice when left out) and
`--home FOLDER`, a home of its own: what a person has added to theirs must not move a figure.
"""

import argparse
from dataclasses import fields, replace
from pathlib import Path

from whoholds.base.protocols import Reader
from whoholds.base.records import Report
from whoholds.base.settings import Settings, load_settings
from whoholds.run.home import Home

HOME = Path(__file__).parents[1] / "scores" / "home"
BASELINE = "plain"
"""The reader of rules alone, which is shown beside every other."""


def default_reader() -> str:
    """Return the name of the reader that the package reads with when nobody chooses."""
    return str(next(field.default for field in fields(Settings) if field.name == "reader"))


def add_reader_options(ask: argparse.ArgumentParser) -> None:
    """Add `--reader` and `--home` to the options of a benchmark."""
    ask.add_argument("--reader", default=default_reader(), help="the reader under test")
    ask.add_argument("--home", type=Path, default=HOME, help="home folder of the measurement")


def open_reader(name: str, home: Path = HOME) -> Reader:
    """Return the reader of that name, with the registry and the places of `home`.

    Raises:
        UnknownName: if no reader of that name is installed.
    """
    settings = replace(load_settings({"WHOHOLDS_HOME": str(home)}), reader=name)
    return Home.open(settings).reader


def warm(reader: Reader) -> None:
    """Let the reader load what it loads once, which is no part of its pace."""
    reader.read(Report(page="0" * 64, cleaner="warm@1", title=None, text="Rebels seized Dorvel."))


def named(reader: Reader) -> str:
    """Return `name@version`, as claims carry it."""
    return f"{reader.name}@{reader.version}"


if __name__ == "__main__":
    print(default_reader())
