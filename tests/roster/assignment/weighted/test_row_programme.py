"""The dynamic programme of a row against all rows."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from electsched.roster.assignment.problem import AssignmentProblem
from electsched.roster.assignment.weighted.grouped_minimum import GroupedMinimum
from electsched.roster.assignment.weighted.model import WeightedModel, quantised
from tests.roster.assignment.small_problems import all_rows, row_requests, small_problems

pytestmark = pytest.mark.extra


@given(small_problems(), st.integers(0, 2**32))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_cheapest_row_and_slack_are_those_of_all_rows(problem: AssignmentProblem, seed: int) -> None:
    """At any prices the cheapest row has the least cost of all rows, to the bit, and each cell its exact slack."""
    model = WeightedModel(problem)
    prices = quantised(np.random.default_rng(seed).normal(0, 5, (problem.days, len(model.marks))))
    for rows in model.rows:
        costs = {}
        for row, price in all_rows(problem, rows.officer):
            marks = tuple(model.marks.index(mark) for mark in row)
            costs[marks] = price + row_requests(problem, rows.officer, row) + sum(prices[range(len(marks)), marks])
        cost, marks = rows.cheapest(prices)
        assert cost == min(costs.values(), default=np.inf)
        assert not marks or costs[marks] == cost
        if not marks:
            continue
        slack = rows.slack(prices)
        for day in range(problem.days):
            for mark in range(len(model.marks)):
                through = min((value for row, value in costs.items() if row[day] == mark), default=np.inf)
                assert slack[day, mark] <= through - cost
                # Rows through a cell are not capped; without caps the slack is exact.
                assert rows.officer.caps or slack[day, mark] == through - cost


def test_grouped_minimum_is_that_of_each_group() -> None:
    """Large and small groups, with costs and without, give the least of their rows."""
    table = np.random.default_rng(0).normal(size=(30, 4))
    groups = [[*range(12)], [1, 5, 7], [2], [29]]
    costs = [[0.5 * number for number in range(len(group))] for group in groups]
    assert np.array_equal(GroupedMinimum(groups).of(table), [table[group].min(axis=0) for group in groups])
    expected = [(table[group] + np.array(cost)[:, None]).min(axis=0) for group, cost in zip(groups, costs, strict=True)]
    assert np.array_equal(GroupedMinimum(groups, costs).of(table), expected)
    with pytest.raises(ValueError, match="sorted by size"):
        GroupedMinimum([[1], [1, 2]])
