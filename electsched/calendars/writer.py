"""Calendars to bytes, the same bytes as `icalendar` writes, many events at a time.

icalendar serialises one event of each shape; see `feeds/templates`. The memory that a writer takes does not grow with
the events that it writes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from functools import lru_cache

from electsched.calendars.event import Body, Event
from electsched.calendars.ical import Header, Revision, event_component
from electsched.calendars.lines import stamp_text
from electsched.calendars.templates import END, EventTemplate, Texts, event_template, head_bytes
from electsched.calendars.vtimezone import vtimezone

__all__ = ["END", "EventWriter", "calendar_chunks", "write_calendar"]

SHAPES = 256
"""How many templates a writer keeps. Zones, colours and alarms are few; if they are not, it begins anew."""
BODIES = 1024
"""How many bodies a writer remembers: more than the teams, posts and reliefs of a unit make, in some 2 MB."""


_NOTHING = (b"", b"", b"")
_Known = tuple[Body, object, object, EventTemplate | None, Texts]
"""A body, the zones of its start and end, the template of that shape, and its texts in it."""


class EventWriter:
    """Writes events; those of one body and zone share the work, those of one shape the template."""

    def __init__(self) -> None:
        """Begin with nothing known."""
        self._templates: dict[tuple[object, ...], tuple[EventTemplate | None, object, object]] = {}
        # By identity, which costs nothing: whoever makes events of one body hands in the same one.
        self._bodies: dict[int, _Known] = {}
        self._stamp = (datetime(1970, 1, 1, tzinfo=UTC), b"19700101T000000")

    def __reduce__(self) -> tuple[type[EventWriter], tuple[()]]:
        """Let another process begin with nothing known."""
        return EventWriter, ()

    @property
    def remembered(self) -> int:
        """How many bodies it remembers."""
        return len(self._bodies)

    def write(self, event: Event, revision: Revision) -> bytes:
        """Return the bytes of the event, as ``event_component(event, revision).to_ical()`` gives them."""
        body = event.body
        start, end = getattr(event.start, "tzinfo", date), getattr(event.end, "tzinfo", date)
        known = self._bodies.get(id(body))
        if known is None or known[0] is not body or known[1] is not start or known[2] is not end:
            known = self._learn(event, start, end)
        template = known[3]
        if template is None:
            data: bytes = event_component(event, revision).to_ical()
            return data
        stamp = self._stamp
        if stamp[0] is not revision.stamp:
            stamp = self._stamp = (revision.stamp, stamp_text(revision.stamp))
        return template.fill(known[4], event, stamp[1], revision.sequence)

    def _learn(self, event: Event, start: object, end: object) -> _Known:
        """Return the event's body with its texts made, and remember it."""
        body = event.body
        shape = (
            id(start),
            id(end),
            body.status,
            body.busy,
            body.color,
            body.alarm,
            not body.description,
            not body.location,
            not body.geo,
            not body.categories,
            not body.url,
        )
        found = self._templates.get(shape)
        if found is None:
            if len(self._templates) >= SHAPES:
                self._templates.clear()
            # With its zones, so that no other takes their place and their identity.
            found = self._templates[shape] = (event_template(event), start, end)
        template = found[0]
        known = (body, start, end, template, template.texts(body) if template else _NOTHING)
        if len(self._bodies) >= BODIES:
            self._bodies.clear()
        self._bodies[id(body)] = known
        return known


@lru_cache(maxsize=64)
def _zone(name: str, first: int, last: int) -> bytes:
    data: bytes = vtimezone(name, first, last).to_ical()
    return data


def calendar_chunks(header: Header, events: Iterable[bytes], *, zone: bytes | None = None) -> Iterator[bytes]:
    """Yield the calendar with the events that were written: its head, each event as it comes, its end.

    ``zone`` is its VTIMEZONE where the caller has it already. The events are asked for one by one.
    """
    head = head_bytes(header)
    zones = header.zones or ((header.zone,) if header.zone else ())
    if zones:
        head += f"X-WR-TIMEZONE:{zones[0]}\r\n".encode()
    if header.zone and zone is not None:
        head += zone
    else:
        head += b"".join([_zone(name, *header.years) for name in zones])
    yield head
    yield from events
    yield END


def write_calendar(header: Header, events: Iterable[bytes], *, zone: bytes | None = None) -> bytes:
    """Return the calendar with the events that were written, as one; see :func:`calendar_chunks`."""
    return b"".join(calendar_chunks(header, events, zone=zone))
