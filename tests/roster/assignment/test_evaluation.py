"""The cost of a roster against the definition of a published benchmark, on rosters good and bad."""

from __future__ import annotations

import random

import pytest

from electsched.operation.shifts import OFF
from electsched.roster.assignment.evaluation import evaluate, totals
from electsched.roster.assignment.problem import Officer
from tests.roster.assignment import curtois
from tests.roster.assignment.small_problems import a_problem


@pytest.mark.needs_benchmarks
@pytest.mark.parametrize("number", [1, 2, 3, 4, 6, 10])
def test_cost_is_that_of_the_benchmark(number: int) -> None:
    """On random rows the cost is the published definition's; with a broken rule by one, there is one by the other."""
    text = curtois.path(number).read_text(encoding="utf-8")
    problem = curtois.problem(text)
    chance = random.Random(number)  # noqa: S311  # rows for a test
    marks = [OFF, OFF, *problem.shift_types]
    for _ in range(20):
        rows = {officer.key: tuple(chance.choice(marks) for _ in range(problem.days)) for officer in problem.officers}
        evaluation = evaluate(problem, rows)
        penalty, broken = curtois.cost(text, rows)
        assert evaluation.objective == penalty
        for officer in problem.officers:
            assert any(f"officer {officer.key!r}" in fault for fault in evaluation.broken) == any(
                fault.startswith(f"{officer.key}:") for fault in broken
            )


def test_totals_of_a_row() -> None:
    """Duties, nights, weekends and single days are counted by their definitions."""
    problem = a_problem(days=7)  # Thursday to Wednesday
    row = totals(problem, Officer(key="o"), ("P", OFF, "N", "N", OFF, "S", "P"))
    assert (row.duties, row.minutes, row.nights, row.weekend_duties, row.weekends) == (5, 2400, 2, 2, 1)
    assert (row.single_duties, row.single_days_off, row.shifts["P"]) == (0, 2, 2)
