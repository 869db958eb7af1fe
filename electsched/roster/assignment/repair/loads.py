"""The distribution of duties before and after a repair: of each officer, and the spreads against what is possible."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Literal

import attrs

from electsched.i18n.languages import words
from electsched.roster.assignment.evaluation import totals
from electsched.roster.assignment.fair.bound import least_spread
from electsched.roster.assignment.problem import AssignmentProblem, Rows
from electsched.roster.sheets.rows import DutyTable
from electsched.values import value_text

__all__ = ["CRITERIA", "LoadChange", "LoadSpread", "load_changes", "load_spreads", "load_table"]

LoadCriterion = Literal["duties", "hours", "nights", "weekend_duties"]
CRITERIA: tuple[LoadCriterion, ...] = ("duties", "hours", "nights", "weekend_duties")
"""The quantities that are compared; hours are of real shifts, a weekend duty begins on a Saturday or Sunday."""


@attrs.frozen(kw_only=True)
class LoadChange:
    """The totals of an officer before and after a repair.

    Attributes:
        officer: The key of the officer.
        before: The total of each criterion in the published roster.
        after: The total of each criterion in the repaired roster.
    """

    officer: str
    before: dict[LoadCriterion, float]
    after: dict[LoadCriterion, float]

    __repr__ = value_text

    def to_dict(self) -> dict[str, Any]:
        """Return the totals as plain data."""
        return attrs.asdict(self)


@attrs.frozen(kw_only=True)
class LoadSpread:
    """The difference between the officers with the most and the fewest.

    Attributes:
        criterion: The criterion.
        before: The difference in the published roster.
        after: The difference in the repaired roster.
        bound: No roster with as many duties in all has a smaller difference; None for hours of shifts that differ.
    """

    criterion: LoadCriterion
    before: float
    after: float
    bound: float | None

    __repr__ = value_text

    def to_dict(self) -> dict[str, Any]:
        """Return the spread as plain data."""
        return attrs.asdict(self)


def load_changes(problem: AssignmentProblem, before: Rows, after: Rows) -> tuple[LoadChange, ...]:
    """Return the totals of each officer, in the order of the problem."""

    def counted(rows: Rows) -> Iterator[dict[LoadCriterion, float]]:
        for officer in problem.officers:
            row = totals(problem, officer, rows[officer.key])
            yield {
                "duties": row.duties,
                "hours": row.minutes / 60,
                "nights": row.nights,
                "weekend_duties": row.weekend_duties,
            }

    pairs = zip(problem.officers, counted(before), counted(after), strict=True)
    return tuple(LoadChange(officer=officer.key, before=old, after=new) for officer, old, new in pairs)


def load_spreads(problem: AssignmentProblem, loads: Iterable[LoadChange]) -> tuple[LoadSpread, ...]:
    """Return the spread of each criterion before and after."""
    changes = [*loads]
    lengths = {shift.minutes / 60 for shift in problem.shifts}
    spreads = []
    for criterion in CRITERIA:
        befores, afters = ([getattr(change, name)[criterion] for change in changes] for name in ("before", "after"))
        bound: float | None
        if criterion == "hours":
            duties = int(sum(change.after["duties"] for change in changes))
            bound = least_spread(duties, len(changes)) * next(iter(lengths)) if len(lengths) == 1 else None
        else:
            bound = least_spread(int(sum(afters)), len(changes))
        spreads.append(
            LoadSpread(
                criterion=criterion,
                before=max(befores, default=0) - min(befores, default=0),
                after=max(afters, default=0) - min(afters, default=0),
                bound=bound,
            )
        )
    return tuple(spreads)


def load_table(loads: Iterable[LoadChange], language: str) -> DutyTable:
    """Return the totals as a table, with a column for each criterion before and after.

    Raises:
        UnknownNameError: The package has no words in that language.
    """
    columns = [(criterion, name) for criterion in CRITERIA for name in ("before", "after")]
    head = ("officer", *(f"{criterion}_{name}" for criterion, name in columns))
    rows = ((load.officer, *(getattr(load, name)[criterion] for criterion, name in columns)) for load in loads)
    return DutyTable(words(language)["table.loads"], head, tuple(rows))
