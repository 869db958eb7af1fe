"""The weeks of a board, and the coverage of its months."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, timedelta

import attrs
from markupsafe import Markup

from electsched.i18n.languages import words
from electsched.i18n.text import minute_clock, month_name
from electsched.operation.shifts import Shift
from electsched.pages.parts.board_cells import HOUR_MINUTES, NO_CELL, NO_SHIFTS, BoardCells, ShiftCover
from electsched.pages.parts.day_names import day_range, weekday_short
from electsched.pages.parts.marks import ShiftMark
from electsched.roster.assignment.cells import is_weekend
from electsched.values import value_text

__all__ = [
    "BoardMonth",
    "BoardPost",
    "BoardRow",
    "BoardWeek",
    "CoverageRow",
    "board_months",
    "board_weeks",
    "week_months",
]

DAY = timedelta(days=1)
WEEK_DAYS = 7
LONGEST_SHIFT = 3 * DAY
DAY_MINUTES = 24 * HOUR_MINUTES


@attrs.frozen(kw_only=True)
class BoardRow:
    """A shift of a post through a week.

    Attributes:
        mark: The mark of the shift.
        name: The name of the shift.
        hours: Its first and last hour.
        start: Its start in minutes after 00:00 by the local clock.
        minutes: Its length by the local clock.
        cells: Its cells, joined. A board has thousands, and HTML (13.1.2) needs neither their end tags nor quotes
            around words.
    """

    mark: ShiftMark
    name: str
    hours: str
    start: int
    minutes: int
    cells: Markup

    __repr__ = value_text


@attrs.frozen
class BoardPost:
    """A post with its shifts of a week."""

    key: str
    name: str
    rows: tuple[BoardRow, ...]

    __repr__ = value_text


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

    __repr__ = value_text


@attrs.frozen
class CoverageRow:
    """The coverage of a post through a month, as cells of a table."""

    post: str
    cells: Markup

    __repr__ = value_text


@attrs.frozen
class BoardMonth:
    """The coverage of a month.

    Attributes:
        key: The year and month, such as ``2024-01``.
        name: The same in words.
        days: The days with duties or needs, each with a flag for weekends.
        rows: The posts that have duties or needs in the month.
    """

    key: str
    name: str
    days: tuple[tuple[date, bool], ...]
    rows: tuple[CoverageRow, ...]

    __repr__ = value_text


def week_months(day: date) -> frozenset[date]:
    """Return the first day of each month whose page of a board shows the week of a day.

    These are the months of its days, and that into which a duty of its last day may reach.
    """
    monday = day - day.weekday() * DAY
    sunday = monday + (WEEK_DAYS - 1) * DAY
    return frozenset(shown_day.replace(day=1) for shown_day in (monday, sunday, sunday + LONGEST_SHIFT))


def board_weeks(cells: BoardCells, months: Iterable[date]) -> Iterator[BoardWeek]:
    """Yield each week with duties or needs that has a day of these months, or in which a duty may reach into them."""
    chosen_months, language, gaps = set(months), cells.language, Counter(gap.day for gap in cells.gaps)
    for monday in sorted({day - day.weekday() * DAY for day in cells.days}):
        if not chosen_months & week_months(monday):
            continue
        week = [monday + number * DAY for number in range(WEEK_DAYS)]

        yield BoardWeek(
            monday,
            day_range(week[0], week[-1], language, has_year=True),
            tuple((day, weekday_short(day, language), gaps[day]) for day in week),
            tuple(post for post in (_post_week(cells, key, week) for key in cells.posts) if post.rows),
        )


def _post_week(cells: BoardCells, post: str, week: Sequence[date]) -> BoardPost:
    rows: dict[tuple[str, str, int, int], tuple[Shift, ShiftMark]] = {}
    of_shifts: dict[tuple[str, int], list[Markup]] = {}
    cells_of: dict[tuple[str, int], list[Markup]] = {}  # by key and identity of a shift, which is the same on most days
    for number, day in enumerate(week):
        for key in cells.covers.get((day, post), ()):
            shift, mark = cells.shift(post, day, key)
            of_week = cells_of.get((key, id(shift)))
            if of_week is None:
                rows.setdefault((key, shift.name[cells.language], shift.minutes, shift.hours), (shift, mark))
                of_week = of_shifts.setdefault((key, shift.minutes), [NO_CELL] * WEEK_DAYS)
                cells_of[key, id(shift)] = of_week
            of_week[number] = cells.cell(post, day, key)
    return BoardPost(
        post,
        cells.name(post),
        tuple(_row(cells.language, *row, of_shifts[key, minutes]) for (key, _, minutes, _), row in rows.items()),
    )


def _row(language: str, shift: Shift, mark: ShiftMark, cells: Iterable[Markup]) -> BoardRow:
    end = shift.minutes + shift.hours * HOUR_MINUTES
    begins, ends = (minute_clock(minutes, language) for minutes in (shift.minutes, end))
    return BoardRow(
        mark=mark,
        name=shift.name[language],
        # The hour of another day would be taken for one of this day.
        hours=f"{begins} – {ends}"
        if end <= DAY_MINUTES
        else f"{begins}, {words(language)['counted.hour'].format(count=shift.hours)}",
        start=shift.minutes,
        minutes=shift.hours * HOUR_MINUTES,
        cells=Markup("".join(cells)),  # noqa: S704  # cells
    )


def board_months(cells: BoardCells, months: Iterable[date]) -> Iterator[BoardMonth]:
    """Yield the coverage of each month that has duties or needs: full days are quiet, the others have numbers."""
    for month in months:
        days = tuple(day for day in cells.days if day.replace(day=1) == month)
        if not days:
            continue
        rows = []
        for post in cells.posts:
            covers = [cells.covers.get((day, post), NO_SHIFTS).values() for day in days]
            if any(covers):
                rows.append(CoverageRow(cells.name(post), Markup("".join(map(_coverage, covers)))))  # noqa: S704  # cells
        weekends = tuple((day, is_weekend(day)) for day in days)
        yield BoardMonth(f"{month:%Y-%m}", month_name(month, cells.language), weekends, tuple(rows))


def _coverage(covers: Collection[ShiftCover]) -> str:
    if not covers:
        return "<td class=none>"
    present, needed = sum(cover.present for cover in covers), sum(cover.needed for cover in covers)
    # Too many people in one shift do not fill another.
    if not any(cover.is_gap for cover in covers):
        return f"<td>{f'+{present - needed}' if present > needed else '·'}"
    missing = sum(max(cover.needed - cover.present, 0) for cover in covers)
    return f"<td class={'short' if present else 'empty'}>-{missing}"
