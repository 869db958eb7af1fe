"""The linear programme over all rows of officers in a window: a bound that knows each row's rules as a whole.

It is solved by column generation from the duals of the programme of single cells, whose bound it never falls below.
Duals are quantised: the Lagrange bound of any duals holds, and is computed in integers.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, inf

import attrs
import numpy as np
import numpy.typing as npt
from ortools.linear_solver import pywraplp

from electsched.roster.assignment.arrays import Floats, Ints
from electsched.roster.assignment.repair.programme import GRAIN, LARGEST_DUAL
from electsched.roster.assignment.repair.row_paths import BARRED, CheapestRows, RowPaths

__all__ = ["RowBound", "RowBoundProgramme", "RowNeed"]

_UNIT = int(GRAIN)
_ROUNDS = 160
_FIRST_BOX = 0.2
"""By how much duals may differ from the best so far at first. Without a limit most rounds go far astray."""
_EXCESS_COSTS = 8
"""The cost of a gap above the limit in the duals of gaps at the beginning; it grows if that is too little."""
_WIDENING = 8
_LARGEST_EXCESS_COST = LARGEST_DUAL / 2
_TOLERANCE = 1e-6
_STEPS_PER_WORK = 5e7
_ITERATIONS_PER_WORK = 2e7


@attrs.frozen(eq=False)
class RowNeed:
    """A need, beside the officers whose rows do not change.

    Attributes:
        day: The number of the day in the window.
        mark: The number of the mark.
        holders: Whether each officer counts.
        least: The fewest of these officers.
        most: The most of them; None for no limit.
        place: The number of the place, whose gaps count for all its needs.
    """

    day: int
    mark: int
    holders: npt.NDArray[np.bool_]
    least: int
    most: int | None
    place: int


@attrs.frozen(eq=False)
class RowBound:
    """A bound of a window.

    Attributes:
        gaps: No rows have fewer gaps.
        changes: No rows with so many gaps have fewer changes; not rounded.
        slack: By how much the changes grow if an officer has a mark, by officer, day and mark; infinite if the officer
            cannot have it.
        work: The work that was done.
    """

    gaps: int
    changes: float
    slack: Floats
    work: float


@attrs.frozen(eq=False)
class _Priced:
    """The Lagrange bound of some duals, with the costs of marks at these, and the cheapest rows."""

    value: int
    costs: Ints
    rows: CheapestRows


class RowBoundProgramme:
    """The programme of some officers: one row for each, and gaps at the places."""

    def __init__(self, paths: RowPaths, costs: Ints, needs: Sequence[RowNeed], most_gaps: Sequence[int]) -> None:
        """Keep the graph, the changes of each mark by officer and day, the needs, and the most gaps of each place."""
        self._paths = paths
        self._changes = costs
        self._costs = np.where(costs >= BARRED, BARRED, costs * _UNIT)
        self._days = np.array([need.day for need in needs], dtype=np.int64)
        self._marks = np.array([need.mark for need in needs], dtype=np.int64)
        self._holders = np.array([need.holders for need in needs])
        self._places = np.array([need.place for need in needs], dtype=np.int64)
        self._least = np.array([need.least for need in needs], dtype=np.int64)
        self._limited = np.array([need.most is not None for need in needs])
        self._most = np.array([need.most or 0 for need in needs], dtype=np.int64)
        self._most_gaps = np.array(most_gaps, dtype=np.int64)
        self._solver = solver = pywraplp.Solver.CreateSolver("GLOP")
        solver.SetSolverSpecificParametersAsString("use_preprocessing: false")
        solver.Objective().SetMinimization()
        infinity = solver.infinity()
        self._of_officers = [solver.Constraint(1, 1) for _ in costs]
        self._of_needs = [solver.Constraint(need.least, infinity if need.most is None else need.most) for need in needs]
        self._of_gaps = solver.Constraint(-infinity, infinity)
        gaps = [solver.NumVar(0, count, "") for count in most_gaps]
        for need, constraint in zip(needs, self._of_needs, strict=True):
            constraint.SetCoefficient(gaps[need.place], 1)
        for gap in gaps:
            self._of_gaps.SetCoefficient(gap, 1)
        self._excess = solver.NumVar(0, infinity, "")
        self._of_gaps.SetCoefficient(self._excess, -1)
        self._box = [(solver.NumVar(0, infinity, ""), solver.NumVar(0, infinity, "")) for _ in needs]
        for (fewer, more), constraint in zip(self._box, self._of_needs, strict=True):
            constraint.SetCoefficient(fewer, 1)
            constraint.SetCoefficient(more, -1)
        self._columns: set[tuple[int, bytes]] = set()

    def add(self, officers: Sequence[int], marks: Ints) -> bool:
        """Add a row for each of some officers; return whether one is new."""
        is_new = False
        changes = self._row_changes(marks)
        for officer in officers:
            key = (officer, marks[officer].tobytes())
            if key in self._columns or changes[officer] >= BARRED:
                continue
            self._columns.add(key)
            is_new = True
            variable = self._solver.NumVar(0, self._solver.infinity(), "")
            self._of_officers[officer].SetCoefficient(variable, 1)
            self._solver.Objective().SetCoefficient(variable, float(changes[officer]))
            for need in np.flatnonzero(self._holders[:, officer] & (marks[officer, self._days] == self._marks)):
                self._of_needs[need].SetCoefficient(variable, 1)
        return is_new

    def _row_changes(self, marks: Ints) -> Ints:
        officers, days = marks.shape
        cells: Ints = self._changes[np.arange(officers)[:, None], np.arange(days), marks]
        return np.asarray(cells.sum(axis=1))

    def bound(self, start: tuple[Floats, float], gaps: int, most: tuple[int, int], work: float) -> RowBound | None:
        """Return the best bound that is found; None if there is none within the work.

        Args:
            start: The duals of the needs and of the limit of gaps with which prices begin.
            gaps: No rows have fewer gaps.
            most: The gaps, and the changes, that rows are known to have; a bound as high is enough.
            work: The most work.
        """
        best: RowBound | None = None
        most_changes = int(np.where(self._changes >= BARRED, 0, self._changes).max(axis=2).sum())
        while gaps <= most[0]:
            self._of_gaps.SetBounds(-self._solver.infinity(), gaps)
            enough = most[1] if gaps == most[0] else most_changes + 1
            best = self._at(start, gaps, enough, work - (best.work if best else 0.0))
            if best.changes <= most_changes:
                return best
            gaps += 1  # no rows have so few gaps
            best = attrs.evolve(best, gaps=gaps, changes=0.0, slack=np.where(best.slack == inf, inf, 0.0))
        return best

    def _at(self, start: tuple[Floats, float], gaps: int, enough: int, work: float) -> RowBound:
        """Return the bound for so many gaps."""
        box, excess_cost = _FIRST_BOX, _EXCESS_COSTS * (1 + abs(start[1]))
        self._solver.Objective().SetCoefficient(self._excess, excess_cost)
        best, centre = self._priced(*start, gaps)
        done = self._paths.size * self._costs.shape[1] / _STEPS_PER_WORK
        self.add(range(len(self._costs)), best.rows.marks)
        self._surround(centre[0], box)
        for _ in range(_ROUNDS):
            if ceil(best.value / _UNIT) >= enough or done > work:
                break
            if self._solver.Solve() != pywraplp.Solver.OPTIMAL:
                break
            done += self._solver.iterations() * len(self._of_officers + self._of_needs) / _ITERATIONS_PER_WORK
            is_outside = any(var.solution_value() > _TOLERANCE for pair in self._box for var in pair)
            has_excess = self._excess.solution_value() > _TOLERANCE
            if (
                not (is_outside or has_excess)
                and ceil(best.value / _UNIT) >= self._solver.Objective().Value() - _TOLERANCE
            ):
                break
            duals = np.array([constraint.dual_value() for constraint in self._of_needs])
            priced, prices = self._priced(duals, self._of_gaps.dual_value(), gaps)
            done += self._paths.size * self._costs.shape[1] / _STEPS_PER_WORK
            is_new, is_better = self.add(self._cheaper(priced, duals), priced.rows.marks), priced.value > best.value
            if is_better:
                best, centre = priced, prices
            if not is_new:  # the best duals in the box: look farther
                if has_excess and not is_outside and excess_cost < _LARGEST_EXCESS_COST:
                    excess_cost *= _WIDENING
                    self._solver.Objective().SetCoefficient(self._excess, excess_cost)
                elif not (is_better and is_outside):
                    break
                box *= 2
            if is_better or not is_new:
                self._surround(centre[0], box)
        slack = self._paths.slack(best.costs, best.rows)
        slack_in_changes = np.where(slack >= BARRED // 2, inf, slack / _UNIT)
        return RowBound(gaps, best.value / _UNIT, slack_in_changes, done)

    def _surround(self, centre: Floats, box: float) -> None:
        """Let the duals of needs differ from some by so much: more people, or fewer, at a price."""
        objective = self._solver.Objective()
        for (fewer, more), dual in zip(self._box, centre, strict=True):
            objective.SetCoefficient(fewer, float(dual + box))
            objective.SetCoefficient(more, float(box - dual))

    def _cheaper(self, priced: _Priced, duals: Floats) -> Sequence[int]:
        """Return the officers whose cheapest row would lower the value of the programme."""
        marks = priced.rows.marks
        covered = self._holders & (self._marks[:, None] == marks[:, self._days].T)
        of_officers = np.array([constraint.dual_value() for constraint in self._of_officers])
        reduced = self._row_changes(marks) - duals @ covered - of_officers
        return [int(officer) for officer in np.flatnonzero(reduced < -_TOLERANCE)]

    def _priced(self, duals: Floats, gap_dual: float, gaps: int) -> tuple[_Priced, tuple[Floats, float]]:
        """Return the Lagrange bound of duals, and the duals as they are quantised."""
        limit = LARGEST_DUAL * _UNIT
        prices = np.clip(np.rint(duals * _UNIT), -limit, limit).astype(np.int64)
        prices = np.where(self._limited, prices, np.maximum(prices, 0))
        gap_price = min(0, max(round(gap_dual * _UNIT), -int(limit)))
        costs = self._costs.copy()
        for holders in np.unique(self._holders, axis=0):
            same = (self._holders == holders).all(axis=1)
            of_cells = np.zeros(costs.shape[1:], dtype=np.int64)
            np.add.at(of_cells, (self._days[same], self._marks[same]), prices[same])
            costs[holders] -= of_cells
        rows = self._paths.cheapest(costs)
        of_places = np.zeros(len(self._most_gaps), dtype=np.int64)
        np.add.at(of_places, self._places, prices)
        value = int(rows.costs.sum()) + int((np.where(prices > 0, self._least, self._most) * prices).sum())
        value += gap_price * gaps + int((np.minimum(0, -of_places - gap_price) * self._most_gaps).sum())
        return _Priced(value, costs, rows), (prices / _UNIT, gap_price / _UNIT)
