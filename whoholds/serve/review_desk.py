"""What the review routes act with: the record opened for writing, and the queue made once a position.

The map reads the record through a home that cannot write; this one is opened when somebody first decides
or looks a name up.
"""

import threading
from typing import TYPE_CHECKING, Annotated, cast

from fastapi import Depends, Request

from whoholds.base.protocols import EntryKind
from whoholds.serve.desk import Desk

if TYPE_CHECKING:
    from whoholds.run.answers import Picture
    from whoholds.run.home import Home
    from whoholds.run.reviewing_queue import Queued

_KEPT_QUEUES = 2


class ReviewDesk:
    """Decides on the record of the home that a `Desk` answers from. Safe to use from threads."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self._home: Home | None = None
        self._opening = threading.Lock()
        self._queues: dict[tuple[int, int, int], list[Queued]] = {}
        self._talk: tuple[int, dict[str, int], frozenset[str]] = (-1, {}, frozenset())
        self._caching = threading.RLock()
        # One decision at a time. Names are looked up apart from it: to compile the gazetteer takes
        # seconds, once, and what needs no names must not wait for it.
        self.acting = threading.Lock()
        self.looking = threading.Lock()

    @property
    def home(self) -> "Home":
        """The home, opened for writing."""
        from whoholds.run.home import Home

        with self._opening:
            if self._home is None:
                self._home = Home.open(self.desk.settings)
            return self._home

    def close(self) -> None:
        """Release the home, if it was opened."""
        with self._opening:
            if self._home is not None:
                self._home.close()
                self._home = None

    def queue(self, picture: "Picture") -> "list[Queued]":
        """Return what to review, most useful first, made once a position."""
        from whoholds.run.reviewing_queue import queue

        _, asked = self.talk()
        key = (picture.position, self.desk.answers.redactions, self._talk[0])
        with self._caching:
            if key not in self._queues:
                while len(self._queues) >= _KEPT_QUEUES:
                    self._queues.pop(next(iter(self._queues)))
                self._queues[key] = queue(picture, asked=asked)
            return self._queues[key]

    def talk(self) -> tuple[dict[str, int], frozenset[str]]:
        """Return how many posts there are about each thing, and on what a discussion is open."""
        from whoholds.ledger.talks import all_posts

        ledger = self.desk.ledger
        with self._caching:
            newest = 0
            for entry in ledger.entries(kind=EntryKind.TALK, after=max(self._talk[0], 0)):
                newest = entry.seq
            if newest > 0 or self._talk[0] < 0:
                posts = [post for post in all_posts(ledger) if post.deleted is None]
                counts: dict[str, int] = {}
                for post in posts:
                    counts[post.about] = counts.get(post.about, 0) + 1
                asked = frozenset(
                    post.about for post in posts if post.answers is None and post.resolved is None
                )
                self._talk = (max(newest, self._talk[0], 0), counts, asked)
            return self._talk[1], self._talk[2]

    def people(self) -> list[str]:
        """Return the names that may be called: of accounts, and of who decided or talked before."""
        found: dict[str, None] = {}
        for kind in (EntryKind.REVIEW, EntryKind.TALK):
            for entry in self.desk.ledger.entries(kind=kind):
                found[entry.by] = None
        return sorted(found)


def _review_desk(request: Request) -> ReviewDesk:
    return cast("ReviewDesk", request.app.state.review)


AtReview = Annotated[ReviewDesk, Depends(_review_desk)]
