from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest

from whoholds.base.errors import InputError, Redacted, UnknownName
from whoholds.base.records import Verdict
from whoholds.ledger.verify import verify_ledger
from whoholds.run.answers import Answers
from whoholds.run.batch import Outcome, Said, find_pages, read_into_ledger
from whoholds.run.home import Home
from whoholds.run.redacting import redact
from whoholds.run.reviewing import decide, look
from whoholds.run.talking import write

ReadTexts = Callable[..., list[Outcome]]
PERSON = "Abu Testimonius"
TEXT = f"{PERSON} said that the army captured Saraqib in Idlib, Syria, on January 16, 2020."
OTHER = "The army captured Kafranbel in Idlib province, Syria, on January 17, 2020."


def read(home: Home, path: Path) -> list[Outcome]:
    pages = find_pages([str(path)], home, stdin=BytesIO())
    return list(read_into_ledger(pages, home, said=Said()))


def files_of(home: Home) -> bytes:
    return b"".join(
        path.read_bytes() for path in Path(home.settings.home).rglob("*") if path.is_file()
    )


def test_a_redacted_report_leaves_no_word_anywhere(home: Home, tmp_path: Path) -> None:
    page, other = tmp_path / "report.txt", tmp_path / "other.txt"
    page.write_text(TEXT)
    other.write_text(OTHER)
    assert [outcome.error for path in (page, other) for outcome in read(home, path)] == [None] * 2
    answers = Answers(home)
    picture = answers.picture()
    claim = next(row for row in picture.claims.values() if PERSON in row.report.text)
    decide(home, claim.id, Verdict.REJECT, by="ann", why=f"{PERSON} is no source")
    write(home.ledger, claim.id, f"do we know {PERSON}?", by="ann")
    old = answers.picture(picture.position)
    assert claim.id in old.claims
    assert PERSON.encode() in files_of(home)
    done = redact(home, claim.claim.report, by="ann", why="a private person asked")
    assert done.purged
    assert len(done.pages) == 1
    assert PERSON.encode() not in files_of(home)
    # Neither in what is answered from memory, as known at any position.
    for position in (None, picture.position):
        found = answers.picture(position)
        assert found.claims != {}
        assert all(PERSON not in row.report.text for row in found.claims.values())
    assert answers.redactions == home.ledger.position()
    assert verify_ledger(home.ledger, home.pages).redacted == len(done.entries)
    with pytest.raises(Redacted, match="was redacted"):
        look(home.ledger, claim.id)
    position = home.ledger.position()
    (again, kept) = [*read(home, page), *read(home, other)]
    assert isinstance(again.error, Redacted)
    assert "it is not read again" in str(again.error)
    assert kept.error is None
    assert home.ledger.position() == position
    assert redact(home, claim.claim.report, by="ann", why="again").entries == ()


def test_a_redacted_claim_is_gone_and_the_report_stays(home: Home, read_texts: ReadTexts) -> None:
    read_texts(("2020-01-17", TEXT))
    before = Answers(home).picture()
    claim = next(iter(before.claims))
    redact(home, claim, by="ann", why="so")
    assert claim not in Answers(home).picture().claims
    # Read again, the claim does not come back.
    read_texts(("2020-01-17", TEXT))
    assert claim not in Answers(home).picture().claims
    assert verify_ledger(home.ledger, home.pages).redacted >= 2


def test_an_entry_is_redacted_by_its_position(home: Home, read_texts: ReadTexts) -> None:
    read_texts(("2020-01-17", TEXT))
    claim = next(iter(Answers(home).picture().claims))
    post = write(home.ledger, claim, "a name", by="ann")
    done = redact(home, f"entry:{post.seq}", by="ann", why="so")
    assert done.entries == (post.seq,)
    done = redact(home, str(post.seq), by="ann", why="so")
    assert done.entries == ()


@pytest.mark.parametrize(
    ("subject", "error"),
    [
        ("claim:none", UnknownName),
        ("report:none", UnknownName),
        ("9999", InputError),
        ("0", InputError),
        ("Saraqib", InputError),
        ("entry:-1", InputError),
        ("9" * 40, InputError),
    ],
)
def test_what_is_not_there_cannot_be_redacted(
    home: Home, read_texts: ReadTexts, subject: str, error: type[Exception]
) -> None:
    read_texts(("2020-01-17", TEXT))
    position = home.ledger.position()
    with pytest.raises(error, match="redacting"):
        redact(home, subject, by="ann", why="so")
    with pytest.raises(InputError, match="no reason"):
        redact(home, "1", by="ann", why=" ")
    assert home.ledger.position() == position
