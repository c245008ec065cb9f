"""Named readers behind one protocol: the built-in one, and those of the entry points."""

from importlib.metadata import entry_points

from rapidfuzz import process

from whoholds.base.errors import UnknownName
from whoholds.base.protocols import Reader
from whoholds.extract.plain import PlainReader
from whoholds.extract.trained import TrainedReader

GROUP = "whoholds.readers"
BUILT_IN: dict[str, type[PlainReader] | type[TrainedReader]] = {
    PlainReader.name: PlainReader,
    TrainedReader.name: TrainedReader,
}
"""The readers that are there also where the package is run from its source tree, not installed."""


def known_readers() -> list[str]:
    """Return the names of all readers that can be had, in order."""
    return sorted({*BUILT_IN, *(point.name for point in entry_points(group=GROUP))})


def get_reader(name: str) -> Reader:
    """Return the reader of that name.

    Raises:
        UnknownName: if no reader of that name is installed; `nearest` holds those closest to it.
    """
    if name in BUILT_IN:
        return BUILT_IN[name]()
    for point in entry_points(group=GROUP):
        if point.name == name:
            reader: Reader = point.load()()
            return reader
    known = known_readers()
    nearest = [found for found, *_ in process.extract(name, known, limit=3)]
    raise UnknownName(
        f"choosing a reader: {name!r} is not installed; known are {', '.join(known)}",
        nearest=nearest,
    )
