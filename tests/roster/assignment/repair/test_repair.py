"""Repairs after an absence against all rosters of small problems, and on a unit of a station."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product

import attrs
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from electsched.errors import InputError
from electsched.operation.shifts import OFF
from electsched.roster.assignment.assign import assign_problem
from electsched.roster.assignment.problem import AssignmentProblem, Officer, RowRule, Rows, ShiftNeed
from electsched.roster.assignment.repair.repair import repair_absence
from tests.roster.assignment.small_problems import THURSDAY, a_problem, row_price
from tests.roster.assignment.station import FIRST_DAY, station, violations

DAYS = 3


@st.composite
def _published(draw: st.DrawFn) -> tuple[AssignmentProblem, Rows]:
    officers = tuple(
        Officer(key=f"o{number}", roles=draw(st.sampled_from([(), ("chief",)])) if number else ("chief",))
        for number in range(4)
    )
    needs = [
        ShiftNeed(day=THURSDAY + timedelta(days=day), shift=shift, least=(least := draw(st.integers(0, 1))), most=least)
        for day in range(DAYS)
        for shift in ("P", "N")
    ]
    chiefs = [attrs.evolve(need, role="chief", most=None) for need in needs[:2]]
    rules = (RowRule(key="duty-run-most", limit=draw(st.integers(1, 2))), RowRule(key="rest", limit=10))
    problem = a_problem(officers=officers, days=DAYS, needs=(*needs, *chiefs), rules=rules)
    result = assign_problem(problem)
    assume(result.rows is not None)
    return problem, result.rows or {}


def _fewest(problem: AssignmentProblem, rows: Rows, days: set[date]) -> int | None:
    """Return the fewest changed days of others in any roster without gaps; None if there is none."""
    ill = [
        attrs.evolve(officer, leave=tuple(days)) if not index else officer
        for index, officer in enumerate(problem.officers)
    ]
    marks = (OFF, "P", "N")
    choices = [
        [row for row in product(marks, repeat=DAYS) if row_price(problem, officer, row) is not None] for officer in ill
    ]
    fewest: int | None = None
    for roster in product(*choices):
        changed = sum(
            old != new and (number > 0 or THURSDAY + timedelta(days=day) not in days)
            for number, (officer, row) in enumerate(zip(ill, roster, strict=True))
            for day, (old, new) in enumerate(zip(rows[officer.key], row, strict=True))
        )
        if (fewest is None or changed < fewest) and _fills(problem, ill, roster):
            fewest = changed
    return fewest


def _fills(problem: AssignmentProblem, officers: list[Officer], roster: tuple[tuple[str, ...], ...]) -> bool:
    return all(
        need.least
        <= sum(
            row[(need.day - THURSDAY).days] == need.shift and (not need.role or need.role in officer.roles)
            for officer, row in zip(officers, roster, strict=True)
        )
        for need in problem.needs
    )


@given(_published(), st.sets(st.integers(0, DAYS - 1), min_size=1, max_size=2))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
def test_repair_without_gaps_changes_the_fewest_days_of_others(
    published: tuple[AssignmentProblem, Rows], ill: set[int]
) -> None:
    """A repair that is said to be least is least among all rosters, legal, and leaves the absent officer off."""
    problem, rows = published
    days = {THURSDAY + timedelta(days=day) for day in ill}
    repair = repair_absence(problem, rows, "o0", sorted(days))
    assert all(repair.rows["o0"][day] == OFF for day in ill)
    for officer in problem.officers[1:]:
        assert row_price(problem, officer, repair.rows[officer.key]) is not None
    if repair.proof == "least":
        assert repair.gaps == ()
        assert _fills(problem, list(problem.officers), tuple(repair.rows[officer.key] for officer in problem.officers))
        assert len(repair.changes) == _fewest(problem, rows, days)
    else:
        assert repair.gaps != ()


def test_five_days_of_illness_at_a_station() -> None:
    """The places of an officer who is ill for five days are taken by others, one change each, with notice."""
    problem = list(station(0.5, seed=1))[4]
    rows = assign_problem(problem).rows
    assert rows is not None
    days = [FIRST_DAY + timedelta(days=day) for day in range(30, 35)]
    ill = problem.officers[-1].key
    repair = repair_absence(problem, rows, ill, days, decided=FIRST_DAY + timedelta(days=28))
    duties = sum(rows[ill][day] != OFF for day in range(30, 35))
    assert (repair.proof, len(repair.changes)) == ("least", duties)
    assert {change.notice for change in repair.changes} <= {1, 2, 3, 4, 5}
    assert violations(problem, dict(repair.rows)) == []
    assert repair.to_dict()["changes"][0]["before"] == OFF


def test_only_a_holder_of_the_role_takes_the_place_of_a_supervisor() -> None:
    """If the only chief falls ill, another chief comes, or the place is a gap with its role."""
    officers = tuple(Officer(key=f"o{number}", roles=("chief",) * (number < 2)) for number in range(3))
    needs = (
        ShiftNeed(day=THURSDAY, shift="P", least=1, most=1),
        ShiftNeed(day=THURSDAY, shift="P", least=1, role="chief"),
    )
    problem = a_problem(officers=officers, days=1, needs=needs)
    rows = {"o0": ("P",), "o1": (OFF,), "o2": (OFF,)}
    assert repair_absence(problem, rows, "o0", [THURSDAY]).rows == {"o0": (OFF,), "o1": ("P",), "o2": (OFF,)}
    alone = attrs.evolve(problem, officers=(officers[0], officers[2]))
    repair = repair_absence(alone, {"o0": ("P",), "o2": (OFF,)}, "o0", [THURSDAY])
    assert ([(gap.shift, gap.role) for gap in repair.gaps], repair.proof) == ([("P", "chief")], "")


def test_days_up_to_the_decision_stay() -> None:
    """What has begun is not changed: only later days of the absence are repaired."""
    problem = a_problem(officers=5, days=3)
    rows = assign_problem(problem).rows
    assert rows is not None
    days = [THURSDAY + timedelta(days=day) for day in range(3)]
    repair = repair_absence(problem, rows, "o0", days, decided=THURSDAY)
    assert all(repair.rows[key][0] == row[0] for key, row in rows.items())
    assert all(change.day > THURSDAY for change in repair.changes)


def test_absence_that_is_not_in_the_problem_is_refused() -> None:
    """The officer and the days must be those of the problem."""
    problem = a_problem()
    rows = {officer.key: (OFF,) * problem.days for officer in problem.officers}
    with pytest.raises(InputError) as raised:
        repair_absence(problem, rows, "x", [THURSDAY - timedelta(days=1)])
    assert [fault.path for fault in raised.value.faults] == ["officer", "days"]
