"""The duties of a partition: those that have begun as they were published, and the others as the plan says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property, partial
from typing import TYPE_CHECKING

import attrs

from electsched.calendars.duty_events import RosterUids, duty_identity
from electsched.roster.index import RosterIndex
from electsched.roster.past.continuation import Continuation
from electsched.roster.past.data import member_bytes, record_bytes
from electsched.roster.past.record import RosterRecord, merged_record, plan_with_past, record_of
from electsched.roster.rotation import continue_roster
from electsched.stores.base import read_file
from electsched.stores.records import is_record, members_path, record_path, unit_records

if TYPE_CHECKING:
    from electsched.operation.plan import Plan
    from electsched.publishing.sections import BuildContext
    from electsched.roster.difference import DutyDifference
    from electsched.roster.duty import Shortfall
    from electsched.roster.parts.partition import Partition

__all__ = ["PartitionDuties", "partition_duties"]


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

    @property
    def uids(self) -> RosterUids:
        """The UIDs of its events."""
        return RosterUids(self.index)

    @cached_property
    def data(self) -> dict[str, bytes]:
        """The data file of each record, by path in the site."""
        return {record_path(unit): record_bytes(record) for unit, record in self.records.items()}

    @property
    def members(self) -> dict[str, bytes]:
        """The file with the members of each record, by path in the site."""
        return {members_path(record_path(unit)): member_bytes(record) for unit, record in self.records.items()}


def partition_duties(
    context: BuildContext, partition: Partition, plan: Plan, shortfalls: Iterable[Shortfall] | None
) -> PartitionDuties:
    """Return the duties of a partition; ``plan`` is its plan.

    ``shortfalls`` are those of all partitions if the duties of the partition were built with theirs; else None.
    """
    units, began = dict.fromkeys((*partition.units, *(post.unit for post in plan.posts))), context.rules.began
    # The records that the partition of a partner needs are files of others.
    read = partial(read_file, context.writer.store)
    own = read if partition.partner else context.writer.read
    paths = map(record_path, partition.units or units)
    published = unit_records(lambda path: (own if is_record(path) else read)(path), plan.id, paths)
    record = merged_record(published) if began is not None else None
    if shortfalls is not None and partition.roster is not None:
        continuation = Continuation(roster=partition.roster, shortfalls=tuple(shortfalls))
    else:
        continuation = continue_roster(plan, record, began, given=partition.roster)
    index = RosterIndex(plan_with_past(plan, record, continuation.roster), continuation.roster)
    corrected = frozenset(duty_identity(index.plan, duty) for duty in continuation.corrected_duties)
    if partition.partner:
        return PartitionDuties(index=index, corrected=corrected)
    posts = {post.key for post in plan.posts}
    return PartitionDuties(
        index=index,
        units=tuple(units),
        shortfalls=tuple(shortfall for shortfall in continuation.shortfalls if shortfall.post in posts),
        differences=continuation.differences,
        corrected=corrected,
        published=published,
        records={unit: record_of(index.roster, index.plan, unit=unit) for unit in partition.units},
    )
