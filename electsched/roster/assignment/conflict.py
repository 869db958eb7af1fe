"""Needs that cannot be filled together, and the proof by counting, which needs no solver.

In a few days in a row an officer can work on the days without leave alone, and not on all of them if a longest run is
shorter, or if the hours of seven days have a limit. If all who count for a role together cannot work as often as it is
needed, no roster exists. The same holds for all days together, if totals have limits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar, Literal

import attrs

from electsched.operation.shifts import OFF
from electsched.roster.assignment.capacity import DutyLimit, WindowCapacity, duty_limit, total_demands
from electsched.roster.assignment.cells import allowed_marks
from electsched.roster.assignment.problem import AssignmentProblem, Officer, RowRuleKey, ShiftNeed
from electsched.values import value_text

__all__ = ["Conflict", "ConflictPart", "ReasonKind", "UnfilledNeed", "counted_conflict"]

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
class ConflictPart:
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

    DATA: ClassVar = ("kind", "day", "officer", "shift", "role", "rule", "limit", "enough")
    DATA_OPTIONAL: ClassVar = frozenset({"day", "officer", "shift", "role", "rule", "limit"})
    """The keys that data may lack."""
    DATA_TYPES: ClassVar = {"day": date, "rule": RowRuleKey}

    kind: ReasonKind
    officer: str = ""
    day: date | None = None
    shift: str = ""
    role: str = ""
    rule: RowRuleKey | Literal[""] = ""
    limit: int = 0
    enough: bool | None = None

    __repr__ = value_text

    def to_dict(self) -> dict[str, Any]:
        """Return the reason as plain data; fields that its kind does not have are left out."""
        fields = {"day": self.day.isoformat()} if self.day else {}
        attributes = {name: getattr(self, name) for name in ("officer", "shift", "role", "rule")}
        limit = {"limit": self.limit} if self.kind == "rule" else {}
        texts = {name: value for name, value in attributes.items() if value}
        return {"kind": self.kind, **fields, **texts, **limit, "enough": self.enough}


@attrs.frozen(kw_only=True)
class UnfilledNeed:
    """The data of a need that cannot be filled.

    Attributes:
        day: The day on which the shift begins.
        shift: The key of the shift.
        role: The role that is needed; empty for all officers.
        least: The least number of officers.
    """

    DATA: ClassVar = ("day", "shift", "role", "least")

    day: date
    shift: str
    role: str
    least: int

    __repr__ = value_text


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

    DATA: ClassVar = ("needs", "leave", "remedies", "missing", "reasons", "irreducible")
    DATA_TYPES: ClassVar = {"needs": tuple[UnfilledNeed, ...]}

    needs: tuple[ShiftNeed, ...]
    leave: tuple[str, ...] = ()
    remedies: tuple[str, ...] = ()
    missing: int = 1
    reasons: tuple[ConflictPart, ...] = ()
    irreducible: bool = False

    __repr__ = value_text

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
    """Return needs that those who count for them cannot fill by counting alone; None if there are none.

    These are the fewest days in a row, else all needs that draw on a total with a limit, such as minutes.
    """
    limits = {officer.key: duty_limit(problem, officer) for officer in problem.officers}
    longest = min(problem.days, max(limit.remembered for limit in limits.values()), _LONGEST_WINDOW)
    works = _possible_days(problem)
    needs_by_role: dict[str, dict[int, list[ShiftNeed]]] = {}
    for need in problem.needs:
        if need.under is None and need.least > 0:
            needs_by_role.setdefault(need.role, {}).setdefault(problem.index(need.day), []).append(need)
    capacities = {
        role: WindowCapacity(limits, {officer.key: works[officer.key] for officer in _counted(problem, role)})
        for role in sorted(needs_by_role)
    }
    for length in range(1, longest + 1):
        for role, capacity in capacities.items():
            for first in range(problem.days - length + 1):
                window = [need for day in range(first, first + length) for need in needs_by_role[role].get(day, ())]
                missing = sum(need.least for need in window) - capacity.of(first, length)
                if window and missing > 0:
                    return _window_conflict(problem, window, missing, limits, works)
    return _total_conflict(problem, needs_by_role, {key: limit.most(works[key]) for key, limit in limits.items()})


def _counted(problem: AssignmentProblem, role: str) -> list[Officer]:
    return [officer for officer in problem.officers if not role or role in officer.roles]


def _possible_days(problem: AssignmentProblem) -> dict[str, list[bool]]:
    allowed = allowed_marks(problem)
    return {key: [marks != (OFF,) for marks in days] for key, days in allowed.items()}


def _window_conflict(
    problem: AssignmentProblem,
    window: Sequence[ShiftNeed],
    missing: int,
    limits: Mapping[str, DutyLimit],
    works: Mapping[str, list[bool]],
) -> Conflict:
    first, end = problem.index(window[0].day), problem.index(window[-1].day) + 1
    leave = _on_leave(problem, window)
    extra = {key: limits[key].unbroken(end - first) - limits[key].most(works[key][first:end]) for key in leave}
    remedies = tuple(key for key in leave if extra[key] >= missing)
    return Conflict(needs=tuple(window), leave=tuple(leave), remedies=remedies, missing=missing)


def _on_leave(problem: AssignmentProblem, needs: Sequence[ShiftNeed]) -> list[str]:
    """Return the officers who count for needs of one role and are on leave on one of their days."""
    days = {need.day for need in needs}
    return [officer.key for officer in _counted(problem, needs[0].role) if days & set(officer.leave)]


def _total_conflict(
    problem: AssignmentProblem, needs_by_role: Mapping[str, Mapping[int, Sequence[ShiftNeed]]], most: Mapping[str, int]
) -> Conflict | None:
    for role, by_day in sorted(needs_by_role.items()):
        needs = [need for day in sorted(by_day) for need in by_day[day]]
        for demand in total_demands(problem, _counted(problem, role), needs, most):
            if demand.missing > 0:
                leave = tuple(_on_leave(problem, demand.needs))
                return Conflict(needs=demand.needs, leave=leave, missing=demand.missing)
    return None
