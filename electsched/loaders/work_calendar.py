"""Working days from the tables of `holidays`, and from what a law adds to them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import lru_cache

import attrs
import holidays
from holidays.version import __version__ as holidays_version

from electsched.errors import Fault, InputError, raise_faults
from electsched.i18n.text import LANGUAGES, Text
from electsched.law.date_arithmetic import WorkCalendar
from electsched.law.statute import CalendarVariant, When

__all__ = ["CalendarTable", "work_calendars"]

HOLIDAY_LANGUAGES = {"id": "id", "en": "en_US"}


@attrs.frozen(kw_only=True)
class _Yearly:
    """A day of every year that is not worked, though it is no public holiday.

    Attributes:
        month: The month, from 1.
        day: The day of the month, from 1.
        name: What it is called.
    """

    month: int
    day: int
    name: Text


@attrs.frozen(kw_only=True)
class _Borrowed:
    """Holidays of another subdivision that count here.

    Attributes:
        subdivision: That subdivision, as `holidays` codes it.
        names: Those that count, by the names that `holidays` gives them in English.
    """

    subdivision: str
    names: tuple[str, ...]


@attrs.frozen(kw_only=True)
class _Beside:
    """A day beside a holiday that is not worked either.

    Attributes:
        holiday: The holiday, by the name that `holidays` gives it in English.
        days: How many days after it; negative for before.
        name: What the day is called.
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
        by: The instrument that declared it; empty where not known.
        sources: Keys of the sources that state it.
    """

    day: date
    known: date
    by: str = ""
    sources: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class _Variant:
    """What is different about the working days under certain facts, or for certain stages.

    Attributes:
        when: The facts under which it holds; all elections where empty.
        stages: The stages for which it holds; all where empty.
        subdivisions: Parts of the country; a holiday in any of them counts.
        yearly: Days of every year that are not worked besides.
        beside: Days next to a holiday that are not worked besides.
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
    """The table ``[calendar]`` of a statute: which days are worked, from `holidays` and what the law adds.

    Attributes:
        name: What the calendar is.
        weekend: The days of the week that are not worked, Monday being 1.
        country: The country, as `holidays` codes it (ISO 3166-1).
        first: The first day for which the holidays are known.
        last: The last such day, included.
        categories: The categories of `holidays`.
        subdivisions: Parts of the country; a holiday in any of them counts. None for the country as a whole.
        yearly: Days of every year that are not worked besides.
        beside: Days next to a holiday, by the name that `holidays` gives it in English, that are not worked besides.
        declared: Holidays declared late, with the day on which they became known.
        short: Periods of so many days or fewer leave out the days that are not worked; 0 where there is no such rule.
        variant: What is different under certain facts of an election.
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
    """Return the working days of the law, and its variants in the order of the file.

    Raises:
        InputError: The table names no country of `holidays`, or its years run backwards.
    """
    raise_faults(_table_faults(table), source=source)
    base = _known(table, _Variant(), "calendar", source)
    variants = tuple(
        CalendarVariant(
            when=variant.when,
            stages=variant.stages,
            calendar=_known(table, variant, f"calendar.variant[{number}]", source),
        )
        for number, variant in enumerate(table.variant)
    )
    return base, variants


def _known(table: CalendarTable, variant: _Variant, path: str, source: str) -> WorkCalendar:
    try:
        return _calendar(table, variant)
    except (NotImplementedError, ValueError) as error:  # `holidays` knows no such country, or no such part or category
        named = (*(variant.subdivisions or table.subdivisions), *(other.subdivision for other in variant.borrowed))
        found = ", ".join(map(repr, (table.country, *named, *table.categories)))
        fault = Fault(path, found, "a country, subdivisions and categories of `holidays`")
        raise InputError(fault, source=source) from error


def _table_faults(table: CalendarTable) -> Iterator[Fault]:
    if table.last < table.first:
        yield Fault("calendar.last", table.last.isoformat(), f"a date not before {table.first.isoformat()}")
    for day in table.weekend:
        if not 1 <= day <= 7:  # noqa: PLR2004  # days of a week
            yield Fault("calendar.weekend", str(day), "days of the week from 1 (Monday) to 7 (Sunday)")
    for index, item in enumerate(table.declared):
        if not table.first <= item.day <= table.last:
            bounds = f"a day from {table.first.isoformat()} to {table.last.isoformat()}"
            yield Fault(f"calendar.declared[{index}].day", item.day.isoformat(), bounds)
    if table.short < 0:
        yield Fault("calendar.short", str(table.short), "a number of days, or 0 for no such rule")
    groups = [("calendar", table.yearly)]
    groups += [(f"calendar.variant[{number}]", variant.yearly) for number, variant in enumerate(table.variant)]
    for path, yearly in groups:
        for index, each in enumerate(yearly):
            try:
                date(2023, each.month, each.day)
            except ValueError:
                yield Fault(f"{path}.yearly[{index}]", f"day {each.day} of month {each.month}", "a day of every year")


def _calendar(table: CalendarTable, variant: _Variant) -> WorkCalendar:
    days: dict[date, Text] = {}
    for subdivision in variant.subdivisions or table.subdivisions or ("",):
        days |= _holidays(table.country, subdivision, table.categories, table.first, table.last)
    for other in variant.borrowed:
        lent = _holidays(table.country, other.subdivision, table.categories, table.first, table.last)
        days |= {day: name for day, name in lent.items() if name["en"] in other.names and day not in days}
    for near in (*table.beside, *variant.beside):
        for day in [day for day, name in days.items() if name["en"] == near.holiday]:
            days.setdefault(day + timedelta(days=near.days), near.name)
    for item in (*table.yearly, *variant.yearly):
        for year in range(table.first.year, table.last.year + 1):
            days.setdefault(date(year, item.month, item.day), item.name)
    return WorkCalendar(
        name=table.name,
        weekend=frozenset(table.weekend),
        holidays=dict(sorted(days.items())),
        first=table.first,
        last=table.last,
        source=f"holidays {holidays_version}",
        short=table.short,
        declared={item.day: item.known for item in table.declared},
    )


@lru_cache(maxsize=32)
def _holidays(
    country: str, subdivision: str, categories: tuple[str, ...], first: date, last: date
) -> Mapping[date, Text]:
    """Return the holidays with their names; the language is always stated, else `holidays` asks the environment."""
    years = range(first.year, last.year + 1)
    named: dict[date, dict[str, str]] = {}
    spoken = holidays.country_holidays(country, subdiv=subdivision or None).supported_languages
    for language in LANGUAGES:
        wanted = HOLIDAY_LANGUAGES[language]
        found = holidays.country_holidays(
            country,
            subdiv=subdivision or None,
            years=years,
            categories=categories,
            language=wanted if wanted in spoken else HOLIDAY_LANGUAGES["en"] if spoken else None,
            expand=False,
        )
        for day, name in found.items():
            named.setdefault(day, {})[language] = name
    return {day: Text(names) for day, names in sorted(named.items()) if first <= day <= last}
