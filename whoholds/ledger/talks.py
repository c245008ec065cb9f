"""Discussions folded: the posts on a claim, a place or a report, in threads, with what became of each.

A deleted post leaves a tombstone: who wrote it and who deleted it, without a word of it. Edits keep what
was written before.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from whoholds.base.protocols import Entry, EntryKind, Ledger
from whoholds.base.talk_records import Talk, TalkAct
from whoholds.ledger.drafts import record_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """One text of a post: its ledger position, its UTC instant and who wrote it."""

    seq: int
    recorded: str
    by: str
    text: str


@dataclass(slots=True, kw_only=True)
class Post:
    """One post. `seq` names it; `about` is what it is about, `answers` the post that it answers.

    `versions` are its texts, the newest last; none where it was deleted or redacted. `resolved` and
    `deleted` tell who did so and when, None where nobody did; only the first post of a thread is
    resolved.
    """

    seq: int
    about: str
    answers: int | None
    by: str
    recorded: str
    versions: list[Written] = field(default_factory=list)
    mentions: tuple[str, ...] = ()
    resolved: tuple[str, str] | None = None
    deleted: tuple[str, str] | None = None

    @property
    def text(self) -> str | None:
        """What it says now, None where it was taken away."""
        return self.versions[-1].text if len(self.versions) > 0 else None


def posts_about(ledger: Ledger, about: str, upto: int | None = None) -> list[Post]:
    """Return the posts about something, oldest first, tombstones among them."""
    return list(fold(ledger.entries(kind=EntryKind.TALK, subject=about, upto=upto)))


def all_posts(ledger: Ledger, upto: int | None = None) -> list[Post]:
    """Return all posts of the record, oldest first, tombstones among them."""
    return list(fold(ledger.entries(kind=EntryKind.TALK, upto=upto)))


def thread_of(posts: Iterable[Post], seq: int) -> int | None:
    """Return the first post of the thread that the post `seq` stands in, None where there is no such."""
    answers = {post.seq: post.answers for post in posts}
    passed: set[int] = set()
    while seq in answers and seq not in passed:
        above = answers[seq]
        if above is None or above not in answers:
            return seq
        passed.add(seq)
        seq = above
    return None


def fold(entries: Iterable[Entry]) -> Iterator[Post]:
    """Yield the posts of entries of talk, in order, as they stand after the last of them.

    Raises:
        LedgerDamaged: if an entry holds no step of a discussion.
    """
    posts: dict[int, Post] = {}
    for entry in entries:
        if entry.redacted:
            # Whether it was a post cannot be told any more; answers to it keep their place.
            posts[entry.seq] = Post(
                seq=entry.seq,
                about=entry.subject,
                answers=None,
                by=entry.by,
                recorded=entry.recorded,
                deleted=("", ""),
            )
            continue
        record = record_of(entry)
        assert isinstance(record, Talk)
        _step(posts, entry, record)
    yield from (post for post in posts.values() if not _is_empty(post, posts))


def _step(posts: dict[int, Post], entry: Entry, talk: Talk) -> None:
    written = Written(seq=entry.seq, recorded=entry.recorded, by=entry.by, text=talk.text)
    if talk.act is TalkAct.POST:
        posts[entry.seq] = Post(
            seq=entry.seq,
            about=talk.about,
            answers=talk.post,
            by=entry.by,
            recorded=entry.recorded,
            versions=[written],
            mentions=talk.mentions,
        )
        return
    post = None if talk.post is None else posts.get(talk.post)
    if post is None:
        return
    who = (entry.by, entry.recorded)
    match talk.act:
        case TalkAct.EDIT if post.deleted is None:
            post.versions.append(written)
            post.mentions = talk.mentions
        case TalkAct.DELETE:
            post.versions.clear()
            post.mentions = ()
            post.deleted = post.deleted or who
        case TalkAct.RESOLVE:
            post.resolved = who
        case TalkAct.REOPEN:
            post.resolved = None


def _is_empty(post: Post, posts: dict[int, Post]) -> bool:
    """Tell whether nothing is left of a redacted step that nobody answered."""
    if post.deleted != ("", ""):
        return False
    return all(each.answers != post.seq for each in posts.values())
