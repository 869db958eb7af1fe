"""The search for a repair that moves others as well, with the proof that no repair has fewer gaps and changes."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from electsched.roster.assignment.budget import WorkMeter
from electsched.roster.assignment.problem import Rows
from electsched.roster.assignment.repair.case import RepairCase
from electsched.roster.assignment.repair.programme import ProgrammeBound
from electsched.roster.assignment.repair.row_window import tighten
from electsched.roster.assignment.repair.window import RepairWindow, WindowAnswer

__all__ = ["SearchAnswer", "search_repair"]

_REACHES = (5, 10, 21)
"""Days before the first gap and after the last that may change, tried one after the other; at last all days may."""
_ROOMS = (0, 0, 1, 4)
"""By how many changes rows may be above a bound in the first searches, which exclude most cells."""
_FIRST_WORK = 0.1
"""The most work of the first search, at the bound of single cells; then the bound is that of whole rows."""
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
        interrupted: Whether the search was interrupted (Ctrl-C); then the rows are the best so far.
    """

    rows: Rows
    proven: bool
    window: range | None = None
    interrupted: bool = False


def search_repair(case: RepairCase, rows: Rows, fewest: int, meter: WorkMeter) -> SearchAnswer:
    """Return the best repair.

    The window of days grows until the bound of the whole period is reached, or the work is used. At last fairness is
    improved in the window, with neither more gaps nor more changes.

    Args:
        case: The case.
        rows: The rows to begin with.
        fewest: No repair without gaps has fewer changes.
        meter: The work that may be done.
    """
    search = _Search(case, rows, (0, fewest), meter)
    proven_days: range | None = None
    interrupted = False
    try:
        for days in _windows(case):
            if search.improve(days):
                proven_days = days
            if search.value <= search.bound or meter.left <= 0:
                break
        search.level()
    except KeyboardInterrupt:
        interrupted = True
    if case.surpluses(search.rows):  # no repair was found at all
        return SearchAnswer(rows=search.rows, proven=False, interrupted=interrupted)
    proven = search.value <= search.bound
    window = None if proven else proven_days
    return SearchAnswer(rows=search.rows, proven=proven, window=window, interrupted=interrupted)


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


class _Search:
    """The best rows so far, with their value, and the bound of the whole period."""

    def __init__(self, case: RepairCase, rows: Rows, bound: _Value, meter: WorkMeter) -> None:
        self._case = case
        self._meter = meter
        self._searched: tuple[RepairWindow, ProgrammeBound] | None = None
        self._last: RepairWindow | None = None
        self.rows = rows
        self.value: _Value = (len(case.gaps(rows)), case.changed(rows))
        if case.surpluses(rows):  # any repair is better
            self.value = 1 + sum(max(need.least for need in needs) for needs in case.needs.values()), 0
        self.bound = bound

    def improve(self, days: range) -> bool:
        """Search the rows of some days; return whether none of them are better than the best."""
        is_whole, is_first = len(days) == self._case.problem.days, self._searched is None
        if not is_whole:
            window = RepairWindow(self._case, self.rows, days, joined=False)
            answer = self._least(window, max(self.bound, window.bound.value))
            self.bound = max(self.bound, answer.value)
            if answer.rows is not None and self._is_repair(answer.rows):
                self._keep(answer.rows)
            if self.value <= self.bound:
                return True
            if is_first and answer.complete:  # a repair of more days may be at the bound
                return False
        joined = self._joined(days)
        low = max(self.bound, joined.bound.value)
        answer = self._least(joined, low)
        if answer.rows is not None:
            self._keep(answer.rows)
        if is_whole and joined.is_exact:
            self.bound = max(self.bound, answer.value)
        return answer.complete

    def _joined(self, days: range) -> RepairWindow:
        """Return the joined window of some days."""
        if self._last is None or self._last.days != days:
            self._last = RepairWindow(self._case, self.rows, days, joined=True)
        return self._last

    def _is_repair(self, rows: Rows) -> bool:
        """Return whether the rows of a loose window keep all rules with the days around it."""
        kept_rows = self._case.kept
        for officer in self._case.problem.officers:
            pairs = zip(kept_rows[officer.key], rows[officer.key], strict=True)
            days = [day for day, (old_mark, new_mark) in enumerate(pairs) if old_mark != new_mark]
            if days and not self._case.is_legal(officer, rows[officer.key], days):
                return False
        return True

    def _keep(self, rows: Rows) -> None:
        self.rows, self.value = rows, (len(self._case.gaps(rows)), self._case.changed(rows))

    def _least(self, window: RepairWindow, low: _Value) -> WindowAnswer:
        """Return the best rows of a window from a bound on, if they are better than the best so far.

        The value of the answer is a bound of the window.
        """
        bound = window.bound
        self._searched = window, bound
        if low > bound.value:
            bound = self._tightened(window, bound)
            low = max(low, bound.value)
        for number, room in enumerate(_ROOMS):
            if low >= self.value:
                return WindowAnswer(None, complete=True, value=self.value)
            most = self._meter.left / _SHARE
            answer = self._within(window, bound, low, room, most if number else min(most, _FIRST_WORK))
            if answer.rows is not None or (number and not answer.complete):
                return attrs.evolve(answer, value=answer.value if answer.complete else low)
            if answer.complete:
                low = (low[0], low[1] + room + 1)
            if not number:
                bound = self._tightened(window, bound)
                low = max(low, bound.value)
        if low >= self.value:
            return WindowAnswer(None, complete=True, value=self.value)
        answer = window.fewest(window.value(*self.value), self._meter.left / _SHARE)
        self._meter.spend(answer.work)
        value = low if not answer.complete else self.value if answer.rows is None else answer.value
        return attrs.evolve(answer, value=value)

    def _within(self, window: RepairWindow, bound: ProgrammeBound, low: _Value, room: int, work: float) -> WindowAnswer:
        """Return rows of a window up to some changes more than a bound; if possible, such as join the days outside."""
        answer = window.within(bound, low, room, work)
        self._meter.spend(answer.work)
        if answer.rows is None or window.joined or self._is_repair(answer.rows):
            return answer
        joined = self._joined(window.days)
        joined_answer = joined.within(joined.shared(window, bound), answer.value, 0, work)
        self._meter.spend(joined_answer.work)
        return answer if joined_answer.rows is None else attrs.evolve(joined_answer, complete=answer.complete)

    def _tightened(self, window: RepairWindow, bound: ProgrammeBound) -> ProgrammeBound:
        """Return the bound of a window by whole rows, if that is better."""
        bound, work = tighten(window, bound, self.value, self._meter.left / _SHARE)
        self._meter.spend(work)
        self._searched = window, bound
        return bound

    def level(self) -> None:
        """Make the duties fairer within the days of the last search, with neither more gaps nor more changes."""
        work = min(_FAIRNESS_WORK, self._meter.left)
        if self._searched is not None and work > 0 and not self._case.surpluses(self.rows):
            window, bound = self._searched
            answer = window.fairest(bound, self.rows, self.value, work)
            self._meter.spend(answer.work)
            if answer.rows is not None and not self._is_repair(answer.rows):
                joined = self._joined(window.days)
                answer = joined.fairest(joined.shared(window, bound), self.rows, self.value, work)
                self._meter.spend(answer.work)
            if answer.rows is not None:
                self.rows = answer.rows
