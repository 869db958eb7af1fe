"""The cells of a board: the teams at a post in a shift on a day, and the people present of those needed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property
from operator import itemgetter
from typing import NamedTuple

import attrs
from markupsafe import Markup, escape

from electsched.i18n.languages import words
from electsched.i18n.text import clock_time, minute_clock
from electsched.operation.shifts import Shift
from electsched.pages.parts.day_names import day_and_month, weekday_short
from electsched.pages.parts.marks import PlanShifts, ShiftMark
from electsched.roster.duty import Duty
from electsched.roster.index import RosterIndex
from electsched.values import value_text

__all__ = ["HOUR_MINUTES", "NO_CELL", "NO_SHIFTS", "BoardCells", "BoardGap", "Covers", "ShiftCover", "board_covers"]

HOUR_MINUTES = 60
DAY_MINUTES = 24 * HOUR_MINUTES


class ShiftCover(NamedTuple):
    """A shift of a post on a day.

    Attributes:
        needed: The number of people that it needs.
        present: The number of people on duty, reliefs not counted.
        duties: Its duties.
        hours: The start of its first duty in minutes after 00:00 of the day, and its length by the local clock in
            minutes; None if there are no duties.
        crew: The fields of its duties that decide its text.
    """

    needed: int = 0
    present: int = 0
    duties: tuple[Duty, ...] = ()
    hours: tuple[int, int] | None = None
    crew: tuple[object, ...] = ()

    @property
    def is_gap(self) -> bool:
        """Whether people are missing."""
        return self.present < self.needed


Covers = Mapping[tuple[date, str], Mapping[str, ShiftCover]]
"""The shifts with duties or needs, by day and post, in the order of the shifts."""
NO_SHIFTS: Mapping[str, ShiftCover] = {}
NO_CELL = Markup("<td class=none>")
"""The cell of a day without the shift, without its end tag."""


@attrs.frozen(kw_only=True)
class BoardGap:
    """A shift without enough people: its day, in words, post, shift with its hour, and people present and needed."""

    day: date
    when: str
    post: str
    shift: str
    present: int
    needed: int

    __repr__ = value_text


def board_covers(index: RosterIndex, posts: Iterable[str]) -> Covers:
    """Return the shifts of some posts with their duties and needs, post by post."""
    covers: dict[tuple[date, str], dict[str, ShiftCover]] = {}
    hours: dict[tuple[int, date], tuple[int, int]] = {}  # many duties share a span
    for post in posts:
        duties: dict[tuple[date, str], list[Duty]] = {}
        for duty in index.duties_of("post", post):
            duties.setdefault((duty.day, duty.shift), []).append(duty)
        needs = index.people_needed(post)
        for day, shift in dict.fromkeys([*needs, *duties]):
            needed, shift_duties = needs.get((day, shift), 0), tuple(duties.get((day, shift), ()))
            present = sum([duty.people for duty in shift_duties if not duty.relief])
            crew = tuple([(duty.team, duty.people, duty.relief, duty.members) for duty in shift_duties])
            first = (id(shift_duties[0].span), day) if shift_duties else None
            if first and first not in hours:
                hours[first] = _hours(shift_duties[0], day)
            cover = ShiftCover(needed, present, shift_duties, hours[first] if first else None, crew)
            covers.setdefault((day, post), {})[shift] = cover
    return covers


def _hours(duty: Duty, day: date) -> tuple[int, int]:
    start, end = (moment.replace(tzinfo=None) for moment in (duty.span.start, duty.span.end))
    minutes = (start.toordinal() - day.toordinal()) * DAY_MINUTES + start.hour * HOUR_MINUTES + start.minute
    return minutes, round((end - start).total_seconds()) // 60


class BoardCells:
    """The shifts of some posts with their duties and needs, in one language; equal cells are made once."""

    def __init__(
        self,
        index: RosterIndex,
        posts: Iterable[str],
        language: str,
        *,
        has_names: bool = False,
        covers: Covers | None = None,
    ) -> None:
        """Take the shifts that are shown, by default all.

        Raises:
            UnmadeNameError: The plan has no such post, or the package no words in that language.
        """
        self.index, self.language, self.posts = index, language, tuple(posts)
        self.covers = board_covers(index, self.posts) if covers is None else covers
        self._has_names = has_names
        self._words = words(language)
        self._shifts = PlanShifts(index.plan, language)
        self._names = {post: index.plan.post(post).name[language] for post in self.posts}
        self._units = {post: index.plan.post(post).unit for post in self.posts}
        self._teams = {team.key: team for team in index.plan.teams}
        self._cells: dict[tuple[object, ...], Markup] = {}

    def name(self, post: str) -> str:
        """Return the name of a post."""
        return self._names[post]

    @cached_property
    def days(self) -> tuple[date, ...]:
        """The days with duties or needs."""
        return tuple(sorted({day for day, _ in self.covers}))

    @cached_property
    def teams(self) -> tuple[str, ...]:
        """The keys of the teams on duty, in the order of the plan."""
        covers = (cover for shifts in self.covers.values() for cover in shifts.values())
        on_duty = {duty.team for cover in covers for duty in cover.duties}
        return tuple(team.key for team in self.index.plan.teams if team.key in on_duty)

    def shift(self, post: str, day: date, shift: str) -> tuple[Shift, ShiftMark]:
        """Return a shift and its mark."""
        return self._shifts.at(post, day, shift)

    @cached_property
    def gaps(self) -> tuple[BoardGap, ...]:
        """The shifts without enough people, in order of time."""
        numbers = {post: number for number, post in enumerate(self.posts)}
        gaps = [
            (day, numbers[post], shift, cover)
            for (day, post), shifts in self.covers.items()
            for shift, cover in shifts.items()
            if cover.is_gap
        ]
        gaps.sort(key=itemgetter(0, 1))
        return tuple(self._gap(day, self.posts[number], shift, cover) for day, number, shift, cover in gaps)

    def _gap(self, day: date, post: str, shift: str, cover: ShiftCover) -> BoardGap:
        planned = self.shift(post, day, shift)[0]
        return BoardGap(
            day=day,
            when=f"{weekday_short(day, self.language)} {day_and_month(day, self.language)}",
            post=self.name(post),
            shift=f"{planned.name[self.language]} {minute_clock(planned.minutes, self.language)}",
            present=cover.present,
            needed=cover.needed,
        )

    def cell(self, post: str, day: date, shift: str) -> Markup:
        """Return the cell of a shift in a table, without its end tag; one without duties and needs is empty."""
        cover = self.covers.get((day, post), NO_SHIFTS).get(shift)
        if cover is None:
            return NO_CELL
        planned = self.shift(post, day, shift)[0]
        other_hours = None if cover.hours == (planned.minutes, planned.hours * HOUR_MINUTES) else cover.hours
        key = (self._units[post], cover.needed, other_hours, cover.crew)
        cell = self._cells.get(key)
        if cell is None:
            cell = self._cells[key] = self._cell(self._units[post], cover, other_hours)
        return cell

    def _cell(self, unit: str, cover: ShiftCover, other_hours: tuple[int, int] | None) -> Markup:
        lines = [self._line(unit, duty) for duty in cover.duties]
        state, times = "", ""
        if cover.is_gap:
            state = " class=short" if cover.present else " class=empty"
            lines.append(f"<em>{cover.present}/{cover.needed}</em>" if cover.present else self._empty(cover.needed))
        if other_hours is not None:
            start, end = (
                clock_time(time, self.language) for time in (cover.duties[0].span.start, cover.duties[0].span.end)
            )
            times = f" data-s={other_hours[0]} data-h={other_hours[1]}"
            lines.append(f"<small>{start} – {end}</small>")
        return Markup(f"<td{state}{times}>{'<br>'.join(lines)}")  # noqa: S704  # escaped

    def _empty(self, needed: int) -> str:
        phrases = self._words
        need = f"{phrases['page.needs']} {phrases['counted.person'].format(count=needed)}"
        return f"<b>{escape(phrases['page.empty'])}</b><small>{escape(need)}</small>"

    def _line(self, unit: str, duty: Duty) -> str:
        team = escape(self._teams[duty.team].name_at(unit)[self.language] if duty.team in self._teams else duty.team)
        if not (self._has_names and duty.members):
            return str(team)
        names = ", ".join(member.name for member in self.index.members_of(duty))
        return f"{team}<small>{escape(names)}</small>"
