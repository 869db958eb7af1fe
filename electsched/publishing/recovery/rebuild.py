"""Files that say what was published and can be read no more are given up, so that they are made anew."""

from __future__ import annotations

from electsched.errors import PublishError
from electsched.operation.plan import Plan
from electsched.publishing.change_log import damaged_logs
from electsched.publishing.layout import INTERNAL, MANIFEST, PUBLIC
from electsched.publishing.manifest import DAMAGED, read_manifest, written_manifest
from electsched.publishing.site_state import read_state_file
from electsched.stores.base import Store, store_errors
from electsched.stores.records import is_record, read_records

__all__ = ["repair_lists"]


def repair_lists(store: Store, plan: Plan) -> None:
    """Write damaged manifests of a site anew from its state file, and delete damaged records and lists of changes.

    A record or a list that is missing is made anew. The state file has a copy of the manifests; if it is damaged too,
    nobody knows which calendars there were, and the manifest stays as it is.

    Raises:
        PublishError: The site is of another plan or format, or cannot be read or written.
    """
    state = read_state_file(store)
    for part, name in ((PUBLIC, plan.timeline.id), (INTERNAL, plan.id)):
        listed = [file for file in state.files if file.path.startswith(f"{part}/")]
        try:
            read_manifest(store, part, name)
        except PublishError as error:
            if not listed or state.moment is None or any(fault.hint != DAMAGED for fault in error.faults):
                raise
            path = f"{part}/{MANIFEST}"
            with store_errors(store, path):
                store.write(path, written_manifest(name, listed, state.moment))
    with store_errors(store, INTERNAL):
        records = sorted(filter(is_record, store.list(INTERNAL)))
    damaged = [*damaged_logs(store)]
    for record in records:
        try:
            read_records(store, plan.id, [record])
        except PublishError as error:  # it names the record, or the list of members beside it
            damaged += [fault.path for fault in error.faults]
    for path in damaged:
        with store_errors(store, path):
            store.delete(path)
