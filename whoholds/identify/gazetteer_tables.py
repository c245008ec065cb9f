"""Tables of places: delimited text and Excel workbooks, as rows of named values."""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from whoholds.base.errors import GazetteerError
from whoholds.identify.gazetteer_open import MOST_BYTES, opened, opened_text, told
from whoholds.identify.gazetteer_rows import Row

LONGEST_LINE = 1_000_000
_SEPARATORS = "\t,;|"
_MOST_COLUMNS = 2000
_MOST_UNPACKED = 1024**3
_FIRST_ROWS = 20


def text_lines(path: Path, lines: io.TextIOBase) -> Iterator[str]:
    """Yield the lines of a text, with their ends.

    Raises:
        GazetteerError: if a line or the text is longer than is read.
    """
    number = read = 0
    while (line := lines.readline(LONGEST_LINE)) != "":
        number += 1
        read += len(line)
        if len(line) >= LONGEST_LINE and not line.endswith("\n"):
            raise _bad(path, number, f"the line is longer than {LONGEST_LINE} characters")
        if read > MOST_BYTES:
            raise _bad(path, number, f"the table is longer than {MOST_BYTES} characters")
        yield line


def table_headers(path: Path, member: zipfile.ZipInfo | None = None) -> list[str]:
    """Return the headers of a table of delimited text.

    Raises:
        GazetteerError: if it cannot be read.
    """
    with opened_text(path, member) as text:
        return _headers(path, text_lines(path, text))[0]


def table_rows(path: Path, member: zipfile.ZipInfo | None = None) -> Iterator[Row]:
    """Yield the rows of a table of delimited text; what parts its columns is told by the header.

    A row of other than the header's number of columns is one that cannot be read.

    Raises:
        GazetteerError: if it cannot be read.
    """
    with opened_text(path, member) as text:
        counted = _Counted(text_lines(path, text))
        lines = iter(counted)
        headers, separator = _headers(path, lines)
        reader = _reader(lines, separator)
        count = 0
        while True:
            try:
                fields = next(reader, None)
            except csv.Error as cause:
                yield Row(f"line {counted.number}", {}, why=str(cause))
                continue
            if fields is None:
                return
            where = f"line {counted.number}"
            if all(field == "" for field in fields):
                continue
            count += 1
            if count == 1 and _is_tags(fields):
                continue
            if len(fields) != len(headers):
                why = f"{len(fields)} columns where {len(headers)} are needed"
                yield Row(where, {}, why=why)
                continue
            yield Row(where, dict(zip(headers, map(str.strip, fields), strict=True)))


class _Counted:
    """Lines, and the number of the last that was taken: a quoted field may go over several."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self.number = 0

    def __iter__(self) -> Iterator[str]:
        for line in self._lines:
            self.number += 1
            yield line


def sheets(path: Path) -> dict[str, list[str]]:
    """Return the headers of every sheet of an Excel workbook (`.xlsx`) that has some, by its name.

    Raises:
        GazetteerError: if it is none.
    """
    return {
        name: [header for header in headers if header != ""]
        for name in _sheet_names(path)
        if len(headers := next(_sheet(path, name), (0, []))[1]) > 1
    }


def sheet_rows(path: Path, sheet: str) -> Iterator[Row]:
    """Yield the rows of a sheet of an Excel workbook.

    Raises:
        GazetteerError: if it cannot be read.
    """
    found = _sheet(path, sheet)
    _, headers = next(found, (0, []))
    for at, (number, fields) in enumerate(found):
        if at == 0 and _is_tags(fields):
            continue
        if any(field != "" for field in fields):
            named = zip(headers, fields, strict=False)
            yield Row(
                f"row {number} of the sheet {sheet!r}",
                {header: field for header, field in named if header != ""},
            )


def _sheet_names(path: Path) -> list[str]:
    with _workbook(path) as book:
        return list(book.sheetnames)


def _sheet(path: Path, sheet: str) -> Iterator[tuple[int, list[str]]]:
    """Yield number and cells of the rows of a sheet, from the headers on."""
    with _workbook(path) as book:
        headed = False
        for number, cells in enumerate(book[sheet].iter_rows(values_only=True), start=1):
            fields = [_cell(cell) for cell in cells[:_MOST_COLUMNS]]
            # Titles stand above many tables: the headers are the first row of several cells.
            if not headed and sum(field != "" for field in fields) < 3 and number < _FIRST_ROWS:
                continue
            headed = True
            yield number, fields


class _workbook:
    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self):  # type: ignore[no-untyped-def]  # openpyxl ships no types
        import openpyxl  # slow to import

        with told(self._path):
            with opened(self._path) as raw, zipfile.ZipFile(raw) as archive:
                size = sum(member.file_size for member in archive.infolist())
            if size > _MOST_UNPACKED:
                raise GazetteerError(
                    f"adding the gazetteer {self._path}: it unpacks to {size} bytes, more than "
                    f"{_MOST_UNPACKED}; save the sheet as CSV"
                )
            try:
                self._book = openpyxl.load_workbook(self._path, read_only=True, data_only=True)
            except (KeyError, ValueError, TypeError, OSError, SyntaxError) as cause:
                raise _no_workbook(self._path, cause) from cause
        return self._book

    def __exit__(self, *_: object) -> None:
        self._book.close()


def _no_workbook(path: Path, cause: BaseException) -> GazetteerError:
    return GazetteerError(
        f"adding the gazetteer {path}: it is no Excel workbook ({cause}); save the sheet as CSV"
    )


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)[:LONGEST_LINE].strip()


def _headers(path: Path, lines: Iterator[str]) -> tuple[list[str], str]:
    line = next(lines, "")
    separator = max(_SEPARATORS, key=lambda each: (line.count(each), -_SEPARATORS.index(each)))
    if line.count(separator) == 0:
        raise _bad(
            path, 1, "the first line names no columns (parted by tabs, commas or semicolons)"
        )
    headers = [header.strip() for header in next(_reader([line], separator), [])]
    if len(headers) > _MOST_COLUMNS:
        raise _bad(path, 1, f"{len(headers)} columns, more than {_MOST_COLUMNS}")
    return headers, separator


def _reader(lines: Iterable[str], separator: str) -> Iterator[list[str]]:
    csv.field_size_limit(LONGEST_LINE)
    # Names hold quotes (Ma"rib): where tabs part the columns they part nothing.
    if separator == "\t":
        return csv.reader(lines, delimiter=separator, quoting=csv.QUOTE_NONE)
    return csv.reader(lines, delimiter=separator)


def _is_tags(fields: Iterable[str]) -> bool:
    """Tell whether a row holds the tags of the Humanitarian Exchange Language: #adm1+name."""
    filled = [field for field in fields if field.strip() != ""]
    return len(filled) > 0 and all(field.strip().startswith("#") for field in filled)


def _bad(path: Path, number: int, reason: str) -> GazetteerError:
    return GazetteerError(
        f"adding the gazetteer {path}:{number}: {reason}; mend the line or download the file again"
    )
