from typing import Any

import pytest

from whoholds.base.errors import InputError, LedgerDamaged, LedgerTooNew
from whoholds.base.ids import canonical_bytes, sha256_hex
from whoholds.base.protocols import Draft, EntryKind
from whoholds.ledger.entries import (
    FIRST_PREVIOUS,
    Fault,
    StoredEntry,
    anchor_fault,
    commit,
    fault_of,
    opened,
    seal,
)

INSTANT = "2020-01-17T08:30:00.000000Z"


def sealed(seq: int = 1, previous: str = FIRST_PREVIOUS, recorded: str = INSTANT) -> StoredEntry:
    draft = Draft(kind=EntryKind.CLAIM, subject="claim:a", payload={"b": 1.0, "a": "é"})
    return seal(draft, seq=seq, recorded=recorded, by="me", previous=previous)


def test_the_payload_is_kept_as_the_canonical_text_that_was_hashed() -> None:
    stored = sealed()
    assert stored.payload == '{"a":"é","b":1}'
    content = {"payload": {"b": 1.0, "a": "é"}, "salt": stored.salt}
    assert stored.commitment == sha256_hex(canonical_bytes(content))
    assert commit(stored.payload, stored.salt) == stored.commitment
    assert opened(stored).payload == {"a": "é", "b": 1.0}


def test_a_sound_chain_has_no_fault() -> None:
    first = sealed()
    assert fault_of(first, None) is None
    assert fault_of(sealed(2, first.digest), first) is None


@pytest.mark.parametrize("field", ["recorded", "written_by", "kind", "subject"])
def test_an_altered_header_is_named(field: str) -> None:
    change: dict[str, Any] = {field: "x"}
    altered = sealed()._replace(**change)
    assert fault_of(altered, None) == Fault(1, "its header was altered (the digest is another)")


@pytest.mark.parametrize(
    "text", ['{"a":"é","b":2}', '{"a":"é","b":1} ', "", '{"a":"\ud800","b":1}']
)
def test_an_altered_payload_is_named(text: str) -> None:
    fault = fault_of(sealed()._replace(payload=text), None)
    assert fault is not None
    assert fault.seq == 1
    assert "payload" in fault.what or "hashed" in fault.what


def test_a_payload_that_smuggles_its_salt_is_altered() -> None:
    # The text is hashed as it stands: what closes the object early must not hash the same.
    stored = sealed()
    smuggled = stored._replace(payload=stored.payload + ',"salt":"00"', salt="00")
    fault = fault_of(smuggled, None)
    assert fault is not None
    assert "payload" in fault.what


def test_a_payload_cut_at_its_own_salt_is_told_though_it_hashes_right() -> None:
    draft = Draft(kind=EntryKind.CLAIM, subject="claim:a", payload={"a": 1, "salt": "z"})
    stored = seal(draft, seq=1, recorded=INSTANT, by="me", previous=FIRST_PREVIOUS)
    cut = stored._replace(payload='{"a":1', salt=f'z"}},"salt":"{stored.salt}')
    assert commit(cut.payload, cut.salt) == stored.commitment
    assert fault_of(cut, None) == Fault(1, "its payload is no JSON object")


@pytest.mark.parametrize("field", StoredEntry._fields[1:])
@pytest.mark.parametrize("value", [b"bytes", None, 7])
def test_a_field_that_is_no_text_is_a_fault_and_no_crash(field: str, value: object) -> None:
    change: dict[str, Any] = {field: value}
    fault = fault_of(sealed()._replace(**change), None)
    assert fault == Fault(1, "a field is not text")


def test_a_gap_names_the_missing_entry() -> None:
    first = sealed()
    fault = fault_of(sealed(4, first.digest), first)
    assert fault == Fault(2, "it is missing (the next on record is 4)")
    assert fault_of(sealed(2), None) == Fault(1, "it is missing (the next on record is 2)")


def test_an_entry_before_the_first_is_named() -> None:
    assert fault_of(sealed(0), None) == Fault(0, "it stands before the first entry")


def test_a_false_previous_is_named() -> None:
    first = sealed()
    fault = fault_of(sealed(2, "f" * 64), first)
    assert fault is not None
    assert fault.seq == 2
    assert "`previous`" in fault.what


@pytest.mark.parametrize(
    "recorded", ["2020-01-17", "2020-01-17T08:30:00Z", "yesterday", "9999-99-99T00:00:00.000000Z"]
)
def test_an_instant_in_another_form_is_named_though_it_hashes_right(recorded: str) -> None:
    fault = fault_of(sealed(recorded=recorded), None)
    assert fault is not None
    assert "instant" in fault.what


def test_an_instant_that_goes_back_is_named_though_it_hashes_right() -> None:
    first = sealed()
    back = sealed(2, first.digest, "2020-01-17T08:29:59.999999Z")
    fault = fault_of(back, first)
    assert fault is not None
    assert "before that of the entry before" in fault.what


def test_an_anchor_bears_on_its_own_entry_only() -> None:
    assert anchor_fault(3, "a" * 64, None) is None
    assert anchor_fault(3, "a" * 64, (2, "b" * 64)) is None
    assert anchor_fault(3, "a" * 64, (3, "a" * 64)) is None
    fault = anchor_fault(3, "a" * 64, (3, "b" * 64))
    assert fault is not None
    assert fault.seq == 3


@pytest.mark.parametrize("payload", ["[1]", "{", "", "null"])
def test_a_payload_that_is_no_object_cannot_be_opened(payload: str) -> None:
    with pytest.raises(LedgerDamaged, match="entry 1"):
        opened(sealed()._replace(payload=payload))


def test_an_unknown_kind_cannot_be_opened() -> None:
    with pytest.raises(LedgerTooNew, match="'rumour' is unknown; a later version"):
        opened(sealed()._replace(kind="rumour"))


def test_a_payload_nested_without_end_is_refused() -> None:
    payload: dict[str, object] = {}
    for _ in range(100_000):
        payload = {"a": payload}
    draft = Draft(kind=EntryKind.CLAIM, subject="deep", payload=payload)
    with pytest.raises(InputError, match="deep"):
        seal(draft, seq=1, recorded=INSTANT, by="me", previous=FIRST_PREVIOUS)
