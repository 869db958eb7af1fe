"""The record of a site: a data file for each unit, with the duties at its posts as they were published.

The members of the duties are in a file beside the state of the site, which no reader of the site gets.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from functools import partial
from hashlib import sha256
from pathlib import Path

import attrs

from electsched.errors import Fault, InputError, PublishError
from electsched.operation.plan import Plan
from electsched.phrases import phrase
from electsched.roster.past.data import record_bytes, record_value
from electsched.roster.past.record import RosterRecord, begun_part, merged_record
from electsched.stores.base import LEASE, WORK, Store, read_file, store_errors
from electsched.stores.manifests import manifest_entries
from electsched.stores.members import with_members
from electsched.stores.remote import open_store

__all__ = [
    "MEMBERS",
    "is_record",
    "members_path",
    "past_records",
    "present_records",
    "published_records",
    "read_records",
    "record_path",
    "site_record",
    "unit_of",
    "unit_records",
]

PART = "internal"
FOLDER = f"{PART}/units"
ENDING = ".roster.json"
MEMBERS = f"{WORK}/members"
DAMAGED = phrase("Put it back from a copy, or publish with --rebuild to make it anew from the plan.")


def record_path(unit: str) -> str:
    """Return the path of the record of the duties at the posts of a unit."""
    return f"{FOLDER}/{unit}{ENDING}"


def members_path(path: str) -> str:
    """Return the path of the members of a record."""
    return f"{MEMBERS}/{path.removeprefix(f'{FOLDER}/').removesuffix(ENDING)}.json"


def is_record(path: str) -> bool:
    """Return whether the file is a record of duties."""
    return path.endswith(ENDING)


def unit_of(path: str) -> str:
    """Return the key of the unit of a record."""
    return path.removeprefix(f"{FOLDER}/").removesuffix(ENDING)


def read_records(store: Store, plan: str, paths: Iterable[str]) -> RosterRecord | None:
    """Return the records in these files as one, None if there are none; see `unit_records`."""
    return merged_record(unit_records(partial(read_file, store), plan, paths))


def unit_records(
    read: Callable[[str], bytes | None], plan: str, paths: Iterable[str], *, is_named: bool = True
) -> dict[str, RosterRecord]:
    """Return the records in these files of a plan, by unit; ``read`` returns the bytes of a file, if there is one.

    They are without their members if they are not ``is_named``.

    Raises:
        PublishError: A file is damaged, or of another plan or format.
    """
    records: dict[str, RosterRecord] = {}
    for path in paths:
        if (data := read(path)) is not None:
            records[unit_of(path)] = _record(read if is_named else None, plan, path, data)
    return records


def _record(read: Callable[[str], bytes | None] | None, plan: str, path: str, data: bytes) -> RosterRecord:
    """Return a record, with its members if there is a function that reads their file."""
    members = members_path(path)
    try:
        record = record_value(data, plan, path=path)
        return record if read is None else with_members(record, read(members), path=members)
    except InputError as error:
        raise PublishError(*(attrs.evolve(fault, hint=DAMAGED) for fault in error.faults)) from error


def past_records(store: Store, plan: Plan, files: Iterable[str], began: datetime | None) -> dict[str, bytes]:
    """Return the records among these files of units that the plan no longer has, with the duties that have begun."""
    records = {path: read_records(store, plan.id, [path]) for path in files if is_record(path)}
    past = {path: begun_part(record, began) for path, record in records.items() if record and began}
    return {path: record_bytes(record) for path, record in past.items() if record.duties}


# --- for those who read a site ------------------------------------------------------------------------------------


def _listed_records(store: Store) -> dict[str, str]:
    """Return the SHA-256 of each record that the manifest of a site lists, by path; none without a manifest.

    Raises:
        PublishError: The manifest is damaged, edited, or of another format.
    """
    entries = manifest_entries(store, PART, "") or ()
    listed = {f"{PART}/{entry['path']}": str(entry.get("sha256")) for entry in entries}
    return {path: digest for path, digest in sorted(listed.items()) if is_record(path)}


def present_records(store: Store) -> list[str]:
    """Return the path of each record in a site, whether its manifest lists it or not, in order."""
    with store_errors(store, FOLDER):
        return sorted(filter(is_record, store.list(FOLDER)))


def published_records(store: Store, plan: str) -> Iterator[tuple[str, RosterRecord]]:
    """Yield the key of each unit of a site with the record of the duties at its posts.

    ``plan`` is the id of its plan, empty for any. While a publication runs, and after one that was stopped, records may
    be newer than the manifest.

    Raises:
        PublishError: The site cannot be read, is of another plan, or a record is damaged, missing, or other than the
            manifest lists.
    """
    listed = _listed_records(store)
    for path in listed or present_records(store):
        data = read_file(store, path)
        try:
            record = None if data is None else _record(partial(read_file, store), plan, path, data)
        except PublishError as error:
            raise PublishError(*error.faults, source=store.name) from error
        fault = _edited(path, data, listed)
        if fault is not None and not _is_written_since(store, listed):
            raise PublishError(fault, source=store.name)
        if record is not None:
            yield unit_of(path), record


def _edited(path: str, data: bytes | None, listed: Mapping[str, str]) -> Fault | None:
    if path not in listed or (data is not None and sha256(data).hexdigest() == listed[path]):
        return None
    found = phrase("no such file") if data is None else phrase("a record that was edited by hand")
    return Fault(path, found, phrase("the {kind} that the manifest lists", kind=phrase("record")), hint=DAMAGED)


def _is_written_since(store: Store, listed: Mapping[str, str]) -> bool:
    """Return whether a publication has begun to write since the manifest was read, or was stopped before."""
    return read_file(store, LEASE) is not None or _listed_records(store) != listed


def site_record(target: str | Path | Store, plan: Plan) -> RosterRecord:
    """Return the record of a published site.

    Raises:
        PublishError: The site cannot be read, is damaged, or is of another plan.
        InputError: Nothing was published there.
    """
    store = open_store(target)
    record = merged_record(dict(published_records(store, plan.id)))
    if record is None:
        expected = phrase("a site to which {id!r} was published", id=plan.id)
        raise InputError(Fault(FOLDER, phrase("no roster was published there"), expected), source=store.name)
    return record
