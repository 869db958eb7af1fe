"""The result of a repair: the changes of rows, each with its notice, the gaps that are left, and the proof."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, Literal

import attrs

from electsched.roster.assignment.problem import AssignmentProblem, Rows
from electsched.values import value_text

__all__ = ["Proof", "Repair", "RowChange", "VacantPlace", "clear_days", "row_changes"]

Proof = Literal["least", "window", ""]
"""How it is proven that a repair is least; see `Repair`."""


@attrs.frozen(kw_only=True)
class VacantPlace:
    """A place that nobody fills.

    Attributes:
        day: The day on which the shift begins.
        shift: The key of the shift.
        role: The role that is missing; empty if anybody would do.
    """

    day: date
    shift: str
    role: str = ""

    __repr__ = value_text


@attrs.frozen(kw_only=True)
class RowChange:
    """A day of an officer that changes.

    Attributes:
        officer: The key of the officer.
        day: The day.
        before: The mark in the published roster.
        after: The new mark.
        notice: Clear days from the day of the decision to the day; the two days are not counted. None if the day of
            the decision is not known.
    """

    officer: str
    day: date
    before: str
    after: str
    notice: int | None = None

    __repr__ = value_text


@attrs.frozen(kw_only=True)
class Repair:
    """A repaired roster.

    Attributes:
        rows: The new rows.
        changes: The changes of cells, but for those on which an officer is absent.
        gaps: The places that are left empty.
        proof: ``least`` if no repair has fewer gaps, or as many gaps and fewer changes; ``window`` if none has that
            changes only days within ``window``; empty if nothing is proven.
        window: The first and the last day of the window, included; None if the proof is for the whole period, or none.
        repeatable: Whether the same problem and budget give the same result: the clock did not stop the search.
        interrupted: Whether the search was interrupted; then the rows are the best so far.
    """

    rows: Rows
    changes: tuple[RowChange, ...]
    gaps: tuple[VacantPlace, ...]
    proof: Proof
    window: tuple[date, date] | None = None
    repeatable: bool = True
    interrupted: bool = False

    __repr__ = value_text

    def to_dict(self) -> dict[str, Any]:
        """Return the repair as plain data."""
        return {
            "changes": [
                {
                    "officer": change.officer,
                    "day": change.day.isoformat(),
                    "before": change.before,
                    "after": change.after,
                    "notice": change.notice,
                }
                for change in self.changes
            ],
            "gaps": [{"day": gap.day.isoformat(), "shift": gap.shift, "role": gap.role} for gap in self.gaps],
            "proof": self.proof,
            "window": None if self.window is None else [day.isoformat() for day in self.window],
            "repeatable": self.repeatable,
            "interrupted": self.interrupted,
            "rows": {key: list(row) for key, row in self.rows.items()},
        }


def clear_days(decided: date | None, day: date) -> int | None:
    """Return the clear days between a decision and a day; 0 if there are none."""
    return None if decided is None else max(0, (day - decided).days - 1)


def row_changes(
    problem: AssignmentProblem, before: Rows, after: Rows, absent: frozenset[tuple[str, date]], decided: date | None
) -> Iterator[RowChange]:
    """Yield the changes between two rosters, but for the days on which an officer is absent."""
    for officer in problem.officers:
        if before[officer.key] is after[officer.key]:
            continue
        for index, (old, new) in enumerate(zip(before[officer.key], after[officer.key], strict=True)):
            if old != new and (officer.key, day := problem.day(index)) not in absent:
                notice = clear_days(decided, day)
                yield RowChange(officer=officer.key, day=day, before=old, after=new, notice=notice)
