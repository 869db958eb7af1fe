"""The bound of fairness against all distributions."""

from __future__ import annotations

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from electsched.roster.assignment.fair.bound import least_spread, spread_bounds
from electsched.roster.assignment.problem import Officer, ShiftNeed
from tests.roster.assignment.small_problems import THURSDAY, a_problem


@given(st.integers(1, 4), st.integers(0, 9), st.integers(0, 4), st.integers(0, 9))
@settings(max_examples=150, deadline=None)
def test_least_spread_is_that_of_all_distributions(officers: int, demand: int, holders: int, needed: int) -> None:
    """The bound is the least difference of any counts that sum to the demand, the holders' part being large enough."""
    holders = min(holders, officers)
    spreads = [
        max(counts) - min(counts)
        for counts in product(range(demand + 1), repeat=officers)
        if sum(counts) == demand and sum(counts[:holders]) >= needed
    ]
    assert least_spread(demand, officers, [(holders, needed)]) == min(spreads, default=demand)


def test_scarce_supervisors_raise_the_bound() -> None:
    """Two supervisors who share all nights cannot have as few as the others."""
    officers = tuple(Officer(key=f"o{number}", roles=("supervisor",) * (number < 2)) for number in range(6))
    needs = a_problem().needs + tuple(
        ShiftNeed(day=need.day, shift="N", least=1, role="supervisor")
        for need in a_problem().needs
        if need.shift == "N"
    )
    bounds = spread_bounds(a_problem(officers=officers, needs=needs))
    assert bounds == {"duties": 1, "nights": 3, "weekend_duties": 0}


def test_open_demand_has_no_bound() -> None:
    """If the needs leave open how many duties there are, nothing is claimed."""
    needs = (ShiftNeed(day=THURSDAY, shift="P", least=1, most=2),)
    assert spread_bounds(a_problem(officers=4, days=1, needs=needs))["duties"] == 0
