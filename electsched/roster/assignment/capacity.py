"""The most duties that officers can do: on days in a row by their longest runs, and in all by the limits of totals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from math import gcd

import attrs

from electsched.roster.assignment.problem import AssignmentProblem, Officer, RowRuleKey, ShiftNeed

__all__ = ["TotalDemand", "WindowCapacity", "longest_run", "most_duties", "total_demands", "unbroken_duties"]

_TOTALS: tuple[RowRuleKey, ...] = ("duties-most", "minutes-most", "nights-most")


def longest_run(problem: AssignmentProblem, officer: Officer) -> int:
    """Return the most days of duty in a row of an officer."""
    return _limits(problem, officer).get("duty-run-most", problem.days)


def _limits(problem: AssignmentProblem, officer: Officer) -> dict[RowRuleKey, int]:
    return {key: rule.limit for key, rule in problem.rules_of(officer).items() if rule.severity == "error"}  # type: ignore[misc]  # the keys of rules


def most_duties(longest_run: int, possible: Sequence[bool]) -> int:
    """Return the most duties of an officer on days in a row: of each run that is too long a day is lost."""
    total = run = 0
    for is_possible in (*possible, False):
        if is_possible:
            run += 1
        else:
            total += unbroken_duties(longest_run, run)
            run = 0
    return total


def unbroken_duties(longest_run: int, days: int) -> int:
    """Return the most duties on so many days in a row on each of which an officer can work."""
    return days - days // (longest_run + 1)


class WindowCapacity:
    """The most duties of some officers on days in a row; officers who can work on the same days are counted at once."""

    def __init__(self, runs: Mapping[str, int], works: Mapping[str, Sequence[bool]]) -> None:
        """Keep the longest run of each officer, and the days on which those who count can work."""
        alike = Counter((runs[key], tuple(possible)) for key, possible in works.items())
        self._groups = [
            (count, run, possible, [0, *accumulate(not is_possible for is_possible in possible)])
            for (run, possible), count in alike.items()
        ]

    def of(self, first: int, length: int) -> int:
        """Return the most duties on so many days from a first one on."""
        end, total = first + length, 0
        for count, run, possible, barred in self._groups:
            is_whole = barred[end] == barred[first]
            total += count * (unbroken_duties(run, length) if is_whole else most_duties(run, possible[first:end]))
        return total


@attrs.frozen
class TotalDemand:
    """Needs of a whole problem that draw on one total of each officer.

    Attributes:
        needs: The needs.
        missing: How many of their places stay empty at least.
    """

    needs: tuple[ShiftNeed, ...]
    missing: int


def total_demands(
    problem: AssignmentProblem, officers: Sequence[Officer], needs: Sequence[ShiftNeed], most: Mapping[str, int]
) -> Iterator[TotalDemand]:
    """Yield the needs that limits of totals do not allow to fill: of minutes, duties, nights, and caps of a shift.

    Args:
        problem: The problem.
        officers: The officers who count for the needs.
        needs: The needs that must be filled.
        most: The most duties of each officer that the days allow, by key.
    """
    shifts = problem.shift_types
    limits = {officer.key: _limits(problem, officer) for officer in officers}
    minutes = [shifts[need.shift].minutes for need in needs] or [0]
    limited = {key for own in limits.values() for key in own if key in _TOTALS}
    if "minutes-most" in limited:
        unit = gcd(*minutes) or 1
        own_minutes = ((most[key] * max(minutes), own.get("minutes-most")) for key, own in limits.items())
        capacity = sum(days if limit is None else min(days, limit // unit * unit) for days, limit in own_minutes)
        excess = sum(need.least * shifts[need.shift].minutes for need in needs) - capacity
        yield TotalDemand(tuple(needs), -(-excess // max(1, *minutes)))
    if "duties-most" in limited:
        yield _demand(needs, [min(most[key], own.get("duties-most", most[key])) for key, own in limits.items()])
    if "nights-most" in limited:
        nights = [need for need in needs if shifts[need.shift].night]
        yield _demand(nights, [min(most[key], own.get("nights-most", most[key])) for key, own in limits.items()])
    for shift in sorted({key for officer in officers for key in officer.caps}):
        of_shift = [need for need in needs if need.shift == shift]
        caps = [min(most[officer.key], officer.caps.get(shift, problem.days)) for officer in officers]
        yield _demand(of_shift, caps)


def _demand(needs: Sequence[ShiftNeed], capacities: Sequence[int]) -> TotalDemand:
    return TotalDemand(tuple(needs), sum(need.least for need in needs) - sum(capacities))
