import csv
import json
import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import whoholds
from whoholds.base.errors import InputError, StorageError
from whoholds.base.records import SourcedClaim
from whoholds.publish.columns import CLAIM_COLUMNS, Column, ColumnType, Row, claim_row
from whoholds.publish.tables import read_csv, write_csv, write_jsonl, write_parquet

Claims = Callable[..., SourcedClaim]

VALUES: dict[ColumnType, st.SearchStrategy[Any]] = {
    ColumnType.TEXT: st.none() | st.text(min_size=1),
    ColumnType.INSTANT: st.none() | st.text(min_size=1),
    ColumnType.INTEGER: st.none() | st.integers(-(2**40), 2**40),
    ColumnType.NUMBER: st.none() | st.floats(allow_nan=False, allow_infinity=False),
    ColumnType.BOOLEAN: st.none() | st.booleans(),
    ColumnType.DATE: st.none() | st.dates(),
    ColumnType.TEXTS: st.lists(
        st.none() | st.text() | st.sampled_from(["?", ";", "\\", "\\e", " x ", "=1+1", "'=", "; "]),
        max_size=4,
    ),
    ColumnType.NUMBERS: st.lists(
        st.none() | st.floats(allow_nan=False, allow_infinity=False), max_size=4
    ),
}
ONE_OF_EACH = tuple(Column(kind.name.lower(), kind, "", "one of each") for kind in ColumnType)
ROWS = st.lists(
    st.fixed_dictionaries({column.name: VALUES[column.type] for column in ONE_OF_EACH}), max_size=4
)


@given(rows=ROWS)
@settings(max_examples=150, deadline=None, derandomize=True)
def test_csv_gives_back_what_was_written(
    rows: list[Row], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("csv") / "rows.csv"
    assert write_csv(rows, path, ONE_OF_EACH) == len(rows)
    assert list(read_csv(path, ONE_OF_EACH)) == rows


@given(rows=ROWS)
@settings(max_examples=80, deadline=None, derandomize=True)
def test_no_text_cell_of_a_csv_begins_like_a_formula(
    rows: list[Row], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("csv") / "rows.csv"
    write_csv(rows, path, ONE_OF_EACH)
    with path.open(encoding="utf-8", newline="") as file:
        for cells in list(csv.reader(file))[1:]:
            for cell, column in zip(cells, ONE_OF_EACH, strict=True):
                if column.type in (ColumnType.TEXT, ColumnType.TEXTS, ColumnType.INSTANT):
                    assert re.match("[=+\\-@\t\r\n]", cell) is None


def test_csv_as_a_person_reads_it(claim_with: Claims, tmp_path: Path) -> None:
    path = tmp_path / "claims.csv"
    places = (("Tell Khatrah", 35.7, 36.9), ("Mus;tayf", None, None))
    write_csv([claim_row(claim_with(quote="=SUM(A1)", places=places))], path, CLAIM_COLUMNS)
    with path.open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row["quote"] == "'=SUM(A1)"
    assert row["places"] == "Tell Khatrah; Mus\\;tayf"
    assert row["places_lats"] == "35.7; ?"
    assert row["actors"] == "Hay'at Tahrir al-Sham; allies"
    assert row["actors_ids"] == "syria:hts; ?"
    assert (row["in_title"], row["date_end"], row["wounded_low"]) == ("false", "2020-01-18", "")


def test_a_csv_of_other_columns_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.csv"
    path.write_text("a,b\r\n1,2\r\n", encoding="utf-8")
    with pytest.raises(InputError, match="its columns are a, b"):
        list(read_csv(path, CLAIM_COLUMNS))


def test_a_damaged_cell_is_refused_by_column(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("day\r\nyesterday\r\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"reading the column day: 'yesterday' is no date"):
        list(read_csv(path, [Column("day", ColumnType.DATE, "", "")]))


def test_json_lines_hold_every_column_and_every_word(
    claim_with: Claims, hostile: str, tmp_path: Path
) -> None:
    path = tmp_path / "claims.jsonl"
    rows = [claim_row(claim_with(quote=hostile)), claim_row(claim_with(dated=False))]
    assert write_jsonl(rows, path, CLAIM_COLUMNS) == 2
    first, second = (json.loads(line) for line in path.read_text("utf-8").splitlines())
    assert list(first) == [column.name for column in CLAIM_COLUMNS]
    assert first["quote"] == hostile
    assert first["date_start"] == "2020-01-17"
    assert second["date_start"] is None


def test_parquet_has_types_units_and_the_known_position(claim_with: Claims, tmp_path: Path) -> None:
    path = tmp_path / "claims.parquet"
    row = claim_row(claim_with())
    assert write_parquet(iter([row, row]), path, CLAIM_COLUMNS, known=42) == 2
    table = pq.read_table(path)
    assert table.schema.metadata is not None
    assert table.schema.metadata[b"whoholds_known"] == b"42"
    assert table.schema.metadata[b"whoholds_version"] == whoholds.__version__.encode()
    described = table.schema.field("places_radii_m").metadata
    assert described is not None
    assert described[b"unit"] == b"metres"
    assert table.to_pylist()[1] == row
    assert table.column("date_start").to_pylist() == [date(2020, 1, 17)] * 2


def test_an_empty_parquet_file_still_has_its_columns(tmp_path: Path) -> None:
    path = tmp_path / "none.parquet"
    assert write_parquet([], path, CLAIM_COLUMNS, known=0) == 0
    assert pq.read_table(path).column_names == [column.name for column in CLAIM_COLUMNS]


def test_half_characters_become_replacement_characters(claim_with: Claims, tmp_path: Path) -> None:
    row = claim_row(claim_with(title="half \ud800 character"))
    write_jsonl([row], tmp_path / "a.jsonl", CLAIM_COLUMNS)
    write_csv([row], tmp_path / "a.csv", CLAIM_COLUMNS)
    write_parquet([row], tmp_path / "a.parquet", CLAIM_COLUMNS, known=1)
    assert json.loads((tmp_path / "a.jsonl").read_text("utf-8"))["title"] == "half � character"
    assert "half � character" in (tmp_path / "a.csv").read_text("utf-8")
    assert pq.read_table(tmp_path / "a.parquet")["title"].to_pylist() == ["half � character"]


def write_parquet_known(rows: Iterator[Row], path: Path, columns: tuple[Column, ...]) -> int:
    return write_parquet(rows, path, columns, known=1)


@pytest.mark.parametrize("write", [write_jsonl, write_csv, write_parquet_known])
def test_the_same_rows_give_the_same_bytes_and_a_failure_leaves_the_old_file(
    write: Callable[[Iterator[Row], Path, tuple[Column, ...]], int],
    claim_with: Claims,
    tmp_path: Path,
) -> None:
    row = claim_row(claim_with())
    path = tmp_path / "file"
    write(iter([row]), path, CLAIM_COLUMNS)
    before = path.read_bytes()
    write(iter([row]), path, CLAIM_COLUMNS)
    assert path.read_bytes() == before

    def failing() -> Iterator[Row]:
        yield row
        raise OSError(28, "No space left on device")

    with pytest.raises(StorageError, match=r"writing .*file: No space left on device"):
        write(failing(), path, CLAIM_COLUMNS)
    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["file"]
