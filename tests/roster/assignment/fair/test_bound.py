"""The bound of fairness against all distributions."""

from __future__ import annotations

from datetime import timedelta
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from electsched.roster.assignment.fair.bound import least_spread, spread_bounds
from electsched.roster.assignment.problem import History, Officer, Pin, ShiftNeed
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


@st.composite
def officers_with_history(draw: st.DrawFn) -> tuple[Officer, ...]:
    """Return one to three officers with duties before the first day, and leave on some of three days."""
    days = [THURSDAY + timedelta(days=number) for number in range(3)]
    leave = st.lists(st.sampled_from(days), unique=True, max_size=3).map(tuple)
    return tuple(
        Officer(key=f"o{number}", history=History(duties=draw(st.integers(0, 6))), leave=draw(leave))
        for number in range(draw(st.integers(1, 3)))
    )


@given(officers_with_history(), st.lists(st.integers(0, 3), min_size=3, max_size=3))
@settings(max_examples=150, deadline=None)
def test_bound_with_history_is_that_of_all_distributions(officers: tuple[Officer, ...], places: list[int]) -> None:
    """Work before the first day is added to the counts, and nobody works on more days than are free of leave."""
    days = [THURSDAY + timedelta(days=number) for number in range(3)]
    needs = tuple(
        ShiftNeed(day=day, shift="P", least=least, most=least) for day, least in zip(days, places, strict=True)
    )
    possible = [
        [day not in officer.leave and places[number] > 0 for number, day in enumerate(days)] for officer in officers
    ]
    counts = product(*(range(sum(own) + 1) for own in possible))
    totals = [
        [officer.history.duties + count for officer, count in zip(officers, row, strict=True)]
        for row in counts
        if sum(row) == sum(places)
    ]
    spreads = [max(total) - min(total) for total in totals]
    assert spread_bounds(a_problem(officers=officers, days=3, needs=needs))["duties"] == min(
        spreads, default=sum(places)
    )


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
    assert spread_bounds(a_problem(officers=4, days=1, needs=needs))["duties"] is None


def test_fixed_duties_without_a_need_count() -> None:
    """A duty that is fixed on a day without a need is a duty as well: three of four officers have one each."""
    needs = (ShiftNeed(day=THURSDAY, shift="P", least=2, most=2),)
    pins = (Pin(officer="o0", day=THURSDAY + timedelta(days=1), shift="P"),)
    problem = a_problem(officers=4, days=2, needs=needs)
    assert spread_bounds(problem)["duties"] == 1
    bounds = [spread_bounds(a_problem(officers=3, days=2, needs=needs, pins=fixed))["duties"] for fixed in ((), pins)]
    assert bounds == [1, 0]


def test_shift_that_a_role_alone_needs_has_no_bound() -> None:
    """If a shift needs supervisors alone, any number of others may come, so that nothing is claimed."""
    officers = tuple(Officer(key=f"o{number}", roles=("supervisor",)) for number in range(3))
    needs = (ShiftNeed(day=THURSDAY, shift="N", least=1, role="supervisor"),)
    bounds = spread_bounds(a_problem(officers=officers, days=1, needs=needs))
    assert bounds == {"duties": None, "nights": None, "weekend_duties": 0}
