"""Pictures: who holds what, as known at a position; a later claim never changes an earlier answer."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from whoholds.base.codec import to_json
from whoholds.base.errors import InputError, UnknownName
from whoholds.base.protocols import EntryKind
from whoholds.base.records import ControlState, Review, Verdict
from whoholds.base.times import format_instant
from whoholds.ledger.drafts import review_draft
from whoholds.run.answers import Answers, Picture
from whoholds.run.home import Home

ReadTexts = Callable[..., list[Any]]

LOST = (
    "2020-01-16",
    "The Syrian Arab Army captured the town of Abu Jurayf from HTS on January 16.",
)
TAKEN = (
    "2020-01-18",
    "HTS recaptured the town of Abu Jurayf from the Syrian Arab Army on January 17.",
)
ATTACKED = ("2020-01-20", "The Syrian Arab Army attacked the town of Abu Jurayf on January 19.")


def holder(picture: Picture, day: date) -> str | None:
    place = picture.find_place("Abu Jurayf")
    period = picture.period_on(place.id, day)
    assert period is not None
    return period.side


def everything(picture: Picture) -> object:
    return to_json([picture.claims, picture.places, picture.evidence, picture.periods])


def test_a_place_changes_hands(home: Home, read_texts: ReadTexts) -> None:
    read_texts(LOST, TAKEN)
    picture = Answers(home).picture()
    sides = {day: holder(picture, date(2020, 1, day)) for day in (15, 16, 17, 25)}
    assert sides[15] == sides[17] == sides[25]
    assert sides[16] != sides[17]
    assert sides[16] is not None


def test_what_was_known_then_is_not_changed_by_what_came_later(
    home: Home, read_texts: ReadTexts
) -> None:
    read_texts(LOST)
    position = home.ledger.position()
    before = everything(Answers(home).picture(position))
    read_texts(TAKEN)
    assert everything(Answers(home).picture(position)) == before
    now = Answers(home).picture()
    assert holder(now, date(2020, 1, 18)) != holder(
        Answers(home).picture(position), date(2020, 1, 18)
    )


def test_an_attack_moves_nothing(home: Home, read_texts: ReadTexts) -> None:
    read_texts(LOST, TAKEN)
    before = Answers(home).picture()
    read_texts(ATTACKED)
    after = Answers(home).picture()
    place = before.find_place("Abu Jurayf").id
    assert len(after.claims_at(place)) > len(before.claims_at(place))
    for day in range(14, 30):
        assert holder(after, date(2020, 1, day)) == holder(before, date(2020, 1, day))


def test_a_rejected_claim_weighs_nothing_and_stays_on_record(
    home: Home, read_texts: ReadTexts
) -> None:
    read_texts(LOST, TAKEN)
    wrong = [
        row
        for row in Answers(home).picture().claims.values()
        if "recaptured" in row.claim.quote.text
    ]
    assert len(wrong) == 1
    review = Review(claim=wrong[0].id, verdict=Verdict.REJECT, why="the video is of another town")
    home.ledger.append([review_draft(review)], by="reviewer")
    picture = Answers(home).picture()
    assert picture.claims[wrong[0].id].verdict is Verdict.REJECT
    assert holder(picture, date(2020, 1, 18)) == holder(picture, date(2020, 1, 16))


def test_positions_are_numbers_days_and_instants(home: Home, read_texts: ReadTexts) -> None:
    read_texts(LOST)
    first = home.ledger.position()
    recorded = max(entry.recorded for entry in home.ledger.entries())
    answers = Answers(home)
    assert answers.position_at(str(first)) == first
    assert answers.position_at(recorded) == first
    long_ago = format_instant(datetime.now(UTC) - timedelta(days=365))
    assert answers.position_at(long_ago) == 0
    assert answers.position_at("2020-01-18") == 0
    assert answers.position_at(recorded[:10]) == first
    assert answers.position_at("9999-12-31") == first
    with pytest.raises(InputError):
        answers.position_at("last Tuesday")
    with pytest.raises(InputError):
        answers.picture(first + 1)


def test_an_empty_record_has_an_empty_picture(home: Home) -> None:
    picture = Answers(home).picture()
    assert (picture.position, picture.recorded, dict(picture.claims)) == (0, None, {})
    assert picture.first_day is picture.last_day is None
    with pytest.raises(UnknownName):
        picture.find_place("Abu Jurayf")


@pytest.mark.parametrize(
    "name", ["Abu Jurayf", "abu jurayf", "Abu Jreif", "Abu Jarif", "Abū Jurayf"]
)
def test_a_place_is_found_by_any_spelling(home: Home, read_texts: ReadTexts, name: str) -> None:
    read_texts(TAKEN)
    assert Answers(home).picture().find_place(name).id == "geonames:174458"


def test_an_unknown_place_names_the_nearest(home: Home, read_texts: ReadTexts) -> None:
    read_texts(TAKEN)
    with pytest.raises(UnknownName) as raised:
        Answers(home).picture().find_place("Abu Jurayf Farm No. 7")
    assert "Abu Jurayf" in raised.value.nearest


@pytest.mark.parametrize("name", ["Zzbrjfq", "Aber Goref Xi", "", "?"])
def test_a_name_that_only_shares_consonants_is_not_the_place(
    home: Home, read_texts: ReadTexts, name: str
) -> None:
    read_texts(TAKEN)
    with pytest.raises(UnknownName):
        Answers(home).picture().find_place(name)


def test_the_newest_reading_of_a_page_counts(home: Home, read_texts: ReadTexts) -> None:
    """The same bytes read again under another publisher are one witness, the newer one."""
    read_texts(TAKEN, publisher="First")
    read_texts(TAKEN, publisher="Second")
    assert {row.report.publisher for row in Answers(home).picture().claims.values()} == {"Second"}
    read_texts(TAKEN, publisher="First")
    assert {row.report.publisher for row in Answers(home).picture().claims.values()} == {"First"}
    reports = list(home.ledger.entries(kind=EntryKind.REPORT))
    assert len(reports) == 2


def test_unknown_ground_is_not_held(home: Home, read_texts: ReadTexts) -> None:
    read_texts(ATTACKED)
    picture = Answers(home).picture()
    place = picture.find_place("Abu Jurayf")
    period = picture.period_on(place.id, date(2020, 1, 19))
    assert period is None or period.state is ControlState.UNKNOWN
