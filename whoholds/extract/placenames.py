"""Places in a sentence: which names are places, of what kind, within what, and beside what.

A place is never the anchor it is told by: "the hilltop near X" and "3 km south of X" are places of
their own, with a relation to X.
"""

from collections.abc import Sequence

from whoholds.base.records import PlaceKind, Relation
from whoholds.extract.chains import COMPASS, Place, chain_places
from whoholds.extract.lexicon import Lexicon
from whoholds.extract.memory import Kind, Memory, Name
from whoholds.extract.segment import Sentence, Token
from whoholds.extract.words import words

_METRES = {
    "km": 1000.0,
    "kilometers": 1000.0,
    "kilometres": 1000.0,
    "kilometer": 1000.0,
    "kilometre": 1000.0,
    "miles": 1609.344,
    "mile": 1609.344,
    "mi": 1609.344,
    "m": 1.0,
    "meters": 1.0,
    "metres": 1.0,
}
_TOWN_PARTS = words("placenames", "town_parts")
_MACHINES = words("placenames", "machines")
_NEAR = words("placenames", "near")
_LEAD = words("placenames", "lead")


def find_places(
    sentence: Sentence, names: Sequence[Name], lexicon: Lexicon, memory: Memory
) -> list[Place]:
    """Return the places of `sentence` in order; names that are used as actors are not among them."""
    finder = _Finder(sentence, names, lexicon, memory)
    places = finder.named() + finder.common()
    by_first = {name.first: name for name in names}
    places.sort(key=lambda place: (place.first, -place.last))
    kept: list[Place] = []
    for place in places:
        if kept and kept[-1].anaphor and place.first == kept[-1].last and not place.bare:
            # "the capital Sanaa" is one place
            place.prep = place.prep or kept[-1].prep
            kept.pop()
        if kept and place.at < kept[-1].last:
            continue
        kept.append(place)
    chain_places(sentence.tokens, kept)
    _set_aside(sentence.tokens, kept)
    for k in range(len(kept) - 1, 0, -1):
        # "Khost and Kunar provinces": the last of a list tells what the first is
        first, last = kept[k - 1], kept[k]
        head = last.name.rpartition(" ")[2].lower()
        if last.chain == "list" and head.endswith("s") and head in lexicon.place_kinds:
            first.kind = last.kind
        if last.chain == "list" and not last.weak and first.weak and first.chain != "holder":
            first.weak = False
            found = by_first.get(first.first)
            if found is not None:
                found.kind = Kind.PLACE
    for k, place in enumerate(kept):
        if (
            place.weak
            and place.chain == "list"
            and not kept[k - 1].weak
            and kept[k - 1].chain != "holder"
        ):
            place.weak = False
            found = by_first.get(place.first)
            if found is not None:
                found.kind = Kind.PLACE
    return kept


def _set_aside(tokens: Sequence[Token], places: Sequence[Place]) -> None:
    """Mark places in brackets of a sentence that has others: "(banned in Russia)"."""
    depth = 0
    inside: set[int] = set()
    for k, token in enumerate(tokens):
        depth = max(0, depth + (token.text == "(") - (token.text == ")"))
        if depth > 0:
            inside.add(k)
    outer = any(place.at not in inside for place in places)
    for place in places:
        if place.at in inside and outer and not place.chain:
            place.chain = "aside"


class _Finder:
    def __init__(
        self, sentence: Sentence, names: Sequence[Name], lexicon: Lexicon, memory: Memory
    ) -> None:
        self.memory = memory
        self.text_tokens = sentence.tokens
        self.names = names
        self.lexicon = lexicon

    def lower(self, i: int) -> str:
        return self.text_tokens[i].lower if 0 <= i < len(self.text_tokens) else ""

    def words(self, first: int, last: int) -> str:
        out, end = "", None
        for token in self.text_tokens[first:last]:
            if end is not None and token.start > end:
                out += " "
            out += token.text
            end = token.end
        return out

    def named(self) -> list[Place]:
        return [
            self._place(name)
            for name in self.names
            if name.kind in (Kind.PLACE, Kind.COUNTRY, Kind.UNKNOWN) and not self._no_place(name)
        ]

    def _has_parts(self, name: Name) -> bool:
        """Tell whether a name owns what only a town has: "Orba's main square"."""
        if self.lower(name.last) != "'s":
            return False
        return any(self.lower(k) in _TOWN_PARTS for k in range(name.last + 1, name.last + 4))

    def _no_place(self, name: Name) -> bool:
        """Tell whether a name is a speaker or a make of arms here: ", Moscow announced."."""
        if name.kind is Kind.UNKNOWN and self.lower(name.last) in _MACHINES:
            return True  # "captured Mi-17 helicopters"
        said = self.lower(name.last) in self.lexicon.speech_verbs
        return (
            said
            and self.lower(name.first - 1) in (",", '"', "”")
            and self.lower(name.last + 1) in (".", ",", "", "on", "in")
        )

    def _place(self, name: Name) -> Place:
        lexicon = self.lexicon
        kinds = lexicon.place_kinds
        cues = lexicon.place_cues
        lowers = [t.lower for t in self.text_tokens[name.first : name.last]]
        kind = PlaceKind.SETTLEMENT
        if name.kind is Kind.COUNTRY:
            kind = PlaceKind.COUNTRY
        elif lowers[-1] in kinds and len(lowers) > 1:
            kind = kinds[lowers[-1]]
        elif lowers[0] in kinds and lowers[0] in cues["first"]:
            kind = kinds[lowers[0]]
        elif lowers[0] in cues["direction_adjectives"] and len(lowers) > 1:
            kind = PlaceKind.AREA
        place = Place(
            name.first,
            name.last,
            self.words(name.first, name.last),
            kind,
            name.first,
            weak=name.kind is Kind.UNKNOWN and not self._has_parts(name),
        )
        place.kind = (
            PlaceKind.SETTLEMENT if lowers[-1] in ("city", "town", "village") else place.kind
        )
        place.kind = self.memory.kinds.get(place.name, place.kind)
        before = name.first - 1
        if self.lower(before) == "the":
            before -= 1
        if lowers[0] in cues["direction_adjectives"] and len(lowers) > 1 and kind is PlaceKind.AREA:
            place.within = [self.words(name.first + 1, name.last)]
        if (
            self.lower(before) in cues["direction_adjectives"]
            and kind is not PlaceKind.SITE
            and not (self.lower(before) in ("old", "greater") and False)
        ):
            first = before
            place.name = self.words(first, before + 1) + " " + place.name
            place.within = [self.words(name.first, name.last)]
            place.first, place.at, place.kind = first, first, PlaceKind.AREA
            before -= 1
        self._cue(place, before)
        if (
            place.anaphor == ""
            and self.lower(place.last) == "("
            and self.lower(place.last + 2) == ")"
        ):
            pass
        return place

    def _cue(self, place: Place, before: int) -> None:
        """Read what stands before the name: "the town of", "3 km north of", "the outskirts of"."""
        kinds, cues = self.lexicon.place_kinds, self.lexicon.place_cues
        lower = self.lower(before)
        k = before
        if (
            lower in ("of", "in", "from", "to")
            and self.lower(before - 1) in cues["directions"] | cues["parts"]
        ):
            word = self.lower(before - 1)
            k = before - 2
            adjective = self.lower(k) in cues["direction_adjectives"] or self.lower(k) in (
                "most",
                "large",
                "some",
                "strategic",
            )
            distance = None
            start = before - 1
            if lower == "of" or word in cues["directions"]:
                if word in cues["directions"] and self.lower(k) in _METRES and k > 0:
                    distance = _number(self.lower(k - 1))
                    distance = None if distance is None else distance * _METRES[self.lower(k)]
                    k -= 2
                elif adjective:
                    start = k
                    k -= 1
                while self.lower(k) in _LEAD:
                    k -= 1
                anchor = place.name
                compass = COMPASS.get(word.replace("-", ""))
                if compass is not None or word in (
                    "outskirts",
                    "vicinity",
                    "surroundings",
                    "edge",
                    "edges",
                    "approaches",
                    "countryside",
                ):
                    place.relation = Relation(
                        word=self.words(start, before + 1),
                        anchors=(anchor,),
                        direction=compass,
                        distance_m=distance,
                    )
                place.within = [anchor, *place.within]
                place.name = self.words(start, before + 1) + " " + place.name
                place.at = place.first = start
                place.kind = PlaceKind.AREA
        elif lower in ("of",) and self.lower(before - 1) in kinds and not self._named(before - 1):
            cue = self.lower(before - 1)
            if cue not in ("part", "parts"):
                if cue not in ("capital", "capitals") and cue not in cues["belonging"]:
                    place.kind = kinds[cue]
                    self.memory.kinds[place.name] = place.kind
                k = before - 2
                nearby = False
                while (
                    self.lower(k) in _LEAD
                    or self.lower(k).isdecimal()
                    or self.lower(k) in self.lexicon.adjectives
                ):
                    nearby = nearby or self.lower(k) in (
                        "nearby",
                        "neighboring",
                        "neighbouring",
                        "adjacent",
                    )
                    k -= 1
                place.at = k + 1
                if nearby:
                    place.relation = Relation(word="near", anchors=())
        elif lower in kinds and not self._named(before) and lower not in ("capital-no",):
            # "village Chyhari", "Ukrainian city Melitopol"
            place.kind = kinds[lower]
            k = before - 1
            while self.lower(k) in _LEAD:
                k -= 1
            place.at = k + 1
        else:
            nearby = False
            while self.lower(k) in _LEAD:
                nearby = nearby or self.lower(k) in ("nearby", "neighboring", "neighbouring")
                k -= 1
            place.at = k + 1
            if nearby:
                place.relation = Relation(word="near", anchors=())
        place.prep = self.lower(k) if self.lower(k) in self.lexicon.place_cues["at"] | _NEAR else ""
        if place.prep == "of" and self.lower(k - 1) in ("north", "south", "east", "west"):
            place.prep = "near"
        if place.prep in ("between",):
            place.relation = Relation(word="between", anchors=(place.name,))

    def _named(self, i: int) -> bool:
        return any(name.first <= i < name.last for name in self.names)

    def common(self) -> list[Place]:
        """Return places told by a common noun alone: "the airport", "the city"."""
        out: list[Place] = []
        for i, token in enumerate(self.text_tokens):
            lower = token.lower
            kind = self.lexicon.place_kinds.get(lower)
            if kind is None or (token.cap and i != 0) or self._named(i):
                continue
            k = i - 1
            while (
                k >= 0
                and i - k < 4
                and (
                    self.lower(k) in _LEAD - {"the", "a", "an", "its", "their"}
                    or self.lower(k) in self.lexicon.actors["modifiers"]
                    or self.lower(k)
                    in (
                        "oil",
                        "gas",
                        "power",
                        "nuclear",
                        "parliament",
                        "railway",
                        "air",
                        "military",
                    )
                )
            ):
                k -= 1
            if (
                self.lower(k) != "the"
                and self.lower(k - 1) == "the"
                and self.lower(k).isalpha()
                and lower in ("plant", "factory", "complex", "bridge", "works", "depot", "refinery")
            ):
                k -= 1
            if self.lower(k) != "the":
                continue
            following = self.lower(i + 1)
            if following in ("of",) or following in self.lexicon.place_kinds:
                continue
            prep = self.lower(k - 1)
            end = self._linked(i + 1)
            if end > i + 1:
                out.append(
                    Place(
                        k + 1,
                        end,
                        self.words(k + 1, end),
                        kind,
                        k,
                        prep if prep in self.lexicon.place_cues["at"] else "",
                        bare=True,
                    )
                )
                continue
            place = Place(
                k + 1,
                i + 1,
                self.words(k + 1, i + 1),
                kind,
                k,
                prep if prep in self.lexicon.place_cues["at"] else "",
                bare=True,
            )
            if "old" in [self.lower(j) for j in range(k, i)] and lower in ("city", "town"):
                place.kind = PlaceKind.SITE
            elif lower in (
                "city",
                "town",
                "village",
                "settlement",
                "capital",
                "province",
                "region",
                "district",
                "area",
                "country",
                "nation",
                "neighborhood",
                "neighbourhood",
                "governorate",
                "island",
                "oblast",
                "territory",
                "state",
            ):
                place.anaphor = lower
                place.first = k
                place.name = self.words(k, i + 1)
            elif lower not in (
                "airport",
                "airbase",
                "airfield",
                "base",
                "dam",
                "bridge",
                "palace",
                "port",
                "prison",
                "headquarters",
                "crossing",
                "refinery",
                "border",
                "stadium",
                "citadel",
                "fortress",
                "castle",
                "compound",
                "plant",
                "complex",
                "hilltop",
                "hill",
                "outpost",
                "frontline",
                "front",
                "airstrip",
                "barracks",
                "island",
                "garrison",
                "factory",
                "works",
                "depot",
            ):
                continue
            out.append(place)
        return out

    def _linked(self, i: int) -> int:
        """Return the end of what tells which road it is: "between A and B", "that leads to C"."""
        k = i
        if self.lower(k) == "that" and self.lower(k + 1) in (
            "leads",
            "links",
            "connects",
            "leading",
        ):
            k += 1
        if self.lower(k) not in (
            "between",
            "linking",
            "connecting",
            "leading",
            "leads",
            "links",
            "connects",
            "from",
            "to",
        ):
            return i
        if self.lower(k) in ("from", "to") and self.lower(i - 1) not in (
            "road",
            "highway",
            "route",
            "railway",
        ):
            return i
        end = i
        for name in self.names:
            if (
                name.first > k
                and name.kind in (Kind.PLACE, Kind.UNKNOWN, Kind.COUNTRY)
                and name.first - max(end, k) <= 3
            ):
                end = name.last
        return end


def _number(word: str) -> float | None:
    try:
        return float(word.replace(",", ""))
    except ValueError:
        return None
