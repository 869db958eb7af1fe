"""Events as data: what a reader wants who makes no calendar of them, from the same values as the calendars."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from electsched.calendars.changes import csv_cell
from electsched.calendars.event import Event

__all__ = ["event_csv", "event_data"]

COLUMNS = ("uid", "start", "end", "summary", "location", "latitude", "longitude", "categories", "status", "description")


def event_data(events: Iterable[Event]) -> list[dict[str, Any]]:
    """Return the events as plain data.

    ``start`` and ``end`` are moments with their offset, the end exclusive, or days, the last included. What an audience
    may not see is in no event, and so not here either.
    """
    return [_plain(event) for event in events]


def _plain(event: Event) -> dict[str, Any]:
    timed = isinstance(event.start, datetime)
    latitude, longitude = event.body.geo or (None, None)
    return {
        "uid": event.uid,
        "start": event.start.isoformat(),
        "end": (event.end if timed else event.end - timedelta(days=1)).isoformat(),
        "summary": event.body.summary,
        "location": event.body.location,
        "latitude": latitude,
        "longitude": longitude,
        "categories": list(event.body.categories),
        "status": event.body.status,
        "description": event.body.description,
    }


def event_csv(events: Iterable[Event]) -> str:
    """Return the events as CSV, a row for each; no cell is read as a formula by a spreadsheet."""
    lines: list[str] = []
    writer = csv.DictWriter(_Gather(lines), COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    for row in event_data(events):
        cells = {**row, "categories": ", ".join(row["categories"])}
        numbers = ("latitude", "longitude")
        writer.writerow({key: value if key in numbers else csv_cell(value) for key, value in cells.items()})
    return "".join(lines)


class _Gather:
    """Gathers what is written."""

    def __init__(self, lines: list[str]) -> None:
        self._lines = lines

    def write(self, text: str) -> None:
        self._lines.append(text)
