"""Split a calendar that is larger than apps accept into one calendar a month, and join those again.

The months are published beside the address of the calendar:

    units/<key>.2024-01.<language>.ics

At the address itself there is then one event for each month, with the address of the calendar of that month.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime

from electsched.calendars.content_lines import (
    CALENDAR_END,
    calendar_head,
    event_blocks,
    folded,
    published_events,
    unfolded,
)
from electsched.calendars.event import Body, Event, identity
from electsched.calendars.published_event import is_cancelled, published_stamp
from electsched.calendars.revision import RevisionRules, revise
from electsched.i18n.languages import words
from electsched.i18n.text import month_name

__all__ = [
    "MOST_BYTES",
    "calendar_of_months",
    "is_month",
    "month_path",
    "months_named",
    "split_by_month",
]

MOST_BYTES = 1_000_000
"""Google Calendar accepts no calendar of more than 1 MB."""
_START = re.compile(rb"\r\nDTSTART[^:\r]*:(\d{4})(\d{2})")
_WHOLE_MONTH = re.compile(rb"\r\nDTSTART;VALUE=DATE:\d{6}01\r\nDTEND;VALUE=DATE:\d{6}01\r\n")
_MONTH_PATH = re.compile(r"\.\d{4}-\d{2}\.[a-z]+\.ics$")


def month_path(path: str, month: str) -> str:
    """Return the address of the calendar of a month, such as ``2024-01``."""
    stem, language, ending = path.rsplit(".", 2)
    return f"{stem}.{month}.{language}.{ending}"


def is_month(path: str) -> bool:
    """Return whether the address is that of a month of a calendar."""
    return _MONTH_PATH.search(path) is not None


def split_by_month(
    path: str, data: bytes, previous: Mapping[str, bytes], *, language: str, most: int = MOST_BYTES
) -> Iterator[tuple[str, bytes]]:
    """Yield the files as which a calendar is published, with their addresses: itself if it has at most ``most`` bytes.

    A larger one yields a file for each month in which an event begins, and last its own address, with an event for each
    month. ``previous`` are the published files, by address: a month without a change keeps its bytes.
    """
    if len(data) <= most:
        yield path, data
        return
    head = calendar_head(data)
    stamp = published_stamp(data) or datetime(1970, 1, 1, tzinfo=UTC)
    blocks_by_month: dict[str, list[bytes]] = {}
    for block in event_blocks(data):
        blocks_by_month.setdefault(_month(block), []).append(block)
    months = sorted(blocks_by_month)
    for month in months:
        address = month_path(path, month)
        published = previous.get(address, b"")
        month_data = b""
        for changed in (published_stamp(published) or stamp, stamp):
            month_head = _month_head(head, path, month, changed, language)
            month_data = b"".join([month_head, *blocks_by_month[month], CALENDAR_END])
            if month_data == published:
                break
        yield address, month_data
    published = previous.get(path, b"")
    notices = published_events(published) if months_named(path, published) else {}
    rules = RevisionRules(stamp=stamp, language=language)
    edition = revise(notices, (_notice(path, head, month, language) for month in months), rules)
    yield path, b"".join([head, *edition.written.values(), *edition.cancelled.values(), CALENDAR_END])


def calendar_of_months(path: str, files: Mapping[str, bytes]) -> bytes:
    """Return the whole calendar from its files; the file at its own address if it was not split."""
    whole = files[path]
    months = months_named(path, whole)
    if not months:
        return whole
    blocks = [block for month in months for block in event_blocks(files.get(month_path(path, month), b""))]
    blocks.sort(key=is_cancelled)  # stable: cancelled events come last
    return b"".join([calendar_head(whole), *blocks, CALENDAR_END])


def months_named(path: str, data: bytes) -> tuple[str, ...]:
    """Return the months into which a calendar was split, from the file at its own address; none if it was not."""
    first = next(event_blocks(data), b"")
    if not _WHOLE_MONTH.search(first):
        return ()
    source = _source(calendar_head(data))
    events = published_events(data).items()
    months = [(uid, _month(block)) for uid, block in events if not is_cancelled(block)]
    return tuple(month for uid, month in months if uid == _identity(source, path, month))


def _month(block: bytes) -> str:
    start = _START.search(block)
    return f"{start[1].decode()}-{start[2].decode()}" if start else "0001-01"


def _month_head(head: bytes, path: str, month: str, stamp: datetime, language: str) -> bytes:
    """Return the head of a month's calendar: that of the whole with another name, address and stamp."""
    lines: list[bytes] = []
    for content_line in unfolded(head):
        line = content_line
        name = re.match(r"[A-Z-]+", line)
        if name is not None and name[0] in {"NAME", "X-WR-CALNAME"}:
            line += f"\\, {_title(month, language)}"
        elif name is not None and name[0] == "SOURCE":
            line = line.removesuffix(path) + month_path(path, month)
        elif name is not None and name[0] == "LAST-MODIFIED":
            line = f"LAST-MODIFIED:{stamp:%Y%m%dT%H%M%SZ}"
        lines.append(folded(line.encode()))
    return b"".join(lines)


def _source(head: bytes) -> str:
    """Return the address that a calendar states; empty if it states none."""
    return next((line.partition(":")[2] for line in unfolded(head) if line.startswith("SOURCE;")), "")


def _title(month: str, language: str) -> str:
    year, number = map(int, month.split("-"))
    return month_name(date(year, number, 1), language)


def _identity(source: str, path: str, month: str) -> str:
    return identity("month", source or path, month)


def _notice(path: str, head: bytes, month: str, language: str) -> Event:
    """Return the event that lasts a month and gives the address of its calendar."""
    source = _source(head)
    year, number = map(int, month.split("-"))
    address = source.removesuffix(path) + month_path(path, month) if source else ""
    phrases = words(language)
    why = f"{phrases['calendar.why_by_month']}\n{address}" if address else phrases["calendar.months_on_page"]
    body = Body(
        summary=f"{_title(month, language)}: {phrases['calendar.by_month']}",
        description=why,
        url=address,
        busy=False,
    )
    next_month = date(year + number // 12, number % 12 + 1, 1)
    return Event(uid=_identity(source, path, month), start=date(year, number, 1), end=next_month, body=body)
