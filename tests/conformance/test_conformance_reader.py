"""What every reader of reports must do. A new one is one line in `READERS`."""

import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whoholds.base.codec import claim_id, from_json, report_id, to_json
from whoholds.base.errors import InputError
from whoholds.base.protocols import ExplainingReader, Reader
from whoholds.base.records import Caption, Claim, Comment, Mention, PlaceMention, Report
from whoholds.extract.finish import finish
from whoholds.extract.plain import PlainReader
from whoholds.extract.readers import get_reader, known_readers
from whoholds.extract.trained import TrainedReader

READERS: dict[str, Callable[[], Reader]] = {"plain": PlainReader, "trained": TrainedReader}

NEWS = (
    "The Azmari Army captured the town of Dorvel from Keshi rebels on Monday, killing 14 fighters. "
    "The Dorvel Observatory said that the rebels had withdrawn to the village of Tarba.\n\n"
    "On Tuesday, Azmari jets bombed Tarba. However, an attempt to storm it was repelled, the rebels "
    "said; the army denied that it had attacked the village. Besta remains under their control."
)
TITLE = "Azmari Army captures Dorvel as clashes continue near Tarba"
IDLE = "It rained in Tarba. The council met to talk of schools and the price of bread."


@pytest.fixture(params=sorted(READERS))
def reader(request: pytest.FixtureRequest) -> Reader:
    return READERS[request.param]()


def report_of(text: str, title: str | None = None) -> Report:
    return Report(
        page="0" * 64, cleaner="test@1", title=title, text=text, published=date(2031, 5, 14)
    )


def assert_holds(claims: list[Claim], report: Report) -> None:
    """Every span of every claim holds its words, and the claims stand in the order of their triggers."""
    titles = report.title or ""
    for claim in claims:
        assert claim.report == report_id(report)
        assert 0 <= claim.confidence <= 1
        words = titles if claim.quote.in_title else report.text
        assert claim.trigger.in_title is claim.quote.in_title
        claim.quote.check(words)
        claim.trigger.check(words)
        assert claim.quote.span.covers(claim.trigger.span)
        if claim.when is not None:
            claim.when.check(titles if claim.when.in_title else report.text)
        if claim.retells is not None:
            claim.retells.check(titles if claim.retells.in_title else report.text)
        mentions: list[Mention | PlaceMention] = [*claim.actors, *claim.targets, *claim.said_by]
        mentions += claim.places
        for mention in mentions:
            assert mention.name.strip()
            assert (mention.span is None) == (mention.text is None)
            if mention.span is not None:
                source = titles if mention.in_title else report.text
                assert mention.span.cut(source) == mention.text
    at = [(not claim.trigger.in_title, claim.trigger.span.start) for claim in claims]
    assert at == sorted(at)


def test_it_is_a_reader_of_its_name(reader: Reader) -> None:
    assert reader.name in known_readers()
    assert type(get_reader(reader.name)) is type(reader)
    assert reader.version == type(reader)().version != ""
    assert not any(sign.isspace() or sign == "@" for sign in f"{reader.name}{reader.version}")


def test_news_of_a_war_has_claims_that_stand_there(reader: Reader) -> None:
    report = report_of(NEWS, TITLE)
    claims = reader.read(report)
    assert_holds(claims, report)
    assert {claim.reader for claim in claims} == {f"{reader.name}@{reader.version}"}
    events = {claim.event.value for claim in claims}
    assert {"take", "leave", "strike", "repel"} <= events
    captured = next(c for c in claims if c.trigger.text == "captured")
    assert [m.name for m in captured.actors] == ["Azmari Army"]
    assert [p.name for p in captured.places] == ["Dorvel"]
    assert captured.killed is not None
    assert captured.killed.low == 14
    assert captured.quote.text.startswith("The Azmari Army captured the town of Dorvel")


def test_news_of_other_things_moves_no_place(reader: Reader) -> None:
    assert reader.read(report_of(IDLE, "Rain in Tarba")) == []


def test_the_same_report_gives_the_same_claims(reader: Reader) -> None:
    report = report_of(NEWS, TITLE)
    claims = reader.read(report)
    reader.read(report_of(IDLE + NEWS[:150]))
    assert reader.read(report) == claims
    assert type(reader)().read(report) == claims
    assert [claim_id(c) for c in reader.read(replace(report))] == [claim_id(c) for c in claims]


def test_several_threads_read_the_same(reader: Reader) -> None:
    reports = [report_of(f"Hezbollah captured the town of Tarb{c}. {NEWS}") for c in "abcdef"]
    alone = [reader.read(report) for report in reports]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(reader.read, reports)) == alone


def test_no_claim_is_made_twice(reader: Reader) -> None:
    for text in (NEWS, "Rebels captured Tarba. " * 20):
        claims = reader.read(report_of(text, TITLE))
        identifiers = [claim_id(claim) for claim in claims]
        assert len(set(identifiers)) == len(identifiers) > 0


def test_claims_come_finished(reader: Reader) -> None:
    """With certainty and links between tellings, as every reader ends; to do so again changes nothing."""
    report = report_of(NEWS, TITLE)
    claims = reader.read(report)
    assert all(claim.certainty is not None for claim in claims)
    assert finish(claims, report) == claims


def test_claims_can_be_written_and_read_back(reader: Reader) -> None:
    claims = reader.read(report_of(NEWS, TITLE))
    assert [from_json(Claim, to_json(claim)) for claim in claims] == claims != []


@pytest.mark.usefixtures("socket_disabled")
def test_no_network_is_needed(reader: Reader) -> None:
    assert len(reader.read(report_of(NEWS))) > 3


def test_captions_comments_and_addresses_are_not_read(reader: Reader) -> None:
    told = "Keshi rebels captured the town of Dorvel."
    bare = report_of(IDLE)
    comment = Comment(author=None, depth=0, posted=None, text=told)
    full = replace(
        bare, captions=(Caption(text=told),), comments=(comment,), context=(told,), publisher=told,
        url="https://example.org/rebels-captured-dorvel", label=told,
    )  # fmt: skip
    assert reader.read(full) == []


def test_which_source_and_page_it_is_of_changes_no_claim(reader: Reader) -> None:
    report = report_of(NEWS, TITLE)
    other = replace(report, page="f" * 64, cleaner="x@2", publisher="Wire", url="https://a.example")

    def words(claims: list[Claim]) -> list[Claim]:
        return [replace(claim, report="") for claim in claims]

    assert words(reader.read(other)) == words(reader.read(report))


@pytest.mark.parametrize(
    "text", ["", " ", "\n\n\n", "\ufeff", "…", "\x00", "a", ". . . .", "((((("]
)
@pytest.mark.parametrize("title", [None, "", " ", "Rain"])
def test_a_text_without_words_has_no_claims(reader: Reader, text: str, title: str | None) -> None:
    assert reader.read(report_of(text, title)) == []


def test_a_title_alone_is_read(reader: Reader) -> None:
    report = report_of("", "Keshi rebels capture the town of Tarba from the army")
    (claim,) = reader.read(report)
    assert claim.quote.in_title
    assert claim.event.value == "take"
    assert_holds([claim], report)


@pytest.mark.parametrize(
    "text",
    [
        "Keshi rebels captured Tarba and " + "the army and " * 150 + "Hezbollah shelled Dorvel.",
        " and ".join(["rebels captured Tarba"] * 70),
        "Rebels captured " + ", ".join(f"Tarb{k}a" for k in range(150)) + ".",
        "The AB, " * 120 + "captured Tarba.",
        "captured " * 250,
        "Tarba" * 2_000 + " was captured.",
    ],
    ids=["groups", "clauses", "places", "names", "triggers", "one word"],
)
def test_a_sentence_without_end_is_read(reader: Reader, text: str) -> None:
    report = report_of(text, text[:600])
    claims = reader.read(report)
    assert_holds(claims, report)
    assert claims == reader.read(report)


def test_three_hundred_sentences_are_read_alike(reader: Reader) -> None:
    text = "Keshi rebels captured the town of Tarba. " * 300
    report = report_of(text)
    claims = reader.read(report)
    assert_holds(claims, report)
    assert len(claims) == 300
    starts = [claim.trigger.span.start for claim in claims]
    assert {second - first for first, second in pairwise(starts)} == {len(text) // 300}


ODD = {
    "emoji": "\N{GRINNING FACE}\N{ZERO WIDTH JOINER}\N{GRINNING FACE}",
    "right to left": "\N{RIGHT-TO-LEFT OVERRIDE}قوات",
    "null": "\x00",
    "separators": "\u2028\u2029\x85\x0b",
    "tags": "\U000e0041\U000e0042",
    "cyrillic": "Войска",
    "marks": "Z\u0351\u036b\u0343\u036a",
    "digits": "٣ ৩ ²",
    "wide": "ＡＢＣ",
    "letters of mathematics": "𝕽𝖊𝖇𝖊𝖑",
    "no character": "\ufffe\uffff",
    "case that grows": "ŉ ǰ ß ﬃ İ",
}


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_odd_characters_move_no_quote(reader: Reader, odd: str) -> None:
    plain = "Keshi rebels captured the town of Tarba from the army."
    report = report_of(
        f"{odd} {plain} {odd} {plain} {odd}{odd}", f"{odd} rebels capture Tarba {odd}"
    )
    claims = reader.read(report)
    assert_holds(claims, report)
    assert [c.trigger.text for c in claims if not c.trigger.in_title] == ["captured", "captured"]


def test_decomposed_letters_are_quoted_as_they_stand(reader: Reader) -> None:
    text = unicodedata.normalize("NFD", "Hay’at Tahrîr al-Shâm captured Kafr Nâbûl from the army.")
    report = report_of(text)
    claims = reader.read(report)
    assert len(claims) == 1
    assert_holds(claims, report)


@pytest.mark.parametrize("text", ["\ud83d Rebels captured Tarba.", "Rebels captured Tarba\udc80."])
def test_half_a_character_is_refused_as_bad_input(reader: Reader, text: str) -> None:
    """No file holds one: what asks for it to be read has a fault of its own."""
    with pytest.raises(InputError, match="take it out"):
        reader.read(report_of(text))


def test_each_claim_stands_in_an_explanation(reader: Reader) -> None:
    assert isinstance(reader, ExplainingReader)
    report = report_of(NEWS, TITLE)
    told = reader.explain(report)
    claims = [claim for explanation in told for claim in explanation.claims]
    assert claims == reader.read(report)
    for explanation in told:
        words = TITLE if explanation.words.in_title else NEWS
        explanation.words.check(words)
        explanation.sentence.check(words)
        assert (explanation.why == "") is (len(explanation.claims) > 0)


VOCABULARY = """
the a Dorvel Arvo al-Besta (KLF) KLF rebels army forces captured recaptured seize to from in of by
and , . ; : 's said that denied lost fell withdrew control village town province Syria Syrian
Russian not will tried attack on repelled was were killed 14 airstrikes between clashes its they it
which who after while near 3 km north May 2031 Monday yesterday “ ” • ( ceasefire besieged convoy
sent reinforcements abducted civilians shelled bombed artillery both sides retreated allies
"""
WORDS = st.sampled_from([*VOCABULARY.split(), "\n\n", "\n"])
TEXTS = st.one_of(st.text(max_size=150), st.lists(WORDS, max_size=70).map(" ".join))
BUILT = {name: build() for name, build in READERS.items()}


@pytest.mark.parametrize("name", sorted(READERS))
@settings(derandomize=True, deadline=None, max_examples=300)
@given(text=TEXTS, title=st.one_of(st.none(), TEXTS))
def test_whatever_the_text_every_claim_stands_in_it(
    name: str, text: str, title: str | None
) -> None:
    report = report_of(text, title)
    claims = BUILT[name].read(report)
    assert_holds(claims, report)
    assert claims == BUILT[name].read(report)
