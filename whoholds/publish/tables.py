r"""Rows as JSON lines, CSV and Parquet, from the lists of columns.

In CSV, the items of a list are joined by `; `. Inside an item a backslash stands before `;` and `\`; a
missing item is `?` (and an item that is a question mark `\?`), an empty one `\e`. A text that a
spreadsheet would take for a formula (it begins with `=`, `+`, `-`, `@`, a tab or a line break) gets
an apostrophe in front, since a report is hostile input. `read_csv` undoes both.
"""

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

import whoholds
from whoholds.base.errors import InputError
from whoholds.publish.atomic import written_whole
from whoholds.publish.columns import Column, ColumnType, Row
from whoholds.publish.plain_text import for_utf8

if TYPE_CHECKING:
    import pyarrow as pa

_FORMULA = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")
_ESCAPED = re.compile(r"'+[=+\-@\t\r\n＝＋－＠]")
_BATCH_ROWS = 10_000


def write_jsonl(rows: Iterable[Row], path: Path, columns: Sequence[Column]) -> int:
    """Write one JSON object a line, keys in the order of `columns`, and return the number of rows.

    Raises:
        StorageError: if the file cannot be written; nothing is left behind then.
    """
    count = 0
    with written_whole(path) as part, part.open("wb") as file:
        for row in rows:
            file.write(orjson.dumps(json_row(row, columns)) + b"\n")
            count += 1
    return count


def json_row(row: Row, columns: Sequence[Column]) -> Row:
    """Return the row as JSON types, in the order of `columns`; dates in ISO form."""
    return {column.name: _json_cell(row[column.name]) for column in columns}


def write_csv(rows: Iterable[Row], path: Path, columns: Sequence[Column]) -> int:
    """Write a CSV file after RFC 4180 in UTF-8, with a line of names, and return the number of rows.

    Raises:
        StorageError: if the file cannot be written; nothing is left behind then.
    """
    count = 0
    with written_whole(path) as part, part.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow([column.name for column in columns])
        for row in rows:
            writer.writerow([csv_cell(row[column.name], column.type) for column in columns])
            count += 1
    return count


def read_csv(path: Path, columns: Sequence[Column]) -> Iterator[Row]:
    """Yield the rows that `write_csv` wrote, with the values that they had.

    Raises:
        InputError: if the names of the columns are others, or a cell cannot be read.
    """
    # A quote may be longer than the module's own limit of 131,072 characters.
    csv.field_size_limit(2**31 - 1)
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        names = next(reader, [])
        if names != [column.name for column in columns]:
            raise InputError(
                f"reading {path}: its columns are {', '.join(names[:5])}…; "
                "it was written by another version, or holds something else"
            )
        for cells in reader:
            yield {
                column.name: _from_cell(cell, column)
                for column, cell in zip(columns, cells, strict=True)
            }


def write_parquet(
    rows: Iterable[Row],
    path: Path,
    columns: Sequence[Column],
    *,
    known: int,
    credit: str | None = None,
) -> int:
    """Write a Parquet file with typed columns and return the number of rows.

    `known`, the ledger position, `credit` (whom the places are owed to) and the version of whoholds
    stand in the file's metadata, and each column's unit and meaning in its own.

    Raises:
        StorageError: if the file cannot be written; nothing is left behind then.
    """
    import pyarrow as pa  # late: it takes a quarter of a second
    import pyarrow.parquet as pq

    schema = parquet_schema(columns).with_metadata(
        {"whoholds_version": whoholds.__version__, "whoholds_known": str(known)}
        | ({"whoholds_credit": credit} if credit is not None else {})
    )
    count = 0
    waiting = iter(rows)
    with written_whole(path) as part, pq.ParquetWriter(part, schema) as writer:
        while batch := list(islice(waiting, _BATCH_ROWS)):
            sound = [{name: _sound(value) for name, value in row.items()} for row in batch]
            writer.write_table(pa.Table.from_pylist(sound, schema=schema))
            count += len(batch)
    return count


def parquet_schema(columns: Sequence[Column]) -> "pa.Schema":
    """Return the typed schema of `columns`; instants are text, in the form of `format_instant`."""
    import pyarrow as pa

    types: dict[ColumnType, pa.DataType] = {
        ColumnType.TEXT: pa.string(),
        ColumnType.INTEGER: pa.int64(),
        ColumnType.NUMBER: pa.float64(),
        ColumnType.BOOLEAN: pa.bool_(),
        ColumnType.DATE: pa.date32(),
        ColumnType.INSTANT: pa.string(),
        ColumnType.TEXTS: pa.list_(pa.string()),
        ColumnType.NUMBERS: pa.list_(pa.float64()),
    }
    return pa.schema(
        [
            pa.field(
                column.name,
                types[column.type],
                metadata={"unit": column.unit, "meaning": column.meaning},
            )
            for column in columns
        ]
    )


def csv_cell(value: object, kind: ColumnType) -> str:
    """Return a value as the text of a CSV cell; None is empty, and so is an empty list."""
    if value is None:
        return ""
    match kind:
        case ColumnType.TEXTS | ColumnType.NUMBERS:
            assert isinstance(value, list)
            joined = "; ".join(_item(each) for each in value)
            return _guard(joined) if kind is ColumnType.TEXTS else joined
        case ColumnType.BOOLEAN:
            return "true" if value else "false"
        case ColumnType.DATE:
            assert isinstance(value, date)
            return value.isoformat()
        case ColumnType.TEXT | ColumnType.INSTANT:
            return _guard(for_utf8(str(value)))
        case ColumnType.INTEGER | ColumnType.NUMBER:
            return repr(value)


def _json_cell(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    return _sound(value)


def _sound(value: Any) -> Any:
    if isinstance(value, str):
        return for_utf8(value)
    if isinstance(value, list):
        return [_sound(item) for item in value]
    return value


def _guard(text: str) -> str:
    return "'" + text if _FORMULA.match(text) else text


def _unguard(text: str) -> str:
    return text[1:] if _ESCAPED.match(text) else text


def _item(value: object) -> str:
    if value is None:
        return "?"
    if not isinstance(value, str):
        return repr(value)
    if value in ("", "?"):
        return "\\e" if value == "" else "\\?"
    return for_utf8(value).replace("\\", "\\\\").replace(";", "\\;")


def _items(cell: str) -> list[str | None]:
    """Split a joined list; a missing item comes back as None."""
    if cell == "":
        return []
    items: list[str | None] = []
    for raw in re.findall(r"(?:[^\\;]|\\.)+", cell, re.DOTALL):
        text = raw.removeprefix(" ") if items else raw
        if text == "?":
            items.append(None)
        elif text == "\\e":
            items.append("")
        else:
            items.append(re.sub(r"\\(.)", r"\1", text, flags=re.DOTALL))
    return items


def _from_cell(cell: str, column: Column) -> Any:
    if column.type is ColumnType.TEXTS:
        return _items(_unguard(cell))
    if column.type is ColumnType.NUMBERS:
        return [None if item is None else float(item) for item in _items(cell)]
    if cell == "":
        return None
    readers: dict[ColumnType, Callable[[str], Any]] = {
        ColumnType.INTEGER: int,
        ColumnType.NUMBER: float,
        ColumnType.BOOLEAN: {"true": True, "false": False}.__getitem__,
        ColumnType.DATE: date.fromisoformat,
    }
    try:
        return readers.get(column.type, _unguard)(cell)
    except (KeyError, ValueError) as cause:
        raise InputError(
            f"reading the column {column.name}: {cell[:80]!r} is no {column.type.value}; "
            "the file was changed, or written by another version"
        ) from cause
