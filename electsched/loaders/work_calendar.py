"""Compute the working days of a statute from the package `holidays` and the days that the statute adds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import lru_cache

import attrs
import holidays
from holidays.version import __version__ as holidays_version

from electsched.errors import Fault, InputError, raise_faults
from electsched.i18n.languages import LANGUAGES, words
from electsched.i18n.text import Text
from electsched.law.calendar import WorkCalendar
from electsched.law.statute import CalendarVariant, When

__all__ = ["CalendarTable", "work_calendars"]

FALLBACK_LANGUAGE = "en_US"


@attrs.frozen(kw_only=True)
class _Yearly:
    """A day of every year that is not a working day, although it is no public holiday.

    Attributes:
        month: The month, from 1.
        day: The day of the month, from 1.
        name: Its name for people.
    """

    month: int
    day: int
    name: Text


@attrs.frozen(kw_only=True)
class _Borrowed:
    """Holidays of another subdivision that count here.

    Attributes:
        subdivision: The code of the other subdivision in `holidays`.
        names: The English names in `holidays` of the holidays that count.
    """

    subdivision: str
    names: tuple[str, ...]


@attrs.frozen(kw_only=True)
class _Beside:
    """A day at a fixed distance from a holiday that is not a working day either.

    Attributes:
        holiday: The English name of the holiday in `holidays`.
        days: The number of days after the holiday; negative for days before it.
        name: Its name for people.
    """

    holiday: str
    days: int
    name: Text


@attrs.frozen(kw_only=True)
class _Declared:
    """A holiday declared late.

    Attributes:
        day: The holiday.
        known: The day on which it became known.
        by: The instrument that declared it; empty if unknown.
        sources: Keys of the sources that state it.
    """

    day: date
    known: date
    by: str = ""
    sources: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class _Variant:
    """The differences of the working days under certain facts, or for certain stages.

    Attributes:
        when: The facts under which the variant applies; all elections if empty.
        stages: The stages to which the variant applies; all stages if empty.
        subdivisions: Codes of subdivisions of the country; a holiday in any of them counts.
        yearly: Further days of every year that are not working days.
        beside: Further days at a fixed distance from a holiday that are not working days.
        borrowed: Holidays of other subdivisions that count.
    """

    when: When = attrs.field(factory=dict)
    stages: tuple[str, ...] = ()
    subdivisions: tuple[str, ...] = ()
    yearly: tuple[_Yearly, ...] = ()
    beside: tuple[_Beside, ...] = ()
    borrowed: tuple[_Borrowed, ...] = ()


@attrs.frozen(kw_only=True)
class CalendarTable:
    """The table ``[calendar]`` of a statute: its working days, from `holidays` and the days that the law adds.

    Attributes:
        name: Its name for people.
        weekend: The days of the week that are not working days, from 1 for Monday to 7 for Sunday.
        country: The code of the country in `holidays` (ISO 3166-1).
        first: The first day for which the holidays are known.
        last: The last day for which the holidays are known, included.
        categories: The categories of `holidays` that count.
        subdivisions: Codes of subdivisions of the country; a holiday in any of them counts. If empty, the holidays of
            the whole country count.
        yearly: Days of every year that are not working days, although they are no public holidays.
        beside: Days at a fixed distance from a holiday that are not working days.
        declared: Holidays declared late, with the day on which they became known.
        short: Periods of at most so many days leave out days that are not working days; 0 if there is no such rule.
        variant: Differences under certain facts of an election, or for certain stages.
    """

    name: Text
    weekend: tuple[int, ...]
    country: str
    first: date
    last: date
    categories: tuple[str, ...] = ("public",)
    subdivisions: tuple[str, ...] = ()
    yearly: tuple[_Yearly, ...] = ()
    beside: tuple[_Beside, ...] = ()
    declared: tuple[_Declared, ...] = ()
    short: int = 0
    variant: tuple[_Variant, ...] = ()


def work_calendars(table: CalendarTable, *, source: str) -> tuple[WorkCalendar, tuple[CalendarVariant, ...]]:
    """Return the working days of the statute, and their variants in the order of the file.

    Raises:
        InputError: `holidays` does not have the country, a subdivision or a category, or a day is out of range.
    """
    raise_faults(_table_faults(table), source=source)
    base = _checked_calendar(table, _Variant(), "calendar", source)
    variants = tuple(
        CalendarVariant(
            when=variant.when,
            stages=variant.stages,
            calendar=_checked_calendar(table, variant, f"calendar.variant[{number}]", source),
        )
        for number, variant in enumerate(table.variant)
    )
    return base, variants


def _checked_calendar(table: CalendarTable, variant: _Variant, path: str, source: str) -> WorkCalendar:
    try:
        return _calendar(table, variant)
    except (NotImplementedError, ValueError) as error:  # `holidays` lacks the country, a subdivision or a category
        subdivisions = variant.subdivisions or table.subdivisions
        borrowed = (entry.subdivision for entry in variant.borrowed)
        codes = ", ".join(map(repr, (table.country, *subdivisions, *borrowed, *table.categories)))
        fault = Fault(path, codes, "a country, subdivisions and categories of `holidays`")
        raise InputError(fault, source=source) from error


def _table_faults(table: CalendarTable) -> Iterator[Fault]:
    if table.last < table.first:
        yield Fault("calendar.last", table.last.isoformat(), f"a date not before {table.first.isoformat()}")
    for day in table.weekend:
        if not 1 <= day <= 7:  # noqa: PLR2004  # days of a week
            yield Fault("calendar.weekend", str(day), "days of the week from 1 (Monday) to 7 (Sunday)")
    for index, declared in enumerate(table.declared):
        if not table.first <= declared.day <= table.last:
            expected = f"a day from {table.first.isoformat()} to {table.last.isoformat()}"
            yield Fault(f"calendar.declared[{index}].day", declared.day.isoformat(), expected)
    if table.short < 0:
        yield Fault("calendar.short", str(table.short), "a number of days, or 0 if there is no such rule")
    yearly_by_path = {"calendar": table.yearly}
    yearly_by_path |= {f"calendar.variant[{index}]": variant.yearly for index, variant in enumerate(table.variant)}
    for path, days in yearly_by_path.items():
        for index, yearly in enumerate(days):
            try:
                date(2023, yearly.month, yearly.day)  # not a leap year: 29 February is no day of every year
            except ValueError:
                found = f"day {yearly.day} of month {yearly.month}"
                yield Fault(f"{path}.yearly[{index}]", found, "a day of every year")


def _calendar(table: CalendarTable, variant: _Variant) -> WorkCalendar:
    days: dict[date, Text] = {}
    for subdivision in variant.subdivisions or table.subdivisions or ("",):
        days |= _holidays(table.country, subdivision, table.categories, table.first, table.last)
    for borrowed in variant.borrowed:
        holidays_there = _holidays(table.country, borrowed.subdivision, table.categories, table.first, table.last)
        days |= {day: name for day, name in holidays_there.items() if name["en"] in borrowed.names and day not in days}
    for beside in (*table.beside, *variant.beside):
        for day in [day for day, name in days.items() if name["en"] == beside.holiday]:
            days.setdefault(day + timedelta(days=beside.days), beside.name)
    for yearly in (*table.yearly, *variant.yearly):
        for year in range(table.first.year, table.last.year + 1):
            days.setdefault(date(year, yearly.month, yearly.day), yearly.name)
    return WorkCalendar(
        name=table.name,
        weekend=frozenset(table.weekend),
        holidays=dict(sorted(days.items())),
        first=table.first,
        last=table.last,
        source=f"holidays {holidays_version}",
        short=table.short,
        declared={declared.day: declared.known for declared in table.declared},
    )


@lru_cache(maxsize=32)
def _holidays(
    country: str, subdivision: str, categories: tuple[str, ...], first: date, last: date
) -> Mapping[date, Text]:
    """Return the holidays with their names by language."""
    years = range(first.year, last.year + 1)
    names_by_day: dict[date, dict[str, str]] = {}
    supported = holidays.country_holidays(country, subdiv=subdivision or None).supported_languages
    for language in LANGUAGES:
        code = words(language)["language.holidays"]
        # The language is always given: without it `holidays` reads the locale from the environment.
        table = holidays.country_holidays(
            country,
            subdiv=subdivision or None,
            years=years,
            categories=categories,
            language=code if code in supported else FALLBACK_LANGUAGE if supported else None,
            expand=False,
        )
        for day, name in table.items():
            names_by_day.setdefault(day, {})[language] = name
    return {day: Text(names) for day, names in sorted(names_by_day.items()) if first <= day <= last}
