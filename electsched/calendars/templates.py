"""What icalendar writes, cut at what differs from event to event and from calendar to calendar.

A template is made of marked values that icalendar serialises itself, one for each shape: which properties there are, in
which zone, how firm. Before it is used it is filled with those marks, and must give what icalendar gave. Where it does
not, because another version of icalendar writes otherwise, there is no template.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, cast
from zoneinfo import ZoneInfo

import attrs

from electsched.calendars.event import Body, Event
from electsched.calendars.ical import Header, Revision, calendar_component, event_component
from electsched.calendars.lines import (
    CLOCK,
    DAYS,
    NUMBERS,
    TWO,
    Lines,
    escaped,
    folded,
    geo_line,
    list_lines,
    place_line,
    stamp_text,
    text_lines,
    uid_text,
    uri_lines,
    uri_octets,
)

__all__ = ["END", "EventTemplate", "Texts", "event_template", "head_bytes"]

END = b"END:VCALENDAR\r\n"
Texts = tuple[bytes, bytes, bytes]
"""What an event says: up to its start, between its number and its last change, and behind that."""

# Marks that occur nowhere else, and in which nothing is escaped, quoted or folded.
_MARK = re.compile(rb"~([a-z]+)~")
_STAMP = datetime(1, 2, 3, 4, 5, 6, tzinfo=UTC)
_START = datetime(1, 2, 3, 4, 5, 7)  # noqa: DTZ001  # its zone is put in where it is used
_END = datetime(1, 2, 3, 4, 5, 8)  # noqa: DTZ001  # as above
_SEQUENCE = 987654321
_POINT = (12.0625, -98.03125)
_MARKS = {
    b"00010203T040506": b"~stamp~",
    b"00010203T040507": b"~start~",
    b"00010203T040508": b"~end~",
    b"DATE:00010203": b"DATE:~start~",
    b"DATE:00010204": b"DATE:~end~",
    b"987654321": b"~sequence~",
    b"12.0625;-98.03125": b"~geo~",
    b"geo:12.0625,-98.03125": b"~point~",
}
"""The marks that are no text, as icalendar writes them."""
_EVENT = (
    *("summary", "start", "end", "stamp", "uid", "sequence", "categories", "description"),
    *("geo", "stamp", "location", "url", "place point", "summary"),
)
"""What the lines of an event are filled with, in the order of icalendar; it is that of the numbers below."""
_HEAD = ("description", "description", "name", "name", "stamp", "source", "url")
"""The same of a calendar."""
_UNFOLDED = frozenset({"start", "end", "stamp", "uid", "sequence"})
"""What is put in as it is; all else is folded together with what stands before it in its line."""


@attrs.frozen
class _Line:
    """A line that is filled.

    Attributes:
        name: What it is filled with.
        before: What stands before the line.
        pieces: What stands in the line before each value.
    """

    name: str
    before: bytes = b""
    pieces: tuple[bytes, ...] = (b"",)


def _cut(data: bytes) -> tuple[list[_Line], bytes]:
    """Return the lines of a serialised component that are filled, in order, and what stands behind the last."""
    data = data.replace(b"\r\n ", b"")
    for value, mark in _MARKS.items():
        data = data.replace(value, mark)
    lines: list[_Line] = []
    before = b""
    for line in data.splitlines(keepends=True):
        pieces = _MARK.split(line)
        if len(pieces) > 1:
            lines.append(_Line(b" ".join(pieces[1::2]).decode(), before, tuple(pieces[:-1:2])))
            before = b""
        before += pieces[-1]
    return lines, before


def _in_order(lines: Sequence[_Line], names: Sequence[str]) -> list[_Line] | None:
    """Return the line of each name, an empty one where there is none; None where they stand in another order."""
    left = list(lines)
    found = [left.pop(0) if left and left[0].name in {name, f"location {name}"} else _Line(name) for name in names]
    return None if left else found


# --- events -------------------------------------------------------------------------------------------------------


@attrs.frozen(eq=False)
class EventTemplate:
    """An event of one shape, without what differs in it.

    Attributes:
        timed: Whether it has hours.
        alarm: Whether it rings, with what stands before that text; empty where it does not.
        before: What stands before its title, the name of that, what stands before the start.
        gaps: What stands before the end, the first stamp, the identity and the number.
        between: What stands before categories, text, point and last change.
        behind: What stands before place, address to read more, point as Apple's apps read it, and alarm, and the end.
        uid: The name of the identity.
        description: The name of the text.
        geo: The name of the point.
        place: What stands in the line of the point as Apple's apps read it before its address, its title and itself.
        categories: The lines of categories.
        locations: The lines of places.
        urls: The lines of addresses to read more.
    """

    timed: bool
    alarm: bytes
    before: tuple[bytes, bytes, bytes]
    gaps: tuple[bytes, bytes, bytes, bytes]
    between: tuple[bytes, bytes, bytes, bytes]
    behind: tuple[bytes, bytes, bytes, bytes, bytes]
    uid: bytes
    description: bytes
    geo: bytes
    place: tuple[bytes, bytes, bytes]
    categories: Lines
    locations: Lines
    urls: Lines

    def texts(self, body: Body) -> Texts:
        """Return what an event of this shape says."""
        head, name, to_start = self.before
        to_categories, to_description, to_geo, to_changed = self.between
        to_location, to_url, to_place, to_alarm, tail = self.behind
        summary = escaped(body.summary)
        categories = self.categories[body.categories] if body.categories else b""
        description = folded(self.description + escaped(body.description)) if body.description else b""
        location = self.locations[body.location] if body.location else b""
        url = self.urls[body.url] if body.url else b""
        geo, place = self._points(body, *body.geo) if body.geo else (b"", b"")
        alarm = folded(self.alarm + summary) if self.alarm else b""
        return (
            b"".join((head, folded(name + summary), to_start)),
            b"".join((to_categories, categories, to_description, description, to_geo, geo, to_changed)),
            b"".join((to_location, location, to_url, url, to_place, place, to_alarm, alarm, tail)),
        )

    def _points(self, body: Body, latitude: float, longitude: float) -> tuple[bytes, bytes]:
        """Return the point as a property of its own, and as Apple's apps read it."""
        where = (self.place, body.location, body.place or body.summary, latitude, longitude)
        if type(latitude) is type(longitude) is float and latitude and longitude:
            return geo_line(self.geo, latitude, longitude), place_line(*where)
        # 0.0 and -0.0, or 7 and 7.0, are the same to a cache, and are not written the same.
        return geo_line.__wrapped__(self.geo, latitude, longitude), place_line.__wrapped__(*where)

    def fill(self, texts: Texts, event: Event, stamp: bytes, sequence: int) -> bytes:
        """Return the bytes of an event that says those texts; ``stamp`` is in UTC, without its ``Z``."""
        start, end = event.start, event.end
        before, between, behind = texts
        to_end, to_stamp, to_uid, to_number = self.gaps
        begins = ends = seconds = more_seconds = b""
        if self.timed:
            begins, seconds = CLOCK[start.hour * 60 + start.minute], TWO[start.second]  # type: ignore[attr-defined]
            ends, more_seconds = CLOCK[end.hour * 60 + end.minute], TWO[end.second]  # type: ignore[attr-defined]
        return b"".join(
            (
                before,
                DAYS[start.toordinal()],
                begins,
                seconds,
                to_end,
                DAYS[end.toordinal()],
                ends,
                more_seconds,
                to_stamp,
                stamp,
                to_uid,
                uid_text(self.uid, event.uid),
                to_number,
                NUMBERS[sequence],
                between,
                stamp,
                behind,
            )
        )


def event_template(event: Event) -> EventTemplate | None:
    """Return the template of every event of the shape of this one; None where icalendar itself must write them."""
    zones = [getattr(value, "tzinfo", date) for value in (event.start, event.end)]
    if not all(map(_is_named, zones)) or zones.count(date) == 1:
        return None
    marked = _marked(event, zones)
    data = event_component(marked, Revision(_STAMP, _SEQUENCE)).to_ical()
    lines, tail = _cut(data)
    found = _in_order(lines, _EVENT)
    if found is None:
        return None
    pieces = found[_EVENT.index("place point")].pieces
    if not all(piece.endswith(b'"') for piece in pieces[:-1]):
        return None  # a mark needs no quotes, but a text might
    template = _event_template(found, tail, timed=date not in zones)
    filled = template.fill(template.texts(marked.body), marked, stamp_text(_STAMP), _SEQUENCE)
    return template if filled == data else None


def _event_template(lines: Sequence[_Line], tail: bytes, *, timed: bool) -> EventTemplate:
    gaps = [line.before + (line.pieces[0] if line.name in _UNFOLDED else b"") for line in lines]
    named = [line.pieces for line in lines]
    return EventTemplate(
        timed=timed,
        alarm=named[13][0],
        before=(gaps[0], named[0][0], gaps[1]),
        gaps=(gaps[2], gaps[3], gaps[4], gaps[5]),
        between=(gaps[6], gaps[7], gaps[8], gaps[9]),
        behind=(gaps[10], gaps[11], gaps[12], gaps[13], tail),
        uid=named[4][0],
        description=named[7][0],
        geo=named[8][0],
        place=cast("tuple[bytes, bytes, bytes]", (b"",) * (3 - len(named[12])) + named[12]),
        categories=list_lines(named[6][0]),
        locations=text_lines(named[10][0]),
        urls=uri_lines(named[11][0]),
    )


def _is_named(zone: object) -> bool:
    """Return whether the zone has one name at every moment, or there is none."""
    return zone is date or zone is None or zone is UTC or (isinstance(zone, ZoneInfo) and bool(zone.key))


def _marked(event: Event, zones: Sequence[Any]) -> Event:
    """Return the event with a mark for each value that differs within its shape."""
    body = event.body
    marks: dict[str, Any] = {name: f"~{name}~" for name in ("description", "location", "url") if getattr(body, name)}
    if body.geo:
        marks["geo"] = _POINT
    if body.categories:
        marks["categories"] = ("~categories~",)
    start, end = (
        (date(1, 2, 3), date(1, 2, 4))
        if date in zones
        else (_START.replace(tzinfo=zones[0]), _END.replace(tzinfo=zones[1]))
    )
    body = attrs.evolve(body, summary="~summary~", place="~place~", **marks)
    return Event(uid="~uid~", start=start, end=end, body=body)


# --- calendars ----------------------------------------------------------------------------------------------------


def head_bytes(header: Header) -> bytes:
    """Return what icalendar writes of the calendar before its zone and its events."""
    marks: dict[str, Any] = {name: f"~{name}~" for name in ("description", "source", "url") if getattr(header, name)}
    marked = attrs.evolve(header, name="~name~", zone="", zones=(), years=(1970, 1970), stamp=_STAMP, **marks)
    template = _head_template(marked)
    if template is not None:
        return template.fill(header)
    data: bytes = calendar_component(attrs.evolve(header, zone="", zones=())).to_ical()
    return data.removesuffix(END)


@attrs.frozen(eq=False)
class _HeadTemplate:
    """A calendar of one shape, up to its zone and its events, without what differs in it."""

    gaps: tuple[bytes, ...]
    names: tuple[bytes, ...]

    def fill(self, header: Header) -> bytes:
        """Return the bytes up to the zone and the events."""
        name, description = escaped(header.name), escaped(header.description)
        uris = (uri_octets(header.source), uri_octets(header.url))
        values = (description, description, name, name, stamp_text(header.stamp), *uris)
        pieces: list[bytes] = []
        for gap, start, value in zip(self.gaps, self.names, values, strict=False):
            pieces += (gap, folded(start + value) if start else b"")
        return b"".join([*pieces, self.gaps[-1].removesuffix(END)])


@lru_cache(maxsize=64)
def _head_template(header: Header) -> _HeadTemplate | None:
    """Return the template of every calendar of the shape of this one; None where icalendar itself must write them."""
    data = calendar_component(header).to_ical()
    lines, tail = _cut(data)
    found = _in_order(lines, _HEAD)
    if found is None:
        return None
    # Here each value is folded with what stands before it, the moment too: that is far from the end of its line.
    template = _HeadTemplate(
        gaps=(*(line.before for line in found), tail), names=tuple(line.pieces[0] for line in found)
    )
    return template if template.fill(header) == data.removesuffix(END) else None
