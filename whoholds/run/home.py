"""One home folder: the ledger, the frozen pages, the gazetteers, the registries and the salt.

Everything opens when it is first asked for, so that a command pays only for what it uses.
"""

import os
import secrets
import tempfile
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from whoholds.base.errors import InputError, StorageError
from whoholds.base.protocols import (
    AskingReader,
    KnowingReader,
    KnownActors,
    KnownNames,
    Ledger,
    Reader,
)
from whoholds.base.settings import Settings

if TYPE_CHECKING:
    from whoholds.identify.gazetteer import Gazetteers
    from whoholds.identify.registry import Registry
    from whoholds.identify.resolver import Resolver
    from whoholds.ledger.pages import PageStore

SALT_BYTES = 32


class Home:
    """The opened home folder of `settings`. Use it as a context manager."""

    def __init__(
        self,
        settings: Settings,
        *,
        create: bool,
        compiling: Callable[[int], None] | None,
    ) -> None:
        self.settings = settings
        self._create = create
        self._compiling = compiling

    @classmethod
    def open(
        cls,
        settings: Settings,
        *,
        create: bool = True,
        compiling: Callable[[int], None] | None = None,
    ) -> "Home":
        """Return the home of `settings`, made where it is absent and `create` is set.

        `compiling` is told the rows read so far while the embedded gazetteer is compiled, which
        takes some seconds, once.

        Raises:
            InputError: if there is no home folder and `create` is not set.
            StorageError: if the folder cannot be made.
        """
        if create:
            try:
                settings.home.mkdir(parents=True, exist_ok=True)
            except OSError as cause:
                raise StorageError(
                    f"making the home folder {settings.home}: {cause.strerror}; "
                    "set WHOHOLDS_HOME to a folder that can be written to"
                ) from cause
        elif not settings.ledger_path.exists():
            raise InputError(
                f"opening the record: there is none at {settings.ledger_path}; "
                "read a report first (`whoholds read FILE`), or set WHOHOLDS_HOME"
            )
        return cls(settings, create=create, compiling=compiling)

    @cached_property
    def ledger(self) -> Ledger:
        """The record; read-only where the home was opened without `create`."""
        from whoholds.ledger.store_sqlite import open_sqlite

        return open_sqlite(
            self.settings.ledger_path, create=self._create, read_only=not self._create
        )

    @cached_property
    def pages(self) -> "PageStore":
        """The frozen pages, by SHA-256."""
        from whoholds.ledger.pages import PageStore

        return PageStore(self.settings.pages_path)

    @cached_property
    def registry(self) -> "Registry":
        """The actors known: the shipped registries, and those of the home."""
        from whoholds.identify.registry import load_registry

        folder = self.settings.registry_path
        return load_registry(folder if folder.is_dir() else None)

    @cached_property
    def gazetteer(self) -> "Gazetteers":
        """The places known: the embedded default, and what was added to the home."""
        from whoholds.identify.gazetteer import open_gazetteers

        return open_gazetteers(self.settings.gazetteers_path, progress=self._compiling)

    @cached_property
    def resolver(self) -> "Resolver":
        """Ties names to the actors and places known."""
        from whoholds.identify.resolver import Resolver

        return Resolver(self.registry, self.gazetteer)

    @cached_property
    def reader(self) -> Reader:
        """The reader that the settings name, with what it is to know: settings, names on record."""
        from whoholds.extract.readers import get_reader

        reader = get_reader(self.settings.reader)
        if isinstance(reader, AskingReader):
            return reader.configured(self.settings)
        if isinstance(reader, KnowingReader):
            return reader.knowing(self.known_places, self.known_actors)
        return reader

    @cached_property
    def known_places(self) -> KnownNames:
        """The names of the places known, for readers."""
        from whoholds.identify.known_names import GazetteerNames

        return GazetteerNames(self.gazetteer)

    @cached_property
    def known_actors(self) -> KnownActors:
        """The names of the actors known, for readers."""
        from whoholds.identify.known_actors import RegistryActors

        return RegistryActors(self.registry)

    @cached_property
    def pseudonym(self) -> Callable[[str], str]:
        """Turns a commenter's name into what is stored of it."""
        from whoholds.capture.pseudonyms import Pseudonyms

        if self.settings.keep_commenter_names:
            return str
        return Pseudonyms(self._salt())

    def _salt(self) -> bytes:
        # Made once and never written to the ledger: without it a pseudonym cannot be tried out
        # against a list of names.
        path = self.settings.home / "salt"
        if not path.exists():
            _write_salt(path)
        try:
            salt = bytes.fromhex(path.read_text(encoding="ascii"))
            if len(salt) != SALT_BYTES:
                raise ValueError(f"it holds {len(salt)} bytes where {SALT_BYTES} are wanted")
        except (OSError, ValueError) as cause:
            raise StorageError(
                f"reading the salt of pseudonyms {path}: {cause}; restore the file from a copy, or "
                "remove it (the same commenters then get other pseudonyms)"
            ) from cause
        return salt

    def close(self) -> None:
        """Release the ledger, if it was opened."""
        ledger = self.__dict__.pop("ledger", None)
        if ledger is not None:
            ledger.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _write_salt(path: Path) -> None:
    """Make the file of the salt, whole or not at all; one that another process made first stays."""
    try:
        # Readable by its owner alone.
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".salt.")
        try:
            with os.fdopen(handle, "w", encoding="ascii") as file:
                file.write(secrets.token_bytes(SALT_BYTES).hex())
                file.flush()
                os.fsync(file.fileno())
            _put_unless_there(Path(name), path)
        finally:
            Path(name).unlink(missing_ok=True)
    except OSError as cause:
        raise StorageError(
            f"writing the salt of pseudonyms {path}: {cause.strerror}; free some space"
        ) from cause


def _put_unless_there(part: Path, path: Path) -> None:
    try:
        path.hardlink_to(part)
    except FileExistsError:
        return
    except OSError:
        # Not every file system has links (a stick's has none).
        part.replace(path)
