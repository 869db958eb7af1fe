"""The latest changes of one calendar: its events that were added, changed or cancelled in the weeks before its stamp.

They are taken from the revisions of the events and not from one publication, so that a page is the same if it is made
again. What was published first is no change.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Literal

import attrs

from electsched.calendars.published_event import event_times, stamp_of
from electsched.calendars.revision import Edition
from electsched.values import value_text

__all__ = ["RecentChange", "recent_changes"]

RECENT = timedelta(days=14)
"""The time for which a change is shown, counted back from the last one."""


@attrs.frozen
class RecentChange:
    """A change of an event.

    Attributes:
        kind: new: it was added; changed: its time or its text changed; cancelled: it was removed.
        uid: Its UID.
        summary: The title of a cancelled event; empty for the others, which are in the calendar.
        start: The start of a cancelled event; None for the others.
        end: The end of a cancelled event; None for the others.
    """

    kind: Literal["new", "changed", "cancelled"]
    uid: str
    summary: str = ""
    start: date | None = None
    end: date | None = None

    __repr__ = value_text


def recent_changes(edition: Edition) -> tuple[RecentChange, ...]:
    """Return the latest changes of a calendar in its present edition, those of its events before cancelled ones."""
    cancelled = {uid: stamp_of(block) for uid, block in edition.cancelled.items()}
    stamps: set[datetime] = {revision.stamp for revision in edition.revisions.values()} | {*cancelled.values()}
    if len(stamps) < 2:  # noqa: PLR2004  # of one stamp all is new, and nothing is a change
        return ()
    first, last = min(stamps), max(stamps)
    changes = [
        RecentChange("changed" if revision.sequence else "new", uid)
        for uid, revision in edition.revisions.items()
        if first < revision.stamp and last - revision.stamp <= RECENT
    ]
    for uid, stamp in cancelled.items():
        if last - stamp <= RECENT:
            summary, start, end = event_times(edition.cancelled[uid])
            changes.append(RecentChange("cancelled", uid, summary, start, end))
    return tuple(changes)
