"""Repairs of a published roster by name beside plain CP-SAT on the same input: an officer is ill for five days.

The roster is that of the station of 795 officers. Plain CP-SAT has the same clauses and costs, over the whole period at
once. Seconds are of a processor; the solver is loaded before, and garbage is collected before each repair: to collect
that of the whole process takes longer than a direct repair. If nothing is measured, plain CP-SAT is only seen to run.
"""

from __future__ import annotations

import gc
import random
import time
from collections.abc import Iterator
from statistics import median
from typing import Any

import pytest
from ortools.sat.python import cp_model

from electsched.roster.assignment.assign import assign_problem
from electsched.roster.assignment.problem import AssignmentProblem, Rows
from electsched.roster.assignment.repair.case import Cell, RepairCase
from electsched.roster.assignment.repair.repair import RepairSettings, repair_case
from electsched.roster.assignment.repair.window import RepairWindow
from tests.roster.assignment.station import station, violations

pytestmark = [pytest.mark.speed, pytest.mark.extra]

ILLNESSES = 25
"""Officers who fall ill, for each unit; each case is repaired alone."""
PEER_EVERY = 5
"""One in so many cases is given to plain CP-SAT."""
PEER_SECONDS = 20.0
UNMEASURED_PEER_SECONDS = 0.1
UNITS = {"units up to 34": range(1, 6), "unit of 150": range(1)}


def _cases(problem: AssignmentProblem, rows: Rows, seed: str) -> Iterator[tuple[RepairCase, list[Cell]]]:
    chance = random.Random(seed)  # noqa: S311  # data for benchmarks
    for _ in range(ILLNESSES):
        officer, first = chance.choice(problem.officers).key, chance.randrange(problem.days - 5)
        absent = [(officer, day) for day in range(first, first + 5)]
        yield RepairCase.of(problem, rows, absent=absent), absent


def _plain_seconds(case: RepairCase, limit: float) -> float:
    """Return the seconds of plain CP-SAT: the whole period as one model, without a first roster."""
    start = time.process_time()
    window = RepairWindow(case, case.kept, range(case.problem.days), joined=True)
    window.model.minimize(window.objective)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_time_in_seconds = limit
    solver.solve(window.model)
    return time.process_time() - start


@pytest.mark.parametrize("load", [0.5, 0.7])
@pytest.mark.parametrize("size", UNITS)
def test_five_days_of_illness(benchmark: Any, size: str, load: float) -> None:  # noqa: ANN401
    """Repairs keep all rules; those by officers who are off, and the others, are timed apart."""
    problems = [problem for number, problem in enumerate(station(load, seed=1)) if number in UNITS[size]]
    rosters = [(problem, rows) for problem in problems if (rows := assign_problem(problem).rows) is not None]
    direct: list[float] = []
    others: list[float] = []
    plain: list[float] = []
    proofs: list[str] = []
    peer_every, peer_seconds = (PEER_EVERY, PEER_SECONDS) if benchmark.enabled else (ILLNESSES, UNMEASURED_PEER_SECONDS)

    def repair_all() -> None:
        for number, (problem, rows) in enumerate(rosters):
            for index, (case, absent) in enumerate(_cases(problem, rows, f"{load} {number}")):
                gc.collect()
                start = time.process_time()
                fresh = RepairCase.of(problem, rows, absent=absent)
                repair = repair_case(fresh, absent, RepairSettings())
                seconds = time.process_time() - start
                inserted = all(change.before == "-" for change in repair.changes) and not repair.gaps
                (direct if inserted else others).append(seconds)
                proofs.append(repair.proof)
                assert repair.gaps or violations(problem, dict(repair.rows)) == []
                if index % peer_every == 0:
                    plain.append(_plain_seconds(case, peer_seconds))

    benchmark.group = f"five days of illness, {size}"
    benchmark.pedantic(repair_all, rounds=1)
    benchmark.extra_info |= {
        "direct": len(direct),
        "direct_median_ms": round(1000 * median(direct), 1),
        "direct_largest_ms": round(1000 * max(direct), 1),
        "others": len(others),
        "others_median_s": round(median(others), 3) if others else None,
        "others_largest_s": round(max(others), 3) if others else None,
        "proven": sum(proof == "least" for proof in proofs),
        "cases": len(proofs),
        "plain_median_s": round(median(plain), 2),
    }
