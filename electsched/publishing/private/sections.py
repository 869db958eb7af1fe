"""The files at private links: the calendars and pages of a unit, of a partner, or of one member."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import cache
from itertools import chain

import attrs

from electsched.calendars.duty_feeds import MemberFeeds, partner_feeds, roster_paths
from electsched.calendars.feed import Feed
from electsched.operation.plan import Plan
from electsched.pages.person import PersonPages
from electsched.pages.renderer import Renderer
from electsched.pages.specs import private_pages
from electsched.publishing.layout import INTERNAL
from electsched.publishing.private.links import PrivateLink
from electsched.publishing.private.registry import LinkRegistry
from electsched.publishing.sections import SiteSection
from electsched.roster.index import RosterIndex
from electsched.stores.base import SECRET

__all__ = ["disclosed_members", "disclosing_calendars", "private_calendar_count", "private_sections"]

Feeds = Mapping[str, tuple[Feed, ...]]
"""Calendars by language."""


def private_calendar_count(plan: Plan, registry: LinkRegistry, now: datetime) -> int:
    """Return the number of calendars at working links; a calendar that is split by month counts once."""
    of_unit = Counter(unit for _, unit in roster_paths(plan))
    units = sum(of_unit[link.key] for link in registry.links("unit") if link.works(now))
    return units + registry.count(now, "partner") * len(plan.languages) + registry.count(now, "personal")


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


def private_sections(
    index: RosterIndex,
    renderer: Renderer,
    links: Iterable[PrivateLink],
    feeds: Feeds,
) -> Iterator[SiteSection]:
    """Yield the section of each private link of a partition; ``feeds`` are the calendars of its units."""
    plan, member_feeds, persons = index.plan, MemberFeeds(index), PersonPages(renderer, index)
    unit_of, of_units = dict(roster_paths(plan)), defaultdict[tuple[str, str], list[Feed]](list)
    for feed in chain.from_iterable(feeds.values()):
        of_units[unit_of[feed.path], feed.language].append(feed)
    for link in links:
        if link.audience == "unit":
            calendars = {language: tuple(of_units[link.key, language]) for language in plan.languages}
        elif link.audience == "partner":
            of_partners = (feed for language in plan.languages for feed in partner_feeds(index, language=language))
            calendars = {feed.language: (feed,) for feed in of_partners if feed.key == link.key}
        else:
            member = plan.member(link.key)
            language = member.language or plan.languages[0]
            calendars = {language: (member_feeds.feed(member, language),)}
        calendars = {language: tuple(_moved(feed, link) for feed in group) for language, group in calendars.items()}
        yield SiteSection(
            folder=link.folder,
            audience=link.audience,
            feeds=calendars,
            pages=tuple(private_pages(renderer, persons, index, (link.audience, link.key), calendars)),
        )


def _moved(feed: Feed, link: PrivateLink) -> Feed:
    """Return a calendar at a private link, with the same events; they are made once."""
    path = feed.path or f"duties.{feed.language}.ics"
    return attrs.evolve(feed, base=link.url.rstrip("/"), path=path, source=lambda: feed.events, is_secret=True)
