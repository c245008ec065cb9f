from whoholds.base.records import PlaceKind
from whoholds.identify.joint import TextMention, choose_together, kind_by_words
from whoholds.identify.places import PlaceContext, PlaceRanker


def ids(
    ranker: PlaceRanker, *mentions: TextMention, context: PlaceContext | None = None
) -> list[str | None]:
    found = choose_together(mentions, ranker, context=context)
    return [None if each.chosen is None else each.chosen.place.id for each in found]


def test_neighbours_in_the_document_choose_between_namesakes(ranker: PlaceRanker) -> None:
    north = ids(ranker, TextMention("Sinjar"), TextMention("Jarjanaz"), TextMention("Abu Jurayf"))
    assert north == ["geonames:164094", "geonames:169168", "geonames:174458"]


def test_words_around_tell_the_province_from_the_city(ranker: PlaceRanker) -> None:
    mentions = (
        TextMention("Idlib", before="the city of"),
        TextMention("Idlib", after=" province, where"),
    )
    assert ids(ranker, *mentions) == ["geonames:169389", "geonames:169387"]


def test_kind_by_words() -> None:
    assert kind_by_words(TextMention("Hama", after=" governorate")) is PlaceKind.PROVINCE
    assert kind_by_words(TextMention("Hama", before="the town of")) is PlaceKind.SETTLEMENT
    assert kind_by_words(TextMention("Hama", after=", province")) is None
    assert kind_by_words(TextMention("Hama")) is None


def test_a_name_nobody_knows_is_left_open_and_does_not_disturb(ranker: PlaceRanker) -> None:
    found = choose_together(
        [TextMention("Saraqib"), TextMention("Qwxyzzy"), TextMention("")], ranker
    )
    assert found[0].chosen is not None
    assert found[1].chosen is None
    assert found[1].why != ""
    assert found[2].chosen is None
    assert choose_together([], ranker) == []


def test_a_mention_of_doubtful_weight_supports_less(ranker: PlaceRanker) -> None:
    sure = choose_together([TextMention("Sinjar"), TextMention("Jarjanaz")], ranker)
    doubtful = choose_together(
        [TextMention("Sinjar"), TextMention("Jarjanaz", weight=0.05)], ranker
    )
    assert sure[0].chance >= doubtful[0].chance


def test_context_of_the_outlet_counts(ranker: PlaceRanker) -> None:
    assert ids(ranker, TextMention("Amara"), context=PlaceContext(("IQ",))) == ["geonames:99608"]
