"""The rows of officers over some days as paths of one graph: the cheapest rows at given prices, and the slack of marks.

The graph has the states of all automata. Costs are integers, so that bounds are computed without error.
"""

from __future__ import annotations

from collections.abc import Sequence

import attrs
import numpy as np

from electsched.roster.assignment.arrays import Ints
from electsched.roster.assignment.automaton import RowAutomaton, RowState

__all__ = ["BARRED", "CheapestRows", "RowPaths", "Start"]

Start = tuple[RowAutomaton, RowState] | None
"""The automaton of a row, and its state before the first day; None for a row that is free of all rules."""
BARRED = 2**44
"""The cost of a mark that is not possible."""
_ARC_BITS = 12
"""A cost and the number of an arc share an integer of 64 bits."""


@attrs.frozen(eq=False)
class CheapestRows:
    """The cheapest row of each officer.

    Attributes:
        costs: The cost of each row.
        marks: The numbers of the marks, by officer and day.
        before: For each day, the cost of the cheapest path to each state before it, by officer and state.
    """

    costs: Ints
    marks: Ints
    before: Sequence[Ints]


class RowPaths:
    """The graph, and its paths at costs of marks by officer, day and mark."""

    def __init__(self, starts: Sequence[Start], arcs: Sequence[tuple[int, int, int]], first: Sequence[int]) -> None:
        """Keep the arcs, each from a state with a mark to a state, and the state of each officer before the first."""
        self._officers = np.arange(len(starts))
        self._first = np.array(first)
        self._states = 1 + max(max(source, target) for source, _, target in arcs)
        in_order = np.array(sorted(arcs, key=lambda arc: arc[2]))
        self._sources, self._marks, self._targets = in_order.T
        self._numbers = np.arange(len(in_order))
        self._reached, self._groups_of_targets = np.unique(self._targets, return_index=True)
        self._by_source = np.argsort(self._sources, kind="stable")
        self._left, self._groups_of_sources = np.unique(self._sources[self._by_source], return_index=True)
        self._by_mark = np.argsort(self._marks, kind="stable")
        self._used, self._groups_of_marks = np.unique(self._marks[self._by_mark], return_index=True)

    @classmethod
    def of(cls, starts: Sequence[Start], marks: Sequence[str]) -> RowPaths | None:
        """Return the graph of rows; None if it has too many arcs."""
        numbers: dict[object, int] = {}
        pending: list[Start] = []

        def number(state: Start) -> int:
            key = None if state is None else (id(state[0]), id(state[1]))
            if key not in numbers:
                numbers[key] = len(numbers)
                pending.append(state)
            return numbers[key]

        first = [number(start) for start in starts]
        arcs: list[tuple[int, int, int]] = []
        while pending:
            state = pending.pop()
            source = number(state)
            for index, mark in enumerate(marks):
                if state is None:
                    arcs.append((source, index, source))
                elif (step := state[0].step(state[1], mark)) is not None:
                    arcs.append((source, index, number((state[0], step.state))))
            if len(arcs) >= 1 << _ARC_BITS:
                return None
        return cls(starts, arcs, first) if arcs else None

    @property
    def size(self) -> int:
        """The arcs times the officers: the steps of one day."""
        return len(self._numbers) * len(self._officers)

    def cheapest(self, costs: Ints) -> CheapestRows:
        """Return the cheapest row of each officer; a mark that is not possible costs `BARRED`."""
        officers, days, _ = costs.shape
        value = np.full((officers, self._states), BARRED)
        value[self._officers, self._first] = 0
        values, arcs = [value], []
        for day in range(days):
            paths = value[:, self._sources] + costs[:, day, self._marks]
            least = np.minimum.reduceat((paths << _ARC_BITS) | self._numbers, self._groups_of_targets, axis=1)
            value = np.full((officers, self._states), BARRED)
            value[:, self._reached] = np.minimum(least >> _ARC_BITS, BARRED)
            arc = np.zeros((officers, self._states), dtype=np.int64)
            arc[:, self._reached] = least & ((1 << _ARC_BITS) - 1)
            values.append(value)
            arcs.append(arc)
        state = value.argmin(axis=1)
        lowest = value[self._officers, state]
        marks = np.empty((officers, days), dtype=np.int64)
        for day in reversed(range(days)):
            arc = arcs[day][self._officers, state]
            marks[:, day], state = self._marks[arc], self._sources[arc]
        return CheapestRows(lowest, marks, values)

    def slack(self, costs: Ints, rows: CheapestRows) -> Ints:
        """Return what the cheapest row with each mark costs more than the cheapest row of the officer."""
        cost_to_go = np.zeros((len(self._officers), self._states), dtype=np.int64)
        slack = np.full(costs.shape, BARRED)
        for day in reversed(range(costs.shape[1])):
            arc_costs = cost_to_go[:, self._targets] + costs[:, day, self._marks]
            paths = rows.before[day][:, self._sources] + arc_costs
            slack[:, day, self._used] = np.minimum.reduceat(paths[:, self._by_mark], self._groups_of_marks, axis=1)
            cost_to_go = np.full(cost_to_go.shape, BARRED)
            least = np.minimum.reduceat(arc_costs[:, self._by_source], self._groups_of_sources, axis=1)
            cost_to_go[:, self._left] = np.minimum(least, BARRED)
        return slack - rows.costs[:, None, None]
