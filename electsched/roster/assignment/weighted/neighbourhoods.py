"""Large neighbourhoods of a roster: parts that are solved anew while the rest stays.

Each move returns a roster that costs less, or None. A move over officers is refused with proof, and fast, if the linear
programme of what is left shows that they cannot do better.
"""

from __future__ import annotations

from collections.abc import Mapping

import attrs
import numpy as np

from electsched.roster.assignment.arrays import Floats
from electsched.roster.assignment.weighted.column_generation import ColumnLimits, Relaxation, generate_columns
from electsched.roster.assignment.weighted.cp_roster import CpAnswer, CpLimits, solve_cells
from electsched.roster.assignment.weighted.master import Master
from electsched.roster.assignment.weighted.model import Marks
from electsched.roster.assignment.weighted.workspace import Workspace

__all__ = ["Incumbent", "solve_all", "solve_days", "solve_officers"]

MarksByOfficer = Mapping[int, Marks]
_TOLERANCE = 1e-6


@attrs.frozen(eq=False)
class Incumbent:
    """The best roster so far.

    Attributes:
        rows: The row of each officer.
        cost: Its cost.
    """

    rows: MarksByOfficer
    cost: int


def solve_days(workspace: Workspace, incumbent: Incumbent, days: range, limits: CpLimits) -> CpAnswer:
    """Solve some days of all officers anew, the others fixed."""
    free = {}
    for officer, marks in incumbent.rows.items():
        cells = np.zeros_like(workspace.model.rows[officer].base, dtype=np.bool_)
        cells[np.arange(len(marks)), list(marks)] = True
        cells[days.start : days.stop] = True
        free[officer] = cells
    return solve_cells(workspace.model, free, incumbent.rows, workspace.meter, limits)


def solve_officers(
    workspace: Workspace, incumbent: Incumbent, officers: tuple[int, ...], duals: Floats, limits: CpLimits
) -> CpAnswer:
    """Solve all days of some officers anew, the others fixed; columns that are priced are added to the workspace."""
    model = workspace.model
    fixed = {officer: marks for officer, marks in incumbent.rows.items() if officer not in officers}
    master = Master(model, model.remainder(fixed))
    for column, cost in workspace.columns.items():
        if column[0] in officers:
            master.add(column, cost)
    for officer in officers:
        marks = incumbent.rows[officer]
        master.add((officer, marks), model.row_cost(officer, marks))
    fixed_cost = sum(model.row_cost(officer, marks) for officer, marks in fixed.items())
    cutoff = ColumnLimits(cutoff=limits.below - fixed_cost)
    relaxation = generate_columns(master, workspace.meter, start=duals, limits=cutoff)
    workspace.columns.update(master.costs)
    if relaxation.rounded + fixed_cost >= limits.below:
        return CpAnswer(None, None, complete=True)
    with_fixed = attrs.evolve(relaxation, bound=relaxation.bound + fixed_cost)
    return _solve_by_slack(workspace, incumbent, officers, with_fixed, limits)


def solve_all(workspace: Workspace, incumbent: Incumbent, relaxation: Relaxation, limits: CpLimits) -> CpAnswer:
    """Solve the whole problem, in the cells through which a row of a better roster can lead."""
    return _solve_by_slack(workspace, incumbent, tuple(incumbent.rows), relaxation, limits)


def _solve_by_slack(
    workspace: Workspace, incumbent: Incumbent, officers: tuple[int, ...], relaxation: Relaxation, limits: CpLimits
) -> CpAnswer:
    """Solve the cells whose slack is no more than the gap: a row through another makes no roster cheaper."""
    model, gap = workspace.model, limits.below - 1 - relaxation.bound + _TOLERANCE
    free = {}
    for officer in officers:
        rows = model.rows[officer]
        free[officer] = rows.slack(model.prices(officer, relaxation.duals)) <= gap
        workspace.meter.spend(3 * rows.work)
    return solve_cells(model, free, incumbent.rows, workspace.meter, limits)
