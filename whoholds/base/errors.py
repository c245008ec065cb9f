"""The errors whoholds raises, and the exit code of each branch.

    WhoholdsError                    1   something of ours went wrong
    ├── InputError                   2   what was handed in cannot be used (the caller can mend it)
    │   ├── UnreadableInput              the file, stream or address gives no readable report
    │   ├── TooLarge                     the input is over a limit of the settings
    │   ├── Overtaken                    somebody else decided on it since it was looked at
    │   ├── Redacted                     it was taken away on purpose, and is not to come back
    │   ├── UnknownName                  a place, actor, column or format not known; names the nearest
    │   └── SpanMismatch                 a span does not hold the words that it is said to hold
    ├── SettingsError                2   a setting is missing, misspelt or out of range
    ├── FetchError                   3   an address could not be fetched, or must not be
    ├── GazetteerError               4   a gazetteer or registry cannot be read, compiled or opened
    ├── LedgerError                  5   the record cannot be opened, read or appended to
    │   ├── LedgerTooNew                 it was written by a later version
    │   ├── LedgerBusy                   another process is writing
    │   │   └── LedgerMoved                  it has written since the position that was asked for
    │   └── LedgerDamaged                an entry was altered, removed or swapped
    ├── StorageError                 6   the disk is full, read-only or failing
    ├── ModelError                   7   a language model gave no usable answer for this report
    │   └── ModelUnavailable             it gives none for any report now, or must not be asked
    └── AccessError                  8   who asks the server may not do it
        ├── NotSignedIn                  nobody is signed in, or what they show is wrong or too old
        ├── NotAllowed                   the role does not allow it, or another site's page asks
        └── TooManyTries                 too much was asked in too short a time

A message says what was being done, with what, what was wrong and what to do next, in one line.
"""

from collections.abc import Sequence
from typing import ClassVar


class WhoholdsError(Exception):
    """The root of every error that whoholds raises on purpose."""

    exit_code: ClassVar[int] = 1


class InputError(WhoholdsError):
    """What was handed in cannot be used."""

    exit_code: ClassVar[int] = 2


class UnreadableInput(InputError):
    """The file, stream or address gives no readable report."""


class TooLarge(InputError):
    """The input is over a limit of the settings."""


class UnknownName(InputError):
    """A name is not known; `nearest` holds the known names closest to it, best first."""

    def __init__(self, message: str, *, nearest: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.nearest = tuple(nearest)


class Overtaken(InputError):
    """Somebody else decided on what was looked at, since it was looked at."""


class Redacted(InputError):
    """What was asked for was taken away on purpose."""


class SpanMismatch(InputError):
    """A span does not hold the words that it is said to hold."""


class SettingsError(WhoholdsError):
    """A setting is missing, misspelt or out of range."""

    exit_code: ClassVar[int] = 2


class FetchError(WhoholdsError):
    """An address could not be fetched, or must not be."""

    exit_code: ClassVar[int] = 3


class GazetteerError(WhoholdsError):
    """A gazetteer or registry cannot be read, compiled or opened."""

    exit_code: ClassVar[int] = 4


class LedgerError(WhoholdsError):
    """The record cannot be opened, read or appended to."""

    exit_code: ClassVar[int] = 5


class LedgerTooNew(LedgerError):
    """The ledger was written by a later version of whoholds."""


class LedgerBusy(LedgerError):
    """Another process is writing to the ledger."""


class LedgerMoved(LedgerBusy):
    """The ledger is no longer at the position that an entry was to follow."""


class LedgerDamaged(LedgerError):
    """An entry of the ledger was altered, removed or swapped."""


class StorageError(WhoholdsError):
    """The disk is full, read-only or failing."""

    exit_code: ClassVar[int] = 6


class ModelError(WhoholdsError):
    """A language model gave no usable answer for this report; others may be read."""

    exit_code: ClassVar[int] = 7


class ModelUnavailable(ModelError):
    """No report can be read with the model now: out of reach, refused, or the budget is used up."""


class AccessError(WhoholdsError):
    """Who asks the server may not do what they ask for."""

    exit_code: ClassVar[int] = 8


class NotSignedIn(AccessError):
    """Nobody is signed in, or the name, password, code or token shown is wrong or too old."""


class NotAllowed(AccessError):
    """The role of the account does not allow it, or a page of another site asks for it."""


class TooManyTries(AccessError):
    """Too much was asked in too short a time; `wait_s` is how long to wait, in seconds."""

    def __init__(self, message: str, *, wait_s: int) -> None:
        super().__init__(message)
        self.wait_s = wait_s
