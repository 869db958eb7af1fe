"""Needs that cannot be filled together, and the proof by counting, which needs no solver.

In a few days in a row an officer can work on the days without leave alone, and not on all of them if a longest run is
shorter. If all who count for a role together cannot work as often as it is needed, no roster exists.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import attrs

from electsched.operation.shifts import OFF
from electsched.roster.assignment.cells import allowed_marks
from electsched.roster.assignment.problem import AssignmentProblem, Officer, ShiftNeed

__all__ = ["Conflict", "counted_conflict", "longest_run", "most_duties"]

_LONGEST_WINDOW = 14


@attrs.frozen(kw_only=True)
class Conflict:
    """Needs that cannot all be filled.

    Attributes:
        needs: The needs, in order of their days.
        leave: The keys of the officers who count for them and are on leave on one of their days.
        remedies: The keys of those of them whose presence alone would be enough.
        missing: How many places stay empty at least; 1 if more is not known.
    """

    needs: tuple[ShiftNeed, ...]
    leave: tuple[str, ...] = ()
    remedies: tuple[str, ...] = ()
    missing: int = 1

    def to_dict(self) -> dict[str, Any]:
        """Return the conflict as plain data."""
        return {
            "needs": [
                {"day": need.day.isoformat(), "shift": need.shift, "role": need.role, "least": need.least}
                for need in self.needs
            ],
            "leave": list(self.leave),
            "remedies": list(self.remedies),
            "missing": self.missing,
        }


def counted_conflict(problem: AssignmentProblem) -> Conflict | None:
    """Return needs that those who count for them cannot fill by counting alone, the fewest days; None if none."""
    limits = [longest_run(problem, officer) for officer in problem.officers]
    longest = min(problem.days, max(limits) + 1, _LONGEST_WINDOW)
    works = _possible_days(problem)
    for length in range(1, longest + 1):
        for role in sorted({need.role for need in problem.needs}):
            needs = [need for need in problem.needs if need.role == role and need.under is None and need.least > 0]
            conflict = next(_short_windows(problem, needs, works, length), None)
            if conflict is not None:
                return conflict
    return None


def _possible_days(problem: AssignmentProblem) -> dict[str, list[bool]]:
    allowed = allowed_marks(problem)
    return {key: [marks != (OFF,) for marks in days] for key, days in allowed.items()}


def _short_windows(
    problem: AssignmentProblem, needs: Sequence[ShiftNeed], works: dict[str, list[bool]], length: int
) -> Iterator[Conflict]:
    """Yield a conflict for each window of so many days in which the officers who count are too few."""
    by_day: dict[int, list[ShiftNeed]] = {}
    for need in needs:
        by_day.setdefault(problem.index(need.day), []).append(need)
    for first in range(problem.days - length + 1):
        window = [need for day in range(first, first + length) for need in by_day.get(day, ())]
        if not window:
            continue
        counted = [officer for officer in problem.officers if not window[0].role or window[0].role in officer.roles]
        runs = {officer.key: longest_run(problem, officer) for officer in counted}
        most = {key: most_duties(runs[key], works[key][first : first + length]) for key in runs}
        missing = sum(need.least for need in window) - sum(most.values())
        if missing > 0:
            days = {need.day for need in window}
            leave = [officer.key for officer in counted if days & set(officer.leave)]
            extra = {key: most_duties(runs[key], [True] * length) - most[key] for key in leave}
            remedies = tuple(key for key in leave if extra[key] >= missing)
            yield Conflict(needs=tuple(window), leave=tuple(leave), remedies=remedies, missing=missing)


def longest_run(problem: AssignmentProblem, officer: Officer) -> int:
    """Return the most days of duty in a row of an officer."""
    rule = problem.rules_of(officer).get("duty-run-most")
    return rule.limit if rule is not None and rule.severity == "error" else problem.days


def most_duties(longest_run: int, possible: Sequence[bool]) -> int:
    """Return the most duties of an officer on days in a row: of each run that is too long a day is lost."""
    total = run = 0
    for is_possible in (*possible, False):
        if is_possible:
            run += 1
        else:
            total += run - run // (longest_run + 1)
            run = 0
    return total
