from datetime import date
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whoholds.base.errors import UnreadableInput
from whoholds.capture.json_line import read_json_line
from whoholds.capture.parts import Parts
from whoholds.capture.sources import page_of


def read(value: Any) -> Parts:
    data = value if isinstance(value, bytes) else orjson.dumps(value)
    return read_json_line(page_of(data, "application/x-whoholds-report+json", "docs.jsonl:7"))


def test_all_fields_of_a_report() -> None:
    parts = read(
        {
            "id": "a-1",
            "title": "Army takes\n Oskel",
            "published": "2021-05-03",
            "publisher": "Lake Herald",
            "context": ["Lake war"],
            "text": "The army took Oskel.\r\n\r\n  “It is ours.”\u2028\u00a0",
            "origin": "our own",
        }
    )
    assert parts.label == "a-1"
    assert parts.title == "Army takes Oskel"
    assert parts.published == date(2021, 5, 3)
    assert parts.publisher == "Lake Herald"
    assert parts.context == ("Lake war",)
    assert parts.text == "The army took Oskel.\r\n\r\n  “It is ours.”\u2028\u00a0"


def test_a_dated_item_of_a_news_page() -> None:
    parts = read(
        {
            "date": "2021-05-03",
            "topic": ["Lake war", "Battle of Oskel"],
            "text": "The army takes Oskel.",
            "sources": ["Herald", "Lake Agency"],
            "source_urls": ["https://herald.example/1", "https://agency.example/2"],
            "links": [{"text": "Oskel", "page": "Oskel"}],
        }
    )
    assert parts.published == date(2021, 5, 3)
    assert parts.context == ("Lake war", "Battle of Oskel")
    assert parts.publisher == "Herald; Lake Agency"
    assert parts.url == "https://herald.example/1"
    assert parts.title is None


def test_paragraphs_of_a_page_and_a_day_of_the_event_that_is_not_of_publication() -> None:
    parts = read({"page": "battle of oskel", "paragraphs": ["One.", "Two."]})
    assert (parts.label, parts.text) == ("battle of oskel", "One.\n\nTwo.")
    parts = read({"id": 1914, "text": "One.", "event_date": "2021-05-03", "location": "Oskel"})
    assert (parts.label, parts.published) == ("1914", None)


def test_a_source_s_own_empty_item_is_a_report_without_words() -> None:
    assert read({"text": "", "date": "2021-05-03"}).text == ""


@pytest.mark.parametrize(
    ("value", "why"),
    [
        (b"{broken", "not valid JSON"),
        (b'{"text": "\xff"}', "not valid JSON"),
        (b'{"text": "\\ud800"}', "not valid JSON"),
        ([1], "a JSON list where an object"),
        ("text", "a JSON string where an object"),
        (None, "a JSON null where an object"),
        ({}, "fields are none"),
        ({"text": "  ", "body": "x"}, "fields are body, text"),
        ({"text": 5}, "`text` is a JSON number, a string is wanted"),
        ({"text": ["a"]}, "`text` is a JSON list, a string is wanted"),
        ({"text": "a", "title": True}, "`title` is a JSON boolean"),
        ({"text": "a", "context": {"a": 1}}, "`context` is a JSON object, a list of strings"),
        ({"text": "a", "sources": ["a", 1]}, "`sources` is a JSON list"),
        ({"text": "a", "published": "3 May 2021"}, "`published` is '3 May 2021', not a day"),
        ({"text": "a", "date": "2021-02-30"}, "`date` is '2021-02-30', not a day"),
    ],
)
def test_what_cannot_be_used_is_told_with_file_and_line(value: Any, why: str) -> None:
    with pytest.raises(UnreadableInput, match=r"docs\.jsonl:7") as caught:
        read(value)
    assert why in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("text", ["2021-05-03T23:50:00Z", "2021-05-03 01:10:00+03:00"])
def test_an_instant_keeps_its_civil_day(text: str) -> None:
    assert read({"text": "a", "published": text}).published == date(2021, 5, 3)


def test_control_characters_become_spaces_one_for_one() -> None:
    assert read({"text": "a\x00b\x07c\td\ne"}).text == "a b c\td\ne"


@settings(derandomize=True)
@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1))
def test_text_comes_through_unchanged(text: str) -> None:
    assert read({"text": text, "title": "t"}).text == text


@pytest.mark.shared
def test_every_gold_report_comes_through_unchanged(shared: Path) -> None:
    lines = (shared / "gold" / "docs.jsonl").read_bytes().splitlines()
    assert len(lines) == 158
    for line in lines:
        gold = orjson.loads(line)
        parts = read(line)
        assert (parts.label, parts.text) == (gold["id"], gold["text"])
        assert parts.published is not None
        assert parts.published.isoformat() == gold["published"]
        assert list(parts.context) == gold["context"]
