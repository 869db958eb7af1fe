"""Questions about parts of a problem without a roster: whether they have one, within some work."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

import attrs

from electsched.roster.assignment.automaton import automata_of
from electsched.roster.assignment.budget import WorkMeter
from electsched.roster.assignment.conflict import counted_conflict
from electsched.roster.assignment.evaluation import evaluate
from electsched.roster.assignment.fair.construction import ConstructionChoices, construct
from electsched.roster.assignment.fair.fair import CELLS_PER_WORK
from electsched.roster.assignment.faults import officers_without_row
from electsched.roster.assignment.problem import AssignmentProblem, Officer, Pin, Rows

__all__ = ["Questions"]

_COUNTING_SHARE = 0.05
"""The work of counting, as a part of that of a construction."""
_PATCH_SHARE = 4.0
"""The work of a construction on some days, which returns more often, as a part of that of a usual one."""
_SMALL_CELLS = 2000
"""Officers times days up to which a whole problem is constructed anew for each question."""
_MOST_WINDOWS = 20
"""The most windows of days whose needs are left out for a roster to start from."""
_MARGIN = 3
"""The days before and after a period that may change with it."""
_DAYS_BEFORE = 28
"""The days before a period that its rules may remember."""
_DAYS_AFTER = 7
"""The days after a period on which a roster stays as it is, and which its rows must lead to."""
_CHOICES = ConstructionChoices(spare_long_runs=True)
_PATCH_CHOICES = ConstructionChoices(spare_long_runs=True, most_returns=20)

Solver = Callable[[AssignmentProblem], bool | None]
"""Returns whether a problem without weights has a roster; None if that was not found out."""


class Questions:
    """Asks counting, the construction, and at last a solver."""

    def __init__(self, meter: WorkMeter, seed: int, solver: Solver) -> None:
        """Keep the work that may be done, and the seed of the constructions."""
        self._meter = meter
        self._seed = seed
        self._solver = solver
        self._last: Rows | None = None
        self._days = range(0)

    def has_roster(self, problem: AssignmentProblem) -> bool | None:
        """Return whether a problem without weights has a roster; None if that was not found out."""
        if self._meter.left <= 0:
            return None
        if self._is_impossible(problem):
            return False
        return self._answer(problem)

    def start_from(self, problem: AssignmentProblem, days: Iterable[date]) -> None:
        """Look for a roster of a whole problem without the needs of some days, from which `has_relief` goes on.

        Days whose needs counting shows to be too many are left out as well.
        """
        if self._meter.left <= 0 or _is_small(problem):
            return
        dates, part = {*days}, problem
        for _ in range(_MOST_WINDOWS):
            needs = (attrs.evolve(need, least=0) if need.day in dates else need for need in problem.needs)
            part = attrs.evolve(problem, needs=tuple(needs))
            conflict = counted_conflict(part)
            if conflict is None:
                break
            dates |= {need.day for need in conflict.needs}
        first, last = problem.index(min(dates)), problem.index(max(dates))
        self._days = range(max(0, first - _MARGIN), min(problem.days, last + 1 + _MARGIN))
        self._last = self._constructed(part, _PATCH_CHOICES)

    def has_relief(self, problem: AssignmentProblem) -> bool | None:
        """Return whether a whole problem has a roster; None if that was not found out.

        If it is large, only days around those of `start_from` may differ from the roster that was found before.
        """
        if self._meter.left <= 0:
            return None
        if self._is_impossible(problem):
            return False
        if _is_small(problem):
            return self._answer(problem)
        rows = None if self._last is None else self._patched(problem, self._last, self._days)
        self._last = rows or self._last
        return None if rows is None else True

    def _answer(self, problem: AssignmentProblem) -> bool | None:
        return True if self._constructed(problem) is not None else self._solver(problem)

    def _is_impossible(self, problem: AssignmentProblem) -> bool:
        self._meter.spend(_COUNTING_SHARE * len(problem.officers) * problem.days / CELLS_PER_WORK)
        return counted_conflict(problem) is not None or any(True for _ in officers_without_row(problem))

    def _constructed(self, problem: AssignmentProblem, choices: ConstructionChoices = _CHOICES) -> Rows | None:
        self._meter.spend(len(problem.officers) * problem.days / CELLS_PER_WORK)
        rows = construct(problem, automata_of(problem), self._seed, choices)
        return None if rows is None or evaluate(problem, rows).broken else rows

    def _patched(self, problem: AssignmentProblem, rows: Rows, days: range) -> Rows | None:
        """Return a roster with other marks on some days alone; None if none was found."""
        around = _part(problem, rows, days)
        self._meter.spend(_PATCH_SHARE * len(around.officers) * around.days / CELLS_PER_WORK)
        part = construct(around, automata_of(around), self._seed, _PATCH_CHOICES)
        if part is None:
            return None
        length = len(days)
        patched = {key: (*row[: days.start], *part[key][:length], *row[days.stop :]) for key, row in rows.items()}
        return None if evaluate(problem, patched).broken else patched


def _is_small(problem: AssignmentProblem) -> bool:
    return len(problem.officers) * problem.days <= _SMALL_CELLS


def _part(problem: AssignmentProblem, rows: Rows, days: range) -> AssignmentProblem:
    """Return the problem of some days; the days before are known, and those after them stay as in a roster."""
    first, end = days.start, min(problem.days, days.stop + _DAYS_AFTER)
    dates = {problem.day(day) for day in range(first, end)}
    later_pins = tuple(
        Pin(officer=key, day=problem.day(day), shift=row[day])
        for key, row in rows.items()
        for day in range(days.stop, end)
    )
    inside = {problem.day(day) for day in days}

    def continued(officer: Officer) -> Officer:
        row = rows[officer.key]
        earlier_marks = row[max(0, first - _DAYS_BEFORE) : first]
        return attrs.evolve(
            officer,
            before=earlier_marks if first >= _DAYS_BEFORE else (*officer.before, *earlier_marks),
            leave=tuple(day for day in officer.leave if day in inside),
        )

    return attrs.evolve(
        problem,
        first_day=problem.day(first),
        days=end - first,
        cyclic=False,
        officers=tuple(map(continued, problem.officers)),
        needs=tuple(need for need in problem.needs if need.day in dates),
        pins=(*(pin for pin in problem.pins if pin.day in inside), *later_pins),
    )
