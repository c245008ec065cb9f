from collections.abc import Callable

import pytest

from whoholds.base.errors import InputError, NotAllowed, UnknownName
from whoholds.ledger.talks import posts_about
from whoholds.ledger.verify import verify_ledger
from whoholds.run.answers import Answers
from whoholds.run.batch import Outcome
from whoholds.run.home import Home
from whoholds.run.talking import delete, edit, mentions_in, mentions_of, resolve, write

ReadTexts = Callable[..., list[Outcome]]
TEXT = "The army captured the town of Saraqib in Idlib province, Syria, on January 16, 2020."
PEOPLE = ["ann", "Ann Smith", "bob", "Zoë"]


@pytest.fixture
def about(home: Home, read_texts: ReadTexts) -> str:
    read_texts(("2020-01-17", TEXT))
    return next(iter(Answers(home).picture().claims))


@pytest.mark.parametrize(
    ("text", "called"),
    [
        ("@ann, is it so?", ("ann",)),
        ("@Ann Smith and @bob", ("Ann Smith", "bob")),
        ("@ANN smithy", ("ann",)),
        ("mail ann@bob", ()),
        ("(@zoë) @bob @bob", ("Zoë", "bob")),
        ("@", ()),
        ("@nobody @annabel", ()),
        ("@" * 5000 + "ann", ("ann",)),
    ],
)
def test_a_mention_is_a_name_that_is_known(text: str, called: tuple[str, ...]) -> None:
    assert mentions_in(text, PEOPLE) == called


def test_a_discussion_from_question_to_end(home: Home, about: str) -> None:
    ledger = home.ledger
    first = write(ledger, about, " @bob: who says so? ", by="ann", known=PEOPLE)
    assert (first.text, first.mentions, first.by) == ("@bob: who says so?", ("bob",), "ann")
    answer = write(ledger, about, "SANA", by="bob", answers=first.seq)
    assert answer.answers == first.seq
    changed = edit(ledger, about, answer.seq, "SANA, @ann", by="bob", known=PEOPLE)
    assert [each.text for each in changed.versions] == ["SANA", "SANA, @ann"]
    assert [(each.post.seq, each.open) for each in mentions_of(ledger, "bob")] == [
        (first.seq, True)
    ]
    assert resolve(ledger, about, answer.seq, by="ann").resolved is not None
    assert [each.open for each in mentions_of(ledger, "Ann")] == [False]
    with pytest.raises(InputError, match="so already"):
        resolve(ledger, about, first.seq, by="ann")
    assert resolve(ledger, about, first.seq, by="bob", reopen=True).resolved is None
    gone = delete(ledger, about, first.seq, by="ann")
    assert gone.text is None
    assert [post.text for post in posts_about(ledger, about)] == [None, "SANA, @ann"]
    assert mentions_of(ledger, "bob") == []
    assert verify_ledger(ledger, home.pages).talks == 6


def test_only_who_wrote_edits_and_others_need_leave_to_delete(home: Home, about: str) -> None:
    post = write(home.ledger, about, "so", by="ann")
    with pytest.raises(NotAllowed, match="ann wrote it"):
        edit(home.ledger, about, post.seq, "no", by="bob")
    with pytest.raises(NotAllowed, match="an editor may"):
        delete(home.ledger, about, post.seq, by="bob")
    delete(home.ledger, about, post.seq, by="eve", may_moderate=True)
    with pytest.raises(InputError, match="it was deleted"):
        delete(home.ledger, about, post.seq, by="ann")
    with pytest.raises(InputError, match="it was deleted"):
        edit(home.ledger, about, post.seq, "back", by="ann")


def test_what_is_not_on_record_is_not_talked_about(home: Home, about: str) -> None:
    picture = Answers(home).picture()
    place = next(iter(picture.places))
    report = picture.claims[about].claim.report
    position = home.ledger.position()
    for bad in ("claim:none", "report:none", place, "x"):
        with pytest.raises(UnknownName):
            write(home.ledger, bad, "hm", by="ann")
    for bad_post in (1, 999):
        with pytest.raises(UnknownName, match=f"post {bad_post}"):
            write(home.ledger, about, "hm", by="ann", answers=bad_post)
        with pytest.raises(UnknownName):
            resolve(home.ledger, about, bad_post, by="ann")
    for empty in ("", "  \n"):
        with pytest.raises(InputError, match="says nothing"):
            write(home.ledger, about, empty, by="ann")
    assert home.ledger.position() == position
    write(home.ledger, place, "where is it?", by="ann", places=picture.places)
    write(home.ledger, report, "who wrote it?", by="ann")
