"""Solution of the constraints of a law: the ranges of days that they leave."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from electsched.law.calendar import WorkCalendar
from electsched.timeline.solving.constraints import Constraint, Variable
from electsched.timeline.solving.network import Network
from electsched.timeline.solving.propagation import Cache, Propagation
from electsched.timeline.solving.ranges import Ranges

__all__ = ["RangeSolver", "solve"]


def solve(network: Network, days: Iterable[int], hours: Mapping[Variable, int]) -> Ranges | None:
    """Return the ranges of a network for other known dates than its own, or None if one is empty.

    Args:
        network: The constraints.
        days: The ordinals of the known dates, in the order of their constraints.
        hours: The minute of the day of each variable whose hour is known.
    """
    return Propagation(network, days, hours, {}, set()).ranges()


class RangeSolver:
    """Solves networks of constraints; the days that rules give are cached between runs.

    Attributes:
        unread: The constraints whose rules gave no day, for it lies in a year whose holidays are not known.
    """

    def __init__(self, calendars: Mapping[str, WorkCalendar], zone: str, *, provisional: bool) -> None:
        """Solve with the calendar of each stage, by key, and the zone in which hours are counted."""
        self._calendars = calendars
        self._zone = zone
        self._provisional = provisional
        self._cache: Cache = {}
        self.unread: set[Constraint] = set()

    def solve(self, constraints: tuple[Constraint, ...]) -> Ranges | None:
        """Return the ranges, or None if one is empty."""
        return self._propagation(constraints).ranges()

    def forward(self, constraints: tuple[Constraint, ...]) -> Ranges:
        """Return the ranges that follow from known dates at once, contradictory or not."""
        return self._propagation(constraints).forward()

    def _propagation(self, constraints: tuple[Constraint, ...]) -> Propagation:
        network = Network(constraints, self._calendars, self._zone, provisional=self._provisional)
        days = [rule.low.toordinal() for rule in constraints if isinstance(rule.low, date)]
        return Propagation(network, days, None, self._cache, self.unread)
