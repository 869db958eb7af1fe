"""A plan to a site on disk: `public/` with the stages, `internal/` with the duties.

A published file is whole, old or new, at every moment: each is written beside its place and moved there. What did
not change is not written. Index pages and manifests come last, so that they never name what is not there.
"""

from __future__ import annotations

import hashlib
import json
import re
import zoneinfo
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Literal

import attrs

from electsched.errors import Fault, PublishError
from electsched.feeds.calendars import Feed, duty_feeds, header_of, stage_feed
from electsched.feeds.pages import Pages, page_path
from electsched.feeds.revision import Edition, published_events, published_stamp, revise
from electsched.feeds.writer import EventWriter, write_calendar
from electsched.feeds.zones import vtimezone
from electsched.io.catalogue import load_templates
from electsched.plan import Plan, rotate
from electsched.roster.duties import Roster, Shortfall

__all__ = ["Published", "muster_page", "publish"]

MANIFEST = "manifest.json"
FORMAT = 1
LISTED = re.compile(r"((units|posts|teams)/)?[a-z0-9][a-z0-9.-]*\.(ics|html)")
LIBRARIES = ("electsched", "holidays", "icalendar", "pendulum")
"""What decides the bytes of a site, named in its manifests with their versions; the time zones are too."""


@attrs.frozen(kw_only=True)
class Published:
    """What a publication did.

    Attributes:
        target: The folder of the site.
        written: The files that are new or changed, below the folder.
        unchanged: The files that were left as they are.
        removed: The files that an earlier publication wrote and this one no longer has.
        added: How many events are new.
        changed: How many events changed.
        withdrawn: How many events are gone.
        shortfalls: What no team can fill; empty where a roster was handed in.
    """

    target: Path
    written: tuple[str, ...]
    unchanged: tuple[str, ...]
    removed: tuple[str, ...]
    added: int
    changed: int
    withdrawn: int
    shortfalls: tuple[Shortfall, ...]


def muster_page(plan: Plan, *, language: str = "id", stamp: datetime | None = None) -> bytes:
    """Return the muster report as an HTML page to be printed; it loads nothing.

    It bears the plan's ``issued``, else ``stamp``, else the clock's time.
    """
    made = (plan.issued or stamp or datetime.now(UTC)).astimezone(UTC).replace(microsecond=0)
    return Pages(load_templates()).muster(plan, language=language, stamp=made)


def publish(
    plan: Plan,
    target: str | Path,
    *,
    roster: Roster | None = None,
    stamp: datetime | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Published:
    """Write the site of the plan to the folder, and return what was done.

    Without a roster the plan's teams rotate. What changed takes the plan's ``issued`` as its stamp, else ``stamp``,
    else the clock's time; what did not change keeps every byte. ``progress`` is told how many files of how many are
    done.

    Raises:
        PublishError: The folder cannot be written; what was published before is whole.
    """
    shortfalls: tuple[Shortfall, ...] = ()
    if roster is None:
        roster, shortfalls = rotate(plan)
    made = (plan.issued or stamp or datetime.now(UTC)).astimezone(UTC).replace(microsecond=0)
    site = _Site(Path(target))
    pages = Pages(load_templates())
    parts = (_public(plan, site, made, pages), _internal(plan, roster, site, made, pages))
    total = sum(len(feeds) for part in parts for feeds in part.feeds.values())
    done = 0
    for part in parts:
        for _ in part.write_feeds():
            done += 1
            if progress is not None:
                progress(done, total)
    for part in parts:
        part.write_pages()
    for part in parts:
        part.write_manifest()
    editions = [edition for part in parts for edition in part.editions.values()]
    return Published(
        target=site.root,
        written=tuple(site.written),
        unchanged=tuple(site.unchanged),
        removed=tuple(site.removed),
        added=len({uid for edition in editions for uid in edition.added}),
        changed=len({uid for edition in editions for uid in edition.changed}),
        withdrawn=len({uid for edition in editions for uid in edition.withdrawn}),
        shortfalls=shortfalls,
    )


# --- the two parts ------------------------------------------------------------------------------------------------


def _public(plan: Plan, site: _Site, made: datetime, pages: Pages) -> _Part:
    refresh = timedelta(hours=plan.site.refresh_hours)
    feeds = {
        language: (stage_feed(plan.timeline, language=language, base=plan.site.url, refresh=refresh),)
        for language in plan.languages
    }

    def page(language: str, stamp: datetime) -> bytes:
        return pages.public(plan.timeline, feeds[language], language=language, languages=plan.languages, stamp=stamp)

    return _Part(name="public", of=plan.timeline.id, feeds=feeds, site=site, made=made, page=page)


def _internal(plan: Plan, roster: Roster, site: _Site, made: datetime, pages: Pages) -> _Part:
    feeds = {language: tuple(duty_feeds(plan, roster, language=language)) for language in plan.languages}

    def page(language: str, stamp: datetime) -> bytes:
        return pages.internal(plan, feeds[language], language=language, languages=plan.languages, stamp=stamp)

    return _Part(name="internal", of=plan.id, feeds=feeds, site=site, made=made, page=page)


class _Part:
    """One part of the site: its calendars in each language, its pages, its manifest."""

    def __init__(  # noqa: PLR0913  # what differs between the two parts
        self,
        *,
        name: Literal["public", "internal"],
        of: str,
        feeds: Mapping[str, tuple[Feed, ...]],
        site: _Site,
        made: datetime,
        page: Callable[[str, datetime], bytes],
    ) -> None:
        self.feeds = feeds
        self._name, self._of, self._site, self._made, self._page = name, of, site, made, page
        self._writer = EventWriter()
        self._before = _listed(site.read(f"{name}/{MANIFEST}"))
        self._zones: dict[tuple[str, int, int], bytes] = {}
        self._stamps: list[datetime] = []
        self._entries: list[dict[str, str | int]] = []
        self.editions = {language: self._edition(language) for language in feeds}

    def _edition(self, language: str) -> Edition:
        """Hold what is next against what was published; the units' calendars have every duty between them."""
        previous: dict[str, bytes] = {}
        for path in self._before:
            if path.endswith(f".{language}.ics") and not path.startswith(("posts/", "teams/")):
                previous |= published_events(self._site.read(f"{self._name}/{path}") or b"")
        events = (event for feed in self.feeds[language] for event in feed.events)
        return revise(previous, events, stamp=self._made, writer=self._writer)

    def write_feeds(self) -> Iterator[str]:
        """Write each calendar, and yield its path when it is done."""
        for language, feeds in self.feeds.items():
            for feed in feeds:
                self._write(feed.path, self._calendar(feed, self.editions[language]), events=len(feed.events))
                yield feed.path

    def _calendar(self, feed: Feed, edition: Edition) -> bytes:
        """Return the calendar's bytes, as they were if nothing in it changed, else under a new stamp."""
        before = self._site.read(f"{self._name}/{feed.path}") or b""
        events = [edition.written[event.uid] for event in feed.events]
        last = published_stamp(before)
        if last is not None:
            data = self._written(feed, last, events)
            if data == before:
                self._stamps.append(last)
                return data
        stamp = max((self._made, *(edition.stamps[event.uid] for event in feed.events)))
        self._stamps.append(stamp)
        return self._written(feed, stamp, events)

    def _written(self, feed: Feed, stamp: datetime, events: list[bytes]) -> bytes:
        header = header_of(feed, stamp)
        key = (header.zone, *header.years)
        if header.zone and key not in self._zones:
            self._zones[key] = vtimezone(*key).to_ical()
        return write_calendar(header, events, zone=self._zones.get(key))

    def write_pages(self) -> None:
        """Write the index page of each language."""
        stamp = max(self._stamps, default=self._made)
        languages = tuple(self.feeds)
        for language in languages:
            self._write(page_path(language, languages), self._page(language, stamp))

    def _write(self, path: str, data: bytes, **more: int) -> None:
        self._site.write(f"{self._name}/{path}", data)
        self._entries.append({"path": path, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest(), **more})

    def write_manifest(self) -> None:
        """Write the list of the part's files, then remove those that an earlier one named and this does not."""
        manifest = {
            "format": FORMAT,
            "of": self._of,
            "changed": f"{max(self._stamps, default=self._made):%Y-%m-%dT%H:%M:%SZ}",
            "made_with": {name: version(name) for name in LIBRARIES} | {"time_zones": _zones_version()},
            "files": sorted(self._entries, key=lambda entry: str(entry["path"])),
        }
        text = json.dumps(manifest, indent=1, ensure_ascii=False) + "\n"
        self._site.write(f"{self._name}/{MANIFEST}", text.encode())
        kept = {str(entry["path"]) for entry in self._entries}
        for path in self._before:
            if path not in kept:
                self._site.remove(f"{self._name}/{path}")


def _zones_version() -> str:
    """Return which time zones Python reads: those of the system where it has any, else those of ``tzdata``."""
    for folder in (Path(path) for path in zoneinfo.TZPATH):
        if (folder / "UTC").exists():
            listing = folder / "tzdata.zi"
            first = listing.read_text(encoding="utf-8").partition("\n")[0] if listing.exists() else "version unknown"
            return "system " + first.removeprefix("# version ")
    return "tzdata " + version("tzdata")


def _listed(data: bytes | None) -> tuple[str, ...]:
    """Return the files that a manifest names; none where it is absent or not ours."""
    try:
        files = json.loads(data or b"{}")["files"]
        paths = [str(entry["path"]) for entry in files]
    except (ValueError, KeyError, TypeError):
        return ()
    # A manifest that was tampered with must not lead out of its own folder.
    return tuple(path for path in paths if LISTED.fullmatch(path))


# --- the folder ---------------------------------------------------------------------------------------------------


class _Site:
    """The folder of a site, and what was done to it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.written: list[str] = []
        self.unchanged: list[str] = []
        self.removed: list[str] = []

    def read(self, path: str) -> bytes | None:
        """Return a published file, None where there is none."""
        try:
            return (self.root / path).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise self._failed(path, error) from error

    def write(self, path: str, data: bytes) -> None:
        """Put the file in its place whole, unless the same bytes stand there already."""
        if self.read(path) == data:
            self.unchanged.append(path)
            return
        place = self.root / path
        beside = place.with_name(f".{place.name}.new")
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            try:
                beside.write_bytes(data)
                beside.replace(place)
            except OSError:
                beside.unlink(missing_ok=True)
                raise
        except OSError as error:
            raise self._failed(path, error) from error
        self.written.append(path)

    def remove(self, path: str) -> None:
        """Take the file away."""
        try:
            (self.root / path).unlink(missing_ok=True)
        except OSError as error:
            raise self._failed(path, error) from error
        self.removed.append(path)

    def _failed(self, path: str, error: OSError) -> PublishError:
        expected = "a folder that can be written; every file published before is whole"
        return PublishError(Fault(path, error.strerror or str(error), expected), source=str(self.root))
