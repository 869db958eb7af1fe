"""The duty board: the teams on duty at each post on each day, and the coverage of each post."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from functools import cached_property

import attrs
from markupsafe import Markup, escape

from electsched.i18n.languages import words
from electsched.i18n.text import month_name
from electsched.operation.plan import Plan
from electsched.operation.windows import provisional_days
from electsched.pages.renderer import PageContext, Renderer
from electsched.roster.duty import Duty
from electsched.roster.index import RosterIndex

__all__ = ["BoardMonth", "Cell", "Row", "board_months", "board_page"]

SATURDAY = 5


@attrs.frozen
class Cell:
    """A post on a day.

    Attributes:
        duties: The shift and team of each duty, by name, as HTML.
        present: The number of people on duty, reliefs not counted.
        needed: The number of people that the post needs.
    """

    duties: str
    present: int
    needed: int

    @property
    def coverage(self) -> str:
        """The class of the coverage: ``none`` (nobody is needed), ``full``, ``part`` or ``empty``."""
        if not self.needed:
            return "none"
        return "full" if self.present >= self.needed else "part" if self.present else "empty"

    @cached_property
    def coverage_html(self) -> str:
        """The number of people present and needed, as a table cell."""
        ratio = f"{self.present}/{self.needed}" if self.needed or self.present else ""
        return f'<td class="{self.coverage}">{ratio}</td>'

    @cached_property
    def duties_html(self) -> str:
        """The duties, as a table cell."""
        return f"<td>{self.duties}</td>"


@attrs.frozen
class Row:
    """A post through a month."""

    post: str
    cells: tuple[Cell, ...]

    # The cells are joined here and not in the template: a year has ten thousand of them.
    @property
    def coverage_html(self) -> Markup:
        """The table cells with the coverage of each day."""
        return Markup("".join([cell.coverage_html for cell in self.cells]))  # noqa: S704  # numbers and fixed words

    @property
    def duties_html(self) -> Markup:
        """The table cells with the duties of each day."""
        return Markup("".join([cell.duties_html for cell in self.cells]))  # noqa: S704  # escaped by _BoardNames


@attrs.frozen
class BoardMonth:
    """A month of the board.

    Attributes:
        name: The month and year in words.
        days: The days with duties or needs, each with a flag for weekends.
        rows: The posts that have duties or needs in the month.
    """

    name: str
    days: tuple[tuple[date, bool], ...]
    rows: tuple[Row, ...]


def board_page(  # noqa: PLR0913  # a page of the same roster and posts may have another address
    renderer: Renderer,
    index: RosterIndex,
    posts: Iterable[str],
    context: PageContext,
    *,
    stem: str = "board",
    home: str = "index",
) -> bytes:
    """Return the duty board of some posts as an HTML page.

    Args:
        renderer: The templates.
        index: The roster and its plan.
        posts: The keys of the posts, in the order of their rows.
        context: Language, stamp and zone of the page.
        stem: The start of the page's address, without language and extension.
        home: The same for the page that links to this board.
    """
    return renderer.render(
        "board.html",
        context,
        stem=stem,
        title=words(context.language)["page.board"],
        is_provisional=bool(provisional_days(index.plan.windows)),
        operation=index.plan.operation.name[context.language],
        home=context.path(home),
        months=list(board_months(index, posts, language=context.language)),
    )


def board_months(index: RosterIndex, posts: Iterable[str], *, language: str) -> Iterator[BoardMonth]:
    """Yield each month in which one of the posts has duties or needs, in order of time."""
    keys = tuple(posts)
    needs = {(key, day): people for key in keys for day, people in index.headcount_needed(key).items()}
    duties: dict[tuple[str, date], list[Duty]] = {}
    for key in keys:
        for duty in index.duties_of("post", key):
            duties.setdefault((key, duty.day), []).append(duty)
    days = sorted({day for _, day in (*needs, *duties)})
    names = _BoardNames(index.plan, language)
    for month in dict.fromkeys(day.replace(day=1) for day in days):
        days_of_month = tuple(day for day in days if (day.year, day.month) == (month.year, month.month))
        rows = [
            Row(
                index.plan.post(key).name[language],
                tuple(names.cell(duties.get((key, day), []), needs.get((key, day), 0)) for day in days_of_month),
            )
            for key in keys
        ]
        yield BoardMonth(
            name=month_name(month, language),
            days=tuple((day, day.weekday() >= SATURDAY) for day in days_of_month),
            rows=tuple(row for row in rows if any(cell.needed or cell.present for cell in row.cells)),
        )


class _BoardNames:
    """The cells of a board in one language; equal cells are made once, because few differ from day to day."""

    def __init__(self, plan: Plan, language: str) -> None:
        self._lines: dict[tuple[str, str, str], str] = {}
        self._cells: dict[tuple[object, ...], Cell] = {}
        self._teams = {team.key: team.name[language] for team in plan.teams}
        self._shifts = {
            (post.key, shift.key): shift.name[language]
            for post in plan.posts
            # The post's first pattern is last, so that its names prevail over those of the patterns by posture.
            for key in reversed((post.pattern, *post.pattern_by_posture.values()))
            for shift in plan.pattern(key).shift
        }

    def cell(self, duties: list[Duty], needed: int) -> Cell:
        key = (needed, *[(duty.post, duty.shift, duty.team, duty.people, duty.relief) for duty in duties])
        cell = self._cells.get(key)
        if cell is None:
            present = sum(duty.people for duty in duties if not duty.relief)
            cell = self._cells[key] = Cell("".join(map(self._line, duties)), present, needed)
        return cell

    def _line(self, duty: Duty) -> str:
        key = (duty.post, duty.shift, duty.team)
        if key not in self._lines:
            shift = escape(self._shifts.get((duty.post, duty.shift), duty.shift))
            team = escape(self._teams.get(duty.team, duty.team))
            self._lines[key] = f'<div><span class="shift">{shift}</span> {team}</div>'
        return self._lines[key]
