"""Publish a partition, here or in a worker process: its duties, its calendars and pages, and its private links."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, partial

import attrs

from electsched.calendars.duty_feeds import duty_feeds
from electsched.calendars.feed import Feed
from electsched.calendars.months import MOST_BYTES
from electsched.calendars.revision import Edition
from electsched.errors import ElectschedError, Fault, redacted_reason
from electsched.loaders.templates import load_templates
from electsched.operation.plan import Plan
from electsched.pages.board import board_page
from electsched.pages.renderer import PageContext, Renderer
from electsched.pages.subscribe import Split
from electsched.pages.unit import unit_page
from electsched.publishing.fingerprint import board_fingerprint, fingerprint, partition_fingerprint
from electsched.publishing.jobs import Job, JobFailure, JobResult, JobSettings, first_path
from electsched.publishing.journal import Journal
from electsched.publishing.layout import INTERNAL, LEGAL_PATH, is_calendar
from electsched.publishing.lease import read_lease
from electsched.publishing.private.sections import disclosed_members, private_sections
from electsched.publishing.report import Report, partition_report
from electsched.publishing.sections import (
    BuildContext,
    Entry,
    PageSpec,
    PublishedCalendars,
    SiteSection,
    last_change,
    read_calendars,
    revise_sections,
    select_events,
    split_months,
    write_calendars,
    write_pages,
)
from electsched.publishing.site_state import PartitionRecord
from electsched.publishing.site_writer import PublishedFile, SiteWriter
from electsched.roster.index import RosterIndex
from electsched.roster.rotation import build_roster
from electsched.stores.base import OvertakenError, Store, relabel_errors

__all__ = ["Decided", "decide", "run_jobs"]

RESUME = "Publish again; it goes on from here."
UNIT = "unit"
"""The audience of the internal part and of the private links of units."""


@cache
def _renderer() -> Renderer:
    return Renderer(load_templates())


def run_jobs(settings: JobSettings, jobs: tuple[Job, ...]) -> tuple[JobResult, ...] | JobFailure:
    """Publish partitions one after the other, and return their results; at the first failure, its reason."""
    context = _context(settings)
    results: list[JobResult] = []
    for job in jobs:
        path = first_path(job.partition, settings.plan)
        try:
            try:
                results.append(_publish(settings, job, context))
            except OvertakenError:
                # The lease is ours, so a late write of a publication that was stopped won: compare with that file.
                results.append(_publish(settings, attrs.evolve(job, files=None, record=None), context))
        except ElectschedError as error:
            source = error.source or settings.store.name
            return JobFailure(error.faults, source, unreached=_has_no_lease(settings.store))
        except Exception as error:  # noqa: BLE001  # it may hold a name or an address, so only its kind and place are reported
            sentence = f"Publishing this file failed: {redacted_reason(error)}."
            return JobFailure((Fault(path, sentence, hint=RESUME),), settings.store.name)
    return tuple(results)


def _context(settings: JobSettings) -> BuildContext:
    writer = SiteWriter(settings.store, settings.token, recheck_seconds=settings.recheck_seconds)
    return BuildContext(writer, settings.rules, _renderer())


def _has_no_lease(store: Store) -> bool:
    try:
        return read_lease(store) is None
    except ElectschedError:
        return False


# --- the decisions on some sections -------------------------------------------------------------------------------


@attrs.frozen
class Decided:
    """The previous calendars of some sections, and the decisions on their events.

    Attributes:
        published: The previous calendars of each section, by its folder.
        editions: The revision of each event, by audience and language.
        selections: The events of each calendar of each section, by its folder and by path.
    """

    published: Mapping[str, PublishedCalendars]
    editions: Mapping[tuple[str, str], Edition]
    selections: Mapping[str, Mapping[str, Edition]]

    @property
    def retired(self) -> dict[str, int]:
        """The last SEQUENCE of each event that is retired, by UID."""
        selections = (selection for of_section in self.selections.values() for selection in of_section.values())
        return {uid: sequence for selection in selections for uid, sequence in selection.retired.items()}


def decide(
    context: BuildContext,
    sections: Sequence[SiteSection],
    journal: Journal,
    report: Callable[[Decided], Report],
    live: frozenset[str] = frozenset(),
) -> tuple[Decided, Report]:
    """Decide the revisions of the events of some sections, and their report, unless the journal has both."""
    published = {section.folder: read_calendars(context, section) for section in sections}
    # Read after the calendars: if another worker has begun to write them, its entry is there.
    entry = journal.read()
    is_decided = entry is not None and not journal.outdated
    editions = revise_sections(context, sections, published, entry[0] if entry and is_decided else {})
    selections = {
        section.folder: select_events(context, section, published[section.folder], editions, live)
        for section in sections
    }
    decided = Decided(published, editions, selections)
    if entry is not None and is_decided:
        return decided, entry[1]
    changes = entry[1] if entry is not None else report(decided)
    decisions = {key: edition.decisions for key, edition in editions.items() if edition.decisions}
    if decisions or changes != Report():
        # An error names the first calendar: readers of errors know calendars, and no journal.
        first = next((f"{folder}/{path}" for folder, paths in selections.items() for path in paths), INTERNAL)
        with relabel_errors(lambda _: first):
            journal.write(decisions, changes)
    return decided, changes


# --- a partition --------------------------------------------------------------------------------------------------


def _publish(settings: JobSettings, job: Job, shared: BuildContext) -> JobResult:
    """Publish a partition, unless all its files are as they would be made."""
    partition, plan = job.partition, job.partition.plan(settings.plan)
    writer = SiteWriter(settings.store, settings.token, recheck_seconds=settings.recheck_seconds, files=job.files)
    writer.check(first_path(partition, settings.plan))
    readers = [(link.token, link.audience, link.key) for link in job.links]
    makes = (partition.units, partition.partners, settings.paged, readers)
    # The plan and the code decide the duties if none are given, so that an unchanged partition need not build them.
    given = partition.roster if settings.shortfalls is None else None
    content = partition_fingerprint(settings.fingerprint, plan, given, *makes)
    unchanged = _unchanged(job, writer) if _is_unchanged(job, writer, content) else None
    discloses = settings.disclosed and bool(partition.units)
    if unchanged is not None and not discloses and not (job.record and job.record.has_shortfalls):
        return unchanged
    roster, shortfalls = partition.roster, settings.shortfalls or ()
    if roster is None:
        roster, shortfalls = build_roster(plan)
    index = RosterIndex(plan, roster)
    # Those of the units of a partner are reported by their partitions.
    posts = set() if partition.partners else {post.key for post in plan.posts}
    shortfalls = tuple(shortfall for shortfall in shortfalls if shortfall.post in posts)
    rules = attrs.evolve(settings.rules, first_sequence=job.first_sequence)
    context = attrs.evolve(shared, writer=writer, rules=rules)
    return attrs.evolve(
        unchanged or _rebuilt(settings, job, index, context, content, has_shortfalls=bool(shortfalls)),
        disclosures=disclosed_members(index, job.links, partition.units) if discloses else {},
        shortfalls=shortfalls,
    )


def _is_unchanged(job: Job, writer: SiteWriter, content: str) -> bool:
    """Return whether a partition would be made as it was, with nothing to retire, and all its files are there."""
    record = job.record
    if record is None or record.fingerprint != content or record.cancelled:
        return False
    digests = {f"{INTERNAL}/{path}": entry.get("sha256", "") for path, entry in job.entries.items()}
    digests |= {path: record.sha256 for path, record in _private_paths(job)}
    return all(writer.is_known(path, digest) for path, digest in digests.items()) and (
        record.private == _private_fingerprint(job.private_files)
    )


def _private_paths(job: Job) -> Iterator[tuple[str, PublishedFile]]:
    for link in job.links:
        for record in job.private_files.get(link.token, ()):
            yield f"{link.folder}/{record.path}", record


def _private_fingerprint(files: Mapping[str, Iterable[PublishedFile]]) -> str:
    names = sorted(f"{token}/{record.path} {record.sha256}" for token, records in files.items() for record in records)
    return fingerprint(names) if names else ""


def _unchanged(job: Job, writer: SiteWriter) -> JobResult:
    entries = tuple(
        {**entry, "version": writer.keep(f"{INTERNAL}/{path}").version} for path, entry in job.entries.items()
    )
    private: dict[str, list[PublishedFile]] = {link.token: [] for link in job.links}
    for link in job.links:
        for record in job.private_files.get(link.token, ()):
            version = writer.keep(f"{link.folder}/{record.path}").version
            private[link.token].append(record._replace(version=version))
    # Only records that changed are sent back.
    changed = {token: tuple(files) for token, files in private.items() if tuple(files) != job.private_files[token]}
    return JobResult(
        entries=entries,
        record=job.record,
        unchanged=tuple(writer.unchanged),
        months={f"{INTERNAL}/{path}": months for path, months in split_months(entries).items()},
        private_files=changed,
    )


def _rebuilt(  # noqa: PLR0913  # a partition and its roster
    settings: JobSettings, job: Job, index: RosterIndex, context: BuildContext, content: str, *, has_shortfalls: bool
) -> JobResult:
    """Make all files of a partition, and write those that differ."""
    partition, languages = job.partition, index.plan.languages
    feeds: dict[str, tuple[Feed, ...]] = dict.fromkeys(languages, ())
    if partition.units:
        feeds = {language: tuple(duty_feeds(index, language=language, units=partition.units)) for language in languages}
    pages = tuple(_unit_pages(partition.units, index, content, feeds)) if settings.paged else ()
    internal = SiteSection(folder=INTERNAL, audience=UNIT, feeds=feeds, entries=job.entries, pages=pages)
    sections = [internal, *private_sections(index, _renderer(), job.links, feeds, _private_entries(job))]

    journal = Journal(context.writer, partition.names, content, outdated=job.files is None)

    def report(step: Decided) -> Report:
        if not partition.units:
            return Report()
        editions = [step.editions[UNIT, language] for language in languages]
        published, selections = step.published[INTERNAL], step.selections[INTERNAL]
        return partition_report(index, internal, published, editions, selections)

    decided, changes = decide(context, sections, journal, report)
    entries: dict[str, list[Entry]] = {}
    for section in sections:
        published, selections = decided.published[section.folder], decided.selections[section.folder]
        entries[section.folder] = list(write_calendars(context, section, published, selections))
    for section in sections:
        written = entries[section.folder]
        stamp = last_change(written, context.rules.stamp)
        written += list(write_pages(context, section, stamp, split_months(written)))
    files = {f"{folder}/{entry['path']}": entry for folder, written in entries.items() for entry in written}
    private_files = {link.token: tuple(map(_published_file, entries[link.folder])) for link in job.links}
    record = PartitionRecord(
        names=partition.names,
        fingerprint=content,
        cancelled=sum(entry.get("cancelled", 0) for entry in files.values()),
        private=_private_fingerprint(private_files),
        board=board_fingerprint(index.roster) if partition.units else "",
        has_shortfalls=has_shortfalls,
    )
    live = (uid for language in languages for uid in decided.editions[UNIT, language].revisions)
    return JobResult(
        entries=tuple(entries[INTERNAL]),
        report=changes,
        record=record,
        written=tuple(context.writer.written),
        unchanged=tuple(context.writer.unchanged),
        months={path: entry["months"] for path, entry in files.items() if "months" in entry},
        too_large=tuple(path for path in files if is_calendar(path) and files[path]["bytes"] > MOST_BYTES),
        private_files=private_files,
        live=settings.withdrawn.intersection(live),
        retired=decided.retired,
    )


def _published_file(entry: Entry) -> PublishedFile:
    return PublishedFile(entry["path"], entry["bytes"], entry["version"], entry["sha256"])


# --- its sections -------------------------------------------------------------------------------------------------


def _private_entries(job: Job) -> dict[str, dict[str, Entry]]:
    """Return the published files of each private link, by its folder and by path below it."""
    entries: dict[str, dict[str, Entry]] = {link.folder: {} for link in job.links}
    paths = [path for path, _ in _private_paths(job)]
    # Files of a publication that was stopped are in no record.
    paths += job.files or ()
    for path in paths:
        part, token, *name = path.split("/", 2)
        if name and f"{part}/{token}" in entries and LEGAL_PATH.fullmatch(name[0]):
            entries[f"{part}/{token}"][name[0]] = {"path": name[0]}
    return entries


def _unit_pages(
    units: Iterable[str], index: RosterIndex, content: str, feeds: Mapping[str, tuple[Feed, ...]]
) -> Iterator[PageSpec]:
    """Yield the page and the board of each unit; ``content`` is the fingerprint of the partition."""
    plan = index.plan
    for unit in units:
        posts = tuple(post.key for post in plan.posts if post.unit == unit)
        keys = {("unit", unit), *(("post", key) for key in posts)}
        keys |= {("team", team.key) for team in plan.teams if team.unit == unit}
        of_unit = {
            language: [feed for feed in of_language if (feed.kind, feed.key) in keys]
            for language, of_language in feeds.items()
        }
        page = partial(_unit_page, plan, unit, of_unit)
        board = partial(_unit_board, index, unit, posts)
        zone = plan.zones[unit]
        yield PageSpec(stem=f"units/{unit}", render=page, zone=zone, fingerprint=content)
        yield PageSpec(stem=f"units/{unit}.board", render=board, zone=zone, fingerprint=content)


def _unit_page(plan: Plan, unit: str, feeds: Mapping[str, list[Feed]], context: PageContext, months: Split) -> bytes:
    return unit_page(_renderer(), plan, unit, feeds[context.language], context, split=months)


def _unit_board(index: RosterIndex, unit: str, posts: tuple[str, ...], context: PageContext, _: Split) -> bytes:
    return board_page(_renderer(), index, posts, context, stem=f"{unit}.board", home=unit)
