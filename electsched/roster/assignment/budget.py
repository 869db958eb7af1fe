"""The work that a search may do, counted by its steps, so that the same budget gives the same roster on any machine."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

import attrs

from electsched.values import value_text

__all__ = ["MODEL_CELLS_PER_WORK", "Budget", "WorkMeter"]

MODEL_CELLS_PER_WORK = 2_000
"""Officers times days of a model of the solver that is built in one unit of work."""


@attrs.frozen(kw_only=True)
class Budget:
    """The limit of a search.

    Attributes:
        work: Units of work; one is about a second of a processor of 2024. None for no limit by work.
        seconds: Seconds by the clock; None for no limit. A search that it stops cannot be repeated exactly.
    """

    DATA: ClassVar = ("work", "seconds")

    work: float | None = 60.0
    seconds: float | None = None

    __repr__ = value_text


class WorkMeter:
    """The work that is done so far, against a budget."""

    def __init__(self, budget: Budget, clock: Callable[[], float] | None = None) -> None:
        """Start to count; ``clock`` returns seconds, and is needed for a budget in seconds alone."""
        self.budget = budget
        self.done = 0.0
        self._clock = clock
        self._start = clock() if clock else 0.0
        self.stopped_by_clock = False

    def spend(self, work: float) -> None:
        """Count work that is done."""
        self.done += work

    @property
    def left(self) -> float:
        """The units of work that are left; 0 if the time is over."""
        limit = self.budget.work if self.budget.work is not None else float("inf")
        if self.budget.seconds is not None and self._clock is not None:
            remaining = self.budget.seconds - (self._clock() - self._start)
            if remaining <= 0 < limit - self.done:
                self.stopped_by_clock = True
                return 0.0
        return max(0.0, limit - self.done)

    def left_until(self, share: float) -> float:
        """Return the units of work that are left of a share of the budget; infinite if only seconds are limited."""
        return float("inf") if self.budget.work is None else max(0.0, share * self.budget.work - self.done)

    def is_used(self, share: float) -> bool:
        """Return whether a share of the budget, of work or of time, is used; 1 is the whole."""
        if self.budget.work is not None and self.done >= share * self.budget.work:
            return True
        if self.budget.seconds is not None and self._clock is not None:
            self.stopped_by_clock |= (is_late := self._clock() - self._start >= share * self.budget.seconds)
            return is_late
        return False
