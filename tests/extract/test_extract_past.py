"""The claims decided so far, and what those after them are told of them."""

from whoholds.base.records import Event, Mention, Report
from whoholds.extract.analysis import analyse
from whoholds.extract.drafts import View
from whoholds.extract.past import Past


def views(text: str, title: str | None = None) -> tuple[list[View], list[View]]:
    analysis = analyse(Report(page="0" * 64, cleaner="test@1", title=title, text=text))
    return analysis.title, analysis.body


def told(past: Past, view: View, *names: str) -> None:
    for name in names:
        past.add(view, Event.TAKE, (Mention(name=name),), (), (), happened=True)


def names(past: Past, view: View) -> list[str]:
    return [claim.actors[0].name for claim in past.before(view)]


def test_the_last_claims_are_told_the_newest_last() -> None:
    _, body = views("Rebels took Tarba. The army took Besta.")
    past = Past()
    assert past.before(body[0]) == ()
    told(past, body[0], "a", "b")
    told(past, body[1], "c", "d")
    assert names(past, body[1]) == ["b", "c", "d"]
    assert [c.sentence == body[1].parsed.sentence.start for c in past.before(body[1])] == [
        False,
        True,
        True,
    ]


def test_a_title_is_told_the_lead_and_the_text_nothing_of_the_title() -> None:
    title, body = views("Rebels took Tarba. The army took Besta.", "Rebels take Tarba")
    past = Past()
    told(past, body[0], "first", "second", "third")
    assert names(past, title[0]) == ["second", "first"]
    assert all(claim.sentence < 0 for claim in past.before(title[0]))
    told(past, title[0], "own")
    assert names(past, title[0]) == ["second", "first", "own"]
    assert names(past, body[1]) == ["first", "second", "third"]
