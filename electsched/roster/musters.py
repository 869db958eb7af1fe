"""Musters as duties of a kind: who must come, who is excused because of a duty, and duties that clash with a muster.

All people of the units that take part must come. Who is on duty at the time cannot, and is excused only if the plan
says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

import attrs

from electsched.operation.operation import Muster
from electsched.operation.plan import Plan
from electsched.operation.teams import Team
from electsched.roster.duty import Duty
from electsched.roster.findings import RosterFinding
from electsched.roster.timed_duty import finding
from electsched.values import value_text

__all__ = ["Attendance", "Excused", "attendance", "clashes", "excused_from", "is_near", "muster_findings"]

DAYS_BEFORE = timedelta(days=7)
"""A duty that began earlier has ended: the longest shift has 72 hours, and an event ends it some hours later."""


@attrs.frozen(kw_only=True)
class Attendance:
    """The strength of a unit at a muster.

    Attributes:
        muster: The key of the muster.
        unit: The key of the unit.
        present: How many people come.
        excused: How many people are excused because they are on duty then.
        absent: How many people are absent, such as on leave or sick.
    """

    muster: str
    unit: str
    present: int
    excused: int
    absent: int

    __repr__ = value_text

    def to_dict(self) -> dict[str, Any]:
        """Return the strength as plain data."""
        return attrs.asdict(self)


@attrs.frozen
class Excused:
    """Those who are excused from a muster: so many people of each team, and by name if the members are known."""

    people: dict[str, int]
    members: frozenset[str]

    __repr__ = value_text


def muster_findings(duties: Iterable[Duty], plan: Plan) -> Iterator[RosterFinding]:
    """Yield each duty of people who must be at a muster then and are not excused; ``found`` is how many they are."""
    for muster in plan.musters:
        for duty, people in _during(duties, plan, muster):
            if not _excuses(muster, duty):
                yield attrs.evolve(finding("muster", duty, found=people), other=muster.key)


def clashes(duty: Duty, plan: Plan) -> bool:
    """Return whether a duty is at the time of a muster to which some of its people must come, and not excused."""
    return any(not _excuses(muster, duty) and _during([duty], plan, muster) for muster in plan.musters)


def _excuses(muster: Muster, duty: Duty) -> bool:
    return muster.exempt == "on_duty" or duty.post in muster.exempt_posts


def excused_from(duties: Iterable[Duty], plan: Plan, muster: Muster) -> Excused:
    """Return those who are excused from a muster because they are on duty then."""
    people: dict[str, int] = {}
    members: set[str] = set()
    listed: dict[str, list[str]] = {}
    for member in plan.members:
        listed.setdefault(member.team, []).append(member.key)
    team_of = {key: team for team, keys in listed.items() for key in keys}
    for duty, _ in _during(duties, plan, muster):
        if not _excuses(muster, duty):
            continue
        on_duty = [key for key in duty.members or listed.get(duty.team, ()) if key not in members]
        members.update(on_duty)
        for team in (team_of.get(key, duty.team) for key in on_duty):
            people[team] = people.get(team, 0) + 1
        if not on_duty and not duty.members:
            people[duty.team] = people.get(duty.team, 0) + duty.people
    return Excused(people, frozenset(members))


def attendance(duties: Iterable[Duty], plan: Plan) -> tuple[Attendance, ...]:
    """Return the strength of each unit that takes part in each muster, in the order of the plan."""
    roster_duties = tuple(duties)
    return tuple(
        strength
        for muster in plan.musters
        for excused in [excused_from(roster_duties, plan, muster)]
        for unit in plan.units
        if not muster.units or unit.key in muster.units
        for strength in [_strength(plan, muster, unit.key, excused)]
        if strength.present or strength.excused or strength.absent
    )


def _strength(plan: Plan, muster: Muster, unit: str, excused: Excused) -> Attendance:
    people = on_duty = absent = 0
    for team in (team for team in plan.teams if team.unit == unit):
        of_team = _size(plan, team, muster)
        excused_people = min(excused.people.get(team.key, 0), of_team)
        people += of_team
        on_duty += excused_people
        absent += min(_absent(plan, team, muster, excused), of_team - excused_people)
    return Attendance(muster=muster.key, unit=unit, present=people - on_duty - absent, excused=on_duty, absent=absent)


def _size(plan: Plan, team: Team, muster: Muster) -> int:
    listed = sum(1 for member in plan.members if member.team == team.key)
    return listed or plan.team_on(team.key, muster.start.day).people


def _absent(plan: Plan, team: Team, muster: Muster, excused: Excused) -> int:
    day, span = muster.start.day, plan.muster_span(muster)
    team_of = {member.key: member.team for member in plan.members}
    away = [
        entry for entry in plan.absences if entry.covers(day, span) and not entry.is_refused(plan.postures.get(day))
    ]
    absent_members = {entry.member for entry in away if team_of.get(entry.member) == team.key} - excused.members
    return len(absent_members) + sum(entry.people for entry in away if entry.team == team.key)


def is_near(muster: Muster, day: date) -> bool:
    """Return whether a duty of a day may be going on at a muster."""
    return muster.start.day - DAYS_BEFORE <= day <= muster.start.day + timedelta(days=1)


def _during(duties: Iterable[Duty], plan: Plan, muster: Muster) -> list[tuple[Duty, int]]:
    """Return the duties at the time of a muster, each with the number of its people who belong to units of it."""
    near = [duty for duty in duties if is_near(muster, duty.day)]
    span = plan.muster_span(muster) if near else None  # a repair asks about each duty, and few are near a muster
    during = [duty for duty in near if span and span.overlaps(duty.span)]
    if not muster.units or not during:
        return [(duty, duty.people) for duty in during]
    teams = {team.key for team in plan.teams if team.unit in muster.units}
    members = {member.key for member in plan.members if member.team in teams}
    counted = [
        (duty, sum(key in members for key in duty.members) if duty.members else duty.people * (duty.team in teams))
        for duty in during
    ]
    return [(duty, people) for duty, people in counted if people]
