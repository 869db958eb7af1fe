"""Needs that cannot be filled together, and the proof by counting, which needs no solver.

In a few days in a row an officer can work on the days without leave alone, and not on all of them if a longest run is
shorter. If all who count for a role together cannot work as often as it is needed, no roster exists.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Literal

import attrs

from electsched.operation.shifts import OFF
from electsched.roster.assignment.cells import allowed_marks
from electsched.roster.assignment.problem import AssignmentProblem, Officer, RowRuleKey, ShiftNeed

__all__ = ["Conflict", "Reason", "ReasonKind", "counted_conflict", "longest_run", "most_duties"]

_LONGEST_WINDOW = 14


ReasonKind = Literal["need", "leave", "pin", "rule", "succession", "barred", "cap", "history"]
"""The kind of a part of a problem.

- ``need``: the need of a shift on a day.
- ``leave``, ``barred``, ``cap``, ``history``: the leave of an officer, the barred shifts, the caps, the days before.
- ``pin``: a fixed day of an officer.
- ``rule``: a rule of all rows, or of those of an officer.
- ``succession``: the shifts that may not follow a shift on the next day.
"""


@attrs.frozen(kw_only=True)
class Reason:
    """A part of a problem that cannot hold together with others.

    Attributes:
        kind: The kind of the part.
        officer: The key of the officer; empty for all.
        day: The day of a need or a pin.
        shift: The key of the shift.
        role: The role of a need; empty for all officers.
        rule: The key of a rule.
        limit: The limit of the rule.
        enough: Whether the problem has a roster if this part alone is left out; None if that was not found out.
    """

    kind: ReasonKind
    officer: str = ""
    day: date | None = None
    shift: str = ""
    role: str = ""
    rule: RowRuleKey | Literal[""] = ""
    limit: int = 0
    enough: bool | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the reason as plain data; fields that its kind does not have are left out."""
        fields = {"day": self.day.isoformat()} if self.day else {}
        named = {name: getattr(self, name) for name in ("officer", "shift", "role", "rule")}
        limit = {"limit": self.limit} if self.kind == "rule" else {}
        texts = {name: value for name, value in named.items() if value}
        return {"kind": self.kind, **fields, **texts, **limit, "enough": self.enough}


@attrs.frozen(kw_only=True)
class Conflict:
    """Needs that cannot all be filled.

    Attributes:
        needs: The needs, in order of their days.
        leave: The keys of the officers who count for them and are on leave on one of their days.
        remedies: The keys of those of them whose presence alone would be enough.
        missing: How many places stay empty at least; 1 if more is not known.
        reasons: Parts of the problem that cannot hold together; empty if they were not found out.
        irreducible: Whether the reasons can hold together if any one of them is left out, by proof.
    """

    needs: tuple[ShiftNeed, ...]
    leave: tuple[str, ...] = ()
    remedies: tuple[str, ...] = ()
    missing: int = 1
    reasons: tuple[Reason, ...] = ()
    irreducible: bool = False

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
            "reasons": [reason.to_dict() for reason in self.reasons],
            "irreducible": self.irreducible,
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
