"""The changes of a site that people are to be told, kept beside the state of the site until they are marked as told.

Changes are the differences from the published record of a unit. For each unit there is one more file, with the partners
of its posts and the presence of its teams at musters, which no record has, and the changes of each edition. It is
written first, and the edition counts only once the publication is finished. If a publication is stopped, the next one
compares with the duties before the stopped one as far as it recorded changes, so no change is lost and none told twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

import attrs

from electsched.calendars.changes import DutyChange, changed_duties
from electsched.calendars.telling.duty_snapshot import DutySnapshot, duty_snapshot, kept_snapshot, with_duties
from electsched.calendars.telling.editions import Editions, Scope, SiteEdition
from electsched.errors import Fault, InputError, PublishError, raise_faults
from electsched.phrases import phrase
from electsched.publishing.layout import DUTIES, EDITIONS, INTERNAL, group_key
from electsched.publishing.lease import locked_site
from electsched.roster.past.record import RosterRecord, begun_part
from electsched.stores.base import (
    LEASE,
    WORK,
    OvertakenError,
    Store,
    decoded_value,
    read_file,
    sealed_bytes,
    store_errors,
)
from electsched.stores.records import present_records, published_records, read_records, record_path, unit_of

if TYPE_CHECKING:
    from electsched.operation.plan import Plan
    from electsched.publishing.jobs import PartitionDuties
    from electsched.publishing.site_writer import SiteWriter

__all__ = [
    "check_logs",
    "damaged_logs",
    "edition_stamps",
    "mark_told",
    "read_changes",
    "read_editions",
    "read_snapshots",
    "record_changes",
    "record_edition",
    "record_gone_units",
    "renew_editions",
]

ATTEMPTS = 5
"""How often the editions are read again if somebody else replaces them."""
DAMAGED = phrase("Put it back from a copy, or publish with --rebuild: then changes may be told twice, or not at all.")
_T = TypeVar("_T")


@attrs.frozen
class UnitLog:
    """The file of a unit."""

    kept: DutySnapshot | None = None  #: all that its record does not have, see `kept_snapshot`
    changes: tuple[DutyChange, ...] = ()  #: edition by edition


def _read(store: Store, path: str, kind: type[_T]) -> _T | None:
    """Return the value in a file, None if there is none; raise `PublishError` if the file is damaged."""
    data = read_file(store, path)
    if data is None:
        return None
    value = decoded_value(data, kind, is_sealed=True)
    if value is None:
        is_edited = decoded_value(data, kind) is not None
        found = phrase("a file that was edited by hand") if is_edited else phrase("a damaged file")
        fault = Fault(path, found, phrase("the file that `publish` wrote"), hint=DAMAGED)
        raise PublishError(fault, source=store.name)
    return value


def _unit_path(unit: str) -> str:
    return f"{DUTIES}/{unit or '-'}.json"


def _units(store: Store) -> list[str]:
    """Return the keys of the units that have a file, in order."""
    with store_errors(store, DUTIES):
        names = [path.removeprefix(f"{DUTIES}/").removesuffix(".json") for path in store.list(DUTIES)]
    return sorted("" if name == "-" else name for name in names)


def damaged_logs(store: Store) -> Iterator[str]:
    """Yield the path of each file of the editions and of the units that is damaged."""
    for path, kind in {EDITIONS: Editions, **dict.fromkeys(map(_unit_path, _units(store)), UnitLog)}.items():
        data = read_file(store, path)
        if data is not None and decoded_value(data, kind, is_sealed=True) is None:
            yield path


def check_logs(store: Store, records: Iterable[str], *, is_finished: bool) -> None:
    """Raise `PublishError` if the file of a unit that has one of these records is missing, or that of the editions.

    ``is_finished`` says whether a publication of the site was finished, so that it has editions.
    """
    units = {*map(unit_of, records)}
    if not units:
        return
    # The file of a unit is written before its record.
    missing = [_unit_path(unit) for unit in units - {*_units(store)}]
    if is_finished and read_file(store, EDITIONS) is None:
        missing.append(EDITIONS)
    expected = phrase("the file that `publish` wrote")
    faults = [Fault(path, phrase("no such file"), expected, hint=DAMAGED) for path in sorted(missing)]
    raise_faults(faults, source=store.name, kind=PublishError)


def renew_editions(store: Store, plan: Plan, stamp: datetime) -> None:
    """Write the file of the editions, which is missing, anew: with the last one of which a change is kept."""
    number = max((change.edition for _, log in _logs(store) for change in log.changes), default=1)
    with store_errors(store, EDITIONS):
        store.write(EDITIONS, sealed_bytes(_editions(plan, None, (SiteEdition(number, stamp),))), "")


# --- of a publication ---------------------------------------------------------------------------------------------


@attrs.frozen(kw_only=True)
class UnitDuties:
    """The duties of a unit as they were published, and as they are to be."""

    unit: str
    kept: DutySnapshot  #: all that its record does not have, see `kept_snapshot`, and without a record the duties
    published: RosterRecord | None  #: its record as it was published
    record: RosterRecord | None  #: its record as it is to be
    began: datetime | None  #: moment up to which duties have begun, and keep their partners


def record_changes(
    writer: SiteWriter, duties: PartitionDuties, edition: int, began: datetime | None
) -> Iterator[DutyChange]:
    """Record the changes of the units of a partition that the next edition makes, and yield all that are kept.

    The records are written later, so if the publication is stopped, the next one compares with the same records.
    """
    index = duties.index
    for unit in duties.units:
        # A plan made in Python may have posts of a unit that it does not have: they are in no record.
        kept = kept_snapshot(index, unit) if unit in duties.records else duty_snapshot(index, unit)
        published, record = duties.published.get(unit), duties.records.get(unit)
        of_unit = UnitDuties(unit=unit, kept=kept, published=published, record=record, began=began)
        # Errors name the calendar of the unit, for their readers know calendars.
        calendar = f"{INTERNAL}/units/{unit}.{index.plan.languages[0]}.ics"
        yield from _record(writer, of_unit, edition, calendar).changes


def record_gone_units(writer: SiteWriter, plan: Plan, edition: int, began: datetime | None) -> Iterator[DutyChange]:
    """Record that nobody does the duties ahead of units that the plan no longer has; yield all changes that are kept.

    Duties that had ``began`` took place.
    """
    if edition == 1:  # no unit was published before
        return
    present = {unit.key for unit in plan.units} | {post.unit for post in plan.posts}
    for unit in _units(writer.store):
        if unit not in present:
            published = read_records(writer.store, plan.id, [record_path(unit)])
            past = begun_part(published, began) if published and began else None
            kept = DutySnapshot(zone=plan.zone)
            gone = UnitDuties(unit=unit, kept=kept, published=published, record=past, began=began)
            yield from _record(writer, gone, edition).changes


def _record(writer: SiteWriter, duties: UnitDuties, edition: int, concerning: str = "") -> UnitLog:
    """Record the changes of a unit, and return its file; errors name the file that they are ``concerning``."""
    unit, kept, published = duties.unit, duties.kept, duties.published
    path = _unit_path(unit)
    if edition == 1:  # nobody is told that every duty is new
        writer.note(path, sealed_bytes(first := UnitLog(kept)), concerning)
        return first
    log, after = _read(writer.store, path, UnitLog) or UnitLog(), with_duties(kept, duties.record)
    finished = [change for change in log.changes if change.edition < edition]
    if published is not None:
        before = with_duties(log.kept or kept, published)
    else:
        # The duties of a unit that comes later are new; of a unit whose files were lost nobody knows the changes.
        is_published = any(group_key(path) == f"{INTERNAL}/units/{unit}" for path in writer.files)
        is_lost = record_path(unit) in writer.files if log.kept else is_published
        before = after if is_lost else log.kept or DutySnapshot(zone=kept.zone)
    unfinished = log.changes[len(finished) :]
    changes = changed_duties(before, after, unit=unit, edition=edition, unfinished=unfinished, began=duties.began)
    # The file of a unit that went says that its duties are new if it comes back.
    if log != (new := UnitLog(kept, (*finished, *changes))):
        writer.note(path, sealed_bytes(new), concerning)
    return new


def edition_stamps(store: Store, now: datetime) -> dict[int, datetime]:
    """Return the moment of each edition by its number, and of the next one, which a publication makes now."""
    editions = _read(store, EDITIONS, Editions)
    stamps = {edition.number: edition.stamp for edition in editions.editions} if editions else {}
    return stamps | {1 + max(stamps, default=0): now}


def record_edition(writer: SiteWriter, plan: Plan, stamp: datetime, *, is_changed: bool) -> None:
    """Record that a publication is finished; it is an edition if it changed something, and the first always is."""

    def recorded(previous: Editions | None) -> Editions:
        editions = previous.editions if previous else ()
        if is_changed or not editions:
            editions = (*editions, SiteEdition(previous.last + 1 if previous else 1, stamp))
        return _editions(plan, previous, editions)

    if plan.has_operation:
        writer.check(EDITIONS)
        _change_editions(writer.store, recorded)


def _editions(plan: Plan, previous: Editions | None, editions: tuple[SiteEdition, ...]) -> Editions:
    return Editions(
        plan=plan.id,
        zone=plan.zone,
        languages=plan.languages,
        operation=plan.operation.name,
        partners=(previous.partners if previous else {}) | {entry.key: entry.name for entry in plan.partners},
        message=plan.site.message,
        change_message=plan.site.change_message,
        tiers=plan.notices,
        editions=editions,
        told=previous.told if previous else {},
    )


def _change_editions(store: Store, change: Callable[[Editions | None], Editions]) -> None:
    """Replace the editions of a site; if somebody else replaced them meanwhile, those are read and replaced."""
    previous = _read(store, EDITIONS, Editions)
    for attempt in range(ATTEMPTS):
        if previous is not None and change(previous) == previous:
            return
        stat = None
        if attempt or previous is not None:
            with store_errors(store, EDITIONS):
                stat = store.list(WORK).get(EDITIONS)
            previous = _read(store, EDITIONS, Editions)
        try:
            with store_errors(store, EDITIONS):
                store.write(EDITIONS, sealed_bytes(change(previous)), (stat.version or None) if stat else "")
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
    editions = _read(store, EDITIONS, Editions)
    # A first publication that runs or was stopped has records, and no edition yet.
    if editions is None and read_file(store, LEASE) is None:
        check_logs(store, present_records(store), is_finished=True)
    return _published(editions, store)


def _published(editions: Editions | None, store: Store) -> Editions:
    if editions is None:
        expected = phrase("a site that `electsched publish` wrote")
        raise InputError(Fault("", phrase("no published duties"), expected), source=store.name)
    return editions


def read_changes(store: Store) -> tuple[DutyChange, ...]:
    """Return the changes of all units that are kept.

    Raises:
        PublishError: The file of a unit is damaged or missing.
    """
    check_logs(store, present_records(store), is_finished=False)
    return tuple(change for _, log in _logs(store) for change in log.changes)


def read_snapshots(store: Store) -> Iterator[tuple[str, DutySnapshot]]:
    """Yield the key of each unit with its published duties.

    Raises:
        PublishError: The file or the record of a unit is damaged or missing.
    """
    records = dict(published_records(store, ""))
    for unit, log in _logs(store):
        if log.kept is not None:
            yield unit, with_duties(log.kept, records.get(unit))


def _logs(store: Store) -> Iterator[tuple[str, UnitLog]]:
    for unit in _units(store):
        yield unit, _read(store, _unit_path(unit), UnitLog) or UnitLog()


def mark_told(store: Store, scopes: Iterable[Scope | None], edition: int) -> None:
    """Record that those of each scope, or everybody if it is None, were told of all changes up to an edition.

    Raises:
        PublishError: A publication is running.
    """
    scopes = tuple(scopes)

    def marked(editions: Editions | None) -> Editions:
        editions = _published(editions, store)
        for scope in scopes:
            editions = editions.with_told(scope, edition)
        return editions

    with locked_site(store):
        _change_editions(store, marked)
