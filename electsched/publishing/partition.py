"""Publish a partition, here or in a worker process: its duties, its calendars and pages, and its private links.

Duties that have begun stay as they were published; the others are as the plan says.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache, partial
from hashlib import sha256
from itertools import chain

import attrs

from electsched.calendars.duty_events import RosterFacts, RosterUids, duty_identity
from electsched.calendars.duty_feeds import MemberFeeds, duty_feeds, partner_feeds, roster_paths
from electsched.calendars.feed import Feed
from electsched.calendars.telling.event_counts import partition_counts
from electsched.errors import ElectschedError, Fault, PublishError, redacted_reason
from electsched.loaders.templates import page_renderer
from electsched.operation.plan import Plan
from electsched.pages.parts.recent import RecentChange, recent_changes
from electsched.pages.person import PersonPages
from electsched.pages.specs import private_pages, unit_pages
from electsched.phrases import phrase
from electsched.publishing.change_log import record_changes
from electsched.publishing.fingerprint import fingerprint, partition_fingerprint
from electsched.publishing.jobs import Job, JobSettings, PartitionDuties
from electsched.publishing.layout import INTERNAL, group_key, is_kept
from electsched.publishing.lease import read_lease
from electsched.publishing.private.registry import PrivateLink
from electsched.publishing.records import unit_records
from electsched.publishing.sections import JobResult, SiteSection, build_sections, unchanged_result
from electsched.publishing.site_writer import SiteWriter
from electsched.roster.duty import Roster
from electsched.roster.index import RosterIndex
from electsched.roster.parts.partition import Partition
from electsched.roster.past.continuation import Continuation
from electsched.roster.past.record import merged_record, part_for_partners, plan_with_past, record_of
from electsched.roster.rotation import continue_roster
from electsched.stores.base import SECRET, WORK, OvertakenError, Store, redacted

__all__ = ["partner_duties", "run_jobs", "unreached"]

RESUME = phrase("Publish again; it goes on from here.")
UNIT = "unit"
"""The audience of the internal part and of the private links of units."""
PERSONAL = "personal"
"""The audience of the private links of members."""


def unreached(store: Store, path: str) -> PublishError:
    """Return the error for a worker whose store is another one than that of the publication."""
    expected = phrase("a place that every worker reaches, such as a folder that they share or an object store")
    fault = Fault(redacted(path), phrase("a place that the worker does not reach"), expected)
    return PublishError(fault, source=store.name)


def run_jobs(settings: JobSettings, jobs: tuple[Job, ...]) -> tuple[JobResult, ...] | PublishError:
    """Publish partitions one after the other, and return their results; at the first failure, its error."""
    results: list[JobResult] = []
    store = settings.writer.store
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
                attrs.evolve(fault, path=job.path) if fault.path.startswith(WORK) and not is_kept(fault.path) else fault
                for fault in error.faults
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
    writer = attrs.evolve(settings.writer, files=job.files, readers=readers, outdated=is_retry)
    writer.check(job.path)
    # The plan and the code decide the duties if none are given, so that an unchanged partition need not build them.
    given = partition.roster if settings.shortfalls is None and not partition.partner else None
    options = (partition.names, settings.paged, settings.disclosed, readers, job.seen)
    content = partition_fingerprint(settings.fingerprint, plan, given, *options)
    if not is_retry and settings.rules.began is not None:
        result = unchanged_result(job.record, content, job.files)
        if result is not None:
            return attrs.evolve(result, disclosures=dict.fromkeys(_disclosing_calendars(job)))
    if partition.partner:
        duties = partner_duties(writer.store, job, plan)
    else:
        duties = _duties(settings, writer, partition, plan)
    kept = tuple(record_changes(writer, duties, settings.edition, settings.rules.began))
    made = fingerprint(content, *(sha256(data).hexdigest() for data in duties.data.values()))
    sections = tuple(_sections(settings, job, duties, made, recent_changes(kept, settings.stamps)))
    rules = attrs.evolve(
        settings.rules,
        first_sequence=job.first_sequence,
        corrected=duties.corrected,
        live=RosterUids(duties.index),
    )
    count = partial(partition_counts, duties.index.plan, INTERNAL)
    result, revisions = build_sections(writer, rules, sections, (partition.names, made), count)
    editions = revisions.of_audiences("unit", "team")
    result = attrs.evolve(
        result,
        disclosures=_disclosed_members(duties.index, job) if settings.disclosed else {},
        live=settings.withdrawn.intersection(chain.from_iterable(edition.revisions for edition in editions)),
        decided=frozenset(uid for edition in editions for uid in edition.decisions),
        shortfalls=duties.shortfalls,
        changes=tuple(change for change in kept if change.edition == settings.edition),
        differences=duties.differences,
        published_changes=frozenset[str]().union(*(record.changes for record in duties.published.values())),
    )
    return result.recorded(partition.names, content, partition.scope, duties.for_partners if settings.disclosed else "")


# --- duties -------------------------------------------------------------------------------------------------------


def _duties(settings: JobSettings, writer: SiteWriter, partition: Partition, plan: Plan) -> PartitionDuties:
    """Return the duties of a partition of units; ``plan`` is its plan."""
    began, shortfalls = settings.rules.began, settings.shortfalls
    published = unit_records(writer.store, plan.id, partition.units, read=writer.read)
    record = merged_record(published) if began is not None else None
    if shortfalls is not None and partition.roster is not None:
        continuation = Continuation(roster=partition.roster, shortfalls=shortfalls)
    else:
        continuation = continue_roster(plan, record, began, given=partition.roster)
    index = RosterIndex(plan_with_past(plan, record, continuation.roster), continuation.roster)
    corrected = frozenset(duty_identity(index.plan, duty) for duty in continuation.corrected_duties)
    posts = {post.key for post in plan.posts}
    return PartitionDuties(
        index=index,
        units=tuple(dict.fromkeys((*partition.units, *(post.unit for post in plan.posts)))),
        shortfalls=tuple(shortfall for shortfall in continuation.shortfalls if shortfall.post in posts),
        differences=continuation.differences,
        corrected=corrected,
        published=published,
        records={unit: record_of(index.roster, index.plan, unit=unit) for unit in partition.units},
    )


def partner_duties(store: Store, job: Job, plan: Plan) -> PartitionDuties:
    """Return the duties of the partition of a partner: those that it has, else those in the records of its units."""
    roster, record = job.partition.roster, None
    if roster is None:  # the units are published by now
        records = unit_records(store, plan.id, job.seen, is_named=False)
        record = merged_record({unit: part_for_partners(part) for unit, part in records.items()})
        roster = Roster(record.duties if record else ())
    return PartitionDuties(index=RosterIndex(plan_with_past(plan, record, roster), roster), corrected=job.decided)


# --- calendars and pages ------------------------------------------------------------------------------------------


def _disclosing_calendars(job: Job) -> dict[str, str]:
    """Return the owner of each calendar of a partition that may name members, by its name in a `Disclosure`.

    The owner is given as in the paths of the calendars of a unit, post or team.
    """
    owners = {f"{INTERNAL}/{stem}": stem for stem in job.partition.stems}
    linked = (link for link in job.links if link.audience != "partner")
    return owners | {f"{SECRET}/{link.audience}/{link.key}": f"{link.audience}s/{link.key}" for link in linked}


def _disclosed_members(index: RosterIndex, job: Job) -> dict[str, tuple[str, ...]]:
    """Return the members that each of these calendars names."""

    @cache
    def members(owner: str) -> tuple[str, ...]:
        kind, _, key = owner.partition("s/")
        if kind == "personal":
            return (key,)
        crews = {(duty.team, duty.members): duty for duty in index.duties_of(kind, key)}  # a crew has many duties
        of_crews = chain.from_iterable(map(index.members_of, crews.values()))
        return tuple(dict.fromkeys(member.key for member in of_crews))

    return {calendar: members(owner) for calendar, owner in _disclosing_calendars(job).items()}


def _sections(
    settings: JobSettings,
    job: Job,
    duties: PartitionDuties,
    content: str,
    recent: Mapping[str, tuple[RecentChange, ...]],
) -> Iterator[SiteSection]:
    """Yield the internal section of a partition, and one for each private link.

    ``content`` is the fingerprint of its internal pages, and ``recent`` the latest changes of members, by key.
    """
    index = duties.index
    units, languages = job.partition.units, index.plan.languages
    feeds: dict[str, tuple[Feed, ...]] = dict.fromkeys(languages, ())
    if not job.partition.partner:
        # The calendars of posts and teams that the plan no longer has are not made: their past is kept as it is.
        stems, facts = set(job.partition.stems), RosterFacts(index)
        for language in languages:
            of_units = duty_feeds(index, language=language, units=units, facts=facts)
            feeds[language] = tuple(feed for feed in of_units if group_key(feed.path) in stems)
    renderer, paged = page_renderer(), units if settings.paged else ()
    pages = tuple(page for unit in paged for page in unit_pages(renderer, index, unit, feeds))
    yield SiteSection(
        folder=INTERNAL,
        audience=UNIT,
        feeds=feeds,
        pages=pages,
        fingerprint=content,
        data=duties.data,
    )
    yield from _private_sections(job, index, feeds, recent)


def _private_sections(
    job: Job,
    index: RosterIndex,
    feeds: Mapping[str, tuple[Feed, ...]],
    recent: Mapping[str, tuple[RecentChange, ...]],
) -> Iterator[SiteSection]:
    """Yield the section of each private link.

    ``feeds`` are the calendars of the units, by language, and ``recent`` the latest changes of members, by key.
    """
    renderer, languages = page_renderer(), index.plan.languages
    unit_of, of_units = dict(roster_paths(index.plan)), defaultdict[tuple[str, str], list[Feed]](list)
    for feed in chain.from_iterable(feeds.values()):
        of_units[unit_of[feed.path], feed.language].append(feed)
    persons, members = PersonPages(renderer, index), MemberFeeds(index)
    for link in job.links:
        if link.audience == UNIT:
            groups = {language: of_units[link.key, language] for language in languages}
        elif link.audience == "partner":
            partners = chain.from_iterable(partner_feeds(index, language=language) for language in languages)
            groups = {feed.language: [feed] for feed in partners if feed.key == link.key}
        else:
            language = index.plan.member(link.key).language or languages[0]
            groups = {language: [members.feed(index.plan.member(link.key), language)]}
        moved = {language: tuple(_moved(feed, link) for feed in group) for language, group in groups.items()}
        pages = tuple(private_pages(renderer, persons, index, (link.audience, link.key), moved))
        latest = recent.get(link.key, ()) if link.audience == PERSONAL else ()
        yield SiteSection(folder=link.folder, audience=link.audience, feeds=moved, pages=pages, recent=latest)


def _moved(feed: Feed, link: PrivateLink) -> Feed:
    """Return a calendar at a private link, with the same events; they are made once."""
    path = feed.path or f"duties.{feed.language}.ics"
    return attrs.evolve(feed, base=link.url.rstrip("/"), path=path, source=lambda: feed.events, is_secret=True)
