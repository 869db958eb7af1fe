"""Repairs by chains of two officers, without a solver: one moves to the empty place, another takes the place left.

The first officer comes from another shift of the day, or gives away a duty of the days around, which is in the way. It
is not proven that no repair changes less.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import attrs

from electsched.operation.shifts import OFF
from electsched.roster.assignment.problem import Officer, Rows
from electsched.roster.assignment.repair.case import RepairCase, ShiftPlace
from electsched.roster.assignment.repair.change import VacantPlace
from electsched.roster.assignment.repair.insertion import duty_counts

__all__ = ["fill_by_chains"]

_Row = tuple[str, ...]


@attrs.frozen
class _Chain:
    """The new rows of a chain.

    Attributes:
        changes: The changes that it adds.
        price: The increase of the squares of duties, nights and weekend duties.
        rows: The new rows of the officers concerned.
    """

    changes: int
    price: int
    rows: tuple[tuple[str, _Row], ...]


def fill_by_chains(case: RepairCase, rows: Rows) -> Rows:
    """Return the rows with gaps filled by chains, one gap after the other."""
    for gap in case.gaps(rows):
        best = min(_chains(case, rows, gap), key=lambda chain: (chain.changes, chain.price), default=None)
        if best is not None:
            rows = {**rows, **dict(best.rows)}
    return rows


def _chains(case: RepairCase, rows: Rows, gap: VacantPlace) -> Iterator[_Chain]:
    day = case.problem.index(gap.day)
    limits = case.rooms(rows)((day, gap.shift))
    for officer in case.problem.officers:
        if not _fits(officer, gap, limits):
            continue
        for row, left in _moves(case, officer, rows[officer.key], (day, gap.shift)):
            moved = {**rows, officer.key: row}
            missing = case.gap_at(left, moved)
            if missing is None:
                yield _chain(case, rows, ((officer, row),))
                continue
            limits_left = case.rooms(moved)(left)
            for colleague in case.problem.officers:
                if colleague.key == officer.key or not _fits(colleague, missing, limits_left):
                    continue
                if new := _inserted(case, colleague, rows[colleague.key], missing):
                    yield _chain(case, rows, ((officer, row), (colleague, new)))


def _fits(officer: Officer, gap: VacantPlace, limits: Mapping[str, int]) -> bool:
    """Return whether an officer has the role of a gap, and the place can take one more officer with these roles."""
    has_role = not gap.role or gap.role in officer.roles
    return has_role and all(limits.get(role, 1) > 0 for role in ("", *officer.roles))


def _moves(case: RepairCase, officer: Officer, row: _Row, place: ShiftPlace) -> Iterator[tuple[_Row, ShiftPlace]]:
    """Yield each row in which an officer has the place and leaves one other, and that place."""
    day, shift = place
    if shift not in case.allowed[officer.key][day] or row[day] == shift:
        return
    near = range(max(0, day - case.days_ahead), min(len(row), day + case.days_ahead + 1))
    days = [day] if row[day] != OFF else [duty_day for duty_day in near if row[duty_day] != OFF]
    for duty_day in days:
        if len(case.allowed[officer.key][duty_day]) > 1:
            marks = list(row)
            marks[duty_day], marks[day] = OFF, shift
            if case.is_legal(officer, marks, sorted((day, duty_day))):
                yield tuple(marks), (duty_day, row[duty_day])


def _inserted(case: RepairCase, officer: Officer, row: _Row, gap: VacantPlace) -> _Row | None:
    """Return the row of an officer who is off with a gap filled; None if the officer cannot fill it."""
    day = case.problem.index(gap.day)
    if row[day] != OFF or gap.shift not in case.allowed[officer.key][day]:
        return None
    marks = (*row[:day], gap.shift, *row[day + 1 :])
    return marks if case.is_legal(officer, marks, (day,)) else None


def _chain(case: RepairCase, rows: Rows, new: tuple[tuple[Officer, _Row], ...]) -> _Chain:
    changes = sum(
        case.changed({officer.key: row}) - case.changed({officer.key: rows[officer.key]}) for officer, row in new
    )
    squares = [
        sum(count**2 for count in duty_counts(case.problem, officer, row)) * sign
        for officer, new_row in new
        for row, sign in ((new_row, 1), (rows[officer.key], -1))
    ]
    return _Chain(changes, sum(squares), tuple((officer.key, row) for officer, row in new))
