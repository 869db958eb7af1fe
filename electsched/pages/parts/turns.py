"""The duties of a reader as turns: a turn is all of a duty except its day, and a reader has few of them.

A page states each turn once, and the days refer to it. Clocks and lengths are those of each duty, so that a duty
through a clock change, or one that was moved, is a turn of its own. A turn has only fields that the audience may see.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time
from typing import Any

import attrs

from electsched.calendars.audience import Audience, allowed_fields
from electsched.calendars.duty_events import muster_event
from electsched.calendars.telling.duty_snapshot import duty_key, presence_key
from electsched.i18n.languages import words
from electsched.i18n.text import clock_time
from electsched.operation.operation import Muster
from electsched.operation.shifts import Shift
from electsched.pages.parts.marks import PlanShifts, ShiftMark, post_marks
from electsched.pages.parts.places import muster_key
from electsched.roster.duty import Duty
from electsched.roster.index import RosterIndex
from electsched.values import value_text

__all__ = ["Turn", "TurnDay", "Turns", "mark_texts"]

MUSTER_MARK = ShiftMark("◆", "x")


@attrs.frozen(kw_only=True)
class Turn:
    """All of a duty or a muster except its day.

    Attributes:
        place: The key of its post, or of the place of its muster.
        name: The name of its post or muster.
        short: Its short name.
        shift: The name of its shift, with its role; empty for a muster.
        mark: The mark of its shift.
        begins: Its first hour.
        ends: Its last hour.
        days_over: The number of midnights in it.
        hours: Its length in hours.
        first_minute: Its start, in minutes after 00:00 UTC of its local day.
        last_minute: Its end, in the same minutes.
        before: The team that it relieves; empty if there is none.
        after: The team that relieves it; empty if there is none.
        until: The event that ends it; empty if it ends by the clock.
    """

    place: str
    name: str
    short: str
    shift: str
    mark: ShiftMark
    begins: str
    ends: str
    days_over: int
    hours: str
    first_minute: int
    last_minute: int
    before: str = ""
    after: str = ""
    until: str = ""

    __repr__ = value_text


@attrs.frozen
class TurnDay:
    """A duty or muster on its day.

    Attributes:
        day: The local day on which it begins.
        start: Its start, in seconds since 1970 in UTC.
        turn: The turn.
        key: Its key in changes, see `DutyChange`; that of a muster has no team.
    """

    day: date
    start: float
    turn: Turn
    key: str

    __repr__ = value_text


class Turns:
    """Makes the turns of a plan's duties for one audience in one language."""

    def __init__(self, index: RosterIndex, *, language: str, audience: Audience) -> None:
        """Look up the marks of the plan.

        Raises:
            UnknownNameError: The audience or the language does not exist.
        """
        self._index = index
        self._language = language
        self._words = words(language)
        self._allowed = allowed_fields(audience)
        self._shifts = PlanShifts(index.plan, language)
        self._short = post_marks(index.plan, language)
        self._turns: dict[object, Turn] = {}

    def days(self, duties: Iterable[Duty], musters: Iterable[Muster]) -> tuple[TurnDay, ...]:
        """Return the duties and musters in order of time."""
        days = [*self._of_duties(duties), *map(self._of_muster, musters)]
        return tuple(sorted(days, key=lambda entry: (entry.start, entry.key)))

    def _of_duties(self, duties: Iterable[Duty]) -> Iterator[TurnDay]:
        for duty in duties:
            start = duty.span.start
            yield TurnDay(start.date(), start.timestamp(), self._turn(duty), duty_key(duty))

    def _turn(self, duty: Duty) -> Turn:
        plan, index = self._index.plan, self._index
        shift, mark = self._shifts.of(duty)
        reliefs = ("", "")
        if "relief" in self._allowed:
            reliefs = (index.relieved_team(duty), index.relieving_team(duty))
        minutes = _minutes(duty.span.start, duty.span.end)
        key = (duty.post, id(shift), reliefs, minutes)
        turn = self._turns.get(key)
        if turn is None:
            relieved, relieving = (plan.team(team).name[self._language] if team else "" for team in reliefs)
            turn = self._turns[key] = Turn(
                place=duty.post,
                name=plan.post(duty.post).name[self._language],
                short=self._short[duty.post],
                shift=_shift_name(shift, self._language),
                mark=mark,
                **self._clocks(duty.span.start, duty.span.end),
                before=relieved,
                after=relieving,
                until=shift.until[self._language] if "until" in self._allowed else "",
            )
        return turn

    def _clocks(self, start: datetime, end: datetime) -> dict[str, Any]:
        first, last = _minutes(start, end)
        return {
            "begins": clock_time(start, self._language),
            "ends": clock_time(end, self._language),
            "days_over": (end.date().toordinal() - start.date().toordinal()),
            "hours": f"{(last - first) / 60:g}".replace(".", self._words["number.decimal"]),
            "first_minute": first,
            "last_minute": last,
        }

    def _of_muster(self, muster: Muster) -> TurnDay:
        event = muster_event(self._index.plan, muster, language=self._language)
        start, end = (value for value in (event.start, event.end) if isinstance(value, datetime))
        turn = Turn(
            place=muster_key(muster),
            name=event.body.summary,
            short=self._words["calendar.muster"],
            shift="",
            mark=MUSTER_MARK,
            **self._clocks(start, end),
        )
        return TurnDay(start.date(), start.timestamp(), turn, presence_key(muster.key, ""))


def _minutes(start: datetime, end: datetime) -> tuple[int, int]:
    """Return the start and the end in minutes after 00:00 UTC of the local day of the start."""
    midnight = round(datetime.combine(start.date(), time(), UTC).timestamp())
    return (round(start.timestamp()) - midnight) // 60, (round(end.timestamp()) - midnight) // 60


def _shift_name(shift: Shift, language: str) -> str:
    name, role = shift.name[language], shift.role[language] if shift.role else ""
    return f"{name}, {role}" if role and role.casefold() != name.casefold() else name


def mark_texts(turns: Iterable[Turn], language: str) -> list[tuple[ShiftMark, str]]:
    """Return each mark with its shift and hours, once."""
    phrases = words(language)
    texts: dict[tuple[ShiftMark, str], None] = {}
    for turn in turns:
        ends = f"{turn.ends} {phrases['page.next_day']}" if turn.days_over == 1 else turn.ends
        if turn.days_over > 1:
            ends = f"{turn.ends} ({phrases['counted.hour'].format(count=turn.hours)})"
        texts[turn.mark, f"{turn.shift or turn.name}: {turn.begins} – {ends}"] = None
    return list(texts)
