"""Publish a partition, here or in a worker process: its duties, its calendars and pages, and its private links."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import partial
from hashlib import sha256

import attrs

from electsched.calendars.duty_events import RosterUids, duty_identity
from electsched.calendars.duty_feeds import duty_feeds
from electsched.calendars.feed import Feed
from electsched.errors import ElectschedError, Fault, PublishError, redacted_reason
from electsched.loaders.templates import page_renderer
from electsched.operation.plan import Plan
from electsched.pages.specs import unit_pages
from electsched.phrases import phrase
from electsched.publishing.change_log import record_changes
from electsched.publishing.fingerprint import fingerprint, partition_fingerprint
from electsched.publishing.jobs import Job, JobResult, JobSettings, unreached
from electsched.publishing.journal import Journal
from electsched.publishing.layout import INTERNAL, group_key
from electsched.publishing.lease import read_lease
from electsched.publishing.partition import Partition
from electsched.publishing.private.sections import disclosed_members, disclosing_calendars, private_sections
from electsched.publishing.report import partition_report
from electsched.publishing.sections import BuildContext, SiteSection, build_sections
from electsched.publishing.site_state import PartitionRecord
from electsched.publishing.site_writer import PublishedFile
from electsched.roster.duty import Roster
from electsched.roster.index import RosterIndex
from electsched.roster.past.continuation import Continuation
from electsched.roster.past.data import member_bytes, record_bytes
from electsched.roster.past.record import begun_part, plan_with_past, record_of
from electsched.roster.rotation import continue_roster
from electsched.stores.base import WORK, OvertakenError, Store, read_file
from electsched.stores.records import is_record, members_path, read_records, record_path

__all__ = ["past_records", "recorded_index", "run_jobs"]

RESUME = phrase("Publish again; it goes on from here.")
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
            # Readers know calendars, and no working files.
            path = job.partition.path
            faults = (attrs.evolve(each, path=path) if each.path.startswith(WORK) else each for each in error.faults)
            return PublishError(*faults, source=error.source or store.name)
        except Exception as error:  # noqa: BLE001  # it may hold a name or an address, so only its kind and place are reported
            sentence = phrase("Publishing this file failed: {cause}.", cause=redacted_reason(error))
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
    began = context.rules.began
    unchanged = None if is_retry or began is None else _unchanged(job, content)
    if unchanged is not None:
        return unchanged
    record = None if began is None else read_records(_reader(context, partition), plan.id, _record_paths(job, plan))
    if settings.shortfalls is not None and partition.roster is not None:
        continuation = Continuation(roster=partition.roster, shortfalls=settings.shortfalls)
    else:
        continuation = continue_roster(plan, record, began, given=partition.roster)
    index = RosterIndex(plan_with_past(plan, record, continuation.roster), continuation.roster)
    # Those of the units of a partner are reported by their partitions.
    posts = set() if partition.partner else {post.key for post in plan.posts}
    shortfalls = tuple(shortfall for shortfall in continuation.shortfalls if shortfall.post in posts)
    differences = () if partition.partner else continuation.differences
    owners = () if partition.partner else dict.fromkeys((*partition.units, *(post.unit for post in plan.posts)))
    records = {record_path(unit): record_of(index.roster, index.plan, unit=unit) for unit in partition.units}
    data = {path: record_bytes(record) for path, record in records.items()}
    made = fingerprint(content, [sha256(record).hexdigest() for record in data.values()])
    duty_changes = tuple(record_changes(context.writer, index, owners, settings.edition))
    notes = {members_path(path): member_bytes(of_unit) for path, of_unit in records.items()}
    internal, *private = _sections(settings, job, index, made)
    sections = (attrs.evolve(internal, data=data, notes=notes), *private)
    context = context.correcting(duty_identity(plan, duty) for duty in continuation.corrected_duties)
    journal = Journal(context.writer, partition.names, made)
    report = partial(partition_report, index.plan)
    files, revisions, changes = build_sections(context, sections, journal, report, RosterUids(index))
    settled = not shortfalls and not differences and not any(file.cancelled for file in files)
    live = (uid for edition in revisions.of_audiences(UNIT, "team") for uid in edition.revisions)
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
        differences=differences,
    )


def _record_paths(job: Job, plan: Plan) -> Iterable[str]:
    """Return the paths of the records of a partition; the units of a partner are those of the posts."""
    return map(record_path, job.partition.units or dict.fromkeys(post.unit for post in plan.posts))


def _reader(context: BuildContext, partition: Partition) -> Callable[[str], bytes | None]:
    """Return the function that reads a record; those that a partner's partition needs are files of others."""
    read = partial(read_file, context.writer.store)
    return read if partition.partner else lambda path: (context.writer.read if is_record(path) else read)(path)


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


def past_records(store: Store, plan: Plan, files: Iterable[str], began: datetime | None) -> dict[str, bytes]:
    """Return the records among these files of units that the plan no longer has, with the duties that have begun."""
    records = {path: read_records(partial(read_file, store), plan.id, [path]) for path in files if is_record(path)}
    past = {path: begun_part(record, began) for path, record in records.items() if record and began}
    return {path: record_bytes(record) for path, record in past.items() if record.duties}


def recorded_index(store: Store, plan: Plan, files: Iterable[str]) -> RosterIndex:
    """Return the duties in the records among these files; those of units that the plan no longer has are past ones."""
    paths = sorted({path for path in files if is_record(path)})
    record = read_records(partial(read_file, store), plan.id, paths)
    duties = () if record is None else record.duties
    return RosterIndex(plan_with_past(plan, record, duties), Roster(duties))


# --- its sections -------------------------------------------------------------------------------------------------


def _sections(settings: JobSettings, job: Job, index: RosterIndex, content: str) -> Iterator[SiteSection]:
    """Yield the internal section of a partition, and one for each private link.

    ``content`` is the fingerprint of its pages.
    """
    units, languages = job.partition.units, index.plan.languages
    feeds: dict[str, tuple[Feed, ...]] = dict.fromkeys(languages, ())
    if not job.partition.partner:
        # The calendars of posts and teams that the plan no longer has are not made: their past is kept as it is.
        stems = {f"{INTERNAL}/{stem}" for stem in job.partition.stems}
        of_units = {language: duty_feeds(index, language=language, units=units) for language in languages}
        feeds = {
            language: tuple(feed for feed in made if group_key(f"{INTERNAL}/{feed.path}") in stems)
            for language, made in of_units.items()
        }
    renderer, paged = page_renderer(), units if settings.paged else ()
    pages = tuple(page for unit in paged for page in unit_pages(renderer, index, unit, feeds))
    yield SiteSection(folder=INTERNAL, audience=UNIT, feeds=feeds, pages=pages, fingerprint=content)
    yield from private_sections(index, renderer, job.links, feeds)
