"""A statute made of the fields of its file."""

from __future__ import annotations

from electsched.errors import InputError
from electsched.law.calendar_table import CalendarTable
from electsched.law.parts import part_laws
from electsched.law.statute import Statute
from electsched.loaders.late_calendars import Calendars
from electsched.loaders.toml import Fields

__all__ = ["calendar_table", "statute_of"]


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


def statute_of(fields: Fields, calendars: Calendars) -> Statute:
    """Return the statute of a file without faults; the named parts follow its stages."""
    calendar, variants = calendars
    arguments = {"stages": (), "zones": (), **fields.arguments(Statute), "calendar": calendar, "calendars": variants}
    arguments["zones"] = tuple(dict.fromkeys((arguments["zone"], *arguments["zones"])))
    arguments["stages"] = (*arguments["stages"], *part_laws(tuple(fields.items("part").values())))
    return Statute(**arguments)
