"""What is next held against what was published, once for all the calendars of one audience."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from electsched.calendars.revision import CANCELLED, Edition, revise
from electsched.publishing.parts import Part, Press

__all__ = ["share_editions"]

_SEQUENCE = re.compile(rb"\r\nSEQUENCE:(\d+)\r\n")


def _rank(block: bytes) -> tuple[bool, int]:
    """Return which of two editions of an event holds: one that is not cancelled, then that of the higher number."""
    sequence = _SEQUENCE.search(block)
    return CANCELLED not in block, int(sequence[1]) if sequence else 0


def share_editions(parts: Sequence[Part], press: Press) -> dict[str, Edition]:
    """Hold what is next against what was published, whichever calendars of these parts it stood in.

    The parts are of one audience. Each event is made once for each language, whoever reads it.
    """
    editions: dict[str, Edition] = {}
    for language in dict.fromkeys(language for part in parts for language in part.feeds):
        previous = _latest(found for part in parts for found in part.published(language))
        feeds = [feed for part in parts for feed in part.making(language)]
        new = {event.uid for feed in feeds for event in feed.events if event.uid not in previous}
        if new:  # here, but it may stand in a calendar that stays as it is
            there = (found for part in parts for found in part.standing(language))
            previous |= _latest({uid: block for uid, block in found.items() if uid in new} for found in there)
        events = (event for feed in feeds for event in feed.events)
        editions[language] = revise(previous, events, stamp=press.made, writer=press.writer, retire=press.retire)
    for part in parts:
        part.editions = editions
    return editions


def _latest(calendars: Iterable[Mapping[str, bytes]]) -> dict[str, bytes]:
    """Return of each event of these calendars the edition that holds."""
    latest: dict[str, bytes] = {}
    for found in calendars:
        for uid, block in found.items():
            known = latest.setdefault(uid, block)
            if block != known and _rank(block) > _rank(known):
                latest[uid] = block
    return latest
