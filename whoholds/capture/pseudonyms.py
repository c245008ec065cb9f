"""Names of commenters: private people, stored as salted pseudonyms."""

import hashlib
import hmac
import re
from collections.abc import Callable, Iterable
from dataclasses import replace

from whoholds.base.errors import InputError
from whoholds.base.records import Comment

_DIGITS = 12
# A name is at most this many characters after "@"; longer runs are no names.
_HANDLE = re.compile(r"@(\w[\w.\-]{0,60}\w|\w)")
_AFTER_NAME = re.compile(r"[\s,:;!.…—–-]|$")


class Pseudonyms:
    """Give every name a pseudonym: `reader-` and 12 hexadecimal digits of HMAC-SHA256.

    The same salt gives the same name the same pseudonym, also across reports; without the salt, a
    name cannot be tried against it. Case and spacing of a name do not matter.
    """

    def __init__(self, salt: bytes) -> None:
        if len(salt) < 16:
            raise InputError(
                f"making pseudonyms: the salt has {len(salt)} bytes; use at least 16 random ones"
            )
        self._salt = salt

    def __call__(self, name: str) -> str:
        """Return the pseudonym of `name`."""
        plain = " ".join(name.split()).casefold()
        digest = hmac.new(self._salt, plain.encode("utf-8", "surrogatepass"), hashlib.sha256)
        return f"reader-{digest.hexdigest()[:_DIGITS]}"


def keep_name(name: str) -> str:
    """Return `name` as it is: for a ledger whose settings keep the names of commenters."""
    return name


def veil(comments: Iterable[Comment], pseudonym: Callable[[str], str]) -> tuple[Comment, ...]:
    """Return the thread with `pseudonym` in place of every author.

    In the texts, `@name` and the names of the thread's own authors at the start ("John, you are
    wrong") are replaced as well. Names elsewhere in a text stay: they may be anybody's.
    """
    thread = list(comments)
    names = sorted(
        {c.author for c in thread if c.author is not None}, key=lambda name: (-len(name), name)
    )
    return tuple(
        replace(
            comment,
            author=None if comment.author is None else pseudonym(comment.author),
            posted=_veil_posted(comment, pseudonym),
            text=_veil_text(comment.text, names, pseudonym),
        )
        for comment in thread
    )


def _veil_posted(comment: Comment, pseudonym: Callable[[str], str]) -> str | None:
    """A line of date may hold the author's name as well."""
    if comment.posted is None or comment.author is None:
        return comment.posted
    author = comment.author
    return re.sub(re.escape(author), lambda _: pseudonym(author), comment.posted, flags=re.I)


def _veil_text(text: str, names: list[str], pseudonym: Callable[[str], str]) -> str:
    for name in names:
        text = _replace_at(text, name, pseudonym)
    for name in names:
        if text[: len(name)].casefold() == name.casefold() and _AFTER_NAME.match(text, len(name)):
            text = pseudonym(name) + text[len(name) :]
            break
    # What the first pass wrote is not a name any more.
    return _HANDLE.sub(
        lambda found: found[0] if found[1].startswith("reader-") else "@" + pseudonym(found[1]),
        text,
    )


def _replace_at(text: str, name: str, pseudonym: Callable[[str], str]) -> str:
    """Replace `@name` where the name has several words ("@Ann Lindley")."""
    return re.sub(
        "@" + re.escape(name) + r"(?!\w)", lambda _: "@" + pseudonym(name), text, flags=re.I
    )
