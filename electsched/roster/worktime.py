"""What a team may still do as it is given its duties one after the other: the rules whose breach is an error."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

import attrs

from electsched.roster.policy import Waiver, WorkRule

__all__ = ["WorkTime"]

SEVEN_DAYS = timedelta(days=7)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
NIGHT = 2


@attrs.frozen
class _Done:
    start: datetime
    end: datetime
    day: date
    zone: tzinfo


@attrs.define
class _Team:
    """The duties of a team so far, as many as the rules look back on, and when the last of them ends."""

    free: datetime
    done: list[_Done] = attrs.field(factory=list)


@attrs.frozen
class _Rule:
    key: str
    limit: int
    breaks: Callable[[_Team, _Done, int], bool]
    waivers: tuple[Waiver, ...]


class WorkTime:
    """The duties of each team so far, in order of their start, held against the rules that may not be broken."""

    def __init__(self, rules: Iterable[WorkRule] = (), waivers: tuple[Waiver, ...] = (), zone: str = "UTC") -> None:
        """Take the rules; only those whose breach is an error stop a duty. ``zone`` is that of duties without."""
        breaks = {
            "rest": self._breaks_rest,
            "hours": self._breaks_hours,
            "consecutive-days": self._breaks_consecutive_days,
            "consecutive-nights": self._breaks_consecutive_nights,
        }
        limits = {rule.key: rule.limit for rule in rules if rule.severity == "error"}
        self._rules = [
            _Rule(key, limit, breaks[key], tuple(waiver for waiver in waivers if waiver.rule == key))
            for key, limit in limits.items()
        ]
        looked_back = {
            "rest": 0,
            "hours": SEVEN_DAYS // timedelta(minutes=1),
            "consecutive-days": 2 * limits.get("consecutive-days", 0) + 2,
            "consecutive-nights": 3 * limits.get("consecutive-nights", 0) + 3,
        }
        self._kept = max((looked_back[key] for key in limits), default=0)
        self._zone = ZoneInfo(zone)
        self._teams: dict[str, _Team] = {}
        self._at_night: dict[tuple[date, tzinfo], datetime] = {}

    def refuses(self, team: str, day: date, start: datetime, end: datetime, zone: tzinfo | None = None) -> str:
        """Return the key of the rule that the duty would break, empty where it breaks none.

        Moments are in UTC; ``zone`` is that of the clock by which the duty may be a night.
        """
        known = self._teams.get(team)
        if known is None:
            known = _Team(start)
        new = _Done(start, end, day, zone or self._zone)
        for rule in self._rules:
            if any(waiver.covers(rule.key, team, day) for waiver in rule.waivers):
                continue
            if rule.breaks(known, new, rule.limit):
                return rule.key
        return ""

    def add(self, team: str, day: date, start: datetime, end: datetime, zone: tzinfo | None = None) -> None:
        """Note a duty that the team does."""
        if not self._rules:
            return
        known = self._teams.get(team)
        if known is None:
            known = self._teams[team] = _Team(end)
        known.free = max(known.free, end)
        if self._kept:
            known.done.append(_Done(start, end, day, zone or self._zone))
            if len(known.done) > 2 * self._kept:
                del known.done[: -self._kept]

    @staticmethod
    def _breaks_rest(team: _Team, new: _Done, limit: int) -> bool:
        return timedelta() < new.start - team.free < limit * HOUR

    @staticmethod
    def _breaks_hours(team: _Team, new: _Done, limit: int) -> bool:
        begin = new.end - SEVEN_DAYS
        worked = new.end - new.start
        for each in reversed(team.done):
            if each.end <= begin:
                break
            worked += each.end - max(each.start, begin)
        return worked > limit * HOUR

    @staticmethod
    def _breaks_consecutive_days(team: _Team, new: _Done, limit: int) -> bool:
        return _row({each.day for each in team.done[-2 * limit - 2 :]}, new.day) > limit

    def _breaks_consecutive_nights(self, team: _Team, new: _Done, limit: int) -> bool:
        if not self._is_night(new):
            return False
        nights = {each.day for each in team.done[-3 * limit - 3 :] if self._is_night(each)}
        return _row(nights, new.day) > limit

    def _is_night(self, each: _Done) -> bool:
        return any(each.start <= self._two(day, each.zone) < each.end for day in (each.day, each.day + DAY))

    def _two(self, day: date, zone: tzinfo) -> datetime:
        """Return two o'clock of the day, in UTC; it is the same for all duties of a day."""
        found = self._at_night.get((day, zone))
        if found is None:
            local = datetime(day.year, day.month, day.day, NIGHT, tzinfo=zone)
            found = self._at_night[day, zone] = local.astimezone(UTC)
        return found


def _row(days: set[date], last: date) -> int:
    """Return how many days in a row end with the last."""
    run = 1
    while last - timedelta(days=run) in days:
        run += 1
    return run
