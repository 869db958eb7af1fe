"""What was published and what is next: each event keeps its edition until it changes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import lru_cache

import attrs

from electsched.feeds.components import Revision
from electsched.feeds.events import Event
from electsched.feeds.writer import EventWriter

__all__ = ["Edition", "published_events", "published_stamp", "revise"]

_EVENT = re.compile(rb"BEGIN:VEVENT\r\n.*?END:VEVENT\r\n", re.DOTALL)
_UID = re.compile(rb"\r\nUID:([0-9a-f-]{36})\r\n")
_STAMP = re.compile(rb"\r\nDTSTAMP:(\d{8}T\d{6}Z)\r\n")
_CHANGED = re.compile(rb"\r\nLAST-MODIFIED:(\d{8}T\d{6}Z)\r\n")
_SEQUENCE = re.compile(rb"\r\nSEQUENCE:(\d{1,9})\r\n")


@attrs.frozen
class Edition:
    """Events as they are to be published.

    Attributes:
        written: The bytes of each event, by UID.
        stamps: When each last changed, by UID.
        added: The UIDs that were not published before.
        changed: The UIDs whose event was published otherwise.
        withdrawn: The UIDs that were published and are no longer.
    """

    written: Mapping[str, bytes] = attrs.field(repr=False)
    stamps: Mapping[str, datetime] = attrs.field(repr=False)
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    withdrawn: tuple[str, ...] = ()


def published_events(data: bytes) -> dict[str, bytes]:
    """Return the bytes of each event of a calendar that this package published, by UID."""
    found: dict[str, bytes] = {}
    for block in _EVENT.findall(data):
        uid = _UID.search(block)
        if uid is not None:
            found[uid[1].decode()] = block
    return found


def published_stamp(data: bytes) -> datetime | None:
    """Return when a calendar that this package published last changed, in UTC; None where it does not say."""
    found = _CHANGED.search(data.partition(b"BEGIN:VEVENT")[0])
    return _moment(found[1]) if found else None


def revise(
    previous: Mapping[str, bytes], events: Iterable[Event], *, stamp: datetime, writer: EventWriter | None = None
) -> Edition:
    """Return the events as they are to be published after what was published before.

    An event that would be the same in its last edition keeps it, byte for byte. One that changed takes the stamp (UTC)
    and the next SEQUENCE; a new one takes the stamp and SEQUENCE 0 (RFC 5545, 3.8.7.4).
    """
    write = (writer or EventWriter()).write
    written: dict[str, bytes] = {}
    stamps: dict[str, datetime] = {}
    added: list[str] = []
    changed: list[str] = []
    for event in events:
        if event.uid in written:
            continue
        before = previous.get(event.uid)
        last = _revision(before) if before is not None else None
        revision = last or Revision(stamp)
        data = write(event, revision)
        if last is None:
            added.append(event.uid)
        elif data != before:
            changed.append(event.uid)
            revision = Revision(max(stamp, last.stamp), last.sequence + 1)
            data = write(event, revision)
        written[event.uid] = data
        stamps[event.uid] = revision.stamp
    withdrawn = tuple(uid for uid in previous if uid not in written)
    return Edition(written, stamps, tuple(added), tuple(changed), withdrawn)


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
