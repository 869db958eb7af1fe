"""The parts of a search that all its steps share."""

from __future__ import annotations

import attrs

from electsched.roster.assignment.budget import WorkMeter
from electsched.roster.assignment.weighted.master import Column
from electsched.roster.assignment.weighted.model import WeightedModel

__all__ = ["Workspace"]


@attrs.frozen(eq=False)
class Workspace:
    """The problem of a search, its work, and the columns that were priced so far.

    Attributes:
        model: The problem.
        meter: The work.
        columns: The cost of each column; steps add to it.
    """

    model: WeightedModel
    meter: WorkMeter
    columns: dict[Column, float]
