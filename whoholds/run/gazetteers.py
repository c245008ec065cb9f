"""Add, list and search the gazetteers of a home, for people who touch no other stage."""

from collections.abc import Callable, Sequence
from pathlib import Path

from whoholds.base.records import PlaceCandidate
from whoholds.base.settings import Settings
from whoholds.identify.gazetteer import open_gazetteers
from whoholds.identify.gazetteer_file import GazetteerInfo
from whoholds.identify.gazetteer_import import add_gazetteer

__all__ = ["GazetteerInfo", "add_to_home", "list_of_home", "search_home"]


def add_to_home(
    path: Path,
    settings: Settings,
    *,
    name: str | None = None,
    progress: Callable[[int], None] | None = None,
) -> GazetteerInfo:
    """Compile the gazetteer file `path` into the home; `progress` is told the rows read so far.

    Raises:
        GazetteerError: naming the file and line that cannot be read; nothing is kept then.
    """
    settings.gazetteers_path.mkdir(parents=True, exist_ok=True)
    return add_gazetteer(path, settings.gazetteers_path, name=name, progress=progress)


def list_of_home(
    settings: Settings, *, compiling: Callable[[int], None] | None = None
) -> list[GazetteerInfo]:
    """Return the gazetteers of the home, the embedded default among them."""
    return open_gazetteers(settings.gazetteers_path, progress=compiling).infos


def search_home(
    name: str,
    settings: Settings,
    *,
    countries: Sequence[str],
    limit: int,
    compiling: Callable[[int], None] | None = None,
) -> list[PlaceCandidate]:
    """Return the places that `name` may mean, best first, by spelling alone."""
    gazetteers = open_gazetteers(settings.gazetteers_path, progress=compiling)
    return gazetteers.search(name, countries=countries, limit=limit)
