"""Attempts at a fair roster: an interruption keeps the best so far."""

from __future__ import annotations

import pytest

from electsched.roster.assignment.assign import AssignSettings, assign_problem
from electsched.roster.assignment.budget import Budget, WorkMeter
from electsched.roster.assignment.fair import fair
from electsched.roster.assignment.fair.fair import FairAnswer, fair_roster
from electsched.roster.assignment.problem import RowRule
from tests.roster.assignment.small_problems import a_problem
from tests.roster.assignment.station import station, violations


def test_interruption_returns_the_fairest_so_far(monkeypatch: pytest.MonkeyPatch) -> None:
    """A roster of the first attempt is kept; if there is none yet, the result says that nothing is known."""
    problem = a_problem(officers=5)
    first = fair_roster(problem, WorkMeter(Budget()))
    answers = [FairAnswer(rows=first.rows), None]

    def attempt(*_: object, **__: object) -> FairAnswer:
        answer = answers.pop(0)
        if answer is None:
            raise KeyboardInterrupt
        return answer

    monkeypatch.setattr(fair, "_attempt", attempt)
    assert fair_roster(problem, WorkMeter(Budget())) == FairAnswer(rows=first.rows, interrupted=True)
    answers.append(None)
    result = assign_problem(problem)
    assert (result.status, result.rows, result.interrupted) == ("unknown", None, True)


def test_roster_that_misses_a_least_total_is_none() -> None:
    """A roster that breaks a rule of totals, which the construction does not look at, is not returned."""
    problem = a_problem(officers=4, rules=(RowRule(key="nights-most", limit=1), RowRule(key="duties-least", limit=5)))
    assert fair_roster(problem, WorkMeter(Budget())).rows is None


@pytest.mark.parametrize(("seed", "unit"), [(2, 8), (4, 5)], ids=["scarce supervisors", "long runs before a surge"])
def test_unit_under_the_heaviest_load_cannot_be_fairer(seed: int, unit: int) -> None:
    """Units on which a construction from day to day alone fails get the fairest roster, without the solver."""
    problem = list(station(0.7, seed))[unit]
    result = assign_problem(problem, AssignSettings(prove=False))
    assert result.is_fairest
    assert result.rows is not None
    assert violations(problem, dict(result.rows)) == []


@pytest.mark.extra
def test_unit_with_too_few_supervisors_is_proven_impossible() -> None:
    """If its supervisors alone cannot fill their shifts, the needs of some days are named and the leave on them."""
    problem = list(station(0.36, 4))[1]
    result = assign_problem(problem)
    assert (result.status, result.proved_by) == ("infeasible", "constraint programming")
    assert result.conflict is not None
    assert {need.role for need in result.conflict.needs} == {"supervisor"}
    assert set(result.conflict.leave) <= {officer.key for officer in problem.officers if officer.roles}
