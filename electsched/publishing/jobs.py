"""Publish partitions as jobs, here or in worker processes: the duties, the calendars and pages, the private links."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from hashlib import sha256
from itertools import chain

import attrs

from electsched.calendars.duty_events import RosterFacts, RosterUids
from electsched.calendars.duty_feeds import MemberFeeds, duty_feeds, partner_feeds, roster_paths
from electsched.calendars.feed import Feed
from electsched.calendars.revision import RevisionRules
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
from electsched.publishing.layout import INTERNAL, group_key, is_kept
from electsched.publishing.lease import read_lease
from electsched.publishing.partition import PartitionDuties, partner_duties, unit_duties
from electsched.publishing.private.registry import PrivateLink
from electsched.publishing.sections import JobResult, SiteSection, build_sections, unchanged_result
from electsched.publishing.site_state import PartitionRecord
from electsched.publishing.site_writer import PublishedFile, SiteWriter
from electsched.roster.duty import Shortfall
from electsched.roster.index import RosterIndex
from electsched.roster.parts.partition import Partition
from electsched.stores.base import SECRET, WORK, OvertakenError, Store, redacted

__all__ = ["Job", "JobSettings", "first_calendar", "run_jobs", "unreached"]


@attrs.frozen(kw_only=True)
class JobSettings:
    """The values that all jobs of a publication share."""

    writer: SiteWriter
    rules: RevisionRules
    plan: Plan = attrs.field(repr=False)  #: without the lists of its partitions, see `shared_plan`
    fingerprint: str  #: of that plan
    paged: bool  #: whether each unit has pages
    disclosed: bool  #: whether the members whom each calendar names are recorded
    withdrawn: frozenset[str] = attrs.field(repr=False)  #: UIDs of events in calendars that the plan no longer has
    stamps: Mapping[int, datetime]  #: moments of the editions, the last is the one that this publication makes

    @property
    def edition(self) -> int:
        """The number of the edition that this publication makes."""
        return max(self.stamps)


@attrs.frozen(kw_only=True)
class Job:
    """A partition to be published."""

    partition: Partition
    path: str  #: of its first calendar, which names it in errors
    links: tuple[PrivateLink, ...] = attrs.field(repr=False)  #: of its units, members or partner
    files: dict[str, PublishedFile] = attrs.field(repr=False)  #: in the store, by path
    record: PartitionRecord | None  #: of the last publication; None if unknown, or if files changed since
    first_sequence: int  #: SEQUENCE of new events: greater than 0 if calendars were lost or a link was replaced
    # The shifts that no team can fill, if its roster was built together with those of all partitions; else None.
    shortfalls: tuple[Shortfall, ...] | None = attrs.field(default=None, repr=False)
    # Of a partner: `PartitionRecord.for_partners` by unit, and the UIDs of all events that the units decided.
    seen: Mapping[str, str] = attrs.field(factory=dict, repr=False)
    decided: frozenset[str] = attrs.field(default=frozenset(), repr=False)


def first_calendar(part: Partition, language: str) -> str:
    """Return the path of the first calendar of a partition for messages, without the token of a private link."""
    if part.partner:
        return f"{SECRET}/.../duties.{language}.ics (partner {part.partner})"
    return f"{INTERNAL}/{part.scope[0]}.{language}.ics"


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
            hint = phrase("Publish again; it goes on from here.")
            return PublishError(Fault(job.path, sentence, hint=hint), source=store.name)
    return tuple(results)


def _publish(settings: JobSettings, job: Job, *, is_retry: bool = False) -> JobResult:
    """Publish a partition, unless all its files are as they would be made."""
    partition, plan, began = job.partition, job.partition.plan(settings.plan), settings.rules.began
    readers = {link.folder: f"{link.audience} {link.key}" for link in job.links}
    writer = attrs.evolve(settings.writer, files=job.files, readers=readers, outdated=is_retry)
    writer.check(job.path)
    # The plan and the code decide the duties if none are given, so that an unchanged partition need not build them.
    given = partition.roster if job.shortfalls is None and not partition.partner else None
    options = (partition.names, settings.paged, settings.disclosed, readers, job.seen)
    content = partition_fingerprint(settings.fingerprint, plan, given, *options)
    unchanged = unchanged_result(job.record, content, job.files)
    if unchanged is not None and not is_retry and began is not None:
        return attrs.evolve(unchanged, disclosures=_disclosures(job, None))
    if partition.partner:
        duties = partner_duties(writer.store, partition, plan, job.seen)
    else:
        duties = unit_duties(writer, partition, plan, began, job.shortfalls)
    changes = tuple(record_changes(writer, duties, settings.edition, began))
    sections = tuple(_sections(settings, job, duties, recent_changes(changes, settings.stamps)))
    rules = attrs.evolve(
        settings.rules,
        first_sequence=job.first_sequence,
        corrected=duties.corrected | job.decided,
        live=RosterUids(duties.index),
    )
    count = partial(partition_counts, duties.index.plan, INTERNAL)
    journal = (partition.names, fingerprint(content, *(sha256(data).hexdigest() for data in duties.data.values())))
    result, revisions = build_sections(writer, rules, sections, journal, count)
    editions = revisions.of_audiences("unit", "team")
    result = attrs.evolve(
        result,
        disclosures=_disclosures(job, duties.index) if settings.disclosed else {},
        live=settings.withdrawn.intersection(chain.from_iterable(edition.revisions for edition in editions)),
        decided=frozenset(uid for edition in editions for uid in edition.decisions),
        shortfalls=duties.shortfalls,
        changes=tuple(change for change in changes if change.edition == settings.edition),
        differences=duties.differences,
        published_changes=frozenset[str]().union(*(record.changes for record in duties.published.values())),
    )
    return result.recorded(partition.names, content, partition.scope, duties.for_partners if settings.disclosed else "")


def _disclosures(job: Job, index: RosterIndex | None) -> dict[str, tuple[str, ...] | None]:
    """Return the members whom each calendar names, by its name in a `Disclosure`; None without the duties."""
    owners = {f"{INTERNAL}/{stem}": tuple(stem.split("s/")) for stem in job.partition.stems}
    linked = (link for link in job.links if link.audience != "partner")
    owners |= {f"{SECRET}/{link.audience}/{link.key}": (link.audience, link.key) for link in linked}
    return {calendar: None if index is None else _named_members(index, *owner) for calendar, owner in owners.items()}


def _named_members(index: RosterIndex, kind: str, key: str) -> tuple[str, ...]:
    if kind == "personal":
        return (key,)
    crews = {(duty.team, duty.members): duty for duty in index.duties_of(kind, key)}  # a crew has many duties
    return tuple({member.key: None for duty in crews.values() for member in index.members_of(duty)})


# --- calendars and pages ------------------------------------------------------------------------------------------


def _sections(
    settings: JobSettings, job: Job, duties: PartitionDuties, recent: Mapping[str, tuple[RecentChange, ...]]
) -> Iterator[SiteSection]:
    """Yield the internal section of a partition, and one for each private link.

    ``recent`` are the latest changes of members, by key.
    """
    index, partition, renderer = duties.index, job.partition, page_renderer()
    feeds: dict[str, tuple[Feed, ...]] = dict.fromkeys(index.plan.languages, ())
    if not partition.partner:
        # The calendars of posts and teams that the plan no longer has are not made: their past is kept as it is.
        stems, facts = set(partition.stems), RosterFacts(index)
        for language in feeds:
            of_plan = duty_feeds(index, language=language, facts=facts)
            feeds[language] = tuple(feed for feed in of_plan if group_key(feed.path) in stems)
        paged = partition.units if settings.paged else ()
        pages = tuple(page for unit in paged for page in unit_pages(renderer, index, unit, feeds))
        yield SiteSection(folder=INTERNAL, audience="unit", feeds=feeds, pages=pages, data=duties.data)
    persons, members = PersonPages(renderer, index), MemberFeeds(index)
    for link in job.links:
        linked: dict[str, tuple[Feed, ...]] = {}
        for feed in _linked_feeds(link, index, feeds, members):
            linked[feed.language] = (*linked.get(feed.language, ()), _moved(feed, link))
        pages = tuple(private_pages(renderer, persons, index, (link.audience, link.key), linked))
        latest = recent.get(link.key, ()) if link.audience == "personal" else ()
        yield SiteSection(folder=link.folder, audience=link.audience, feeds=linked, pages=pages, recent=latest)


def _linked_feeds(
    link: PrivateLink, index: RosterIndex, feeds: Mapping[str, Sequence[Feed]], members: MemberFeeds
) -> Iterator[Feed]:
    """Yield the calendars at a private link, as they are in the internal part; ``feeds`` are those of units."""
    if link.audience == "unit":
        unit_of = dict(roster_paths(index.plan))
        yield from (feed for feed in chain.from_iterable(feeds.values()) if unit_of[feed.path] == link.key)
    elif link.audience == "partner":
        partners = chain.from_iterable(partner_feeds(index, language=language) for language in feeds)
        yield from (feed for feed in partners if feed.key == link.key)
    else:
        member = index.plan.member(link.key)
        yield members.feed(member, member.language or index.plan.languages[0])


def _moved(feed: Feed, link: PrivateLink) -> Feed:
    """Return a calendar at a private link, with the same events; they are made once."""
    path = feed.path or f"duties.{feed.language}.ics"
    return attrs.evolve(feed, base=link.url.rstrip("/"), path=path, source=lambda: feed.events, is_secret=True)
