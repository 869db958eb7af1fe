"""Rosters by name that go on from earlier ones: rest and runs across the seam, and the totals that are carried on."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import attrs

import electsched
from electsched.operation.plan import Plan
from electsched.operation.teams import Member
from electsched.operation.work_rules import WorkRule
from electsched.roster.assignment.plans.pools import pools_of
from electsched.roster.duty import Duty
from tests.roster.small_plan import REST, START, a_duty, a_small_plan

RUN = WorkRule(key="consecutive-days", limit=4, severity="error")


def _plan(*rules: WorkRule, each: int = 3, days: int = 10) -> Plan:
    members = tuple(
        Member(key=f"{team}{number}", team=team, name=f"{team} {number}") for team in "ab" for number in range(each)
    )
    return attrs.evolve(a_small_plan(*rules, people=each, days=days), members=members)


def _counts(*rosters: tuple[Duty, ...]) -> Counter[str]:
    listed = {"a": ("a0", "a1", "a2"), "b": ("b0", "b1", "b2")}
    return Counter(key for duties in rosters for duty in duties for key in duty.members or listed[duty.team])


def test_row_goes_on_from_the_days_before_the_first() -> None:
    """A night that ends on the first day forbids its morning; the check finds what a roster without history breaks."""
    plan = _plan(REST)
    night = attrs.evolve(a_duty("a", -1, 22, shift="n"), members=("a0", "a1", "a2"), people=3)
    blind = electsched.assign(plan)
    morning = next(duty for duty in blind.roster if duty.day == START and duty.shift == "d")
    before = attrs.evolve(night, members=morning.members)
    breaches = electsched.check_roster(blind.roster, plan, history=[before])
    assert {(breach.code, breach.member, breach.day) for breach in breaches} == {
        ("rest", member, START) for member in morning.members
    }
    assert electsched.check_roster(blind.roster, plan) == ()
    informed = electsched.assign(plan, history=[before])
    assert electsched.check_roster(informed.roster, plan, history=[before]) == ()
    kept = next(duty for duty in informed.roster if duty.day == START and duty.shift == "d")
    assert set(kept.members).isdisjoint(morning.members)


def test_two_rosters_in_a_row_are_as_fair_as_one() -> None:
    """The second roster levels what the first left, and runs of days do not grow over the seam."""
    whole = _plan(REST, RUN, days=11)
    first = electsched.assign(_plan(REST, RUN, days=5)).roster
    second = electsched.assign(whole, history=first.duties, first_day=START + timedelta(days=5))
    assert second.roster.duties[: len(first)] == first.duties
    assert electsched.check_roster(second.roster, whole) == ()
    counts = _counts(second.roster.duties)
    assert max(counts.values()) - min(counts.values()) <= 1
    (pool,) = second.pools
    assert pool.result.spreads[0].most == max(counts.values())


def test_member_without_earlier_work_begins_with_the_average() -> None:
    """A newcomer need not catch up, and duties that name nobody are those of the whole team."""
    earlier = [a_duty("a", -number, 7, people=3) for number in (2, 4, 6)]
    earlier.append(attrs.evolve(a_duty("b", -9, 22, hours=6, shift="n"), members=("b0",)))
    problem = pools_of(_plan(REST), history=earlier)[0].problem
    history = {officer.key: officer.history for officer in problem.officers}
    assert (history["a0"].duties, history["a0"].minutes, history["b0"].nights) == (3, 3 * 480, 1)
    assert history["b1"].duties == (3 * 3 + 1) // 4
    marks = {officer.key: officer.before for officer in problem.officers}
    assert (marks["b1"], marks["a0"][-2:], marks["a0"].count("-")) == ((), ("x/l/d", "-"), 25)
    assert [shift.key for shift in problem.shifts] == ["x/l/d", "x/l/n", "earlier 22:00+360"]
    assert marks["b0"].count("earlier 22:00+360") == 1


def test_days_before_the_first_assigned_day_are_not_planned_anew() -> None:
    """Without a roster of them they stay empty; the pools begin with the first day."""
    day = date(2024, 1, 6)
    assignment = electsched.assign(_plan(REST), first_day=day)
    assert {duty.day for duty in assignment.roster} == {START + timedelta(days=number) for number in range(5, 10)}
