"""Who could stand in at a duty: free, rested, in the right role, and first those with the fewest hours so far."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import cached_property
from typing import Any, Literal

import attrs

from electsched.errors import Fault, UnknownNameError, noun, unknown_name
from electsched.operation.changes import DutySlot
from electsched.operation.plan import Plan
from electsched.operation.teams import Member, Team
from electsched.phrases import phrase, verbatim
from electsched.roster.duty import Duty, Roster
from electsched.roster.findings import RosterFinding
from electsched.roster.musters import clashes
from electsched.roster.requirements import Requirement, required_people
from electsched.roster.timed_duty import HOUR_SECONDS, TimedDuty, post_clocks, timed_duties, working_time_findings
from electsched.timespan import Span, checked_day
from electsched.values import value_text

__all__ = ["Candidate", "StandIns", "who_can"]

DAYS_OF_HOURS = 7
"""The days over which the hours of duty are limited."""
Obstacle = Literal[
    "on-duty",
    "muster",
    "absent",
    "barred",
    "cap",
    "most-hours",
    "role",
    "rest",
    "hours",
    "consecutive-days",
    "consecutive-nights",
]
"""Why somebody could not stand in; the last four are the working-time rules of the plan."""


@attrs.frozen(kw_only=True)
class Candidate:
    """A member, or a team whose members are not known, who might stand in at a duty.

    Attributes:
        team: The key of the team.
        member: The key of the member; empty for a team.
        unit: The key of the unit.
        hours: The hours on duty before the duty, in real time.
        obstacles: Why it cannot be, or breaks a rule; empty if nothing is in the way.
    """

    team: str
    member: str = ""
    unit: str
    hours: float
    obstacles: tuple[Obstacle, ...] = ()

    __repr__ = value_text

    def to_dict(self) -> dict[str, Any]:
        """Return the candidate as plain data."""
        return attrs.asdict(self) | {"obstacles": list(self.obstacles)}


def who_can(plan: Plan, roster: Roster, *, post: str, day: date, shift: str) -> tuple[Candidate, ...]:
    """Return who could do a duty beside those who do: those without an obstacle first, then by the hours so far.

    Members are listed if the plan knows them, else teams. A broken rule with the severity ``warning`` is an obstacle
    too. If the plan has a rule of rest, so is a duty that touches this one.

    Raises:
        UnknownNameError: The plan has no such post, or the post has no such shift on that day.
        InputError: The day is none.
    """
    return StandIns(plan, roster).candidates(post=post, day=day, shift=shift)


@attrs.frozen
class StandIns:
    """The people of a plan and their duties, which are looked up once for any number of duties.

    Attributes:
        plan: The plan.
        roster: Its roster.
    """

    plan: Plan
    roster: Roster
    _requirements: dict[str, Mapping[DutySlot, Requirement]] = attrs.field(init=False, factory=dict)

    __repr__ = value_text

    def candidates(self, *, post: str, day: date, shift: str) -> tuple[Candidate, ...]:
        """Return who could do a duty, as `who_can` does."""
        plan, day = self.plan, checked_day("day", day)
        slot = (post, day, shift)
        required = self._required(post)
        self._check(required, slot)
        start, end, _, role = required[slot]
        span = Span(*(datetime.fromtimestamp(seconds, post_clocks(plan)[post]) for seconds in (start, end)))
        duty = Duty(post=post, line="", day=day, shift=shift, team="", people=1, span=span)
        (timed,) = timed_duties([duty], plan)
        of_teams: dict[str, _Workload] = {}  # people of a team mostly have the same duties
        candidates = []
        for person in self._people(slot):
            workload = of_teams.get(person.team.key) if person.is_typical else None
            if workload is None:
                workload = _workload(plan, person, timed)
                if person.is_typical:
                    of_teams[person.team.key] = workload
            candidates.append(_candidate(plan, person, timed, role, workload))
        return tuple(sorted(candidates, key=lambda candidate: (bool(candidate.obstacles), candidate.hours)))

    def _required(self, post: str) -> Mapping[DutySlot, Requirement]:
        """Return what a post requires, looked up once."""
        if post not in self._requirements:
            of_post = attrs.evolve(self.plan, posts=(self.plan.post(post),))
            self._requirements[post] = required_people(of_post)
        return self._requirements[post]

    @cached_property
    def _duties(self) -> tuple[dict[DutySlot, set[str]], dict[str, list[TimedDuty]], dict[str, list[TimedDuty]]]:
        """The teams and members on each duty, the duties of whole teams, and those of members."""
        on_duty: dict[DutySlot, set[str]] = {}
        by_team: dict[str, list[TimedDuty]] = {team.key: [] for team in self.plan.teams}
        by_member: dict[str, list[TimedDuty]] = {}
        for timed in timed_duties(self.roster.duties, self.plan):
            duty = timed.duty
            on_duty.setdefault((duty.post, duty.day, duty.shift), set()).update(duty.members or (duty.team,))
            for key in duty.members:
                by_member.setdefault(key, []).append(timed)
            if not duty.members:
                by_team.setdefault(duty.team, []).append(timed)
        return on_duty, by_team, by_member

    def _people(self, slot: DutySlot) -> Iterator[_Person]:
        """Yield each member, and each team whose members are not known, who is not on the duty already."""
        all_on_duty, by_team, by_member = self._duties
        on_duty = all_on_duty.get(slot, set())
        listed = {member.team for member in self.plan.members}
        for member in self.plan.members:
            if not {member.key, member.team} & on_duty:
                of_team, named_duties = by_team[member.team], by_member.get(member.key)
                member_duties = [*named_duties, *of_team] if named_duties else of_team
                yield _Person(self.plan.team(member.team), member, member_duties, is_typical=not named_duties)
        for team in self.plan.teams:
            if team.key not in listed | on_duty:
                yield _Person(team, None, by_team[team.key], is_typical=True)

    def _check(self, required: Mapping[DutySlot, Requirement], slot: DutySlot) -> None:
        """Raise an error for a duty that does not take place."""
        post, day, shift = slot
        if slot in required:
            return
        shifts = {key[2] for key in required if key[:2] == (post, day)}
        if shifts:
            raise unknown_name("shift", shift, sorted(shifts))
        days = sorted(key[1] for key in required if key[0] == post)
        between = (
            phrase("a day from {first} to {last} on which {post!r} is manned", first=days[0], last=days[-1], post=post)
            if days
            else phrase("a post with duties")
        )
        raise UnknownNameError(Fault(noun("day"), verbatim(day.isoformat()), between))


@attrs.frozen
class _Person:
    """A member or a team, and the duties that count; whether they are those of the whole team."""

    team: Team
    member: Member | None
    duties: list[TimedDuty]
    is_typical: bool


@attrs.frozen
class _Workload:
    """The hours so far of people with the same duties, and the obstacles that follow from these duties."""

    hours: float
    obstacles: tuple[Obstacle, ...]


def _workload(plan: Plan, person: _Person, timed: TimedDuty) -> _Workload:
    assigned = attrs.evolve(timed, duty=attrs.evolve(timed.duty, team=person.team.key))
    obstacles: list[Obstacle] = ["muster"] if clashes(assigned.duty, plan) else []
    nearby = _nearby(plan, person.duties, assigned)
    existing_findings = {_identity(finding) for finding in working_time_findings(nearby, plan)}
    for finding in working_time_findings([*nearby, assigned], plan):
        if finding.severity != "waived" and _identity(finding) not in existing_findings:
            obstacle: Any = "on-duty" if finding.code == "overlap" else finding.code
            obstacles.append(obstacle)  # two kinds
    if "rest" not in obstacles and _has_no_rest(plan, nearby, assigned):
        obstacles.append("rest")
    seconds = sum(duty.end - duty.start for duty in person.duties if duty.start < timed.start)
    return _Workload(seconds / HOUR_SECONDS, tuple(obstacles))


def _has_no_rest(plan: Plan, duties: list[TimedDuty], assigned: TimedDuty) -> bool:
    """Return whether a duty ends as the duty begins, or begins as it ends, though the plan has a rule of rest.

    For a pattern they are one stretch, and no rest is too short. But a stand-in must be rested.
    """
    if not any(rule.key == "rest" for rule in plan.rules):
        return False
    if any(waiver.covers("rest", assigned.duty.team, assigned.duty.day) for waiver in plan.waivers):
        return False
    return any(timed.end == assigned.start or timed.start == assigned.end for timed in duties)


def _candidate(plan: Plan, person: _Person, timed: TimedDuty, role: str, workload: _Workload) -> Candidate:
    team, member = person.team, person.member
    obstacles: list[Obstacle] = []
    if _is_absent(plan, person, timed.duty):
        obstacles.append("absent")
    if member is not None and member.has_limits:
        obstacles += _limits(member, person.duties, timed)
    if role and role not in (member.roles if member else team.roles):
        obstacles.append("role")
    return Candidate(
        team=team.key,
        member=member.key if member else "",
        unit=team.unit,
        hours=workload.hours,
        obstacles=tuple(dict.fromkeys((*obstacles, *workload.obstacles))),
    )


def _limits(member: Member, duties: list[TimedDuty], timed: TimedDuty) -> Iterator[Obstacle]:
    """Yield the limits of a member that the duty would break."""
    shift, done = timed.duty.shift, [*duties, timed]
    if timed.duty.post in member.barred_posts:
        yield "barred"
    if sum(entry.duty.shift == shift for entry in done) > member.caps.get(shift, len(done)):
        yield "cap"
    if (
        member.most_hours is not None
        and sum(entry.end - entry.start for entry in done) > member.most_hours * HOUR_SECONDS
    ):
        yield "most-hours"


def _nearby(plan: Plan, duties: list[TimedDuty], assigned: TimedDuty) -> list[TimedDuty]:
    """Return the duties that a rule may count together with the duty."""
    days = max([DAYS_OF_HOURS, *(rule.limit for rule in plan.rules if rule.key.startswith("consecutive"))]) + 1
    reach = days * 24 * HOUR_SECONDS
    return [timed for timed in duties if assigned.start - reach < timed.end and timed.start < assigned.end + reach]


def _identity(finding: RosterFinding) -> tuple[str, str, date, str]:
    return finding.code, finding.post, finding.day, finding.shift


def _is_absent(plan: Plan, person: _Person, duty: Duty) -> bool:
    """Return whether the member, or all people of the team, are absent."""
    away = [
        absence
        for absence in plan.absences
        if absence.covers(duty.day, duty.span) and not absence.is_refused(plan.postures.get(duty.day))
    ]
    if person.member is not None:
        return any(absence.member == person.member.key for absence in away)
    return sum(absence.people for absence in away if absence.team == person.team.key) >= person.team.people
