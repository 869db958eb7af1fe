"""Calendars of a timeline or a plan."""

from __future__ import annotations

from electsched.calendars.duty_feeds import duty_calendar as plan_calendar
from electsched.calendars.stage_events import stage_calendar as timeline_calendar
from electsched.loaders.doors.subjects import of_plan, of_timeline

__all__ = ["duty_calendar", "stage_calendar"]

duty_calendar = of_plan(plan_calendar)
stage_calendar = of_timeline(timeline_calendar)
