"""Any roster judged from the plan alone, however it was made.

It knows nothing of how teams rotate: what must be there it reads from posts, windows, postures and patterns, and what
is there from the duties.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import attrs

from electsched.plan import Plan, plan_postures, plan_windows
from electsched.roster.duties import Duty, Member, Roster
from electsched.roster.findings import RosterFinding
from electsched.roster.stints import finding, post_clocks, stint_findings

__all__ = ["check_roster"]


def check_roster(roster: Roster, plan: Plan) -> tuple[RosterFinding, ...]:
    """Return everything that is wrong with the roster under the plan, and what is waived.

    Coverage first, in the order of the plan; then the working time of each team, and of each person whom a duty names,
    in the order of their duties. A duty that names its members counts for these alone, one that names none for the
    whole team.
    """
    return (
        *_coverage(roster, plan),
        *_staffing(roster, plan),
        *_naming(roster, plan),
        *_partners(roster, plan),
        *_teams(roster, plan),
        *_persons(roster, plan),
    )


# --- coverage -----------------------------------------------------------------------------------------------------

_Place = tuple[str, date, str]


def _wanted(plan: Plan) -> dict[_Place, int]:
    """Return how many people must be at each post on each day in each session."""
    windows = {window.key: window for window in plan_windows(plan)}
    patterns = {pattern.key: pattern for pattern in plan.patterns}
    postures = plan_postures(plan)
    wanted: dict[_Place, int] = {}
    for post in plan.posts:
        for key in post.windows:
            for number in range(windows[key].days):
                day = windows[key].start + timedelta(days=number)
                posture = postures.get(day)
                pattern = patterns[post.raised.get(posture.key, post.pattern) if posture else post.pattern]
                for session in pattern.session:
                    lanes = sum(session.key in lane.cycle for lane in pattern.lane)
                    wanted[post.key, day, session.key] = session.people * lanes
    return wanted


def _coverage(roster: Roster, plan: Plan) -> Iterator[RosterFinding]:
    wanted = _wanted(plan)
    teams = {team.key: team for team in plan.teams}
    there: dict[_Place, int] = {}
    for duty in roster.duties:
        place = (duty.post, duty.day, duty.session)
        if place not in wanted or duty.team not in teams:
            yield finding("unknown", duty)
        if not duty.relief:  # who relieves stands there after the others
            there[place] = there.get(place, 0) + duty.people
    for place, people in wanted.items():
        found = there.get(place, 0)
        if found != people:
            post, day, session = place
            yield RosterFinding(
                code="under" if found < people else "over",
                severity="error" if found < people else "warning",
                post=post,
                day=day,
                session=session,
                found=found,
                expected=people,
            )


# --- who does it --------------------------------------------------------------------------------------------------


def _staffing(roster: Roster, plan: Plan) -> Iterator[RosterFinding]:
    teams = {team.key: team for team in plan.teams}
    requires = {
        (post.key, session.key): session.requires
        for post in plan.posts
        for pattern in plan.patterns
        if pattern.key in {post.pattern, *post.raised.values()}
        for session in pattern.session
    }
    postures = plan_postures(plan)
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
        role = requires.get((duty.post, duty.session), "")
        if role and role not in team.roles and not duty.members:
            yield finding("role", duty)


def _naming(roster: Roster, plan: Plan) -> Iterator[RosterFinding]:
    """Yield what is wrong with the members that duties name: who they are, how many, their roles and their leave."""
    members = {member.key: member for member in plan.members}
    patterns = {pattern.key: pattern for pattern in plan.patterns}
    postures = plan_postures(plan)
    requires = {
        (post.key, session.key): session.requires
        for post in plan.posts
        for key in (post.pattern, *post.raised.values())
        for session in patterns[key].session
    }
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
        yield from _role(duty, requires.get((duty.post, duty.session), ""), known)


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


def _teams(roster: Roster, plan: Plan) -> Iterator[RosterFinding]:
    by_team: dict[str, list[Duty]] = {team.key: [] for team in plan.teams}
    for duty in roster.duties:
        if not duty.members:
            by_team.setdefault(duty.team, []).append(duty)
    clocks = post_clocks(plan)
    for duties in by_team.values():
        yield from stint_findings(duties, plan, clocks)


def _persons(roster: Roster, plan: Plan) -> Iterator[RosterFinding]:
    """Yield what is wrong with the time of each person whom a duty names, what the whole team does included."""
    by_person: dict[str, list[Duty]] = {}
    by_team: dict[str, list[Duty]] = {}
    for duty in roster.duties:
        for key in duty.members:
            by_person.setdefault(key, []).append(duty)
        if not duty.members:
            by_team.setdefault(duty.team, []).append(duty)
    team_of = {member.key: member.team for member in plan.members}
    clocks = post_clocks(plan)
    for key, named in by_person.items():
        for found in stint_findings([*named, *by_team.get(team_of.get(key, ""), [])], plan, clocks):
            yield attrs.evolve(found, member=key)
