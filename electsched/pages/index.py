"""The index pages of a site: the calendars of the stages, and the calendars of an operation."""

from __future__ import annotations

from collections.abc import Iterable

from electsched.calendars.feed import Feed
from electsched.i18n.languages import words
from electsched.i18n.text import long_date
from electsched.operation.plan import Plan
from electsched.operation.windows import provisional_days
from electsched.pages.renderer import PageContext, Renderer
from electsched.pages.subscribe import NOTHING_SPLIT, Split, all_links, link_groups, months_of, refresh_hours
from electsched.pages.unit_tree import unit_branches
from electsched.pages.window_chart import window_picture
from electsched.timeline.chart import svg
from electsched.timeline.explain import say
from electsched.timeline.timeline import Timeline

__all__ = ["operation_page", "public_page"]


def public_page(
    renderer: Renderer, timeline: Timeline, feeds: Iterable[Feed], context: PageContext, *, split: Split = NOTHING_SPLIT
) -> bytes:
    """Return the page of the stages of an election; it shows nothing of an operation or a duty."""
    calendars, language = list(feeds), context.language
    stages = renderer.stages(timeline, language)
    return renderer.render(
        "public.html",
        context,
        refresh=refresh_hours(calendars),
        months=list(months_of((event for feed in calendars for event in feed.events), language)),
        title=timeline.name[language],
        is_provisional=any(stage.provisional for stage in timeline.dated),
        links=all_links(calendars, split),
        picture=stages.picture,
        rows=stages.rows,
    )


def operation_page(
    renderer: Renderer, plan: Plan, feeds: Iterable[Feed], context: PageContext, *, split: Split = NOTHING_SPLIT
) -> bytes:
    """Return the page of an operation: its windows, and the calendars of its units, posts and teams.

    Without ``feeds`` the page lists the units, each of which has its page (see `unit_page`).
    """
    calendars, language = list(feeds), context.language
    stages = renderer.stages(plan.timeline, language)
    first, last = (long_date(day, language) for day in (plan.operation.start, plan.operation.end))
    return renderer.render(
        "internal.html",
        context,
        refresh=refresh_hours(calendars),
        title=plan.title[language],
        is_provisional=bool(provisional_days(plan.windows)),
        operation=plan.operation.name[language],
        declared=f"{first} – {last}",
        declared_days=plan.operation.days,
        findings=[finding.text[language] for finding in plan.findings],
        windows=[
            (
                window.name[language],
                long_date(window.start, language),
                long_date(window.end, language),
                window.days,
                words(language)["page.not_firm"] if window.provisional else "",
            )
            for window in plan.windows
        ],
        musters=[(muster.name[language], say(muster.start, language), muster.place.address) for muster in plan.musters],
        conduct=plan.operation.conduct[language],
        groups=list(link_groups(calendars, language, split)),
        units=[] if calendars else list(unit_branches(plan.units, context)),
        board=context.path("board") if calendars else "",
        pictures=[svg(window_picture(plan, language)), stages.picture],
        rows=stages.rows,
    )
