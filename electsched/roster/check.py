"""The check of a roster against its plan, independent of how the roster was built.

It uses no code of the rotation: the people required are computed from posts, windows, postures and patterns, the
people on duty from the duties.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from itertools import accumulate
from typing import Literal
from zoneinfo import ZoneInfo

import attrs

from electsched.operation.plan import Plan
from electsched.operation.shifts import Pattern, Shift
from electsched.operation.teams import Leave
from electsched.roster.duty import Duty, Roster
from electsched.roster.findings import RosterFinding
from electsched.roster.timed_duty import (
    HOUR_SECONDS,
    TimedDuty,
    finding,
    post_clocks,
    timed_duties,
    working_time_findings,
)

__all__ = ["check_roster"]


def check_roster(roster: Roster, plan: Plan) -> tuple[RosterFinding, ...]:
    """Return every error and warning about the roster under the plan, waived ones included.

    Coverage comes first, in the order of the plan; then the working time of each team, and of each person named by a
    duty, in the order of their duties. A duty that names members counts for these, and a duty that names none for the
    whole team.
    """
    requirements, timed = _requirements(plan), timed_duties(roster.duties, plan)
    return (
        *_coverage(timed, plan, requirements),
        *_team_staffing(roster, plan, requirements),
        *_member_staffing(roster, plan, requirements),
        *_partners(roster, plan),
        *_team_working_time(timed, plan),
        *_member_working_time(timed, plan),
    )


# --- coverage -----------------------------------------------------------------------------------------------------

_Slot = tuple[str, date, str]
"""A post, a day and a shift."""
_Stretch = tuple[float, float, int]
"""Start and end in seconds since 1970, and the number of people. Tuples, because a roster has very many."""
_Requirement = tuple[float, float, int, str]
"""Start, end, people, and the role that one of them must be able to fill, or nothing."""


def _requirements(plan: Plan) -> dict[_Slot, _Requirement]:
    """Return the time, people and role that each post requires on each day in each shift."""
    clocks = post_clocks(plan)
    ended = {
        (ending.post, ending.day, ending.shift): _seconds(ending.at.day, ending.at.minutes, clocks[ending.post])
        for ending in plan.endings
        if ending.post in clocks
    }
    patterns = {pattern.key: pattern for pattern in plan.patterns}
    shifts = {pattern.key: [*_shifts(pattern)] for pattern in plan.patterns}
    starts: dict[tuple[date, int, ZoneInfo], float] = {}
    requirements: dict[_Slot, _Requirement] = {}
    for post in plan.posts:
        zone = clocks[post.key]
        for window in map(plan.window, post.windows):
            for number in range(window.days):
                day = window.start + timedelta(days=number)
                posture = plan.postures.get(day)
                pattern = post.pattern_by_posture.get(posture.key, post.pattern) if posture else post.pattern
                for shift, minutes, people in shifts[pattern]:
                    slot = (post.key, day, shift.key)
                    if (day, minutes, zone) not in starts:
                        starts[day, minutes, zone] = _seconds(day, minutes, zone)
                    start = starts[day, minutes, zone]
                    end = ended.get(slot) or _end(patterns[pattern], shift, day, zone, start)
                    if start < end:  # a clock change may skip a short shift
                        requirements[slot] = (start, end, people, shift.requires)
    return requirements


def _shifts(pattern: Pattern) -> Iterator[tuple[Shift, int, int]]:
    """Yield each shift with the minute of the day at which it begins and the people that all lines need for it."""
    for shift in pattern.shift:
        lines = sum(shift.key in line.cycle for line in pattern.line)
        yield shift, shift.minutes, shift.people * lines


def _end(pattern: Pattern, shift: Shift, day: date, zone: ZoneInfo, start: float) -> float:
    """Return the moment until which a shift must be manned: until its relief, if the pattern has one."""
    by_clock = _seconds(day, shift.minutes + shift.hours * 60, zone)
    if not pattern.fixed_hours:
        return by_clock
    fixed = start + shift.hours * HOUR_SECONDS
    return max(fixed, by_clock) if pattern.has_relief(shift) else fixed


def _seconds(day: date, minutes: int, zone: ZoneInfo) -> float:
    """Return a wall-clock time in seconds since 1970; a time that a clock change skips moves forward."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=zone)
    return (midnight + timedelta(minutes=minutes)).timestamp()


def _coverage(
    duties: list[TimedDuty], plan: Plan, requirements: Mapping[_Slot, _Requirement]
) -> Iterator[RosterFinding]:
    teams = {team.key for team in plan.teams}
    full_time: dict[_Slot, int] = {}
    part_time: dict[_Slot, list[_Stretch]] = {}
    for timed in duties:
        duty = timed.duty
        slot = (duty.post, duty.day, duty.shift)
        if slot not in requirements or duty.team not in teams:
            yield finding("unknown", duty)
        if slot not in requirements:
            continue
        start, end, _, _ = requirements[slot]
        if timed.start <= start and end <= timed.end:
            full_time[slot] = full_time.get(slot, 0) + duty.people
        elif timed.start < end and start < timed.end:
            part_time.setdefault(slot, []).append((max(timed.start, start), min(timed.end, end), duty.people))
        else:
            yield finding("time", duty)
    for slot, (start, end, people, _) in requirements.items():
        headcounts = [0] if slot not in part_time else _headcounts(part_time[slot], start, end)
        fewest, most = (full_time.get(slot, 0) + headcount for headcount in (min(headcounts), max(headcounts)))
        if fewest < people:
            yield _coverage_finding("under", "error", slot, fewest, people)
        if most > people:
            yield _coverage_finding("over", "warning", slot, most, people)


def _headcounts(stretches: list[_Stretch], start: float, end: float) -> list[int]:
    """Return the people on duty after each change between start and end."""
    changes = {start: 0}
    for begin, finish, people in stretches:
        changes[begin] = changes.get(begin, 0) + people
        changes[finish] = changes.get(finish, 0) - people
    return [*accumulate(changes[moment] for moment in sorted(changes) if moment < end)]


def _coverage_finding(
    code: Literal["under", "over"], severity: Literal["error", "warning"], slot: _Slot, found: int, expected: int
) -> RosterFinding:
    post, day, shift = slot
    return RosterFinding(code=code, severity=severity, post=post, day=day, shift=shift, found=found, expected=expected)


# --- the people of each duty --------------------------------------------------------------------------------------


def _team_staffing(roster: Roster, plan: Plan, requirements: Mapping[_Slot, _Requirement]) -> Iterator[RosterFinding]:
    """Yield findings about the strength, leave and roles of the team of each duty."""
    teams = {team.key: team for team in plan.teams}
    absent: dict[tuple[str, date], int] = {}
    cancelled: set[tuple[str, date]] = set()
    for leave in plan.leave:
        for day in _leave_days(leave):
            if _leave_cancelled(plan, day):
                cancelled.add((leave.team, day))
            else:
                absent[leave.team, day] = absent.get((leave.team, day), 0) + leave.people
    for duty in roster.duties:
        team = teams.get(duty.team)
        if team is None:
            continue
        people = team.people - absent.get((duty.team, duty.day), 0)
        if duty.people > people:
            yield finding("strength", duty, found=duty.people, expected=people)
        if (duty.team, duty.day) in cancelled:
            yield attrs.evolve(finding("embargo", duty), severity="warning")
        if not duty.members:
            yield from _role(duty, requirements, [team.roles])


def _member_staffing(roster: Roster, plan: Plan, requirements: Mapping[_Slot, _Requirement]) -> Iterator[RosterFinding]:
    """Yield findings about the number, leave and roles of the members named by a duty."""
    members = {member.key: member for member in plan.members}
    absent = {(leave.member, day) for leave in plan.leave if leave.member for day in _leave_days(leave)}
    for duty in roster.duties:
        if not duty.members:
            continue
        if len(duty.members) != duty.people:
            yield finding("strength", duty, found=duty.people, expected=len(duty.members))
        for key in dict.fromkeys(duty.members):
            if key not in members:
                yield attrs.evolve(finding("unknown", duty), member=key)
            elif (key, duty.day) in absent and not _leave_cancelled(plan, duty.day):
                yield attrs.evolve(finding("leave", duty), member=key)
        yield from _role(duty, requirements, [members[key].roles for key in duty.members if key in members])


def _leave_days(leave: Leave) -> Iterator[date]:
    for number in range((leave.end - leave.start).days + 1):
        yield leave.start + timedelta(days=number)


def _leave_cancelled(plan: Plan, day: date) -> bool:
    return day in plan.postures and plan.postures[day].leave_embargo


def _role(
    duty: Duty, requirements: Mapping[_Slot, _Requirement], roles: Iterable[tuple[str, ...]]
) -> Iterator[RosterFinding]:
    """Yield a finding if the shift requires a role that is not among these roles of people."""
    slot = (duty.post, duty.day, duty.shift)
    required = requirements[slot][3] if slot in requirements else ""
    if required and not any(required in person_roles for person_roles in roles):
        yield finding("role", duty)


def _partners(roster: Roster, plan: Plan) -> Iterator[RosterFinding]:
    """Yield a finding for the first duty of each post that has a partner excluded from posts of its kind."""
    excluded_kinds = {partner.key: partner.excluded_post_kinds for partner in plan.partners}
    posts = {post.key for post in plan.posts for key in post.partners if post.kind in excluded_kinds.get(key, ())}
    for duty in roster.duties:
        if duty.post in posts:
            posts.remove(duty.post)
            yield finding("partner", duty)


# --- working time -------------------------------------------------------------------------------------------------


def _team_working_time(duties: list[TimedDuty], plan: Plan) -> Iterator[RosterFinding]:
    by_team: dict[str, list[TimedDuty]] = {team.key: [] for team in plan.teams}
    for timed in duties:
        if not timed.duty.members:
            by_team.setdefault(timed.duty.team, []).append(timed)
    for team_duties in by_team.values():
        yield from working_time_findings(team_duties, plan)


def _member_working_time(duties: list[TimedDuty], plan: Plan) -> Iterator[RosterFinding]:
    """Yield findings about each member named by a duty; the duties of the member's whole team count as well."""
    by_member: dict[str, list[TimedDuty]] = {}
    by_team: dict[str, list[TimedDuty]] = {}
    for timed in duties:
        for key in timed.duty.members:
            by_member.setdefault(key, []).append(timed)
        if not timed.duty.members:
            by_team.setdefault(timed.duty.team, []).append(timed)
    team_of = {member.key: member.team for member in plan.members}
    for key, member_duties in by_member.items():
        team_duties = by_team.get(team_of.get(key, ""), [])
        for broken in working_time_findings([*member_duties, *team_duties], plan):
            yield attrs.evolve(broken, member=key)
