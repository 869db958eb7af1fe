"""Teams through patterns over the windows: a roster, and what no team can fill.

A duty belongs to the local day on which it begins, and that day lies in the window; a tour that begins on the last
day runs past it to its relief. What cannot be manned comes back as a shortfall, never as silence.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta, tzinfo
from operator import itemgetter
from zoneinfo import ZoneInfo

import attrs

from electsched.i18n.text import Text
from electsched.operation.operation import Post
from electsched.operation.plan import Plan
from electsched.operation.shifts import Line, Pattern, Shift
from electsched.operation.teams import Ending, Team
from electsched.operation.windows import Window
from electsched.roster.duty import Duty, Roster, Shortfall
from electsched.roster.work_time import WorkTime
from electsched.timespan import Span, moment

__all__ = ["build_roster", "rotate_posts"]


def rotate_posts(  # noqa: PLR0913  # each is a part of the plan, and named
    posts: Iterable[Post],
    *,
    windows: Mapping[str, Window],
    patterns: Mapping[str, Pattern],
    teams: Mapping[str, Team],
    postures: Mapping[date, str] | None = None,
    worktime: WorkTime | None = None,
    away: Mapping[tuple[str, date], int] | None = None,
    endings: Iterable[Ending] = (),
    zones: Mapping[str, str] | None = None,
) -> tuple[Roster, tuple[Shortfall, ...]]:
    """Return the duties of all posts over their windows, and what no team can fill.

    A cycle begins on the first day of the post's first window, with the first team of each line. A team with fewer
    people than a shift needs does the duty, and the rest is a shortfall; a team that is still on duty elsewhere
    does not do it, and the whole of it is one. ``postures`` says which posture holds on a day: under one for which a
    post has another pattern, its teams go by that one. A duty with which ``worktime`` does not agree is not done.
    ``away`` says how many of a team are on leave on a day. A duty that ended with its event has the time of its
    ``endings``, and rest is counted from there; where it ran past its latest planned end, its relief has what is left.
    ``zones`` is the zone of each unit's clock, by which its posts go; that of the windows where it has none.
    """
    worked, leave = worktime or WorkTime(), away or {}
    until: dict[str, datetime] = {}
    duties: list[Duty] = []
    shortfalls: list[Shortfall] = []
    for item in _in_order(posts, _Turns(windows, patterns, postures or {}, zones or {}), endings):
        there = 0
        if item.team:
            there = teams[item.team].people - (leave.get((item.team, item.slot.day), 0) if leave else 0)
        duty, shortfall = _staff(item, teams, until, worked, there)
        if duty is not None:
            duties.append(duty)
        if shortfall is not None:
            shortfalls.append(shortfall)
    return Roster(tuple(duties)), tuple(shortfalls)


@attrs.frozen
class _Slot:
    """A shift on a day by the clock of a zone; posts that go by one pattern and one clock share it.

    ``start`` and ``end`` are those of the span in UTC: no duty asks its zone for them again.
    """

    day: date
    shift: Shift
    span: Span
    start: datetime
    end: datetime


@attrs.frozen
class _Turn:
    """A slot in a line, by their numbers at the post: the place of the team whose turn it is, or None."""

    slot: _Slot
    line: str
    number: int
    place: int | None


@attrs.frozen
class _Planned:
    post: Post
    line: str
    slot: _Slot
    team: str
    relief: bool = False


_Line = Iterator[tuple[int, _Planned]]
"""What is planned at one moment, each with the number of its post, in that order."""


def _in_order(posts: Iterable[Post], turns: _Turns, endings: Iterable[Ending]) -> Iterator[_Planned]:
    """Yield what is planned in order of its start, and at one moment in the order of the posts.

    Nothing is held for each duty: a nation has two million, and posts of one kind take their turns at the same moments.
    """
    ended = {(ending.post, ending.day, ending.shift): ending for ending in endings}
    alone = {post for post, _, _ in ended}
    alike: dict[int, tuple[list[_Turn], list[tuple[int, Post]]]] = {}
    lines: dict[datetime, list[_Line]] = {}
    for number, post in enumerate(posts):
        own = turns.of(post)
        if post.key in alone:
            for start, parts in _ended_turns(post, own, ended).items():
                lines.setdefault(start, []).append(iter([(number, part) for part in parts]))
        else:
            alike.setdefault(id(own), (own, []))[1].append((number, post))
    for own, stand in alike.values():
        for start, some in _by_start(own).items():
            lines.setdefault(start, []).append(_line(some, stand))
    for start in sorted(lines):
        yield from (item for _, item in heapq.merge(*lines.pop(start), key=itemgetter(0)))


def _by_start(turns: Iterable[_Turn]) -> dict[datetime, list[_Turn]]:
    found: dict[datetime, list[_Turn]] = {}
    for turn in turns:
        found.setdefault(turn.slot.start, []).append(turn)
    return found


def _line(turns: list[_Turn], posts: list[tuple[int, Post]]) -> _Line:
    for number, post in posts:
        for turn in turns:
            yield number, _planned(post, turn)


def _planned(post: Post, turn: _Turn) -> _Planned:
    return _Planned(post, turn.line, turn.slot, "" if turn.place is None else post.teams[turn.number][turn.place])


def _ended_turns(
    post: Post, turns: Iterable[_Turn], ended: Mapping[tuple[str, date, str], Ending]
) -> dict[datetime, list[_Planned]]:
    found: dict[datetime, list[_Planned]] = {}
    for turn in turns:
        for part in _as_ended(_planned(post, turn), ended):
            found.setdefault(part.slot.start, []).append(part)
    return found


def _as_ended(item: _Planned, ended: Mapping[tuple[str, date, str], Ending]) -> Iterator[_Planned]:
    """Yield the duty as it ended, and its relief where it ran past its latest planned end."""
    slot = item.slot
    ending = ended.get((item.post.key, slot.day, slot.shift.key))
    if ending is None:
        yield item
        return
    zone = slot.span.start.tzinfo
    actual = moment(ending.at.day, ending.at.minutes, str(zone)).astimezone(UTC)
    overrun = actual > slot.end and bool(ending.relief)
    yield attrs.evolve(item, slot=_slot(slot.day, slot.shift, slot.start, slot.end if overrun else actual, zone))
    if overrun:
        late = _slot(slot.day, slot.shift, slot.end, actual, zone)
        yield attrs.evolve(item, slot=late, team=ending.relief, relief=True)


class _Turns:
    """Whose turn it is: worked out once for all posts that stand in the same windows and go by the same pattern."""

    def __init__(
        self,
        windows: Mapping[str, Window],
        patterns: Mapping[str, Pattern],
        postures: Mapping[date, str],
        zones: Mapping[str, str],
    ) -> None:
        self._windows, self._patterns, self._postures, self._zones = windows, patterns, postures, zones
        self._slots: dict[tuple[str, date, str, int], _Slot] = {}
        self._known: dict[object, list[_Turn]] = {}

    def of(self, post: Post) -> list[_Turn]:
        """Return each shift of each day on which the post stands, one list for all posts whose turns are the same."""
        zone = self._zones.get(post.unit) or self._windows[post.windows[0]].zone
        sizes = tuple(len(line) for line in post.teams)
        key = (zone, post.windows, post.pattern, tuple(post.raised.items()), sizes)
        turns = self._known.get(key)
        if turns is None:
            turns = self._known[key] = list(self._turns(post, zone))
        return turns

    def _turns(self, post: Post, zone: str) -> Iterator[_Turn]:
        stand = [self._windows[key] for key in post.windows]
        first = min(window.start for window in stand)
        for day in sorted({day for window in stand for day in _days(window)}):
            key = post.raised.get(self._postures.get(day, ""), post.pattern)
            pattern = self._patterns[key]
            for place, shift in enumerate(pattern.shift):
                known = (zone, day, key, place)
                slot = self._slots.get(known)
                if slot is None:
                    slot = self._slots[known] = _planned_slot(day, shift, ZoneInfo(zone))
                for number, (line, teams) in enumerate(zip(pattern.line, post.teams, strict=True)):
                    if shift.key in line.cycle:
                        yield _Turn(slot, line.key, number, _turn(line, len(teams), shift.key, (day - first).days))


def _days(window: Window) -> Iterator[date]:
    for number in range(window.days):
        yield window.start + timedelta(days=number)


def _turn(line: Line, teams: int, shift: str, day: int) -> int | None:
    """Return the place of the team of the line whose turn the shift is on that day, None where it is nobody's."""
    return next((place for place in range(teams) if line.shift(day, place) == shift), None)


def _planned_slot(day: date, shift: Shift, zone: ZoneInfo) -> _Slot:
    """Return the shift's exact time: it begins by the wall clock and lasts for real hours.

    The standard library is used here, not pendulum: what reads a duty asks these moments often. The way through UTC
    moves an hour that a clock change skips forward by the length of the gap.
    """
    wall = datetime(day.year, day.month, day.day, shift.start.hour, shift.start.minute, tzinfo=zone)
    start = wall.astimezone(UTC)
    return _slot(day, shift, start, start + timedelta(hours=shift.hours), zone)


def _slot(day: date, shift: Shift, start: datetime, end: datetime, zone: tzinfo | None) -> _Slot:
    """Return the slot of these moments in UTC, as the standard library's own."""
    first, last = (datetime.combine(utc.date(), utc.time(), UTC) for utc in (start, end))
    return _Slot(day, shift, Span(first.astimezone(zone), last.astimezone(zone)), first, last)


_NO_TEAM = Text({"id": "tidak ada regu yang mendapat giliran", "en": "no team has its turn"})
_ON_DUTY = Text({"id": "regu masih bertugas di tempat lain", "en": "the team is still on duty elsewhere"})
_NO_ROLE = Text({"id": "regu tidak dapat mengisi peran itu", "en": "the team cannot fill the role"})
_REFUSED = {
    "rest": Text({"id": "istirahat regu belum cukup", "en": "the team has not rested long enough"}),
    "hours": Text({"id": "jam dinas regu terlalu banyak", "en": "the team would have too many hours in seven days"}),
    "consecutive-days": Text({"id": "hari dinas berturut-turut terlalu banyak", "en": "too many days in a row"}),
    "consecutive-nights": Text({"id": "malam dinas berturut-turut terlalu banyak", "en": "too many nights in a row"}),
}
_TOO_FEW = Text({"id": "kekuatan regu kurang", "en": "the team has too few people"})


def _staff(
    item: _Planned, teams: Mapping[str, Team], until: dict[str, datetime], worked: WorkTime, there: int
) -> tuple[Duty | None, Shortfall | None]:
    """Return the duty, and what of it is missing; note in ``until`` when the team is free again."""
    slot, shift, team = item.slot, item.slot.shift, item.team
    reason = _why_not(item, teams, until, there) if team else _NO_TEAM
    zone = slot.span.start.tzinfo
    if reason is None:
        refused = worked.refuses(team, slot.day, slot.start, slot.end, zone)
        reason = _REFUSED[refused] if refused else None
    if reason is not None:
        return None, _shortfall(item, shift.people, reason)
    worked.add(team, slot.start, slot.end, zone)
    until[team] = slot.end
    people = min(shift.people, there)
    missing = shift.people - people
    duty = Duty(
        post=item.post.key,
        line=item.line,
        day=slot.day,
        shift=shift.key,
        team=team,
        people=people,
        span=slot.span,
        relief=item.relief,
    )
    return duty, _shortfall(item, missing, _TOO_FEW) if missing else None


def _why_not(item: _Planned, teams: Mapping[str, Team], until: Mapping[str, datetime], there: int) -> Text | None:
    """Return why the team cannot do it whatever the rules of working time are, or None where it can."""
    requires = item.slot.shift.requires
    if requires and requires not in teams[item.team].roles:
        return _NO_ROLE
    if there < 1:
        return _TOO_FEW
    return _ON_DUTY if item.slot.start < until.get(item.team, item.slot.start) else None


def _shortfall(item: _Planned, missing: int, reason: Text) -> Shortfall:
    return Shortfall(
        post=item.post.key,
        line=item.line,
        day=item.slot.day,
        shift=item.slot.shift.key,
        people=item.slot.shift.people,
        missing=missing,
        span=item.slot.span,
        reason=reason,
        team=item.team,
    )


def plan_away(plan: Plan) -> Mapping[tuple[str, date], int]:
    """Return how many of a team are on leave on a day; nobody is under a leave embargo."""
    postures = plan.postures
    found: dict[tuple[str, date], int] = {}
    for leave in plan.leave:
        for number in range((leave.end - leave.start).days + 1):
            day = leave.start + timedelta(days=number)
            if day not in postures or not postures[day].leave_embargo:
                found[leave.team, day] = found.get((leave.team, day), 0) + leave.people
    return found


def build_roster(plan: Plan) -> tuple[Roster, tuple[Shortfall, ...]]:
    """Return the duties of every team through its pattern, and what no team can fill."""
    return rotate_posts(
        plan.posts,
        windows={window.key: window for window in plan.windows},
        patterns={pattern.key: pattern for pattern in plan.patterns},
        teams={team.key: team for team in plan.teams},
        postures={day: posture.key for day, posture in plan.postures.items()},
        worktime=WorkTime(plan.rules, plan.waivers, plan.zone),
        away=plan_away(plan),
        endings=plan.endings,
        zones=plan.zones,
    )
