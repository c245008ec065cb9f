"""Those of the thirty hard cases that no reader decides alone: copies, outlets, comments, captions."""

from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

import pytest

from whoholds.base.records import Claim, Event
from whoholds.run.answers import Answers
from whoholds.run.batch import Said, find_pages, read_into_ledger
from whoholds.run.home import Home

ReadTexts = Callable[..., list[Any]]

COPY = (
    "The Syrian Arab Army captured the town of Saraqib in the countryside of Idlib on February 5, after "
    "days of fighting with Hay'at Tahrir al-Sham in which dozens were wounded on both sides, a field "
    "commander told reporters at the edge of the town on Wednesday evening."
)


def copies_are_one_witness(home: Home, read_texts: ReadTexts) -> None:
    """One text on four sites weighs no more than on one."""
    read_texts(("2020-02-05", COPY), publisher="first.example")
    alone = Answers(home).picture()
    for number in range(3):
        text = f"{COPY} Shared by site {number}."
        read_texts(("2020-02-06", text), publisher=f"other{number}.example")
    many = Answers(home).picture()
    place = alone.find_place("Saraqib").id
    day = date(2020, 2, 10)
    one, four = alone.period_on(place, day), many.period_on(place, day)
    assert one is not None
    assert four is not None
    assert len(many.claims_at(place)) > len(alone.claims_at(place))
    assert (four.side, four.state) == (one.side, one.state)
    assert four.confidence == pytest.approx(one.confidence, abs=0.01)


def one_name_means_either_side_by_the_outlet(home: Home, read_texts: ReadTexts) -> None:
    """ "The army" is Haftar's in the mouth of his side, and the government's in that of the other."""
    told = []
    for speaker in ("Libyan National Army", "Government of National Accord"):
        text = (
            f"The {speaker} said that the army had captured the town of Gharyan in Libya on Monday."
        )
        (outcome,) = read_texts(("2019-06-26", text))
        claims = [
            link.actors[0].actor
            for claim, link in outcome.read.resolved
            if claim.event.value == "take" and link.actors
        ]
        told.append(claims[0])
    assert told == ["libya:lna", "libya:gna"]


def comments_claim_nothing(home: Home, read_texts: ReadTexts) -> None:
    """A list of towns in a reader's comment is nobody's claim."""
    told = claims_of_page(
        home,
        "<article><h1>Calm in Saraqib</h1><p>Shops opened in Saraqib on Monday, residents said, and "
        "buses ran to the market for the first time in a month.</p></article>"
        '<div id="comments"><div class="comment"><p class="comment-author">Karl</p><p>HTS captured '
        "Jarjanaz, Talmanes, Maar Shamshah, Saraqib and Kafr Nabl, trust me.</p></div></div>",
    )
    assert [claim for claim in told if claim.event is Event.TAKE] == []


def captions_claim_nothing(home: Home, read_texts: ReadTexts) -> None:
    """The day of a map in its caption moves nothing."""
    told = claims_of_page(
        home,
        "<article><h1>Talks on Saraqib</h1><p>Envoys of both sides met in Ankara on Monday to talk "
        "about the road to Saraqib. They will meet again in a week, their spokesmen said.</p><figure>"
        '<img src="map.png" alt="A map"><figcaption>Military situation on 3 February 2020: the Syrian '
        "Arab Army captured Saraqib.</figcaption></figure></article>",
    )
    assert [claim for claim in told if claim.event is Event.TAKE] == []


def claims_of_page(home: Home, body: str) -> list[Claim]:
    path = home.settings.home.parent / "page.html"
    path.write_text(f"<html><head><title>News</title></head><body>{body}</body></html>", "utf-8")
    pages = find_pages([str(path)], home, stdin=BytesIO(b""))
    (outcome,) = read_into_ledger(pages, home, said=Said(published=date(2020, 2, 5)))
    assert outcome.error is None
    assert outcome.read is not None
    return [claim for claim, _ in outcome.read.resolved]


CASES = {
    "H17 one text on four sites": copies_are_one_witness,
    "H20 a name that means the other side elsewhere": one_name_means_either_side_by_the_outlet,
    "H22 a list in a comment": comments_claim_nothing,
    "H28 a caption with a day": captions_claim_nothing,
}


@pytest.mark.parametrize("case", CASES)
def test_hard_case(case: str, home: Home, read_texts: ReadTexts) -> None:
    CASES[case](home, read_texts)
