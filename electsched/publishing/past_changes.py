"""Refuse changes about duties that have begun and do not say so, and about people who were never members."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

import attrs

from electsched.errors import raise_faults
from electsched.operation.plan import Plan
from electsched.roster.duty import Roster
from electsched.roster.parts.independence import independent_groups
from electsched.roster.parts.partition import CHANGE_FIELDS
from electsched.roster.past.concerns import change_digest, first_day, is_correction, plan_changes
from electsched.roster.past.continuation import past_faults
from electsched.roster.past.names import unknown_member_faults
from electsched.roster.rotation import continue_roster
from electsched.stores.base import Store, read_file
from electsched.stores.records import read_records, record_path

__all__ = ["check_changes", "check_members"]


def check_changes(plan: Plan, roster: Roster | None, store: Store, recorded: Collection[str], began: datetime) -> None:
    """Raise `InputError` if a change of the plan that was not published is about duties that have begun.

    Corrections may be. ``recorded`` are the paths of all records of the site.
    """
    last_day = began.date() + timedelta(days=1)  # in the zone of any unit
    changes = (change for _, change in plan_changes(plan) if not is_correction(change))
    early = {id(change): change_digest(change).encode() for change in changes if first_day(change) <= last_day}
    if not early or not recorded:
        return
    groups = independent_groups(plan, roster)
    concerned = (
        group for group in groups if any(id(entry) in early for name in CHANGE_FIELDS for entry in group[name])
    )
    units = [unit.key for group in concerned for unit in group["units"]]
    records = {path: read_file(store, path) for path in map(record_path, units)}
    # A record lists the digests of its changes: it is parsed only if one of them is missing.
    if all(digest in data for data in records.values() if data for digest in early.values()):
        return
    record = read_records(store, plan.id, records)
    if record is not None:
        given = None if roster is None else attrs.evolve(roster, plan=None)
        differences = continue_roster(plan, record, began, given=given).differences
        # The other units are not in this record.
        of_units = [pair for pair in differences if pair.after is None or plan.post(pair.after.post).unit in units]
        raise_faults(past_faults(plan, record, of_units, began), source=store.name)


def check_members(plan: Plan, store: Store, recorded: Iterable[str], now: datetime) -> None:
    """Raise `InputError` if a change of days ahead names somebody who was never a member."""
    # The records of a nation are read only if somebody is not in the list.
    if plan.members and any(unknown_member_faults(plan, None, now)):
        record = read_records(store, plan.id, recorded)
        raise_faults(unknown_member_faults(plan, record, now), source=store.name)
