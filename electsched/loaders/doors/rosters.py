"""Rosters of a plan."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import wraps

from electsched.loaders.doors.subjects import PlanSubject, as_plan
from electsched.loaders.plan_files.given_roster import given_roster
from electsched.roster.check import check_roster as check_plan_roster
from electsched.roster.duty import Duty, Roster, Shortfall
from electsched.roster.findings import RosterFinding
from electsched.roster.past.record import RosterRecord
from electsched.roster.rotation import build_roster as build_plan_roster
from electsched.roster.rotation import continue_roster

__all__ = ["build_roster", "check_roster"]


@wraps(build_plan_roster)
def build_roster(  # noqa: D103  # the docstring is that of the wrapped function
    plan: PlanSubject, *, record: RosterRecord | None = None, now: datetime | None = None
) -> tuple[Roster, tuple[Shortfall, ...]]:
    loaded = as_plan(plan)
    continuation = continue_roster(loaded, record, now, given=given_roster(loaded))
    return continuation.roster, continuation.shortfalls


@wraps(check_plan_roster)
def check_roster(  # noqa: D103  # the docstring is that of the wrapped function
    roster: Roster, plan: PlanSubject, *, history: Iterable[Duty] = ()
) -> tuple[RosterFinding, ...]:
    return check_plan_roster(roster, as_plan(plan), history=history)
