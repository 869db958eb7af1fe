"""The table ``[calendar]`` of a statute, as it is written in the file.

The package `holidays` has the public holidays of the country; the table states the days in which the law differs.
"""

from __future__ import annotations

from datetime import date

import attrs

from electsched.i18n.text import Text
from electsched.law.statute import When
from electsched.values import value_text

__all__ = ["Beside", "Borrowed", "CalendarTable", "DayOff", "Declared", "ElectionCalendar", "VariantTable", "Yearly"]


@attrs.frozen(kw_only=True)
class Yearly:
    """A day of every year that is not a working day, although it is no public holiday.

    Attributes:
        month: The month, from 1.
        day: The day of the month, from 1.
        name: Its name for people.
    """

    month: int
    day: int
    name: Text

    __repr__ = value_text


@attrs.frozen(kw_only=True)
class Borrowed:
    """Holidays of another subdivision that count here.

    Attributes:
        subdivision: The code of the other subdivision in `holidays`.
        names: The English names in `holidays` of the holidays that count.
    """

    subdivision: str
    names: tuple[str, ...]

    __repr__ = value_text


@attrs.frozen(kw_only=True)
class Beside:
    """A day at a fixed distance from a holiday that is not a working day either.

    Attributes:
        holiday: The English name of the holiday in `holidays`.
        name: Its name for people.
        days: The number of days after the holiday; negative for days before it.
        weekdays: The same, counted in days that are neither weekend nor holidays of `holidays`.
    """

    holiday: str
    name: Text
    days: int = 0
    weekdays: int = 0

    __repr__ = value_text


@attrs.frozen(kw_only=True)
class Declared:
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

    __repr__ = value_text


@attrs.frozen(kw_only=True)
class DayOff:
    """A single day that is not a working day, although `holidays` does not have it.

    Attributes:
        day: The day.
        name: Its name for people.
        sources: Keys of the sources that state it.
    """

    day: date
    name: Text
    sources: tuple[str, ...] = ()

    __repr__ = value_text


@attrs.frozen(kw_only=True)
class VariantTable:
    """The differences of the working days under certain facts, or for certain stages.

    Attributes:
        when: The facts under which the variant applies; all elections if empty.
        stages: The stages to which the variant applies; all stages if empty.
        subdivisions: Codes of subdivisions of the country; a holiday in any of them counts.
        weekend: The days of the week that are not working days; those of the statute if empty.
        yearly: Further days of every year that are not working days.
        beside: Further days at a fixed distance from a holiday that are not working days.
        borrowed: Holidays of other subdivisions that count.
        days: Further single days that are not working days.
        without: The English names of days that are working days all the same.
    """

    when: When = attrs.field(factory=dict)
    stages: tuple[str, ...] = ()
    subdivisions: tuple[str, ...] = ()
    weekend: tuple[int, ...] = ()
    yearly: tuple[Yearly, ...] = ()
    beside: tuple[Beside, ...] = ()
    borrowed: tuple[Borrowed, ...] = ()
    days: tuple[DayOff, ...] = ()
    without: tuple[str, ...] = ()

    __repr__ = value_text


@attrs.frozen(kw_only=True)
class ElectionCalendar:
    """The table ``[calendar]`` of an election: the days in which its working days differ from those of the statute.

    Attributes:
        days: Single days that are not working days for this election.
        without: The English names of days that are working days for this election all the same.
    """

    days: tuple[DayOff, ...] = ()
    without: tuple[str, ...] = ()

    __repr__ = value_text


@attrs.frozen(kw_only=True)
class CalendarTable:
    """The table ``[calendar]`` of a statute: its working days, from `holidays` and the days that the law adds.

    Attributes:
        name: Its name for people.
        weekend: The days of the week that are not working days, from 1 for Monday to 7 for Sunday.
        country: The code of the country in `holidays` (ISO 3166-1).
        first: The first day for which the holidays are known.
        last: The last day for which the holidays are known, included. Without it, the years are known up to the first
            that `holidays` does not cover, of which a holiday is marked as estimated, or without a declaration.
        declared_yearly: Categories of `holidays` whose days are declared each year anew; a year without any of them is
            not yet declared.
        categories: The categories of `holidays` that count.
        subdivisions: Codes of subdivisions of the country; a holiday in any of them counts. If empty, the holidays of
            the whole country count.
        subdivision_from: The fact whose value is the code of the subdivision whose holidays count; those of
            ``subdivisions`` count for a default that is no code.
        yearly: Days of every year that are not working days, although they are no public holidays.
        beside: Days at a fixed distance from a holiday that are not working days.
        days: Single days that are not working days.
        without: The English names of days that are working days all the same.
        declared: Holidays declared late, with the day on which they became known.
        short: Periods of at most so many days leave out days that are not working days; 0 if there is no such rule.
        variant: Differences under certain facts of an election, or for certain stages.
    """

    name: Text
    weekend: tuple[int, ...]
    country: str
    first: date
    last: date | None = None
    declared_yearly: tuple[str, ...] = ()
    categories: tuple[str, ...] = ("public",)
    subdivisions: tuple[str, ...] = ()
    subdivision_from: str = ""
    yearly: tuple[Yearly, ...] = ()
    beside: tuple[Beside, ...] = ()
    days: tuple[DayOff, ...] = ()
    without: tuple[str, ...] = ()
    declared: tuple[Declared, ...] = ()
    short: int = 0
    variant: tuple[VariantTable, ...] = ()

    __repr__ = value_text
