"""Compute the working days of a statute from the package `holidays` and the days that the statute adds.

The tables of `holidays` decide which years are known: they have a first and a last year, and mark days that were only
estimated.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import lru_cache, partial
from importlib.util import module_from_spec, spec_from_file_location
from itertools import dropwhile, takewhile
from pathlib import Path

import attrs
import holidays
from holidays.registry import EntityLoader
from holidays.version import __version__ as holidays_version

from electsched.errors import Fault, InputError, nearest_names, raise_faults
from electsched.i18n.languages import LANGUAGES, words
from electsched.i18n.text import Text
from electsched.law.calendar import WorkCalendar
from electsched.law.calendar_table import Beside, CalendarTable, ElectionCalendar, VariantTable
from electsched.law.statute import CalendarVariant, Fact
from electsched.loaders.checks.calendar_checks import table_faults
from electsched.phrases import phrase, quoted, verbatim
from electsched.values import value_text

__all__ = ["for_election", "with_subdivisions", "work_calendars"]

FALLBACK_LANGUAGE = "en_US"
COUNTRIES = "holidays.countries"
"""The package of all countries."""


@attrs.frozen
class _Days:
    """The days of some years that are not working days.

    Attributes:
        names: Their names by language.
        estimated: The years with a holiday that `holidays` marks as estimated.
        covered: The years for which `holidays` has any holiday.
    """

    names: dict[date, Text]
    estimated: frozenset[int]
    covered: frozenset[int]

    __repr__ = value_text


@attrs.frozen
class _FurtherYears:
    """The holidays outside the horizon of a calendar; each year is computed once."""

    table: CalendarTable
    variant: VariantTable
    _by_year: dict[int, Mapping[date, Text] | None] = attrs.field(factory=dict, init=False, eq=False, repr=False)

    __repr__ = value_text

    def holidays_of(self, year: int) -> Mapping[date, Text] | None:
        """Return the holidays of a year with their names; None if `holidays` does not have the year."""
        if year not in self._by_year:
            self._by_year[year] = self._holidays_of(year)
        return self._by_year[year]

    def _holidays_of(self, year: int) -> Mapping[date, Text] | None:
        country = _country(self.table.country)
        if not country.start_year <= year <= country.end_year:
            return None
        # A day at a distance from a holiday may lie in another year than the holiday.
        days = _days(self.table, self.variant, date(year - 1, 1, 1), date(year + 1, 12, 31))
        return {day: name for day, name in days.names.items() if day.year == year} if year in days.covered else None


def with_subdivisions(table: CalendarTable, facts: Iterable[Fact]) -> CalendarTable:
    """Return the table with a variant for each subdivision that is a value of its fact ``subdivision_from``.

    Variants that the file states come first, and are used instead.

    Raises:
        InputError: There is no such fact, or `holidays` does not have a value as a subdivision of the country.
    """
    key = table.subdivision_from
    if not key:
        return table
    fact = next((fact for fact in facts if fact.key == key and not fact.test), None)
    if fact is None:
        raise InputError(
            Fault(
                "calendar.subdivision_from", quoted(key), phrase("the key of a given fact: a [[fact]] without a test")
            )
        )
    try:
        codes = _country(table.country).subdivisions
    except NotImplementedError as error:
        raise InputError(_unknown_code(table, VariantTable(), "calendar")) from error
    raise_faults(
        Fault(
            "calendar.subdivision_from",
            phrase("the value {value!r}", value=value),
            phrase("a subdivision in `holidays`: {names}", names=", ".join(codes)),
        )
        for value in fact.values
        if value not in codes and value != fact.default
    )
    variants = [VariantTable(when={key: (value,)}, subdivisions=(value,)) for value in fact.values if value in codes]
    return attrs.evolve(table, variant=(*table.variant, *variants))


def for_election(table: CalendarTable, election: ElectionCalendar) -> CalendarTable:
    """Return the table with the days that one election adds or leaves out, before those of the statute."""
    return attrs.evolve(table, days=(*election.days, *table.days), without=(*election.without, *table.without))


def work_calendars(table: CalendarTable, *, source: str) -> tuple[WorkCalendar, tuple[CalendarVariant, ...]]:
    """Return the working days of the statute, and their variants in the order of the file.

    Raises:
        InputError: `holidays` does not have the country, a subdivision or a category, or a day is out of range.
    """
    try:
        table = attrs.evolve(table, last=table.last or _last_known_day(table))
    except (NotImplementedError, ValueError) as error:
        raise InputError(_unknown_code(table, VariantTable(), "calendar"), source=source) from error
    raise_faults(table_faults(table), source=source)
    base = _checked_calendar(table, VariantTable(), "calendar", source)
    variants = tuple(
        CalendarVariant(
            when=variant.when,
            stages=variant.stages,
            calendar=_checked_calendar(table, variant, f"calendar.variant[{number}]", source),
        )
        for number, variant in enumerate(table.variant)
    )
    raise_faults(_name_faults(table, (base, *(variant.calendar for variant in variants))), source=source)
    return base, variants


def _checked_calendar(table: CalendarTable, variant: VariantTable, path: str, source: str) -> WorkCalendar:
    try:
        return _calendar(table, variant)
    except (NotImplementedError, ValueError) as error:  # `holidays` lacks the country, a subdivision or a category
        raise InputError(_unknown_code(table, variant, path), source=source) from error


def _unknown_code(table: CalendarTable, variant: VariantTable, path: str) -> Fault:
    subdivisions = variant.subdivisions or table.subdivisions
    borrowed = (entry.subdivision for entry in variant.borrowed)
    codes = verbatim(
        ", ".join(map(repr, (table.country, *subdivisions, *borrowed, *table.categories, *table.declared_yearly)))
    )
    return Fault(path, codes, phrase("a country, subdivisions and categories of `holidays`"))


def _name_faults(table: CalendarTable, calendars: tuple[WorkCalendar, ...]) -> Iterator[Fault]:
    """Yield a fault for each holiday that the table names and no year from the first to the last has."""
    names_of = [_names(table, variant) for variant in (VariantTable(), *table.variant)]
    # What the table says of holidays holds in each of its variants.
    yield from _unknown_names("calendar", table, frozenset().union(*names_of))
    for index, variant in enumerate(table.variant):
        path, names = f"calendar.variant[{index}]", names_of[index + 1]
        yield from _unknown_names(path, variant, names)
        for number, borrowed in enumerate(variant.borrowed):
            borrowed_names = (
                (f"borrowed[{number}].names[{name_number}]", name) for name_number, name in enumerate(borrowed.names)
            )
            yield from (
                _unknown_name(f"{path}.{key}", name, names) for key, name in borrowed_names if name not in names
            )
    for index, declared in enumerate(table.declared):
        if not any(declared.day in calendar.holidays for calendar in calendars):
            expected = phrase("a day that is a holiday in `holidays`")
            yield Fault(f"calendar.declared[{index}].day", verbatim(declared.day.isoformat()), expected)


def _names(table: CalendarTable, variant: VariantTable) -> frozenset[str]:
    """Return the English names of all days that are left out, or would be without ``without``."""
    bare = (attrs.evolve(table, without=()), attrs.evolve(variant, without=()))
    days = _days(*bare, table.first, table.last or table.first).names.values()
    return frozenset(english for name in days for english in (*_english(name), name["en"]))


def _unknown_names(path: str, part: CalendarTable | VariantTable, names: frozenset[str]) -> Iterator[Fault]:
    name_paths = [(f"{path}.beside[{index}].holiday", beside.holiday) for index, beside in enumerate(part.beside)]
    name_paths += [(f"{path}.without[{index}]", name) for index, name in enumerate(part.without)]
    yield from (_unknown_name(name_path, name, names) for name_path, name in name_paths if name not in names)


def _unknown_name(path: str, name: str, names: frozenset[str]) -> Fault:
    expected = phrase("the English name of a holiday, such as {names}", names=nearest_names(name, sorted(names)))
    return Fault(path, quoted(name), expected)


def _calendar(table: CalendarTable, variant: VariantTable) -> WorkCalendar:
    last = table.last or table.first
    days = _days(table, variant, table.first, last)
    return WorkCalendar(
        name=table.name,
        weekend=frozenset(variant.weekend or table.weekend),
        holidays=dict(sorted(days.names.items())),
        first=table.first,
        last=last,
        source=f"holidays {holidays_version}",
        short=table.short,
        declared={declared.day: declared.known for declared in table.declared},
        estimated=days.estimated,
        missing=frozenset(range(table.first.year, last.year + 1)) - days.covered,
        further_years=_FurtherYears(table, variant),
    )


def _days(table: CalendarTable, variant: VariantTable, first: date, last: date) -> _Days:
    """Return the days from the first to the last that are not working days."""
    names: dict[date, Text] = {}
    estimated: set[int] = set()
    for subdivision in variant.subdivisions or table.subdivisions or ("",):
        holidays_here = _holidays(table.country, subdivision, table.categories, first, last)
        names |= holidays_here.names
        estimated |= holidays_here.estimated
    covered = frozenset(day.year for day in names)
    for borrowed in variant.borrowed:
        holidays_there = _holidays(table.country, borrowed.subdivision, table.categories, first, last).names
        borrowed_names = {day: name for day, name in holidays_there.items() if _english(name) & {*borrowed.names}}
        names = borrowed_names | names
    beside_names = {
        _beside_day(beside, day, names, variant.weekend or table.weekend): beside.name
        for beside in (*table.beside, *variant.beside)
        for day, name in names.items()
        if beside.holiday in _english(name)
    }
    names = beside_names | names
    for yearly in (*table.yearly, *variant.yearly):
        for year in range(first.year, last.year + 1):
            names.setdefault(date(year, yearly.month, yearly.day), yearly.name)
    names |= {off.day: off.name for off in (*table.days, *variant.days) if first <= off.day <= last}
    without = {*table.without, *variant.without}
    names = {day: name for day, name in names.items() if name["en"] not in without and not _english(name) <= without}
    return _Days(names, frozenset(estimated), covered)


def _english(name: Text) -> set[str]:
    """Return the English names of a day; `holidays` joins the names of several holidays by semicolons."""
    return set(name["en"].split("; "))


def _beside_day(beside: Beside, holiday: date, names: Mapping[date, Text], weekend: tuple[int, ...]) -> date:
    """Return the day at the stated distance from the holiday."""
    day = holiday + timedelta(days=beside.days)
    for _ in range(abs(beside.weekdays)):
        day += timedelta(days=1 if beside.weekdays > 0 else -1)
        while day in names or day.isoweekday() in weekend:
            day += timedelta(days=1 if beside.weekdays > 0 else -1)
    return day


@lru_cache(maxsize=64)
def _holidays(country: str, subdivision: str, categories: tuple[str, ...], first: date, last: date) -> _Days:
    """Return the holidays from the first day to the last."""
    years = range(first.year, last.year + 1)
    names_by_day: dict[date, dict[str, str]] = {}
    estimated: set[int] = set()
    for language in LANGUAGES:
        table = _holiday_table(country, subdivision, categories, words(language)["language.holidays"])
        mark = _estimate_mark(table)
        for day, name in (entry for year in years for entry in _entries(table, year)):
            names_by_day.setdefault(day, {})[language] = name
            if mark in name:
                estimated.add(day.year)
    names = {day: Text(names) for day, names in sorted(names_by_day.items()) if first <= day <= last}
    return _Days(names, frozenset(estimated), frozenset(day.year for day in names))


@lru_cache(maxsize=64)
def _holiday_table(country: str, subdivision: str, categories: tuple[str, ...], language: str) -> holidays.HolidayBase:
    """Return a table that gets the entries of a year when one of its days is first looked up."""
    supported = _country(country).supported_languages
    # The language is always given: without it `holidays` reads the locale from the environment.
    return holidays.country_holidays(
        country,
        subdiv=subdivision or None,
        categories=categories,
        language=language if language in supported else FALLBACK_LANGUAGE if supported else None,
    )


def _entries(table: holidays.HolidayBase, year: int) -> list[tuple[date, str]]:
    """Return the holidays of a year with their names."""
    table.get(date(year, 1, 1))
    return [(day, name) for day, name in table.items() if day.year == year]


@lru_cache(maxsize=64)
def _country(country: str) -> holidays.HolidayBase:
    """Return a table without entries, for the languages and years that it covers."""
    _import_country(country)
    return holidays.country_holidays(country)


def _import_country(country: str) -> None:
    """Import the module of a country alone, because the package of all countries takes longer than to explain a date.

    Nothing is imported if the package is there already, if no country has that code, or if the module builds on that of
    another country; then `holidays` imports all of them.
    """
    loader = getattr(holidays, country, None)
    if not isinstance(loader, EntityLoader):
        return
    name = loader.module_name
    if COUNTRIES in sys.modules or name in sys.modules or not name.startswith(f"{COUNTRIES}."):
        return
    path = Path(holidays.__file__).parent / "countries" / f"{name.removeprefix(COUNTRIES + '.')}.py"
    spec = spec_from_file_location(name, path)
    if spec is None or spec.loader is None or f"from {COUNTRIES}" in path.read_text(encoding="utf-8"):
        return
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    sys.modules.setdefault(name, module)


def _estimate_mark(table: holidays.HolidayBase) -> str:
    """Return the words that `holidays` adds to the name of an estimated holiday, in the language of the table."""
    label = getattr(table, "estimated_label", "%s (estimated)")
    return str(table.tr(label)).replace("%s", "").strip(" ()")


def _last_known_day(table: CalendarTable) -> date:
    """Return the last day of the first run of years whose holidays are known."""
    years = range(table.first.year, _country(table.country).end_year + 1)
    known_years = takewhile(partial(_is_known, table), dropwhile(lambda year: not _is_known(table, year), years))
    return date(max(known_years, default=table.first.year), 12, 31)


def _is_known(table: CalendarTable, year: int) -> bool:
    def tables(categories: tuple[str, ...]) -> list[holidays.HolidayBase]:
        subdivisions = table.subdivisions or ("",)
        return [_holiday_table(table.country, part, categories, FALLBACK_LANGUAGE) for part in subdivisions]

    public = [(_estimate_mark(days), _entries(days, year)) for days in tables(table.categories)]
    is_estimated = any(mark in name for mark, entries in public for _, name in entries)
    declared = (_entries(days, year) for category in table.declared_yearly for days in tables((category,)))
    return any(entries for _, entries in public) and not is_estimated and all(declared)
