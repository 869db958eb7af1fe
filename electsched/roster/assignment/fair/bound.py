"""The least spread that any roster can have: a proof by counting, for duties, nights and duties at weekends.

Totals of n officers lie in [m, M]: the work before the first day, and the counts of the row, of which none exceeds the
days on which the officer can work. The counts sum to the demand D; those of the officers with a role sum to S, which is
at least the number s of duties that need the role. If no such S exists for any m, no roster has the spread M - m.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import ClassVar, Literal

import attrs

from electsched.operation.shifts import OFF
from electsched.roster.assignment.capacity import duty_limit, most_in_all
from electsched.roster.assignment.cells import SATURDAY, allowed_marks, is_weekend, needed_shifts
from electsched.roster.assignment.evaluation import totals
from electsched.roster.assignment.problem import AssignmentProblem, Rows

__all__ = ["CRITERIA", "Criterion", "Spread", "counts_as", "least_spread", "spread_bounds", "spreads"]

Criterion = Literal["duties", "nights", "weekend_duties"]
CRITERIA: tuple[Criterion, ...] = ("duties", "nights", "weekend_duties")
"""The criteria of fairness: duties, nights, and duties on Saturdays and Sundays."""


@attrs.frozen(kw_only=True)
class Spread:
    """The difference between the officers with the most and the fewest.

    Attributes:
        criterion: The quantity that is counted.
        fewest: The least total of an officer, work before the first day included.
        most: The largest.
        bound: No roster has a smaller difference; None if nothing is proven.
    """

    DATA: ClassVar = ("criterion", "fewest", "most", "bound")

    criterion: Criterion
    fewest: int
    most: int
    bound: int | None

    @property
    def is_least(self) -> bool:
        """Whether the roster cannot be fairer by this criterion."""
        return self.bound is not None and self.most - self.fewest <= self.bound


def least_spread(demand: int, officers: int, roles: Iterable[tuple[int, int]] = ()) -> int:
    """Return the least difference between counts that sum to a demand, all beginning at 0.

    Args:
        demand: The sum of the counts.
        officers: The number of officers.
        roles: For each role, the officers who have it, and the fewest duties that they do together.
    """
    role_groups = [(Counter({(0, demand): holders}), needed) for holders, needed in roles]
    return _least_spread(demand, Counter({(0, demand): officers}), role_groups)


_Group = Counter[tuple[int, int]]
"""How many officers have a total before the first day, and can do so many duties at the most."""


def _least_spread(demand: int, officers: _Group, roles: Sequence[tuple[_Group, int]]) -> int:
    """Return the least difference between totals; the demand if the duties cannot be done at all."""
    totals = [total for total, _ in officers.elements()]
    average, lowest, highest = (demand + sum(totals)) // len(totals), min(totals), max(totals)
    others = [(officers - holders, holders, needed) for holders, needed in roles]

    def is_possible(spread: int) -> bool:
        bands = (
            (least, least + spread) for least in range(max(lowest, average - spread, highest - spread), average + 1)
        )
        return any(_is_possible(demand, officers, others, band) for band in bands)

    if not is_possible(demand + highest - lowest):
        return demand
    spreads = range(demand + highest - lowest)
    return bisect_left(spreads, 1, key=lambda spread: int(is_possible(spread)))  # a larger band holds the smaller one


def _is_possible(
    demand: int, officers: _Group, roles: Sequence[tuple[_Group, _Group, int]], band: tuple[int, int]
) -> bool:
    """Return whether totals within the band are possible, each role doing its least."""
    reach = _reach(officers, band)
    if reach is None or not reach[0] <= demand <= reach[1]:
        return False
    for others, holders, needed in roles:
        holder_reach, other_reach = _reach(holders, band) or (0, 0), _reach(others, band) or (0, 0)
        if max(holder_reach[0], demand - other_reach[1], needed) > min(holder_reach[1], demand - other_reach[0]):
            return False
    return True


def _reach(officers: _Group, band: tuple[int, int]) -> tuple[int, int] | None:
    """Return the fewest and the most duties of officers whose totals lie in a band; None if somebody's cannot."""
    fewest = most = 0
    for (total, limit), count in officers.items():
        low, high = max(0, band[0] - total), min(limit, band[1] - total)
        if low > high:
            return None
        fewest, most = fewest + count * low, most + count * high
    return fewest, most


def spread_bounds(problem: AssignmentProblem) -> Mapping[Criterion, int | None]:
    """Return the least spread of each criterion; None if the number of duties is not fixed by the needs."""
    bounds: dict[Criterion, int | None] = {}
    allowed = allowed_marks(problem)
    roles = sorted({need.role for need in problem.needs} - {""})
    for criterion in CRITERIA:
        demand = _demand(problem, criterion)
        if demand is None:
            bounds[criterion] = None
            continue
        needs = [need for need in problem.needs if counts_as(problem, need.day, need.shift, criterion)]
        places = _places(problem, allowed, criterion)
        groups = []
        for role in roles:
            holders = Counter(places[officer.key] for officer in problem.officers if role in officer.roles)
            needed = sum(need.least for need in needs if need.role == role and need.under is None)
            groups.append((holders, needed))
        bounds[criterion] = _least_spread(demand, Counter(places.values()), groups)
    return bounds


def _demand(problem: AssignmentProblem, criterion: Criterion) -> int | None:
    """Return how many duties there are in every roster; None if the needs leave it open."""
    needs = {(need.day, need.shift): need for need in problem.needs if not need.role}
    for index, shifts in enumerate(needed_shifts(problem)):
        for shift in shifts:
            need = needs.get((problem.day(index), shift))  # a shift that only roles need may have any number of people
            is_exact = need is not None and need.most == need.least and need.under is None and need.over is None
            if not is_exact and counts_as(problem, problem.day(index), shift, criterion):
                return None
    counted = [need.least for (day, shift), need in needs.items() if counts_as(problem, day, shift, criterion)]
    pinned = [
        pin
        for pin in problem.pins
        if pin.shift != OFF and (pin.day, pin.shift) not in needs and counts_as(problem, pin.day, pin.shift, criterion)
    ]
    return sum(counted) + len(pinned)


def _places(
    problem: AssignmentProblem, allowed: Mapping[str, list[tuple[str, ...]]], criterion: Criterion
) -> dict[str, tuple[int, int]]:
    """Return the total of each officer before the first day, and the most that the row can add to it."""
    nights = {shift.key for shift in problem.shifts if shift.night}
    weekend = [weekday >= SATURDAY for weekday in problem.weekdays]
    places: dict[str, tuple[int, int]] = {}
    for officer in problem.officers:
        days = allowed[officer.key]
        if criterion == "nights":
            possible = [not nights.isdisjoint(marks) for marks in days]
        else:
            possible = [
                marks != (OFF,) and (criterion == "duties" or is_in) for marks, is_in in zip(days, weekend, strict=True)
            ]
        most = duty_limit(problem, officer).most(possible)
        most = min(most, most_in_all(problem, officer, nights=criterion == "nights"))
        places[officer.key] = getattr(officer.history, criterion), most
    return places


def counts_as(problem: AssignmentProblem, day: date, shift: str, criterion: Criterion) -> bool:
    """Return whether a duty of a shift on a day counts under a criterion."""
    if criterion == "nights":
        return problem.shift_types[shift].night
    return criterion == "duties" or is_weekend(day)


def spreads(problem: AssignmentProblem, rows: Rows) -> tuple[Spread, ...]:
    """Return the spread of each criterion in a roster, with its bound; work before the first day is added."""
    counted = [(officer.history, totals(problem, officer, rows[officer.key])) for officer in problem.officers]
    bounds = spread_bounds(problem)
    spreads = []
    for criterion in CRITERIA:
        sums = [getattr(history, criterion) + getattr(row, criterion) for history, row in counted]
        fewest, most = min(sums), max(sums)
        bound = 0 if fewest == most else bounds[criterion]  # no difference needs no proof
        spreads.append(Spread(criterion=criterion, fewest=fewest, most=most, bound=bound))
    return tuple(spreads)
