"""A check of the bytes of a calendar: RFC 5545 and 7986, and bytes that clients fail on."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

__all__ = ["byte_faults"]

OCTETS = 75
SPLIT_CHARACTER = re.compile(rb"\r\n [\x80-\xbf]")
SPLIT_ESCAPE = re.compile(rb"(?<!\\)(?:\\\\)*\\\r\n ")
NO_VALUE = (
    re.compile(rb"\r\n(?:DTSTART|DTEND):\d{8}\r\n"),  # a day needs VALUE=DATE
    re.compile(rb"\r\nREFRESH-INTERVAL(?!;VALUE=DURATION:)"),
    re.compile(rb"\r\nSOURCE(?!;VALUE=URI:)"),
    re.compile(rb"\r\nX-APPLE-STRUCTURED-LOCATION;(?![^:]*VALUE=URI)"),
)
UNESCAPED = re.compile(
    rb"\r\n(?:NAME|SUMMARY|LOCATION|DESCRIPTION|X-WR-CALNAME|X-WR-CALDESC):(?:[^\r\\;,]|\\[\\;,nN])*[;,]"
)


def byte_faults(data: bytes) -> Iterator[str]:
    """Yield each fault in the bytes of a calendar."""
    if not data.startswith(b"BEGIN:VCALENDAR\r\n") or not data.endswith(b"END:VCALENDAR\r\n"):
        yield "not a whole calendar"
    if not data.count(b"\n") == data.count(b"\r") == data.count(b"\r\n"):
        yield "a line that does not end with CRLF"
    longest = max(map(len, data.split(b"\r\n")))
    if longest > OCTETS:
        yield f"a line of {longest} octets"
    if SPLIT_CHARACTER.search(data):
        yield "a character split by a fold"
    if SPLIT_ESCAPE.search(data):
        yield "an escape split by a fold"
    unfolded = data.replace(b"\r\n ", b"")
    patterns = [*(("without its VALUE", pattern) for pattern in NO_VALUE), ("not escaped", UNESCAPED)]
    for fault, pattern in patterns:
        match = pattern.search(unfolded)
        if match:
            yield f"{fault}: {match[0].strip().decode()}"
    yield from _reference_faults(unfolded)


def _reference_faults(unfolded: bytes) -> Iterator[str]:
    """Yield the zones without a definition and the UIDs that occur twice."""
    used = set(re.findall(rb"\r\n[A-Z-]+;TZID=([^:;\r]+):", unfolded))
    missing = used - set(re.findall(rb"\r\nTZID:([^\r]+)\r\n", unfolded))
    if missing:
        yield f"no VTIMEZONE for {missing}"
    twice = [uid for uid, count in Counter(re.findall(rb"\r\nUID:([^\r]+)\r\n", unfolded)).items() if count > 1]
    if twice:
        yield f"a UID that occurs twice: {twice[0].decode()}"
