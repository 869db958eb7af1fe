"""The dates of a stage with their reasons, and the rules that give none."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import ClassVar

import attrs

from electsched.errors import Fault, InputError, checked_choice
from electsched.i18n.text import Text
from electsched.law.citation import Citation
from electsched.law.date_arithmetic import day_of, first_day
from electsched.law.rules.trace import Part, ResolvedDate, Value
from electsched.law.statute import PARTS
from electsched.phrases import phrase
from electsched.timeline.serialize import plain
from electsched.values import Data, value_text

__all__ = ["Dates", "Gap", "UndatedRule", "periods_between"]


@attrs.frozen
class Dates:
    """The first and the last day of a stage, or their moments.

    Attributes:
        first: The first day and its reason; None if nothing gives it.
        last: The last day and its reason; None if nothing gives it.
    """

    DATA: ClassVar = ("start", "end")
    """The attributes that its data has."""
    DATA_TYPES: ClassVar = {"start": Value | None, "end": Value | None}
    """The types in its data, if they differ from those of the attributes."""

    first: ResolvedDate | None
    last: ResolvedDate | None

    def __repr__(self) -> str:
        """Return both dates with their origins."""
        return f"<Dates {self.first} to {self.last}>" if self else "<Dates: none>"

    @property
    def start(self) -> date | None:
        """The first day; null if nothing gives it."""
        return first_day(self.first.value, (self.last or self.first).value) if self.first else None

    @property
    def end(self) -> date | None:
        """The last day, included; null if nothing gives it."""
        return self.last.day if self.last else None

    def of(self, part: Part) -> ResolvedDate | None:
        """Return the first or the last day with its reason.

        Raises:
            UnknownNameError: The part is neither ``start`` nor ``end``.
        """
        return self.first if checked_choice("part", part, PARTS) == "start" else self.last

    def check_order(self, key: str, *, source: str) -> None:
        """Check that the stage of that key does not end before it starts.

        Raises:
            InputError: The last day is before the first.
        """
        if self.first is not None and self.last is not None and self.last.day < self.first.day:
            found = phrase("an end before its start: {first} to {last}", first=self.first.value, last=self.last.value)
            hint = phrase("'electsched bounds {source}' shows the days that the law allows.", source=source)
            raise InputError(
                Fault(key, found, phrase("dates of its anchors that leave it a day"), hint=hint), source=source
            )

    def __bool__(self) -> bool:
        """Return whether there is any date."""
        return self.first is not None or self.last is not None

    def to_dict(self) -> Data:
        """Return both days or moments as data for JSON."""
        return {part: plain(resolved.value) if (resolved := self.of(part)) else None for part in PARTS}


@attrs.frozen
class UndatedRule:
    """A rule that fixes no date, for a date or an hour that it needs is open or missing.

    Attributes:
        part: The first or the last day of the stage.
        rule: Text of the rule; empty if the stage covers others, or if the version in force is not known.
        law: Its provision; None if there is no rule.
        anchor: Key of the stage that has no date, or no hour.
        hour: Whether its day is known, and only its hour is missing.
        is_open: Whether its date is open, not missing.
    """

    part: Part
    rule: str
    law: Citation | None
    anchor: str
    hour: bool = False
    is_open: bool = False

    __repr__ = value_text


@attrs.frozen
class Gap:
    """A day between the first and the last day of a stage, on which it does not take place.

    Attributes:
        key: Its permanent key.
        name: Its name for people.
        resolved: The day with its reason.
        law: Its provision.
    """

    DATA: ClassVar = ("key", "name", "day", "law")
    """The attributes that its data has."""

    key: str
    name: Text
    resolved: ResolvedDate
    law: Citation

    __repr__ = value_text

    @property
    def day(self) -> date:
        """The day."""
        return self.resolved.day

    def to_dict(self) -> Data:
        """Return the day with its name and provision as data for JSON."""
        return {name: plain(getattr(self, name)) for name in self.DATA}


def periods_between(first: Value, last: Value, days: Iterable[date]) -> tuple[tuple[Value, Value], ...]:
    """Return the runs of days from the first to the last, both included, that leave out some days."""
    periods: list[tuple[Value, Value]] = []
    start = first
    for day in sorted(days):
        if first_day(start, last) < day:
            periods.append((start, day - timedelta(days=1)))
        start = day + timedelta(days=1)
    return (*periods, (start, last)) if day_of(start) <= day_of(last) else tuple(periods)
