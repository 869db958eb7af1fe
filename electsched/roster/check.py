"""Any roster judged from the plan alone, however it was made.

It knows nothing of how teams rotate: what must be there it reads from posts, windows, postures and patterns, and what
is there from the duties.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from itertools import accumulate
from typing import Literal
from zoneinfo import ZoneInfo

import attrs

from electsched.operation.plan import Plan
from electsched.operation.shifts import Pattern, Shift
from electsched.operation.teams import Member
from electsched.roster.duty import Duty, Roster
from electsched.roster.findings import RosterFinding
from electsched.roster.timed_duty import HOUR, Stint, finding, post_clocks, stint_findings, stints_of

__all__ = ["check_roster"]

DAY = 24 * 60
"""Minutes."""


def check_roster(roster: Roster, plan: Plan) -> tuple[RosterFinding, ...]:
    """Return everything that is wrong with the roster under the plan, and what is waived.

    Coverage first, in the order of the plan; then the working time of each team, and of each person whom a duty names,
    in the order of their duties. A duty that names its members counts for these alone, one that names none for the
    whole team.
    """
    wanted, stints = _wanted(plan), stints_of(roster.duties, plan)
    return (
        *_coverage(stints, plan, wanted),
        *_staffing(roster, plan, wanted),
        *_naming(roster, plan, wanted),
        *_partners(roster, plan),
        *_teams(stints, plan),
        *_persons(stints, plan),
    )


# --- coverage -----------------------------------------------------------------------------------------------------

_Place = tuple[str, date, str]
_Stretch = tuple[float, float, int]
"""From when to when, in seconds of the world's clock, and how many people: plain tuples, for there are very many."""
_Wanted = tuple[float, float, int, str]
"""The same, and the role that one of them must be able to fill, or nothing."""


def _wanted(plan: Plan) -> dict[_Place, _Wanted]:
    """Return who must be at each post on each day in each shift, and from when to when."""
    windows = {window.key: window for window in plan.windows}
    postures = plan.postures
    clocks = post_clocks(plan)
    ended = {
        (each.post, each.day, each.shift): _seconds(each.at.day, each.at.minutes, clocks[each.post])
        for each in plan.endings
        if each.post in clocks
    }
    parts = {pattern.key: [*_parts(pattern)] for pattern in plan.patterns}
    starts: dict[tuple[date, int, ZoneInfo], float] = {}
    wanted: dict[_Place, _Wanted] = {}
    for post in plan.posts:
        zone = clocks[post.key]
        for key in post.windows:
            for number in range(windows[key].days):
                day = windows[key].start + timedelta(days=number)
                posture = postures.get(day)
                pattern = post.raised.get(posture.key, post.pattern) if posture else post.pattern
                for shift, minutes, people in parts[pattern]:
                    place = (post.key, day, shift.key)
                    if (day, minutes, zone) not in starts:
                        starts[day, minutes, zone] = _seconds(day, minutes, zone)
                    start = starts[day, minutes, zone]
                    end = ended.get(place, start + shift.hours * HOUR)
                    wanted[place] = (start, end, people, shift.requires)
    return wanted


def _parts(pattern: Pattern) -> Iterator[tuple[Shift, int, int]]:
    """Yield each shift with the minute of the day at which it begins, and how many people all lines need for it."""
    for shift in pattern.shift:
        lines = sum(shift.key in line.cycle for line in pattern.line)
        yield shift, shift.minutes, shift.people * lines


def _seconds(day: date, minutes: int, zone: ZoneInfo) -> float:
    """Return a moment of the wall clock in seconds; an hour that is skipped moves forward."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=zone)
    return (midnight + timedelta(minutes=minutes)).timestamp()


def _coverage(stints: list[Stint], plan: Plan, wanted: Mapping[_Place, _Wanted]) -> Iterator[RosterFinding]:
    teams = {team.key: team for team in plan.teams}
    whole: dict[_Place, int] = {}
    parts: dict[_Place, list[_Stretch]] = {}
    for stint in stints:
        duty = stint.duty
        place = (duty.post, duty.day, duty.shift)
        if place not in wanted or duty.team not in teams:
            yield finding("unknown", duty)
        if place not in wanted:
            continue
        start, end, _, _ = wanted[place]
        if stint.start <= start and end <= stint.end:
            whole[place] = whole.get(place, 0) + duty.people
        elif stint.start < end and start < stint.end:
            parts.setdefault(place, []).append((max(stint.start, start), min(stint.end, end), duty.people))
        else:
            yield finding("time", duty)
    for place, (start, end, people, _) in wanted.items():
        heads = [0] if place not in parts else _heads(parts[place], start, end)
        fewest, most = (whole.get(place, 0) + number for number in (min(heads), max(heads)))
        if fewest < people:
            yield _cover("under", "error", place, fewest, people)
        if most > people:
            yield _cover("over", "warning", place, most, people)


def _heads(parts: list[_Stretch], start: float, end: float) -> list[int]:
    """Return how many stand there from each moment on at which someone comes or goes."""
    changes = {start: 0}
    for begins, ends, people in parts:
        changes[begins] = changes.get(begins, 0) + people
        changes[ends] = changes.get(ends, 0) - people
    return [*accumulate(changes[moment] for moment in sorted(changes) if moment < end)]


def _cover(
    code: Literal["under", "over"], severity: Literal["error", "warning"], place: _Place, found: int, expected: int
) -> RosterFinding:
    post, day, shift = place
    return RosterFinding(code=code, severity=severity, post=post, day=day, shift=shift, found=found, expected=expected)


# --- who does it --------------------------------------------------------------------------------------------------


def _staffing(roster: Roster, plan: Plan, wanted: Mapping[_Place, _Wanted]) -> Iterator[RosterFinding]:
    teams = {team.key: team for team in plan.teams}
    postures = plan.postures
    away: dict[tuple[str, date], int] = {}
    void: set[tuple[str, date]] = set()
    for leave in plan.leave:
        for number in range((leave.end - leave.start).days + 1):
            day = leave.start + timedelta(days=number)
            if day in postures and postures[day].leave_embargo:
                void.add((leave.team, day))
            else:
                away[leave.team, day] = away.get((leave.team, day), 0) + leave.people
    for duty in roster.duties:
        team = teams.get(duty.team)
        if team is None:
            continue
        people = team.people - away.get((duty.team, duty.day), 0)
        if duty.people > people:
            yield finding("strength", duty, found=duty.people, expected=people)
        if (duty.team, duty.day) in void:
            yield attrs.evolve(finding("embargo", duty), severity="warning")
        role = _role_of(duty, wanted)
        if role and role not in team.roles and not duty.members:
            yield finding("role", duty)


def _naming(roster: Roster, plan: Plan, wanted: Mapping[_Place, _Wanted]) -> Iterator[RosterFinding]:
    """Yield what is wrong with the members that duties name: who they are, how many, their roles and their leave."""
    members = {member.key: member for member in plan.members}
    postures = plan.postures
    away = {
        (leave.member, leave.start + timedelta(days=number))
        for leave in plan.leave
        if leave.member
        for number in range((leave.end - leave.start).days + 1)
    }
    for duty in roster.duties:
        if not duty.members:
            continue
        if len(duty.members) != duty.people:
            yield finding("strength", duty, found=duty.people, expected=len(duty.members))
        known = [members[key] for key in duty.members if key in members]
        for key in dict.fromkeys(duty.members):
            if key not in members:
                yield attrs.evolve(finding("unknown", duty), member=key)
            elif (key, duty.day) in away and not (duty.day in postures and postures[duty.day].leave_embargo):
                yield attrs.evolve(finding("leave", duty), member=key)
        yield from _role(duty, _role_of(duty, wanted), known)


def _role_of(duty: Duty, wanted: Mapping[_Place, _Wanted]) -> str:
    place = (duty.post, duty.day, duty.shift)
    return wanted[place][3] if place in wanted else ""


def _role(duty: Duty, role: str, members: list[Member]) -> Iterator[RosterFinding]:
    if role and not any(role in member.roles for member in members):
        yield finding("role", duty)


def _partners(roster: Roster, plan: Plan) -> Iterator[RosterFinding]:
    """Yield the first duty of each post that names a partner which may not be at such a post."""
    never_at = {partner.key: partner.never_at for partner in plan.partners}
    wrong = {post.key for post in plan.posts for key in post.partners if post.kind in never_at.get(key, ())}
    for duty in roster.duties:
        if duty.post in wrong:
            wrong.remove(duty.post)
            yield finding("partner", duty)


# --- the time of teams and of persons -----------------------------------------------------------------------------


def _teams(stints: list[Stint], plan: Plan) -> Iterator[RosterFinding]:
    by_team: dict[str, list[Stint]] = {team.key: [] for team in plan.teams}
    for stint in stints:
        if not stint.duty.members:
            by_team.setdefault(stint.duty.team, []).append(stint)
    for mine in by_team.values():
        yield from stint_findings(mine, plan)


def _persons(stints: list[Stint], plan: Plan) -> Iterator[RosterFinding]:
    """Yield what is wrong with the time of each person whom a duty names, what the whole team does included."""
    by_person: dict[str, list[Stint]] = {}
    by_team: dict[str, list[Stint]] = {}
    for stint in stints:
        for key in stint.duty.members:
            by_person.setdefault(key, []).append(stint)
        if not stint.duty.members:
            by_team.setdefault(stint.duty.team, []).append(stint)
    team_of = {member.key: member.team for member in plan.members}
    for key, named in by_person.items():
        for found in stint_findings([*named, *by_team.get(team_of.get(key, ""), [])], plan):
            yield attrs.evolve(found, member=key)
