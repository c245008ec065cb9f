"""What the routes answer from: pictures, the tables made of them, and bodies made once."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Generic, TypeVar, cast

from fastapi import Depends, Query, Request
from starlette.concurrency import run_in_threadpool

from whoholds.base.errors import InputError
from whoholds.base.protocols import EntryKind, Ledger
from whoholds.base.settings import Settings
from whoholds.base.times import parse_day
from whoholds.serve import api_views as views
from whoholds.serve.bodies import Bodies, Body
from whoholds.serve.control_table import ControlTable, events_by_day, period_rows
from whoholds.serve.day_features import DayFeatures
from whoholds.serve.directory import Directory

if TYPE_CHECKING:
    from whoholds.picture.layers import Layers
    from whoholds.run.answers import Answers, Picture, PlaceOnRecord
    from whoholds.run.ground import DayGround, Grounds
    from whoholds.run.map_areas import MapAreas
    from whoholds.serve.quote_index import QuoteIndex

_KEPT_TABLES = 3
_KEPT_GROUNDS = 6

T = TypeVar("T")
MakeBody = Callable[["Picture"], Body]


class Kept(Generic[T]):
    """Keeps the last few things made, each by one thread however many ask. Safe to use from threads."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, T] = OrderedDict()
        self._making = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what is kept under `key`, else make it."""
        with self._making:
            if key not in self._kept:
                self._kept[key] = make()
                if len(self._kept) > self._most:
                    self._kept.popitem(last=False)
            self._kept.move_to_end(key)
            return self._kept[key]

    def clear(self) -> None:
        """Forget all that is kept."""
        with self._making:
            self._kept.clear()


class Desk:
    """Answers from the record of one home. Safe to use from threads."""

    def __init__(
        self,
        answers: "Answers",
        ledger: Ledger,
        *,
        settings: Settings,
        areas: "MapAreas",
        grounds: "Grounds",
        quotes: "QuoteIndex",
    ) -> None:
        self.answers = answers
        self.ledger = ledger
        self.settings = settings
        self.areas = areas
        self.quotes = quotes
        self.bodies = Bodies()
        self._grounds = grounds
        self._tables: Kept[ControlTable] = Kept(_KEPT_TABLES)
        self._layers: Kept[dict[str, Layers]] = Kept(_KEPT_TABLES)
        self._days: Kept[DayGround] = Kept(_KEPT_GROUNDS)
        self._features: Kept[DayFeatures] = Kept(_KEPT_TABLES)
        self._directories: Kept[Directory] = Kept(_KEPT_TABLES)
        self._seen = ledger.position()
        self._epoch = 0
        self._looking = threading.Lock()

    def close(self) -> None:
        """Release the index of quotes."""
        self.quotes.close()

    @property
    def map_tiles(self) -> str:
        """The address of online tiles, empty for none."""
        return self.settings.map_tiles

    def position(self, known: str | None) -> int:
        """Return the position that `known` means, the newest when None; it may lie beyond the record."""
        newest = self.ledger.position()
        if newest != self._seen:
            self._forget_redacted(newest)
        return newest if known is None else self.answers.position_at(known)

    def picture(self, known: str | None) -> "Picture":
        """Return the picture as known at `known`; the newest when None."""
        return self.answers.picture(self.position(known))

    def table(self, picture: "Picture") -> ControlTable:
        """Return the picture's places and periods in columns, made once a position."""
        return self._tables.get(picture.position, lambda: table_of(picture))

    def layers(self, picture: "Picture") -> "dict[str, Layers]":
        """Return the claimed and the confirmed layer of every place, made once a position."""
        from whoholds.run.history import layers_of

        return self._layers.get(picture.position, lambda: layers_of(picture))

    def features(self, picture: "Picture") -> DayFeatures:
        """Return what makes GeoJSON of the picture's days, made once a position."""
        return self._features.get(picture.position, lambda: DayFeatures(self.table(picture)))

    def directory(self, picture: "Picture") -> Directory:
        """Return the picture's places, groups and publishers to be searched, gathered once a position."""
        return self._directories.get(picture.position, lambda: Directory(picture))

    def find_place(self, picture: "Picture", name: str) -> "PlaceOnRecord":
        """Return the place on record that a name means, or an identifier.

        Raises:
            UnknownName: if no claim and no map names such a place; `nearest` are the closest names.
        """
        known = picture.places.get(name)
        found = known or self.directory(picture).same_name(name)
        return picture.find_place(name) if found is None else found

    def ground(self, picture: "Picture", day: date, country: str | None) -> "DayGround":
        """Return whose ground is whose on a day, made once a position, day and country."""
        key = (picture.position, day, country)
        return self._days.get(key, lambda: self._grounds.on(picture, day, country=country))

    async def body(self, key: tuple[Any, ...], known: str | None, make: MakeBody) -> Body:
        """Return the body that `make` makes of the picture as known at `known`, made once.

        `key` tells what is asked; a body that is kept is answered without a thread of its own.
        """
        position = self.position(known)
        whole = (*key, self._epoch)
        kept = self.bodies.peek((*whole, position))
        if kept is not None:
            return kept
        return await run_in_threadpool(self._make_body, whole, position, make)

    def _forget_redacted(self, newest: int) -> None:
        """Forget what was made before, if anything was redacted since: it may hold what is gone."""
        with self._looking:
            found = self.ledger.entries(kind=EntryKind.REDACTION, after=self._seen, upto=newest)
            if any(True for _ in found):
                self.bodies.clear()
                for kept in (self._tables, self._layers, self._days, self._features):
                    kept.clear()
                self._directories.clear()
                # What another thread is making from before is kept where nobody looks any more.
                self._epoch += 1
            self._seen = newest

    def _make_body(self, key: tuple[Any, ...], position: int, make: MakeBody) -> Body:
        picture = self.answers.picture(position)
        return self.bodies.get((*key, picture.position), lambda: make(picture))


def table_of(picture: "Picture") -> ControlTable:
    """Return the places and periods of a picture in columns."""
    ordered = tuple(views.sides_of(picture))
    sides = {side.id: index for index, side in enumerate(ordered)}
    places = list(picture.places.values())
    return ControlTable(
        position=picture.position,
        recorded=picture.recorded,
        first_day=views.day_number(picture.first_day),
        last_day=views.day_number(picture.last_day),
        sides=ordered,
        places=views.place_columns(picture, places),
        rows=period_rows(places, picture.periods, picture.evidence, sides),
        events=events_by_day(picture.evidence.values()),
    )


def _desk(request: Request) -> Desk:
    return cast("Desk", request.app.state.desk)


AtDesk = Annotated[Desk, Depends(_desk)]
Known = Annotated[
    str | None,
    Query(
        max_length=40,
        description="As known at a position (17), a day (2020-01-18: its end, UTC) or an instant.",
    ),
]
Day = Annotated[
    str | None,
    Query(max_length=10, description="The day (2020-01-17); the last day covered when absent."),
]


def day_of(picture: "Picture", on: str | None) -> date:
    """Return the day asked about: the last one covered when None.

    Raises:
        InputError: if `on` is no day, or nothing on record has one.
    """
    day = picture.last_day if on is None else parse_day(on)
    if day is None:
        raise InputError(
            "asking about a day: no claim on record has one; read reports that say their day of "
            "publication first"
        )
    return day
