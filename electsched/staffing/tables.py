"""Rows as CSV text (RFC 4180), for values that are exported."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence

__all__ = ["csv_text"]

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
"""The characters with which a spreadsheet takes a text for a formula."""


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a header and rows as CSV; lines end with CRLF, and no text is a formula to a spreadsheet."""
    lines = _Lines()
    writer = csv.writer(lines, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return "".join(lines)


def _cell(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_SIGNS) else value


class _Lines(list[str]):
    """A list that `csv` can write to: a pure folder opens no file."""

    write = list.append
