"""Events as CSV, for use without a calendar."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from electsched.calendars.event import Event
from electsched.staffing.tables import csv_text

__all__ = ["events_to_csv", "rows_to_csv"]

COLUMNS = ("uid", "start", "end", "summary", "location", "latitude", "longitude", "categories", "status", "description")


def events_to_csv(events: Iterable[Event]) -> str:
    """Return the events as CSV with the columns of `Event.to_dict`, a row for each.

    It contains no field that the audience of the events may not see.
    """
    rows = (event.to_dict() for event in events)
    return rows_to_csv(COLUMNS, ({**row, "categories": ", ".join(row["categories"])} for row in rows))


def rows_to_csv(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> str:
    """Return the named columns of rows as CSV with a header line; see `csv_text`."""
    return csv_text(columns, ([row.get(name, "") for name in columns] for row in rows))
