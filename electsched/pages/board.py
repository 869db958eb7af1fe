"""The roster as a board by post and day, and how well each is covered: what hangs on the wall of a command post."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from functools import cached_property

import attrs
from markupsafe import Markup, escape

from electsched.i18n.text import month_name
from electsched.operation.plan import Plan
from electsched.roster.duty import Duty
from electsched.roster.index import RosterIndex

__all__ = ["BoardMonth", "Cell", "Row", "board_months"]

SATURDAY = 5


@attrs.frozen
class Cell:
    """A post on a day.

    Attributes:
        lines: Who is there: the shift and the team of each duty, by their names, as HTML.
        have: How many people.
        need: How many there must be.
    """

    lines: str
    have: int
    need: int

    @property
    def cover(self) -> str:
        """How well it is covered: ``none`` needed, ``full``, ``part`` or ``empty``."""
        if not self.need:
            return "none"
        return "full" if self.have >= self.need else "part" if self.have else "empty"

    @cached_property
    def heat(self) -> str:
        """How many are there of how many, as HTML."""
        shown = f"{self.have}/{self.need}" if self.need or self.have else ""
        return f'<td class="{self.cover}">{shown}</td>'

    @cached_property
    def board(self) -> str:
        """Who is there, as HTML."""
        return f"<td>{self.lines}</td>"


@attrs.frozen
class Row:
    """A post through a month."""

    post: str
    cells: tuple[Cell, ...]

    @property
    def heat(self) -> Markup:
        """Return the cells that say how many are there of how many; made here, for a year has ten thousand of them."""
        return Markup("".join([cell.heat for cell in self.cells]))  # noqa: S704  # numbers and words of our own

    @property
    def board(self) -> Markup:
        """Return the cells that say who is there."""
        return Markup("".join([cell.board for cell in self.cells]))  # noqa: S704  # escaped where they are made


@attrs.frozen
class BoardMonth:
    """A month of the board: its days, each with whether it falls on a weekend, and the posts that stand in it."""

    name: str
    days: tuple[tuple[date, bool], ...]
    rows: tuple[Row, ...]


def board_months(index: RosterIndex, posts: Iterable[str], *, language: str) -> Iterator[BoardMonth]:
    """Yield each month in which one of these posts stands, in the order of time."""
    keys = tuple(posts)
    need = {(key, day): people for key in keys for day, people in index.needed(key).items()}
    there: dict[tuple[str, date], list[Duty]] = {}
    for key in keys:
        for duty in index.of("post", key):
            there.setdefault((key, duty.day), []).append(duty)
    days = sorted({day for _, day in (*need, *there)})
    names = _Names(index.plan, language)
    for first in dict.fromkeys(day.replace(day=1) for day in days):
        shown = tuple(day for day in days if (day.year, day.month) == (first.year, first.month))
        rows = (
            Row(
                names.post(key),
                tuple(names.cell(there.get((key, day), []), need.get((key, day), 0)) for day in shown),
            )
            for key in keys
        )
        found = tuple(row for row in rows if any(cell.need or cell.have for cell in row.cells))
        yield BoardMonth(month_name(first, language), tuple((day, day.weekday() >= SATURDAY) for day in shown), found)


class _Names:
    """What posts, teams and shifts are called in one language."""

    def __init__(self, plan: Plan, language: str) -> None:
        self._lines: dict[tuple[str, str, str], str] = {}
        self._cells: dict[tuple[object, ...], Cell] = {}
        self._posts = {post.key: post.name[language] for post in plan.posts}
        self._teams = {team.key: team.name[language] for team in plan.teams}
        used = {post.key: (post.pattern, *post.raised.values()) for post in plan.posts}
        patterns = {pattern.key: pattern for pattern in plan.patterns}
        self._shifts = {
            (post, shift.key): shift.name[language]
            for post, keys in used.items()
            for key in reversed(keys)
            for shift in patterns[key].shift
        }

    def post(self, key: str) -> str:
        return self._posts[key]

    def line(self, duty: Duty) -> str:
        """Return shift and team as HTML; made once, for there are few of them and many days."""
        key = (duty.post, duty.shift, duty.team)
        if key not in self._lines:
            shift = escape(self._shifts.get((duty.post, duty.shift), duty.shift))
            team = escape(self._teams.get(duty.team, duty.team))
            self._lines[key] = f'<div><span class="shift">{shift}</span> {team}</div>'
        return self._lines[key]

    def cell(self, duties: list[Duty], need: int) -> Cell:
        """Return a post on a day; days on which the same stand there share one."""
        key = (need, *[(duty.post, duty.shift, duty.team, duty.people, duty.relief) for duty in duties])
        found = self._cells.get(key)
        if found is None:
            have = sum(duty.people for duty in duties if not duty.relief)
            found = self._cells[key] = Cell("".join(map(self.line, duties)), have, need)
        return found
