"""Raw text to coordinates: the finder of names, the gazetteer's names and the chooser, joined."""

from collections.abc import Sequence
from dataclasses import dataclass

from whoholds.extract.toponyms import LEAST, Toponym, find_toponyms
from whoholds.identify.gazetteer import Gazetteers
from whoholds.identify.geoparse import Geoparser, NameInText, Placed
from whoholds.identify.geoparse_ground import Ground
from whoholds.identify.known_names import GazetteerNames


@dataclass(frozen=True, slots=True)
class LocatedName:
    """A name of a place in a text, and what it means."""

    toponym: Toponym
    placed: Placed


class TextGeoparser:
    """Finds and places the names of any text. Holds nothing between texts but caches."""

    def __init__(self, gazetteer: Gazetteers) -> None:
        self.names = GazetteerNames(gazetteer)
        self._geoparser = Geoparser(gazetteer)

    def geoparse(
        self,
        text: str,
        *,
        ground: Ground | None = None,
        demonyms: bool = False,
        least: float = LEAST,
    ) -> list[LocatedName]:
        """Return the places that `text` names, in order, each with what it means.

        `ground` is where the publisher's other texts lie. With `demonyms`, "Syrian" counts as Syria.
        """
        found = find_toponyms(text, self.names, demonyms=demonyms, least=least)
        placed = self._geoparser.place([name_in_text(one) for one in found], ground)
        return [LocatedName(one, where) for one, where in zip(found, placed, strict=True)]


def name_in_text(toponym: Toponym) -> NameInText:
    """Return a toponym as the chooser takes it."""
    return NameInText(toponym.name, toponym.within, toponym.likely)


def ground_of(texts: Sequence[Sequence[LocatedName]]) -> Ground:
    """Return where the places of a publisher's texts lie, all of them taken together."""
    ground = Ground()
    for located in texts:
        ground.with_text(
            (one.placed.place, one.placed.share * one.toponym.likely)
            for one in located
            if one.placed.place is not None
        )
    return ground
