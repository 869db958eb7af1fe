"""The people of a roster by days, month by month: the letters of the shifts that each begins on each day."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import groupby

import attrs

from electsched.i18n.text import month_name
from electsched.pages.parts.day_names import day_and_month, weekday_short
from electsched.pages.parts.marks import PlanShifts, ShiftMark
from electsched.roster.assignment.cells import is_weekend
from electsched.roster.duty import Duty
from electsched.roster.index import RosterIndex

__all__ = ["HeatCell", "HeatDay", "HeatMap", "HeatMonth", "HeatRow", "heat_map"]

_JOIN = "+"
"""Between the letters of duties that begin on one day."""
_PARTS = "dentx"
"""The parts of a day in the order of the key, as of `ShiftMark`."""
_Person = tuple[str, str]
"""The keys of a team and a member; the second is empty for a team whose people are not known."""


@attrs.frozen
class HeatCell:
    """A day with duties of a person.

    Attributes:
        letters: The letters of the shifts.
        part: The part of the day at which the first begins, as of `ShiftMark`.
        duties: The number of duties.
        label: The day, the posts and the shifts in words.
    """

    letters: str
    part: str
    duties: int
    label: str


@attrs.frozen
class HeatDay:
    """A column: the day, its weekday in short, and whether its duties are weekend duties."""

    day: date
    weekday: str
    is_weekend: bool


@attrs.frozen
class HeatRow:
    """The days of a person, or of a team whose people are not known; None for a day without a duty."""

    name: str
    team: str
    cells: tuple[HeatCell | None, ...]

    @property
    def duties(self) -> int:
        """The number of duties."""
        return sum(cell.duties for cell in self.cells if cell is not None)


@attrs.frozen
class HeatMonth:
    """A month, at most 31 days: its name, its columns and its rows."""

    name: str
    days: tuple[HeatDay, ...]
    rows: tuple[HeatRow, ...]


@attrs.frozen
class HeatMap:
    """The months of a roster.

    Attributes:
        months: The months, from the first duty to the last.
        key: The mark of each shift with the name of the shift.
    """

    months: tuple[HeatMonth, ...]
    key: tuple[tuple[ShiftMark, str], ...]


def heat_map(index: RosterIndex, duties: Sequence[Duty], language: str, *, member: str = "") -> HeatMap:
    """Return the people of duties by days; a duty is in the cell of the day on which it begins.

    Rows are the members of all teams on duty, and others whom a duty names, in the order of the plan; with the key of
    a ``member`` there is one row. It has names: it is for the planners of the unit.

    Raises:
        UnknownNameError: The package has no words in that language.
    """
    places: dict[tuple[_Person, date], list[Duty]] = {}
    for duty in duties:
        for person in [(person.team, person.key) for person in index.members_of(duty)] or [(duty.team, "")]:
            if member in {"", person[1]}:
                places.setdefault((person, duty.day), []).append(duty)
    shifts = PlanShifts(index.plan, language)
    cells = {person_day: _cell(index, shifts, on_day, language) for person_day, on_day in places.items()}
    on_duty = {person for person, _ in places}
    teams = set() if member else {duty.team for duty in duties}
    people = [person for person in _people(index) if person in on_duty or (person[1] and person[0] in teams)]
    months = groupby(_days({day for _, day in places}, language), key=lambda column: column.day.replace(day=1))
    return HeatMap(
        tuple(_month(index, tuple(days), people, cells, language) for _, days in months),
        tuple(sorted({(shifts.of(duty)[1], shifts.of(duty)[0].name[language]) for duty in duties}, key=_key_order)),
    )


def _people(index: RosterIndex) -> Iterator[_Person]:
    """Yield each possible row, in the order of the plan; a team itself follows its members."""
    for team in index.plan.teams:
        for member in index.members_by_team.get(team.key, ()):
            yield team.key, member.key
        yield team.key, ""


def _cell(index: RosterIndex, shifts: PlanShifts, duties: Sequence[Duty], language: str) -> HeatCell:
    marks = [shifts.of(duty)[1] for duty in duties]
    texts = [f"{index.plan.post(duty.post).name[language]}, {shifts.of(duty)[0].name[language]}" for duty in duties]
    day = day_and_month(duties[0].day, language)
    return HeatCell(
        _JOIN.join(mark.letters for mark in marks), marks[0].part, len(duties), f"{day}: {'; '.join(texts)}"
    )


def _days(days: Collection[date], language: str) -> Iterator[HeatDay]:
    """Yield each day from the first to the last."""
    for number in range((max(days) - min(days)).days + 1 if days else 0):
        day = min(days) + timedelta(days=number)
        yield HeatDay(day, weekday_short(day, language), is_weekend(day))


def _month(
    index: RosterIndex,
    days: tuple[HeatDay, ...],
    people: Iterable[_Person],
    cells: Mapping[tuple[_Person, date], HeatCell],
    language: str,
) -> HeatMonth:
    names = {member.key: member.name or member.key for member in index.plan.members}
    rows = (
        HeatRow(
            names.get(person[1], ""),
            index.plan.team(person[0]).name[language],
            tuple(cells.get((person, column.day)) for column in days),
        )
        for person in people
    )
    return HeatMonth(month_name(days[0].day, language), days, tuple(rows))


def _key_order(entry: tuple[ShiftMark, str]) -> tuple[int, str, str]:
    """Order shifts as they begin in a day, then by their letters."""
    mark, name = entry
    return _PARTS.index(mark.part), mark.letters, name
