"""Calendars to be published, and their paths.

The layout of the paths is fixed: people have subscribed to them.

    public/stages.<language>.ics
    public/stages-days.<language>.ics
    internal/units/<key>.<language>.ics
    internal/posts/<key>.<language>.ics
    internal/teams/<key>.<language>.ics

Calendars for one unit, partner or member only are in folders whose names cannot be guessed:

    secret/<token>/duties.<language>.ics
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import attrs

from electsched.calendars.content_lines import CALENDAR_END, calendar_head, published_events
from electsched.calendars.event import Event, Header, Revision
from electsched.calendars.months import calendar_of_months
from electsched.calendars.published_event import published_stamp, published_years
from electsched.calendars.revision import Edition, RevisionRules, highest_sequences, latest, revise, select, withdraw
from electsched.calendars.writer import EventWriter, write_calendar
from electsched.timespan import checked_moment
from electsched.values import value_text

if TYPE_CHECKING:
    import icalendar

__all__ = [
    "CalendarRevision",
    "Feed",
    "Kind",
    "Revisions",
    "calendar_of",
    "header_of",
    "revise_calendars",
]

_LAST_MODIFIED = re.compile(rb"\r\nLAST-MODIFIED:\d{8}T\d{6}Z\r\n")
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
        key: The key of the unit, post, team or partner; of stages that of the variant; empty for a member.
        language: Its language.
        path: Its path below its part of the site.
        name: Its title.
        description: Its description.
        base: The address of its part of the site; empty if it is not published.
        zone: The IANA zone of its owner; empty if all its events are all-day.
        refresh: The time after which clients should request it again.
        source: Returns its events, in order of time; called at most once.
        count: The number of its events.
        is_secret: Whether its address is a secret: then the calendar does not contain it.
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
    is_secret: bool = False

    __repr__ = value_text

    @cached_property
    def events(self) -> tuple[Event, ...]:
        """Its events, in order of time."""
        return self.source()

    @property
    def address(self) -> str:
        """The address at which people subscribe to it; empty if it is not published."""
        return f"{self.base}/{self.path}" if self.base else ""


def header_of(feed: Feed, stamp: datetime, published: Collection[bytes] = ()) -> Header:
    """Return the properties of a calendar.

    ``stamp`` is its last change, in UTC, and ``published`` are the lines of further events that it also contains.
    """
    years = {value.year for event in feed.events for value in (event.start, event.end)} | published_years(published)
    zones = _zones(feed, published)
    return Header(
        name=feed.name,
        description=feed.description,
        source="" if feed.is_secret else feed.address,
        url="" if feed.is_secret or not feed.base else f"{feed.base}/",
        color=COLORS[feed.kind],
        refresh=feed.refresh,
        zone=feed.zone if len(zones) == 1 else "",
        zones=zones if len(zones) > 1 else (),
        years=(min(years), max(years)) if years else (1970, 1970),
        stamp=stamp,
    )


def _zones(feed: Feed, cancelled: Iterable[bytes]) -> tuple[str, ...]:
    """Return the zone of a calendar, every other zone of its events, and those of its cancelled events."""
    # By identity, because hashing the zone of each event costs time.
    zones = {id(zone): zone for event in feed.events if (zone := getattr(event.start, "tzinfo", None)) is not None}
    published = {zone.decode() for block in cancelled for zone in _TZID.findall(block)}
    names = [feed.zone, *sorted(str(zone) for zone in zones.values() if zone is not UTC), *sorted(published)]
    return tuple(filter(None, dict.fromkeys(names)))


# --- the next revision of published calendars ---------------------------------------------------------------------


@attrs.frozen(kw_only=True)
class CalendarRevision:
    """A calendar as it was published, and as it is to be.

    Attributes:
        folder: The folder of its part of the site, or of its private link.
        audience: The audience; an event has one revision in all calendars of an audience.
        path: Its path below the folder.
        feed: Its content; None if it is no longer made.
        files: Its published file and those of its months, by path; empty if there are none.
        data: The bytes of the published calendar, with its months joined.
        events: The lines of each published event, by UID.
        edition: The events to be published, after `revise_calendars`.
    """

    folder: str
    audience: str
    path: str
    feed: Feed | None = attrs.field(repr=False)
    files: Mapping[str, bytes] = attrs.field(repr=False)
    data: bytes = attrs.field(repr=False)
    events: Mapping[str, bytes] = attrs.field(repr=False)
    edition: Edition = attrs.field(default=Edition({}, {}), repr=False)

    __repr__ = value_text

    @data.default
    def _joined(self) -> bytes:
        return calendar_of_months(self.path, self.files) if self.files else b""

    @events.default
    def _published(self) -> Mapping[str, bytes]:
        return published_events(self.data)

    @property
    def language(self) -> str:
        """Its language."""
        return self.path.rsplit(".", 2)[1]

    def written(self, rules: RevisionRules) -> tuple[bytes, datetime]:
        """Return its bytes and its last change; the published bytes are kept if nothing in it changed.

        A calendar that is no longer made has its cancelled events alone, and those that have begun.
        """
        edition, last = self.edition, published_stamp(self.data)
        if self.feed is None:
            head = calendar_head(self.data)
            if edition.withdrawn:
                line = f"\r\nLAST-MODIFIED:{rules.stamp:%Y%m%dT%H%M%SZ}\r\n".encode()
                head = _LAST_MODIFIED.sub(line, head, count=1)
            data = b"".join((head, *edition.written.values(), *edition.cancelled.values(), CALENDAR_END))
            return data, published_stamp(data) or rules.stamp
        events = [*edition.written.values(), *edition.cancelled.values()]
        others = [*self._kept(self.feed), *edition.cancelled.values()]
        if last is not None and not (edition.added or edition.changed or edition.withdrawn):
            data = write_calendar(header_of(self.feed, last, others), events)
            if data == self.data:
                return data, last
        stamp = max(rules.stamp, edition.last or rules.stamp)
        return write_calendar(header_of(self.feed, stamp, others), events), stamp

    def _kept(self, feed: Feed) -> list[bytes]:
        """Return the published events that have begun and are kept, though the feed does not have them."""
        if len(self.edition.written) <= feed.count:
            return []
        feed_uids = {event.uid for event in feed.events}
        return [block for uid, block in self.edition.written.items() if uid not in feed_uids]


@attrs.frozen
class Revisions:
    """Some calendars in their next revision, and the revision of each event, by audience and language."""

    calendars: Sequence[CalendarRevision]
    editions: Mapping[tuple[str, str], Edition]

    __repr__ = value_text

    def of_audiences(self, *audiences: str) -> list[Edition]:
        """Return the revisions of each event for some audiences, an edition for each audience and language."""
        return [edition for key, edition in self.editions.items() if key[0] in audiences]

    @property
    def retired(self) -> dict[str, int]:
        """The last SEQUENCE of each event that is retired, by UID."""
        return highest_sequences(calendar.edition.retired for calendar in self.calendars)


def revise_calendars(
    calendars: Sequence[CalendarRevision],
    rules: RevisionRules,
    *,
    decided: Mapping[tuple[str, str], Mapping[str, Revision]],
) -> Revisions:
    """Decide the revision of each event, once for each audience and language, and the events of each calendar.

    ``decided`` are the decisions of an earlier run of the same publication, by audience and language and by UID.
    """
    groups: defaultdict[tuple[str, str], list[CalendarRevision]] = defaultdict(list)
    for calendar in calendars:
        groups[calendar.audience, calendar.language].append(calendar)
    editions: dict[tuple[str, str], Edition] = {}
    writer = EventWriter()
    for key, group in groups.items():
        feeds = [calendar.feed for calendar in group if calendar.feed is not None]
        if feeds:
            events = (event for feed in feeds for event in feed.events)
            previous = latest(calendar.events for calendar in group)
            rules_of_group = attrs.evolve(rules, language=rules.language_of(group[0].path))
            editions[key] = revise(previous, events, rules_of_group, writer=writer, decided=decided.get(key, {}))
    revisions = Revisions(calendars, editions)

    def selected(calendar: CalendarRevision) -> Edition:
        rules_of_calendar = attrs.evolve(rules, language=rules.language_of(calendar.path))
        if calendar.feed is not None:
            uids = (event.uid for event in calendar.feed.events)
            edition = editions[calendar.audience, calendar.language]
            return select(edition, calendar.events, uids, rules_of_calendar, live=rules.live)
        uid_groups = (rules.live, *(edition.revisions for edition in revisions.of_audiences(calendar.audience)))
        live_uids = {uid for uid in calendar.events if any(uid in uids for uids in uid_groups)}
        return withdraw(calendar.events, rules_of_calendar, live=live_uids)

    return attrs.evolve(
        revisions, calendars=[attrs.evolve(calendar, edition=selected(calendar)) for calendar in calendars]
    )


# --- calendars as values of icalendar -----------------------------------------------------------------------------


def calendar_of(feed: Feed, stamp: datetime | None) -> icalendar.Calendar:
    """Return a feed as a calendar; ``stamp`` is by default the start of its first day, because no clock is read.

    Raises:
        InputError: The stamp has no zone.
    """
    from electsched.calendars.ical import calendar_component, event_component  # noqa: PLC0415  # slow to load

    checked_moment("stamp", stamp)
    if stamp is None:
        first = feed.events[0].start if feed.events else datetime(1970, 1, 1, tzinfo=UTC)
        stamp = datetime(first.year, first.month, first.day, tzinfo=UTC)
    revision = Revision(stamp.astimezone(UTC))
    calendar = calendar_component(header_of(feed, revision.stamp))
    for event in feed.events:
        calendar.add_component(event_component(event, revision))
    return calendar
