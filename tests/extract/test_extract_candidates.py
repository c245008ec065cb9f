"""Whom and where a claim may name: in its sentence, or in the report before it."""

from whoholds.base.records import Mention, PlaceMention, Report
from whoholds.extract.analysis import Analysis, analyse
from whoholds.extract.candidates import Where, Who, find_where, find_who
from whoholds.extract.decisions import units_of

PEOPLE = frozenset({"civilians", "residents"})


def candidates(text: str, word: str, title: str | None = None) -> tuple[list[Who], list[Where]]:
    analysis = analyse(Report(page="0" * 64, cleaner="test@1", title=title, text=text))
    return of_word(analysis, word)


def of_word(analysis: Analysis, word: str) -> tuple[list[Who], list[Where]]:
    for view, typed, units in units_of(analysis, None, frozenset()):
        for unit, drafted in units:
            if view.parsed.words(unit.first, unit.last) == word:
                who = find_who(view, typed, unit, drafted, PEOPLE, analysis.memory)
                return who, find_where(view, typed, unit, drafted, analysis.memory)
    raise AssertionError(f"no unit {word!r}")


def names(found: list[Who] | list[Where]) -> list[list[str]]:
    return [[mention.name for mention in one.mentions] for one in found]


def test_everyone_named_in_the_sentence_may_fill_a_slot() -> None:
    who, _ = candidates("The Syrian army captured Tarba from rebels, Hezbollah said.", "captured")
    told = {one.mentions[0].name: one for one in who}
    assert {"Syrian army", "rebels", "Hezbollah"} <= set(told)
    assert told["Syrian army"].kind == told["rebels"].kind == "group"
    assert told["Syrian army"].first < told["rebels"].first < told["Hezbollah"].first
    assert all(told[name].first >= 0 for name in ("Syrian army", "rebels", "Hezbollah"))
    assert (told["Syria"].first, told["Syria"].origins) == (-1, ["nation-actor"])


def test_people_without_a_name_may_too() -> None:
    who, _ = candidates("Shelling of Tarba killed 14 civilians.", "Shelling")
    (people,) = [one for one in who if one.kind == "people"]
    (mention,) = people.mentions
    assert (mention.name, mention.text) == ("civilians", "civilians")
    assert mention.span is not None
    assert people.last == people.first + 1
    unknown, _ = candidates("Shelling of Tarba killed 14 shopkeepers.", "Shelling")
    assert "shopkeepers" not in [one.mentions[0].name for one in unknown]


def test_what_the_rules_chose_is_marked() -> None:
    text = "The Observatory said that rebels had captured Tarba from the army."
    who, where = candidates(text, "captured")
    told = {one.mentions[0].name: one.origins for one in who}
    assert "rule-actor" in told["rebels"]
    assert "rule-target" in told["army"]
    assert "rule-said" in told["Observatory"]
    assert "rule" in where[0].origins


def test_a_list_of_places_is_one_candidate() -> None:
    text = "Rebels captured the villages of Tarba, Arvo and Besta."
    _, where = candidates(text, "captured")
    assert names(where) == [["Tarba", "Arvo", "Besta"]]
    assert where[0].first < where[0].last
    _, apart = candidates("Rebels captured Tarba near the village of Besta.", "captured")
    assert ["Tarba", "Besta"] not in names(apart)


def test_no_one_is_named_twice() -> None:
    text = (
        "Rebels attacked the army in Tarba. Rebels captured Tarba from the army in Tarba. "
        "Rebels shelled the army."
    )
    for word in ("captured", "shelled"):
        who, where = candidates(text, word)
        outside = [one.mentions[0].name.lower() for one in who if one.first < 0]
        here = [one.mentions[0].name.lower() for one in who if one.first >= 0]
        assert len(set(outside)) == len(outside)
        assert not set(outside) & set(here)
        places = [names for one in where if one.first < 0 for names in one.mentions]
        assert len({place.name for place in places}) == len(places)


def test_the_report_before_gives_those_the_sentence_does_not_name() -> None:
    text = "Hezbollah attacked the army in the town of Tarba. The attack was repelled."
    who, where = candidates(text, "repelled")
    told = {one.mentions[0].name: one for one in who}
    assert {"Hezbollah", "army"} <= set(told)
    assert told["Hezbollah"].first == -1
    assert {"told0-actor", "told0-target"} <= {*told["Hezbollah"].origins, *told["army"].origins}
    (tarba,) = [one for one in where if one.mentions[0].name == "Tarba"]
    assert tarba.first == -1
    assert "told0" in tarba.origins


def test_the_event_itself_is_no_one_who_did_it() -> None:
    who, _ = candidates("Rebel shelling hit Tarba.", "shelling")
    assert all("shelling" not in one.mentions[0].name for one in who)


def test_a_sentence_that_names_nobody_has_no_candidates() -> None:
    who, where = candidates("Captured!", "Captured")
    assert who == []
    assert where == []


def test_spans_of_candidates_hold_their_words() -> None:
    title, text = (
        "Rebels seize Tarba",
        "The army shelled Zub and Besta. Civilians fled the shelling.",
    )
    analysis = analyse(Report(page="0" * 64, cleaner="test@1", title=title, text=text))
    counted = 0
    for word in ("seize", "shelled", "shelling"):
        who, where = of_word(analysis, word)
        found: list[Mention | PlaceMention] = [m for one in who for m in one.mentions]
        found += [m for one in where for m in one.mentions]
        for mention in found:
            if mention.span is not None:
                assert mention.span.cut(title if mention.in_title else text) == mention.text
                counted += 1
    assert counted > 5
