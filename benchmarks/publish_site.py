"""How long a site takes to publish, how large it is, and how much of it a second publishing writes.

    python -m benchmarks.publish_site FOLDER [--places 30000] [--claims 100000] [--days 1000]
        [--figures FILE]

The home is made once in FOLDER (`server_home.py`); the site is written beside it. Seconds are processor
time of this process: wall-clock time depends on who else uses the machine. The picture is made first and
not counted. *Again* publishes the same picture into the same folder; *one more* after five more claims in
one report. Compressed is the sum of all files by themselves, as a web server sends them (zlib, level 6);
of the files that the map reads at its start, the sum too.
"""

import argparse
import zlib
from pathlib import Path
from time import process_time

from benchmarks.figures import add_figures_option, keep_figures, print_table
from benchmarks.server_home import make_home, reports
from whoholds.base.settings import Settings
from whoholds.run.answers import Answers
from whoholds.run.home import Home
from whoholds.run.publishing import Published, publish
from whoholds.run.publishing_info import SiteOptions
from whoholds.serve.site_files import SiteFiles

_MEGA = 1e6
_AT_START = ("state.json", "moments.json", "control.json", "maps.json", "happenings.json")
_OPTIONS = SiteOptions(title="Made", address="https://maps.example.org/made/")


def published(home: Home, folder: Path) -> tuple[Published, float]:
    picture = Answers(home).picture()
    start = process_time()
    done = publish(home, picture, folder, options=_OPTIONS, beside=SiteFiles(home).files)
    return done, process_time() - start


def compressed(paths: list[Path]) -> float:
    return sum(len(zlib.compress(path.read_bytes(), 6)) for path in paths) / _MEGA


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ask.add_argument("folder", type=Path)
    ask.add_argument("--places", type=int, default=30_000)
    ask.add_argument("--claims", type=int, default=100_000)
    ask.add_argument("--days", type=int, default=1000)
    add_figures_option(ask)
    asked = ask.parse_args()
    make_home(asked.folder, places=asked.places, claims=asked.claims, days=asked.days)
    site = asked.folder / "site"
    rows: list[list[str | float | int]] = []
    figures: dict[str, float | int] = {"places": asked.places, "claims": asked.claims}
    with Home.open(Settings(home=asked.folder, who="benchmark")) as home:
        for name in ("first", "again", "one more"):
            if name == "one more":
                more = next(reports(asked.places, 5, asked.days, seed=2))
                home.ledger.append(more, by="benchmark")
            done, seconds = published(home, site)
            written = done.written
            size = written.size / _MEGA
            rows.append([name, seconds, written.files, written.changed, size])
            figures[f"{name}, s"] = round(seconds, 1)
            figures[f"{name}, files written"] = written.changed
            figures |= {"files": written.files, "MB": round(size, 1)}
    print_table(
        [f"{asked.places} places, {asked.claims} claims", "s", "files", "written", "MB"], rows
    )
    everything = [path for path in site.rglob("*") if path.is_file()]
    start = [site / "data" / name for name in _AT_START]
    small = {"all of it, MB compressed": compressed(everything)}
    small["read by the map at its start, MB compressed"] = compressed(start)
    print()
    print_table(["", "MB"], [[name, value] for name, value in small.items()])
    figures |= {name: round(value, 3) for name, value in small.items()}
    keep_figures(asked.figures, "-", figures)


if __name__ == "__main__":
    main()
