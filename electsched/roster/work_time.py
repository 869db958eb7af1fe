"""What a team may still do as it is given its duties one after the other: the rules whose breach is an error."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

import attrs

from electsched.operation.work_rules import Waiver, WorkRule

__all__ = ["WorkTime"]

HOUR = 3600
SEVEN_DAYS = 7 * 24 * HOUR
"""Seconds, both."""
DAY = timedelta(days=1)
NIGHT = 2


@attrs.frozen
class _Done:
    """A duty in seconds of the world's clock: the differences of pendulum's moments are no timedeltas."""

    start: float
    end: float
    day: date
    night: bool


@attrs.frozen
class _Past:
    """What a team has done so far, as far as a rule asks: its duties or the last, its days and its nights."""

    done: list[_Done] = attrs.field(factory=list)
    days: set[date] = attrs.field(factory=set)
    nights: set[date] = attrs.field(factory=set)


@attrs.frozen
class _Rule:
    key: str
    limit: int
    breaks: Callable[[_Past, _Done, int], bool]
    waivers: tuple[Waiver, ...]


class WorkTime:
    """The duties of each team so far, in order of their start, held against the rules that may not be broken."""

    def __init__(self, rules: Iterable[WorkRule] = (), waivers: tuple[Waiver, ...] = (), zone: str = "UTC") -> None:
        """Take the rules; only those whose breach is an error stop a duty. ``zone`` is that of duties without."""
        limits = {rule.key: rule.limit for rule in rules if rule.severity == "error"}
        self._rules = [
            _Rule(key, limit, _BREAKS[key], tuple(waiver for waiver in waivers if waiver.rule == key))
            for key, limit in limits.items()
        ]
        # What no rule asks for is not kept: a nation has two million duties.
        self._days_count, self._nights_count = "consecutive-days" in limits, "consecutive-nights" in limits
        self._hours_count = "hours" in limits
        self._zone = ZoneInfo(zone)
        self._known: dict[tuple[datetime, datetime, tzinfo], _Done] = {}
        self._past: dict[str, _Past] = {}
        self._at_night: dict[tuple[date, tzinfo], float] = {}

    def refuses(self, team: str, day: date, start: datetime, end: datetime, zone: tzinfo | None = None) -> str:
        """Return the key of the rule that the duty would break, empty where it breaks none.

        Moments are in UTC; ``zone`` is that of the clock by which the duty may be a night.
        """
        if not self._rules:
            return ""
        past, new = self._past.get(team) or _Past(), self._done(start, end, zone)
        for rule in self._rules:
            if any(waiver.covers(rule.key, team, day) for waiver in rule.waivers):
                continue
            if rule.breaks(past, new, rule.limit):
                return rule.key
        return ""

    def add(self, team: str, start: datetime, end: datetime, zone: tzinfo | None = None) -> None:
        """Note a duty that the team does."""
        if not self._rules:
            return
        new, past = self._done(start, end, zone), self._past.setdefault(team, _Past())
        if not self._hours_count:
            past.done.clear()
        past.done.append(new)
        if self._days_count:
            past.days.add(new.day)
        if new.night:
            past.nights.add(new.day)

    def _done(self, start: datetime, end: datetime, zone: tzinfo | None) -> _Done:
        """Return the duty; one value for all teams that begin and end at the same moments."""
        clock = zone or self._zone
        known = self._known.get((start, end, clock))
        if known is None:
            known = self._known[start, end, clock] = self._read(start, end, clock)
        return known

    def _read(self, start: datetime, end: datetime, clock: tzinfo) -> _Done:
        first, last = start.timestamp(), end.timestamp()
        # Not the day for which the duty was planned: who relieves may begin a day later.
        day = start.astimezone(clock).date()
        night = self._nights_count and any(first <= self._two(each, clock) < last for each in (day, day + DAY))
        return _Done(first, last, day, night)

    def _two(self, day: date, zone: tzinfo) -> float:
        """Return two o'clock of the day; it is the same for all duties of a day."""
        found = self._at_night.get((day, zone))
        if found is None:
            local = datetime(day.year, day.month, day.day, NIGHT, tzinfo=zone)
            found = self._at_night[day, zone] = local.timestamp()
        return found


def _breaks_rest(past: _Past, new: _Done, limit: int) -> bool:
    free = past.done[-1].end if past.done else new.start  # a team does one duty after the other
    return 0 < new.start - free < limit * HOUR


def _breaks_hours(past: _Past, new: _Done, limit: int) -> bool:
    begin = new.end - SEVEN_DAYS
    worked = new.end - new.start
    for each in reversed(past.done):
        if each.end <= begin:
            break
        worked += each.end - max(each.start, begin)
    return worked > limit * HOUR


def _breaks_consecutive_days(past: _Past, new: _Done, limit: int) -> bool:
    return _row(past.days, new.day) > limit


def _breaks_consecutive_nights(past: _Past, new: _Done, limit: int) -> bool:
    return new.night and _row(past.nights, new.day) > limit


_BREAKS: dict[str, Callable[[_Past, _Done, int], bool]] = {
    "rest": _breaks_rest,
    "hours": _breaks_hours,
    "consecutive-days": _breaks_consecutive_days,
    "consecutive-nights": _breaks_consecutive_nights,
}


def _row(days: set[date], last: date) -> int:
    """Return how many days in a row end with the last."""
    run = 1
    while last - run * DAY in days:
        run += 1
    return run
