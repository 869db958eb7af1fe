"""Publish a plan as a site: `public/` has the stages, `internal/` the duties, `secret/` a folder for each private link.

Each file is replaced whole, and only if its bytes differ. Pages and manifests come after the files that they name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from concurrent.futures import Executor
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import attrs

from electsched.calendars.duty_feeds import roster_paths
from electsched.errors import Fault, InputError, PublishError, raise_faults
from electsched.loaders.doors.subjects import PlanSubject, as_plan
from electsched.loaders.plan_files.given_roster import given_roster
from electsched.operation.plan import Plan
from electsched.phrases import phrase, quoted
from electsched.publishing.change_log import check_logs, renew_editions
from electsched.publishing.completion import Published, complete
from electsched.publishing.executors import PublishOptions, Workers
from electsched.publishing.fingerprint import fingerprint
from electsched.publishing.layout import INTERNAL, LEGAL_KEY, record_path
from electsched.publishing.lease import Lease, locked_site, release_lease, taken_lease
from electsched.publishing.private.published import PublishedLinks
from electsched.publishing.publication import Publication, write_sections
from electsched.publishing.records import read_records
from electsched.publishing.site_state import read_state
from electsched.roster.duty import Roster
from electsched.roster.parts.independence import independent_groups
from electsched.roster.parts.partition import CHANGE_FIELDS
from electsched.roster.past.concerns import change_digest, first_day, is_correction, plan_changes
from electsched.roster.past.continuation import past_faults
from electsched.roster.past.names import unknown_member_faults
from electsched.roster.rotation import continue_roster
from electsched.stores.base import SECRET, Store, read_file
from electsched.stores.remote import open_store
from electsched.timespan import checked_moment
from electsched.values import checked_type

__all__ = ["present_time", "publish"]


def present_time() -> datetime:
    """Return the time of the clock, in UTC."""
    return datetime.now(UTC)


def publish(  # noqa: PLR0913  # the choices of a caller, by name
    plan: PlanSubject,
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
        plan: A plan or its path. Of a timeline, or the id or path of a law, the stages alone are published, see
            `Plan.of_timeline` for their address.
        target: A folder, an address that `fsspec` reaches such as ``s3://bucket/operation``, or a `Store`.
        roster: The duties; without them those of the file that the plan names as ``roster``, else the plan's teams
            rotate.
        stamp: The stamp of new and changed events, if the plan has no ``issued``; by default ``now``. Unchanged files
            keep every byte.
        now: The moment of the publication: duties that have begun by then stay as they were published. By default it
            is ``stamp``, else that of a publication of the same plan that was stopped, else the present time. If it is
            before the last publication of the site, the duties stay that had begun at that one.
        links: The file of a `LinkRegistry`: each unit, partner and member gets a private link.
        executor: Runs the jobs; the bytes of the site are the same.
        progress: Called with the number of calendars that are done, and the number of all, without private links.
        rebuild: Make files anew that are damaged or missing, the calendars with a greater SEQUENCE than they had.
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
            executor, the roster or the options are none; ``stamp`` or ``now`` has no zone; no stage of the timeline
            has a date; or the roster that the plan names cannot be read, or is of another plan.
    """
    plan, stamp, now = as_plan(plan), checked_moment("stamp", stamp), checked_moment("now", now)
    roster = given_roster(plan) if roster is None else checked_type("roster", roster, Roster)
    options = checked_type("options", options or PublishOptions(), PublishOptions)
    store, workers = open_store(target), Workers(executor, options)
    # Without a moment of its own, a publication goes on at that of a stopped one.
    content = "" if now or stamp else fingerprint(plan, plan.issued, roster)
    now = now or stamp or present_time()
    now, stamp = (moment.astimezone(UTC).replace(microsecond=0) for moment in (now, plan.issued or stamp or now))
    _check_paths(plan, store.name)
    with ExitStack() as stack:
        locked = stack.enter_context(locked_site(store))
        registry = None
        if links is not None:
            registry = stack.enter_context(PublishedLinks.open(links, plan, site=getattr(store, "root", None)))
            registry.issue(plan, now)
        lease = Lease(plan=plan.id, fingerprint=content, stamp=stamp, now=now)
        wait_seconds = workers.options.orphan_wait_seconds if locked else workers.options.takeover_wait_seconds
        with taken_lease(store, lease, wait_seconds) as (lease, stopped):
            private_files = registry.published_files(now) if registry else ()
            state = read_state(store, plan, stopped, private_files, rebuild=rebuild)
            # A first publication that was stopped has records, and no edition yet.
            is_finished = stopped is None or state.last.moment is not None
            if not rebuild:
                check_logs(store, state.recorded_units, is_finished=is_finished)
            elif is_finished and state.recorded_units:
                renew_editions(store, plan, state.last.moment or lease.now)
            has_links = any(path.startswith(f"{SECRET}/") for path in state.files)
            if has_links and registry is None and not without_links:
                event = phrase("This site has private links, and no registry was given.")
                hint = phrase("Give it with --links FILE, or end the links with --without-links.")
                raise InputError(Fault(SECRET, event, hint=hint), source=store.name)
            began = None if correct_past else max(lease.now, state.last.moment or lease.now)
            if began is not None:
                _check_changes(plan, roster, store, state.recorded_units, began)
            _check_members(plan, store, state.recorded_units, lease.now)
        is_other_registry = registry is not None and registry.recorded != fingerprint(*state.partitions.values())
        if is_other_registry:
            state = state.to_be_made()
        publication = Publication(
            plan=plan,
            roster=roster,
            store=store,
            workers=workers,
            locked=locked,
            lease=lease,
            state=state,
            registry=registry,
            now=now,
            began=began,
        )
        published = complete(publication, write_sections(publication, progress or (lambda *_: None)))
        release_lease(store, lease)
    # A publication that was stopped did not reach its registry.
    return attrs.evolve(published, other_registry=is_other_registry and has_links and stopped is None)


# --- plans that a site cannot take --------------------------------------------------------------------------------


def _check_paths(plan: Plan, site: str) -> None:
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


def _check_changes(plan: Plan, roster: Roster | None, store: Store, recorded: Collection[str], began: datetime) -> None:
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


def _check_members(plan: Plan, store: Store, recorded: Iterable[str], now: datetime) -> None:
    """Raise `InputError` if a change of days ahead names somebody who was never a member."""
    # The records of a nation are read only if somebody is not in the list.
    if plan.members and any(unknown_member_faults(plan, None, now)):
        record = read_records(store, plan.id, recorded)
        raise_faults(unknown_member_faults(plan, record, now), source=store.name)
