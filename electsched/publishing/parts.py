"""One part of a site: its calendars after what was published, its pages, and its manifest where it has one.

What a part wrote before and no longer has is not dropped: its events are cancelled first, and it goes once they are
retired.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from datetime import datetime, timedelta

import attrs

from electsched.calendars.content_lines import CALENDAR_END, calendar_head, event_count, is_whole, published_events
from electsched.calendars.feed import Feed, header_of, with_zones
from electsched.calendars.ical import Header
from electsched.calendars.months import (
    MOST_BYTES,
    calendar_of_months,
    is_month,
    month_path,
    months_named,
    split_by_month,
)
from electsched.calendars.published_event import published_stamp, published_years
from electsched.calendars.revision import Edition, RevisionRules, select, withdraw
from electsched.calendars.vtimezone import vtimezone
from electsched.calendars.writer import EventWriter, calendar_chunks
from electsched.pages.renderer import PageContext, page_path
from electsched.publishing.fingerprint import fingerprint
from electsched.publishing.journal import Entry
from electsched.publishing.manifest import iso
from electsched.stores.base import Site, sha256

__all__ = [
    "Page",
    "Part",
    "Press",
    "months_of",
    "too_large",
]

_CHANGED = re.compile(rb"\r\nLAST-MODIFIED:\d{8}T\d{6}Z\r\n")


@attrs.frozen
class Press:
    """What all parts of a site are made with.

    Attributes:
        site: Where the site is written.
        made: The stamp of what changed, in UTC.
        retire: How long a cancelled event is still shown.
        writer: Writes events, and keeps the texts that it knows.
        zones: The VTIMEZONE of each zone and range of years.
    """

    site: Site
    made: datetime
    retire: timedelta
    writer: EventWriter = attrs.field(factory=EventWriter, repr=False)
    zones: dict[tuple[str, int, int], bytes] = attrs.field(factory=dict, repr=False)

    @property
    def rules(self) -> RevisionRules:
        """The rules by which the revisions of events are decided."""
        return RevisionRules(stamp=self.made, retire=self.retire)

    def calendar(self, header: Header, events: list[bytes]) -> tuple[bytes, ...]:
        """Return the bytes of a calendar, piece by piece: its events are shared with others and not copied."""
        key = (header.zone, *header.years)
        if header.zone and key not in self.zones:
            self.zones[key] = vtimezone(*key).to_ical()
        return tuple(calendar_chunks(header, events, zone=self.zones.get(key)))


@attrs.frozen(kw_only=True)
class Page:
    """How a page is made.

    Attributes:
        make: Makes the page of a language under a stamp.
        restamp: Puts another stamp on a page that was made before.
        zone: The IANA zone of the clock by which its readers go.
        origin: What decides every byte of it but its stamp, as a digest; empty where that is not known.
    """

    make: Callable[[PageContext], bytes] = attrs.field(repr=False)
    restamp: Callable[[bytes, PageContext], bytes] = attrs.field(repr=False)
    zone: str
    origin: str = ""


class Part:
    """One part of the site, held against what was published of it."""

    def __init__(  # noqa: PLR0913  # what differs between the parts
        self,
        press: Press,
        *,
        name: str,
        feeds: Mapping[str, tuple[Feed, ...]],
        listed: Mapping[str, Entry],
        pages: Mapping[str, Page],
        touched: Container[str] = frozenset(),
        examined: bool = False,
    ) -> None:
        """Read what was published and is to change; nothing is written yet.

        ``listed`` are the files that an earlier publication wrote, with what it said of them; ``pages`` make the pages
        of a language, by the beginning of their names; ``touched`` are the listed files that are not as they were
        written, and with ``examined`` each of the others was read and is.

        Raises:
            PublishError: A published calendar cannot be read.
        """
        self.name, self.feeds = name, feeds
        self._press, self._pages, self._touched, self._examined = press, pages, touched, examined
        self._listed = dict(listed)
        self._kept: frozenset[str] = frozenset()
        self._files: dict[str, bytes] = {}  # as they stood, calendars that were split in their parts
        self._before = dict(self._stood())
        self._events: dict[str, dict[str, bytes]] = {}
        self.months: dict[str, dict[str, int]] = {}
        self.stamps: list[datetime] = []
        self.entries: list[Entry] = []
        self.withdrawn: set[str] = set()  # the duties of posts that are no more
        self.editions: Mapping[str, Edition] = {}
        self.selected: dict[str, Edition] = {}
        self._ready: dict[str, tuple[datetime, tuple[bytes, ...]]] = {}

    def _stood(self) -> Iterator[tuple[str, bytes]]:
        """Yield each calendar that is to change, as it stood; one that is not listed is of a stopped publication."""
        listed = (path for path in self._listed if path.endswith(".ics") and not is_month(path))
        paths = (feed.path for found in self.feeds.values() for feed in found)
        for path in dict.fromkeys((*listed, *paths)):
            if path not in self._kept and self._read(path):
                for month in months_named(path, self._files[path]):
                    self._read(month_path(path, month))
                yield path, calendar_of_months(path, self._files)

    def _read(self, path: str) -> bool:
        """Read a calendar if a whole one stands there."""
        data = self._press.site.read(f"{self.name}/{path}")
        if data is not None and is_whole(data):
            self._files[path] = data
        return path in self._files

    def published(self, language: str) -> Iterator[dict[str, bytes]]:
        """Yield the events that stood in each calendar of that language which is to change."""
        yield from (self._stood_in(path) for path in self._before if path.endswith(f".{language}.ics"))

    def _stood_in(self, path: str) -> dict[str, bytes]:
        """Return each event of a calendar that is to change, as it stood."""
        if path not in self._events:
            self._events[path] = published_events(self._before.get(path, b""))
        return self._events[path]

    def standing(self, language: str) -> Iterator[dict[str, bytes]]:
        """Yield the events of the units' calendars that stay as they are, file by file."""
        for feed in self.feeds.get(language, ()):
            if feed.kind == "unit" and feed.path in self._kept:
                for path in (feed.path, *months_of(self._listed[feed.path], feed.path)):
                    yield published_events(self._press.site.read(f"{self.name}/{path}") or b"")

    def making(self, language: str) -> Iterator[Feed]:
        """Yield the calendars of that language that are to be made."""
        yield from (feed for feed in self.feeds.get(language, ()) if feed.path not in self._kept)

    @property
    def files(self) -> tuple[str, ...]:
        """The files that the part has now, below its folder."""
        return tuple(str(entry["path"]) for entry in self.entries)

    @property
    def changed(self) -> datetime:
        """When any of it last changed."""
        return max(self.stamps, default=self._press.made)

    @property
    def cancelled(self) -> int:
        """How many events in it are cancelled."""
        return sum(int(entry.get("cancelled", 0)) for entry in self.entries)

    def stood(self, prefix: str) -> Iterator[tuple[str, str]]:
        """Yield each event that stood in a calendar whose address begins so, with the key of that calendar."""
        for path in self._before:
            if path.startswith(prefix):
                key = path.removeprefix(prefix).partition(".")[0]
                yield from ((uid, key) for uid in self._stood_in(path))

    def make_feeds(self) -> None:
        """Make each calendar that is to change, and write none yet."""
        for language in self.feeds:
            for feed in self.making(language):
                self._ready[feed.path] = self._calendar(feed, self.editions[language])

    def write_feeds(self) -> None:
        """Write each calendar."""
        current: set[str] = set()
        for language, feeds in self.feeds.items():
            for feed in feeds:
                current.add(feed.path)
                if feed.path in self._kept:
                    self._keep(feed.path)
                else:
                    ready = self._ready.pop(feed.path, None)
                    stamp, chunks = ready or self._calendar(feed, self.editions[language])
                    cancelled = len(self.selected[feed.path].cancelled)
                    self.stamps.append(stamp)
                    said: dict[str, int | str] = {"cancelled": cancelled, "changed": iso(stamp)}
                    self._put(feed.path, chunks, events=feed.count, **said)
        for path, data in self._before.items():
            if path not in current:
                self._withdraw(path, data)

    def _calendar(self, feed: Feed, edition: Edition) -> tuple[datetime, tuple[bytes, ...]]:
        """Return the calendar piece by piece, as it was if nothing in it changed, else under a new stamp."""
        press, before = self._press, self._before.get(feed.path, b"")
        found = select(edition, self._stood_in(feed.path), (event.uid for event in feed.events), press.rules)
        self.selected[feed.path] = found
        events = [*found.written.values(), *found.cancelled.values()]
        last = published_stamp(before)
        if last is not None and not (found.added or found.changed or found.withdrawn):  # else it differs for sure
            data = self._made(feed, last, events, found)
            if b"".join(data) == before:
                return last, data
        stamp = max(press.made, found.last or press.made)
        return stamp, self._made(feed, stamp, events, found)

    def _made(self, feed: Feed, stamp: datetime, events: list[bytes], found: Edition) -> tuple[bytes, ...]:
        header = header_of(feed, stamp)
        if found.cancelled:
            years = {*published_years(found.cancelled.values()), *(header.years if feed.events else ())}
            header = with_zones(attrs.evolve(header, years=(min(years), max(years))), found.cancelled.values())
        return self._press.calendar(header, events)

    def _withdraw(self, path: str, before: bytes) -> None:
        """Write a calendar that is no longer made, with its events cancelled; not at all once they are retired."""
        press = self._press
        edition = self.editions.get(path.rsplit(".", 2)[1])
        found = withdraw(self._stood_in(path), press.rules, live=edition.revisions if edition else ())
        if not found.cancelled:
            return
        head = calendar_head(before)
        self.withdrawn |= {*found.withdrawn} if path.startswith("posts/") else set()
        if found.withdrawn:
            line = f"\r\nLAST-MODIFIED:{press.made:%Y%m%dT%H%M%SZ}\r\n".encode()
            head = _CHANGED.sub(line, head, count=1)
            self.stamps.append(press.made)
        data = (head, *found.cancelled.values(), CALENDAR_END)
        changed = iso(published_stamp(head) or press.made)
        self._put(path, data, events=0, cancelled=len(found.cancelled), changed=changed)

    def _put(self, path: str, chunks: tuple[bytes, ...], **more: int | str) -> None:
        """Write a calendar, month by month where it is too large for apps; its own address comes last."""
        if sum(map(len, chunks)) <= MOST_BYTES:
            self._write(path, chunks, **more)
            return
        months: dict[str, int] = {}
        for place, piece in split_by_month(path, b"".join(chunks), self._files):
            if place == path:
                self.months[path] = months
                self._write(path, (piece,), months=dict(months), **more)
            else:
                months[place.split(".")[-3]] = count = event_count(piece)
                changed = iso(published_stamp(piece) or self._press.made)
                self._write(place, (piece,), events=count, cancelled=0, changed=changed)

    @property
    def too_large(self) -> tuple[str, ...]:
        """The calendars that apps may refuse even so: a single month of them is too large."""
        return too_large(self.name, self.entries)

    def _keep(self, path: str) -> None:
        """Leave a calendar as it stands."""
        entry = self._listed[path]
        if "changed" not in entry:  # an older version did not say so
            stamp = published_stamp(self._press.site.read(f"{self.name}/{path}") or b"")
            entry = {**entry, "changed": iso(stamp or self._press.made)}
        if "months" in entry:
            self.months[path] = entry["months"]
        months = months_of(entry, path)
        self._press.site.unchanged += (f"{self.name}/{each}" for each in (*months, path))
        self.entries += (*(self._listed[month] for month in months), entry)
        self.stamps.append(datetime.fromisoformat(entry["changed"]))

    def write_pages(self) -> None:
        """Write the pages of each language; one that would say the same gets no more than its stamp."""
        stamp, languages = self.changed, tuple(self.feeds)
        for language in languages:
            for name, page in self._pages.items():
                path = page_path(language, languages, name)
                named = attrs.evolve(page, origin=fingerprint(page.origin, self.months)) if page.origin else page
                context = PageContext(language, languages, stamp, page.zone)
                self._write(path, (self._page(named, path, context),), origin=named.origin)

    def _page(self, page: Page, path: str, context: PageContext) -> bytes:
        entry = self._listed.get(path, {})
        if page.origin and entry.get("origin") == page.origin:
            data = self._press.site.read(f"{self.name}/{path}") or b""
            if self._is_sound(path, data):
                return page.restamp(data, context)
        return page.make(context)

    def _is_sound(self, path: str, data: bytes) -> bool:
        """Return whether a listed page is as it was written; it need not be asked of what was examined."""
        if self._examined and "sha256" in self._listed[path]:
            return f"{self.name}/{path}" not in self._touched
        return sha256((data,)) == self._listed[path].get("sha256")

    def _write(self, path: str, chunks: tuple[bytes, ...], **more: int | str | dict[str, int]) -> None:
        digest = self._press.site.write(f"{self.name}/{path}", chunks)
        said = {name: value for name, value in more.items() if value != ""}
        self.entries.append({"path": path, "bytes": sum(map(len, chunks)), "sha256": digest, **said})

    def clear(self) -> None:
        """Remove what an earlier publication wrote and this one no longer has."""
        kept = set(self.files)
        for path in self._listed:
            if path not in kept:
                self._press.site.remove(f"{self.name}/{path}")


def too_large(part: str, entries: Iterable[Entry]) -> tuple[str, ...]:
    """Return the calendars of a part that are larger than apps take."""
    return tuple(
        f"{part}/{entry['path']}"
        for entry in entries
        if str(entry["path"]).endswith(".ics") and int(entry["bytes"]) > MOST_BYTES
    )


def months_of(entry: Entry, path: str) -> tuple[str, ...]:
    """Return the addresses of the months by which the calendar was split, as its entry says."""
    return tuple(month_path(path, month) for month in entry.get("months", ()))
