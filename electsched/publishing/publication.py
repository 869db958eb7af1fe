"""A publication: the values that its steps share, and its sections: the stages, the partitions, and the operation."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import cached_property
from itertools import chain, islice
from typing import Any

import attrs

from electsched.calendars.duty_feeds import roster_paths
from electsched.calendars.revision import RevisionRules
from electsched.calendars.stage_events import STAGE_KEYS, stage_feeds
from electsched.calendars.telling.event_counts import gone_counts, stage_counts
from electsched.errors import PublishError
from electsched.loaders.templates import page_renderer
from electsched.operation.plan import Plan
from electsched.pages.specs import operation_pages, stage_pages
from electsched.publishing.change_log import edition_stamps, logged_units, record_changes
from electsched.publishing.executors import Workers
from electsched.publishing.fingerprint import partition_fingerprint, shared_fingerprint
from electsched.publishing.jobs import Job, JobSettings, first_calendar, run_jobs, unreached
from electsched.publishing.layout import (
    INTERNAL,
    PUBLIC,
    group_key,
    is_calendar,
    is_whole_calendar,
    record_path,
)
from electsched.publishing.lease import Lease, check_lease
from electsched.publishing.partition import PartitionDuties
from electsched.publishing.private.published import PublishedLinks
from electsched.publishing.records import unit_records
from electsched.publishing.sections import (
    JobResult,
    SiteSection,
    build_sections,
    read_calendars,
    unchanged_result,
)
from electsched.publishing.site_state import SiteState
from electsched.publishing.site_writer import SiteWriter
from electsched.roster.duty import Roster, Shortfall
from electsched.roster.index import RosterIndex
from electsched.roster.parts.partition import Partition, partition, partner_partitions, shared_plan
from electsched.roster.past.record import begun_part, merged_record, plan_with_past
from electsched.roster.rotation import build_roster
from electsched.stores.base import SECRET, Store, read_file

__all__ = ["Publication", "write_sections"]

OFFICERS_PER_TEAM = 2
"""The calendars of a team take as long as those of this number of officers."""


@attrs.frozen(kw_only=True)
class Publication:
    """The values that the steps of a publication share."""

    plan: Plan
    roster: Roster | None = attrs.field(repr=False)  #: as given; None if the teams rotate
    store: Store
    workers: Workers
    locked: bool
    lease: Lease
    state: SiteState  #: of the site before
    registry: PublishedLinks | None
    now: datetime  #: moment at which private links work
    began: datetime | None  #: moment up to which duties that have begun stay as they were published; None if none does

    @cached_property
    def writer(self) -> SiteWriter:
        """The writer of the files that belong to no partition."""
        current = {group_key(f"{INTERNAL}/{path}") for path, _ in roster_paths(self.plan)}
        groups = [group for group in self.state.groups if group not in current and not group.startswith(f"{SECRET}/")]
        # Workers may outlive a publication that is killed: each asks for the lease before every file if the next one
        # need not wait long for them.
        at_once = self.locked and self.workers.executor is not None
        recheck_seconds = 0.0 if at_once else self.workers.options.lease_recheck_seconds
        files = self.state.of_groups(groups)
        return SiteWriter(self.store, self.lease.token, recheck_seconds=recheck_seconds, files=files)

    @cached_property
    def settings(self) -> JobSettings:
        """The settings of the jobs."""
        plan = self.plan
        gone = read_calendars(self.writer, SiteSection(folder=INTERNAL, audience=INTERNAL, feeds={}))
        rules = RevisionRules(
            stamp=self.lease.stamp,
            retire=timedelta(days=plan.site.retire_days),
            retired=self.state.last.retired,
            began=self.began,
            languages=plan.languages,
            first_sequence=self.state.first_sequence,
        )
        return JobSettings(
            writer=attrs.evolve(self.writer, files={}),
            rules=rules,
            plan=shared_plan(plan),
            fingerprint=shared_fingerprint(plan),
            # With more calendars than one page lists, each unit has pages.
            paged=len([*roster_paths(plan)]) > self.workers.options.index_page_limit * len(plan.languages),
            disclosed=self.registry is not None,
            withdrawn=frozenset(uid for calendar in gone for uid in calendar.events),
            stamps=edition_stamps(self.store, self.now),
        )

    @cached_property
    def rotation(self) -> tuple[Roster | None, tuple[Shortfall, ...] | None]:
        """The duties of all partitions, and the shifts that no team can fill; None for those that are not built here.

        To build them all at once is faster if all partitions are new.
        """
        if self.roster is not None or self.settings.paged or self.state.recorded_units:
            return self.roster, None
        return build_roster(self.plan)

    @cached_property
    def past(self) -> PartitionDuties:
        """The duties of the units that the plan no longer has: those that have begun stay."""
        plan, began = self.plan, self.began
        present = {unit.key for unit in plan.units} | {post.unit for post in plan.posts}
        logged = logged_units(self.store) if self.settings.edition > 1 else ()
        units = sorted({*self.state.recorded_units, *logged} - present)
        published = unit_records(self.store, plan.id, units)
        begun = {unit: begun_part(record, began) for unit, record in published.items()} if began else {}
        return PartitionDuties(
            index=RosterIndex(plan, Roster(())),
            units=tuple(units),
            published=published,
            records={unit: record for unit, record in begun.items() if record.duties},
        )


def write_sections(publication: Publication, progress: Callable[[int, int], None]) -> list[JobResult]:
    """Write the calendars and pages of a site, and return the results of its sections in the order of the plan."""
    stages = len(STAGE_KEYS) * len(publication.plan.languages)
    total = stages + sum(1 for _ in roster_paths(publication.plan))
    numbers = iter(range(1, total + 1))

    def count(calendars: int) -> None:
        for number in islice(numbers, calendars):
            progress(number, total)

    results = [_write_stages(publication)]
    count(stages)
    results += _run(publication, _unit_jobs(publication), count)
    results += _run(publication, _partner_jobs(publication, results), count)
    if publication.plan.has_operation:
        results.append(_write_operation(publication, results))
    return results


def _write_stages(publication: Publication) -> JobResult:
    """Write the calendars of the stages, and their page."""
    plan, content = publication.plan, publication.settings.fingerprint
    unchanged = _unchanged(publication, PUBLIC, content)
    if unchanged is not None:
        return unchanged
    feeds = {language: stage_feeds(plan.timeline, plan.site, language) for language in plan.languages}
    pages = tuple(stage_pages(page_renderer(), plan.timeline, feeds))
    section = SiteSection(folder=PUBLIC, audience=PUBLIC, feeds=feeds, pages=pages)
    # A date that is decreed late is a change, also after its event has begun.
    rules = attrs.evolve(publication.settings.rules, began=None)
    journal = ((PUBLIC,), content)
    result, _ = build_sections(publication.writer, rules, [section], journal, stage_counts)
    return result.recorded((PUBLIC,), content)


def _run(publication: Publication, jobs: Iterable[Job], count: Callable[[int], None]) -> list[JobResult]:
    """Run jobs, and return their results in that order; ``count`` is called with numbers of internal calendars."""
    store, workers = publication.store, publication.workers
    results: dict[int, tuple[JobResult, ...]] = {}
    groups = _group_jobs(jobs, workers.options.officers_per_job)
    for number, outcome in workers.run(run_jobs, publication.settings, groups):
        if isinstance(outcome, PublishError):
            check_lease(store, publication.lease.token, outcome.faults[0].path)
            raise outcome
        paths = (path for result in outcome for path in result.written)
        written = min(paths, key=lambda path: (not is_calendar(path), path), default=None)  # readers know calendars
        # The worker may have written it to another store than the one that this process reaches.
        if workers.executor is not None and written is not None and read_file(store, written) is None:
            raise unreached(store, written)
        results[number] = outcome
        files = chain.from_iterable(result.files for result in outcome)
        count(sum(file.path.startswith(INTERNAL) and is_whole_calendar(file.path) for file in files))
    return [*chain.from_iterable(outcome for _, outcome in sorted(results.items()))]


def _write_operation(publication: Publication, results: Sequence[JobResult]) -> JobResult:
    """Write the calendars that the plan no longer has, with their events cancelled, and the pages of the operation.

    ``results`` are those of all partitions. The pages are one of the calendars and a board, or if each unit has pages,
    one of the units.
    """
    plan, settings, writer = publication.plan, publication.settings, publication.writer
    made = [file for result in results for file in result.files if file.path.startswith(f"{INTERNAL}/")]
    # The fingerprints of the partitions lack the order in which the plan has their units and posts.
    listed = {file.path: (file.sha256, file.changed, file.months) for file in made}
    content = partition_fingerprint(settings.fingerprint, plan, None, sorted(listed.items()))
    unchanged = _unchanged(publication, INTERNAL, content)
    if unchanged is not None:
        return unchanged
    # Before their records are reduced to the duties that have begun.
    kept = record_changes(writer, publication.past, settings.edition, publication.began)
    changes = tuple(change for change in kept if change.edition == settings.edition)
    pages = operation_pages(page_renderer(), plan, _index(publication), by_unit=settings.paged)
    feeds, data = dict.fromkeys(plan.languages, ()), publication.past.data
    section = SiteSection(folder=INTERNAL, audience=INTERNAL, feeds=feeds, pages=pages, listed=made, data=data)
    rules = attrs.evolve(settings.rules, live=frozenset[str]().union(*(result.live for result in results)))
    journal = ((INTERNAL,), settings.fingerprint)
    result, _ = build_sections(writer, rules, [section], journal, gone_counts)
    return attrs.evolve(result, changes=changes).recorded((INTERNAL,), content)


def _index(publication: Publication) -> RosterIndex:
    """Return the duties that were built for all partitions, else those in the records; of gone units the past alone."""
    plan, (roster, shortfalls) = publication.plan, publication.rotation
    if publication.settings.paged:  # the pages of the units show them
        return RosterIndex(plan, Roster(()))
    if roster is not None and shortfalls is not None:
        return RosterIndex(plan, roster)
    records = {**unit_records(publication.store, plan.id, plan.zones), **publication.past.records}
    record = merged_record({unit: records[unit] for unit in sorted(records, key=record_path)})
    duties = () if record is None else record.duties
    return RosterIndex(plan_with_past(plan, record, duties), Roster(duties))


def _unchanged(publication: Publication, part: str, content: str) -> JobResult | None:
    """Return the result of a part whose content, and whose files that belong to no partition, are unchanged."""
    files = {path: file for path, file in publication.writer.files.items() if path.startswith(f"{part}/")}
    return unchanged_result(publication.state.partitions.get((part,)), content, files)


# --- jobs ---------------------------------------------------------------------------------------------------------


def _unit_jobs(publication: Publication) -> Iterator[Job]:
    """Yield the jobs of the units, partition by partition."""
    roster, shortfalls = publication.rotation
    for part in partition(publication.plan, roster, publication.state.scopes):
        posts = {post.key for post in part.fields["posts"]}
        readers = [("unit", unit) for unit in part.units]
        readers += (("personal", member.key) for member in part.fields["members"])
        of_posts = None if shortfalls is None else tuple(short for short in shortfalls if short.post in posts)
        yield _job(publication, part, readers, shortfalls=of_posts)


def _partner_jobs(publication: Publication, results: Iterable[JobResult]) -> Iterator[Job]:
    """Yield the jobs of the partners; ``results`` are those of all units."""
    state, registry = publication.state, publication.registry
    if not (registry and registry.count(publication.now, "partner")):
        return
    records = [result.record for result in results if result.record]
    seen = {f"units/{unit}": record.for_partners for record in records for unit in record.names}
    decided = frozenset[str]().union(*(result.decided for result in results))
    # Once a unit was published, the duties are those in the records of the units.
    roster = None if state.recorded_units else publication.rotation[0]
    for part in partner_partitions(publication.plan, roster, state.scopes):
        of_units = {stem.removeprefix("units/"): seen[stem] for stem in part.scope if stem in seen}
        yield _job(publication, part, [("partner", part.partner)], seen=of_units, decided=decided)


def _job(publication: Publication, part: Partition, readers: Iterable[tuple[str, str]], **more: Any) -> Job:  # noqa: ANN401  # see the fields
    state, registry = publication.state, publication.registry
    links = registry.links_of(readers, publication.now) if registry else ()
    files = state.of_groups([*(f"{INTERNAL}/{stem}" for stem in part.stems), *(link.folder for link in links)])
    first = state.first_sequence
    # The events at the address of a link that ended are not read again, and each of them may come back.
    if any(link.replaces for link in links):
        first = max(first, state.last.sequence + 1)
    return Job(
        partition=part,
        path=first_calendar(part, publication.plan.languages[0]),
        links=links,
        files=files,
        record=state.partitions.get(part.names),
        first_sequence=first,
        **more,
    )


def _group_jobs(jobs: Iterable[Job], officers_per_group: int) -> Iterator[tuple[str, tuple[Job, ...]]]:
    """Yield jobs in groups that are worth sending, each with its first calendar; the last group may be smaller."""
    group: list[Job] = []
    officers = 0
    for job in jobs:
        group.append(job)
        fields = job.partition.fields
        officers += len(fields["members"]) + OFFICERS_PER_TEAM * len(fields["teams"])
        if officers >= officers_per_group:
            yield group[0].path, tuple(group)
            group, officers = [], 0
    if group:
        yield group[0].path, tuple(group)
