"""Files inside a packed one, bounded: neither many small ones nor one that swells fill the memory."""

import io
import zipfile
import zlib
from collections.abc import Iterable, Sequence

from whoholds.base.errors import TooLarge, UnreadableInput
from whoholds.capture.map_files_form import LARGEST_UNPACKED

_MOST_FILES = 5000


class Packed:
    """A zip file in memory. Nothing of it is ever written under a name that it chooses."""

    def __init__(self, data: bytes, name: str) -> None:
        self._name = name
        self._left = LARGEST_UNPACKED
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            infos = self._zip.infolist()
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as cause:
            raise self._unreadable("the archive", cause) from cause
        if len(infos) > _MOST_FILES:
            raise TooLarge(
                f"reading the map {name}: it holds {len(infos):,} files, at most {_MOST_FILES:,} are "
                "looked at; pack the map alone"
            )
        self._infos = [
            info
            for info in infos
            if not info.is_dir()
            # What a Mac adds to every archive.
            and not info.filename.startswith("__MACOSX/")
        ]

    @property
    def names(self) -> Sequence[str]:
        """The names inside, as they stand there."""
        return [info.filename for info in self._infos]

    def ending(self, suffixes: Iterable[str]) -> list[str]:
        """Return the names that end in one of `suffixes` (`.kml`), the least deep first."""
        wanted = tuple(suffixes)
        found = [name for name in self.names if name.lower().endswith(wanted)]
        return sorted(found, key=lambda name: (name.count("/"), name.lower(), name))

    def read(self, name: str) -> bytes:
        """Return the bytes of the file `name`.

        Raises:
            TooLarge: if all that was read comes to more than `LARGEST_UNPACKED`.
            UnreadableInput: if it is damaged, encrypted or packed in another way.
        """
        info = next(info for info in self._infos if info.filename == name)
        try:
            # What the archive says of its sizes is not believed.
            with self._zip.open(info) as file:
                data = file.read(self._left + 1)
        except (
            zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError,
            NotImplementedError,
        ) as cause:  # fmt: skip
            raise self._unreadable(repr(name)[:120], cause) from cause
        if len(data) > self._left:
            raise TooLarge(
                f"reading the map {self._name}: unpacked it has more than {LARGEST_UNPACKED:,} "
                "bytes; hand over one layer at a time"
            )
        self._left -= len(data)
        return data

    def _unreadable(self, what: str, cause: BaseException) -> UnreadableInput:
        return UnreadableInput(
            f"reading the map {self._name}: {what} cannot be unpacked ({cause}); pack it anew, "
            "without a password"
        )
