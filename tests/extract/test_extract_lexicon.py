import tomllib
from importlib.resources import files

import pytest

from whoholds.base.records import Event, Means
from whoholds.extract import frames
from whoholds.extract.lexicon import fold, load_lexicon
from whoholds.extract.words import words


def test_every_type_of_event_has_words_and_every_frame_a_function() -> None:
    entries = [e for found in load_lexicon().triggers.values() for e in found]
    assert {e.event for e in entries} == set(Event)
    assert {e.frame for e in entries} == set(frames._FRAMES)


@pytest.mark.parametrize(
    ("form", "lemma", "kind"),
    [
        ("repelled", "repel", "part"),
        ("controlling", "control", "ing"),
        ("seizes", "seize", "s"),
        ("retook", "retake", "past"),
        ("retaken", "retake", "part"),
        ("overran", "overrun", "past"),
        ("withdrawn", "withdraw", "part"),
        ("re-captured", "re-capture", "past"),
        ("fled", "flee", "past"),
        ("fleeing", "flee", "ing"),
        ("occupied", "occupy", "past"),
    ],
)
def test_verbs_are_inflected(form: str, lemma: str, kind: str) -> None:
    found = [e for e in load_lexicon().triggers[form] if e.lemma == lemma]
    assert found
    assert kind in found[0].forms


def test_means_are_the_known_ones() -> None:
    assert set(load_lexicon().means.values()) == set(Means)


def test_countries_adjectives_and_people() -> None:
    lexicon = load_lexicon()
    assert lexicon.countries["drc"] == "Democratic Republic of the Congo"
    assert lexicon.adjectives["congolese"].name == "Democratic Republic of the Congo"
    assert lexicon.people["ukrainians"].name == "Ukraine"
    assert lexicon.adjectives["kurdish"].name == ""


def test_tables_are_lower_case_and_fold_their_apostrophes() -> None:
    assert fold("Hay’at Tahrir al-Sham") == "hay'at tahrir al-sham"
    for name in ("actors", "places", "speech", "grammar", "numbers"):
        source = files("whoholds.extract") / "data" / f"{name}.toml"
        for listed in _strings(tomllib.loads(source.read_text(encoding="utf-8"))):
            assert listed == listed.lower(), (name, listed)


def _strings(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, list):
        return [s for item in value for s in _strings(item)]
    if isinstance(value, dict):
        return [s for item in value.values() for s in _strings(item)]
    return []


def test_a_missing_word_list_is_told() -> None:
    with pytest.raises(KeyError):
        words("clauses", "no such list")
