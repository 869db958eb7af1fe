"""Publish a plan as a site: `public/` has the stages, `internal/` the duties, `secret/` a folder for each private link.

Each file is replaced whole, and only if its bytes differ. Index pages and manifests come last, so that they never name
a file that is not there.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import attrs

from electsched.errors import PublishError, raise_faults
from electsched.operation.plan import Plan
from electsched.publishing.executors import PublishOptions, Workers, checked_executor
from electsched.publishing.jobs import job_settings, private_files
from electsched.publishing.layout import INTERNAL, PUBLIC, is_paged, path_faults
from electsched.publishing.lease import release_lease, restored_lease, take_lease
from electsched.publishing.overview import (
    Publication,
    finish_links,
    make_durable,
    publication_result,
    remove_files,
    with_pages,
    with_roster,
    write_gone,
    write_manifests,
    write_partitions,
    write_stages,
    write_state,
)
from electsched.publishing.private.registry import LinkRegistry
from electsched.publishing.report import Published
from electsched.publishing.site_state import read_state
from electsched.roster.duty import Roster
from electsched.stores.base import LOCK, Store, store_errors
from electsched.stores.remote import open_store

__all__ = ["publish"]


def publish(  # noqa: PLR0913  # the choices of a caller, by name
    plan: Plan,
    target: str | Path | Store,
    *,
    roster: Roster | None = None,
    stamp: datetime | None = None,
    links: str | Path | None = None,
    executor: Executor | None = None,
    progress: Callable[[int, int], None] | None = None,
    rebuild: bool = False,
    options: PublishOptions | None = None,
) -> Published:
    """Write the site of a plan, and return the result.

    Args:
        plan: The plan.
        target: A folder, an address that `fsspec` reaches such as ``s3://bucket/operation``, or a `Store`.
        roster: The duties; without them the plan's teams rotate.
        stamp: The stamp of new and changed events, if the plan has no ``issued``. Without both it is that of a
            publication of the same plan that was stopped, else the present time. Unchanged files keep every byte.
        links: The file of a `LinkRegistry`: each unit, partner and member gets a private link.
        executor: Runs the jobs; the bytes of the site are the same.
        progress: Called with the number of calendars that are done, and the number of all.
        rebuild: Make calendars anew that are damaged or missing, with a greater SEQUENCE than they had.
        options: Tuning.

    Raises:
        PublishError: The store cannot be written or is not reached by a worker, the site is damaged or of another plan,
            another publication is running, a worker was lost, or a key of the plan is no part of a path. Every file
            published before is whole, and the next publication goes on from there.
        InputError: The links file is missing, damaged, readable by others, or of another site; or the executor is none.
    """
    store, workers = open_store(target), Workers(checked_executor(executor), options or PublishOptions())
    now = (stamp or datetime.now(UTC)).astimezone(UTC).replace(microsecond=0)
    paged = is_paged(plan, workers.options.index_page_limit)
    raise_faults(path_faults(plan, paged=paged), source=store.name, kind=PublishError)
    with ExitStack() as stack:
        with store_errors(store, LOCK):
            locked = stack.enter_context(store.lock())
        registry = None
        if links is not None:
            folder = getattr(store, "root", None)
            registry = stack.enter_context(LinkRegistry.open(links, plan, site=folder))
            registry.issue(plan, now)
        lease, stopped = take_lease(store, plan, roster, plan.issued or stamp, workers.options, locked=locked)
        with restored_lease(store, lease, stopped):
            state = read_state(store, plan, stopped, private_files(registry, now), workers, rebuild=rebuild)

        settings = job_settings(store, plan, lease, state, workers, locked=locked)
        settings = attrs.evolve(settings, paged=paged, disclosed=registry is not None)
        publication = with_roster(Publication(plan, roster, state, settings, registry, now))
        stages, public = write_stages(publication)
        partitions = write_partitions(publication, workers, progress)
        parts = [(PUBLIC, stages, [public])]
        if plan.has_operation:
            operation, internal = write_gone(publication, partitions)
            parts.append((INTERNAL, operation, [internal, *partitions]))
        results = [result for _, _, part_results in parts for result in part_results]
        files = {part: with_pages(publication, section, part_results) for part, section, part_results in parts}
        make_durable(publication, results)
        write_manifests(publication, files)
        make_durable(publication, results)
        remove_files(publication, files, results)
        write_state(publication, files, results)
        make_durable(publication, results)
        announce = finish_links(publication, results)
        release_lease(store, lease)
    return attrs.evolve(publication_result(publication, files, results), announce=announce)
