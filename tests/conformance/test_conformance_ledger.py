"""What every ledger must do, whatever database it lies in. A new backend is one line in `BACKENDS`."""

import hashlib
import inspect
import json
import math
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whoholds.base.errors import InputError, LedgerDamaged, LedgerError, LedgerMoved
from whoholds.base.protocols import Draft, EntryKind, Ledger
from whoholds.base.times import format_instant, utc_now
from whoholds.ledger.store import SqlLedger
from whoholds.ledger.store_sqlite import open_sqlite

Clock = Callable[[], datetime]
NOON = datetime(2020, 1, 17, 12, 0, tzinfo=UTC)


def open_in_sqlite(folder: Path, clock: Clock) -> SqlLedger:
    return open_sqlite(folder / "ledger.sqlite", create=True, clock=clock)


BACKENDS: dict[str, Callable[[Path, Clock], SqlLedger]] = {"sqlite": open_in_sqlite}


@pytest.fixture(params=sorted(BACKENDS))
def backend(request: pytest.FixtureRequest) -> Callable[[Path, Clock], SqlLedger]:
    return BACKENDS[request.param]


@pytest.fixture
def ledger(backend: Callable[[Path, Clock], SqlLedger], tmp_path: Path) -> Iterator[SqlLedger]:
    with closing(backend(tmp_path, utc_now)) as opened:
        yield opened


def draft(subject: str, kind: EntryKind = EntryKind.CLAIM, **payload: Any) -> Draft:
    return Draft(kind=kind, subject=subject, payload=payload)


def test_a_new_ledger_is_empty(ledger: Ledger) -> None:
    assert ledger.position() == 0
    assert ledger.position_at(utc_now()) == 0
    assert list(ledger.entries()) == []
    assert not ledger.has("a", EntryKind.CLAIM)
    assert ledger.verify() == 0


def test_what_is_appended_is_what_is_read(ledger: Ledger) -> None:
    appended = ledger.append(
        [draft("a", text="Tell Khatrah — تل خطرة", rows=(1, 2.5, None, True)), draft("b")], by="me"
    )
    assert [entry.seq for entry in appended] == [1, 2]
    assert [entry.by for entry in appended] == ["me", "me"]
    assert appended[0].payload == {"text": "Tell Khatrah — تل خطرة", "rows": [1, 2.5, None, True]}
    assert list(ledger.entries()) == appended
    assert ledger.position() == 2
    assert ledger.verify() == 2


def test_at_a_position_is_appended_only_while_it_is_the_newest(ledger: Ledger) -> None:
    ledger.append([draft("a"), draft("b")], by="me", at=0)
    for moved in (0, 1, 3):
        with pytest.raises(LedgerMoved, match=f"at {moved}: .*it is at 2"):
            ledger.append([draft("c")], by="me", at=moved)
    assert ledger.position() == 2
    assert [entry.seq for entry in ledger.append([draft("c")], by="me", at=2)] == [3]
    assert ledger.verify() == 3


def test_the_chain_is_what_the_protocol_says(ledger: Ledger) -> None:
    # Hashed here by hand, with the standard library: for such content its JSON is canonical too.
    def hashed(value: object) -> str:
        text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()

    ledger.append([draft("claim:1", who="Iba'a", n=3)], by="me")
    ledger.append([draft("claim:2", who='"x"\n')], by="me")
    previous = "0" * 64
    for entry in ledger.entries():
        assert entry.commitment == hashed({"payload": entry.payload, "salt": entry.salt})
        assert entry.previous == previous
        previous = hashed(
            {
                "version": 1,
                "seq": entry.seq,
                "recorded": entry.recorded,
                "by": entry.by,
                "kind": entry.kind.value,
                "subject": entry.subject,
                "commitment": entry.commitment,
                "previous": previous,
            }
        )
        assert entry.digest == previous


def test_the_same_payload_twice_has_two_commitments(ledger: Ledger) -> None:
    first, second = ledger.append([draft("a", n=1), draft("a", n=1)], by="me")
    assert first.salt != second.salt
    assert len(bytes.fromhex(first.salt)) == 16
    assert first.commitment != second.commitment


@pytest.mark.parametrize(
    "payload",
    [{"n": math.nan}, {"n": math.inf}, {"n": 2**60}, {"n": {1, 2}}, {"n": "\ud800"}, {1: "n"}],
    ids=["nan", "infinite", "too great", "a set", "half a surrogate pair", "a number as key"],
)
def test_one_bad_payload_and_nothing_is_appended(ledger: Ledger, payload: dict[Any, Any]) -> None:
    ledger.append([draft("a")], by="me")
    bad = Draft(kind=EntryKind.CLAIM, subject="bad", payload=payload)
    with pytest.raises(InputError, match="bad"):
        ledger.append([draft("b"), bad], by="me")
    assert [entry.subject for entry in ledger.entries()] == ["a"]
    assert ledger.append([draft("c")], by="me")[0].seq == 2
    assert ledger.verify() == 2


def test_nothing_to_append_is_no_entry(ledger: Ledger) -> None:
    assert ledger.append([], by="me") == []
    assert ledger.position() == 0


def test_an_entry_has_a_writer(ledger: Ledger) -> None:
    with pytest.raises(InputError, match="WHOHOLDS_WHO"):
        ledger.append([draft("a")], by=" ")
    assert ledger.position() == 0


@pytest.fixture
def mixed(ledger: SqlLedger) -> SqlLedger:
    ledger.append([draft(f"c{n % 3}", list(EntryKind)[n % 5], n=n) for n in range(30)], by="me")
    return ledger


@pytest.mark.parametrize("kind", [None, EntryKind.REPORT, EntryKind.REVIEW])
@pytest.mark.parametrize("subject", [None, "c1", "nobody"])
@pytest.mark.parametrize(
    ("after", "upto"), [(0, None), (7, 22), (-5, 3), (30, None), (9, 9), (25, 2**70)]
)
def test_entries_by_kind_subject_and_position(
    mixed: Ledger, kind: EntryKind | None, subject: str | None, after: int, upto: int | None
) -> None:
    expected = [
        seq
        for seq in range(1, 31)
        if (kind is None or list(EntryKind)[(seq - 1) % 5] is kind)
        and (subject is None or f"c{(seq - 1) % 3}" == subject)
        and after < seq <= (30 if upto is None else upto)
    ]
    found = list(mixed.entries(kind=kind, subject=subject, after=after, upto=upto))
    assert [entry.seq for entry in found] == expected
    assert [entry.payload["n"] for entry in found] == [seq - 1 for seq in expected]


def test_has_asks_for_subject_and_kind(mixed: Ledger) -> None:
    assert mixed.has("c0", EntryKind.REPORT)
    mixed.append([draft("lonely", EntryKind.REVIEW)], by="me")
    assert mixed.has("lonely", EntryKind.REVIEW)
    assert not mixed.has("lonely", EntryKind.CLAIM)
    assert not mixed.has("LONELY", EntryKind.REVIEW)


def test_entries_end_where_the_record_ended_when_asked(ledger: Ledger) -> None:
    ledger.append([draft("a"), draft("b")], by="me")
    asked = ledger.entries()
    assert next(asked).subject == "a"
    ledger.append([draft("c")], by="me")
    assert [entry.subject for entry in asked] == ["b"]
    ledger.append([draft("d")] * 1500, by="me")
    long, empty = ledger.entries(), ledger.entries(after=1503)
    ledger.append([draft("e")] * 1500, by="me")
    assert [entry.seq for entry in long] == list(range(1, 1504))
    assert list(empty) == []


def test_a_long_record_is_read_in_pieces_without_a_seam(ledger: Ledger) -> None:
    ledger.append([draft("a", n=n) for n in range(2500)], by="me")
    assert [entry.payload["n"] for entry in ledger.entries()] == list(range(2500))
    assert [entry.seq for entry in ledger.entries(after=1000, upto=2000)] == list(range(1001, 2001))
    assert ledger.verify() == 2500


def test_long_payloads_are_read_in_pieces_without_a_seam(ledger: Ledger) -> None:
    ledger.append([draft("a", text=str(n) * 3_000_000) for n in range(5)], by="me")
    assert [entry.payload["text"][0] for entry in ledger.entries()] == list("01234")
    assert ledger.verify() == 5


def test_a_clock_that_goes_back_repeats_the_instant(
    backend: Callable[[Path, Clock], SqlLedger], tmp_path: Path
) -> None:
    instants = iter([NOON, NOON - timedelta(days=1), NOON + timedelta(seconds=1)])
    with closing(backend(tmp_path, lambda: next(instants))) as ledger:
        for subject in "abc":
            ledger.append([draft(subject), draft(subject)], by="me")
        assert [entry.recorded for entry in ledger.entries()] == [
            *["2020-01-17T12:00:00.000000Z"] * 4,
            *["2020-01-17T12:00:01.000000Z"] * 2,
        ]
        assert ledger.verify() == 6
        assert ledger.position_at(NOON - timedelta(microseconds=1)) == 0
        assert ledger.position_at(NOON) == 4
        assert ledger.position_at(NOON.astimezone(None) + timedelta(milliseconds=999)) == 4
        assert ledger.position_at(NOON + timedelta(seconds=1)) == 6
        with pytest.raises(InputError, match="time zone"):
            ledger.position_at(NOON.replace(tzinfo=None))


def test_the_instant_is_now(ledger: Ledger) -> None:
    before = format_instant(utc_now())
    (entry,) = ledger.append([draft("a")], by="me")
    assert before <= entry.recorded <= format_instant(utc_now())


def test_the_record_outlives_the_handle(
    backend: Callable[[Path, Clock], SqlLedger], tmp_path: Path
) -> None:
    with closing(backend(tmp_path, utc_now)) as ledger:
        appended = ledger.append([draft("a", n=1), draft("b", n=2)], by="me")
    with closing(backend(tmp_path, utc_now)) as ledger:
        assert list(ledger.entries()) == appended
        assert ledger.append([draft("c")], by="you")[0].previous == appended[-1].digest


def test_two_handles_write_one_chain(
    backend: Callable[[Path, Clock], SqlLedger], tmp_path: Path
) -> None:
    with closing(backend(tmp_path, utc_now)) as one, closing(backend(tmp_path, utc_now)) as two:
        for turn in range(6):
            (one, two)[turn % 2].append([draft("a", turn=turn)], by=f"writer {turn % 2}")
            assert one.position() == two.position() == turn + 1
        assert [entry.by for entry in one.entries()] == ["writer 0", "writer 1"] * 3
        assert two.verify() == 6


def test_threads_write_one_chain_in_whole_transactions(ledger: Ledger) -> None:
    def write(name: str) -> None:
        for turn in range(8):
            ledger.append([draft(name, turn=turn), draft(name, turn=turn)], by=name)

    threads = [threading.Thread(target=write, args=(f"thread {n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ledger.verify() == 64
    written = [(entry.by, entry.payload["turn"]) for entry in ledger.entries()]
    assert written[::2] == written[1::2]
    assert sorted(written[::2]) == sorted(
        (f"thread {n}", turn) for n in range(4) for turn in range(8)
    )


def test_what_is_redacted_is_gone_and_the_chain_holds(ledger: Ledger) -> None:
    before = ledger.append([draft("a", text="x"), draft("b", text="y"), draft("c")], by="me")
    told = ledger.redact([2, 2], by="you", why="asked to be left out")
    after = list(ledger.entries())
    assert [entry.seq for entry in told] == [4]
    assert told[0].payload == {
        "entry": 2,
        "kind": "claim",
        "about": "b",
        "commitment": before[1].commitment,
        "why": "asked to be left out",
    }
    assert (told[0].kind, told[0].subject, told[0].by) == (EntryKind.REDACTION, "entry:2", "you")
    assert [entry.redacted for entry in after] == [False, True, False, False]
    assert (after[1].payload, after[1].salt) == ({}, "")
    assert after[1].digest == before[1].digest
    assert [after[0], after[2]] == [before[0], before[2]]
    assert ledger.has("b", EntryKind.CLAIM)
    assert ledger.verify() == 4
    assert ledger.redact([2], by="you", why="again") == []
    assert ledger.purge()


@pytest.mark.parametrize(
    ("seqs", "why", "match"),
    [
        ([9], "so", "entry 9 .*there is none"),
        ([0], "so", "there is none"),
        ([2**70], "so", "there is none"),
        ([1, 9], "so", "there is none"),
        ([1], " ", "no reason"),
        ([3], "so", "a redaction itself"),
    ],
)
def test_what_cannot_be_redacted_leaves_everything(
    ledger: Ledger, seqs: list[int], why: str, match: str
) -> None:
    ledger.append([draft("a"), draft("b")], by="me")
    ledger.redact([2], by="me", why="first")
    before = list(ledger.entries())
    with pytest.raises(InputError, match=match):
        ledger.redact(seqs, by="you", why=why)
    with pytest.raises(LedgerMoved):
        ledger.redact([1], by="you", why="so", at=2)
    with pytest.raises(InputError, match="WHOHOLDS_WHO"):
        ledger.redact([1], by=" ", why="so")
    assert list(ledger.entries()) == before


def test_an_anchor_noted_before_is_held_against_the_record(ledger: SqlLedger) -> None:
    noted = [(entry.seq, entry.digest) for entry in ledger.append([draft("a")] * 3, by="me")]
    ledger.append([draft("b")], by="me")
    for anchor in (*noted, (0, "")):
        assert ledger.verify(anchor) == 4
    with pytest.raises(LedgerDamaged, match=r"entry 2: .*noted"):
        ledger.verify((2, noted[0][1]))
    with pytest.raises(LedgerDamaged, match=r"entry 5: .*entry 7 was noted before"):
        ledger.verify((7, noted[0][1]))


def test_a_closed_ledger_says_so(ledger: Ledger) -> None:
    ledger.append([draft("a"), draft("b")], by="me")
    begun = ledger.entries()
    ledger.close()
    ledger.close()
    asked: list[Callable[[], object]] = [
        ledger.position,
        ledger.verify,
        lambda: next(begun),
        lambda: ledger.has("a", EntryKind.CLAIM),
        lambda: ledger.position_at(NOON),
        lambda: list(ledger.entries()),
        lambda: ledger.append([draft("a")], by="me"),
    ]
    for ask in asked:
        with pytest.raises(LedgerError, match="closed"):
            ask()


def test_signatures_are_those_of_the_protocol(ledger: Ledger) -> None:
    for name, asked in inspect.getmembers(Ledger, inspect.isfunction):
        if name.startswith("_"):
            continue
        offered = inspect.signature(getattr(type(ledger), name)).parameters
        for parameter in inspect.signature(asked).parameters.values():
            assert offered[parameter.name].kind is parameter.kind, (name, parameter.name)
            assert offered[parameter.name].default == parameter.default, (name, parameter.name)
        extra = set(offered) - set(inspect.signature(asked).parameters)
        assert all(offered[more].default is not inspect.Parameter.empty for more in extra), name


# Beyond 2**53 a number that was a float comes back as the integer nearest to its shortest form.
NUMBERS = st.floats(min_value=-(2.0**53), max_value=2.0**53) | st.integers(-(2**53) + 1, 2**53 - 1)
PAYLOADS = st.dictionaries(
    st.text(max_size=8),
    st.recursive(
        st.none() | st.booleans() | NUMBERS | st.text(max_size=20),
        lambda inner: (
            st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
        ),
        max_leaves=12,
    ),
    max_size=5,
)
DRAFTS = st.lists(
    st.builds(
        Draft, kind=st.sampled_from(EntryKind), subject=st.text(max_size=20), payload=PAYLOADS
    ),
    min_size=1,
    max_size=4,
)
NAMES = st.text(min_size=1, max_size=10).filter(lambda name: name.strip() != "")


@pytest.mark.parametrize("name", sorted(BACKENDS))
def test_whatever_is_appended_comes_back_and_verifies(name: str) -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(BACKENDS[name](Path(folder), utc_now)) as ledger,
    ):

        @settings(derandomize=True, max_examples=80, deadline=None)
        @given(drafts=DRAFTS, by=NAMES)
        def check(drafts: list[Draft], by: str) -> None:
            before = ledger.position()
            appended = ledger.append(drafts, by=by)
            found = list(ledger.entries(after=before))
            assert found == appended
            assert [(entry.kind, entry.subject, entry.payload) for entry in found] == [
                (draft.kind, draft.subject, draft.payload) for draft in drafts
            ]
            assert {entry.by for entry in found} == {by}
            assert all(ledger.has(draft.subject, draft.kind) for draft in drafts)

        check()
        assert ledger.verify() == ledger.position() > 80
