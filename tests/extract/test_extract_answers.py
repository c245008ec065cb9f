"""Whole answers for a slot: the rules' own, one name, a list, nobody."""

from hypothesis import given, settings
from hypothesis import strategies as st

from whoholds.base.records import Report
from whoholds.extract.analysis import analyse
from whoholds.extract.answers import SLOTS, Question, ask
from whoholds.extract.decisions import units_of
from whoholds.extract.lexicon import fold
from whoholds.extract.syntax import load_parser

PEOPLE = frozenset({"civilians", "residents"})
VOCABULARY = """
the a Dorvel Arvo al-Besta (KLF) KLF rebels army forces civilians captured recaptured seize to from
in of by and , . 's said that denied lost fell withdrew control village town province Syria Syrian
Russian will tried attack on repelled was were killed 14 airstrikes between clashes its they who near
"""
NEWS = st.lists(st.sampled_from(VOCABULARY.split()), min_size=3, max_size=40).map(" ".join)


def questions(
    text: str, title: str | None = None, *, tree: bool = True
) -> list[tuple[str, Question]]:
    """Return the question of every unit with the words of the unit."""
    analysis = analyse(Report(page="0" * 64, cleaner="test@1", title=title, text=text))
    parser = load_parser() if tree else None
    return [
        (
            view.parsed.words(unit.first, unit.last),
            ask(view, typed, unit, drafted, "take", analysis.memory, PEOPLE),
        )
        for view, typed, units in units_of(analysis, parser, frozenset())
        for unit, drafted in units
    ]


def question(text: str, word: str) -> Question:
    return next(asked for told, asked in questions(text) if told == word)


def names(asked: Question, slot: str) -> list[list[str]]:
    return [[mention.name for mention in answer.mentions] for answer in getattr(asked, slot)]


def test_a_sentence_that_names_nobody_leaves_nobody_to_choose() -> None:
    asked = question("Captured!", "Captured")
    for slot in SLOTS:
        assert names(asked, slot) == [[]]


def test_a_list_of_places_is_taken_or_left_as_one() -> None:
    asked = question("Rebels captured the villages of Tarba, Arvo and Besta.", "captured")
    told = names(asked, "places")
    assert ["Tarba", "Arvo", "Besta"] in told
    assert ["Tarba"] in told
    assert ["Arvo", "Besta"] in told
    assert ["Arvo"] not in told


def test_a_list_of_names_is_an_answer_beside_each_of_them() -> None:
    asked = question("Hezbollah, the army and Syrian rebels captured Tarba.", "captured")
    told = names(asked, "actors")
    for one in (["Hezbollah"], ["army"], ["Syrian rebels"], ["Hezbollah", "army"],
                ["Hezbollah", "army", "Syrian rebels"]):  # fmt: skip
        assert one in told
    assert ["Hezbollah", "Syrian rebels"] not in told


def test_words_between_two_names_part_them() -> None:
    asked = question("Hezbollah fighters with the army captured Tarba.", "captured")
    assert all(len(told) < 2 for told in names(asked, "actors"))


def test_the_same_names_come_by_in_several_ways_are_one_answer() -> None:
    asked = question("Rebels captured Tarba from the army.", "captured")
    (rebels,) = [a for a in asked.actors if [m.name for m in a.mentions] == ["Rebels"]]
    assert {"rule", "in"} <= set(rebels.ways)
    (nobody,) = [a for a in asked.said_by if len(a.mentions) == 0]
    assert {"rule", "none"} <= set(nobody.ways)


def test_an_army_stands_for_no_rebels_and_rebels_for_no_army() -> None:
    text = "Rebels shelled Tarba. The army captured the town."
    assert ["Rebels"] in names(question(text, "captured"), "actors")  # told before
    for answer in question(text, "captured").actors:
        assert [(m.name, m.text) for m in answer.mentions] != [("Rebels", "army")]
    other = "The Syrian army shelled Tarba. Rebels captured the town."
    for answer in question(other, "captured").actors:
        assert [(m.name, m.text) for m in answer.mentions] != [("Syrian army", "Rebels")]


def test_two_places_of_a_sentence_may_both_be_meant() -> None:
    asked = question("Rebels captured Tarba in May, and the village of Besta.", "captured")
    assert sorted(["Tarba", "Besta"]) in [sorted(told) for told in names(asked, "places")]


def test_only_so_many_are_weighed_however_long_the_list() -> None:
    towns = ", ".join(f"Tarb{letter}" for letter in "abcdefghijklmnopqrstuvwxyz")
    groups = ", ".join(f"the {letter}LF" for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    text = f"Rebels captured {towns} and Zub from {groups} and the army."
    for _, asked in questions(text):
        for slot in SLOTS:
            assert len(getattr(asked, slot)) < 400
    assert any(len(told) >= 20 for told in names(questions(text)[0][1], "places"))


@settings(derandomize=True, deadline=None, max_examples=60)
@given(text=NEWS, title=st.one_of(st.none(), NEWS))
def test_every_question_has_one_answer_that_is_nobody_and_none_twice(
    text: str, title: str | None
) -> None:
    for _, asked in questions(text, title, tree=False):
        for slot in SLOTS:
            told = [frozenset(map(fold, one)) for one in names(asked, slot)]
            assert told.count(frozenset()) == 1
            assert len(set(told)) == len(told)


@settings(derandomize=True, deadline=None, max_examples=40)
@given(text=NEWS)
def test_no_feature_of_an_answer_is_counted_twice(text: str) -> None:
    """Training counts the distinct features of an answer, the reader adds part to part."""
    for _, asked in questions(text):
        for slot in SLOTS:
            for answer in getattr(asked, slot):
                parts = [set(part) for part in answer.parts]
                assert len(set().union(*parts)) == sum(map(len, parts))
