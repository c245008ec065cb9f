"""Forms of names that tell whose somebody is: a state's forces, a patron's clients, numbered units."""

from collections.abc import Sequence
from datetime import date

from whoholds.identify.actor_words import backed_words, made_of_nouns, without_words
from whoholds.identify.registry import Registry
from whoholds.identify.registry_file import ActorRow
from whoholds.identify.registry_names import actor_words, fold_actor, strip_article

Found = tuple[ActorRow, float, str]

_STATE_SCORE = 90.0
_CLIENT_SCORE = 85.0
_UNIT_SCORE = 85.0
_CAPITAL_SCORE = 80.0
_STATE_NAME_WORDS = 6
_WORDS_OF_FORCE = 6


def client(
    folded: str, registry: Registry, *, conflicts: Sequence[str], day: date | None
) -> Found | None:
    """Return whom "Turkish-backed fighters", "pro-Russian forces" or "U.S.-supported rebels" mean.

    Only where nothing but nouns follows: a client with a name has its name.
    """
    words = folded.split()
    if words[:1] == ["pro"]:
        patron, rest = _patron(words[1:], registry)
    elif (backed := backed_words().match(folded)) is not None and " led " not in backed[0]:
        patron, left = _patron(strip_article(backed[1].strip()).split(), registry)
        rest = folded[backed.end() :] if left == "" else "?"
    else:
        return None
    if patron is None or not made_of_nouns(without_words(rest)):
        return None
    row = registry.client_of(patron, conflicts=conflicts, day=day)
    return (
        None if row is None else (row, _CLIENT_SCORE, f"those whom {patron} backs in this conflict")
    )


def _patron(words: Sequence[str], registry: Registry) -> tuple[str | None, str]:
    """Return a country (ISO 3166) or a word that backs somebody, and the words after it."""
    for count in range(min(_STATE_NAME_WORDS, len(words)), 0, -1):
        country = registry.state_words.get(" ".join(words[:count]))
        country = country or registry.capital_words.get(" ".join(words[:count]))
        if country is not None:
            return country, " ".join(words[count:])
    if len(words) > 0:
        return words[0], " ".join(words[1:])
    return None, ""


def number_words(words: Sequence[str]) -> int | None:
    """Return where the first number stands in folded words: "72nd", "104"."""
    return next(
        (at for at, word in enumerate(words) if word[:1].isdigit() and _number(word) is not None),
        None,
    )


def _number(word: str) -> int | None:
    digits = word.rstrip("stndrh")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= 5 else None


def unit(
    folded: str, registry: Registry, *, conflicts: Sequence[str], day: date | None
) -> Found | None:
    """Return whose numbered unit it is: of "72nd Mechanized Brigade" the army that has such units."""
    words = folded.split()
    at = number_words(words)
    if at is None or actor_words()["units"].isdisjoint(words):
        return None
    number = _number(words[at])
    padded = f" {folded} "
    for conflict in conflicts:
        for kind, row in registry.unit_kinds.get(conflict, ()):
            if f" {kind} " not in padded or (row.numbers and number not in row.numbers):
                continue
            actor = registry.actor(row.actor)
            if actor is not None and (actor.since is None or day is None or actor.since <= day):
                return actor, _UNIT_SCORE, f"a unit of {actor.name}, by {kind!r}"
    return None


def of_state(
    folded: str, registry: Registry, *, conflicts: Sequence[str], day: date | None
) -> Found | None:
    """Return the forces of the country that `folded` names, alone or with a noun of forces and organs."""
    country = _country(folded, registry)
    if country is None:
        return None
    row = registry.of_state(country, conflicts=conflicts, day=day)
    return row, _STATE_SCORE, f"forces or organs of {registry.states[country].name}"


def of_capital(
    name: str, registry: Registry, *, conflicts: Sequence[str], day: date | None
) -> Found | None:
    """Return the state that a report calls by its capital: "Baku said", "Moscow"."""
    folded = strip_article(fold_actor(name))
    country = registry.capital_words.get(folded)
    if country is None:
        return None
    row = registry.of_state(country, conflicts=conflicts, day=day)
    return row, _CAPITAL_SCORE, f"the capital stands for {registry.states[country].name}"


def _country(folded: str, registry: Registry) -> str | None:
    nouns = actor_words()["state_nouns"]
    for lead in ("the ", "elite ", "local ", "senior "):
        folded = folded.removeprefix(lead)
    words = folded.split()
    for count in range(min(_STATE_NAME_WORDS, len(words)), 0, -1):
        country = registry.state_words.get(" ".join(words[:count]))
        rest = " ".join(words[count:])
        if country is not None and (rest in ("", *nouns) or _of_force(words[count:])):
            return country
        country = registry.state_words.get(" ".join(words[-count:]))
        head = " ".join(words[:-count]).removesuffix(" the").removesuffix(" of")
        if country is None or len(head) >= len(folded) - 4:
            continue
        if head in nouns or _of_force(head.split()):
            return country
    return None


def _of_force(words: Sequence[str]) -> bool:
    # "Syrian Army's 4th Division": a unit of the state. Six words at most, one of them a noun of force.
    nouns = actor_words()["state_nouns"] | actor_words()["units"]
    civil = actor_words()["civil"]
    if len(words) > _WORDS_OF_FORCE or not civil.isdisjoint(words):
        return False
    return any(" ".join(words[at:]) in nouns for at in range(len(words)))
