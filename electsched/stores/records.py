"""The record of a site: a data file for each unit, with the duties at its posts as they were published.

The members of the duties are in a file beside the state of the site, which no reader of the site gets.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial
from pathlib import Path

import attrs

from electsched.errors import Fault, InputError, PublishError
from electsched.operation.plan import Plan
from electsched.phrases import phrase
from electsched.roster.past.data import record_bytes, record_value, with_members
from electsched.roster.past.record import RosterRecord, begun_part, merged_record
from electsched.stores.base import WORK, Store, read_file, store_errors
from electsched.stores.remote import open_store

__all__ = [
    "MEMBERS",
    "is_record",
    "members_path",
    "past_records",
    "read_records",
    "record_path",
    "site_record",
    "unit_records",
]

FOLDER = "internal/units"
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


def read_records(store: Store, plan: str, paths: Iterable[str]) -> RosterRecord | None:
    """Return the records in these files as one, None if there are none; see `unit_records`."""
    return merged_record(unit_records(partial(read_file, store), plan, paths))


def unit_records(read: Callable[[str], bytes | None], plan: str, paths: Iterable[str]) -> dict[str, RosterRecord]:
    """Return the records in these files of a plan, by unit; ``read`` returns the bytes of a file, if there is one.

    Raises:
        PublishError: A file is damaged, or of another plan or format.
    """
    records: dict[str, RosterRecord] = {}
    try:
        for path in paths:
            if (data := read(path)) is not None:
                members, unit = members_path(path), path.removeprefix(f"{FOLDER}/").removesuffix(ENDING)
                records[unit] = with_members(record_value(data, plan, path=path), read(members), path=members)
    except InputError as error:
        raise PublishError(*(attrs.evolve(fault, hint=DAMAGED) for fault in error.faults)) from error
    return records


def past_records(store: Store, plan: Plan, files: Iterable[str], began: datetime | None) -> dict[str, bytes]:
    """Return the records among these files of units that the plan no longer has, with the duties that have begun."""
    records = {path: read_records(store, plan.id, [path]) for path in files if is_record(path)}
    past = {path: begun_part(record, began) for path, record in records.items() if record and began}
    return {path: record_bytes(record) for path, record in past.items() if record.duties}


def site_record(target: str | Path | Store, plan: Plan) -> RosterRecord:
    """Return the record of a published site.

    Raises:
        PublishError: The site cannot be read, is damaged, or is of another plan.
        InputError: Nothing was published there.
    """
    store = open_store(target)
    with store_errors(store, FOLDER):
        paths = sorted(filter(is_record, store.list(FOLDER)))
    try:
        record = read_records(store, plan.id, paths)
    except PublishError as error:
        raise PublishError(*error.faults, source=store.name) from error
    if record is None:
        expected = phrase("a site to which {id!r} was published", id=plan.id)
        raise InputError(Fault(FOLDER, phrase("no roster was published there"), expected), source=store.name)
    return record
