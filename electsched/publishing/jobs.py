"""The values that are sent to a worker and back: jobs, the settings that all of them share, and results."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cached_property
from itertools import chain

import attrs

from electsched.calendars.revision import RevisionRules
from electsched.operation.plan import Plan
from electsched.publishing.fingerprint import fingerprint
from electsched.publishing.layout import INTERNAL, members_path, record_path, section_folder
from electsched.publishing.private.registry import PrivateLink
from electsched.publishing.records import member_bytes
from electsched.publishing.sections import JobResult
from electsched.publishing.site_state import PartitionRecord
from electsched.publishing.site_writer import PublishedFile, SiteWriter
from electsched.roster.difference import DutyDifference
from electsched.roster.duty import Roster, Shortfall
from electsched.roster.index import RosterIndex
from electsched.roster.parts.partition import Partition
from electsched.roster.past.data import record_bytes
from electsched.roster.past.record import RosterRecord, part_for_partners
from electsched.stores.base import SECRET

__all__ = ["Job", "JobSettings", "PartitionDuties", "first_calendar", "listed_files"]


@attrs.frozen(kw_only=True)
class JobSettings:
    """The values that all jobs of a publication share."""

    writer: SiteWriter
    rules: RevisionRules
    plan: Plan = attrs.field(repr=False)  #: without the lists of its partitions, see `shared_plan`
    fingerprint: str  #: of that plan
    paged: bool  #: whether each unit has pages
    disclosed: bool  #: whether the members whom each calendar names are recorded
    # The UIDs of events in calendars that the plan no longer has.
    withdrawn: frozenset[str] = attrs.field(default=frozenset(), repr=False)
    # The shifts that no team can fill, if the roster was built for all partitions; else None.
    shortfalls: tuple[Shortfall, ...] | None = attrs.field(default=None, repr=False)
    stamps: Mapping[int, datetime]  #: moments of the editions, the last is the one that this publication makes

    @property
    def edition(self) -> int:
        """The number of the edition that this publication makes."""
        return max(self.stamps)


@attrs.frozen(kw_only=True)
class Job:
    """A partition to be published."""

    partition: Partition
    path: str  #: of its first calendar, which names it in errors
    links: tuple[PrivateLink, ...] = attrs.field(repr=False)  #: of its units, members or partner
    files: dict[str, PublishedFile] = attrs.field(repr=False)  #: in the store, by path
    record: PartitionRecord | None  #: of the last publication; None if unknown, or if files changed since
    first_sequence: int  #: SEQUENCE of new events: greater than 0 if calendars were lost
    # Of a partner: `PartitionRecord.for_partners` by unit, and the UIDs of all events that the units decided.
    seen: Mapping[str, str] = attrs.field(factory=dict, repr=False)
    decided: frozenset[str] = attrs.field(default=frozenset(), repr=False)


@attrs.frozen(kw_only=True)
class PartitionDuties:
    """The duties of a partition."""

    index: RosterIndex  #: with the posts and teams that only the past has
    units: tuple[str, ...] = ()  #: of these posts; none of a partner, whose duties other partitions report
    shortfalls: tuple[Shortfall, ...] = ()  #: shifts at its posts that no team can fill
    differences: tuple[DutyDifference, ...] = ()  #: duties that have begun and that the plan says otherwise
    corrected: frozenset[str] = frozenset()  #: UIDs of duties that have begun and are corrected
    published: Mapping[str, RosterRecord] = attrs.field(factory=dict, repr=False)  #: as they were, by unit
    records: Mapping[str, RosterRecord] = attrs.field(factory=dict, repr=False)  #: of its units, by unit

    @cached_property
    def data(self) -> dict[str, bytes]:
        """The data file of each record, and that of its members, by path in the site, in the order of writing.

        Members are written before the record that says that there are any, and deleted after one that says none.
        """
        records = {record_path(unit): record_bytes(record) for unit, record in self.records.items()}
        members = {members_path(unit): member_bytes(record) for unit, record in self.records.items()}
        return {path: data for path, data in members.items() if data} | records | members

    @property
    def for_partners(self) -> str:
        """The fingerprint of all that partners may see of the records."""
        parts = map(part_for_partners, self.records.values())
        return fingerprint([[Roster(part.duties), attrs.evolve(part, duties=())] for part in parts])


def listed_files(results: Iterable[JobResult]) -> dict[str, list[PublishedFile]]:
    """Return the files of each part of the site that has a manifest."""
    files: dict[str, list[PublishedFile]] = {}
    for file in chain.from_iterable(result.files for result in results):
        if not file.path.startswith(f"{SECRET}/"):
            files.setdefault(section_folder(file.path), []).append(file)
    return files


def first_calendar(part: Partition, language: str) -> str:
    """Return the path of the first calendar of a partition for messages, without the token of a private link."""
    if part.partner:
        return f"{SECRET}/.../duties.{language}.ics (partner {part.partner})"
    return f"{INTERNAL}/{part.scope[0]}.{language}.ics"
