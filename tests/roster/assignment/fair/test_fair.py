"""Attempts at a fair roster: an interruption keeps the best so far."""

from __future__ import annotations

import pytest

from electsched.roster.assignment.assign import assign_problem
from electsched.roster.assignment.budget import Budget, WorkMeter
from electsched.roster.assignment.fair import fair
from electsched.roster.assignment.fair.fair import FairAnswer, fair_roster
from electsched.roster.assignment.problem import AssignmentProblem, RowRule
from tests.roster.assignment.small_problems import a_problem


def test_interruption_returns_the_fairest_so_far(monkeypatch: pytest.MonkeyPatch) -> None:
    """A roster of the first attempt is kept; if there is none yet, the result says that nothing is known."""
    problem = a_problem(officers=5)
    first = fair_roster(problem, WorkMeter(Budget()))
    answers = [FairAnswer(rows=first.rows), None]

    def attempt(_: AssignmentProblem, __: int) -> FairAnswer:
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
