"""The hours of duty in any seven days, as a part of the state of a row that is as small as the limit allows."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count

from electsched.operation.shifts import DAY_MINUTES, OFF
from electsched.roster.assignment.problem import RowRule, ShiftType

__all__ = ["WeekHours"]

_WEEK_MINUTES = 7 * DAY_MINUTES
_Kind = tuple[int, int]
"""The start and the length of a shift in minutes; shifts of one kind count alike."""


class WeekHours:
    """Counts the minutes of the days so far in the seven days that end with each later shift.

    The state has these minutes for each kind of shift, on the next day and on the days after it. Minutes that no later
    duties can bring to the limit count as the most that are harmless, and those that forbid the shift as the fewest
    that do, so that rows with the same future mostly have the same state.

    Attributes:
        rule: The limit of hours.
        days: The days after which a shift no longer counts.
        first: The state before the first day.
    """

    def __init__(self, rule: RowRule, shifts: Iterable[ShiftType]) -> None:
        """Prepare the limits of each later shift."""
        self.rule = rule
        self._kind_of = {shift.key: (shift.start_minute, shift.minutes) for shift in shifts}
        self._kinds = sorted(set(self._kind_of.values()))
        pairs = [(first, second) for first in self._kinds for second in self._kinds]
        self.days = next(
            days for days in count(1) if not any(_share(first, days + 1, second) for first, second in pairs)
        )
        self._windows = [
            (later, kind, self._harmless(later, kind), rule.limit * 60 - kind[1])
            for later in range(self.days)
            for kind in self._kinds
        ]
        self._shares = {
            mark: [_share(kind, later + 1, window) for later, window, _, _ in self._windows]
            for mark, kind in self._kind_of.items()
        } | {OFF: [0] * len(self._windows)}
        self.first = tuple(self._canonical(0, harmless, room) for _, _, harmless, room in self._windows)

    def _harmless(self, later: int, kind: _Kind) -> int:
        """Return the most minutes so far with which the days between and the shift itself stay within the limit."""
        between = (
            max(_share(earlier_kind, days, kind) for earlier_kind in self._kinds) for days in range(1, later + 1)
        )
        return self.rule.limit * 60 - kind[1] - sum(between)

    def _canonical(self, minutes: int, harmless: int, room: int) -> int:
        if minutes <= harmless:
            return harmless
        return min(minutes, room + 1) if self.rule.severity == "error" else minutes

    def after(self, week: tuple[int, ...], mark: str) -> tuple[int, ...]:
        """Return the state after a day with a mark."""
        kinds = len(self._kinds)
        moved = (*week[kinds:], *(0 for _ in self._kinds))
        return tuple(
            self._canonical(minutes + share, harmless, room)
            for minutes, share, (_, _, harmless, room) in zip(moved, self._shares[mark], self._windows, strict=True)
        )

    def excess(self, week: tuple[int, ...], mark: str) -> int:
        """Return by how many hours, begun ones counted, the seven days that end with a shift are beyond the limit."""
        kind = self._kind_of[mark]
        return -(-(week[self._kinds.index(kind)] + kind[1]) // 60) - self.rule.limit


def _share(shift: _Kind, days: int, later: _Kind) -> int:
    """Return the minutes of a shift in the seven days that end with a shift so many days later."""
    end = days * DAY_MINUTES + sum(later)
    return max(0, min(sum(shift), end) - max(shift[0], end - _WEEK_MINUTES))
