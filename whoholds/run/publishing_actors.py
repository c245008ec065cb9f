"""The pages of actors: what each holds, gained and lost, what is told of it."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from whoholds.picture.changes import Change
from whoholds.publish.file_names import file_key
from whoholds.publish.site_pages import ActorLine, ActorPage
from whoholds.publish.told import HolderTold, Named
from whoholds.run.publishing_index import SiteIndex, newest_first
from whoholds.run.telling import links_of

if TYPE_CHECKING:
    from whoholds.base.records import SourcedClaim

_MOST_TOLD = 300
_MOST_HOLDS = 300
_MOST_CHANGES = 100
_MOST_SPELLINGS = 20


def actor_pages(index: SiteIndex) -> Iterator[ActorPage]:
    """Yield the page of every actor that a claim names, most claims first."""
    claims: dict[str, list[SourcedClaim]] = {}
    said: Counter[str] = Counter()
    sides: dict[str, Counter[str]] = {}
    written: dict[str, Counter[str]] = {}
    names: dict[str, Counter[str]] = {}
    for claim in index.picture.claims.values():
        for link in links_of(claim):
            if not link.named:
                continue
            actor = index.teller.actors[link.name]
            rows = claims.setdefault(actor, [])
            if rows[-1:] != [claim]:
                rows.append(claim)
            names.setdefault(actor, Counter())[link.name] += 1
            written.setdefault(actor, Counter())[link.mention] += 1
            if link.side is not None:
                sides.setdefault(actor, Counter())[link.side] += 1
        for link in claim.resolution.said_by:
            if link.named:
                said[index.teller.actors[link.name]] += 1
    changes = _changes_of_actors(index)
    holds = _holds_of_actors(index)
    for actor in sorted(claims, key=lambda each: (-len(claims[each]), each)):
        name = max(names[actor], key=lambda each: (names[actor][each], each))
        newest = sorted(claims[actor], key=newest_first)
        changed = changes.get(actor, [])
        held = holds.get(actor, [])
        yield ActorPage(
            actor=Named(name=name, key=file_key(actor)),
            id=None if actor.startswith("named:") else actor,
            sides=tuple(
                index.teller.sides[side]
                for side, _ in sides.get(actor, Counter()).most_common()
                if side in index.teller.sides
            ),
            written=tuple(
                word for word, _ in written[actor].most_common(_MOST_SPELLINGS) if word != name
            ),
            holds=tuple(held[:_MOST_HOLDS]),
            more_holds=max(0, len(held) - _MOST_HOLDS),
            changes=tuple(index.teller.change(each) for each in changed[:_MOST_CHANGES]),
            more_changes=max(0, len(changed) - _MOST_CHANGES),
            told=tuple(index.as_told(row) for row in newest[:_MOST_TOLD]),
            more_told=max(0, len(newest) - _MOST_TOLD),
            claims=len(newest),
            said=said[actor],
        )


def actor_line(page: ActorPage) -> ActorLine:
    """Return the line of an actor in the list of actors."""
    return ActorLine(
        actor=page.actor,
        side=page.sides[0] if len(page.sides) > 0 else None,
        holds=len(page.holds) + page.more_holds,
        claims=page.claims,
    )


def _changes_of_actors(index: SiteIndex) -> Mapping[str, list[Change]]:
    found: dict[str, list[Change]] = {}
    for day in sorted(index.changes, reverse=True):
        for change in index.changes[day]:
            before = None if change.before is None else change.before.actor
            names = [name for name in (before, change.after.actor) if name is not None]
            known = [index.teller.actors[name] for name in names if name in index.teller.actors]
            for actor in dict.fromkeys(known):
                found.setdefault(actor, []).append(change)
    return found


def _holds_of_actors(index: SiteIndex) -> Mapping[str, list[tuple[Named, HolderTold]]]:
    found: dict[str, list[tuple[Named, HolderTold]]] = {}
    if index.last is None:
        return found
    for place in index.picture.places:
        period = index.picture.period_on(place, index.last)
        actor = index.teller.actors.get((period and period.actor) or "")
        holder = index.teller.holder(period)
        if actor is None or holder is None or holder.probability is None:
            continue
        found.setdefault(actor, []).append((index.teller.place(place), holder))
    for rows in found.values():
        rows.sort(key=lambda row: (row[0].name.casefold(), row[0].key or ""))
    return found
