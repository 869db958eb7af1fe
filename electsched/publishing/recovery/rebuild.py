"""Files that say what was published and can be read no more are given up, so that they are made anew."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from electsched.errors import PublishError
from electsched.operation.plan import Plan
from electsched.publishing.change_log import damaged_logs, renew_editions
from electsched.publishing.layout import EDITIONS, INTERNAL, PUBLIC
from electsched.publishing.manifest import read_manifest, written_manifest
from electsched.publishing.site_state import StateFile, read_state_file
from electsched.stores.base import Store, read_file, store_errors
from electsched.stores.manifests import DAMAGED, MANIFEST
from electsched.stores.members import UNKNOWN_MEMBERS
from electsched.stores.records import is_record, present_records, read_records

__all__ = ["repair_lists"]


def repair_lists(store: Store, plan: Plan, now: datetime) -> None:
    """Write lost manifests of a site anew from its state file, and delete damaged records and lists of changes.

    A record or a list that is missing is made anew. The state file has a copy of the manifests; if it is damaged too,
    nobody knows which calendars there were, and the manifest stays as it is. The editions begin again with the last one
    of which a change is kept, at the moment of the last publication, or ``now`` if that is lost too; of a record whose
    members are lost, nobody knows them.

    Raises:
        PublishError: The site is of another plan or format, or cannot be read or written.
    """
    state = read_state_file(store)
    for part, name in ((PUBLIC, plan.timeline.id), (INTERNAL, plan.id)):
        _repair_manifest(store, part, name, state)
    for path in [*damaged_logs(store)]:
        with store_errors(store, path):
            store.delete(path)
    for path in [*_damaged_records(store, plan)]:
        with store_errors(store, path):
            if is_record(path):
                store.delete(path)
            else:
                store.write(path, UNKNOWN_MEMBERS)
    is_published = read_file(store, f"{INTERNAL}/{MANIFEST}") is not None and bool(present_records(store))
    if is_published and read_file(store, EDITIONS) is None:
        renew_editions(store, plan, state.moment or now)


def _repair_manifest(store: Store, part: str, name: str, state: StateFile) -> None:
    listed = [file for file in state.files if file.path.startswith(f"{part}/")]
    moment = state.moment if listed else None
    try:
        is_lost = read_manifest(store, part, name) is None
    except PublishError as error:
        if moment is None or any(fault.hint != DAMAGED for fault in error.faults):
            raise
        is_lost = True
    if is_lost and moment is not None:
        path = f"{part}/{MANIFEST}"
        with store_errors(store, path):
            store.write(path, written_manifest(name, listed, moment))


def _damaged_records(store: Store, plan: Plan) -> Iterator[str]:
    """Yield the path of each record that is damaged, and of the members of each one that cannot be read."""
    for record in present_records(store):
        try:
            read_records(store, plan.id, [record])
        except PublishError as error:  # it names the record, or the list of members beside it
            yield from (fault.path for fault in error.faults)
