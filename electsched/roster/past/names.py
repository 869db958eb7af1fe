"""Members whom a change names, and who are in no list of members: one who left is no fault, one who never was is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from electsched.errors import Fault, nearest_names
from electsched.operation.plan import Plan
from electsched.phrases import phrase, quoted
from electsched.roster.checks.records import unlisted_members
from electsched.roster.past.concerns import change_digest, first_day, plan_changes
from electsched.roster.past.record import RosterRecord
from electsched.timespan import zone_named

__all__ = ["unknown_member_faults"]


def unknown_member_faults(plan: Plan, record: RosterRecord | None, now: datetime) -> Iterator[Fault]:
    """Yield a fault for each change of later days that names somebody who was never in a list of members.

    Lists change, and people who left one do not stop a plan: a change that was published, one of days that have begun
    ``now``, and one of a member whom the record names are no faults. `check_roster` finds that they have no effect.
    """
    members = {member.key for member in plan.members}
    changes = dict(plan_changes(plan))
    today = now.astimezone(zone_named(plan.zone)).date()
    recorded = _recorded_members(record)
    for path, key, _ in unlisted_members(plan):
        is_published = record is not None and change_digest(changes[path]) in record.changes
        if first_day(changes[path]) > today and not is_published and key not in recorded:
            expected = phrase("a member, such as {names}", names=nearest_names(key, sorted(members)))
            yield Fault(path, phrase("{key}, who was never in the list of members", key=quoted(key)), expected)


def _recorded_members(record: RosterRecord | None) -> set[str]:
    if record is None:
        return set()
    of_teams = {key for crew in record.crews.values() for key in crew}
    return of_teams.union(*(duty.members for duty in record.duties))
