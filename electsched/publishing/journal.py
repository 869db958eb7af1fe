"""The journal of a publication: the revisions that it decided and the changes that it will report.

An entry is written before the first file of a partition. A worker that was lost, or a publication that was stopped, may
have written some of these files; whoever does the partition again reads the entry, and so decides and reports the same.
No entry holds a name of a person or a private link.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

import attrs

from electsched.calendars.ical import Revision
from electsched.calendars.revision import decisions_from_json, decisions_to_json
from electsched.publishing.layout import JOURNAL
from electsched.publishing.report import Report, report_from_json, report_to_json
from electsched.publishing.site_writer import SiteWriter
from electsched.stores.base import read_file

__all__ = ["Decisions", "Journal"]

Decisions = Mapping[tuple[str, str], Mapping[str, Revision]]
"""The revision of each changed or withdrawn event, by audience and language, and by UID."""


@attrs.frozen
class Journal:
    """The entry of a partition, or of a part of the site that belongs to none.

    Attributes:
        writer: Reads and writes it.
        names: The names of the partition.
        fingerprint: The fingerprint of the partition: an entry with another one is not used.
        people: The keys of the members of each team.
        outdated: Whether another publication has written since the decisions: only the report still holds.
    """

    writer: SiteWriter
    names: tuple[str, ...]
    fingerprint: str
    people: Mapping[str, tuple[str, ...]] = attrs.field(factory=dict, repr=False)
    outdated: bool = False

    @property
    def _path(self) -> str:
        return f"{JOURNAL}/{hashlib.sha256(chr(0).join(self.names).encode()).hexdigest()[:24]}.json"

    def read(self) -> tuple[Decisions, Report] | None:
        """Return the decisions and the report of the entry; None if there is no such entry."""
        data = read_file(self.writer.store, self._path)
        try:
            values = json.loads(data or b"null")
            if values["fingerprint"] != self.fingerprint:
                return None
            decisions = {
                (audience, language): decisions_from_json(revisions)
                for audience, language, revisions in values["decisions"]
            }
            return decisions, report_from_json(values["report"], self.people)
        except (AttributeError, KeyError, TypeError, ValueError):  # there is none, or it is damaged
            return None

    def write(self, decisions: Decisions, report: Report) -> None:
        """Write the entry."""
        rows = [(*key, decisions_to_json(revisions)) for key, revisions in decisions.items()]
        values = {"fingerprint": self.fingerprint, "decisions": rows, "report": report_to_json(report)}
        self.writer.note(self._path, json.dumps(values).encode())
