"""The least spread that any roster can have: a proof by counting, for duties, nights and duties at weekends.

Counts of n officers lie in [m, M] and sum to the demand D; those of the k officers with a role sum to S, which is at
least the number s of duties that need the role. If no such S exists for any m, no roster has the spread M - m.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

import attrs

from electsched.roster.assignment.cells import is_weekend
from electsched.roster.assignment.evaluation import totals
from electsched.roster.assignment.problem import AssignmentProblem, Rows, ShiftNeed

__all__ = ["CRITERIA", "Criterion", "Spread", "least_spread", "spread_bounds", "spreads"]

Criterion = Literal["duties", "nights", "weekend_duties"]
CRITERIA: tuple[Criterion, ...] = ("duties", "nights", "weekend_duties")
"""The criteria of fairness: duties, nights, and duties on Saturdays and Sundays."""


@attrs.frozen(kw_only=True)
class Spread:
    """The difference between the officers with the most and the fewest.

    Attributes:
        criterion: The quantity that is counted.
        fewest: The least count of an officer.
        most: The largest.
        bound: No roster has a smaller difference.
    """

    criterion: Criterion
    fewest: int
    most: int
    bound: int

    @property
    def is_least(self) -> bool:
        """Whether the roster cannot be fairer by this criterion."""
        return self.most - self.fewest <= self.bound


def least_spread(demand: int, officers: int, roles: Iterable[tuple[int, int]] = ()) -> int:
    """Return the least difference between counts that sum to a demand.

    Args:
        demand: The sum of the counts.
        officers: The number of officers.
        roles: For each role, the officers who have it, and the fewest duties that they do together.
    """
    pairs = [*roles]
    for spread in range(demand + 1):
        lowest = range(max(0, demand // officers - spread), demand // officers + 1)
        if any(_is_possible(demand, officers, pairs, (least, least + spread)) for least in lowest):
            return spread
    return demand


def _is_possible(demand: int, officers: int, roles: list[tuple[int, int]], band: tuple[int, int]) -> bool:
    """Return whether counts within the band can sum to the demand, each role doing its least."""
    least, most = band
    if not least * officers <= demand <= most * officers:
        return False
    for holders, needed in roles:
        others = officers - holders
        low = max(least * holders, demand - most * others, needed)
        high = min(most * holders, demand - least * others)
        if low > high:
            return False
    return True


def spread_bounds(problem: AssignmentProblem) -> Mapping[Criterion, int]:
    """Return the least spread of each criterion; 0 if the number of duties is not fixed by the needs."""
    bounds: dict[Criterion, int] = {}
    roles = sorted({need.role for need in problem.needs} - {""})
    for criterion in CRITERIA:
        needs = [need for need in problem.needs if _counts(problem, need, criterion)]
        total = [need for need in needs if not need.role]
        if any(need.most != need.least or need.under is not None or need.over is not None for need in total):
            bounds[criterion] = 0
            continue
        holders = [sum(role in officer.roles for officer in problem.officers) for role in roles]
        needed = [sum(need.least for need in needs if need.role == role and need.under is None) for role in roles]
        demand = sum(need.least for need in total)
        bounds[criterion] = least_spread(demand, len(problem.officers), zip(holders, needed, strict=True))
    return bounds


def _counts(problem: AssignmentProblem, need: ShiftNeed, criterion: Criterion) -> bool:
    if criterion == "nights":
        return problem.shift_types[need.shift].night
    return criterion == "duties" or is_weekend(need.day)


def spreads(problem: AssignmentProblem, rows: Rows) -> tuple[Spread, ...]:
    """Return the spread of each criterion in a roster, with its bound."""
    counted = [totals(problem, officer, rows[officer.key]) for officer in problem.officers]
    bounds = spread_bounds(problem)
    return tuple(
        Spread(
            criterion=criterion,
            fewest=min(getattr(row, criterion) for row in counted),
            most=max(getattr(row, criterion) for row in counted),
            bound=bounds[criterion],
        )
        for criterion in CRITERIA
    )
