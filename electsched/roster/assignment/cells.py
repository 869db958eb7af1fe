"""The marks that each officer may have on each day, before the rules of rows are asked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from electsched.operation.shifts import OFF
from electsched.roster.assignment.problem import AssignmentProblem, Officer, Request, Rows

__all__ = [
    "SATURDAY",
    "SUNDAY",
    "allowed_marks",
    "is_weekend",
    "least_request_cost",
    "needed_shifts",
    "refused_requests",
    "request_costs",
]

SATURDAY, SUNDAY = 5, 6


def is_weekend(day: date) -> bool:
    """Return whether a day is a Saturday or a Sunday."""
    return day.weekday() >= SATURDAY


def needed_shifts(problem: AssignmentProblem) -> list[frozenset[str]]:
    """Return the shifts of each day that anybody may be assigned to: those with a need; a pin holds beside them."""
    shifts: list[set[str]] = [set() for _ in range(problem.days)]
    for (day, shift), needs in problem.needs_by_place.items():
        if any(need.most is None or need.most > 0 or need.over is not None for need in needs):
            shifts[day].add(shift)
    return [frozenset(keys) for keys in shifts]


def allowed_marks(problem: AssignmentProblem) -> Mapping[str, list[tuple[str, ...]]]:
    """Return the marks that each officer may have on each day, a day off first.

    A pin leaves its own mark alone.
    """
    needed = needed_shifts(problem)
    pins: dict[str, dict[int, str]] = {}
    for pin in problem.pins:
        pins.setdefault(pin.officer, {})[problem.index(pin.day)] = pin.shift
    usual: dict[tuple[str, ...], list[tuple[str, ...]]] = {}  # most officers can do the same shifts
    allowed: dict[str, list[tuple[str, ...]]] = {}
    for officer in problem.officers:
        officer_shifts = _shifts_of(problem, officer)
        if officer_shifts not in usual:
            usual[officer_shifts] = [(OFF, *(key for key in officer_shifts if key in shifts)) for shifts in needed]
        allowed[officer.key] = _marks(problem, officer, usual[officer_shifts], pins.get(officer.key, {}))
    return allowed


def _shifts_of(problem: AssignmentProblem, officer: Officer) -> tuple[str, ...]:
    if not officer.barred and not officer.caps:  # most officers
        return tuple(problem.shift_types)
    return tuple(
        shift.key
        for shift in problem.shifts
        if shift.key not in officer.barred and all(officer.caps.get(name, problem.days) > 0 for name in shift.names)
    )


def _marks(
    problem: AssignmentProblem, officer: Officer, usual: list[tuple[str, ...]], pins: Mapping[int, str]
) -> list[tuple[str, ...]]:
    marks = [*usual]
    for day in officer.leave:
        marks[problem.index(day)] = (OFF,)
    for index, mark in pins.items():
        marks[index] = (mark,)
    return marks


def request_costs(problem: AssignmentProblem) -> Mapping[str, list[dict[str, int]]]:
    """Return the cost of each mark of each officer on each day under the requests; marks without a cost are missing."""
    costs: dict[str, list[dict[str, int]]] = {
        officer.key: [{} for _ in range(problem.days)] for officer in problem.officers
    }
    marks = (OFF, *problem.shift_types)
    for request in problem.requests:
        cell, meant = costs[request.officer][problem.index(request.day)], _meant(problem, request)
        for mark in marks:
            if (mark in meant) != request.wanted:
                cell[mark] = cell.get(mark, 0) + request.weight
    return costs


def least_request_cost(problem: AssignmentProblem) -> int:
    """Return a cost of the requests below which no roster is: of each day of each officer the cheapest mark."""
    allowed, costs = allowed_marks(problem), request_costs(problem)
    return sum(
        min(cell.get(mark, 0) for mark in marks)
        for key, days in allowed.items()
        for marks, cell in zip(days, costs[key], strict=True)
        if cell
    )


def refused_requests(problem: AssignmentProblem, rows: Rows) -> tuple[Request, ...]:
    """Return the requests that rows do not grant, in order; those that cost nothing too."""
    return tuple(
        request
        for request in problem.requests
        if (rows[request.officer][problem.index(request.day)] in _meant(problem, request)) != request.wanted
    )


def _meant(problem: AssignmentProblem, request: Request) -> tuple[str, ...]:
    """Return the marks that a request means."""
    return (OFF,) if request.shift == OFF else problem.shifts_by_name[request.shift]
