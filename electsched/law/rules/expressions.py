"""The expressions of a rule: the tree that the parser makes of its text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import attrs

from electsched.law.calendar_systems import System
from electsched.law.date_arithmetic import Rounding
from electsched.law.rules.steps import Direction, Extreme, Part, Relation, TimeUnit
from electsched.values import value_text

__all__ = [
    "Anchor",
    "At",
    "Choice",
    "ComparedTo",
    "Condition",
    "Expr",
    "FallsOn",
    "Holiday",
    "LimitExpr",
    "MonthDay",
    "Offset",
    "Order",
    "RolledToWorkingDay",
    "SystemDay",
    "Weekday",
    "Within",
    "Zoned",
    "anchors",
    "exprs_of",
    "parts_of",
]

Order = Literal["<=", ">=", "<", ">", "=="]


@attrs.frozen
class Anchor:
    """A reference to the first or the last day of a stage; a bare key means the last day.

    Attributes:
        key: Key of the stage.
        part: The first (``start``) or the last day (``end``).
        at: Zero-based character at which the reference begins.
    """

    key: str
    part: Part
    at: int = attrs.field(eq=False)

    __repr__ = value_text


@attrs.frozen
class Offset:
    """A base moved by an amount of a unit.

    Attributes:
        base: The expression from which is counted.
        amount: Number of units, negative to count backwards.
        unit: The unit, singular.
        inclusive: Whether the day of the base is the first day counted.
        rounding: The day used if the month is too short; None if the rule states none.
        at: Zero-based character of the sign.
        clear: Whether the amount is the number of whole days between the base and the result.
    """

    base: Expr
    amount: int
    unit: TimeUnit
    inclusive: bool
    rounding: Rounding | None
    at: int = attrs.field(eq=False)
    clear: bool = False

    __repr__ = value_text


@attrs.frozen
class At:
    """A base with a time of the local day, in minutes from 0 to 1440."""

    base: Expr
    minutes: int
    at: int = attrs.field(eq=False)

    __repr__ = value_text


@attrs.frozen
class Choice:
    """The latest or the earliest of several expressions."""

    which: Extreme
    items: tuple[Expr, ...]
    at: int = attrs.field(eq=False)

    __repr__ = value_text


@attrs.frozen
class RolledToWorkingDay:
    """A base moved to a working day if it is none; its hour is kept."""

    base: Expr
    direction: Direction
    at: int = attrs.field(eq=False)

    __repr__ = value_text


@attrs.frozen
class Weekday:
    """The n-th weekday before or after a base, or of a month in the base's year.

    Attributes:
        base: The expression from which is counted.
        ordinal: Number of the weekday, from 1; -1 is the last of a month, -2 the last but one.
        weekday: The weekday, from 1 (Monday) to 7 (Sunday).
        relation: ``from`` and ``until`` include the day of the base, ``after`` and ``before`` do not; ``of`` is for a
            month; ``nearest`` is the nearest on either side.
        month: The month, from 1; 0 without a month, or for the month of the base.
        at: Zero-based character of the ordinal.
    """

    base: Expr
    ordinal: int
    weekday: int
    relation: Relation
    month: int
    at: int = attrs.field(eq=False)

    __repr__ = value_text


@attrs.frozen
class MonthDay:
    """A day of a month in the year of a base, such as 30 November.

    Attributes:
        base: The expression that gives the year.
        day: The day of the month, from 1; -1 is the last.
        month: The month, from 1; 0 for the month of the base.
        at: Zero-based character of the day.
    """

    base: Expr
    day: int
    month: int
    at: int = attrs.field(eq=False)

    __repr__ = value_text


@attrs.frozen
class SystemDay:
    """A day of a month of another calendar system, in the year of that system in which a base lies.

    Attributes:
        base: The expression that gives the year.
        system: The calendar system.
        month: The month, as it is written in rules.
        day: The day of the month, from 1; -1 is the last. With a weekday, its ordinal in the month.
        weekday: The weekday, from 1 (Monday) to 7 (Sunday); 0 without one.
        at: Zero-based character of the day.
    """

    base: Expr
    system: System
    month: str
    day: int
    weekday: int
    at: int = attrs.field(eq=False)

    __repr__ = value_text


@attrs.frozen
class Holiday:
    """A holiday of the year of a base.

    Attributes:
        base: The expression that gives the year.
        name: The English name of the holiday in the calendar of the statute; empty for Easter Sunday.
        at: Zero-based character at which the name begins.
    """

    base: Expr
    name: str
    at: int = attrs.field(eq=False)

    __repr__ = value_text


@attrs.frozen
class Zoned:
    """A local hour on the clock of a stated zone, for hours that each place otherwise reads on its local clock.

    Attributes:
        base: The expression that has the hour.
        zone: IANA name of the zone, such as ``Asia/Jakarta``.
        at: Zero-based character of ``in``.
    """

    base: Expr
    zone: str
    at: int = attrs.field(eq=False)

    __repr__ = value_text


Expr = Anchor | Offset | At | Choice | RolledToWorkingDay | Weekday | MonthDay | SystemDay | Holiday | Zoned


@attrs.frozen
class ComparedTo:
    """A limit: a stage on the left, its bound on the right."""

    left: Anchor
    order: Order
    right: Expr

    __repr__ = value_text


@attrs.frozen
class FallsOn:
    """A limit: the days or the years that are allowed for a stage.

    Attributes:
        left: The stage.
        weekdays: Allowed weekdays, from 1 (Monday) to 7 (Sunday).
        holiday: Whether any holiday is allowed.
        working: Whether any working day is allowed.
        even: Whether the year must be even; then no day is named.
        ordinals: Allowed weekdays of a month, each as its ordinal (-1 is the last), its weekday and its month.
        months: Allowed months, from 1; then no day is named.
    """

    left: Anchor
    weekdays: frozenset[int] = frozenset()
    holiday: bool = False
    working: bool = False
    even: bool = False
    ordinals: frozenset[tuple[int, int, int]] = frozenset()
    months: frozenset[int] = frozenset()

    __repr__ = value_text

    @property
    def yearly(self) -> bool:
        """Whether more than a few weeks may lie between two allowed days."""
        return self.even or self.working or bool(self.ordinals or self.months)


def _first_day(limit: Within) -> Expr:
    firsts = tuple(first for first, _ in limit.ranges)
    return firsts[0] if len(firsts) == 1 else Choice("earliest", firsts, limit.left.at)


def _last_day(limit: Within) -> Expr:
    lasts = tuple(last for _, last in limit.ranges)
    return lasts[0] if len(lasts) == 1 else Choice("latest", lasts, limit.left.at)


@attrs.frozen
class Within:
    """A limit: the ranges of days that are allowed for a stage, which must lie in one of them.

    Attributes:
        left: The stage.
        ranges: The first and the last day of each range, both included; equal if only one day is allowed.
        first: The first day of all ranges.
        last: The last day of all ranges.
    """

    left: Anchor
    ranges: tuple[tuple[Expr, Expr], ...]
    first: Expr = attrs.field(init=False, eq=False, repr=False, default=attrs.Factory(_first_day, takes_self=True))
    last: Expr = attrs.field(init=False, eq=False, repr=False, default=attrs.Factory(_last_day, takes_self=True))

    __repr__ = value_text


LimitExpr = ComparedTo | FallsOn | Within


@attrs.frozen
class Condition:
    """A condition on dates: an expression compared with another, or restricted to certain days.

    Attributes:
        left: The expression on the left.
        limit: The comparison or the days; its own left side is the first stage of the expression.
    """

    left: Expr
    limit: LimitExpr

    __repr__ = value_text

    @property
    def operands(self) -> tuple[Expr, ...]:
        """The expression on the left, and that on the right if there is one."""
        return (self.left, *exprs_of(self.limit))


def parts_of(expr: Expr) -> Iterator[Expr]:
    """Yield the expression and all expressions within it."""
    yield expr
    operands = expr.items if isinstance(expr, Choice) else () if isinstance(expr, Anchor) else (expr.base,)
    for operand in operands:
        yield from parts_of(operand)


def exprs_of(rule: Expr | LimitExpr) -> tuple[Expr, ...]:
    """Return the expression of a rule, or those on the right side of a limit."""
    match rule:
        case FallsOn():
            return ()
        case ComparedTo(right=right):
            return (right,)
        case Within(ranges=ranges):
            return tuple(dict.fromkeys(expr for span in ranges for expr in span))
        case _:
            return (rule,)


def anchors(expr: Expr | LimitExpr) -> Iterator[Anchor]:
    """Yield each reference in a rule, or on the right side of a limit, from left to right."""
    match expr:
        case FallsOn() | ComparedTo() | Within():
            for operand in exprs_of(expr):
                yield from anchors(operand)
        case Anchor():
            yield expr
        case Choice(items=operands):
            for operand in operands:
                yield from anchors(operand)
        case _:
            yield from anchors(expr.base)
