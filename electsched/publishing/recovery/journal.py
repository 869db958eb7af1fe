"""The journal of a publication: the revisions that it decided and the changes that it will report.

An entry is written before the first file of a partition. A worker that was lost, or a publication that was stopped, may
have written some of these files; whoever does the partition again reads the entry, and so decides and reports the same.
No entry holds a name of a person or a private link.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import attrs

from electsched.calendars.event import Revision
from electsched.calendars.telling.event_counts import EventCounts
from electsched.publishing.layout import JOURNAL
from electsched.publishing.site_writer import SiteWriter
from electsched.stores.base import read_value, value_bytes

__all__ = ["Decisions", "Journal"]

Decisions = Mapping[tuple[str, str], Mapping[str, Revision]]
"""The revision of each changed or withdrawn event, by audience and language, and by UID."""


@attrs.frozen
class _Entry:
    fingerprint: str
    decisions: tuple[tuple[tuple[str, str], Mapping[str, Revision]], ...]
    counts: EventCounts


@attrs.frozen
class Journal:
    """The entry of a partition, or of a part of the site that belongs to none."""

    writer: SiteWriter
    names: tuple[str, ...]  #: of the partition
    fingerprint: str  #: of the partition; an entry with another one is not used

    @property
    def _path(self) -> str:
        return f"{JOURNAL}/{hashlib.sha256(chr(0).join(self.names).encode()).hexdigest()[:24]}.json"

    def read(self) -> tuple[Decisions, EventCounts] | None:
        """Return the decisions and the counts of the entry; None if there is no such entry."""
        entry = read_value(self.writer.store, self._path, _Entry)
        if entry is None or entry.fingerprint != self.fingerprint:
            return None
        return dict(entry.decisions), entry.counts

    def write(self, decisions: Decisions, counts: EventCounts, calendar: str = "") -> None:
        """Write the entry; errors name the calendar, for their readers know calendars and no journal."""
        entry = _Entry(self.fingerprint, tuple(decisions.items()), counts)
        self.writer.note(self._path, value_bytes(entry), calendar)
