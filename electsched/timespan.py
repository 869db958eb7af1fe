"""Spans of exact time, half-open, in named zones.

A window of security and a tour of duty are both spans. Python compares two moments of one zone by their wall clocks,
which is wrong in the hour that a clock change repeats; here every comparison and length is taken in UTC.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import attrs
import pendulum

from electsched.errors import Fault, InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["Span", "SpanSet", "midnight", "moment", "zone_named"]


@lru_cache(maxsize=64)
def _zone(name: str) -> pendulum.Timezone:
    return pendulum.timezone(name)


def zone_named(name: str, *, path: str = "zone") -> pendulum.Timezone:
    """Return the IANA time zone of that name.

    Raises:
        InputError: The name is no IANA zone.
    """
    try:
        return _zone(name)
    except (ValueError, LookupError, OSError) as error:
        expected = "the name of an IANA time zone, such as 'Asia/Jakarta'"
        raise InputError(Fault(path, repr(name), expected)) from error


def moment(day: date, minutes: int, zone: str) -> pendulum.DateTime:
    """Return the local moment that many minutes by the wall clock after the start of the day.

    ``minutes`` runs from 0 to 1440; 1440 (24:00) is the next day's 00:00. A wall-clock time that a clock change
    skips is moved forward by the length of the gap; one that it repeats is the first of the two.
    """
    days, rest = divmod(minutes, 24 * 60)
    shown = day + timedelta(days=days)
    hour, minute = divmod(rest, 60)
    local = datetime(shown.year, shown.month, shown.day, hour, minute, tzinfo=zone_named(zone))
    # The way through UTC moves a time that does not exist forward; pendulum alone would move it back.
    return pendulum.instance(local.astimezone(UTC)).in_timezone(zone_named(zone))


def midnight(day: date, zone: str) -> pendulum.DateTime:
    """Return the first moment of the local day."""
    return moment(day, 0, zone)


def _named_zone(_instance: object, attribute: attrs.Attribute[datetime], value: datetime) -> None:
    if value.tzinfo is not UTC and not isinstance(value.tzinfo, ZoneInfo):
        raise InputError(Fault(attribute.name, repr(value), "a moment in a named time zone or UTC"))


@attrs.frozen
class Span:
    """A stretch of exact time: its start belongs to it, its end does not.

    Attributes:
        start: The first moment, in a named zone.
        end: The first moment after it, in a named zone; later than ``start``.

    Raises:
        InputError: A moment is naive or has a bare offset, or the span ends before it begins or is empty.
    """

    start: datetime = attrs.field(validator=_named_zone)
    end: datetime = attrs.field(validator=_named_zone)

    def __attrs_post_init__(self) -> None:
        """Refuse a span that is empty or runs backwards."""
        if _utc(self.start) >= _utc(self.end):
            raise InputError(Fault("end", self.end.isoformat(), f"a moment after {self.start.isoformat()}"))

    @classmethod
    def of_days(cls, first: date, last: date, zone: str) -> Span:
        """Return the span of the local days from first to last, both included."""
        return cls(midnight(first, zone), midnight(last + timedelta(days=1), zone))

    @property
    def length(self) -> timedelta:
        """The real time that passes from start to end, clock changes included."""
        return _utc(self.end) - _utc(self.start)

    @property
    def hours(self) -> float:
        """The length in hours."""
        return self.length / timedelta(hours=1)

    def overlaps(self, other: Span) -> bool:
        """Return whether the two share any moment; spans that only touch do not."""
        return _utc(self.start) < _utc(other.end) and _utc(other.start) < _utc(self.end)

    def clip(self, other: Span) -> Span | None:
        """Return what the two share, in this span's zone, or None."""
        if not self.overlaps(other):
            return None
        start = max(self.start, other.start, key=_utc)
        end = min(self.end, other.end, key=_utc)
        return Span(start.astimezone(self.start.tzinfo), end.astimezone(self.end.tzinfo))

    def days(self) -> Iterator[date]:
        """Yield each local day that the span touches, in the zone of its start."""
        day = self.start.date()
        end = self.end.astimezone(self.start.tzinfo)
        last = (end - timedelta(microseconds=1)).date()
        while day <= last:
            yield day
            day += timedelta(days=1)


def _utc(value: datetime) -> datetime:
    """Return the moment in UTC, as the standard library's own class: pendulum's differences are no timedeltas."""
    utc = value.astimezone(UTC)
    return datetime.combine(utc.date(), utc.time(), UTC)


@attrs.frozen
class SpanSet:
    """Spans in order of time that neither overlap nor touch.

    Attributes:
        spans: The spans, earliest first.
    """

    spans: tuple[Span, ...] = ()

    @classmethod
    def union(cls, spans: Iterable[Span]) -> SpanSet:
        """Return the set of all moments that lie in any of the spans."""
        merged: list[Span] = []
        for span in sorted(spans, key=lambda item: _utc(item.start)):
            if merged and _utc(span.start) <= _utc(merged[-1].end):
                last = merged.pop()
                merged.append(Span(last.start, max(last.end, span.end, key=_utc)))
            else:
                merged.append(span)
        return cls(tuple(merged))

    @property
    def length(self) -> timedelta:
        """The real time that the spans cover together."""
        return sum((span.length for span in self.spans), timedelta())

    def gaps(self) -> SpanSet:
        """Return the stretches between one span and the next."""
        pairs = pairwise(self.spans)
        return SpanSet(tuple(Span(before.end, after.start) for before, after in pairs))

    def clip(self, window: Span) -> SpanSet:
        """Return what of the set lies in the window."""
        return SpanSet(tuple(part for span in self.spans if (part := span.clip(window)) is not None))

    def days(self) -> tuple[date, ...]:
        """Return every local day that the set touches, each once, in order."""
        return tuple(sorted({day for span in self.spans for day in span.days()}))
