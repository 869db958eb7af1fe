"""Events and the properties of calendars as values, before any of them is written, and the UIDs of events.

The UID of an event is derived from its identity (election and stage; plan, post, line, planned day and shift) and never
from an index, chance, a team or a person.
"""

from __future__ import annotations

import hashlib
import uuid
from datetime import date, datetime, timedelta
from typing import Any, Literal

import attrs

from electsched.values import value_text

__all__ = ["PRODID", "Body", "Event", "Header", "Revision", "identity", "live_uid", "reassigned_uid"]

PRODID = "-//electsched//electsched//EN"

NAMESPACE = uuid.UUID("6f3f6f0e-5b0a-5d53-9a37-2f1c9d3f7c21")
"""The namespace of every UID. It never changes: people have subscribed."""
_SEED = hashlib.sha1(NAMESPACE.bytes, usedforsecurity=False)
_VARIANT = {digit: "89ab"[int(digit, 16) % 4] for digit in "0123456789abcdef"}


@attrs.frozen(kw_only=True, cache_hash=True)
class Body:
    """The content of an event except its time, the same for many duties of a team at a post.

    Attributes:
        summary: The title.
        description: The text, with line breaks.
        location: The place in words; empty if unknown.
        geo: Latitude and longitude in degrees; None if unknown.
        place: The name of the point on a map; by default the title.
        categories: The categories.
        url: An address with more information; empty for none.
        status: Its status (RFC 5545, 3.8.1.11).
        busy: Whether it takes up time (RFC 5545, 3.8.2.7).
        color: A CSS3 colour name (RFC 7986, 5.9); empty for that of the calendar.
        alarm: Minutes before the start at which an alarm rings; 0 for none.
    """

    summary: str
    description: str = ""
    location: str = ""
    geo: tuple[float, float] | None = None
    place: str = ""
    categories: tuple[str, ...] = ()
    url: str = ""
    status: Literal["CONFIRMED", "TENTATIVE", "CANCELLED"] = "CONFIRMED"
    busy: bool = True
    color: str = ""
    alarm: int = 0

    __repr__ = value_text


@attrs.frozen(kw_only=True)
class Event:
    """One event.

    Attributes:
        uid: Its UID.
        start: Its first day, or its first moment in a named zone.
        end: The day or the moment after its last.
        body: Its content.
    """

    uid: str
    start: date
    end: date
    body: Body

    __repr__ = value_text

    def to_dict(self) -> dict[str, Any]:
        """Return the event as plain data.

        ``start`` and ``end`` are moments with their offset, the end exclusive, or days, the last included.
        """
        is_timed = isinstance(self.start, datetime)
        latitude, longitude = self.body.geo or (None, None)
        return {
            "uid": self.uid,
            "start": self.start.isoformat(),
            "end": (self.end if is_timed else self.end - timedelta(days=1)).isoformat(),
            "summary": self.body.summary,
            "location": self.body.location,
            "latitude": latitude,
            "longitude": longitude,
            "categories": list(self.body.categories),
            "status": self.body.status,
            "description": self.body.description,
        }


@attrs.frozen
class Revision:
    """A revision of an event.

    Attributes:
        stamp: Its last change, in UTC: DTSTAMP, and LAST-MODIFIED of a changed event.
        sequence: The number of its changes since it was first published.
    """

    stamp: datetime
    sequence: int = 0

    __repr__ = value_text


@attrs.frozen(kw_only=True)
class Header:
    """The properties of a calendar.

    Attributes:
        name: Its title.
        description: Its description.
        source: The address at which it is published; empty if it is not.
        url: The page with its description; empty for none.
        color: A CSS3 colour name (RFC 7986, 5.9) and the same colour as ``#RRGGBB``.
        refresh: The time after which clients should request it again.
        zone: The zone of its local times; empty if it has none or several.
        zones: The zones of its local times if they are several, that of its owner first; otherwise empty.
        years: The first and the last year of its local times.
        stamp: Its last change, in UTC.
    """

    name: str
    description: str = ""
    source: str = ""
    url: str = ""
    color: tuple[str, str]
    refresh: timedelta
    zone: str = ""
    zones: tuple[str, ...] = ()
    years: tuple[int, int] = (1970, 1970)
    stamp: datetime

    __repr__ = value_text


def identity(*parts: str) -> str:
    """Return the UID of these parts (RFC 7986, 5.3: globally unique, without personal data)."""
    # The result of `uuid.uuid5` (RFC 9562, 5.5), in a quarter of its time: version 5, and the variant in two bits.
    seed = _SEED.copy()
    seed.update("/".join(parts).encode())
    text = seed.hexdigest()
    return f"{text[:8]}-{text[8:12]}-5{text[13:16]}-{_VARIANT[text[16]]}{text[17:20]}-{text[20:32]}"


def reassigned_uid(uid: str) -> str:
    """Return the UID under which a calendar that an event has left shows it as cancelled.

    It is the event's UID with the version 8, which RFC 9562, 5.8 leaves to applications; no live event has it.
    """
    return f"{uid[:14]}8{uid[15:]}"


def live_uid(uid: str) -> str:
    """Return the UID of the event of a `reassigned_uid`; empty for any other UID."""
    return f"{uid[:14]}5{uid[15:]}" if uid[14:15] == "8" else ""
