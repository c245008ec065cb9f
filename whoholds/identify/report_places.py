"""Chooses the places of one report together: a `Chooser` that knows all that its claims name."""

from collections.abc import Iterator, Mapping, Sequence

from whoholds.base.protocols import Gazetteer
from whoholds.base.records import Claim, PlaceCandidate, PlaceKind, PlaceMention, Report
from whoholds.identify.geoparse_ground import Ground
from whoholds.identify.joint import Document, JointWeights, TextMention
from whoholds.identify.parts_named import parts_in
from whoholds.identify.places import PlaceContext, PlaceRanker, place_words
from whoholds.identify.spelling import fold

_OF_RELATION = 0.3
_MOST_MENTIONS = 2000


class ReportPlaces:
    """Ranks and chooses as `Chooser` wants, for the names of one report. `earlier` is its publisher's.

    The context is that of the report: the one handed in with a name is not looked at.
    """

    def __init__(
        self,
        report: Report,
        claims: Sequence[Claim],
        ranker: PlaceRanker,
        context: PlaceContext,
        gazetteer: Gazetteer,
        *,
        earlier: Ground | None = None,
        weights: JointWeights | None = None,
    ) -> None:
        self._ranker = ranker
        text = f"{report.title or ''}\n{report.text}"
        self._document = Document(
            list(dict.fromkeys(_mentions(claims)))[:_MOST_MENTIONS],
            ranker,
            context=context,
            weights=weights,
            parts=parts_in(text, gazetteer, context.countries),
            earlier=earlier,
        )

    @property
    def country_names(self) -> Mapping[str, str]:
        """Folded names of countries with their ISO 3166 codes."""
        return self._ranker.country_names

    def rank(
        self,
        mention: PlaceMention,
        context: PlaceContext,  # noqa: ARG002 - the protocol's signature
    ) -> list[PlaceCandidate]:
        """Return the places that the mention may mean, best first, by all that the report names."""
        return list(self._document.choose(_asked(mention)).ranked)

    def choose(
        self,
        mention: PlaceMention,
        context: PlaceContext,  # noqa: ARG002 - the protocol's signature
        least: float | None = None,
    ) -> tuple[PlaceCandidate | None, str]:
        """Return the place that is meant, None where none is sure enough, and the reason in words."""
        found = self._document.choose(_asked(mention), least)
        return found.chosen, found.why


def _asked(mention: PlaceMention, weight: float = 1.0) -> TextMention:
    return TextMention(mention.name, kind=mention.kind, within=mention.within, weight=weight)


def _mentions(claims: Sequence[Claim]) -> Iterator[TextMention]:
    """Yield what supports other names: places of claims, and those that others are told to lie by."""
    for claim in claims:
        for mention in claim.places:
            relation = mention.relation
            if relation is not None:
                for anchor in relation.anchors[:4]:
                    kind = PlaceKind.SETTLEMENT
                    yield TextMention(anchor, kind=kind, within=mention.within)
            # "Southern Hama" is spelled like many a village: the part itself is told apart.
            part = fold(mention.name).split()[:1]
            if any(word in place_words()["directions"] for word in part):
                continue
            yield _asked(mention, 1.0 if relation is None else _OF_RELATION)
