"""What a team may still do as it is given its duties one after the other: the rules whose breach is an error."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import attrs

from electsched.roster.policy import Waiver, WorkRule

__all__ = ["WorkTime"]

HOUR = 3600
SEVEN_DAYS = 7 * 24 * HOUR
"""Seconds, both."""
NIGHT = 2


@attrs.frozen
class _Done:
    """A duty in seconds of the world's clock: the differences of pendulum's moments are no timedeltas."""

    start: float
    end: float
    day: date


@attrs.frozen
class _Past:
    """What a team has done so far: its duties, and the days and the nights on which it had one."""

    done: list[_Done] = attrs.field(factory=list)
    days: set[date] = attrs.field(factory=set)
    nights: set[date] = attrs.field(factory=set)


class WorkTime:
    """The duties of each team so far, in order of their start, held against the rules that may not be broken."""

    def __init__(self, rules: Iterable[WorkRule] = (), waivers: tuple[Waiver, ...] = (), zone: str = "UTC") -> None:
        """Take the rules; only those whose breach is an error stop a duty."""
        self._rules = {rule.key: rule.limit for rule in rules if rule.severity == "error"}
        self._waivers = waivers
        self._zone = ZoneInfo(zone)
        self._past: dict[str, _Past] = {}

    def refuses(self, team: str, day: date, start: datetime, end: datetime) -> str:
        """Return the key of the rule that the duty would break, empty where it breaks none; moments are in UTC."""
        past, new = self._past.get(team, _Past()), self._stretch(start, end)
        for key, limit in self._rules.items():
            if any(waiver.covers(key, team, day) for waiver in self._waivers):
                continue
            if getattr(self, f"_breaks_{key.replace('-', '_')}")(past, new, limit):
                return key
        return ""

    def add(self, team: str, start: datetime, end: datetime) -> None:
        """Note a duty that the team does."""
        new, past = self._stretch(start, end), self._past.setdefault(team, _Past())
        past.done.append(new)
        past.days.add(new.day)
        if self._is_night(new):
            past.nights.add(new.day)

    def _stretch(self, start: datetime, end: datetime) -> _Done:
        # Not the day for which the duty was planned: who relieves may begin a day later.
        return _Done(start.timestamp(), end.timestamp(), start.astimezone(self._zone).date())

    def _breaks_rest(self, past: _Past, new: _Done, limit: int) -> bool:
        free = past.done[-1].end if past.done else new.start  # a team does one duty after the other
        return 0 < new.start - free < limit * HOUR

    def _breaks_hours(self, past: _Past, new: _Done, limit: int) -> bool:
        begin = new.end - SEVEN_DAYS
        worked = new.end - new.start
        for each in reversed(past.done):
            if each.end <= begin:
                break
            worked += each.end - max(each.start, begin)
        return worked > limit * HOUR

    def _breaks_consecutive_days(self, past: _Past, new: _Done, limit: int) -> bool:
        return _row(past.days, new.day) > limit

    def _breaks_consecutive_nights(self, past: _Past, new: _Done, limit: int) -> bool:
        return self._is_night(new) and _row(past.nights, new.day) > limit

    def _is_night(self, each: _Done) -> bool:
        first = datetime.fromtimestamp(
            each.start, self._zone
        ).date()  # who relieves may begin after the day of the duty
        days = (first, first + timedelta(days=1))
        moments = (datetime(day.year, day.month, day.day, NIGHT, tzinfo=self._zone) for day in days)
        return any(each.start <= moment.timestamp() < each.end for moment in moments)


def _row(days: set[date], last: date) -> int:
    """Return how many days in a row end with the last."""
    run = 1
    while last - timedelta(days=run) in days:
        run += 1
    return run
