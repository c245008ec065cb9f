import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from whoholds.identify.likeness import FEATURES, features, network, sounds_of
from whoholds.identify.spelling import profile_of


def rarity(_: str) -> float:
    return 3.0


def odds(country: str, asked: str, *others: str) -> list[float]:
    profile = profile_of(country)
    own = sounds_of(profile.keys(asked))
    rows = [features(own, sounds_of(profile.keys(other)), 0.5, rarity) for other in others]
    return list(network().log_odds(np.array(rows)))


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
    whole = features(own, own, 1.0, rarity)
    assert len(whole) == FEATURES
    assert whole[0] == whole[2] == whole[3] == whole[4] == 1.0


@settings(derandomize=True, max_examples=150, deadline=None)
@given(st.text(max_size=80), st.text(max_size=80), st.sampled_from(["SY", "UA", "ML", "ET"]))
def test_measures_are_bounded_for_any_two_names(one: str, other: str, country: str) -> None:
    profile = profile_of(country)
    row = features(sounds_of(profile.keys(one)), sounds_of(profile.keys(other)), 0.0, rarity)
    assert len(row) == FEATURES
    assert all(-1.0 <= value <= 2.0 for value in row)
    assert np.isfinite(network().log_odds(np.array([row]))).all()
