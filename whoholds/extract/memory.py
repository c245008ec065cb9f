"""A name in a sentence, and what a report shows about its names."""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum

from whoholds.base.records import PlaceKind, PlaceMention
from whoholds.extract.lexicon import fold


class Kind(StrEnum):
    """What a name is used for."""

    ACTOR = "actor"
    PLACE = "place"
    COUNTRY = "country"
    ADJECTIVE = "adjective"
    PERSON = "person"
    SPEAKER = "speaker"
    UNKNOWN = "unknown"
    OTHER = "other"


@dataclass(slots=True)
class Name:
    """Tokens `[first, last)` of a sentence that name something.

    `name` is the name without role nouns and articles; `role` tells that a common noun heads it
    ("Islamist militants"); `anaphor` that it stands for somebody named before ("the group", "its
    fighters"). `strong` tells that the kind rests on the words themselves. `nation` is the country
    whose official a person is.
    """

    first: int
    last: int
    kind: Kind
    name: str
    role: bool = False
    anaphor: bool = False
    strong: bool = True
    head: str = ""
    nation: str = ""


@dataclass(slots=True)
class Memory:
    """What a report has shown about its names.

    `full` are the full forms of acronyms, `votes` the kinds of unknown names, `nations` the country of
    an official by last name, `armies` a country's army by the adjective, `kinds` the kinds of places,
    `sides` how often each side is named and `forms` in which words, `first_town` and `first_place` the
    first ones of the text, `main_sides` the sides named most often, most often first, `context_places`
    the places of the topics that the source files the report under ("Battle of Bakhmut").
    """

    full: dict[str, str] = field(default_factory=dict)
    votes: dict[str, Counter[Kind]] = field(default_factory=dict)
    nations: dict[str, str] = field(default_factory=dict)
    armies: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, PlaceKind] = field(default_factory=dict)
    forms: dict[str, Counter[str]] = field(default_factory=dict)
    sides: Counter[str] = field(default_factory=Counter)
    first_place: PlaceMention | None = None
    first_town: PlaceMention | None = None
    main_sides: tuple[str, ...] = ()
    context_places: tuple[PlaceMention, ...] = ()

    def vote(self, name: str, kind: Kind) -> None:
        """Count one sighting of `name` as `kind`."""
        self.votes.setdefault(fold(name), Counter())[kind] += 1

    def kind_of(self, name: str) -> Kind | None:
        """Return the kind most often seen, None where the name was never seen with a cue."""
        counts = self.votes.get(fold(name))
        return counts.most_common(1)[0][0] if counts else None
