"""The official timetables that each built-in statute carries as cases, and its check without a remark."""

from __future__ import annotations

from datetime import date

import pytest

import electsched
from electsched.law.date_arithmetic import day_of
from electsched.law.provisions import Case
from electsched.loaders.law_files.ids import builtin_ids
from electsched.timeline.checks.law_check import check_law


def polling_day(case: Case) -> date:
    """Return the polling day of a case, given or expected; of several phases, the first."""
    dates = {**case.given, **case.expected}
    polls = [day for key, day in dates.items() if key.partition("@")[0] == "polling"]
    return min(day_of(day) for day in polls if not isinstance(day, int))


@pytest.mark.parametrize("name", builtin_ids("statutes"))
def test_builtin_statute_carries_two_official_timetables(name: str) -> None:
    """Each statute has cases of at least two polls, of which at least two state a date that follows from the rules."""
    cases = electsched.load_statute(name).cases
    assert len({polling_day(case) for case in cases if case.expected}) >= 2
    assert all(case.sources for case in cases)


@pytest.mark.parametrize("name", builtin_ids("statutes"))
def test_check_of_a_builtin_statute_is_clean(name: str) -> None:
    """`electsched law check` has neither a fault nor a remark on a built-in statute."""
    check = check_law(electsched.load_statute(name))
    assert (check.faults, check.remarks) == ((), ())
