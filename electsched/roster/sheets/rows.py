"""The duties as rows of a spreadsheet, a row for each person and duty, by the local clock of the post."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import attrs

from electsched.i18n.languages import words
from electsched.operation.teams import Member
from electsched.roster.duty import Duty
from electsched.roster.index import RosterIndex
from electsched.staffing.tables import csv_text
from electsched.values import value_text

__all__ = ["DutyTable", "duty_rows", "headcount_rows"]

WHEN = ("day", "weekday", "start", "end", "end_day", "hours")
COLUMNS = (*WHEN, "post", "shift", "unit", "team", "number", "rank", "name")
HEADCOUNT_COLUMNS = (*WHEN, "post", "shift", "people")


@attrs.frozen
class DutyTable:
    """A table of a spreadsheet.

    Attributes:
        title: The title of the sheet.
        columns: The headings; those of days are dates.
        rows: The cells: text, numbers, and dates.
    """

    title: str
    columns: tuple[object, ...]
    rows: tuple[tuple[object, ...], ...] = attrs.field(repr=False)

    __repr__ = value_text

    def to_csv(self) -> str:
        """Return the table as CSV; dates are written as ``2024-02-14``, and no text is a formula to a spreadsheet."""
        return csv_text([str(column) for column in self.columns], self.rows)


def duty_rows(index: RosterIndex, duties: Iterable[Duty], language: str, *, member: str = "") -> DutyTable:
    """Return a row for each person and duty, in the order of the duties; a team without members has one row.

    With the key of a ``member`` it has the rows of that person alone. It has names, ranks and
    personal numbers: it is for the planners of the unit.

    Raises:
        UnknownNameError: The package has no words in that language.
    """
    rows = (row for duty in duties for row in _person_rows(index, duty, language, member))
    return _table(COLUMNS, rows, language)


def headcount_rows(index: RosterIndex, duties: Iterable[Duty], language: str) -> DutyTable:
    """Return a row for each duty with its number of people, and no team and no name, as a partner may see it.

    Raises:
        UnknownNameError: The package has no words in that language.
    """
    rows = ((*_when(duty, language), *_place(index, duty, language), duty.people) for duty in duties)
    return _table(HEADCOUNT_COLUMNS, rows, language)


def _table(columns: Iterable[str], rows: Iterable[tuple[object, ...]], language: str) -> DutyTable:
    phrases = words(language)
    return DutyTable(phrases["table.duties"], tuple(phrases[f"table.{column}"] for column in columns), tuple(rows))


def _person_rows(index: RosterIndex, duty: Duty, language: str, only: str) -> Iterator[tuple[object, ...]]:
    plan = index.plan
    unit = plan.unit(plan.post(duty.post).unit).name[language]
    cells = (*_when(duty, language), *_place(index, duty, language), unit, plan.team(duty.team).name[language])
    people: tuple[Member | None, ...] = index.members_of(duty) or (None,)
    for member in people:
        person = (member.key, member.rank, member.name) if member else ("", "", "")
        if only in {"", person[0]}:
            yield (*cells, *person)


def _when(duty: Duty, language: str) -> tuple[object, ...]:
    start, end = duty.span.start, duty.span.end
    weekday = words(language)[f"weekday.{start.isoweekday()}"]
    return start.date(), weekday, f"{start:%H:%M}", f"{end:%H:%M}", end.date(), _number(duty.span.hours)


def _number(hours: float) -> float | int:
    return int(hours) if hours == int(hours) else round(hours, 2)


def _place(index: RosterIndex, duty: Duty, language: str) -> tuple[str, str]:
    plan = index.plan
    post = plan.post_on(duty.post, duty.day)
    shifts = plan.pattern(post.pattern_under(plan.postures.get(duty.day))).shift
    names = [shift.name[language] for shift in shifts if shift.key == duty.shift]
    return post.name[language], names[0] if names else duty.shift
