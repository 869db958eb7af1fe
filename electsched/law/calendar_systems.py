"""Days of calendar systems other than the Gregorian one, converted by well-kept libraries.

The libraries are the extra ``calendars``. Each is loaded when a rule first needs it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import Any, Literal, get_args

import attrs

from electsched.errors import Fault, HorizonError, InputError, MissingPackageError
from electsched.phrases import Phrase, phrase, verbatim
from electsched.values import value_text

__all__ = [
    "MONTHS_OF",
    "SYSTEMS",
    "System",
    "day_in_system",
    "month_title",
    "most_days_of",
    "package_of",
    "year_in",
]

System = Literal["hebrew", "persian", "nepali", "ethiopian", "hijri"]
"""hijri: Umm al-Qura; nepali: Bikram Sambat."""
SYSTEMS: Mapping[str, System] = {system: system for system in get_args(System)}
USUAL_MONTH_DAYS = 30
CONVERSIONS_KEPT = 4096
"""The most conversions that are kept."""
COPTIC_YEARS_BEFORE = 276
"""The Ethiopian year is so much greater than the Coptic one; both have the same days."""
YEARS_BEFORE_PERSIAN = 621
"""A Persian year begins at the March equinox of a Gregorian year that is so much greater."""


def _numbered(*months: str) -> dict[str, int]:
    return {month: number for number, month in enumerate(months, start=1)}


_HEBREW = ("nisan", "iyar", "sivan", "tammuz", "av", "elul", "tishrei", "heshvan", "kislev", "tevet", "shevat", "adar")
_PERSIAN = (
    *("farvardin", "ordibehesht", "khordad", "tir", "mordad", "shahrivar"),
    *("mehr", "aban", "azar", "dey", "bahman", "esfand"),
)
LAST_PERSIAN_MONTH = 12
_NEPALI_SUMMER = ("jestha", "asar", "shrawan", "bhadra")
FIRST_ADAR, SECOND_ADAR = 12, 13
MONTHS_OF: Mapping[System, Mapping[str, int]] = {
    "hebrew": {**_numbered(*_HEBREW), "adar_i": FIRST_ADAR, "adar_ii": SECOND_ADAR},
    "persian": _numbered(*_PERSIAN),
    "nepali": _numbered(
        *("baishakh", "jestha", "asar", "shrawan", "bhadra", "ashwin"),
        *("kartik", "mangsir", "poush", "magh", "falgun", "chaitra"),
    ),
    "ethiopian": _numbered(
        *("meskerem", "tikimt", "hidar", "tahsas", "tir", "yekatit", "megabit"),
        *("miyazya", "ginbot", "sene", "hamle", "nehase", "pagume"),
    ),
    "hijri": _numbered(
        *("muharram", "safar", "rabi_i", "rabi_ii", "jumada_i", "jumada_ii"),
        *("rajab", "shaban", "ramadan", "shawwal", "dhu_al_qadah", "dhu_al_hijjah"),
    ),
}
"""The months of each system, as they are written in rules, with the numbers that the libraries give them."""
_MONTH_DAYS: Mapping[System, Mapping[str, int]] = {
    "hebrew": dict.fromkeys(("iyar", "tammuz", "elul", "tevet", "adar", "adar_ii"), 29),
    "persian": dict.fromkeys(("farvardin", "ordibehesht", "khordad", "tir", "mordad", "shahrivar"), 31),
    "nepali": {**dict.fromkeys(("baishakh", "ashwin", "chaitra"), 31), **dict.fromkeys(_NEPALI_SUMMER, 32)},
    "ethiopian": {"pagume": 6},
    "hijri": dict.fromkeys(("jumada_i", "dhu_al_qadah"), 31),  # once each, in the tables of Umm al-Qura
}
"""The days of the longest month of that name in any year, if they are not thirty."""


def most_days_of(system: System, month: str) -> int:
    """Return the days that a month has in the year in which it is longest."""
    return _MONTH_DAYS[system].get(month, USUAL_MONTH_DAYS)


@attrs.frozen
class _Converter:
    """The functions of a library for one system.

    Attributes:
        package: Name of the library.
        years: The first and the last year that it converts.
        year_of: Function that returns the year in which a Gregorian day lies.
        length: Function that returns the days of a month, by year and month.
        day: Function that returns the Gregorian day of a year, month and day.
        is_leap: Function that returns whether a Hebrew year has two months of Adar; None for another system.
    """

    package: str
    years: tuple[int, int]
    year_of: Callable[[date], int]
    length: Callable[[int, int], int]
    day: Callable[[int, int, int], date]
    is_leap: Callable[[int], bool] | None = None

    __repr__ = value_text


@lru_cache(maxsize=CONVERSIONS_KEPT)
def year_in(system: System, day: date) -> int:
    """Return the year of the system in which a Gregorian day lies.

    Raises:
        HorizonError: The library does not convert that day.
        MissingPackageError: The library is not installed.
    """
    converter = _converter(system)
    try:
        return converter.year_of(day)
    except (ValueError, OverflowError, LookupError) as error:
        raise HorizonError(_unconverted(verbatim(day.isoformat()), system, converter)) from error


@lru_cache(maxsize=CONVERSIONS_KEPT)
def day_in_system(system: System, year: int, month: str, day: int, weekday: int = 0) -> date:
    """Return the Gregorian day of a day of a month; -1 is the last day.

    With a weekday (1 is Monday), ``day`` is its ordinal in the month: -1 is the last, -2 the last but one.

    Raises:
        HorizonError: The library does not convert the year.
        InputError: The month has no such day, or the year has no such month.
        MissingPackageError: The library is not installed.
    """
    converter = _converter(system)
    first_year, last_year = converter.years
    if not first_year <= year <= last_year:
        raise HorizonError(_unconverted(phrase("the year {year}", year=year), system, converter))
    number = _month_number(system, year, month, converter)
    days = range(1, converter.length(year, number) + 1)
    if weekday:
        first = converter.day(year, number, 1).isoweekday()
        days = days[(weekday - first) % 7 :: 7]
    index = day - 1 if day > 0 else day
    if not -len(days) <= index < len(days):
        month_of_year = phrase("{month} {year}", month=month_title(month), year=year)
        found = phrase("day {day} of {month}", day=day, month=month_of_year)
        if weekday:
            found = phrase("weekday {weekday}, number {day} of {month}", weekday=weekday, day=day, month=month_of_year)
        raise InputError(Fault("", found, phrase("a number up to {count}", count=len(days))))
    return converter.day(year, number, days[index])


def month_title(month: str) -> str:
    """Return the name of a month for people, such as ``Adar II``."""
    return " ".join(word.upper() if word in {"i", "ii"} else word.capitalize() for word in month.split("_"))


def package_of(system: System) -> str:
    """Return the name of the library that converts a system.

    Raises:
        MissingPackageError: The library is not installed.
    """
    return _converter(system).package


def _month_number(system: System, year: int, month: str, converter: _Converter) -> int:
    number = MONTHS_OF[system][month]
    if converter.is_leap and number >= FIRST_ADAR:
        is_leap = converter.is_leap(year)
        if is_leap == (month == "adar"):
            expected = (
                phrase("'adar_i' or 'adar_ii' in a leap year")
                if is_leap
                else phrase("'adar' in a year that is no leap year")
            )
            raise InputError(Fault("", verbatim(f"{month_title(month)} {year}"), expected))
    return number


def _unconverted(found: Phrase, system: System, converter: _Converter) -> Fault:
    first, last = converter.years
    return Fault(
        "",
        found,
        phrase(
            "a date of the {system} years {first} to {last}, which {package} converts",
            system=system,
            first=first,
            last=last,
            package=converter.package,
        ),
    )


# --- libraries ---


@cache
def _converter(system: System) -> _Converter:
    try:
        return _LOADERS[system]()
    except ModuleNotFoundError as error:
        expected = phrase("the extra `calendars`: pip install 'electsched[calendars]'")
        raise MissingPackageError(
            Fault("", phrase("no {name}, which converts {system} dates", name=error.name, system=system), expected)
        ) from error


def _of_convertdate(module: Any, years: tuple[int, int], years_before: int = 0) -> _Converter:  # noqa: ANN401  # untyped
    return _Converter(
        package="convertdate",
        years=years,
        year_of=lambda day: int(module.from_gregorian(day.year, day.month, day.day)[0]) + years_before,
        length=lambda year, month: int(module.month_length(year - years_before, month)),
        day=lambda year, month, day: date(*module.to_gregorian(year - years_before, month, day)),
    )


def _hebrew() -> _Converter:
    from pyluach.hebrewcal import HebrewDate, Month, Year  # noqa: PLC0415  # optional

    def gregorian(year: int, month: int, day: int) -> date:
        converted: date = HebrewDate(year, month, day).to_pydate()
        return converted

    return _Converter(
        package="pyluach",
        years=(5344, 6759),
        year_of=lambda day: int(HebrewDate.from_pydate(day).year),
        length=lambda year, month: len([*Month(year, month).iterdates()]),
        day=gregorian,
        is_leap=lambda year: bool(Year(year).leap),
    )


def _persian() -> _Converter:
    import convertdate  # noqa: PLC0415  # optional

    @cache
    def new_year(year: int) -> date:
        # A conversion by the library computes several equinoxes, in about 10 ms each; one of them begins the year.
        equinox = convertdate.persian.equinox_jd(year + YEARS_BEFORE_PERSIAN)
        return date(*convertdate.gregorian.from_jd(equinox + 0.5))

    def year_of(day: date) -> int:
        year = day.year - YEARS_BEFORE_PERSIAN
        return year if new_year(year) <= day else year - 1

    def length(year: int, month: int) -> int:
        if month < LAST_PERSIAN_MONTH:
            return most_days_of("persian", _PERSIAN[month - 1])
        return (new_year(year + 1) - day(year, month, 1)).days

    def day(year: int, month: int, day_of_month: int) -> date:
        days_before = sum(length(year, earlier) for earlier in range(1, month))
        return new_year(year) + timedelta(days=days_before + day_of_month - 1)

    return _Converter(
        package="convertdate",
        years=(962, 2377),
        year_of=year_of,
        length=length,
        day=day,
    )


def _ethiopian() -> _Converter:
    import convertdate  # noqa: PLC0415  # optional

    return _of_convertdate(convertdate.coptic, (1576, 2991), years_before=COPTIC_YEARS_BEFORE)


def _hijri() -> _Converter:
    from hijridate import Gregorian, Hijri  # noqa: PLC0415  # optional

    return _Converter(
        package="hijridate",
        years=(1343, 1500),
        year_of=lambda day: Gregorian(day.year, day.month, day.day).to_hijri().year,
        length=lambda year, month: Hijri(year, month, 1).month_length(),
        day=lambda year, month, day: date(*Hijri(year, month, day).to_gregorian().datetuple()),
    )


def _nepali() -> _Converter:
    import nepali_datetime  # noqa: PLC0415  # optional

    def gregorian(year: int, month: int, day: int) -> date:
        converted: date = nepali_datetime.date(year, month, day).to_datetime_date()
        return converted

    def length(year: int, month: int) -> int:
        year_after, month_after = (year + 1, 1) if month == len(MONTHS_OF["nepali"]) else (year, month + 1)
        return (gregorian(year_after, month_after, 1) - gregorian(year, month, 1)).days

    return _Converter(
        package="nepali-datetime",
        years=(1975, 2099),
        year_of=lambda day: int(nepali_datetime.date.from_datetime_date(day).year),
        length=length,
        day=gregorian,
    )


_LOADERS: Mapping[System, Callable[[], _Converter]] = {
    "hebrew": _hebrew,
    "persian": _persian,
    "nepali": _nepali,
    "ethiopian": _ethiopian,
    "hijri": _hijri,
}
