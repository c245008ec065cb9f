from collections.abc import Sequence

import pytest

from whoholds.base.errors import LedgerDamaged
from whoholds.base.protocols import Draft, EntryKind
from whoholds.base.talk_records import Talk, TalkAct
from whoholds.ledger.drafts import talk_draft
from whoholds.ledger.store import SqlLedger
from whoholds.ledger.talks import all_posts, posts_about, thread_of

ABOUT = "claim:a"


def say(
    ledger: SqlLedger,
    text: str = "",
    *,
    by: str = "ann",
    post: int | None = None,
    act: TalkAct = TalkAct.POST,
    about: str = ABOUT,
    mentions: Sequence[str] = (),
) -> int:
    talk = Talk(about=about, act=act, text=text, post=post, mentions=tuple(mentions))
    return ledger.append([talk_draft(talk)], by=by)[0].seq


def test_posts_stand_in_order_with_what_they_answer(ledger: SqlLedger) -> None:
    first = say(ledger, "why?", mentions=["bob"])
    say(ledger, "elsewhere", about="claim:b")
    second = say(ledger, "so", by="bob", post=first)
    third = say(ledger, "ah", post=second)
    posts = posts_about(ledger, ABOUT)
    assert [(post.seq, post.by, post.text, post.answers) for post in posts] == [
        (first, "ann", "why?", None),
        (second, "bob", "so", first),
        (third, "ann", "ah", second),
    ]
    assert posts[0].mentions == ("bob",)
    assert thread_of(posts, third) == first
    assert thread_of(posts, 99) is None
    assert len(all_posts(ledger)) == 4
    assert [post.seq for post in posts_about(ledger, ABOUT, first)] == [first]


def test_an_edit_keeps_what_was_written_before(ledger: SqlLedger) -> None:
    first = say(ledger, "why?", mentions=["bob"])
    edited = say(ledger, "how?", act=TalkAct.EDIT, post=first)
    (post,) = posts_about(ledger, ABOUT)
    assert (post.text, post.mentions) == ("how?", ())
    assert [(each.seq, each.text) for each in post.versions] == [(first, "why?"), (edited, "how?")]
    assert posts_about(ledger, ABOUT, first)[0].text == "why?"


def test_a_deleted_post_is_a_tombstone_for_good(ledger: SqlLedger) -> None:
    first = say(ledger, "why?", mentions=["bob"])
    say(ledger, act=TalkAct.DELETE, post=first, by="eve")
    say(ledger, "back", act=TalkAct.EDIT, post=first)
    say(ledger, act=TalkAct.DELETE, post=first, by="ann")
    (post,) = posts_about(ledger, ABOUT)
    assert (post.text, post.versions, post.mentions) == (None, [], ())
    assert post.deleted is not None
    assert post.deleted[0] == "eve"


def test_a_thread_is_resolved_and_opened_again(ledger: SqlLedger) -> None:
    first = say(ledger, "why?")
    say(ledger, act=TalkAct.RESOLVE, post=first, by="bob")
    (post,) = posts_about(ledger, ABOUT)
    assert post.resolved is not None
    assert post.resolved[0] == "bob"
    say(ledger, act=TalkAct.REOPEN, post=first)
    assert posts_about(ledger, ABOUT)[0].resolved is None


def test_a_step_on_a_post_that_is_none_changes_nothing(ledger: SqlLedger) -> None:
    first = say(ledger, "why?")
    say(ledger, act=TalkAct.DELETE, post=77)
    assert [post.seq for post in posts_about(ledger, ABOUT)] == [first]


def test_answers_that_lead_in_a_circle_have_no_first_post(ledger: SqlLedger) -> None:
    say(ledger, "one", post=2)
    say(ledger, "two", post=1)
    assert thread_of(posts_about(ledger, ABOUT), 1) is None


def test_an_entry_that_is_no_talk_is_damage(ledger: SqlLedger) -> None:
    ledger.append([Draft(kind=EntryKind.TALK, subject=ABOUT, payload={"act": "shout"})], by="me")
    with pytest.raises(LedgerDamaged, match="entry 1"):
        posts_about(ledger, ABOUT)
