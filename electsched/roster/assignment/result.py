"""The result of an assignment: the roster by name, and the proofs about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Literal

import attrs

from electsched.roster.assignment.budget import Budget
from electsched.roster.assignment.cells import refused_requests
from electsched.roster.assignment.conflict import Conflict
from electsched.roster.assignment.evaluation import Cover, Excess, cover, excesses, totals
from electsched.roster.assignment.fair.bound import Spread
from electsched.roster.assignment.problem import AssignmentProblem, Request, Rows
from electsched.staffing.tables import csv_text
from electsched.values import value_text

__all__ = ["AssignmentResult", "AssignmentStatus", "OfficerLoad"]

AssignmentStatus = Literal["optimal", "feasible", "infeasible", "unknown"]
"""``optimal``: no roster is better, by proof: none costs less, or, without weights, none has a smaller spread by one
criterion and no larger one by the others. ``infeasible``: there is no roster, by proof."""
_COLUMNS = ("officer", "duties", "minutes", "nights", "weekend_duties", "single_duties", "single_days_off")


@attrs.frozen(kw_only=True)
class OfficerLoad:
    """The totals of an officer, without the work before the first day.

    Attributes:
        officer: The key of the officer.
        duties: Days of duty.
        minutes: Minutes on duty.
        nights: Nights.
        weekend_duties: Duties on Saturdays and Sundays.
        single_duties: Single days of duty between two days off.
        single_days_off: Single days off between two days of duty.
    """

    DATA: ClassVar = _COLUMNS

    officer: str
    duties: int
    minutes: int
    nights: int
    weekend_duties: int
    single_duties: int
    single_days_off: int

    __repr__ = value_text


@attrs.frozen(kw_only=True, repr=False)
class AssignmentResult:
    """The best roster by name that was found, with its proofs.

    Attributes:
        problem: The problem.
        status: Whether there is a roster, and whether it is proven best.
        rows: The row of each officer; None if there is no roster.
        objective: The cost under requests, weighted rules and needs; None if there is no roster.
        bound: No roster costs less; None if unknown.
        spreads: The spreads of duties, nights and weekend duties, each with its bound; empty if there is no roster.
        proved_by: The method of the proof; empty if nothing is proven.
        conflict: Needs that cannot be filled together, if that is why there is no roster.
        seed: The seed of random choices.
        budget: The budget.
        work: The units of work that were done.
        repeatable: Whether the same problem, seed and budget give the same result: the clock did not stop the search.
        interrupted: Whether the search was interrupted.
        solver: The solver and its version.
    """

    DATA: ClassVar = (
        "status",
        "objective",
        "bound",
        "gap",
        "proved_by",
        "conflict",
        "cover",
        "spreads",
        "excesses",
        "refused",
        "seed",
        "budget",
        "work",
        "repeatable",
        "interrupted",
        "solver",
        "loads",
        "rows",
    )
    """The keys of the data of a result."""
    DATA_TYPES: ClassVar = {"loads": tuple[OfficerLoad, ...], "rows": Mapping[str, tuple[str, ...]] | None}

    problem: AssignmentProblem
    status: AssignmentStatus
    rows: Rows | None
    objective: int | None
    bound: int | None
    spreads: tuple[Spread, ...] = ()
    proved_by: str = ""
    conflict: Conflict | None = None
    seed: int = 0
    budget: Budget = attrs.field(factory=Budget)
    work: float = 0.0
    repeatable: bool = True
    interrupted: bool = False
    solver: str = "electsched"

    def __repr__(self) -> str:
        """Return its status, objective and bound."""
        return f"AssignmentResult({self.status}, objective {self.objective}, bound {self.bound})"

    @property
    def gap(self) -> int | None:
        """By how much the cost may be above the least; None if unknown."""
        return None if self.objective is None or self.bound is None else self.objective - self.bound

    @property
    def is_fairest(self) -> bool:
        """Whether the roster cannot be fairer by any criterion of spreads."""
        return bool(self.spreads) and all(spread.is_least for spread in self.spreads)

    @property
    def cover(self) -> Cover | None:
        """The places that are needed, and those that are filled; None if there is no roster."""
        return None if self.rows is None else cover(self.problem, self.rows)

    @property
    def excesses(self) -> tuple[Excess, ...]:
        """How far each officer is beyond the limits of rules that are weighted or for information."""
        return () if self.rows is None else excesses(self.problem, self.rows)

    @property
    def refused(self) -> tuple[Request, ...]:
        """The requests that the roster does not grant, in the order of the problem; empty if there is no roster."""
        return () if self.rows is None else refused_requests(self.problem, self.rows)

    def loads(self) -> list[dict[str, Any]]:
        """Return the totals of each officer: duties, minutes, nights, weekend duties, single duties and days off."""
        if self.rows is None:
            return []
        counted = [
            (officer.key, totals(self.problem, officer, self.rows[officer.key])) for officer in self.problem.officers
        ]
        return [{"officer": key} | {name: getattr(row, name) for name in _COLUMNS[1:]} for key, row in counted]

    def loads_csv(self) -> str:
        """Return the totals of each officer as CSV."""
        return csv_text(_COLUMNS, ([load[column] for column in _COLUMNS] for load in self.loads()))

    def to_frame(self) -> Any:  # noqa: ANN401  # a pandas.DataFrame; pandas is optional
        """Return the totals of each officer as a `pandas.DataFrame`, indexed by the key of the officer.

        The columns are those of `loads`; ``minutes`` are on duty. There is no row if there is no roster.

        Raises:
            ModuleNotFoundError: pandas is not installed.
        """
        import pandas as pd  # noqa: PLC0415  # optional, and heavy

        return pd.DataFrame(self.loads(), columns=_COLUMNS).set_index("officer")

    def to_dict(self) -> dict[str, Any]:
        """Return the result as plain data for JSON; the problem is not in it."""
        return {
            "status": self.status,
            "objective": self.objective,
            "bound": self.bound,
            "gap": self.gap,
            "proved_by": self.proved_by,
            "conflict": None if self.conflict is None else self.conflict.to_dict(),
            "cover": None if self.cover is None else attrs.asdict(self.cover),
            "spreads": [attrs.asdict(spread) for spread in self.spreads],
            "excesses": [attrs.asdict(excess) for excess in self.excesses],
            "refused": [attrs.asdict(request) | {"day": request.day.isoformat()} for request in self.refused],
            "seed": self.seed,
            "budget": attrs.asdict(self.budget),
            "work": round(self.work, 3),
            "repeatable": self.repeatable,
            "interrupted": self.interrupted,
            "solver": self.solver,
            "loads": self.loads(),
            "rows": None if self.rows is None else {key: list(row) for key, row in self.rows.items()},
        }
