"""Events as CSV, for use without a calendar."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from electsched.calendars.event import Event

__all__ = ["csv_text", "events_to_csv"]

COLUMNS = ("uid", "start", "end", "summary", "location", "latitude", "longitude", "categories", "status", "description")
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


def events_to_csv(events: Iterable[Event]) -> str:
    """Return the events as CSV with the columns of `Event.to_dict`, a row for each.

    It contains no field that the audience of the events may not see.
    """
    rows = (event.to_dict() for event in events)
    return csv_text(COLUMNS, ({**row, "categories": ", ".join(row["categories"])} for row in rows))


def csv_text(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> str:
    """Return rows as CSV with a header line; a spreadsheet takes no text in it for a formula."""
    lines = _Lines()
    writer = csv.DictWriter(lines, columns, extrasaction="ignore", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows({name: _cell(value) for name, value in row.items()} for row in rows)
    return "".join(lines)


class _Lines(list[str]):
    """The lines of a CSV file, for a writer that expects a file."""

    def write(self, line: str) -> None:
        self.append(line)


def _cell(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA_SIGNS) else value
