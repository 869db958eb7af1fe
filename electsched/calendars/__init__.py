"""Stages and duties as iCalendar calendars: made for one audience, compared with the published ones, and written."""
