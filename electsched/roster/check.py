"""The check of a roster against its plan, independent of how the roster was built.

It uses no code of the rotation: the people required are computed from posts, windows, postures and patterns, the
people on duty from the duties.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import accumulate
from typing import Literal

import attrs

from electsched.operation.changes import Absence, Amendment, DutySlot
from electsched.operation.plan import Plan
from electsched.roster.causes import Causes
from electsched.roster.checks.member_limits import member_limit_findings
from electsched.roster.checks.records import record_findings
from electsched.roster.duty import Duty, Roster
from electsched.roster.findings import RosterFinding
from electsched.roster.musters import muster_findings
from electsched.roster.requirements import Requirement, required_people
from electsched.roster.timed_duty import (
    TimedDuty,
    finding,
    timed_duties,
    working_time_findings,
)
from electsched.values import checked_type

__all__ = ["check_roster"]


def check_roster(roster: Roster, plan: Plan, *, history: Iterable[Duty] = ()) -> tuple[RosterFinding, ...]:
    """Return every error and warning about the roster under the plan, waived ones included.

    Coverage comes first, in the order of the plan; then the working time of each team, and of each person named by a
    duty, in the order of their duties. A duty that names members counts for these, and a duty that names none for the
    whole team. The limits of single members are errors if they are broken, and requests that are not granted are
    information. A finding names the record of the change that caused it, if one did. A record of a member who is not on
    the duty, or not in the plan, is a finding too.

    Args:
        roster: The roster.
        plan: The plan.
        history: Duties of earlier days, of this plan or of another one. Rest, hours and runs go on from them; they
            themselves are not judged.

    Raises:
        InputError: The roster is none.
    """
    checked_type("roster", roster, Roster)
    requirements, timed = required_people(plan), timed_duties(roster.duties, plan)
    earlier = timed_duties(history, plan)
    findings = (
        *_coverage(timed, plan, requirements),
        *_team_staffing(roster, plan, requirements),
        *_member_staffing(roster, plan, requirements),
        *member_limit_findings(timed, plan),
        *_partners(roster, plan),
        *record_findings(roster, plan),
        *muster_findings(roster.duties, plan),
        *_working_time(timed, earlier, plan),
    )
    if not findings or not plan.has_changes:
        return findings
    causes = Causes(roster, plan)
    return tuple(attrs.evolve(finding, change=finding.change or causes.change(finding)) for finding in findings)


# --- coverage -----------------------------------------------------------------------------------------------------

_Stretch = tuple[float, float, int]
"""Start and end in seconds since 1970, and the number of people. Tuples, because a roster has very many."""


def _coverage(
    duties: list[TimedDuty], plan: Plan, requirements: Mapping[DutySlot, Requirement]
) -> Iterator[RosterFinding]:
    teams = {team.key for team in plan.teams}
    full_time: dict[DutySlot, int] = {}
    part_time: dict[DutySlot, list[_Stretch]] = {}
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
        fewest = most = full_time.get(slot, 0)
        if slot in part_time:
            headcounts = _headcounts(part_time[slot], start, end)
            fewest, most = fewest + min(headcounts), most + max(headcounts)
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
    code: Literal["under", "over"], severity: Literal["error", "warning"], slot: DutySlot, found: int, expected: int
) -> RosterFinding:
    post, day, shift = slot
    return RosterFinding(code=code, severity=severity, post=post, day=day, shift=shift, found=found, expected=expected)


# --- the people of each duty --------------------------------------------------------------------------------------


def _team_staffing(roster: Roster, plan: Plan, requirements: Mapping[DutySlot, Requirement]) -> Iterator[RosterFinding]:
    """Yield findings about the strength, absences and roles of the team of each duty that names nobody."""
    teams = {team.key: team for team in plan.teams}
    listed = Counter(member.team for member in plan.members)
    absences, amendments = _absences_by_team(plan), _amendments_by_team(plan)
    strengths = {key: max(team.people, listed[key]) for key, team in teams.items()}
    for duty in roster.duties:
        team = teams.get(duty.team)
        if team is None:
            continue
        people = strengths[duty.team]
        if duty.team in amendments:
            in_force = [amendment.people for amendment in amendments[duty.team] if amendment.start <= duty.day]
            people = in_force[-1] or 0 if in_force else people
        if duty.team in absences:
            away = [absence for absence in absences[duty.team] if absence.covers(duty.day, duty.span)]
            refused = [absence for absence in away if absence.is_refused(plan.postures.get(duty.day))]
            if refused:
                yield attrs.evolve(finding("embargo", duty), severity="warning")
            people -= sum(absence.people for absence in away if absence not in refused)
        if duty.members:
            continue
        if duty.people > people:
            yield finding("strength", duty, found=duty.people, expected=people)
        yield from _role(duty, requirements, [team.roles])


def _absences_by_team(plan: Plan) -> dict[str, list[Absence]]:
    team_of = {member.key: member.team for member in plan.members}
    absences: dict[str, list[Absence]] = {}
    for absence in plan.absences:
        absences.setdefault(absence.team or team_of.get(absence.member, ""), []).append(absence)
    return absences


def _amendments_by_team(plan: Plan) -> dict[str, list[Amendment]]:
    amendments: dict[str, list[Amendment]] = {}
    for amendment in sorted(plan.amendments, key=lambda amendment: amendment.start):
        if amendment.team:
            amendments.setdefault(amendment.team, []).append(amendment)
    return amendments


def _member_staffing(
    roster: Roster, plan: Plan, requirements: Mapping[DutySlot, Requirement]
) -> Iterator[RosterFinding]:
    """Yield findings about the number, absences and roles of the members named by a duty."""
    members = {member.key: member for member in plan.members}
    absences: dict[str, list[Absence]] = {}
    for absence in plan.absences:
        absences.setdefault(absence.member, []).append(absence)
    for duty in roster.duties:
        if not duty.members:
            continue
        if len(duty.members) != duty.people:
            yield finding("strength", duty, found=duty.people, expected=len(duty.members))
        for key in dict.fromkeys(duty.members):
            if key not in members:
                yield attrs.evolve(finding("unknown", duty), member=key)
            elif any(
                absence.covers(duty.day, duty.span) and not absence.is_refused(plan.postures.get(duty.day))
                for absence in absences.get(key, ())
            ):
                yield attrs.evolve(finding("leave", duty), member=key)
        yield from _role(duty, requirements, [members[key].roles for key in duty.members if key in members])


def _role(
    duty: Duty, requirements: Mapping[DutySlot, Requirement], roles: Iterable[tuple[str, ...]]
) -> Iterator[RosterFinding]:
    """Yield a finding if the shift requires a role that is not among these roles of people."""
    slot = (duty.post, duty.day, duty.shift)
    required = requirements[slot][3] if slot in requirements else ""
    if required and not any(required in person_roles for person_roles in roles):
        yield finding("role", duty)


def _partners(roster: Roster, plan: Plan) -> Iterator[RosterFinding]:
    """Yield a finding for the first duty of each post that has a partner excluded from posts of its kind."""
    excluded_kinds = {partner.key: partner.excluded_post_kinds for partner in plan.partners}
    excluded = {
        post.key: {key for key in plan.partners_of(post) if post.kind in excluded_kinds.get(key, ())}
        for post in plan.posts
    }
    posts = {post for post, partners in excluded.items() if partners}
    for duty in roster.duties:
        if duty.post in posts and not excluded[duty.post].isdisjoint(plan.post_on(duty.post, duty.day).partners):
            posts.remove(duty.post)
            yield finding("partner", duty)


# --- working time -------------------------------------------------------------------------------------------------


def _working_time(timed: list[TimedDuty], earlier: list[TimedDuty], plan: Plan) -> Iterator[RosterFinding]:
    """Yield the findings about the working time of teams, then of members; those about earlier duties are left out."""
    if not earlier:
        yield from _team_working_time(timed, plan)
        yield from _member_working_time(timed, plan)
        return
    identities = {entry.duty.identity for entry in timed}
    slots = {(post, day, shift) for post, _, day, shift, _ in identities}
    joined_duties = [*(entry for entry in earlier if entry.duty.identity not in identities), *timed]
    for breach in (*_team_working_time(joined_duties, plan), *_member_working_time(joined_duties, plan)):
        if (breach.post, breach.day, breach.shift) in slots:
            yield breach


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
