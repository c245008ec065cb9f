"""What a backend must offer. Each protocol has one conformance suite, run against every backend."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple, Protocol, Self, runtime_checkable

from whoholds.base.explanations import Explanation
from whoholds.base.records import (
    Claim,
    GazetteerPlace,
    Page,
    PlaceCandidate,
    RawAnswer,
    Reading,
    Report,
)
from whoholds.base.settings import Settings


class Fetcher(Protocol):
    """Brings an address as frozen bytes."""

    def fetch(self, url: str) -> Page:
        """Return the page at `url`.

        Raises:
            FetchError: if it cannot be fetched, is too large, or lies in a private network.
        """
        ...


class Reader(Protocol):
    """Reads claims out of a report. Pure: the same report gives the same claims, byte for byte."""

    @property
    def name(self) -> str:
        """The reader's name, `plain` for the built-in one."""
        ...

    @property
    def version(self) -> str:
        """Changes whenever the claims that the reader finds may change."""
        ...

    def read(self, report: Report) -> list[Claim]:
        """Return the claims of `report`, in the order in which their triggers stand, title first."""
        ...


@runtime_checkable
class ExplainingReader(Reader, Protocol):
    """A reader that can tell why it found the claims that it found."""

    def explain(self, report: Report) -> list[Explanation]:
        """Return what was weighed about all words of `report` that may name an event.

        In the order of the text, title first. Each claim that `read` returns stands in one of them.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a reader that asks a model made of a report.

    `reader` is the `name@version` that the claims carry. `signals` tell in words what of the answers
    was left out, and why. `answers` are all that the claims were made from; `fresh` of them were asked
    for now, the others were on record.
    """

    reader: str
    claims: tuple[Claim, ...]
    answers: tuple[RawAnswer, ...]
    fresh: tuple[RawAnswer, ...] = ()
    signals: tuple[str, ...] = ()


@runtime_checkable
class AskingReader(Reader, Protocol):
    """A reader that asks a language model. Not pure: its answers go on record, to be read again."""

    def configured(self, settings: Settings) -> Self:
        """Return the reader with the settings of a home, its key among them.

        Raises:
            SettingsError: if a setting is missing that the reader cannot do without.
        """
        ...

    def foresee(self, report: Report, recorded: Sequence[Reading] = ()) -> None:
        """Begin to ask what `ask` of the same report will want to know, if several may be asked at once.

        Raises nothing of the model's: what fails is told by `ask`.
        """
        ...

    def ask(self, report: Report, recorded: Sequence[Reading] = ()) -> Asked:
        """Return the claims of `report`, with what the model answered.

        `recorded` are the readings on record of the report's page, oldest first: a request that one
        of them holds the answer to is not asked again.

        Raises:
            ModelError: if the model gives no usable answer for this report.
            ModelUnavailable: if it gives none for any: the run should end.
        """
        ...


class Gazetteer(Protocol):
    """Finds places by name."""

    @property
    def fingerprint(self) -> str:
        """A digest of all places known; it changes when a gazetteer is added or removed."""
        ...

    def place(self, place_id: str) -> GazetteerPlace | None:
        """Return the place of that identifier."""
        ...

    def search(
        self, name: str, *, countries: Sequence[str] = (), limit: int = 10, alike: bool = True
    ) -> list[PlaceCandidate]:
        """Return the places that `name` may mean, best first, by spelling alone.

        `countries` (ISO 3166 alpha-2) restricts the search where it is not empty. Without `alike` only
        places that bear the very name, but for articles and generic words, which is much quicker.
        """
        ...


class KnownName(NamedTuple):
    """A run of a text that some place on record is called by; no statement that it is meant here.

    `start`, `end` are code points, end excluded; `folded` is the name without case and marks.
    `classes` are the GeoNames classes of its places, those of APTLRSVH that there are (`A` unit or
    country, `P` settlement, `T` hill or mountain, `S` site, `H` water). `people` is the number of digits
    of the largest population, 0 where none is known: 6 is a city of 100,000 to 999,999. `places` is how
    many places are called so, `main` whether it is the main name of one. `common` tells that all its
    words are common English ones ("Reading", "Hope").
    """

    start: int
    end: int
    folded: str
    classes: str
    people: int
    places: int
    main: bool
    common: bool


class KnownNames(Protocol):
    """Finds the names of places on record in running text."""

    @property
    def fingerprint(self) -> str:
        """A digest of all names known; it changes when a gazetteer is added or removed."""
        ...

    def find(self, text: str) -> list[KnownName]:
        """Return the longest known names that `text` writes with a capital, in order, none in another."""
        ...

    def known(self, name: str) -> KnownName | None:
        """Return what is known of `name` as a whole, None where no place is called so."""
        ...


class NoKnownNames:
    """Stands for the known names where there is no gazetteer: it knows none."""

    @property
    def fingerprint(self) -> str:
        """The empty string: there are no names."""
        return ""

    def find(self, text: str) -> list[KnownName]:  # noqa: ARG002 - the protocol's signature
        """Return nothing."""
        return []

    def known(self, name: str) -> KnownName | None:  # noqa: ARG002 - the protocol's signature
        """Return None."""
        return None


class KnownActors(Protocol):
    """Tells who bears a name on record."""

    @property
    def fingerprint(self) -> str:
        """A digest of all actors known; it changes when a registry is added or removed."""
        ...

    def kind(self, name: str) -> str:
        """Return the kind of the actor on record who bears `name`, empty where nobody does."""
        ...


class NoKnownActors:
    """Stands for the known actors where there is no registry: it knows none."""

    @property
    def fingerprint(self) -> str:
        """The empty string: there are no actors."""
        return ""

    def kind(self, name: str) -> str:  # noqa: ARG002 - the protocol's signature
        """Return the empty string."""
        return ""


@runtime_checkable
class KnowingReader(Reader, Protocol):
    """A reader that reads better where it is told which names are those of places and actors."""

    def knowing(self, places: KnownNames, actors: KnownActors) -> Self:
        """Return the reader with what is on record; its version tells of both."""
        ...


class EntryKind(StrEnum):
    """What an entry of the ledger holds."""

    REPORT = "report"
    CLAIM = "claim"
    RESOLUTION = "resolution"
    READING = "reading"
    REVIEW = "review"
    MAP = "map"
    PLACE = "place"
    TALK = "talk"
    UNDO = "undo"
    REDACTION = "redaction"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An entry before it is appended. `subject` is the identifier that the entry is about.

    A report's or claim's subject is its own identifier; a resolution's and a review's is the claim;
    a reading's is the SHA-256 of the page, since the newest reading of a page is the one that counts; a
    map's is made of its source and day, and a place's of the name decided on, for the same reason. That
    of talk is what is talked about, that of an undoing the subject of the entry that it takes back, and
    that of a redaction `entry:17`, by the position of the entry.
    """

    kind: EntryKind
    subject: str
    payload: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of the ledger. `seq` counts from 1 without gaps.

    `recorded` is a UTC instant in the form of `times.format_instant`, never earlier than the entry
    before. `by` is who wrote it. `commitment` is the SHA-256 over salt and payload; the chain hashes
    the commitment, so that a payload can be taken away (redacted) and the chain still holds: `payload`
    and `salt` are then empty, and `redacted` is set.
    `previous` is the `digest` of the entry before, 64 zeros for the first.
    """

    seq: int
    recorded: str
    by: str
    kind: EntryKind
    subject: str
    payload: Mapping[str, Any]
    salt: str
    commitment: str
    previous: str
    digest: str
    redacted: bool = False


class Ledger(Protocol):
    """The append-only record: append, read as of, redact, verify."""

    def append(self, drafts: Sequence[Draft], *, by: str, at: int | None = None) -> list[Entry]:
        """Append all of `drafts` in one transaction, or none, and return their entries.

        With `at`, only while that is the newest position: what was found to be missing up to there is
        still missing.

        Raises:
            LedgerBusy: if another writer holds the ledger for longer than the time limit.
            LedgerMoved: if the newest position is another than `at`.
            StorageError: if the disk is full or read-only.
        """
        ...

    def position(self) -> int:
        """Return the sequence number of the newest entry, 0 for an empty ledger."""
        ...

    def position_at(self, instant: datetime) -> int:
        """Return the newest position that was recorded at or before `instant`."""
        ...

    def entries(
        self,
        *,
        kind: EntryKind | None = None,
        subject: str | None = None,
        after: int = 0,
        upto: int | None = None,
    ) -> Iterator[Entry]:
        """Yield entries in order: `after < seq <= upto` (`upto` None: the newest)."""
        ...

    def has(self, subject: str, kind: EntryKind) -> bool:
        """Tell whether an entry of that kind and subject is on record."""
        ...

    def redact(
        self, seqs: Sequence[int], *, by: str, why: str, at: int | None = None
    ) -> list[Entry]:
        """Take away what the entries at the positions `seqs` hold, and return the entries that say so.

        Those that were redacted before are passed over. With `at`, as in `append`.

        Raises:
            InputError: if there is no such entry, it is a redaction itself, or no reason is given.
        """
        ...

    def purge(self) -> bool:
        """Leave nothing of what was redacted in the files; False while another reader keeps some."""
        ...

    def verify(self) -> int:
        """Check the whole chain and return the number of entries.

        Raises:
            LedgerDamaged: naming the first altered, missing or swapped entry.
        """
        ...

    def close(self) -> None:
        """Release the ledger's file or connection."""
        ...


class SideOf(Protocol):
    """Tells which side an actor was on."""

    def side_of(self, actor: str, day: date | None) -> str | None:
        """Return the side's identifier of the actor (by identifier) on `day`, None where unknown."""
        ...
