"""A problem as arrays: the costs of cells, the needs as rows of a linear programme, and the best rows of officers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from math import inf

import attrs
import numpy as np

from electsched.operation.shifts import OFF
from electsched.roster.assignment.arrays import Floats, Ints
from electsched.roster.assignment.automaton import RowAutomaton
from electsched.roster.assignment.cells import SUNDAY, allowed_marks, is_weekend, request_costs
from electsched.roster.assignment.evaluation import priced_row
from electsched.roster.assignment.problem import AssignmentProblem, Officer, Rows, ShiftNeed
from electsched.roster.assignment.weighted.row_graph import Counter, RowGraph, counters_of
from electsched.roster.assignment.weighted.row_programme import RowProgramme

__all__ = ["Marks", "OfficerRows", "Remainder", "WeightedModel", "quantised"]

Marks = tuple[int, ...]
"""A row as numbers of marks; 0 is a day off."""
_GRAIN = 4096.0
_CELLS_PER_WORK = 2e8
"""Cells of the dynamic programme in one unit of work."""


def quantised(values: Floats) -> Floats:
    """Return values rounded to multiples of a power of two, which are added without error."""
    return np.rint(values * _GRAIN) / _GRAIN


@attrs.frozen(eq=False)
class OfficerRows:
    """The rows of an officer: the costs of cells, and the programmes that find the cheapest.

    Attributes:
        officer: The officer.
        base: The cost of each day and mark under the requests; infinite if it is not allowed.
        counts: Whether the officer counts for each need.
        numbers: The number of each mark of the officer's own programme among the marks of the problem.
    """

    officer: Officer
    base: Floats
    counts: Floats
    numbers: Ints
    _graph: RowGraph
    _counters: tuple[Counter, ...]
    _weekdays: tuple[int, ...]
    _caps: Mapping[Marks, int]
    _programmes: dict[object, RowProgramme]
    _shared: object

    def cheapest(self, prices: Floats) -> tuple[float, Marks]:
        """Return the cheapest row at the costs of the officer plus prices of days and marks; infinite if none."""
        costs = np.ascontiguousarray((self.base + prices)[:, self.numbers])
        active: tuple[Marks, ...] = ()
        while True:
            best = self._programme(active).cheapest(costs)
            marks = tuple(self.numbers[mark] for mark in best.marks)
            broken = [group for group in self._beyond_caps(marks) if group not in active]
            if not broken:
                return best.cost, tuple(map(int, marks))
            active = tuple(sorted((*active, *broken)))

    def cost(self, marks: Sequence[int]) -> float:
        """Return the cost of a row under requests and rules; infinite if it is forbidden."""
        if any(mark not in self._own for mark in marks) or self._beyond_caps(marks):
            return inf
        requests = float(self.base[np.arange(len(marks)), list(marks)].sum())
        return requests + self._programme(()).rule_cost([self._own[mark] for mark in marks])

    def _beyond_caps(self, marks: Sequence[int]) -> list[Marks]:
        """Return the marks that are too many together in a row, by the cap that counts them."""
        return [group for group, cap in self._caps.items() if sum(map(marks.count, group)) > cap]

    def slack(self, prices: Floats) -> Floats:
        """Return for each day and mark by how much a row through it costs more than the cheapest, at the least.

        Caps count for the cheapest row and not for the others, so that the slack is never too large.
        """
        costs = np.ascontiguousarray((self.base + prices)[:, self.numbers])
        programme = self._programme(())
        uncapped = programme.slack(costs) + programme.cheapest(costs).cost
        slack = np.full(self.base.shape, np.inf)
        slack[:, self.numbers] = uncapped - self.cheapest(prices)[0]
        return slack

    @cached_property
    def _own(self) -> dict[int, int]:
        """The number of each mark of the problem among those of the officer's own programme."""
        return {int(mark): number for number, mark in enumerate(self.numbers)}

    @property
    def work(self) -> float:
        """The work of a call of `cheapest`."""
        size = int(np.prod([counter.size for counter in self._counters]))
        return len(self.base) * len(self._graph.arrivals) * 5 * size / _CELLS_PER_WORK

    def _programme(self, active: tuple[Marks, ...]) -> RowProgramme:
        key = (self._shared, tuple((group, self._caps[group]) for group in active))
        if key not in self._programmes:
            caps = tuple(
                Counter(str(group), np.isin(self.numbers, group).astype(np.int64), np.zeros(self._caps[group] + 1))
                for group in active
            )
            self._programmes[key] = RowProgramme(self._graph, (*self._counters, *caps), self._weekdays)
        return self._programmes[key]


@attrs.frozen(eq=False)
class Remainder:
    """What is left of a problem if the rows of some officers are fixed.

    Attributes:
        officers: The numbers of the officers whose rows are free.
        least: The least number of each need that they must fill; negative if there are more already.
        most: The largest number; infinite for no limit.
    """

    officers: tuple[int, ...]
    least: Floats
    most: Floats


class WeightedModel:
    """The arrays of a problem.

    Attributes:
        problem: The problem.
        marks: The marks, a day off first.
        rows: The rows of each officer.
        needs: The needs.
        least: The least number of each need.
        most: The largest number of each need; infinite for no limit.
        under: The cost of each missing officer.
        over: The cost of each officer too many.
    """

    def __init__(self, problem: AssignmentProblem) -> None:
        """Build the arrays."""
        self.problem = problem
        self.marks = (OFF, *problem.shift_types)
        self.needs: tuple[ShiftNeed, ...] = problem.needs
        numbers = {mark: number for number, mark in enumerate(self.marks)}
        self.need_days = np.array([problem.index(need.day) for need in self.needs], dtype=np.int64)
        self.need_marks = np.array([numbers[need.shift] for need in self.needs], dtype=np.int64)
        self.forbidding = self._forbidding_weight()
        self.least = np.array([float(need.least) for need in self.needs])
        self.most = np.array([np.inf if need.most is None else float(need.most) for need in self.needs])
        self.under = np.array([self.forbidding if need.under is None else float(need.under) for need in self.needs])
        self.over = np.array([self.forbidding if need.over is None else float(need.over) for need in self.needs])
        self._numbers = numbers
        self.rows = self._rows()

    def _forbidding_weight(self) -> float:
        """Return a weight for needs that may not be missed, above those of single wishes and needs."""
        weights = [
            *(request.weight for request in self.problem.requests),
            *(weight for need in self.needs for weight in (need.under, need.over) if weight is not None),
            *(rule.weight for officer in self.problem.officers for rule in self.problem.rules_of(officer).values()),
        ]
        return 20.0 * max([*weights, 10])

    def _rows(self) -> tuple[OfficerRows, ...]:
        problem = self.problem
        allowed, requested = allowed_marks(problem), request_costs(problem)
        days = [problem.day(index) for index in range(problem.days)]
        weekends = sum(day.weekday() == SUNDAY for day in days) + (
            is_weekend(days[-1]) and days[-1].weekday() != SUNDAY
        )
        weekdays = problem.weekdays
        if problem.cyclic and weekdays[0] == SUNDAY:  # it belongs to the weekend of the last day: left out of the bound
            weekdays = (0, *weekdays[1:])
        graphs: dict[object, tuple[RowGraph, tuple[Counter, ...]]] = {}
        programmes: dict[object, RowProgramme] = {}
        rows = []
        for officer in problem.officers:
            base = np.full((problem.days, len(self.marks)), np.inf)
            for index, marks in enumerate(allowed[officer.key]):
                for mark in marks:
                    base[index, self._numbers[mark]] = requested[officer.key][index].get(mark, 0)
            used = np.isfinite(base).any(axis=0)
            history = set(officer.before)
            shifts = tuple(shift for shift in problem.shifts if used[self._numbers[shift.key]] or shift.key in history)
            rules = problem.rules_of(officer)
            shared = (shifts, tuple(sorted(rules.items())), officer.before)
            if shared not in graphs:
                automaton = RowAutomaton(shifts, rules)
                graph = RowGraph.of(automaton, officer.before)
                graphs[shared] = (graph, counters_of(automaton, shifts, problem.days, weekends))
            graph, counters = graphs[shared]
            rows.append(
                OfficerRows(
                    officer,
                    base,
                    np.array([float(not need.role or need.role in officer.roles) for need in self.needs]),
                    np.array([0, *(self._numbers[shift.key] for shift in shifts)]),
                    graph,
                    counters,
                    weekdays,
                    self._caps_of(officer),
                    programmes,
                    shared,
                )
            )
        return tuple(rows)

    def _caps_of(self, officer: Officer) -> dict[Marks, int]:
        """Return the caps of an officer that forbid something, by the numbers of the marks that each counts."""
        caps: dict[Marks, int] = {}
        for name, cap in officer.caps.items():
            if 0 < cap < self.problem.days:
                group = tuple(self._numbers[key] for key in self.problem.shifts_by_name[name])
                caps[group] = min(cap, caps.get(group, cap))
        return caps

    def prices(self, officer: int, duals: Floats) -> Floats:
        """Return the price of each day and mark for an officer: what a duty there saves, negative."""
        prices = np.zeros((self.problem.days, len(self.marks)))
        np.subtract.at(prices, (self.need_days, self.need_marks), duals * self.rows[officer].counts)
        return prices

    def cover(self, officer: int, marks: Sequence[int]) -> Floats:
        """Return for each need whether the row of an officer counts for it."""
        cover: Floats = (np.array(marks)[self.need_days] == self.need_marks) * self.rows[officer].counts
        return cover

    def row_cost(self, officer: int, marks: Sequence[int]) -> float:
        """Return the cost of an officer's row under requests and rules; infinite if it is forbidden."""
        rows = self.rows[officer]
        if self.problem.cyclic:  # the programme does not know that the last day precedes the first
            row = tuple(self.marks[mark] for mark in marks)
            return inf if (cost := priced_row(self.problem, rows.officer, row)) is None else float(cost)
        return rows.cost(marks)

    def rows_numbers(self, rows: Rows) -> dict[int, Marks]:
        """Return the rows of a roster as numbers of officers and marks."""
        return {
            number: tuple(self._numbers[mark] for mark in rows[officer.key])
            for number, officer in enumerate(self.problem.officers)
        }

    def roster_cost(self, rows: Mapping[int, Marks]) -> float:
        """Return the cost of a roster; infinite if it breaks a rule or misses a need that may not be missed."""
        left = self.remainder(rows)
        missing, surplus = np.maximum(0, left.least), np.maximum(0, -left.most)
        for number, need in enumerate(self.needs):
            if (need.under is None and missing[number]) or (need.over is None and surplus[number]):
                return np.inf
        rows_cost = sum(self.row_cost(officer, marks) for officer, marks in rows.items())
        return rows_cost + float(missing @ self.under + surplus @ self.over)

    def remainder(self, fixed: Mapping[int, Marks]) -> Remainder:
        """Return what is left if the rows of some officers are fixed."""
        cover = np.zeros(len(self.needs))
        for officer, marks in fixed.items():
            cover += self.cover(officer, marks)
        officers = tuple(officer for officer in range(len(self.rows)) if officer not in fixed)
        return Remainder(officers, self.least - cover, self.most - cover)

    def clipped(self, duals: Floats) -> Floats:
        """Return duals between what a missing officer and an officer too many cost, quantised."""
        low = np.where(np.isfinite(self.most), -self.over, 0.0)
        return quantised(np.clip(duals, low, self.under))
