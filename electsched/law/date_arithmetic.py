"""How the law counts time: days, working days, months and hours.

In the common count the day of the event is day 0 and is left out; in the inclusive count it is day 1 (the fourteen
working days of Indonesia's Constitutional Court). A count states what it skipped and refuses what it cannot know.
"""

from __future__ import annotations

import calendar as months
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import Literal

import attrs

from electsched.errors import Fault, HorizonError, InputError
from electsched.i18n.text import Text
from electsched.timespan import moment, zone_named

__all__ = [
    "Count",
    "Moment",
    "Rounding",
    "Skipped",
    "WorkCalendar",
    "add_days",
    "add_hours",
    "add_months",
    "add_working_days",
    "as_read_in",
    "day_of",
    "nth_weekday",
    "roll",
    "show",
    "weekday_of_month",
]

MINUTES_A_DAY = 24 * 60
WEEKEND = Text({"id": "akhir pekan", "en": "weekend"})

Rounding = Literal["down", "up"]
"""What to do where the month has no such day: the month's last day, or the first day of the next."""


@attrs.frozen(order=True)
class Moment:
    """A day and an hour by the local wall clock.

    Attributes:
        day: The local day that the law names.
        minutes: Minutes by the wall clock after that day's 00:00, from 0 to 1440; 1440 is 24:00 of that day.
    """

    day: date
    minutes: int = attrs.field(validator=attrs.validators.and_(attrs.validators.ge(0), attrs.validators.le(1440)))

    def __str__(self) -> str:
        """Return the moment as people write it, such as ``2024-03-23 24:00``."""
        return f"{self.day.isoformat()} {self.clock}"

    @property
    def clock(self) -> str:
        """The hour as ``HH:MM``, up to ``24:00``."""
        return f"{self.minutes // 60:02d}:{self.minutes % 60:02d}"


def day_of(value: date | Moment) -> date:
    """Return the day of a date or of a moment."""
    return value.day if isinstance(value, Moment) else value


def show(value: date | Moment) -> str:
    """Return a date or a moment as text, ISO 8601 with 24:00 kept."""
    return str(value) if isinstance(value, Moment) else value.isoformat()


@attrs.frozen
class Skipped:
    """A day that a count passed over, and why.

    Attributes:
        day: The day.
        reason: The weekend, or the name of the holiday.
    """

    day: date
    reason: Text


@attrs.frozen
class Count:
    """The day on which a count ends.

    Attributes:
        day: The last day of the count.
        skipped: The days passed over on the way, in order.
        provisional: Whether the count ran beyond the years for which the holidays are known.
    """

    day: date
    skipped: tuple[Skipped, ...] = ()
    provisional: bool = False


@attrs.frozen(kw_only=True)
class WorkCalendar:
    """Which days are working days, for the years for which that is known.

    Attributes:
        name: What the calendar is, in words.
        weekend: The days of the week that are not worked, Monday being 1 and Sunday 7.
        holidays: Every other day that is not worked, with its name.
        first: The first day for which the holidays are known.
        last: The last such day, included.
        source: Where the holidays come from, with version.
        short: Periods of so many days or fewer leave out the days that are not worked; 0 where there is no such rule.
        declared: Of holidays declared late, the day on which they became known.
    """

    name: Text
    weekend: frozenset[int]
    holidays: Mapping[date, Text] = attrs.field(repr=False)
    first: date
    last: date
    source: str
    short: int = 0
    declared: Mapping[date, date] = attrs.field(factory=dict, repr=False)

    def as_known_on(self, day: date) -> WorkCalendar:
        """Return the calendar as it was known on a day, without the holidays that were declared later."""
        later = {holiday for holiday, known in self.declared.items() if known > day}
        left = {holiday: name for holiday, name in self.holidays.items() if holiday not in later}
        return attrs.evolve(self, holidays=left) if later else self

    def with_days(self, days: Mapping[date, str]) -> WorkCalendar:
        """Return the calendar with more days that are not worked, by name."""
        more = {day: Text.same(name) for day, name in days.items()}
        return attrs.evolve(self, holidays={**self.holidays, **more}) if more else self

    def knows(self, day: date) -> bool:
        """Return whether the holidays of that day's year are known."""
        return self.first <= day <= self.last

    @cached_property
    def worked(self) -> list[int]:
        """The ordinals of the working days that are known, in order."""
        days = range(self.first.toordinal(), self.last.toordinal() + 1)
        return [day for day in days if self.why_not(date.fromordinal(day)) is None]

    @cached_property
    def unworked(self) -> tuple[list[int], tuple[Skipped, ...]]:
        """The ordinals of the other days that are known, in order, and each with its reason."""
        days = range(self.first.toordinal(), self.last.toordinal() + 1)
        found = tuple(
            Skipped(date.fromordinal(day), reason)
            for day in days
            if (reason := self.why_not(date.fromordinal(day))) is not None
        )
        return [item.day.toordinal() for item in found], found

    def why_not(self, day: date) -> Text | None:
        """Return why the day is not worked, or None where it is."""
        if day in self.holidays:
            return self.holidays[day]
        return WEEKEND if day.isoweekday() in self.weekend else None

    def require(self, day: date, *, path: str = "") -> None:
        """Refuse a day outside the known years.

        Raises:
            HorizonError: The day lies outside; the error names both bounds.
        """
        if not self.knows(day):
            bounds = f"a date from {self.first.isoformat()} to {self.last.isoformat()}, the years whose holidays are"
            raise HorizonError(Fault(path, day.isoformat(), f"{bounds} known ({self.source})"))


def add_days(anchor: date, amount: int, *, inclusive: bool = False) -> Count:
    """Return the day that many calendar days from the anchor.

    With ``inclusive`` the anchor is the first day counted, so that one day inclusive is the anchor itself.
    """
    return Count(anchor + timedelta(days=_steps(amount, inclusive=inclusive)))


def _steps(amount: int, *, inclusive: bool) -> int:
    if not inclusive or amount == 0:
        return amount
    return amount - 1 if amount > 0 else amount + 1


def add_working_days(
    anchor: date, amount: int, calendar: WorkCalendar, *, inclusive: bool = False, provisional: bool = False
) -> Count:
    """Return the day that many working days from the anchor, with the days skipped.

    With ``inclusive`` the anchor is the first day counted where it is a working day; else the first working day
    after it (before it, for a negative amount) is. With ``provisional`` a count beyond the known years goes on with
    the weekend and the holidays at hand, and says so.

    Raises:
        HorizonError: The count leaves the known years and ``provisional`` was not asked for.
    """
    found = _indexed(anchor, amount, calendar, inclusive=inclusive)
    return found or _walked(anchor, amount, calendar, inclusive=inclusive, provisional=provisional)


def _indexed(anchor: date, amount: int, calendar: WorkCalendar, *, inclusive: bool) -> Count | None:
    """Return the count from the index of the known years; None where it leaves them or counts nothing."""
    if amount == 0 or not calendar.knows(anchor):
        return None
    begin, worked = anchor.toordinal(), calendar.worked
    if amount > 0:
        place = (bisect_left if inclusive else bisect_right)(worked, begin) + amount - 1
    else:
        place = (bisect_right if inclusive else bisect_left)(worked, begin) + amount
    if not 0 <= place < len(worked):
        return None
    end = worked[place]
    ordinals, skipped = calendar.unworked
    if amount > 0:
        passed = skipped[bisect_left(ordinals, begin if inclusive else begin + 1) : bisect_left(ordinals, end)]
    else:
        passed = skipped[bisect_right(ordinals, end) : bisect_right(ordinals, begin if inclusive else begin - 1)][::-1]
    return Count(date.fromordinal(end), passed)


def _walked(anchor: date, amount: int, calendar: WorkCalendar, *, inclusive: bool, provisional: bool) -> Count:
    """Return the count day by day, which tells where it leaves the known years."""
    step = timedelta(days=1 if amount >= 0 else -1)
    skipped: list[Skipped] = []
    left = abs(amount)
    day = anchor if inclusive else anchor + step
    last = anchor
    beyond = False
    while left:
        if not calendar.knows(day):
            if not provisional:
                calendar.require(day)
            beyond = True
        reason = calendar.why_not(day)
        if reason is None:
            left -= 1
            last = day
        else:
            skipped.append(Skipped(day, reason))
        day += step
    return Count(last, tuple(skipped), beyond)


def roll(day: date, calendar: WorkCalendar, *, forward: bool, provisional: bool = False) -> Count:
    """Return the day itself where it is a working day, else the next or the last one before it, with those skipped.

    Raises:
        HorizonError: The holidays of the year are not known and ``provisional`` was not asked for.
    """
    return add_working_days(day, 1 if forward else -1, calendar, inclusive=True, provisional=provisional)


def nth_weekday(anchor: date, ordinal: int, weekday: int, *, forward: bool, inclusive: bool) -> date:
    """Return the n-th such day of the week (Monday being 1) after the anchor, or before it.

    With ``inclusive`` the anchor's own day may be the first.
    """
    step = 1 if forward else -1
    start = anchor if inclusive else anchor + timedelta(days=step)
    gap = (weekday - start.isoweekday()) * step % 7
    return start + timedelta(days=step * (gap + 7 * (ordinal - 1)))


def weekday_of_month(year: int, month: int, ordinal: int, weekday: int) -> date:
    """Return the n-th such day of the week of the month; -1 is the last.

    Raises:
        InputError: The month has no fifth of it.
    """
    length = months.monthrange(year, month)[1]
    if ordinal < 0:
        return nth_weekday(date(year, month, length), -ordinal, weekday, forward=False, inclusive=True)
    found = nth_weekday(date(year, month, 1), ordinal, weekday, forward=True, inclusive=True)
    if found.month != month:
        name = months.day_name[weekday - 1]
        raise InputError(Fault("", f"a {name} number {ordinal} in {year:04d}-{month:02d}", "one that the month has"))
    return found


def add_months(anchor: date, amount: int, *, rounding: Rounding | None = None) -> Count:
    """Return the same day of the month that many months from the anchor.

    Raises:
        InputError: That month has no such day and no rounding is stated (31 January + 1 month).
    """
    year, month = divmod(anchor.year * 12 + anchor.month - 1 + amount, 12)
    if not date.min.year <= year <= date.max.year:
        raise InputError(Fault("", f"{anchor} {amount:+d} months", "a date from year 1 to year 9999"))
    length = months.monthrange(year, month + 1)[1]
    if anchor.day <= length:
        return Count(date(year, month + 1, anchor.day))
    if rounding is None:
        found = f"{anchor.isoformat()} {amount:+d} months"
        raise InputError(Fault("", found, "'rounding down' or 'rounding up', since that month has no such day"))
    last = date(year, month + 1, length)
    return Count(last if rounding == "down" else last + timedelta(days=1))


def add_hours(anchor: Moment, amount: int, zone: str) -> Moment:
    """Return the local moment that many real hours from the anchor, clock changes included."""
    # By the clock of the world, where an hour is always an hour. A datetime of Python: one of pendulum in the UTC of
    # Python loses its zone when something is added, and the machine's own is taken for it.
    start = moment(anchor.day, anchor.minutes, zone).timestamp()
    world = datetime.fromtimestamp(start, UTC) + timedelta(hours=amount)
    return _local(world.astimezone(zone_named(zone)), anchor)


def as_read_in(value: Moment, zone: str, own: str) -> Moment:
    """Return the moment at which a zone's clock shows the day and hour, by the clock of another zone."""
    return value if zone == own else _local(moment(value.day, value.minutes, zone).astimezone(zone_named(own)), value)


def _local(value: datetime, anchor: Moment) -> Moment:
    """Write 00:00 as 24:00 of the day before where the anchor was written so."""
    minutes = value.hour * 60 + value.minute
    day = date(value.year, value.month, value.day)
    if minutes == 0 and anchor.minutes == MINUTES_A_DAY:
        return Moment(day - timedelta(days=1), MINUTES_A_DAY)
    return Moment(day, minutes)
