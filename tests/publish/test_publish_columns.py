from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from whoholds.base.errors import UnknownName
from whoholds.base.records import ControlState, Period, SourcedClaim
from whoholds.publish.columns import (
    CLAIM_COLUMNS,
    COLUMNS,
    PERIOD_COLUMNS,
    ColumnType,
    claim_row,
    columns_of,
    columns_table,
    period_row,
)

PYTHON: dict[ColumnType, type | tuple[type, ...]] = {
    ColumnType.TEXT: str,
    ColumnType.INTEGER: int,
    ColumnType.NUMBER: (int, float),
    ColumnType.BOOLEAN: bool,
    ColumnType.DATE: date,
    ColumnType.INSTANT: str,
    ColumnType.TEXTS: list,
    ColumnType.NUMBERS: list,
}


def period() -> Period:
    return Period(
        place="id:1",
        start=date(2020, 1, 17),
        end=date(2020, 1, 27),
        state=ControlState.HELD,
        side="opposition",
        actor="HTS",
        confidence=0.9,
        supporting=("c1", "c2"),
        opposing=("c3",),
    )


@pytest.mark.parametrize("kind", list(COLUMNS))
def test_columns_have_distinct_names_and_a_meaning(kind: str) -> None:
    names = [column.name for column in columns_of(kind)]
    assert len(names) == len(set(names))
    assert all(column.meaning for column in columns_of(kind))


def test_an_unknown_kind_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UnknownName) as caught:
        columns_of("reports")
    assert caught.value.nearest == ("claims", "periods")


def test_a_claim_s_row_has_exactly_the_columns_in_order_and_type(
    claim_with: Callable[..., SourcedClaim],
) -> None:
    row = claim_row(claim_with())
    assert list(row) == [column.name for column in CLAIM_COLUMNS]
    for column in CLAIM_COLUMNS:
        assert row[column.name] is None or isinstance(row[column.name], PYTHON[column.type]), column


def test_a_claim_s_row_says_what_the_claim_says(claim_with: Callable[..., SourcedClaim]) -> None:
    row = claim_row(claim_with())
    expected: dict[str, Any] = {
        "id": "claim:1",
        "seq": 7,
        "event": "take",
        "status": "happened",
        "quote_start": 10,
        "actors": ["Hay'at Tahrir al-Sham", "allies"],
        "actors_ids": ["syria:hts", None],
        "actors_sides": ["syria:opposition", None],
        "actors_written": ["HTS", "allies"],
        "said_by": ["Iba'a"],
        "said_by_ids": [None],
        "places": ["Tell Khatrah"],
        "places_lats": [35.7],
        "date_start": date(2020, 1, 17),
        "date_end": date(2020, 1, 18),
        "killed_low": 3,
        "killed_high": 5,
        "wounded_low": None,
        "verdict": "accept",
    }
    assert {name: row[name] for name in expected} == expected


def test_a_period_s_row_ends_on_its_last_day_and_names_the_side(
    spot: Callable[..., Any], camp: Callable[..., Any]
) -> None:
    sides = {"opposition": camp("Opposition", "#00aa00")}
    row = period_row(period(), spot("id:1", "Abu Jurayf"), sides, known=42)
    assert list(row) == [column.name for column in PERIOD_COLUMNS]
    assert (row["start"], row["end"]) == (date(2020, 1, 17), date(2020, 1, 26))
    assert (row["side"], row["side_name"], row["holder"]) == ("opposition", "Opposition", "HTS")
    assert (row["supporting"], row["opposing"], row["known"]) == (2, 1, 42)


def test_the_documentation_s_table_has_a_line_for_each_column() -> None:
    lines = columns_table("periods").splitlines()
    assert lines[:2] == ["| column | type | unit | meaning |", "| --- | --- | --- | --- |"]
    assert len(lines) == 2 + len(PERIOD_COLUMNS)
    assert "| `lat` | number | degrees, WGS 84 | latitude |" in lines
    assert all(line.count("|") == 5 for line in lines)
