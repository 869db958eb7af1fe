"""The working days of a statute file, and all faults of a file that cannot be read, reported at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

import attrs

from electsched.errors import Fault, InputError
from electsched.i18n.text import NO_WORDS
from electsched.law.calendar import WorkCalendar
from electsched.law.calendar_table import CalendarTable
from electsched.law.kinds import KINDS
from electsched.law.parts import part_laws, path_of_part
from electsched.law.statute import StageLaw, Statute
from electsched.law.validation import faults_by_themselves
from electsched.loaders.checks.value_checks import head_faults
from electsched.loaders.inheritance import place_in_file
from electsched.loaders.late_calendars import Calendars
from electsched.loaders.toml import Fields

__all__ = ["calendar_table", "in_places", "valid_calendars"]

LISTS = ("stage", "limit")
"""The lists whose other tables are checked if some cannot be read."""
NO_CALENDAR = WorkCalendar(
    name=NO_WORDS, weekend=frozenset(), holidays={}, first=date.min, last=date.min, source="none"
)
BESIDE = {*LISTS, "calendar", "case", "not_covered", "pending"}
"""The tables on which no stage or limit rests."""
_PLACE = re.compile(r"^(\w+)\[(\d+)\]")


def calendar_table(fields: Fields, source: str) -> CalendarTable:
    """Return the table of the working days, with a variant for each subdivision.

    Raises:
        InputError: A fact has a value that is no subdivision; the error names the source.
    """
    table: CalendarTable = fields.values["calendar"]
    if not table.subdivision_from:
        return table
    from electsched.loaders.work_calendar import with_subdivisions  # noqa: PLC0415  # loads the tables of holidays

    try:
        return with_subdivisions(table, fields.items("fact").values())
    except InputError as error:
        raise InputError(*error.faults, source=source) from error


def valid_calendars(file: Mapping[str, Any], raw: Mapping[str, Any], fields: Fields, source: str) -> Calendars:
    """Return the working days of a statute and their variants.

    Raises:
        InputError: A value cannot be read, or the table of the calendar is at fault. The error carries these faults and
            those of the stages and limits that can be read.
    """
    from electsched.loaders.work_calendar import work_calendars  # noqa: PLC0415  # loads the tables of holidays

    faults = [*fields.faults, *head_faults(fields)]
    calendars: Calendars | None = None
    if "calendar" in fields.values:
        try:
            calendars = work_calendars(calendar_table(fields, source), source=source)
        except InputError as error:
            faults += error.faults
            calendars = _bare_calendars(fields, source)
    if calendars is None or faults:
        others = _readable_faults(raw, fields, calendars)
        faults += [attrs.evolve(fault, path=place_in_file(fault.path, raw, file)) for fault in others]
        raise InputError(*faults, source=source)
    return calendars


def _bare_calendars(fields: Fields, source: str) -> Calendars | None:
    """Return the working days of a faulty table for the names of their days; None if they cannot be computed.

    The days that it leaves out or declares may be at fault.
    """
    from electsched.loaders.work_calendar import work_calendars  # noqa: PLC0415  # as above

    try:
        table = calendar_table(fields, source)
        variants = tuple(attrs.evolve(variant, without=()) for variant in table.variant)
        return work_calendars(attrs.evolve(table, without=(), declared=(), variant=variants), source=source)
    except InputError:
        return None


def _readable_faults(raw: Mapping[str, Any], fields: Fields, calendars: Calendars | None) -> Iterator[Fault]:
    """Yield the faults of the stages and limits that can be read, in a statute file of which others cannot be read.

    A stage that cannot be read still has its key, so that one fault does not cause others. Nothing is checked if
    another part of the file cannot be read, for the stages may rest on it.

    Args:
        raw: The file.
        fields: Its values.
        calendars: The working days; None if they are at fault themselves.
    """
    unreadable = {re.split(r"[\[.]", fault.path)[0] for fault in fields.faults} - BESIDE
    # A table under an unknown key may be a misspelt one on which the stages rest.
    if any(key in {"id", "name", "zone"} or isinstance(raw.get(key), list | dict) for key in unreadable):
        return
    calendar, variants = calendars or (NO_CALENDAR, ())
    places = {name: [*fields.items(name)] for name in LISTS}
    stages = dict(fields.items("stage"))
    tables = raw.get("stage")
    for index, table in enumerate(tables if isinstance(tables, list) else ()):
        if index not in stages and isinstance(table, dict) and isinstance(table.get("key"), str):
            repeats = table.get("repeats") is True
            stages[index] = StageLaw(key=table["key"], kind=KINDS[0], name=NO_WORDS, repeats=repeats)
    places["stage"] = sorted(stages)
    arguments = fields.arguments(Statute) | {"calendar": calendar, "calendars": variants, "cases": ()}
    parts = tuple(fields.items("part").values())
    arguments["stages"] = (*(stages[index] for index in places["stage"]), *part_laws(parts))
    arguments["zones"] = (arguments["zone"], *arguments.get("zones", ()))
    faults = faults_by_themselves(Statute(**arguments), holidays=calendars is not None)
    yield from in_places(
        (attrs.evolve(fault, path=path_of_part(fault.path, parts, len(stages))) for fault in faults), places
    )


def in_places(faults: Iterable[Fault], places: Mapping[str, list[int]]) -> Iterator[Fault]:
    """Yield faults with the places of their tables in the file.

    Args:
        faults: The faults, whose paths count the tables that can be read.
        places: The index of each of these tables in the file, by the name of their list.
    """

    def in_file(match: re.Match[str]) -> str:
        name, index = match[1], int(match[2])
        indexes = places.get(name, [])
        return f"{name}[{indexes[index]}]" if index < len(indexes) else match[0]

    for fault in faults:
        yield attrs.evolve(fault, path=_PLACE.sub(in_file, fault.path, count=1))
