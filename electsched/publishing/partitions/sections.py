"""The sections of a partition: its calendars and pages in the internal part, and those at each private link."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING

import attrs

from electsched.calendars.duty_events import RosterFacts
from electsched.calendars.duty_feeds import MemberFeeds, duty_feeds, partner_feeds, roster_paths
from electsched.calendars.feed import Feed
from electsched.loaders.templates import page_renderer
from electsched.pages.person import PersonPages
from electsched.pages.specs import private_pages, unit_pages
from electsched.publishing.layout import INTERNAL, group_key
from electsched.publishing.sections import SiteSection
from electsched.roster.index import RosterIndex
from electsched.stores.base import SECRET

if TYPE_CHECKING:
    from electsched.publishing.partitions.duties import PartitionDuties
    from electsched.publishing.partitions.jobs import Job, JobSettings
    from electsched.publishing.private.links import PrivateLink

__all__ = ["disclosed_members", "disclosing_calendars", "partition_sections"]

UNIT = "unit"
"""The audience of the internal part and of the private links of units."""

Feeds = Mapping[str, tuple[Feed, ...]]
"""Calendars by language."""


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
    persons, calendars = PersonPages(renderer, index), _PrivateCalendars(index, feeds)
    for link in job.links:
        of_link = {
            language: tuple(_moved(feed, link) for feed in group) for language, group in calendars.of(link).items()
        }
        pages = tuple(private_pages(renderer, persons, index, (link.audience, link.key), of_link))
        yield SiteSection(folder=link.folder, audience=link.audience, feeds=of_link, pages=pages)


class _PrivateCalendars:
    """The calendars of the readers of private links, from those of the units."""

    def __init__(self, index: RosterIndex, feeds: Feeds) -> None:
        self._index, self._members = index, MemberFeeds(index)
        unit_of, of_units = dict(roster_paths(index.plan)), defaultdict[tuple[str, str], list[Feed]](list)
        for feed in chain.from_iterable(feeds.values()):
            of_units[unit_of[feed.path], feed.language].append(feed)
        self._of_units = of_units

    def of(self, link: PrivateLink) -> Feeds:
        """Return the calendars of a reader, by language."""
        plan = self._index.plan
        if link.audience == UNIT:
            return {language: tuple(self._of_units[link.key, language]) for language in plan.languages}
        if link.audience == "partner":
            of_partners = chain.from_iterable(partner_feeds(self._index, language=name) for name in plan.languages)
            return {feed.language: (feed,) for feed in of_partners if feed.key == link.key}
        member = plan.member(link.key)
        language = member.language or plan.languages[0]
        return {language: (self._members.feed(member, language),)}


def _moved(feed: Feed, link: PrivateLink) -> Feed:
    """Return a calendar at a private link, with the same events; they are made once."""
    path = feed.path or f"duties.{feed.language}.ics"
    return attrs.evolve(feed, base=link.url.rstrip("/"), path=path, source=lambda: feed.events, is_secret=True)
