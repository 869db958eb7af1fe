"""The working days of built-in statutes, computed when first read: the tables of holidays load slowly."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from typing import TYPE_CHECKING

from electsched.law.calendar import WorkCalendar
from electsched.law.calendar_table import CalendarTable
from electsched.law.statute import CalendarVariant

__all__ = ["Calendars", "late_calendars"]

Calendars = tuple[WorkCalendar, tuple[CalendarVariant, ...]]
"""The working days of a statute, and their variants in the order of the file."""
STATED = ("name", "first", "short")
"""The fields that the table of a calendar states."""
COMPUTED = ("weekend", "holidays", "last", "source", "declared", "estimated", "missing", "further_years")
"""All other fields."""


class _LateCalendar(WorkCalendar):
    """Working days of which most fields are computed when one of them is first read."""

    __slots__ = ("_compute",)

    if not TYPE_CHECKING:  # a type checker would accept every name

        def __getattr__(self, name: str) -> object:
            """Return a computed field, and keep all of them."""
            if name not in COMPUTED:
                return super().__getattr__(name)
            computed = self._compute()
            for field in COMPUTED:
                object.__setattr__(self, field, getattr(computed, field))
            return getattr(self, name)


def late_calendars(table: CalendarTable, *, source: str) -> Calendars:
    """Return the working days of a table, and their variants, without computing them.

    The first field that is read computes all, and raises the errors of the table.
    """

    @cache
    def computed() -> Calendars:
        from electsched.loaders.work_calendar import work_calendars  # noqa: PLC0415  # loads the tables of holidays

        return work_calendars(table, source=source)

    def variant_days(number: int) -> WorkCalendar:
        return computed()[1][number].calendar

    variants = tuple(
        CalendarVariant(when=variant.when, stages=variant.stages, calendar=_late(table, partial(variant_days, number)))
        for number, variant in enumerate(table.variant)
    )
    return _late(table, lambda: computed()[0]), variants


def _late(table: CalendarTable, compute: Callable[[], WorkCalendar]) -> WorkCalendar:
    calendar = object.__new__(_LateCalendar)
    for name in STATED:
        object.__setattr__(calendar, name, getattr(table, name))  # the value is frozen
    object.__setattr__(calendar, "_compute", compute)
    return calendar
