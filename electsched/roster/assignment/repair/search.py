"""The search for a repair that moves others as well, with the proof that no repair has fewer gaps and changes."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from electsched.roster.assignment.budget import WorkMeter
from electsched.roster.assignment.problem import Rows
from electsched.roster.assignment.repair.case import RepairCase
from electsched.roster.assignment.repair.window import RepairWindow

__all__ = ["SearchAnswer", "search_repair"]

_REACHES = (3, 7, 21)
"""Days before the first gap and after the last that may change, tried one after the other; at last all days may."""
_STEPS = 4
"""How many numbers of changes are tried one by one, which is fast if few are needed."""
_SHARE = 3
"""A search may take one part in so many of the work that is left."""
_FAIRNESS_WORK = 0.05
"""The most work that goes into fairness at the end."""
_Value = tuple[int, int]
"""Gaps and changes; fewer gaps are better, whatever the changes."""


@attrs.frozen(kw_only=True)
class SearchAnswer:
    """The best repair that was found.

    Attributes:
        rows: The rows.
        proven: Whether no repair of the whole period has fewer gaps, or as many gaps and fewer changes.
        window: The numbers of the days within which that is proven, if it is not for the whole period; None if it is
            proven nowhere.
    """

    rows: Rows
    proven: bool
    window: range | None = None


def search_repair(case: RepairCase, rows: Rows, fewest: int, meter: WorkMeter) -> SearchAnswer:
    """Return the best repair, from rows without a surplus.

    The window of days grows until the bound of the whole period is reached, or the work is used. At last fairness is
    improved in the window, with neither more gaps nor more changes.

    Args:
        case: The case.
        rows: The rows to begin with.
        fewest: No repair without gaps has fewer changes.
        meter: The work that may be done.
    """
    value, bound = (len(case.gaps(rows)), case.changed(rows)), (0, fewest)
    proven_days: range | None = None
    window: RepairWindow | None = None
    for days in _windows(case):
        is_whole = len(days) == case.problem.days
        if not is_whole:
            loose = _least(RepairWindow(case, rows, days, joined=False), bound, value, meter)
            bound = max(bound, loose.bound)
        window = RepairWindow(case, rows, days, joined=True)
        best = _least(window, bound, value, meter)
        if best.rows is not None:
            rows, value = best.rows, (len(case.gaps(best.rows)), case.changed(best.rows))
        if best.complete:
            proven_days = days
            bound = value if is_whole and window.is_exact else bound
        if value <= bound or meter.left <= 0:
            break
    if window is not None and meter.left > 0:
        answer = window.fairest(window.value(*value), min(_FAIRNESS_WORK, meter.left))
        meter.spend(answer.work)
        rows = rows if answer.rows is None else answer.rows
    return SearchAnswer(rows=rows, proven=value <= bound, window=None if value <= bound else proven_days)


def _windows(case: RepairCase) -> Iterator[range]:
    """Yield the days from before the first gap or surplus to after the last, ever more of them, and at last all."""
    concerned = [case.problem.index(gap.day) for gap in case.gaps(case.kept)]
    concerned += [day for day, _ in case.surpluses(case.kept)]
    if not concerned:
        return
    days = case.problem.days
    weekends = case.has_weekend_rule
    yielded = range(0)
    for reach in (*_REACHES, days):
        first, last = max(0, min(concerned) - reach), min(days - 1, max(concerned) + reach)
        if weekends:  # a weekend is in the window, or outside it
            first = max(0, first - case.problem.day(first).weekday())
            last = min(days - 1, last + 6 - case.problem.day(last).weekday())
        window = range(first, last + 1)
        if window != yielded:
            yield window
        yielded = window


@attrs.frozen
class _Least:
    """The best rows of a window that are better than the present ones.

    Attributes:
        bound: No rows of the window have a lower value.
        rows: The rows; None if none were found.
        complete: Whether the rows are the best, or there are none that are better than the present ones.
    """

    bound: _Value
    rows: Rows | None
    complete: bool


def _least(window: RepairWindow, bound: _Value, value: _Value, meter: WorkMeter) -> _Least:
    """Return the best rows of a window whose value lies between a bound and the present value."""
    if bound >= value:
        return _Least(value, None, complete=True)
    gaps, changes = bound
    for fewest in range(changes, changes + _STEPS if gaps == 0 else changes):
        if (0, fewest) >= value:
            return _Least(value, None, complete=True)
        answer = window.within(fewest, meter.left / _SHARE)
        meter.spend(answer.work)
        if answer.rows is not None or not answer.complete:
            return _Least((0, fewest), answer.rows, answer.rows is not None)
        bound = (0, fewest + 1)
    answer = window.fewest(window.value(*value), meter.left / _SHARE)
    meter.spend(answer.work)
    if answer.rows is None:
        return _Least(value if answer.complete else bound, None, answer.complete)
    return _Least(answer.value if answer.complete else bound, answer.rows, answer.complete)
