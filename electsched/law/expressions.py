"""What a rule says, as values: the tree that the grammar makes of its text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import attrs

from electsched.law.date_arithmetic import Rounding
from electsched.law.trace import Part, Unit

__all__ = [
    "Anchor",
    "At",
    "Choice",
    "Comparison",
    "Counted",
    "Direction",
    "Expr",
    "Falls",
    "LimitExpr",
    "MonthDay",
    "Order",
    "Relation",
    "Rolled",
    "Weekday",
    "Zoned",
    "anchors",
    "parts_of",
]

Order = Literal["<=", ">=", "<", ">", "=="]
Direction = Literal["forward", "back"]
"""To the next working day, or to the one before."""
Relation = Literal["after", "from", "before", "until", "of"]


@attrs.frozen
class Anchor:
    """A reference to a stage: ``quiet_period.start``, or bare, which means its end.

    Attributes:
        key: The stage's key.
        part: Its first or its last day.
        at: The zero-based character at which the reference begins.
    """

    key: str
    part: Part
    at: int = attrs.field(eq=False)


@attrs.frozen
class Counted:
    """A base moved by an amount of a unit.

    Attributes:
        base: What is counted from.
        amount: How many units, negative to count backwards.
        unit: The unit, singular.
        inclusive: Whether the base's own day is the first day counted.
        rounding: What to do where the month has no such day.
        at: The zero-based character at which the sign stands.
        clear: Whether so many whole days lie between the base's day and the last, neither of them counted.
    """

    base: Expr
    amount: int
    unit: Unit
    inclusive: bool
    rounding: Rounding | None
    at: int = attrs.field(eq=False)
    clear: bool = False


@attrs.frozen
class At:
    """A base with an hour of the local day, in minutes from 0 to 1440."""

    base: Expr
    minutes: int
    at: int = attrs.field(eq=False)


@attrs.frozen
class Choice:
    """The latest or the earliest of several."""

    which: Literal["latest", "earliest"]
    items: tuple[Expr, ...]
    at: int = attrs.field(eq=False)


@attrs.frozen
class Rolled:
    """A base moved to a working day, where it is none; its hour stays."""

    base: Expr
    direction: Direction
    at: int = attrs.field(eq=False)


@attrs.frozen
class Weekday:
    """The n-th such day of the week before or after a base, or in a month of the base's year.

    Attributes:
        base: What it is counted from.
        ordinal: Which of them, from 1; -1 is the last of a month.
        weekday: The day of the week, Monday being 1.
        relation: Whether the base's own day may be it (``from``, ``until``) or not (``after``, ``before``); ``of`` for
            a month.
        month: The month, from 1; 0 where none is named.
        at: The zero-based character at which the ordinal stands.
    """

    base: Expr
    ordinal: int
    weekday: int
    relation: Relation
    month: int
    at: int = attrs.field(eq=False)


@attrs.frozen
class MonthDay:
    """A day of a month in the year of a base, such as 30 November.

    Attributes:
        base: What tells the year.
        day: The day of the month, from 1.
        month: The month, from 1.
        at: The zero-based character at which the day stands.
    """

    base: Expr
    day: int
    month: int
    at: int = attrs.field(eq=False)


@attrs.frozen
class Zoned:
    """A local hour read on the clock of one zone, for hours that each place reads on its own.

    Attributes:
        base: What has the hour.
        zone: The zone's name, such as ``Asia/Jakarta``.
        at: The zero-based character at which ``in`` stands.
    """

    base: Expr
    zone: str
    at: int = attrs.field(eq=False)


Expr = Anchor | Counted | At | Choice | Rolled | Weekday | MonthDay | Zoned


@attrs.frozen
class Comparison:
    """A limit: a stage on the left, what bounds it on the right."""

    left: Anchor
    order: Order
    right: Expr


@attrs.frozen
class Falls:
    """A limit: on which days a stage may fall, or in which years.

    Attributes:
        left: The stage.
        weekdays: Days of the week that will do, Monday being 1.
        holiday: Whether a day that is a holiday will do, on whatever day of the week.
        working: Whether any working day will do.
        even: Whether the year must be even; then no day is named.
    """

    left: Anchor
    weekdays: frozenset[int] = frozenset()
    holiday: bool = False
    working: bool = False
    even: bool = False


LimitExpr = Comparison | Falls


def parts_of(expr: Expr) -> Iterator[Expr]:
    """Yield the rule and every part of it."""
    yield expr
    inner = expr.items if isinstance(expr, Choice) else () if isinstance(expr, Anchor) else (expr.base,)
    for item in inner:
        yield from parts_of(item)


def anchors(expr: Expr | LimitExpr) -> Iterator[Anchor]:
    """Yield every reference in the rule, or in what bounds the stage of a limit, from left to right."""
    match expr:
        case Falls():
            return
        case Comparison(right=right):
            yield from anchors(right)
        case Anchor():
            yield expr
        case Choice(items=items):
            for item in items:
                yield from anchors(item)
        case _:
            yield from anchors(expr.base)
