"""Rosters by name beside plain CP-SAT on the same input: published instances, and a station of 795 officers.

Best known costs and bounds are those of schedulingbenchmarks.org. Plain CP-SAT has the same clauses, no columns and no
neighbourhoods, and the same work. If nothing is measured, it is only seen to run.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from electsched.roster.assignment.assign import AssignSettings, assign_problem
from electsched.roster.assignment.budget import Budget, WorkMeter
from electsched.roster.assignment.fair.bound import spreads
from electsched.roster.assignment.problem import AssignmentProblem, Rows
from electsched.roster.assignment.result import AssignmentResult
from electsched.roster.assignment.weighted.cp_roster import CpAnswer, CpLimits, solve_cells
from electsched.roster.assignment.weighted.model import WeightedModel
from tests.roster.assignment import curtois
from tests.roster.assignment.family import instance_text
from tests.roster.assignment.station import station, violations

pytestmark = [pytest.mark.speed, pytest.mark.extra]

BEST_KNOWN = {1: (607, 607), 2: (828, 828), 3: (1001, 1001), 4: (1716, 1716), 6: (1950, 1949), 10: (4631, 4631)}
"""Best known cost and proven lower bound; none is published for instance 10, whose bound is ours."""
WORK = {1: 5.0, 2: 5.0, 3: 5.0, 4: 5.0, 6: 15.0, 10: 15.0}
GAP = {6: 0.003, 10: 0.002}
FAMILY = ((16, 4, "EL"), (18, 4, "EDL"), (20, 4, "EDLN"))
LOADS = (0.36, 0.55, 0.7)
STATION_WORK = 0.25
UNMEASURED_WORK = 0.01

Benchmark = Callable[..., Any]


def _assigned(problem: AssignmentProblem, work: float) -> AssignmentResult:
    return assign_problem(problem, AssignSettings(budget=Budget(work=work)))


def _plain(problem: AssignmentProblem, work: float) -> CpAnswer:
    model = WeightedModel(problem)
    free = {officer: np.ones_like(rows.base, dtype=np.bool_) for officer, rows in enumerate(model.rows)}
    return solve_cells(model, free, {}, WorkMeter(Budget()), CpLimits(work=work))


def _plain_rows(problem: AssignmentProblem, work: float) -> Rows | None:
    answer, marks = _plain(problem, work), WeightedModel(problem).marks
    if answer.rows is None:
        return None
    return {problem.officers[number].key: tuple(marks[mark] for mark in row) for number, row in answer.rows.items()}


@pytest.mark.needs_benchmarks
@pytest.mark.parametrize("solver", ["assign", "plain CP-SAT"])
@pytest.mark.parametrize("number", BEST_KNOWN)
def test_published_instances(benchmark: Any, number: int, solver: str) -> None:  # noqa: ANN401
    """The cost is the best known, or near it; that of plain CP-SAT is noted beside it."""
    text = curtois.path(number).read_text(encoding="utf-8")
    problem = curtois.problem(text)
    best, bound = BEST_KNOWN[number]
    benchmark.group = f"instance {number}, best known {best}"
    if solver == "plain CP-SAT":
        work = WORK[number] if benchmark.enabled else UNMEASURED_WORK
        benchmark.extra_info["cost"] = benchmark.pedantic(_plain, (problem, work), rounds=1).cost
        return
    result = benchmark.pedantic(_assigned, (problem, WORK[number]), rounds=1)
    benchmark.extra_info |= {"cost": result.objective, "bound": result.bound}
    assert curtois.cost(text, result.rows) == (result.objective, [])
    assert bound * (1 - 0.003) <= result.bound <= best
    assert result.objective <= best * (1 + GAP.get(number, 0.0))


@pytest.mark.parametrize("solver", ["assign", "plain CP-SAT"])
@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize(("staff", "weeks", "shifts"), FAMILY)
def test_made_up_instances(benchmark: Any, staff: int, weeks: int, shifts: str, seed: int, solver: str) -> None:  # noqa: ANN401
    """Instances with the rules of the published ones, made up from a seed, are within 0.3 % of their bound."""
    text = instance_text(staff, weeks, shifts, seed)
    problem = curtois.problem(text)
    benchmark.group = f"{staff} people, {weeks} weeks, {shifts}, seed {seed}"
    if solver == "plain CP-SAT":
        work = 20.0 if benchmark.enabled else UNMEASURED_WORK
        benchmark.extra_info["cost"] = benchmark.pedantic(_plain, (problem, work), rounds=1).cost
        return
    result = benchmark.pedantic(_assigned, (problem, 20.0), rounds=1)
    benchmark.extra_info |= {"cost": result.objective, "bound": result.bound}
    assert curtois.cost(text, result.rows) == (result.objective, [])
    assert result.objective <= result.bound * 1.003


@pytest.mark.parametrize("solver", ["assign", "plain CP-SAT"])
@pytest.mark.parametrize("seed", range(1, 6))
@pytest.mark.parametrize("load", LOADS)
def test_station(benchmark: Any, load: float, seed: int, solver: str) -> None:  # noqa: ANN401
    """All units of a station are at the bound of fairness, or proven impossible; no rule is broken.

    Plain CP-SAT is asked for any roster with a quarter of a unit of work each; how many units have one, and how many of
    these are as fair, is noted beside it.
    """
    units = list(station(load, seed))
    benchmark.group = f"795 officers, 22 units, load {load}, seed {seed}"
    if solver == "plain CP-SAT":
        solved = units if benchmark.enabled else units[:1]
        rosters = benchmark.pedantic(lambda: [_plain_rows(unit, STATION_WORK) for unit in solved], rounds=1)
        built = [(unit, rows) for unit, rows in zip(solved, rosters, strict=True) if rows is not None]
        fair = sum(all(spread.is_least for spread in spreads(unit, rows)) for unit, rows in built)
        benchmark.extra_info |= {"built": len(built), "at the bound": fair}
        return
    results = benchmark.pedantic(lambda: [assign_problem(unit) for unit in units], rounds=1)
    counts = [result.status for result in results]
    benchmark.extra_info |= {status: counts.count(status) for status in sorted(set(counts))}
    for unit, result in zip(units, results, strict=True):
        assert result.status in {"optimal", "infeasible"}
        assert result.rows is None or violations(unit, dict(result.rows)) == []
