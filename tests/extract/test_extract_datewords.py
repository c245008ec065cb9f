import pytest

from whoholds.extract.datewords import find_dates
from whoholds.extract.segment import tokenise


def dates(text: str) -> list[str]:
    tokens = tokenise(text)
    return [text[tokens[d.first].start : tokens[d.last - 1].end] for d in find_dates(tokens)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("They left on January 17, 2020 at noon.", ["January 17, 2020"]),
        ("They left on 17 January 2020.", ["17 January 2020"]),
        ("On 11–13 December they left.", ["11–13 December"]),
        ("Between 12 and 14 April they fought.", ["Between 12 and 14 April"]),
        ("By 4 April the town was lost.", ["By 4 April"]),
        ("In early March 2031 they came.", ["early March 2031"]),
        ("In May 2031 they left.", ["May 2031"]),
        ("They left on Friday.", ["Friday"]),
        ("They left on Thursday night.", ["Thursday night"]),
        ("They fled yesterday.", ["yesterday"]),
        ("They fled two days ago.", ["two days ago"]),
        ("Fired in the last few hours.", ["last few hours"]),
        ("Since 2014 they hold it.", ["Since 2014"]),
        ("On 2031-05-04 they left.", ["2031-05-04"]),
        ("The next day they left.", ["The next day"]),
        ("It may shift; they march on.", []),
        ("Hill 1154 was taken by 2000 men.", []),
        ("Eleven villages fell.", []),
    ],
)
def test_date_words(text: str, found: list[str]) -> None:
    assert dates(text) == found


def test_the_next_day_counts_from_another_date() -> None:
    (date,) = find_dates(tokenise("They left the following day."))
    assert date.relative
