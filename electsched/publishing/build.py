"""Publish a partition, here or in a worker process: its duties, its calendars and pages, and its private links."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial

import attrs

from electsched.calendars.duty_feeds import duty_feeds
from electsched.calendars.feed import Feed
from electsched.errors import ElectschedError, Fault, PublishError, redacted_reason
from electsched.loaders.templates import page_renderer
from electsched.pages.board import board_page
from electsched.pages.renderer import PageContext
from electsched.pages.subscribe import Split
from electsched.pages.unit import unit_page
from electsched.publishing.fingerprint import fingerprint, partition_fingerprint
from electsched.publishing.jobs import Job, JobResult, JobSettings, unreached
from electsched.publishing.journal import Journal
from electsched.publishing.layout import INTERNAL, LEGAL_PATH
from electsched.publishing.lease import read_lease
from electsched.publishing.private.sections import disclosed_members, private_sections
from electsched.publishing.report import partition_report
from electsched.publishing.sections import Entry, PageSpec, SiteSection, build_sections
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
    context = settings.context.with_files(None if is_retry else job.files, job.first_sequence)
    context.writer.check(partition.path)
    readers = [(link.token, link.audience, link.key) for link in job.links]
    options = (partition.names, settings.paged, readers)
    # The plan and the code decide the duties if none are given, so that an unchanged partition need not build them.
    given = partition.roster if settings.shortfalls is None else None
    content = partition_fingerprint(settings.fingerprint, plan, given, *options)
    unchanged = None if is_retry else _unchanged(job, content)
    is_disclosed = settings.disclosed and not partition.partner
    if unchanged is not None and not is_disclosed:
        return unchanged
    roster, shortfalls = partition.roster, settings.shortfalls or ()
    if roster is None:
        roster, shortfalls = build_roster(plan)
    # Those of the units of a partner are reported by their partitions.
    posts = set() if partition.partner else {post.key for post in plan.posts}
    shortfalls = tuple(shortfall for shortfall in shortfalls if shortfall.post in posts)
    index = RosterIndex(plan, roster)
    disclosures = disclosed_members(index, job.links, partition.units) if is_disclosed else {}
    if unchanged is not None:
        return attrs.evolve(unchanged, disclosures=disclosures)
    sections = tuple(_sections(settings, job, index, content))
    journal = Journal(context.writer, partition.names, content, outdated=is_retry)
    entries, revisions, changes = build_sections(context, sections, journal, partial(partition_report, index.plan))
    values = ("path", "bytes", "version", "sha256")
    private_files = {
        link.token: tuple(PublishedFile(*map(entry.__getitem__, values)) for entry in entries[link.folder])
        for link in job.links
    }
    cancelled = sum(entry.get("cancelled", 0) for files in entries.values() for entry in files)
    record = PartitionRecord(
        names=partition.names,
        fingerprint=content,
        settled=not cancelled and not shortfalls,
        private=_private_fingerprint(private_files),
    )
    live = (uid for edition in revisions.of_audience(UNIT) for uid in edition.revisions)
    return JobResult(
        entries={INTERNAL: tuple(entries[INTERNAL])},
        report=changes,
        record=record,
        written=tuple(context.writer.written),
        unchanged=tuple(context.writer.unchanged),
        private_files=private_files,
        disclosures=disclosures,
        live=settings.withdrawn.intersection(live),
        retired=revisions.retired,
        shortfalls=shortfalls,
    )


# --- an unchanged partition ---------------------------------------------------------------------------------------


def _unchanged(job: Job, content: str) -> JobResult | None:
    """Return the result of a partition that would be made as it was; None if it must be made.

    All its files are as they were recorded, and no event is to be retired.
    """
    record = job.record
    files = {f"{INTERNAL}/{path}": (entry.get("version"), entry.get("sha256")) for path, entry in job.entries.items()}
    for link in job.links:
        files |= {f"{link.folder}/{file.path}": (file.version, file.sha256) for file in job.private_files[link.token]}
    if (
        record is None
        or (record.fingerprint, record.private) != (content, _private_fingerprint(job.private_files))
        or not record.settled
        or any(path not in job.files or job.files[path][2:] != recorded for path, recorded in files.items())
    ):
        return None
    return JobResult(entries={INTERNAL: tuple(job.entries.values())}, record=record, unchanged=tuple(files))


def _private_fingerprint(files: Mapping[str, Iterable[PublishedFile]]) -> str:
    return fingerprint(sorted((token, file.path, file.sha256) for token, of_link in files.items() for file in of_link))


# --- its sections -------------------------------------------------------------------------------------------------


def _sections(settings: JobSettings, job: Job, index: RosterIndex, content: str) -> Iterator[SiteSection]:
    """Yield the internal section of a partition, and one for each private link; ``content`` is its fingerprint."""
    units, languages = job.partition.units, index.plan.languages
    feeds: dict[str, tuple[Feed, ...]] = dict.fromkeys(languages, ())
    if not job.partition.partner:
        feeds = {language: tuple(duty_feeds(index, language=language, units=units)) for language in languages}
    pages = tuple(page for unit in units for page in _unit_pages(unit, index, content, feeds)) if settings.paged else ()
    yield SiteSection(folder=INTERNAL, audience=UNIT, feeds=feeds, entries=job.entries, pages=pages)
    entries: dict[str, dict[str, Entry]] = {link.folder: {} for link in job.links}
    for path in job.files:
        part, token, *name = path.split("/", 2)
        if name and f"{part}/{token}" in entries and LEGAL_PATH.fullmatch(name[0]):
            entries[f"{part}/{token}"][name[0]] = {"path": name[0]}
    yield from private_sections(index, page_renderer(), job.links, feeds, entries)


def _unit_pages(unit: str, index: RosterIndex, content: str, feeds: Mapping[str, Sequence[Feed]]) -> Iterator[PageSpec]:
    """Yield the page and the board of a unit."""
    plan = index.plan
    posts = tuple(post.key for post in plan.posts if post.unit == unit)
    keys = {("unit", unit), *(("post", key) for key in posts)}
    keys |= {("team", team.key) for team in plan.teams if team.unit == unit}

    def page(context: PageContext, months: Split) -> bytes:
        of_unit = [feed for feed in feeds[context.language] if (feed.kind, feed.key) in keys]
        return unit_page(page_renderer(), plan, unit, of_unit, context, split=months)

    def board(context: PageContext, _: Split) -> bytes:
        return board_page(page_renderer(), index, posts, context, stem=f"{unit}.board", home=unit)

    yield PageSpec(stem=f"units/{unit}", render=page, zone=plan.zones[unit], fingerprint=content)
    yield PageSpec(stem=f"units/{unit}.board", render=board, zone=plan.zones[unit], fingerprint=content)
