"""Check the table of a calendar before its days are computed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from electsched.errors import Fault
from electsched.law.calendar_table import Beside, CalendarTable, Yearly
from electsched.phrases import phrase, verbatim

__all__ = ["table_faults"]

YEARS = range(1800, 2401)
"""The years in which the days of a calendar may lie."""
DAYS_OF_WEEK = 7
LONGEST_PERIOD_DAYS = 366
"""The longest period for which a law may have a rule on short periods."""
LONGEST_DISTANCE_DAYS = 60
"""The longest distance of a day from the holiday beside which it lies."""


def table_faults(table: CalendarTable) -> Iterator[Fault]:
    """Yield the faults of a calendar's days, distances and week."""
    yield from _horizon_faults(table)
    if not 0 <= table.short <= LONGEST_PERIOD_DAYS:
        expected = phrase(
            "a number of days up to {most}, or 0 if there is no such rule",
            most=LONGEST_PERIOD_DAYS,
        )
        yield Fault("calendar.short", verbatim(table.short), expected)
    parts = {"calendar": table} | {f"calendar.variant[{index}]": part for index, part in enumerate(table.variant)}
    for path, part in parts.items():
        yield from _week_faults(path, part.weekend)
        yield from _yearly_faults(path, part.yearly)
        yield from _distance_faults(path, part.beside)


def _horizon_faults(table: CalendarTable) -> Iterator[Fault]:
    last = table.last or table.first
    for key, day in (("first", table.first), ("last", last)):
        if day.year not in YEARS:
            yield Fault(
                f"calendar.{key}",
                verbatim(day.isoformat()),
                phrase("a day of the years {first} to {last}", first=YEARS[0], last=YEARS[-1]),
            )
    if last < table.first:
        yield Fault(
            "calendar.last",
            verbatim(last.isoformat()),
            phrase("a date not before {first}", first=table.first.isoformat()),
        )
    for index, declared in enumerate(table.declared):
        if not table.first <= declared.day <= last:
            expected = phrase("a day from {first} to {last}", first=table.first.isoformat(), last=last.isoformat())
            yield Fault(f"calendar.declared[{index}].day", verbatim(declared.day.isoformat()), expected)


def _week_faults(path: str, weekend: tuple[int, ...]) -> Iterator[Fault]:
    for day in weekend:
        if not 1 <= day <= DAYS_OF_WEEK:
            yield Fault(f"{path}.weekend", verbatim(day), phrase("days of the week from 1 (Monday) to 7 (Sunday)"))
    if len({*weekend}) >= DAYS_OF_WEEK:
        yield Fault(f"{path}.weekend", phrase("every day of the week"), phrase("a week with a working day"))


def _yearly_faults(path: str, days: Iterable[Yearly]) -> Iterator[Fault]:
    for index, yearly in enumerate(days):
        try:
            date(2023, yearly.month, yearly.day)  # not a leap year: 29 February is no day of every year
        except (ValueError, OverflowError):
            found = phrase("day {day} of month {month}", day=yearly.day, month=yearly.month)
            yield Fault(f"{path}.yearly[{index}]", found, phrase("a day of every year"))


def _distance_faults(path: str, entries: Iterable[Beside]) -> Iterator[Fault]:
    for index, beside in enumerate(entries):
        for key, distance in (("days", beside.days), ("weekdays", beside.weekdays)):
            if abs(distance) > LONGEST_DISTANCE_DAYS:
                expected = phrase("a distance of at most {most} days", most=LONGEST_DISTANCE_DAYS)
                yield Fault(f"{path}.beside[{index}].{key}", verbatim(distance), expected)
