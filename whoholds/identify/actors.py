"""Which actor a name in a report means: by the registry, the report's own short forms, and the conflict.

A name that judges ("the terrorists") never decides who is meant.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache, lru_cache

from rapidfuzz import fuzz, process

from whoholds.base.records import ActorLink, Mention
from whoholds.identify.registry import (
    Registry,
    actor_words,
    fold_actor,
    longest_first,
    scope_of,
    strip_article,
)
from whoholds.identify.registry_file import ActorRow

_SHORT_FORM = re.compile(
    r"\(\s*(?:the |or |also |known as )?[\"“']?([A-Z][A-Za-z0-9/&.-]{1,11})[\"”']?\s*[),;]"
)
_MOST_SHORT_FORMS = 200
_FULL_NAME_WORDS = 8
_SHORTEST_FUZZY = 9
_LEAST_FUZZY = 90.0
_LOADED_SCORE = 80.0
_ROLE_SCORE = 75.0
_STATE_SCORE = 90.0
_ELSEWHERE_SCORE = 85.0
_TELLING = 8
_SHORTEST_TELLING = 3
# Of "al-Qaeda-affiliated", which adds nothing in front of a name.
_NAMES = frozenset(("al", "qaeda"))


@dataclass(frozen=True, slots=True)
class ActorContext:
    """What a report tells about its actors.

    `conflicts` are those it is about, the likeliest first; `long_forms` its own "Full Name (ACR)";
    `named` the actors that it names outright, in the order of their first mention; `beside` the first
    known actor of the list of names at hand. `here`: the conflicts of the country in which the claim's
    places lie, for names that every war has; None where that country is not known, then all of
    `conflicts` count. `country` (ISO 3166) is that of the places, else the one that the report is about.
    """

    conflicts: tuple[str, ...]
    day: date | None
    long_forms: Mapping[str, str] = field(default_factory=dict)
    named: tuple[str, ...] = ()
    beside: str | None = None
    here: tuple[str, ...] | None = None
    country: str | None = None

    @property
    def local(self) -> tuple[str, ...]:
        """The conflicts in which a name that every war has may mean somebody."""
        return self.conflicts if self.here is None else self.here


@cache
def _backed() -> re.Pattern[str]:
    words = "|".join(sorted(actor_words()["backed"]))
    return re.compile(rf"^(?:\S{{1,40}} ){{1,3}}(?:{words}) ")


def learn_short_forms(text: str) -> dict[str, str]:
    """Return the report's own short forms with their full names: "Hay'at Tahrir al-Sham (HTS)".

    Only a short form whose letters begin words of the name before it counts.
    """
    learned: dict[str, str] = {}
    for count, match in enumerate(_SHORT_FORM.finditer(text)):
        if count >= _MOST_SHORT_FORMS:
            break
        short = match[1].strip(".")
        words = text[max(0, match.start() - 120) : match.start()].split()
        full = _full_name(short, words[-_FULL_NAME_WORDS:])
        if full is not None:
            learned.setdefault(fold_actor(short), full)
    return learned


def _full_name(short: str, words: Sequence[str]) -> str | None:
    letters = [letter.lower() for letter in short if letter.isalpha()]
    if len(letters) < 2:
        return None
    # The longest stretch whose initials hold the letters in order, beginning with the first.
    for start in range(len(words)):
        stretch = words[start:]
        initials = [
            part[0].lower()
            for word in stretch
            for part in re.split(r"[-–/]", word.strip("\"“”'’(),"))
            if part != ""
        ]
        if not stretch[0][:1].isupper() or initials[:1] != letters[:1]:
            continue
        rest = iter(initials)
        if all(letter in rest for letter in letters) and len(initials) <= len(letters) + 3:
            return " ".join(stretch).strip("\"“”'’(),")
    return None


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

    Tried in this order: the name itself, the report's own full form, the name without words that add
    nothing ("HTS fighters"), a state's forces by demonym, bare nouns by conflict, allies of a named
    actor, and for long names the nearest spelling.
    """
    written = mention.name
    for name in dict.fromkeys((mention.name, mention.text or mention.name)):
        found = _outright(name, registry, context)
        if found is not None:
            row, score, why = found
            return _link(written, row, score, why, registry, context)
    for name in dict.fromkeys((mention.name, mention.text or mention.name)):
        link = _by_noun(name, written, registry, context)
        if link is not None:
            return link
    fuzzy = _fuzzy(mention.name, registry, context)
    if fuzzy is not None:
        row, score, why = fuzzy
        return _link(written, row, score, why, registry, context)
    # "Resistance forces" at the start of a sentence; "Republican Guard" is a name.
    role = is_role(strip_article(fold_actor(written))) and not any(map(str.isupper, written[1:]))
    named = not (role or names_nobody(written))
    return ActorLink(
        mention=written,
        name=written,
        actor=None,
        side=None,
        score=0.0,
        why="no actor of the registry bears this name" if named else "words that name nobody",
        named=named,
    )


def names_nobody(name: str) -> bool:
    """Tell whether a name is made of common words alone: "gunmen", "Armed groups", "the two sides".

    A headline capitalises every word, so capitals prove nothing; their absence does.
    """
    if not any(letter.isupper() or letter.isdigit() for letter in name):
        return name.islower()
    words = strip_article(fold_actor(name)).split()
    return all(word in _common_words() for word in words)


@lru_cache(maxsize=16384)
def is_role(folded: str) -> bool:
    """Tell whether a folded name is made of words that every war has: "rebel groups", "the army"."""
    words = actor_words()
    if folded in words["loaded"]:
        return True
    known = (_common_words() | words["roles"]) - _NAMES
    return all(word in known for word in folded.split())


@cache
def _common_words() -> frozenset[str]:
    groups = ("state_nouns", "group_nouns", "leading", "backed", "allies", "loaded", "common")
    return frozenset(
        word for group in groups for phrase in actor_words()[group] for word in phrase.split()
    )


def _outright(
    name: str, registry: Registry, context: ActorContext
) -> tuple[ActorRow, float, str] | None:
    folded = strip_article(fold_actor(name))
    if folded == "" or folded in actor_words()["loaded"]:
        return None
    tried = [(folded, 100.0, "the name itself")]
    long_form = context.long_forms.get(folded)
    if long_form is not None:
        tried.insert(
            0, (strip_article(fold_actor(long_form)), 100.0, f"the report's {long_form!r}")
        )
    bare = _without_words(folded)
    if bare != folded:
        tried.append((bare, 95.0, f"{bare!r} without words that add nothing"))
        if bare in context.long_forms:
            full = strip_article(fold_actor(context.long_forms[bare]))
            tried.append((full, 95.0, f"the report's {context.long_forms[bare]!r}"))
    own = _without_demonym(folded, registry)
    if own != folded and not is_role(own):
        tried.append((_without_words(own), 92.0, f"{own!r}, whatever its country"))
        tried.append((own, 92.0, f"{own!r}, whatever its country"))
    unbacked = strip_article(_backed().sub("", folded))
    if unbacked != folded:
        tried.append((unbacked, 92.0, f"{unbacked!r}, whoever backs it"))
        tried.append((_without_words(unbacked), 92.0, f"{unbacked!r}, whoever backs it"))
    for key, score, why in tried:
        role = is_role(key)
        rows = registry.find(
            key, conflicts=context.local if role else context.conflicts, day=context.day
        )
        scopes = {scope_of(row.id) for row, _ in rows}
        for row, loaded in rows:
            if (loaded or role) and not _of_conflict(row, context):
                # "The regime" is somebody only where the war is known.
                continue
            if len(context.conflicts) == 0 and not _tells_itself(row, key, scopes):
                continue
            if loaded:
                return row, min(score, _LOADED_SCORE), f"{why} (a name that judges)"
            if row.kind == "state" and scope_of(row.id) == "state":
                break
            return row, score, why
    if unbacked != folded:
        return None
    state = _state(folded, registry)
    if state is not None:
        row = registry.of_state(state, conflicts=context.conflicts, day=context.day)
        return row, _STATE_SCORE, f"forces or organs of {registry.states[state].name}"
    telling = len(folded) >= _TELLING and not is_role(folded)
    elsewhere = registry.find(folded, day=context.day) if telling else []
    if len(elsewhere) == 1 and not elsewhere[0][1]:
        return elsewhere[0][0], _ELSEWHERE_SCORE, "the only actor of this name in any conflict"
    return None


@lru_cache(maxsize=16384)
def _without_words(folded: str) -> str:
    changed = True
    while changed:
        changed = False
        for lead in longest_first("leading"):
            if folded.startswith(f"{lead} "):
                folded, changed = folded[len(lead) + 1 :], True
        for tail in longest_first("group_nouns"):
            if folded.endswith(f" {tail}"):
                folded, changed = folded[: -len(tail) - 1], True
    return folded


def _without_demonym(folded: str, registry: Registry) -> str:
    first, _, rest = folded.partition(" ")
    return rest if rest != "" and first in registry.state_words else folded


def _state(folded: str, registry: Registry) -> str | None:
    """Return the country that `folded` names, alone or with a noun of its forces and organs."""
    nouns = actor_words()["state_nouns"]
    for lead in ("the ", "elite ", "local ", "senior "):
        folded = folded.removeprefix(lead)
    words = folded.split()
    # The name of a state has six words at most.
    for count in range(min(6, len(words)), 0, -1):
        country = registry.state_words.get(" ".join(words[:count]))
        rest = " ".join(words[count:])
        if country is not None and (rest in ("", *nouns) or _last_words(words[count:], nouns)):
            return country
        country = registry.state_words.get(" ".join(words[-count:]))
        head = " ".join(words[:-count]).removesuffix(" the").removesuffix(" of")
        if country is not None and len(head) < len(folded) - 4 and head in nouns:
            return country
    return None


def _last_words(words: Sequence[str], nouns: frozenset[str]) -> bool:
    # "Syrian Army's 4th Division": a unit of the state. Four words at most, one of them a noun of force.
    return len(words) <= 4 and any(" ".join(words[at:]) in nouns for at in range(len(words)))


def _tells_itself(row: ActorRow, key: str, scopes: set[str]) -> bool:
    # Without a known war: PDF and SAA are too short to tell one, and so is what two wars have.
    return scope_of(row.id) in ("world", "state") or (
        len(key.replace(" ", "")) >= _SHORTEST_TELLING and len(scopes) == 1
    )


def _by_noun(
    name: str, written: str, registry: Registry, context: ActorContext
) -> ActorLink | None:
    folded = strip_article(fold_actor(name))
    words = actor_words()
    link = _ally(folded, written, registry, context)
    if link is not None:
        return link
    bare = folded
    for lead in longest_first("leading"):
        bare = bare.removeprefix(f"{lead} ")
    if folded in words["loaded"] or bare in words["loaded"]:
        return ActorLink(
            mention=written,
            name=written,
            actor=None,
            side=None,
            score=0.0,
            why="a word that judges and names nobody",
            named=False,
        )
    means = _by_role(folded, bare, written, registry, context)
    if means is not None:
        return means
    return _forces_of_country(folded, bare, written, registry, context)


def _by_role(
    folded: str, bare: str, written: str, registry: Registry, context: ActorContext
) -> ActorLink | None:
    by_default: ActorLink | None = None
    for conflict in context.local:
        for noun in dict.fromkeys((folded, bare)):
            for role in registry.roles(noun, conflict):
                known = [
                    row
                    for actor in role.actors
                    if (row := registry.actor(actor)) is not None and _acts(row, context.day)
                ]
                named = [row for row in known if row.id in context.named]
                if len(named) > 0:
                    sides = {registry.side_of(row.id, context.day) for row in named}
                    if role.named_only and len(sides) > 1:
                        continue
                    row = min(named, key=lambda each: context.named.index(each.id))
                    why = f"{noun!r}: of those whom it may mean the report names {row.name}"
                    return _link(written, row, _ROLE_SCORE, why, registry, context)
                if not role.named_only and len(known) > 0 and by_default is None:
                    why = f"{noun!r} means {known[0].name} in this conflict"
                    by_default = _link(written, known[0], _ROLE_SCORE - 5, why, registry, context)
    return by_default


def _forces_of_country(
    folded: str, bare: str, written: str, registry: Registry, context: ActorContext
) -> ActorLink | None:
    nouns = actor_words()["of_state"]
    country = context.country or ""
    if country not in registry.states or (folded not in nouns and bare not in nouns):
        return None
    row = registry.of_state(country, conflicts=context.local, day=context.day)
    why = f"{folded!r} in {registry.states[country].name}"
    return _link(written, row, _ROLE_SCORE - 5, why, registry, context)


def _of_conflict(row: ActorRow, context: ActorContext) -> bool:
    own = scope_of(row.id)
    return own in context.local or own in ("world", "state")


def _acts(row: ActorRow, day: date | None) -> bool:
    return day is None or (
        (row.since is None or row.since <= day) and (row.until is None or day < row.until)
    )


def _ally(folded: str, written: str, registry: Registry, context: ActorContext) -> ActorLink | None:
    allies = actor_words()["allies"]
    tail = next(
        (word for word in sorted(allies, key=len, reverse=True) if folded.endswith(word)), None
    )
    if tail is None:
        return None
    head = folded.removesuffix(tail).strip()
    together = head.endswith((" and", " and its", " and their", " along with", " with"))
    head = re.sub(r" (?:and|and its|and their|along with|with)$", "", head)
    head = head.removesuffix(" s").removesuffix(" its").removesuffix(" their").strip()
    friend: ActorRow | None = None
    if head != "":
        found = _outright(head, registry, context)
        if found is not None and together:
            row, score, why = found
            return _link(
                written, row, score, f"{why}, named first of its allies", registry, context
            )
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
        side=registry.side_of(friend.id, context.day),
        score=60.0,
        why=f"allies are on the side of {friend.name}",
    )


def _fuzzy(
    name: str, registry: Registry, context: ActorContext
) -> tuple[ActorRow, float, str] | None:
    folded = _without_words(strip_article(fold_actor(name)))
    if len(folded) < _SHORTEST_FUZZY or len(folded) > 80 or " " not in folded:
        return None
    keys = [
        key
        for key, rows in registry.names.items()
        if not key.startswith("=")
        and abs(len(key) - len(folded)) <= 4
        and any(scope_of(row.id) in (*context.conflicts, "world") for row, _ in rows)
    ]
    best = process.extractOne(folded, keys, scorer=fuzz.ratio, score_cutoff=_LEAST_FUZZY)
    if best is None:
        return None
    # A number or a compass word that differs names another unit.
    if re.findall(r"\d+", best[0]) != re.findall(r"\d+", folded):
        return None
    rows = registry.find(best[0], conflicts=context.conflicts, day=context.day)
    if len(rows) == 0 or rows[0][1]:
        return None
    return rows[0][0], round(best[1] - 10.0, 1), f"spelled like {best[0]!r}"


def _link(
    written: str,
    row: ActorRow,
    score: float,
    why: str,
    registry: Registry,
    context: ActorContext,
) -> ActorLink:
    return ActorLink(
        mention=written,
        name=row.name,
        actor=row.id,
        side=registry.side_of(row.id, context.day),
        score=score,
        why=why,
    )
