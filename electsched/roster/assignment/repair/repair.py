"""The repair of a roster after an absence: what has begun stays, then fewest changes to others, then fairness."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

import attrs

from electsched.errors import Fault, raise_faults
from electsched.operation.shifts import OFF
from electsched.phrases import phrase, quoted, verbatim
from electsched.roster.assignment.faults import problem_faults, row_faults
from electsched.roster.assignment.problem import AssignmentProblem, Officer, Pin, Rows
from electsched.roster.assignment.repair.change import Gap, Repair, row_changes
from electsched.roster.assignment.repair.insertion import MOST_GAPS, insert

__all__ = ["repair_absence"]


def repair_absence(
    problem: AssignmentProblem, rows: Rows, officer: str, days: Sequence[date], *, decided: date | None = None
) -> Repair:
    """Return the repair of a roster if an officer is absent on some days.

    Officers who are off take the places, and no other day changes. If all places are filled, no repair changes fewer
    days of others. If not, as many as possible are filled in this way, and nothing is proven; the gaps are named.

    Args:
        problem: The problem of the roster.
        rows: The published roster.
        officer: The key of the absent officer.
        days: The days of the absence.
        decided: The day of the decision, from which notice is counted; earlier days and itself do not change.

    Raises:
        InputError: The problem or the roster has faults, or the officer or a day is not in the problem.
    """
    raise_faults([*problem_faults(problem), *row_faults(problem, rows)])
    raise_faults(_absence_faults(problem, officer, days))
    absent = frozenset((officer, day) for day in days if decided is None or day > decided)
    present = _with_leave(problem, officer, {day for _, day in absent}, decided, rows)
    kept = dict(rows)
    kept[officer] = tuple(
        OFF if (officer, problem.day(index)) in absent else mark for index, mark in enumerate(rows[officer])
    )
    gaps = [*_gaps(problem, rows, kept)]
    first, rest = gaps[:MOST_GAPS], gaps[MOST_GAPS:]
    new, left = insert(present, kept, first)
    return Repair(
        rows=new,
        changes=tuple(row_changes(problem, rows, new, absent, decided)),
        gaps=(*left, *rest),
        proof="" if left or rest else "least",
    )


def _absence_faults(problem: AssignmentProblem, officer: str, days: Sequence[date]) -> Iterator[Fault]:
    if officer not in {other.key for other in problem.officers}:
        yield Fault("officer", quoted(officer), phrase("an officer of the problem"))
    for day in days:
        if not 0 <= problem.index(day) < problem.days:
            yield Fault(
                "days",
                verbatim(day.isoformat()),
                phrase(
                    "a day from {first} to {last}",
                    first=problem.first_day,
                    last=problem.day(problem.days - 1),
                ),
            )


def _with_leave(
    problem: AssignmentProblem, key: str, days: set[date], decided: date | None, rows: Rows
) -> AssignmentProblem:
    """Return the problem with the absence as leave, and with all days up to the decision pinned."""

    def absent(officer: Officer) -> Officer:
        if officer.key != key:
            return officer
        return attrs.evolve(officer, leave=tuple(sorted({*officer.leave, *days})))

    past = 0 if decided is None else max(0, min(problem.days, problem.index(decided) + 1))
    pins = {
        (pin.officer, pin.day): pin for pin in problem.pins if (pin.officer, pin.day) not in {(key, d) for d in days}
    }
    for officer in problem.officers:
        for index in range(past):
            day = problem.day(index)
            pins[officer.key, day] = Pin(officer=officer.key, day=day, shift=rows[officer.key][index])
    return attrs.evolve(problem, officers=tuple(map(absent, problem.officers)), pins=tuple(pins.values()))


def _gaps(problem: AssignmentProblem, before: Rows, after: Rows) -> Iterator[Gap]:
    """Yield a gap for each place that was filled before and is not now, with the role that is missing there."""
    roles = {officer.key: officer.roles for officer in problem.officers}
    lost: Counter[tuple[date, str]] = Counter()
    for key, row in before.items():
        for index, mark in enumerate(row):
            if mark != OFF and after[key][index] == OFF:
                lost[problem.day(index), mark] += 1
    missing_roles: dict[tuple[date, str], str] = {}
    short: Counter[tuple[date, str]] = Counter()
    for need in problem.needs:
        cell = (need.day, need.shift)
        if cell not in lost:
            continue
        index = problem.index(need.day)
        present = sum(
            row[index] == need.shift and (not need.role or need.role in roles[key]) for key, row in after.items()
        )
        if present < need.least and need.role:
            missing_roles[cell] = need.role
        short[cell] = max(short[cell], need.least - present)
    for cell in sorted(lost):
        for number in range(min(lost[cell], short[cell])):
            yield Gap(day=cell[0], shift=cell[1], role=missing_roles.get(cell, "") if number == 0 else "")
