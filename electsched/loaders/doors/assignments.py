"""Rosters by name of a plan."""

from __future__ import annotations

from electsched.loaders.doors.subjects import of_plan
from electsched.roster.assignment.plans.assign_plan import assign as assign_plan

__all__ = ["assign"]

assign = of_plan(assign_plan)
