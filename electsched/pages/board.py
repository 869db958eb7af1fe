"""The duty board: the gaps, the teams at each post and shift in each week, the coverage and the load of the teams.

A board with many cells has a page for each month, and a page before them with the gaps, the months and the loads.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

import attrs
from jinja2.utils import url_quote

from electsched.i18n.languages import words
from electsched.i18n.text import month_name
from electsched.operation.plan import Plan
from electsched.operation.windows import provisional_days
from electsched.pages.parts.board_cells import BoardCells
from electsched.pages.parts.board_weeks import board_months, board_weeks, week_months
from electsched.pages.parts.day_names import names_for_scripts
from electsched.pages.parts.load_bars import load_bars, load_csv, person_bars
from electsched.pages.renderer import PageContext, Renderer
from electsched.roster.index import RosterIndex
from electsched.values import value_text

__all__ = ["BoardPart", "board_page", "board_parts"]

MOST_CELLS = 3000
"""A board with more shifts has a page for each month: a phone shows no larger one at once."""
SHOWN_GAPS = 6
MOST_ROWS_ACROSS = 40
"""A week with more rows is printed on A4 upright, each post beside its shifts; one of 83 shifts fits a sheet."""


@attrs.frozen
class BoardPart:
    """A page of a board.

    Attributes:
        suffix: The end of its stem, such as ``.2024-01``; empty for the first page.
        months: The first day of each month whose weeks it shows.
        others: The first day of each month that has a page of its own; empty if the board is one page.
    """

    suffix: str
    months: tuple[date, ...]
    others: tuple[date, ...] = ()

    __repr__ = value_text

    def shows(self, day: date) -> bool:
        """Return whether the duties of a day decide the page: on the first page those of every day do."""
        return not self.suffix or not week_months(day).isdisjoint(self.months)


def board_parts(plan: Plan, posts: Iterable[str], months: Iterable[date] = ()) -> tuple[BoardPart, ...]:
    """Return the pages of the board of some posts, as their patterns require, and the first days of further months."""
    cells: dict[date, int] = {}
    keys = set(posts)
    for post in plan.posts:
        if post.key in keys:
            for day, on_day, _ in plan.manned_days(post):
                month = day.replace(day=1)
                cells[month] = cells.get(month, 0) + len(plan.pattern(on_day.pattern).shift)
    for month in (*months, *(addition.day.replace(day=1) for addition in plan.additions if addition.post in keys)):
        cells.setdefault(month, 1)
    page_months = tuple(sorted(cells))
    if sum(cells.values()) <= MOST_CELLS:
        return (BoardPart("", page_months),)
    return (
        BoardPart("", (), page_months),
        *(BoardPart(f".{month:%Y-%m}", (month,), page_months) for month in page_months),
    )


def board_page(  # noqa: PLR0913  # a page of the same roster and posts may have another address
    renderer: Renderer,
    index: RosterIndex,
    posts: Sequence[str],
    context: PageContext,
    *,
    part: BoardPart | None = None,
    stem: str = "board",
    home: str = "index",
    has_names: bool = False,
    cells: BoardCells | None = None,
    unit: str = "",
) -> bytes:
    """Return a page of the duty board of some posts.

    Args:
        renderer: The templates.
        index: The roster and its plan.
        posts: The keys of the posts, in the order of their rows.
        context: Language, stamp and zone of the page.
        part: The page; if None, the whole board on one page.
        stem: The start of the address of the board's first page, without language and extension.
        home: The same for the page that links to this board.
        has_names: Whether its readers may see the names of members.
        cells: The cells of these posts in this language, if other pages of the board have them already.
        unit: The key of the unit of the posts, whose name is in the title; empty for the board of an operation.
    """
    plan, language, phrases = index.plan, context.language, words(context.language)
    cells = cells or BoardCells(index, posts, language, has_names=has_names)
    part = part or BoardPart("", tuple(sorted({day.replace(day=1) for day in cells.days})))
    weeks = list(board_weeks(cells, part.months))
    gaps = [gap for gap in cells.gaps if not part.suffix or gap.day.replace(day=1) in part.months]
    month = " ".join(month_name(month, language) for month in part.months if part.suffix)
    bars = () if part.suffix else load_bars(index, cells.teams, language)
    posts_by_unit = [(plan.post(post).unit, post, cells.name(post)) for post in cells.posts]
    teams_by_unit = list(_team_names(plan, cells.teams, language))
    # A script compares the unit of a team with that of a post, so both have theirs or neither.
    has_units = len({unit for unit, _, _ in (*posts_by_unit, *teams_by_unit)}) > 1
    persons = person_bars(index, cells.teams, language) if bars and has_names else ()
    return renderer.render(
        "board.html",
        context,
        stem=stem + part.suffix,
        title=" ".join(filter(None, (phrases["page.board"], plan.unit(unit).name[language] if unit else "", month))),
        is_provisional=bool(provisional_days(plan.windows)),
        operation=plan.operation.name[language],
        zone=context.zone,
        names=names_for_scripts(language),
        home=context.path(home),
        first_page=context.path(stem) if part.suffix else "",
        gaps=gaps[:SHOWN_GAPS],
        more_gaps=gaps[SHOWN_GAPS:],
        tabs=list(_tabs(part, stem, context)),
        posts=_by_unit(plan, language, posts_by_unit, has_units=has_units),
        teams=_by_unit(plan, language, teams_by_unit, has_units=has_units),
        weeks=weeks,
        is_tall=any(sum(len(post.rows) + 1 for post in week.posts) > MOST_ROWS_ACROSS for week in weeks),
        coverage=list(board_months(cells, part.months)) if weeks else [],
        loads=bars,
        persons=persons,
        loads_csv=url_quote(load_csv((*bars, *persons), language)) if bars else "",
        has_risk=any(bar.load.risk for bar in bars),
        members=list(_members(index, cells.teams, language)) if has_names and not part.suffix else [],
    )


def _tabs(part: BoardPart, stem: str, context: PageContext) -> Iterator[tuple[str, str, str, bool]]:
    """Yield the month, name and address of each month with a page of its own, and whether it is this page."""
    names = words(context.language)
    for month in part.others:
        name = f"{names[f'month_short.{month.month}']} {month.year}"
        path = context.path(f"{stem}.{month:%Y-%m}").rpartition("/")[2]
        yield f"{month:%Y-%m}", name, path, month in part.months


def _team_names(plan: Plan, teams: Iterable[str], language: str) -> Iterator[tuple[str, str, str]]:
    """Yield the unit of each team, its name beside the posts of its unit, and its name."""
    for team in map(plan.team, teams):
        yield team.unit, team.name_at(team.unit)[language], team.name[language]


def _by_unit(
    plan: Plan, language: str, entries: Iterable[tuple[str, str, str]], *, has_units: bool
) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the choices of a filter by the names of their units, which are empty if the board has one unit."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for unit, value, name in entries:
        groups.setdefault(unit, []).append((value, name))
    return [(plan.unit(unit).name[language] if has_units else "", group) for unit, group in groups.items()]


def _members(index: RosterIndex, teams: Iterable[str], language: str) -> Iterator[tuple[str, str]]:
    """Yield the name of each team with those of its members."""
    for team in teams:
        if members := index.members_by_team.get(team, ()):
            yield index.plan.team(team).name[language], ", ".join(member.name for member in members)
