"""The pools of a plan: posts that share teams, their planned duties, and the problem of assigning members to them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import attrs

from electsched.errors import Fault, raise_faults
from electsched.operation.plan import Plan
from electsched.operation.shifts import OFF
from electsched.operation.teams import Member
from electsched.operation.work_rules import RuleKey, WorkRule
from electsched.phrases import phrase
from electsched.roster.assignment.fixed_days import fixed_day_faults
from electsched.roster.assignment.plans.earlier_work import EarlierWork
from electsched.roster.assignment.plans.fixed_duties import fixed_duties, replaced_duties
from electsched.roster.assignment.plans.limits import counted_shifts, limited_officer, requests_of, unreachable_hours
from electsched.roster.assignment.plans.marks import DutyMarks, duty_name
from electsched.roster.assignment.problem import (
    AssignmentProblem,
    Officer,
    RowRule,
    RowRuleKey,
    Rows,
    ShiftNeed,
)
from electsched.roster.duty import Duty
from electsched.roster.slots import PlannedDuty, planned_duties

__all__ = ["ROW_RULES", "Pool", "pool_rows", "pools_of", "row_rules"]

ROW_RULES: Mapping[RuleKey, RowRuleKey] = {
    "rest": "rest",
    "hours": "week-hours",
    "consecutive-days": "duty-run-most",
    "consecutive-nights": "night-run-most",
}
"""The rule of a row for each working-time rule of a plan."""


@attrs.frozen(kw_only=True, repr=False)
class Pool:
    """The members who are assigned to some posts together.

    Attributes:
        posts: The keys of the posts.
        teams: The keys of the teams.
        duties: The planned duties of the posts, in order of time.
        marks: Their marks in the rows.
        problem: The problem of assigning members to them.
    """

    posts: tuple[str, ...]
    teams: tuple[str, ...]
    duties: tuple[PlannedDuty, ...]
    marks: DutyMarks
    problem: AssignmentProblem

    def __repr__(self) -> str:
        """Return its posts and teams."""
        return f"Pool(posts: {', '.join(self.posts)}; teams: {', '.join(self.teams)})"


def pools_of(
    plan: Plan,
    *,
    severities: Sequence[str] = ("error", "warning"),
    history: Iterable[Duty] = (),
    first_day: date | None = None,
) -> tuple[Pool, ...]:
    """Return the pools of a plan, in the order of its posts; only rules with one of the severities are kept.

    Members of the teams of a pool can be assigned to each of its posts. A rule that is waived for all teams and days
    is left out. If people of a team are absent without a name, its last members are taken to be away.

    Args:
        plan: The plan, with the list of its members.
        severities: The severities of the working-time rules that are kept.
        history: The duties of earlier days, of this plan or of another one.
        first_day: The first day that is assigned; None for the first day with a duty.

    Raises:
        InputError: A team that has a turn has no listed members, records fix duties that cannot be, or a member has
            more least hours than the days.
    """
    earlier_duties = tuple(history)
    planned = [*planned_duties(plan)]
    duties = [duty for duty in planned if first_day is None or duty.slot.day >= first_day]
    begun_identities = {duty.identity for duty in planned if first_day is not None and duty.slot.day < first_day}
    begun_work = EarlierWork.of(plan, (duty for duty in earlier_duties if duty.identity in begun_identities))
    members: dict[str, list[Member]] = {}
    for member in plan.members:
        members.setdefault(member.team, []).append(member)
    groups = _connected(plan, duties)
    teams = sorted({team for _, group in groups for team in group})
    raise_faults(
        Fault(
            phrase("team {team!r}", team=team),
            phrase("no listed members"),
            phrase("a list of the people of the team (--members)"),
        )
        for team in teams
        if team not in members
    )
    rules, earlier = row_rules(plan, severities), EarlierWork.of(plan, earlier_duties)
    pools = []
    for posts, group in groups:
        pool_duties = tuple(duty for duty in duties if duty.post.key in posts)
        if pool_duties and group:
            people = [member for team in group for member in members[team]]
            marks = DutyMarks.of(pool_duties, kinds=counted_shifts(people))
            problem = attrs.evolve(_problem(plan, pool_duties, marks, people, begun_work), rules=rules)
            problem = earlier.continued(problem)
            pools.append(Pool(posts=posts, teams=group, duties=pool_duties, marks=marks, problem=problem))
    return tuple(pools)


def pool_rows(pool: Pool, duties: Iterable[Duty]) -> Rows:
    """Return the row of each member of a pool by the duties of a roster that are planned in it."""
    problem, by_duty = pool.problem, pool.marks.by_duty
    rows = {officer.key: [OFF] * problem.days for officer in problem.officers}
    for duty in duties:
        mark = by_duty.get((duty_name(duty), duty.day))
        for member in duty.members if mark else ():
            if member in rows:
                rows[member][problem.index(duty.day)] = mark or OFF
    return {key: tuple(row) for key, row in rows.items()}


def _connected(plan: Plan, duties: Iterable[PlannedDuty]) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Return the groups of posts that share teams, directly or through others, each with its teams."""
    teams: dict[str, dict[str, None]] = {
        post.key: dict.fromkeys(team for line in post.teams for team in line) for post in plan.posts
    }
    for duty in duties:
        if duty.team:
            teams[duty.post.key][duty.team] = None
    groups: list[tuple[list[str], dict[str, None]]] = []
    for post, post_teams in teams.items():
        joined = [group for group in groups if not post_teams.keys().isdisjoint(group[1])]
        posts = [key for group in joined for key in group[0]] + [post]
        merged = {team: None for group in joined for team in group[1]} | post_teams
        groups = [group for group in groups if group not in joined] + [(posts, merged)]
    return [(tuple(posts), tuple(group)) for posts, group in groups]


def _is_waived(plan: Plan, rule: WorkRule) -> bool:
    return any(
        waiver.rule == rule.key and not waiver.team and waiver.start is None and waiver.end is None
        for waiver in plan.waivers
    )


def row_rules(plan: Plan, severities: Sequence[str]) -> tuple[RowRule, ...]:
    """Return the working-time rules of a plan with one of the severities, but those that are waived for all."""
    rules = (rule for rule in plan.rules if rule.severity in severities and not _is_waived(plan, rule))
    return tuple(RowRule(key=ROW_RULES[rule.key], limit=rule.limit) for rule in rules)


def _problem(
    plan: Plan, duties: Sequence[PlannedDuty], marks: DutyMarks, members: Sequence[Member], begun_work: EarlierWork
) -> AssignmentProblem:
    """Return the problem of a pool, without the working-time rules; ``begun_work`` is that of days that stay."""
    first, last = min(duty.slot.day for duty in duties), max(duty.slot.day for duty in duties)
    needs: dict[tuple[date, str], ShiftNeed] = {}
    for duty in duties:
        mark = marks.of_planned(duty)
        people = duty.people + (needs[duty.slot.day, mark].least if (duty.slot.day, mark) in needs else 0)
        needs[duty.slot.day, mark] = ShiftNeed(day=duty.slot.day, shift=mark, least=people, most=people)
    roles = [
        ShiftNeed(day=duty.slot.day, shift=marks.of_planned(duty), least=1, role=duty.slot.shift.requires)
        for duty in duties
        if duty.slot.shift.requires
    ]
    leave = _leave(plan, duties, members)
    pins = fixed_duties(plan, duties, marks, leave)
    problem = AssignmentProblem(
        first_day=first,
        days=(last - first).days + 1,
        shifts=marks.shifts,
        officers=tuple(
            limited_officer(
                Officer(key=member.key, roles=member.roles, leave=tuple(sorted(leave[member.key]))),
                member,
                marks,
                begun_work.of_member(member.key),
            )
            for member in members
        ),
        needs=(*needs.values(), *dict.fromkeys(roles)),
        requests=tuple(requests_of(members, marks, first, last)),
        pins=tuple(pins),
    )
    raise_faults([*fixed_day_faults(problem, [*pins.values()]), *unreachable_hours(problem)], source=plan.id)
    return problem


def _leave(plan: Plan, duties: Sequence[PlannedDuty], members: Sequence[Member]) -> Mapping[str, set[date]]:
    """Return the days on which each member is absent during a planned duty, or replaced by a substitute."""
    by_day: dict[date, list[PlannedDuty]] = {}
    for duty in duties:
        by_day.setdefault(duty.slot.day, []).append(duty)
    leave: dict[str, set[date]] = {member.key: set() for member in members}
    for absence in plan.absences:
        days = {
            day
            for day, planned in by_day.items()
            if not absence.is_refused(plan.postures.get(day))
            and any(absence.covers(day, duty.slot.span) for duty in planned)
        }
        team = [member.key for member in members if member.team == absence.team]
        away = [absence.member] if absence.member else team[max(0, len(team) - absence.people) :]
        for key in away:
            if key in leave:
                leave[key] |= days
    for substitution in plan.substitutions:
        if substitution.member in leave:
            leave[substitution.member] |= {duty.slot.day for duty in replaced_duties(substitution, duties)}
    return leave
