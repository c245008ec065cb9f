import re

import pytest

from whoholds.base.errors import InputError
from whoholds.base.records import Comment
from whoholds.capture.pseudonyms import Pseudonyms, keep_name, veil

SALT = b"0123456789abcdef"


def comment(author: str | None, text: str, posted: str | None = None) -> Comment:
    return Comment(author=author, depth=0, posted=posted, text=text)


def test_a_name_has_one_pseudonym_a_salt() -> None:
    one, other = Pseudonyms(SALT), Pseudonyms(SALT[::-1])
    assert re.fullmatch("reader-[0-9a-f]{12}", one("John"))
    assert one("John") == one(" john ")
    assert one("John") != one("Johny")
    assert one("John") != other("John")


def test_a_short_salt_is_refused() -> None:
    with pytest.raises(InputError, match="at least 16"):
        Pseudonyms(b"short")


def test_no_name_of_the_thread_is_left_where_it_is_used_as_one() -> None:
    pseudonym = Pseudonyms(SALT)
    thread = [
        comment("Jane Miller", "Nonsense.", posted="Jane Miller, 3 May 2021"),
        comment("John", "Jane Miller, you are wrong. @Jane Miller read again, @steppe_wolf too."),
        comment("أبو خالد", "@John! see you"),
        comment(None, "john: no."),
        comment("Ann", "Johnson took the hill."),
    ]
    veiled = veil(thread, pseudonym)
    joe, john = pseudonym("Jane Miller"), pseudonym("John")
    assert [c.author for c in veiled] == [joe, john, pseudonym("أبو خالد"), None, pseudonym("Ann")]
    assert veiled[0].posted == f"{joe}, 3 May 2021"
    wolf = pseudonym("steppe_wolf")
    assert veiled[1].text == f"{joe}, you are wrong. @{joe} read again, @{wolf} too."
    assert veiled[2].text == f"@{john}! see you"
    assert veiled[3].text == f"{john}: no."
    assert veiled[4].text == "Johnson took the hill."


def test_kept_names_change_nothing() -> None:
    thread = (comment("John", "@Ann you", "3 May"), comment("Ann", "John, no."))
    assert veil(thread, keep_name) == thread


def test_names_that_are_patterns_or_nothing_do_no_harm() -> None:
    pseudonym = Pseudonyms(SALT)
    thread = [comment(".*", "@.* a"), comment("((((", "(((( b"), comment("\\1", "c \\1")]
    veiled = veil(thread, pseudonym)
    assert veiled[0].text == f"@{pseudonym('.*')} a"
    assert veiled[1].text == f"{pseudonym('((((')} b"
    assert veiled[2].text == "c \\1"
