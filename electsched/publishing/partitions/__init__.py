"""Publish partitions of a plan, each independently: its duties, its calendars and pages, and its private links."""
