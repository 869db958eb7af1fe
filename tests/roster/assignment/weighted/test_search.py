"""Weighted rosters against enumeration on small problems, and against published optima."""

from __future__ import annotations

from math import inf

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from electsched.operation.shifts import OFF
from electsched.roster.assignment.assign import AssignSettings, assign_problem
from electsched.roster.assignment.budget import Budget, WorkMeter
from electsched.roster.assignment.evaluation import evaluate, priced_row
from electsched.roster.assignment.problem import AssignmentProblem, Request
from electsched.roster.assignment.weighted.column_generation import generate_columns
from electsched.roster.assignment.weighted.cp_roster import CpLimits, solve_cells
from electsched.roster.assignment.weighted.dive import dive
from electsched.roster.assignment.weighted.master import Master
from electsched.roster.assignment.weighted.model import WeightedModel
from electsched.roster.assignment.weighted.search import SearchState, WeightedAnswer, search_weighted
from electsched.roster.assignment.weighted.workspace import Workspace
from tests.roster.assignment import curtois
from tests.roster.assignment.family import instance_text
from tests.roster.assignment.small_problems import THURSDAY, a_problem, cheapest, small_problems

pytestmark = pytest.mark.extra

OPTIMA = {1: 607, 2: 828, 3: 1001, 4: 1716}
"""Published and proven (schedulingbenchmarks.org)."""


def _search(problem: AssignmentProblem, work: float = 20.0, seed: int = 0) -> WeightedAnswer:
    return search_weighted(problem, WorkMeter(Budget(work=work)), seed=seed)


@given(small_problems())
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_small_problems_are_solved_as_by_enumeration(problem: AssignmentProblem) -> None:
    """The cost and its proof are those of all rosters, and where no roster exists, that is proven."""
    optimum = cheapest(problem)
    answer = _search(problem)
    assert (answer.objective, answer.infeasible) == (optimum, optimum is None)
    if answer.rows is not None:
        assert answer.bound == optimum
        evaluation = evaluate(problem, answer.rows)
        assert (evaluation.objective, evaluation.broken) == (optimum, ())


@given(small_problems())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_clauses_have_the_costs_of_the_rules(problem: AssignmentProblem) -> None:
    """The CP-SAT model of the whole problem has the cost of the cheapest roster by enumeration."""
    model = WeightedModel(problem)
    free = {officer: np.ones_like(rows.base, dtype=np.bool_) for officer, rows in enumerate(model.rows)}
    answer = solve_cells(model, free, {}, WorkMeter(Budget()), CpLimits(work=20.0))
    assert answer.complete
    assert answer.cost == cheapest(problem)
    if answer.rows is not None:
        assert model.roster_cost(answer.rows) == answer.cost


@pytest.mark.needs_benchmarks
@pytest.mark.parametrize("number", OPTIMA)
def test_published_optimum_is_found_and_proven(number: int) -> None:
    """The cost by the benchmark's own definition is the published optimum, and proven."""
    text = curtois.path(number).read_text(encoding="utf-8")
    answer = _search(curtois.problem(text))
    assert (answer.objective, answer.bound) == (OPTIMA[number], OPTIMA[number])
    assert answer.rows is not None
    assert curtois.cost(text, answer.rows) == (OPTIMA[number], [])


@pytest.mark.parametrize(("staff", "shifts"), [(8, "D"), (14, "EL")])
@pytest.mark.parametrize("seed", [1, 2])
def test_made_up_instance_of_the_family_is_solved_and_proven(staff: int, shifts: str, seed: int) -> None:
    """Other instances with the rules of the family are at the bound too, by the definition of the benchmark."""
    text = instance_text(staff, 2, shifts, seed)
    result = assign_problem(curtois.problem(text), AssignSettings(budget=Budget(work=5.0)))
    assert result.rows is not None
    assert (result.status, result.bound) == ("optimal", result.objective)
    assert curtois.cost(text, result.rows) == (result.objective, [])


@pytest.mark.long
@pytest.mark.needs_benchmarks
@pytest.mark.parametrize(("number", "most", "least"), [(6, 1955, 1949), (10, 4631, 4631)])
def test_larger_instances_are_near_the_best_known(number: int, most: int, least: int) -> None:
    """The cost is within 0.3 % of the best known, or proven, and the bound is the published one or better."""
    text = curtois.path(number).read_text(encoding="utf-8")
    answer = _search(curtois.problem(text), work=15.0)
    assert answer.rows is not None
    assert answer.objective is not None
    assert curtois.cost(text, answer.rows) == (answer.objective, [])
    assert answer.bound == least <= answer.objective <= most


@pytest.mark.needs_benchmarks
def test_same_seed_and_work_give_the_same_roster() -> None:
    """A search by work is repeatable, though it ends before the proof."""
    problem = curtois.problem(curtois.path(6).read_text(encoding="utf-8"))
    assert _search(problem, work=2.0, seed=3) == _search(problem, work=2.0, seed=3)


@pytest.mark.needs_benchmarks
def test_interruption_returns_the_best_so_far_and_the_search_goes_on_from_it() -> None:
    """Ctrl-C loses nothing: the roster is returned with its bound, and a new search starts from it."""
    problem = curtois.problem(curtois.path(6).read_text(encoding="utf-8"))
    states: list[SearchState] = []

    def interrupt(state: SearchState) -> None:
        states.append(state)
        if state.objective is not None and state.bound is not None:
            raise KeyboardInterrupt

    answer = search_weighted(problem, WorkMeter(Budget(work=20.0)), report=interrupt)
    assert answer.interrupted
    assert answer.rows is not None
    assert (answer.objective, answer.bound) == (states[-1].objective, 1949)
    assert evaluate(problem, answer.rows).objective == answer.objective
    resumed = search_weighted(problem, WorkMeter(Budget(work=1.0)), start=answer.rows)
    assert resumed.objective is not None
    assert answer.objective is not None
    assert resumed.objective <= answer.objective


def test_interruption_before_there_is_a_bound_returns_the_first_roster() -> None:
    """The first roster comes before the bound, and breaks no rule of the benchmark."""

    def interrupt(_: SearchState) -> None:
        raise KeyboardInterrupt

    text = instance_text(24, 4, "EDL", 1)
    answer = search_weighted(curtois.problem(text), WorkMeter(Budget(work=20.0)), report=interrupt)
    assert (answer.interrupted, answer.bound) == (True, None)
    assert answer.rows is not None
    assert curtois.cost(text, answer.rows) == (answer.objective, [])


@pytest.mark.parametrize(("staff", "weeks", "shifts"), [(36, 4, "EDL"), (20, 8, "EL")])
def test_search_with_little_work_ends_with_a_roster_that_keeps_the_rules(staff: int, weeks: int, shifts: str) -> None:
    """Work that is too little for the bound gives a roster; more work gives one that is no worse."""
    text = instance_text(staff, weeks, shifts, 1)
    answers = [_search(curtois.problem(text), work) for work in (0.02, 1.5)]
    for answer in answers:
        assert answer.rows is not None
        assert curtois.cost(text, answer.rows) == (answer.objective, [])
        assert answer.bound is not None
        assert answer.objective is not None
        assert 0 <= answer.bound <= answer.objective
    first, second = answers
    assert first.objective is not None
    assert second.objective is not None
    assert second.objective <= first.objective


def test_large_problem_with_little_work_is_improved_after_its_dive() -> None:
    """A dive that is short of work leaves rows that are improved one by one; before, the cost was 468."""
    text = instance_text(40, 4, "EDLN", 1)
    answer = _search(curtois.problem(text), 6.0)
    assert answer.rows is not None
    assert curtois.cost(text, answer.rows) == (answer.objective, [])
    assert answer.objective is not None
    assert answer.objective < 300


def test_dive_leaves_the_rows_that_are_kept() -> None:
    """A dive for some officers keeps the rows of the others, and its roster has the rows of all."""
    model = WeightedModel(curtois.problem(instance_text(12, 2, "EL", 1)))
    answer = search_weighted(model.problem, WorkMeter(Budget(work=0.2)))
    assert answer.rows is not None
    rows = model.rows_numbers(answer.rows)
    workspace = Workspace(model, WorkMeter(Budget(work=5.0)), {})
    master = Master(model, model.remainder({}))
    for column in rows.items():
        master.add(column, model.row_cost(*column))
    relaxation = generate_columns(master, workspace.meter)
    workspace.columns.update(master.costs)
    kept = {officer: marks for officer, marks in rows.items() if officer % 3 == 0}
    after = dive(workspace, relaxation, seed=1, kept=kept)
    assert sorted(after) == sorted(rows)
    assert {officer: after[officer] for officer in kept} == kept
    assert model.roster_cost(after) < inf


@given(small_problems(), st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_cost_of_a_row_is_that_of_the_rules(problem: AssignmentProblem, data: st.DataObject) -> None:
    """Any row of marks costs by the automaton as by the evaluation, or is forbidden by both."""
    model = WeightedModel(problem)
    marks = st.integers(0, len(model.marks) - 1)
    row = tuple(data.draw(st.lists(marks, min_size=problem.days, max_size=problem.days)))
    cost = priced_row(problem, problem.officers[0], tuple(model.marks[mark] for mark in row))
    assert model.row_cost(0, row) == (inf if cost is None else cost)


def test_clock_stops_a_search_with_what_it_has() -> None:
    """A budget in seconds ends the search by the clock that is handed in, and the meter says so."""
    requests = tuple(Request(officer="o1", day=THURSDAY, shift=mark, weight=2) for mark in ("P", OFF))
    ticks = iter(range(100))
    meter = WorkMeter(Budget(work=None, seconds=1.0), clock=lambda: float(next(ticks)))
    answer = search_weighted(a_problem(requests=requests), meter)
    assert meter.stopped_by_clock
    assert answer.bound is not None
