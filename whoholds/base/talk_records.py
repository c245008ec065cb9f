"""What people say of a claim, a place or a report, and entries that take others back, as on record."""

from dataclasses import dataclass
from enum import StrEnum

LONGEST_TEXT = 10_000
"""A post has so many characters at most."""

LONGEST_WHY = 2_000
"""A reason has so many characters at most."""

MOST_MENTIONS = 20
"""A post calls so many people at most."""


class TalkAct(StrEnum):
    """What an entry does to a discussion. `delete` leaves a tombstone."""

    POST = "post"
    EDIT = "edit"
    DELETE = "delete"
    RESOLVE = "resolve"
    REOPEN = "reopen"


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """One step of the discussion of `about`: the identifier of a claim, a place or a report.

    A post is named by the ledger position of its entry. `post` is the one that is edited, deleted,
    resolved or reopened; for `POST` the one that it answers, None for a new thread. `text` is that of a
    post or of its edit, else empty. `mentions` are the names of the people called.
    """

    about: str
    act: TalkAct
    text: str = ""
    post: int | None = None
    mentions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Undo:
    """Takes back the review, the decision on a place, or the undoing at the ledger position `entry`.

    From here on it counts as if it had never been written; asked as known before, it counts.
    """

    entry: int
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Redaction:
    """Says that what the entry at the position `entry` held was taken away, and why.

    `kind` and `about` are the kind and subject of that entry, `commitment` is its commitment, which
    stays in the chain.
    """

    entry: int
    kind: str
    about: str
    commitment: str
    why: str
