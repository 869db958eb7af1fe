"""The most duties that officers can do: on days in a row by their longest runs, and in all by the limits of totals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from math import gcd

import attrs

from electsched.operation.shifts import DAY_MINUTES
from electsched.roster.assignment.problem import AssignmentProblem, Officer, RowRuleKey, ShiftNeed

__all__ = ["DutyLimit", "TotalDemand", "WindowCapacity", "duty_limit", "most_in_all", "total_demands"]

_TOTALS: tuple[RowRuleKey, ...] = ("duties-most", "minutes-most", "nights-most")


@attrs.frozen
class DutyLimit:
    """The most duties of an officer on days in a row, by the longest run and the hours of seven days.

    Attributes:
        run: The most days of duty in a row.
        week: The most duties on `week_days` days in a row.
        week_days: Days in a row whose shifts all lie in the seven days that end with any shift of the last day.
    """

    run: int
    week: int
    week_days: int

    @property
    def remembered(self) -> int:
        """The days in a row on which the limit is first felt."""
        return max(self.run + 1, self.week_days if self.week < self.week_days else 0)

    def most(self, possible: Sequence[bool]) -> int:
        """Return the most duties on days in a row, of which some are possible days of duty.

        Of each run that is too long a day is lost.
        """
        total = run = 0
        for is_possible in (*possible, False):
            if is_possible:
                run += 1
            else:
                total += run - run // (self.run + 1)
                run = 0
        if self.week >= self.week_days:
            return total
        weeks = (possible[first : first + self.week_days] for first in range(0, len(possible), self.week_days))
        return min(total, sum(min(self.week, sum(week)) for week in weeks))

    def unbroken(self, days: int) -> int:
        """Return the most duties on so many days in a row, all of which are possible days of duty."""
        by_run = days - days // (self.run + 1)
        if self.week >= self.week_days:
            return by_run
        weeks, remainder = divmod(days, self.week_days)
        return min(by_run, weeks * self.week + min(self.week, remainder))


def duty_limit(problem: AssignmentProblem, officer: Officer) -> DutyLimit:
    """Return the most duties of an officer on days in a row."""
    limits = _limits(problem, officer)
    run = limits.get("duty-run-most", problem.days)
    last_end = max(shift.start_minute + shift.minutes for shift in problem.shifts)
    days = 1 + (7 * DAY_MINUTES + min(shift.start_minute for shift in problem.shifts) - last_end) // DAY_MINUTES
    if "week-hours" not in limits:
        return DutyLimit(run, days, days)
    return DutyLimit(run, limits["week-hours"] * 60 // min(shift.minutes for shift in problem.shifts), days)


def most_in_all(problem: AssignmentProblem, officer: Officer, *, nights: bool) -> int:
    """Return the most duties, or nights, that the limits of an officer's totals allow on any days."""
    limits, shifts = _limits(problem, officer), [shift for shift in problem.shifts if shift.night or not nights]
    most = [problem.days, *(limits[key] for key in ("duties-most", *["nights-most"] * nights) if key in limits)]
    shortest = min((shift.minutes for shift in problem.shifts), default=0)
    if "minutes-most" in limits and shortest:
        most.append(limits["minutes-most"] // shortest)
    most += [cap for name, cap in officer.caps.items() if all(name in shift.names for shift in shifts)]
    return min(most)


def _limits(problem: AssignmentProblem, officer: Officer) -> dict[RowRuleKey, int]:
    return {key: rule.limit for key, rule in problem.rules_of(officer).items() if rule.severity == "error"}  # type: ignore[misc]  # the keys of rules


class WindowCapacity:
    """The most duties of some officers on days in a row; officers who can work on the same days are counted at once."""

    def __init__(self, limits: Mapping[str, DutyLimit], works: Mapping[str, Sequence[bool]]) -> None:
        """Keep the limit of each officer, and the days on which those who count can work."""
        officer_counts = Counter((limits[key], tuple(possible)) for key, possible in works.items())
        self._groups = [
            (count, limit, possible, [0, *accumulate(not is_possible for is_possible in possible)])
            for (limit, possible), count in officer_counts.items()
        ]

    def of(self, first: int, length: int) -> int:
        """Return the most duties on so many days from a first one on."""
        end, total = first + length, 0
        for count, limit, possible, barred in self._groups:
            is_whole = barred[end] == barred[first]
            total += count * (limit.unbroken(length) if is_whole else limit.most(possible[first:end]))
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
    limited = {key for officer_limits in limits.values() for key in officer_limits if key in _TOTALS}
    if "minutes-most" in limited:
        unit = gcd(*minutes) or 1
        own_minutes = (
            (most[key] * max(minutes), officer_limits.get("minutes-most")) for key, officer_limits in limits.items()
        )
        capacity = sum(days if limit is None else min(days, limit // unit * unit) for days, limit in own_minutes)
        excess = sum(need.least * shifts[need.shift].minutes for need in needs) - capacity
        yield TotalDemand(tuple(needs), -(-excess // max(1, *minutes)))
    if "duties-most" in limited:
        yield _demand(
            needs,
            [min(most[key], officer_limits.get("duties-most", most[key])) for key, officer_limits in limits.items()],
        )
    if "nights-most" in limited:
        nights = [need for need in needs if shifts[need.shift].night]
        yield _demand(
            nights,
            [min(most[key], officer_limits.get("nights-most", most[key])) for key, officer_limits in limits.items()],
        )
    for name in sorted({name for officer in officers for name in officer.caps}):
        capped = [need for need in needs if name in shifts[need.shift].names]
        caps = [min(most[officer.key], officer.caps.get(name, problem.days)) for officer in officers]
        yield _demand(capped, caps)


def _demand(needs: Sequence[ShiftNeed], capacities: Sequence[int]) -> TotalDemand:
    return TotalDemand(tuple(needs), sum(need.least for need in needs) - sum(capacities))
