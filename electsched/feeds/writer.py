"""Calendars to bytes, the same bytes as `icalendar` writes, many events at a time.

icalendar serialises one event of each text; its bytes are cut at the identity and the times, which are all that
differ between the days of a team at a post, and the pieces are filled for the others. These lines are never folded:
they are shorter than 75 octets whatever the zone is called.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime

import attrs

from electsched.feeds.components import Header, Revision, calendar_component, event_component
from electsched.feeds.events import Body, Event
from electsched.feeds.zones import vtimezone

__all__ = ["EventWriter", "calendar_chunks", "write_calendar"]

END = b"END:VCALENDAR\r\n"
# Stand-ins that occur in no other line: a UID of the same length as ours, and a moment in each form.
_UID = "00000000-0000-0000-0000-000000000000"
_STAMP = datetime(1, 2, 3, 4, 5, 6, tzinfo=UTC)
_SEQUENCE = 987654321
_START = datetime(1, 2, 3, 4, 5, 7)  # noqa: DTZ001  # its zone is put in where it is used
_END = datetime(1, 2, 3, 4, 5, 8)  # noqa: DTZ001  # as above


@attrs.frozen
class _Template:
    """The pieces of an event between what differs from day to day."""

    pieces: tuple[bytes, ...]

    def fill(self, event: Event, revision: Revision) -> bytes:
        stamp = _basic(revision.stamp)
        start, end = _basic(event.start), _basic(event.end)
        slots = (start, end, stamp, event.uid.encode(), b"%d" % revision.sequence, stamp)
        filled = [self.pieces[0]]
        for slot, piece in zip(slots, self.pieces[1:], strict=True):
            filled += (slot, piece)
        return b"".join(filled)


def _basic(value: date) -> bytes:
    """Return a day or a moment in the basic form of ISO 8601, as RFC 5545 writes it."""
    if not isinstance(value, datetime):
        return b"%04d%02d%02d" % (value.year, value.month, value.day)
    text = b"%04d%02d%02dT%02d%02d%02d" % (*value.timetuple()[:6],)
    return text + b"Z" if value.tzinfo is UTC else text


def _template(event: Event) -> _Template:
    """Return the pieces of the event's bytes as icalendar writes them."""
    timed = isinstance(event.start, datetime)
    zone = event.start.tzinfo if isinstance(event.start, datetime) else None
    marks: tuple[date, date] = (_START.replace(tzinfo=zone), _END.replace(tzinfo=zone))
    if not timed:
        marks = (date(1, 2, 3), date(1, 2, 4))
    marked = Event(uid=_UID, start=marks[0], end=marks[1], body=event.body)
    data = event_component(marked, Revision(_STAMP, _SEQUENCE)).to_ical()
    pieces: list[bytes] = []
    lines = (b"DTSTART", b"DTEND", b"DTSTAMP", b"UID", b"SEQUENCE", b"LAST-MODIFIED")
    values = (_basic(marks[0]), _basic(marks[1]), _basic(_STAMP), _UID.encode(), b"%d" % _SEQUENCE, _basic(_STAMP))
    for name, value in zip(lines, values, strict=True):
        line = data.index(b"\r\n" + name)
        at = data.index(value + b"\r\n", line)
        pieces.append(data[:at])
        data = data[at + len(value) :]
    return _Template((*pieces, data))


class EventWriter:
    """Writes events; those of one text and one zone share the work."""

    def __init__(self) -> None:
        """Begin with no texts known."""
        self._templates: dict[tuple[Body, object], _Template] = {}

    def write(self, event: Event, revision: Revision) -> bytes:
        """Return the bytes of the event, as ``event_component(event, revision).to_ical()`` gives them."""
        zone = event.start.tzinfo if isinstance(event.start, datetime) else None
        key = (event.body, zone and str(zone))
        template = self._templates.get(key)
        if template is None:
            template = self._templates[key] = _template(event)
        return template.fill(event, revision)


def write_calendar(header: Header, events: Iterable[bytes], *, zone: bytes | None = None) -> bytes:
    """Return the calendar with the events that were written.

    ``zone`` is its VTIMEZONE where the caller has it already.
    """
    return b"".join(calendar_chunks(header, events, zone=zone))


def calendar_chunks(header: Header, events: Iterable[bytes], *, zone: bytes | None = None) -> Iterator[bytes]:
    """Yield the same piece by piece, so that no more of it is in memory than who asks keeps."""
    bare = attrs.evolve(header, zone="")
    head = calendar_component(bare).to_ical().removesuffix(END)
    if header.zone:
        line = f"X-WR-TIMEZONE:{header.zone}\r\n".encode()
        head += line + (zone if zone is not None else vtimezone(header.zone, *header.years).to_ical())
    yield head
    yield from events
    yield END
