"""The cells of a board: the teams at a post in a shift on a day, and the people present of those needed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import cached_property

import attrs
from markupsafe import Markup, escape

from electsched.i18n.languages import words
from electsched.i18n.text import clock_time, month_name
from electsched.operation.shifts import Shift
from electsched.pages.parts.day_names import day_and_month, weekday_short
from electsched.pages.parts.marks import PlanShifts, ShiftMark
from electsched.roster.duty import Duty
from electsched.roster.index import RosterIndex

__all__ = [
    "BoardCell",
    "BoardCells",
    "BoardGap",
    "BoardMonth",
    "BoardPost",
    "BoardRow",
    "BoardWeek",
    "CoverageRow",
    "board_months",
    "board_weeks",
]

DAY = timedelta(days=1)
WEEK_DAYS = 7
SATURDAY = 5
LONGEST_SHIFT = 3 * DAY
HOUR_MINUTES = 60
DAY_MINUTES = 24 * HOUR_MINUTES


@attrs.frozen
class BoardCell:
    """A shift of a post on a day.

    Attributes:
        html: The cell of a table.
        present: The number of people on duty, reliefs not counted.
        needed: The number of people that the shift needs.
    """

    html: Markup
    present: int
    needed: int

    @property
    def is_gap(self) -> bool:
        """Whether people are missing."""
        return self.present < self.needed


@attrs.frozen(kw_only=True)
class BoardRow:
    """A shift of a post through a week.

    Attributes:
        mark: The mark of the shift.
        name: The name of the shift.
        hours: Its first and last hour.
        start: Its start in minutes after 00:00 by the local clock.
        minutes: Its length by the local clock.
        cells: Its cells, joined.
    """

    mark: ShiftMark
    name: str
    hours: str
    start: int
    minutes: int
    cells: Markup


@attrs.frozen
class BoardPost:
    """A post with its shifts of a week."""

    key: str
    name: str
    rows: tuple[BoardRow, ...]


@attrs.frozen
class BoardWeek:
    """A week.

    Attributes:
        first: Its Monday.
        name: Its first and last day in words.
        days: Each day with the short name of its weekday, and the number of gaps.
        posts: The posts that have duties or needs in it.
    """

    first: date
    name: str
    days: tuple[tuple[date, str, int], ...]
    posts: tuple[BoardPost, ...]


@attrs.frozen(kw_only=True)
class BoardGap:
    """A shift without enough people: its day, the day in words, post, shift, and people present and needed."""

    day: date
    when: str
    post: str
    shift: str
    present: int
    needed: int


@attrs.frozen
class CoverageRow:
    """The coverage of a post through a month, as cells of a table."""

    post: str
    cells: Markup


@attrs.frozen
class BoardMonth:
    """The coverage of a month.

    Attributes:
        name: The month and year in words.
        days: The days with duties or needs, each with a flag for weekends.
        rows: The posts that have duties or needs in the month.
    """

    name: str
    days: tuple[tuple[date, bool], ...]
    rows: tuple[CoverageRow, ...]


class BoardCells:
    """The shifts of some posts with their duties and needs, in one language; equal cells are made once."""

    def __init__(self, index: RosterIndex, posts: Iterable[str], language: str, *, has_names: bool = False) -> None:
        """Look up the duties and the needs.

        Raises:
            UnmadeNameError: The plan has no such post, or the package no words in that language.
        """
        self.index, self.language, self.posts = index, language, tuple(posts)
        self._has_names = has_names
        self._words = words(language)
        self._shifts = PlanShifts(index.plan, language)
        self._names = {post: index.plan.post(post).name[language] for post in self.posts}
        self._teams = {team.key: str(escape(team.name[language])) for team in index.plan.teams}
        self._cells: dict[tuple[object, ...], BoardCell] = {}
        self._places: dict[tuple[str, date, str], BoardCell] = {}

    def name(self, post: str) -> str:
        """Return the name of a post."""
        return self._names[post]

    @cached_property
    def duties(self) -> Mapping[tuple[str, date, str], list[Duty]]:
        """The duties of each post, day and shift."""
        duties: dict[tuple[str, date, str], list[Duty]] = {}
        for post in self.posts:
            for duty in self.index.duties_of("post", post):
                duties.setdefault((post, duty.day, duty.shift), []).append(duty)
        return duties

    @cached_property
    def shifts(self) -> Mapping[tuple[date, str], dict[str, int]]:
        """The people needed in each shift of a day and post, in the order of the shifts; 0 if it has duties alone."""
        shifts: dict[tuple[date, str], dict[str, int]] = {}
        for post in self.posts:
            for (day, shift), people in self.index.people_needed(post).items():
                shifts.setdefault((day, post), {})[shift] = people
        for post, day, shift in self.duties:
            shifts.setdefault((day, post), {}).setdefault(shift, 0)
        return shifts

    @cached_property
    def days(self) -> tuple[date, ...]:
        """The days with duties or needs."""
        return tuple(sorted({day for day, _ in self.shifts}))

    def shift(self, post: str, day: date, shift: str) -> tuple[Shift, ShiftMark]:
        """Return a shift and its mark."""
        return self._shifts.at(post, day, shift)

    def cell(self, post: str, day: date, shift: str) -> BoardCell:
        """Return a cell; one without duties and needs is empty."""
        if (post, day, shift) not in self._places:  # a board of several pages asks for each cell several times
            self._places[post, day, shift] = self._made(post, day, shift)
        return self._places[post, day, shift]

    @cached_property
    def gaps(self) -> tuple[BoardGap, ...]:
        """The shifts without enough people, in order of time."""
        by_post = ((post, day) for day in self.days for post in self.posts)
        places = ((post, day, shift) for post, day in by_post for shift in self.shifts.get((day, post), ()))
        return tuple(self._gap(*place) for place in places if self.cell(*place).is_gap)

    def _gap(self, post: str, day: date, shift: str) -> BoardGap:
        cell, name = self.cell(post, day, shift), self.shift(post, day, shift)[0].name[self.language]
        when = f"{weekday_short(day, self.language)} {day_and_month(day, self.language)}"
        return BoardGap(day=day, when=when, post=self.name(post), shift=name, present=cell.present, needed=cell.needed)

    def _made(self, post: str, day: date, shift: str) -> BoardCell:
        needed = self.shifts.get((day, post), {}).get(shift, -1)
        duties = self.duties.get((post, day, shift), [])
        other = self._other_hours(post, day, shift, duties)
        key = (needed, other, *((duty.team, duty.people, duty.relief, duty.members) for duty in duties))
        cell = self._cells.get(key)
        if cell is None:
            cell = self._cells[key] = self._cell(duties, needed, other)
        return cell

    def _other_hours(self, post: str, day: date, shift: str, duties: Sequence[Duty]) -> tuple[int, int] | None:
        """Return the start and the length of duties, in minutes, if they are not those of the shift."""
        if not duties:
            return None
        planned = self.shift(post, day, shift)[0]
        start, end = (moment.replace(tzinfo=None) for moment in (duties[0].span.start, duties[0].span.end))
        minutes = (start.toordinal() - day.toordinal()) * DAY_MINUTES + start.hour * HOUR_MINUTES + start.minute
        length = round((end - start).total_seconds()) // 60
        is_planned = (minutes, length) == (planned.minutes, planned.hours * HOUR_MINUTES)
        return None if is_planned else (minutes, length)

    def _cell(self, duties: Sequence[Duty], needed: int, other: tuple[int, int] | None) -> BoardCell:
        present = sum(duty.people for duty in duties if not duty.relief)
        if needed < 0:
            return BoardCell(Markup('<td class="none"></td>'), 0, 0)
        lines = [self._line(duty) for duty in duties]
        state, times = "", ""
        if present < needed:
            state = ' class="short"' if present else ' class="empty"'
            lines.append(f"<em>{present}/{needed}</em>" if present else f"<b>{escape(self._words['page.empty'])}</b>")
        if other is not None:
            span = duties[0].span
            times = f' data-s="{other[0]}" data-h="{other[1]}"'
            lines.append(
                f"<small>{clock_time(span.start, self.language)} – {clock_time(span.end, self.language)}</small>"
            )
        return BoardCell(Markup(f"<td{state}{times}>{'<br>'.join(lines)}</td>"), present, max(needed, 0))  # noqa: S704  # escaped

    def _line(self, duty: Duty) -> str:
        team = self._teams.get(duty.team, str(escape(duty.team)))
        if not (self._has_names and duty.members):
            return team
        names = ", ".join(member.name for member in self.index.members_of(duty))
        return f"{team}<small>{escape(names)}</small>"


def board_weeks(cells: BoardCells, months: Sequence[date]) -> Iterator[BoardWeek]:
    """Yield each week with duties or needs that has a day of these months, or in which a duty may reach into them."""
    wanted = set(months)
    mondays = sorted(
        {
            day - day.weekday() * DAY
            for day in cells.days
            if {(day + days * DAY).replace(day=1) for days in range(-6, 7 + LONGEST_SHIFT.days)} & wanted
        }
    )
    for monday in mondays:
        week = [monday + number * DAY for number in range(WEEK_DAYS)]
        if not wanted & {day.replace(day=1) for day in (*week, week[-1] + LONGEST_SHIFT)}:
            continue
        posts = tuple(post for post in (_post_week(cells, key, week) for key in cells.posts) if post.rows)
        language = cells.language
        yield BoardWeek(
            monday,
            f"{day_and_month(week[0], language)} – {day_and_month(week[-1], language)}",
            tuple((day, weekday_short(day, language), _gaps_on(cells, day)) for day in week),
            posts,
        )


def _post_week(cells: BoardCells, post: str, week: Sequence[date]) -> BoardPost:
    rows: dict[tuple[str, str, int, int], tuple[Shift, ShiftMark]] = {}
    for day in week:
        for key in cells.shifts.get((day, post), {}):
            shift, mark = cells.shift(post, day, key)
            rows.setdefault((key, shift.name[cells.language], shift.minutes, shift.hours), (shift, mark))
    return BoardPost(
        post, cells.name(post), tuple(_row(cells, post, week, key, *row) for (key, *_), row in rows.items())
    )


def _row(  # noqa: PLR0913, PLR0917  # a shift of a post in a week
    cells: BoardCells, post: str, week: Sequence[date], key: str, shift: Shift, mark: ShiftMark
) -> BoardRow:
    phrases, end = words(cells.language), shift.minutes + shift.hours * HOUR_MINUTES
    begins, ends = (
        phrases["date.clock"].format(hour=minutes // 60, minute=minutes % 60) for minutes in (shift.minutes, end)
    )

    def cell(day: date) -> Markup:
        is_same = key in cells.shifts.get((day, post), {}) and cells.shift(post, day, key)[0].minutes == shift.minutes
        return cells.cell(post, day, key if is_same else "").html

    return BoardRow(
        mark=mark,
        name=shift.name[cells.language],
        # The hour of another day would be taken for one of this day.
        hours=f"{begins} – {ends}" if end <= DAY_MINUTES else f"{begins}, {shift.hours} {phrases['page.hours']}",
        start=shift.minutes,
        minutes=shift.hours * HOUR_MINUTES,
        cells=Markup("").join(map(cell, week)),
    )


def _gaps_on(cells: BoardCells, day: date) -> int:
    return sum(
        cells.cell(post, day, shift).is_gap for post in cells.posts for shift in cells.shifts.get((day, post), {})
    )


def board_months(cells: BoardCells, months: Iterable[date]) -> Iterator[BoardMonth]:
    """Yield the coverage of each month that has duties or needs: full days are quiet, the others have numbers."""
    for month in months:
        days = tuple(day for day in cells.days if day.replace(day=1) == month)
        if not days:
            continue
        rows = []
        for post in cells.posts:
            shifts = [cells.shifts.get((day, post), {}) for day in days]
            if any(shifts):
                coverage = (_coverage(cells, post, day, keys) for day, keys in zip(days, shifts, strict=True))
                rows.append(CoverageRow(cells.name(post), Markup("").join(coverage)))
        yield BoardMonth(
            month_name(month, cells.language), tuple((day, day.weekday() >= SATURDAY) for day in days), tuple(rows)
        )


def _coverage(cells: BoardCells, post: str, day: date, shifts: Iterable[str]) -> Markup:
    parts = [cells.cell(post, day, shift) for shift in shifts]
    present, needed = sum(part.present for part in parts), sum(part.needed for part in parts)
    if not parts:
        return Markup('<td class="none"></td>')
    # Too many people in one shift do not fill another.
    if not any(part.is_gap for part in parts):
        return Markup(f"<td>{f'+{present - needed}' if present > needed else '·'}</td>")  # noqa: S704  # numbers
    state = "short" if present else "empty"
    return Markup(f'<td class="{state}">{present}/{needed}</td>')  # noqa: S704  # numbers
