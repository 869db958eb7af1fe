"""The duties of a partition, and its sections: its calendars and pages, and those at each private link.

Duties that have begun stay as they were published; the others are as the plan says.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, cached_property, partial
from itertools import chain
from typing import TYPE_CHECKING

import attrs

from electsched.calendars.duty_events import RosterFacts, duty_identity
from electsched.calendars.duty_feeds import MemberFeeds, duty_feeds, partner_feeds, roster_paths
from electsched.calendars.feed import Feed
from electsched.loaders.templates import page_renderer
from electsched.pages.person import PersonPages
from electsched.pages.specs import private_pages, unit_pages
from electsched.publishing.fingerprint import fingerprint
from electsched.publishing.layout import INTERNAL, group_key
from electsched.publishing.sections import SiteSection
from electsched.roster.duty import Roster
from electsched.roster.index import RosterIndex
from electsched.roster.past.continuation import Continuation
from electsched.roster.past.data import record_bytes
from electsched.roster.past.record import RosterRecord, merged_record, part_for_partners, plan_with_past, record_of
from electsched.roster.rotation import continue_roster
from electsched.stores.base import SECRET, read_file
from electsched.stores.members import member_bytes
from electsched.stores.records import is_record, members_path, record_path, unit_records

if TYPE_CHECKING:
    from electsched.operation.plan import Plan
    from electsched.publishing.partitions.jobs import Job, JobSettings
    from electsched.publishing.private.links import PrivateLink
    from electsched.publishing.sections import BuildContext
    from electsched.roster.difference import DutyDifference
    from electsched.roster.duty import Shortfall
    from electsched.roster.parts.partition import Partition
    from electsched.stores.base import Store

__all__ = [
    "PartitionDuties",
    "disclosed_members",
    "disclosing_calendars",
    "partition_duties",
    "partition_sections",
    "partner_duties",
]

UNIT = "unit"
"""The audience of the internal part and of the private links of units."""


@attrs.frozen(kw_only=True)
class PartitionDuties:
    """The duties of a partition."""

    index: RosterIndex  #: with the posts and teams that only the past has
    units: tuple[str, ...] = ()  #: of these posts; none of a partner, whose duties other partitions report
    shortfalls: tuple[Shortfall, ...] = ()  #: shifts at its posts that no team can fill
    differences: tuple[DutyDifference, ...] = ()  #: duties that have begun and that the plan says otherwise
    corrected: frozenset[str] = frozenset()  #: UIDs of duties that have begun and are corrected
    published: Mapping[str, RosterRecord] = attrs.field(factory=dict, repr=False)  #: as they were, by unit
    records: Mapping[str, RosterRecord] = attrs.field(factory=dict, repr=False)  #: of its units, by unit

    @cached_property
    def data(self) -> dict[str, bytes]:
        """The data file of each record, by path in the site."""
        return {record_path(unit): record_bytes(record) for unit, record in self.records.items()}

    @property
    def members(self) -> dict[str, bytes]:
        """The file with the members of each record, by path in the site."""
        return {members_path(record_path(unit)): member_bytes(record) for unit, record in self.records.items()}

    @property
    def for_partners(self) -> str:
        """The fingerprint of all that partners may see of the records."""
        parts = map(part_for_partners, self.records.values())
        return fingerprint([[Roster(part.duties), attrs.evolve(part, duties=())] for part in parts])


def partition_duties(
    context: BuildContext, partition: Partition, plan: Plan, shortfalls: Iterable[Shortfall] | None
) -> PartitionDuties:
    """Return the duties of a partition; ``plan`` is its plan.

    ``shortfalls`` are those of all partitions if the duties of the partition were built with theirs; else None.
    """
    units, began = dict.fromkeys((*partition.units, *(post.unit for post in plan.posts))), context.rules.began
    own, others = context.writer.read, partial(read_file, context.writer.store)
    paths = map(record_path, partition.units)
    published = unit_records(lambda path: (own if is_record(path) else others)(path), plan.id, paths)
    record = merged_record(published) if began is not None else None
    if shortfalls is not None and partition.roster is not None:
        continuation = Continuation(roster=partition.roster, shortfalls=tuple(shortfalls))
    else:
        continuation = continue_roster(plan, record, began, given=partition.roster)
    index = RosterIndex(plan_with_past(plan, record, continuation.roster), continuation.roster)
    corrected = frozenset(duty_identity(index.plan, duty) for duty in continuation.corrected_duties)
    posts = {post.key for post in plan.posts}
    return PartitionDuties(
        index=index,
        units=tuple(units),
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
        records = unit_records(partial(read_file, store), plan.id, map(record_path, job.seen), is_named=False)
        record = merged_record({unit: part_for_partners(part) for unit, part in records.items()})
        roster = Roster(record.duties if record else ())
    return PartitionDuties(index=RosterIndex(plan_with_past(plan, record, roster), roster), corrected=job.decided)


# --- calendars and pages ------------------------------------------------------------------------------------------


def disclosing_calendars(stems: Iterable[str], links: Iterable[PrivateLink]) -> dict[str, str]:
    """Return the owner of each calendar of a partition that may name members, by its name in a `Disclosure`.

    ``stems`` are the paths of its calendars; the owner is given as in such a path.
    """
    owners = {f"{INTERNAL}/{stem}": stem for stem in stems}
    linked = (link for link in links if link.audience != "partner")
    return owners | {f"{SECRET}/{link.audience}/{link.key}": f"{link.audience}s/{link.key}" for link in linked}


def disclosed_members(
    index: RosterIndex, stems: Iterable[str], links: Iterable[PrivateLink]
) -> dict[str, tuple[str, ...]]:
    """Return the members that each of the `disclosing_calendars` names."""

    @cache
    def members(owner: str) -> tuple[str, ...]:
        kind, _, key = owner.partition("s/")
        if kind == "personal":
            return (key,)
        crews = {(duty.team, duty.members): duty for duty in index.duties_of(kind, key)}  # a crew has many duties
        of_crews = chain.from_iterable(map(index.members_of, crews.values()))
        return tuple(dict.fromkeys(member.key for member in of_crews))

    return {calendar: members(owner) for calendar, owner in disclosing_calendars(stems, links).items()}


def partition_sections(settings: JobSettings, job: Job, duties: PartitionDuties, content: str) -> Iterator[SiteSection]:
    """Yield the internal section of a partition, and one for each private link.

    ``content`` is the fingerprint of its internal pages.
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
        notes=duties.members,
    )
    yield from _private_sections(job, index, feeds)


def _private_sections(job: Job, index: RosterIndex, feeds: Mapping[str, tuple[Feed, ...]]) -> Iterator[SiteSection]:
    """Yield the section of each private link; ``feeds`` are the calendars of the units, by language."""
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
        yield SiteSection(folder=link.folder, audience=link.audience, feeds=moved, pages=pages)


def _moved(feed: Feed, link: PrivateLink) -> Feed:
    """Return a calendar at a private link, with the same events; they are made once."""
    path = feed.path or f"duties.{feed.language}.ics"
    return attrs.evolve(feed, base=link.url.rstrip("/"), path=path, source=lambda: feed.events, is_secret=True)
