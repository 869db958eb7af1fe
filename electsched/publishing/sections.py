"""Make sections of a site: read the published calendars, decide the revisions of events, write files that differ.

A calendar that is no longer made is first published with its events cancelled, and deleted once they are retired.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import attrs

from electsched.calendars.content_lines import event_count, is_whole
from electsched.calendars.feed import CalendarRevision, Feed, Revisions, revise_calendars
from electsched.calendars.months import month_path, months_named, split_by_month
from electsched.calendars.published_event import published_stamp
from electsched.calendars.revision import RevisionRules
from electsched.pages.renderer import PageContext, page_path
from electsched.pages.subscribe import Split
from electsched.publishing.fingerprint import code_fingerprint, fingerprint
from electsched.publishing.journal import Journal
from electsched.publishing.layout import is_whole_calendar
from electsched.publishing.report import Report
from electsched.publishing.site_writer import PublishedFile, SiteWriter
from electsched.stores.base import relabel_errors

__all__ = [
    "BuildContext",
    "Entry",
    "PageSpec",
    "SiteSection",
    "build_sections",
    "iso",
    "last_change",
    "read_calendars",
    "write_pages",
]

Entry = dict[str, Any]
"""A file in a manifest: path, bytes, sha256; of a calendar also its events, its cancelled events, its last change and
the number of events in each of its months."""


@attrs.frozen(kw_only=True)
class PageSpec:
    """The way to make a page.

    Attributes:
        stem: The start of its path.
        render: Renders it in a context, with the months of the calendars that are split.
        zone: The IANA zone of its readers.
        fingerprint: The fingerprint of its content; empty if the page is always rendered.
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
    """The writer of the files, and the rules of revisions."""

    writer: SiteWriter
    rules: RevisionRules

    def with_files(self, files: dict[str, PublishedFile] | None, first_sequence: int) -> BuildContext:
        """Return the context in which these files are made again; see `SiteWriter` and `RevisionRules`."""
        rules = attrs.evolve(self.rules, first_sequence=first_sequence)
        return attrs.evolve(self, writer=attrs.evolve(self.writer, files=files), rules=rules)


def iso(stamp: datetime) -> str:
    """Return a moment in UTC as manifests hold it."""
    return f"{stamp:%Y-%m-%dT%H:%M:%SZ}"


def last_change(entries: Iterable[Entry], default: datetime) -> datetime:
    """Return the last change of these calendars, in UTC; the default if there are none."""
    stamps = (entry["changed"] for entry in entries if "changed" in entry)
    return datetime.fromisoformat(max(stamps, default=iso(default)))


def build_sections(
    context: BuildContext,
    sections: Sequence[SiteSection],
    journal: Journal,
    report: Callable[[Revisions], Report],
    live: frozenset[str] = frozenset(),
) -> tuple[dict[str, list[Entry]], Revisions, Report]:
    """Write the calendars and then the pages of some sections; unchanged ones are kept.

    The decisions and the report are those of the journal if it has any. ``live`` are UIDs of events in calendars of
    other sections.

    Returns:
        The files of each section, by its folder; the decisions on their events; and their report.
    """
    calendars = [calendar for section in sections for calendar in read_calendars(context, section)]
    # Read after the calendars: if another worker has begun to write them, its entry is there.
    entry = journal.read()
    is_decided = entry is not None and not journal.outdated
    decided = entry[0] if entry and is_decided else {}
    revisions = revise_calendars(calendars, context.rules, decided=decided, live=live)
    changes = report(revisions) if entry is None else entry[1]
    decisions = {key: edition.decisions for key, edition in revisions.editions.items() if edition.decisions}
    if not is_decided and (decisions or changes != Report()):
        # An error names the first calendar: readers of errors know calendars, and no journal.
        first = next((f"{calendar.folder}/{calendar.path}" for calendar in calendars), "")
        with relabel_errors(lambda _: first):
            journal.write(decisions, changes)
    entries: dict[str, list[Entry]] = {section.folder: [] for section in sections}
    sections_by_folder = {section.folder: section for section in sections}
    for calendar in revisions.calendars:
        entries[calendar.folder] += _write_calendar(context, sections_by_folder[calendar.folder], calendar)
    for section in sections:
        entries[section.folder] += write_pages(context, section, entries[section.folder])
    return entries, revisions, changes


def read_calendars(context: BuildContext, section: SiteSection) -> Iterator[CalendarRevision]:
    """Yield the calendars of a section: those to be made, and those that were published and are no longer made."""

    def whole(path: str) -> dict[str, bytes]:
        data = context.writer.read(f"{section.folder}/{path}")
        # One that was cut off is made again.
        return {path: data} if data is not None and is_whole(data) else {}

    feeds = {feed.path: feed for feeds in section.feeds.values() for feed in feeds}
    for path in dict.fromkeys([*feeds, *filter(is_whole_calendar, section.entries)]):
        with relabel_errors(section.relabel):
            files = whole(path)
            for month in months_named(path, files[path]) if files else ():
                files |= whole(month_path(path, month))
        if files or path in feeds:
            yield CalendarRevision(
                folder=section.folder, audience=section.audience, path=path, feed=feeds.get(path), files=files
            )


def _write_calendar(context: BuildContext, section: SiteSection, calendar: CalendarRevision) -> Iterator[Entry]:
    """Write a calendar, by month if it is too large for apps, its own path last; not if it has retired events alone."""
    path, feed, edition = calendar.path, calendar.feed, calendar.edition
    if feed is None and not edition.cancelled:
        return
    data, stamp = calendar.written(context.rules)
    values: Entry = {
        "events": feed.count if feed is not None else 0,
        "cancelled": len(edition.cancelled),
        "changed": iso(stamp),
        "sequence": edition.highest_sequence,
    }
    months: dict[str, int] = {}
    for name, part in split_by_month(path, data, calendar.files):
        if name == path:
            yield _write_file(context, section, path, part, {**values, "months": months} if months else values)
        else:
            months[name.split(".")[-3]] = count = event_count(part)
            changed = iso(published_stamp(part) or stamp)
            of_month = {**values, "events": count, "cancelled": 0, "changed": changed}
            yield _write_file(context, section, name, part, of_month)


def _write_file(context: BuildContext, section: SiteSection, path: str, data: bytes, values: Entry) -> Entry:
    with relabel_errors(section.relabel):
        file = context.writer.write(f"{section.folder}/{path}", data)
    return {"path": path, "bytes": file.size, "sha256": file.sha256, **values, "version": file.version}


def write_pages(context: BuildContext, section: SiteSection, calendars: Sequence[Entry]) -> Iterator[Entry]:
    """Write the pages of a section, and yield their entries; those whose content is the same are not rendered.

    ``calendars`` are the entries of the calendars that the pages list: their last change is the stamp.
    """
    stamp = last_change(calendars, context.rules.stamp)
    months = {entry["path"]: entry["months"] for entry in calendars if "months" in entry}
    languages = tuple(section.feeds)
    for language in languages:
        for page in section.pages:
            path = page_path(language, languages, page.stem)
            full_path, previous = f"{section.folder}/{path}", section.entries.get(path, {})
            content = fingerprint(code_fingerprint(), page.fingerprint, months, stamp) if page.fingerprint else ""
            is_same = bool(content) and previous.get("fingerprint") == content
            kept = context.writer.keep(full_path, previous.get("sha256", "")) if is_same else None
            if kept is not None:
                yield {**previous, "version": kept.version}
            else:
                data = page.render(PageContext(language, languages, stamp, page.zone), months)
                yield _write_file(context, section, path, data, {"fingerprint": content})
