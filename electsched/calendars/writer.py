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

from icalendar.prop import vDuration, vGeo, vInt, vUri

from electsched.calendars.content_lines import CALENDAR_END
from electsched.calendars.event import Body, Event
from electsched.calendars.ical import MAX_OCTETS, PRODID, Header, Revision, SafeEvent, event_component, parameter
from electsched.calendars.vtimezone import vtimezone
from electsched.i18n.text import UNSAFE

__all__ = ["MAX_BODIES", "MAX_TIMES", "EventWriter", "text_line", "write_calendar"]

MAX_BODIES = 1024
"""The number of bodies whose texts are kept: more than the teams, posts and reliefs of a unit, in some 2 MB."""
MAX_TIMES = 4096
"""The number of times whose texts are kept: more than the shifts of a pattern begin in a year."""
_CONTROLS = bytes(octet for octet in range(128) if UNSAFE.match(chr(octet)))
_CLOCK = tuple(b"T%02d%02d" % divmod(minute, 60) for minute in range(24 * 60))
"""Hour and minute, by the minute of the day: formatting numbers is the slowest part of an event."""
_is_uuid = re.compile("[0-9a-f-]{36}").fullmatch
_BACKSLASH = 0x5C
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
            data: bytes = event_component(event, revision).to_ical()
            return data
        kept = self._bodies.get(id(body))
        if kept is None:
            if len(self._bodies) >= MAX_BODIES:
                self._bodies.clear()
            kept = self._bodies[id(body)] = (body, _body_lines(body))
        before, between, after = kept[1]
        uid = b"UID:%b\r\n" % event.uid.encode() if _is_uuid(event.uid) else text_line(b"UID:", event.uid)
        stamp = _stamp(revision.stamp)
        lines = (before, b"DTSTART", start, b"DTEND", end, b"DTSTAMP:", stamp, uid)
        if not revision.sequence:
            return b"".join((*lines, between, after))
        sequence = _sequence(revision.sequence)
        return b"".join((*lines, b"SEQUENCE:", sequence, between, b"LAST-MODIFIED:", stamp, after))

    def _time(self, value: date) -> bytes:
        """Return the parameters and the value of DTSTART or DTEND; duties share their times."""
        kept = self._times.get(id(value))
        if kept is None:
            if len(self._times) >= MAX_TIMES:
                self._times.clear()
            kept = self._times[id(value)] = (value, _time(value))
        return kept[1]


def _body_lines(body: Body) -> _BodyLines:
    summary, between, after, point = _escaped(body.summary), b"", b"", b""
    if body.categories:
        between += _recurring_line(b"CATEGORIES:", *body.categories)
    if body.color:
        between += _recurring_line(b"COLOR:", body.color)
    if body.description:
        between += text_line(b"DESCRIPTION:", body.description)
    if body.geo:
        between += _folded(b"GEO:" + str(vGeo(body.geo).to_ical()).encode())
        address = b"X-ADDRESS=" + _quoted(body.location) + b";" if body.location else b""
        title = b"X-TITLE=" + _quoted(body.place or body.summary)
        params = b"VALUE=URI;%bX-APPLE-RADIUS=100;%b" % (address, title)
        point = _folded(b"X-APPLE-STRUCTURED-LOCATION;%b:geo:%b,%b" % (params, *(f"{x}".encode() for x in body.geo)))
    if body.location:
        after += _recurring_line(b"LOCATION:", body.location)
    if body.status != "CONFIRMED":
        after += b"STATUS:%b\r\n" % body.status.encode()
    if not body.busy:
        after += b"TRANSP:TRANSPARENT\r\n"
    if body.url:
        after += _folded(b"URL:" + vUri(body.url).to_ical())
    after += point
    if body.alarm:
        description, trigger = _folded(b"DESCRIPTION:" + summary), _duration(timedelta(minutes=-body.alarm))
        after += b"BEGIN:VALARM\r\nACTION:DISPLAY\r\n%bTRIGGER:%b\r\nEND:VALARM\r\n" % (description, trigger)
    return b"BEGIN:VEVENT\r\n" + _folded(b"SUMMARY:" + summary), between, after + b"END:VEVENT\r\n"


# --- values -------------------------------------------------------------------------------------------------------


def text_line(name: bytes, text: str) -> bytes:
    """Return a property with a text, escaped and folded, with the end of the line."""
    return _folded(name + _escaped(text))


# Places and categories recur in the bodies of many teams.
@lru_cache(maxsize=1024)
def _recurring_line(name: bytes, *texts: str) -> bytes:
    return _folded(name + b",".join(map(_escaped, texts)))


def _escaped(text: str) -> bytes:
    """Return the text escaped by RFC 5545, 3.3.11, without the characters of `UNSAFE`."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.isascii():
        text = UNSAFE.sub("", text)
    data = text.encode().translate(None, _CONTROLS)
    # Replacing in bytes takes a quarter of the time of replacing in text.
    return data.replace(b"\\", b"\\\\").replace(b";", b"\\;").replace(b",", b"\\,").replace(b"\n", b"\\n")


def _folded(line: bytes) -> bytes:
    """Return the line in pieces of at most 75 octets (RFC 5545, 3.1), cut between characters and escapes."""
    size = len(line)
    if size <= MAX_OCTETS:
        return line + b"\r\n"
    if _BACKSLASH not in line[MAX_OCTETS - 1 :: MAX_OCTETS] and line[MAX_OCTETS::MAX_OCTETS].isascii():
        # No cut after every 74 octets is inside a character or an escape.
        return b"\r\n ".join([line[start : start + MAX_OCTETS] for start in range(0, size, MAX_OCTETS)]) + b"\r\n"
    pieces: list[bytes] = []
    start = 0
    while size - start > MAX_OCTETS:
        cut = start + MAX_OCTETS
        while line[cut] & 0xC0 == 0x80:  # inside a character of UTF-8  # noqa: PLR2004
            cut -= 1
        # An odd number of backslashes before the cut is a half of an escape.
        if (cut - start - len(line[start:cut].rstrip(b"\\"))) % 2:
            cut -= 1
        pieces.append(line[start:cut])
        start = cut
    pieces.append(line[start:])
    return b"\r\n ".join(pieces) + b"\r\n"


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
    if isinstance(zone, ZoneInfo) and not zone.key:
        return b"", b""
    component = SafeEvent()
    component.add("dtstart", datetime(2024, 1, 1, tzinfo=zone))
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
    data: bytes = vDuration(value).to_ical()  # type: ignore[no-untyped-call]  # icalendar leaves it untyped
    return data


@lru_cache(maxsize=64)
def _sequence(number: int) -> bytes:
    return b"%b\r\n" % vInt(number).to_ical()


# --- calendars ----------------------------------------------------------------------------------------------------


@lru_cache(maxsize=64)
def _zone_lines(name: str, first_year: int, last_year: int) -> bytes:
    data: bytes = vtimezone(name, first_year, last_year).to_ical()
    return data


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
            _folded(b"SOURCE;VALUE=URI:" + vUri(header.source).to_ical()) if header.source else b"",
            _folded(b"URL:" + vUri(header.url).to_ical()) if header.url else b"",
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
    return b"".join((head, *(_zone_lines(name, *header.years) for name in names), *events, CALENDAR_END))
