"""Calendars of a timeline or a plan."""

from __future__ import annotations

from datetime import datetime
from functools import wraps

import icalendar

from electsched.calendars.audience import Audience
from electsched.calendars.duty_feeds import duty_calendar as plan_calendar
from electsched.calendars.stage_events import stage_calendar as timeline_calendar
from electsched.loaders.doors.subjects import PlanSubject, as_plan, of_timeline
from electsched.roster.duty import Roster

__all__ = ["duty_calendar", "stage_calendar"]

stage_calendar = of_timeline(timeline_calendar)


@wraps(plan_calendar)
def duty_calendar(  # noqa: D103  # the docstring is that of the wrapped function
    plan: PlanSubject,
    roster: Roster,
    *,
    audience: Audience = "unit",
    language: str = "id",
    stamp: datetime | None = None,
    **owner: str,
) -> icalendar.Calendar:
    return plan_calendar(as_plan(plan), roster, audience=audience, language=language, stamp=stamp, **owner)
