"""Whether a report is about a war: the words told to the scorer, and the steps of its answer."""

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from whoholds.base.records import Report
from whoholds.extract.analysis import analyse
from whoholds.extract.scorers import load_scorers
from whoholds.extract.topic import is_of_no_war, topic_features, topic_level

MARKET = (
    "The retailer captured a quarter of the grocery market last year. Rivals lost ground, and two chains "
    "withdrew from the north after their shares fell. Customers agreed that the prices were under attack."
)
PAGE = (
    f"{MARKET} The bank said customers in the city bought more homes than a year ago, and "
    "prices rose by four per cent. Students, teachers and parents met at the school on Thursday night to "
    "discuss the budget for next season. The club won the game after a late goal, and the "
    "coach said his players had earned it. Restaurants, shops and hotels "
    "along the beach hope for a good summer, the mayor told the council."
)
WAR = (
    "Rebel fighters captured a village last year. The army lost ground, and two brigades withdrew from "
    "the north after their positions fell. Residents agreed that the town was under attack."
)


def words(text: str, title: str | None = None) -> list[str]:
    report = Report(page="0" * 64, cleaner="test@1", title=title, text=text)
    return topic_features(analyse(report))


def likely(text: str) -> float:
    return load_scorers().topic.probabilities(words(text))["1"]


def test_names_and_places_are_no_words_of_a_topic() -> None:
    told = words("The Azmari Army captured Dorvel on Monday.", "Dorvel captured")
    assert "captured" in told
    assert not {"dorvel", "azmari"} & set(told)
    assert told == sorted(set(told))


def test_the_same_verbs_tell_of_war_or_of_trade_by_the_words_beside_them() -> None:
    assert likely(MARKET) < likely(WAR)
    assert int(topic_level(likely(WAR))) >= 5
    # A few lines say little either way; a page of trade is told from war for sure.
    assert topic_level(likely(PAGE)) < topic_level(likely(WAR))


def test_a_text_without_words_has_no_features() -> None:
    assert words("1234 !") == []


@settings(derandomize=True, max_examples=200)
@given(st.floats(0, 1), st.floats(0, 1))
def test_levels_rise_with_the_probability(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert "0" <= topic_level(low) <= topic_level(high) <= "7"


SCHOOL = (
    "The school board met on Tuesday to talk about lunches, buses and the budget for the new gym. "
    "Parents asked about classes in music, and the teacher told them that the choir sings in spring. "
    "The mayor praised the football team, which won its game after a long season in the county league. "
    "Tickets for the concert cost five dollars; children and students of the college pay nothing. "
)


def test_a_report_that_is_surely_about_no_war_need_not_be_read() -> None:
    """Neither a few words nor a page about much is sure of anything, whatever its words are."""
    shipped = load_scorers().topic
    sure = replace(shipped, bias=np.array([20, -20], np.float32))
    assert is_of_no_war(Report(page="0" * 64, cleaner="t@1", title=None, text=SCHOOL), sure)
    many = " ".join(
        f"{a}{b}ord" for a in "abcdefghijklmnopqrstuvwxyz" for b in "abcdefghijklmnopqrstuvwxyz"
    )
    for text in ("", SCHOOL[:90], SCHOOL * 60, many):
        assert not is_of_no_war(Report(page="0" * 64, cleaner="t@1", title=None, text=text), sure)


def test_a_report_of_war_is_read_whatever_stands_beside() -> None:
    topic = load_scorers().topic
    war = "Rebels captured the town from government forces after shelling it, killing 12 soldiers. "
    for told in (war, SCHOOL[:200] + war * 2):
        assert not is_of_no_war(Report(page="0" * 64, cleaner="t@1", title=None, text=told), topic)
