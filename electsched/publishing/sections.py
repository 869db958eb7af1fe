"""Make sections of a site: read the published calendars, decide the revisions of events, write files that differ.

A calendar that is no longer made is first published with its events cancelled, and deleted once they are retired.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from itertools import chain
from typing import Any

import attrs

from electsched.calendars.content_lines import event_count, is_whole
from electsched.calendars.duty_feeds import audience_of
from electsched.calendars.event import Revision
from electsched.calendars.feed import CalendarRevision, Feed, Revisions, revise_calendars
from electsched.calendars.months import month_path, months_named, split_by_month
from electsched.calendars.published_event import published_stamp
from electsched.calendars.revision import RevisionRules
from electsched.calendars.telling.event_counts import EventCounts
from electsched.pages.parts.recent import RecentChange
from electsched.pages.renderer import PageContext, page_path
from electsched.pages.specs import PageSpec
from electsched.publishing.fingerprint import added_words, content_fingerprint, fingerprint
from electsched.publishing.layout import JOURNAL
from electsched.publishing.site_writer import PublishedFile, SiteWriter, iso, last_change
from electsched.stores.base import read_value, value_bytes

__all__ = ["BuildContext", "Journal", "SiteSection", "build_sections", "read_calendars", "write_pages"]

Decisions = Mapping[tuple[str, str], Mapping[str, Revision]]
"""The revision of each changed or withdrawn event, by audience and language, and by UID."""


@attrs.frozen(kw_only=True)
class SiteSection:
    """A part of a site, or the folder of a private link, as it is to be."""

    folder: str
    audience: str  #: an event has one revision in all calendars of an audience, see `audience_of`
    feeds: Mapping[str, tuple[Feed, ...]] = attrs.field(repr=False)  #: by language
    pages: tuple[PageSpec, ...] = ()
    fingerprint: str = ""  #: fingerprint of the content of the pages; empty if they are always rendered
    recent: tuple[RecentChange, ...] = ()  #: latest changes of the one reader of its pages
    data: Mapping[str, bytes] = attrs.field(factory=dict, repr=False)  #: data files, by their path in the site
    notes: Mapping[str, bytes] = attrs.field(factory=dict, repr=False)  #: of the data, in the working folder


@attrs.frozen
class BuildContext:
    """The writer of the files, and the rules of revisions."""

    writer: SiteWriter
    rules: RevisionRules

    def with_files(self, files: dict[str, PublishedFile], first_sequence: int, **writer: Any) -> BuildContext:  # noqa: ANN401  # see `SiteWriter`
        """Return the context in which these files are made again; see `SiteWriter` and `RevisionRules`."""
        rules = attrs.evolve(self.rules, first_sequence=first_sequence)
        return BuildContext(attrs.evolve(self.writer, files=files, **writer), rules)


# --- the journal --------------------------------------------------------------------------------------------------


@attrs.frozen
class _Entry:
    fingerprint: str
    decisions: tuple[tuple[tuple[str, str], Mapping[str, Revision]], ...]
    counts: EventCounts


@attrs.frozen
class Journal:
    """The entry of a partition, or of a part of the site that belongs to none, in the journal of a publication.

    It has the revisions that were decided and the changes that will be reported, and is written before the first file.
    A worker that was lost, or a publication that was stopped, may have written some files: whoever makes them again
    decides and reports the same. No entry holds a name of a person or a private link.
    """

    writer: SiteWriter
    names: tuple[str, ...]  #: of the partition
    fingerprint: str  #: of the partition; an entry with another one is not used

    @property
    def _path(self) -> str:
        return f"{JOURNAL}/{sha256(chr(0).join(self.names).encode()).hexdigest()[:24]}.json"

    def read(self) -> tuple[Decisions, EventCounts] | None:
        """Return the decisions and the counts of the entry; None if there is no such entry."""
        entry = read_value(self.writer.store, self._path, _Entry)
        if entry is None or entry.fingerprint != self.fingerprint:
            return None
        return dict(entry.decisions), entry.counts

    def write(self, decisions: Decisions, counts: EventCounts, calendar: str = "") -> None:
        """Write the entry; errors name the calendar, for their readers know calendars and no journal."""
        entry = _Entry(self.fingerprint, tuple(decisions.items()), counts)
        self.writer.note(self._path, value_bytes(entry), calendar)


# --- sections -----------------------------------------------------------------------------------------------------


def build_sections(
    context: BuildContext,
    sections: Sequence[SiteSection],
    entry: tuple[tuple[str, ...], str],
    count: Callable[[Revisions], EventCounts],
    live: Container[str] = (),
) -> tuple[list[PublishedFile], Revisions, EventCounts]:
    """Write the calendars and then the pages of some sections; return their files, decisions and counts.

    The decisions and the counts are those of the journal if it has any; ``entry`` is the names and the fingerprint of
    the partition in it. ``live`` are the UIDs of events in any calendar of the site, as far as these sections had them.
    """
    calendars = [calendar for section in sections for calendar in read_calendars(context, section)]
    # Read after the calendars: if another worker has begun to write them, its entry is there.
    journal = Journal(context.writer, *entry)
    noted = journal.read()
    # Of a partition that another publication has written since, only the counts still hold.
    is_decided = noted is not None and not context.writer.outdated
    decided = noted[0] if noted and is_decided else {}
    revisions = revise_calendars(calendars, context.rules, decided=decided, live=live)
    counts = count(revisions) if noted is None else noted[1]
    decisions = {key: edition.decisions for key, edition in revisions.editions.items() if edition.decisions}
    if not is_decided and (decisions or counts != EventCounts()):
        journal.write(decisions, counts, next((f"{calendar.folder}/{calendar.path}" for calendar in calendars), ""))
    files: dict[str, list[PublishedFile]] = {section.folder: [] for section in sections}
    for calendar in revisions.calendars:
        files[calendar.folder] += _write_calendar(context, calendar)
    for section in sections:
        files[section.folder] += write_pages(context, section, files[section.folder])
        # A correction of the past is decided from both: the journal has the decisions made from them before.
        is_new = context.writer.files.keys().isdisjoint(section.data)
        # A note is deleted after the data that say that there is one.
        for path, note in section.notes.items():
            if note:
                context.writer.update_note(path, note, is_new=is_new)
        files[section.folder] += (context.writer.write(path, data) for path, data in section.data.items())
        for path, note in section.notes.items():
            if not note:
                context.writer.update_note(path, note, is_new=is_new)
    return [*chain.from_iterable(files.values())], revisions, counts


def read_calendars(context: BuildContext, section: SiteSection) -> Iterator[CalendarRevision]:
    """Yield the calendars of a section: those to be made, and those that were published and are no longer made."""

    def whole(path: str) -> dict[str, bytes]:
        data = context.writer.read(f"{section.folder}/{path}")
        # One that was cut off is made again.
        return {path: data} if data is not None and is_whole(data) else {}

    feeds = {feed.path: feed for feeds in section.feeds.values() for feed in feeds}
    for path in dict.fromkeys([*feeds, *context.writer.calendars[section.folder]]):
        files = whole(path)
        for month in months_named(path, files[path]) if files else ():
            files |= whole(month_path(path, month))
        if files or path in feeds:
            yield CalendarRevision(
                folder=section.folder,
                audience=audience_of(path, section.audience),
                path=path,
                feed=feeds.get(path),
                files=files,
            )


def _write_calendar(context: BuildContext, calendar: CalendarRevision) -> Iterator[PublishedFile]:
    """Write a calendar, by month if it is too large for apps, its own path last; not if it has retired events alone."""
    feed, edition = calendar.feed, calendar.edition
    if feed is None and not (edition.cancelled or edition.written):
        return
    data, stamp = calendar.written(context.rules)
    months: dict[str, int] = {}
    language = context.rules.language_of(calendar.path)
    for name, part in split_by_month(calendar.path, data, calendar.files, language=language):
        is_month = name != calendar.path
        events = event_count(part) if is_month else len(edition.written)
        if is_month:
            months[name.split(".")[-3]] = events
        yield attrs.evolve(
            context.writer.write(f"{calendar.folder}/{name}", part),
            events=events,
            cancelled=0 if is_month else len(edition.cancelled),
            changed=iso((is_month and published_stamp(part)) or stamp),
            months=None if is_month else months or None,
            sequence=edition.highest_sequence,
        )


def write_pages(
    context: BuildContext,
    section: SiteSection,
    calendars: Sequence[PublishedFile],
) -> Iterator[PublishedFile]:
    """Write the pages of a section, and yield their files; those whose content is the same are not rendered.

    ``calendars`` are those that the pages list: their last change is the stamp.
    """
    stamp = last_change(calendars, context.rules.stamp)
    months = {file.path.removeprefix(f"{section.folder}/"): file.months for file in calendars if file.months}
    languages, contents = tuple(section.feeds), _page_fingerprints(section, months, stamp)
    for language in languages:
        for page in section.pages:
            path = f"{section.folder}/{page_path(language, languages, page.stem)}"
            file = context.writer.keep(path, contents[page.stem])
            if file is None:
                data = page.render(PageContext(language, languages, stamp, page.zone, section.recent), months)
                file = attrs.evolve(context.writer.write(path, data), fingerprint=contents[page.stem])
            yield file


def _page_fingerprints(section: SiteSection, months: Mapping[str, Any], stamp: datetime) -> dict[str, str]:
    """Return the fingerprint of each page of a section by its stem; empty for a page that is always rendered.

    A page that states its content keeps its stamp, and its bytes, until that content changes.
    """
    shared = content_fingerprint(tuple(section.feeds), months, *added_words(section.feeds))
    values = {id(value): value for page in section.pages for value in page.content}
    digests = {key: fingerprint(value) for key, value in values.items()}
    of_section = section.fingerprint and fingerprint(shared, section.fingerprint, stamp)
    return {
        page.stem: fingerprint(shared, page.zone, [digests[id(value)] for value in page.content])
        if page.content
        else of_section
        for page in section.pages
    }
