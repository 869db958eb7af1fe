"""Spans of exact time, half-open, in named zones.

Security windows and tours of duty are spans. Python compares two moments of the same zone by their wall-clock times,
which is wrong in the hour that a clock change repeats; here all comparisons and lengths are computed in UTC.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, TypeVar

import attrs

from electsched.errors import Fault, InputError, perhaps
from electsched.phrases import Phrase, phrase, quoted, verbatim

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from zoneinfo import ZoneInfo

    import pendulum

__all__ = [
    "Span",
    "SpanSet",
    "aware",
    "checked_day",
    "checked_moment",
    "local_moment",
    "midnight",
    "moment",
    "zone_named",
]


_MomentOrNone = TypeVar("_MomentOrNone", bound=datetime | None)
_NOT_PLACES = frozenset({"Factory", "localtime", "posixrules"})
"""Names of files of the time zone database that are no time zone, or another one on each machine."""
_ABBREVIATIONS = {"WIB": "Asia/Jakarta", "WITA": "Asia/Makassar", "WIT": "Asia/Jayapura"}
"""The zones of Indonesia by the abbreviations that are written there (Keppres 41/1987)."""


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo:
    from zoneinfo import ZoneInfo  # noqa: PLC0415  # loaded for a moment

    return ZoneInfo(name)


def zone_named(name: str, *, path: str = "zone") -> ZoneInfo:
    """Return the IANA time zone with that name.

    Raises:
        InputError: There is no IANA time zone with that name; ``path`` is the key path of the fault.
    """
    if name in _NOT_PLACES or name.startswith(("right/", "posix/")):
        raise InputError(
            Fault(path, quoted(name), phrase("an IANA time zone, such as 'Asia/Jakarta', which is the same everywhere"))
        )
    try:
        return _zone(name)
    except (ValueError, LookupError, OSError) as error:
        expected = phrase("the name of an IANA time zone, such as 'Asia/Jakarta'")
        raise InputError(Fault(path, quoted(name), expected, hint=_zone_hint(name))) from error


def _zone_hint(name: str) -> Phrase:
    """Return the hint of an unknown zone: the zone of an Indonesian abbreviation or of a city, or the nearest name."""
    from zoneinfo import available_timezones  # noqa: PLC0415  # loaded for a fault

    zones = sorted(available_timezones() - _NOT_PLACES)
    cities = {zone.rpartition("/")[2]: zone for zone in zones}
    zone = _ABBREVIATIONS.get(name.upper()) or cities.get(name.replace(" ", "_"))
    return phrase("Perhaps {key!r} is meant.", key=zone) if zone else perhaps(name, zones)


def local_moment(day: date, minutes: int, zone: str) -> datetime:
    """Return the local moment so many wall-clock minutes after the start of the day, as a standard `datetime`.

    ``minutes`` is from 0 to 1440; 1440 (24:00) is 00:00 of the next day. A wall-clock time that a clock change skips is
    moved forward by the length of the gap; of a time that a clock change repeats, the first is returned.
    """
    days, minute_of_day = divmod(minutes, 24 * 60)
    local_day = day + timedelta(days=days)
    hour, minute = divmod(minute_of_day, 60)
    local = datetime(local_day.year, local_day.month, local_day.day, hour, minute, tzinfo=zone_named(zone))
    # The conversion through UTC moves a skipped time forward.
    return local.astimezone(UTC).astimezone(zone_named(zone))


@lru_cache(maxsize=4096)  # the partitions of a plan share their windows and musters
def moment(day: date, minutes: int, zone: str) -> pendulum.DateTime:
    """Return the same moment as a `pendulum.DateTime`."""
    import pendulum  # noqa: PLC0415  # slow to load, and most dates have no hour

    return pendulum.instance(local_moment(day, minutes, zone).astimezone(UTC)).in_timezone(pendulum.timezone(zone))


def midnight(day: date, zone: str) -> pendulum.DateTime:
    """Return the first moment of the local day."""
    return moment(day, 0, zone)


def checked_day(name: str, value: date) -> date:
    """Return a day that a caller gives, as a plain `date`; of a moment it is the date by its own clock.

    Raises:
        InputError: The value is none; ``name`` is the key path of the fault.
    """
    if isinstance(value, datetime):  # which is a date to `isinstance`, but equals none
        return value.date()
    if not isinstance(value, date):
        raise InputError(Fault(name, quoted(value), phrase("a day such as 2024-02-14")))
    return value


def checked_moment(name: str, value: _MomentOrNone) -> _MomentOrNone:
    """Return a moment that a caller gives, or None; one without a zone would be another on each machine.

    Raises:
        InputError: The value is no moment, or it has no zone; ``name`` is the key path of the fault.
    """
    is_zoned = isinstance(value, datetime) and value.utcoffset() is not None
    if value is not None and not is_zoned:
        raise InputError(
            Fault(name, quoted(value), phrase("a moment with its offset, such as 2024-02-14T07:00:00+07:00"))
        )
    return value


def aware(_instance: object, attribute: attrs.Attribute[_MomentOrNone], value: _MomentOrNone) -> None:
    """Check that an attribute is a moment with a zone, or None: see `checked_moment`."""
    checked_moment(attribute.name, value)


def _named_zone(_instance: object, attribute: attrs.Attribute[datetime], value: datetime) -> None:
    from zoneinfo import ZoneInfo  # noqa: PLC0415  # loaded for a moment

    if value.tzinfo is not UTC and not isinstance(value.tzinfo, ZoneInfo):
        raise InputError(Fault(attribute.name, quoted(value), phrase("a moment in a named time zone or UTC")))


@attrs.frozen(repr=False)
class Span:
    """A period of exact time that includes its start and excludes its end.

    Attributes:
        start: The first moment, in a named zone or UTC.
        end: The first moment after the span, in a named zone or UTC; later than ``start``.

    Raises:
        InputError: A moment has no zone or only an offset, or the end is not after the start.
    """

    start: datetime = attrs.field(validator=_named_zone)
    end: datetime = attrs.field(validator=_named_zone)

    def __attrs_post_init__(self) -> None:
        """Refuse a span whose end is not after its start."""
        if _utc(self.start) >= _utc(self.end):
            raise InputError(
                Fault(
                    "end",
                    verbatim(self.end.isoformat()),
                    phrase("a moment after {start}", start=self.start.isoformat()),
                )
            )

    def __repr__(self) -> str:
        """Return its moments and the zone of its start."""
        return f"Span({self.start:%Y-%m-%d %H:%M} to {self.end:%Y-%m-%d %H:%M}, {self.start.tzinfo})"

    @classmethod
    def of_days(cls, first: date, last: date, zone: str) -> Span:
        """Return the span of the local days from first to last, both included."""
        return cls(midnight(first, zone), midnight(last + timedelta(days=1), zone))

    @property
    def length(self) -> timedelta:
        """The elapsed time from start to end, clock changes included."""
        return _utc(self.end) - _utc(self.start)

    @property
    def hours(self) -> float:
        """The length in hours."""
        return self.length / timedelta(hours=1)

    def overlaps(self, span: Span) -> bool:
        """Return whether the two spans share a moment; adjacent spans do not."""
        return _utc(self.start) < _utc(span.end) and _utc(span.start) < _utc(self.end)

    def clip(self, window: Span) -> Span | None:
        """Return the part of this span inside the window, in this span's zone; None if they do not overlap."""
        if not self.overlaps(window):
            return None
        start = max(self.start, window.start, key=_utc)
        end = min(self.end, window.end, key=_utc)
        return Span(start.astimezone(self.start.tzinfo), end.astimezone(self.end.tzinfo))

    def days(self) -> Iterator[date]:
        """Yield each local day on which the span has a moment, in the zone of its start."""
        day = self.start.date()
        end = self.end.astimezone(self.start.tzinfo)
        last = (end - timedelta(microseconds=1)).date()
        while day <= last:
            yield day
            day += timedelta(days=1)


def _utc(value: datetime) -> datetime:
    """Return the moment in UTC as a standard `datetime`: the difference of two pendulum moments is no `timedelta`."""
    utc = value.astimezone(UTC)
    return datetime.combine(utc.date(), utc.time(), UTC)


@attrs.frozen(repr=False)
class SpanSet:
    """Spans in order of time that neither overlap nor are adjacent.

    Attributes:
        spans: The spans, earliest first.
    """

    spans: tuple[Span, ...] = ()

    def __repr__(self) -> str:
        """Return the number of spans, the first moment and the last."""
        ends = f", {self.spans[0].start:%Y-%m-%d %H:%M} to {self.spans[-1].end:%Y-%m-%d %H:%M}" if self.spans else ""
        return f"SpanSet({len(self.spans)} spans{ends})"

    @classmethod
    def union(cls, spans: Iterable[Span]) -> SpanSet:
        """Return the set of all moments of the spans; overlapping and adjacent spans are merged."""
        merged: list[Span] = []
        for span in sorted(spans, key=lambda span: _utc(span.start)):
            if merged and _utc(span.start) <= _utc(merged[-1].end):
                last = merged.pop()
                merged.append(Span(last.start, max(last.end, span.end, key=_utc)))
            else:
                merged.append(span)
        return cls(tuple(merged))

    @property
    def length(self) -> timedelta:
        """The sum of the lengths of the spans."""
        return sum((span.length for span in self.spans), timedelta())

    def gaps(self) -> SpanSet:
        """Return the periods between consecutive spans."""
        return SpanSet(tuple(Span(span.end, next_span.start) for span, next_span in pairwise(self.spans)))

    def clip(self, window: Span) -> SpanSet:
        """Return the parts of the spans inside the window."""
        return SpanSet(tuple(part for span in self.spans if (part := span.clip(window)) is not None))

    def days(self) -> tuple[date, ...]:
        """Return the local days on which the set has a moment, in order and without repeats."""
        return tuple(sorted({day for span in self.spans for day in span.days()}))
