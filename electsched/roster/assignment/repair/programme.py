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
from ortools.linear_solver import linear_solver_pb2, pywraplp
from ortools.sat.python import cp_model

from electsched.roster.assignment.arrays import Floats

__all__ = ["GRAIN", "LARGEST_DUAL", "ProgrammeBound", "least_value"]

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
    model: cp_model.CpModel,
    published_literals: Mapping[int, Sequence[int]],
    gaps: Sequence[int],
    changes: Sequence[int],
) -> ProgrammeBound:
    """Return the bound of the linear relaxation of a model.

    Args:
        model: The model; conditional constraints are left out.
        published_literals: The number of the literal of each published mark, with the other marks of its cell.
        gaps: The numbers of the variables whose sum is the gaps.
        changes: The numbers of the literals that are changes, a negated one below 0.
    """
    programme = _Programme(model, published_literals)
    gap_terms = [(number, 1) for number in gaps]
    least, _ = programme.minimum(gap_terms)
    fewest = max(0, ceil(least))
    programme.limit(gap_terms, fewest)
    relaxed, prices = programme.minimum([(number, 1) for number in changes])
    return ProgrammeBound(fewest, max(0, ceil(relaxed)), relaxed, prices, programme.duals())


class _Programme:
    """The rows and columns; those of published marks are replaced.

    All rows but the limit of gaps are loaded at once: to set coefficients one by one takes as long as to solve.
    """

    def __init__(self, model: cp_model.CpModel, published_literals: Mapping[int, Sequence[int]]) -> None:
        self._kept = published_literals
        domains = [[*variable.domain] for variable in model.proto.variables]
        self._columns = [number for number in range(len(domains)) if number not in published_literals]
        self._number = {column: number for number, column in enumerate(self._columns)}
        self._low, self._high = (np.array([float(domains[column][end]) for column in self._columns]) for end in (0, -1))
        self._limits: list[tuple[float, float]] = []
        self._entries: tuple[list[int], list[int], list[int]] = ([], [], [])
        self._proto = linear_solver_pb2.MPModelProto()
        for low, high in zip(self._low, self._high, strict=True):
            # that a mark is at most 1 follows from the others
            self._proto.variable.add(lower_bound=low, upper_bound=inf if (low, high) == (0.0, 1.0) else high)
        for others in published_literals.values():
            self._add_row([(number, 1) for number in others], -inf, 1)
        self._row_of: dict[int, int] = {}
        for index, constraint in enumerate(model.proto.constraints):
            row = len(self._limits)
            self._add_constraint(constraint)
            if len(self._limits) > row:
                self._row_of[index] = row
        self._solver = pywraplp.Solver.CreateSolver("GLOP")
        self._solver.SetSolverSpecificParametersAsString(_PARAMETERS)
        self._solver.LoadModelFromProto(self._proto)
        self._variables = self._solver.variables()
        self._duals: Floats | None = None

    def _add_constraint(self, constraint: Any) -> None:  # noqa: ANN401  # of a model of the solver
        if len(constraint.enforcement_literal):
            return
        if constraint.has_at_most_one():
            self._add_row([(number, 1) for number in constraint.at_most_one.literals], -inf, 1)
        elif constraint.has_bool_or():
            self._add_row([(number, 1) for number in constraint.bool_or.literals], 1, inf)
        elif constraint.has_linear():
            linear = constraint.linear
            low, high = [*linear.domain][:: len(linear.domain) - 1]
            terms = [*zip(linear.vars, linear.coeffs, strict=True)]
            self._add_row(terms, low if low > -_UNLIMITED else -inf, high if high < _UNLIMITED else inf)

    def _expression(self, terms: Terms) -> tuple[Mapping[int, int], int]:
        """Return the coefficients of columns, and the constant."""
        sums: dict[int, int] = {}
        constant = 0
        for literal, factor in terms:
            number, coefficient = (literal, factor) if literal >= 0 else (-literal - 1, -factor)
            constant += factor if literal < 0 else 0
            if number in self._kept:
                constant += coefficient
                for alternative in self._kept[number]:
                    sums[alternative] = sums.get(alternative, 0) - coefficient
            else:
                sums[number] = sums.get(number, 0) + coefficient
        return {self._number[column]: value for column, value in sums.items() if value}, constant

    def _add_row(self, terms: Terms, low: float, high: float) -> None:
        """Add a row to those that are loaded; one that no column concerns is left out."""
        sums, constant = self._expression(terms)
        if sums:
            limits = self._keep(sums, low - constant, high - constant)
            row = self._proto.constraint.add(lower_bound=limits[0], upper_bound=limits[1])
            row.var_index.extend(sums)
            row.coefficient.extend(sums.values())

    def _keep(self, sums: Mapping[int, int], low: float, high: float) -> tuple[float, float]:
        rows, columns, values = self._entries
        rows.extend([len(self._limits)] * len(sums))
        columns.extend(sums)
        values.extend(sums.values())
        self._limits.append((low, high))
        return low, high

    def limit(self, terms: Terms, high: float) -> None:
        """Add a row to the loaded ones: a sum is at most so much; one that no column concerns is left out."""
        sums, constant = self._expression(terms)
        if sums:
            _, limit = self._keep(sums, -inf, high - constant)
            row = self._solver.Constraint(-self._solver.infinity(), limit)
            for column, value in sums.items():
                row.SetCoefficient(self._variables[column], value)

    def duals(self) -> Mapping[int, float]:
        """Return the dual of each constraint of the model at the last minimum, and that of the last row as -1.

        If there is no minimum, that of the last row alone, 0.
        """
        if self._duals is None or not len(self._duals):
            return {-1: 0.0}
        of_constraints = {index: float(self._duals[row]) for index, row in self._row_of.items()}
        return {**of_constraints, -1: float(self._duals[-1])}

    def minimum(self, terms: Terms) -> tuple[float, Mapping[int, float]]:
        """Return a bound on a sum, and the price of each variable; 0 and none if it was not solved."""
        costs, constant = self._expression(terms)
        objective = self._solver.Objective()
        objective.Clear()
        objective.SetMinimization()
        for column, cost in costs.items():
            objective.SetCoefficient(self._variables[column], cost)
        self._duals = None
        if self._solver.Solve() != pywraplp.Solver.OPTIMAL:
            return 0.0, {}
        solution = linear_solver_pb2.MPSolutionResponse()
        self._solver.FillSolutionResponseProto(solution)
        self._duals = np.array(solution.dual_value)
        low, high = np.array(self._limits).reshape(-1, 2).T
        duals = np.clip(np.rint(self._duals * GRAIN) / GRAIN, -LARGEST_DUAL, LARGEST_DUAL)
        duals = np.where(np.isfinite(np.where(duals > 0, low, high)), duals, 0.0)
        rows, columns, values = (np.array(entries, dtype=np.int64) for entries in self._entries)
        prices = np.zeros(len(self._columns))
        prices[[*costs]] = [*costs.values()]
        prices -= np.bincount(columns, weights=duals[rows] * values, minlength=len(prices))
        limits = np.where(duals > 0, low, high)
        of_rows = duals * np.where(duals == 0, 0.0, limits)
        of_columns = np.where(prices > 0, self._low, self._high) * prices
        binary = (self._low == 0) & (self._high == 1)
        binary_prices = {
            self._columns[column]: float(prices[column]) for column in np.flatnonzero(binary & (prices != 0))
        }
        return float(of_rows.sum() + of_columns.sum()) + constant, binary_prices
