"""A section of a site: read its published calendars, decide the revisions of its events, write calendars and pages.

The steps, in the order in which a publication takes them: `read_calendars`, `revise_sections`, `select_events`,
`write_calendars`, `write_pages`. A calendar that is no longer made is first published with its events cancelled, and
deleted once they are retired.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import attrs

from electsched.calendars.content_lines import CALENDAR_END, calendar_head, event_count, is_whole, published_events
from electsched.calendars.feed import Feed, header_of, with_zones
from electsched.calendars.ical import Revision
from electsched.calendars.months import MOST_BYTES, calendar_of_months, month_path, months_named, split_by_month
from electsched.calendars.published_event import published_stamp, published_years, revision_of
from electsched.calendars.revision import Edition, RevisionRules, latest, revise, select, withdraw
from electsched.calendars.vtimezone import vtimezone
from electsched.calendars.writer import EventWriter, calendar_chunks
from electsched.pages.renderer import PageContext, Renderer, page_path
from electsched.pages.subscribe import Split
from electsched.publishing.fingerprint import code_fingerprint, fingerprint
from electsched.publishing.layout import is_whole_calendar
from electsched.publishing.site_writer import SiteWriter
from electsched.stores.base import relabel_errors

__all__ = [
    "BuildContext",
    "Entry",
    "PageSpec",
    "PublishedCalendars",
    "SiteSection",
    "iso",
    "last_change",
    "read_calendars",
    "revise_sections",
    "select_events",
    "split_months",
    "write_calendars",
    "write_pages",
]

Entry = dict[str, Any]
"""A file in a manifest: path, bytes, sha256; of a calendar also its events, its cancelled events, its last change and
the number of events in each of its months."""
Editions = Mapping[tuple[str, str], Edition]
"""The revisions of all events, by audience and language."""
_LAST_MODIFIED = re.compile(rb"\r\nLAST-MODIFIED:\d{8}T\d{6}Z\r\n")


@attrs.frozen(kw_only=True)
class PageSpec:
    """The way to make a page.

    Attributes:
        stem: The start of its path.
        render: Renders it in a context, with the months of the calendars that are split.
        zone: The IANA zone of its readers.
        fingerprint: The fingerprint of its content except its stamp; empty if the page is always rendered.
    """

    stem: str
    render: Callable[[PageContext, Split], bytes] = attrs.field(repr=False)
    zone: str
    fingerprint: str = ""


@attrs.frozen(kw_only=True)
class SiteSection:
    """A part of a site, or the folder of a private link, as it is to be.

    Attributes:
        folder: Its folder.
        audience: The audience; an event has one revision in all sections of an audience.
        feeds: Its calendars, by language.
        entries: Its published files, by path below the folder, with the values of the manifest as far as it has any.
        pages: Its pages.
        relabel: Adds the reader of a private link to the paths of errors.
    """

    folder: str
    audience: str
    feeds: Mapping[str, tuple[Feed, ...]] = attrs.field(repr=False)
    entries: Mapping[str, Entry] = attrs.field(repr=False)
    pages: tuple[PageSpec, ...] = ()
    relabel: Callable[[str], str] = attrs.field(default=str, repr=False)


@attrs.frozen
class BuildContext:
    """The tools and rules that all sections of a publication share.

    Attributes:
        writer: Writes the files.
        rules: The rules of revisions.
        renderer: Renders pages.
        events: Writes events.
        zones: The VTIMEZONE of each zone and range of years.
    """

    writer: SiteWriter
    rules: RevisionRules
    renderer: Renderer = attrs.field(repr=False)
    events: EventWriter = attrs.field(factory=EventWriter, repr=False)
    zones: dict[tuple[str, int, int], bytes] = attrs.field(factory=dict, repr=False)


@attrs.frozen
class PublishedCalendars:
    """The published calendars of a section.

    Attributes:
        files: The bytes of each file, by path below the folder.
        whole: The bytes of each calendar, its months joined, by path.
        events: The lines of each event, by UID, of each calendar, by path.
    """

    files: Mapping[str, bytes] = attrs.field(repr=False)
    whole: Mapping[str, bytes] = attrs.field(repr=False)
    events: Mapping[str, Mapping[str, bytes]] = attrs.field(repr=False)

    def uids(self, prefix: str) -> set[str]:
        """Return the UIDs of all events in calendars whose path begins with the prefix."""
        return {uid for path, events in self.events.items() if path.startswith(prefix) for uid in events}

    def posts(self) -> dict[str, str]:
        """Return the key of the post of each event in the calendars of posts."""
        return {
            uid: path.removeprefix("posts/").partition(".")[0]
            for path, events in self.events.items()
            if path.startswith("posts/")
            for uid in events
        }


def iso(stamp: datetime) -> str:
    """Return a moment in UTC as manifests hold it."""
    return f"{stamp:%Y-%m-%dT%H:%M:%SZ}"


def last_change(entries: Iterable[Entry], default: datetime) -> datetime:
    """Return the last change of these calendars, in UTC; the default if there are none."""
    stamps = (entry["changed"] for entry in entries if "changed" in entry)
    return datetime.fromisoformat(max(stamps, default=iso(default)))


def split_months(entries: Iterable[Entry]) -> dict[str, Mapping[str, int]]:
    """Return the number of events in each month of each calendar that is split, by path."""
    return {entry["path"]: entry["months"] for entry in entries if "months" in entry}


# --- read ---------------------------------------------------------------------------------------------------------


def read_calendars(context: BuildContext, section: SiteSection) -> PublishedCalendars:
    """Return the published calendars of a section: those of its entries, and those at the paths of its feeds."""
    files: dict[str, bytes] = {}
    whole: dict[str, bytes] = {}

    def is_read(path: str) -> bool:
        data = context.writer.read(f"{section.folder}/{path}")
        if data is not None and is_whole(data):  # one that was cut off is made again
            files[path] = data
        return path in files

    paths = [*filter(is_whole_calendar, section.entries)]
    paths += [feed.path for feeds in section.feeds.values() for feed in feeds]
    with relabel_errors(section.relabel):
        for path in dict.fromkeys(paths):
            if is_read(path):
                for month in months_named(path, files[path]):
                    is_read(month_path(path, month))
                whole[path] = calendar_of_months(path, files)
    return PublishedCalendars(files, whole, {path: published_events(data) for path, data in whole.items()})


# --- decide -------------------------------------------------------------------------------------------------------


def revise_sections(
    context: BuildContext,
    sections: Sequence[SiteSection],
    published: Mapping[str, PublishedCalendars],
    decided: Mapping[tuple[str, str], Mapping[str, Revision]],
) -> dict[tuple[str, str], Edition]:
    """Return the revision of each event, once for each audience and language.

    ``published`` are the previous calendars of each section, by its folder, and ``decided`` earlier decisions.
    """
    editions: dict[tuple[str, str], Edition] = {}
    for key in dict.fromkeys((section.audience, language) for section in sections for language in section.feeds):
        audience, language = key
        of_audience = [section for section in sections if section.audience == audience]
        previous = latest(
            events
            for section in of_audience
            for path, events in published[section.folder].events.items()
            if path.endswith(f".{language}.ics")
        )
        feeds = (feed for section in of_audience for feed in section.feeds.get(language, ()))
        events = (event for feed in feeds for event in feed.events)
        editions[key] = revise(previous, events, context.rules, writer=context.events, decided=decided.get(key, {}))
    return editions


def select_events(
    context: BuildContext,
    section: SiteSection,
    published: PublishedCalendars,
    editions: Editions,
    live: frozenset[str] = frozenset(),
) -> dict[str, Edition]:
    """Return the events of each calendar of a section, in their revisions, by path.

    A calendar that is no longer made has cancelled events alone, or is left out if all are retired; ``live`` are UIDs
    in calendars of other sections.
    """
    selections = {
        feed.path: select(
            editions[section.audience, language],
            published.events.get(feed.path, {}),
            (event.uid for event in feed.events),
            context.rules,
        )
        for language, feeds in section.feeds.items()
        for feed in feeds
    }
    for path, events in published.events.items():
        if path not in selections:
            edition = editions.get((section.audience, path.rsplit(".", 2)[1]))
            withdrawn = withdraw(events, context.rules, live={*live, *(edition.revisions if edition else ())})
            if withdrawn.cancelled:
                selections[path] = withdrawn
    return selections


# --- write --------------------------------------------------------------------------------------------------------


def write_calendars(
    context: BuildContext, section: SiteSection, published: PublishedCalendars, selections: Mapping[str, Edition]
) -> Iterator[Entry]:
    """Write the calendars of a section, and those that are no longer made with their events cancelled."""
    feeds = {feed.path: feed for of_language in section.feeds.values() for feed in of_language}
    for path, selection in selections.items():
        previous = published.whole.get(path, b"")
        if path in feeds:
            stamp, chunks = _made(context, feeds[path], previous, selection)
        else:
            stamp, chunks = _withdrawn(context, previous, selection)
        values = {
            "events": feeds[path].count if path in feeds else 0,
            "cancelled": len(selection.cancelled),
            "changed": iso(stamp),
            "sequence": _highest_sequence(selection),
        }
        with relabel_errors(section.relabel):
            if sum(map(len, chunks)) <= MOST_BYTES:
                yield _write_file(context, section.folder, path, chunks, values)
            else:
                yield from _write_months(context, section.folder, published.files, (path, b"".join(chunks)), values)


def _write_months(
    context: BuildContext, folder: str, files: Mapping[str, bytes], calendar: tuple[str, bytes], values: Entry
) -> Iterator[Entry]:
    """Write a calendar that is too large for apps month by month; the file at its own path comes last."""
    months: dict[str, int] = {}
    for path, data in split_by_month(*calendar, files):
        if path == calendar[0]:
            yield _write_file(context, folder, path, (data,), {**values, "months": months})
        else:
            months[path.split(".")[-3]] = count = event_count(data)
            stamp = published_stamp(data)
            changed = iso(stamp) if stamp else values["changed"]
            of_month = {**values, "events": count, "cancelled": 0, "changed": changed}
            yield _write_file(context, folder, path, (data,), of_month)


def _highest_sequence(selection: Edition) -> int:
    cancelled = filter(None, map(revision_of, selection.cancelled.values()))
    return max((revision.sequence for revision in (*selection.revisions.values(), *cancelled)), default=0)


def _made(context: BuildContext, feed: Feed, previous: bytes, selection: Edition) -> tuple[datetime, tuple[bytes, ...]]:
    """Return a calendar in chunks, with its stamp: the previous one if nothing in it changed, else a new one."""
    last = published_stamp(previous)
    if last is not None and not (selection.added or selection.changed or selection.withdrawn):
        chunks = _chunks(context, feed, last, selection)
        if b"".join(chunks) == previous:
            return last, chunks
    stamp = max(context.rules.stamp, selection.last or context.rules.stamp)
    return stamp, _chunks(context, feed, stamp, selection)


def _chunks(context: BuildContext, feed: Feed, stamp: datetime, selection: Edition) -> tuple[bytes, ...]:
    header = header_of(feed, stamp)
    cancelled = selection.cancelled.values()
    if cancelled:
        years = {*published_years(cancelled), *(header.years if feed.events else ())}
        header = with_zones(attrs.evolve(header, years=(min(years), max(years))), cancelled)
    key = (header.zone, *header.years)
    if header.zone and key not in context.zones:
        context.zones[key] = vtimezone(*key).to_ical()
    return tuple(calendar_chunks(header, [*selection.written.values(), *cancelled], zone=context.zones.get(key)))


def _withdrawn(context: BuildContext, previous: bytes, selection: Edition) -> tuple[datetime, tuple[bytes, ...]]:
    head = calendar_head(previous)
    if selection.withdrawn:
        line = f"\r\nLAST-MODIFIED:{context.rules.stamp:%Y%m%dT%H%M%SZ}\r\n".encode()
        head = _LAST_MODIFIED.sub(line, head, count=1)
    chunks = (head, *selection.cancelled.values(), CALENDAR_END)
    return published_stamp(b"".join(chunks)) or context.rules.stamp, chunks


def _write_file(
    context: BuildContext, folder: str, path: str, chunks: tuple[bytes, ...], values: Mapping[str, object]
) -> Entry:
    file = context.writer.write(f"{folder}/{path}", chunks)
    return {"path": path, "bytes": file.size, "sha256": file.sha256, **values, "version": file.version}


def write_pages(context: BuildContext, section: SiteSection, stamp: datetime, months: Split) -> Iterator[Entry]:
    """Write the pages of a section, and yield their entries; a page with the same content takes the stamp alone."""
    languages = tuple(section.feeds)
    for language in languages:
        for page in section.pages:
            path = page_path(language, languages, page.stem)
            full_path, previous = f"{section.folder}/{path}", section.entries.get(path, {})
            page_context = PageContext(language, languages, stamp, page.zone)
            content = fingerprint(code_fingerprint(), page.fingerprint, months) if page.fingerprint else ""
            values = {"fingerprint": content, "stamp": iso(stamp)} if content else {}
            with relabel_errors(section.relabel):
                is_same = bool(content) and previous.get("fingerprint") == content
                if not (is_same and context.writer.is_known(full_path, previous.get("sha256", ""))):
                    data = page.render(page_context, months)
                elif previous.get("stamp") == iso(stamp):
                    yield {**previous, "version": context.writer.keep(full_path).version}
                    continue
                else:
                    data = context.renderer.restamped(context.writer.read(full_path) or b"", page_context)
                yield _write_file(context, section.folder, path, (data,), values)
