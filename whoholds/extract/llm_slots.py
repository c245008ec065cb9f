"""The slots of a claim that a model gave: names, places, date words and numbers that hold of the report.

What does not hold is left out of the slot, and told.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from whoholds.base.records import (
    Claim,
    Count,
    Event,
    Means,
    Mention,
    PlaceKind,
    PlaceMention,
    Relation,
    TimeFrame,
)
from whoholds.base.spans import Quote
from whoholds.extract.llm_schema import SENTENCE, asked_fields, member, shown
from whoholds.extract.llm_source import Passage, Source

_MOST_NAMES = 60
_MOST_PEOPLE = 10_000_000
_MOST_METRES = 2_000_000
_POINTS = frozenset(
    (
        "N",
        "NNE",
        "NE",
        "ENE",
        "E",
        "ESE",
        "SE",
        "SSE",
        "S",
        "SSW",
        "SW",
        "WSW",
        "W",
        "WNW",
        "NW",
        "NNW",
    )
)

Found = TypeVar("Found")


class Slots:
    """The slots of one claim."""

    def __init__(
        self, source: Source, passage: Passage, item: dict[str, Any], signals: list[str]
    ) -> None:
        self._source = source
        self._passage = passage
        self._item = item
        self._signals = signals
        unknown = set(item) - {SENTENCE, *asked_fields(Claim)}
        if len(unknown) > 0:
            self._tell("field", sorted(unknown), "are no fields of a claim")

    def mentions(self, slot: str) -> tuple[Mention, ...]:
        """Return the names of a slot that stand in the report, each once."""
        return self._each(slot, self._mention)

    def places(self) -> tuple[PlaceMention, ...]:
        """Return the places that stand in the report."""
        return self._each("places", self._place)

    def when(self) -> Quote | None:
        """Return the date words, wherever they stand in the report."""
        words = self._item.get("when")
        if words is None or words == "":
            return None
        found = self._source.anywhere(words, self._passage) if isinstance(words, str) else None
        return self._told("when", words, found)

    def means(self, event: Event) -> Means | None:
        """Return the means of a strike."""
        given = self._item.get("means")
        if given is None:
            return None
        if event is not Event.STRIKE:
            self._tell("means", given, "only a strike has means")
            return None
        return self._told("means", given, member(Means, given), "is no means")

    def time_frame(self) -> TimeFrame:
        """Return the time frame; what is no time frame is news, and told."""
        given = self._item.get("time_frame")
        found = self._told("time_frame", given, member(TimeFrame, given), "is no time frame")
        return TimeFrame.RECENT if found is None else found

    def count(self, slot: str) -> Count | None:
        """Return a number of people."""
        given = self._item.get(slot)
        if given is None:
            return None
        low, high = (
            (given.get("low"), given.get("high")) if isinstance(given, dict) else (given, given)
        )
        found = None
        if type(low) is int and type(high) is int and 0 <= low <= high <= _MOST_PEOPLE:
            found = Count(low=low, high=high)
        return self._told(slot, given, found, "is no number")

    def summary(self) -> bool:
        """Tell whether the claim names no single place."""
        given = self._item.get("summary")
        if isinstance(given, bool):
            return given
        self._tell("summary", given, "is neither true nor false")
        return False

    def tone(self) -> tuple[str, ...]:
        """Return the loaded words that stand in the clause or its sentence."""
        return self._each("tone", self._loaded)

    def _each(self, slot: str, make: Callable[[str, Any], Found | None]) -> tuple[Found, ...]:
        given = self._item.get(slot)
        if not isinstance(given, list):
            self._tell(slot, given, "is no list")
            return ()
        if len(given) > _MOST_NAMES:
            self._tell(slot, len(given), f"are more than {_MOST_NAMES}, the rest is left out")
        made = (make(slot, value) for value in given[:_MOST_NAMES])
        return tuple(dict.fromkeys(each for each in made if each is not None))

    def _mention(self, slot: str, value: Any) -> Mention | None:
        named = self._named(slot, value)
        if named is None:
            return None
        name, quote = named
        if quote is None:
            return Mention(name=name)
        return Mention(name=name, text=quote.text, span=quote.span, in_title=quote.in_title)

    def _named(self, slot: str, value: Any) -> tuple[str, Quote | None] | None:
        """Return a name that stands in the report, and its words near the clause if it has any."""
        given = value.get("name") if isinstance(value, dict) else value
        words = value.get("text") if isinstance(value, dict) else None
        if not isinstance(given, str):
            self._tell(slot, value, "is no name")
            return None
        quote = self._source.near(words, self._passage) if isinstance(words, str) else None
        if quote is None:
            quote = self._source.near(given, self._passage)
        name = self._source.name(given)
        if name is None and quote is not None:
            self._tell(slot, given, f"does not stand in the report, {shown(quote.text)} is taken")
            return " ".join(quote.text.split()), quote
        name = name or self._source.composed(given, self._passage)
        if name is None:
            self._tell(slot, given, "does not stand in the report")
            return None
        return name, quote

    def _place(self, slot: str, value: Any) -> PlaceMention | None:
        named = self._named(slot, value)
        if named is None:
            return None
        name, quote = named
        given = value if isinstance(value, dict) else {}
        kind = member(PlaceKind, given.get("kind"))
        if kind is None:
            self._tell(slot, value, "is of no kind of place")
            return None
        relation = self._relation(given.get("relation"))
        if given.get("relation") is not None and (relation is None or name in relation.anchors):
            # Without its relation the place would be another: the one that it lies near.
            whole = None if quote is None else " ".join(quote.text.split())
            if whole is None or whole in _strings(given["relation"]):
                self._tell(slot, value, "is left out: how it lies to another place does not hold")
                return None
            name = whole
        return PlaceMention(
            name=name,
            kind=kind,
            within=tuple(self._standing("within", given.get("within"))),
            text=None if quote is None else quote.text,
            span=None if quote is None else quote.span,
            in_title=quote is not None and quote.in_title,
            relation=relation,
        )

    def _relation(self, given: Any) -> Relation | None:
        if given is None:
            return None
        if not isinstance(given, dict):
            return self._told("relation", given, None)
        word, direction = given.get("word"), given.get("direction")
        distance = given.get("distance_m")
        anchors = self._standing("anchors", given.get("anchors"))
        quote = self._source.near(word, self._passage) if isinstance(word, str) else None
        good_distance = distance is None or (
            type(distance) in (int, float) and 0 <= distance <= _MOST_METRES
        )
        if (
            quote is None
            or len(anchors) == 0
            or not (direction is None or (isinstance(direction, str) and direction in _POINTS))
            or not good_distance
        ):
            return self._told("relation", given, None)
        return Relation(
            word=quote.text,
            anchors=tuple(anchors),
            direction=direction,
            distance_m=None if distance is None else float(distance),
        )

    def _standing(self, slot: str, given: Any) -> list[str]:
        found: dict[str, None] = {}
        for value in given[:_MOST_NAMES] if isinstance(given, list) else ():
            name = self._source.name(value) if isinstance(value, str) else None
            if self._told(slot, value, name) is not None and name is not None:
                found[name] = None
        return list(found)

    def _loaded(self, slot: str, value: Any) -> str | None:
        quote = self._source.near(value, self._passage) if isinstance(value, str) else None
        return None if self._told(slot, value, quote) is None or quote is None else quote.text

    def _told(
        self, slot: str, given: Any, found: Found | None, why: str = "does not stand in the report"
    ) -> Found | None:
        """Return what was found; where that is nothing, tell it."""
        if found is None:
            self._tell(slot, given, why)
        return found

    def _tell(self, slot: str, given: Any, why: str) -> None:
        at = shown(self._passage.quote.text)
        self._signals.append(f"{slot} of the claim {at}: {shown(given)} {why}")


def _strings(relation: Any) -> list[str]:
    anchors = relation.get("anchors") if isinstance(relation, dict) else None
    return [each for each in anchors if isinstance(each, str)] if isinstance(anchors, list) else []
