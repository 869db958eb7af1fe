"""The steps of a publication: the stages, the partitions, the operation, the manifests, and the state of the site."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from functools import cached_property
from itertools import chain, count, islice

import attrs

from electsched.calendars.duty_feeds import roster_paths
from electsched.calendars.feed import Revisions
from electsched.calendars.months import MOST_BYTES
from electsched.calendars.revision import RevisionRules, highest_sequences
from electsched.calendars.stage_events import STAGE_KEYS, stage_feeds
from electsched.calendars.telling.editions import SiteEdition, edition_changes
from electsched.errors import PublishError
from electsched.loaders.templates import page_renderer
from electsched.operation.plan import Plan
from electsched.pages.specs import operation_pages, stage_pages
from electsched.publishing.build import past_records, recorded_index, run_jobs
from electsched.publishing.change_log import next_edition, record_edition, record_gone_units
from electsched.publishing.executors import Workers
from electsched.publishing.fingerprint import PARTITION_FIELDS, fingerprint, shared_fingerprint
from electsched.publishing.jobs import JobResult, JobSettings, group_jobs, make_jobs, unreached
from electsched.publishing.journal import Journal
from electsched.publishing.layout import (
    INTERNAL,
    MANIFEST,
    PUBLIC,
    STATE,
    group_key,
    is_calendar,
    is_paged,
    section_folder,
)
from electsched.publishing.lease import Lease, check_lease
from electsched.publishing.manifest import written_manifest
from electsched.publishing.partition import shared_plan
from electsched.publishing.private.last_words import end_links
from electsched.publishing.private.links import PrivateLink
from electsched.publishing.private.registry import LinkRegistry
from electsched.publishing.private.sections import private_calendar_count
from electsched.publishing.report import Published, Report, gone_report, split_calendars, stage_report, totals
from electsched.publishing.sections import (
    BuildContext,
    SiteSection,
    build_sections,
    last_change,
    read_calendars,
    write_pages,
)
from electsched.publishing.site_state import SiteState, first_sequence, state_bytes
from electsched.publishing.site_writer import PublishedFile, SiteWriter
from electsched.roster.duty import Roster, Shortfall
from electsched.roster.index import RosterIndex
from electsched.roster.rotation import build_roster
from electsched.stores.base import SECRET, Store, read_file, redacted, store_errors

__all__ = ["Publication", "publish_site"]


@attrs.frozen(kw_only=True)
class Publication:
    """The values that the steps of a publication share.

    Attributes:
        roster: The duties that were given; None if the teams rotate.
        locked: Whether the store is locked.
        state: The state of the site before.
        registry: The private links, if there are any.
        now: The moment at which private links work.
        began: The moment up to which duties that have begun stay as they were published; None if none does.
    """

    plan: Plan
    roster: Roster | None = attrs.field(repr=False)
    store: Store
    workers: Workers
    locked: bool
    lease: Lease
    state: SiteState
    registry: LinkRegistry | None
    now: datetime
    began: datetime | None

    @cached_property
    def settings(self) -> JobSettings:
        """The settings of the jobs."""
        plan, options = self.plan, self.workers.options
        # Workers may outlive a publication that is killed: each asks for the lease before every file if the next one
        # need not wait long for them.
        at_once = self.locked and self.workers.executor is not None
        recheck_seconds = 0.0 if at_once else options.lease_recheck_seconds
        writer = SiteWriter(self.store, self.lease.token, recheck_seconds=recheck_seconds)
        retire = timedelta(days=plan.site.retire_days)
        rules = RevisionRules(stamp=self.lease.stamp, retire=retire, retired=self.state.retired, began=self.began)
        return JobSettings(
            context=BuildContext(writer, rules),
            plan=shared_plan(plan),
            fingerprint=shared_fingerprint(plan),
            paged=is_paged(plan, options.index_page_limit),
            disclosed=self.registry is not None,
            edition=next_edition(self.store),
        )

    @cached_property
    def rotation(self) -> tuple[Roster | None, tuple[Shortfall, ...] | None]:
        """The duties of all partitions, and the shifts that no team can fill; None for those that are not built here.

        To build them all at once is faster if all partitions are new.
        """
        if self.roster is not None or self.settings.paged or self.state.record_paths:
            return self.roster, None
        return build_roster(self.plan)

    @cached_property
    def context(self) -> BuildContext:
        """The context of the files that belong to no partition."""
        current = {group_key(f"{INTERNAL}/{path}") for path, _ in roster_paths(self.plan)}
        groups = [group for group in self.state.files if group not in current and not group.startswith(f"{SECRET}/")]
        files = self.state.of_groups(groups)
        public = [file for path, file in files.items() if path.startswith(f"{PUBLIC}/")]
        return self.settings.context.with_files(files, first_sequence(public))

    @cached_property
    def gone(self) -> SiteSection:
        """The calendars of units, posts and teams that the plan no longer has, and the past of these units."""
        data = past_records(self.store, self.plan, self.context.writer.files, self.began)
        return SiteSection(folder=INTERNAL, audience=INTERNAL, feeds=dict.fromkeys(self.plan.languages, ()), data=data)


def publish_site(publication: Publication, progress: Callable[[int, int], None] | None) -> Published:
    """Write the site in the order on which its readers and a publication that is resumed rely, and return the result.

    Calendars come before the pages and manifests that name them, and each is durable before the next; what is no longer
    listed is removed after that, and links are announced last.
    """
    results = [_write_stages(publication), *_write_partitions(publication, progress)]
    if publication.plan.has_operation:
        results.append(_write_operation(publication, results))
    _make_durable(publication, results)
    _write_manifests(publication, results)
    _make_durable(publication, results)
    _remove_files(publication, results)
    _write_state(publication, results)
    _make_durable(publication, results)
    return attrs.evolve(_result(publication, results), announce=_finish_links(publication, results))


# --- the parts of the site ----------------------------------------------------------------------------------------


def _write_stages(publication: Publication) -> JobResult:
    """Write the calendars of the stages, and their page."""
    plan = publication.plan
    feeds = {language: stage_feeds(plan.timeline, plan.site, language) for language in plan.languages}

    pages, content = tuple(stage_pages(page_renderer(), plan.timeline, feeds)), publication.settings.fingerprint
    section = SiteSection(folder=PUBLIC, audience=PUBLIC, feeds=feeds, pages=pages, fingerprint=content)
    return _build(publication, section, stage_report)


def _build(
    publication: Publication,
    section: SiteSection,
    report: Callable[[Revisions], Report],
    live: frozenset[str] = frozenset(),
) -> JobResult:
    context = publication.context
    if section.folder == PUBLIC:  # a date that is decreed late is a change
        context = attrs.evolve(context, rules=attrs.evolve(context.rules, began=None))
    journal = Journal(context.writer, (section.folder,), publication.settings.fingerprint)
    files, revisions, changes = build_sections(context, [section], journal, report, live)
    return JobResult(files=tuple(files), report=changes, retired=revisions.retired)


def _write_partitions(publication: Publication, progress: Callable[[int, int], None] | None) -> list[JobResult]:
    """Write the calendars and pages of all partitions, and return their results in the order of the plan."""
    plan, store, workers, registry = publication.plan, publication.store, publication.workers, publication.registry
    total = len(STAGE_KEYS) * len(plan.languages) + sum(1 for _ in roster_paths(plan))
    total += private_calendar_count(plan, registry, publication.now) if registry else 0
    numbers = count(1)

    def step(calendars: int) -> None:
        for number in islice(numbers, calendars):
            if progress is not None:
                progress(min(number, total), total)

    step(len(STAGE_KEYS) * len(plan.languages))
    roster, shortfalls = publication.rotation
    gone = read_calendars(publication.context, publication.gone)
    withdrawn = frozenset(uid for calendar in gone for uid in calendar.events)
    settings = attrs.evolve(publication.settings, withdrawn=withdrawn, shortfalls=shortfalls)
    jobs = make_jobs(plan, roster, publication.state, registry, publication.now)
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


def _write_operation(publication: Publication, results: Sequence[JobResult]) -> JobResult:
    """Write the calendars that the plan no longer has, with their events cancelled, and the pages of the operation.

    ``results`` are those of all partitions. The pages are one of the calendars and a board, or if each unit has pages,
    one of the units.
    """
    plan, settings = publication.plan, publication.settings

    live = frozenset[str]().union(*(done.live for done in results))
    gone = _build(publication, publication.gone, gone_report, live)
    calendars = _listed_files([*results, gone])[INTERNAL]
    content = fingerprint(settings.fingerprint, [getattr(plan, name) for name in PARTITION_FIELDS], calendars)
    pages = operation_pages(page_renderer(), plan, _index(publication, calendars), by_unit=settings.paged)
    section = attrs.evolve(publication.gone, pages=tuple(pages), fingerprint=content, data={})
    changes = tuple(record_gone_units(publication.context.writer, plan, settings.edition))
    pages_written = write_pages(publication.context, section, calendars)
    return attrs.evolve(gone, files=(*gone.files, *pages_written), changes=changes)


def _index(publication: Publication, files: Iterable[PublishedFile]) -> RosterIndex:
    """Return the duties of all partitions: those made by this publication, else those in the records of the site."""
    roster, shortfalls = publication.rotation
    if publication.settings.paged:
        return RosterIndex(publication.plan, Roster(()))
    if roster is not None and shortfalls is not None:
        return RosterIndex(publication.plan, roster)
    return recorded_index(publication.store, publication.plan, (file.path for file in files))


# --- after all calendars and pages --------------------------------------------------------------------------------


def _listed_files(results: Iterable[JobResult]) -> dict[str, list[PublishedFile]]:
    """Return the files of each part of the site that has a manifest."""
    files: dict[str, list[PublishedFile]] = {}
    for file in chain.from_iterable(result.files for result in results):
        part = section_folder(file.path)
        if part in {PUBLIC, INTERNAL}:
            files.setdefault(part, []).append(file)
    return files


def _write_manifests(publication: Publication, results: Iterable[JobResult]) -> None:
    """Write the manifest of each part."""
    plan, stamp = publication.plan, publication.lease.stamp
    for part, files in _listed_files(results).items():
        name = plan.timeline.id if part == PUBLIC else plan.id
        manifest = written_manifest(name, files, last_change(files, stamp))
        publication.context.writer.write(f"{part}/{MANIFEST}", manifest)


def _remove_files(publication: Publication, results: Sequence[JobResult]) -> None:
    """Remove the files that no manifest lists any more, and those in `secret/` that no link has."""
    state, registry, context = publication.state, publication.registry, publication.context
    current = {file.path: file for result in results for file in result.files}
    files = (file for group in state.files.values() for file in group.values())
    for path in sorted(file.path for file in files if file.is_ours and section_folder(file.path) in {PUBLIC, INTERNAL}):
        if path not in current:
            context.writer.remove(path)
    if registry is not None:
        end_links(publication.plan, registry, context, (state.files, current), publication.now)
    else:  # the caller ends the links, if there are any
        for path in state.secret_paths:
            context.writer.remove(path)


def _write_state(publication: Publication, results: Sequence[JobResult]) -> None:
    """Write the state file, unless it is the same."""
    retired = highest_sequences([publication.state.retired, *(result.retired for result in results)])
    sequence = max(publication.state.sequence, *(result.sequence for result in results))
    files = chain.from_iterable(_listed_files(results).values())
    partitions = (result.record for result in results if result.record)
    data = state_bytes(files, partitions, retired, sequence, publication.began or publication.lease.now)
    writer = publication.context.writer
    record_edition(writer, publication.plan, publication.now, is_changed=_is_changed(publication, results))
    if read_file(publication.store, STATE) != data:
        writer.note(STATE, data)


def _is_changed(publication: Publication, results: Iterable[JobResult]) -> bool:
    """Return whether this publication, or one that was stopped, has written or removed any file."""
    writer = publication.context.writer
    return any((publication.state.resumed, writer.written, writer.removed, *(result.written for result in results)))


def _make_durable(publication: Publication, results: Iterable[JobResult]) -> None:
    """Return when all files are durable, if any was written."""
    if _is_changed(publication, results):
        with store_errors(publication.store, ""):
            getattr(publication.store, "sync", lambda: None)()


def _finish_links(publication: Publication, results: Sequence[JobResult]) -> tuple[PrivateLink, ...]:
    """Record the files of private links and the members that calendars name, and return the links to announce."""
    if publication.registry is None:
        return ()
    files: dict[str, list[PublishedFile]] = {}
    for file in chain.from_iterable(result.files for result in results if result.is_made):
        if file.path.startswith(f"{SECRET}/"):
            _, token, path = file.path.split("/", 2)
            files.setdefault(token, []).append(attrs.evolve(file, path=path))
    disclosures = {path: members for result in results for path, members in result.disclosures.items()}
    records = fingerprint(*(result.record for result in results if result.record))
    return publication.registry.finish(publication.now, files, disclosures, records)


def _result(publication: Publication, results: Sequence[JobResult]) -> Published:
    store, writer, leased = publication.store, publication.context.writer, publication.lease.now
    written = [*writer.written, *chain.from_iterable(result.written for result in results)]
    sizes = {file.path: file.size for result in results for file in result.files}
    changes = chain.from_iterable(result.changes for result in results)
    return Published(
        target=getattr(store, "root", store.name),
        written=tuple(sorted(written)),
        unchanged=tuple(sorted({*sizes, *writer.unchanged}.difference(written))),
        removed=tuple(writer.removed),
        split=split_calendars(sizes),
        too_large=tuple(redacted(path) for path in sorted(sizes) if is_calendar(path) and sizes[path] > MOST_BYTES),
        changes=edition_changes(publication.plan, SiteEdition(publication.settings.edition, publication.now), changes),
        differences=tuple(chain.from_iterable(result.differences for result in results)),
        set_back=publication.began if (publication.began or leased) > leased else None,
        **totals([(result.report, result.shortfalls) for result in results], publication.plan),
    )
