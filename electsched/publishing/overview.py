"""The files of a site that belong to no partition, and the order in which those of partitions are made.

These are the stages, the pages of the operation, the calendars of units, posts and teams that the plan no longer has,
the manifests and the state file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache, cached_property
from itertools import chain, count, islice

import attrs

from electsched.calendars.duty_feeds import duty_feeds, roster_paths
from electsched.calendars.feed import stage_feed
from electsched.calendars.months import MOST_BYTES
from electsched.calendars.revision import edition_uids
from electsched.errors import Fault, PublishError
from electsched.loaders.templates import load_templates
from electsched.operation.plan import Plan
from electsched.pages.board import board_page
from electsched.pages.index import operation_page, public_page
from electsched.pages.renderer import PageContext, Renderer
from electsched.pages.subscribe import Split
from electsched.publishing.build import Decided, decide, run_jobs
from electsched.publishing.executors import Workers
from electsched.publishing.fingerprint import PARTITION_FIELDS, fingerprint
from electsched.publishing.jobs import JobFailure, JobResult, JobSettings, group_jobs, make_jobs
from electsched.publishing.journal import Journal
from electsched.publishing.layout import INTERNAL, MANIFEST, PUBLIC, STATE, is_calendar
from electsched.publishing.lease import check_lease
from electsched.publishing.manifest import written_manifest
from electsched.publishing.private.links import PrivateLink
from electsched.publishing.private.registry import LinkRegistry
from electsched.publishing.private.sections import private_calendar_count
from electsched.publishing.report import Published, Report, totals
from electsched.publishing.sections import (
    BuildContext,
    Entry,
    PageSpec,
    SiteSection,
    last_change,
    read_calendars,
    split_months,
    write_calendars,
    write_pages,
)
from electsched.publishing.site_state import SiteState, state_bytes
from electsched.publishing.site_writer import SiteWriter
from electsched.roster.duty import Roster
from electsched.roster.index import RosterIndex
from electsched.roster.rotation import build_roster
from electsched.stores.base import read_file, redacted, relabel_errors, store_errors
from electsched.stores.local import LocalStore

__all__ = [
    "Publication",
    "finish_links",
    "make_durable",
    "publication_result",
    "remove_files",
    "with_pages",
    "with_roster",
    "write_gone",
    "write_manifests",
    "write_partitions",
    "write_stages",
    "write_state",
]


@attrs.frozen
class Publication:
    """The values that the steps of a publication share.

    Attributes:
        plan: The plan.
        roster: The duties; None if they are built only for the partitions that changed.
        state: The state of the site before.
        settings: The settings of the jobs.
        registry: The private links, if there are any.
        now: The moment at which private links work.
    """

    plan: Plan
    roster: Roster | None = attrs.field(repr=False)
    state: SiteState
    settings: JobSettings
    registry: LinkRegistry | None
    now: datetime

    @cached_property
    def context(self) -> BuildContext:
        """The tools for the files that belong to no partition."""
        state, settings = self.state, self.settings
        gone = (f"{INTERNAL}/{path}" for path in self.gone.entries)
        pages = (f"{INTERNAL}/{name}.html" for name in ("index", "board", "manifest"))
        public = [f"{PUBLIC}/{path}" for path in (*state.public, "stages.ics", "index.html", MANIFEST)]
        files = state.files((*gone, *pages, *public))
        writer = SiteWriter(settings.store, settings.token, recheck_seconds=settings.recheck_seconds, files=files)
        rules = attrs.evolve(settings.rules, first_sequence=state.first_sequence(public, state.public.values()))
        return BuildContext(writer, rules, Renderer(load_templates()))

    @cached_property
    def gone(self) -> SiteSection:
        """The published files of the internal part that no partition has now."""
        current = {path for path, _ in roster_paths(self.plan)}
        entries = {path: entry for path, entry in self.state.internal.items() if path not in current}
        feeds = dict.fromkeys(self.plan.languages, ())
        return SiteSection(folder=INTERNAL, audience=INTERNAL, feeds=feeds, entries=entries)


def with_roster(publication: Publication) -> Publication:
    """Build the duties of all partitions at once, which is faster, if none are given and all partitions are new."""
    settings = publication.settings
    if publication.roster is not None or settings.paged or publication.state.partitions:
        return publication
    roster, shortfalls = build_roster(publication.plan)
    return attrs.evolve(publication, roster=roster, settings=attrs.evolve(settings, shortfalls=shortfalls))


# --- the stages ---------------------------------------------------------------------------------------------------


def write_stages(publication: Publication) -> tuple[SiteSection, JobResult]:
    """Write the calendars of the stages, and return the public part, without its page yet."""
    plan, context, shared = publication.plan, publication.context, publication.settings.fingerprint
    refresh = timedelta(hours=plan.site.refresh_hours)
    feeds = {
        language: (stage_feed(plan.timeline, language=language, base=plan.site.public_url, refresh=refresh),)
        for language in plan.languages
    }

    def page(page_context: PageContext, months: Split) -> bytes:
        calendars = feeds[page_context.language]
        return public_page(context.renderer, plan.timeline, calendars, page_context, split=months)

    def report(decided: Decided) -> Report:
        added, changed, withdrawn = map(frozenset, edition_uids(decided.editions.values()))
        return Report(shared_added=added, shared_changed=changed, left=withdrawn)

    pages = (PageSpec(stem="index", render=page, zone=plan.timeline.zone, fingerprint=shared),)
    entries = publication.state.public
    section = SiteSection(folder=PUBLIC, audience=PUBLIC, feeds=feeds, entries=entries, pages=pages)
    return section, _written(publication, section, report)


def _written(
    publication: Publication,
    section: SiteSection,
    report: Callable[[Decided], Report],
    live: frozenset[str] = frozenset(),
) -> JobResult:
    """Write the calendars of a section that belongs to no partition."""
    context, folder = publication.context, section.folder
    journal = Journal(context.writer, (folder,), publication.settings.fingerprint)
    decided, changes = decide(context, [section], journal, report, live)
    calendars = write_calendars(context, section, decided.published[folder], decided.selections[folder])
    return JobResult(entries=tuple(calendars), report=changes, retired=decided.retired)


# --- the partitions -----------------------------------------------------------------------------------------------


def write_partitions(
    publication: Publication, workers: Workers, progress: Callable[[int, int], None] | None
) -> list[JobResult]:
    """Write the calendars and pages of all partitions, and return their results in the order of the plan."""
    plan, settings, registry, now = publication.plan, publication.settings, publication.registry, publication.now
    languages = len(plan.languages)
    private = private_calendar_count(plan, registry, now) if registry else 0
    tell = _progress(progress, languages + sum(1 for _ in roster_paths(plan)) + private)
    tell(languages)
    withdrawn = frozenset(read_calendars(publication.context, publication.gone).uids(""))
    settings = attrs.evolve(settings, withdrawn=withdrawn)
    jobs = make_jobs(plan, publication.roster, publication.state, registry, now, paged=settings.paged)
    groups = group_jobs(jobs, plan, workers.options.officers_per_job)
    results: dict[int, tuple[JobResult, ...]] = {}
    for number, done in workers.run(run_jobs, settings, groups):
        if isinstance(done, JobFailure):
            raise _failure(publication, done)
        written = next((path for result in done for path in result.written), None)
        # The worker may have written it to another store than the one that this process reaches.
        if workers.executor is not None and written is not None and read_file(settings.store, written) is None:
            raise _failure(publication, JobFailure((Fault(redacted(written), "", ""),), "", unreached=True))
        for result in done:
            tell(sum(map(is_calendar, (*result.written, *result.unchanged))))
        results[number] = done
    return [result for number in sorted(results) for result in results[number]]


def _failure(publication: Publication, failure: JobFailure) -> PublishError:
    settings = publication.settings
    if not failure.unreached:
        return PublishError(*failure.faults, source=failure.source)
    path = failure.faults[0].path
    check_lease(settings.store, settings.token, path)  # a worker also finds no lease if another publication is done
    expected = "a place that every worker reaches, such as a folder that they share or an object store"
    return PublishError(Fault(path, "a place that the worker does not reach", expected), source=settings.store.name)


def _progress(progress: Callable[[int, int], None] | None, total: int) -> Callable[[int], None]:
    """Return a function that counts calendars that are done, and reports each to the caller."""
    numbers = count(1)

    def tell(calendars: int) -> None:
        for number in islice(numbers, calendars):
            if progress is not None:
                progress(min(number, total), total)

    return tell


# --- the internal part --------------------------------------------------------------------------------------------


def write_gone(publication: Publication, results: Sequence[JobResult]) -> tuple[SiteSection, JobResult]:
    """Write the calendars that the plan no longer has, with their events cancelled, and return the internal part.

    ``results`` are those of all partitions.
    """

    def report(decided: Decided) -> Report:
        posts = (events for path, events in decided.selections[INTERNAL].items() if path.startswith("posts/"))
        return Report(left=frozenset(uid for events in posts for uid in events.withdrawn))

    live = frozenset[str]().union(*(result.live for result in results))
    written = _written(publication, publication.gone, report, live)
    pages = tuple(_operation_pages(publication, results))
    return attrs.evolve(publication.gone, pages=pages, entries=publication.state.internal), written


def _operation_pages(publication: Publication, results: Sequence[JobResult]) -> Iterator[PageSpec]:
    """Yield the pages of the operation: its calendars and a board, or a list of its units if these have pages."""
    plan, settings, renderer = publication.plan, publication.settings, publication.context.renderer

    @cache
    def index() -> RosterIndex:
        return RosterIndex(plan, build_roster(plan)[0] if publication.roster is None else publication.roster)

    def page(context: PageContext, months: Split) -> bytes:
        feeds = () if settings.paged else duty_feeds(index(), language=context.language)
        return operation_page(renderer, plan, feeds, context, split={} if settings.paged else months)

    def board(context: PageContext, _: Split) -> bytes:
        return board_page(renderer, index(), [post.key for post in plan.posts], context)

    fields = fingerprint(settings.fingerprint, [getattr(plan, name) for name in PARTITION_FIELDS])
    if settings.paged:
        yield PageSpec(stem="index", render=page, zone=plan.zone, fingerprint=fields)
        return
    counts = [(entry["path"], entry.get("events")) for result in results for entry in result.entries]
    boards = [result.record.board for result in results if result.record]
    yield PageSpec(stem="index", render=page, zone=plan.zone, fingerprint=fingerprint(fields, "index", sorted(counts)))
    yield PageSpec(stem="board", render=board, zone=plan.zone, fingerprint=fingerprint(fields, "board", boards))


# --- pages, manifests and what follows ----------------------------------------------------------------------------


def with_pages(publication: Publication, section: SiteSection, results: Iterable[JobResult]) -> list[Entry]:
    """Write the pages of a part of the site, and return all its files; ``results`` have its calendars."""
    entries = [entry for result in results for entry in result.entries]
    stamp = last_change(entries, publication.settings.rules.stamp)
    return [*entries, *write_pages(publication.context, section, stamp, split_months(entries))]


def write_manifests(publication: Publication, files: Mapping[str, list[Entry]]) -> None:
    """Write the manifest of each part; ``files`` are its files."""
    plan, stamp = publication.plan, publication.settings.rules.stamp
    for part, entries in files.items():
        name = plan.timeline.id if part == PUBLIC else plan.id
        manifest = written_manifest(name, entries, last_change(entries, stamp))
        publication.context.writer.write(f"{part}/{MANIFEST}", (manifest,))


def remove_files(publication: Publication, files: Mapping[str, list[Entry]], results: Iterable[JobResult]) -> None:
    """Remove the files that no manifest lists any more, and those in `secret/` that no working link has."""
    writer, state, registry = publication.context.writer, publication.state, publication.registry
    for part, published in ((PUBLIC, state.public), (INTERNAL, state.internal)):
        current = {entry["path"] for entry in files.get(part, ())}
        for path in published:
            if path not in current:
                writer.remove(f"{part}/{path}")
    if registry is not None:
        current = {path for result in results for path in (*result.written, *result.unchanged)}
        for path, label in registry.stale_files(chain.from_iterable(state.listing.values()), current, publication.now):
            _remove(writer, path, label)


def _remove(writer: SiteWriter, path: str, label: str) -> None:
    with relabel_errors(lambda _: label):
        writer.remove(path)


def write_state(publication: Publication, files: Mapping[str, list[Entry]], results: Sequence[JobResult]) -> None:
    """Write the state file, unless it is the same."""
    retired = dict(publication.state.retired)
    for result in results:
        retired |= result.retired
    data = state_bytes(files, (result.record for result in results if result.record), retired)
    store, writer = publication.settings.store, publication.context.writer
    if read_file(store, STATE) != data:
        writer.note(STATE, data)


def make_durable(publication: Publication, results: Iterable[JobResult]) -> None:
    """Return when all files are durable, if this publication or one that was stopped has written any."""
    store, writer = publication.settings.store, publication.context.writer
    is_changed = bool(writer.written or writer.removed) or any(result.written for result in results)
    if is_changed or publication.state.resumed:
        with store_errors(store, ""):
            getattr(store, "sync", lambda: None)()


def finish_links(publication: Publication, results: Sequence[JobResult]) -> tuple[PrivateLink, ...]:
    """Record the files of private links and the members that calendars name, and return the links to announce."""
    if publication.registry is None:
        return ()
    files = {token: files for result in results for token, files in result.private_files.items()}
    disclosures = {path: members for result in results for path, members in result.disclosures.items()}
    return publication.registry.finish(publication.now, files, disclosures)


def publication_result(
    publication: Publication, files: Mapping[str, list[Entry]], results: Sequence[JobResult]
) -> Published:
    """Return the result of a publication, without the links to announce."""
    store, writer = publication.settings.store, publication.context.writer
    listed = {f"{part}/{entry['path']}": entry for part, entries in files.items() for entry in entries}
    months = {path: entry["months"] for path, entry in listed.items() if "months" in entry}
    large = [path for path, entry in listed.items() if is_calendar(path) and entry["bytes"] > MOST_BYTES]
    for result in results:
        months |= result.months
        large += result.too_large
    return Published(
        target=store.root if isinstance(store, LocalStore) else store.name,
        written=(*(path for result in results for path in result.written), *writer.written),
        unchanged=(*(path for result in results for path in result.unchanged), *writer.unchanged),
        removed=tuple(writer.removed),
        split=tuple((redacted(path), tuple(split)) for path, split in months.items()),
        too_large=tuple(map(redacted, dict.fromkeys(large))),
        **totals(
            [(result.report, result.shortfalls) for result in results],
            publication.plan,
            publication.settings.rules.stamp,
        ),
    )
