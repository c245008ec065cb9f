"""Windows: every sentence once, in order, none above the size."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whoholds.base.records import Report
from whoholds.base.spans import Span
from whoholds.extract.llm_windows import TITLE, Window, cut_windows, halves

TEXT = " ".join(f"The army took village number {n}." for n in range(1, 41))


def a_report(text: str = TEXT, title: str | None = "Army takes villages") -> Report:
    return Report(page="0" * 64, cleaner="plain@1", title=title, text=text)


def test_a_short_report_is_one_window_that_begins_with_the_title() -> None:
    (window,) = cut_windows(a_report("It fell. It was retaken."), 6000)
    assert [each.number for each in window.sentences] == [TITLE, 1, 2]
    assert window.before == ()
    last = window.find(2)
    assert last is not None
    assert last.span == Span(9, 24)
    assert window.find(3) is None
    assert window.find(-1) is None


def test_a_long_report_is_cut_between_sentences_and_shows_what_came_before() -> None:
    windows = cut_windows(a_report(), 300)
    assert len(windows) > 3
    for window in windows:
        assert sum(len(each.span) for each in window.sentences) <= 300
    assert windows[0].sentences[0].number == TITLE
    assert windows[0].before == ()
    for before, window in pairwise(windows):
        assert window.before == tuple(each.span for each in before.sentences)[-3:]
        assert window.sentences[0].number == before.sentences[-1].number + 1


@pytest.mark.parametrize("title", [None, "", "  "])
def test_without_a_title_the_numbers_begin_at_one(title: str | None) -> None:
    (window,) = cut_windows(a_report("It fell.", title), 6000)
    assert [each.number for each in window.sentences] == [1]


def test_a_report_without_words_has_no_windows() -> None:
    assert cut_windows(a_report(" \n", None), 6000) == []


@settings(derandomize=True, max_examples=60, deadline=None)
@given(
    st.text(alphabet="ab A.\n", max_size=400),
    st.text(alphabet="ab ", max_size=40),
    st.integers(10, 80),
)
def test_every_word_is_in_one_window(text: str, title: str, most: int) -> None:
    windows = cut_windows(a_report(text, title), most)
    spans = [each.span for w in windows for each in w.sentences if each.number != TITLE]
    for one, two in pairwise(spans):
        assert one.end <= two.start
    covered = {at for span in spans for at in range(span.start, span.end)}
    assert all(text[at].isspace() for at in range(len(text)) if at not in covered)
    numbers = [each.number for w in windows for each in w.sentences]
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers))) if numbers else True
    assert all(sum(len(each.span) for each in w.sentences) <= most for w in windows)


def test_halves_are_the_whole() -> None:
    (window,) = cut_windows(a_report("One fell. Two fell. Three fell. Four fell."), 6000)
    parts = halves(window)
    assert parts is not None
    first, second = parts
    assert (*first.sentences, *second.sentences) == window.sentences
    # The title is shown with every window, and is nothing that came before.
    assert second.before == tuple(each.span for each in first.sentences if each.number != TITLE)


def test_a_single_sentence_has_no_halves() -> None:
    (window,) = cut_windows(a_report("One fell.", None), 6000)
    assert halves(window) is None
    assert halves(Window(window.sentences, (Span(0, 1),))) is None
