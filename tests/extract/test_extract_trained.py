"""The trained reader with the weights that ship, on plain sentences of our own and on odd ones."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from whoholds.base.codec import report_id
from whoholds.base.records import Caption, Claim, Comment, Count, Report
from whoholds.extract import trained
from whoholds.extract.day_scorer import load_day_scorer
from whoholds.extract.scorers import ScorerError, load_scorers
from whoholds.extract.segment import MAX_SENTENCE_TOKENS, sentences
from whoholds.extract.syntax import load_parser
from whoholds.extract.trained import TrainedReader

READER = TrainedReader()
Read = Callable[..., list[Claim]]


@pytest.fixture
def read() -> Read:
    """Read a text (and a title); every quote is checked on the way."""

    def read_checked(text: str, title: str | None = None) -> list[Claim]:
        report = report_of(text, title)
        claims = READER.read(report)
        for claim in claims:
            words = title if claim.quote.in_title else text
            assert words is not None
            claim.quote.check(words)
            claim.trigger.check(words)
            assert claim.quote.span.covers(claim.trigger.span)
            assert claim.report == report_id(report)
            assert claim.reader == f"trained@{READER.version}"
            assert 0 <= claim.confidence <= 1
        return claims

    return read_checked


def report_of(text: str, title: str | None = None) -> Report:
    return Report(
        page="0" * 64, cleaner="test@1", title=title, text=text, published=date(2031, 5, 14)
    )


def names(claim: Claim, slot: str) -> list[str]:
    return [mention.name for mention in getattr(claim, slot)]


@pytest.mark.parametrize(
    ("text", "event", "actor", "place"),
    [
        ("Keshi rebels captured the town of Dorvel on Friday.", "take", "Keshi rebels", "Dorvel"),
        ("Hezbollah pulled out of the town of Dorvel on 3 May.", "leave", "Hezbollah", "Dorvel"),
        ("Hezbollah still controls the town of Dorvel.", "hold", "Hezbollah", "Dorvel"),
        ("The army advanced towards the town of Dorvel.", "advance", "army", "Dorvel"),
        ("The army attacked the town of Dorvel.", "attack", "army", "Dorvel"),
        ("The army repelled an attack on the town of Dorvel.", "repel", "army", "Dorvel"),
        ("The army shelled the village of Dorvel with artillery.", "strike", "army", "Dorvel"),
        ("Government forces besieged the town of Dorvel.", "besiege", "Government forces", "Dorvel"),
        ("Gunmen abducted two aid workers in Dorvel.", "abuse", "Gunmen", "Dorvel"),
        ("The army sent reinforcements to the town of Dorvel.", "deploy", "army", "Dorvel"),
    ],
)  # fmt: skip
def test_plain_sentences_are_read_right(
    read: Read, text: str, event: str, actor: str, place: str
) -> None:
    claim = next(claim for claim in read(text) if claim.event.value == event)
    assert claim.status.value == "happened"
    assert names(claim, "actors") == [actor]
    assert names(claim, "places") == [place]
    assert claim.said_by == ()


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Keshi rebels failed to capture the town of Dorvel.", "attempted"),
        ("Keshi rebels are trying to capture the town of Dorvel.", "attempted"),
        ("The governor denied that rebels had captured Dorvel.", "denied"),
        ("Keshi rebels are expected to capture the town of Dorvel.", "expected"),
        ("Keshi rebels threatened to capture the town of Dorvel.", "expected"),
    ],
)
def test_what_did_not_happen_is_not_told_as_if_it_had(read: Read, text: str, status: str) -> None:
    claims = [claim for claim in read(text) if claim.event.value == "take"]
    assert [claim.status.value for claim in claims] == [status]


def test_a_report_is_read_title_first_in_the_order_of_its_triggers(read: Read) -> None:
    text = (
        "The Azmari Army captured the town of Dorvel from Keshi rebels on Monday, killing 14. "
        "The rebels withdrew to Tarba. Azmari jets bombed Tarba the next day."
    )
    claims = read(text, "Azmari Army captures Dorvel")
    at = [(not c.trigger.in_title, c.trigger.span.start) for c in claims]
    assert at == sorted(at)
    assert [c.event.value for c in claims][:2] == ["take", "take"]
    assert claims[0].quote.in_title
    assert not claims[1].quote.in_title
    assert claims[1].killed == Count(low=14, high=14)
    assert claims[1].when is not None
    assert claims[1].when.text == "Monday"
    assert {c.event.value for c in claims} >= {"take", "leave", "strike"}


def test_the_title_s_claim_is_told_again_by_the_text(read: Read) -> None:
    first, second = read(
        "The Syrian army captured the town of Dorvel on Monday.", "Syrian army captures Dorvel"
    )
    assert first.retells is None
    assert second.retells == first.trigger


def test_one_who_says_so_is_no_one_who_did_it(read: Read) -> None:
    (claim,) = read("The Dorvel Observatory said that rebels had captured the town of Tarba.")
    assert names(claim, "said_by") == ["Dorvel Observatory"]
    assert names(claim, "actors") == ["rebels"]
    assert claim.quote.text == "rebels had captured the town of Tarba"


def test_a_list_of_places_is_one_claim(read: Read) -> None:
    text = "Keshi rebels captured the villages of Tarba, Arvo and Besta on Monday."
    (claim,) = read(text)
    assert names(claim, "places") == ["Tarba", "Arvo", "Besta"]
    assert claim.quote.text == text[:-1]


def test_places_taken_on_days_of_their_own_are_claims_of_their_own(read: Read) -> None:
    claims = read("Rebels captured Tarba on 3 May and Besta on 5 May.")
    told = [(names(c, "places"), c.when and c.when.text) for c in claims]
    assert told == [(["Tarba"], "3 May"), (["Besta"], "5 May")]


def test_both_sides_of_a_clash_are_its_actors(read: Read) -> None:
    (claim,) = read("Heavy clashes between the army and rebels broke out in the village of Tarba.")
    assert names(claim, "actors") == ["army", "rebels"]


def test_nobody_takes_a_town_from_himself(read: Read) -> None:
    text = "The Azmari Army captured the town of Dorvel on Monday."
    claims = read(text, "Azmari Army captures Dorvel")
    assert [names(claim, "actors") for claim in claims] == [["Azmari Army"], ["Azmari Army"]]
    assert [names(claim, "targets") for claim in claims] == [[], []]


def test_means_are_told_of_strikes_alone(read: Read) -> None:
    text = "Azmari jets bombed the town of Tarba. Infantry attacked the village of Besta on foot."
    claims = read(text)
    assert {c.means for c in claims if c.event.value != "strike"} <= {None}
    (strike,) = [c for c in claims if c.event.value == "strike"]
    assert strike.means is not None
    assert strike.means.value == "airstrike"


def test_the_day_of_the_sentence_before_is_carried_on(read: Read) -> None:
    claims = read("On Monday, the army attacked the town of Tarba. It captured the town.")
    (take,) = [c for c in claims if c.event.value == "take"]
    assert take.when is not None
    assert (take.when.text, take.carried) == ("Monday", True)
    assert names(take, "places") == ["Tarba"]


def test_news_of_other_things_has_no_claims(read: Read) -> None:
    text = (
        "It rained in Tarba. The council met to talk of schools, and the price of bread fell. "
        "The photographer captured the mood of the town. The team beat its rivals."
    )
    assert [c.event.value for c in read(text) if c.event.value in ("take", "leave", "hold")] == []


def test_the_quote_holds_whom_and_what_the_clause_names(read: Read) -> None:
    text = "On Monday, after weeks, Keshi rebels captured the town of Tarba in the north from the army."
    (claim,) = read(text)
    for word in (*names(claim, "actors"), *names(claim, "targets"), *names(claim, "places")):
        assert word in claim.quote.text
    assert names(claim, "targets") == ["army"]


def test_an_empty_text_and_a_title_alone_are_read(read: Read) -> None:
    assert read("") == []
    assert read(" \n\n\t ") == []
    assert read("", "") == []
    (claim,) = read("", "Keshi rebels capture Tarba from the army")
    assert claim.quote.in_title
    assert names(claim, "places") == ["Tarba"]


def test_neither_captions_nor_comments_are_read() -> None:
    told = "Keshi rebels captured the town of Dorvel."
    comment = Comment(author=None, depth=0, posted=None, text=told)
    report = replace(report_of("It rained."), comments=(comment,), captions=(Caption(text=told),))
    assert READER.read(report) == []


def test_a_sentence_of_two_hundred_words_and_more_is_read(read: Read) -> None:
    text = "Keshi rebels captured Tarba and " + "the army and " * 120 + "Hezbollah shelled Dorvel."
    assert len(sentences(text)) > 1
    assert len(sentences(text)[0].tokens) == MAX_SENTENCE_TOKENS
    assert "captured" in [c.trigger.text for c in read(text)]
    chain = " and ".join(["rebels captured Tarba"] * 70) + "."
    assert len(read(chain)) >= 60


def test_three_hundred_sentences_are_read_alike(read: Read) -> None:
    text = "Keshi rebels captured the town of Tarba. " * 300
    claims = read(text)
    assert len(claims) == 300
    assert {c.event.value for c in claims} == {"take"}
    assert {tuple(names(c, "actors")) for c in claims} == {("Keshi rebels",)}
    assert len({c.trigger.span for c in claims}) == 300


@pytest.mark.parametrize(
    "odd",
    [
        "\N{GRINNING FACE}",
        "\u202e",
        "\x00",
        "\ufeff",
        "\u2028",
        "\U000e0041",
        "قوات المتمردين ",
        "Войска ",
        "ﬀ\u0301\u0327\u0489",
        "(((((",
        "“”‘’«»",
        "\t\r\n",
        "𝕽𝖊𝖇𝖊𝖑𝖘 ",
    ],
)
def test_odd_characters_around_words_do_not_move_the_quotes(read: Read, odd: str) -> None:
    plain = "Keshi rebels captured the town of Tarba from the army."
    text = f"{odd * 3} {plain} {odd} {plain}{odd}"
    claims = read(text, f"{odd} Rebels capture Tarba{odd}")
    assert [c.trigger.text for c in claims if not c.quote.in_title] == ["captured", "captured"]


def test_the_same_report_gives_the_same_claims_by_any_instance(read: Read) -> None:
    text = (
        "The Azmari Army said it had captured Dorvel, Tarba and Besta from Keshi rebels, who denied "
        "it. Azmari jets bombed Tarba on Monday, killing six civilians."
    )
    claims = read(text)
    assert len(claims) > 2
    assert READER.read(report_of(text)) == claims
    assert TrainedReader().read(report_of(text)) == claims
    # Nor by what was read before.
    READER.read(report_of("Hezbollah shelled Zub. " * 20))
    assert READER.read(report_of(text)) == claims


def test_the_version_names_the_weights() -> None:
    number, _, digests = READER.version.partition("+")
    assert number.isdecimal()
    weights = (load_scorers(), load_parser(), load_day_scorer())
    assert digests == "".join(part.digest[:6] for part in weights)


def test_without_weights_it_is_told_what_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(trained, "load_scorers", lambda: load_scorers(tmp_path))
    with pytest.raises(ScorerError, match="make model"):
        TrainedReader().read(report_of("Rebels captured Tarba."))


def test_a_source_keeps_the_words_that_tell_its_side() -> None:
    text = (
        "Pro-government activists acknowledged that the army lost the hilltop of Tell Khatrah to "
        "Hay'at Tahrir al-Sham on 17 January."
    )
    report = Report(page="0" * 64, cleaner="test@1", title=None, text=text)
    (claim,) = READER.read(report)
    assert [source.text for source in claim.said_by] == ["Pro-government activists"]
