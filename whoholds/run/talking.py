"""Discussions on claims, places and reports: write a post, answer, edit, delete, resolve, reopen.

Only who wrote a post edits it; it is deleted by them, or by somebody who `may_moderate`. Who writes is
named by the account; a mention is `@` and a name that somebody on record or with an account bears.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from whoholds.base.errors import InputError, NotAllowed, UnknownName
from whoholds.base.protocols import EntryKind, Ledger
from whoholds.base.talk_records import MOST_MENTIONS, Talk, TalkAct
from whoholds.ledger.drafts import talk_draft
from whoholds.ledger.talks import Post, all_posts, posts_about, thread_of

_LONGEST_NAME = 80
_KINDS = {"claim": EntryKind.CLAIM, "report": EntryKind.REPORT}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mentioned:
    """A post that calls somebody, and whether its thread is still open."""

    post: Post
    open: bool


def mentions_in(text: str, known: Iterable[str]) -> tuple[str, ...]:
    """Return the names of `known` that `text` calls with `@`, each once, in order.

    The longest known name that fits is meant; case does not matter.
    """
    by_fold = {name.casefold(): name for name in known if 0 < len(name) <= _LONGEST_NAME}
    longest = sorted(by_fold, key=len, reverse=True)
    found: dict[str, None] = {}
    at = text.find("@")
    while at != -1 and len(found) < MOST_MENTIONS:
        rest = text[at + 1 : at + 1 + _LONGEST_NAME + 1].casefold()
        before = text[at - 1] if at > 0 else " "
        if not before.isalnum():
            for name in longest:
                if rest.startswith(name) and not rest[len(name) : len(name) + 1].isalnum():
                    found[by_fold[name]] = None
                    break
        at = text.find("@", at + 1)
    return tuple(found)


def write(
    ledger: Ledger,
    about: str,
    text: str,
    *,
    by: str,
    answers: int | None = None,
    known: Iterable[str] = (),
    places: Iterable[str] = (),
) -> Post:
    """Put a post about something on record and return it; `answers` is the post that it answers.

    `known` are the names that may be called, `places` the identifiers of places on record.

    Raises:
        UnknownName: if nothing of that identifier is on record, or no such post is about it.
        InputError: if it says nothing, or is too long.
    """
    _require(ledger, about, places)
    if answers is not None:
        _post(ledger, about, answers)
    talk = Talk(
        about=about,
        act=TalkAct.POST,
        text=text.strip(),
        post=answers,
        mentions=mentions_in(text, known),
    )
    entry = ledger.append([talk_draft(talk)], by=by)[0]
    return _post(ledger, about, entry.seq)


def edit(
    ledger: Ledger, about: str, post: int, text: str, *, by: str, known: Iterable[str] = ()
) -> Post:
    """Put another text of one's own post on record; the earlier ones stay in its history.

    Raises:
        NotAllowed: if somebody else wrote it.
        UnknownName: if no such post is about it.
        InputError: if it was deleted, or says nothing.
    """
    standing = _post(ledger, about, post)
    if standing.by != by:
        raise NotAllowed(f"editing the post {post}: {standing.by} wrote it; answer it instead")
    _require_standing(standing, "editing")
    talk = Talk(
        about=about,
        act=TalkAct.EDIT,
        text=text.strip(),
        post=post,
        mentions=mentions_in(text, known),
    )
    ledger.append([talk_draft(talk)], by=by)
    return _post(ledger, about, post)


def delete(ledger: Ledger, about: str, post: int, *, by: str, may_moderate: bool = False) -> Post:
    """Put on record that a post is deleted; a tombstone stays. What it said is in the ledger still.

    To take that away too, redact its entries.

    Raises:
        NotAllowed: if somebody else wrote it, and `may_moderate` is not set.
        UnknownName: if no such post is about it.
    """
    standing = _post(ledger, about, post)
    if standing.by != by and not may_moderate:
        raise NotAllowed(
            f"deleting the post {post}: {standing.by} wrote it; an editor may delete it"
        )
    _require_standing(standing, "deleting")
    ledger.append([talk_draft(Talk(about=about, act=TalkAct.DELETE, post=post))], by=by)
    return _post(ledger, about, post)


def resolve(ledger: Ledger, about: str, post: int, *, by: str, reopen: bool = False) -> Post:
    """Put on record that the thread of a post is resolved, or open again; return its first post.

    Raises:
        UnknownName: if no such post is about it.
        InputError: if it is so already.
    """
    posts = posts_about(ledger, about)
    first = thread_of(posts, post)
    if first is None:
        raise _no_post(about, post)
    standing = next(each for each in posts if each.seq == first)
    if (standing.resolved is None) == reopen:
        raise InputError(
            f"{'reopening' if reopen else 'resolving'} the thread {first}: it is so already"
        )
    act = TalkAct.REOPEN if reopen else TalkAct.RESOLVE
    ledger.append([talk_draft(Talk(about=about, act=act, post=first))], by=by)
    return _post(ledger, about, first)


def mentions_of(ledger: Ledger, who: str) -> list[Mentioned]:
    """Return the posts that call `who`, the newest first."""
    posts = all_posts(ledger)
    by_seq = {post.seq: post for post in posts}
    found = []
    for post in reversed(posts):
        if any(name.casefold() == who.casefold() for name in post.mentions):
            first = thread_of(posts_of(posts, post.about), post.seq)
            thread = post if first is None else by_seq[first]
            found.append(Mentioned(post=post, open=thread.resolved is None))
    return found


def posts_of(posts: Sequence[Post], about: str) -> list[Post]:
    """Return the posts that are about something."""
    return [post for post in posts if post.about == about]


def _require(ledger: Ledger, about: str, places: Iterable[str]) -> None:
    kind = _KINDS.get(about.partition(":")[0])
    if kind is not None and ledger.has(about, kind):
        return
    if about not in places:
        raise UnknownName(
            f"talking about {about!r:.90}: no claim, place or report of that identifier is on record"
        )


def _post(ledger: Ledger, about: str, seq: int) -> Post:
    for post in posts_about(ledger, about):
        if post.seq == seq:
            return post
    raise _no_post(about, seq)


def _no_post(about: str, seq: int) -> UnknownName:
    return UnknownName(f"looking for the post {seq}: none of that number is about {about!r:.90}")


def _require_standing(post: Post, doing: str) -> None:
    if post.deleted is not None:
        raise InputError(f"{doing} the post {post.seq}: it was deleted")
