"""The costs of a construction by officer: work before the first day, own totals, and requests."""

from __future__ import annotations

from collections.abc import Iterator

from electsched.roster.assignment.capacity import most_in_all
from electsched.roster.assignment.cells import request_costs
from electsched.roster.assignment.problem import AssignmentProblem

__all__ = ["ahead_of_others", "fewer_than_average", "requested_costs"]

_REQUEST = 3000
"""The cost of the request with the largest weight."""


def ahead_of_others(problem: AssignmentProblem) -> list[tuple[float, float, float]]:
    """Return by how much the duties, nights and weekend duties before the first day exceed their averages."""
    totals = [
        (officer.history.duties, officer.history.nights, officer.history.weekend_duties) for officer in problem.officers
    ]
    duties, nights, weekend_duties = (sum(column) / len(totals) for column in zip(*totals, strict=True))
    return [(total[0] - duties, total[1] - nights, total[2] - weekend_duties) for total in totals]


def fewer_than_average(problem: AssignmentProblem) -> Iterator[float]:
    """Yield by how many duties each officer must stay below the average of all, negative above it, by own totals."""
    average = sum(need.least for need in problem.needs if not need.role) / max(1, len(problem.officers))
    longest = max((shift.minutes for shift in problem.shifts), default=0)
    for officer in problem.officers:
        limits = {rule.key: rule.limit for rule in problem.rules_of(officer).values() if rule.severity == "error"}
        least = max(limits.get("duties-least", 0), limits.get("minutes-least", 0) / longest if longest else 0)
        yield average - max(least, min(average, most_in_all(problem, officer, nights=False)))


def requested_costs(problem: AssignmentProblem) -> Iterator[list[dict[str, int]]]:
    """Yield what each mark of an officer costs on each day by the requests, as part of the costs of a construction."""
    if not problem.requests:
        nothing: dict[str, int] = {}
        yield from [[nothing] * problem.days] * len(problem.officers)
        return
    heaviest = max((request.weight for request in problem.requests), default=0) or 1
    costs = request_costs(problem)
    for officer in problem.officers:
        yield [{mark: cost * _REQUEST // heaviest for mark, cost in cell.items()} for cell in costs[officer.key]]
