"""Repairs whose window is shorter than the period, against all rosters of problems with one shift a day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import get_args

import attrs
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from ortools.sat.python import cp_model

from electsched.operation.shifts import OFF
from electsched.roster.assignment.assign import assign_problem
from electsched.roster.assignment.problem import AssignmentProblem, Officer, RowRule, RowRuleKey, Rows, ShiftNeed
from electsched.roster.assignment.repair.case import RepairCase
from electsched.roster.assignment.repair.repair import repair_roster
from electsched.roster.assignment.repair.row_window import tighten
from electsched.roster.assignment.repair.window import RepairWindow
from tests.roster.assignment.small_problems import SHIFTS, THURSDAY, a_problem, all_rows

pytestmark = pytest.mark.extra

DAYS = 8
LIMITS: Mapping[RowRuleKey, tuple[int, int]] = {
    "duty-run-most": (2, 4),
    "duty-run-least": (1, 2),
    "off-run-most": (2, 4),
    "off-run-least": (1, 2),
    "duties-most": (2, 5),
    "weekends-most": (0, 1),
}
assert set(LIMITS) <= set(get_args(RowRuleKey))


@st.composite
def _published(draw: st.DrawFn) -> tuple[AssignmentProblem, Rows, tuple[int, ...]]:
    """Return a problem of three officers with one duty on some days, a roster, and the days of an illness."""
    chosen = draw(st.lists(st.sampled_from(sorted(LIMITS)), unique=True, max_size=3))
    rules = tuple(RowRule(key=key, limit=draw(st.integers(*LIMITS[key]))) for key in chosen)
    problem = a_problem(officers=3, days=DAYS, rules=rules, shifts=SHIFTS[:1])
    taken: set[int] = set()
    rows: dict[str, tuple[str, ...]] = {}
    for officer in problem.officers:
        free = [row for row, _ in all_rows(problem, officer) if not taken & _duties(row)]
        assume(free)
        rows[officer.key] = draw(st.sampled_from(free))
        taken |= _duties(rows[officer.key])
    needs = tuple(need for need in problem.needs if problem.index(need.day) in taken)
    first = draw(st.integers(0, DAYS - 1))
    absent = tuple(range(first, min(DAYS, first + draw(st.integers(1, 3)))))
    return attrs.evolve(problem, needs=needs), rows, absent


def _duties(row: tuple[str, ...]) -> set[int]:
    return {day for day, mark in enumerate(row) if mark != OFF}


def _masks(problem: AssignmentProblem, officer: Officer) -> list[int]:
    """Return each legal row as the bits of its days of duty."""
    return [sum(1 << day for day in _duties(row)) for row, _ in all_rows(problem, officer)]


def _least(problem: AssignmentProblem, rows: Rows, ill: str, absent: tuple[int, ...]) -> tuple[int, int] | None:
    """Return the fewest gaps and changes of all rosters; None if a row that does not change breaks a rule."""
    away = tuple(map(problem.day, absent))
    void = sum(1 << day for day in absent)
    reached = {0: 0}
    for officer in problem.officers:
        own = attrs.evolve(officer, leave=away if officer.key == ill else ())
        published = sum(1 << day for day in _duties(rows[officer.key]))
        ignored = void if officer.key == ill else 0
        masks = _masks(problem, own)
        if published & ~ignored not in masks:
            return None
        following: dict[int, int] = {}
        for mask in masks:
            cost = ((mask ^ published) & ~ignored).bit_count()
            for before, total in reached.items():
                if not before & mask:
                    following[before | mask] = min(total + cost, following.get(before | mask, total + cost))
        reached = following
    return min((len(problem.needs) - mask.bit_count(), cost) for mask, cost in reached.items())


@given(_published(), st.sampled_from(["o0", "o1", "o2"]))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
def test_bound_of_a_window_holds_for_all_rosters_and_a_proof_is_true(
    published: tuple[AssignmentProblem, Rows, tuple[int, ...]], ill: str
) -> None:
    """No roster is below the bound of any window; a repair that is said to be least is as good as the best roster."""
    problem, rows, absent = published
    least = _least(problem, rows, ill, absent)
    assume(least is not None)
    assert least is not None
    case = RepairCase.of(problem, rows, absent=[(ill, day) for day in absent])
    for start in range(DAYS - 3):
        loose = RepairWindow(case, case.kept, range(start, start + 4), joined=False)
        assert loose.bound.value <= least
        by_rows, _ = tighten(loose, loose.bound, (DAYS, 0), 1.0)
        assert loose.bound.value <= by_rows.value <= least
    whole = RepairWindow(case, case.kept, range(DAYS), joined=True)
    assert whole.bound.value <= least
    by_rows, _ = tighten(whole, whole.bound, (DAYS, 0), 1.0)
    assert by_rows.value <= least
    repair = repair_roster(problem, rows, [(ill, problem.day(day)) for day in absent])
    assert repair.proof == "least"
    assert (len(repair.gaps), len(repair.changes)) == least


@pytest.mark.parametrize(
    ("counts", "first", "least"),
    [
        (((1, 2), (1, 2), (2, 1), (1, 1), (2, 2)), 2, (1, 5)),
        (((1, 2), (2, 2), (2, 2), (2, 1), (1, 2), (1, 1)), 0, (2, 1)),
    ],
)
def test_bound_of_whole_rows_is_the_least_value_if_that_of_cells_is_below(
    counts: tuple[tuple[int, int], ...], first: int, least: tuple[int, int]
) -> None:
    """Runs and rest together leave fewer rows than each alone: the bound by rows is what plain CP-SAT finds."""
    needs = tuple(
        ShiftNeed(day=THURSDAY + timedelta(days=day), shift=shift, least=count, most=count)
        for day, pair in enumerate(counts)
        for shift, count in zip(("P", "N"), pair, strict=True)
    )
    limits: tuple[tuple[RowRuleKey, int], ...] = (("duty-run-most", 4), ("night-run-most", 2), ("rest", 11))
    rules = tuple(RowRule(key=key, limit=limit) for key, limit in limits)
    problem = a_problem(officers=len(counts) - 1, days=len(counts), needs=needs, rules=rules)
    rows = assign_problem(problem).rows
    assert rows is not None
    case = RepairCase.of(problem, rows, absent=[("o0", day) for day in range(first, first + 3)])
    window = RepairWindow(case, case.kept, range(len(counts)), joined=True)
    by_cells = window.bound.value
    plain = window.fewest(window.value(DAYS * len(rows), 0), 10.0)
    by_rows, _ = tighten(window, window.bound, (DAYS * len(rows), 0), 1.0)
    assert (plain.complete, plain.value) == (True, least)
    assert by_cells == window.bound.value < by_rows.value == least


@given(
    st.dictionaries(
        st.tuples(st.integers(0, 4), st.sampled_from(["P", "N"])),
        st.frozensets(st.sampled_from(["rest", "duty-run-most", "night-run-most", "week-hours"]), min_size=1),
        max_size=4,
    ),
    st.lists(st.lists(st.sampled_from([OFF, "P", "N"]), min_size=5, max_size=5), min_size=5, max_size=30),
)
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_clauses_of_a_window_and_the_judgement_of_rows_agree_on_waivers(
    waived: dict[tuple[int, str], frozenset[str]], rows: list[list[str]]
) -> None:
    """A row that breaks a rule only at places at which it is waived is a row of the model, and no other is."""
    limits: tuple[tuple[RowRuleKey, int], ...] = (
        ("rest", 11),
        ("duty-run-most", 3),
        ("night-run-most", 2),
        ("week-hours", 24),
    )
    rules = tuple(RowRule(key=key, limit=limit) for key, limit in limits)
    needs = tuple(
        ShiftNeed(day=THURSDAY + timedelta(days=day), shift=shift, least=1) for day in range(5) for shift in ("P", "N")
    )
    problem = a_problem(officers=1, days=5, rules=rules, needs=needs)
    case = attrs.evolve(RepairCase.of(problem, {"o0": (OFF,) * 5}), waived=waived)
    window = RepairWindow(case, case.kept, range(5), joined=True)
    for row in rows:
        model = window.model.clone()
        for day, mark in enumerate(row):
            model.add(window.cells["o0", day, mark] == 1)
        solver = cp_model.CpSolver()
        is_row = solver.solve(model) in {cp_model.OPTIMAL, cp_model.FEASIBLE}
        assert is_row == case.is_legal(problem.officers[0], row, range(5)), row
