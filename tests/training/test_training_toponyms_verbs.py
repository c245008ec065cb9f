"""Verbs labelled with their places are looked up by offsets, in the text that was labelled."""

import hashlib
import json
from pathlib import Path

import pytest

from training.toponyms.verbs import LINKS, read_verbs
from whoholds.base.spans import Span

TEXT = "First words. Rebels met in Tarba. Last words."


def write(folder: Path, text: str, digest: str) -> Path:
    rows = [{"text": "another"}, {"text": text}]
    (folder / "news.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    labels = folder / "links.jsonl"
    row = {
        "item": "news.jsonl:1",
        "sha256": digest,
        "labeller": "a test",
        "sentence": [13, 33],
        "verb": [20, 23],
        "places": [[27, 32]],
    }
    labels.write_text(json.dumps(row) + "\n")
    return labels


def test_spans_are_of_the_sentence(tmp_path: Path) -> None:
    labels = write(tmp_path, TEXT, hashlib.sha256(TEXT.encode()).hexdigest())
    (one,) = read_verbs(tmp_path, tmp_path, labels)
    assert one.text == "Rebels met in Tarba."
    assert one.text[one.verb.start : one.verb.end] == "met"
    assert one.places == (Span(14, 19),)


def test_another_text_than_was_labelled_stops_the_training(tmp_path: Path) -> None:
    labels = write(tmp_path, TEXT.replace("met", "ate"), hashlib.sha256(TEXT.encode()).hexdigest())
    with pytest.raises(SystemExit, match=r"news\.jsonl:1 is another than was labelled"):
        list(read_verbs(tmp_path, tmp_path, labels))


@pytest.mark.shared
def test_what_ships_fits_the_shared_texts(shared: Path) -> None:
    found = list(read_verbs(shared / "corpus", shared / "geo-gold"))
    assert len(found) == len(LINKS.read_text().splitlines())
    for one in found:
        assert one.text[one.verb.start : one.verb.end].isprintable()
        assert all(0 <= place.start < place.end <= len(one.text) for place in one.places)
