"""Rows as CSV text (RFC 4180), for values that are exported."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence

__all__ = ["csv_text"]


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a header and rows as CSV; lines end with CRLF."""
    lines = _Lines()
    writer = csv.writer(lines, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return "".join(lines)


class _Lines(list[str]):
    """A list that `csv` can write to: a pure folder opens no file."""

    write = list.append
