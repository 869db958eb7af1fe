"""The grammar of the rule language: text to values.

A rule is one line that a lawyer can read, such as ``latest(final_list, pairs_determined) + 3 days``. The grammar is
written down in ``docs/grammar.md``. Parsing never runs anything: a rule from a stranger is bounded in length and
depth and can only name stages and count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

import attrs

from electsched.errors import Fault, RuleSyntaxError
from electsched.law.counting import Rounding
from electsched.law.trace import Part, Unit

__all__ = [
    "Anchor",
    "At",
    "Choice",
    "Comparison",
    "Counted",
    "Expr",
    "Order",
    "anchors",
    "parse_limit",
    "parse_rule",
]

MAX_LENGTH = 500
MAX_DEPTH = 20
MAX_AMOUNT = 100_000

Order = Literal["<=", ">=", "<", ">", "=="]

# --- values -------------------------------------------------------------------------------------------------------


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
    """

    base: Expr
    amount: int
    unit: Unit
    inclusive: bool
    rounding: Rounding | None
    at: int = attrs.field(eq=False)


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


Expr = Anchor | Counted | At | Choice


@attrs.frozen
class Comparison:
    """A limit: a stage on the left, what bounds it on the right."""

    left: Anchor
    order: Order
    right: Expr


def anchors(expr: Expr) -> Iterator[Anchor]:
    """Yield every reference in the rule, from left to right."""
    match expr:
        case Anchor():
            yield expr
        case Choice(items=items):
            for item in items:
                yield from anchors(item)
        case _:
            yield from anchors(expr.base)


# --- text to values -----------------------------------------------------------------------------------------------

_TOKEN = re.compile(
    r"\s*(?:(?P<clock>\d{1,2}:\d{2})|(?P<number>\d+)|(?P<name>[A-Za-z_][A-Za-z0-9_]*)"
    r"|(?P<mark><=|>=|==|[<>+\-(),.]))"
)
_UNITS: dict[str, Unit] = {
    "hour": "hour",
    "hours": "hour",
    "day": "day",
    "days": "day",
    "week": "week",
    "weeks": "week",
    "month": "month",
    "months": "month",
    "year": "year",
    "years": "year",
}
_ORDERS: dict[str, Order] = {"<=": "<=", ">=": ">=", "<": "<", ">": ">", "==": "=="}
_CHOICES: dict[str, Literal["latest", "earliest"]] = {"latest": "latest", "earliest": "earliest"}
_ROUNDINGS: dict[str, Rounding] = {"down": "down", "up": "up"}
_RESERVED = frozenset({"latest", "earliest", "at", "inclusive", "rounding", "working", *_UNITS})


@attrs.frozen
class _Token:
    kind: str
    text: str
    at: int


def _tokens(text: str) -> list[_Token]:
    found: list[_Token] = []
    place = 0
    while text[place:].strip():
        match = _TOKEN.match(text, place)
        if match is None:
            at = len(text) - len(text[place:].lstrip())
            raise _fault(text, at, repr(text[at]), "a stage, a number, '+', '-', 'at', '(' or ')'")
        kind = str(match.lastgroup)
        found.append(_Token(kind, match[kind], match.start(kind)))
        place = match.end()
    found.append(_Token("end", "", len(text.rstrip())))
    return found


def _fault(text: str, at: int, found: str, expected: str) -> RuleSyntaxError:
    return RuleSyntaxError(Fault("", found, expected, text=text, at=at))


class _Parser:
    """One pass over the tokens of one rule, by recursive descent."""

    def __init__(self, text: str) -> None:
        if len(text) > MAX_LENGTH:
            raise _fault(text[:MAX_LENGTH], 0, f"{len(text)} characters", f"at most {MAX_LENGTH}")
        self._text = text
        self._tokens = _tokens(text)
        self._next = 0
        self._depth = 0

    @property
    def _here(self) -> _Token:
        return self._tokens[self._next]

    def _take(self) -> _Token:
        token = self._here
        self._next += token.kind != "end"
        return token

    def _accept(self, text: str) -> bool:
        if self._here.text == text and self._here.kind != "end":
            self._take()
            return True
        return False

    def _expect(self, text: str) -> None:
        if not self._accept(text):
            raise self._wrong(repr(text))

    def _wrong(self, expected: str) -> RuleSyntaxError:
        token = self._here
        found = repr(token.text) if token.kind != "end" else "the end of the rule"
        return _fault(self._text, token.at, found, expected)

    def rule(self) -> Expr:
        """Return the whole text as one expression."""
        expr = self._expression()
        if self._here.kind != "end":
            raise self._wrong("'+', '-', 'at' or the end of the rule")
        return expr

    def limit(self) -> Comparison:
        """Return the whole text as a comparison with a stage on its left."""
        left = self._expression()
        if not isinstance(left, Anchor):
            raise _fault(self._text, 0, "a calculation", "a stage, such as 'voting' or 'voting.start', on the left")
        order = _ORDERS.get(self._here.text)
        if order is None:
            raise self._wrong("'<=', '>=', '<', '>' or '=='")
        self._take()
        return Comparison(left, order, self.rule())

    def _expression(self) -> Expr:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise self._wrong(f"at most {MAX_DEPTH} levels of brackets")
        expr = self._primary()
        while True:
            token = self._here
            if self._accept("+"):
                expr = self._counted(expr, 1, token.at)
            elif self._accept("-"):
                expr = self._counted(expr, -1, token.at)
            elif self._accept("at"):
                expr = At(expr, self._clock(), token.at)
            else:
                self._depth -= 1
                return expr

    def _primary(self) -> Expr:
        if self._accept("("):
            expr = self._expression()
            self._expect(")")
            return expr
        token = self._here
        if token.kind != "name" or token.text in _RESERVED - {"latest", "earliest"}:
            raise self._wrong("a stage, 'latest(', 'earliest(' or '('")
        self._take()
        if token.text in _CHOICES:
            return self._choice(_CHOICES[token.text], token.at)
        return Anchor(token.text, self._part(), token.at)

    def _part(self) -> Part:
        if not self._accept("."):
            return "end"
        if self._accept("start"):
            return "start"
        if self._accept("end"):
            return "end"
        raise self._wrong("'start' or 'end'")

    def _choice(self, which: Literal["latest", "earliest"], at: int) -> Choice:
        self._expect("(")
        items = [self._expression()]
        while self._accept(","):
            items.append(self._expression())
        self._expect(")")
        return Choice(which, tuple(items), at)

    def _clock(self) -> int:
        token = self._here
        if token.kind == "clock":
            hours, minutes = (int(part) for part in token.text.split(":"))
            if minutes < 60 and hours * 60 + minutes <= 1440:  # noqa: PLR2004  # minutes of an hour and of a day
                self._take()
                return hours * 60 + minutes
        raise self._wrong("an hour from 00:00 to 24:00")

    def _counted(self, base: Expr, sign: int, at: int) -> Counted:
        token = self._here
        if token.kind != "number":
            raise self._wrong("a whole number")
        if len(token.text) > len(str(MAX_AMOUNT)) or int(token.text) > MAX_AMOUNT:
            raise self._wrong(f"a number up to {MAX_AMOUNT}")
        self._take()
        unit_at = self._here.at
        unit = self._unit()
        if unit == "hour" and isinstance(base, Counted) and base.unit != "hour":
            expected = "an hour of the day, such as 'at 24:00', before hours are counted"
            raise _fault(self._text, unit_at, "hours counted from a day without an hour", expected)
        inclusive = unit in {"day", "working day"} and self._accept("inclusive")
        rounding: Rounding | None = None
        if unit in {"month", "year"} and self._accept("rounding"):
            rounding = _ROUNDINGS.get(self._here.text)
            if rounding is None:
                raise self._wrong("'down' or 'up'")
            self._take()
        return Counted(base, sign * int(token.text), unit, inclusive, rounding, at)

    def _unit(self) -> Unit:
        if self._accept("working"):
            if self._here.text in {"day", "days"}:
                self._take()
                return "working day"
            raise self._wrong("'days'")
        unit = _UNITS.get(self._here.text)
        if unit is None:
            raise self._wrong("'hours', 'days', 'working days', 'weeks', 'months' or 'years'")
        self._take()
        return unit


def parse_rule(text: str) -> Expr:
    """Return the rule as a value.

    Raises:
        RuleSyntaxError: The text is no rule; the fault names the character.
    """
    return _Parser(text).rule()


def parse_limit(text: str) -> Comparison:
    """Return the limit as a value.

    Raises:
        RuleSyntaxError: The text is no limit; the fault names the character.
    """
    return _Parser(text).limit()
