"""What a page says of the calendars that it lists: addresses, QR codes, when news arrive, and the months as tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from types import MappingProxyType

import attrs

from electsched.calendars.event import Event
from electsched.calendars.feed import Feed
from electsched.calendars.months import month_path
from electsched.i18n.text import month_name
from electsched.pages.qr import qr_svg

__all__ = [
    "NOTHING_SPLIT",
    "Day",
    "Entry",
    "Link",
    "Month",
    "Split",
    "all_links",
    "links_of",
    "months_of",
    "refresh_hours",
]

Split = Mapping[str, Mapping[str, int]]
"""The calendars that are too large for apps, by address: how many events stand in each month."""
NOTHING_SPLIT: Split = MappingProxyType({})

WEEK = 7


@attrs.frozen
class Link:
    """A calendar to subscribe to, by both kinds of address.

    Attributes:
        name: What it is of.
        https: Its address.
        webcal: The same for a phone to open in its calendar app.
        file: Its file, beside the page.
        events: How many events stand in it.
        qr: Its address as a QR code, in SVG.
        month: Whether it is one month of a calendar that is too large for apps.
    """

    name: str
    https: str
    webcal: str
    file: str
    events: int
    qr: str = attrs.field(repr=False)
    month: bool = False


def links_of(feed: Feed, months: Mapping[str, int]) -> Iterator[Link]:
    """Yield the calendar as a page lists it; where it was split, its months with how many events stand in each."""
    name = feed.name.partition(": ")[2]
    if not months:
        yield _link(feed, name, feed.path, feed.count)
    for month, count in months.items():
        shown = f"{name}, {month_name(date.fromisoformat(f'{month}-01'), feed.language)}"
        yield attrs.evolve(_link(feed, shown, month_path(feed.path, month), count), month=True)


def all_links(feeds: Iterable[Feed], split: Split) -> list[Link]:
    """Return what a page lists of these calendars."""
    return [link for feed in feeds for link in links_of(feed, split.get(feed.path, {}))]


def refresh_hours(feeds: Iterable[Feed]) -> int:
    """Return after how many hours apps that ask as they are told will show what is new."""
    return max((feed.refresh // timedelta(hours=1) for feed in feeds), default=0)


def _link(feed: Feed, name: str, path: str, count: int) -> Link:
    address = f"{feed.base}/{path}" if feed.base else ""
    webcal = "webcal" + address[address.index(":") :] if address else ""
    return Link(name, address, webcal, path, count, qr_svg(webcal))


# --- months -------------------------------------------------------------------------------------------------------


@attrs.frozen
class Entry:
    """What stands on a day: its hours, empty for a whole day, and its title."""

    hours: str
    title: str


@attrs.frozen
class Day:
    """A day of a month, and what begins on it."""

    day: date
    entries: tuple[Entry, ...]


@attrs.frozen
class Month:
    """A month as weeks from Monday to Sunday; None where the week lies in another month."""

    name: str
    weeks: tuple[tuple[Day | None, ...], ...]


def months_of(events: Iterable[Event], language: str) -> Iterator[Month]:
    """Yield each month in which something begins, in the order of time."""
    by_day: dict[date, list[Entry]] = {}
    for event in events:
        timed = isinstance(event.start, datetime) and isinstance(event.end, datetime)
        hours = f"{event.start:%H:%M}–{event.end:%H:%M}" if timed else ""
        day = event.start.date() if isinstance(event.start, datetime) else event.start
        by_day.setdefault(day, []).append(Entry(hours, event.body.summary))
    for first in sorted({day.replace(day=1) for day in by_day}):
        yield _month(first, by_day, language)


def _month(first: date, by_day: dict[date, list[Entry]], language: str) -> Month:
    weeks: list[tuple[Day | None, ...]] = []
    monday = first - timedelta(days=first.weekday())
    while monday.replace(day=1) <= first:
        days = (monday + timedelta(days=number) for number in range(WEEK))
        weeks.append(tuple(Day(day, tuple(by_day.get(day, ()))) if day.month == first.month else None for day in days))
        monday += timedelta(days=WEEK)
    return Month(month_name(first, language), tuple(weeks))
