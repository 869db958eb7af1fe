"""The pages of each audience: the public, an operation, a unit of a large operation, readers of private links."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import chain, groupby
from operator import attrgetter

import attrs

from electsched.calendars.duty_feeds import duty_feeds
from electsched.calendars.feed import Feed
from electsched.operation.plan import Plan
from electsched.pages.board import BoardPart, board_page, board_parts
from electsched.pages.index import operation_figures, operation_page
from electsched.pages.parts.board_cells import BoardCells, Covers, board_covers
from electsched.pages.person import PersonPages
from electsched.pages.public import public_page
from electsched.pages.renderer import PageContext, Renderer
from electsched.pages.subscribe import Split
from electsched.pages.unit import codes_page, partner_page, private_unit_page, unit_page
from electsched.roster.duty import Roster
from electsched.roster.index import RosterIndex
from electsched.timeline.timeline import Timeline
from electsched.values import value_text

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
        content: All values that ``render`` uses besides its arguments; empty if these are not stated.
    """

    stem: str
    zone: str
    render: Callable[[PageContext, Split], bytes] = attrs.field(repr=False)
    content: tuple[object, ...] = attrs.field(default=(), repr=False)

    __repr__ = value_text


def stage_pages(renderer: Renderer, timeline: Timeline, feeds: Feeds) -> Iterator[PageSpec]:
    """Yield the page of the stages of an election."""

    def page(context: PageContext, months: Split) -> bytes:
        return public_page(renderer, timeline, feeds[context.language], context, split=months)

    yield PageSpec(stem="index", zone=timeline.zone, render=page)


def operation_pages(renderer: Renderer, plan: Plan, index: RosterIndex, *, by_unit: bool) -> Iterator[PageSpec]:
    """Yield the page of the calendars of an operation, and its board; ``by_unit`` only a page of the units.

    The plan of ``index`` has the posts that only the past has too, which the board shows.
    """
    listed = _shown(plan)
    if by_unit:

        def units(context: PageContext, _: Split) -> bytes:
            return operation_page(renderer, listed, (), context)

        yield PageSpec(stem="index", zone=plan.zone, render=units, content=(listed,))
        return
    # All pages are made from this index and from values of it, so that the changes left out decide no byte of them.
    shown_index = RosterIndex(listed if index.plan is plan else _shown(index.plan), index.roster)
    posts = tuple(post.key for post in shown_index.plan.posts)
    covers = board_covers(shown_index, posts)
    cells = (BoardCells(shown_index, posts, language, covers=covers) for language in plan.languages)
    parts = _parts(shown_index, posts)
    figures = {of_language.language: operation_figures(of_language, has_months=len(parts) > 1) for of_language in cells}

    @cache
    def feeds(language: str) -> tuple[Feed, ...]:
        return tuple(duty_feeds(RosterIndex(listed, Roster(())), language=language))

    def page(context: PageContext, months: Split) -> bytes:
        figures_shown, calendars = figures[context.language], feeds(context.language)
        return operation_page(renderer, listed, calendars, context, split=months, figures=figures_shown)

    def codes(context: PageContext, months: Split) -> bytes:
        return codes_page(renderer, listed, feeds(context.language), context, split=months)

    yield PageSpec(stem="index", zone=plan.zone, render=page, content=(listed, figures))
    yield PageSpec(stem="codes", zone=plan.zone, render=codes, content=(listed,))
    yield from _operation_board(renderer, shown_index, parts, covers)


def _shown(plan: Plan) -> Plan:
    """Return a plan without members, and without the changes of which only the roster shows the effect."""
    return attrs.evolve(
        plan, absences=(), substitutions=(), swaps=(), additions=(), cancellations=(), endings=(), members=()
    )


def _operation_board(
    renderer: Renderer, index: RosterIndex, parts: Iterable[BoardPart], covers: Covers
) -> Iterator[PageSpec]:
    """Yield each page of the board of an operation; that of a month depends on the duties near this month alone."""
    posts = tuple(post.key for post in index.plan.posts)
    duties = sorted(chain.from_iterable(index.duties_of("post", post) for post in posts), key=attrgetter("day"))
    # A page shows whole weeks.
    rosters = [Roster(tuple(of_week)) for _, of_week in groupby(duties, lambda duty: duty.day.isocalendar()[:2])]

    def drawn(part: BoardPart, shown_covers: Covers, near: RosterIndex) -> Callable[[PageContext, Split], bytes]:
        def page(context: PageContext, _: Split) -> bytes:
            cells = BoardCells(near, posts, context.language, covers=shown_covers)
            return board_page(renderer, near, posts, context, part=part, cells=cells)

        return page

    for part in parts:
        near = {day for day in {day for day, _ in covers} if part.shows(day)}
        shown_covers = {key: shifts for key, shifts in covers.items() if key[0] in near}
        of_weeks = [roster for roster in rosters if roster[0].day in near]
        roster = Roster(tuple(chain.from_iterable(of_weeks)))
        yield PageSpec(
            stem=f"board{part.suffix}",
            zone=index.plan.zone,
            render=drawn(part, shown_covers, RosterIndex(index.plan, roster)),
            content=(index.plan, posts, part, *of_weeks),
        )


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
        return board_page(renderer, index, posts, context, part=part, stem=f"{unit}.board", home=unit, unit=unit)

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
        return board_page(renderer, index, posts, context, part=part, has_names=True, unit=key)

    yield PageSpec(stem="index", zone=zone, render=page)
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
