"""Where a source stands to the claim, by words alone."""

from collections.abc import Callable

import pytest

from whoholds.base.records import Claim, SourceSide

ReadText = Callable[..., list[Claim]]


@pytest.mark.parametrize(
    ("side", "text"),
    [
        ("actors", "Keshi rebels said they had captured Dorvel from the Azmari Army."),
        ("targets", "The Azmari Army said Keshi rebels had captured Dorvel from its troops."),
        ("actors", "A spokesman for the Azmari Army said its soldiers captured Dorvel."),
        ("targets", "Pro-government activists said that Keshi rebels had captured Dorvel."),
        ("actors", "Anti-government activists said that Keshi rebels had captured Dorvel."),
        (
            "actors",
            (
                "The group's news network, Anwar, reported that Keshi rebels captured Dorvel from the "
                "Azmari Army."
            ),
        ),
        ("actors", "NFL sources claimed that the NFL had captured Dorvel."),
        ("targets", "Russia's Defence Ministry said Ukrainian troops had shelled Russian forces."),
        ("both", "Officials on both sides said that Dorvel had fallen to Keshi rebels."),
        ("neither", "Residents said that Keshi rebels had captured Dorvel."),
        ("neither", "The Red Cross said that Keshi rebels had captured Dorvel."),
        ("targets", "The army denied that Keshi rebels had captured Dorvel."),
        # What the words do not tell is left open.
        (None, "Anwar News said Keshi rebels had captured Dorvel."),
        (None, "The Turkish army said Keshi rebels had captured Dorvel from the Azmari Army."),
        (None, "Keshi rebels captured Dorvel."),
        # What stands before a name of a speaker may be the claim itself.
        (None, "Keshi rebels captured Dorvel, Anwar News reported."),
    ],
)
def test_the_words_tell_the_side(read_text: ReadText, side: str | None, text: str) -> None:
    assert [claim.source_side for claim in read_text(text)] == [
        None if side is None else SourceSide(side)
    ]
