from datetime import date

import pytest

from whoholds.base.times import Days
from whoholds.identify.date_anchors import followed
from whoholds.identify.date_words import Clock

PUBLISHED = date(2020, 1, 18)  # a Saturday


@pytest.mark.parametrize(
    ("text", "anchor"),
    [
        ("On 3 January it fell. On January 15, 2020 it was retaken by some men of May.", (2020, 1, 15)),
        ("On 3 January they came. The next day they left. Two days later", (2020, 1, 6)),
        ("On Thursday jets came; the following day", (2020, 1, 17)),
        ("It fell yesterday.", (2020, 1, 17)),
        ("The March 23 Movement came.", None),
        ("nothing here", None),
        ("The next day they left.", None),
    ],
)  # fmt: skip
def test_days_are_followed_one_after_the_other(
    text: str, anchor: tuple[int, int, int] | None
) -> None:
    found = followed(text, Clock(PUBLISHED)).anchor
    assert found == (None if anchor is None else date(*anchor))


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("On 28 December 2016 they came. On 3 January they left.", (2017, 1, 3)),
        ("In June 2014 Mosul fell.", (2014, 6, 15)),
        ("On 5 May 2015 it fell. The next day they left.", (2015, 5, 6)),
        ("On 5 May 2015 it fell. In 2018 they came back.", None),
        ("On 5 May it fell.", None),
    ],
)
def test_without_a_publication_day_years_are_followed(
    text: str, near: tuple[int, int, int] | None
) -> None:
    found = followed(text, Clock(None)).near
    assert found == (None if near is None else date(*near))


def test_a_bare_year_takes_the_place_of_a_day_before_it() -> None:
    clock = followed("On 5 May 2015 it fell. In 2018 they came back.", Clock(None))
    assert (clock.near, clock.year) == (None, 2018)


def test_what_is_expected_does_not_turn_the_past_around() -> None:
    clock = followed("On Thursday jets came.", Clock(PUBLISHED, future=True))
    assert clock.anchor == date(2020, 1, 16)
    assert clock.future


def test_a_topic_gives_the_year_of_the_first_day() -> None:
    topic = Days.through(date(2022, 8, 1), date(2023, 5, 20))
    clock = followed("On 12 January Soledar fell. The next day", Clock(None, topic=topic))
    assert clock.anchor == date(2023, 1, 13)
