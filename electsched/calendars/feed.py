"""Calendars to be published, and their paths.

The layout of the paths is fixed: people have subscribed to them.

    public/stages.<language>.ics
    internal/units/<key>.<language>.ics
    internal/posts/<key>.<language>.ics
    internal/teams/<key>.<language>.ics

Calendars for one unit, partner or member only are in folders whose names cannot be guessed:

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

from electsched.calendars.event import Event
from electsched.calendars.ical import Header, Revision, calendar_component, event_component
from electsched.calendars.stage_events import stage_events
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
Kind = Literal["stages", "unit", "post", "team", "partner", "member"]
COLORS: dict[Kind, tuple[str, str]] = {
    "stages": ("steelblue", "#4682B4"),
    "unit": ("darkslategray", "#2F4F4F"),
    "post": ("sienna", "#A0522D"),
    "team": ("seagreen", "#2E8B57"),
    "partner": ("darkslateblue", "#483D8B"),
    "member": ("seagreen", "#2E8B57"),
}
"""The CSS3 colour of each kind of calendar, by name and as ``#RRGGBB``."""


@attrs.frozen(kw_only=True)
class Feed:
    """A calendar to be published.

    Attributes:
        owner: The id of the plan; of a calendar of stages the id of the election.
        kind: The kind of its owner.
        key: The key of the unit, post, team or partner; ``stages`` for stages, and empty for a member.
        language: Its language.
        path: Its path below its part of the site.
        name: Its title.
        description: Its description.
        base: The address of its part of the site; empty if it is not published.
        zone: The IANA zone of its owner; empty if all its events are all-day.
        refresh: The time after which clients should request it again.
        source: Returns its events, in order of time; called at most once.
        count: The number of its events.
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

    @cached_property
    def events(self) -> tuple[Event, ...]:
        """Its events, in order of time."""
        return self.source()

    @property
    def address(self) -> str:
        """The address at which people subscribe to it; empty if it is not published."""
        return f"{self.base}/{self.path}" if self.base else ""


def stage_feed(timeline: Timeline, *, language: str, base: str = "", refresh: timedelta = timedelta(hours=12)) -> Feed:
    """Return the calendar of the election's stages.

    Raises:
        UnknownNameError: The package has no words in that language.
    """
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
        count=sum(len(stage.occurrences or stage.periods) for stage in timeline.dated),
    )


def _link_lines(timeline: Timeline, language: str) -> Iterator[str]:
    for link in timeline.links:
        authority = f" ({link.by})" if link.by else ""
        yield f"{words(language)[f'relation.{link.relation}']}: {link.election}{authority}"


def header_of(feed: Feed, stamp: datetime) -> Header:
    """Return the properties of a calendar; ``stamp`` is its last change, in UTC."""
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
    """Return the zone of a calendar and every other zone of its events."""
    # By identity, because hashing the zone of each event costs time.
    zones = {id(zone): zone for event in feed.events if (zone := getattr(event.start, "tzinfo", None)) is not None}
    names = dict.fromkeys([feed.zone, *sorted(str(zone) for zone in zones.values() if zone is not UTC)])
    return tuple(names)


def with_zones(header: Header, blocks: Iterable[bytes]) -> Header:
    """Return the header for a calendar that also contains these published events, such as cancelled ones."""
    published = {zone.decode() for block in blocks for zone in _TZID.findall(block)}
    present = header.zones or ((header.zone,) if header.zone else ())
    zones = tuple(dict.fromkeys([*present, *sorted(published)]))
    return attrs.evolve(header, zone="", zones=zones) if len(zones) > 1 else header


# --- calendars as values of icalendar -----------------------------------------------------------------------------


def stage_calendar(timeline: Timeline, *, language: str = "id", stamp: datetime | None = None) -> icalendar.Calendar:
    """Return the calendar of the election's stages, each an all-day event.

    ``stamp`` is the moment at which it was made, in UTC; by default the start of its first day.

    Raises:
        UnknownNameError: The package has no words in that language.
    """
    return calendar_of(stage_feed(timeline, language=language), stamp)


def calendar_of(feed: Feed, stamp: datetime | None) -> icalendar.Calendar:
    """Return a feed as a calendar; ``stamp`` is by default the start of its first day, because no clock is read."""
    if stamp is None:
        first = feed.events[0].start if feed.events else datetime(1970, 1, 1, tzinfo=UTC)
        stamp = datetime(first.year, first.month, first.day, tzinfo=UTC)
    revision = Revision(stamp.astimezone(UTC))
    calendar = calendar_component(header_of(feed, revision.stamp))
    for event in feed.events:
        calendar.add_component(event_component(event, revision))
    return calendar
