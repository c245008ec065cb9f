"""Print what was asked beside what was measured.

    python -m benchmarks.score_table FOLDER [ASKED.toml …]

FOLDER holds the figures that the benchmarks wrote with `--figures` (`gold.json`, `territory.json`,
…); `asked.toml` of the reader, `asked_places.toml` and `asked_picture.toml` say which figure answers
which demand: all three, where none is named. A figure that nobody measured is shown as
not measured, never left out.
"""

import argparse
import json
import tomllib
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.figures import Cell, print_table

NOT_MEASURED = "not measured"
ASKED = ("asked.toml", "asked_places.toml", "asked_picture.toml")


def main() -> None:
    ask = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    ask.add_argument("folder", type=Path)
    ask.add_argument("asked", type=Path, nargs="*")
    args = ask.parse_args()
    head = ("measure", "simple rule", "two readers", "asked", "measured", "of", "reached")
    for path in args.asked or [Path(__file__).with_name(name) for name in ASKED]:
        asked = tomllib.loads(path.read_text(encoding="utf-8"))
        print(f"\n{path.stem}")
        rows = [row_of(demand, read_figures(args.folder, demand)) for demand in asked["asked"]]
        print_table((*head, "of what", "on (UTC)"), rows)


def read_figures(folder: Path, demand: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the figures that answer a demand, and when they were written; {} where there are none."""
    path = folder / f"{demand['figures']}.json"
    if not path.exists():
        return {}
    written = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    return {**json.loads(path.read_text(encoding="utf-8")), "written": f"{written:%d %b %H:%M}"}


def row_of(demand: Mapping[str, Any], figures: Mapping[str, Any]) -> list[Cell]:
    """Return one line of the table."""
    least, most = demand.get("least"), demand.get("most")
    limit = f"≥ {least}" if least is not None else f"≤ {most}" if most is not None else None
    value = figures.get(demand["key"])
    if value is None:
        return [demand["measure"], *_beside(demand), limit, NOT_MEASURED, None, None, None, None]
    of = figures.get(demand["of"]) if "of" in demand else None
    reached = None
    if limit is not None:
        good = value >= least if least is not None else value <= most
        reached = "yes" if good and (of or 0) >= demand.get("of_least", 0) else "no"
    head = [demand["measure"], *_beside(demand), limit]
    return [*head, value, of, reached, figures["reader"], figures["written"]]


def _beside(demand: Mapping[str, Any]) -> tuple[Cell, Cell]:
    return demand["verbs"] or None, demand["readers"] or None


if __name__ == "__main__":
    main()
