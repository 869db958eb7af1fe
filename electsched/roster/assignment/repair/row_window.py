"""The bound of a window by whole rows, and the cells that cannot change at it."""

from __future__ import annotations

from math import ceil

import attrs
import numpy as np

from electsched.operation.shifts import OFF
from electsched.roster.assignment.problem import Officer, Rows
from electsched.roster.assignment.repair.programme import ProgrammeBound
from electsched.roster.assignment.repair.row_bound import RowBoundProgramme, RowNeed
from electsched.roster.assignment.repair.row_paths import BARRED, RowPaths, Start
from electsched.roster.assignment.repair.window import RepairWindow

__all__ = ["tighten"]


def tighten(
    window: RepairWindow, bound: ProgrammeBound, most: tuple[int, int], work: float
) -> tuple[ProgrammeBound, float]:
    """Return the bound of a window by whole rows, or the given one if that is better; and the work that was done.

    Totals of rows are left out, which makes the bound lower. The bound is the given one if rows have too many states,
    or if a rule is waived somewhere.

    Args:
        window: The window.
        bound: Its best bound so far.
        most: The gaps, and the changes, that rows are known to have; a bound as high is enough.
        work: The most work.
    """
    marks = (OFF, *(shift.key for shift in window.case.problem.shifts))
    paths = RowPaths.of([_start(window, officer) for officer in window.free], marks)
    if paths is None or not window.needs or window.case.waived:
        return bound, 0.0
    numbers = {mark: number for number, mark in enumerate(marks)}
    programme = RowBoundProgramme(paths, _costs(window, numbers), _needs(window, numbers), window.most_gaps)
    for rows in (window.case.kept, window.rows):
        programme.add(range(len(window.free)), _numbered(window, rows, numbers))
    duals = np.array([sum(bound.duals.get(row, 0.0) for row in need.constraints) for need in window.needs])
    answer = programme.bound((duals, bound.duals[-1]), bound.gaps, most, work)
    if answer is None:
        return bound, work
    if (answer.gaps, answer.changes) < (bound.gaps, bound.relaxed):
        return bound, answer.work
    prices: dict[int, float] = {}
    for row, officer in enumerate(window.free):
        for column, day in enumerate(window.days):
            for mark in window.case.allowed[officer.key][day]:
                literal = window.cells[officer.key, day, mark]
                if literal is not True and answer.slack[row, column, numbers[mark]] > 0:
                    prices[literal.index] = float(answer.slack[row, column, numbers[mark]])
    changes = max(0, ceil(answer.changes))
    tightened = attrs.evolve(bound, gaps=answer.gaps, changes=changes, relaxed=answer.changes, prices=prices)
    return tightened, answer.work


def _start(window: RepairWindow, officer: Officer) -> Start:
    if officer.key in window.broken:
        return None
    automaton, first = window.case.automata[officer.key], window.days.start
    is_start_known = window.joined or not first
    earlier_marks = (*officer.before, *window.case.kept[officer.key][:first]) if is_start_known else ()
    return automaton, automaton.initial(earlier_marks[-2 * window.case.days_ahead :])


def _costs(window: RepairWindow, numbers: dict[str, int]) -> np.typing.NDArray[np.int64]:
    """Return the changes of each mark by officer and day; the days after the window keep their marks."""
    case = window.case
    costs = np.full((len(window.free), len(window.days) + len(window.after), len(numbers)), BARRED, dtype=np.int64)
    for row, officer in enumerate(window.free):
        kept_row = case.kept[officer.key]
        for column, day in enumerate((*window.days, *window.after)):
            if day in window.after:
                costs[row, column, numbers[kept_row[day]]] = 0
                continue
            is_void = case.is_void(officer.key, day)
            for mark in case.allowed[officer.key][day]:
                costs[row, column, numbers[mark]] = 0 if is_void or mark == kept_row[day] else 1
    return costs


def _needs(window: RepairWindow, numbers: dict[str, int]) -> list[RowNeed]:
    holders = {
        role: np.array([not role or role in officer.roles for officer in window.free])
        for role in {need.need.role for need in window.needs}
    }
    return [
        RowNeed(
            day=need.day - window.days.start,
            mark=numbers[need.need.shift],
            holders=holders[need.need.role],
            least=need.need.least - need.fixed,
            most=None if need.need.most is None else need.need.most - need.fixed,
            place=need.place,
        )
        for need in window.needs
    ]


def _numbered(window: RepairWindow, rows: Rows, numbers: dict[str, int]) -> np.typing.NDArray[np.int64]:
    days = (*window.days, *window.after)
    return np.array([[numbers[rows[officer.key][day]] for day in days] for officer in window.free])
