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
_HANDLE = re.compile(r"@(?:\w[\w.\-]{0,60}\w|\S)")
_AFTER_NAME = re.compile(r"[\s,:;!?.…—–\-')]|$")
_LONGEST_NAME = 100


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
    names = _Names({c.author for c in thread if c.author is not None}, pseudonym)
    return tuple(
        replace(
            comment,
            author=None if comment.author is None else pseudonym(comment.author),
            posted=_veil_posted(comment, pseudonym),
            text=names.veil(comment.text),
        )
        for comment in thread
    )


class _Names:
    """The names of a thread, found at a place in a text without trying each of them."""

    def __init__(self, names: set[str], pseudonym: Callable[[str], str]) -> None:
        self._known = {name.casefold() for name in names if len(name) <= _LONGEST_NAME}
        self._lengths = sorted({len(name) for name in self._known}, reverse=True)
        self._pseudonym = pseudonym

    def veil(self, text: str) -> str:
        """Return `text` with pseudonyms for `@name`, and for a name of the thread at its start."""
        start = self._known_at(text, 0)
        pieces = [] if start == 0 else [self._pseudonym(text[:start])]
        at = start
        for found in _HANDLE.finditer(text):
            if found.start() < at:
                continue
            end = self._known_at(text, found.start() + 1) or found.end()
            pieces += [
                text[at : found.start()],
                "@",
                self._pseudonym(text[found.start() + 1 : end]),
            ]
            at = end
        return "".join([*pieces, text[at:]])

    def _known_at(self, text: str, at: int) -> int:
        """Return where the longest known name at `at` ends, 0 where none stands there."""
        for length in self._lengths:
            end = at + length
            if text[at:end].casefold() in self._known and _AFTER_NAME.match(text, end):
                return end
        return 0


def _veil_posted(comment: Comment, pseudonym: Callable[[str], str]) -> str | None:
    """A line of date may hold the author's name as well."""
    if comment.posted is None or comment.author is None:
        return comment.posted
    author = comment.author
    return re.sub(re.escape(author), lambda _: pseudonym(author), comment.posted, flags=re.I)
