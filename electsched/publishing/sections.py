"""Make sections of a site: read the published calendars, decide the revisions of events, write files that differ.

A calendar that is no longer made is first published with its events cancelled, and deleted once they are retired.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import chain

import attrs

from electsched.calendars.changes import DutyChange
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
from electsched.publishing.fingerprint import added_words, fingerprint
from electsched.publishing.layout import JOURNAL
from electsched.publishing.site_state import PartitionRecord
from electsched.publishing.site_writer import PublishedFile, SiteWriter, iso, last_change
from electsched.roster.difference import DutyDifference
from electsched.roster.duty import Shortfall
from electsched.stores.base import WORK, Store, read_value, value_bytes

__all__ = [
    "JobResult",
    "JournalEntry",
    "SiteSection",
    "build_sections",
    "journal_entry",
    "journal_path",
    "read_calendars",
    "unchanged_result",
]


@attrs.frozen(kw_only=True)
class SiteSection:
    """A part of a site, or the folder of a private link, as it is to be."""

    folder: str
    audience: str  #: an event has one revision in all calendars of an audience, see `audience_of`
    feeds: Mapping[str, Sequence[Feed]] = attrs.field(repr=False)  #: by language
    pages: Iterable[PageSpec] = ()
    listed: Sequence[PublishedFile] = attrs.field(default=(), repr=False)  #: further files that the pages list
    recent: tuple[RecentChange, ...] = ()  #: latest changes of the one reader of its pages
    # By path, in the order of writing; of those in the working folder the empty ones are deleted.
    data: Mapping[str, bytes] = attrs.field(factory=dict, repr=False)


@attrs.frozen(kw_only=True)
class JobResult:
    """The files of a partition, or of the site that belong to no partition, after they were published."""

    files: tuple[PublishedFile, ...] = attrs.field(repr=False)
    written: frozenset[str] = attrs.field(default=frozenset(), repr=False)  #: paths of those that are new or changed
    is_made: bool = True  #: whether calendars and pages were made; if not, the files are those of the last publication
    counts: EventCounts = attrs.field(factory=EventCounts, repr=False)  #: numbers of its events that changed
    record: PartitionRecord | None = None
    # The members whom each calendar names, by its name in a `Disclosure`; None if those of before.
    disclosures: Mapping[str, tuple[str, ...] | None] = attrs.field(factory=dict, repr=False)
    live: frozenset[str] = attrs.field(default=frozenset(), repr=False)  #: withdrawn UIDs that its calendars have
    decided: frozenset[str] = attrs.field(default=frozenset(), repr=False)  #: UIDs of events with another revision
    retired: Mapping[str, int] = attrs.field(factory=dict, repr=False)  #: last SEQUENCE, by UID
    shortfalls: tuple[Shortfall, ...] = attrs.field(default=(), repr=False)
    changes: tuple[DutyChange, ...] = attrs.field(default=(), repr=False)  #: since the last one that was finished
    differences: tuple[DutyDifference, ...] = attrs.field(default=(), repr=False)  #: see `Published`
    # The digests of the changes of the plan that its duties contained before, see `change_digest`.
    published_changes: frozenset[str] = attrs.field(default=frozenset(), repr=False)

    def recorded(
        self, names: tuple[str, ...], content: str, scope: tuple[str, ...] = (), for_partners: str = ""
    ) -> JobResult:
        """Return the result with its `PartitionRecord`; ``content`` is the fingerprint of its content."""
        # Shifts that no team can fill are reported again, and cancelled events are to be retired.
        is_open = self.shortfalls or self.differences or any(file.cancelled for file in self.files)
        made = "" if is_open else _fingerprint(content, self.files)
        return attrs.evolve(self, record=PartitionRecord(names, made, scope, for_partners))


def unchanged_result(record: PartitionRecord | None, content: str, files: dict[str, PublishedFile]) -> JobResult | None:
    """Return the result of a partition whose files are all as they would be made; None if it must be made."""
    ours = tuple(file for file in files.values() if file.is_ours)
    if record and record.fingerprint == _fingerprint(content, ours):
        return JobResult(files=ours, is_made=False, record=record)
    return None


def _fingerprint(content: str, files: Iterable[PublishedFile]) -> str:
    return fingerprint(content, sorted((file.path, file.sha256) for file in files))


# --- the journal --------------------------------------------------------------------------------------------------


@attrs.frozen
class JournalEntry:
    """The revisions and the counts of a partition, or of a part of the site that belongs to none.

    It is written before the first file. A worker that was lost, or a publication that was stopped, may have written
    some files: whoever makes them again decides and reports the same. No entry holds a name of a person or a private
    link.
    """

    fingerprint: str  #: of the partition; an entry with another one is not used
    decisions: tuple[tuple[tuple[str, str], Mapping[str, Revision]], ...]  #: by audience and language, and by UID
    counts: EventCounts


def journal_path(names: Iterable[str]) -> str:
    """Return the path of the entry of a partition."""
    return f"{JOURNAL}/{fingerprint(*names)[:24]}.json"


def journal_entry(store: Store, names: Iterable[str], content: str) -> JournalEntry | None:
    """Return the entry of a partition with that fingerprint, if there is one."""
    entry = read_value(store, journal_path(names), JournalEntry)
    return entry if entry and entry.fingerprint == content else None


# --- sections -----------------------------------------------------------------------------------------------------


def build_sections(
    writer: SiteWriter,
    rules: RevisionRules,
    sections: Sequence[SiteSection],
    journal: tuple[tuple[str, ...], str],
    count: Callable[[Revisions], EventCounts],
) -> tuple[JobResult, Revisions]:
    """Write the calendars and then the pages of some sections; return the result and the revisions of all events.

    The decisions and the counts are those of the journal if it has any; ``journal`` is the names and the fingerprint of
    the partition in it.
    """
    names, content = journal
    calendars = [calendar for section in sections for calendar in read_calendars(writer, section)]
    # Read after the calendars: if another worker has begun to write them, its entry is there.
    noted = journal_entry(writer.store, names, content)
    # Of a partition that another publication has written since, only the counts still hold.
    decided = dict(noted.decisions) if noted and not writer.outdated else {}
    revisions = revise_calendars(calendars, rules, decided=decided)
    decisions = tuple((key, edition.decisions) for key, edition in revisions.editions.items() if edition.decisions)
    entry = JournalEntry(content, decisions, noted.counts if noted else count(revisions))
    if entry not in (noted, JournalEntry(content, (), EventCounts())):
        # Errors name a calendar, for their readers know no journal.
        calendar = next((f"{calendar.folder}/{calendar.path}" for calendar in calendars), "")
        writer.note(journal_path(names), value_bytes(entry), calendar)
    files: dict[str, list[PublishedFile]] = {section.folder: [] for section in sections}
    for revised in revisions.calendars:
        files[revised.folder] += _write_calendar(writer, rules, revised)
    for section in sections:
        files[section.folder] += _write_pages(writer, section, [*section.listed, *files[section.folder]], rules.stamp)
        # A correction of the past is decided from both: the journal has the decisions made from them before.
        for path, data in section.data.items():
            if path.startswith(f"{WORK}/"):
                writer.update_note(path, data)
            else:
                files[section.folder].append(writer.write(path, data))
    written = tuple(chain.from_iterable(files.values()))
    result = JobResult(files=written, written=frozenset(writer.written), counts=entry.counts, retired=revisions.retired)
    return result, revisions


def read_calendars(writer: SiteWriter, section: SiteSection) -> Iterator[CalendarRevision]:
    """Yield the calendars of a section: those to be made, and those that were published and are no longer made."""

    def whole(path: str) -> dict[str, bytes]:
        data = writer.read(f"{section.folder}/{path}")
        # One that was cut off is made again.
        return {path: data} if data is not None and is_whole(data) else {}

    feeds = {feed.path: feed for feeds in section.feeds.values() for feed in feeds}
    for path in dict.fromkeys([*feeds, *writer.calendars[section.folder]]):
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


def _write_calendar(writer: SiteWriter, rules: RevisionRules, calendar: CalendarRevision) -> Iterator[PublishedFile]:
    """Write a calendar, by month if it is too large for apps, its own path last; not if it has retired events alone."""
    edition = calendar.edition
    if calendar.feed is None and not (edition.cancelled or edition.written):
        return
    data, stamp = calendar.written(rules)
    months: dict[str, int] = {}
    language = rules.language_of(calendar.path)
    for path, part in split_by_month(calendar.path, data, calendar.files, language=language):
        file = writer.write(f"{calendar.folder}/{path}", part)
        if path == calendar.path:
            yield attrs.evolve(
                file,
                events=len(edition.written),
                cancelled=len(edition.cancelled),
                changed=iso(stamp),
                months=months or None,
                sequence=edition.highest_sequence,
            )
        else:
            months[path.split(".")[-3]] = events = event_count(part)
            changed = iso(published_stamp(part) or stamp)
            yield attrs.evolve(file, events=events, cancelled=0, changed=changed, sequence=edition.highest_sequence)


def _write_pages(
    writer: SiteWriter, section: SiteSection, calendars: Sequence[PublishedFile], stamp: datetime
) -> Iterator[PublishedFile]:
    """Write the pages of a section, and yield their files; those whose content is the same are not rendered.

    ``calendars`` are those that the pages list: their last change is the stamp, and ``stamp`` if there are none.
    """
    stamp = last_change(calendars, stamp)
    months = {file.path.removeprefix(f"{section.folder}/"): file.months for file in calendars if file.months}
    languages = tuple(section.feeds)
    shared, pages = fingerprint(languages, months, *added_words(languages)), tuple(section.pages)
    values = {id(value): value for page in pages for value in page.content}  # most pages share the plan
    digests = {key: fingerprint(value) for key, value in values.items()}
    for page in pages:
        # A page that states its content keeps its stamp, and its bytes, until that content changes.
        content = fingerprint(shared, page.zone, [digests[id(value)] for value in page.content]) if page.content else ""
        for language in languages:
            path = f"{section.folder}/{page_path(language, languages, page.stem)}"
            file = writer.keep(path, content)
            if file is None:
                data = page.render(PageContext(language, languages, stamp, page.zone, section.recent), months)
                file = attrs.evolve(writer.write(path, data), fingerprint=content)
            yield file
