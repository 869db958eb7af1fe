"""Which calendars there are, at which addresses, and what stands in each.

The layout of the addresses is fixed: people have subscribed to them.

    public/stages.<language>.ics
    internal/units/<key>.<language>.ics
    internal/posts/<key>.<language>.ics
    internal/teams/<key>.<language>.ics

What only some may see stands below addresses that nobody can guess, each for one unit, partner or person:

    secret/<token>/duties.<language>.ics
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Literal

import attrs
import icalendar

from electsched.calendars.event import Event, stage_events
from electsched.calendars.fingerprint import digest
from electsched.calendars.ical import Header, Revision, calendar_component, event_component
from electsched.i18n.languages import words
from electsched.timeline.timeline import Timeline

__all__ = [
    "Feed",
    "Kind",
    "calendar_of",
    "header_of",
    "stage_calendar",
    "stage_feed",
    "with_zones",
]

_TZID = re.compile(rb"\r\nDT(?:START|END);TZID=([^:;\r]+):")
Kind = Literal["stages", "unit", "post", "team", "partner", "officer"]
COLORS: dict[Kind, tuple[str, str]] = {
    "stages": ("steelblue", "#4682B4"),
    "unit": ("darkslategray", "#2F4F4F"),
    "post": ("sienna", "#A0522D"),
    "team": ("seagreen", "#2E8B57"),
    "partner": ("darkslateblue", "#483D8B"),
    "officer": ("seagreen", "#2E8B57"),
}


@attrs.frozen(kw_only=True)
class Feed:
    """A calendar to be published.

    Attributes:
        owner: The id of the plan, or of the election where it holds its stages.
        kind: What it is of.
        key: The key of the unit, post, team or partner; ``stages`` for those, and nothing for an officer's own.
        language: Its language.
        path: Its address below the part of the site in which it stands.
        name: What it is called.
        description: What it holds.
        base: The address of that part of the site; empty where it is not published.
        zone: The zone of the clock of whom it is of; empty where all its events last whole days.
        refresh: After how long clients should ask again.
        source: Gives what stands in it, in order of time; it is asked once, and only if it must be.
        count: How many events stand in it.
        origin: What decides every byte of it but its stamps, as a digest; empty where that is not known.
    """

    owner: str
    kind: Kind
    key: str
    language: str
    path: str
    name: str
    description: str
    base: str
    zone: str
    refresh: timedelta
    source: Callable[[], tuple[Event, ...]] = attrs.field(repr=False, eq=False)
    count: int
    origin: str = attrs.field(default="", repr=False)

    @cached_property
    def events(self) -> tuple[Event, ...]:
        """What stands in it, in order of time."""
        return self.source()

    @property
    def address(self) -> str:
        """The address at which it is subscribed to; empty where it is not published."""
        return f"{self.base}/{self.path}" if self.base else ""


def stage_feed(
    timeline: Timeline,
    *,
    language: str,
    base: str = "",
    refresh: timedelta = timedelta(hours=12),
    origin: str = "",
) -> Feed:
    """Return the calendar of the election's stages; ``origin`` is what else than the language decides its bytes."""
    return Feed(
        owner=timeline.id,
        kind="stages",
        key="stages",
        language=language,
        path=f"stages.{language}.ics",
        name=f"{words(language)['calendar.stages']}: {timeline.name[language]}",
        description="\n".join(_link_lines(timeline, language)),
        base=base,
        zone="",
        refresh=refresh,
        source=lambda: tuple(stage_events(timeline, language=language)),
        count=sum(len(stage.occurrences) or 1 for stage in timeline.dated),
        origin=digest([origin, language, base, str(refresh)]) if origin else "",
    )


def _link_lines(timeline: Timeline, language: str) -> Iterator[str]:
    for link in timeline.links:
        by = f" ({link.by})" if link.by else ""
        yield f"{words(language)[f'relation.{link.relation}']}: {link.election}{by}"


def header_of(feed: Feed, stamp: datetime) -> Header:
    """Return what the calendar says of itself; ``stamp`` is when any of it last changed, in UTC."""
    years = [value.year for event in feed.events for value in (event.start, event.end)]
    zones = _zones(feed)
    return Header(
        name=feed.name,
        description=feed.description,
        source=feed.address,
        url=f"{feed.base}/" if feed.base else "",
        color=COLORS[feed.kind],
        refresh=feed.refresh,
        zone=feed.zone if len(zones) == 1 else "",
        zones=zones if len(zones) > 1 else (),
        years=(min(years), max(years)) if years else (1970, 1970),
        stamp=stamp,
    )


def _zones(feed: Feed) -> tuple[str, ...]:
    """Return the zone of the calendar, and every other in which an event of it stands, each by its name."""
    seen = {id(zone): zone for event in feed.events if (zone := getattr(event.start, "tzinfo", None)) is not None}
    named = dict.fromkeys([feed.zone, *sorted(str(zone) for zone in seen.values() if zone is not UTC)])
    return tuple(named)


def with_zones(header: Header, blocks: Iterable[bytes]) -> Header:
    """Return the header for a calendar in which these events stand too, as they were written: cancelled ones."""
    told = {zone.decode() for block in blocks for zone in _TZID.findall(block.replace(b"\r\n ", b""))}
    own = header.zones or ((header.zone,) if header.zone else ())
    zones = tuple(dict.fromkeys([*own, *sorted(told)]))
    return attrs.evolve(header, zone="", zones=zones) if len(zones) > 1 else header


# --- calendars as values of icalendar -----------------------------------------------------------------------------


def stage_calendar(timeline: Timeline, *, language: str = "id", stamp: datetime | None = None) -> icalendar.Calendar:
    """Return the calendar of the election's stages, each an all-day event.

    ``stamp`` is when it was made, in UTC; without one it is the start of its first day, for nothing here reads a
    clock.
    """
    return calendar_of(stage_feed(timeline, language=language), stamp)


def calendar_of(feed: Feed, stamp: datetime | None) -> icalendar.Calendar:
    """Return the feed as a calendar; without a ``stamp`` that of its first day."""
    made = (stamp or _first_day(feed)).astimezone(UTC)
    calendar = calendar_component(header_of(feed, made))
    for event in feed.events:
        calendar.add_component(event_component(event, Revision(made)))
    return calendar


def _first_day(feed: Feed) -> datetime:
    if not feed.events:
        return datetime(1970, 1, 1, tzinfo=UTC)
    first = feed.events[0].start
    return datetime(first.year, first.month, first.day, tzinfo=UTC)
