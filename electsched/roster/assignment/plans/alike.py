"""Problems that differ in the keys of officers and shifts alone: one roster serves them all."""

from __future__ import annotations

import json

import attrs

from electsched.operation.shifts import OFF
from electsched.roster.assignment.problem import AssignmentProblem
from electsched.roster.assignment.result import AssignmentResult

__all__ = ["likeness", "renamed_result"]


def likeness(problem: AssignmentProblem) -> str:
    """Return a text that two problems share if, and only if, they differ in the keys of officers and shifts alone."""
    officers = {officer.key: str(number) for number, officer in enumerate(problem.officers)}
    shifts = {OFF: OFF} | {shift.key: str(number) for number, shift in enumerate(problem.shifts)}
    numbered = attrs.evolve(
        problem,
        shifts=tuple(
            attrs.evolve(shift, key=shifts[shift.key], forbidden_next=_renamed(shift.forbidden_next, shifts))
            for shift in problem.shifts
        ),
        officers=tuple(
            attrs.evolve(
                officer,
                key=officers[officer.key],
                before=_renamed(officer.before, shifts),
                barred=_renamed(officer.barred, shifts),
                caps={shifts.get(name, name): cap for name, cap in officer.caps.items()},
            )
            for officer in problem.officers
        ),
        needs=tuple(attrs.evolve(need, shift=shifts[need.shift]) for need in problem.needs),
        requests=tuple(
            attrs.evolve(entry, officer=officers[entry.officer], shift=shifts.get(entry.shift, entry.shift))
            for entry in problem.requests
        ),
        pins=tuple(attrs.evolve(pin, officer=officers[pin.officer], shift=shifts[pin.shift]) for pin in problem.pins),
    )
    return json.dumps(numbered.to_dict(), sort_keys=True)


def _renamed(keys: tuple[str, ...], names: dict[str, str]) -> tuple[str, ...]:
    return tuple(names[key] for key in keys)


def renamed_result(result: AssignmentResult, problem: AssignmentProblem) -> AssignmentResult:
    """Return the result of a problem that is like that of a result with a roster."""
    rows = result.rows or {}
    pairs = zip(result.problem.shifts, problem.shifts, strict=True)
    marks = {OFF: OFF} | {old.key: new.key for old, new in pairs}
    officers = zip(result.problem.officers, problem.officers, strict=True)
    renamed = {new.key: tuple(marks[mark] for mark in rows[old.key]) for old, new in officers}
    return attrs.evolve(result, problem=problem, rows=renamed)
