import pytest

from whoholds.base.spans import Span
from whoholds.extract.syntax import Parser, load_parser
from whoholds.extract.toponym_links import event_scenes, link_places, standing
from whoholds.extract.toponyms import Toponym


@pytest.fixture(scope="module")
def parser() -> Parser:
    return load_parser()


def marked(text: str) -> tuple[str, Span, list[Toponym]]:
    """Return the text without marks, the event between stars, and the places in square brackets."""
    clean, event, places, open_at = "", [], [], 0
    for letter in text:
        if letter == "*":
            event.append(len(clean))
        elif letter == "[":
            open_at = len(clean)
        elif letter == "]":
            name = clean[open_at:]
            places.append(Toponym(Span(open_at, len(clean)), name, name, 0.95))
        else:
            clean += letter
    return clean, Span(event[0], event[1]), places


def linked(text: str, parser: Parser) -> list[str]:
    clean, event, places = marked(text)
    [found] = link_places(clean, [event], places, parser)
    return [one.text for one in found]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("A bomb *exploded* in [Baghdad] on Monday.", ["Baghdad"]),
        ("The army *shelled* [Douma], killing five people.", ["Douma"]),
        ("Troops *retook* the town of [Palmyra] from the group.", ["Palmyra"]),
        ("[Russia] *said* its jets had bombed rebels near [Aleppo].", []),
        ("A bomb exploded in [Baghdad] on Monday, police *said*.", []),
        ("The president *spoke*.", []),
    ],
)
def test_an_event_happened_where_its_clause_says(
    parser: Parser, text: str, found: list[str]
) -> None:
    assert linked(text, parser) == found


@pytest.mark.parametrize(
    ("text", "stands"),
    [
        ("A bomb *exploded* in [Baghdad].", "direct"),
        ("Rebels from [Idlib] *attacked* a base.", "noun"),
        ("The army *shelled* [Douma] and [Homs].", "direct"),
    ],
)
def test_how_a_place_stands_to_the_event(parser: Parser, text: str, stands: str) -> None:
    clean, event, places = marked(text)
    [scene] = event_scenes(clean, [event], places, parser)
    assert scene is not None
    kinds = {standing(scene, at).partition(":")[0] for at in range(len(places))}
    assert kinds == {stands}


def test_places_of_other_sentences_are_not_looked_at(parser: Parser) -> None:
    assert linked("They met in [Geneva]. Rebels *fled*.", parser) == []


def test_an_event_outside_of_all_sentences_has_no_place(parser: Parser) -> None:
    assert link_places("   ", [Span(0, 1)], [], parser) == [[]]
    assert link_places("", [], [], parser) == []


def test_events_are_answered_in_their_order(parser: Parser) -> None:
    clean, event, places = marked("A bomb *exploded* in [Baghdad] on Monday, police said.")
    said = Span(clean.index("said"), clean.index("said") + 4)
    found = link_places(clean, [said, event], places, parser)
    assert [[one.text for one in each] for each in found] == [[], ["Baghdad"]]
