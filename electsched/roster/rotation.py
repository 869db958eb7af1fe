"""The roster of a plan: the teams of each post take turns by its pattern over its windows.

A duty belongs to the local day on which it begins, and that day is in a window of the post. A tour that begins on the
last day runs past the window, until its relief. A shift that no team can do is returned as a shortfall.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta, tzinfo
from operator import itemgetter
from typing import TypeVar
from zoneinfo import ZoneInfo

import attrs

from electsched.i18n.text import translated
from electsched.operation.operation import Post
from electsched.operation.plan import Plan
from electsched.operation.shifts import Line, Pattern, Shift
from electsched.operation.teams import Ending
from electsched.operation.windows import days_of
from electsched.roster.duty import Duty, Roster, Shortfall
from electsched.roster.work_time import WorkTime
from electsched.timespan import Span, moment

__all__ = ["build_roster"]


def build_roster(plan: Plan) -> tuple[Roster, tuple[Shortfall, ...]]:
    """Return the duties of all posts, and the shifts that no team can do.

    A cycle begins on the first day of the post's first window, with the first team of each line. Under a posture for
    which the post has another pattern, its teams take turns by that one. A team does not do a duty

    - if it is still on duty elsewhere, or cannot fill the role that the shift requires;
    - if a working-time rule with the severity ``error`` would be broken and is not waived;
    - if all its people are on leave. If some are, or the team is smaller than the shift needs, it does the duty with
      those it has, and the rest is a shortfall.

    A shift begins and ends by the clock of its post's unit, so that a clock change leaves no gap before its relief. If
    the pattern has fixed hours, the gap is a shortfall.

    A duty that ended with its event lasts to its actual end. If it ran past its latest planned end and a relief is
    named, the relief has the time after that.

    Raises:
        UndatedError: A stage of a window has no date.
        InputError: A window ends before it begins.
    """
    staffing = _Staffing(plan)
    duties: list[Duty] = []
    shortfalls: list[Shortfall] = []
    for planned in _planned_in_order(plan):
        duty, shortfall = staffing.assign(planned)
        if duty is not None:
            duties.append(duty)
        if shortfall is not None:
            shortfalls.append(shortfall)
        if planned.slot.uncovered is not None:
            shortfalls.append(_uncovered(planned, planned.slot.uncovered))
    return Roster(tuple(duties), plan), tuple(shortfalls)


@attrs.frozen
class _Slot:
    """A shift on a day by the clock of a zone; posts with the same pattern and zone share it.

    ``start`` and ``end`` are the moments of the span in UTC, so that no duty has to convert them again. ``uncovered``
    is the time that a clock change leaves between the end of a shift of fixed hours and its relief.
    """

    day: date
    shift: Shift
    span: Span
    start: datetime
    end: datetime
    uncovered: Span | None = None


@attrs.frozen
class _Turn:
    """A slot in a line of a pattern; ``team`` is the number of the team in the line, or None if no team has a turn."""

    slot: _Slot
    line: str
    line_number: int
    team: int | None


@attrs.frozen
class _Planned:
    """A slot at a post; ``team`` is empty if no team has a turn."""

    post: Post
    line: str
    slot: _Slot
    team: str
    relief: bool = False


# --- turns in order of time ---------------------------------------------------------------------------------------

_Slotted = TypeVar("_Slotted", _Turn, _Planned)
_Ended = Mapping[tuple[str, date, str], Ending]
"""The endings by post, day and shift."""
_Numbered = Iterator[tuple[int, _Planned]]
"""The slots that begin at one moment, each with the number of its post, in that order."""


def _planned_in_order(plan: Plan) -> Iterator[_Planned]:
    """Yield every slot in order of its start, and at one moment in the order of the posts."""
    # A nation has two million duties. Posts of one kind share their list of turns, and no list of all slots is made.
    turns = _TurnTable(plan)
    ended: _Ended = {(ending.post, ending.day, ending.shift): ending for ending in plan.endings}
    posts_with_endings = {post for post, _, _ in ended}
    shared: dict[int, tuple[list[_Turn], list[tuple[int, Post]]]] = {}
    starts: dict[datetime, list[_Numbered]] = {}
    for number, post in enumerate(plan.posts):
        post_turns = turns.of_post(post)
        if post.key in posts_with_endings:
            slots = [slot for turn in post_turns for slot in _as_ended(_planned(post, turn), ended)]
            for start, group in _by_start(slots).items():
                starts.setdefault(start, []).append(iter([(number, planned) for planned in group]))
        else:
            shared.setdefault(id(post_turns), (post_turns, []))[1].append((number, post))
    for post_turns, posts in shared.values():
        for start, turns_at_start in _by_start(post_turns).items():
            starts.setdefault(start, []).append(_numbered(turns_at_start, posts))
    for start in sorted(starts):
        yield from (planned for _, planned in heapq.merge(*starts.pop(start), key=itemgetter(0)))


def _by_start(slotted: Iterable[_Slotted]) -> dict[datetime, list[_Slotted]]:
    by_start: dict[datetime, list[_Slotted]] = {}
    for entry in slotted:
        by_start.setdefault(entry.slot.start, []).append(entry)
    return by_start


def _numbered(turns: list[_Turn], posts: list[tuple[int, Post]]) -> _Numbered:
    for number, post in posts:
        for turn in turns:
            yield number, _planned(post, turn)


def _planned(post: Post, turn: _Turn) -> _Planned:
    team = "" if turn.team is None else post.teams[turn.line_number][turn.team]
    return _Planned(post, turn.line, turn.slot, team)


def _as_ended(planned: _Planned, ended: _Ended) -> Iterator[_Planned]:
    """Yield the slot with its actual end, and the slot of the relief if it ran past its latest planned end."""
    slot = planned.slot
    ending = ended.get((planned.post.key, slot.day, slot.shift.key))
    if ending is None:
        yield planned
        return
    zone = slot.span.start.tzinfo
    actual = moment(ending.at.day, ending.at.minutes, str(zone)).astimezone(UTC)
    relieved = actual > slot.end and bool(ending.relief)
    end = slot.end if relieved else actual
    yield attrs.evolve(planned, slot=_slot(slot.day, slot.shift, slot.start, end, zone))
    if relieved:
        relief_slot = _slot(slot.day, slot.shift, slot.end, actual, zone)
        yield attrs.evolve(planned, slot=relief_slot, team=ending.relief, relief=True)


class _TurnTable:
    """The turns of posts, computed once for all posts with the same windows, patterns, zone and numbers of teams."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._slots: dict[tuple[str, date, str, int], _Slot | None] = {}
        self._turns: dict[object, list[_Turn]] = {}

    def of_post(self, post: Post) -> list[_Turn]:
        """Return the turns of the post; the same list object for all posts that share it."""
        zone = self._plan.zones.get(post.unit, self._plan.zone)
        team_counts = tuple(len(teams) for teams in post.teams)
        key = (zone, post.windows, post.pattern, tuple(post.pattern_by_posture.items()), team_counts)
        turns = self._turns.get(key)
        if turns is None:
            turns = self._turns[key] = list(self._computed_turns(post, zone))
        return turns

    def _computed_turns(self, post: Post, zone: str) -> Iterator[_Turn]:
        plan = self._plan
        windows = [plan.window(key) for key in post.windows]
        first_day = min(window.start for window in windows)
        for day in days_of(windows):
            pattern = plan.pattern(post.pattern_under(plan.postures.get(day)))
            for shift_number, shift in enumerate(pattern.shift):
                slot_key = (zone, day, pattern.key, shift_number)
                if slot_key not in self._slots:
                    self._slots[slot_key] = _planned_slot(day, shift, pattern, ZoneInfo(zone))
                slot = self._slots[slot_key]
                if slot is None:
                    continue
                for number, (line, teams) in enumerate(zip(pattern.line, post.teams, strict=True)):
                    if shift.key in line.cycle:
                        team = _team_on_turn(line, len(teams), shift.key, (day - first_day).days)
                        yield _Turn(slot, line.key, number, team)


def _team_on_turn(line: Line, teams: int, shift: str, day: int) -> int | None:
    return next((team for team in range(teams) if line.shift(day, team) == shift), None)


def _planned_slot(day: date, shift: Shift, pattern: Pattern, zone: ZoneInfo) -> _Slot | None:
    """Return the slot of the shift, which begins and ends by the wall clock; None if a clock change skips all of it."""
    # The standard library is faster than pendulum when the moments are read again. The conversion to UTC moves an
    # hour that a clock change skips forward by the length of the gap, and takes the first of two that are the same: so
    # the end of a shift is the moment at which its relief begins.
    wall = datetime(day.year, day.month, day.day, shift.start.hour, shift.start.minute, tzinfo=zone)
    start, end = wall.astimezone(UTC), (wall + timedelta(hours=shift.hours)).astimezone(UTC)
    if not pattern.fixed_hours:
        return _slot(day, shift, start, end, zone) if start < end else None
    fixed_end = start + timedelta(hours=shift.hours)
    slot = _slot(day, shift, start, fixed_end, zone)
    if fixed_end < end and pattern.has_relief(shift):
        return attrs.evolve(slot, uncovered=_slot(day, shift, fixed_end, end, zone).span)
    return slot


def _slot(day: date, shift: Shift, start: datetime, end: datetime, zone: tzinfo | None) -> _Slot:
    # Moments of pendulum become moments of the standard library.
    start, end = (datetime.combine(utc.date(), utc.time(), UTC) for utc in (start, end))
    return _Slot(day, shift, Span(start.astimezone(zone), end.astimezone(zone)), start, end)


# --- teams that do a duty, or do not ------------------------------------------------------------------------------


class _Staffing:
    """Gives planned slots to their teams, in order of time, and remembers the duties of each team so far."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._work_time = WorkTime(plan.rules, plan.waivers, plan.zone)
        self._absent = _people_absent(plan)
        self._busy_until: dict[str, datetime] = {}

    def assign(self, planned: _Planned) -> tuple[Duty | None, Shortfall | None]:
        """Return the duty and the shortfall of the slot; each is None if there is none."""
        slot, shift, team = planned.slot, planned.slot.shift, planned.team
        zone = slot.span.start.tzinfo
        if not team:
            return None, _shortfall(planned, shift.people, "no_team")
        available = self._plan.team(team).people
        if self._absent:
            available -= self._absent.get((team, slot.day), 0)
        reason = self._reason_against(planned, available)
        if reason:
            return None, _shortfall(planned, shift.people, reason)
        self._work_time.record(team, slot.start, slot.end, zone)
        self._busy_until[team] = slot.end
        people = min(shift.people, available)
        duty = Duty(
            post=planned.post.key,
            line=planned.line,
            day=slot.day,
            shift=shift.key,
            team=team,
            people=people,
            span=slot.span,
            relief=planned.relief,
        )
        return duty, _shortfall(planned, shift.people - people, "too_few") if people < shift.people else None

    def _reason_against(self, planned: _Planned, available: int) -> str:
        """Return the key of the reason why the team cannot do the duty; empty if it can."""
        slot, team = planned.slot, planned.team
        requires = slot.shift.requires
        if requires and requires not in self._plan.team(team).roles:
            return "no_role"
        if available < 1:
            return "too_few"
        if slot.start < self._busy_until.get(team, slot.start):
            return "on_duty"
        return self._work_time.broken_rule(team, slot.day, slot.start, slot.end, slot.span.start.tzinfo)


def _people_absent(plan: Plan) -> Mapping[tuple[str, date], int]:
    """Return how many people of a team are on leave on a day; under a leave embargo nobody is."""
    postures = plan.postures
    absent: dict[tuple[str, date], int] = {}
    for leave in plan.leave:
        for number in range((leave.end - leave.start).days + 1):
            day = leave.start + timedelta(days=number)
            if day not in postures or not postures[day].leave_embargo:
                absent[leave.team, day] = absent.get((leave.team, day), 0) + leave.people
    return absent


def _shortfall(planned: _Planned, missing: int, reason: str) -> Shortfall:
    slot = planned.slot
    return Shortfall(
        post=planned.post.key,
        line=planned.line,
        day=slot.day,
        shift=slot.shift.key,
        people=slot.shift.people,
        missing=missing,
        span=slot.span,
        reason=translated(f"shortfall.{reason.replace('-', '_')}"),
        team=planned.team,
    )


def _uncovered(planned: _Planned, span: Span) -> Shortfall:
    people = planned.slot.shift.people
    return attrs.evolve(_shortfall(planned, people, "clock_change"), span=span)
