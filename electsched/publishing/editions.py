"""What is next held against what was published, once for all the calendars of one audience."""

from __future__ import annotations

from collections.abc import Sequence

from electsched.calendars.revision import Edition, latest, revise
from electsched.publishing.parts import Part, Press

__all__ = ["share_editions"]


def share_editions(parts: Sequence[Part], press: Press) -> dict[str, Edition]:
    """Hold what is next against what was published, whichever calendars of these parts it stood in.

    The parts are of one audience. Each event is made once for each language, whoever reads it.
    """
    editions: dict[str, Edition] = {}
    for language in dict.fromkeys(language for part in parts for language in part.feeds):
        previous = latest(found for part in parts for found in part.published(language))
        feeds = [feed for part in parts for feed in part.making(language)]
        new = {event.uid for feed in feeds for event in feed.events if event.uid not in previous}
        if new:  # here, but it may stand in a calendar that stays as it is
            there = (found for part in parts for found in part.standing(language))
            previous |= latest({uid: block for uid, block in found.items() if uid in new} for found in there)
        events = (event for feed in feeds for event in feed.events)
        editions[language] = revise(previous, events, press.rules, writer=press.writer)
    for part in parts:
        part.editions = editions
    return editions
