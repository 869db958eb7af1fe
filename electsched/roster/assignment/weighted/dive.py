"""Dives: rows are fixed one after another by the linear programme, and the others priced anew."""

from __future__ import annotations

import numpy as np

from electsched.roster.assignment.weighted.column_generation import Relaxation, generate_columns
from electsched.roster.assignment.weighted.master import Master
from electsched.roster.assignment.weighted.model import Marks
from electsched.roster.assignment.weighted.workspace import Workspace

__all__ = ["dive"]

_WHOLE = 0.999
_ROUNDS = 6
_LARGE = 20
"""Above so many officers two rows are fixed at a time."""
_NOISE = 0.02


def dive(workspace: Workspace, relaxation: Relaxation, seed: int) -> dict[int, Marks] | None:
    """Return the rows of all officers; None if the work is done, or a programme is not solved.

    New columns are added to the workspace.
    """
    model, meter, pool = workspace.model, workspace.meter, workspace.columns
    chance = np.random.default_rng(seed)
    fixed: dict[int, Marks] = {}
    duals = relaxation.duals
    while len(fixed) < len(model.rows):
        if meter.left <= 0:
            return None
        remainder = model.remainder(fixed)
        master = Master(model, remainder)
        for column, cost in pool.items():
            if column[0] not in fixed:
                master.add(column, cost)
        duals = generate_columns(master, meter, start=duals, rounds=_ROUNDS).duals
        try:
            master.solve()
        except ArithmeticError:
            return None
        pool.update(master.costs)
        values = master.values()
        noisy = [value + _NOISE * chance.random() for _, value in values]
        order = sorted(range(len(values)), key=lambda number: -noisy[number])
        count = 2 if len(remainder.officers) > _LARGE else 1
        for number in order:
            (officer, marks), value = values[number]
            if officer not in fixed and (value >= _WHOLE or count > 0):
                fixed[officer] = marks
                count -= value < _WHOLE
    return fixed
