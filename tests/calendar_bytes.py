"""What must hold of the bytes of every calendar, whoever reads it: RFC 5545 and 7986, and what clients choke on."""

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
    """Yield what is wrong with the bytes of a calendar."""
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
    whole = data.replace(b"\r\n ", b"")
    for said, pattern in (*(("without its VALUE", each) for each in NO_VALUE), ("not escaped", UNESCAPED)):
        found = pattern.search(whole)
        if found:
            yield f"{said}: {found[0].strip().decode()}"
    yield from _named_faults(whole)


def _named_faults(whole: bytes) -> Iterator[str]:
    """Yield what is wrong with zones and identities, in lines that are not folded."""
    used = set(re.findall(rb"\r\n[A-Z-]+;TZID=([^:;\r]+):", whole))
    missing = used - set(re.findall(rb"\r\nTZID:([^\r]+)\r\n", whole))
    if missing:
        yield f"no VTIMEZONE for {missing}"
    twice = [uid for uid, count in Counter(re.findall(rb"\r\nUID:([^\r]+)\r\n", whole)).items() if count > 1]
    if twice:
        yield f"a UID that stands twice: {twice[0].decode()}"
