"""The example reports that come with the package: what `whoholds demo` reads.

They were written for this project about real events of January 2020 in south-east Idlib. The manifest
says for each file what its page does not: the day of publication and the publisher.
"""

import shutil
import tomllib
from collections.abc import Iterator
from datetime import date
from importlib.resources import as_file, files
from io import BytesIO
from pathlib import Path

from whoholds.base.errors import InputError
from whoholds.run.batch import Outcome, Said, find_pages, read_into_ledger
from whoholds.run.home import Home

_MANIFEST = "manifest.toml"
_OUTLETS = "outlets.toml"


def read_examples(home: Home) -> Iterator[Outcome]:
    """Read the example reports into the ledger of `home`, in the order of the manifest.

    The outlets of the examples, with their sides, become a registry of the home's own; ask before
    anything has opened the registry.
    """
    with as_file(files("whoholds.run") / "example_reports") as folder:
        home.settings.registry_path.mkdir(exist_ok=True)
        shutil.copyfile(
            folder / "actors" / _OUTLETS, home.settings.registry_path / f"examples-{_OUTLETS}"
        )
        for path, said in _manifest(folder):
            pages = find_pages([str(path)], home, stdin=BytesIO())
            yield from read_into_ledger(pages, home, said=said)


def _manifest(folder: Path) -> list[tuple[Path, Said]]:
    rows = tomllib.loads((folder / _MANIFEST).read_text(encoding="utf-8"))["report"]
    listed = []
    for row in rows:
        published = row.get("published")
        if not isinstance(published, date | None):
            raise InputError(
                f"reading {_MANIFEST}: published = {published!r} of {row['file']} is no TOML date"
            )
        listed.append(
            (folder / row["file"], Said(published=published, publisher=row.get("publisher")))
        )
    return listed
