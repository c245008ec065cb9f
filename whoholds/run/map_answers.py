"""The maps of a picture: what they say of a place, whether or not any claim names it.

A map speaks of thousands of places. Those that claims name are weighed with the claims when the picture
is made; the others when they are asked for, so that a picture costs no more with maps than without.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TypeVar

from typing_extensions import override

from whoholds.base.map_records import MapPlace, SourcedMap
from whoholds.base.records import Evidence, Period
from whoholds.picture.imported import MapWord, weigh_maps, words_of
from whoholds.picture.periods import hold

Value = TypeVar("Value")


@dataclass(frozen=True)
class MapsOnRecord:
    """The maps that count at a position, earliest first."""

    maps: tuple[SourcedMap, ...] = ()
    _rows: dict[str, tuple[Evidence, ...]] = field(default_factory=dict, repr=False)

    @property
    def days(self) -> tuple[date, ...]:
        """The days of the maps, earliest first."""
        return tuple(each.map.day for each in self.maps)

    @cached_property
    def places(self) -> Mapping[str, MapPlace]:
        """Every place that a map speaks of, as the last of them has it."""
        return {place.place: place for each in self.maps for place in each.map.places}

    def words(self, place: str) -> list[MapWord]:
        """Return what each map says of a place, earliest first."""
        return words_of(self.maps, place) if place in self.places else []

    def evidence(self, place: str) -> tuple[Evidence, ...]:
        """Return the evidence of the maps about one place, earliest first."""
        if place not in self._rows and place in self.places:
            self._rows[place] = tuple(weigh_maps(self.maps, places={place}))
        return self._rows.get(place, ())

    def periods(self, place: str) -> tuple[Period, ...]:
        """Return who held a place by the maps alone."""
        return tuple(hold(place, self.evidence(place)))


class WithMaps(Mapping[str, tuple[Value, ...]]):
    """What is known by place, listed for those that claims name alone.

    Asked for another, it says what the maps know of that.
    """

    def __init__(
        self,
        named: Mapping[str, tuple[Value, ...]],
        others: Callable[[str], Sequence[Value]],
    ) -> None:
        self._named = named
        self._others = others

    @override
    def __getitem__(self, place: str) -> tuple[Value, ...]:
        if place in self._named:
            return self._named[place]
        found = tuple(self._others(place))
        if len(found) == 0:
            raise KeyError(place)
        return found

    @override
    def __contains__(self, place: object) -> bool:
        return place in self._named

    @override
    def __iter__(self) -> Iterator[str]:
        return iter(self._named)

    @override
    def __len__(self) -> int:
        return len(self._named)


def evidence_with(
    maps: MapsOnRecord, named: Mapping[str, tuple[Evidence, ...]]
) -> Mapping[str, tuple[Evidence, ...]]:
    """Return the evidence by place, with that of the maps where no claim names the place."""
    return WithMaps(named, maps.evidence)


def periods_with(
    maps: MapsOnRecord, named: Mapping[str, tuple[Period, ...]]
) -> Mapping[str, tuple[Period, ...]]:
    """Return the periods by place, with those by the maps alone where no claim names the place."""
    return WithMaps(named, maps.periods)
