import sys

import pytest

from whoholds.extract.segment import MAX_SENTENCE_TOKENS, recase, sentences, tokenise


def cut(text: str) -> list[str]:
    return [text[s.start : s.end] for s in sentences(text)]


def test_sentences_end_at_full_stops_and_paragraphs() -> None:
    text = "Troops left Dorvel. Rebels came.\n\nNothing else\n\n• First item\n• Second item"
    assert cut(text) == [
        "Troops left Dorvel.",
        "Rebels came.",
        "Nothing else",
        "• First item",
        "• Second item",
    ]
    assert [s.paragraph for s in sentences(text)] == [0, 0, 1, 2, 3]


def test_abbreviations_titles_and_initials_do_not_end_a_sentence() -> None:
    for text in (
        "Gen. Amra Kesh said so.",
        "The U.S. Army left.",
        "Gabriel M. Silva spoke in St. Arvo.",
        "They met at 4 p.m. Monday in Dorvel.",
        "It took approx. 3.5 hours.",
    ):
        assert cut(text) == [text]


def test_a_closing_quotation_mark_belongs_to_its_sentence() -> None:
    assert cut("He said “we won.” They left.") == ["He said “we won.”", "They left."]


def test_tokens_are_slices_and_possessives_stand_alone() -> None:
    text = "Hay’at Tahrir al-Sham’s 25th Division (HTS) took U.S.-made tanks; 2,000 fled."
    tokens = tokenise(text)
    assert all(text[t.start : t.end] == t.text for t in tokens)
    words = [t.text for t in tokens]
    assert words[:4] == ["Hay’at", "Tahrir", "al-Sham", "’s"]
    assert "U.S.-made" in words
    assert "2,000" in words
    assert [t.text for t in tokens if t.cap][:3] == ["Hay’at", "Tahrir", "al-Sham"]


def test_long_sentences_are_cut() -> None:
    found = sentences("and " * (3 * MAX_SENTENCE_TOKENS))
    assert max(len(s.tokens) for s in found) == MAX_SENTENCE_TOKENS
    assert sum(len(s.tokens) for s in found) == 3 * MAX_SENTENCE_TOKENS


def test_a_headline_loses_the_capitals_of_common_words() -> None:
    (headline,) = sentences("Rebels Capture More Areas In Southeast Dorvel")
    common = frozenset(("rebels", "capture", "more", "areas", "in", "southeast"))
    assert [t.text for t in recase(headline, common).tokens if t.cap] == ["Dorvel"]
    (sentence,) = sentences("Rebels capture more areas in southeast Dorvel")
    assert recase(sentence, common) == sentence


@pytest.mark.parametrize("mark", ['"', "()", "”", "'"])
def test_a_page_of_closing_marks_takes_time_in_proportion(mark: str) -> None:
    def steps(length: int) -> int:
        calls = 0

        def count(_frame: object, event: str, _arg: object) -> None:
            nonlocal calls
            calls += event == "line"

        sys.settrace(lambda *_: count)
        try:
            sentences(mark * length)
        finally:
            sys.settrace(None)
        return calls

    assert steps(800) < 3 * steps(400)
