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
        ("From 5 March until 7 April 2016 they fought.", ["From 5 March until 7 April 2016"]),
        ("On the third of March 2020 it fell.", ["third of March 2020"]),
        ("In the summer of 2015 it fell.", ["summer of 2015"]),
        ("In the first half of 2016 it fell.", ["first half of 2016"]),
        ("On 15/12/2017 it fell.", ["15/12/2017"]),
        ("On 17.01.2020 it fell.", ["17.01.2020"]),
        ("They held it (2012–2016).", ["2012–2016"]),
        ("It fell on Thursday night and Friday morning.", ["Thursday night and Friday morning"]),
        ("Later that month they left.", ["that month"]),
        ("The same evening they left.", ["The same evening"]),
        ("In May of that year it fell.", ["May of that year"]),
        ("The 2015 attack is remembered.", ["2015"]),
        ("They met the 2000 men.", []),
        ("It may shift; they march on.", []),
        ("Hill 1154 was taken by 2000 men.", []),
        ("Eleven villages fell.", []),
    ],
)
def test_date_words(text: str, found: list[str]) -> None:
    assert dates(text) == found


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("The 2015 attack is remembered.", True),
        ("The 17 October 2019 deal held.", True),
        ("Monday's attack failed.", True),
        ("They attacked on Monday.", False),
        ("They attacked on 17 October 2019 at noon.", False),
    ],
)
def test_words_before_a_noun_date_what_it_names(text: str, inside: bool) -> None:
    (date,) = find_dates(tokenise(text))
    assert date.inside is inside


def test_the_next_day_counts_from_another_date() -> None:
    (date,) = find_dates(tokenise("They left the following day."))
    assert date.relative
