"""How much a report stands behind what it tells, on sentences of our own."""

from collections.abc import Callable

import pytest

from whoholds.base.records import Certainty, Claim

ReadText = Callable[..., list[Claim]]


@pytest.mark.parametrize(
    ("level", "text"),
    [
        (4, "Keshi rebels captured Dorvel on Monday."),
        (5, "Officials on both sides said that Dorvel had fallen to Keshi rebels."),
        (5, "The Azmari Army admitted that it had lost Dorvel to Keshi rebels."),
        (5, "Pro-government activists confirmed that Keshi rebels had captured Dorvel."),
        (5, "Geolocated footage published on May 3 indicates that Azmari forces captured Arvo."),
        (4, "Eight sources said on Wednesday that Keshi rebels had captured Arvo."),
        (3, "The Azmari Army said its troops withdrew from Dorvel on Monday."),
        (3, "Residents said that Azmari forces captured Arvo on Monday."),
        (3, "The governor admitted that Keshi rebels had captured Arvo."),
        (2, "The Azmari Army said on Monday that it had captured Dorvel."),
        (2, "Anwar News said Keshi rebels had captured Dorvel."),
        (1, "Keshi rebels claimed that they had captured Dorvel."),
        (1, "The Azmari Army reportedly captured Dorvel."),
        (1, "The Azmari Army has likely seized Dorvel."),
        (1, "Dorvel was captured by Keshi rebels, reportedly."),
        (1, "It was reported that Keshi rebels had captured Dorvel."),
        (0, "Unconfirmed reports say Keshi rebels captured Dorvel on Monday."),
        (0, "It was unclear whether Keshi rebels had captured Dorvel."),
        (0, "Keshi rebels captured Dorvel, but this could not be independently verified."),
        (-1, "The Azmari Army denied that Keshi rebels had captured Dorvel."),
        (4, "The town of Dorvel was never captured by Keshi rebels."),
    ],
)
def test_the_words_of_a_sentence_give_the_level(read_text: ReadText, level: int, text: str) -> None:
    assert [claim.certainty for claim in read_text(text)] == [Certainty(level)]


@pytest.mark.parametrize(
    ("levels", "text"),
    [
        # An adverb is about its own verb.
        ([1, 4], "The Azmari Army reportedly captured Arvo and shelled Besta."),
        ([4, 1], "The Azmari Army captured Arvo and reportedly shelled Besta."),
        ([1, 1], "Reportedly, the Azmari Army captured Arvo and shelled Besta."),
        ([0, 4], "It is unclear whether rebels captured Arvo, but the army shelled Besta."),
        # What looks back is about what was said by somebody, not about what the report itself saw.
        (
            [4, 0],
            (
                "The army shelled Arvo. Rebels said they had captured Besta. "
                "Reuters could not verify the claim."
            ),
        ),
        (
            [0],
            "Rebels said they had captured Besta.\n\nThese reports are yet to be confirmed.",
        ),
        # Nothing looks back here.
        ([2], "Rebels said they had captured Besta. The price of bread could not be verified."),
    ],
)
def test_a_hedge_reaches_as_far_as_it_means(
    read_text: ReadText, levels: list[int], text: str
) -> None:
    assert [claim.certainty for claim in read_text(text)] == levels


def test_what_one_side_claims_and_the_other_grants_is_agreed(read_text: ReadText) -> None:
    claims = read_text(
        "Keshi rebels claimed that they had captured Dorvel. Pro-government activists said that "
        "Keshi rebels had captured Dorvel."
    )
    assert [claim.certainty for claim in claims] == [Certainty.AGREED, Certainty.AGREED]


def test_what_is_denied_in_the_same_report_is_unconfirmed(read_text: ReadText) -> None:
    claims = read_text(
        "Keshi rebels said that they had captured Dorvel. The Azmari Army denied that Keshi "
        "rebels had captured Dorvel."
    )
    assert [claim.certainty for claim in claims] == [Certainty.UNCONFIRMED, Certainty.GAINSAID]


def test_a_denial_of_something_else_leaves_a_claim_alone(read_text: ReadText) -> None:
    claims = read_text(
        "Keshi rebels said that they had captured Dorvel. The Azmari Army denied that Keshi "
        "rebels had captured Besta."
    )
    assert [claim.certainty for claim in claims] == [Certainty.SAID, Certainty.GAINSAID]


def test_a_headline_that_drops_the_speaker_is_no_surer_than_the_text(read_text: ReadText) -> None:
    title, body = read_text(
        "Keshi rebels claimed that they had captured Dorvel.", title="Keshi rebels capture Dorvel"
    )
    assert (title.certainty, body.certainty) == (Certainty.ALLEGED, Certainty.ALLEGED)


def test_a_headline_s_hedge_holds_for_a_text_that_names_no_speaker(read_text: ReadText) -> None:
    title, body = read_text(
        "Keshi rebels captured Dorvel on Monday.", title="Keshi rebels reportedly capture Dorvel"
    )
    assert (title.certainty, body.certainty) == (Certainty.ALLEGED, Certainty.ALLEGED)
