"""Read and cancel the events of published calendars, as lines of bytes.

A cancelled event keeps its text and time. Its title and its text say first that it is cancelled, because many apps show
no STATUS. Its alarms are removed, its time is free, and its SEQUENCE is raised (RFC 5545, 3.8.1.11 and 3.8.7.4).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import cast

from electsched.calendars.content_lines import (
    calendar_head,
    escaped,
    event_count,
    folded,
    has_line,
    is_whole,
    published_events,
    unfolded,
)
from electsched.calendars.event import Revision
from electsched.i18n.languages import words
from electsched.phrases import Phrase, phrase
from electsched.timespan import zone_named

__all__ = [
    "cancelled_event",
    "damage",
    "event_start",
    "event_times",
    "is_cancelled",
    "published_stamp",
    "published_years",
    "revision_of",
    "stamp_of",
]

_DTSTAMP = re.compile(rb"\r\nDTSTAMP:(\d{8}T\d{6}Z)\r\n")
_LAST_MODIFIED = re.compile(rb"\r\nLAST-MODIFIED:(\d{8}T\d{6}Z)\r\n")
_SEQUENCE = re.compile(rb"\r\nSEQUENCE:(?:(\d{1,9})\r\n)?")
"""A SEQUENCE, with its number if it can be read."""
_ALARM = re.compile(rb"\r\nBEGIN:VALARM\r\n.*?\r\nEND:VALARM(?=\r\n)", re.DOTALL)
_START = re.compile(rb"\r\nDTSTART(?:;TZID=([^:;\r]+))?:(\d{8}T\d{6})(Z?)\r\n")
"""A start with an hour: its zone, its clock, and a mark for UTC."""
_YEAR = re.compile(rb"\r\nDT(?:START|END)[^:\r]*:(\d{4})")
_FOLDED_LINE = re.compile(rb".*?\r\n(?! )", re.DOTALL)
_BREAK = re.compile(r"[\r\n]")
_STATUS = b"STATUS:CANCELLED"
_TEXTS = {"SUMMARY", "DESCRIPTION"}
_REASONS = ("cancelled", "reassigned")
"""The reasons for which an event is cancelled; their words begin with ``withdrawn.``."""


def is_cancelled(block: bytes) -> bool:
    """Return whether the event has the status CANCELLED."""
    return has_line(block, _STATUS)


def cancelled_event(block: bytes, revision: Revision, *, language: str, uid: str = "") -> bytes:
    """Return the event as cancelled in this revision.

    With another UID, its title and text say that it is no longer a duty of those who read the calendar; without, that
    it is cancelled.
    """
    reason, phrases = "reassigned" if uid else "cancelled", words(language)
    lines = _FOLDED_LINE.findall(_ALARM.sub(b"", block))
    names = [line.partition(b":")[0].decode(errors="replace") for line in lines]
    texts = {
        name: "".join(unfolded(line)).partition(":")[2]
        for name, line in zip(names, lines, strict=True)
        if name in _TEXTS
    }
    title, text = texts.get("SUMMARY", ""), texts.get("DESCRIPTION", "")
    for previous in _REASONS:  # an event that was cancelled for the one reason may be cancelled for the other now
        title = title.removeprefix(f"{_escaped(phrases[f'withdrawn.{previous}'])}: ")
        if text.startswith(line := _escaped(phrases[f"withdrawn.{previous}_reason"])):
            text = text[len(line) :].removeprefix("\\n")
    stamp = f"{revision.stamp:%Y%m%dT%H%M%SZ}"
    values = {"SUMMARY": f"{_escaped(phrases[f'withdrawn.{reason}'])}: {title}", "TRANSP": "TRANSPARENT"}
    values |= {"DTSTAMP": stamp, "LAST-MODIFIED": stamp, "SEQUENCE": str(revision.sequence), "STATUS": "CANCELLED"}
    values["DESCRIPTION"] = "\\n".join(filter(None, (_escaped(phrases[f"withdrawn.{reason}_reason"]), text)))
    if uid:
        values["UID"] = uid
    written = {name: folded(_BREAK.sub(" ", f"{name}:{value}").encode()) for name, value in values.items()}
    *body, end = (written.get(name, line) for name, line in zip(names, lines, strict=True))
    return b"".join((*body, *(line for name, line in written.items() if name not in names), end))


def _escaped(text: str) -> str:
    return escaped(text).decode()


def revision_of(block: bytes) -> Revision | None:
    """Return the revision of an event; None if its DTSTAMP or SEQUENCE cannot be read."""
    stamp, sequence = _DTSTAMP.search(block), _SEQUENCE.search(block)
    moment = _moment(stamp[1]) if stamp else None
    if moment is None or (sequence and sequence[1] is None):
        return None
    return Revision(moment, int(sequence[1]) if sequence else 0)  # RFC 5545, 3.8.7.4: the default is 0


def stamp_of(block: bytes) -> datetime:
    """Return the DTSTAMP of an event, in UTC; the earliest moment if it cannot be read."""
    changed = _DTSTAMP.search(block)
    return (_moment(changed[1]) if changed else None) or datetime.min.replace(tzinfo=UTC)


@lru_cache(maxsize=256)
def event_times(block: bytes) -> tuple[str, date, date]:
    """Return the title of an event, its start, and its end, which is exclusive.

    Raises:
        KeyError: The title is missing.
        TypeError: A time has the wrong type.
        ValueError: The lines are not UTF-8, or a property cannot be read.
    """
    import icalendar  # noqa: PLC0415  # slow to load, and few publications read what they published

    try:
        event = cast("icalendar.Event", icalendar.Event.from_ical(block.decode()))
    except OSError as error:  # a TZID such as "Asia" is a folder of zones
        raise ValueError("a zone that cannot be read") from error
    return str(event["SUMMARY"]), event.start, event.end


def event_start(block: bytes) -> date:
    """Return the start of an event; it raises the errors of `event_times`."""
    start = _START.search(block)
    if start is None:
        return event_times(block)[1]
    zone, moment, is_utc = start.groups()
    tz = UTC if is_utc else zone_named(zone.decode()) if zone else None
    return datetime.fromisoformat(moment.decode()).replace(tzinfo=tz)


def damage(data: bytes) -> Iterator[Phrase]:
    """Yield each fault of a published calendar: it is cut off, UIDs are missing or double, or events unreadable.

    An event can be read if its title, start and end can.
    """
    if not is_whole(data):
        yield phrase("a calendar that is cut off")
        return
    events = published_events(data)
    if event_count(data) != len(events):
        yield phrase("an event without its UID, or a UID twice")
    yield from (
        phrase("an event that cannot be read, {uid}", uid=uid)
        for uid, block in events.items()
        if not _is_readable(block)
    )


def _is_readable(block: bytes) -> bool:
    try:
        event_times(block)
    except (KeyError, TypeError, ValueError):
        return False
    return True


def published_stamp(data: bytes) -> datetime | None:
    """Return the LAST-MODIFIED of a calendar, in UTC; None if it has none."""
    changed = _LAST_MODIFIED.search(calendar_head(data))
    return _moment(changed[1]) if changed else None


def published_years(blocks: Iterable[bytes]) -> set[int]:
    """Return the years in which these events begin and end."""
    return {int(year) for block in blocks for year in _YEAR.findall(block)}


# The events of a site share a few stamps.
@lru_cache(maxsize=1024)
def _moment(text: bytes) -> datetime | None:
    try:
        return datetime.fromisoformat(text.decode())
    except ValueError:
        return None
