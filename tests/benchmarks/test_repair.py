"""Repairs of a published roster by name beside plain CP-SAT on the same input, after illnesses.

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
from electsched.roster.assignment.repair.case import RepairCase, RosterCell
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


def _cases(
    problem: AssignmentProblem, rows: Rows, seed: str, ill: int
) -> Iterator[tuple[RepairCase, list[RosterCell]]]:
    chance = random.Random(seed)  # noqa: S311  # data for benchmarks
    for _ in range(ILLNESSES):
        absent = _five_days(chance, problem) if ill == 1 else _two_officers(chance, problem)
        yield RepairCase.of(problem, rows, absent=absent), absent


def _five_days(chance: random.Random, problem: AssignmentProblem) -> list[RosterCell]:
    officer, first = chance.choice(problem.officers).key, chance.randrange(problem.days - 5)
    return [(officer, day) for day in range(first, first + 5)]


def _two_officers(chance: random.Random, problem: AssignmentProblem) -> list[RosterCell]:
    """Return the days of two officers who are ill for 7 to 14 days, the second from about the same day."""
    length = chance.randint(7, 14)
    one, other = chance.sample(problem.officers, 2)
    first = chance.randrange(problem.days - length)
    second = min(problem.days - length, max(0, first + chance.randint(-3, 3)))
    return [
        (officer.key, day) for officer, start in ((one, first), (other, second)) for day in range(start, start + length)
    ]


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


@pytest.mark.parametrize(
    ("load", "ill"), [(0.5, 1), (0.7, 1), pytest.param(0.7, 2, id="0.7-two officers for 7 to 14 days")]
)
@pytest.mark.parametrize("size", UNITS)
def test_days_of_illness(benchmark: Any, size: str, load: float, ill: int) -> None:  # noqa: ANN401
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
            for index, (case, absent) in enumerate(_cases(problem, rows, f"{load} {number}", ill)):
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

    benchmark.group = f"{'five days of illness' if ill == 1 else 'two officers ill for 7 to 14 days'}, {size}"
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
