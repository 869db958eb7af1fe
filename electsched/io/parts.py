"""One part of a site: its calendars after what was published, its pages, and its manifest where it has one.

What a part wrote before and no longer has is not dropped: its events are cancelled first, and it goes once they are
retired.
"""

from __future__ import annotations

import hashlib
import json
import re
import zoneinfo
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from functools import cache
from importlib import resources
from importlib.metadata import version
from pathlib import Path

import attrs

from electsched.errors import Fault, PublishError
from electsched.feeds.calendars import Feed, header_of
from electsched.feeds.components import Header
from electsched.feeds.months import (
    MOST_BYTES,
    calendar_of_months,
    foreseen_months,
    is_month,
    month_path,
    months_named,
    split_by_month,
)
from electsched.feeds.origins import digest
from electsched.feeds.pages import page_path
from electsched.feeds.revision import (
    CANCELLED,
    Edition,
    published_events,
    published_stamp,
    published_years,
    revise,
    select,
)
from electsched.feeds.writer import END, EventWriter, write_calendar
from electsched.feeds.zones import vtimezone
from electsched.io.folder import SiteFolder, told
from electsched.io.published import FORMAT, MANIFEST, Entry, read_calendars, seal

__all__ = ["Page", "Part", "Press", "code_digest"]

LIBRARIES = ("electsched", "holidays", "icalendar", "pendulum")
"""What decides the bytes of a site, named in its manifests with their versions; the time zones are too."""
_CHANGED = re.compile(rb"\r\nLAST-MODIFIED:\d{8}T\d{6}Z\r\n")
_SEQUENCE = re.compile(rb"\r\nSEQUENCE:(\d+)\r\n")


@attrs.frozen
class Press:
    """What all parts of a site are made with.

    Attributes:
        site: The folder.
        made: The stamp of what changed, in UTC.
        retire: How long a cancelled event is still shown.
        writer: Writes events, and keeps the texts that it knows.
        zones: The VTIMEZONE of each zone and range of years.
    """

    site: SiteFolder
    made: datetime
    retire: timedelta
    writer: EventWriter = attrs.field(factory=EventWriter, repr=False)
    zones: dict[tuple[str, int, int], bytes] = attrs.field(factory=dict, repr=False)

    def calendar(self, header: Header, events: list[bytes]) -> bytes:
        """Return the bytes of a calendar."""
        key = (header.zone, *header.years)
        if header.zone and key not in self.zones:
            self.zones[key] = vtimezone(*key).to_ical()
        return write_calendar(header, events, zone=self.zones.get(key))


@attrs.frozen(kw_only=True)
class Page:
    """How a page is made.

    Attributes:
        make: Makes the page of a language under a stamp.
        restamp: Puts another stamp on a page that was made before, for its language.
        origin: What decides every byte of it but its stamp, as a digest; empty where that is not known.
    """

    make: Callable[[str, datetime], bytes] = attrs.field(repr=False)
    restamp: Callable[[bytes, str, datetime], bytes] = attrs.field(repr=False)
    origin: str = ""


class Part:
    """One part of the site, held against what was published of it."""

    def __init__(  # noqa: PLR0913  # what differs between the parts
        self,
        press: Press,
        *,
        name: str,
        of: str,
        feeds: Mapping[str, tuple[Feed, ...]],
        listed: Mapping[str, Entry],
        pages: Mapping[str, Page],
    ) -> None:
        """Read what was published; nothing is written yet.

        ``listed`` are the files that an earlier publication wrote, with what it said of them; ``pages`` make the pages
        of a language, by the beginning of their names.

        Raises:
            PublishError: A published calendar is damaged, or two calendars have one address.
        """
        self.name, self.feeds = name, feeds
        self._press, self._of, self._pages = press, of, pages
        self._listed = dict(listed)
        self._files, self._untouched = read_calendars(press.site, name, self._listed)
        _one_of_each(press.site, name, feeds)
        for feed in (feed for found in feeds.values() for feed in found if feed.path not in self._files):
            self._read_unlisted(feed.path)
        self._before = self._whole()
        self.months: dict[str, dict[str, int]] = {}
        self._stamps: list[datetime] = []
        self._entries: list[Entry] = []
        self._kept = {feed.path for found in feeds.values() for feed in found if self._is_same(feed)}
        self.editions = {language: self._edition(language) for language in feeds}
        self.selected: dict[str, Edition] = {}

    def _read_unlisted(self, path: str) -> None:
        """Read a calendar that a publication which was stopped may have written."""
        data = self._press.site.read(f"{self.name}/{path}")
        if data is not None and data.endswith(END):
            self._files[path] = data

    def _whole(self) -> dict[str, bytes]:
        """Return the calendars that were published, those that were split by month as one again."""
        own = [path for path in self._files if not is_month(path)]  # a month that no address names was left by a stop
        for part in (part for path in own for part in self._parts_of(path) if part not in self._files):
            self._read_unlisted(part)
        return {path: calendar_of_months(path, self._files) for path in own}

    def _parts_of(self, path: str) -> tuple[str, ...]:
        return tuple(month_path(path, month) for month in months_named(path, self._files[path]))

    def _is_same(self, feed: Feed) -> bool:
        """Return whether the calendar stands there already: made from the same, untouched, with nothing to retire."""
        entry = self._listed.get(feed.path, {})
        made_from_same = bool(feed.origin) and entry.get("origin") == feed.origin
        same = made_from_same and entry.get("cancelled") == 0 and feed.path in self._untouched
        return same and self._untouched.issuperset(self._parts_of(feed.path))

    def _edition(self, language: str) -> Edition:
        """Hold what is next against what was published, whichever calendars of the part it stood in."""
        previous: dict[str, bytes] = {}
        for path, data in self._before.items():
            if path.endswith(f".{language}.ics") and path not in self._kept:
                for uid, block in published_events(data).items():
                    if uid not in previous or _rank(block) > _rank(previous[uid]):
                        previous[uid] = block
        events = (event for feed in self.feeds[language] if feed.path not in self._kept for event in feed.events)
        press = self._press
        return revise(previous, events, stamp=press.made, writer=press.writer, retire=press.retire)

    @property
    def files(self) -> tuple[str, ...]:
        """The files that the part has now, below its folder."""
        return tuple(str(entry["path"]) for entry in self._entries)

    def stood(self, prefix: str) -> Iterator[tuple[str, str]]:
        """Yield each event that stood in a calendar whose address begins so, with the key of that calendar."""
        for path, data in self._before.items():
            if path.startswith(prefix):
                key = path.removeprefix(prefix).partition(".")[0]
                yield from ((uid, key) for uid in published_events(data))

    def write_feeds(self) -> Iterator[str]:
        """Write each calendar, and yield its path when it is done."""
        current: set[str] = set()
        for language, feeds in self.feeds.items():
            for feed in feeds:
                current.add(feed.path)
                if feed.path in self._kept:
                    self._keep(feed.path)
                else:
                    data = self._calendar(feed, self.editions[language])
                    cancelled = len(self.selected[feed.path].cancelled)
                    self._put(feed.path, data, events=feed.count, cancelled=cancelled, origin=feed.origin)
                yield feed.path
        for path, data in self._before.items():
            if path not in current:
                left = self._withdrawn(data)
                if left:
                    self._put(path, left, events=0, cancelled=len(published_events(left)))

    def _put(self, path: str, data: bytes, **more: int | str) -> None:
        """Write a calendar, month by month where it is too large for apps; its own address comes last."""
        months: dict[str, int] = {}
        for place, piece in split_by_month(path, data, self._files):
            if place == path:
                self._write(path, piece, **more)
            else:
                months[place.split(".")[-3]] = count = piece.count(b"BEGIN:VEVENT\r\n")
                self._write(place, piece, events=count)
        if months:
            self.months[path] = months

    def foreseen(self) -> Iterator[str]:
        """Yield the address of each month by which a calendar may have to be split, before any is written."""
        for language, feeds in self.feeds.items():
            written = self.editions[language].written
            for feed in (feed for feed in feeds if feed.path not in self._kept):
                before = published_events(self._before.get(feed.path, b"")).values()
                yield from foreseen_months(feed.path, [*before, *(written[event.uid] for event in feed.events)])

    @property
    def too_large(self) -> tuple[str, ...]:
        """The calendars that apps may refuse even so: a single month of them is too large."""
        calendars = (entry for entry in self._entries if str(entry["path"]).endswith(".ics"))
        return tuple(str(entry["path"]) for entry in calendars if int(entry["bytes"]) > MOST_BYTES)

    def _calendar(self, feed: Feed, edition: Edition) -> bytes:
        """Return the calendar's bytes, as they were if nothing in it changed, else under a new stamp."""
        press, before = self._press, self._before.get(feed.path, b"")
        found = select(
            edition,
            published_events(before),
            (event.uid for event in feed.events),
            stamp=press.made,
            retire=press.retire,
        )
        self.selected[feed.path] = found
        events = [*found.written.values(), *found.cancelled.values()]
        last = published_stamp(before)
        if last is not None:
            data = self._made(feed, last, events, found)
            if data == before:
                self._stamps.append(last)
                return data
        stamp = max(press.made, found.last or press.made)
        self._stamps.append(stamp)
        return self._made(feed, stamp, events, found)

    def _made(self, feed: Feed, stamp: datetime, events: list[bytes], found: Edition) -> bytes:
        header = header_of(feed, stamp)
        if found.cancelled:
            years = {*published_years(found.cancelled.values()), *(header.years if feed.events else ())}
            header = attrs.evolve(header, years=(min(years), max(years)))
        return self._press.calendar(header, events)

    def _withdrawn(self, before: bytes) -> bytes:
        """Return a calendar that is no longer made, with its events cancelled; nothing once they are retired."""
        press = self._press
        found = revise(published_events(before), (), stamp=press.made, writer=press.writer, retire=press.retire)
        if not found.cancelled:
            return b""
        head = before.partition(b"BEGIN:VEVENT\r\n")[0]
        if found.withdrawn:
            line = f"\r\nLAST-MODIFIED:{press.made:%Y%m%dT%H%M%SZ}\r\n".encode()
            head = _CHANGED.sub(line, head, count=1)
            self._stamps.append(press.made)
        return b"".join([head, *found.cancelled.values(), END])

    def _keep(self, path: str) -> None:
        """Leave a calendar as it stands."""
        parts = self._parts_of(path)
        for each in (*parts, path):
            self._press.site.unchanged.append(f"{self.name}/{each}")
            self._entries.append(self._listed[each])
        if parts:
            self.months[path] = {part.split(".")[-3]: int(self._listed[part]["events"]) for part in parts}
        self._stamps.append(published_stamp(self._before[path]) or self._press.made)

    def write_pages(self) -> None:
        """Write the pages of each language; one that would say the same gets no more than its stamp."""
        stamp = max(self._stamps, default=self._press.made)
        languages = tuple(self.feeds)
        for language in languages:
            for name, page in self._pages.items():
                path = page_path(language, languages).replace("index", name, 1)
                named = attrs.evolve(page, origin=digest([page.origin, str(self.months)])) if page.origin else page
                self._write(path, self._page(named, path, language, stamp), origin=named.origin)

    def _page(self, page: Page, path: str, language: str, stamp: datetime) -> bytes:
        entry = self._listed.get(path, {})
        if page.origin and entry.get("origin") == page.origin:
            data = self._press.site.read(f"{self.name}/{path}") or b""
            if hashlib.sha256(data).hexdigest() == entry.get("sha256"):
                return page.restamp(data, language, stamp)
        return page.make(language, stamp)

    def _write(self, path: str, data: bytes, **more: int | str) -> None:
        self._press.site.write(f"{self.name}/{path}", data)
        said = {name: value for name, value in more.items() if value != ""}
        self._entries.append({"path": path, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest(), **said})

    def write_manifest(self) -> None:
        """Write the list of the part's files."""
        manifest: dict[str, object] = {
            "format": FORMAT,
            "of": self._of,
            "changed": f"{max(self._stamps, default=self._press.made):%Y-%m-%dT%H:%M:%SZ}",
            "made_with": {name: version(name) for name in LIBRARIES} | {"time_zones": _zones_version()},
            "files": sorted(self._entries, key=lambda entry: str(entry["path"])),
        }
        manifest["seal"] = seal(manifest)
        text = json.dumps(manifest, indent=1, ensure_ascii=False) + "\n"
        self._press.site.write(f"{self.name}/{MANIFEST}", text.encode())

    def clear(self) -> None:
        """Remove what an earlier publication wrote and this one no longer has."""
        kept = set(self.files)
        for path in self._listed:
            if path not in kept:
                self._press.site.remove(f"{self.name}/{path}")


def _rank(block: bytes) -> tuple[bool, int]:
    """Return which of two editions of an event holds: one that is not cancelled, then that of the higher number."""
    sequence = _SEQUENCE.search(block)
    return CANCELLED not in block, int(sequence[1]) if sequence else 0


def _one_of_each(site: SiteFolder, part: str, feeds: Mapping[str, tuple[Feed, ...]]) -> None:
    paths = [feed.path for found in feeds.values() for feed in found]
    if len(paths) > len(set(paths)):
        twice = next(path for path in paths if paths.count(path) > 1)
        raise PublishError(Fault(told(f"{part}/{twice}"), "two calendars of one name", "one"), source=str(site.root))


@cache
def code_digest() -> str:
    """Return the digest of all that makes the bytes of a site from its values: our own code, libraries, zones."""
    root = resources.files("electsched")
    found = hashlib.sha256()
    for folder in (root / "feeds", root / "data" / "templates"):
        for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
            if entry.is_file():
                found.update(entry.read_bytes())
    for name in LIBRARIES:
        found.update(version(name).encode())
    found.update(_zones_version().encode())
    return found.hexdigest()


def _zones_version() -> str:
    """Return which time zones Python reads: those of the system where it has any, else those of ``tzdata``."""
    for folder in (Path(path) for path in zoneinfo.TZPATH):
        if (folder / "UTC").exists():
            listing = folder / "tzdata.zi"
            first = listing.read_text(encoding="utf-8").partition("\n")[0] if listing.exists() else "version unknown"
            return "system " + first.removeprefix("# version ")
    return "tzdata " + version("tzdata")
