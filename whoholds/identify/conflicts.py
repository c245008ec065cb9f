"""Which conflicts, and which country, is a report about? That decides names that every war has."""

import csv
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib import resources

from whoholds.base.records import Claim, Report
from whoholds.identify.actor_words import is_role
from whoholds.identify.registry import Registry
from whoholds.identify.registry_names import fold_actor, scope_of, strip_article

_IN_CONTEXT = 6.0
_IN_TITLE = 3.0
_AS_PLACE = 3.0
_AS_PROVINCE = 1.5
_PUBLISHES_THERE = 1.0
_A_WORD = 0.5
_MOST_WORDS = 2.0
_NEAR_THE_BEST = 0.4
_DOMINANT = 2.0
_STATE_WORDS = 4
_SHORT = ("us",)


def conflicts_of(report: Report, claims: Sequence[Claim], registry: Registry) -> tuple[str, ...]:
    """Return the conflicts that a report is about, the likeliest first.

    The conflicts that its source files it under weigh most, then its title, places (also by their
    provinces) and actors, then its text and its publisher. Names that every war has ("rebel groups") and
    names that judge weigh nothing. A conflict that began after the report was published is left out, and
    so is one that weighs little beside another, or beside a country of no known conflict.
    """
    weighed: dict[str, float] = {}
    context = f" {fold_actor(' . '.join(report.context)[:300])} "
    title = f" {fold_actor(report.title or '')} "
    text = f" {_folded_start(report.text)} "
    places = set(_place_names(claims))
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
            weight += _IN_CONTEXT * (padded in context) + _IN_TITLE * (padded in title)
            weight += _AS_PLACE * (topic in places)
            weight += min(_MOST_WORDS, _A_WORD * text.count(padded))
        lands = [name for name in places if _provinces().get(name) in conflict.countries]
        weight += _AS_PROVINCE * len(lands)
        if weight > 0:
            weighed[conflict.id] = weight
    outlet = registry.outlet(report.publisher, report.published) if report.publisher else None
    if outlet is not None and scope_of(outlet.id) in weighed:
        weighed[scope_of(outlet.id)] += _PUBLISHES_THERE
    for claim in claims:
        for mention in (*claim.actors, *claim.targets, *claim.said_by):
            if is_role(strip_article(fold_actor(mention.name))):
                continue
            bearings = registry.find(mention.name, day=report.published)
            scopes = {scope_of(each.row.id) for each in bearings if not each.loaded}
            for scope in scopes - {"world", "state"}:
                if scope in registry.conflicts:
                    weighed[scope] = weighed.get(scope, 0.0) + 1.0 / len(scopes)
    covered = {country for row in registry.conflicts.values() for country in row.countries}
    others = [
        weight
        for country, weight in weigh_countries(report, claims, registry).items()
        if country not in covered
    ]
    best = max((*weighed.values(), *others), default=0.0)
    kept = [conflict for conflict, weight in weighed.items() if weight >= best * _NEAR_THE_BEST]
    return tuple(sorted(kept, key=lambda conflict: (-weighed[conflict], conflict)))


def weigh_countries(
    report: Report, claims: Sequence[Claim], registry: Registry
) -> dict[str, float]:
    """Return the countries (ISO 3166) that a report names, by name or demonym, with their weights."""
    weighed: defaultdict[str, float] = defaultdict(float)
    for country in set(_countries_in(fold_actor(" . ".join(report.context)[:300]), registry)):
        weighed[country] += _IN_CONTEXT
    for country in set(_countries_in(fold_actor(report.title or ""), registry)):
        weighed[country] += _IN_TITLE
    for name in set(_place_names(claims)):
        if name in registry.state_words:
            weighed[registry.state_words[name]] += _AS_PLACE
    for country, count in Counter(_countries_in(_folded_start(report.text), registry)).items():
        weighed[country] += min(_MOST_WORDS, _A_WORD * count)
    return dict(weighed)


def main_country(weighed: dict[str, float]) -> str | None:
    """Return the country that weighs at least twice as much as any other, None where none does."""
    ranked = sorted(weighed.items(), key=lambda item: (-item[1], item[0]))
    if len(ranked) == 0 or (len(ranked) > 1 and ranked[0][1] < _DOMINANT * ranked[1][1]):
        return None
    return ranked[0][0]


@cache
def _provinces() -> Mapping[str, str]:
    """Return the folded names of provinces with their country, those of two countries left out."""
    file = resources.files("whoholds.identify") / "data" / "provinces.tsv"
    found: dict[str, set[str]] = {}
    with file.open(encoding="utf-8") as lines:
        rows = csv.DictReader((line for line in lines if not line.startswith("#")), delimiter="\t")
        for row in rows:
            for name in (row["name"], *(row["spellings"] or "").split("|")):
                if name != "":
                    found.setdefault(fold_actor(name), set()).add(row["country"])
    return {name: country for name, (country, *others) in found.items() if len(others) == 0}


def _place_names(claims: Sequence[Claim]) -> Iterable[str]:
    for claim in claims:
        for place in claim.places:
            yield fold_actor(place.name)
            for name in place.within:
                yield fold_actor(name)


def _countries_in(folded: str, registry: Registry) -> Iterable[str]:
    words = folded.split()
    at = 0
    while at < len(words):
        for count in range(_STATE_WORDS, 0, -1):
            phrase = " ".join(words[at : at + count])
            country = registry.state_words.get(phrase)
            # "us" is a pronoun once it is folded.
            if country is not None and phrase not in _SHORT:
                yield country
                at += count
                break
        else:
            at += 1


def _folded_start(text: str) -> str:
    # Folding is bounded; the first paragraphs tell what a report is about.
    return " ".join(fold_actor(text[at : at + 200]) for at in range(0, min(len(text), 6000), 200))
