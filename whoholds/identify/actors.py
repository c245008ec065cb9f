"""Which actor a name in a report means: by the registry, the report's own short forms, and the conflict.

A name that judges ("the terrorists") never decides who is meant.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache, lru_cache

from rapidfuzz import fuzz, process

from whoholds.base.records import ActorLink, Claim, Mention, Report
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


@dataclass(frozen=True, slots=True)
class ActorContext:
    """What a report tells about its actors.

    `conflicts` are those it is about, the likeliest first; `long_forms` its own "Full Name (ACR)";
    `named` the actors that it names outright, in the order of their first mention; `beside` the first
    known actor of the list of names at hand.
    """

    conflicts: tuple[str, ...]
    day: date | None
    long_forms: Mapping[str, str] = field(default_factory=dict)
    named: tuple[str, ...] = ()
    beside: str | None = None


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
    named = not names_nobody(written)
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
    unbacked = strip_article(_backed().sub("", folded))
    if unbacked != folded:
        tried.append((unbacked, 92.0, f"{unbacked!r}, whoever backs it"))
        tried.append((_without_words(unbacked), 92.0, f"{unbacked!r}, whoever backs it"))
    for key, score, why in tried:
        for row, loaded in registry.find(key, conflicts=context.conflicts, day=context.day):
            if loaded and not _of_conflict(row, context):
                # "The regime" is somebody only where the war is known.
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
    elsewhere = registry.find(folded, day=context.day) if len(folded) >= _TELLING else []
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
    for conflict in context.conflicts:
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
                if not role.named_only and len(known) > 0:
                    why = f"{noun!r} means {known[0].name} in this conflict"
                    return _link(written, known[0], _ROLE_SCORE - 5, why, registry, context)
    return None


def _of_conflict(row: ActorRow, context: ActorContext) -> bool:
    own = row.id.partition(":")[0]
    return own in context.conflicts or own in ("world", "state")


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


def conflicts_of(report: Report, claims: Sequence[Claim], registry: Registry) -> tuple[str, ...]:
    """Return the conflicts that a report is about, the likeliest first.

    The conflicts that its source files it under weigh most, then its title, places and actors, then its
    text. A conflict that began after the report was published is left out.
    """
    weighed: dict[str, float] = {}
    context = fold_actor(" . ".join(report.context)[:300])
    title = f" {fold_actor(report.title or '')} "
    text = f" {_folded_start(report.text)} "
    names = [place.name for claim in claims for place in claim.places]
    names += [name for claim in claims for place in claim.places for name in place.within]
    places = {fold_actor(name) for name in names}
    for conflict in registry.conflicts.values():
        if (
            conflict.since is not None
            and report.published is not None
            and report.published < conflict.since
        ):
            continue
        weight = 0.0
        for topic in registry.topics[conflict.id]:
            padded = f" {topic} "
            weight += 6.0 * (padded in f" {context} ") + 3.0 * (padded in title)
            weight += 3.0 * (topic in places) + min(2.0, 0.5 * text.count(padded))
        if weight > 0:
            weighed[conflict.id] = weight
    for claim in claims:
        for mention in (*claim.actors, *claim.targets, *claim.said_by):
            scopes = {scope_of(row.id) for row, loaded in registry.find(mention.name) if not loaded}
            for scope in scopes - {"world", "state"}:
                if scope in registry.conflicts:
                    weighed[scope] = weighed.get(scope, 0.0) + 1.0 / len(scopes)
    best = max(weighed.values(), default=0.0)
    kept = [conflict for conflict, weight in weighed.items() if weight >= best * 0.4]
    return tuple(sorted(kept, key=lambda conflict: (-weighed[conflict], conflict)))


def _folded_start(text: str) -> str:
    # Folding is bounded; the first paragraphs tell what a report is about.
    return " ".join(fold_actor(text[at : at + 200]) for at in range(0, min(len(text), 6000), 200))
