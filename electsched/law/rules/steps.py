"""The steps of the computation of a rule: each count, move or choice, from one date to the next."""

from __future__ import annotations

from datetime import date
from typing import Literal

import attrs

from electsched.i18n.text import Text
from electsched.law.calendar import Skipped, YearState
from electsched.law.calendar_systems import System
from electsched.law.date_arithmetic import Moment
from electsched.values import value_text

__all__ = [
    "ChoiceStep",
    "CountStep",
    "Direction",
    "Extreme",
    "HolidayStep",
    "HourStep",
    "MonthDayStep",
    "Part",
    "Relation",
    "RollStep",
    "SystemDayStep",
    "TimeUnit",
    "Value",
    "WeekdayStep",
    "ZoneStep",
]

Value = date | Moment
"""A day, or a day with an hour."""
Part = Literal["start", "end"]
TimeUnit = Literal["hour", "day", "working day", "week", "month", "year"]
"""The unit of a count."""
Direction = Literal["forward", "back"]
"""To the next working day, or to the previous one."""
Relation = Literal["after", "from", "before", "until", "of", "nearest"]
Extreme = Literal["latest", "earliest"]


@attrs.frozen
class CountStep:
    """The rule counted from one day to another.

    Attributes:
        start: First day of the count.
        amount: Number of units, negative for backwards.
        unit: The unit, singular.
        inclusive: Whether the first day was counted.
        end: Last day of the count.
        skipped: The days left out.
        source: Origin of the holidays; empty if none were needed.
        holidays: The least certain state of the years that the count met.
        clear: Whether neither the first nor the last day was counted.
    """

    start: Value
    amount: int
    unit: TimeUnit
    inclusive: bool
    end: Value
    skipped: tuple[Skipped, ...] = attrs.field(default=(), repr=False)
    source: str = ""
    holidays: YearState = "known"
    clear: bool = False

    __repr__ = value_text

    @property
    def provisional(self) -> bool:
        """Whether the count met a year whose holidays are not known."""
        return self.holidays != "known"


@attrs.frozen
class RollStep:
    """The rule moved a day to a working day, or kept it if it is one.

    Attributes:
        start: The day or moment before the move.
        direction: To the next (``forward``) or to the previous working day (``back``).
        end: The day or moment after the move; equal to the start if nothing moved.
        skipped: The days left out.
        source: Origin of the holidays.
        holidays: The least certain state of the years that the move met.
    """

    start: Value
    direction: Direction
    end: Value
    skipped: tuple[Skipped, ...] = attrs.field(repr=False)
    source: str
    holidays: YearState = "known"

    __repr__ = value_text

    @property
    def provisional(self) -> bool:
        """Whether the move met a year whose holidays are not known."""
        return self.holidays != "known"


@attrs.frozen
class WeekdayStep:
    """The rule took the n-th weekday.

    Attributes:
        start: The day from which was counted.
        ordinal: Number of the weekday; -1 is the last of a month, -2 the last but one.
        weekday: The weekday, from 1 (Monday) to 7 (Sunday).
        relation: Position relative to the start.
        month: The month; 0 without a month.
        end: The resulting day.
    """

    start: Value
    ordinal: int
    weekday: int
    relation: Relation
    month: int
    end: date

    __repr__ = value_text


@attrs.frozen
class MonthDayStep:
    """The rule took a day of a month in the year of the start."""

    start: Value
    end: date

    __repr__ = value_text


@attrs.frozen
class SystemDayStep:
    """The rule took a day of another calendar system, in the year of that system in which the start lies.

    Attributes:
        start: The day that gives the year.
        system: The calendar system.
        year: Its year.
        month: Its month, as it is written in rules.
        day: The day of the month; -1 is the last. With a weekday, its ordinal in the month.
        weekday: The weekday, from 1 (Monday) to 7 (Sunday); 0 without one.
        end: The resulting day.
        source: The library that converted it.
    """

    start: Value
    system: System
    year: int
    month: str
    day: int
    weekday: int
    end: date
    source: str

    __repr__ = value_text


@attrs.frozen
class HolidayStep:
    """The rule took a holiday of the year of the start.

    Attributes:
        start: The day that gives the year.
        name: The name of the holiday.
        end: The first day of that name in the year.
        source: Origin of the holidays; empty for Easter Sunday, which is computed.
        holidays: Whether the holidays of the year are known or estimated.
    """

    start: Value
    name: Text
    end: date
    source: str = ""
    holidays: YearState = "known"

    __repr__ = value_text


@attrs.frozen
class HourStep:
    """The rule set an hour of the day."""

    value: Moment

    __repr__ = value_text


@attrs.frozen
class ZoneStep:
    """The rule read a local hour on the clock of a stated zone.

    Attributes:
        start: The day and hour in that zone.
        zone: The zone.
        end: The same moment on the clock of the jurisdiction.
    """

    start: Moment
    zone: str
    end: Moment

    __repr__ = value_text


@attrs.frozen
class ChoiceStep:
    """The rule chose the latest or the earliest of several dates."""

    which: Extreme
    values: tuple[Value, ...]
    value: Value

    __repr__ = value_text
