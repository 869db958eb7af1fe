"""The working time of teams while a roster is built: the rules that would be broken by one more duty."""

from __future__ import annotations

from bisect import insort
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta, tzinfo
from operator import attrgetter
from zoneinfo import ZoneInfo

import attrs

from electsched.operation.work_rules import Waiver, WorkRule
from electsched.values import value_text

__all__ = ["WorkTime"]

HOUR_SECONDS = 3600
WEEK_SECONDS = 7 * 24 * HOUR_SECONDS
DAY = timedelta(days=1)
NIGHT_HOUR = 2
"""A duty that includes this local hour is a night."""


@attrs.frozen
class _Worked:
    """A duty in seconds since 1970; its day is the local day on which it begins."""

    start: float
    end: float
    day: date
    night: bool

    __repr__ = value_text


@attrs.frozen
class _History:
    """The duties of a team so far, as far as a rule needs them: all or the one that ends last, and days and nights."""

    duties: list[_Worked] = attrs.field(factory=list)
    days: set[date] = attrs.field(factory=set)
    nights: set[date] = attrs.field(factory=set)

    __repr__ = value_text


@attrs.frozen
class _Limit:
    key: str
    limit: int
    broken_by: Callable[[_History, _Worked, int], bool]
    waivers: tuple[Waiver, ...]

    __repr__ = value_text


class WorkTime:
    """The duties of each team so far, in order of their start, and the rules that must not be broken.

    Args:
        rules: The working-time rules; only those with the severity ``error`` are applied.
        waivers: The exceptions from the rules.
        zone: The IANA zone of duties that are recorded without one.
    """

    def __init__(self, rules: Iterable[WorkRule] = (), waivers: tuple[Waiver, ...] = (), zone: str = "UTC") -> None:
        """Keep the rules with the severity ``error``."""
        limits = {rule.key: rule.limit for rule in rules if rule.severity == "error"}
        self._limits = [
            _Limit(key, limit, _BROKEN_BY[key], tuple(waiver for waiver in waivers if waiver.rule == key))
            for key, limit in limits.items()
        ]
        # Only the history that a rule needs is kept: a nation has two million duties.
        self._keep_days, self._keep_nights = "consecutive-days" in limits, "consecutive-nights" in limits
        self._keep_duties = "hours" in limits
        self._zone = ZoneInfo(zone)
        self._worked: dict[tuple[datetime, datetime, tzinfo], _Worked] = {}
        self._histories: dict[str, _History] = {}
        self._night_seconds: dict[tuple[date, tzinfo], float] = {}

    def broken_rule(self, team: str, day: date, start: datetime, end: datetime, zone: tzinfo | None = None) -> str:
        """Return the key of the first rule that the duty would break; empty if it breaks none.

        Args:
            team: The key of the team.
            day: The local day for which the duty was planned, to which waivers refer.
            start: The start in UTC.
            end: The end in UTC, exclusive.
            zone: The zone of the clock by which the duty may be a night.
        """
        if not self._limits:
            return ""
        history, duty = self._histories.get(team) or _History(), self._worked_duty(start, end, zone)
        for limit in self._limits:
            if any(waiver.covers(limit.key, team, day) for waiver in limit.waivers):
                continue
            if limit.broken_by(history, duty, limit.limit):
                return limit.key
        return ""

    def record(self, team: str, start: datetime, end: datetime, zone: tzinfo | None = None) -> None:
        """Add a duty to those of the team."""
        if not self._limits:
            return
        duty, history = self._worked_duty(start, end, zone), self._histories.get(team)
        if history is None:
            history = self._histories[team] = _History()
        self._add(history.duties, duty)
        if self._keep_days:
            history.days.add(duty.day)
        if duty.night:
            history.nights.add(duty.day)

    def _add(self, duties: list[_Worked], duty: _Worked) -> None:
        """Add a duty in order of the ends: one that was decided may be within a longer one, which ends last."""
        ends_last = not duties or duties[-1].end <= duty.end
        if not self._keep_duties and ends_last:
            duties[:] = [duty]
        elif ends_last:
            duties.append(duty)
        elif self._keep_duties:
            insort(duties, duty, key=attrgetter("end"))

    def _worked_duty(self, start: datetime, end: datetime, zone: tzinfo | None) -> _Worked:
        """Return the duty in seconds, computed once for all teams that begin and end at the same moments."""
        clock = zone or self._zone
        duty = self._worked.get((start, end, clock))
        if duty is None:
            # The day of its start, not the planned day: a relief may begin a day later.
            day, begin, finish = start.astimezone(clock).date(), start.timestamp(), end.timestamp()
            night = self._keep_nights and any(
                begin <= self._night_of(night, clock) < finish for night in (day, day + DAY)
            )
            duty = self._worked[start, end, clock] = _Worked(begin, finish, day, night)
        return duty

    def _night_of(self, day: date, zone: tzinfo) -> float:
        """Return the night hour of the day in seconds since 1970."""
        seconds = self._night_seconds.get((day, zone))
        if seconds is None:
            local = datetime(day.year, day.month, day.day, NIGHT_HOUR, tzinfo=zone)
            seconds = self._night_seconds[day, zone] = local.timestamp()
        return seconds


def _breaks_rest(history: _History, duty: _Worked, limit: int) -> bool:
    last_end = history.duties[-1].end if history.duties else duty.start
    return 0 < duty.start - last_end < limit * HOUR_SECONDS


def _breaks_hours(history: _History, duty: _Worked, limit: int) -> bool:
    week_start = duty.end - WEEK_SECONDS
    seconds = duty.end - duty.start
    for previous in reversed(history.duties):
        if previous.end <= week_start:
            break
        seconds += previous.end - max(previous.start, week_start)
    return seconds > limit * HOUR_SECONDS


def _breaks_consecutive_days(history: _History, duty: _Worked, limit: int) -> bool:
    return _days_in_a_row(history.days, duty.day) > limit


def _breaks_consecutive_nights(history: _History, duty: _Worked, limit: int) -> bool:
    return duty.night and _days_in_a_row(history.nights, duty.day) > limit


_BROKEN_BY: dict[str, Callable[[_History, _Worked, int], bool]] = {
    "rest": _breaks_rest,
    "hours": _breaks_hours,
    "consecutive-days": _breaks_consecutive_days,
    "consecutive-nights": _breaks_consecutive_nights,
}


def _days_in_a_row(days: set[date], last: date) -> int:
    """Return the length of the run of days that ends with the last, which itself need not be among them."""
    run = 1
    while last - run * DAY in days:
        run += 1
    return run
