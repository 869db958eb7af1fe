"""Read published calendars by content lines (RFC 5545, 3.1).

The text of an event may hold ``END:VEVENT`` or any other delimiter. A delimiter counts only as a whole line: after a
CRLF, and before the next. Inside a text no line begins at such a place, for a folded line continues after CRLF and a
space, and a new line in a text is escaped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

__all__ = [
    "CALENDAR_END",
    "calendar_head",
    "event_blocks",
    "event_count",
    "has_line",
    "is_whole",
    "published_events",
    "unfolded",
]

CALENDAR_END = b"END:VCALENDAR\r\n"
_CALENDAR_BEGIN = b"BEGIN:VCALENDAR\r\n"
_EVENT_BEGIN, _EVENT_END = b"\r\nBEGIN:VEVENT\r\n", b"\r\nEND:VEVENT\r\n"
_UID = re.compile(rb"\r\nUID:([0-9a-f-]{36})\r\n")


def is_whole(data: bytes) -> bool:
    """Return whether the first line of a calendar begins it and its last line ends it."""
    return data.startswith(_CALENDAR_BEGIN) and data.endswith(b"\r\n" + CALENDAR_END)


def calendar_head(data: bytes) -> bytes:
    """Return the lines before the first event, without the last line of the calendar."""
    head, begin, _ = data.partition(_EVENT_BEGIN)
    return head + b"\r\n" if begin else head.removesuffix(CALENDAR_END)


def event_count(data: bytes) -> int:
    """Return the number of events, including those without a readable UID."""
    return data.count(_EVENT_BEGIN)


def event_blocks(data: bytes) -> Iterator[bytes]:
    """Yield the lines of each complete event, in the order of the calendar."""
    for piece in data.split(_EVENT_BEGIN)[1:]:
        # The CRLF after the last line of an event also begins the next delimiter, which the split took away.
        end = len(piece) - len(_EVENT_END) + 2 if piece.endswith(_EVENT_END[:-2]) else piece.find(_EVENT_END)
        if end >= 0:
            yield b"".join((_EVENT_BEGIN[2:], piece[:end], _EVENT_END))


def published_events(data: bytes) -> dict[str, bytes]:
    """Return the lines of each event that this package published, by UID, in the order of the calendar."""
    return {uid[1].decode(): block for block in event_blocks(data) if (uid := _UID.search(block))}


def has_line(data: bytes, line: bytes) -> bool:
    """Return whether one of the lines, after the first, is exactly this one."""
    return b"\r\n%b\r\n" % line in data


def unfolded(data: bytes) -> list[str]:
    """Return the content lines, unfolded.

    Raises:
        UnicodeDecodeError: The lines are not UTF-8.
    """
    return data.replace(b"\r\n ", b"").decode().split("\r\n")[:-1]
