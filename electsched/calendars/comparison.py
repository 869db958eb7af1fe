"""Two timelines in one calendar: each stage that moved is in it twice, at its present and at its previous dates."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal

import attrs

from electsched.calendars.event import Event, identity
from electsched.calendars.feed import Feed, calendar_of
from electsched.calendars.stage_events import events_of_stage
from electsched.i18n.languages import words
from electsched.timeline.compare import Comparison

if TYPE_CHECKING:
    import icalendar

__all__ = ["comparison_calendar", "comparison_feed"]


def comparison_calendar(
    comparison: Comparison, *, language: str = "id", stamp: datetime | None = None
) -> icalendar.Calendar:
    """Return a calendar of the present and the previous dates; the text of a stage that moved says how far and why.

    ``stamp`` is the moment at which it was made, with its zone; by default the start of its first day.

    Raises:
        UnknownNameError: The package has no words in that language.
        InputError: The stamp has no zone.
    """
    return calendar_of(comparison_feed(comparison, language=language), stamp)


def comparison_feed(comparison: Comparison, *, language: str) -> Feed:
    """Return the same as a feed without an address."""
    previous, present = comparison.before, comparison.after
    events = tuple(sorted(_events(comparison, language), key=lambda event: (event.start, event.end)))
    return Feed(
        owner=f"{previous.id} {present.id}",
        kind="stages",
        key="comparison",
        language=language,
        path=f"comparison.{language}.ics",
        name=f"{words(language)['calendar.what_moved']}: {present.name[language]}",
        description="",
        base="",
        zone="",
        refresh=timedelta(hours=12),
        source=lambda: events,
        count=len(events),
    )


def _events(comparison: Comparison, language: str) -> Iterator[Event]:
    reasons: dict[str, str] = {}
    for key in {move.stage for move in comparison.moves}:
        moves = tuple(move for move in comparison.moves if move.stage == key)
        reasons[key] = attrs.evolve(comparison, moves=moves).to_text(language)
    for stage in comparison.after.dated:
        for event in events_of_stage(comparison.after, stage, language):
            yield _labelled(event, "now", reasons[stage.key], language) if stage.key in reasons else event
    for stage in comparison.before.dated:
        if stage.key in reasons:
            for event in events_of_stage(comparison.before, stage, language):
                previous = _labelled(event, "before", reasons[stage.key], language)
                # The present event has the UID of the stage.
                body = attrs.evolve(previous.body, status="TENTATIVE")
                yield attrs.evolve(previous, uid=identity("before", event.uid), body=body)


def _labelled(event: Event, word: Literal["now", "before"], reason: str, language: str) -> Event:
    label, body = words(language)[f"calendar.{word}"], event.body
    body = attrs.evolve(
        body,
        summary=f"{label}: {body.summary}",
        description=f"{reason}\n\n{body.description}".strip(),
        categories=(*body.categories, label),
    )
    return attrs.evolve(event, body=body)
