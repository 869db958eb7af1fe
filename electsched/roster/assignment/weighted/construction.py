"""A first roster without a linear programme: the best row of each officer in turn, then single rows solved anew.

It takes the work of a few rounds of column generation, so that a search of any size has a roster from its start.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from electsched.roster.assignment.arrays import Floats
from electsched.roster.assignment.weighted.model import Marks, WeightedModel
from electsched.roster.assignment.weighted.workspace import Workspace

__all__ = ["descended_roster", "first_roster", "roster_of_columns"]


def first_roster(workspace: Workspace) -> dict[int, Marks] | None:
    """Return a roster of the best row of each officer in turn; None if an officer has no row.

    The rows are added to the columns of the workspace.
    """
    model = workspace.model
    rows: dict[int, Marks] = {}
    present = np.zeros(len(model.needs))
    for officer in range(len(model.rows)):
        _, marks = _best_row(workspace, officer, _gains(model, present))
        if not marks:
            return None
        rows[officer] = marks
        present += model.cover(officer, marks)
    return rows


def roster_of_columns(workspace: Workspace, fixed: Mapping[int, Marks]) -> dict[int, Marks]:
    """Return a roster with the fixed rows, and for each other officer in turn the best of the columns so far."""
    model, rows = workspace.model, dict(fixed)
    present = _present(model, fixed)
    columns: dict[int, list[tuple[Marks, float]]] = {}
    for (officer, marks), cost in workspace.columns.items():
        if officer not in fixed:
            columns.setdefault(officer, []).append((marks, cost))
    for officer in sorted(columns):
        gains = _gains(model, present)
        rows[officer], _ = min(columns[officer], key=lambda column: column[1] - gains @ model.cover(officer, column[0]))
        present += model.cover(officer, rows[officer])
    return rows


def descended_roster(workspace: Workspace, rows: Mapping[int, Marks], until: float) -> dict[int, Marks]:
    """Return a roster of at most the same cost, in which no single row can be better, or until the work is used.

    Args:
        workspace: The problem; the rows that are tried are added to its columns.
        rows: The rows of all officers.
        until: The part of the budget after which the descent ends.
    """
    model, best = workspace.model, dict(rows)
    present = _present(model, best)
    unchanged = 0
    while unchanged < len(best):
        for officer, old_marks in list(best.items()):
            if unchanged >= len(best) or workspace.meter.is_used(until):
                return best
            others = present - model.cover(officer, old_marks)
            gains = _gains(model, others)
            cost, marks = _best_row(workspace, officer, gains)
            # the cost by the same programme, also of a cyclic row, so that each change is a gain and the descent ends
            if cost < model.rows[officer].cost(old_marks) - float(gains @ model.cover(officer, old_marks)):
                best[officer] = marks
                unchanged = 0
            unchanged += 1
            present = others + model.cover(officer, best[officer])
    return best


def _present(model: WeightedModel, rows: Mapping[int, Marks]) -> Floats:
    """Return how many officers count for each need."""
    return model.least - model.remainder(rows).least


def _gains(model: WeightedModel, present: Floats) -> Floats:
    """Return for each need how much one more officer saves; negative if it costs."""
    return np.where(present < model.least, model.under, np.where(present >= model.most, -model.over, 0.0))


def _best_row(workspace: Workspace, officer: int, gains: Floats) -> tuple[float, Marks]:
    """Return the cheapest row and its cost less its gains, and add it to the columns with its own cost."""
    model = workspace.model
    rows = model.rows[officer]
    cost, marks = rows.cheapest(model.prices(officer, gains))
    workspace.meter.spend(rows.work)
    if marks:
        workspace.columns[officer, marks] = cost + float(gains @ model.cover(officer, marks))
    return cost, marks
