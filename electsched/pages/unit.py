"""The pages with the addresses of calendars: all of an operation, those of a unit, and those at secret addresses."""

from __future__ import annotations

from collections.abc import Iterable

from electsched.calendars.feed import Feed
from electsched.i18n.languages import words
from electsched.operation.plan import Plan
from electsched.operation.windows import provisional_days
from electsched.pages.parts.calendar_tree import calendar_tree
from electsched.pages.renderer import PageContext, Renderer
from electsched.pages.subscribe import NOTHING_SPLIT, Split, all_links, months_of, refresh_hours

__all__ = ["codes_page", "partner_page", "private_unit_page", "unit_page"]


def unit_page(  # noqa: PLR0913  # a unit of a plan, its calendars, and their months
    renderer: Renderer,
    plan: Plan,
    unit: str,
    feeds: Iterable[Feed],
    context: PageContext,
    *,
    split: Split = NOTHING_SPLIT,
) -> bytes:
    """Return the page of one unit of a large operation: its calendars, and the calendars of its posts and teams.

    Raises:
        UnknownNameError: The plan has no such unit.
    """
    calendars, language = list(feeds), context.language
    return renderer.render(
        "unit.html",
        context,
        stem=unit,
        refresh=refresh_hours(calendars),
        title=plan.unit(unit).name[language],
        is_provisional=bool(provisional_days(plan.windows)),
        operation=plan.operation.name[language],
        branches=list(calendar_tree(plan, calendars, language, split, root="../")),
        is_split=any(feed.path in split for feed in calendars),
        is_secret=False,
        home=f"../{context.path()}",
        board=context.path(f"{unit}.board"),
        conduct=plan.operation.conduct[language] if plan.operation.conduct else "",
    )


def codes_page(
    renderer: Renderer, plan: Plan, feeds: Iterable[Feed], context: PageContext, *, split: Split = NOTHING_SPLIT
) -> bytes:
    """Return the page with the addresses and the QR code of each calendar of an operation, by unit; without scripts."""
    calendars, language = list(feeds), context.language
    return renderer.render(
        "codes.html",
        context,
        stem="codes",
        refresh=refresh_hours(calendars),
        title=words(language)["page.codes"],
        is_provisional=bool(provisional_days(plan.windows)),
        operation=plan.operation.name[language],
        branches=list(calendar_tree(plan, calendars, language, split)),
        is_split=any(feed.path in split for feed in calendars),
        home=context.path(),
    )


def private_unit_page(
    renderer: Renderer, plan: Plan, feeds: Iterable[Feed], context: PageContext, *, split: Split = NOTHING_SPLIT
) -> bytes:
    """Return the page at a unit's secret address: its calendars, a link to its board, and the rules of conduct."""
    calendars, language, conduct = list(feeds), context.language, plan.operation.conduct
    return renderer.render(
        "unit.html",
        context,
        refresh=refresh_hours(calendars),
        title=next((feed.name for feed in calendars if feed.kind == "unit"), ""),
        is_provisional=bool(provisional_days(plan.windows)),
        operation=plan.operation.name[language],
        branches=list(calendar_tree(plan, calendars, language, split)),
        is_split=any(feed.path in split for feed in calendars),
        is_secret=True,
        home="",
        board=context.path("board"),
        conduct=conduct[language] if conduct else "",
    )


def partner_page(
    renderer: Renderer, plan: Plan, feeds: Iterable[Feed], context: PageContext, *, split: Split = NOTHING_SPLIT
) -> bytes:
    """Return the page at a partner's secret address: its calendar, by month; the rules of conduct are not shown."""
    calendars, language = list(feeds), context.language
    calendar = next((feed for feed in calendars if feed.kind == "partner"), None)
    events = calendar.events if calendar else ()
    months, groups = months_of(events, language)
    changed = context.stamp.date().replace(day=1)
    return renderer.render(
        "partner.html",
        context,
        refresh=refresh_hours(calendars),
        title=calendar.name if calendar else "",
        is_provisional=bool(provisional_days(plan.windows)),
        operation=plan.operation.name[language],
        zone=context.zone,
        links=all_links(calendars, split),
        months=months,
        groups=[(name, ", ".join(posts)) for posts, name in groups.items()],
        open_month=next((month.first for month in months if month.first >= changed), None),
    )
