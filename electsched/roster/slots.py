"""The shifts of all posts in order of time, each with the team that has its turn, as patterns and changes say.

A duty belongs to the local day on which it begins, and that day is in a window of the post.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta, tzinfo
from operator import itemgetter
from typing import TypeVar
from zoneinfo import ZoneInfo

import attrs

from electsched.operation.changes import Addition, Cancellation, DutyName, standing_additions
from electsched.operation.operation import Post
from electsched.operation.plan import Plan
from electsched.operation.shifts import Line, Pattern, Shift
from electsched.operation.teams import Ending
from electsched.timespan import Span, moment
from electsched.values import value_text

__all__ = ["PlannedDuty", "Slot", "planned_duties", "swapped_duties"]


@attrs.frozen
class Slot:
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

    __repr__ = value_text


@attrs.frozen
class _Turn:
    """A slot in a line of a pattern; ``team`` is the number of the team in the line, or None if no team has a turn."""

    slot: Slot
    line: str
    line_number: int
    team: int | None

    __repr__ = value_text


@attrs.frozen
class PlannedDuty:
    """A slot at a post; ``team`` is empty if no team has a turn.

    ``people`` is how many people do it, and ``decided`` whether a decision gave it to its team: then rules do not
    take it away. ``stand_ins`` are pairs of a member and the one who stands in for that member.
    """

    post: Post
    line: str
    slot: Slot
    team: str
    people: int
    relief: bool = False
    decided: bool = False
    stand_ins: tuple[tuple[str, str], ...] = ()

    __repr__ = value_text

    @property
    def identity(self) -> tuple[str, str, date, str, bool]:
        """The identity of its duty, see `Duty.identity`."""
        return self.post.key, self.line, self.slot.day, self.slot.shift.key, self.relief


# --- slots in order of time ---------------------------------------------------------------------------------------

_Slotted = TypeVar("_Slotted", _Turn, PlannedDuty)
_Numbered = Iterator[tuple[int, PlannedDuty]]
"""The slots that begin at one moment, each with the number of its post, in that order."""


def planned_duties(plan: Plan) -> Iterator[PlannedDuty]:
    """Yield every slot in order of its start, and at one moment in the order of the posts."""
    # A nation has two million duties. Posts of one kind share their list of turns, and no list of all slots is made.
    turns = _TurnTable(plan)
    changed = _changed_duties(plan, turns)
    shared: dict[int, tuple[list[_Turn], list[tuple[int, Post]]]] = {}
    starts: dict[datetime, list[_Numbered]] = {}
    for number, post in enumerate(plan.posts):
        if post.key in changed:
            for start, group in _by_start(changed[post.key]).items():
                starts.setdefault(start, []).append(iter([(number, planned) for planned in group]))
        else:
            post_turns = turns.of_post(post)
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


def _planned(post: Post, turn: _Turn) -> PlannedDuty:
    team = "" if turn.team is None else post.teams[turn.line_number][turn.team]
    return PlannedDuty(post, turn.line, turn.slot, team, post.people_in(turn.slot.shift))


# --- changes ------------------------------------------------------------------------------------------------------


def _changed_duties(plan: Plan, turns: _TurnTable) -> dict[str, list[PlannedDuty]]:
    """Return the duties of each post to which a record applies, by the key of the post."""
    names = [name for swap in plan.swaps for name in (swap.first, swap.second)]
    keys = {name.post for name in names} | {ending.post for ending in plan.endings}
    keys |= {amendment.post for amendment in plan.amendments if amendment.post}
    keys |= {addition.post for addition in plan.additions} | {entry.post for entry in plan.cancellations}
    posts = [post for post in plan.posts if post.key in keys]
    duties = {post.key: [_planned(on_day, turn) for on_day, turn in turns.amended(post)] for post in posts}
    for cancellation in plan.cancellations:
        if cancellation.post in duties:
            remaining = [duty for duty in duties[cancellation.post] if not _is_cancelled(duty, cancellation)]
            duties[cancellation.post] = remaining
    for addition in standing_additions(plan.additions, plan.cancellations):
        if addition.post in duties and (added := _added(plan, addition, turns)) is not None:
            duties[addition.post].append(added)
    for swap in plan.swaps:
        _exchange(duties, swap.first, swap.second)
    ended = {(ending.post, ending.day, ending.shift): ending for ending in plan.endings}
    return {
        key: [part for duty in post_duties for part in _as_ended(duty, ended)] for key, post_duties in duties.items()
    }


def swapped_duties(plan: Plan) -> Iterator[tuple[int, str, PlannedDuty]]:
    """Yield each duty that members exchange, with the index of the swap and its part, ``first`` or ``second``."""
    duties = _changed_duties(plan, _TurnTable(plan))
    for index, swap in enumerate(plan.swaps):
        for part, name in (("first", swap.first), ("second", swap.second)):
            if name.member:
                of_post = duties.get(name.post, ())
                yield from ((index, part, planned) for planned in of_post if _is_named(name, planned))


def _is_named(name: DutyName, planned: PlannedDuty) -> bool:
    return not planned.relief and name.names(planned.post.key, planned.line, planned.slot.day, planned.slot.shift.key)


def _is_cancelled(duty: PlannedDuty, cancellation: Cancellation) -> bool:
    is_same = (duty.slot.day, duty.slot.shift.key) == (cancellation.day, cancellation.shift)
    return is_same and cancellation.line in {"", duty.line}


def _added(plan: Plan, addition: Addition, turns: _TurnTable) -> PlannedDuty | None:
    post = plan.post_on(addition.post, addition.day)
    pattern = plan.pattern(post.pattern_under(plan.postures.get(addition.day)))
    shift = next((shift for shift in pattern.shift if shift.key == addition.shift), None)
    slot = turns.slot(addition.day, shift, pattern, plan.zones.get(post.unit, plan.zone)) if shift else None
    if shift is None or slot is None:
        return None
    people = post.people_in(shift) if addition.people is None else addition.people
    return PlannedDuty(post, addition.line, slot, addition.team, people, decided=True)


def _exchange(duties: Mapping[str, list[PlannedDuty]], first: DutyName, second: DutyName) -> None:
    """Exchange the teams of two duties, or the members if both name one."""
    places = [
        (post_duties, index)
        for name in (first, second)
        for post_duties in [duties.get(name.post, [])]
        for index, duty in enumerate(post_duties)
        if _is_named(name, duty)
    ]
    if len(places) != 2:  # noqa: PLR2004  # a duty that does not exist is a fault of the plan
        return
    (first_duties, first_index), (second_duties, second_index) = places
    first_duty, second_duty = first_duties[first_index], second_duties[second_index]
    if first.member and second.member:
        pair = (first.member, second.member)
        first_duties[first_index] = attrs.evolve(first_duty, stand_ins=(*first_duty.stand_ins, pair))
        second_duties[second_index] = attrs.evolve(second_duty, stand_ins=(*second_duty.stand_ins, pair[::-1]))
    else:
        first_duties[first_index] = attrs.evolve(first_duty, team=second_duty.team, decided=True)
        second_duties[second_index] = attrs.evolve(second_duty, team=first_duty.team, decided=True)


def _as_ended(planned: PlannedDuty, ended: Mapping[tuple[str, date, str], Ending]) -> Iterator[PlannedDuty]:
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


# --- turns --------------------------------------------------------------------------------------------------------


class _TurnTable:
    """The turns of posts, computed once for all posts with the same windows, patterns, zone and numbers of teams."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._slots: dict[tuple[str, date, str, str], Slot | None] = {}
        self._turns: dict[object, list[_Turn]] = {}

    def of_post(self, post: Post) -> list[_Turn]:
        """Return the turns of a post without amendments; the same list object for all posts that share it."""
        zone = self._plan.zones.get(post.unit, self._plan.zone)
        team_counts = tuple(len(teams) for teams in post.teams)
        key = (zone, post.windows, post.start, post.pattern, tuple(post.pattern_by_posture.items()), team_counts)
        turns = self._turns.get(key)
        if turns is None:
            turns = self._turns[key] = [turn for _, turn in self.amended(post)]
        return turns

    def amended(self, post: Post) -> Iterator[tuple[Post, _Turn]]:
        """Yield the turns of a post, each with the post as it is on that day."""
        plan = self._plan
        zone = plan.zones.get(post.unit, plan.zone)
        first_day: date | None = None
        for day, on_day, anew in plan.manned_days(post):
            first_day = anew or first_day or day
            pattern = plan.pattern(on_day.pattern_under(plan.postures.get(day)))
            for shift in pattern.shift:
                slot = self.slot(day, shift, pattern, zone)
                if slot is None:
                    continue
                for number, (line, teams) in enumerate(zip(pattern.line, on_day.teams, strict=True)):
                    if shift.key in line.cycle:
                        team = _team_on_turn(line, len(teams), shift.key, (day - first_day).days)
                        yield on_day, _Turn(slot, line.key, number, team)

    def slot(self, day: date, shift: Shift, pattern: Pattern, zone: str) -> Slot | None:
        """Return the slot of a shift, which posts with the same pattern and zone share; None if it is skipped."""
        key = (zone, day, pattern.key, shift.key)
        if key not in self._slots:
            self._slots[key] = _planned_slot(day, shift, pattern, ZoneInfo(zone))
        return self._slots[key]


def _team_on_turn(line: Line, teams: int, shift: str, day: int) -> int | None:
    return next((team for team in range(teams) if line.shift(day, team) == shift), None)


def _planned_slot(day: date, shift: Shift, pattern: Pattern, zone: ZoneInfo) -> Slot | None:
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


def _slot(day: date, shift: Shift, start: datetime, end: datetime, zone: tzinfo | None) -> Slot:
    # Moments of pendulum become moments of the standard library.
    start, end = (datetime.combine(utc.date(), utc.time(), UTC) for utc in (start, end))
    return Slot(day, shift, Span(start.astimezone(zone), end.astimezone(zone)), start, end)
