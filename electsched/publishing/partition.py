"""The duties of a partition: those that have begun stay as they were published, and the others are as the plan says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cached_property

import attrs

from electsched.calendars.duty_events import duty_identity
from electsched.operation.plan import Plan
from electsched.publishing.fingerprint import fingerprint
from electsched.publishing.layout import members_path, record_path
from electsched.publishing.records import member_bytes, unit_records
from electsched.publishing.site_writer import SiteWriter
from electsched.roster.difference import DutyDifference
from electsched.roster.duty import Roster, Shortfall
from electsched.roster.index import RosterIndex
from electsched.roster.parts.partition import Partition
from electsched.roster.past.continuation import Continuation
from electsched.roster.past.data import record_bytes
from electsched.roster.past.record import RosterRecord, merged_record, part_for_partners, plan_with_past, record_of
from electsched.roster.rotation import continue_roster
from electsched.stores.base import Store

__all__ = ["PartitionDuties", "partner_duties", "unit_duties"]


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


def unit_duties(
    writer: SiteWriter,
    partition: Partition,
    plan: Plan,
    began: datetime | None,
    shortfalls: tuple[Shortfall, ...] | None,
) -> PartitionDuties:
    """Return the duties of a partition of units.

    ``plan`` is its plan, and ``shortfalls`` are given with a roster that was built together with other partitions.
    """
    published = unit_records(writer.store, plan.id, partition.units, read=writer.read)
    record = merged_record(published) if began is not None else None
    if shortfalls is not None and partition.roster is not None:
        continuation = Continuation(roster=partition.roster, shortfalls=shortfalls)
    else:
        continuation = continue_roster(plan, record, began, given=partition.roster)
    index = RosterIndex(plan_with_past(plan, record, continuation.roster), continuation.roster)
    return PartitionDuties(
        index=index,
        units=tuple(dict.fromkeys((*partition.units, *(post.unit for post in plan.posts)))),
        shortfalls=continuation.shortfalls,
        differences=continuation.differences,
        corrected=frozenset(duty_identity(index.plan, duty) for duty in continuation.corrected_duties),
        published=published,
        records={unit: record_of(index.roster, index.plan, unit=unit) for unit in partition.units},
    )


def partner_duties(store: Store, partition: Partition, plan: Plan, units: Iterable[str]) -> PartitionDuties:
    """Return the duties of a partner: those that its partition has, else those in the records of these units."""
    roster, record = partition.roster, None
    if roster is None:
        records = unit_records(store, plan.id, units, is_named=False)
        record = merged_record({unit: part_for_partners(part) for unit, part in records.items()})
        roster = Roster(record.duties if record else ())
    return PartitionDuties(index=RosterIndex(plan_with_past(plan, record, roster), roster))
