"""The page of an operation: its calendars, gaps, windows and musters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

import attrs

from electsched.calendars.feed import Feed
from electsched.i18n.languages import words
from electsched.i18n.text import long_date
from electsched.operation.plan import Plan
from electsched.operation.windows import Window, provisional_days
from electsched.pages.board import SHOWN_GAPS
from electsched.pages.parts.board_cells import BoardCells, BoardGap
from electsched.pages.parts.calendar_tree import calendar_tree
from electsched.pages.parts.day_chart import ChartBar, day_chart
from electsched.pages.parts.day_names import names_for_scripts
from electsched.pages.renderer import PageContext, Renderer
from electsched.pages.subscribe import NOTHING_SPLIT, Split, refresh_hours
from electsched.pages.unit_tree import unit_branches
from electsched.roster.index import RosterIndex
from electsched.timeline.wording.step_words import say
from electsched.values import value_text

__all__ = ["OperationFigures", "operation_figures", "operation_page"]

LISTED_GAPS = 60


@attrs.frozen
class OperationFigures:
    """The figures of an operation's duties that its page shows.

    Attributes:
        gaps: The first gaps, so many that some are ahead for weeks after the page was made.
        more_gaps: The number of further gaps.
        daily: The first day, length, duties and people of each run of days with equal numbers of both.
    """

    gaps: tuple[BoardGap, ...] = ()
    more_gaps: int = 0
    daily: str = ""

    __repr__ = value_text


def operation_figures(cells: BoardCells) -> OperationFigures:
    """Return the figures of all duties, with the gaps of a board."""
    gaps = cells.gaps
    return OperationFigures(gaps[:LISTED_GAPS], len(gaps[LISTED_GAPS:]), " ".join(_daily(cells.index)))


def operation_page(  # noqa: PLR0913  # an operation, its calendars and its duties
    renderer: Renderer,
    plan: Plan,
    feeds: Iterable[Feed],
    context: PageContext,
    *,
    split: Split = NOTHING_SPLIT,
    figures: OperationFigures | None = None,
) -> bytes:
    """Return the page of an operation: its calendars by unit, gaps, windows and musters.

    Without ``feeds`` the page lists the units, each of which has its page (see `unit_page`).
    """
    calendars, language = list(feeds), context.language
    first, last = (long_date(day, language) for day in (plan.operation.start, plan.operation.end))
    chart = day_chart([_window_bar(window, language) for window in plan.windows], language)
    figures = figures or OperationFigures()
    return renderer.render(
        "internal.html" if calendars else "units.html",
        context,
        page_style=chart.style if chart else "",
        refresh=refresh_hours(calendars),
        title=plan.title[language],
        is_provisional=bool(provisional_days(plan.windows)),
        operation=plan.operation.name[language],
        zone=plan.zone,
        names=names_for_scripts(language),
        declared=f"{first} – {last}",
        declared_days=plan.operation.days,
        findings=[finding.text[language] for finding in plan.findings],
        windows=chart,
        musters=[(muster.name[language], say(muster.start, language), muster.place.address) for muster in plan.musters],
        conduct=plan.operation.conduct[language],
        branches=list(calendar_tree(plan, calendars, language, split)),
        is_split=any(feed.path in split for feed in calendars),
        units=[] if calendars else list(unit_branches(plan.units, context)),
        board=context.path("board") if calendars else "",
        codes=context.path("codes") if calendars else "",
        gaps=figures.gaps,
        shown_gaps=SHOWN_GAPS,
        more_gaps=figures.more_gaps,
        daily=figures.daily,
    )


def _window_bar(window: Window, language: str) -> ChartBar:
    phrases = words(language)
    days = " – ".join(dict.fromkeys(long_date(day, language) for day in (window.start, window.end)))
    count = phrases["counted.day"].format(count=window.days)
    doubt = f", {phrases['page.not_firm']}" if window.provisional else ""
    return ChartBar(name=window.name[language], text=f"{days} ({count}{doubt})", start=window.start, end=window.end)


def _daily(index: RosterIndex) -> Iterator[str]:
    duties: dict[date, tuple[int, int]] = {}
    for duty in index.roster:
        count, people = duties.get(duty.day, (0, 0))
        duties[duty.day] = (count + 1, people + duty.people)
    run: list[date] = []
    for day in sorted(duties):
        if run and (duties[day] != duties[run[0]] or (day - run[-1]).days > 1):
            yield ",".join([run[0].isoformat(), str(len(run)), *map(str, duties[run[0]])])
            run = []
        run.append(day)
    if run:
        yield ",".join([run[0].isoformat(), str(len(run)), *map(str, duties[run[0]])])
