"""The linear programme that combines rows: one row for each officer, and the cost of each need."""

from __future__ import annotations

import numpy as np
from ortools.linear_solver import pywraplp

from electsched.roster.assignment.arrays import Floats
from electsched.roster.assignment.weighted.model import Marks, Remainder, WeightedModel

__all__ = ["Column", "Master"]

Column = tuple[int, Marks]
"""The number of an officer, and a row."""
_ITERATIONS_PER_WORK = 2e7
"""Iterations times rows of the simplex algorithm in one unit of work."""


class Master:
    """The linear programme; columns are added as they are priced."""

    def __init__(self, model: WeightedModel, remainder: Remainder) -> None:
        """Build the rows of officers and needs, and the columns of missing officers and of those too many."""
        self.model = model
        self.remainder = remainder
        solver = self._solver = pywraplp.Solver.CreateSolver("GLOP")
        infinity = solver.infinity()
        self._officers = {officer: solver.Constraint(1.0, 1.0) for officer in remainder.officers}
        self._needs = []
        for least, most, under, over in zip(remainder.least, remainder.most, model.under, model.over, strict=True):
            need = solver.Constraint(float(least), float(most) if np.isfinite(most) else infinity)
            missing = solver.NumVar(0.0, infinity, "")
            need.SetCoefficient(missing, 1.0)
            solver.Objective().SetCoefficient(missing, float(under))
            if np.isfinite(most):
                surplus = solver.NumVar(0.0, infinity, "")
                need.SetCoefficient(surplus, -1.0)
                solver.Objective().SetCoefficient(surplus, float(over))
            self._needs.append(need)
        solver.Objective().SetMinimization()
        self.columns: dict[Column, pywraplp.Variable] = {}
        self.costs: dict[Column, float] = {}

    def add(self, column: Column, cost: float) -> bool:
        """Add a column with its cost; return whether it is new."""
        if column in self.columns:
            return False
        officer, marks = column
        variable = self._solver.NumVar(0.0, self._solver.infinity(), "")
        self._officers[officer].SetCoefficient(variable, 1.0)
        for need in np.flatnonzero(self.model.cover(officer, marks)):
            self._needs[int(need)].SetCoefficient(variable, 1.0)
        self._solver.Objective().SetCoefficient(variable, cost)
        self.columns[column] = variable
        self.costs[column] = cost
        return True

    def solve(self) -> tuple[float, Floats, dict[int, float]]:
        """Return the objective, the dual of each need and the dual of each officer.

        Raises:
            ArithmeticError: The algorithm gave up; every need may be missed at a cost, so that there is a solution.
        """
        if self._solver.Solve() != pywraplp.Solver.OPTIMAL:
            message = "the linear programme was not solved"
            raise ArithmeticError(message)
        needs = np.array([need.dual_value() for need in self._needs])
        officers = {officer: row.dual_value() for officer, row in self._officers.items()}
        return self._solver.Objective().Value(), needs, officers

    @property
    def work(self) -> float:
        """The work of the last solution."""
        return float(
            max(1, self._solver.iterations()) * (len(self._needs) + len(self._officers)) / _ITERATIONS_PER_WORK
        )

    def values(self) -> list[tuple[Column, float]]:
        """Return the columns that the last solution uses, with their values."""
        return [(column, value) for column, var in self.columns.items() if (value := var.solution_value()) > 1e-9]  # noqa: PLR2004
