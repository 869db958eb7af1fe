"""Stages and duties as iCalendar events and files, each built for its audience."""
