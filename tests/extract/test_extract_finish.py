"""The step that every reader ends with, over claims that some reader has made."""

from dataclasses import replace
from datetime import date
from time import process_time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whoholds.base.records import Claim, Event, Mention, Report, Status
from whoholds.base.spans import Quote, Span
from whoholds.extract.analysis import analyse
from whoholds.extract.finish import finish
from whoholds.extract.plain import PlainReader
from whoholds.extract.tone import tone_of

TEXT = (
    "Keshi rebels reportedly captured Dorvel on Monday. The regime shelled Arvo, killing five. "
    "Keshi rebels said they had taken Dorvel. The claim could not be verified."
)
REPORT = Report(
    page="0" * 64,
    cleaner="test@1",
    title="Rebels liberate Dorvel",
    text=TEXT,
    published=date(2031, 5, 14),
)


def bare(words: str, **changes: Any) -> Claim:
    """A claim that some other reader has made: nothing in it but its words."""
    quote = Quote(Span(0, len(words)), words)
    claim = Claim(
        report="report:x", event=Event.TAKE, status=Status.HAPPENED, quote=quote, trigger=quote
    )
    return replace(claim, **changes)


def test_to_finish_again_changes_nothing() -> None:
    once = PlainReader().read(REPORT)
    assert once
    assert finish(once, REPORT) == once


def test_the_order_in_which_claims_come_does_not_matter() -> None:
    once = PlainReader().read(REPORT)
    assert finish(once[::-1], REPORT) == once


def test_every_claim_gets_a_certainty_and_loses_nothing_else() -> None:
    given_claims = [
        replace(claim, certainty=None, source_side=None, retells=None)
        for claim in PlainReader().read(REPORT)
    ]
    done = finish(given_claims, REPORT)
    assert all(claim.certainty is not None for claim in done)
    blank = [replace(c, certainty=None, source_side=None, retells=None) for c in done]
    assert blank == given_claims


def test_a_report_of_nothing_but_claims_takes_time_in_step_with_its_length() -> None:
    def seconds(count: int) -> float:
        text = " ".join(
            f"The Azmari Army said it captured Dorvel{n}. Keshi rebels denied that the army had "
            f"captured Dorvel{n}."
            for n in range(count)
        )
        report = replace(REPORT, text=text, title=None)
        claims = analyse(report, views=False).claims
        assert len(claims) >= count
        start = process_time()
        finish(claims, report)
        return process_time() - start

    seconds(20)
    # Eight times as many in fewer than forty times the time; in a square it would be sixty-four.
    assert seconds(480) < 40 * max(seconds(60), 0.01)


def test_no_claims_give_none() -> None:
    assert finish([], REPORT) == []


@settings(derandomize=True, max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 160), st.integers(1, 60), st.integers(0, 40)), max_size=6),
    st.booleans(),
)
def test_any_spans_of_any_reader_are_taken(spans: list[tuple[int, int, int]], named: bool) -> None:
    claims = []
    for start, length, inner in spans:
        end = min(start + length, len(TEXT))
        first = min(start + inner, end - 1)
        claims.append(
            replace(
                bare("x"),
                quote=Quote(Span(start, end), TEXT[start:end]),
                trigger=Quote(Span(first, end), TEXT[first:end]),
                said_by=(Mention(name="Keshi rebels", span=Span(0, 12)),) if named else (),
            )
        )
    done = finish(claims, REPORT)
    assert sorted(c.quote.span for c in done) == sorted(c.quote.span for c in claims)
    for claim in done:
        if claim.retells is not None:
            claim.retells.check(TEXT)


@pytest.mark.parametrize(
    ("tone", "words"),
    [
        (("terrorists", "regime"), "the terrorists were driven out by the regime"),
        ((), "the National Front for Liberation captured Dorvel"),
        (("liberated",), "the army liberated Dorvel"),
        ((), "Keshi rebels captured Dorvel"),
    ],
)
def test_loaded_words_are_the_tone_but_for_those_in_names(
    tone: tuple[str, ...], words: str
) -> None:
    assert tone_of(bare(words)) == tone


def test_in_a_headline_in_capitals_any_word_may_be_loaded() -> None:
    words = "Army Purges Terrorists From Northern Village"
    titled = Quote(Span(0, len(words)), words, in_title=True)
    assert tone_of(bare("x", quote=titled, trigger=titled)) == ("Terrorists",)


def test_the_tone_that_a_reader_found_is_kept() -> None:
    assert tone_of(bare("the regime shelled Arvo", tone=("hirelings",))) == ("hirelings", "regime")
