"""The lines of VTIMEZONE from the transitions of a zone.

icalendar derives the onset of summer time from the wall clock after the change, which is an hour late; RFC 5545, 3.6.5
requires the wall clock before it.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import chain

import attrs

from electsched.calendars.content_lines import folded
from electsched.timespan import zone_named
from electsched.values import value_text

__all__ = ["Observance", "observances", "zone_lines"]

STEP = timedelta(days=7)
"""The search step: no zone changes its offset twice in a week."""
WEEK_DAYS = 7
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
YEARS_AROUND = 3
"""The years before and after those of a calendar that decide between rules which all its years keep."""


@attrs.frozen
class _Offset:
    """An offset from UTC, the part of it that is summer time, and its abbreviation."""

    utc: timedelta
    summer: timedelta
    name: str

    __repr__ = value_text


@attrs.frozen
class _YearlyRule:
    """The day of a yearly change: the weekday that is the n-th or the last of its month, or falls on one of seven days.

    Attributes:
        month: The month.
        weekday: The weekday, 1 for Monday to 7.
        ordinal: 1 to 4, -1 for the last, or 0 if the first possible day decides.
        first_day: The first of the seven days of the month, if there is no ordinal.
    """

    month: int
    weekday: int
    ordinal: int = 0
    first_day: int = 0

    __repr__ = value_text

    def is_kept(self, day: date) -> bool:
        """Return whether the change of that year is on the day of the rule."""
        if (day.month, day.isoweekday()) != (self.month, self.weekday):
            return False
        if self.ordinal == -1:
            return day.day > monthrange(day.year, day.month)[1] - WEEK_DAYS
        first = self.first_day or WEEK_DAYS * self.ordinal - WEEK_DAYS + 1
        return first <= day.day < first + WEEK_DAYS

    def parts(self, until: datetime | None) -> dict[str, str]:
        """Return the parts of the recurrence rule; ``until`` is the last onset, in UTC, if the changes end."""
        parts = {"FREQ": "YEARLY"}
        if until is not None:
            parts["UNTIL"] = f"{until:%Y%m%dT%H%M%SZ}"
        parts["BYDAY"] = f"{self.ordinal or ''}{WEEKDAYS[self.weekday - 1]}"
        if not self.ordinal:
            parts["BYMONTHDAY"] = ",".join(map(str, range(self.first_day, self.first_day + WEEK_DAYS)))
        return parts | {"BYMONTH": str(self.month)}


@attrs.frozen
class Observance:
    """A change of offset: once on each of its onsets, which are wall clocks before the change, or by a yearly rule."""

    old: _Offset
    new: _Offset
    onset: datetime
    rule: _YearlyRule | None = None
    until: datetime | None = None

    __repr__ = value_text


@lru_cache(maxsize=64)
def zone_lines(zone: str, first: int, last: int) -> bytes:
    """Return the lines of the VTIMEZONE of a zone with its changes of offset in the years from first to last.

    Both years are included. Changes that follow a rule in these years are one component with a yearly rule, which every
    reader understands; other changes are one component each.
    """
    components = chain.from_iterable(map(_lines, observances(zone, first, last)))
    lines = ("BEGIN:VTIMEZONE", f"TZID:{zone}", *components, "END:VTIMEZONE")
    return b"".join(folded(line.encode()) for line in lines)


@lru_cache(maxsize=256)
def observances(zone: str, first: int, last: int) -> tuple[Observance, ...]:
    """Return the changes of offset of a zone in the years from first to last, both included."""
    # From the year before, so that a rule is in force when the first year begins.
    start, end = datetime(first - 1, 1, 1, tzinfo=UTC), datetime(last + 1, 1, 1, tzinfo=UTC)
    groups: dict[tuple[_Offset, _Offset], list[datetime]] = {}
    for change, old, new in _changes(zone, start, end):
        groups.setdefault((old, new), []).append((change + old.utc).replace(tzinfo=None))
    observances: list[Observance] = []
    for (old, new), onsets in groups.items():
        rule = _rule(zone, old, new, onsets)
        if rule is None:
            observances += [Observance(old, new, onset) for onset in onsets]
        else:
            until = (onsets[-1] - old.utc).replace(tzinfo=UTC) if onsets[-1].year < last else None
            observances.append(Observance(old, new, onsets[0], rule, until))
    offset = _offset(zone, start)
    since = Observance(offset, offset, datetime(1970, 1, 1))  # noqa: DTZ001  # a wall clock
    is_ruled = bool(observances) and all(
        observance.rule and observance.onset.year < first for observance in observances
    )
    return tuple(observances) if is_ruled else (since, *observances)


def _rule(zone: str, old: _Offset, new: _Offset, onsets: list[datetime]) -> _YearlyRule | None:
    """Return the yearly rule of the onsets, if there is one; of several, the one that the years around them keep."""
    years = [onset.year for onset in onsets]
    if years != list(range(years[0], years[0] + len(years))) or len({onset.time() for onset in onsets}) > 1:
        return None
    start = datetime(years[0] - YEARS_AROUND, 1, 1, tzinfo=UTC)
    end = datetime(years[-1] + YEARS_AROUND + 1, 1, 1, tzinfo=UTC)
    around = [change + old.utc for change, *offsets in _changes(zone, start, end) if offsets == [old, new]]
    month, weekday = onsets[0].month, onsets[0].isoweekday()
    rules = [_YearlyRule(month, weekday, ordinal) for ordinal in (-1, 1, 2, 3, 4)]
    rules += [_YearlyRule(month, weekday, first_day=day) for day in range(1, 26)]
    matching_rules = [rule for rule in rules if all(map(rule.is_kept, onsets))]
    return max(matching_rules, key=lambda rule: sum(map(rule.is_kept, around)), default=None)


def _lines(observance: Observance) -> tuple[str, ...]:
    old, new, rule = observance.old, observance.new, observance.rule
    kind = "DAYLIGHT" if new.summer else "STANDARD"
    parts = "" if rule is None else ";".join(f"{name}={value}" for name, value in rule.parts(observance.until).items())
    return (
        f"BEGIN:{kind}",
        f"DTSTART:{observance.onset:%Y%m%dT%H%M%S}",
        *((f"RRULE:{parts}",) if parts else ()),
        f"TZNAME:{new.name}",
        f"TZOFFSETFROM:{_offset_text(old.utc)}",
        f"TZOFFSETTO:{_offset_text(new.utc)}",
        f"END:{kind}",
    )


def _offset_text(offset: timedelta) -> str:
    """Return an offset from UTC (RFC 5545, 3.3.14), with its seconds if it has any."""
    minutes, seconds = divmod(abs(offset) // timedelta(seconds=1), 60)
    sign = "-" if offset < timedelta() else "+"
    return f"{sign}{minutes // 60:02d}{minutes % 60:02d}" + (f"{seconds:02d}" if seconds else "")


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
