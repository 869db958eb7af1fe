"""The solver of the extra ``solver``: its version, and how it is asked so that it gives any machine the same answer."""

from __future__ import annotations

from ortools.init.python import init
from ortools.sat.python import cp_model

__all__ = ["SOLVER", "repeatable_solver"]

SOLVER = f"ortools {init.OrToolsVersion.version_string()}"
"""The solver and its version."""


def repeatable_solver(work: float, seed: int = 0) -> cp_model.CpSolver:
    """Return a solver on one thread that may do so many units of its deterministic work."""
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = seed
    solver.parameters.max_deterministic_time = work
    return solver
