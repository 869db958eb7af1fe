"""The assignment of one day against all assignments."""

from __future__ import annotations

from collections import Counter
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from electsched.roster.assignment.fair.flow import assign_places


@given(st.data())
@settings(max_examples=200, deadline=None)
def test_assignment_is_the_cheapest_of_all(data: st.DataObject) -> None:
    """Every place is filled at the least cost of any assignment, and None means that there is none."""
    kinds = data.draw(st.integers(2, 4))
    cost = st.integers(-9, 20)
    officer = st.dictionaries(st.integers(1, kinds - 1), cost).flatmap(
        lambda options: cost.map(lambda off: {0: off, **options})
    )
    options = data.draw(st.lists(officer, min_size=1, max_size=5))
    demand = [0, *data.draw(st.lists(st.integers(0, 2), min_size=kinds - 1, max_size=kinds - 1))]
    costs = [
        sum(option[kind] for option, kind in zip(options, chosen, strict=True))
        for chosen in product(*options)
        if all(Counter(chosen)[kind] == demand[kind] for kind in range(1, kinds))
    ]
    chosen = assign_places(options, demand)
    if chosen is None:
        assert costs == []
    else:
        assert sum(option[kind] for option, kind in zip(options, chosen, strict=True)) == min(costs)
        assert all(chosen.count(kind) == demand[kind] for kind in range(1, kinds))
