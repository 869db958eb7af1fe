"""The working days of a jurisdiction, and for each year whether its holidays are known, estimated or missing.

The horizon is part of the calendar: a day outside it is refused and never taken for a working day in silence. A caller
who asks for a provisional count gets one, with the state of the years that it met.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache, cached_property
from typing import Literal, Protocol

import attrs

from electsched.errors import Fault, HorizonError
from electsched.i18n.text import Text, translated
from electsched.phrases import phrase, verbatim
from electsched.values import value_text

__all__ = ["FurtherYears", "Skipped", "WorkCalendar", "YearState", "holiday_names", "worst_state"]


@cache
def _weekend() -> Text:
    return translated("holiday.weekend")


WEEK_DAYS = 7
YEAR_STATES = {"known": phrase("known"), "estimated": phrase("estimated"), "missing": phrase("missing")}
PROVISIONAL_HINT = phrase("Ask for provisional dates: 'provisional = true' in [election], or --provisional.")

YearState = Literal["known", "estimated", "missing"]
"""known: the holidays of the year were declared, or follow from the law; estimated: some of them were only computed, or
may still be declared; missing: the year has no table of holidays."""
_STATES: tuple[YearState, ...] = ("known", "estimated", "missing")


def worst_state(*states: YearState) -> YearState:
    """Return the least certain of the states; ``known`` if there is none."""
    return max(states, key=_STATES.index, default="known")


def holiday_names(name: Text) -> tuple[str, ...]:
    """Return the English names of the holidays that a day bears, without the mark of an estimate.

    Holidays on the same day share one entry, in which a semicolon separates their names.
    """
    return tuple(part.removesuffix(" (estimated)").strip() for part in name["en"].split(";"))


class FurtherYears(Protocol):
    """The holidays of years outside the horizon of a calendar, as they are estimated."""

    def holidays_of(self, year: int, /) -> Mapping[date, Text] | None:
        """Return the holidays of a year with their names; None if the year has no table."""


@attrs.frozen
class Skipped:
    """A day that a count of working days leaves out.

    Attributes:
        day: The day.
        reason: The weekend, or the name of the holiday.
    """

    day: date
    reason: Text

    __repr__ = value_text


@attrs.frozen(kw_only=True)
class WorkCalendar:
    """The working days of a jurisdiction.

    Attributes:
        name: Name of the calendar.
        weekend: Weekdays that are not worked, from 1 (Monday) to 7 (Sunday).
        holidays: All other days that are not worked, with their names.
        first: First day of the horizon, for which the law vouches for the holidays.
        last: Last day of the horizon, included.
        source: Origin of the holidays, with its version.
        short: Longest period, in days, that counts working days only; 0 if the law has no such rule.
        declared: Day on which a late holiday became known, by holiday.
        estimated: Years within the horizon of which some holidays are estimated.
        missing: Years within the horizon that have no table of holidays.
        further_years: The estimated holidays outside the horizon; None if there are none.
    """

    name: Text
    weekend: frozenset[int]
    holidays: Mapping[date, Text]
    first: date
    last: date
    source: str
    short: int = 0
    declared: Mapping[date, date] = attrs.field(factory=dict)
    estimated: frozenset[int] = frozenset()
    missing: frozenset[int] = frozenset()
    further_years: FurtherYears | None = attrs.field(default=None, repr=False)

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
        """Return whether the day may be counted: it lies within the horizon, and its year is not missing."""
        return self.first <= day <= self.last and day.year not in self.missing

    def state_on(self, day: date) -> YearState:
        """Return whether the holidays of the day's year are known, estimated or missing."""
        if self.first <= day <= self.last:
            return "missing" if day.year in self.missing else "estimated" if day.year in self.estimated else "known"
        further = self.further_years.holidays_of(day.year) if self.further_years else None
        return "missing" if further is None else "estimated"

    def year_state(self, year: int) -> YearState:
        """Return whether the holidays of a year are known, estimated or missing."""
        return worst_state(self.state_on(date(year, 1, 1)), self.state_on(date(year, 12, 31)))

    def state_between(self, first: date, last: date) -> YearState:
        """Return the worst state of the days from the first to the last, both included, in either order."""
        first, last = min(first, last), max(first, last)
        if first >= self.first and last <= self.last and not (self.estimated or self.missing):
            return "known"
        years = range(first.year + 1, last.year)
        return worst_state(self.state_on(first), *map(self.year_state, years), self.state_on(last))

    @cached_property
    def working_days(self) -> list[int]:
        """The ordinals of all working days within the horizon, in order."""
        holidays = {day.toordinal() for day in self.holidays}
        weekend = {weekday % WEEK_DAYS for weekday in self.weekend}
        days = range(self.first.toordinal(), self.last.toordinal() + 1)
        return [day for day in days if day % WEEK_DAYS not in weekend and day not in holidays]  # day 1 was a Monday

    @cached_property
    def known_working_days(self) -> tuple[int, int, list[int]]:
        """The ordinals of the first and the last day of the most successive known years, and of their working days."""
        longest: tuple[int, int] = (1, 0)
        first = self.first
        for year in sorted({*self.estimated, *self.missing, self.last.year + 1}):
            last = min(date(year - 1, 12, 31), self.last)
            if (last - first).days > longest[1] - longest[0]:
                longest = (first.toordinal(), last.toordinal())
            first = max(date(year + 1, 1, 1), first)
        days = self.working_days
        return *longest, days[bisect_left(days, longest[0]) : bisect_right(days, longest[1])]

    @cached_property
    def days_off(self) -> list[int]:
        """The ordinals of all other days within the horizon, in order."""
        working_days = set(self.working_days)
        days = range(self.first.toordinal(), self.last.toordinal() + 1)
        return [day for day in days if day not in working_days]

    @cached_property
    def _skipped(self) -> dict[int, Skipped]:
        """The days off that were asked for, by ordinal."""
        return {}

    def skipped(self, days_off: Sequence[int]) -> tuple[Skipped, ...]:
        """Return days off, given by their ordinals, with their reasons."""
        skipped = self._skipped
        for ordinal in days_off:
            if ordinal not in skipped:
                day = date.fromordinal(ordinal)
                skipped[ordinal] = Skipped(day, self.day_off_reason(day) or _weekend())
        return tuple([skipped[ordinal] for ordinal in days_off])

    def day_off_reason(self, day: date) -> Text | None:
        """Return the holiday or the weekend for which the day is not worked; None for a working day."""
        return self.holiday_on(day) or (_weekend() if day.isoweekday() in self.weekend else None)

    def holiday_on(self, day: date) -> Text | None:
        """Return the name of the holiday, known or estimated; None if the day is none."""
        if day in self.holidays or self.further_years is None or self.first <= day <= self.last:
            return self.holidays.get(day)
        return (self.further_years.holidays_of(day.year) or {}).get(day)

    def holidays_of(self, year: int) -> Mapping[date, Text]:
        """Return the holidays of a year in order, known or estimated."""
        holidays = {day: name for day, name in self.holidays.items() if day.year == year}
        if self.further_years and not self.first <= date(year, 1, 1) <= date(year, 12, 31) <= self.last:
            further = self.further_years.holidays_of(year) or {}
            holidays |= {day: name for day, name in further.items() if not self.first <= day <= self.last}
        return dict(sorted(holidays.items()))

    def require_known(self, day: date, *, path: str = "") -> None:
        """Check that the day may be counted.

        Raises:
            HorizonError: The day lies outside the horizon, or its year is missing; the error names both ends of the
                horizon.
        """
        if not self.knows(day):
            horizon = phrase("a date from {first} to {last}", first=self.first.isoformat(), last=self.last.isoformat())
            expected = phrase(
                "{horizon}, the years whose holidays are known ({source})", horizon=horizon, source=self.source
            )
            hint = phrase(
                "The holidays of {year} are {state}. {hint}",
                year=day.year,
                state=YEAR_STATES[self.state_on(day)],
                hint=PROVISIONAL_HINT,
            )
            raise HorizonError(Fault(path, verbatim(day.isoformat()), expected, hint=hint))
