"""The places, groups and publishers of a picture, gathered once, to be searched by name."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process

from whoholds.run.sounding import Sounding
from whoholds.serve.api_shapes_found import ActorFoundShape, PublisherShape
from whoholds.serve.likeness import least_likeness, likeness, plain_name

if TYPE_CHECKING:
    from whoholds.base.records import ActorLink
    from whoholds.run.answers import Picture, PlaceOnRecord


_SOUNDS_ALIKE = 90.0
_SURE, _AMONG_SURE = 94.0, 80.0
_NEAR = 60.0
_MOST_NEAR = 200


class Directory:
    """The places that the claims of a picture name, who acts in them, and who published them."""

    def __init__(self, picture: "Picture") -> None:
        self._picture = picture
        self._sounding = Sounding(picture.places.values())
        self._names: list[str] = []
        self._named: list[str] = []
        for place in picture.places.values():
            for name in place.names:
                self._names.append(plain_name(name))
                self._named.append(place.id)
        links: dict[tuple[str | None, str], ActorLink] = {}
        acting: dict[tuple[str | None, str], int] = {}
        spelt: dict[tuple[str | None, str], set[str]] = {}
        reports: dict[str, set[str]] = {}
        told: dict[str, int] = {}
        for row in picture.claims.values():
            publisher = row.report.publisher
            if publisher is not None:
                reports.setdefault(publisher, set()).add(row.claim.report)
                told[publisher] = told.get(publisher, 0) + 1
            found = (*row.resolution.actors, *row.resolution.targets, *row.resolution.said_by)
            here = {(link.actor, link.name): link for link in found if link.named}
            for key, link in here.items():
                links[key] = link
                acting[key] = acting.get(key, 0) + 1
                spelt.setdefault(key, {link.name}).add(link.mention)
        names = {side.id: side.name for side in picture.sides.values()}
        self._actors = [
            (
                frozenset(spelt[key]),
                ActorFoundShape(
                    actor=link.actor,
                    name=link.name,
                    side=link.side,
                    side_name=None if link.side is None else names.get(link.side),
                    claims=acting[key],
                ),
            )
            for key, link in links.items()
        ]
        self._publishers = [
            PublisherShape(publisher=name, reports=len(reports[name]), claims=count)
            for name, count in told.items()
        ]

    def places_like(self, words: str, limit: int) -> list["PlaceOnRecord"]:
        """Return the places whose name or a spelling is like `words`, best first, then most claims.

        Where a name begins with the words or has them whole, what is merely near to them is left out.
        """
        picture = self._picture
        found = {place: _likest(words, picture.places[place].names) for place in self._near(words)}
        best = max(found.values(), default=0.0)
        if best < _SURE:  # by sound, as `show` finds it
            same = self.same_name(words)
            if same is not None:
                found[same.id] = max(found.get(same.id, 0.0), _SOUNDS_ALIKE)
        least = max(least_likeness(words), _AMONG_SURE if best >= _SURE else 0.0)
        order = sorted(
            (place for place in found if found[place] >= least),
            key=lambda place: (-found[place], -len(picture.claims_at(place)), place),
        )
        return [picture.places[place] for place in order[:limit]]

    def same_name(self, name: str) -> "PlaceOnRecord | None":
        """Return the place that a name means, as `Picture.find_place`; None where claims name none."""
        picture = self._picture
        if name in picture.places:
            return picture.places[name]
        found = self._sounding.find(name)
        if len(found) == 0:
            return None
        return picture.places[max(found, key=lambda each: (len(picture.claims_at(each)), each))]

    def _near(self, words: str) -> dict[str, None]:
        """Return the places that may be like `words`, found without a look at each name in Python."""
        wanted = plain_name(words)
        if wanted == "":
            return {}
        near = {self._named[at]: None for at, name in enumerate(self._names) if wanted in name}
        for scorer in (fuzz.ratio, fuzz.partial_ratio):
            for _, _, at in process.extract(
                wanted, self._names, scorer=scorer, limit=_MOST_NEAR, score_cutoff=_NEAR
            ):
                near.setdefault(self._named[at])
        return near

    def actors_like(self, words: str, limit: int) -> list[ActorFoundShape]:
        """Return the groups whose name or a spelling is like `words`, best first, then most claims."""
        least = least_likeness(words)
        scored = [(_likest(words, spellings), shape) for spellings, shape in self._actors]
        found = [(score, shape) for score, shape in scored if score >= least]
        found.sort(key=lambda each: (-each[0], -each[1].claims, each[1].name))
        return [shape for _, shape in found[:limit]]

    def publishers_like(self, words: str, limit: int) -> list[PublisherShape]:
        """Return the publishers whose name is like `words`, best first, then most claims."""
        least = least_likeness(words)
        scored = [(_likest(words, [shape.publisher]), shape) for shape in self._publishers]
        found = [(score, shape) for score, shape in scored if score >= least]
        found.sort(key=lambda each: (-each[0], -each[1].claims, each[1].publisher))
        return [shape for _, shape in found[:limit]]


def _likest(words: str, names: Iterable[str]) -> float:
    return max((likeness(words, name) for name in names), default=0.0)
