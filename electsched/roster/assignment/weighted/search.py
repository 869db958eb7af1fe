"""The search for the cheapest roster: a bound, dives, then neighbourhoods, until it is proven or the work is done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import inf

import attrs
import numpy as np
from ortools.init.python import init

from electsched.roster.assignment.budget import WorkMeter
from electsched.roster.assignment.problem import AssignmentProblem, Rows
from electsched.roster.assignment.weighted.column_generation import Relaxation, generate_columns
from electsched.roster.assignment.weighted.cp_roster import CpLimits
from electsched.roster.assignment.weighted.dive import dive
from electsched.roster.assignment.weighted.improvement import Improvement
from electsched.roster.assignment.weighted.master import Master
from electsched.roster.assignment.weighted.model import Marks, WeightedModel
from electsched.roster.assignment.weighted.neighbourhoods import Incumbent, solve_days
from electsched.roster.assignment.weighted.workspace import Workspace

__all__ = ["SOLVER", "SearchState", "WeightedAnswer", "search_weighted"]

SOLVER = f"ortools {init.OrToolsVersion.version_string()}"
"""The solver and its version."""
_DIVES = 3
_DIVE_SHARE = 0.33
"""The part of the budget that dives may use."""
_ROW_RULES, _COLUMNS, _CONSTRAINTS = "rules of a row", "column generation", "constraint programming"


@attrs.frozen(kw_only=True)
class SearchState:
    """The state of a search, for a progress report.

    Attributes:
        objective: The cost of the best roster so far; None if there is none.
        bound: No roster costs less; None if unknown.
        work: The units of work so far.
    """

    objective: int | None
    bound: int | None
    work: float


@attrs.frozen(kw_only=True)
class WeightedAnswer:
    """The best roster that was found, and the bound.

    Attributes:
        rows: The rows; None if no roster was found.
        objective: The cost; None if no roster was found.
        bound: No roster costs less; None if unknown.
        proved_by: The method that proved the bound, or that there is no roster; empty if nothing is proven.
        infeasible: Whether it is proven that no roster exists.
        interrupted: Whether the search was interrupted.
    """

    rows: Rows | None
    objective: int | None
    bound: int | None
    proved_by: str
    infeasible: bool = False
    interrupted: bool = False


ProgressReport = Callable[[SearchState], None]


def search_weighted(
    problem: AssignmentProblem,
    meter: WorkMeter,
    *,
    seed: int = 0,
    start: Rows | None = None,
    report: ProgressReport | None = None,
) -> WeightedAnswer:
    """Return the best roster found within the budget; an interruption (Ctrl-C) returns the best so far.

    Args:
        problem: The problem, without faults.
        meter: The budget.
        seed: The seed of all random choices.
        start: A roster from which the search goes on.
        report: Called with the state after each improvement of roster or bound.
    """
    search = _Search(WeightedModel(problem), meter, seed, report)
    interrupted = False
    try:
        if start is not None:
            search.propose(search.model.rows_numbers(start))
        search.run()
    except KeyboardInterrupt:
        interrupted = True
    return search.answer(interrupted=interrupted)


class _Search:
    def __init__(self, model: WeightedModel, meter: WorkMeter, seed: int, report: ProgressReport | None) -> None:
        self.model = model
        self._meter = meter
        self._seed = seed
        self._report = report
        self._workspace = Workspace(model, meter, {})
        self._best: Incumbent | None = None
        self._bound, self._proved_by = -inf, ""
        self._infeasible = False

    def run(self) -> None:
        relaxation = self._relax()
        if relaxation is None:
            return
        self._dive(relaxation)
        if self._best is None:
            self._solve_without_roster()
        improvement = Improvement(self._workspace, relaxation, np.random.default_rng(self._seed))
        while self._best is not None and not self._is_proven and self._meter.left > 0:
            move, answer = improvement.step(self._best, self._bound)
            if answer.rows is not None:
                self.propose(answer.rows)
            if move == "all" and answer.complete:
                self._close()

    def answer(self, *, interrupted: bool) -> WeightedAnswer:
        best, model = self._best, self.model
        rows = None
        if best is not None:
            rows = {
                model.problem.officers[number].key: tuple(model.marks[mark] for mark in marks)
                for number, marks in sorted(best.rows.items())
            }
        return WeightedAnswer(
            rows=rows,
            objective=best.cost if best else None,
            bound=None if self._bound == -inf else int(self._bound),
            proved_by=self._proved_by,
            infeasible=self._infeasible,
            interrupted=interrupted,
        )

    @property
    def _is_proven(self) -> bool:
        return self._best is not None and self._best.cost <= self._bound

    def propose(self, rows: Mapping[int, Marks]) -> None:
        """Keep a roster if it costs less than the best so far and misses no need that may not be missed."""
        cost = self.model.roster_cost(rows)
        if cost < (self._best.cost if self._best else inf):
            self._best = Incumbent(dict(rows), int(cost))
            self._tell()

    def _tell(self) -> None:
        if self._report is not None:
            bound = None if self._bound == -inf else int(self._bound)
            objective = self._best.cost if self._best else None
            self._report(SearchState(objective=objective, bound=bound, work=self._meter.done))

    def _relax(self) -> Relaxation | None:
        """Return the linear relaxation, and keep its bound; None if an officer has no row at all."""
        model = self.model
        master = Master(model, model.remainder({}))
        nothing = np.zeros((model.problem.days, len(model.marks)))
        for officer, rows in enumerate(model.rows):
            cost, marks = rows.cheapest(nothing)
            if not marks:
                self._infeasible, self._proved_by = True, _ROW_RULES
                return None
            master.add((officer, marks), cost)
        relaxation = generate_columns(master, self._meter)
        self._workspace.columns.update(master.costs)
        self._bound, self._proved_by = relaxation.rounded, _COLUMNS
        self._tell()
        return relaxation

    def _dive(self, relaxation: Relaxation) -> None:
        before = self._meter.done
        for number in range(_DIVES):
            spent = self._meter.done - before
            next_end = spent * (number + 1) / max(1, number)
            if self._is_proven or (number and next_end > _DIVE_SHARE * (self._meter.left + spent)):
                return
            rows = dive(self._workspace, relaxation, self._seed + number)
            if rows is not None:
                self.propose(rows)

    def _solve_without_roster(self) -> None:
        """Look for any roster with the whole model, or prove that there is none."""
        model = self.model
        free = Incumbent(dict.fromkeys(range(len(model.rows)), (0,) * model.problem.days), 0)
        limits = CpLimits(work=max(1.0, min(self._meter.left, 1e6)), seed=self._seed)
        answer = solve_days(self._workspace, free, range(model.problem.days), limits)
        if answer.rows is not None:
            self.propose(answer.rows)
        if answer.complete:
            self._close()

    def _close(self) -> None:
        """A complete search has found nothing better than the best roster."""
        self._proved_by = _CONSTRAINTS
        if self._best is None:
            self._infeasible = True
        else:
            self._bound = self._best.cost
        self._tell()
