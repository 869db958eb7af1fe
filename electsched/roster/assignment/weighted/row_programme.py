"""The cheapest row of one officer at given costs of each day and mark, by a dynamic programme over the days.

Costs that are multiples of a power of two are added without error, so that the values are exact.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from math import prod

import attrs
import numpy as np

from electsched.roster.assignment.arrays import Floats, Ints
from electsched.roster.assignment.cells import SATURDAY, SUNDAY
from electsched.roster.assignment.weighted.grouped_minimum import GroupedMinimum
from electsched.roster.assignment.weighted.row_graph import Arrival, Counter, RowGraph

__all__ = ["CheapestRow", "RowProgramme"]


@attrs.frozen(eq=False)
class CheapestRow:
    """A row and its cost.

    Attributes:
        cost: The cost; infinite if there is no row.
        marks: The number of the mark of each day; empty if there is no row.
    """

    cost: float
    marks: tuple[int, ...]


@attrs.frozen(eq=False)
class _Shift:
    """The indexes of totals before and after an arrival, for one kind of day; the index after the last is infinite.

    Attributes:
        before: For each arrival and total, the index in the table of arrivals before their marks are counted.
        after: For each arrival and total before it, the index in the table of states.
        units: For each arrival, the units of all counters as one step in the flat table.
    """

    before: Ints
    after: Ints
    units: Ints


class RowProgramme:
    """The dynamic programme of the rows of an officer; officers with the same rules can share it."""

    def __init__(self, graph: RowGraph, counters: tuple[Counter, ...], weekdays: tuple[int, ...]) -> None:
        """Keep the graph, the counters, and the weekday of each day, Monday being 0."""
        self._graph = graph
        self._counters = counters
        self._weekdays = weekdays
        self._shape = tuple(counter.size for counter in counters)
        self._size = prod(self._shape)
        self._has_weekends = any(counter.kind == "weekends" for counter in counters)
        self._shifts: dict[int, _Shift] = {}
        arrivals = graph.arrivals
        self._marks = np.array([arrival.mark for arrival in arrivals])
        self._entering = GroupedMinimum([arrival.sources for arrival in arrivals], [arr.costs for arr in arrivals])
        self._reached, self._merging = _grouped([arrival.state for arrival in arrivals])
        final = np.zeros(self._shape)
        for axis, counter in enumerate(counters):
            final = final + counter.final.reshape(
                [-1 if axis == dimension else 1 for dimension in range(len(counters))]
            )
        self._final = final.ravel()

    def cheapest(self, costs: Floats) -> CheapestRow:
        """Return the cheapest row; ``costs[day, mark]`` is infinite for a mark that is not allowed."""
        values = self._forward(costs)
        total = values[-1] + self._final
        index = int(total.argmin())
        cost = float(total.flat[index])
        if not np.isfinite(cost):
            return CheapestRow(cost, ())
        return CheapestRow(cost, self._walk_back(values, costs, index))

    def rule_cost(self, marks: Sequence[int]) -> float:
        """Return the cost of a row under the rules; infinite if it breaks one."""
        index, cost = 0, 0.0
        for day, mark in enumerate(marks):
            state, total = divmod(index, self._size)
            arrival, step_cost = self._steps.get((state, mark), (-1, np.inf))
            if arrival < 0:
                return np.inf
            index = int(self._shift_of(day).after[arrival, total])
            if index == self._graph.states * self._size:  # a total is beyond its limit
                return np.inf
            cost += step_cost
        return cost + float(self._final[index % self._size])

    def slack(self, costs: Floats) -> Floats:
        """Return by how much the cheapest row through each day and mark costs more than the cheapest of all."""
        values = self._forward(costs)
        onwards = np.broadcast_to(self._final, values[0].shape)
        through = np.full(costs.shape, np.inf)
        leaving, merging = self._leaving
        for day in range(len(costs) - 1, -1, -1):
            flat = np.append(onwards.ravel(), np.inf)
            departures = flat.take(self._shift_of(day).after) + costs[day, self._marks][:, None]
            entering = self._entering.of(values[day])
            np.minimum.at(through[day], self._marks, (entering + departures).min(axis=1))
            onwards = np.full(values[0].shape, np.inf)
            onwards[leaving] = merging.of(departures)
        best = onwards[0, 0]
        return through - best if np.isfinite(best) else through

    @cached_property
    def _leaving(self) -> tuple[Ints, GroupedMinimum]:
        """The states that have arcs, and the arrivals that they lead to."""
        arcs = [
            (source, number, cost)
            for number, arrival in enumerate(self._graph.arrivals)
            for source, cost in zip(arrival.sources, arrival.costs, strict=True)
        ]
        groups: dict[int, list[tuple[int, int]]] = {}
        for source, number, cost in arcs:
            groups.setdefault(source, []).append((number, cost))
        order = sorted(groups, key=lambda source: -len(groups[source]))
        members = [[number for number, _ in groups[source]] for source in order]
        return np.array(order), GroupedMinimum(members, [[cost for _, cost in groups[source]] for source in order])

    def _forward(self, costs: Floats) -> list[Floats]:
        """Return the least cost of reaching each state and total after each day."""
        value = np.full((self._graph.states, self._size), np.inf)
        value[0, 0] = 0.0
        values = [value]
        arriving = np.full(len(self._marks) * self._size + 1, np.inf)
        for day in range(len(costs)):
            arriving[:-1] = (self._entering.of(value) + costs[day, self._marks][:, None]).ravel()
            counted = arriving.take(self._shift_of(day).before)
            value = np.full((self._graph.states, self._size), np.inf)
            value[self._reached] = self._merging.of(counted)
            values.append(value)
        return values

    def _walk_back(self, values: list[Floats], costs: Floats, index: int) -> tuple[int, ...]:
        marks = []
        for day in range(len(costs) - 1, -1, -1):
            state, total = divmod(index, self._size)
            shift = self._shift_of(day)
            least, index, mark = np.inf, 0, 0
            for number, arrival in self._arrivals_of[state]:
                if shift.before[number, total] == len(self._marks) * self._size:
                    continue
                total_before = total - int(shift.units[number])
                for source, cost in zip(arrival.sources, arrival.costs, strict=True):
                    price = values[day][source, total_before] + cost + costs[day, arrival.mark]
                    if price < least:
                        least, index, mark = price, source * self._size + total_before, arrival.mark
            marks.append(mark)
        return tuple(reversed(marks))

    @cached_property
    def _steps(self) -> dict[tuple[int, int], tuple[int, float]]:
        """The arrival and the cost of each state and mark."""
        return {
            (source, arrival.mark): (number, float(cost))
            for number, arrival in enumerate(self._graph.arrivals)
            for source, cost in zip(arrival.sources, arrival.costs, strict=True)
        }

    @cached_property
    def _arrivals_of(self) -> dict[int, list[tuple[int, Arrival]]]:
        arrivals: dict[int, list[tuple[int, Arrival]]] = {}
        for number, arrival in enumerate(self._graph.arrivals):
            arrivals.setdefault(arrival.state, []).append((number, arrival))
        return arrivals

    def _shift_of(self, day: int) -> _Shift:
        weekday = self._weekdays[day] if self._has_weekends else 0
        kind = weekday if weekday in {SATURDAY, SUNDAY} else 0
        if kind not in self._shifts:
            self._shifts[kind] = self._new_shift(kind)
        return self._shifts[kind]

    def _new_shift(self, weekday: int) -> _Shift:
        arrivals = self._graph.arrivals
        places = np.arange(self._size)
        totals = np.indices(self._shape).reshape(len(self._shape), self._size)
        step = np.zeros((len(arrivals), 1), dtype=np.int64)
        counted = np.ones((len(arrivals), self._size), dtype=np.bool_)
        possible = np.ones_like(counted)
        for axis, counter in enumerate(self._counters):
            units = np.array([_units(arrival, counter, weekday) for arrival in arrivals])[:, None]
            counted &= totals[axis] >= units
            possible &= totals[axis] + units < counter.size
            step += units * prod(self._shape[axis + 1 :])
        rows = np.arange(len(arrivals))[:, None] * self._size
        states = np.array([arrival.state for arrival in arrivals])[:, None] * self._size
        indexes_before = np.where(counted, rows + places - step, len(arrivals) * self._size)
        indexes_after = np.where(possible, states + places + step, self._graph.states * self._size)
        return _Shift(indexes_before, indexes_after, step[:, 0])


def _grouped(states: list[int]) -> tuple[Ints, GroupedMinimum]:
    """Return the states that are reached, and the least of the arrivals of each."""
    groups: dict[int, list[int]] = {}
    for number, state in enumerate(states):
        groups.setdefault(state, []).append(number)
    order = sorted(groups, key=lambda state: -len(groups[state]))
    return np.array(order), GroupedMinimum([groups[state] for state in order])


def _units(arrival: Arrival, counter: Counter, weekday: int) -> int:
    if counter.kind != "weekends":
        return int(counter.by_mark[arrival.mark])
    if arrival.mark == 0:
        return 0
    return int(weekday == SATURDAY or (weekday == SUNDAY and arrival.starts_run))
