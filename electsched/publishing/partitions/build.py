"""Publish a partition, here or in a worker process: its duties, its calendars and pages, and its private links."""

from __future__ import annotations

from functools import partial
from hashlib import sha256
from itertools import chain

import attrs

from electsched.calendars.duty_events import RosterUids
from electsched.calendars.telling.event_counts import partition_counts
from electsched.errors import ElectschedError, Fault, PublishError, redacted_reason
from electsched.phrases import phrase
from electsched.publishing.change_log import record_changes
from electsched.publishing.fingerprint import fingerprint, partition_fingerprint
from electsched.publishing.layout import INTERNAL, is_kept
from electsched.publishing.lease import read_lease
from electsched.publishing.partitions.jobs import (
    Job,
    JobResult,
    JobSettings,
    partition_record,
    unchanged_result,
    unreached,
)
from electsched.publishing.partitions.sections import (
    PartitionDuties,
    disclosed_members,
    disclosing_calendars,
    partition_duties,
    partition_sections,
    partner_duties,
)
from electsched.publishing.sections import BuildContext, build_sections
from electsched.stores.base import WORK, OvertakenError

__all__ = ["run_jobs"]

RESUME = phrase("Publish again; it goes on from here.")


def run_jobs(settings: JobSettings, jobs: tuple[Job, ...]) -> tuple[JobResult, ...] | PublishError:
    """Publish partitions one after the other, and return their results; at the first failure, its error."""
    results: list[JobResult] = []
    store = settings.context.writer.store
    for job in jobs:
        try:
            if not results and read_lease(store) is None:
                return unreached(store, job.path)
            try:
                results.append(_publish(settings, job))
            except OvertakenError:
                # The lease is ours, so a late write of a publication that was stopped won: compare with that file.
                results.append(_publish(settings, job, is_retry=True))
        except ElectschedError as error:
            # Readers know calendars, and no working files but those that stay.
            faults = (
                attrs.evolve(each, path=job.path) if each.path.startswith(WORK) and not is_kept(each.path) else each
                for each in error.faults
            )
            return PublishError(*faults, source=error.source or store.name)
        except Exception as error:  # noqa: BLE001  # it may hold a name or an address, so only its kind and place are reported
            sentence = phrase("Publishing this file failed: {cause}.", cause=redacted_reason(error))
            return PublishError(Fault(job.path, sentence, hint=RESUME), source=store.name)
    return tuple(results)


def _publish(settings: JobSettings, job: Job, *, is_retry: bool = False) -> JobResult:
    """Publish a partition, unless all its files are as they would be made."""
    partition, plan = job.partition, job.partition.plan(settings.plan)
    readers = {link.folder: f"{link.audience} {link.key}" for link in job.links}
    context = settings.context.with_files(job.files, job.first_sequence, readers=readers, outdated=is_retry)
    context.writer.check(job.path)
    # The plan and the code decide the duties if none are given, so that an unchanged partition need not build them.
    given = partition.roster if settings.shortfalls is None and not partition.partner else None
    options = (partition.names, settings.paged, settings.disclosed, readers, job.seen)
    content = partition_fingerprint(settings.fingerprint, plan, given, *options)
    if not is_retry and context.rules.began is not None:
        result = unchanged_result(job.record, content, job.files)
        if result is not None:
            still_named = dict.fromkeys(disclosing_calendars(partition.stems, job.links))
            return attrs.evolve(result, disclosures=still_named)
    if partition.partner:
        return _built(settings, job, context, content, partner_duties(context.writer.store, job, plan))
    duties = partition_duties(context, partition, plan, settings.shortfalls)
    changes = tuple(record_changes(context.writer, duties, settings.edition, context.rules.began))
    return attrs.evolve(_built(settings, job, context, content, duties), changes=changes)


def _built(settings: JobSettings, job: Job, context: BuildContext, content: str, duties: PartitionDuties) -> JobResult:
    """Write the calendars and pages of a partition, and return the result."""
    partition, index = job.partition, duties.index
    made = fingerprint(content, [sha256(record).hexdigest() for record in duties.data.values()])
    sections = tuple(partition_sections(settings, job, duties, made))
    corrected = attrs.evolve(context, rules=attrs.evolve(context.rules, corrected=duties.corrected))
    count = partial(partition_counts, index.plan, INTERNAL)
    files, revisions, counts = build_sections(corrected, sections, (partition.names, made), count, RosterUids(index))
    is_settled = not duties.shortfalls and not duties.differences
    record = partition_record(partition.names, content, files, is_settled=is_settled)
    for_partners = duties.for_partners if settings.disclosed else ""
    editions = revisions.of_audiences("unit", "team")
    return JobResult(
        files=tuple(files),
        written=frozenset(context.writer.written),
        counts=counts,
        record=attrs.evolve(record, scope=partition.scope, for_partners=for_partners),
        disclosures=disclosed_members(index, partition.stems, job.links) if settings.disclosed else {},
        live=settings.withdrawn.intersection(chain.from_iterable(edition.revisions for edition in editions)),
        decided=frozenset(uid for edition in editions for uid in edition.decisions),
        retired=revisions.retired,
        shortfalls=duties.shortfalls,
        differences=duties.differences,
        published_changes=frozenset[str]().union(*(record.changes for record in duties.published.values())),
    )
