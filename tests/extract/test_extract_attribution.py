from collections.abc import Callable

import pytest

from whoholds.base.records import Claim, Status

ReadText = Callable[..., list[Claim]]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("The Keshi Observatory reported that rebels captured Dorvel.", "Keshi Observatory"),
        ("According to local sources, rebels captured Dorvel.", "local sources"),
        ("Rebels captured Dorvel, according to the Keshi Observatory.", "Keshi Observatory"),
        ("Rebels captured Dorvel, local officials said.", "local officials"),
        ("The front's news network, Arza, reported that rebels captured Dorvel.", "Arza"),
        ("Governor Amra Kesh said that rebels captured Dorvel.", "Amra Kesh"),
        ("The mayor of Besta said that rebels captured Dorvel.", "mayor of Besta"),
        ("Keshi sources claimed that rebels captured Dorvel.", "Keshi sources"),
    ],
)
def test_who_says_so(read_text: ReadText, text: str, speaker: str) -> None:
    claim = next(c for c in read_text(text) if c.event.value == "take")
    assert [m.name for m in claim.said_by] == [speaker]


@pytest.mark.parametrize(
    "text",
    [
        "Rebels captured Dorvel.",
        "It was reported that rebels captured Dorvel.",
        "Rebels reportedly captured Dorvel.",
        "Rebels captured Dorvel, while officials said nothing about Besta.",
    ],
)
def test_the_publisher_speaks_for_itself(read_text: ReadText, text: str) -> None:
    claim = next(c for c in read_text(text) if c.event.value == "take")
    assert claim.said_by == ()


def test_a_headline_names_its_source_before_a_colon(read_text: ReadText) -> None:
    (claim,) = read_text("Nothing else.", title="Observatory: rebels captured Dorvel")
    assert [m.name for m in claim.said_by] == ["Observatory"]


def test_he_is_the_one_who_spoke_before(read_text: ReadText) -> None:
    claims = read_text(
        "Governor Amra Kesh said that rebels captured Dorvel. He said that troops attacked Besta."
    )
    assert [c.said_by[0].name for c in claims] == ["Amra Kesh", "Amra Kesh"]


def test_a_denial_ends_where_another_clause_begins(read_text: ReadText) -> None:
    claims = read_text("The army denied that rebels took Dorvel but said they attacked Besta.")
    assert [c.status for c in claims] == [Status.DENIED, Status.HAPPENED]


def test_an_inner_denial_belongs_to_the_inner_speaker(read_text: ReadText) -> None:
    (claim,) = read_text("The governor said that the Azmari Army had denied capturing Dorvel.")
    assert [m.name for m in claim.said_by] == ["Azmari Army"]
