"""Our own labels fit the texts they are of, copy none of the corpora, and leave the test set alone."""

import hashlib
import json
import re
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from labels.pack_labels import DATE, FIELDS, pack
from whoholds.base.records import Event, Means, PlaceKind, Status

LABELS = Path(__file__).parents[1] / "labels"
CORPORA = ("battle_pages.jsonl", "current_events.jsonl", "fa_kes.jsonl")
RUN = 12
"""So many words in a row are hardly written twice by chance."""


def rows_of(path: Path) -> list[Any]:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


BATCHES = {path.stem: rows_of(path) for path in sorted(LABELS.glob("*.jsonl"))}
AGAIN = BATCHES.pop("again")
ROWS = [row for rows in BATCHES.values() for row in rows]
OWN = {
    path.name.partition(".")[0]: {row["item"]: row for row in rows_of(path)}
    for path in sorted((LABELS / "reports").glob("*.items.jsonl"))
}
EVENTS, STATUSES, KINDS, MEANS = (
    {member.value for member in kind} for kind in (Event, Status, PlaceKind, Means)
)


def own_doc(item: str) -> Any:
    return OWN[item.partition(":")[0]][item]


@pytest.fixture(scope="module")
def corpora() -> dict[str, list[Any]]:
    folder = Path(__file__).parents[2] / "shared" / "corpus"
    return {name: rows_of(folder / name) for name in CORPORA}


def shared_doc(item: str, corpora: dict[str, list[Any]]) -> Any:
    file, line, *paragraph = item.split(":")
    row = corpora[file][int(line)]
    text = row["paragraphs"][int(paragraph[0])] if paragraph else row["text"]
    return {"text": text, "title": row.get("title")}


def assert_fits(row: dict[str, Any], doc: Any) -> None:
    """Every span falls on whole words of the very text that was labelled."""
    assert hashlib.sha256(doc["text"].encode()).hexdigest() == row["sha256"], row["item"]
    for claim in row["claims"]:
        text = doc["title"] if claim.get("in_title") else doc["text"]
        for start, end in (claim["quote"], claim["trigger"]):
            words = text[start:end]
            assert len(words) == end - start, row["item"]
            assert words == words.strip() != "", (row["item"], words)
            assert not cuts_a_word(text, start), (row["item"], words)
            assert not cuts_a_word(text, end), (row["item"], words)


def cuts_a_word(text: str, at: int) -> bool:
    """Tell whether a word goes on at `at`; reports run words, numbers and addresses together."""
    before, after = text[:at][-1:], text[at : at + 1]
    if text.startswith("http", at):
        return False
    return (before.isalpha() and after.isalpha()) or (before.isdigit() and after.isdigit())


def test_no_text_is_labelled_twice() -> None:
    where = defaultdict(list)
    for batch, rows in BATCHES.items():
        for row in rows:
            where[row["item"]].append(batch)
    assert len(where) > 3_500
    assert {item: batches for item, batches in where.items() if len(batches) > 1} == {}
    # The same paragraph may stand on two pages.
    assert len({row["sha256"] for row in ROWS}) == len(ROWS)


def test_the_second_reading_is_of_texts_labelled_once_before() -> None:
    digests = {row["item"]: row["sha256"] for row in ROWS}
    again = {row["item"]: row["sha256"] for row in AGAIN}
    assert len(again) == len(AGAIN) > 70
    assert again.items() <= digests.items()


@pytest.mark.parametrize("batch", [*BATCHES, "again"])
def test_every_claim_is_well_formed(batch: str) -> None:
    rows = AGAIN if batch == "again" else BATCHES[batch]
    assert len(rows) > 0
    for row in rows:
        assert set(row) == {"item", "sha256", "labeller", "claims"}
        assert row["labeller"]
        order = [(not claim.get("in_title"), claim["trigger"]) for claim in row["claims"]]
        assert order == sorted(order), row["item"]
        for claim in row["claims"]:
            assert set(claim) - {"in_title"} == FIELDS
            assert claim.get("in_title", True) is True
            (start, end), (first, last) = claim["quote"], claim["trigger"]
            assert 0 <= start <= first < last <= end, row["item"]
            assert claim["event"] in EVENTS
            assert claim["status"] in STATUSES
            assert claim["means"] is None or claim["means"] in MEANS
            assert claim["date"] is None or DATE.fullmatch(claim["date"])
            for place in claim["places"]:
                assert set(place) == {"name", "kind", "within"}
                assert place["kind"] in KINDS
                assert place["name"].strip()
            for slot in ("actors", "targets", "said_by"):
                assert all(isinstance(name, str) and name.strip() for name in claim[slot])
            for slot in ("killed", "wounded"):
                count = claim[slot]
                low, high = count if isinstance(count, list) else (count or 0, count or 0)
                assert 0 <= low <= high, row["item"]


def test_items_name_texts_of_the_corpora_or_our_own() -> None:
    for batch, rows in BATCHES.items():
        items = {row["item"] for row in rows}
        if batch[0] == "b":
            assert batch not in OWN
            assert {item.partition(":")[0] for item in items} <= set(CORPORA)
        else:
            assert items == set(OWN[batch])
    assert set(OWN) <= set(BATCHES)


@pytest.mark.parametrize("batch", sorted(OWN))
def test_offsets_fall_on_words_of_our_own_texts(batch: str) -> None:
    for row in BATCHES[batch]:
        assert_fits(row, own_doc(row["item"]))


@pytest.mark.shared
def test_offsets_fall_on_words_of_the_very_texts_of_the_corpora(
    corpora: dict[str, list[Any]],
) -> None:
    for row in [*ROWS, *AGAIN]:
        if row["item"].partition(":")[0] in CORPORA:
            assert_fits(row, shared_doc(row["item"], corpora))


def test_a_word_cut_in_two_is_noticed() -> None:
    text = "They captured16 villages of Hamahttps://t.co/x"
    ends = [at for at in range(1, len(text)) if not cuts_a_word(text, at)]
    assert [text[a:b] for a, b in zip([0, *ends], [*ends, len(text)], strict=True)] == [
        "They", " ", "captured", "16", " ", "villages", " ", "of", " ", "Hama", "https", ":",
        "/", "/", "t", ".", "co", "/", "x",
    ]  # fmt: skip


def test_a_trigger_is_sought_as_a_whole_word() -> None:
    rest = dict.fromkeys(FIELDS, None)
    text = "He said that Arvo warns of war in Tarba."
    packed = pack(rest | {"quote": "Arvo warns of war in Tarba", "trigger": "war"}, text)
    assert packed["trigger"] == [27, 30]
    glued = pack(rest | {"quote": "forces captured16 villages", "trigger": "captured"},
                 "The forces captured16 villages")  # fmt: skip
    assert glued["trigger"] == [11, 19]


def runs_of(text: str) -> set[str]:
    words = re.findall(r"\w+", text.lower())
    return {" ".join(words[k : k + RUN]) for k in range(len(words) - RUN + 1)}


@pytest.mark.shared
def test_no_labelled_text_is_in_the_test_set(corpora: dict[str, list[Any]], shared: Path) -> None:
    """Neither the same text nor one that tells much of it in the same words."""
    scored = [row["text"] for row in rows_of(shared / "gold" / "docs.jsonl")]
    known = defaultdict(set)
    for k, text in enumerate(scored):
        for run in runs_of(text):
            known[run].add(k)
    whole = {text.strip() for text in scored}
    for row in ROWS:
        item = row["item"]
        ours = item.partition(":")[0] in OWN
        text = str((own_doc(item) if ours else shared_doc(item, corpora))["text"])
        assert text.strip() not in whole, item
        runs = runs_of(text)
        copied = [run for run in runs if run in known]
        assert len(copied) <= (0 if ours else 0.05 * len(runs)), (item, copied[:2])


@pytest.mark.shared
def test_our_own_texts_copy_none_of_the_corpora(corpora: dict[str, list[Any]]) -> None:
    written = {
        run for rows in OWN.values() for row in rows.values() for run in runs_of(row["text"])
    }
    for name in CORPORA:
        for row in corpora[name]:
            text = " ".join(row["paragraphs"]) if "paragraphs" in row else row["text"]
            assert not written & runs_of(text), (name, written & runs_of(text))
