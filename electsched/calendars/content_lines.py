"""Read published calendars by content lines, and escape and fold new ones (RFC 5545, 3.1).

The text of an event may hold ``END:VEVENT`` or any other delimiter. A delimiter counts only as a whole line: after a
CRLF, and before the next. Inside a text no line begins at such a place, for a folded line continues after CRLF and a
space, and a new line in a text is escaped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from electsched.i18n.text import UNSAFE

__all__ = [
    "CALENDAR_END",
    "MAX_OCTETS",
    "calendar_head",
    "escaped",
    "event_blocks",
    "event_count",
    "folded",
    "has_line",
    "is_whole",
    "parameter",
    "published_events",
    "unfolded",
]

MAX_OCTETS = 74
"""RFC 5545, 3.1: 75 octets to a line; a continuation spends one on its leading space."""
CALENDAR_END = b"END:VCALENDAR\r\n"
_CALENDAR_BEGIN = b"BEGIN:VCALENDAR\r\n"
_EVENT_BEGIN, _EVENT_END = b"\r\nBEGIN:VEVENT\r\n", b"\r\nEND:VEVENT\r\n"
_CONTROLS = bytes(octet for octet in range(128) if UNSAFE.match(chr(octet)))
_BACKSLASH = 0x5C
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


# --- written lines ------------------------------------------------------------------------------------------------


def escaped(text: str) -> bytes:
    """Return the text escaped by RFC 5545, 3.3.11, without the characters of `UNSAFE`.

    Files with such characters are refused by their loaders; a value may come from elsewhere.
    """
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.isascii():
        text = UNSAFE.sub("", text)
    data = text.encode().translate(None, _CONTROLS)
    # Replacing in bytes takes a quarter of the time of replacing in text.
    return data.replace(b"\\", b"\\\\").replace(b";", b"\\;").replace(b",", b"\\,").replace(b"\n", b"\\n")


def folded(line: bytes) -> bytes:
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


def parameter(text: str) -> str:
    """Return the text as the value of a parameter, which contains no quotes and no line breaks (RFC 5545, 3.2)."""
    return UNSAFE.sub("", " ".join(text.replace('"', "'").split()))
