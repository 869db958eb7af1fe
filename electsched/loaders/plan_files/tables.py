"""Read lists that stand in files of their own beside a plan: CSV in UTF-8 with a header."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path

from electsched.errors import Fault, InputError, os_cause, raise_faults

__all__ = ["Cell", "CsvRow", "read_csv"]

CsvRow = tuple[int, dict[str, str]]
"""The number of the line, and its cells by column."""


class Cell(str):
    """A cell of a list: it is read as the type that its key needs."""

    __slots__ = ()


def read_csv(path: Path) -> tuple[tuple[str, ...], list[CsvRow]]:
    """Return the columns and the rows of a list.

    Raises:
        InputError: The file cannot be read, is no CSV in UTF-8, or a row has more cells than there are columns. The
            paths of the faults are the name of the file and the line.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.DictReader(lines, strict=True, restkey="", restval="")
            columns, rows = tuple(reader.fieldnames or ()), [(reader.line_num, row) for row in reader]
    except (OSError, ValueError, csv.Error) as error:
        raise InputError(Fault(path.name, _cause(error), "a CSV file in UTF-8")) from error
    if len(columns) == 1 and ";" in columns[0]:
        raise InputError(Fault(path.name, f"the header {columns[0]!r}", "columns that are separated by commas"))
    raise_faults([*_repeated_columns(columns, path.name), *_cell_faults(rows, path.name)])
    return columns, rows


def _cause(error: Exception) -> str:
    if isinstance(error, OSError):
        return os_cause(error)
    if isinstance(error, csv.Error):
        return f"text that is not CSV: {error}"
    return "bytes that are not UTF-8" if isinstance(error, UnicodeDecodeError) else "no name of a file"


def _repeated_columns(columns: tuple[str, ...], name: str) -> Iterator[Fault]:
    for column in dict.fromkeys(columns):
        if columns.count(column) > 1:
            yield Fault(name, f"the column {column!r} a second time", "a header that names each column once")


def _cell_faults(rows: Iterable[CsvRow], name: str) -> Iterator[Fault]:
    for line, row in rows:
        if "" in row:
            yield Fault(f"{name} line {line}", "a cell beyond the columns", "as many cells as the header has")
