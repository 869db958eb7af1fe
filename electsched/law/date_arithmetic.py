"""Counting by law: days, working days, weeks, months and hours.

In the common count the day of the event is day 0 and is left out. In the inclusive count it is day 1, as in the
fourteen working days of Indonesia's Constitutional Court.
"""

from __future__ import annotations

import calendar as months
from bisect import bisect_left, bisect_right
from datetime import UTC, date, datetime, timedelta
from typing import Literal

import attrs

from electsched.errors import Fault, InputError
from electsched.law.calendar import Skipped, WorkCalendar, YearState, worst_state
from electsched.phrases import phrase
from electsched.timespan import local_moment, zone_named
from electsched.values import value_text

__all__ = [
    "LAST_DAY_EXPECTED",
    "MINUTES_PER_DAY",
    "Count",
    "Moment",
    "Rounding",
    "add_days",
    "add_hours",
    "add_months",
    "add_working_days",
    "day_of",
    "day_of_month",
    "first_day",
    "in_zone",
    "nth_weekday",
    "roll",
    "show",
    "weekday_of_month",
]

LAST_DAY_EXPECTED = phrase("a day before {last}, the last of all", last=date.max.isoformat())
"""The remedy for the last day that can be written: a calendar ends on the day after."""
MINUTES_PER_DAY = 24 * 60
SHORTEST_MONTH_DAYS = 28

Rounding = Literal["down", "up"]
"""The day used if the month is too short: the last day of that month (down), or the first of the next (up)."""


def _check_minutes(_instance: object, _attribute: object, minutes: int) -> None:
    if not 0 <= minutes <= MINUTES_PER_DAY:
        message = f"{minutes} minutes of a day; expected 0 to {MINUTES_PER_DAY}"
        raise ValueError(message)


@attrs.frozen(order=True)
class Moment:
    """A local day with a time on the wall clock.

    Attributes:
        day: The local day that the law names.
        minutes: Minutes after 00:00 on the wall clock, from 0 to 1440; 1440 is 24:00 of the day.
    """

    day: date
    minutes: int = attrs.field(validator=_check_minutes)

    __repr__ = value_text

    def __str__(self) -> str:
        """Return the moment as text, such as ``2024-03-23 24:00``."""
        return f"{self.day.isoformat()} {self.clock}"

    @property
    def clock(self) -> str:
        """The time as ``HH:MM``, up to ``24:00``."""
        return f"{self.minutes // 60:02d}:{self.minutes % 60:02d}"


def day_of(value: date | Moment) -> date:
    """Return the local day of a date or of a moment."""
    return value.day if isinstance(value, Moment) else value


def first_day(first: date | Moment, last: date | Moment) -> date:
    """Return the first day of a period; a start at 24:00 belongs to the next day, if the period lasts so long."""
    day = day_of(first)
    if isinstance(first, Moment) and first.minutes == MINUTES_PER_DAY and day < day_of(last):
        return day + timedelta(days=1)
    return day


def show(value: date | Moment) -> str:
    """Return a date or a moment as ISO 8601 text; 24:00 is kept."""
    return str(value) if isinstance(value, Moment) else value.isoformat()


@attrs.frozen
class Count:
    """The result of a count.

    Attributes:
        day: The last day of the count.
        skipped: The days left out, in order.
        holidays: The least certain state of the years that it met.
    """

    day: date
    skipped: tuple[Skipped, ...] = ()
    holidays: YearState = "known"

    __repr__ = value_text

    @property
    def provisional(self) -> bool:
        """Whether the count met a year whose holidays are not known."""
        return self.holidays != "known"


def add_days(anchor: date, amount: int, *, inclusive: bool = False) -> Count:
    """Return the day that lies an amount of calendar days from the anchor.

    If ``inclusive``, the anchor is the first day counted: one day inclusive is the anchor itself.
    """
    steps = amount if not inclusive or amount == 0 else amount - 1 if amount > 0 else amount + 1
    return Count(anchor + timedelta(days=steps))


def add_working_days(
    anchor: date, amount: int, calendar: WorkCalendar, *, inclusive: bool = False, provisional: bool = False
) -> Count:
    """Return the day that lies an amount of working days from the anchor, with the days left out.

    If ``inclusive``, the first day counted is the anchor or, if it is no working day, the next working day (the
    previous one for a negative amount). If ``provisional``, a count outside the horizon uses the weekend and the
    estimated holidays. The result has the state of the years that it met.

    Raises:
        HorizonError: The count leaves the horizon or meets a missing year, and ``provisional`` is not set.
    """
    count = _count_by_index(anchor, amount, calendar, inclusive=inclusive)
    return count or _count_by_day(anchor, amount, calendar, inclusive=inclusive, provisional=provisional)


def _count_by_index(anchor: date, amount: int, calendar: WorkCalendar, *, inclusive: bool) -> Count | None:
    """Return the count by bisection of the horizon; None if it leaves it, a year is missing or the amount is 0."""
    if amount == 0 or calendar.missing or not calendar.knows(anchor):
        return None
    begin, working_days = anchor.toordinal(), calendar.working_days
    if amount > 0:
        index = (bisect_left if inclusive else bisect_right)(working_days, begin) + amount - 1
    else:
        index = (bisect_right if inclusive else bisect_left)(working_days, begin) + amount
    if not 0 <= index < len(working_days):
        return None
    end = working_days[index]
    days_off = calendar.days_off
    if amount > 0:
        skipped = days_off[bisect_left(days_off, begin if inclusive else begin + 1) : bisect_left(days_off, end)]
    else:
        stop = bisect_right(days_off, begin if inclusive else begin - 1)
        skipped = days_off[bisect_right(days_off, end) : stop][::-1]
    day = date.fromordinal(end)
    return Count(day, calendar.skipped(skipped), calendar.state_between(anchor, day) if calendar.estimated else "known")


def _count_by_day(anchor: date, amount: int, calendar: WorkCalendar, *, inclusive: bool, provisional: bool) -> Count:
    """Return the count, day by day, so that the first day beyond the known years can be named."""
    step = timedelta(days=1 if amount >= 0 else -1)
    skipped: list[Skipped] = []
    remaining = abs(amount)
    day = anchor if inclusive else anchor + step
    last = anchor
    state: YearState = "known"
    while remaining:
        if not provisional:
            calendar.require_known(day)
        state = worst_state(state, calendar.state_on(day))
        reason = calendar.day_off_reason(day)
        if reason is None:
            remaining -= 1
            last = day
        else:
            skipped.append(Skipped(day, reason))
        day += step
    return Count(last, tuple(skipped), state)


def roll(day: date, calendar: WorkCalendar, *, forward: bool, provisional: bool = False) -> Count:
    """Return the day itself if it is a working day, else the next or the previous working day.

    Raises:
        HorizonError: The day lies outside the horizon, or its year is missing, and ``provisional`` is not set.
    """
    return add_working_days(day, 1 if forward else -1, calendar, inclusive=True, provisional=provisional)


def nth_weekday(anchor: date, ordinal: int, weekday: int, *, forward: bool, inclusive: bool) -> date:
    """Return the n-th weekday (1 is Monday) after or before the anchor.

    If ``inclusive``, the anchor may itself be the first.
    """
    step = 1 if forward else -1
    start = anchor if inclusive else anchor + timedelta(days=step)
    gap = (weekday - start.isoweekday()) * step % 7
    return start + timedelta(days=step * (gap + 7 * (ordinal - 1)))


def weekday_of_month(year: int, month: int, ordinal: int, weekday: int) -> date:
    """Return the n-th weekday (1 is Monday) of a month; -1 is the last, -2 the last but one.

    Raises:
        InputError: The month has no fifth such weekday.
    """
    length = months.monthrange(year, month)[1]
    forward = ordinal > 0
    day = nth_weekday(
        date(year, month, 1 if forward else length), abs(ordinal), weekday, forward=forward, inclusive=True
    )
    if day.month != month:
        name = months.day_name[weekday - 1]
        raise InputError(
            Fault(
                "",
                phrase(
                    "a {name} number {ordinal} in {year:04d}-{month:02d}",
                    name=name,
                    ordinal=ordinal,
                    year=year,
                    month=month,
                ),
                phrase("one that the month has"),
            )
        )
    return day


def day_of_month(anchor: date, month: int, day: int) -> date:
    """Return a day of a month in the year of the anchor; month 0 is the anchor's month, day -1 the last day."""
    month = month or anchor.month
    return date(anchor.year, month, day if day > 0 else months.monthrange(anchor.year, month)[1])


def add_months(anchor: date, amount: int, *, rounding: Rounding | None = None) -> Count:
    """Return the same day of the month, an amount of months from the anchor.

    Raises:
        InputError: The month has no such day and no rounding is stated (31 January + 1 month), or the year lies
            outside 1 to 9999.
    """
    year, month = divmod(anchor.year * 12 + anchor.month - 1 + amount, 12)
    if not date.min.year <= year <= date.max.year:
        raise InputError(
            Fault(
                "",
                phrase("{anchor} {amount:+d} {amount:month|months}", anchor=anchor, amount=amount),
                phrase("a date from year 1 to year 9999"),
            )
        )
    if anchor.day <= SHORTEST_MONTH_DAYS:
        return Count(date(year, month + 1, anchor.day))
    length = months.monthrange(year, month + 1)[1]
    if anchor.day <= length:
        return Count(date(year, month + 1, anchor.day))
    if rounding is None:
        expected = phrase("'rounding down' or 'rounding up', since that month has no such day")
        raise InputError(
            Fault(
                "",
                phrase("{anchor} {amount:+d} {amount:month|months}", anchor=anchor.isoformat(), amount=amount),
                expected,
            )
        )
    last = date(year, month + 1, length)
    return Count(last if rounding == "down" else last + timedelta(days=1))


def add_hours(anchor: Moment, amount: int, zone: str) -> Moment:
    """Return the local moment that lies an amount of elapsed hours from the anchor, clock changes included."""
    clock = zone_named(zone)
    midnight = datetime(anchor.day.year, anchor.day.month, anchor.day.day, tzinfo=clock)
    # Python adds to the wall clock; in UTC, each hour has 60 minutes.
    start = (midnight + timedelta(minutes=anchor.minutes)).astimezone(UTC)
    end = (start + timedelta(hours=amount)).astimezone(clock)
    return _as_written(end, anchor)


def in_zone(value: Moment, zone: str, target: str) -> Moment:
    """Return a moment of one zone's clock on the clock of the target zone."""
    if zone == target:
        return value
    return _as_written(local_moment(value.day, value.minutes, zone).astimezone(zone_named(target)), value)


def _as_written(value: datetime, anchor: Moment) -> Moment:
    """Return the local moment; midnight is 24:00 of the previous day if the anchor is written so."""
    minutes = value.hour * 60 + value.minute
    day = date(value.year, value.month, value.day)
    if minutes == 0 and anchor.minutes == MINUTES_PER_DAY:
        return Moment(day - timedelta(days=1), MINUTES_PER_DAY)
    return Moment(day, minutes)
