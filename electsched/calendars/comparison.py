"""Two timelines in one calendar: the stages as they are now, and beside what moved, where it stood before."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import attrs
import icalendar

from electsched.calendars.event import Event, events_of_stage, identity
from electsched.calendars.feed import Feed, calendar_of
from electsched.i18n.languages import words
from electsched.timeline.compare import Comparison

__all__ = ["comparison_calendar", "comparison_feed"]


def comparison_calendar(
    found: Comparison, *, language: str = "id", stamp: datetime | None = None
) -> icalendar.Calendar:
    """Return a calendar that shows old and new: what moved stands twice, and says by how much and why.

    ``stamp`` is when it was made, in UTC; without one it is the start of its first day, for nothing here reads a
    clock.
    """
    return calendar_of(comparison_feed(found, language=language), stamp)


def comparison_feed(found: Comparison, *, language: str) -> Feed:
    """Return the calendar as a feed, which stands at no address."""
    after = found.after
    events = tuple(sorted(_events(found, language), key=lambda event: (event.start, event.end)))
    return Feed(
        owner=f"{found.before.id} {after.id}",
        kind="stages",
        key="comparison",
        language=language,
        path=f"comparison.{language}.ics",
        name=f"{words(language)['calendar.what_moved']}: {after.name[language]}",
        description="",
        base="",
        zone="",
        refresh=timedelta(hours=12),
        source=lambda: events,
        count=len(events),
    )


def _events(found: Comparison, language: str) -> Iterator[Event]:
    told = {move.stage: _told(found, move.stage, language) for move in found.moves}
    for stage in found.after.dated:
        for event in events_of_stage(found.after, stage, language):
            yield _marked(event, "now", told[stage.key], language) if stage.key in told else event
    for stage in found.before.dated:
        if stage.key in told:
            for event in events_of_stage(found.before, stage, language):
                marked = _marked(event, "before", told[stage.key], language)
                # The event of now keeps the identity of the stage; this one has its own.
                body = attrs.evolve(marked.body, status="TENTATIVE")
                yield attrs.evolve(marked, uid=identity("before", event.uid), body=body)


def _told(found: Comparison, key: str, language: str) -> str:
    moves = tuple(move for move in found.moves if move.stage == key)
    return attrs.evolve(found, moves=moves).to_text(language)


def _marked(event: Event, word: str, told: str, language: str) -> Event:
    body = event.body
    marked = attrs.evolve(
        body,
        summary=f"{words(language)[f'calendar.{word}']}: {body.summary}",
        description=f"{told}\n\n{body.description}".strip(),
        categories=(*body.categories, words(language)[f"calendar.{word}"]),
    )
    return attrs.evolve(event, body=marked)
