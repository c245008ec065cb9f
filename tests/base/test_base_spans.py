"""Spans are code points, end excluded; quotes are checked against the text they came from."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whoholds.base.errors import SpanMismatch
from whoholds.base.spans import Quote, Span

PROPERTY = settings(derandomize=True, max_examples=100)

spans = st.builds(
    lambda start, length: Span(start, start + length),
    st.integers(0, 50),
    st.integers(1, 50),
)


def test_the_end_is_excluded_and_counting_is_by_code_points() -> None:
    text = "𝔸bu Jurayf fell"
    assert Span(0, 10).cut(text) == "𝔸bu Jurayf"
    assert Span(0, 1).cut(text) == "𝔸"
    assert len(Span(3, 10)) == 7


@pytest.mark.parametrize(("start", "end"), [(0, 0), (5, 5), (5, 4), (-1, 3), (-3, -1)])
def test_empty_and_negative_spans_are_refused(start: int, end: int) -> None:
    with pytest.raises(SpanMismatch, match=r"0 <= start < end"):
        Span(start, end)


def test_a_span_past_the_end_is_refused_and_not_shortened() -> None:
    assert Span(0, 4).cut("fell") == "fell"
    with pytest.raises(SpanMismatch, match="4 characters"):
        Span(0, 5).cut("fell")


@PROPERTY
@given(spans, spans)
def test_covering_and_overlapping_agree_with_sets_of_code_points(one: Span, other: Span) -> None:
    points = set(range(one.start, one.end))
    others = set(range(other.start, other.end))
    assert one.covers(other) == (others <= points)
    assert one.overlaps(other) == (not points.isdisjoint(others))
    assert one.overlaps(other) == other.overlaps(one)


@PROPERTY
@given(st.text(min_size=1, max_size=60), st.data())
def test_a_quote_cut_from_a_text_checks_and_one_shifted_does_not(
    text: str, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    quote = Quote(Span(start, end), text[start:end])
    quote.check(text)
    changed = chr((ord(text[start]) + 1) % 0xD800) + text[start + 1 :]
    if text[start] != changed[0]:
        with pytest.raises(SpanMismatch):
            quote.check(text[:start] + changed)


def test_a_mismatch_names_both_wordings() -> None:
    with pytest.raises(SpanMismatch, match="reads 'left', the quote says 'fell'"):
        Quote(Span(0, 4), "fell").check("left the town")


def test_spans_sort_by_start_then_end() -> None:
    assert sorted([Span(3, 5), Span(0, 9), Span(0, 2)]) == [Span(0, 2), Span(0, 9), Span(3, 5)]
