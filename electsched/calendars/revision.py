"""What was published and what is next: each event keeps its edition until it changes, and none goes without a word.

What is withdrawn is published as cancelled, and retired after a while.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Literal, cast

import attrs
import icalendar

from electsched.calendars.event import Event
from electsched.calendars.ical import Revision
from electsched.calendars.writer import EventWriter

__all__ = [
    "Edition",
    "EventChange",
    "edition_uids",
    "published_events",
    "published_stamp",
    "published_years",
    "revise",
    "select",
    "unreadable_events",
]

BEGIN, END = b"BEGIN:VEVENT\r\n", b"END:VEVENT\r\n"
_UID = re.compile(rb"\r\nUID:([0-9a-f-]{36})\r\n")
_STAMP = re.compile(rb"\r\nDTSTAMP:(\d{8}T\d{6}Z)\r\n")
_CHANGED = re.compile(rb"\r\nLAST-MODIFIED:(\d{8}T\d{6}Z)\r\n")
_SEQUENCE = re.compile(rb"\r\nSEQUENCE:(\d{1,9})\r\n")
_STATUS = re.compile(rb"\r\nSTATUS:[A-Z]+\r\n")
_TRANSP = re.compile(rb"\r\nTRANSP:[A-Z]+\r\n")
_ALARM = re.compile(rb"BEGIN:VALARM\r\n.*?END:VALARM\r\n", re.DOTALL)
_YEAR = re.compile(rb"\r\nDT(?:START|END)[^:]*:(\d{4})")
CANCELLED = b"\r\nSTATUS:CANCELLED\r\n"
RETIRE = timedelta(days=14)
"""How long a cancelled event stays, where nothing else is said."""


@attrs.frozen(kw_only=True)
class EventChange:
    """What became of an event in a calendar.

    Attributes:
        kind: What happened: it is new there, lies at another time, says something else, or is cancelled.
        uid: Its identity.
        summary: Its title, as it is now; of a cancelled one as it was.
        start: Its first day or moment now; of a cancelled one as it was.
        end: The day or moment after its last.
        was: The first and the last before, where it lay at another time.
    """

    kind: Literal["new", "moved", "changed", "cancelled"]
    uid: str
    summary: str
    start: date
    end: date
    was: tuple[date, date] | None = None


@attrs.frozen
class Edition:
    """Events as they are to be published.

    Attributes:
        written: The bytes of each event, by UID.
        stamps: When each last changed, by UID.
        added: The UIDs that were not published before.
        changed: The UIDs whose event was published otherwise.
        withdrawn: The UIDs that were published and are no longer: they are cancelled now.
        cancelled: The bytes of what is cancelled, now or before, and not yet retired, by UID.
        retired: The UIDs that were cancelled long enough.
        changes: What changed, in the order of time.
    """

    written: Mapping[str, bytes] = attrs.field(repr=False)
    stamps: Mapping[str, datetime] = attrs.field(repr=False)
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    withdrawn: tuple[str, ...] = ()
    cancelled: Mapping[str, bytes] = attrs.field(factory=dict, repr=False)
    retired: tuple[str, ...] = ()
    changes: tuple[EventChange, ...] = attrs.field(default=(), repr=False)

    @property
    def last(self) -> datetime | None:
        """When any of it last changed, in UTC; None where there is nothing."""
        return max([*self.stamps.values(), *map(_changed, self.cancelled.values())], default=None)


def edition_uids(editions: Iterable[Edition]) -> tuple[set[str], set[str], set[str]]:
    """Return the UIDs that are new, changed and withdrawn in any of these editions."""
    added: set[str] = set()
    changed: set[str] = set()
    withdrawn: set[str] = set()
    for edition in editions:
        added |= {*edition.added}
        changed |= {*edition.changed}
        withdrawn |= {*edition.withdrawn}
    return added, changed, withdrawn


def published_events(data: bytes) -> dict[str, bytes]:
    """Return the bytes of each event of a calendar that this package published, by UID."""
    found: dict[str, bytes] = {}
    for piece in data.split(BEGIN)[1:]:
        end = piece.find(END)
        block = BEGIN + piece[: end + len(END)]
        uid = _UID.search(block) if end >= 0 else None
        if uid is not None:
            found[uid[1].decode()] = block
    return found


def unreadable_events(data: bytes) -> tuple[str, ...]:
    """Return the UID of each event of a published calendar of which no title, start and end can be read any more."""
    return tuple(uid for uid, block in published_events(data).items() if not _is_readable(block))


def _is_readable(block: bytes) -> bool:
    try:
        _said(block)
    except (KeyError, TypeError, ValueError):  # not UTF-8, a property that is gone, or one that is no time
        return False
    return True


def published_stamp(data: bytes) -> datetime | None:
    """Return when a calendar that this package published last changed, in UTC; None where it does not say."""
    found = _CHANGED.search(data.partition(b"BEGIN:VEVENT")[0])
    return _moment(found[1]) if found else None


def published_years(blocks: Iterable[bytes]) -> set[int]:
    """Return the years in which these events begin and end."""
    return {int(year) for block in blocks for year in _YEAR.findall(block)}


def revise(
    previous: Mapping[str, bytes],
    events: Iterable[Event],
    *,
    stamp: datetime,
    writer: EventWriter | None = None,
    retire: timedelta = RETIRE,
) -> Edition:
    """Return the events as they are to be published after what was published before.

    An event that would be the same in its last edition keeps it, byte for byte. One that changed takes the stamp (UTC)
    and the next SEQUENCE; a new one takes the stamp and SEQUENCE 0 (RFC 5545, 3.8.7.4). One that is no longer there is
    cancelled, and retired once it has been so for the time of ``retire``.
    """
    write = (writer or EventWriter()).write
    written: dict[str, bytes] = {}
    stamps: dict[str, datetime] = {}
    for event in events:
        if event.uid in written:
            continue
        before = previous.get(event.uid)
        last = _revision(before) if before is not None else None
        revision = last or Revision(stamp)
        data = write(event, revision)
        if last is not None and data != before:
            revision = Revision(max(stamp, last.stamp), last.sequence + 1)
            data = write(event, revision)
        written[event.uid] = data
        stamps[event.uid] = revision.stamp
    return _edition(previous, written, stamps, stamp, retire)


def select(
    edition: Edition, previous: Mapping[str, bytes], uids: Iterable[str], *, stamp: datetime, retire: timedelta = RETIRE
) -> Edition:
    """Return what of an edition stands in one calendar, after what was published in it before.

    An event that is only no longer in this calendar is cancelled there, for who reads it should know.
    """
    wanted = dict.fromkeys(uids)
    written = {uid: edition.written[uid] for uid in wanted}
    return _edition(previous, written, {uid: edition.stamps[uid] for uid in wanted}, stamp, retire)


def _edition(
    previous: Mapping[str, bytes],
    written: Mapping[str, bytes],
    stamps: Mapping[str, datetime],
    stamp: datetime,
    retire: timedelta,
) -> Edition:
    cancelled: dict[str, bytes] = {}
    withdrawn: list[str] = []
    retired: list[str] = []
    for uid, block in previous.items():
        if uid in written:
            continue
        if CANCELLED not in block:
            withdrawn.append(uid)
            cancelled[uid] = _cancel(block, stamp)
        elif _changed(block) + retire > stamp:
            cancelled[uid] = block
        else:
            retired.append(uid)
    # What is the same in its last edition is sound; only what differs need be read.
    differing = [uid for uid, block in written.items() if previous.get(uid) != block]
    sound = {uid for uid in differing if uid in previous and _revision(previous[uid]) is not None}
    added = tuple(uid for uid in differing if uid not in sound)
    changed = tuple(uid for uid in differing if uid in sound)
    return Edition(
        written,
        stamps,
        added,
        changed,
        tuple(withdrawn),
        cancelled,
        tuple(retired),
        _changes(previous, written, added, changed, withdrawn),
    )


# --- what changed -------------------------------------------------------------------------------------------------


def _changes(
    previous: Mapping[str, bytes],
    written: Mapping[str, bytes],
    added: Iterable[str],
    changed: Iterable[str],
    withdrawn: Iterable[str],
) -> tuple[EventChange, ...]:
    """Return what changed since the last publication; of the first, where all is new, there is nothing to tell."""
    if not previous:
        return ()
    found = [_told("new", uid, written[uid]) for uid in added]
    for uid in changed:
        if CANCELLED in previous[uid] and CANCELLED not in written[uid]:
            found.append(_told("new", uid, written[uid]))
        else:
            found.append(_moved(_told("changed", uid, written[uid]), _told("changed", uid, previous[uid])))
    found += [_told("cancelled", uid, previous[uid]) for uid in withdrawn]
    return tuple(sorted(found, key=lambda change: (_order(change.start), change.uid)))


def _told(kind: Literal["new", "changed", "cancelled"], uid: str, block: bytes) -> EventChange:
    summary, start, end = _said(block)
    return EventChange(kind=kind, uid=uid, summary=summary, start=start, end=end)


@lru_cache(maxsize=256)
def _said(block: bytes) -> tuple[str, date, date]:
    """Return title, start and end of an event; the same stands in several calendars."""
    event = cast("icalendar.Event", icalendar.Event.from_ical(block.decode()))
    return str(event["SUMMARY"]), event.start, event.end


def _moved(now: EventChange, before: EventChange) -> EventChange:
    if (now.start, now.end) == (before.start, before.end):
        return now
    return attrs.evolve(now, kind="moved", was=(before.start, before.end))


def _order(value: date) -> float:
    # A day comes before the hours of it.
    moment = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day, tzinfo=UTC)
    return moment.timestamp()


# --- what stands in a published event -----------------------------------------------------------------------------


def _cancel(block: bytes, stamp: datetime) -> bytes:
    """Return the event as cancelled, in its next edition; it takes up no time and rings no more."""
    last = _revision(block)
    made = max(stamp, last.stamp) if last else stamp
    text = f"{made:%Y%m%dT%H%M%SZ}".encode()
    block = _ALARM.sub(b"", block)
    for pattern, line in (
        (_STAMP, b"DTSTAMP:" + text),
        (_CHANGED, b"LAST-MODIFIED:" + text),
        (_SEQUENCE, b"SEQUENCE:%d" % (last.sequence + 1 if last else 0)),
        (_STATUS, b"STATUS:CANCELLED"),
        (_TRANSP, b"TRANSP:TRANSPARENT"),
    ):
        block = pattern.sub(b"\r\n" + line + b"\r\n", block, count=1)
    return block


def _changed(block: bytes) -> datetime:
    found = _CHANGED.search(block)
    return (_moment(found[1]) if found else None) or datetime.min.replace(tzinfo=UTC)


def _revision(block: bytes) -> Revision | None:
    stamp, sequence = _STAMP.search(block), _SEQUENCE.search(block)
    if stamp is None or sequence is None:
        return None
    made = _moment(stamp[1])
    return Revision(made, int(sequence[1])) if made else None


@lru_cache(maxsize=1024)
def _moment(text: bytes) -> datetime | None:
    """Return the stamp as a moment; most events of a site share a few of them."""
    try:
        return datetime.strptime(text.decode(), "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        return None
