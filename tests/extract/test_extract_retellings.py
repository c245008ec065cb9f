"""What a report tells again, and what only looks so."""

from collections.abc import Callable

import pytest

from whoholds.base.records import Claim

ReadText = Callable[..., list[Claim]]


def links(claims: list[Claim]) -> list[int | None]:
    at = {(c.trigger.in_title, c.trigger.span): k for k, c in enumerate(claims)}
    return [None if c.retells is None else at[c.retells.in_title, c.retells.span] for c in claims]


@pytest.mark.parametrize(
    ("title", "text", "wanted"),
    [
        (
            "Azmari Army captures Dorvel",
            (
                "The Azmari Army captured Dorvel on Monday. The capture of the town by the Azmari Army "
                "was confirmed by residents."
            ),
            [None, 0, 0],
        ),
        (
            None,
            (
                "Residents said that Azmari forces shelled Arvo on Monday, killing five. The shelling "
                "began at dawn."
            ),
            [None, 0],
        ),
        (
            None,
            "Keshi rebels attacked Dorvel on Monday. The attack was repelled.",
            [None, None],
        ),
        # A headline names the province, the text the village in it.
        (
            "Keshi rebels seize village in Varna Province",
            "Keshi rebels captured the village of Dorvel in Varna Province on Monday.",
            [None, 0],
        ),
    ],
)
def test_the_same_event_is_linked_to_its_first_telling(
    read_text: ReadText, title: str | None, text: str, wanted: list[int | None]
) -> None:
    assert links(read_text(text, title=title)) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "The Azmari Army captured Arvo on Monday. The Azmari Army captured Besta on Tuesday.",
        "The Azmari Army captured Arvo on Monday. Keshi rebels captured Arvo on Tuesday.",
        "The Azmari Army captured Arvo on 3 May. The Azmari Army captured Arvo on 9 May.",
        (
            "The Azmari Army shelled Arvo on Monday, killing five. Azmari aircraft bombed Arvo, "
            "killing twelve."
        ),
        "The Azmari Army captured Arvo on Monday. The Azmari Army tried to capture Arvo on Monday.",
        (
            "Keshi rebels captured Dorvel. The Azmari Army recaptured the town. Keshi rebels captured "
            "Dorvel again."
        ),
        (
            "Keshi rebels said they had captured Dorvel. The army denied that Keshi rebels had "
            "captured Dorvel."
        ),
    ],
)
def test_another_place_day_side_toll_or_status_is_another_event(
    read_text: ReadText, text: str
) -> None:
    claims = read_text(text)
    assert len(claims) > 1
    assert set(links(claims)) == {None}


def test_a_retelling_stays_a_claim_of_its_own_with_its_own_words(read_text: ReadText) -> None:
    title, body = read_text(
        "The Azmari Army captured Dorvel on Monday.", title="Azmari Army captures Dorvel"
    )
    assert body.retells == title.trigger
    assert title.retells is None
    assert (title.quote.text, body.quote.text) != (body.quote.text, title.quote.text)
