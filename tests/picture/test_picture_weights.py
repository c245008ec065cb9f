import tomllib
from importlib import resources
from typing import Any

import pytest

from whoholds.base.errors import SettingsError
from whoholds.base.records import Interest
from whoholds.picture.weights import default_weights, weights_from


def tables() -> dict[str, Any]:
    text = resources.files("whoholds.picture").joinpath("data/weights.toml").read_text("utf-8")
    return tomllib.loads(text)


def test_the_shipped_weights_are_the_documented_priors() -> None:
    weights = default_weights()
    assert [weights.change.of(interest) for interest in Interest] == [60.0, 110.0, 200.0, 600.0]
    assert weights.exponent.repetition == 0.35
    assert weights.limit.repetition_days == 5
    assert weights.chance.forget_per_day == 0.004
    ratios = [
        table.of(interest)
        for table in (weights.hold, weights.denial, weights.attempt)
        for interest in Interest
    ]
    assert all(1 < ratio <= 8 for ratio in ratios)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("change", "own"), 0.5),
        (("change", "own"), "much"),
        (("chance", "change"), 1.0),
        (("change", "owm"), 60.0),
        (("limit", "live_days"), None),
    ],
)
def test_a_bad_weight_is_refused_by_name(path: tuple[str, str], value: object) -> None:
    changed = tables()
    changed[path[0]][path[1]] = value
    if value is None:
        del changed[path[0]][path[1]]
    with pytest.raises(SettingsError, match=r"reading the weights mine\.toml"):
        weights_from(changed, where="mine.toml")


@pytest.mark.parametrize(
    ("trigger", "again"),
    [
        ("recaptured", True),
        ("Retook", True),
        ("took back", True),
        ("re-established control", True),
        ("captured", False),
        ("precaptured", False),
    ],
)
def test_words_for_taking_back(trigger: str, again: bool) -> None:
    assert default_weights().words.tells_again(trigger) is again


def test_words_that_hedge_or_look_back() -> None:
    words = default_weights().words
    assert words.hedge("The army REPORTEDLY took it") == "reportedly"
    assert words.hedge("The army took it") is None
    assert words.tells_earlier("captured in the early morning")
    assert not words.tells_earlier("captured")
