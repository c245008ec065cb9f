"""What a report has said so far, to fill what a sentence leaves open."""

from dataclasses import dataclass, field

from whoholds.base.records import Event, Mention, PlaceKind, PlaceMention
from whoholds.base.spans import Quote, Span
from whoholds.extract.datewords import DayBefore

ASSAULTS = frozenset((Event.ATTACK, Event.ADVANCE, Event.STRIKE, Event.TAKE))

_NOUN_KINDS = {
    "city": (PlaceKind.SETTLEMENT,), "town": (PlaceKind.SETTLEMENT,), "village": (PlaceKind.SETTLEMENT,),
    "settlement": (PlaceKind.SETTLEMENT,), "capital": (PlaceKind.SETTLEMENT,),
    "province": (PlaceKind.PROVINCE, PlaceKind.AREA),
    "governorate": (PlaceKind.PROVINCE,), "oblast": (PlaceKind.PROVINCE,), "state": (PlaceKind.PROVINCE,),
    "country": (PlaceKind.COUNTRY,), "nation": (PlaceKind.COUNTRY,), "neighborhood": (PlaceKind.SITE,),
    "neighbourhood": (PlaceKind.SITE,), "island": (PlaceKind.AREA, PlaceKind.SITE, PlaceKind.SETTLEMENT),
}  # fmt: skip


def anaphor_kinds(noun: str) -> tuple[PlaceKind, ...] | None:
    """Return the kinds of place that "the city" or "the province" can mean, None for any kind."""
    return _NOUN_KINDS.get(noun)


MEMORY = 100
"""How many claims, places and groups a thread looks back on at least; a longer text costs no more."""


@dataclass(slots=True)
class Told:
    """What one claim of the report said, kept for the claims after it.

    `guessed` tells that its clause names no actor: it then shows nobody as an enemy of somebody.
    """

    event: Event
    actors: tuple[Mention, ...]
    targets: tuple[Mention, ...]
    places: tuple[PlaceMention, ...]
    happened: bool
    summary: bool = False
    sentence: int = -1
    guessed: bool = False


@dataclass(slots=True)
class Thread:
    """The running memory of one report, in the order of its sentences.

    `days` are all date words so far. `placeless` are the triggers of claims that say nothing of any
    place's ground; `topic` is the subject of the sentence before, the one that "it" or "they" takes up.
    """

    told: list[Told] = field(default_factory=list)
    places: list[PlaceMention] = field(default_factory=list)
    actors: list[Mention] = field(default_factory=list)
    speaker: tuple[Mention, ...] = ()
    topic: tuple[Mention, ...] = ()
    date: Quote | None = None
    date_paragraph: int = -1
    days: list[DayBefore] = field(default_factory=list)
    placeless: set[Span] = field(default_factory=set)
    opposed: dict[str, Mention] = field(default_factory=dict)

    def remember(self, told: Told) -> None:
        """Add what a claim said."""
        self.told.append(told)
        for kept in (self.told, self.places, self.actors, self.days):
            if len(kept) > 2 * MEMORY:
                del kept[:-MEMORY]
        if told.actors and told.targets and not told.guessed:
            for actor in told.actors:
                self.opposed[actor.name] = told.targets[0]
            for target in told.targets:
                self.opposed[target.name] = told.actors[0]
        if told.event is Event.CLASH and len(told.actors) == 2:
            self.opposed[told.actors[0].name] = told.actors[1]
            self.opposed[told.actors[1].name] = told.actors[0]

    def last_places(self) -> tuple[PlaceMention, ...]:
        """Return the places of the last claim that had any."""
        for told in reversed(self.told):
            if told.places:
                return told.places
        return ()

    def last_assault(self) -> Told | None:
        """Return the last claim of an attack or attempt, the one that "the attack" means."""
        for told in reversed(self.told):
            if told.event is Event.ATTACK or (told.event in ASSAULTS and not told.happened):
                return told
        return next((t for t in reversed(self.told) if t.event in ASSAULTS), None)

    def place_for(self, noun: str) -> PlaceMention | None:
        """Return the place that "the city", "the province", "the area" stands for."""
        kinds = anaphor_kinds(noun)
        for place in reversed(self.places):
            if kinds is None or place.kind in kinds:
                return place
        return None

    def taken_by(self, actors: tuple[Mention, ...]) -> tuple[PlaceMention, ...]:
        """Return the places that "the areas captured by X" means: of an earlier claim of X."""
        names = {mention.name for mention in actors}
        takes = [
            t
            for t in self.told
            if t.event is Event.TAKE and t.places and names & {a.name for a in t.actors}
        ]
        counted = [t for t in takes if t.summary]
        return (counted or takes)[0].places if takes else ()

    def taker_of(self, places: tuple[PlaceMention, ...]) -> tuple[Mention, ...]:
        """Return who was last told to take one of `places`, empty where nobody was."""
        names = {place.name for place in places}
        for told in reversed(self.told):
            if told.event is Event.TAKE and told.actors and names & {p.name for p in told.places}:
                return told.actors
        return ()

    def did_something(self, mention: Mention) -> bool:
        """Tell whether a claim of the report so far has `mention` as its actor."""
        return any(mention.name == a.name for told in self.told for a in told.actors)

    def other_side(self, side: tuple[Mention, ...]) -> tuple[Mention, ...]:
        """Return whom `side` was told to fight, empty where the report has not said so."""
        for mention in side:
            rival = self.opposed.get(mention.name)
            if rival is not None:
                return (rival,)
        return ()
