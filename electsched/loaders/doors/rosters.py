"""Rosters of a plan."""

from __future__ import annotations

from collections.abc import Iterable
from functools import wraps

from electsched.loaders.doors.subjects import PlanSubject, as_plan, of_plan
from electsched.roster.check import check_roster as check_plan_roster
from electsched.roster.duty import Duty, Roster
from electsched.roster.findings import RosterFinding
from electsched.roster.rotation import build_roster as build_plan_roster

__all__ = ["build_roster", "check_roster"]

build_roster = of_plan(build_plan_roster)


@wraps(check_plan_roster)
def check_roster(  # noqa: D103  # the docstring is that of the wrapped function
    roster: Roster, plan: PlanSubject, *, history: Iterable[Duty] = ()
) -> tuple[RosterFinding, ...]:
    return check_plan_roster(roster, as_plan(plan), history=history)
