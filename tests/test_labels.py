"""Our own labels fit the texts of the shared corpora, hold no text, and leave the test set alone."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from whoholds.base.records import Event, PlaceKind, Status

LABELS = Path(__file__).parents[1] / "labels"


def rows_of(path: Path) -> list[Any]:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


ROWS = [row for path in sorted(LABELS.glob("*.jsonl")) for row in rows_of(path)]
EVENTS, STATUSES, KINDS = ({member.value for member in kind} for kind in (Event, Status, PlaceKind))


def text_of(item: str, corpora: dict[str, list[Any]]) -> str:
    file, line, *paragraph = item.split(":")
    row = corpora[file][int(line)]
    return str(row["paragraphs"][int(paragraph[0])] if paragraph else row["text"])


@pytest.fixture(scope="module")
def corpora() -> dict[str, list[Any]]:
    folder = Path(__file__).parents[2] / "shared" / "corpus"
    return {name: rows_of(folder / name) for name in ("current_events.jsonl", "battle_pages.jsonl")}


def test_every_text_is_labelled_once_and_every_claim_is_well_formed() -> None:
    assert len(ROWS) > 300
    assert len({row["item"] for row in ROWS}) == len(ROWS)
    for row in ROWS:
        assert set(row) == {"item", "sha256", "labeller", "claims"}
        for claim in row["claims"]:
            (start, end), (first, last) = claim["quote"], claim["trigger"]
            assert 0 <= start <= first < last <= end
            assert claim["event"] in EVENTS
            assert claim["status"] in STATUSES
            assert all(place["kind"] in KINDS for place in claim["places"])


@pytest.mark.shared
def test_offsets_fall_on_words_of_the_very_text(corpora: dict[str, list[Any]]) -> None:
    for row in ROWS:
        text = text_of(row["item"], corpora)
        assert hashlib.sha256(text.encode()).hexdigest() == row["sha256"], row["item"]
        for claim in row["claims"]:
            for start, end in (claim["quote"], claim["trigger"]):
                words = text[start:end]
                assert words == words.strip() != ""
                assert not (text[start - 1 : start].isalnum() and words[0].isalnum())
                assert not (text[end : end + 1].isalnum() and words[-1].isalnum()), (
                    row["item"],
                    words,
                )


@pytest.mark.shared
def test_no_labelled_text_is_in_the_test_set(corpora: dict[str, list[Any]], shared: Path) -> None:
    scored = {row["text"].strip() for row in rows_of(shared / "gold" / "docs.jsonl")}
    assert not any(text_of(row["item"], corpora).strip() in scored for row in ROWS)
