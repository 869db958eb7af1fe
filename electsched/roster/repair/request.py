"""The settings of the repair of a plan."""

from __future__ import annotations

from datetime import date, datetime

import attrs

from electsched.roster.assignment.budget import Budget

__all__ = ["RepairRequest"]


@attrs.frozen(kw_only=True)
class RepairRequest:
    """The settings of a repair.

    Attributes:
        at: The moment up to which duties have begun; None if none has.
        decided: The day of the decision, from which notice is counted; None if it is not known.
        open_teams: Whether a duty can have people beside those of its team and their substitutes, as in a roster by
            name. A plan records substitutes alone.
        budget: The work of the solver.
    """

    at: datetime | None = None
    decided: date | None = None
    open_teams: bool = False
    budget: Budget = attrs.field(factory=lambda: Budget(work=4.0))
