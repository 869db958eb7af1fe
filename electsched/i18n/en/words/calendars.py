"""The words of calendars in English, by key; braces hold values."""

from __future__ import annotations

__all__ = ["WORDS"]

WORDS = {
    "calendar.gap": "Does not take place on",
    "calendar.stages": "Stages",
    "calendar.stage_begins": "{stage} begins",
    "calendar.stage_ends": "{stage} ends",
    "calendar.days_only": "first and last days only",
    "calendar.unit": "Unit",
    "calendar.duties": "Duties",
    "calendar.post": "Post",
    "calendar.team": "Team",
    "calendar.partners": "Partners",
    "calendar.members": "Members",
    "calendar.relieves": "Relieves",
    "calendar.relieved_by": "Relieved by",
    "calendar.contact": "Call",
    "calendar.until": "Ends with",
    "calendar.bring": "Bring",
    "calendar.days": "days",
    "calendar.by_law": "By law",
    "calendar.limit": "Limit",
    "calendar.set_by": "Set by",
    "calendar.opens": "Opens",
    "calendar.closes": "Closes",
    "calendar.local_time": "local time",
    "calendar.provisional": "Not yet certain",
    "calendar.estimated": "Provisional: counted with estimated holidays",
    "calendar.contingency": "Takes place only if it becomes necessary",
    "calendar.before": "Before",
    "calendar.now": "Now",
    "calendar.what_moved": "What moved",
    "relation.replaces": "Replaces",
    "relation.replaced_by": "Replaced by",
    "relation.combined_with": "Combined with",
    "calendar.planned": "Planned before",
    "event_status.suspended": "Suspended",
    "event_status.resumed": "Resumed",
    "event_status.postponed": "Postponed",
    "event_status.cancelled": "Cancelled",
    "event_status.superseded": "Superseded",
    "event_status.annulled": "Annulled",
    "calendar.at_the_latest": "The last lawful day; no date was set",
    "calendar.starts_at_the_latest": "It starts on this day at the latest; its first day was not set",
    "calendar.note": "Note",
    "calendar.checklist": "Checked",
    "calendar.by_month": "now a calendar of its own",
    "calendar.why_by_month": (
        "This calendar is too large for calendar apps and is split by month. Subscribe to the calendar of this month:"
    ),
    "calendar.months_on_page": (
        "This calendar is too large for calendar apps and is split by month. Your page has the address of each month."
    ),
    "calendar.muster": "Muster",
}
