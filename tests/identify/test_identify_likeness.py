import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from whoholds.identify.likeness import (
    FEATURES,
    changes,
    features_of,
    learned_edits,
    network,
    sounds_of,
)
from whoholds.identify.spelling import profile_of


def rarity(_: str) -> float:
    return 3.0


def odds(country: str, asked: str, *others: str) -> list[float]:
    profile = profile_of(country)
    own = sounds_of(profile.keys(asked))
    known = [sounds_of(profile.keys(other)) for other in others]
    rows = features_of(own, known, [0.5] * len(others), rarity)
    return list(network().log_odds(rows))


def test_another_spelling_is_likelier_than_another_name() -> None:
    spelling, other = odds("SY", "Saraqeb", "Saraqib", "Sarja")
    assert spelling > other
    spelling, other = odds("UA", "Kupyansk", "Kupiansk", "Lyman")
    assert spelling > other
    spelling, other = odds("MM", "Kyaukpyu", "Kyaukphyu", "Kyaukme")
    assert spelling > other


def test_numbers_tell_names_apart() -> None:
    same, another = odds("ET", "Zone 4", "Zone 4", "Zone 1")
    assert same > another


def test_features_of_a_name_with_itself_are_whole() -> None:
    own = sounds_of(profile_of("SY").keys("Tell Khatrah"))
    (whole,) = features_of(own, [own], [1.0], rarity)
    assert len(whole) == FEATURES
    assert whole[0] == whole[2] == whole[3] == whole[4] == 1.0


@settings(derandomize=True, max_examples=150, deadline=None)
@given(st.text(max_size=80), st.text(max_size=80), st.sampled_from(["SY", "UA", "ML", "ET"]))
def test_measures_are_bounded_for_any_two_names(one: str, other: str, country: str) -> None:
    profile = profile_of(country)
    asked, known = sounds_of(profile.keys(one)), sounds_of(profile.keys(other))
    rows = features_of(asked, [known, asked], [0.0, 0.4], rarity)
    assert rows.shape == (2, FEATURES)
    assert ((rows >= -1.0) & (rows <= 2.0)).all()
    assert np.isfinite(network().log_odds(rows)).all()


def test_what_is_measured_of_one_name_tells_nothing_of_those_beside_it() -> None:
    profile = profile_of("SY")
    own = sounds_of(profile.keys("Saraqeb"))
    others = [sounds_of(profile.keys(name)) for name in ("Saraqib", "Sarja", "Tell Khatrah", "")]
    together = features_of(own, others, [0.5] * 4, rarity)
    apart = np.concatenate([features_of(own, [other], [0.5], rarity) for other in others])
    assert np.allclose(together, apart)
    assert features_of(own, [], [], rarity).shape == (0, FEATURES)


def test_changes_of_letters() -> None:
    assert changes("saraqeb", "saraqib") == ["ei"]
    assert changes("tela", "tella") == ["-l="]
    assert changes("nawa", "nawah") == ["-h$"]
    assert changes("abad", "bad") == ["a-^"]
    assert changes("same", "same") == []


def test_vowels_are_taken_for_each_other_sooner_than_consonants() -> None:
    told = learned_edits()
    assert told["ei"] > told["mr"]
    assert told["-h$"] > told["-m"]
