"""Write calendars as bytes, property by property: the bytes that `icalendar` writes, in a fraction of its time.

Texts are escaped and folded as `ical` lets icalendar do it, and a test compares every byte with icalendar. The texts of
an event body are kept, because the duties of a team at a post share one body. The memory of a writer does not grow with
the number of its events.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from electsched.calendars.content_lines import CALENDAR_END, escaped, folded, parameter
from electsched.calendars.event import PRODID, Body, Event, Header, Revision
from electsched.calendars.vtimezone import zone_lines

__all__ = ["MAX_BODIES", "MAX_TIMES", "EventWriter", "text_line", "write_calendar"]

MAX_BODIES = 1024
"""The number of bodies whose texts are kept: more than the teams, posts and reliefs of a unit, in some 2 MB."""
MAX_SEQUENCE = 2**31
MAX_TIMES = 4096
"""The number of times whose texts are kept: more than the shifts of a pattern begin in a year."""
_CLOCK = tuple(b"T%02d%02d" % divmod(minute, 60) for minute in range(24 * 60))
"""Hour and minute, by the minute of the day: formatting numbers is the slowest part of an event."""
_is_uuid = re.compile("[0-9a-f-]{36}").fullmatch
_STATUSES = {"CONFIRMED", "TENTATIVE", "CANCELLED"}
_BodyLines = tuple[bytes, bytes, bytes]
"""The lines before the start of an event, those between SEQUENCE and LAST-MODIFIED, and those after."""


class EventWriter:
    """Writes events, and keeps the texts of the bodies and the times that it wrote last."""

    def __init__(self) -> None:
        """Begin without any texts."""
        # By identity, which costs nothing, and is exact: 0.0 and -0.0 are equal, and are not written the same.
        self._bodies: dict[int, tuple[Body, _BodyLines]] = {}
        self._times: dict[int, tuple[date, bytes]] = {}

    def __reduce__(self) -> tuple[type[EventWriter], tuple[()]]:
        """Let another process begin without any texts."""
        return EventWriter, ()

    def __len__(self) -> int:
        """Return the number of bodies whose texts are kept."""
        return len(self._bodies)

    def write(self, event: Event, revision: Revision) -> bytes:
        """Return the lines of the event, as ``event_component(event, revision).to_ical()`` returns them.

        Raises:
            ValueError: A URL contains a line break, or the SEQUENCE is out of range.
        """
        body = event.body
        start, end = self._time(event.start), self._time(event.end)
        if not (start and end and body.status in _STATUSES):
            from electsched.calendars.ical import event_component  # noqa: PLC0415  # slow to load, and no plan has such

            data: bytes = event_component(event, revision).to_ical()
            return data
        cached = self._bodies.get(id(body))
        if cached is None:
            if len(self._bodies) >= MAX_BODIES:
                self._bodies.clear()
            cached = self._bodies[id(body)] = (body, _body_lines(body))
        head, middle, tail = cached[1]
        uid = b"UID:%b\r\n" % event.uid.encode() if _is_uuid(event.uid) else text_line(b"UID:", event.uid)
        stamp = _stamp(revision.stamp)
        lines = (head, b"DTSTART", start, b"DTEND", end, b"DTSTAMP:", stamp, uid)
        if not revision.sequence:
            return b"".join((*lines, middle, tail))
        sequence = _sequence(revision.sequence)
        return b"".join((*lines, b"SEQUENCE:", sequence, middle, b"LAST-MODIFIED:", stamp, tail))

    def _time(self, value: date) -> bytes:
        """Return the parameters and the value of DTSTART or DTEND; duties share their times."""
        cached = self._times.get(id(value))
        if cached is None:
            if len(self._times) >= MAX_TIMES:
                self._times.clear()
            cached = self._times[id(value)] = (value, _time(value))
        return cached[1]


def _body_lines(body: Body) -> _BodyLines:
    summary, middle, tail, point = escaped(body.summary), b"", b"", b""
    if body.categories:
        middle += _recurring_line(b"CATEGORIES:", *body.categories)
    if body.color:
        middle += _recurring_line(b"COLOR:", body.color)
    if body.description:
        middle += text_line(b"DESCRIPTION:", body.description)
    if body.geo:
        middle += folded("GEO:{};{}".format(*map(float, body.geo)).encode())
        address = b"X-ADDRESS=" + _quoted(body.location) + b";" if body.location else b""
        title = b"X-TITLE=" + _quoted(body.place or body.summary)
        params = b"VALUE=URI;%bX-APPLE-RADIUS=100;%b" % (address, title)
        point = folded(b"X-APPLE-STRUCTURED-LOCATION;%b:geo:%b,%b" % (params, *(f"{x}".encode() for x in body.geo)))
    if body.location:
        tail += _recurring_line(b"LOCATION:", body.location)
    if body.status != "CONFIRMED":
        tail += b"STATUS:%b\r\n" % body.status.encode()
    if not body.busy:
        tail += b"TRANSP:TRANSPARENT\r\n"
    if body.url:
        tail += folded(b"URL:" + _uri(body.url))
    tail += point
    if body.alarm:
        description, trigger = folded(b"DESCRIPTION:" + summary), _duration(timedelta(minutes=-body.alarm))
        tail += b"BEGIN:VALARM\r\nACTION:DISPLAY\r\n%bTRIGGER:%b\r\nEND:VALARM\r\n" % (description, trigger)
    return b"BEGIN:VEVENT\r\n" + folded(b"SUMMARY:" + summary), middle, tail + b"END:VEVENT\r\n"


# --- values -------------------------------------------------------------------------------------------------------


def text_line(name: bytes, text: str) -> bytes:
    """Return a property with a text, escaped and folded, with the end of the line."""
    return folded(name + escaped(text))


# Places and categories recur in the bodies of many teams.
@lru_cache(maxsize=1024)
def _recurring_line(name: bytes, *texts: str) -> bytes:
    return folded(name + b",".join(map(escaped, texts)))


def _quoted(text: str) -> bytes:
    """Return the text as the value of a parameter, in quotes (RFC 6868, 3.1)."""
    return b'"%b"' % parameter(text).replace("^", "^^").encode()


def _time(value: date) -> bytes:
    """Return the parameters and the value of DTSTART or DTEND; empty for a zone without one name."""
    day = _day(value.toordinal())
    if not isinstance(value, datetime):
        return b";VALUE=DATE:%b\r\n" % day
    zone = value.tzinfo
    if zone is not None and not isinstance(zone, ZoneInfo) and zone is not UTC:
        return b""
    prefix, suffix = _zone_affixes(zone)
    if not suffix:
        return b""
    return b"%b%b%b%02d%b" % (prefix, day, _CLOCK[value.hour * 60 + value.minute], value.second, suffix)


@lru_cache(maxsize=4096)
def _day(ordinal: int) -> bytes:
    day = date.fromordinal(ordinal)
    return b"%04d%02d%02d" % (day.year, day.month, day.day)


@lru_cache(maxsize=256)
def _zone_affixes(zone: tzinfo | None) -> tuple[bytes, bytes]:
    """Return the bytes that icalendar writes before and after the clock time of a zone; empty if it has no name."""
    if zone is None or zone is UTC:
        return b":", b"Z\r\n" if zone else b"\r\n"
    if isinstance(zone, ZoneInfo) and not zone.key:
        return b"", b""
    winter = datetime(2024, 1, 1, tzinfo=zone)
    if isinstance(zone, ZoneInfo) and winter.utcoffset():
        return b";TZID=%b:" % zone.key.encode(), b"\r\n"
    # icalendar knows the other names of UTC.
    from electsched.calendars.ical import SafeEvent  # noqa: PLC0415  # slow to load, and for few zones

    component = SafeEvent()
    component.add("dtstart", winter)
    line: bytes = component.to_ical().split(b"DTSTART")[1]
    prefix, _, suffix = line.partition(b"20240101T000000")
    return prefix, suffix.removesuffix(b"END:VEVENT\r\n")


@lru_cache(maxsize=64)
def _stamp(stamp: datetime) -> bytes:
    moment = stamp.astimezone(UTC) if stamp.tzinfo is not None else stamp
    clock = _CLOCK[moment.hour * 60 + moment.minute]
    return b"%b%b%02dZ\r\n" % (_day(moment.toordinal()), clock, moment.second)


@lru_cache(maxsize=64)
def _duration(value: timedelta) -> bytes:
    """Return a duration (RFC 5545, 3.3.6)."""
    hours, seconds = divmod(abs(value).seconds, 3600)
    minutes, seconds = divmod(seconds, 60)
    days = abs(value).days
    clock = f"{f'{hours}H' if hours else ''}{f'{minutes}M' if minutes or (hours and seconds) else ''}"
    clock += f"{seconds}S" if seconds else ""
    sign = "-" if value < timedelta() else ""
    return f"{sign}P{f'{days}D' if days or not clock else ''}{f'T{clock}' if clock else ''}".encode()


def _uri(address: str) -> bytes:
    if "\r" in address or "\n" in address:
        message = f"An address may not contain CR or LF: {address!r}"
        raise ValueError(message)
    return address.encode()


@lru_cache(maxsize=64)
def _sequence(number: int) -> bytes:
    if not -MAX_SEQUENCE <= number < MAX_SEQUENCE:
        message = f"a SEQUENCE of 32 bits (RFC 5545, 3.3.8) cannot be {number}"
        raise ValueError(message)
    return b"%d\r\n" % number


# --- calendars ----------------------------------------------------------------------------------------------------


def _head(header: Header) -> bytes:
    name, description = header.name, header.description
    hours, interval = header.refresh // timedelta(hours=1), _duration(header.refresh)
    return b"".join(
        (
            b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:%b\r\n" % PRODID.encode(),
            text_line(b"X-WR-CALDESC:", description) if description else b"",
            text_line(b"NAME:", name) + text_line(b"X-WR-CALNAME:", name),
            text_line(b"COLOR:", header.color[0]),
            b"LAST-MODIFIED:" + _stamp(header.stamp),
            b"REFRESH-INTERVAL;VALUE=DURATION:%b\r\n" % interval,
            folded(b"SOURCE;VALUE=URI:" + _uri(header.source)) if header.source else b"",
            folded(b"URL:" + _uri(header.url)) if header.url else b"",
            text_line(b"X-APPLE-CALENDAR-COLOR:", header.color[1]),
            b"X-PUBLISHED-TTL:PT%dH\r\n" % hours,
        )
    )


def write_calendar(header: Header, events: Iterable[bytes]) -> bytes:
    """Return a calendar with the lines of its events."""
    head = _head(header)
    names = header.zones or ((header.zone,) if header.zone else ())
    if names:
        head += b"X-WR-TIMEZONE:%b\r\n" % names[0].encode()
    return b"".join((head, *(zone_lines(name, *header.years) for name in names), *events, CALENDAR_END))
