"""The working days of a jurisdiction, for the years whose holidays are known.

The horizon is part of the calendar: a day outside it is refused and never taken for a working day in silence.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property

import attrs

from electsched.errors import Fault, HorizonError
from electsched.i18n.text import Text, translated

__all__ = ["Skipped", "WorkCalendar"]

WEEKEND = translated("holiday.weekend")


@attrs.frozen
class Skipped:
    """A day that a count of working days leaves out.

    Attributes:
        day: The day.
        reason: The weekend, or the name of the holiday.
    """

    day: date
    reason: Text


@attrs.frozen(kw_only=True)
class WorkCalendar:
    """The working days of a jurisdiction.

    Attributes:
        name: Name of the calendar.
        weekend: Weekdays that are not worked, from 1 (Monday) to 7 (Sunday).
        holidays: All other days that are not worked, with their names.
        first: First day for which the holidays are known.
        last: Last day for which the holidays are known, included.
        source: Origin of the holidays, with its version.
        short: Longest period, in days, that counts working days only; 0 if the law has no such rule.
        declared: Day on which a late holiday became known, by holiday.
    """

    name: Text
    weekend: frozenset[int]
    holidays: Mapping[date, Text]
    first: date
    last: date
    source: str
    short: int = 0
    declared: Mapping[date, date] = attrs.field(factory=dict)

    def __repr__(self) -> str:
        """Return the name, the known years and the source of the holidays."""
        return f"<WorkCalendar {self.name}: {self.first} to {self.last}, {self.source}>"

    def as_known_on(self, day: date) -> WorkCalendar:
        """Return the calendar without the holidays that were declared after the day."""
        late = {holiday for holiday, declared_on in self.declared.items() if declared_on > day}
        if not late:
            return self
        declared = {holiday: name for holiday, name in self.holidays.items() if holiday not in late}
        return attrs.evolve(self, holidays=declared)

    def with_days(self, days: Mapping[date, str]) -> WorkCalendar:
        """Return the calendar with more holidays, given by day and name."""
        if not days:
            return self
        added = {day: Text.same(name) for day, name in days.items()}
        return attrs.evolve(self, holidays={**self.holidays, **added})

    def knows(self, day: date) -> bool:
        """Return whether the holidays of the day's year are known."""
        return self.first <= day <= self.last

    @cached_property
    def working_days(self) -> list[int]:
        """The ordinals of all working days within the horizon, in order."""
        days = range(self.first.toordinal(), self.last.toordinal() + 1)
        return [day for day in days if self.day_off_reason(date.fromordinal(day)) is None]

    @cached_property
    def days_off(self) -> tuple[list[int], tuple[Skipped, ...]]:
        """The ordinals of all other days within the horizon, in order, and these days with their reasons."""
        days = map(date.fromordinal, range(self.first.toordinal(), self.last.toordinal() + 1))
        skipped = tuple(Skipped(day, reason) for day in days if (reason := self.day_off_reason(day)) is not None)
        return [day_off.day.toordinal() for day_off in skipped], skipped

    def day_off_reason(self, day: date) -> Text | None:
        """Return the holiday or the weekend for which the day is not worked; None for a working day."""
        if day in self.holidays:
            return self.holidays[day]
        return WEEKEND if day.isoweekday() in self.weekend else None

    def require_known(self, day: date, *, path: str = "") -> None:
        """Check that the holidays of the day's year are known.

        Raises:
            HorizonError: The day lies outside the horizon; the error names both ends of it.
        """
        if not self.knows(day):
            horizon = f"a date from {self.first.isoformat()} to {self.last.isoformat()}"
            expected = f"{horizon}, the years whose holidays are known ({self.source})"
            raise HorizonError(Fault(path, day.isoformat(), expected))
