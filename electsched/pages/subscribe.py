"""The subscription part of a page: addresses and QR codes of calendars, refresh hours, and duties by month."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from types import MappingProxyType

import attrs
from jinja2.utils import url_quote

from electsched.calendars.event import Event
from electsched.calendars.feed import Feed
from electsched.calendars.months import month_path
from electsched.i18n.languages import words
from electsched.i18n.text import clock_time, month_name
from electsched.pages.parts.day_names import weekday_short
from electsched.pages.qr import qr_svg
from electsched.values import value_text

__all__ = [
    "NOTHING_SPLIT",
    "Day",
    "Entry",
    "Month",
    "Split",
    "SubscribeLink",
    "all_links",
    "google_address",
    "links_of",
    "months_of",
    "quoted",
    "refresh_hours",
]

Split = Mapping[str, Mapping[str, int]]
"""The number of events in each month (``2024-01``) of the calendars that are too large for apps, by their path."""
NOTHING_SPLIT: Split = MappingProxyType({})

WEEK = 7
LETTERS = 26
FEW_POSTS = 4
"""The posts that are named beside a duty; more are a group, which the page names once."""
PostGroups = Mapping[tuple[str, ...], str]
"""The name of each group of posts, by their names."""
DayPosts = Mapping[date, Mapping[tuple[str, str], tuple[str, ...]]]
"""The posts of each duty of a day, by hours and title, in alphabetical order."""


@attrs.frozen
class SubscribeLink:
    """A calendar to subscribe to.

    Attributes:
        name: The name of its unit, post, team or stages.
        https: Its address with https; empty if the site has no address.
        webcal: The same with webcal, which a phone opens in its calendar app.
        file: The path of its file, relative to the page.
        events: The number of its events.
        qr: The webcal address as a QR code, in SVG.
        month: Its month, such as ``2024-01``, if it is one of a calendar that is too large for apps; else empty.
    """

    name: str
    https: str
    webcal: str
    file: str
    events: int
    qr: str = attrs.field(repr=False)
    month: str = ""

    __repr__ = value_text

    @property
    def google(self) -> str:
        """The address at which Google Calendar asks whether to add it, also on an Android phone."""
        return google_address(self.webcal)

    @property
    def outlook(self) -> str:
        """The address at which Outlook on the web asks whether to add it."""
        return f"https://outlook.live.com/calendar/0/addfromweb?url={quoted(self.https)}"


def google_address(webcal: str) -> str:
    """Return the address at which Google Calendar asks whether to add the calendar of a webcal address."""
    return f"https://calendar.google.com/calendar/r?cid={quoted(webcal)}"


def quoted(address: str) -> str:
    """Return an address as the value of a query."""
    return url_quote(address, for_qs=True)


def links_of(feed: Feed, months: Mapping[str, int], *, has_code: bool = True) -> Iterator[SubscribeLink]:
    """Yield the link of the calendar; if it was split, one link for each month with its number of events.

    Without ``has_code`` the links have no QR codes, which take most of the time.
    """
    name = feed.name.partition(": ")[2]
    if not months:
        yield _link(feed, name, feed.path, feed.count, has_code=has_code)
    for month, count in months.items():
        name_of_month = f"{name}, {month_name(date.fromisoformat(f'{month}-01'), feed.language)}"
        link = _link(feed, name_of_month, month_path(feed.path, month), count, has_code=has_code)
        yield attrs.evolve(link, month=month)


def all_links(feeds: Iterable[Feed], split: Split) -> list[SubscribeLink]:
    """Return the links of all these calendars, in order."""
    return [link for feed in feeds for link in links_of(feed, split.get(feed.path, {}))]


def refresh_hours(feeds: Iterable[Feed]) -> int:
    """Return the longest refresh interval of the calendars, in hours; 0 without calendars."""
    return max((feed.refresh // timedelta(hours=1) for feed in feeds), default=0)


def _link(feed: Feed, name: str, path: str, count: int, *, has_code: bool) -> SubscribeLink:
    address = f"{feed.base}/{path}" if feed.base else ""
    webcal = "webcal" + address[address.index(":") :] if address else ""
    return SubscribeLink(name, address, webcal, path, count, qr_svg(webcal) if has_code else "")


# --- months -------------------------------------------------------------------------------------------------------


@attrs.frozen
class Entry:
    """An event on a day: its hours, empty for an all-day event, and its title."""

    hours: str
    title: str

    __repr__ = value_text


@attrs.frozen
class Day:
    """A day of a month, and the events that begin on it."""

    day: date
    entries: tuple[Entry, ...]

    __repr__ = value_text


@attrs.frozen
class Month:
    """A month as weeks from Monday to Sunday; None for a day of another month."""

    first: date
    name: str
    weeks: tuple[tuple[Day | None, ...], ...]

    __repr__ = value_text


def months_of(events: Iterable[Event], language: str) -> tuple[tuple[Month, ...], PostGroups]:
    """Return each month in which an event begins, in order of time, and the groups of many posts.

    Equal duties at several posts are one entry, and posts of a group have its name. The entries of a day are in order
    of their start, end and title.
    """
    days = _places(events, language)
    groups = _post_groups(days, language)
    entries = {
        day: [
            Entry(hours, ": ".join(filter(None, (title, groups.get(at) or ", ".join(at)))))
            for (hours, title), at in duties.items()
        ]
        for day, duties in days.items()
    }
    firsts = sorted({day.replace(day=1) for day in entries})
    return tuple(_month(first, entries, language) for first in firsts), groups


def _post_groups(days: DayPosts, language: str) -> PostGroups:
    """Return the name of each group of many posts at which there are equal duties, such as ``21 posts``.

    If there are several groups, each has a letter too.
    """
    groups = dict.fromkeys(at for day in sorted(days) for at in days[day].values() if len(at) > FEW_POSTS)
    phrase = words(language)["counted.post"]
    letters = [""] if len(groups) == 1 else [f" ({letter})" for letter in _letters(len(groups))]
    counts = [phrase.format(count=len(at)).replace(" ", "\u00a0") for at in groups]
    return {at: f"{count}{letter}" for at, count, letter in zip(groups, counts, letters, strict=True)}


def _letters(count: int) -> Iterator[str]:
    """Yield A to Z, and then numbers."""
    for number in range(count):
        yield chr(ord("A") + number) if number < LETTERS else str(number + 1)


def _places(events: Iterable[Event], language: str) -> DayPosts:
    """Return the days in order of time, and their duties in order of start, end and title, with their posts."""
    places: dict[date, dict[tuple[str, str], list[str]]] = {}
    for event in sorted(events, key=_order):
        day = event.start.date() if isinstance(event.start, datetime) else event.start
        title = event.body.summary.removeprefix(f"{event.body.place}: ")
        post = "" if title == event.body.summary else event.body.place
        duty = (_hours(event.start, event.end, language), title)
        places.setdefault(day, {}).setdefault(duty, []).append(post)
    return {day: {duty: tuple(sorted(at)) for duty, at in duties.items()} for day, duties in places.items()}


def _order(event: Event) -> tuple[str, str, str]:
    """Return the key that sorts events of one zone by start, end and title, whole days before hours."""
    return event.start.isoformat(), event.end.isoformat(), event.body.summary


def _hours(start: date, end: date, language: str) -> str:
    """Return the hours of an event, the end with its weekday if that is another; empty for whole days."""
    if not (isinstance(start, datetime) and isinstance(end, datetime)):
        return ""
    last = clock_time(end, language)
    if end.date() != start.date():
        last = f"{weekday_short(end.date(), language)} {last}"
    return f"{clock_time(start, language)} – {last}"


def _month(first: date, entries: Mapping[date, list[Entry]], language: str) -> Month:
    weeks: list[tuple[Day | None, ...]] = []
    monday = first - timedelta(days=first.weekday())
    while monday.replace(day=1) <= first:
        days = (monday + timedelta(days=number) for number in range(WEEK))
        weeks.append(tuple(Day(day, tuple(entries.get(day, ()))) if day.month == first.month else None for day in days))
        monday += timedelta(days=WEEK)
    return Month(first, month_name(first, language), tuple(weeks))
