"""The words of operations, demand and readiness in English, by key; braces hold values."""

from __future__ import annotations

__all__ = ["WORDS"]

WORDS = {
    "operation.announced_days": (
        "{days} {days:day|days} stated ({source}), but {span} is {operation_days} {operation_days:day|days}; "
        "both are kept"
    ),
    "operation.outside_declared": "{span} reaches beyond the declared days of the operation, {declared}",
    "operation.official_differs": "{stage}: set as {official}, by law {computed}",
    "operation.example": "{host} is an example; write the address of your site",
    "operation.phone": "the telephone number {phone} cannot be read; write it like 0812-3456-7890",
    "demand.title": "People needed each day",
    "agency.police": "Police",
    "agency.linmas": "Linmas",
    "demand.stations": "{count} polling {count:station|stations}",
    "demand.stations_in_terrain": "{count} polling {count:station|stations}, {terrain}",
    "readiness.people": "People",
    "readiness.title": "Muster report: readiness",
    "readiness.strength": "Real strength",
    "readiness.muster": "{present} present; {excused} excused, on duty at the time; {absent} absent",
    "readiness.present": "present",
    "readiness.leave": "on leave",
    "readiness.sick": "sick",
    "readiness.detached": "detached",
    "readiness.unit": "Unit",
    "readiness.phase": "Phase",
    "readiness.item": "Item",
    "readiness.need": "Needed",
    "readiness.have": "Available",
    "readiness.short": "Short",
    "readiness.sum": "Total",
    "readiness.effect": "What it does",
    "readiness.enough": "Every need is met.",
    "readiness.uncounted": "Strength not counted",
    "readiness.effect_people": "about {unmanned} {unmanned:head|heads} of duty not filled",
    "readiness.effect_unsent": (
        "about {unmanned} {unmanned:head|heads} of duty not filled; {unsent} of those to be sent to others "
        "{unsent:is|are} not there"
    ),
    "readiness.effect_posts": "{short} missing for {posts}",
    "readiness.effect_each": "{short} {short:person|people} on duty without",
}
