"""Get, add, list, search and remove the gazetteers of a home, for people who touch no other stage."""

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin

from whoholds.base.errors import FetchError, GazetteerError, UnknownName
from whoholds.base.records import PlaceCandidate
from whoholds.base.settings import Settings
from whoholds.identify.gazetteer import (
    Gazetteers,
    added_directories,
    list_gazetteers,
    open_gazetteers,
)
from whoholds.identify.gazetteer_columns import FIELDS
from whoholds.identify.gazetteer_file import GazetteerInfo, read_info
from whoholds.identify.gazetteer_import import (
    ColumnsTold,
    ImportOptions,
    Preview,
    add_gazetteer,
    preview_gazetteer,
)
from whoholds.identify.gazetteer_index import remove_other_indexes
from whoholds.identify.gazetteer_rows import country_code
from whoholds.run.downloads import Progress, download

__all__ = [
    "FIELDS",
    "GazetteerInfo",
    "ImportOptions",
    "Preview",
    "Stats",
    "add_to_home",
    "get_into_home",
    "list_of_home",
    "preview_file",
    "remove_from_home",
    "search_home",
    "stats_of_home",
]

_DOWNLOADS = ".downloads"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stats:
    """What the gazetteers of a home hold: per gazetteer, places by country and by feature code.

    `places` counts each place once, `joined` are the rows that are the same place as another row, `names`
    are all distinct names, folded.
    """

    infos: tuple[GazetteerInfo, ...]
    countries: Mapping[str, Mapping[str, int]]
    codes: Mapping[str, Mapping[str, int]]
    places: int
    joined: int
    names: int


def add_to_home(
    path: Path,
    settings: Settings,
    *,
    name: str | None = None,
    options: ImportOptions | None = None,
    progress: Callable[[int], None] | None = None,
    columns_told: ColumnsTold | None = None,
) -> GazetteerInfo:
    """Compile the gazetteer file `path` into the home; `progress` is told the places read so far.

    `columns_told` is told, part by part of the file, which column gives what.

    Raises:
        GazetteerError: naming the file and row that cannot be read; nothing is kept then.
    """
    settings.gazetteers_path.mkdir(parents=True, exist_ok=True)
    return add_gazetteer(
        path,
        settings.gazetteers_path,
        name=name,
        options=options,
        progress=progress,
        columns_told=columns_told,
    )


def preview_file(path: Path, *, options: ImportOptions, limit: int) -> Preview:
    """Return which columns of a file would give what, and some of its places; nothing is kept."""
    return preview_gazetteer(path, options=options, limit=limit)


def get_into_home(
    country: str,
    settings: Settings,
    *,
    downloading: Progress | None = None,
    adding: Callable[[int], None] | None = None,
) -> GazetteerInfo:
    """Download GeoNames' dump of a country (ISO 3166 alpha-2) and compile it into the home.

    A download that broke off is gone on with; the file is removed once its places are compiled. Address
    and checksum of the file are kept with the places.

    Raises:
        UnknownName: if there is no such country.
        FetchError: if the dump cannot be downloaded.
        GazetteerError: if what came is no dump.
    """
    code = country.upper()
    if code == "" or country_code(code) != code:
        raise UnknownName(
            f"getting the gazetteer of {country!r}: it is no country; name it by two letters, SY is "
            "Syria (ISO 3166)"
        )
    address = settings.gazetteer_address
    if not address.startswith(("http://", "https://")):
        raise FetchError(
            f"getting the gazetteer of {code}: the setting `gazetteer_address` is {address!r}; it must "
            "begin with https://"
        )
    url = urljoin(address if address.endswith("/") else f"{address}/", f"{code}.zip")
    target = settings.gazetteers_path / _DOWNLOADS / f"{code}.zip"
    found = download(url, target, settings, progress=downloading)
    try:
        return add_to_home(
            found.path,
            settings,
            name=code,
            options=ImportOptions(url=url),
            progress=adding,
        )
    finally:
        found.path.unlink(missing_ok=True)


def list_of_home(
    settings: Settings, *, compiling: Callable[[int], None] | None = None
) -> list[GazetteerInfo]:
    """Return the gazetteers of the home, the embedded default among them."""
    return _opened(settings, compiling).infos


def remove_from_home(name: str, settings: Settings) -> GazetteerInfo:
    """Remove a gazetteer that was added, and return what it was.

    Raises:
        UnknownName: if there is none of that name.
        GazetteerError: if it is the embedded one.
    """
    if name == "default":
        raise GazetteerError(
            "removing the gazetteer 'default': it comes with whoholds and stays; remove another"
        )
    folder = settings.gazetteers_path
    found = [
        (path, info)
        for path in added_directories(folder)
        if (info := read_info(path, formats=range(100))).name == name
    ]
    if len(found) == 0:
        known = tuple(info.name for info in list_gazetteers(folder) if info.name != "default")
        raise UnknownName(
            f"removing the gazetteer {name!r}: there is none of that name; "
            + (f"there are {', '.join(known)}" if known else "none was added"),
            nearest=known,
        )
    for path, _ in found:
        # Renamed first: what is half removed must not be taken for a damaged gazetteer.
        gone = path.with_name(f".removed-{path.name}")
        shutil.rmtree(gone, ignore_errors=True)
        path.rename(gone)
        shutil.rmtree(gone, ignore_errors=True)
    remove_other_indexes(folder)
    return found[0][1]


def search_home(
    name: str,
    settings: Settings,
    *,
    countries: Sequence[str],
    limit: int,
    compiling: Callable[[int], None] | None = None,
) -> list[PlaceCandidate]:
    """Return the places that `name` may mean, best first, by spelling alone."""
    return _opened(settings, compiling).search(name, countries=countries, limit=limit)


def stats_of_home(settings: Settings, *, compiling: Callable[[int], None] | None = None) -> Stats:
    """Return what the gazetteers of the home hold."""
    gazetteers = _opened(settings, compiling)
    infos = tuple(gazetteers.infos)
    rows = sum(info.places for info in infos)
    return Stats(
        infos=infos,
        countries=gazetteers.counts("country"),
        codes=gazetteers.counts("feature_code"),
        places=rows - gazetteers.joined,
        joined=gazetteers.joined,
        names=sum(1 for _ in gazetteers.names()),
    )


def _opened(settings: Settings, compiling: Callable[[int], None] | None) -> Gazetteers:
    return open_gazetteers(settings.gazetteers_path, progress=compiling)
