"""Dives: rows are fixed one after another by the linear programme, and the others priced anew."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil

import attrs
import numpy as np

from electsched.roster.assignment.weighted.column_generation import ColumnLimits, Relaxation, generate_columns
from electsched.roster.assignment.weighted.construction import roster_of_columns
from electsched.roster.assignment.weighted.master import Master
from electsched.roster.assignment.weighted.model import Marks
from electsched.roster.assignment.weighted.workspace import Workspace

__all__ = ["DiveLimits", "dive"]

_NOBODY: Mapping[int, Marks] = {}
_WHOLE = 0.999
_ROUNDS = 25
"""The most rounds in which rows are priced anew after some were fixed; nearly always enough until none is cheaper."""
_SHORT_ROUNDS = 6
"""The same if the work is short: then more rows are fixed at a time."""
_LARGE = 20
"""Above so many officers two rows are fixed at a time."""
_NOISE = 0.02


@attrs.frozen(kw_only=True)
class DiveLimits:
    """The limits of a dive.

    Attributes:
        until: The part of the budget after which no further row is fixed.
        is_short: Whether the work is short from the start.
    """

    until: float = 1.0
    is_short: bool = False


_NO_LIMITS = DiveLimits()


def dive(
    workspace: Workspace,
    relaxation: Relaxation,
    seed: int,
    *,
    limits: DiveLimits = _NO_LIMITS,
    kept: Mapping[int, Marks] = _NOBODY,
) -> dict[int, Marks]:
    """Return the rows of all officers; if the work is short, more rows are fixed at a time.

    If it is done, or a programme is not solved, the officers who are left take the best of their columns in turn. New
    columns are added to the workspace.

    Args:
        workspace: The problem and its work.
        relaxation: The linear programme.
        seed: The seed of the noise.
        limits: The limits of the work.
        kept: The rows of the officers who are left out.
    """
    model, meter, pool = workspace.model, workspace.meter, workspace.columns
    chance = np.random.default_rng(seed)
    fixed = dict(kept)
    duals, until, is_short = relaxation.duals, limits.until, limits.is_short
    while len(fixed) < len(model.rows):
        done_before = meter.done
        if meter.left <= 0 or meter.is_used(until):
            break
        remainder = model.remainder(fixed)
        master = Master(model, remainder)
        for column, cost in pool.items():
            if column[0] not in fixed:
                master.add(column, cost)
        rounds = ColumnLimits(rounds=_SHORT_ROUNDS if is_short else _ROUNDS)
        duals = generate_columns(master, meter, start=duals, limits=rounds).duals
        try:
            master.solve()
        except ArithmeticError:
            break
        pool.update(master.costs)
        values = master.values()
        noisy = [value + _NOISE * chance.random() for _, value in values]
        order = sorted(range(len(values)), key=lambda number: -noisy[number])
        count = _rows_at_a_time(len(remainder.officers), meter.done - done_before, meter.left_until(until))
        is_short = count > _usual_rows(len(remainder.officers))
        for number in order:
            (officer, marks), value = values[number]
            if officer not in fixed and (value >= _WHOLE or count > 0):
                fixed[officer] = marks
                count -= value < _WHOLE
    return roster_of_columns(workspace, fixed)


def _rows_at_a_time(officers: int, step_work: float, left: float) -> int:
    """Return how many rows to fix, so that the steps for so many officers, the last of this work, end in time."""
    if left <= 0:
        return officers
    return max(_usual_rows(officers), ceil(step_work * officers / 2 / left))  # fewer officers later: half the work


def _usual_rows(officers: int) -> int:
    return 2 if officers > _LARGE else 1
