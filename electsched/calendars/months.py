"""A calendar that is larger than apps take, as a calendar of each month, and those as the one again.

The parts stand beside the address that people know:

    units/<key>.2024-01.<language>.ics

What stood at that address is told there where it is found now: it holds an event for each month, and no duty.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime

from electsched.calendars.event import Body, Event, identity
from electsched.calendars.ical import folded
from electsched.calendars.revision import CANCELLED, published_events, published_stamp, revise
from electsched.calendars.writer import END
from electsched.i18n.text import month_name
from electsched.i18n.words import WORDS

__all__ = [
    "MOST_BYTES",
    "calendar_of_months",
    "is_month",
    "month_path",
    "months_named",
    "split_by_month",
]

MOST_BYTES = 1_000_000
"""Google Calendar takes no calendar of more than 1 MB."""
BEGIN = b"BEGIN:VEVENT\r\n"
_START = re.compile(rb"\r\nDTSTART[^:]*:(\d{4})(\d{2})")
_WHOLE_MONTH = re.compile(rb"\r\nDTSTART;VALUE=DATE:\d{6}01\r\nDTEND;VALUE=DATE:\d{6}01\r\n")
_PART = re.compile(r"\.\d{4}-\d{2}\.[a-z]+\.ics$")
_CHANGED = re.compile(r"LAST-MODIFIED:\d{8}T\d{6}Z")


def month_path(path: str, month: str) -> str:
    """Return the address of the part of a calendar that holds the month, such as ``2024-01``."""
    stem, language, ending = path.rsplit(".", 2)
    return f"{stem}.{month}.{language}.{ending}"


def is_month(path: str) -> bool:
    """Return whether the address is that of one month of a calendar."""
    return _PART.search(path) is not None


def split_by_month(
    path: str, data: bytes, before: Mapping[str, bytes], *, most: int = MOST_BYTES
) -> Iterator[tuple[str, bytes]]:
    """Yield each file, with its address, as which a calendar is published: itself where it has at most so many bytes.

    Else one for each month in which something in it begins, and last its own address, which names them. ``before`` are
    the files that were published, by address: of a month in which nothing changed no byte is another.
    """
    if len(data) <= most:
        yield path, data
        return
    head = data.partition(BEGIN)[0]
    stamp = published_stamp(data) or datetime(1970, 1, 1, tzinfo=UTC)
    parts = _by_month(published_events(data).values())
    for month, blocks in parts.items():
        place = month_path(path, month)
        yield place, _part(head, blocks, path, month, stamp, before.get(place, b""))
    last = before.get(path, b"")
    told = published_events(last) if months_named(path, last) else {}
    notices = revise(told, (_notice(path, head, month) for month in parts), stamp=stamp)
    yield path, b"".join([head, *notices.written.values(), *notices.cancelled.values(), END])


def calendar_of_months(path: str, files: Mapping[str, bytes]) -> bytes:
    """Return the whole calendar of these files; that at its own address where it was not split."""
    plain = files[path]
    months = months_named(path, plain)
    if not months:
        return plain
    blocks = [block for month in months for block in published_events(files.get(month_path(path, month), b"")).values()]
    going = [block for block in blocks if CANCELLED not in block]
    gone = [block for block in blocks if CANCELLED in block]
    return b"".join([plain.partition(BEGIN)[0], *going, *gone, END])


def months_named(path: str, data: bytes) -> tuple[str, ...]:
    """Return the months by which the calendar was split, as its own address names them; none where it was not."""
    first = data.find(BEGIN)
    if first < 0 or not _WHOLE_MONTH.search(data, first, data.find(b"END:VEVENT", first)):
        return ()  # its first event is none that stands for a month
    source = _source(data[:first])
    found = [(uid, _month(block)) for uid, block in published_events(data).items() if CANCELLED not in block]
    return tuple(month for uid, month in found if uid == _identity(source, path, month))


def _by_month(blocks: Iterable[bytes]) -> dict[str, list[bytes]]:
    found: dict[str, list[bytes]] = {}
    for block in blocks:
        found.setdefault(_month(block), []).append(block)
    return dict(sorted(found.items()))


def _month(block: bytes) -> str:
    start = _START.search(block)
    return f"{start[1].decode()}-{start[2].decode()}" if start else "0001-01"


def _part(head: bytes, blocks: list[bytes], path: str, month: str, stamp: datetime, before: bytes) -> bytes:  # noqa: PLR0913, PLR0917  # all that a month is made of
    """Return the calendar of a month: as it was where nothing in it changed, else under the new stamp."""
    for made in (published_stamp(before), stamp):
        data = b"".join([_head(head, path, month, made or stamp), *blocks, END])
        if data == before:
            break
    return data


def _head(head: bytes, path: str, month: str, stamp: datetime) -> bytes:
    """Return what the whole calendar says of itself as its month says it: other name, other address, other stamp."""
    lines = []
    for line in _lines(head):
        name = re.match(r"[A-Z-]+", line)
        if name is not None and name[0] in {"NAME", "X-WR-CALNAME"}:
            line += f"\\, {_named(path, month)}"  # noqa: PLW2901  # the line as it is to be
        elif name is not None and name[0] == "SOURCE":
            line = line.removesuffix(path) + month_path(path, month)  # noqa: PLW2901  # as above
        elif _CHANGED.fullmatch(line):
            line = f"LAST-MODIFIED:{stamp:%Y%m%dT%H%M%SZ}"  # noqa: PLW2901  # as above
        lines.append(folded(line) + b"\r\n")
    return b"".join(lines)


def _lines(head: bytes) -> list[str]:
    return head.replace(b"\r\n ", b"").decode().split("\r\n")[:-1]


def _source(head: bytes) -> str:
    """Return the address that a calendar says it has; empty where it says none."""
    return next((line.partition(":")[2] for line in _lines(head) if line.startswith("SOURCE;")), "")


def _named(path: str, month: str) -> str:
    year, number = map(int, month.split("-"))
    return month_name(date(year, number, 1), path.rsplit(".", 2)[1])


def _identity(source: str, path: str, month: str) -> str:
    return identity("month", source or path, month)


def _notice(path: str, head: bytes, month: str) -> Event:
    """Return the event that lasts the month and says where its duties are now."""
    language, source = path.rsplit(".", 2)[1], _source(head)
    year, number = map(int, month.split("-"))
    address = source.removesuffix(path) + month_path(path, month) if source else ""
    body = Body(
        summary=f"{_named(path, month)}: {WORDS['by month'][language]}",
        description="\n".join(filter(None, (WORDS["why by month"][language], address))),
        url=address,
        busy=False,
    )
    after = date(year + number // 12, number % 12 + 1, 1)
    return Event(uid=_identity(source, path, month), start=date(year, number, 1), end=after, body=body)
