"""The records of a site: for each unit a data file with the duties at its posts as they were published.

The members of the duties are in a sealed file of their own in the working folder, which no reader of the site gets.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from hashlib import sha256
from pathlib import Path

import attrs

from electsched.errors import Fault, InputError
from electsched.operation.plan import Plan
from electsched.phrases import phrase
from electsched.publishing.layout import INTERNAL, UNITS, is_record, members_path, record_path, recorded_units
from electsched.publishing.manifest import read_manifest
from electsched.roster.duty import Duty
from electsched.roster.past.data import record_value
from electsched.roster.past.record import RosterRecord, merged_record
from electsched.stores.base import (
    LEASE,
    DamagedError,
    Store,
    read_file,
    read_sealed,
    sealed_bytes,
    store_errors,
)
from electsched.stores.remote import open_store
from electsched.values import value_text

__all__ = [
    "UNKNOWN_MEMBERS",
    "member_bytes",
    "present_units",
    "published_records",
    "read_records",
    "site_record",
    "unit_records",
]

DAMAGED = phrase("Put it back from a copy, or publish with --rebuild to make it anew from the plan.")


def read_records(store: Store, plan: str, units: Iterable[str]) -> RosterRecord | None:
    """Return the records of these units as one, None if there are none; see `unit_records`."""
    return merged_record(unit_records(store, plan, units))


def unit_records(
    store: Store,
    plan: str,
    units: Iterable[str],
    *,
    read: Callable[[str], bytes | None] | None = None,
    is_named: bool = True,
) -> dict[str, RosterRecord]:
    """Return the records of these units of a plan that have one, without their members if they are not ``is_named``.

    ``plan`` is the id of the plan, empty for any; ``read`` returns the bytes of a record, by default `read_file`.

    Raises:
        DamagedError: A file is damaged, was edited by hand, or is of another plan or format.
    """
    records, read = {}, read or partial(read_file, store)
    for unit in units:
        path = record_path(unit)
        data = read(path)
        if data is None:
            continue
        try:
            record = record_value(data, plan, path=path)
        except InputError as error:
            faults = (attrs.evolve(fault, hint=DAMAGED) for fault in error.faults)
            raise DamagedError(*faults, source=store.name) from error
        records[unit] = _with_members(store, unit, record) if is_named else record
    return records


# --- members ------------------------------------------------------------------------------------------------------


@attrs.frozen(kw_only=True)
class _Members:
    """The members of a record: of the teams, and of the duties that name them, by their identities."""

    crews: dict[str, tuple[str, ...]]
    duties: dict[str, tuple[str, ...]] = attrs.field(factory=dict)

    __repr__ = value_text


UNKNOWN_MEMBERS = sealed_bytes(_Members(crews={}))
"""The file of a record whose members nobody knows."""


def member_bytes(record: RosterRecord) -> bytes:
    """Return the file with the members of a record; empty if it names none."""
    if not record.names_members:
        return b""
    duties = {_name(duty): duty.members for duty in record.duties if duty.members}
    return sealed_bytes(_Members(crews=dict(record.crews), duties=duties))


def _name(duty: Duty) -> str:
    return "/".join(map(str, duty.identity))


def _with_members(store: Store, unit: str, record: RosterRecord) -> RosterRecord:
    members = read_sealed(store, members_path(unit), _Members, DAMAGED, is_needed=record.lacks_members)
    if members is None:
        return record
    duties = tuple(attrs.evolve(duty, members=members.duties.get(_name(duty), ())) for duty in record.duties)
    return attrs.evolve(record, duties=duties, crews=members.crews, lacks_members=False)


# --- for those who read a site ------------------------------------------------------------------------------------


def present_units(store: Store) -> list[str]:
    """Return the key of each unit of a site that has a record, whether the manifest lists it or not, in order."""
    with store_errors(store, UNITS):
        return recorded_units(store.list(UNITS))


def _listed_records(store: Store) -> dict[str, str]:
    """Return the SHA-256 of each record that the manifest of a site lists, by path; none without a manifest."""
    return {file.path: file.sha256 for file in read_manifest(store, INTERNAL, "") or () if is_record(file.path)}


def published_records(store: Store, plan: str) -> dict[str, RosterRecord]:
    """Return the records of a site, by unit; ``plan`` is the id of its plan, empty for any.

    While a publication runs, and after one that was stopped, they may be newer than the manifest.

    Raises:
        PublishError: The site cannot be read, is of another plan, or a record is damaged, missing, or other than the
            manifest lists.
    """
    listed = _listed_records(store)

    def read(path: str) -> bytes | None:
        data = read_file(store, path)
        is_listed = path not in listed or (data is not None and sha256(data).hexdigest() == listed[path])
        # Unless a publication has begun to write since the manifest was read, or was stopped before.
        if not is_listed and read_file(store, LEASE) is None and _listed_records(store) == listed:
            event = phrase("no such file") if data is None else phrase("a record that was edited by hand")
            expected = phrase("the {kind} that the manifest lists", kind=phrase("record"))
            raise DamagedError(Fault(path, event, expected, hint=DAMAGED), source=store.name)
        return data

    return unit_records(store, plan, recorded_units(listed) or present_units(store), read=read)


def site_record(target: str | Path | Store, plan: Plan) -> RosterRecord:
    """Return the record of a published site.

    Raises:
        PublishError: The site cannot be read, is damaged, or is of another plan.
        InputError: Nothing was published there.
    """
    store = open_store(target)
    record = merged_record(published_records(store, plan.id))
    if record is None:
        expected = phrase("a site to which {id!r} was published", id=plan.id)
        raise InputError(Fault(UNITS, phrase("no roster was published there"), expected), source=store.name)
    return record
