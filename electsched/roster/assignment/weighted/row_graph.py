"""The automaton of a row as arrays: its arrivals, and the counters of totals.

An arrival is all arcs that reach one state with one mark; the arcs of an arrival count the same for the totals.
"""

from __future__ import annotations

from math import gcd

import attrs
import numpy as np

from electsched.errors import Fault, InputError
from electsched.operation.shifts import OFF
from electsched.phrases import phrase
from electsched.roster.assignment.arrays import Floats, Ints
from electsched.roster.assignment.automaton import RowAutomaton, RowState
from electsched.roster.assignment.problem import RowRule, ShiftType

__all__ = ["Arrival", "Counter", "RowGraph", "counters_of"]

MOST_STATES = 5000
"""The most states of a row; a limit of the hours of a week needs many if there are several kinds of shifts."""


@attrs.frozen
class Arrival:
    """The arcs that reach one state with one mark.

    Attributes:
        state: The number of the state.
        mark: The number of the mark.
        starts_run: Whether the mark begins a run of duty.
        sources: The numbers of the states from which the arcs leave.
        costs: The cost of each arc under weighted rules.
    """

    state: int
    mark: int
    starts_run: bool
    sources: tuple[int, ...]
    costs: tuple[int, ...]


@attrs.frozen(eq=False)
class RowGraph:
    """The states and arrivals of a row.

    Attributes:
        states: The number of states; the first is the one before the first day.
        marks: The marks, a day off first.
        arrivals: The arrivals, those with the most arcs first.
    """

    states: int
    marks: tuple[str, ...]
    arrivals: tuple[Arrival, ...]

    @classmethod
    def of(cls, automaton: RowAutomaton, earlier_marks: tuple[str, ...]) -> RowGraph:
        """Return the graph of an automaton after the marks of earlier days.

        Raises:
            InputError: The automaton has too many states.
        """
        numbers: dict[RowState, int] = {automaton.initial(earlier_marks): 0}
        marks = {mark: number for number, mark in enumerate(automaton.marks)}
        arcs: dict[tuple[int, int, bool], list[tuple[int, int]]] = {}
        for state, mark, step in automaton.graph(earlier_marks):
            if len(numbers) > MOST_STATES:
                found = phrase("rules under which a row has more than {most} states", most=MOST_STATES)
                raise InputError(
                    Fault("rules", found, phrase("fewer kinds of shifts, or no limit of hours in seven days"))
                )
            source, target = (numbers.setdefault(node, len(numbers)) for node in (state, step.state))
            starts_run = mark != OFF and not state.on_duty
            arcs.setdefault((target, marks[mark], starts_run), []).append((source, step.cost))
        arrivals = [
            Arrival(*key, tuple(source for source, _ in arcs[key]), tuple(cost for _, cost in arcs[key]))
            for key in sorted(arcs)
        ]
        arrivals.sort(key=lambda arrival: -len(arrival.sources))
        return cls(len(numbers), automaton.marks, tuple(arrivals))


@attrs.frozen(eq=False)
class Counter:
    """A total of a row that is counted beside its state.

    Attributes:
        kind: ``minutes``, ``duties``, ``nights`` or ``weekends``, or the key of a shift with a cap.
        by_mark: The units that each mark adds; weekends are counted by day.
        final: The cost of each total at the end, infinite for one that is forbidden.
    """

    kind: str
    by_mark: Ints
    final: Floats

    @property
    def size(self) -> int:
        """The number of totals, from 0."""
        return len(self.final)


def counters_of(
    automaton: RowAutomaton, shifts: tuple[ShiftType, ...], days: int, weekends: int
) -> tuple[Counter, ...]:
    """Return the counters of the rules of totals; a limit that no row can reach has none."""
    minutes = [0, *(shift.minutes for shift in shifts)]
    unit = gcd(*minutes) or 1
    units = {
        "minutes": np.array(minutes) // unit,
        "duties": np.array([0, *(1 for _ in shifts)]),
        "nights": np.array([0, *(int(shift.night) for shift in shifts)]),
        "weekends": np.zeros(len(minutes), dtype=np.int64),
    }
    counters = []
    for kind, by_mark in units.items():
        most, least = automaton.rule(f"{kind}-most"), automaton.rule(f"{kind}-least")
        reach = weekends if kind == "weekends" else int(by_mark.max()) * days
        final = _final_costs(most, least, reach, unit if kind == "minutes" else 1)
        if len(final) <= reach or final.any():
            counters.append(Counter(kind, by_mark, final))
    return tuple(counters)


def _final_costs(most: RowRule | None, least: RowRule | None, reach: int, scale: int) -> Floats:
    totals = np.arange(reach + 1) * scale
    final = np.zeros(reach + 1)
    for rule, excess in ((most, totals - (most.limit if most else 0)), (least, (least.limit if least else 0) - totals)):
        if rule is not None:
            final += np.where(excess > 0, np.inf if rule.severity == "error" else excess * float(rule.weight), 0.0)
    if most is not None and most.severity == "error":  # totals beyond the limit need no cell
        final = final[: max(1, most.limit // scale + 1)]
    return final
