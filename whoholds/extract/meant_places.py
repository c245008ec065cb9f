"""Which named place a common noun stands for: "the city", "the base" after "Taqba air base"."""

from collections.abc import Sequence

from whoholds.base.records import PlaceKind
from whoholds.extract.candidates import Where
from whoholds.extract.discourse import anaphor_kinds
from whoholds.extract.lexicon import fold
from whoholds.extract.slot_features import Setting

_MOST = 6
_VAGUE = frozenset(("area", "region", "territory", "district", "districts", "site", "settlements"))
_SINGULAR = {"cities": "city", "towns": "town", "villages": "village", "provinces": "province"}


def meant_places(noun: Where, where: Sequence[Where]) -> list[Where]:
    """Return the named places that the common noun of `noun` may stand for, the likeliest kinds first.

    A noun for no settlement or region means a place whose name holds it, and a settlement besides
    where none does.
    """
    if not noun.noun:
        return []
    named = [w for w in where if w is not noun and not w.noun and len(w.mentions) == 1]
    sharing = [w for w in named if _shares(noun, w)]
    kinds = anaphor_kinds(_SINGULAR.get(noun.noun, noun.noun))
    if kinds is not None:
        agreeing = [w for w in named if w.mentions[0].kind in kinds and w not in sharing]
    elif noun.noun in _VAGUE:
        agreeing = [w for w in named if w not in sharing]
    else:
        agreeing = []
    return [*sharing, *agreeing][:_MOST]


def meant_features(
    at: Setting, noun: Where, meant: Where, candidates: Sequence[object]
) -> list[str]:
    """Return what tells whether the common noun of `noun` stands for the place `meant`."""
    place = meant.mentions[0]
    shares = _shares(noun, meant)
    others = [w for w in candidates if isinstance(w, Where) and w is not noun and not w.noun]
    alike = [w for w in others if len(w.mentions) == 1 and w.mentions[0].kind is place.kind]
    rank = _named_since(at, noun, meant, alike)
    side = "out" if meant.first < 0 else "before" if meant.last <= noun.first else "after"
    town = place.kind is PlaceKind.SETTLEMENT
    origin = meant.origins[0] if meant.origins else "-"
    determiner = at.typed.word(noun.first) if noun.first >= 0 else "-"
    rule = "rule" in meant.origins
    out = [
        f"pas,sh={shares}",
        f"pas,h={noun.noun},{place.kind},{shares}",
        f"pas,side={side},{shares}",
        f"pas,side,h={side},{noun.noun}",
        f"pas,o={origin},{side}",
        f"pas,rank={min(rank, 5)},{side}",
        f"pas,rank,town={min(rank, 5)},{town},{side}",
        f"pas,only={len(alike) == 1},{town}",
        f"pas,the={determiner},{noun.noun}",
        f"pas,rule={rule},{shares}",
    ]
    out += [f"pas,oo={o}" for o in meant.origins]
    if meant.place is not None and meant.first >= 0:
        out.append(f"pas,ch={meant.place.chain},{meant.place.prep},{side}")
    return out


def _named_since(at: Setting, noun: Where, meant: Where, alike: Sequence[Where]) -> int:
    """Return how many other places of its kind were named since `meant`, 9 where that is unknown."""
    since = [w for w in alike if 0 <= w.first < noun.first and w is not meant]
    if meant.first >= 0:
        return len([w for w in since if w.first > meant.first])
    names = {fold(w.mentions[0].name) for w in since}
    place = meant.mentions[0]
    for known in reversed(at.view.known_places):
        if fold(known.name) == fold(place.name):
            return len(names)
        if known.kind is place.kind:
            names.add(fold(known.name))
    return 9


def _shares(noun: Where, named: Where) -> bool:
    return noun.noun in fold(named.mentions[0].name).split(" ")
