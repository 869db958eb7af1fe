"""Publish a plan as a site: `public/` has the stages, `internal/` the duties, `secret/` a folder for each private link.

Each file is replaced whole, and only if its bytes differ. Pages and manifests come after the files that they name.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import attrs

from electsched.loaders.doors.subjects import PlanSubject, as_plan
from electsched.publishing.completion import Published, complete
from electsched.publishing.executors import PublishOptions, Workers
from electsched.publishing.lease import locked_site, release_lease, taken_lease
from electsched.publishing.preparation import (
    check_changes,
    check_links,
    check_lists,
    check_members,
    check_paths,
    new_lease,
    roster_of,
)
from electsched.publishing.private.published import PublishedLinks
from electsched.publishing.publication import Publication, write_sections
from electsched.publishing.site_state import read_state
from electsched.roster.duty import Roster
from electsched.stores.base import Store
from electsched.stores.remote import open_store

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
    plan = as_plan(plan)
    roster = roster_of(plan, roster)
    store, workers = open_store(target), Workers(executor, options or PublishOptions())
    lease = new_lease(plan, roster, stamp, now, present_time())
    link_time = lease.now
    check_paths(plan, store.name)
    with ExitStack() as stack:
        locked = stack.enter_context(locked_site(store))
        registry = None
        if links is not None:
            registry = stack.enter_context(PublishedLinks.open(links, plan, site=getattr(store, "root", None)))
            registry.issue(plan, link_time)
        wait_seconds = workers.options.orphan_wait_seconds if locked else workers.options.takeover_wait_seconds
        with taken_lease(store, lease, wait_seconds) as (lease, stopped):
            private_files = registry.published_files(link_time) if registry else ()
            state = read_state(store, plan, stopped, private_files, rebuild=rebuild)
            check_lists(store, plan, state, lease.now, rebuild=rebuild)
            if registry is None and not without_links:
                check_links(state, store.name)
            began = None if correct_past else max(lease.now, state.last.moment or lease.now)
            if began is not None:
                check_changes(plan, roster, store, state.recorded_units, began)
            check_members(plan, store, state.recorded_units, lease.now)
        is_other_registry = registry is not None and registry.recorded != state.fingerprint
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
            now=link_time,
            began=began,
        )
        published = complete(publication, write_sections(publication, progress or (lambda *_: None)))
        release_lease(store, lease)
    # A publication that was stopped did not reach its registry.
    return attrs.evolve(published, other_registry=is_other_registry and state.has_links and stopped is None)
