"""A second scorer of every result: cost, bound, spreads and proofs, from the definitions and not from the package."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from electsched.operation.shifts import OFF
from electsched.roster.assignment import assign
from electsched.roster.assignment.problem import AssignmentProblem
from electsched.roster.assignment.result import AssignmentResult
from tests.roster.assignment.small_problems import roster_price

__all__ = ["judge", "judged_results"]


def judge(result: AssignmentResult) -> None:
    """Refuse a result whose cost, bound, status or spreads are not those of its roster."""
    if result.rows is None:
        assert (result.objective, result.spreads) == (None, ())
        assert result.status in {"infeasible", "unknown"}
        assert bool(result.proved_by) or result.status == "unknown"
        return
    assert roster_price(result.problem, result.rows) == result.objective
    assert result.objective is not None
    assert result.bound is None or result.bound <= result.objective
    assert {spread.criterion: (spread.fewest, spread.most) for spread in result.spreads} == {
        name: (min(counts), max(counts)) for name, counts in _counts(result.problem, result.rows).items()
    }
    assert all(spread.bound is None or spread.most - spread.fewest >= spread.bound for spread in result.spreads)
    if result.status == "optimal" and result.problem.has_weights:
        assert result.bound == result.objective


def _counts(problem: AssignmentProblem, rows: Any) -> dict[str, list[int]]:  # noqa: ANN401  # rows by officer
    nights = {shift.key for shift in problem.shifts if shift.night}
    counts: dict[str, list[int]] = {"duties": [], "nights": [], "weekend_duties": []}
    for officer in problem.officers:
        days = [
            (problem.day(number).isoweekday(), mark) for number, mark in enumerate(rows[officer.key]) if mark != OFF
        ]
        before = officer.history
        counts["duties"].append(before.duties + len(days))
        counts["nights"].append(before.nights + sum(mark in nights for _, mark in days))
        counts["weekend_duties"].append(before.weekend_duties + sum(weekday > 5 for weekday, _ in days))
    return counts


@contextmanager
def judged_results() -> Iterator[None]:
    """Judge every result that `assign_problem` returns, whoever calls it."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("_fairest", "_cheapest"):
            patch.setattr(assign, name, _judged(getattr(assign, name)))
        yield


def _judged(solve: Callable[..., AssignmentResult]) -> Callable[..., AssignmentResult]:
    def solved(*arguments: Any) -> AssignmentResult:  # noqa: ANN401  # those of the function
        result = solve(*arguments)
        judge(result)
        return result

    return solved
