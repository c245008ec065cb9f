"""How often each side is named in a report, and in which words."""

from collections import Counter
from collections.abc import Mapping, Sequence

from whoholds.base.records import (
    PlaceKind,
    PlaceMention,
)
from whoholds.extract.clauses import Parsed
from whoholds.extract.lexicon import Nation, fold
from whoholds.extract.memory import Kind, Memory

_NO_SIDE = frozenset(("government", "people", "authorities", "officials"))


def side_key(name: str, nations: Mapping[str, Nation]) -> str:
    """Return what tells a side apart: the country of "Russian forces", else the name itself."""
    first = fold(name).split(" ")[0]
    nation = nations.get(first)
    return nation.name if nation is not None and nation.name else name


def count_sides(parsed_sentences: Sequence[Parsed], memory: Memory) -> None:
    """Count in `memory` how often each side is named, and note the first town."""
    for parsed in parsed_sentences:
        nations = parsed.lexicon.adjectives
        for name in parsed.names:
            if name.kind not in (Kind.ACTOR, Kind.ADJECTIVE) or name.anaphor:
                continue
            foreign = fold(name.name).split(" ")[0] not in nations
            if name.role and foreign and name.head in _NO_SIDE:
                continue
            key = side_key(memory.full.get(name.name, name.name), nations)
            memory.sides[key] += 1
            if name.kind is Kind.ACTOR and (key != name.name or key in memory.forms):
                full = memory.full.get(name.name, name.name)
                memory.forms.setdefault(key, Counter())[full] += 1
        if memory.first_place is None:
            for place in parsed.places:
                plain = not (place.anaphor or place.weak or place.bare) and place.chain == ""
                if plain and place.prep not in ("", "by", "from", "of", "to", "into", "towards"):
                    memory.first_place = PlaceMention(
                        name=place.name, kind=place.kind, within=tuple(place.within)
                    )
                    break
        if memory.first_town is None:
            for place in parsed.places:
                named = place.kind is PlaceKind.SETTLEMENT and not (
                    place.anaphor or place.weak or place.bare or place.prep in ("to", "into")
                )
                if named and place.chain != "holder":
                    memory.first_town = PlaceMention(
                        name=place.name, kind=place.kind, within=tuple(place.within)
                    )
                    break
    memory.main_sides = tuple(side for side, _ in memory.sides.most_common(20))
