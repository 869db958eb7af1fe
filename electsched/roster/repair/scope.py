"""The cases of a repair in a plan: units that share posts, teams or people, with their duties as rows of members.

Any member of these units can stand in at any of their posts. Teams without a list of members are left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date

import attrs

from electsched.operation.plan import Plan
from electsched.operation.shifts import OFF
from electsched.roster.assignment.plans.earlier_work import EarlierWork
from electsched.roster.assignment.plans.limits import counted_shifts, limited_officer, with_room
from electsched.roster.assignment.plans.marks import DutyMarks, duty_name, plain_mark
from electsched.roster.assignment.plans.pools import ROW_RULES, row_rules
from electsched.roster.assignment.problem import AssignmentProblem, Officer, ShiftNeed
from electsched.roster.assignment.repair.case import RepairCase, RosterCell, ShiftPlace
from electsched.roster.duty import Duty, Roster
from electsched.roster.musters import clashes, is_near
from electsched.roster.repair.request import RepairRequest
from electsched.roster.slots import PlannedDuty, planned_duties

__all__ = ["Crews", "Identity", "UnitCase", "crews_of", "unit_cases"]

Identity = tuple[str, str, date, str, bool]
Crews = Mapping[Identity, tuple[str, ...]]
"""The keys of the members on each duty, by its identity."""


@attrs.frozen(kw_only=True)
class UnitCase:
    """The case of some units.

    Attributes:
        case: The case.
        absent: The cells on which members are absent.
        duties: The planned duties of the units, without those that have begun.
        gone: The duties of the roster that have not begun, and that the plan no longer has.
        left: The duties that members leave who have no row, because they have two duties on a day.
    """

    case: RepairCase
    absent: tuple[RosterCell, ...]
    duties: tuple[PlannedDuty, ...]
    gone: tuple[Identity, ...]
    left: frozenset[tuple[str, Identity]] = frozenset()


def crews_of(plan: Plan, roster: Iterable[Duty]) -> Crews:
    """Return the members on each duty of a roster; a duty that names nobody is done by its whole team."""
    listed: dict[str, tuple[str, ...]] = {}
    for member in plan.members:
        listed[member.team] = (*listed.get(member.team, ()), member.key)
    return {duty.identity: duty.members or listed.get(duty.team, ()) for duty in roster}


def unit_cases(
    plan: Plan, roster: Roster, request: RepairRequest, fixed: Crews, severities: Sequence[str]
) -> Iterator[UnitCase]:
    """Yield the case of each group of units in which a duty has other people than the plan says.

    Args:
        plan: The plan as it is now.
        roster: The roster that holds.
        request: The moment up to which duties have begun, and whether teams are open.
        fixed: The members who do a duty by a decision, beside others.
        severities: The severities of the working-time rules that must hold.
    """
    listed = {member.team for member in plan.members}
    planned = [duty for duty in planned_duties(plan) if not duty.relief and (not duty.team or duty.team in listed)]
    for units in _groups(plan, planned, roster):
        builder = _Builder(plan, units, roster, request, fixed)
        unit_duties = [duty for duty in planned if duty.post.unit in units]
        if builder.is_concerned(unit_duties):
            yield builder.case(unit_duties, severities)


def _groups(plan: Plan, planned: Iterable[PlannedDuty], roster: Roster) -> list[frozenset[str]]:
    """Return the groups of units that share duties, in the order of the plan."""
    unit_of = {team.key: team.unit for team in plan.teams}
    team_of = {member.key: member.team for member in plan.members}
    posts = {post.key: post.unit for post in plan.posts}
    pairs = {(duty.post.unit, unit_of[duty.team]) for duty in planned if duty.team}
    pairs |= {
        (posts[duty.post], unit_of[team_of[key]])
        for duty in roster
        for key in duty.members
        if duty.post in posts and key in team_of
    }
    groups: dict[str, frozenset[str]] = {key: frozenset({key}) for key in (*unit_of.values(), *posts.values())}
    for first, second in sorted(pairs):
        joined = groups[first] | groups[second]
        groups.update(dict.fromkeys(joined, joined))
    return list(dict.fromkeys(groups.values()))


class _Builder:
    """Builds the case of some units."""

    def __init__(self, plan: Plan, units: frozenset[str], roster: Roster, request: RepairRequest, fixed: Crews) -> None:
        self._plan = plan
        self._now = None if request.at is None else request.at.astimezone(UTC)
        self._fixed = fixed
        self._open_teams = request.open_teams
        self._earlier = EarlierWork.of(plan, request.history)
        teams = {team.key for team in plan.teams if team.unit in units}
        self._members = [member for member in plan.members if member.team in teams]
        self._barred_from = {member.key: frozenset(member.barred_posts) for member in plan.members}
        self._teams = {member.key: member.team for member in self._members}
        posts = {post.key for post in plan.posts if post.unit in units}
        crews = crews_of(plan, roster)
        self._duties = [
            duty
            for duty in roster
            if not duty.relief and (duty.post in posts or any(key in self._teams for key in crews[duty.identity]))
        ]
        self._crews = {duty.identity: crews[duty.identity] for duty in self._duties}
        self._begun = {
            (duty.day, duty_name(duty))
            for duty in self._duties
            if self._now is not None and duty.span.start.astimezone(UTC) <= self._now
        }

    # --- people -----------------------------------------------------------------------------------------------------

    def _is_absent(self, member: str, duty: PlannedDuty) -> bool:
        slot, plan = duty.slot, self._plan
        return any(
            absence.member == member
            and absence.covers(slot.day, slot.span)
            and not absence.is_refused(plan.postures.get(slot.day))
            for absence in plan.absences
        )

    def _cannot_do(self, member: str, duty: PlannedDuty) -> bool:
        """Return whether a member is absent from a duty, or barred from its post."""
        return duty.post.key in self._barred_from.get(member, ()) or self._is_absent(member, duty)

    def _has_begun(self, duty: PlannedDuty) -> bool:
        return self._now is not None and duty.slot.start <= self._now

    def places(self, duty: PlannedDuty) -> int:
        """Return how many people a duty must have: those that it needs, as far as the records of a plan can name them.

        A record names a substitute for somebody of the team, so that a duty has no more people than its team.
        """
        if self._open_teams:
            return duty.people
        crew = self._crews.get(duty.identity, ())
        team = [member.key for member in self._members if member.team == duty.team and member.key not in crew]
        return min(duty.people, len(crew) + sum(self._cannot_do(key, duty) for key in team))

    def is_concerned(self, planned: Iterable[PlannedDuty]) -> bool:
        """Return whether a duty that has not begun has not the people that it needs and may have, or is not planned."""
        duties = [*planned]
        for duty in duties:
            crew = self._crews.get(duty.identity, ())
            if self._has_begun(duty):
                continue
            if len(crew) != self.places(duty) or any(self._cannot_do(key, duty) for key in crew):
                return True
            if not set(self._fixed.get(duty.identity, ())) <= set(crew):
                return True
        return bool(self._gone(duties))

    def _gone(self, planned: Iterable[PlannedDuty]) -> tuple[Identity, ...]:
        identities = {duty.identity for duty in planned}
        return tuple(
            duty.identity
            for duty in self._duties
            if duty.identity not in identities
            and (duty.day, duty_name(duty)) not in self._begun
            and any(key in self._teams for key in self._crews[duty.identity])
        )

    # --- the case -----------------------------------------------------------------------------------------------------

    def case(self, planned: Sequence[PlannedDuty], severities: Sequence[str]) -> UnitCase:
        """Return the case of the planned duties of the units."""
        ahead = [duty for duty in planned if not self._has_begun(duty)]
        days = [duty.slot.day for duty in planned] + [duty.day for duty in self._duties]
        first, last = min(days), max(days)
        kinds = counted_shifts(self._members)
        busy, marks = self._twice_a_day(), DutyMarks.of(planned, self._duties, kinds=kinds)
        rows = self._rows(range(first.toordinal(), last.toordinal() + 1), busy, marks)
        problem = AssignmentProblem(
            first_day=first,
            days=(last - first).days + 1,
            shifts=marks.shifts,
            officers=tuple(self._officers(rows, marks)),
            needs=tuple(self._needs(ahead, busy, marks)),
            rules=row_rules(self._plan, severities),
        )
        problem = self._earlier.continued(with_room(problem, rows))
        barred = [*self._barred(problem, ahead, marks)]
        absent = [
            (key, problem.index(duty.slot.day))
            for duty in ahead
            for key in self._crews.get(duty.identity, ())
            if key in rows and self._is_absent(key, duty)
        ]
        case = RepairCase.of(problem, rows, barred=barred, begun=self._decided(problem, rows, ahead, marks))
        case = attrs.evolve(case, waived=self._waived(problem, planned, marks))
        left = frozenset(
            (key, duty.identity)
            for duty in ahead
            for key in self._crews.get(duty.identity, ())
            if key in busy and self._cannot_do(key, duty)
        )
        return UnitCase(case=case, absent=tuple(absent), duties=tuple(ahead), gone=self._gone(planned), left=left)

    def _officers(self, rows: Mapping[str, tuple[str, ...]], marks: DutyMarks) -> Iterator[Officer]:
        """Yield the officers with their limits, but for those that `_barred` yields and for least hours.

        A repair that takes hours from somebody is judged by the check.
        """
        for member in self._members:
            if member.key in rows:
                officer = Officer(key=member.key, roles=member.roles)
                from_above = attrs.evolve(member, barred_posts=(), least_hours=None)
                yield limited_officer(officer, from_above, marks) if member.has_limits else officer

    def _waived(
        self, problem: AssignmentProblem, planned: Iterable[PlannedDuty], marks: DutyMarks
    ) -> dict[ShiftPlace, frozenset[str]]:
        """Return the rules that each duty may break by a waiver for its team or its day."""
        teams = {(duty.slot.day, marks.of_planned(duty)): duty.team for duty in planned}
        teams |= {(duty.day, marks.of_duty(duty)): duty.team for duty in self._duties}
        partial = [waiver for waiver in self._plan.waivers if waiver.team or waiver.start or waiver.end]
        by_place = {
            (problem.index(day), mark): frozenset(
                ROW_RULES[waiver.rule] for waiver in partial if waiver.covers(waiver.rule, team, day)
            )
            for (day, mark), team in teams.items()
        }
        return {place: rules for place, rules in by_place.items() if rules}

    def _twice_a_day(self) -> frozenset[str]:
        """Return the members who have two duties on a day; a row has one, so they keep their duties as they are."""
        counts = Counter((key, duty.day) for duty in self._duties for key in self._crews[duty.identity])
        return frozenset(key for (key, _), number in counts.items() if number > 1)

    def _rows(self, days: range, busy: frozenset[str], marks: DutyMarks) -> dict[str, tuple[str, ...]]:
        rows = {member.key: [OFF] * len(days) for member in self._members if member.key not in busy}
        for duty in self._duties:
            for key in self._crews[duty.identity]:
                if key in rows:
                    rows[key][duty.day.toordinal() - days.start] = marks.of_duty(duty)
        return {key: tuple(row) for key, row in rows.items()}

    def _needs(self, ahead: Iterable[PlannedDuty], busy: frozenset[str], marks: DutyMarks) -> Iterator[ShiftNeed]:
        roles = {member.key: member.roles for member in self._plan.members}
        for duty in ahead:
            staying = [
                key
                for key in self._crews.get(duty.identity, ())
                if (key in busy or key not in self._teams) and not self._cannot_do(key, duty)
            ]
            people = max(0, self.places(duty) - len(staying))
            day, mark, role = duty.slot.day, marks.of_planned(duty), duty.slot.shift.requires
            yield ShiftNeed(day=day, shift=mark, least=people, most=people)
            if role and people and not any(role in roles.get(key, ()) for key in staying):
                yield ShiftNeed(day=day, shift=mark, least=1, role=role)

    def _barred(
        self, problem: AssignmentProblem, ahead: Iterable[PlannedDuty], marks: DutyMarks
    ) -> Iterator[tuple[str, int, str]]:
        """Yield the marks that members cannot have on a day: they are barred from the post, absent, or at a muster."""
        keys = {officer.key for officer in problem.officers}
        for duty in ahead:
            day, mark, crew = problem.index(duty.slot.day), marks.of_planned(duty), self._crews.get(duty.identity, ())
            away = {absence.member for absence in self._plan.absences if absence.member and absence.member in keys}
            away |= {key for key in keys if duty.post.key in self._barred_from[key]}
            yield from ((key, day, mark) for key in sorted(away) if self._cannot_do(key, duty))
            mustered = self._mustered_teams(duty)
            taken = self._unnamed_absent(duty)
            for member in self._members:
                if member.key in keys and member.key not in crew and (member.team in mustered or member.key in taken):
                    yield member.key, day, mark

    def _mustered_teams(self, duty: PlannedDuty) -> frozenset[str]:
        """Return the teams that must be at a muster at the time of a duty."""
        slot = duty.slot
        if not any(is_near(muster, slot.day) for muster in self._plan.musters):
            return frozenset()
        roster_duty = Duty(
            post=duty.post.key, line=duty.line, day=slot.day, shift=slot.shift.key, team="", people=1, span=slot.span
        )
        teams = {*self._teams.values()}
        return frozenset(team for team in teams if clashes(attrs.evolve(roster_duty, team=team), self._plan))

    def _unnamed_absent(self, duty: PlannedDuty) -> frozenset[str]:
        """Return the members who are taken to be absent if people of a team are, without a name: the last off duty."""
        taken: set[str] = set()
        for absence in self._plan.absences:
            if absence.team and absence.covers(duty.slot.day, duty.slot.span):
                crew = self._crews.get(duty.identity, ())
                off = [member.key for member in self._members if member.team == absence.team and member.key not in crew]
                taken.update(off[max(0, len(off) - absence.people) :])
        return frozenset(taken)

    def _decided(
        self,
        problem: AssignmentProblem,
        rows: Mapping[str, tuple[str, ...]],
        ahead: Sequence[PlannedDuty],
        marks: DutyMarks,
    ) -> dict[RosterCell, str]:
        """Return the cells that do not change: days whose duties have begun, and members on duty by a decision."""
        decided: dict[RosterCell, str] = {}
        if self._now is not None:
            open_days = {problem.index(duty.slot.day) for duty in ahead}
            for key, row in rows.items():
                for day, mark in enumerate(row):
                    if day not in open_days or (mark != OFF and (problem.day(day), plain_mark(mark)) in self._begun):
                        decided[key, day] = mark
        for duty in ahead:
            for key in self._fixed.get(duty.identity, ()):
                if key in rows and not self._cannot_do(key, duty):
                    decided[key, problem.index(duty.slot.day)] = marks.of_planned(duty)
        return decided
