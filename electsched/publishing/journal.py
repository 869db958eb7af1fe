"""The journal of a publication: the revisions that it decided and the changes that it will report.

An entry is written before the first file of a partition. A worker that was lost, or a publication that was stopped, may
have written some of these files; whoever does the partition again reads the entry, and so decides and reports the same.
No entry holds a name of a person or a private link.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date, datetime

import attrs
from cattrs.preconf.json import make_converter

from electsched.calendars.ical import Revision
from electsched.publishing.layout import JOURNAL
from electsched.publishing.report import Report
from electsched.publishing.site_writer import SiteWriter
from electsched.stores.base import read_file

__all__ = ["Decisions", "Journal"]

Decisions = Mapping[tuple[str, str], Mapping[str, Revision]]
"""The revision of each changed or withdrawn event, by audience and language, and by UID."""
_converter = make_converter(detailed_validation=False)
# An event begins on a day or at a moment; both are declared as dates.
_converter.register_structure_hook(
    date, lambda text, _: datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
)


@attrs.frozen
class _Entry:
    fingerprint: str
    decisions: tuple[tuple[tuple[str, str], Mapping[str, Revision]], ...]
    report: Report


@attrs.frozen
class Journal:
    """The entry of a partition, or of a part of the site that belongs to none.

    Attributes:
        writer: Reads and writes it.
        names: The names of the partition.
        fingerprint: The fingerprint of the partition: an entry with another one is not used.
        outdated: Whether another publication has written since the decisions: only the report still holds.
    """

    writer: SiteWriter
    names: tuple[str, ...]
    fingerprint: str
    outdated: bool = False

    @property
    def _path(self) -> str:
        return f"{JOURNAL}/{hashlib.sha256(chr(0).join(self.names).encode()).hexdigest()[:24]}.json"

    def read(self) -> tuple[Decisions, Report] | None:
        """Return the decisions and the report of the entry; None if there is no such entry."""
        data = read_file(self.writer.store, self._path)
        try:
            entry = _converter.loads(data or b"null", _Entry)
        except (AttributeError, KeyError, TypeError, ValueError):  # there is none, or it is damaged
            return None
        return (dict(entry.decisions), entry.report) if entry.fingerprint == self.fingerprint else None

    def write(self, decisions: Decisions, report: Report) -> None:
        """Write the entry."""
        entry = _Entry(self.fingerprint, tuple(decisions.items()), report)
        self.writer.note(self._path, _converter.dumps(entry).encode())
