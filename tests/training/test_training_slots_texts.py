"""Labelled texts are read with their words, second readings left out, altered texts refused."""

import hashlib
import json
import lzma
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from training.slots.texts import NO_CONFLICT, conflict_of, read_labels, read_other_news, read_train

NEWS = "Rebels captured Tarba on Monday."


def write(path: Path, *rows: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")


def label(item: str, text: str, *claims: dict[str, Any]) -> dict[str, Any]:
    digest = hashlib.sha256(text.encode()).hexdigest()
    return {"item": item, "sha256": digest, "labeller": "test", "claims": list(claims)}


def captured(text: str, **more: Any) -> dict[str, Any]:
    begin = text.index("captured")
    return {"event": "take", "quote": [0, len(text) - 1], "trigger": [begin, begin + 8], **more}


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    """A folder of corpora and one of labels."""
    corpus, labels = tmp_path / "corpus", tmp_path / "labels"
    write(
        corpus / "current_events.jsonl",
        {"date": "2021-04-03", "topic": ["Syrian civil war"], "text": "Nothing happened."},
        {"date": "2021-04-03", "topic": ["War in Afghanistan"], "text": NEWS},
    )
    write(corpus / "battle_pages.jsonl", {"page": "battle of tarba", "paragraphs": ["Once.", NEWS]})
    write(
        corpus / "fa_kes.jsonl",
        {"title": "Tarba captured", "publisher": "nna", "event_date": "4/21/2017", "text": NEWS},
        {"title": None, "publisher": "nna", "event_date": "21/4/2017", "text": NEWS},
    )
    return corpus, labels


def test_texts_of_the_corpora_are_looked_up(folders: tuple[Path, Path]) -> None:
    corpus, labels = folders
    write(
        labels / "b00.jsonl",
        label("current_events.jsonl:1", NEWS, captured(NEWS)),
        label("battle_pages.jsonl:0:1", NEWS),
        label("fa_kes.jsonl:0", NEWS, captured("Tarba captured", in_title=True), captured(NEWS)),
        label("fa_kes.jsonl:1", NEWS),
    )
    news, page, article, undated = read_labels(corpus, labels)
    assert news.report.text == NEWS
    assert news.report.published == date(2021, 4, 3)
    assert news.report.context == ("War in Afghanistan",)
    assert (news.conflict, news.source) == ("afghanistan", "b00")
    (found,) = news.claims
    assert (found["trigger"], found["quote"]) == ("captured", NEWS[:-1])
    assert (found["t"], found["q"]) == ((7, 15), (0, len(NEWS) - 1))
    assert page.report.context == ("battle of tarba",)
    assert page.report.published is None
    assert article.report.title == "Tarba captured"
    assert article.report.published == date(2017, 4, 21)
    assert [claim["t"] for claim in article.claims] == [(6, 14), (7, 15)]
    assert undated.report.published is None
    assert undated.report.title is None


def test_our_own_texts_lie_beside_their_labels(folders: tuple[Path, Path]) -> None:
    corpus, labels = folders
    doc = {"item": "r00:0", "published": "2031-05-14", "context": ["War in Arvo"],
           "title": "Arvo", "publisher": "Arvo Wire", "text": NEWS}  # fmt: skip
    write(labels / "r00.jsonl", label("r00:0", NEWS, captured(NEWS)))
    write(labels / "reports" / "r00.items.jsonl", doc)
    (text,) = read_labels(corpus / "none", labels)
    assert text.report.publisher == "Arvo Wire"
    assert text.report.published == date(2031, 5, 14)
    assert text.conflict == "other"
    assert text.claims[0]["trigger"] == "captured"


def test_a_second_reading_is_never_learnt_from(folders: tuple[Path, Path]) -> None:
    corpus, labels = folders
    write(labels / "again.jsonl", label("current_events.jsonl:1", NEWS, captured(NEWS)))
    assert list(read_labels(corpus, labels)) == []


def test_a_text_that_is_another_than_was_labelled_ends_the_training(
    folders: tuple[Path, Path],
) -> None:
    corpus, labels = folders
    write(labels / "b00.jsonl", label("current_events.jsonl:0", NEWS))
    with pytest.raises(SystemExit, match=r"b00.jsonl: the text of current_events.jsonl:0"):
        list(read_labels(corpus, labels))


def test_the_training_set_is_located_by_the_scoring_script(tmp_path: Path) -> None:
    one = {"id": "one", "text": NEWS, "title": None, "published": None}
    two = {"id": "two", "text": "Zub, in Syria.", "title": "Calm", "published": "2020-01-17"}
    write(tmp_path / "docs.jsonl", one, two)
    write(tmp_path / "claims.jsonl", {"doc": "one", "event": "take"})

    def locate(claims: list[dict[str, Any]], docs: dict[str, Any]) -> None:
        assert set(docs) == {"one", "two"}
        for claim in claims:
            claim["t"] = (7, 15)

    first, second = read_train(tmp_path, locate)
    assert (first.id, first.source) == ("one", "train")
    assert first.claims == [{"doc": "one", "event": "take", "t": (7, 15)}]
    assert second.claims == []
    assert second.report.published == date(2020, 1, 17)
    assert second.conflict == "syria"


@pytest.mark.parametrize(
    ("context", "text", "conflict"),
    [
        (
            "Syrian civil war",
            "Talks on Ukraine began.",
            "syria",
        ),  # what it is filed under counts first
        ("", "Talks on Ukraine began.", "ukraine"),
        ("", "x" * 300 + " Ukraine", "other"),  # and the beginning of the text
        ("Somalia: war", "", "east_africa"),
        ("Tomahawk", "The Potomac.", "other"),  # a word is matched at its beginning
    ],
)
def test_a_text_is_of_the_conflict_that_its_words_tell(
    context: str, text: str, conflict: str
) -> None:
    assert conflict_of(context, text) == conflict


def test_other_news_have_no_claims_and_no_conflict(tmp_path: Path) -> None:
    rows = [
        ("reviews-1", "The soup captured my heart."), ("reviews-1", "Prices fell."),
        ("newsgroup-2", "The army shelled Tarba."), ("email-3", "We agreed to meet."),
    ]  # fmt: skip
    lines, last = [], ""
    for name, text in rows:
        if name != last:
            lines.append(f"# newdoc id = {name}")
        lines += [f"# text = {text}", "1\tWord\t_", ""]
        last = name
    with lzma.open(tmp_path / "ewt-train.conllu.xz", "wt", encoding="utf-8") as file:
        file.write("\n".join(lines))
    news = tmp_path / "news.xml"
    news.write_text(
        "<articles><article><title>Storm</title><text>Rain hit Tarba.</text></article>"
        "<article><title>Tarba</title><text>Troops left.</text></article>"
        "<article><title>Dorvel</title><text> </text></article></articles>",
        "utf-8",
    )
    found = list(read_other_news(tmp_path, news))
    assert [text.id for text in found] == ["ewt:reviews-1", "ewt:email-3", "lgl:0"]
    assert found[0].report.text == "The soup captured my heart.\nPrices fell."
    assert found[2].report.title == "Storm"
    assert all(text.claims == [] for text in found)
    assert all(text.conflict.startswith(NO_CONFLICT) for text in found)


def test_own_texts_of_no_conflict_are_told_by_their_batch(tmp_path: Path) -> None:
    text = "The retailer captured a quarter of the market in Syria."
    write(tmp_path / "n00.jsonl", label("n00:0", text))
    write(tmp_path / "reports" / "n00.items.jsonl", {"item": "n00:0", "text": text})
    (found,) = read_labels(tmp_path / "no corpus", tmp_path)
    assert found.conflict.startswith(NO_CONFLICT)
