"""Events written by plain Python, without a library and without a cache.

It escapes and folds by the same rules and gives the same bytes, which the benchmarks check.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from electsched.calendars.event import Event, Header, Revision

__all__ = ["calendar_head", "event_bytes"]

OCTETS = 74


def _escaped(text: str) -> str:
    text = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.replace("\n", "\\n")


def _folded(line: str) -> str:
    if not line.isascii():
        return _folded_octets(line.encode()).decode()
    size = len(line)
    if size <= OCTETS:
        return line
    pieces: list[str] = []
    start = 0
    while size - start > OCTETS:
        cut = start + OCTETS
        if line[cut - 1] == "\\" and (cut - start - len(line[start:cut].rstrip("\\"))) % 2:
            cut -= 1
        pieces.append(line[start:cut])
        start = cut
    pieces.append(line[start:])
    return "\r\n ".join(pieces)


def _folded_octets(line: bytes) -> bytes:
    pieces: list[bytes] = []
    start, size = 0, len(line)
    while size - start > OCTETS:
        cut = start + OCTETS
        while line[cut] & 0xC0 == 0x80:
            cut -= 1
        if (cut - start - len(line[start:cut].rstrip(b"\\"))) % 2:
            cut -= 1
        pieces.append(line[start:cut])
        start = cut
    pieces.append(line[start:])
    return b"\r\n ".join(pieces)


def _basic(moment: datetime) -> str:
    date = (moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second)
    return "%04d%02d%02dT%02d%02d%02d" % date  # noqa: UP031  # faster than an f-string of six numbers


def event_bytes(event: Event, revision: Revision) -> bytes:
    """Return the bytes of a timed event with place, category and alarm."""
    body, start, end = event.body, event.start, event.end
    assert isinstance(start, datetime)
    assert isinstance(end, datetime)
    zone, stamp = start.tzinfo, _basic(revision.stamp)
    summary = _escaped(body.summary)
    return (
        "BEGIN:VEVENT\r\n"
        f"{_folded(f'SUMMARY:{summary}')}\r\n"
        f"DTSTART;TZID={zone}:{_basic(start)}\r\n"
        f"DTEND;TZID={zone}:{_basic(end)}\r\n"
        f"DTSTAMP:{stamp}Z\r\n"
        f"UID:{event.uid}\r\n"
        f"SEQUENCE:{revision.sequence}\r\n"
        f"{_folded('CATEGORIES:' + ','.join(map(_escaped, body.categories)))}\r\n"
        f"{_folded(f'DESCRIPTION:{_escaped(body.description)}')}\r\n"
        f"LAST-MODIFIED:{stamp}Z\r\n"
        f"{_folded(f'LOCATION:{_escaped(body.location)}')}\r\n"
        "BEGIN:VALARM\r\n"
        "ACTION:DISPLAY\r\n"
        f"{_folded(f'DESCRIPTION:{summary}')}\r\n"
        f"TRIGGER:-PT{body.alarm // 60}H\r\n"
        "END:VALARM\r\n"
        "END:VEVENT\r\n"
    ).encode()


def calendar_head(header: Header, zone: bytes) -> bytes:
    """Return the bytes of a calendar of local times before its events; ``zone`` is its VTIMEZONE."""
    name, description = _escaped(header.name), _escaped(header.description)
    hours = header.refresh // timedelta(hours=1)
    return (
        "BEGIN:VCALENDAR\r\n"
        "VERSION:2.0\r\n"
        "PRODID:-//electsched//electsched//EN\r\n"
        f"{_folded(f'X-WR-CALDESC:{description}')}\r\n"
        f"{_folded(f'NAME:{name}')}\r\n"
        f"{_folded(f'X-WR-CALNAME:{name}')}\r\n"
        f"COLOR:{header.color[0]}\r\n"
        f"LAST-MODIFIED:{_basic(header.stamp)}Z\r\n"
        f"REFRESH-INTERVAL;VALUE=DURATION:PT{hours}H\r\n"
        f"{_folded(f'SOURCE;VALUE=URI:{header.source}')}\r\n"
        f"{_folded(f'URL:{header.url}')}\r\n"
        f"X-APPLE-CALENDAR-COLOR:{header.color[1]}\r\n"
        f"X-PUBLISHED-TTL:PT{hours}H\r\n"
        f"X-WR-TIMEZONE:{header.zone}\r\n"
    ).encode() + zone
