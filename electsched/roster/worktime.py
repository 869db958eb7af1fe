"""What a team may still do as it is given its duties one after the other: the rules whose breach is an error."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import attrs

from electsched.roster.policy import Waiver, WorkRule

__all__ = ["WorkTime"]

SEVEN_DAYS = timedelta(days=7)
HOUR = timedelta(hours=1)
NIGHT = 2


@attrs.frozen
class _Done:
    start: datetime
    end: datetime
    day: date


class WorkTime:
    """The duties of each team so far, in order of their start, held against the rules that may not be broken."""

    def __init__(self, rules: Iterable[WorkRule] = (), waivers: tuple[Waiver, ...] = (), zone: str = "UTC") -> None:
        """Take the rules; only those whose breach is an error stop a duty."""
        self._rules = {rule.key: rule.limit for rule in rules if rule.severity == "error"}
        self._waivers = waivers
        self._zone = ZoneInfo(zone)
        self._done: dict[str, list[_Done]] = {}

    def refuses(self, team: str, day: date, start: datetime, end: datetime) -> str:
        """Return the key of the rule that the duty would break, empty where it breaks none; moments are in UTC."""
        done = self._done.get(team, [])
        for key, limit in self._rules.items():
            if any(waiver.covers(key, team, day) for waiver in self._waivers):
                continue
            if getattr(self, f"_breaks_{key.replace('-', '_')}")(done, _Done(start, end, day), limit):
                return key
        return ""

    def add(self, team: str, day: date, start: datetime, end: datetime) -> None:
        """Note a duty that the team does."""
        self._done.setdefault(team, []).append(_Done(start, end, day))

    def _breaks_rest(self, done: list[_Done], new: _Done, limit: int) -> bool:
        free = max((each.end for each in done), default=new.start)
        return timedelta() < new.start - free < limit * HOUR

    def _breaks_hours(self, done: list[_Done], new: _Done, limit: int) -> bool:
        begin = new.end - SEVEN_DAYS
        worked = new.end - new.start
        for each in reversed(done):
            if each.end <= begin:
                break
            worked += each.end - max(each.start, begin)
        return worked > limit * HOUR

    def _breaks_consecutive_days(self, done: list[_Done], new: _Done, limit: int) -> bool:
        return _row({each.day for each in done[-2 * limit - 2 :]}, new.day) > limit

    def _breaks_consecutive_nights(self, done: list[_Done], new: _Done, limit: int) -> bool:
        nights = {each.day for each in done[-3 * limit - 3 :] if self._is_night(each)}
        return self._is_night(new) and _row(nights, new.day) > limit

    def _is_night(self, each: _Done) -> bool:
        days = (each.day, each.day + timedelta(days=1))
        moments = (datetime(day.year, day.month, day.day, NIGHT, tzinfo=self._zone) for day in days)
        return any(each.start <= moment < each.end for moment in moments)


def _row(days: set[date], last: date) -> int:
    """Return how many days in a row end with the last."""
    run = 1
    while last - timedelta(days=run) in days:
        run += 1
    return run
