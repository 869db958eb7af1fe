"""VTIMEZONE components from the transitions of a zone.

icalendar derives the onset of summer time from the wall clock after the change, which is an hour late; RFC 5545, 3.6.5
requires the wall clock before it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache

import attrs
import icalendar
from icalendar.prop import vDDDLists

from electsched.timespan import zone_named

__all__ = ["vtimezone"]

STEP = timedelta(days=7)
"""The search step: no zone changes its offset twice in a week."""


@attrs.frozen
class _Offset:
    """An offset from UTC, the part of it that is summer time, and its abbreviation."""

    utc: timedelta
    summer: timedelta
    name: str


def vtimezone(zone: str, first: int, last: int) -> icalendar.Timezone:
    """Return the zone with its changes of offset in the years from first to last, both included.

    Equal changes of several years share one component, with the later onsets as RDATE.
    """
    component = icalendar.Timezone()
    component.add("tzid", zone)
    for old, new, onsets in _observances(zone, first, last):
        component.add_component(_observance(old, new, list(onsets)))
    return component


@lru_cache(maxsize=256)
def _observances(zone: str, first: int, last: int) -> tuple[tuple[_Offset, _Offset, tuple[datetime, ...]], ...]:
    """Return the offsets before and after each change in those years, and the wall clocks of its onsets."""
    start = datetime(first, 1, 1, tzinfo=UTC)
    first_offset = _offset(zone, start)
    groups: dict[tuple[_Offset, _Offset], list[datetime]] = {}
    for change, old, new in _changes(zone, start, datetime(last + 1, 1, 1, tzinfo=UTC)):
        groups.setdefault((old, new), []).append((change + old.utc).replace(tzinfo=None))
    since = ((first_offset, first_offset, (datetime(1970, 1, 1),)),)  # noqa: DTZ001  # a wall clock
    return since + tuple((old, new, tuple(onsets)) for (old, new), onsets in groups.items())


def _observance(old: _Offset, new: _Offset, onsets: list[datetime]) -> icalendar.cal.component.Component:
    part = icalendar.TimezoneDaylight() if new.summer else icalendar.TimezoneStandard()
    part.add("dtstart", onsets[0])
    part.add("tzoffsetfrom", old.utc)
    part.add("tzoffsetto", new.utc)
    part.add("tzname", new.name)
    if onsets[1:]:
        part["rdate"] = vDDDLists(onsets[1:])
    return part


def _offset(zone: str, at: datetime) -> _Offset:
    local = at.astimezone(zone_named(zone))
    return _Offset(local.utcoffset() or timedelta(), local.dst() or timedelta(), local.tzname() or zone)


def _changes(zone: str, start: datetime, end: datetime) -> Iterator[tuple[datetime, _Offset, _Offset]]:
    """Yield each change with the offsets before and after it."""
    low, old = start, _offset(zone, start)
    while low < end:
        high = min(low + STEP, end)
        new = _offset(zone, high)
        if new != old:
            change = _bisect(zone, low, high, old)
            yield change, old, new
            old = new
        low = high


def _bisect(zone: str, low: datetime, high: datetime, old: _Offset) -> datetime:
    """Return the first second with another offset than the old one."""
    while high - low > timedelta(seconds=1):
        middle = low + timedelta(seconds=(high - low) // timedelta(seconds=2))
        low, high = (middle, high) if _offset(zone, middle) == old else (low, middle)
    return high
