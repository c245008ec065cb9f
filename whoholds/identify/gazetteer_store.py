"""The rows of a compiled gazetteer in one SQLite file, with nothing written twice.

Code, country and units stand once in a table of kinds; of an identifier such as `geonames:163521` the
number alone is kept, of a point the hundred-thousandths of a degree (about a metre). Of the keys of a
name stands only what cannot be told from the name.
"""

import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from whoholds.base.errors import GazetteerError
from whoholds.base.records import GazetteerPlace
from whoholds.identify.gazetteer_joins import Summary, km_between
from whoholds.identify.gazetteer_rows import LeftOut
from whoholds.identify.spelling import profile_of

_TABLES = """
CREATE TABLE kind (
    kind INTEGER PRIMARY KEY, feature_code TEXT NOT NULL, country TEXT NOT NULL, admin1 TEXT, admin2 TEXT
) STRICT;
CREATE TABLE source (source INTEGER PRIMARY KEY, prefix TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE place (
    row INTEGER PRIMARY KEY, id ANY NOT NULL, source INTEGER NOT NULL, kind INTEGER NOT NULL,
    name TEXT NOT NULL, lat INTEGER NOT NULL, lon INTEGER NOT NULL, population INTEGER,
    radius_m REAL NOT NULL, names TEXT, folded TEXT, core TEXT, UNIQUE (id, source)
) STRICT;
"""
_COLUMNS = "row, id, source, kind, name, lat, lon, population, radius_m, names, folded, core"
_SELECT = f"SELECT {_COLUMNS} FROM place"
_INSERT = (
    f"INSERT INTO place ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
    "ON CONFLICT (id, source) DO NOTHING"
)
# Formats 3 to 5: everything of a place in one row, its identifier as text.
_SELECT_PLAIN = (
    "SELECT id, name, lat, lon, feature_code, country, admin1, admin2, population, radius_m, names "
    "FROM place ORDER BY row"
)
# A few prefixes a file: "geonames:", "osm:way/". Any other identifier is kept as it is.
_NUMBERED = re.compile(r"([A-Za-z][A-Za-z_-]{0,30}:(?:[a-z]{1,12}/)?)(0|[1-9][0-9]{0,17})")
_DEGREE = 100_000
_PROGRESS_EVERY = 2000
_ONE_PLACE_KM = 25.0
_MOST_PLACES = 3_000_000

_Kind = tuple[str, str, str | None, str | None]


def written_rows(
    places: Iterable[GazetteerPlace],
    path: Path,
    *,
    name: str,
    source: str,
    left_out: LeftOut | None,
    progress: Callable[[int], None] | None,
) -> int:
    """Write the places as they come, one identifier once, and return how many there are.

    Points are rounded to hundred-thousandths of a degree.

    Raises:
        GazetteerError: if there is no place at all, or too many.
    """
    base = sqlite3.connect(path)
    try:
        base.execute("PRAGMA page_size = 8192")
        base.execute("PRAGMA journal_mode = OFF")
        base.execute("PRAGMA synchronous = OFF")
        base.executescript(_TABLES)
        base.execute("BEGIN")
        count = _Writer(base, name, left_out).write(places, source, progress)
        base.commit()
    finally:
        base.close()
    return count


class _Writer:
    def __init__(self, base: sqlite3.Connection, name: str, left_out: LeftOut | None) -> None:
        self._base, self._name, self._left_out = base, name, left_out
        self._kinds: dict[_Kind, int] = {}
        self._kind_of: dict[int, _Kind] = {}
        self._sources: dict[str, int] = {}
        self._prefix_of: dict[int, str] = {}
        self._row = 0

    def write(
        self,
        places: Iterable[GazetteerPlace],
        source: str,
        progress: Callable[[int], None] | None,
    ) -> int:
        for count, place in enumerate(places, start=1):
            self._add(place)
            if self._row > _MOST_PLACES:
                raise GazetteerError(
                    f"compiling the gazetteer {self._name!r} from {source}: it holds more than "
                    f"{_MOST_PLACES} places; take the dumps of single countries, or name them with "
                    "--country"
                )
            if progress is not None and count % _PROGRESS_EVERY == 0:
                progress(count)
        if self._row == 0:
            raise GazetteerError(
                f"compiling the gazetteer {self._name!r} from {source}: it holds no place; "
                "hand over a file with at least one"
            )
        if progress is not None:
            progress(self._row)
        return self._row

    def _add(self, place: GazetteerPlace) -> None:
        values = self._values(self._row, place)
        if self._base.execute(_INSERT, values).rowcount > 0:
            self._row += 1
            return
        asked = f"{_SELECT} WHERE id = ? AND source = ?"
        found = self._base.execute(asked, values[1:3]).fetchone()
        before = _place_of(found, self._prefix_of, self._kind_of, self._name)
        apart = km_between(before, place)
        if self._left_out is not None and apart > max(_ONE_PLACE_KM, place.radius_m / 1000.0):
            self._left_out.note(f"the identifier {place.id} stands twice, {apart:.0f} km apart")
            return
        self._base.execute("DELETE FROM place WHERE row = ?", (found[0],))
        self._base.execute(_INSERT, self._values(found[0], merge(before, place)))

    def _values(self, row: int, place: GazetteerPlace) -> tuple[Any, ...]:
        keys = profile_of(place.country).keys(place.name)
        prefix, number = parted(place.id)
        kind = (place.feature_code, place.country, place.admin1, place.admin2)
        return (
            row, number, self._source(prefix), self._kind(kind), place.name,
            round(place.lat * _DEGREE), round(place.lon * _DEGREE), place.population, place.radius_m,
            "|".join(place.names) or None,
            None if keys.folded == place.name.lower() else keys.folded,
            None if keys.core == keys.folded else keys.core,
        )  # fmt: skip

    def _source(self, prefix: str) -> int:
        number = self._sources.get(prefix)
        if number is None:
            number = self._sources[prefix] = len(self._sources)
            self._prefix_of[number] = prefix
            self._base.execute("INSERT INTO source VALUES (?, ?)", (number, prefix))
        return number

    def _kind(self, kind: _Kind) -> int:
        number = self._kinds.get(kind)
        if number is None:
            number = self._kinds[kind] = len(self._kinds)
            self._kind_of[number] = kind
            self._base.execute("INSERT INTO kind VALUES (?, ?, ?, ?, ?)", (number, *kind))
        return number


class StoredRows:
    """The rows of one file. Not for several threads: each opens its own."""

    def __init__(self, path: Path, gazetteer: str) -> None:
        self._base = opened(path)
        self._gazetteer = gazetteer
        self._prefixes: dict[int, str] = dict(
            self._base.execute("SELECT source, prefix FROM source")
        )
        self._kinds: dict[int, _Kind] = {}

    def close(self) -> None:
        """Close the file."""
        self._base.close()

    def count(self) -> int:
        """Return how many rows there are."""
        found: int = self._base.execute("SELECT count(*) FROM place").fetchone()[0]
        return found

    def countries(self) -> frozenset[str]:
        """Return the countries (ISO 3166) that there are places of."""
        return frozenset(found for (found,) in self._base.execute("SELECT country FROM kind"))

    def row(self, row: int) -> GazetteerPlace | None:
        """Return the place of a row."""
        found = self._base.execute(f"{_SELECT} WHERE row = ?", (row,)).fetchone()
        if found is None:
            return None
        if found[3] not in self._kinds:
            asked = "SELECT feature_code, country, admin1, admin2 FROM kind WHERE kind = ?"
            self._kinds[found[3]] = self._base.execute(asked, (found[3],)).fetchone()
        return _place_of(found, self._prefixes, self._kinds, self._gazetteer)

    def number_of(self, place_id: str) -> int | None:
        """Return the row of the place of that identifier."""
        prefix, number = parted(place_id)
        source = next((key for key, known in self._prefixes.items() if known == prefix), None)
        if source is None:
            return None
        asked = "SELECT row FROM place WHERE id = ? AND source = ?"
        found = self._base.execute(asked, (number, source)).fetchone()
        return None if found is None else found[0]

    def places(self) -> Iterator[GazetteerPlace]:
        """Yield every place, in the order of the rows."""
        self._all_kinds()
        for found in self._base.execute(f"{_SELECT} ORDER BY row"):
            yield _place_of(found, self._prefixes, self._kinds, self._gazetteer)

    def summaries(self) -> Iterator[Summary]:
        """Yield what is compared of every row, in order."""
        self._all_kinds()
        for found in self._base.execute(f"{_SELECT} ORDER BY row"):
            place = _place_of(found, self._prefixes, self._kinds, self._gazetteer)
            folded = place.name.lower() if found[10] is None else found[10]
            yield Summary(
                place.id, place.country, place.lat, place.lon, place.radius_m, place.feature_code,
                place.population, folded, folded if found[11] is None else found[11],
            )  # fmt: skip

    def settlement_rows(self, west: float, south: float, east: float, north: float) -> list[int]:
        """Return the rows of all settlements (feature codes PPL…) in a box of degrees, edges included."""
        box = [edge * _DEGREE for edge in (south, north, west, east)]
        found = self._base.execute(
            "SELECT row FROM place WHERE lat BETWEEN ? AND ? AND lon BETWEEN ? AND ? AND kind IN "
            "(SELECT kind FROM kind WHERE feature_code LIKE 'PPL%') ORDER BY row",
            (box[0] - 0.5, box[1] + 0.5, box[2] - 0.5, box[3] + 0.5),
        )
        return [row for (row,) in found]

    def counts(self, what: str) -> dict[str, int]:
        """Return how many places there are by a column of the kinds, most first."""
        found = self._base.execute(
            f"SELECT {what}, count(*) FROM place JOIN kind USING (kind) GROUP BY 1 ORDER BY 2 DESC, 1"
        )
        return dict(found.fetchall())

    def _all_kinds(self) -> None:
        asked = "SELECT kind, feature_code, country, admin1, admin2 FROM kind"
        self._kinds = {kind: tuple(rest) for kind, *rest in self._base.execute(asked)}


def plain_rows(path: Path, gazetteer: str) -> Iterator[GazetteerPlace]:
    """Yield the places of a file of the formats 3 to 5, in the order of their rows."""
    base = opened(path)
    try:
        for row in base.execute(_SELECT_PLAIN):
            names = row[10].split("|") if row[10] != "" else ()
            yield GazetteerPlace(
                id=row[0], name=row[1], lat=row[2], lon=row[3], feature_code=row[4],
                country=row[5], gazetteer=gazetteer, admin1=row[6], admin2=row[7],
                population=row[8], radius_m=row[9], names=tuple(names),
            )  # fmt: skip
    finally:
        base.close()


def merge(first: GazetteerPlace, second: GazetteerPlace) -> GazetteerPlace:
    """Return `first` with the names, and what it lacks, of `second`."""
    known = (first.name, *first.names)
    names = (*first.names, *(name for name in (second.name, *second.names) if name not in known))
    return replace(
        first,
        names=tuple(dict.fromkeys(names)),
        admin1=first.admin1 or second.admin1,
        admin2=first.admin2 or second.admin2,
        population=first.population or second.population,
    )


def parted(place_id: str) -> tuple[str, int | str]:
    """Return an identifier as the text before its number, and the number; as empty and itself if none."""
    found = _NUMBERED.fullmatch(place_id)
    return ("", place_id) if found is None else (found[1], int(found[2]))


def opened(path: Path) -> sqlite3.Connection:
    """Open a file of rows that nobody changes."""
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)


def _place_of(
    found: Sequence[Any], prefixes: dict[int, str], kinds: dict[int, _Kind], gazetteer: str
) -> GazetteerPlace:
    feature_code, country, admin1, admin2 = kinds[found[3]]
    return GazetteerPlace(
        id=f"{prefixes[found[2]]}{found[1]}", name=found[4], lat=found[5] / _DEGREE,
        lon=found[6] / _DEGREE, feature_code=feature_code, country=country, gazetteer=gazetteer,
        admin1=admin1, admin2=admin2, population=found[7], radius_m=found[8],
        names=() if found[9] is None else tuple(found[9].split("|")),
    )  # fmt: skip
