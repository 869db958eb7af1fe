"""The changes of a site that people are to be told, kept beside the state of the site until they are marked as told.

Changes are the differences from the published record of a unit. For each unit there are two more files: the partners of
its posts and the presence of its teams at musters, which no record has, and the changes of each edition. The changes
are written first, and the edition counts only once the publication is finished. If a publication is stopped, the next
one compares with the duties before the stopped one as far as it recorded changes, so no change is lost and none told
twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, TypeVar

import attrs

from electsched.calendars.changes import DutyChange, changed_duties
from electsched.calendars.telling.duty_snapshot import (
    DutySnapshot,
    duty_snapshot,
    kept_snapshot,
    with_duties,
)
from electsched.calendars.telling.editions import Editions, Scope, SiteEdition
from electsched.errors import Fault, InputError, PublishError
from electsched.i18n.text import Text
from electsched.phrases import phrase
from electsched.publishing.layout import CHANGES, DUTIES, EDITIONS, INTERNAL, group_key
from electsched.publishing.lease import locked_site
from electsched.roster.past.record import RosterRecord, begun_part
from electsched.stores.base import WORK, OvertakenError, Store, read_file, read_value, store_errors, value_bytes
from electsched.stores.records import read_records, record_path

if TYPE_CHECKING:
    from electsched.operation.plan import Plan
    from electsched.publishing.site_writer import SiteWriter
    from electsched.roster.index import RosterIndex

__all__ = [
    "damaged_logs",
    "mark_told",
    "next_edition",
    "read_changes",
    "read_editions",
    "read_snapshots",
    "record_changes",
    "record_edition",
    "record_gone_units",
    "unit_duties",
]

ATTEMPTS = 5
"""How often the editions are read again if somebody else replaces them."""
DAMAGED = phrase("Put it back from a copy, or publish with --rebuild: then changes may be told twice, or not at all.")
_T = TypeVar("_T")


@attrs.frozen
class UnitChanges:
    """The changes of the duties of a unit, edition by edition."""

    changes: tuple[DutyChange, ...] = ()


def _read(store: Store, path: str, kind: type[_T]) -> _T | None:
    """Return the value in a file; None if there is none.

    Raises:
        PublishError: The file is damaged.
    """
    if read_file(store, path) is None:
        return None
    value = read_value(store, path, kind)
    if value is None:
        fault = Fault(path, phrase("a damaged file"), phrase("the file that `publish` wrote"), hint=DAMAGED)
        raise PublishError(fault, source=store.name)
    return value


def _unit_path(folder: str, unit: str) -> str:
    return f"{folder}/{unit or '-'}.json"


def _units(store: Store, *folders: str) -> set[str]:
    """Return the keys of the units that have a file in one of these folders; the store is listed once."""
    with store_errors(store, WORK):
        paths = [path.removesuffix(".json").rpartition("/") for path in store.list(WORK)]
    return {"" if name == "-" else name for folder, _, name in paths if folder in folders}


def damaged_logs(store: Store) -> Iterator[str]:
    """Yield the path of each file of the editions, the changes and the published duties that is damaged."""
    kinds: dict[str, type[object]] = {EDITIONS: Editions}
    kinds |= {_unit_path(CHANGES, unit): UnitChanges for unit in sorted(_units(store, CHANGES))}
    kinds |= {_unit_path(DUTIES, unit): DutySnapshot for unit in sorted(_units(store, DUTIES))}
    for path, kind in kinds.items():
        if read_file(store, path) is not None and read_value(store, path, kind) is None:
            yield path


# --- of a publication ---------------------------------------------------------------------------------------------


@attrs.frozen(kw_only=True)
class UnitDuties:
    """The duties of a unit as they were published, and as they are to be."""

    unit: str
    kept: DutySnapshot  #: all that its record does not have, see `kept_snapshot`, and without a record the duties
    published: RosterRecord | None  #: its record as it was published
    record: RosterRecord | None  #: its record as it is to be
    began: datetime | None  #: moment up to which duties have begun, and keep their partners


def unit_duties(
    index: RosterIndex,
    unit: str,
    published: Mapping[str, RosterRecord],
    records: Mapping[str, RosterRecord],
    began: datetime | None,
) -> UnitDuties:
    """Return the duties of a unit; ``published`` and ``records`` are the records of units before and after."""
    # A plan made in Python may have posts of a unit that it does not have: they are in no record.
    kept = kept_snapshot(index, unit) if unit in records else duty_snapshot(index, unit)
    return UnitDuties(unit=unit, kept=kept, published=published.get(unit), record=records.get(unit), began=began)


def record_changes(
    writer: SiteWriter, units: Iterable[UnitDuties], edition: int, language: str
) -> Iterator[DutyChange]:
    """Record the changes of these units that the next edition makes, and yield them; ``language`` is the plan's first.

    The records are written later, so if the publication is stopped, the next one compares with the same records.
    """
    for duties in units:
        # Errors name the calendar of the unit, for their readers know calendars.
        yield from _record(writer, duties, edition, f"{INTERNAL}/units/{duties.unit}.{language}.ics")


def record_gone_units(writer: SiteWriter, plan: Plan, edition: int, began: datetime | None) -> Iterator[DutyChange]:
    """Record that nobody does the duties ahead of units that the plan no longer has, and yield these changes.

    Duties that had ``began`` took place.
    """
    if edition == 1:  # no unit was published before
        return
    store, present = writer.store, {unit.key for unit in plan.units} | {post.unit for post in plan.posts}
    for unit in sorted(_units(store, DUTIES, CHANGES) - present):
        published = read_records(store, plan.id, [record_path(unit)])
        past = begun_part(published, began) if published and began else None
        kept = DutySnapshot(zone=plan.zone)
        gone = UnitDuties(unit=unit, kept=kept, published=published, record=past, began=began)
        yield from _record(writer, gone, edition, _unit_path(DUTIES, unit))


def _record(writer: SiteWriter, duties: UnitDuties, edition: int, concerning: str) -> tuple[DutyChange, ...]:
    """Record the changes of a unit; errors name the file that they are ``concerning``."""
    store, unit, kept = writer.store, duties.unit, duties.kept
    path, kept_path = _unit_path(CHANGES, unit), _unit_path(DUTIES, unit)
    if edition == 1:  # nobody is told that every duty is new
        writer.note(kept_path, value_bytes(kept), concerning)
        return ()
    noted, after = _read(store, kept_path, DutySnapshot), with_duties(kept, duties.record)
    log = _read(store, path, UnitChanges) or UnitChanges()
    unfinished = tuple(change for change in log.changes if change.edition >= edition)
    if duties.published is not None:
        before = with_duties(noted or kept, duties.published)
    else:
        # The duties of a unit that comes later are new; of a unit whose files were lost nobody knows the changes.
        is_lost = record_path(unit) in writer.files if noted else _is_published(writer, unit)
        before = after if is_lost else noted or DutySnapshot(zone=kept.zone)
    changes = changed_duties(before, after, unit=unit, edition=edition, unfinished=unfinished, began=duties.began)
    if changes != unfinished:
        finished = (change for change in log.changes if change.edition < edition)
        writer.note(path, value_bytes(UnitChanges((*finished, *changes))), concerning)
    # The file of a unit that went says that its duties are new if it comes back.
    if kept != noted:
        writer.note(kept_path, value_bytes(kept), concerning)
    return changes


def _is_published(writer: SiteWriter, unit: str) -> bool:
    return any(group_key(name) == f"{INTERNAL}/units/{unit}" for name in writer.files)


def next_edition(store: Store) -> int:
    """Return the number of the edition that a publication makes."""
    editions = _read(store, EDITIONS, Editions)
    return 1 + (editions.last if editions else 0)


def record_edition(writer: SiteWriter, plan: Plan, stamp: datetime, *, is_changed: bool) -> None:
    """Record that a publication is finished; it is an edition if it changed something, and the first always is."""

    def recorded(previous: Editions | None) -> Editions:
        editions = previous.editions if previous else ()
        if is_changed or not editions:
            editions = (*editions, SiteEdition(previous.last + 1 if previous else 1, stamp))
        return Editions(
            plan=plan.id,
            zone=plan.zone,
            languages=plan.languages,
            operation=plan.operation.name,
            partners={**(previous.partners if previous else {}), **_partner_names(plan)},
            message=plan.site.message,
            change_message=plan.site.change_message,
            tiers=plan.notices,
            editions=editions,
            told=previous.told if previous else {},
        )

    if plan.has_operation:
        writer.check(EDITIONS)
        _change_editions(writer.store, recorded)


def _partner_names(plan: Plan) -> dict[str, Text]:
    return {partner.key: partner.name for partner in plan.partners}


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
        data = value_bytes(change(previous))
        try:
            with store_errors(store, EDITIONS):
                store.write(EDITIONS, data, (stat.version or None) if stat else "")
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
        PublishError: The file is damaged.
    """
    editions = _read(store, EDITIONS, Editions)
    if editions is None:
        raise _no_duties(store.name)
    return editions


def read_changes(store: Store) -> tuple[DutyChange, ...]:
    """Return the changes of all units that are kept."""
    logs = (_read(store, _unit_path(CHANGES, unit), UnitChanges) for unit in sorted(_units(store, CHANGES)))
    return tuple(change for log in logs if log for change in log.changes)


def read_snapshots(store: Store) -> Iterator[tuple[str, DutySnapshot]]:
    """Yield the key of each unit with its published duties.

    Raises:
        PublishError: A file is damaged.
    """
    for unit in sorted(_units(store, DUTIES)):
        kept = _read(store, _unit_path(DUTIES, unit), DutySnapshot)
        if kept is not None:
            yield unit, with_duties(kept, read_records(store, "", [record_path(unit)]))


def mark_told(store: Store, scopes: Iterable[Scope | None], edition: int) -> None:
    """Record that those of each scope, or everybody if it is None, were told of all changes up to an edition.

    Raises:
        PublishError: A publication is running.
    """
    with locked_site(store):
        _change_editions(store, partial(_with_told, store.name, tuple(scopes), edition))


def _with_told(site: str, scopes: tuple[Scope | None, ...], edition: int, editions: Editions | None) -> Editions:
    if editions is None:
        raise _no_duties(site)
    for scope in scopes:
        editions = editions.with_told(scope, edition)
    return editions


def _no_duties(site: str) -> InputError:
    expected = phrase("a site that `electsched publish` wrote")
    return InputError(Fault("", phrase("no published duties"), expected), source=site)
