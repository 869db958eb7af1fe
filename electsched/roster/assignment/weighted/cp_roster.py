"""The rows of a roster as a CP-SAT model in which only some cells are free."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt
from ortools.sat.python import cp_model

from electsched.roster.assignment.automaton import automaton_of
from electsched.roster.assignment.budget import WorkMeter
from electsched.roster.assignment.solver import repeatable_solver
from electsched.roster.assignment.weighted.cp_rows import RowClauses
from electsched.roster.assignment.weighted.model import Marks, WeightedModel

__all__ = ["CpAnswer", "CpLimits", "solve_cells"]

Cells = npt.NDArray[np.bool_]


@attrs.frozen(kw_only=True)
class CpLimits:
    """The limits of one call of the solver.

    Attributes:
        work: The most work, in the deterministic units of the solver.
        below: The roster must cost less than this.
        bound: No roster costs less than this.
        seed: The seed of the solver.
    """

    work: float
    below: float = float("inf")
    bound: float = float("-inf")
    seed: int = 0


@attrs.frozen(eq=False)
class CpAnswer:
    """The answer of the solver.

    Attributes:
        rows: The row of each officer, if a roster was found.
        cost: Its cost.
        complete: Whether the search was exhausted: the roster is the cheapest in the cells, or there is none.
    """

    rows: Mapping[int, Marks] | None
    cost: int | None
    complete: bool


def solve_cells(
    model: WeightedModel, free: Mapping[int, Cells], rows: Mapping[int, Marks], meter: WorkMeter, limits: CpLimits
) -> CpAnswer:
    """Return the cheapest roster in which each officer has a free cell on each day, or keeps the present row.

    Args:
        model: The problem.
        free: For officers who may change, whether each day and mark may be chosen.
        rows: The present rows of the other officers; a hint for those who may change.
        meter: The work.
        limits: The limits of the search.
    """
    roster = _CpRoster(model, free, rows)
    solver = repeatable_solver(limits.work, limits.seed)
    solver.parameters.symmetry_level = 0
    if np.isfinite(limits.below):
        roster.model.add(roster.objective <= int(limits.below) - 1)
    if np.isfinite(limits.bound):
        roster.model.add(roster.objective >= int(limits.bound))
    status = solver.solve(roster.model)
    meter.spend(solver.response_proto.deterministic_time)
    complete = status in {cp_model.OPTIMAL, cp_model.INFEASIBLE}
    if status not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
        return CpAnswer(None, None, complete)
    return CpAnswer({**rows, **roster.solution(solver)}, round(solver.objective_value), complete)


class _CpRoster:
    def __init__(self, model: WeightedModel, free: Mapping[int, Cells], rows: Mapping[int, Marks]) -> None:
        self.model = cp_model.CpModel()
        self._weighted = model
        self._cells: dict[tuple[int, int, int], Any] = {}
        self._terms: list[Any] = []
        self._constant = 0
        problem = model.problem
        weekdays = [problem.day(day).weekday() for day in range(problem.days)]
        self._free = free
        for officer, cells in free.items():
            self._add_cells(officer, cells & np.isfinite(model.rows[officer].base), rows.get(officer))
            clauses = RowClauses(
                self.model, model.rows[officer].officer, weekdays, self._literal(officer), cyclic=problem.cyclic
            )
            clauses.add(automaton_of(problem, model.rows[officer].officer), dict(problem.shift_types))
            for literal, cost in clauses.costs:
                self._add_term(literal, cost)
        fixed = {officer: marks for officer, marks in rows.items() if officer not in free}
        self._constant += sum(int(model.row_cost(officer, marks)) for officer, marks in fixed.items())
        self._add_needs(fixed)
        self.objective = self.model.new_constant(self._constant) + sum(self._terms)
        self.model.minimize(self.objective)

    def _add_cells(self, officer: int, cells: Cells, row: Marks | None) -> None:
        base = self._weighted.rows[officer].base
        for day in range(len(cells)):
            marks = [int(mark) for mark in np.flatnonzero(cells[day])]
            literals = [self.model.new_bool_var("") if len(marks) > 1 else True for _ in marks]
            for mark, literal in zip(marks, literals, strict=True):
                self._cells[officer, day, mark] = literal
                self._add_term(literal, int(base[day, mark]))
                if row is not None and not isinstance(literal, bool):
                    self.model.add_hint(literal, row[day] == mark)
            if len(marks) > 1:
                self.model.add_exactly_one(literals)
            elif not marks:
                self.model.add_bool_or([])

    def _literal(self, officer: int) -> Any:  # noqa: ANN401  # a function
        numbers = {mark: number for number, mark in enumerate(self._weighted.marks)}

        def literal(day: int, mark: str) -> Any:  # noqa: ANN401  # a literal
            return self._cells.get((officer, day, numbers[mark]), False)

        return literal

    def _add_term(self, literal: Any, cost: int) -> None:  # noqa: ANN401  # a literal
        if literal is True:
            self._constant += cost
        elif cost:
            self._terms.append(literal * cost)

    def _add_needs(self, fixed: Mapping[int, Marks]) -> None:
        model = self._weighted
        remainder = model.remainder(fixed)
        for number, need in enumerate(model.needs):
            cell = (int(model.need_days[number]), int(model.need_marks[number]))
            literals = [
                literal
                for officer in self._free
                if model.rows[officer].counts[number] and (literal := self._cells.get((officer, *cell))) is not None
            ]
            present: Any = sum(1 for literal in literals if literal is True) + sum(
                literal for literal in literals if literal is not True
            )
            self._add_side(
                need.under, int(remainder.least[number]) - present, int(remainder.least[number]), len(literals)
            )
            if np.isfinite(remainder.most[number]):
                most = int(remainder.most[number])
                self._add_side(need.over, present - most, len(literals) - most, len(literals))

    def _add_side(self, weight: int | None, excess: Any, largest: int, count: int) -> None:  # noqa: ANN401
        """Add the cost of an excess over 0, or forbid it."""
        if weight is not None:
            if isinstance(excess, int):
                self._constant += weight * max(0, excess)
                return
            amount = self.model.new_int_var(0, max(0, largest, count), "")
            self.model.add(excess <= amount)
            self._terms.append(amount * weight)
        elif not isinstance(excess, int):
            self.model.add(excess <= 0)
        elif excess > 0:
            self.model.add_bool_or([])

    def solution(self, solver: cp_model.CpSolver) -> dict[int, Marks]:
        """Return the rows of the free officers."""
        rows: dict[int, list[int]] = {officer: [0] * self._weighted.problem.days for officer in self._free}
        for (officer, day, mark), literal in self._cells.items():
            if literal is True or solver.boolean_value(literal):
                rows[officer][day] = mark
        return {officer: tuple(marks) for officer, marks in rows.items()}
