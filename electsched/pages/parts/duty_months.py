"""The weeks and the months of a reader's duties, from which scripts find the next one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from types import MappingProxyType

import attrs
from markupsafe import Markup, escape

from electsched.i18n.languages import words
from electsched.i18n.text import month_name
from electsched.pages.parts.day_names import day_and_month, weekday_short
from electsched.pages.parts.turns import Turn, TurnDay
from electsched.values import value_text

__all__ = ["DutyLine", "DutyMonth", "DutyWeek", "WeekDay", "days_ahead", "duty_months", "duty_weeks", "turn_line"]

DAY = timedelta(days=1)
NOTHING: Mapping[str, str] = MappingProxyType({})
WEEK_DAYS = 7


@attrs.frozen
class DutyLine:
    """A duty in a list of days.

    Attributes:
        turn: The turn.
        over: The weekday of its end if it ends on a later day; else empty.
        change: The kind of its latest change in words; empty if it did not change.
    """

    turn: Turn
    over: str
    change: str = ""

    __repr__ = value_text


@attrs.frozen
class WeekDay:
    """A day of a week, the short name of its weekday, and the duties that begin on it."""

    day: date
    weekday: str
    entries: tuple[DutyLine, ...]

    __repr__ = value_text


@attrs.frozen
class DutyWeek:
    """A week from Monday to Sunday, and its first and last day in words."""

    name: str
    days: tuple[WeekDay, ...]

    __repr__ = value_text


@attrs.frozen(kw_only=True)
class DutyMonth:
    """A month of duties.

    Attributes:
        key: Its year and month, such as ``2024-01``.
        name: The same in words.
        count: The number of its duties.
        heads: The short names of the weekdays.
        rows: The cells of each week, as HTML; a cell with duties has the numbers of their turns in ``data-k``.
    """

    key: str
    name: str
    count: int
    heads: tuple[str, ...]
    rows: tuple[Markup, ...] = attrs.field(repr=False)

    __repr__ = value_text


def turn_line(entry: TurnDay, language: str, changed: Mapping[str, str] = NOTHING) -> DutyLine:
    """Return a duty as a line of a list; ``changed`` as for `duty_months`."""
    over = weekday_short(entry.day + entry.turn.days_over * DAY, language) if entry.turn.days_over else ""
    return DutyLine(entry.turn, over, changed.get(entry.key, ""))


def duty_weeks(
    days: Sequence[TurnDay], first: date, count: int, language: str, *, changed: Mapping[str, str] = NOTHING
) -> Iterator[DutyWeek]:
    """Yield the week of the first day and those after it, with every day; ``changed`` as for `duty_months`."""
    monday = first - first.weekday() * DAY
    for number in range(count):
        week = [monday + (number * WEEK_DAYS + weekday) * DAY for weekday in range(WEEK_DAYS)]
        yield DutyWeek(
            f"{day_and_month(week[0], language)} – {day_and_month(week[-1], language)}",
            tuple(
                WeekDay(
                    day,
                    weekday_short(day, language),
                    tuple(turn_line(entry, language, changed) for entry in days if entry.day == day),
                )
                for day in week
            ),
        )


def days_ahead(days: Sequence[TurnDay], today: date) -> tuple[TurnDay, ...]:
    """Return the duties from the first day of this month on; all if none is left."""
    return tuple(entry for entry in days if entry.day >= today.replace(day=1)) or tuple(days)


def duty_months(days: Sequence[TurnDay], language: str, *, changed: Mapping[str, str] = NOTHING) -> Iterator[DutyMonth]:
    """Yield each month with duties, in order of time.

    Args:
        days: The duties in order of time.
        language: The language of the names.
        changed: The kind of its change, in words, of each duty that is new or changed, by its key.
    """
    numbers = {turn: number for number, turn in enumerate(dict.fromkeys(entry.turn for entry in days))}
    names = {turn.place: turn.short for turn in numbers if turn.shift}
    cells: dict[date, list[TurnDay]] = {}
    for entry in days:
        cells.setdefault(entry.day, []).append(entry)
    heads = tuple(words(language)[f"weekday_short.{number}"] for number in range(1, WEEK_DAYS + 1))
    for month in sorted({day.replace(day=1) for day in cells}):
        yield DutyMonth(
            key=f"{month:%Y-%m}",
            name=month_name(month, language),
            count=sum(len(entries) for day, entries in cells.items() if day.replace(day=1) == month),
            heads=heads,
            rows=tuple(_rows(month, cells, _CellForm(numbers, changed, len(names) > 1))),
        )


@attrs.frozen
class _CellForm:
    """The form of the cells: the numbers of turns, the changed duties, and whether posts are named."""

    numbers: Mapping[Turn, int]
    changed: Mapping[str, str]
    has_names: bool


def _rows(month: date, cells: Mapping[date, list[TurnDay]], form: _CellForm) -> Iterator[Markup]:
    monday = month - month.weekday() * DAY
    while monday.replace(day=1) <= month:
        days = [monday + number * DAY for number in range(WEEK_DAYS)]
        yield Markup("").join(
            _cell(day, cells.get(day, []), form) if day.month == month.month else Markup("<td></td>") for day in days
        )
        monday += WEEK_DAYS * DAY


def _cell(day: date, entries: list[TurnDay], form: _CellForm) -> Markup:
    if not entries:
        return Markup(f"<td>{day.day}</td>")  # noqa: S704  # a number
    kinds = " ".join(str(form.numbers[entry.turn]) for entry in entries)
    changes = [str(escape(form.changed.get(entry.key, ""))) for entry in entries]
    part, mark = entries[0].turn.mark.part, ""
    if any(changes):
        part, mark = f"{part} new", f' data-c="{"|".join(changes)}"'
    texts = "<br>".join(_text(entry.turn, form) for entry in entries).replace("</small><br>", "</small>")
    return Markup(f'<td class="{part}" data-k="{kinds}"{mark}><b>{day.day}</b> {texts}</td>')  # noqa: S704  # escaped above


def _text(turn: Turn, form: _CellForm) -> str:
    name = f"<small>{escape(turn.short)}</small>" if form.has_names or not turn.shift else ""
    return f"{escape(turn.mark.letters)}{name}"
