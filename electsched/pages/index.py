"""The page of an operation: its calendars, gaps, windows and musters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

import attrs

from electsched.calendars.feed import Feed
from electsched.i18n.languages import words
from electsched.operation.plan import Plan
from electsched.operation.windows import Window, provisional_days
from electsched.pages.board import SHOWN_GAPS
from electsched.pages.parts.board_cells import BoardCells, BoardGap
from electsched.pages.parts.calendar_tree import calendar_tree
from electsched.pages.parts.day_chart import ChartBar, day_chart
from electsched.pages.parts.day_names import day_range, names_for_scripts
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
        daily: The first day, length, duties, people and gaps of each run of days on which these are equal.
        has_months: Whether its board has a page for each month.
    """

    gaps: tuple[BoardGap, ...] = ()
    more_gaps: int = 0
    daily: str = ""
    has_months: bool = False

    __repr__ = value_text


def operation_figures(cells: BoardCells, *, has_months: bool = False) -> OperationFigures:
    """Return the figures of all duties, with the gaps of a board."""
    gaps = cells.gaps
    daily = " ".join(_daily(cells.index, Counter(gap.day for gap in gaps)))
    return OperationFigures(gaps[:LISTED_GAPS], len(gaps[LISTED_GAPS:]), daily, has_months)


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
    levels = _levels(plan, language)
    windows = sorted(plan.windows, key=lambda window: (window.start, window.end))
    chart = day_chart([_window_bar(window, levels.get(window.key, ""), language) for window in windows], language)
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
        declared=day_range(plan.operation.start, plan.operation.end, language, has_year=True),
        declared_days=plan.operation.days,
        findings=[finding.text[language] for finding in plan.findings],
        windows=chart,
        musters=[
            (muster.name[language], muster.start.day.isoformat(), say(muster.start, language), muster.place.address)
            for muster in plan.musters
        ],
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
        has_months=figures.has_months,
        has_levels=bool(levels),
    )


def _levels(plan: Plan, language: str) -> dict[str, str]:
    """Return the rank and name of the posture of each window that has one."""
    postures = {posture.key: posture for posture in plan.operation.posture}
    in_force = ((phase.window, postures[phase.posture]) for phase in plan.operation.phase)
    return {window: f"{posture.rank} {posture.name[language]}" for window, posture in in_force}


def _window_bar(window: Window, level: str, language: str) -> ChartBar:
    phrases = words(language)
    days = day_range(window.start, window.end, language, has_year=True)
    text = f"{days}, {phrases['counted.day'].format(count=window.days)}"
    if window.provisional:
        text = f"{text}, {phrases['page.not_firm']}"
    return ChartBar(name=window.name[language], text=text, start=window.start, end=window.end, level=level)


def _daily(index: RosterIndex, gaps: Mapping[date, int]) -> Iterator[str]:
    figures = {day: (0, 0, count) for day, count in gaps.items()}
    for duty in index.roster:
        duties, people, missing = figures.get(duty.day, (0, 0, 0))
        figures[duty.day] = (duties + 1, people + duty.people, missing)
    run: list[date] = []
    for day in sorted(figures):
        if run and (figures[day] != figures[run[0]] or (day - run[-1]).days > 1):
            yield ",".join([run[0].isoformat(), str(len(run)), *map(str, figures[run[0]])])
            run = []
        run.append(day)
    if run:
        yield ",".join([run[0].isoformat(), str(len(run)), *map(str, figures[run[0]])])
