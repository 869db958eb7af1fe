"""Column generation: the linear programme over all rows of all officers, and the Lagrange bound.

For any duals of the needs, the dual value of the needs plus the cheapest row of each officer at those prices is a bound
for every roster. Duals are quantised, so that the bound is computed without error; if all weights are integers, it is
rounded up.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil, isfinite

import attrs
import numpy as np

from electsched.roster.assignment.arrays import Floats
from electsched.roster.assignment.budget import WorkMeter
from electsched.roster.assignment.weighted.master import Master
from electsched.roster.assignment.weighted.model import Remainder, WeightedModel

__all__ = ["ColumnLimits", "Relaxation", "generate_columns", "generate_in_groups", "unpriced_relaxation"]

_ROUNDS = 400
_SMOOTHED_AFTER = 3
_GAP = 1e-4
_TOLERANCE = 1e-6
_GROUPS = 10
_LEAST_GAIN = 0.02
"""Pricing by groups ends if a round over all officers lowers the value by a smaller part."""


@attrs.frozen(eq=False)
class Relaxation:
    """The result of column generation.

    Attributes:
        value: The value of the linear programme over the columns so far.
        bound: The best Lagrange bound, not rounded.
        duals: The duals of the needs at the best bound.
        lowest: The cost of the cheapest row of each officer at those duals.
    """

    value: float
    bound: float
    duals: Floats
    lowest: Mapping[int, float]

    @property
    def rounded(self) -> float:
        """The bound for rosters with integer costs; minus infinity if there is none."""
        return float(ceil(self.bound)) if isfinite(self.bound) else self.bound


@attrs.frozen(kw_only=True)
class ColumnLimits:
    """The limits of column generation.

    Attributes:
        rounds: The most rounds.
        cutoff: Stop as soon as the rounded bound is no less than this.
        until: The part of the budget after which no further round begins.
    """

    rounds: int = _ROUNDS
    cutoff: float = np.inf
    until: float = 1.0


_NO_LIMITS = ColumnLimits()


def unpriced_relaxation(model: WeightedModel) -> Relaxation:
    """Return the bound of the requests alone: the cheapest mark of each day, and needs that cost nothing."""
    lowest = {officer: float(rows.base.min(axis=1).sum()) for officer, rows in enumerate(model.rows)}
    return Relaxation(np.inf, sum(lowest.values()), np.zeros(len(model.needs)), lowest)


def generate_in_groups(master: Master, meter: WorkMeter, until: float) -> None:
    """Add columns of some officers at a time, so that those who follow see the needs that these fill.

    It takes half the rounds of pricing all officers at the same duals, but gives no bound.

    Args:
        master: The linear programme.
        meter: The work.
        until: The part of the budget after which no further group is priced.
    """
    previous_value = np.inf
    for number in range(_ROUNDS * _GROUPS):
        try:
            value, duals, officer_duals = master.solve()
        except ArithmeticError:
            return
        meter.spend(master.work)
        if number % _GROUPS == 0:
            if value > previous_value * (1 - _LEAST_GAIN):
                return
            previous_value = value
        if meter.is_used(until):
            return
        group = {officer: dual for officer, dual in officer_duals.items() if officer % _GROUPS == number % _GROUPS}
        _price(master, master.model.clipped(duals), duals, group)
        meter.spend(sum(master.model.rows[officer].work for officer in group))


def generate_columns(
    master: Master,
    meter: WorkMeter,
    *,
    start: Floats | None = None,
    limits: ColumnLimits = _NO_LIMITS,
) -> Relaxation:
    """Add columns until no further one is cheaper, the gap is closed, or the work is done.

    Args:
        master: The linear programme of the officers whose rows are free.
        meter: The work.
        start: Duals with which the prices are smoothed at first.
        limits: When to stop sooner.
    """
    model, free = master.model, master.remainder.officers
    best = Relaxation(np.inf, -np.inf, np.zeros(len(model.needs)), {})
    centre = start
    for number in range(limits.rounds):
        try:
            value, duals, officer_duals = master.solve()
        except ArithmeticError:  # the bound so far holds
            break
        meter.spend(master.work)
        best = attrs.evolve(best, value=value)
        improved = False
        smooth = centre is not None and (number >= _SMOOTHED_AFTER or start is not None)
        for weight in (0.5, 1.0) if smooth else (1.0,):
            clipped = model.clipped(duals if centre is None else weight * duals + (1 - weight) * centre)
            improved, lowest = _price(master, clipped, duals, officer_duals)
            meter.spend(sum(model.rows[officer].work for officer in free))
            bound = _dual_value(master.remainder, clipped) + sum(lowest.values())
            if bound > best.bound:
                best = Relaxation(value, bound, clipped, lowest)
                centre = clipped
            if improved:
                break
        closed = value - best.bound <= _GAP * max(1.0, abs(value))
        if not improved or closed or best.rounded >= min(limits.cutoff, value - _TOLERANCE):
            break
        if meter.is_used(limits.until):
            break
    return best


def _dual_value(remainder: Remainder, duals: Floats) -> float:
    """Return the least cost of the needs plus the duals times the officers, over all numbers of officers."""
    most = np.where(np.isfinite(remainder.most), remainder.most, 0.0)
    return float(np.where(duals >= 0, remainder.least, most) @ duals)


def _price(
    master: Master, clipped: Floats, duals: Floats, officer_duals: Mapping[int, float]
) -> tuple[bool, dict[int, float]]:
    """Add the cheapest row of each officer; return whether one is new and cheaper, and the cost of each."""
    model, improved = master.model, False
    lowest: dict[int, float] = {}
    for officer, dual in officer_duals.items():
        cost, marks = model.rows[officer].cheapest(model.prices(officer, clipped))
        lowest[officer] = cost
        if not marks:
            continue
        cover = model.cover(officer, marks)
        own_cost = cost + float(clipped @ cover)
        if own_cost - float(duals @ cover) - dual < -_TOLERANCE and master.add((officer, marks), own_cost):
            improved = True
    return improved, lowest
