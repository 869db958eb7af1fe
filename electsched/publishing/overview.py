"""Write the sections of a site that belong to no partition: the stages, and the overview of the operation."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

import attrs

from electsched.calendars.stage_events import stage_feeds
from electsched.calendars.telling.event_counts import EventCounts, gone_counts, stage_counts
from electsched.loaders.templates import page_renderer
from electsched.pages.specs import operation_pages, stage_pages
from electsched.publishing.change_log import record_gone_units
from electsched.publishing.fingerprint import content_fingerprint, partition_fingerprint
from electsched.publishing.layout import INTERNAL, PUBLIC
from electsched.publishing.partitions.jobs import JobResult, listed_files, partition_record, unchanged_result
from electsched.publishing.sections import SiteSection, build_sections, write_pages
from electsched.roster.duty import Roster
from electsched.roster.index import RosterIndex
from electsched.stores.records import recorded_index

if TYPE_CHECKING:
    from electsched.calendars.feed import Revisions
    from electsched.publishing.publication import Publication
    from electsched.publishing.site_writer import PublishedFile

__all__ = ["write_operation", "write_stages"]


def write_stages(publication: Publication) -> JobResult:
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


def write_operation(publication: Publication, results: Sequence[JobResult]) -> JobResult:
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
    return recorded_index(publication.store, plan, (file.path for file in files))


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
