"""Which actor a name in a report means: by the registry, the report's own short forms, and the conflict.

A name that judges ("the terrorists") never decides who is meant.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from rapidfuzz import fuzz, process

from whoholds.base.records import ActorLink, Mention
from whoholds.identify.actor_forms import client, number_words, of_capital, of_state, unit
from whoholds.identify.actor_words import (
    backed_words,
    in_neutral_words,
    is_role,
    names_nobody,
    other_nouns,
    stripped,
    without_lead,
)
from whoholds.identify.registry import Registry, active, within
from whoholds.identify.registry_check import FIGHTING
from whoholds.identify.registry_file import ActorRow, RoleRow
from whoholds.identify.registry_names import actor_words, fold_actor, scope_of, strip_article

_SHORTEST_FUZZY = 9
_LONGEST_FUZZY = 80
_LEAST_FUZZY = 90.0
_LOADED_SCORE = 80.0
_ROLE_SCORE = 75.0
_ELSEWHERE_SCORE = 85.0
_TELLING = 8
_SHORTEST_TELLING = 3
_SHORTEST_POSSESSIVE = 4

_Found = tuple[ActorRow, float, str]


@dataclass(frozen=True, slots=True)
class ActorContext:
    """What a report tells about its actors.

    `conflicts` are those it is about, the likeliest first; `long_forms` its own "Full Name (ACR)";
    `named` the actors that it names outright, in the order of their first mention; `beside` the first
    known actor of the list of names at hand. `here`: the conflicts of the country in which the claim's
    places lie, for names that every war has; None where that country is not known, then all of
    `conflicts` count. `country` (ISO 3166) is that of the places, else the one that the report is about.
    `speaker` is the side of the one who speaks, whom the claim quotes or who publishes: of two sides
    "the enemy" is the other one.
    """

    conflicts: tuple[str, ...]
    day: date | None
    long_forms: Mapping[str, str] = field(default_factory=dict)
    named: tuple[str, ...] = ()
    beside: str | None = None
    here: tuple[str, ...] | None = None
    country: str | None = None
    speaker: str | None = None

    @property
    def local(self) -> tuple[str, ...]:
        """The conflicts in which a name that every war has may mean somebody."""
        return self.conflicts if self.here is None else self.here

    @property
    def nearest(self) -> tuple[str, ...]:
        """The conflicts of the places first, then the report's others."""
        return tuple(dict.fromkeys((*self.local, *self.conflicts)))


def name_actors(names: Iterable[str], registry: Registry, context: ActorContext) -> tuple[str, ...]:
    """Return the actors that `names` mean outright (no bare nouns), in order, each once."""
    found: dict[str, None] = {}
    for name in names:
        row = _outright(name, registry, context)
        if row is not None:
            found.setdefault(row[0].id)
    return tuple(found)


def resolve_actor(mention: Mention, registry: Registry, context: ActorContext) -> ActorLink:
    """Return the actor that a mention means; `actor` and `side` are None where nobody is known.

    Tried in this order: the name itself, the report's own full form, whose clients or whose numbered
    unit it is, the name without words that add nothing ("HTS fighters"), a state's forces by demonym,
    bare nouns by conflict and speaker, allies of a named actor, and for long names the nearest spelling.
    """
    written = mention.name
    for name in dict.fromkeys((mention.name, mention.text or mention.name)):
        found = _outright(name, registry, context)
        if found is not None:
            return _link(written, found, registry, context)
    for name in dict.fromkeys((mention.name, mention.text or mention.name)):
        link = _by_noun(name, written, registry, context)
        if link is not None:
            return link
    fuzzy = _fuzzy(mention.name, registry, context)
    if fuzzy is not None:
        return _link(written, fuzzy, registry, context)
    # "Resistance forces" at the start of a sentence; "Republican Guard" is a name.
    role = is_role(strip_article(fold_actor(written))) and not any(map(str.isupper, written[1:]))
    named = not (role or names_nobody(written))
    why = "no actor of the registry bears this name" if named else "words that name nobody"
    return _nobody(written, why, named=named)


def link_publisher(name: str, registry: Registry, context: ActorContext) -> ActorLink:
    """Return the actor that publishes under a name or the host of its pages, with the side it is on."""
    row = registry.outlet(name, context.day, conflicts=context.nearest)
    if row is None:
        return resolve_actor(Mention(name=name), registry, context)
    return _link(name, (row, 100.0, f"{name!r} is {row.name}"), registry, context)


def _nobody(written: str, why: str, *, named: bool = False) -> ActorLink:
    return ActorLink(
        mention=written, name=written, actor=None, side=None, score=0.0, why=why, named=named
    )


def _link(written: str, found: _Found, registry: Registry, context: ActorContext) -> ActorLink:
    row, score, why = found
    return ActorLink(
        mention=written,
        name=row.name,
        actor=row.id,
        side=registry.side_of(row.id, context.day, conflicts=context.nearest),
        score=score,
        why=why,
    )


def _outright(name: str, registry: Registry, context: ActorContext) -> _Found | None:
    folded = strip_article(fold_actor(name))
    words = actor_words()
    if folded == "" or folded in words["loaded"] or folded in words["enemy"] | words["own"]:
        return None
    tried = [(folded, 100.0, "the name itself")]
    long_form = context.long_forms.get(folded)
    if long_form is not None:
        full = strip_article(fold_actor(long_form))
        tried.insert(0, (full, 100.0, f"the report's {long_form!r}"))
    found = _of_registry(tried, registry, context)
    if found is not None:
        return found
    formed = client(folded, registry, conflicts=context.nearest, day=context.day) or unit(
        folded, registry, conflicts=context.nearest, day=context.day
    )
    if formed is not None:
        return formed
    unbacked = strip_article(backed_words().sub("", folded))
    own = _whose_unit(folded)
    if own is not None and own != folded:
        owner = _outright(own, registry, context)
        if owner is not None:
            return owner[0], min(owner[1], 90.0), f"a unit of {owner[0].name}"
    tried = []
    for other in other_nouns(folded):
        tried.append((other, 93.0, f"as {other!r}"))
    for bare in stripped(folded):
        tried.append((bare, 95.0, f"{bare!r} without words that add nothing"))
        if bare in context.long_forms:
            full = strip_article(fold_actor(context.long_forms[bare]))
            tried.append((full, 95.0, f"the report's {context.long_forms[bare]!r}"))
    first, _, rest = folded.partition(" ")
    if rest != "" and len(first) > _SHORTEST_POSSESSIVE and first.endswith("s"):
        # "Assads troops": an apostrophe that a report leaves out.
        whole = f"{first[:-1]} {rest}"
        tried += [(each, 92.0, f"as {each!r}") for each in (whole, *other_nouns(whole))]
    nationless = _without_demonym(folded, registry)
    if nationless != folded and not is_role(nationless):
        why = f"{nationless!r}, whatever its country"
        tried += [(each, 92.0, why) for each in (nationless, *stripped(nationless))]
    if unbacked != folded:
        why = f"{unbacked!r}, whoever backs it"
        tried += [(each, 92.0, why) for each in (unbacked, *stripped(unbacked))]
    found = _of_registry(tried, registry, context)
    if found is not None or unbacked != folded:
        return found
    state = of_state(folded, registry, conflicts=context.conflicts, day=context.day) or of_capital(
        name, registry, conflicts=context.conflicts, day=context.day
    )
    plain = " ".join(folded.split()[1:]) in ("", *words["state_nouns"])
    if state is not None and plain:
        return state
    return _elsewhere(folded, registry, context) or state


def _elsewhere(folded: str, registry: Registry, context: ActorContext) -> _Found | None:
    """Return the actor of this name in a war that is not the report's.

    Any name where the report names another actor of that war; else a long one that one actor bears.
    """
    if is_role(folded):
        return None
    scopes = tuple(dict.fromkeys(each for each in map(scope_of, context.named) if each != "state"))
    told = registry.find(folded, conflicts=scopes, day=context.day) if len(scopes) > 0 else []
    if len(told) > 0 and not told[0].loaded and scope_of(told[0].row.id) in scopes:
        return told[0].row, _ELSEWHERE_SCORE, "of the war of another actor that the report names"
    found = registry.find(folded, day=context.day) if len(folded) >= _TELLING else []
    found = [each for each in found if scope_of(each.row.id) != "state"]
    if len(found) == 1 and not found[0].loaded:
        return found[0].row, _ELSEWHERE_SCORE, "the only actor of this name in any conflict"
    return None


def _of_registry(
    tried: Sequence[tuple[str, float, str]], registry: Registry, context: ActorContext
) -> _Found | None:
    for key, score, why in tried:
        role = is_role(key)
        scopes = context.local if role else context.nearest
        bearings = registry.find(key, conflicts=scopes, day=context.day)
        found_in = {scope_of(bearing.row.id) for bearing in bearings}
        for bearing in bearings:
            row = bearing.row
            if (bearing.loaded or role) and not _of_conflict(row, context):
                # "The regime" is somebody only where the war is known.
                continue
            if bearing.loaded and role and not within(bearing.since, bearing.until, context.day):
                # "Regime forces" of today are no longer those of the last regime.
                continue
            if len(context.conflicts) == 0 and not _tells_itself(row, key, found_in):
                continue
            if bearing.loaded:
                return row, min(score, _LOADED_SCORE), f"{why} (a name that judges)"
            if row.kind == "state" and scope_of(row.id) == "state":
                break
            return row, score, why
    return None


def _whose_unit(folded: str) -> str | None:
    """Return the owner that the name of a unit names: "155th brigade of the X", "X 11th regiment"."""
    words = folded.split()
    units = actor_words()["units"]
    at = next((at for at, word in enumerate(words) if word in units), None)
    if at is None:
        return None
    if words[at + 1 : at + 2] == ["of"]:
        return strip_article(" ".join(words[at + 2 :]))
    first = number_words(words)
    if first is not None and first > 0:
        return " ".join(words[:first])
    return None


def _without_demonym(folded: str, registry: Registry) -> str:
    first, _, rest = folded.partition(" ")
    return rest if rest != "" and first in registry.state_words else folded


def _tells_itself(row: ActorRow, key: str, scopes: set[str]) -> bool:
    # Without a known war: PDF and SAA are too short to tell one, and so is what two wars have.
    if scope_of(row.id) in ("world", "state"):
        return len(scopes) == 1 or len(key) > _SHORTEST_TELLING
    return len(key.replace(" ", "")) > _SHORTEST_TELLING and len(scopes) == 1


def _by_noun(
    name: str, written: str, registry: Registry, context: ActorContext
) -> ActorLink | None:
    folded = strip_article(fold_actor(name))
    words = actor_words()
    link = _ally(folded, written, registry, context)
    if link is not None:
        return link
    bare = without_lead(folded)
    for relation, nouns in (("enemy", words["enemy"]), ("own", words["own"])):
        if folded in nouns or bare in nouns:
            return _by_speaker(relation, folded, written, registry, context)
    if folded in words["loaded"] or bare in words["loaded"]:
        return _nobody(written, "a word that judges and names nobody")
    home = _at_home(bare, registry, context)
    neutral = (in_neutral_words(folded), in_neutral_words(bare))
    nouns_tried = tuple(dict.fromkeys((folded, bare, *neutral, home, *other_nouns(bare))))
    means = _by_role(nouns_tried, written, registry, context)
    if means is not None:
        return means
    return _forces_of_country(nouns_tried, written, registry, context)


def _at_home(folded: str, registry: Registry, context: ActorContext) -> str:
    """Return a noun without the demonym of the war's own country: "Syrian rebel forces"."""
    first, _, rest = folded.partition(" ")
    country = registry.state_words.get(first)
    lands = {each for one in context.local for each in registry.conflicts[one].countries}
    return rest if rest != "" and country in {*lands, context.country} - {None} else folded


def _by_speaker(
    relation: str, folded: str, written: str, registry: Registry, context: ActorContext
) -> ActorLink:
    """Return whom "the enemy" and "our forces" mean in the mouth of the one who speaks."""
    if context.speaker is None:
        return _nobody(written, "it hangs on who speaks, whose side is not known")
    if relation == "own":
        side = registry.sides().get(context.speaker)
        main = None if side is None or side.main is None else registry.actor(side.main)
        if side is None or main is None:
            return _nobody(written, "the speaker's side has no army that the registry knows")
        why = f"{folded!r}, said by {side.name}"
        return _link(written, (main, _ROLE_SCORE, why), registry, context)
    against: dict[str, ActorRow] = {}
    for actor in context.named:
        row = registry.actor(actor)
        if row is None or row.kind not in (*FIGHTING, "unit", "government"):
            continue
        own = registry.side_of(row.id, context.day, conflicts=context.nearest)
        if own is not None and own != context.speaker:
            against.setdefault(own, row)
    if len(against) == 0:
        for conflict in context.local:
            sides = [side for side in registry.sides().values() if scope_of(side.id) == conflict]
            others = [side for side in sides if side.id != context.speaker]
            if len(sides) == 2 and len(others) == 1 and others[0].main is not None:
                row = registry.actor(others[0].main)
                if row is not None:
                    against[others[0].id] = row
    if len(against) != 1:
        return _nobody(written, "it hangs on who speaks, and there are several or no opponents")
    (row,) = against.values()
    name = registry.sides()[context.speaker].name if context.speaker in registry.sides() else ""
    why = f"{folded!r}, said by {name or context.speaker}"
    return _link(written, (row, _ROLE_SCORE, why), registry, context)


def _by_role(
    nouns: Sequence[str], written: str, registry: Registry, context: ActorContext
) -> ActorLink | None:
    by_default: ActorLink | None = None
    for conflict in context.local:
        for noun in nouns:
            for role in registry.roles(noun, conflict, speaker=context.speaker):
                known = _who_act(role, registry, context)
                named = [row for row in known if row.id in context.named]
                if len(named) > 0:
                    sides = {
                        registry.side_of(row.id, context.day, conflicts=context.nearest)
                        for row in named
                    }
                    if role.named_only and len(sides) > 1:
                        continue
                    row = min(named, key=lambda each: context.named.index(each.id))
                    why = f"{noun!r}: of those whom it may mean the report names {row.name}"
                    return _link(written, (row, _ROLE_SCORE, why), registry, context)
                if not role.named_only and len(known) > 0 and by_default is None:
                    why = f"{noun!r} means {known[0].name} in this conflict"
                    if len(role.speakers) > 0:
                        why = f"{noun!r} means {known[0].name} in the mouth of this side"
                    found = (known[0], _ROLE_SCORE - 5, why)
                    by_default = _link(written, found, registry, context)
    return by_default


def _who_act(role: RoleRow, registry: Registry, context: ActorContext) -> list[ActorRow]:
    rows = [row for actor in role.actors if (row := registry.actor(actor)) is not None]
    acting = [row for row in rows if active(row, context.day)]
    # Of those whose time is over, who was the last.
    past = [row for row in rows if context.day and row.until and row.until <= context.day]
    return acting or sorted(past, key=lambda row: row.until or date.min)[-1:]


def _forces_of_country(
    nouns: Sequence[str], written: str, registry: Registry, context: ActorContext
) -> ActorLink | None:
    known = actor_words()["of_state"]
    country = context.country or ""
    noun = next((noun for noun in nouns if noun in known), None)
    if country not in registry.states or noun is None:
        return None
    row = registry.of_state(country, conflicts=context.local, day=context.day)
    why = f"{noun!r} in {registry.states[country].name}"
    return _link(written, (row, _ROLE_SCORE - 5, why), registry, context)


def _of_conflict(row: ActorRow, context: ActorContext) -> bool:
    own = scope_of(row.id)
    return own in context.local or own in ("world", "state")


def _ally(folded: str, written: str, registry: Registry, context: ActorContext) -> ActorLink | None:
    allies = actor_words()["allies"]
    tail = next(
        (word for word in sorted(allies, key=len, reverse=True) if folded.endswith(word)), None
    )
    if tail is None:
        return None
    head = folded.removesuffix(tail).strip()
    together = head.endswith((" and", " and its", " and their", " along with", " with"))
    for link in (" and", " and its", " and their", " along with", " with"):
        head = head.removesuffix(link)
    head = head.removesuffix(" s").removesuffix(" its").removesuffix(" their").strip()
    friend: ActorRow | None = None
    if head != "":
        found = _outright(head, registry, context)
        if found is not None and together:
            row, score, why = found
            named_first = f"{why}, named first of its allies"
            return _link(written, (row, score, named_first), registry, context)
        friend = None if found is None else found[0]
    elif context.beside is not None:
        friend = registry.actor(context.beside)
    elif len(context.named) > 0:
        friend = registry.actor(context.named[0])
    if friend is None:
        return None
    return ActorLink(
        mention=written,
        name=f"Allies of {friend.name}",
        actor=None,
        side=registry.side_of(friend.id, context.day, conflicts=context.nearest),
        score=60.0,
        why=f"allies are on the side of {friend.name}",
    )


def _fuzzy(name: str, registry: Registry, context: ActorContext) -> _Found | None:
    whole = strip_article(fold_actor(name))
    for folded in (whole, *stripped(whole)):
        if not _SHORTEST_FUZZY <= len(folded) <= _LONGEST_FUZZY or " " not in folded:
            continue
        if is_role(folded):
            continue
        keys = [
            key
            for scope in (*context.nearest, "world")
            for key in registry.long_keys.get(scope, ())
            if abs(len(key) - len(folded)) <= 4
        ]
        best = process.extractOne(folded, keys, scorer=fuzz.ratio, score_cutoff=_LEAST_FUZZY)
        if best is None or _apart(best[0]) != _apart(folded):
            continue
        bearings = registry.find(best[0], conflicts=context.nearest, day=context.day)
        if len(bearings) > 0 and not bearings[0].loaded:
            return bearings[0].row, round(best[1] - 10.0, 1), f"spelled like {best[0]!r}"
    return None


def _apart(folded: str) -> list[str]:
    # A number, a compass word or a country that differs names another one.
    kept = actor_words()["apart"]
    return [word for word in folded.split() if word in kept or any(map(str.isdigit, word))]
