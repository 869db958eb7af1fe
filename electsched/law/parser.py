"""The parser of the rule language: text to expressions.

A rule is one line that a lawyer can read, such as ``latest(final_list, pairs_determined) + 3 days``. Its grammar is in
``docs/grammar.md``. A rule from a stranger is safe to parse: its length and depth are bounded, and nothing is executed.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Mapping
from typing import TypeVar

import attrs

from electsched.errors import RuleSyntaxError
from electsched.law.date_arithmetic import MINUTES_PER_DAY, Rounding
from electsched.law.expressions import (
    Anchor,
    At,
    Choice,
    ComparedTo,
    Expr,
    FallsOn,
    Holiday,
    LimitExpr,
    MonthDay,
    Offset,
    RolledToWorkingDay,
    Weekday,
    Zoned,
)
from electsched.law.trace import Extreme, Part, TimeUnit
from electsched.law.vocabulary import (
    CHOICES,
    DIRECTIONS,
    MAX_AMOUNT,
    MAX_DEPTH,
    MAX_LENGTH,
    MONTHS,
    ORDERS,
    ORDINALS,
    RELATIONS,
    RESERVED,
    ROUNDINGS,
    UNITS,
    WEEKDAYS,
    Token,
    syntax_error,
    tokens_of,
)

__all__ = ["parse_limit", "parse_rule"]

_Meaning = TypeVar("_Meaning")
MOST_WEEKDAYS = 5
"""The most times that a weekday can occur in a month."""


class _Parser:
    """A recursive-descent parser of one rule."""

    def __init__(self, text: str) -> None:
        if len(text) > MAX_LENGTH:
            raise syntax_error(text[:MAX_LENGTH], 0, f"{len(text)} characters", f"at most {MAX_LENGTH}")
        self._text = text
        self._tokens = tokens_of(text)
        self._next = 0
        self._depth = 0

    @property
    def _token(self) -> Token:
        return self._tokens[self._next]

    def _take(self) -> Token:
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

    def _unexpected(self, expected: str, words: Iterable[str] = ()) -> RuleSyntaxError:
        token = self._token
        actual = repr(token.text) if token.kind != "end" else "the end of the rule"
        return syntax_error(self._text, token.at, actual, expected, words)

    def rule(self) -> Expr:
        """Return the whole text as an expression."""
        expr = self._expression()
        if self._token.text in WEEKDAYS:
            raise self._unexpected("an ordinal before a day of the week: 'first' to 'tenth', '11th' ..., or 'last'")
        if self._token.kind != "end":
            expected = "'+', '-', 'at' or the end of the rule"
            raise self._unexpected(expected, ("at", "rolled", "in", "inclusive", "rounding"))
        return expr

    def limit(self) -> LimitExpr:
        """Return the whole text as a comparison, or as the days that are allowed for a stage."""
        left = self._expression()
        if not isinstance(left, Anchor):
            raise syntax_error(
                self._text, 0, "a calculation", "a stage, such as 'voting' or 'voting.start', on the left"
            )
        if self._accept("falls"):
            return self._falls(left)
        order = ORDERS.get(self._token.text)
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
        if self._token.text not in WEEKDAYS:
            expected = "a day of the week, 'holiday' or 'working day'"
            raise self._unexpected(expected, (*WEEKDAYS, "holiday", "working"))
        return attrs.evolve(limit, weekdays=limit.weekdays | {self._word(WEEKDAYS)})

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
                expr = RolledToWorkingDay(expr, self._word(DIRECTIONS), token.at)
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
        if token.kind in {"ordinal", "number"} or token.text in {*ORDINALS, "nearest", "easter", "holiday"}:
            return self._calendar_day()
        if token.kind != "name" or token.text in RESERVED - set(CHOICES):
            raise self._unexpected("a stage, 'latest(', 'earliest(', 'first', 'second' ... or '('")
        self._take()
        if token.text in CHOICES:
            return self._choice(CHOICES[token.text], token.at)
        return Anchor(token.text, self._part(), token.at)

    def _calendar_day(self) -> Weekday | MonthDay | Holiday:
        token = self._token
        if token.kind == "number":
            return self._month_day()
        if token.text in {"easter", "holiday"}:
            return self._holiday()
        if self._accept("nearest"):
            weekday = self._word(WEEKDAYS)
            self._expect("to")
            return Weekday(self._primary(), 1, weekday, "nearest", 0, token.at)
        return self._ordinal()

    def _ordinal(self) -> Weekday | MonthDay:
        token = self._token
        ordinal = self._ordinal_number()
        if ordinal == -1 and self._accept("day"):
            self._expect("of")
            month = self._month()
            self._expect("of")
            return MonthDay(self._primary(), -1, month, token.at)
        weekday = self._word(WEEKDAYS)
        relation_at = self._token.at
        relation = self._word(RELATIONS)
        month = 0
        if relation == "of":
            if abs(ordinal) > MOST_WEEKDAYS:
                raise syntax_error(self._text, token.at, repr(token.text), "at most 'fifth' in a month")
            month = self._month()
            self._expect("of")
        elif ordinal < 0:
            expected = "'of' and a month, since 'last' needs an end"
            raise syntax_error(self._text, relation_at, repr(relation), expected)
        return Weekday(self._primary(), ordinal, weekday, relation, month, token.at)

    def _ordinal_number(self) -> int:
        """Consume an ordinal, such as ``sixth``, ``21st`` or ``last but one``; from the end it is negative."""
        token = self._take()
        if token.kind == "ordinal":
            number = int(token.text[:-2]) if len(token.text) <= len(str(MAX_AMOUNT)) else 0
            if not number:
                raise syntax_error(self._text, token.at, repr(token.text), "an ordinal from '1st' to '9999th'")
            return number
        if token.text == "last" and self._accept("but"):
            return -1 - self._word({"one": 1, "two": 2, "three": 3})
        return ORDINALS[token.text]

    def _month(self) -> int:
        """Consume a month, or ``month`` for that of the base, which is 0."""
        return 0 if self._accept("month") else self._word(MONTHS)

    def _month_day(self) -> MonthDay:
        token = self._take()
        month = self._word(MONTHS)
        # 2023 is a common year: a rule for every year cannot name 29 February.
        if len(token.text) > 2 or not 1 <= int(token.text) <= monthrange(2023, month)[1]:  # noqa: PLR2004  # two digits
            raise syntax_error(self._text, token.at, repr(token.text), "a day that the month has in every year")
        self._expect("of")
        return MonthDay(self._primary(), int(token.text), month, token.at)

    def _holiday(self) -> Holiday:
        token = self._take()
        name = ""
        if token.text == "holiday":
            name = self._token.text.strip('"')
            if self._token.kind != "quoted" or not name:
                raise self._unexpected('the name of a holiday in quotes, such as "Good Friday"')
            self._take()
        self._expect("of")
        return Holiday(self._primary(), name, token.at)

    def _word(self, words: Mapping[str, _Meaning]) -> _Meaning:
        """Consume one of the words and return its meaning."""
        meaning = words.get(self._token.text) if self._token.kind == "name" else None
        if meaning is None:
            raise self._unexpected(" or ".join(repr(word) for word in words), words)
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
            raise syntax_error(self._text, unit_at, f"clear {unit}s", "'clear days' or 'clear working days'")
        if unit == "hour" and isinstance(base, Offset) and base.unit != "hour":
            expected = "an hour of the day, such as 'at 24:00', before hours are counted"
            raise syntax_error(self._text, unit_at, "hours counted from a day without an hour", expected)
        inclusive = unit in {"day", "working day"} and not clear and self._accept("inclusive")
        rounding: Rounding | None = None
        if unit in {"month", "year"} and self._accept("rounding"):
            rounding = self._word(ROUNDINGS)
        return Offset(base, sign * int(token.text), unit, inclusive, rounding, at, clear)

    def _unit(self) -> TimeUnit:
        if self._accept("working"):
            if self._token.text in {"day", "days"}:
                self._take()
                return "working day"
            raise self._unexpected("'days'")
        unit = UNITS.get(self._token.text)
        if unit is None:
            expected = "'hours', 'days', 'working days', 'weeks', 'months' or 'years'"
            raise self._unexpected(expected, (*(word for word in UNITS if word.endswith("s")), "working", "clear"))
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
