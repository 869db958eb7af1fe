"""Publish a plan as a site: `public/` has the stages, `internal/` the duties, `secret/` a folder for each private link.

Each file is replaced whole, and only if its bytes differ. Pages and manifests come after the files that they name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import Executor
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import attrs

from electsched.errors import raise_faults
from electsched.operation.plan import Plan
from electsched.publishing.executors import PublishOptions, Workers, checked_executor
from electsched.publishing.fingerprint import CHANGE_FIELDS, fingerprint
from electsched.publishing.layout import check_paths
from electsched.publishing.lease import release_lease, taken_lease
from electsched.publishing.overview import Publication, publish_site
from electsched.publishing.private.registry import LinkRegistry
from electsched.publishing.report import Published
from electsched.publishing.site_state import check_without_links, read_state
from electsched.roster.duty import Roster
from electsched.roster.parts.independence import independent_groups
from electsched.roster.past.concerns import change_digest, first_day, is_correction, plan_changes
from electsched.roster.past.continuation import past_faults
from electsched.roster.past.names import unknown_member_faults
from electsched.roster.rotation import continue_roster
from electsched.stores.base import LOCK, Store, read_file, store_errors
from electsched.stores.records import read_records, record_path
from electsched.stores.remote import open_store
from electsched.timeline.timeline import Timeline

__all__ = ["present_time", "publish"]


def present_time() -> datetime:
    """Return the time of the clock, in UTC."""
    return datetime.now(UTC)


def publish(  # noqa: PLR0913  # the choices of a caller, by name
    plan: Plan | Timeline,
    target: str | Path | Store,
    *,
    roster: Roster | None = None,
    stamp: datetime | None = None,
    now: datetime | None = None,
    links: str | Path | None = None,
    executor: Executor | None = None,
    progress: Callable[[int, int], None] | None = None,
    rebuild: bool = False,
    correct_past: bool = False,
    without_links: bool = False,
    options: PublishOptions | None = None,
) -> Published:
    """Write the site of a plan or a timeline, and return the result.

    Args:
        plan: The plan; of a timeline the stages alone are published, see `Plan.of_timeline` for their address.
        target: A folder, an address that `fsspec` reaches such as ``s3://bucket/operation``, or a `Store`.
        roster: The duties; without them the plan's teams rotate.
        stamp: The stamp of new and changed events, if the plan has no ``issued``; by default ``now``. Unchanged files
            keep every byte.
        now: The moment of the publication: duties that have begun by then stay as they were published. By default it
            is ``stamp``, else that of a publication of the same plan that was stopped, else the present time. If it is
            before the last publication of the site, the duties stay that had begun at that one.
        links: The file of a `LinkRegistry`: each unit, partner and member gets a private link.
        executor: Runs the jobs; the bytes of the site are the same.
        progress: Called with the number of calendars that are done, and the number of all.
        rebuild: Make calendars anew that are damaged or missing, with a greater SEQUENCE than they had.
        correct_past: Rewrite duties that have begun as the plan says, and their events.
        without_links: End the private links of a site that is published without ``links``: their files are removed.
        options: Tuning.

    Raises:
        PublishError: The store cannot be written or is not reached by a worker, the site is damaged or of another plan,
            another publication is running, a worker was lost, or a key of the plan is no part of a path. Every file
            published before is whole, and the next publication goes on from there.
        InputError: The links file is missing, damaged, readable by others, or of another site; the site has private
            links, and neither ``links`` nor ``without_links`` is given; a change of the plan is about duties that have
            begun, and does not say that it corrects them, or about days ahead and somebody who was never a member; the
            executor is none; or no stage of the timeline has a date.
    """
    plan = Plan.of_timeline(plan) if isinstance(plan, Timeline) else plan
    store, workers = open_store(target), Workers(checked_executor(executor), options or PublishOptions())
    now = now or stamp
    link_time = (now or present_time()).astimezone(UTC).replace(microsecond=0)
    check_paths(plan, store.name)
    with ExitStack() as stack:
        with store_errors(store, LOCK):
            locked = stack.enter_context(store.lock())
        registry = None
        if links is not None:
            folder = getattr(store, "root", None)
            registry = stack.enter_context(LinkRegistry.open(links, plan, site=folder))
            registry.issue(plan, link_time)
        moments = (plan.issued or stamp, now, present_time())
        taken = taken_lease(store, plan, roster, moments, workers.options, locked=locked)
        with taken as (lease, stopped):
            private_files = registry.published_files(link_time) if registry else ()
            state = read_state(store, plan, stopped, private_files, workers, rebuild=rebuild)
            if registry is None and not without_links:
                check_without_links(state, store.name)
            began = None if correct_past else max(lease.now, state.moment or lease.now)
            if began is not None and state.record_paths:
                _check_changes(plan, roster, store, began)
            _check_members(plan, store, state.record_paths, lease.now)
        if registry is not None and registry.recorded != fingerprint(*state.partitions.values()):
            state = state.to_be_made()  # the registry is older than the site
        publication = Publication(
            plan=plan,
            roster=roster,
            store=store,
            workers=workers,
            locked=locked,
            lease=lease,
            state=state,
            registry=registry,
            now=link_time,
            began=began,
        )
        published = publish_site(publication, progress)
        release_lease(store, lease)
    return published


def _check_changes(plan: Plan, roster: Roster | None, store: Store, began: datetime) -> None:
    """Return if no change of the plan that was not published is about duties that have begun, except corrections.

    Raises:
        InputError: There are such changes.
    """
    last_day = began.date() + timedelta(days=1)  # in the zone of any unit
    changes = (change for _, change in plan_changes(plan) if not is_correction(change))
    early = {id(change): change_digest(change).encode() for change in changes if first_day(change) <= last_day}
    if not early:
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
    record = read_records(partial(read_file, store), plan.id, records)
    if record is not None:
        given = None if roster is None else attrs.evolve(roster, plan=None)
        differences = continue_roster(plan, record, began, given=given).differences
        # The other units are not in this record.
        of_units = [pair for pair in differences if pair.after is None or plan.post(pair.after.post).unit in units]
        raise_faults(past_faults(plan, record, of_units), source=store.name)


def _check_members(plan: Plan, store: Store, record_paths: Iterable[str], now: datetime) -> None:
    """Return if no change of days ahead names somebody who was never a member.

    Raises:
        InputError: There are such changes.
    """
    # The records of a nation are read only if somebody is not in the list.
    if plan.members and any(unknown_member_faults(plan, None, now)):
        record = read_records(partial(read_file, store), plan.id, record_paths)
        raise_faults(unknown_member_faults(plan, record, now), source=store.name)
