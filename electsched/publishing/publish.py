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

from electsched.operation.plan import Plan
from electsched.publishing.executors import PublishOptions, Workers, checked_executor
from electsched.publishing.fingerprint import fingerprint
from electsched.publishing.layout import check_paths
from electsched.publishing.lease import release_lease, taken_lease
from electsched.publishing.overview import Publication, publish_site
from electsched.publishing.private.registry import LinkRegistry
from electsched.publishing.report import Published
from electsched.publishing.site_state import check_without_links, read_state
from electsched.roster.duty import Roster
from electsched.stores.base import LOCK, Store, store_errors
from electsched.stores.remote import open_store
from electsched.timeline.timeline import Timeline

__all__ = ["publish"]


def publish(  # noqa: PLR0913  # the choices of a caller, by name
    plan: Plan | Timeline,
    target: str | Path | Store,
    *,
    roster: Roster | None = None,
    stamp: datetime | None = None,
    links: str | Path | None = None,
    executor: Executor | None = None,
    progress: Callable[[int, int], None] | None = None,
    rebuild: bool = False,
    without_links: bool = False,
    options: PublishOptions | None = None,
) -> Published:
    """Write the site of a plan or a timeline, and return the result.

    Args:
        plan: The plan; of a timeline the stages alone are published, see `Plan.of_timeline` for their address.
        target: A folder, an address that `fsspec` reaches such as ``s3://bucket/operation``, or a `Store`.
        roster: The duties; without them the plan's teams rotate.
        stamp: The stamp of new and changed events, if the plan has no ``issued``. Without both it is that of a
            publication of the same plan that was stopped, else the present time. Unchanged files keep every byte.
        links: The file of a `LinkRegistry`: each unit, partner and member gets a private link.
        executor: Runs the jobs; the bytes of the site are the same.
        progress: Called with the number of calendars that are done, and the number of all.
        rebuild: Make calendars anew that are damaged or missing, with a greater SEQUENCE than they had.
        without_links: End the private links of a site that is published without ``links``: their files are removed.
        options: Tuning.

    Raises:
        PublishError: The store cannot be written or is not reached by a worker, the site is damaged or of another plan,
            another publication is running, a worker was lost, or a key of the plan is no part of a path. Every file
            published before is whole, and the next publication goes on from there.
        InputError: The links file is missing, damaged, readable by others, or of another site; the site has private
            links, and neither ``links`` nor ``without_links`` is given; the executor is none; or no stage of the
            timeline has a date.
    """
    plan = Plan.of_timeline(plan) if isinstance(plan, Timeline) else plan
    store, workers = open_store(target), Workers(checked_executor(executor), options or PublishOptions())
    now = (stamp or datetime.now(UTC)).astimezone(UTC).replace(microsecond=0)
    check_paths(plan, store.name)
    with ExitStack() as stack:
        with store_errors(store, LOCK):
            locked = stack.enter_context(store.lock())
        registry = None
        if links is not None:
            folder = getattr(store, "root", None)
            registry = stack.enter_context(LinkRegistry.open(links, plan, site=folder))
            registry.issue(plan, now)
        taken = taken_lease(store, plan, roster, plan.issued or stamp, workers.options, locked=locked)
        with taken as (lease, stopped):
            private_files = registry.published_files(now) if registry else ()
            state = read_state(store, plan, stopped, private_files, workers, rebuild=rebuild)
            if registry is None and not without_links:
                check_without_links(state, store.name)
        if registry is not None and registry.recorded != fingerprint(*state.partitions.values()):
            state = attrs.evolve(state, partitions={})  # the registry is older than the site
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
        )
        published = publish_site(publication, progress)
        release_lease(store, lease)
    return published
