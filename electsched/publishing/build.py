"""Publish a partition, here or in a worker process: its duties, its calendars and pages, and its private links."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

from electsched.calendars.duty_events import RosterUids
from electsched.calendars.duty_feeds import duty_feeds
from electsched.calendars.feed import Feed
from electsched.errors import ElectschedError, Fault, PublishError, redacted_reason
from electsched.loaders.templates import page_renderer
from electsched.pages.specs import unit_pages
from electsched.publishing.change_log import record_changes
from electsched.publishing.fingerprint import fingerprint, partition_fingerprint
from electsched.publishing.jobs import Job, JobResult, JobSettings, unreached
from electsched.publishing.journal import Journal
from electsched.publishing.layout import INTERNAL
from electsched.publishing.lease import read_lease
from electsched.publishing.private.sections import disclosed_members, disclosing_calendars, private_sections
from electsched.publishing.report import partition_report
from electsched.publishing.sections import SiteSection, build_sections
from electsched.publishing.site_state import PartitionRecord
from electsched.publishing.site_writer import PublishedFile
from electsched.roster.index import RosterIndex
from electsched.roster.rotation import build_roster
from electsched.stores.base import OvertakenError

__all__ = ["run_jobs"]

RESUME = "Publish again; it goes on from here."
UNIT = "unit"
"""The audience of the internal part and of the private links of units."""


def run_jobs(settings: JobSettings, jobs: tuple[Job, ...]) -> tuple[JobResult, ...] | PublishError:
    """Publish partitions one after the other, and return their results; at the first failure, its error."""
    results: list[JobResult] = []
    store = settings.context.writer.store
    for job in jobs:
        try:
            if read_lease(store) is None:
                return unreached(store, job.partition.path)
            try:
                results.append(_publish(settings, job))
            except OvertakenError:
                # The lease is ours, so a late write of a publication that was stopped won: compare with that file.
                results.append(_publish(settings, job, is_retry=True))
        except ElectschedError as error:
            return PublishError(*error.faults, source=error.source or store.name)
        except Exception as error:  # noqa: BLE001  # it may hold a name or an address, so only its kind and place are reported
            sentence = f"Publishing this file failed: {redacted_reason(error)}."
            return PublishError(Fault(job.partition.path, sentence, hint=RESUME), source=store.name)
    return tuple(results)


def _publish(settings: JobSettings, job: Job, *, is_retry: bool = False) -> JobResult:
    """Publish a partition, unless all its files are as they would be made."""
    partition, plan = job.partition, job.partition.plan(settings.plan)
    readers = {link.folder: f"{link.audience} {link.key}" for link in job.links}
    context = settings.context.with_files(job.files, job.first_sequence, readers=readers, outdated=is_retry)
    context.writer.check(partition.path)
    # The plan and the code decide the duties if none are given, so that an unchanged partition need not build them.
    given = partition.roster if settings.shortfalls is None else None
    options = (partition.names, settings.paged, readers)
    content = partition_fingerprint(settings.fingerprint, plan, given, *options)
    unchanged = None if is_retry else _unchanged(job, content)
    if unchanged is not None:
        return unchanged
    roster, shortfalls = partition.roster, settings.shortfalls or ()
    if roster is None:
        roster, shortfalls = build_roster(plan)
    index = RosterIndex(plan, roster)
    # Those of the units of a partner are reported by their partitions.
    posts = set() if partition.partner else {post.key for post in plan.posts}
    shortfalls = tuple(shortfall for shortfall in shortfalls if shortfall.post in posts)
    owners = () if partition.partner else dict.fromkeys((*partition.units, *(post.unit for post in plan.posts)))
    duty_changes = tuple(record_changes(context.writer, index, owners, settings.edition))
    sections = tuple(_sections(settings, job, index, content))
    journal = Journal(context.writer, partition.names, content)
    report = partial(partition_report, index.plan)
    files, revisions, changes = build_sections(context, sections, journal, report, RosterUids(index))
    settled = not shortfalls and not any(file.cancelled for file in files)
    live = (uid for edition in revisions.of_audience(UNIT) for uid in edition.revisions)
    return JobResult(
        files=tuple(files),
        written=frozenset(context.writer.written),
        report=changes,
        record=PartitionRecord(
            names=partition.names,
            fingerprint=content,
            settled=settled,
            files=_files_fingerprint(files),
            scope=partition.scope,
        ),
        disclosures=disclosed_members(index, partition.stems, job.links) if settings.disclosed else {},
        live=settings.withdrawn.intersection(live),
        retired=revisions.retired,
        sequence=max((file.sequence or 0 for file in files if not file.path.startswith(f"{INTERNAL}/")), default=0),
        shortfalls=shortfalls,
        changes=duty_changes,
    )


def _unchanged(job: Job, content: str) -> JobResult | None:
    """Return the result of a partition that would be made as it was; None if it must be made.

    All its files are as they were recorded, and no event is to be retired.
    """
    record, files = job.record, [file for file in job.files.values() if file.is_ours]
    if record is None or not record.settled or record.fingerprint != content:
        return None
    if record.files != _files_fingerprint(files):
        return None
    disclosures = dict.fromkeys(disclosing_calendars(job.partition.stems, job.links))
    return JobResult(files=tuple(files), is_made=False, record=record, disclosures=disclosures)


def _files_fingerprint(files: Iterable[PublishedFile]) -> str:
    return fingerprint(sorted((file.path, file.sha256) for file in files))


# --- its sections -------------------------------------------------------------------------------------------------


def _sections(settings: JobSettings, job: Job, index: RosterIndex, content: str) -> Iterator[SiteSection]:
    """Yield the internal section of a partition, and one for each private link; ``content`` is its fingerprint."""
    units, languages = job.partition.units, index.plan.languages
    feeds: dict[str, tuple[Feed, ...]] = dict.fromkeys(languages, ())
    if not job.partition.partner:
        feeds = {language: tuple(duty_feeds(index, language=language, units=units)) for language in languages}
    renderer, paged = page_renderer(), units if settings.paged else ()
    pages = tuple(page for unit in paged for page in unit_pages(renderer, index, unit, feeds))
    yield SiteSection(folder=INTERNAL, audience=UNIT, feeds=feeds, pages=pages, fingerprint=content)
    yield from private_sections(index, renderer, job.links, feeds)
