"""The settings of the repair of a plan."""

from __future__ import annotations

from datetime import date, datetime

import attrs

from electsched.roster.assignment.budget import Budget
from electsched.roster.duty import Duty
from electsched.timespan import aware
from electsched.values import value_text

__all__ = ["RepairRequest"]


@attrs.frozen(kw_only=True)
class RepairRequest:
    """The settings of a repair.

    Attributes:
        at: The moment up to which duties have begun; None if none has.
        decided: The day of the decision, from which notice is counted; None if it is not known.
        open_teams: Whether a duty can have people beside those of its team and their substitutes, as in a roster by
            name. A plan records substitutes alone.
        history: The duties before the first day, from which rest and runs go on.
        budget: The work of the solver.

    Raises:
        InputError: ``at`` has no zone.
    """

    at: datetime | None = attrs.field(default=None, validator=aware)
    decided: date | None = None
    open_teams: bool = False
    history: tuple[Duty, ...] = attrs.field(default=(), repr=False)
    budget: Budget = attrs.field(factory=lambda: Budget(work=4.0))

    __repr__ = value_text
