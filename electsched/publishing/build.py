"""Write all sections of a site: the stages, the partitions as jobs, and the overview of the operation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import count as numbers_from
from itertools import islice
from typing import TYPE_CHECKING

import attrs

from electsched.calendars.duty_feeds import roster_paths
from electsched.calendars.stage_events import STAGE_KEYS, stage_feeds
from electsched.calendars.telling.event_counts import EventCounts, gone_counts, stage_counts
from electsched.errors import PublishError
from electsched.loaders.templates import page_renderer
from electsched.pages.specs import operation_pages, stage_pages
from electsched.publishing.change_log import record_gone_units
from electsched.publishing.fingerprint import content_fingerprint, partition_fingerprint
from electsched.publishing.layout import INTERNAL, PUBLIC, is_calendar
from electsched.publishing.lease import check_lease
from electsched.publishing.partitions.build import run_jobs
from electsched.publishing.partitions.division import group_jobs, make_jobs, partner_jobs
from electsched.publishing.partitions.jobs import (
    Job,
    JobResult,
    listed_files,
    partition_record,
    unchanged_result,
    unreached,
)
from electsched.publishing.sections import SiteSection, build_sections, read_calendars, write_pages
from electsched.roster.duty import Roster
from electsched.roster.index import RosterIndex
from electsched.roster.past.record import plan_with_past
from electsched.stores.base import read_file
from electsched.stores.records import is_record, read_records

if TYPE_CHECKING:
    from electsched.calendars.feed import Revisions
    from electsched.publishing.publication import Publication
    from electsched.publishing.site_writer import PublishedFile

__all__ = ["write_sections"]


def write_sections(publication: Publication, progress: Callable[[int, int], None] | None) -> list[JobResult]:
    """Write the calendars and pages of a site, and return the results of its sections in the order of the plan."""
    results = [_write_stages(publication), *_write_partitions(publication, progress)]
    if publication.plan.has_operation:
        results.append(_write_operation(publication, results))
    return results


def _write_stages(publication: Publication) -> JobResult:
    """Write the calendars of the stages, and their page."""
    plan, content = publication.plan, content_fingerprint(publication.settings.fingerprint)
    unchanged = _unchanged(publication, PUBLIC, content)
    if unchanged is not None:
        return unchanged
    feeds = {language: stage_feeds(plan.timeline, plan.site, language) for language in plan.languages}
    pages = tuple(stage_pages(page_renderer(), plan.timeline, feeds))
    section = SiteSection(folder=PUBLIC, audience=PUBLIC, feeds=feeds, pages=pages, fingerprint=content)
    # A date that is decreed late is a change, also after its event has begun.
    result = _build(publication, section, stage_counts, is_past_kept=False)
    return attrs.evolve(result, record=partition_record((PUBLIC,), content, result.files))


def _write_partitions(publication: Publication, progress: Callable[[int, int], None] | None) -> list[JobResult]:
    """Write the calendars and pages of all partitions, and return their results in the order of the plan.

    The stages, which are written, count as progress.
    """
    store, workers = publication.store, publication.workers
    total, numbers = _calendar_count(publication), numbers_from(1)

    def step(calendars: int) -> None:
        for number in islice(numbers, calendars):
            if progress is not None:
                progress(min(number, total), total)

    step(len(STAGE_KEYS) * len(publication.plan.languages))
    gone = read_calendars(publication.context, publication.gone)
    withdrawn = frozenset(uid for calendar in gone for uid in calendar.events)
    settings = attrs.evolve(publication.settings, withdrawn=withdrawn, shortfalls=publication.rotation[1])

    def run(jobs: Iterable[Job]) -> list[JobResult]:
        results: dict[int, tuple[JobResult, ...]] = {}
        for number, done in workers.run(run_jobs, settings, group_jobs(jobs, workers.options.officers_per_job)):
            if isinstance(done, PublishError):
                check_lease(store, publication.lease.token, done.faults[0].path)
                raise done
            written = next((path for result in done for path in result.written), None)
            # The worker may have written it to another store than the one that this process reaches.
            if workers.executor is not None and written is not None and read_file(store, written) is None:
                raise unreached(store, written)
            for result in done:
                step(sum(is_calendar(file.path) for file in result.files))
            results[number] = done
        return [result for number in sorted(results) for result in results[number]]

    results = run(make_jobs(publication))
    return results + run(partner_jobs(publication, results))


def _calendar_count(publication: Publication) -> int:
    """Return the number of calendars; one that is split by month counts once."""
    of_unit = Counter(unit for _, unit in roster_paths(publication.plan))
    links, now, languages = publication.registry, publication.now, len(publication.plan.languages)
    calendars = len(STAGE_KEYS) * languages + of_unit.total()
    if links is not None:
        calendars += sum(of_unit[link.key] for link in links.links("unit") if link.works(now))
        calendars += links.count(now, "partner") * languages + links.count(now, "personal")
    return calendars


def _write_operation(publication: Publication, results: Sequence[JobResult]) -> JobResult:
    """Write the calendars that the plan no longer has, with their events cancelled, and the pages of the operation.

    ``results`` are those of all partitions. The pages are one of the calendars and a board, or if each unit has pages,
    one of the units.
    """
    plan, settings, writer = publication.plan, publication.settings, publication.context.writer
    made = listed_files(results)[INTERNAL]
    # The fingerprints of the partitions lack the order in which the plan has their units and posts.
    listed = {file.path: (file.sha256, file.changed, file.months) for file in made}
    content = partition_fingerprint(settings.fingerprint, plan, None, sorted(listed.items()))
    unchanged = _unchanged(publication, INTERNAL, content)
    if unchanged is not None:
        return unchanged
    live = frozenset[str]().union(*(result.live for result in results))
    # Before their records are reduced to the duties that have begun.
    changes = tuple(record_gone_units(writer, plan, settings.edition, publication.began))
    gone = _build(publication, publication.gone, gone_counts, live)
    calendars = [*made, *gone.files]
    pages = tuple(operation_pages(page_renderer(), plan, _index(publication, calendars), by_unit=settings.paged))
    section = attrs.evolve(publication.gone, pages=pages, fingerprint=content, data={})
    files = (*gone.files, *write_pages(publication.context, section, calendars))
    return attrs.evolve(gone, files=files, changes=changes, record=partition_record((INTERNAL,), content, files))


def _index(publication: Publication, files: Iterable[PublishedFile]) -> RosterIndex:
    """Return the duties that were built for all partitions, else those in the records among these files."""
    plan, (roster, shortfalls) = publication.plan, publication.rotation
    if publication.settings.paged:  # the pages of the units show them
        return RosterIndex(plan, Roster(()))
    if roster is not None and shortfalls is not None:
        return RosterIndex(plan, roster)
    # The records of units that the plan no longer has are of the past.
    record = read_records(publication.store, plan.id, sorted(file.path for file in files if is_record(file.path)))
    duties = () if record is None else record.duties
    return RosterIndex(plan_with_past(plan, record, duties), Roster(duties))


def _unchanged(publication: Publication, part: str, content: str) -> JobResult | None:
    """Return the result of a part whose content, and whose files that belong to no partition, are unchanged."""
    files = {path: file for path, file in publication.context.writer.files.items() if path.startswith(f"{part}/")}
    return unchanged_result(publication.state.record((part,), files), content, files)


def _build(
    publication: Publication,
    section: SiteSection,
    count: Callable[[Revisions], EventCounts],
    live: Iterable[str] = (),
    *,
    is_past_kept: bool = True,
) -> JobResult:
    context, entry = publication.context, ((section.folder,), publication.settings.fingerprint)
    if not is_past_kept:
        context = attrs.evolve(context, rules=attrs.evolve(context.rules, began=None))
    files, revisions, counts = build_sections(context, [section], entry, count, frozenset(live))
    return JobResult(files=tuple(files), counts=counts, retired=revisions.retired)
