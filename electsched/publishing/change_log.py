"""The changes of a site that people are to be told, kept beside the state of the site until they are marked as told.

Changes are the differences from the published record of a unit. For each unit there is one more file, with the partners
of its posts and the presence of its teams at musters, which no record has, and the changes of each edition. It is
written first, and the edition counts only once the publication is finished. If a publication is stopped, the next one
compares with the duties before the stopped one as far as it recorded changes, so no change is lost and none told twice.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

import attrs

from electsched.calendars.changes import DutyChange, changed_duties
from electsched.calendars.telling.duty_snapshot import DutySnapshot, duty_snapshot, kept_snapshot, with_duties
from electsched.calendars.telling.editions import Editions, Scope, SiteEdition
from electsched.errors import Fault, InputError, raise_faults
from electsched.phrases import phrase
from electsched.publishing.layout import DUTIES, EDITIONS, UNITS, record_path
from electsched.publishing.lease import locked_site
from electsched.publishing.records import present_units, published_records
from electsched.stores.base import (
    LEASE,
    WORK,
    DamagedError,
    OvertakenError,
    Store,
    read_file,
    read_sealed,
    sealed_bytes,
    store_errors,
)

if TYPE_CHECKING:
    from electsched.operation.plan import Plan
    from electsched.publishing.partition import PartitionDuties
    from electsched.publishing.site_writer import SiteWriter

__all__ = [
    "check_logs",
    "edition_stamps",
    "log_readers",
    "logged_units",
    "mark_told",
    "read_changes",
    "read_editions",
    "read_snapshots",
    "record_changes",
    "record_edition",
    "renew_editions",
]

ATTEMPTS = 5
"""How often the editions are read again if somebody else replaces them."""
DAMAGED = phrase("Put it back from a copy, or publish with --rebuild: then changes may be told twice, or not at all.")


@attrs.frozen
class UnitLog:
    """The file of a unit."""

    kept: DutySnapshot | None = None  #: all that its record does not have, see `kept_snapshot`
    changes: tuple[DutyChange, ...] = ()  #: edition by edition


def _log_path(unit: str) -> str:
    return f"{DUTIES}/{unit or '-'}.json"


def logged_units(store: Store) -> list[str]:
    """Return the keys of the units that have a file, in order."""
    with store_errors(store, DUTIES):
        names = [path.removeprefix(f"{DUTIES}/").removesuffix(".json") for path in store.list(DUTIES)]
    return sorted("" if name == "-" else name for name in names)


def _logs(store: Store) -> Iterator[tuple[str, UnitLog]]:
    for unit in logged_units(store):
        yield unit, read_sealed(store, _log_path(unit), UnitLog, DAMAGED) or UnitLog()


def log_readers(store: Store) -> Iterator[Callable[[], object]]:
    """Yield a function for each file of the editions and of the units, which raises `DamagedError` if it is damaged."""
    yield partial(read_sealed, store, EDITIONS, Editions, DAMAGED)
    for unit in logged_units(store):
        yield partial(read_sealed, store, _log_path(unit), UnitLog, DAMAGED)


def check_logs(store: Store, units: Collection[str], *, is_finished: bool) -> None:
    """Raise `DamagedError` if files of these units are missing, or that of the editions.

    The units have a record. ``is_finished`` says whether a publication was finished, so that the site has editions.
    """
    if not units:
        return
    # The file of a unit is written before its record.
    missing = dict.fromkeys(map(_log_path, sorted({*units}.difference(logged_units(store)))), UnitLog)
    needed: dict[str, type[Editions | UnitLog]] = {**missing, **({EDITIONS: Editions} if is_finished else {})}
    faults: list[Fault] = []
    for path, kind in needed.items():
        try:
            read_sealed(store, path, kind, DAMAGED, is_needed=True)
        except DamagedError as error:
            faults += error.faults
    raise_faults(faults, source=store.name, kind=DamagedError)


# --- of a publication ---------------------------------------------------------------------------------------------


def record_changes(
    writer: SiteWriter, duties: PartitionDuties, edition: int, began: datetime | None
) -> Iterator[DutyChange]:
    """Record the changes of units that the next edition makes, and yield all that are kept.

    Duties that had ``began`` keep their partners. The records are written later, so if the publication is stopped, the
    next one compares with the same records.
    """
    index, log = duties.index, None
    for unit in duties.units:
        path, record, published = _log_path(unit), duties.records.get(unit), duties.published.get(unit)
        # A plan made in Python may have posts of a unit that it does not have: they are in no record.
        kept = duty_snapshot(index, unit) if record is None else kept_snapshot(index, unit)
        new = UnitLog(kept)
        if edition > 1:  # at the first nobody is told that every duty is new
            log, after = read_sealed(writer.store, path, UnitLog, DAMAGED) or UnitLog(), with_duties(kept, record)
            if published is not None:
                before = with_duties(log.kept or kept, published)
            elif record_path(unit) in writer.files:  # it was lost: nobody knows the changes
                before = after
            else:  # the duties of a unit that comes later are new
                before = log.kept or DutySnapshot(zone=kept.zone)
            finished = [change for change in log.changes if change.edition < edition]
            unfinished = log.changes[len(finished) :]
            changes = changed_duties(before, after, unit=unit, edition=edition, unfinished=unfinished, began=began)
            new = UnitLog(kept, (*finished, *changes))
        # The file of a unit that went says that its duties are new if it comes back.
        if new != log:
            # Errors name the calendar of the unit, for their readers know calendars.
            writer.note(path, sealed_bytes(new), f"{UNITS}/{unit}.{index.plan.languages[0]}.ics")
        yield from new.changes


def edition_stamps(store: Store, now: datetime) -> dict[int, datetime]:
    """Return the moment of each edition by its number, and of the next one, which a publication makes now."""
    editions = read_sealed(store, EDITIONS, Editions, DAMAGED)
    stamps = {edition.number: edition.stamp for edition in editions.editions} if editions else {}
    return stamps | {1 + max(stamps, default=0): now}


def record_edition(store: Store, plan: Plan, edition: SiteEdition, *, is_changed: bool) -> None:
    """Record that a publication is finished; it is an edition if it changed something, and the first always is."""

    def recorded(previous: Editions | None) -> Editions:
        editions = previous.editions if previous else ()
        return Editions(
            plan=plan.id,
            zone=plan.zone,
            languages=plan.languages,
            operation=plan.operation.name,
            partners=(previous.partners if previous else {}) | {entry.key: entry.name for entry in plan.partners},
            message=plan.site.message,
            change_message=plan.site.change_message,
            tiers=plan.notices,
            editions=(*editions, edition) if is_changed or not editions else editions,
            told=previous.told if previous else {},
        )

    _replace_editions(store, recorded)


def renew_editions(store: Store, plan: Plan, stamp: datetime) -> None:
    """Write the file of the editions anew if it is missing: with the last one of which a change is kept."""
    number = max((change.edition for _, log in _logs(store) for change in log.changes), default=1)
    record_edition(store, plan, SiteEdition(number, stamp), is_changed=False)


def _replace_editions(store: Store, replaced: Callable[[Editions | None], Editions]) -> None:
    """Replace the editions of a site; if somebody else replaced them meanwhile, those are read and replaced."""
    for attempt in range(ATTEMPTS):
        previous, stat = read_sealed(store, EDITIONS, Editions, DAMAGED), None
        if previous is not None:
            if replaced(previous) == previous:
                return
            with store_errors(store, EDITIONS):
                stat = store.list(WORK).get(EDITIONS)
            previous = read_sealed(store, EDITIONS, Editions, DAMAGED)  # not before its version
        try:
            with store_errors(store, EDITIONS):
                store.write(EDITIONS, sealed_bytes(replaced(previous)), (stat.version or None) if stat else "")
        except OvertakenError:
            if attempt == ATTEMPTS - 1:
                raise
        else:
            return


# --- for those who tell people ------------------------------------------------------------------------------------


def read_editions(store: Store) -> Editions:
    """Return the editions of a site.

    Raises:
        InputError: It is no site with duties.
        PublishError: The file is damaged or missing.
    """
    editions = read_sealed(store, EDITIONS, Editions, DAMAGED)
    if editions is not None:
        return editions
    # A first publication that runs or was stopped has records, and no edition yet.
    if read_file(store, LEASE) is None:
        check_logs(store, present_units(store), is_finished=True)
    expected = phrase("a site that `electsched publish` wrote")
    raise InputError(Fault("", phrase("no published duties"), expected), source=store.name)


def read_changes(store: Store) -> tuple[DutyChange, ...]:
    """Return the changes of all units that are kept.

    Raises:
        PublishError: The file of a unit is damaged or missing.
    """
    check_logs(store, present_units(store), is_finished=False)
    return tuple(change for _, log in _logs(store) for change in log.changes)


def read_snapshots(store: Store) -> Iterator[tuple[str, DutySnapshot]]:
    """Yield the key of each unit with its published duties.

    Raises:
        PublishError: The file or the record of a unit is damaged or missing.
    """
    records = published_records(store, "")
    for unit, log in _logs(store):
        if log.kept is not None:
            yield unit, with_duties(log.kept, records.get(unit))


def mark_told(store: Store, scopes: Collection[Scope | None], edition: int) -> None:
    """Record that those of each scope, or everybody if it is None, were told of all changes up to an edition.

    Raises:
        InputError: It is no site with duties.
        PublishError: A publication is running.
    """
    with locked_site(store):
        _replace_editions(store, lambda editions: (editions or read_editions(store)).with_told(scopes, edition))
