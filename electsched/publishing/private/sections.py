"""The calendars and pages at private links: those of a unit, of a partner, or of one member."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime

import attrs

from electsched.calendars.duty_feeds import MemberFeeds, partner_feeds, roster_paths
from electsched.calendars.event import Event
from electsched.calendars.feed import Feed
from electsched.operation.plan import Plan
from electsched.pages.board import board_page
from electsched.pages.person import PersonPages
from electsched.pages.renderer import PageContext, Renderer
from electsched.pages.subscribe import Split
from electsched.pages.unit import partner_page, private_unit_page
from electsched.publishing.private.links import PrivateLink
from electsched.publishing.private.registry import LinkRegistry
from electsched.roster.index import RosterIndex
from electsched.stores.base import SECRET

__all__ = ["PrivateSection", "RenderPage", "label", "private_calendar_count", "private_sections"]

RenderPage = Callable[[PageContext, Split], bytes]
"""Renders a page, with the months of each calendar that is split."""


@attrs.frozen(kw_only=True)
class PrivateSection:
    """The calendars and pages of a private link.

    Attributes:
        link: The link.
        feeds: The calendars by language; a member has one language.
        pages: The function that renders each page, by the stem of the page's name.
        zone: IANA zone of the reader.
    """

    link: PrivateLink
    feeds: Mapping[str, tuple[Feed, ...]] = attrs.field(repr=False)
    pages: Mapping[str, RenderPage] = attrs.field(repr=False)
    zone: str


def label(audience: str, key: str) -> Callable[[str], str]:
    """Return a function that adds the reader to a private path in an error, in which the token is left out."""
    reader = f" ({audience} {key})"
    return lambda path: path + reader if path.startswith(f"{SECRET}/") and not path.endswith(")") else path


def private_calendar_count(plan: Plan, registry: LinkRegistry, now: datetime) -> int:
    """Return the number of calendars at working links; a calendar that is split by month counts once."""
    of_unit = Counter(unit for _, unit in roster_paths(plan))
    units = sum(of_unit[link.key] for link in registry.links("unit") if link.works(now))
    return units + registry.count(now, "partner") * len(plan.languages) + registry.count(now, "personal")


def private_sections(
    index: RosterIndex, renderer: Renderer, links: Iterable[PrivateLink], feeds: Mapping[str, tuple[Feed, ...]]
) -> Iterator[PrivateSection]:
    """Yield the section of each link of a partition; ``feeds`` are the calendars of its units by language."""
    plan, persons, listed = index.plan, PersonPages(renderer, index.plan), tuple(links)
    private_feeds = _feeds_by_link(index, listed, feeds)
    for link, of_link in zip(listed, private_feeds, strict=True):
        first = next(iter(of_link.values()))
        zone = next((feed.zone for feed in first if feed.kind in {"unit", "partner", "member"}), plan.zone)
        pages = dict(_pages(index, renderer, persons, link, of_link))
        yield PrivateSection(link=link, feeds=of_link, pages=pages, zone=zone)


def _feeds_by_link(
    index: RosterIndex, links: Iterable[PrivateLink], feeds: Mapping[str, tuple[Feed, ...]]
) -> Iterator[Mapping[str, tuple[Feed, ...]]]:
    plan, member_feeds = index.plan, MemberFeeds(index)
    members = {member.key: member for member in plan.members}
    of_units = {language: _by_unit(plan, of_language) for language, of_language in feeds.items()}
    of_partners: dict[str, dict[str, Feed]] = {}
    for link in links:
        base = f"{plan.site.secret_url}/{link.token}"
        if link.audience == "unit":
            yield {
                language: tuple(_shared(feed, base) for feed in units.get(link.key, ()))
                for language, units in of_units.items()
            }
            continue
        if link.audience == "personal":
            member = members[link.key]
            language = member.language or plan.languages[0]
            calendars = {language: member_feeds.feed(member, language)}
        else:
            of_partners = of_partners or {
                language: {feed.key: feed for feed in partner_feeds(index, language=language)}
                for language in plan.languages
            }
            calendars = {language: of_partners[language][link.key] for language in plan.languages}
        yield {
            language: (attrs.evolve(feed, base=base, path=f"duties.{language}.ics"),)
            for language, feed in calendars.items()
        }


def _by_unit(plan: Plan, feeds: Iterable[Feed]) -> dict[str, list[Feed]]:
    unit_of = {("unit", unit.key): unit.key for unit in plan.units}
    unit_of |= {("post", post.key): post.unit for post in plan.posts}
    unit_of |= {("team", team.key): team.unit for team in plan.teams}
    by_unit: dict[str, list[Feed]] = {}
    for feed in feeds:
        by_unit.setdefault(unit_of[feed.kind, feed.key], []).append(feed)
    return by_unit


def _shared(feed: Feed, base: str) -> Feed:
    """Return a calendar at another address; its events are those that the internal calendar has already made."""

    def events() -> tuple[Event, ...]:
        return feed.events

    return attrs.evolve(feed, base=base, source=events)


def _pages(
    index: RosterIndex,
    renderer: Renderer,
    persons: PersonPages,
    link: PrivateLink,
    feeds: Mapping[str, tuple[Feed, ...]],
) -> Iterator[tuple[str, RenderPage]]:
    plan = index.plan

    def page(context: PageContext, split: Split) -> bytes:
        calendars = feeds[context.language]
        if link.audience == "personal":
            return persons.page(calendars[0], context, split=split)
        page_of = private_unit_page if link.audience == "unit" else partner_page
        return page_of(renderer, plan, calendars, context, split=split)

    def board(context: PageContext, _: Split) -> bytes:
        return board_page(renderer, index, [post.key for post in plan.posts if post.unit == link.key], context)

    yield "index", page
    if link.audience == "unit":
        yield "board", board
