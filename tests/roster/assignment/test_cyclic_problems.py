"""Problems that repeat themselves, against enumeration of all rosters."""

from __future__ import annotations

import json
from datetime import timedelta

import attrs
import pytest
from hypothesis import HealthCheck, assume, given, settings

from electsched.errors import InputError
from electsched.loaders.problem_files.problem_file import problem_from_dict
from electsched.operation.shifts import OFF
from electsched.roster.assignment.assign import assign_problem
from electsched.roster.assignment.faults import problem_faults
from electsched.roster.assignment.problem import AssignmentProblem, History, Officer, RowRule, ShiftNeed
from tests.roster.assignment.small_problems import THURSDAY, a_problem, cheapest, small_problems

pytestmark = pytest.mark.extra


@given(small_problems())
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
def test_cyclic_problems_are_solved_as_by_enumeration(problem: AssignmentProblem) -> None:
    """Cost, bound and infeasibility are those of all rosters that repeat themselves."""
    officers = tuple(attrs.evolve(officer, before=()) for officer in problem.officers)
    cyclic = attrs.evolve(problem, officers=officers, cyclic=True)
    assume(not [*problem_faults(cyclic)])
    optimum = cheapest(cyclic)
    result = assign_problem(cyclic)
    assert (result.objective, result.status == "infeasible") == (optimum, optimum is None)
    if result.rows is not None and cyclic.has_weights:
        assert result.bound == optimum


def test_last_day_precedes_the_first() -> None:
    """A night on the last day forbids the morning of the first, and a run over the seam counts as one."""
    needs = tuple(ShiftNeed(day=THURSDAY + timedelta(days=day), shift="PN"[day], least=1, most=1) for day in range(2))
    problem = a_problem(officers=1, days=2, needs=needs, rules=(RowRule(key="rest", limit=7),))
    assert assign_problem(problem).rows == {"o0": ("P", "N")}
    cyclic = assign_problem(attrs.evolve(problem, cyclic=True))
    assert cyclic.conflict is not None
    assert {(reason.kind, reason.rule) for reason in cyclic.conflict.reasons} == {("rule", "rest"), ("need", "")}
    needs = tuple(ShiftNeed(day=THURSDAY + timedelta(days=day), shift="P", least=1, most=1) for day in range(4))
    rules = (RowRule(key="duty-run-most", limit=2), RowRule(key="duty-run-least", limit=2))
    result = assign_problem(attrs.evolve(a_problem(officers=2, days=4, needs=needs, rules=rules), cyclic=True))
    assert result.rows is not None
    for row in result.rows.values():
        assert row.count("P") == 2
        assert any((row[day - 1], row[day]) == ("P", "P") for day in range(4))


def test_weekend_over_the_seam_is_one() -> None:
    """In a cycle from Sunday to Saturday its last day and its first are one weekend."""
    sunday = THURSDAY + timedelta(days=3)
    needs = tuple(ShiftNeed(day=sunday + timedelta(days=day), shift="P", least=1, most=1) for day in (0, 6))
    rules = (RowRule(key="weekends-most", limit=1), RowRule(key="duties-least", limit=2))
    alone = (Officer(key="a"),)
    problem = attrs.evolve(a_problem(officers=alone, days=7, needs=needs, rules=rules), first_day=sunday)
    assert assign_problem(problem).status == "infeasible"
    result = assign_problem(attrs.evolve(problem, cyclic=True))
    assert result.rows == {"a": ("P", *(OFF,) * 5, "P")}


def test_cyclic_problem_has_nothing_before_it() -> None:
    """History, and parts of weeks with weekends, are faults of a cyclic problem; its JSON form is read back."""
    problem = attrs.evolve(a_problem(), cyclic=True)
    assert problem_from_dict(json.loads(json.dumps(problem.to_dict()))) == problem
    assert problem.to_dict()["cyclic"] is True
    officers = (Officer(key="a", before=("P",)), Officer(key="b", history=History(duties=1)))
    rules = (RowRule(key="weekends-most", limit=1),)
    with pytest.raises(InputError) as raised:
        assign_problem(attrs.evolve(problem, officers=(*problem.officers, *officers), rules=rules))
    assert [fault.path for fault in raised.value.faults] == ["officers[4].before", "officers[5].history", "days"]
