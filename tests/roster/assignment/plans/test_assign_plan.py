"""Rosters by name of plans: the members of each pool are assigned, and the independent check of rosters agrees."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Future
from datetime import date, timedelta
from typing import Any

import attrs
import pytest

import electsched
from electsched.errors import ElectschedError, InputError
from electsched.i18n.text import Text
from electsched.operation.changes import Absence, DutyName, Substitution, Swap
from electsched.operation.plan import Plan
from electsched.operation.resources import Posture
from electsched.operation.teams import Member
from electsched.operation.work_rules import Waiver, WorkRule
from electsched.roster.assignment.assign import AssignSettings, assign_problem
from electsched.roster.assignment.plans import assign_plan
from electsched.roster.assignment.plans.alike import likeness, renamed_result
from electsched.roster.assignment.plans.pools import pool_rows, pools_of
from electsched.roster.assignment.problem import AssignmentProblem
from electsched.roster.assignment.result import AssignmentResult
from tests.builders import a_line, a_pattern, a_plan, a_post, a_shift, a_team, a_window, an_operation, with_posture
from tests.roster.small_plan import REST, START, a_small_plan
from tests.sites import jombang


def _members(*teams: str, each: int = 1, **fields: Any) -> tuple[Member, ...]:  # noqa: ANN401
    return tuple(
        Member(key=f"{team}{number}", team=team, name=f"{team} {number}", **fields)
        for team in teams
        for number in range(each)
    )


def _small(*rules: WorkRule, each: int = 3, **fields: Any) -> Plan:  # noqa: ANN401
    return attrs.evolve(a_small_plan(*rules, people=each, **fields), members=_members("a", "b", each=each))


def _absence(member: str, start: date, end: date) -> Absence:
    return Absence(member=member, kind="sick", start=start, end=end, by="", decided=start, reason="")


def test_jombang_by_name_has_no_finding_and_cannot_be_fairer() -> None:
    """Every duty of the plan is manned by name, no rule is broken, not even one with a warning, and none is fairer."""
    plan = jombang()
    assignment = electsched.assign(plan)
    by_teams, _ = electsched.build_roster(plan)
    assert {duty.identity for duty in assignment.roster} == {duty.identity for duty in by_teams}
    assert electsched.check_roster(assignment.roster, plan) == ()
    assert assignment.shortfalls == ()
    assert all(pool.result.is_fairest and not pool.relaxed for pool in assignment.pools)
    assert repr(assignment) == "PlanAssignment(7075 duties; 27 of 27 pools cannot be fairer)"
    calendar = electsched.duty_calendar(plan, assignment.roster, member="p-0001")
    assert len(calendar.events) >= 38


def test_hours_of_a_shift_are_those_of_its_day() -> None:
    """Under a posture a shift with the same key is longer, so that nobody can do it on two days in a row."""
    usual, longer = (
        a_pattern(key, [a_shift("d", 7, hours, 2)], a_line("d", key="l")) for key, hours in (("p", 8), ("q", 12))
    )
    plan = a_plan(
        posts=[a_post("x", "a", pattern="p", windows=("w",), pattern_by_posture={"alert": "q"})],
        teams=[a_team("a", people=4)],
        patterns=(usual, longer),
        members=_members("a", each=4),
        rules=(attrs.evolve(REST, limit=13),),
        operation=with_posture(
            an_operation(a_window(START, days=9, key="w"), a_window(START + timedelta(days=3), days=4, key="v")),
            "v",
            Posture(key="alert", name=Text.same("alert"), rank=1),
        ),
    )
    assignment = electsched.assign(plan)
    assert {duty.span.hours for duty in assignment.roster} == {8, 12}
    assert electsched.check_roster(assignment.roster, plan) == ()
    assert assignment.shortfalls == ()


class _Inline:
    """An executor that runs each call at once."""

    def __init__(self) -> None:
        self.calls = 0

    def submit(self, call: Callable[..., Any], /, *arguments: Any) -> Future[Any]:  # noqa: ANN401
        """Return a future that is done."""
        self.calls += 1
        future: Future[Any] = Future()
        future.set_result(call(*arguments))
        return future


def test_executor_gives_the_same_roster() -> None:
    """Pools may be assigned anywhere; the result is the same."""
    plan, executor = _small(REST), _Inline()
    assert electsched.assign(plan, executor=executor) == electsched.assign(plan)  # type: ignore[arg-type]
    assert executor.calls == len(pools_of(plan)) == 1


class _Lost(_Inline):
    """An executor whose process was killed."""

    def submit(self, call: Callable[..., Any], /, *arguments: Any) -> Future[Any]:  # noqa: ANN401, ARG002
        """Return a future without a result."""
        future: Future[Any] = Future()
        future.set_exception(BrokenExecutor("terminated abruptly"))
        return future


def test_lost_worker_is_a_clear_error() -> None:
    """A process that was killed is named as such; there is no half of a roster."""
    with pytest.raises(ElectschedError, match="jobs: found a worker process that ended without a result"):
        electsched.assign(_small(REST), executor=_Lost())  # type: ignore[arg-type]


def test_interruption_returns_the_rosters_so_far(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pools up to the interruption have the usual roster; of the others nothing is said, and their duties are short."""
    asked: list[AssignmentProblem] = []

    def interrupted(problem: AssignmentProblem, settings: AssignSettings) -> AssignmentResult:
        asked.append(problem)
        if len(asked) > 1:
            raise KeyboardInterrupt
        return assign_problem(problem, settings)

    monkeypatch.setattr(assign_plan, "assign_problem", interrupted)
    assignment = electsched.assign(jombang())
    assert assignment.interrupted
    done = [pool for pool in assignment.pools if pool.result.rows is not None]
    assert {likeness(pool.pool.problem) for pool in done} == {likeness(asked[0])}
    others = [pool for pool in assignment.pools if pool.result.rows is None]
    assert {(pool.result.status, pool.relaxed) for pool in others} == {("unknown", False)}
    assert len(assignment.roster) + len(assignment.shortfalls) == 7075


def test_pools_that_are_alike_are_solved_once() -> None:
    """A result with other names is that of the problem with these names, with leave, roles and swaps in it."""
    absence = _absence("a0", START + timedelta(days=2), START + timedelta(days=4))
    problem = pools_of(attrs.evolve(_small(REST), absences=(absence,)))[0].problem
    names = {officer.key: f"other {officer.key}" for officer in problem.officers}
    marks = {shift.key: shift.key.upper() for shift in problem.shifts}
    other = attrs.evolve(
        problem,
        officers=tuple(attrs.evolve(officer, key=names[officer.key]) for officer in problem.officers),
        shifts=tuple(attrs.evolve(shift, key=marks[shift.key]) for shift in problem.shifts),
        needs=tuple(attrs.evolve(need, shift=marks[need.shift]) for need in problem.needs),
    )
    assert likeness(problem) == likeness(other)
    assert likeness(problem) != likeness(attrs.evolve(other, officers=other.officers[::-1]))
    assert renamed_result(assign_problem(problem), other) == assign_problem(other)


def test_absent_members_are_not_assigned() -> None:
    """A member on leave has no duty on these days, and the check agrees."""
    absence = _absence("a0", START + timedelta(days=2), START + timedelta(days=4))
    plan = attrs.evolve(_small(REST), absences=(absence,))
    assignment = electsched.assign(plan)
    days = {duty.day for duty in assignment.roster if "a0" in duty.members}
    assert days.isdisjoint(START + timedelta(days=day) for day in (2, 3, 4))
    assert electsched.check_roster(assignment.roster, plan) == ()


def test_rule_with_a_warning_is_left_out_only_if_need_be() -> None:
    """If no roster keeps a rule with the severity warning, the roster is made without it, and says so."""
    nights = WorkRule(key="consecutive-days", limit=1, severity="warning")
    strict = electsched.assign(_small(REST, nights, each=3))
    assert [pool.relaxed for pool in strict.pools] == [False]
    relaxed = electsched.assign(_small(REST, nights, each=1))
    assert [pool.relaxed for pool in relaxed.pools] == [True]
    assert {duty.people for duty in relaxed.roster} == {1}


def test_waived_rule_does_not_bind() -> None:
    """A rule that is waived for all is no rule of the problem."""
    plan = _small(REST)
    waiver = Waiver(rule="rest", by="kaopsres", reason="exigency of duty")
    assert [rule.key for rule in pools_of(plan)[0].problem.rules] == ["rest"]
    assert pools_of(attrs.evolve(plan, waivers=(waiver,)))[0].problem.rules == ()


def test_pool_without_a_roster_is_a_shortfall() -> None:
    """If too few are there, the reason is returned, and every duty of the pool is a shortfall."""
    absence = _absence("a0", START, START)
    plan = attrs.evolve(_small(REST, each=1), absences=(absence,))
    assignment = electsched.assign(plan, settings=AssignSettings(prove=False))
    (pool,) = assignment.pools
    assert (pool.result.status, pool.result.rows) == ("infeasible", None)
    assert pool.result.conflict is not None
    assert pool.result.conflict.remedies == ("a0",)
    assert len(assignment.roster) == 0
    assert len(assignment.shortfalls) == len(pool.pool.duties) == 20


def test_team_without_members_is_refused() -> None:
    """Every team that has turns needs a list of its people."""
    plan = attrs.evolve(a_small_plan(REST), members=_members("a"))
    with pytest.raises(InputError, match="team 'b': found no listed members"):
        electsched.assign(plan)


def test_swapped_duties_are_fixed() -> None:
    """Each of two members who swap duties does that of the other, and the check of the roster agrees."""
    plan = _small(REST)
    duties = pools_of(plan)[0].duties
    one, other = duties[2], duties[9]
    names = [
        DutyName(post=duty.post.key, day=duty.slot.day, shift=duty.slot.shift.key, line=duty.line, member=member)
        for duty, member in ((one, "a0"), (other, "b1"))
    ]
    swap = Swap(first=names[0], second=names[1], by="", decided=START, reason="")
    plan = attrs.evolve(plan, swaps=(swap,))
    assignment = electsched.assign(plan)
    done = {(duty.identity, member) for duty in assignment.roster for member in duty.members}
    assert {(one.identity, "b1"), (other.identity, "a0")} <= done
    assert done.isdisjoint({(one.identity, "a0"), (other.identity, "b1")})
    assert electsched.check_roster(assignment.roster, plan) == ()


def test_substitute_does_the_duty_of_the_member_who_is_replaced() -> None:
    """On the day the member is off, and the substitute does the duty whose post and shift are named."""
    plan = _small(REST)
    duty = pools_of(plan)[0].duties[4]
    substitution = Substitution(
        member="a0",
        substitute="b2",
        start=duty.slot.day,
        post=duty.post.key,
        shift=duty.slot.shift.key,
        by="",
        decided=START,
        reason="",
    )
    assignment = electsched.assign(attrs.evolve(plan, substitutions=(substitution,)))
    (done,) = (entry for entry in assignment.roster if entry.identity == duty.identity)
    assert "b2" in done.members
    assert all("a0" not in entry.members for entry in assignment.roster if entry.day == duty.slot.day)


def test_records_that_fix_more_people_than_a_duty_has_are_refused() -> None:
    """Two substitutes at a duty of one are named by the record that is one too many."""
    plan = attrs.evolve(_small(REST, each=1), members=_members("a", "b", each=3))
    duty = pools_of(plan)[0].duties[2]
    shared: dict[str, Any] = {"start": duty.slot.day, "post": duty.post.key, "shift": duty.slot.shift.key}
    records = tuple(
        Substitution(member=member, substitute=other, by="", decided=START, reason="", **shared)
        for member, other in (("a0", "a1"), ("b0", "b1"))
    )
    with pytest.raises(InputError, match=r"substitution\[1\]: found 'x/l/\w' on .* once more than it is needed"):
        electsched.assign(attrs.evolve(plan, substitutions=records))


def _cells(roster: electsched.Roster) -> set[tuple[object, str]]:
    return {(duty.identity, member) for duty in roster for member in duty.members}


def test_assignment_goes_on_from_a_roster() -> None:
    """A roster in which a planner moved a turn is made as fair as it can be, and most people keep their days."""
    plan = jombang()
    whole = electsched.assign(plan).roster
    people = [member.key for member in plan.members if member.team.startswith("rapat-umum")]
    totals = {key: sum(key in duty.members for duty in whole) for key in people}
    more, fewer = max(people, key=totals.__getitem__), min(people, key=totals.__getitem__)
    moved = _with_one_more(whole, more, fewer)
    assert electsched.check_roster(moved, plan) == ()
    again = electsched.assign(plan, start=moved)
    assert all(pool.result.is_fairest for pool in again.pools)
    assert electsched.check_roster(again.roster, plan) == ()
    before, after = (_turns(roster, "rapat-umum") for roster in (moved, again.roster))
    assert 0 < len(before - after) < len(before) / 5


def _turns(roster: electsched.Roster, post: str) -> set[tuple[object, str]]:
    return {(duty.identity, member) for duty in roster if duty.post == post for member in duty.members}


def _with_one_more(roster: electsched.Roster, more: str, fewer: str) -> electsched.Roster:
    """Return the roster in which one member does a duty of another, on a day off."""
    busy = {duty.day for duty in roster if more in duty.members}
    given = next(duty for duty in roster if fewer in duty.members and duty.day not in busy)
    members = tuple(more if member == fewer else member for member in given.members)
    return electsched.Roster(tuple(attrs.evolve(duty, members=members) if duty is given else duty for duty in roster))


def test_assignment_begins_anew_if_the_roster_has_an_empty_place() -> None:
    """Then it is the roster that is found without one."""
    plan = _small(REST)
    whole = electsched.assign(plan)
    assert electsched.assign(plan, start=whole.roster.duties[1:]).roster == whole.roster


def test_start_leaves_out_people_and_duties_that_the_plan_does_not_have() -> None:
    """A roster from before a change gives each member the duties that are still planned."""
    plan = _small(REST)
    (pool,) = pools_of(plan)
    duties = electsched.assign(plan).roster.duties
    rows = pool_rows(pool, duties)
    more = (attrs.evolve(duties[0], post="elsewhere", members=("a1",)), attrs.evolve(duties[1], members=("nobody",)))
    assert pool_rows(pool, (*duties, *more)) == rows
