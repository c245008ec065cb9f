"""What the search box takes for a name, and what it does not."""

import pytest

from whoholds.serve.likeness import least_likeness, likeness


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("hazm", "al-Hazm"),
        ("Hazm", "Ḥazm"),
        ("marib", "Ma'rib"),
        ("kab", "Kabul"),
        ("tel khatra", "Tell Khatrah"),
        ("telkhatrah", "Tell Khatrah"),
        ("abu juraif", "Abu Jurayf"),
        ("kharkov", "Kharkiv"),
        ("حلب", "حلب"),
    ],
)
def test_another_spelling_or_the_beginning_is_alike(words: str, name: str) -> None:
    assert likeness(words, name) >= least_likeness(words)


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Hazm", "Kombolcha"),
        ("Hazm", "Shasha"),
        ("Hazm", "Hantub"),
        ("Hazm", "Hama"),
        ("al-khadra", "Al-Hadaya Hotel"),
        ("Idlib", ""),
        ("--", "Idlib"),
    ],
)
def test_names_of_other_places_are_not(words: str, name: str) -> None:
    assert likeness(words, name) < least_likeness(words)


def test_the_same_name_comes_before_one_that_begins_so_and_that_before_a_near_one() -> None:
    scores = [likeness("idlib", name) for name in ("Idlib", "Idlib city", "Greater Idlib", "Idleb")]
    assert scores == sorted(scores, reverse=True)
    assert scores[0] == 100.0
    assert len(set(scores)) == 4
