"""Before a publication: its lease, and the checks that refuse a plan or a site."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import UTC, datetime, timedelta

import attrs

from electsched.calendars.duty_feeds import roster_paths
from electsched.errors import Fault, InputError, PublishError, raise_faults
from electsched.loaders.plan_files.given_roster import given_roster
from electsched.operation.plan import Plan
from electsched.phrases import phrase, quoted
from electsched.publishing.change_log import check_logs, renew_editions
from electsched.publishing.fingerprint import fingerprint
from electsched.publishing.layout import INTERNAL, LEGAL_KEY, record_path
from electsched.publishing.lease import Lease
from electsched.publishing.records import read_records
from electsched.publishing.site_state import SiteState
from electsched.roster.duty import Roster
from electsched.roster.parts.independence import independent_groups
from electsched.roster.parts.partition import CHANGE_FIELDS
from electsched.roster.past.concerns import change_digest, first_day, is_correction, plan_changes
from electsched.roster.past.continuation import past_faults
from electsched.roster.past.names import unknown_member_faults
from electsched.roster.rotation import continue_roster
from electsched.stores.base import SECRET, Store, read_file
from electsched.timespan import checked_moment
from electsched.values import checked_type

__all__ = [
    "check_changes",
    "check_links",
    "check_lists",
    "check_members",
    "check_paths",
    "new_lease",
    "roster_of",
]


def roster_of(plan: Plan, roster: Roster | None) -> Roster | None:
    """Return the roster of a caller, else that of the file that the plan names; None if the teams take turns."""
    return given_roster(plan) if roster is None else checked_type("roster", roster, Roster)


def new_lease(
    plan: Plan, roster: Roster | None, stamp: datetime | None, now: datetime | None, present: datetime
) -> Lease:
    """Return the lease of a publication that begins, with the moments of its caller, else the present one.

    Without a moment of its caller, it goes on at that of a stopped publication of the same plan.
    """
    checked_moment("stamp", stamp)
    checked_moment("now", now)
    content = "" if now or stamp else fingerprint(plan, plan.issued, roster)
    now = now or stamp or present
    now, stamp = (moment.astimezone(UTC).replace(microsecond=0) for moment in (now, plan.issued or stamp or now))
    return Lease(plan=plan.id, fingerprint=content, stamp=stamp, now=now)


def check_lists(store: Store, plan: Plan, state: SiteState, now: datetime, *, rebuild: bool) -> None:
    """Raise `PublishError` if a list of changes, or that of the editions, is missing; ``rebuild`` makes them anew."""
    # A first publication that was stopped has records, and no edition yet.
    is_finished = not state.resumed or state.last.moment is not None
    if not rebuild:
        check_logs(store, state.recorded_units, is_finished=is_finished)
    elif is_finished and state.recorded_units:
        renew_editions(store, plan, state.last.moment or now)


def check_links(state: SiteState, site: str) -> None:
    """Raise `InputError` if the site has private links, for then it is published with their registry."""
    if state.has_links:
        event = phrase("This site has private links, and no registry was given.")
        hint = phrase("Give it with --links FILE, or end the links with --without-links.")
        raise InputError(Fault(SECRET, event, hint=hint), source=site)


def check_paths(plan: Plan, site: str) -> None:
    """Raise `PublishError` if a key of the plan gives no legal path, or two calendars of the site have one path."""
    expected = phrase("a key of lower-case letters, digits and hyphens")
    faults = [
        Fault(f"{name}[{number}].key", quoted(entry.key), expected)
        for name in ("units", "posts", "teams")
        for number, entry in enumerate(getattr(plan, name))
        if not LEGAL_KEY.fullmatch(entry.key)
    ]
    paths = [path for path, _ in roster_paths(plan)]
    twice = Counter(paths) - Counter({*paths})
    faults += [Fault(f"{INTERNAL}/{path}", phrase("two calendars with one name"), phrase("one")) for path in twice]
    raise_faults(faults, source=site, kind=PublishError)


def check_changes(plan: Plan, roster: Roster | None, store: Store, recorded: Collection[str], began: datetime) -> None:
    """Raise `InputError` if a change of the plan that was not published is about duties that have begun.

    Corrections may be. ``recorded`` are the units of the site that have a record.
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
    records = [read_file(store, record_path(unit)) for unit in units]
    # A record lists the digests of its changes: it is parsed only if one of them is missing.
    if all(digest in data for data in records if data for digest in early.values()):
        return
    record = read_records(store, plan.id, units)
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
