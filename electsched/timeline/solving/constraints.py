"""A constraint on days, with its ground: a rule, a limit or a known date."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Literal

import attrs

from electsched.errors import HorizonError, InputError
from electsched.law.calendar import WorkCalendar
from electsched.law.citation import Citation
from electsched.law.date_arithmetic import MINUTES_PER_DAY, Moment, day_of
from electsched.law.rules.compiled import CompiledRule, compiled
from electsched.law.rules.conditions import falls_on
from electsched.law.rules.evaluation import EvaluationContext, MissingAnchorError, evaluate
from electsched.law.rules.expressions import (
    Expr,
    FallsOn,
)
from electsched.law.rules.steps import Extreme
from electsched.law.rules.trace import Given, Part, ResolvedDate, Value
from electsched.values import value_text

__all__ = ["MOST_DAYS", "SIDES", "WEEK_DAYS", "Constraint", "Ground", "KnownDates", "Side", "Variable"]

Variable = tuple[str, Part]
"""The first or the last day of a stage."""
Side = Literal["low", "high"]
SIDES: tuple[Side, Side] = ("low", "high")
KnownDates = Mapping[str, tuple[Value | None, Value | None]]
"""The known first and last day, by key of the stage."""
WEEK_DAYS = 7
MOST_DAYS = 1_000_000
"""More days than any rule counts."""
LONG_SEARCH_DAYS = 400
"""Days that are searched for a working day, a day of a month or an even year: more than one year."""
SHORT_SEARCH_DAYS = 8 * WEEK_DAYS
"""Days that are searched for a weekday or a holiday."""


@attrs.frozen
class Ground:
    """The ground of a bound: a provision, or a known date.

    Attributes:
        stage: Key of the stage.
        rule: Text of the rule or limit; for a known date, the stage and the date.
        law: The provision; None for a known date.
    """

    stage: str
    rule: str
    law: Citation | None = None

    __repr__ = value_text

    def __str__(self) -> str:
        """Return the rule and its provision as one line, in English."""
        return self.in_words("en")

    def in_words(self, language: str) -> str:
        """Return the rule and its provision as one line, the provision in words of a language.

        Raises:
            UnknownNameError: The package has no words in that language.
        """
        return f"{self.rule} ({self.law.in_words(language)})" if self.law else self.rule


@attrs.frozen(eq=False)
class Constraint:
    """A variable compared with a rule, or restricted to certain days.

    Attributes:
        left: The variable.
        low: The rule with months rounded down.
        high: The rule with months rounded up.
        anchors: The variables that the rule reads, each once.
        upper: Whether the variable is at most the rule.
        lower: Whether the variable is at least the rule.
        strict: 1 if they may not be equal, else 0.
        chooses: Whether the rule takes the latest or the earliest of several dates.
        extreme: If the rule is the latest or the earliest of its anchors and nothing else, which; else empty.
        hours: If the rule counts hours, the minute of the day of each variable whose hour is known; else None.
        allows: The allowed days; None for a rule.
        options: The first and the last day of each of several allowed ranges, as limits of the variable.
        ground: Its ground; None for a constraint that holds for every stage.
        shift: If the rule only moves its one anchor by days, their number; else None.
        shortest: The number of days in the text of such a rule; a calendar of short periods may count working days.
        compiled_rules: Compiled rules with their calendars, by side and by whether counts are provisional.
    """

    left: Variable
    low: Expr | date | None
    high: Expr | date | None
    anchors: tuple[Variable, ...]
    upper: bool = True
    lower: bool = True
    strict: int = 0
    chooses: bool = False
    extreme: Extreme | Literal[""] = ""
    hours: Mapping[Variable, int] | None = None
    allows: FallsOn | None = None
    options: tuple[tuple[Constraint, Constraint], ...] = ()
    ground: Ground | None = None
    shift: int | None = None
    shortest: int = MOST_DAYS
    compiled_rules: dict[tuple[Side, bool], tuple[WorkCalendar, CompiledRule]] = attrs.field(factory=dict, repr=False)

    __repr__ = value_text

    @property
    def is_constant(self) -> bool:
        """Whether it is a known date."""
        return isinstance(self.low, date)

    @property
    def is_order(self) -> bool:
        """Whether it says that a stage does not end before it starts."""
        return self.ground is None and self.anchors == ((self.left[0], "end"),) and self.left[1] == "start"

    @property
    def is_covering(self) -> bool:
        """Whether it says that a stage lasts as long as those that it covers."""
        return self.ground is None and self.chooses

    def day(
        self, days: tuple[int, ...], side: Side, calendar: WorkCalendar, zone: str, *, provisional: bool
    ) -> int | None:
        """Return the ordinal of the day that the rule gives for the days of its anchors, None if it is not known."""
        expr = self.low if side == "low" else self.high
        if expr is None or isinstance(expr, date):
            return expr.toordinal() if expr else None
        anchor_days = dict(zip(self.anchors, days, strict=True))
        look_up = partial(_anchor_date, anchor_days, 0 if side == "low" else MINUTES_PER_DAY, self.hours)
        context = EvaluationContext(look_up=look_up, calendar=calendar, zone=zone, provisional=provisional)
        try:
            value, _ = evaluate(expr, context)
        except (InputError, MissingAnchorError):
            return None  # the day lies beyond the known years, or the rule counts hours from a day without an hour
        return day_of(value).toordinal()

    def compiled(self, side: Side, calendar: WorkCalendar, zone: str, *, provisional: bool) -> CompiledRule | None:
        """Return the rule as a function of the packed days of its anchors; it is kept for the last calendar."""
        expr = self.low if side == "low" else self.high
        if expr is None or isinstance(expr, date):
            return None
        entry = self.compiled_rules.get((side, provisional))
        if entry is None or entry[0] is not calendar:
            slots = {anchor: number for number, anchor in enumerate(self.anchors)}
            entry = (calendar, compiled(expr, slots, calendar, zone, provisional=provisional))
            self.compiled_rules[side, provisional] = entry
        return entry[1]

    def nearest(self, day: int, step: int, calendar: WorkCalendar, *, provisional: bool) -> int | None:
        """Return the ordinal of the nearest allowed day in the direction of the step, None if none is known."""
        if self.allows is None:
            return None
        limit = LONG_SEARCH_DAYS if self.allows.yearly else SHORT_SEARCH_DAYS
        for number in range(limit):
            candidate = date.fromordinal(day + number * step)
            if not provisional and (self.allows.holiday or self.allows.working) and not calendar.knows(candidate):
                return candidate.toordinal()  # beyond the known years, any day may become a holiday
            try:
                if falls_on(self.allows, candidate, calendar, provisional=provisional):
                    return candidate.toordinal()
            except HorizonError:
                return None
        return None


def _anchor_date(
    days: Mapping[Variable, int], minutes: int, hours: Mapping[Variable, int] | None, key: str, part: Part
) -> ResolvedDate:
    day = date.fromordinal(days[key, part])
    # An unknown hour is taken as the start or the end of the day.
    return ResolvedDate(day if hours is None else Moment(day, hours.get((key, part), minutes)), "given", Given())
