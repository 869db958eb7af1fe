"""The linear programme of a window of a repair: a bound on gaps and changes, and the cells that cannot change at it.

The published mark of a cell is one minus its other marks, so that the published roster is the basis from which the
simplex algorithm starts, and only the days around the gaps take steps. Duals are quantised: the Lagrange bound of any
duals holds, and is computed without error.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import ceil, inf
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt
from ortools.linear_solver import pywraplp
from ortools.sat.python import cp_model

__all__ = ["GRAIN", "LARGEST_DUAL", "ProgrammeBound", "least_value"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Terms = Iterable[tuple[int, int]]
"""The numbers of literals, a negated one below 0, each with its coefficient."""
GRAIN = 2.0**20
"""Duals are multiples of one part in so many."""
LARGEST_DUAL = 2.0**12
_UNLIMITED = 2**60
_PARAMETERS = "use_dual_simplex: true use_preprocessing: false"


@attrs.frozen(eq=False)
class ProgrammeBound:
    """The bound of a window.

    Attributes:
        gaps: No rows of the window have fewer gaps.
        changes: No rows of the window with so many gaps have fewer changes.
        relaxed: The value of the relaxation by changes, not rounded.
        prices: By how much the relaxed value grows if a variable, by its number, is one more than its least value, or
            with a negative sign, one less than its largest.
        duals: The dual of each constraint by its number; that of the limit of gaps has the number -1.
    """

    gaps: int
    changes: int
    relaxed: float
    prices: Mapping[int, float]
    duals: Mapping[int, float]

    @property
    def value(self) -> tuple[int, int]:
        """The gaps and changes."""
        return self.gaps, self.changes

    def fixed(self, changes: int) -> Mapping[int, bool]:
        """Return the variables that have one value in all rows with the least gaps and so many changes at the most."""
        room = changes - self.relaxed
        return {number: price < 0 for number, price in self.prices.items() if abs(price) > room}


def least_value(
    model: cp_model.CpModel, kept: Mapping[int, Sequence[int]], gaps: Sequence[int], changes: Sequence[int]
) -> ProgrammeBound:
    """Return the bound of the linear relaxation of a model.

    Args:
        model: The model; conditional constraints are left out.
        kept: The number of the literal of each published mark, with the other marks of its cell.
        gaps: The numbers of the variables whose sum is the gaps.
        changes: The numbers of the literals that are changes, a negated one below 0.
    """
    programme = _Programme(model, kept)
    gap_terms = [(number, 1) for number in gaps]
    least, _ = programme.minimum(gap_terms)
    fewest = max(0, ceil(least))
    programme.add(gap_terms, -inf, fewest)
    relaxed, prices = programme.minimum([(number, 1) for number in changes])
    return ProgrammeBound(fewest, max(0, ceil(relaxed)), relaxed, prices, programme.duals())


class _Programme:
    """The rows and columns; those of published marks are replaced."""

    def __init__(self, model: cp_model.CpModel, kept: Mapping[int, Sequence[int]]) -> None:
        self._kept = kept
        self._solver = pywraplp.Solver.CreateSolver("GLOP")
        self._solver.SetSolverSpecificParametersAsString(_PARAMETERS)
        self._solver.Objective().SetMinimization()
        domains = [[*variable.domain] for variable in model.proto.variables]
        self._columns = [number for number in range(len(domains)) if number not in kept]
        self._number = {column: number for number, column in enumerate(self._columns)}
        self._low, self._high = (np.array([float(domains[column][end]) for column in self._columns]) for end in (0, -1))
        infinity = self._solver.infinity()
        self._variables = [  # that a mark is at most 1 follows from the others
            self._solver.NumVar(low, infinity if (low, high) == (0.0, 1.0) else high, "")
            for low, high in zip(self._low, self._high, strict=True)
        ]
        self._is_solved = False
        self._rows: list[pywraplp.Constraint] = []
        self._limits: list[tuple[float, float]] = []
        self._entries: tuple[list[int], list[int], list[int]] = ([], [], [])
        for others in kept.values():
            self.add([(number, 1) for number in others], -inf, 1)
        self._row_of: dict[int, int] = {}
        for index, constraint in enumerate(model.proto.constraints):
            self._row_of[index] = len(self._rows)
            self._add_constraint(constraint)
            if len(self._rows) == self._row_of[index]:
                del self._row_of[index]

    def _add_constraint(self, constraint: Any) -> None:  # noqa: ANN401  # of a model of the solver
        if len(constraint.enforcement_literal):
            return
        if constraint.has_at_most_one():
            self.add([(number, 1) for number in constraint.at_most_one.literals], -inf, 1)
        elif constraint.has_bool_or():
            self.add([(number, 1) for number in constraint.bool_or.literals], 1, inf)
        elif constraint.has_linear():
            linear = constraint.linear
            low, high = [*linear.domain][:: len(linear.domain) - 1]
            terms = [*zip(linear.vars, linear.coeffs, strict=True)]
            self.add(terms, low if low > -_UNLIMITED else -inf, high if high < _UNLIMITED else inf)

    def _expression(self, terms: Terms) -> tuple[Mapping[int, int], int]:
        """Return the coefficients of columns, and the constant."""
        sums: dict[int, int] = {}
        constant = 0
        for literal, factor in terms:
            number, coefficient = (literal, factor) if literal >= 0 else (-literal - 1, -factor)
            constant += factor if literal < 0 else 0
            if number in self._kept:
                constant += coefficient
                for other in self._kept[number]:
                    sums[other] = sums.get(other, 0) - coefficient
            else:
                sums[number] = sums.get(number, 0) + coefficient
        return {self._number[column]: value for column, value in sums.items() if value}, constant

    def add(self, terms: Terms, low: float, high: float) -> None:
        """Add a row; one that no column concerns is left out."""
        sums, constant = self._expression(terms)
        if not sums:
            return
        infinity = self._solver.infinity()
        limits = (low - constant, high - constant)
        row = self._solver.Constraint(max(limits[0], -infinity), min(limits[1], infinity))
        number = len(self._rows)
        self._rows.append(row)
        self._limits.append(limits)
        rows, columns, values = self._entries
        for column, value in sums.items():
            row.SetCoefficient(self._variables[column], value)
            rows.append(number)
            columns.append(column)
            values.append(value)

    def duals(self) -> Mapping[int, float]:
        """Return the dual of each constraint of the model at the last minimum, and that of the last row as -1.

        If there is no minimum, that of the last row alone, 0.
        """
        if not self._is_solved or not self._rows:
            return {-1: 0.0}
        of_constraints = {index: self._rows[row].dual_value() for index, row in self._row_of.items()}
        return {**of_constraints, -1: self._rows[-1].dual_value()}

    def minimum(self, terms: Terms) -> tuple[float, Mapping[int, float]]:
        """Return a bound on a sum, and the price of each variable; 0 and none if it was not solved."""
        costs, constant = self._expression(terms)
        objective = self._solver.Objective()
        objective.Clear()
        objective.SetMinimization()
        for column, cost in costs.items():
            objective.SetCoefficient(self._variables[column], cost)
        self._is_solved = self._solver.Solve() == pywraplp.Solver.OPTIMAL
        if not self._is_solved:
            return 0.0, {}
        low, high = np.array(self._limits).reshape(-1, 2).T
        duals = np.array([row.dual_value() for row in self._rows])
        duals = np.clip(np.rint(duals * GRAIN) / GRAIN, -LARGEST_DUAL, LARGEST_DUAL)
        duals = np.where(np.isfinite(np.where(duals > 0, low, high)), duals, 0.0)
        rows, columns, values = (np.array(entries, dtype=np.int64) for entries in self._entries)
        prices = np.zeros(len(self._columns))
        prices[[*costs]] = [*costs.values()]
        prices -= np.bincount(columns, weights=duals[rows] * values, minlength=len(prices))
        limits = np.where(duals > 0, low, high)
        of_rows = duals * np.where(duals == 0, 0.0, limits)
        of_columns = np.where(prices > 0, self._low, self._high) * prices
        binary = (self._low == 0) & (self._high == 1)
        named = {self._columns[column]: float(prices[column]) for column in np.flatnonzero(binary & (prices != 0))}
        return float(of_rows.sum() + of_columns.sum()) + constant, named
