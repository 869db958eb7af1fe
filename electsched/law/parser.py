"""The parser of the rule language: text to expressions.

A rule is one line that a lawyer can read, such as ``latest(final_list, pairs_determined) + 3 days``. Its grammar is in
``docs/grammar.md``. A rule from a stranger is safe to parse: its length and depth are bounded, and nothing is executed.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping
from typing import TypeVar, get_args

import attrs

from electsched.errors import Fault, RuleSyntaxError
from electsched.law.date_arithmetic import MINUTES_PER_DAY, Rounding
from electsched.law.expressions import (
    Anchor,
    At,
    Choice,
    ComparedTo,
    Expr,
    FallsOn,
    LimitExpr,
    MonthDay,
    Offset,
    Order,
    RolledToWorkingDay,
    Weekday,
    Zoned,
)
from electsched.law.trace import Direction, Extreme, Part, Relation, TimeUnit

__all__ = ["parse_limit", "parse_rule"]

_Meaning = TypeVar("_Meaning")
MAX_LENGTH = 500
MAX_DEPTH = 20
MAX_AMOUNT = 100_000

_TOKEN = re.compile(
    r"\s*(?:(?P<clock>\d{1,2}:\d{2})|(?P<number>\d+)|(?P<zone>[A-Z][A-Za-z_]+(?:/[A-Z][A-Za-z_]+)+)|(?P<name>[A-Za-z_][A-Za-z0-9_]*)"
    r"|(?P<mark><=|>=|==|[<>+\-(),.]))"
)
_SINGULAR: tuple[TimeUnit, ...] = ("hour", "day", "week", "month", "year")
_UNITS: dict[str, TimeUnit] = {word: unit for unit in _SINGULAR for word in (unit, f"{unit}s")}
_ORDERS: dict[str, Order] = {order: order for order in get_args(Order)}
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "last": -1}
_WEEKDAYS = {"monday": 1, "tuesday": 2, "wednesday": 3, "thursday": 4, "friday": 5, "saturday": 6, "sunday": 7}
_MONTHS = {
    "january": 1,
    "february": 2,
    "march": 3,
    "april": 4,
    "may": 5,
    "june": 6,
    "july": 7,
    "august": 8,
    "september": 9,
    "october": 10,
    "november": 11,
    "december": 12,
}
_CHOICES: dict[str, Extreme] = {word: word for word in get_args(Extreme)}
_ROUNDINGS: dict[str, Rounding] = {word: word for word in get_args(Rounding)}
_DIRECTIONS: dict[str, Direction] = {word: word for word in get_args(Direction)}
_RELATIONS: dict[str, Relation] = {word: word for word in get_args(Relation)}
_WORDS = {"at", "inclusive", "clear", "rounding", "rolled", "working"}
_RESERVED = frozenset({*_CHOICES, *_ORDINALS, *_WORDS, *_UNITS})


@attrs.frozen
class _Token:
    kind: str
    text: str
    at: int


def _tokens(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    position = 0
    while text[position:].strip():
        match = _TOKEN.match(text, position)
        if match is None:
            at = len(text) - len(text[position:].lstrip())
            raise _fault(text, at, repr(text[at]), "a stage, a number, '+', '-', 'at', '(' or ')'")
        kind = str(match.lastgroup)
        tokens.append(_Token(kind, match[kind], match.start(kind)))
        position = match.end()
    tokens.append(_Token("end", "", len(text.rstrip())))
    return tokens


def _fault(text: str, at: int, actual: str, expected: str) -> RuleSyntaxError:
    return RuleSyntaxError(Fault("", actual, expected, text=text, at=at))


class _Parser:
    """A recursive-descent parser of one rule."""

    def __init__(self, text: str) -> None:
        if len(text) > MAX_LENGTH:
            raise _fault(text[:MAX_LENGTH], 0, f"{len(text)} characters", f"at most {MAX_LENGTH}")
        self._text = text
        self._tokens = _tokens(text)
        self._next = 0
        self._depth = 0

    @property
    def _token(self) -> _Token:
        return self._tokens[self._next]

    def _take(self) -> _Token:
        token = self._token
        self._next += token.kind != "end"
        return token

    def _accept(self, text: str) -> bool:
        if self._token.text == text and self._token.kind != "end":
            self._take()
            return True
        return False

    def _expect(self, text: str) -> None:
        if not self._accept(text):
            raise self._unexpected(repr(text))

    def _unexpected(self, expected: str) -> RuleSyntaxError:
        token = self._token
        actual = repr(token.text) if token.kind != "end" else "the end of the rule"
        return _fault(self._text, token.at, actual, expected)

    def rule(self) -> Expr:
        """Return the whole text as an expression."""
        expr = self._expression()
        if self._token.kind != "end":
            raise self._unexpected("'+', '-', 'at' or the end of the rule")
        return expr

    def limit(self) -> LimitExpr:
        """Return the whole text as a comparison, or as the days that are allowed for a stage."""
        left = self._expression()
        if not isinstance(left, Anchor):
            raise _fault(self._text, 0, "a calculation", "a stage, such as 'voting' or 'voting.start', on the left")
        if self._accept("falls"):
            return self._falls(left)
        order = _ORDERS.get(self._token.text)
        if order is None:
            raise self._unexpected("'<=', '>=', '<', '>', '==' or 'falls'")
        self._take()
        return ComparedTo(left, order, self.rule())

    def _falls(self, left: Anchor) -> FallsOn:
        if self._accept("in"):
            self._expect("even")
            self._expect("years")
            limit = FallsOn(left, even=True)
        else:
            self._expect("on")
            limit = self._allowed_days(FallsOn(left))
            while self._accept("or"):
                limit = self._allowed_days(limit)
        if self._token.kind != "end":
            raise self._unexpected("'or' or the end of the limit")
        return limit

    def _allowed_days(self, limit: FallsOn) -> FallsOn:
        if self._accept("holiday"):
            return attrs.evolve(limit, holiday=True)
        if self._accept("working"):
            self._expect("day")
            return attrs.evolve(limit, working=True)
        if self._token.text not in _WEEKDAYS:
            raise self._unexpected("a day of the week, 'holiday' or 'working day'")
        return attrs.evolve(limit, weekdays=limit.weekdays | {self._word(_WEEKDAYS)})

    def _expression(self) -> Expr:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise self._unexpected(f"at most {MAX_DEPTH} levels of brackets")
        expr = self._primary()
        while True:
            token = self._token
            if self._accept("+"):
                expr = self._offset(expr, 1, token.at)
            elif self._accept("-"):
                expr = self._offset(expr, -1, token.at)
            elif self._accept("at"):
                expr = At(expr, self._clock(), token.at)
            elif self._accept("rolled"):
                expr = RolledToWorkingDay(expr, self._word(_DIRECTIONS), token.at)
            elif self._accept("in"):
                expr = Zoned(expr, self._zone(), token.at)
            else:
                self._depth -= 1
                return expr

    def _primary(self) -> Expr:
        if self._accept("("):
            expr = self._expression()
            self._expect(")")
            return expr
        token = self._token
        if token.text in _ORDINALS:
            return self._weekday()
        if token.kind == "number":
            return self._month_day()
        if token.kind != "name" or token.text in _RESERVED - set(_CHOICES):
            raise self._unexpected("a stage, 'latest(', 'earliest(', 'first', 'second' ... or '('")
        self._take()
        if token.text in _CHOICES:
            return self._choice(_CHOICES[token.text], token.at)
        return Anchor(token.text, self._part(), token.at)

    def _weekday(self) -> Weekday:
        at = self._token.at
        ordinal = self._word(_ORDINALS)
        weekday = self._word(_WEEKDAYS)
        relation_at = self._token.at
        relation = self._word(_RELATIONS)
        month = 0
        if relation == "of":
            month = self._word(_MONTHS)
            self._expect("of")
        elif ordinal < 0:
            raise _fault(self._text, relation_at, repr(relation), "'of' and a month, since 'last' needs an end")
        return Weekday(self._primary(), ordinal, weekday, relation, month, at)

    def _month_day(self) -> MonthDay:
        token = self._take()
        month = self._word(_MONTHS)
        # 2023 is a common year: a rule for every year cannot name 29 February.
        if len(token.text) > 2 or not 1 <= int(token.text) <= monthrange(2023, month)[1]:  # noqa: PLR2004  # two digits
            raise _fault(self._text, token.at, repr(token.text), "a day that the month has in every year")
        self._expect("of")
        return MonthDay(self._primary(), int(token.text), month, token.at)

    def _word(self, words: Mapping[str, _Meaning]) -> _Meaning:
        """Consume one of the words and return its meaning."""
        meaning = words.get(self._token.text) if self._token.kind == "name" else None
        if meaning is None:
            raise self._unexpected(" or ".join(repr(word) for word in words))
        self._take()
        return meaning

    def _part(self) -> Part:
        if not self._accept("."):
            return "end"
        if self._accept("start"):
            return "start"
        if self._accept("end"):
            return "end"
        raise self._unexpected("'start' or 'end'")

    def _choice(self, which: Extreme, at: int) -> Choice:
        self._expect("(")
        operands = [self._expression()]
        while self._accept(","):
            operands.append(self._expression())
        self._expect(")")
        return Choice(which, tuple(operands), at)

    def _clock(self) -> int:
        token = self._token
        if token.kind == "clock":
            hours, minutes = (int(part) for part in token.text.split(":"))
            if minutes < 60 and hours * 60 + minutes <= MINUTES_PER_DAY:  # noqa: PLR2004  # minutes of an hour
                self._take()
                return hours * 60 + minutes
        raise self._unexpected("an hour from 00:00 to 24:00")

    def _zone(self) -> str:
        if self._token.kind != "zone":
            raise self._unexpected("the name of a zone, such as Asia/Jakarta")
        return self._take().text

    def _offset(self, base: Expr, sign: int, at: int) -> Offset:
        token = self._token
        if token.kind != "number":
            raise self._unexpected("a whole number")
        if len(token.text) > len(str(MAX_AMOUNT)) or int(token.text) > MAX_AMOUNT:
            raise self._unexpected(f"a number up to {MAX_AMOUNT}")
        self._take()
        clear = self._accept("clear")
        unit_at = self._token.at
        unit = self._unit()
        if clear and unit not in {"day", "working day"}:
            raise _fault(self._text, unit_at, f"clear {unit}s", "'clear days' or 'clear working days'")
        if unit == "hour" and isinstance(base, Offset) and base.unit != "hour":
            expected = "an hour of the day, such as 'at 24:00', before hours are counted"
            raise _fault(self._text, unit_at, "hours counted from a day without an hour", expected)
        inclusive = unit in {"day", "working day"} and not clear and self._accept("inclusive")
        rounding: Rounding | None = None
        if unit in {"month", "year"} and self._accept("rounding"):
            rounding = self._word(_ROUNDINGS)
        return Offset(base, sign * int(token.text), unit, inclusive, rounding, at, clear)

    def _unit(self) -> TimeUnit:
        if self._accept("working"):
            if self._token.text in {"day", "days"}:
                self._take()
                return "working day"
            raise self._unexpected("'days'")
        unit = _UNITS.get(self._token.text)
        if unit is None:
            raise self._unexpected("'hours', 'days', 'working days', 'weeks', 'months' or 'years'")
        self._take()
        return unit


def parse_rule(text: str) -> Expr:
    """Return the expression of a rule.

    Raises:
        RuleSyntaxError: The text does not follow the grammar; the fault names the character.
    """
    return _Parser(text).rule()


def parse_limit(text: str) -> LimitExpr:
    """Return the expression of a limit.

    Raises:
        RuleSyntaxError: The text does not follow the grammar; the fault names the character.
    """
    return _Parser(text).limit()
