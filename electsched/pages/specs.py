"""The pages of each audience: the public, an operation, a unit of a large operation, readers of private links."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache

import attrs

from electsched.calendars.duty_feeds import duty_feeds, roster_paths
from electsched.calendars.feed import Feed
from electsched.operation.plan import Plan
from electsched.pages.board import BoardPart, board_page, board_parts
from electsched.pages.index import operation_page
from electsched.pages.parts.board_weeks import BoardCells
from electsched.pages.person import PersonPages
from electsched.pages.public import public_page
from electsched.pages.renderer import PageContext, Renderer
from electsched.pages.subscribe import Split
from electsched.pages.unit import partner_page, private_unit_page, unit_page
from electsched.roster.index import RosterIndex
from electsched.timeline.timeline import Timeline

__all__ = ["PageSpec", "operation_pages", "private_pages", "stage_pages", "unit_pages"]

Feeds = Mapping[str, Sequence[Feed]]
"""Calendars by language."""


@attrs.frozen(kw_only=True)
class PageSpec:
    """The way to make a page.

    Attributes:
        stem: The start of its path.
        zone: The IANA zone of its readers.
        render: Renders it in a context, with the months of the calendars that are split.
        personal: Whether it is the page of one reader, which shows the latest changes of the reader's calendar.
    """

    stem: str
    zone: str
    render: Callable[[PageContext, Split], bytes] = attrs.field(repr=False)
    personal: bool = False


def stage_pages(renderer: Renderer, timeline: Timeline, feeds: Feeds) -> Iterator[PageSpec]:
    """Yield the page of the stages of an election."""

    def page(context: PageContext, months: Split) -> bytes:
        return public_page(renderer, timeline, feeds[context.language], context, split=months)

    yield PageSpec(stem="index", zone=timeline.zone, render=page)


def operation_pages(
    renderer: Renderer,
    plan: Plan,
    index: Callable[[], RosterIndex],
    *,
    by_unit: bool,
    months: Iterable[date] = (),
) -> Iterator[PageSpec]:
    """Yield the page of the calendars of an operation, and its board; ``by_unit`` only a page of the units.

    ``index`` returns the duties, which an operation by unit does not need. ``months`` are the first days of those with duties:
    a board has pages for the past too. The board also has the posts that only the past has.
    """

    @cache
    def cells(language: str) -> BoardCells:
        return BoardCells(index(), [post.key for post in index().plan.posts], language)

    def page(context: PageContext, months: Split) -> bytes:
        if by_unit:
            return operation_page(renderer, plan, (), context)
        paths = {path for path, _ in roster_paths(plan)}
        feeds = (feed for feed in duty_feeds(index(), language=context.language) if feed.path in paths)
        return operation_page(renderer, plan, feeds, context, split=months, cells=cells(context.language))

    def board(context: PageContext, part: BoardPart) -> bytes:
        of_language = cells(context.language)
        return board_page(renderer, index(), of_language.posts, context, part=part, cells=of_language)

    posts = tuple(post.key for post in plan.posts)
    yield PageSpec(stem="index", zone=plan.zone, render=page)
    if not by_unit:
        yield from _board_pages("board", plan.zone, board_parts(plan, posts, months), board)


def unit_pages(renderer: Renderer, index: RosterIndex, unit: str, feeds: Feeds) -> Iterator[PageSpec]:
    """Yield the page and the board of one unit of a large operation; ``feeds`` are the calendars of any units."""
    plan = index.plan
    posts = tuple(post.key for post in plan.posts if post.unit == unit)
    keys = {("unit", unit), *(("post", key) for key in posts)}
    keys |= {("team", team.key) for team in plan.teams if team.unit == unit}

    def page(context: PageContext, months: Split) -> bytes:
        of_unit = [feed for feed in feeds[context.language] if (feed.kind, feed.key) in keys]
        return unit_page(renderer, plan, unit, of_unit, context, split=months)

    def board(context: PageContext, part: BoardPart) -> bytes:
        return board_page(renderer, index, posts, context, part=part, stem=f"{unit}.board", home=unit)

    yield PageSpec(stem=f"units/{unit}", zone=plan.zones[unit], render=page)
    yield from _board_pages(f"units/{unit}.board", plan.zones[unit], _parts(index, posts), board)


def private_pages(
    renderer: Renderer, persons: PersonPages, index: RosterIndex, reader: tuple[str, str], feeds: Feeds
) -> Iterator[PageSpec]:
    """Yield the pages of a reader, named by audience and key; the first of ``feeds`` is the reader's calendar."""
    plan, (audience, key), zone = index.plan, reader, next(iter(feeds.values()))[0].zone

    def page(context: PageContext, split: Split) -> bytes:
        calendars = feeds[context.language]
        if audience == "personal":
            return persons.page(plan.member(key), calendars[0], context, split=split)
        render = private_unit_page if audience == "unit" else partner_page
        return render(renderer, plan, calendars, context, split=split)

    def board(context: PageContext, part: BoardPart) -> bytes:
        return board_page(renderer, index, posts, context, part=part, has_names=True)

    yield PageSpec(stem="index", zone=zone, render=page, personal=audience == "personal")
    if audience == "unit":
        posts = tuple(post.key for post in plan.posts if post.unit == key)
        yield from _board_pages("board", zone, _parts(index, posts), board)


def _parts(index: RosterIndex, posts: Sequence[str]) -> tuple[BoardPart, ...]:
    months = {duty.day.replace(day=1) for post in posts for duty in index.duties_of("post", post)}
    return board_parts(index.plan, posts, months)


def _board_pages(
    stem: str, zone: str, parts: Iterable[BoardPart], board: Callable[[PageContext, BoardPart], bytes]
) -> Iterator[PageSpec]:
    """Yield each page of a board; ``board`` renders one."""

    def rendered(part: BoardPart) -> Callable[[PageContext, Split], bytes]:
        return lambda context, _: board(context, part)

    for part in parts:
        yield PageSpec(stem=stem + part.suffix, zone=zone, render=rendered(part))
