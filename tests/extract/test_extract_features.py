"""What the scorers are told: the same for the same words, and nothing by which a text is known again."""

from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whoholds.base.records import Report
from whoholds.extract.analysis import analyse
from whoholds.extract.answers import SLOTS, ask
from whoholds.extract.decisions import units_of
from whoholds.extract.event_features import event_features, means_features, status_features
from whoholds.extract.scorers import names_of
from whoholds.extract.syntax import load_parser

PEOPLE = frozenset({"civilians"})
TEXT = (
    "The Syrian army captured the village of Tarba from rebels on Monday, Hezbollah said. "
    "However, the army tried to storm the town of Besta and shelled it, killing 14 civilians."
)
Told = dict[str, list[list[str]]]


def report(text: str, **more: object) -> Report:
    fields = {"page": "0" * 64, "cleaner": "test@1", "title": None, "text": text, **more}
    return Report(**fields)  # type: ignore[arg-type]  # the fields are given by name


def told(of: Report) -> Iterator[tuple[str, Told]]:
    """Yield for every unit its words and all features, of the event to the answers of each slot."""
    analysis = analyse(of)
    for view, typed, units in units_of(analysis, load_parser(), frozenset()):
        for unit, drafted in units:
            event = unit.trigger.entry.event.value if unit.trigger is not None else "take"
            asked = ask(view, typed, unit, drafted, event, analysis.memory, PEOPLE)
            yield (
                view.parsed.words(unit.first, unit.last),
                {
                    "event": [names_of(event_features(view, typed, unit, drafted, "6"))],
                    "status": [names_of(status_features(typed, unit, drafted, event))],
                    "means": [names_of(means_features(typed, unit, "none"))],
                    **{slot: [a.features for a in getattr(asked, slot)] for slot in SLOTS},
                },
            )


def features(of: Report) -> list[tuple[str, Told]]:
    return list(told(of))


def test_there_is_something_to_tell() -> None:
    found = dict(features(report(TEXT)))
    assert {"captured", "storm", "shelled"} <= set(found)
    for words in ("captured", "storm", "shelled"):
        assert all(len(row) > 0 for rows in found[words].values() for row in rows)
        assert len(found[words]["event"][0]) > 40


def test_the_same_report_is_told_in_the_same_way() -> None:
    assert features(report(TEXT, title="Army storms Besta")) == features(
        report(TEXT, title="Army storms Besta")
    )


@pytest.mark.parametrize(
    "more",
    [
        {"page": "f" * 64},
        {"cleaner": "other@9"},
        {"url": "https://example.org/army-captures-tarba"},
        {"publisher": "Tarba Dispatch"},
        {"published": date(2031, 5, 14)},
        {"label": "r00:0"},
        {"language": "en"},
    ],
)
def test_nothing_of_what_the_text_came_with_is_told(more: dict[str, object]) -> None:
    assert features(report(TEXT, **more)) == features(report(TEXT))


OTHER = {"Tarba": "Zurbanah", "Besta": "Ovalk"}


def renamed(text: str) -> str:
    for name, other in OTHER.items():
        text = text.replace(name, other)
    return text


def without_names(row: list[str]) -> list[str]:
    """Return features without those that hold the last word of a name, or a word of one."""
    return [name for name in row if not name.lstrip("MN").startswith(("hw=", "nw="))]


def test_event_status_and_means_are_chosen_without_names() -> None:
    """What was learnt of Tarba holds for a town that no text has named."""
    one, other = features(report(TEXT)), features(report(renamed(TEXT)))
    assert [words for words, _ in one] == [words for words, _ in other]
    for (_, mine), (_, theirs) in zip(one, other, strict=True):
        for part in ("event", "status", "means"):
            assert mine[part] == theirs[part]


def test_slots_are_chosen_with_names_in_their_own_features_alone() -> None:
    for (_, mine), (_, theirs) in zip(
        features(report(TEXT)), features(report(renamed(TEXT))), strict=True
    ):
        for slot in SLOTS:
            assert [without_names(row) for row in mine[slot]] == [
                without_names(row) for row in theirs[slot]
            ]


def test_no_offset_is_told() -> None:
    """The same sentence further down is told in the same way, but for its being the first and alone."""
    sentence = "The Syrian army captured the village of Tarba from rebels on Monday."
    idle = "It rained. " * 7
    here, further = features(report(sentence)), features(report(idle + sentence))
    assert [words for words, _ in here] == [words for words, _ in further] == ["captured"]
    mine, theirs = here[0][1], further[0][1]
    assert set(mine["event"][0]) ^ set(theirs["event"][0]) == {"start=True", "start=False"}
    for part in ("status", "means", *SLOTS):
        assert [of_any_text(row) for row in mine[part]] == [
            of_any_text(row) for row in theirs[part]
        ]
    ways = {
        name for row in (*mine["places"], *theirs["places"]) for name in row if "alone=" in name
    }
    assert any("=True" in name for name in ways)
    assert any("=False" in name for name in ways)


def of_any_text(row: list[str]) -> list[str]:
    return [name for name in row if "alone=" not in name]


def test_what_was_told_before_is_told() -> None:
    """ "The attack" after an attack is that one: the scorer must be able to learn it."""
    alone = features(report("The attack was repelled by the army."))
    after = features(report("Rebels attacked Tarba. The attack was repelled by the army."))
    assert alone[0][0] == after[1][0] == "attack"
    assert "pe=-" in alone[0][1]["event"][0]
    assert "pe=attack" in after[1][1]["event"][0]


def test_attempts_and_successes_are_told_apart() -> None:
    found = {
        words: set(parts["status"][0])
        for words, parts in features(
            report("Rebels captured Tarba. The army failed to capture Besta.")
        )
    }
    assert len(found["captured"] ^ found["capture"]) > 20
    assert "B=failed" in found["capture"]


def test_without_a_tree_less_is_told_but_nothing_fails() -> None:
    analysis = analyse(report(TEXT))
    for view, typed, units in units_of(analysis, None, frozenset()):
        for unit, drafted in units:
            row = names_of(event_features(view, typed, unit, drafted, "6"))
            assert "t=-" in row
            assert not any(name.startswith(("rel=", "gov=")) for name in row)


VOCABULARY = """
the a Dorvel Arvo al-Besta (KLF) rebels army captured seize to from in of by and , . 's said that
denied lost fell withdrew control village Syria Russian tried attack on was were 14 airstrikes they
"""
NEWS = st.lists(st.sampled_from(VOCABULARY.split()), min_size=2, max_size=40).map(" ".join)


@settings(derandomize=True, deadline=None, max_examples=60)
@given(text=NEWS)
def test_every_feature_is_a_short_name_of_one_line(text: str) -> None:
    for _, parts in told(report(text)):
        for rows in parts.values():
            for row in rows:
                assert all(0 < len(name) < 300 and "\n" not in name for name in row)
