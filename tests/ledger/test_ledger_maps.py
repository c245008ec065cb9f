from dataclasses import replace
from datetime import date

import pytest

from whoholds.base.errors import InputError, LedgerDamaged
from whoholds.base.map_records import MapHolder, MapImport, MapPlace, MapRole, map_id
from whoholds.base.protocols import Draft, EntryKind
from whoholds.base.records import ControlState
from whoholds.ledger.as_known import AsKnown
from whoholds.ledger.drafts import map_draft
from whoholds.ledger.maps import current_maps
from whoholds.ledger.pages import PageStore
from whoholds.ledger.store import SqlLedger
from whoholds.ledger.verify import verify_ledger


def made(page: str, *, source: str = "Atlas", day: int = 5, holder: int = 0) -> MapImport:
    return MapImport(
        page=page,
        name="front.geojson",
        format="geojson",
        source=source,
        day=date(2020, 1, day),
        role=MapRole.WORD,
        importer="maps@1+x",
        holders=(MapHolder(written="red", state=ControlState.HELD, side="s", actor="Reds"),),
        places=(
            MapPlace(place="geonames:1", name="A", lat=35, lon=36, country="SY", holder=holder),
        ),
    )


def test_of_each_source_and_day_the_newest_counts(ledger: SqlLedger, pages: PageStore) -> None:
    first = made(pages.put(b"1"))
    second = replace(first, page=pages.put(b"2"), source=" atlas ")
    other = made(pages.put(b"3"), source="Other", day=4)
    ledger.append([map_draft(first), map_draft(other), map_draft(second)], by="me")
    assert [each.map for each in current_maps(ledger)] == [other, second]
    assert [each.map for each in current_maps(ledger, 2)] == [other, first]
    assert current_maps(ledger, 0) == []
    newest = current_maps(ledger)[-1]
    assert (newest.id, newest.seq, newest.by) == (map_id(first), 3, "me")


def test_a_withdrawn_map_counts_no_longer_but_did_before(
    ledger: SqlLedger, pages: PageStore
) -> None:
    first = made(pages.put(b"1"))
    gone = replace(first, holders=(), places=(), withdrawn="the wrong day")
    ledger.append([map_draft(first)], by="me")
    ledger.append([map_draft(gone)], by="you")
    assert current_maps(ledger) == []
    assert [each.map for each in current_maps(ledger, 1)] == [first]
    ledger.append([map_draft(first)], by="me")
    assert [each.seq for each in current_maps(ledger)] == [3]


def test_maps_read_before_are_kept(ledger: SqlLedger, pages: PageStore) -> None:
    ledger.append([map_draft(made(pages.put(b"1")))], by="me")
    kept: dict[str, MapImport] = {}
    once = current_maps(ledger, kept=kept)
    assert len(kept) == 1
    again = current_maps(ledger, kept=kept)
    assert again == once
    assert again[0].map is once[0].map


def test_a_map_says_nothing_of_claims(ledger: SqlLedger, pages: PageStore) -> None:
    ledger.append([map_draft(made(pages.put(b"1")))], by="me")
    known = AsKnown(ledger)
    assert known.update() == 1
    assert known.claims() == []


def test_what_cannot_be_a_map_is_not_recorded(pages: PageStore) -> None:
    with pytest.raises(InputError, match="a place names a holder beyond the 1"):
        map_draft(made("a" * 64, holder=1))
    with pytest.raises(InputError, match="beyond"):
        map_draft(made("a" * 64, holder=-1))
    with pytest.raises(InputError, match="--source"):
        map_draft(made("a" * 64, source=" "))


def test_verify_counts_maps_and_misses_their_files(ledger: SqlLedger, pages: PageStore) -> None:
    ledger.append([map_draft(made(pages.put(b"1")))], by="me")
    found = verify_ledger(ledger, pages)
    assert (found.maps, found.pages) == (1, 1)
    ledger.append([map_draft(made("b" * 64, source="Other"))], by="me")
    with pytest.raises(LedgerDamaged, match=r"entry 2 \(map .*is missing"):
        verify_ledger(ledger, pages)


def test_verify_finds_a_map_under_another_subject(ledger: SqlLedger, pages: PageStore) -> None:
    draft = map_draft(made(pages.put(b"1")))
    ledger.append([Draft(kind=EntryKind.MAP, subject="map:x", payload=draft.payload)], by="me")
    with pytest.raises(LedgerDamaged, match="not what its subject says"):
        verify_ledger(ledger, pages)


def test_a_damaged_map_is_told(ledger: SqlLedger) -> None:
    ledger.append([Draft(kind=EntryKind.MAP, subject="map:x", payload={"page": 1})], by="me")
    with pytest.raises(LedgerDamaged, match="entry 1"):
        current_maps(ledger)
