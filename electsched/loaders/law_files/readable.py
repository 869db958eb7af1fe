"""The working days of a statute file, and all faults of a file that cannot be read, reported at once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import attrs

from electsched.errors import Fault, InputError, raise_faults
from electsched.i18n.text import NO_WORDS
from electsched.law.calendar import WorkCalendar
from electsched.law.kinds import KINDS
from electsched.law.parts import part_faults, part_laws, path_of_part
from electsched.law.statute import StageLaw, Statute
from electsched.law.validation import check_statute, faults_by_themselves
from electsched.loaders.checks.repeat_checks import entry_repeat_faults
from electsched.loaders.checks.value_checks import head_faults
from electsched.loaders.inheritance import place_in_file
from electsched.loaders.late_calendars import Calendars
from electsched.loaders.law_files.statutes import calendar_table, statute_of
from electsched.loaders.toml import Fields, in_places
from electsched.loaders.work_calendar import work_calendars

__all__ = ["checked_statute"]

LISTS = ("stage", "limit")
"""The lists whose other tables are checked if some cannot be read."""
NO_CALENDAR = WorkCalendar(
    name=NO_WORDS, weekend=frozenset(), holidays={}, first=date.min, last=date.min, source="none"
)
BESIDE = {*LISTS, "calendar", "case", "not_covered", "pending", "pending_searched"}
"""The tables on which no stage or limit rests."""


def checked_statute(file: Mapping[str, Any], raw: Mapping[str, Any], fields: Fields, source: str) -> Statute:
    """Return the statute of a file.

    Args:
        file: The file.
        raw: The raw statute that it completes.
        fields: The values of the raw statute.
        source: The path of the file.

    Raises:
        InputError: The statute has faults; the error carries all of them.
    """
    statute = statute_of(fields, _valid_calendars(file, raw, fields, source))
    stages, parts = len(fields.items("stage")), tuple(fields.items("part").values())
    in_file = (
        attrs.evolve(fault, path=place_in_file(path_of_part(fault.path, parts, stages), raw, file))
        for fault in (*check_statute(statute), *part_faults(parts))
    )
    raise_faults(in_file, source=source)
    return statute


def _valid_calendars(file: Mapping[str, Any], raw: Mapping[str, Any], fields: Fields, source: str) -> Calendars:
    """Return the working days of a statute and their variants.

    Raises:
        InputError: A value cannot be read, or the table of the calendar is at fault. The error carries these faults and
            those of the stages and limits that can be read.
    """
    faults = [*fields.faults, *head_faults(fields), *entry_repeat_faults(fields)]
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
