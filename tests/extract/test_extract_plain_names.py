"""Whose machines and whose regime a report names as an actor."""

import pytest

from whoholds.base.records import Report
from whoholds.extract.analysis import analyse


def actors(text: str) -> list[tuple[str, str]]:
    """Return name and words of whoever the last sentence names."""
    analysis = analyse(Report(page="0" * 64, cleaner="test@1", title=None, text=text))
    return [(m.name, m.text or "") for mentions in analysis.body[-1].mentions for m in mentions]


@pytest.mark.parametrize(
    ("text", "name", "words"),
    [
        ("Russian jets bombed a convoy near Tarba.", "Russia", "Russian jets"),
        ("Turkish drones struck Tarba.", "Turkey", "Turkish drones"),
        ("Coalition warplanes struck Tarba.", "coalition", "Coalition warplanes"),
        ("Syrian regime forces shelled Tarba.", "Syrian government", "Syrian regime forces"),
        (
            "Syrian regime airstrikes hit Tarba. The regime bombed Besta too.",
            "Syrian government",
            "regime",
        ),
        ("Two Russian Kalibr cruise missiles hit Tarba.", "Russia", "Russian Kalibr"),
    ],
)
def test_those_behind_are_named(text: str, name: str, words: str) -> None:
    assert name in [told for told, _ in actors(text)]
    written = next(text for told, text in actors(text) if told == name)
    assert written.removeprefix("The ").removeprefix("the ") == words


@pytest.mark.parametrize(
    "text",
    [
        "The regime bombed Tarba.",  # of which country nothing tells
        "Syrian rebels and Russian troops met in Tarba.",
        "Two drones struck Tarba.",
    ],
)
def test_what_nothing_tells_is_left(text: str) -> None:
    for name, words in actors(text):
        assert name.lower().split(" ")[0] in words.lower()


def test_a_regime_of_two_countries_is_nobodys() -> None:
    text = "The Syrian regime and the Iraqi regime met. The regime bombed Besta."
    assert ("regime", "regime") in [(n, w.removeprefix("The ")) for n, w in actors(text)]
