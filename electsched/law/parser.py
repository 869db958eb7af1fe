"""The grammar of the rule language: text to values.

A rule is one line that a lawyer can read, such as ``latest(final_list, pairs_determined) + 3 days``. The grammar is
written down in ``docs/grammar.md``. Parsing never runs anything: a rule from a stranger is bounded in length and
depth and can only name stages and count.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping
from typing import Literal, TypeVar

import attrs

from electsched.errors import Fault, RuleSyntaxError
from electsched.law.date_arithmetic import Rounding
from electsched.law.expressions import (
    Anchor,
    At,
    Choice,
    Comparison,
    Counted,
    Direction,
    Expr,
    Falls,
    LimitExpr,
    MonthDay,
    Order,
    Relation,
    Rolled,
    Weekday,
    Zoned,
)
from electsched.law.trace import Part, Unit

__all__ = ["parse_limit", "parse_rule"]

_Word = TypeVar("_Word")
MAX_LENGTH = 500
MAX_DEPTH = 20
MAX_AMOUNT = 100_000

# --- text to values -----------------------------------------------------------------------------------------------

_TOKEN = re.compile(
    r"\s*(?:(?P<clock>\d{1,2}:\d{2})|(?P<number>\d+)|(?P<zone>[A-Z][A-Za-z_]+(?:/[A-Z][A-Za-z_]+)+)|(?P<name>[A-Za-z_][A-Za-z0-9_]*)"
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
_CHOICES: dict[str, Literal["latest", "earliest"]] = {"latest": "latest", "earliest": "earliest"}
_ROUNDINGS: dict[str, Rounding] = {"down": "down", "up": "up"}
_DIRECTIONS: dict[str, Direction] = {"forward": "forward", "back": "back"}
_RELATIONS: dict[str, Relation] = {"after": "after", "from": "from", "before": "before", "until": "until", "of": "of"}
_WORDS = {"at", "inclusive", "clear", "rounding", "rolled", "working"}
_RESERVED = frozenset({*_CHOICES, *_ORDINALS, *_WORDS, *_UNITS})


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

    def limit(self) -> LimitExpr:
        """Return the whole text as a comparison, or as the days on which it may fall, with a stage on its left."""
        left = self._expression()
        if not isinstance(left, Anchor):
            raise _fault(self._text, 0, "a calculation", "a stage, such as 'voting' or 'voting.start', on the left")
        if self._accept("falls"):
            return self._falls(left)
        order = _ORDERS.get(self._here.text)
        if order is None:
            raise self._wrong("'<=', '>=', '<', '>', '==' or 'falls'")
        self._take()
        return Comparison(left, order, self.rule())

    def _falls(self, left: Anchor) -> Falls:
        if self._accept("in"):
            self._expect("even")
            self._expect("years")
            found = Falls(left, even=True)
        else:
            self._expect("on")
            found = self._day_kind(Falls(left))
            while self._accept("or"):
                found = self._day_kind(found)
        if self._here.kind != "end":
            raise self._wrong("'or' or the end of the limit")
        return found

    def _day_kind(self, found: Falls) -> Falls:
        if self._accept("holiday"):
            return attrs.evolve(found, holiday=True)
        if self._accept("working"):
            self._expect("day")
            return attrs.evolve(found, working=True)
        if self._here.text not in _WEEKDAYS:
            raise self._wrong("a day of the week, 'holiday' or 'working day'")
        return attrs.evolve(found, weekdays=found.weekdays | {self._one_of(_WEEKDAYS)})

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
            elif self._accept("rolled"):
                expr = Rolled(expr, self._one_of(_DIRECTIONS), token.at)
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
        token = self._here
        if token.text in _ORDINALS:
            return self._weekday()
        if token.kind == "number":
            return self._month_day()
        if token.kind != "name" or token.text in _RESERVED - set(_CHOICES):
            raise self._wrong("a stage, 'latest(', 'earliest(', 'first', 'second' ... or '('")
        self._take()
        if token.text in _CHOICES:
            return self._choice(_CHOICES[token.text], token.at)
        return Anchor(token.text, self._part(), token.at)

    def _weekday(self) -> Weekday:
        at = self._here.at
        ordinal = self._one_of(_ORDINALS)
        weekday = self._one_of(_WEEKDAYS)
        relation_at = self._here
        relation = self._one_of(_RELATIONS)
        month = 0
        if relation == "of":
            month = self._one_of(_MONTHS)
            self._expect("of")
        elif ordinal < 0:
            raise _fault(self._text, relation_at.at, repr(relation), "'of' and a month, since 'last' has an end there")
        return Weekday(self._primary(), ordinal, weekday, relation, month, at)

    def _month_day(self) -> MonthDay:
        token = self._take()
        month = self._one_of(_MONTHS)
        # 2023 is a common year: a rule that holds every year cannot name 29 February.
        if len(token.text) > 2 or not 1 <= int(token.text) <= monthrange(2023, month)[1]:  # noqa: PLR2004  # two digits
            raise _fault(self._text, token.at, repr(token.text), "a day that the month has in every year")
        self._expect("of")
        return MonthDay(self._primary(), int(token.text), month, token.at)

    def _one_of(self, words: Mapping[str, _Word]) -> _Word:
        """Take one of the words and return what it means."""
        found = words.get(self._here.text) if self._here.kind == "name" else None
        if found is None:
            raise self._wrong(" or ".join(repr(word) for word in words))
        self._take()
        return found

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

    def _zone(self) -> str:
        if self._here.kind != "zone":
            raise self._wrong("the name of a zone, such as Asia/Jakarta")
        return self._take().text

    def _counted(self, base: Expr, sign: int, at: int) -> Counted:
        token = self._here
        if token.kind != "number":
            raise self._wrong("a whole number")
        if len(token.text) > len(str(MAX_AMOUNT)) or int(token.text) > MAX_AMOUNT:
            raise self._wrong(f"a number up to {MAX_AMOUNT}")
        self._take()
        clear = self._accept("clear")
        unit_at = self._here.at
        unit = self._unit()
        if clear and unit not in {"day", "working day"}:
            raise _fault(self._text, unit_at, f"clear {unit}s", "'clear days' or 'clear working days'")
        if unit == "hour" and isinstance(base, Counted) and base.unit != "hour":
            expected = "an hour of the day, such as 'at 24:00', before hours are counted"
            raise _fault(self._text, unit_at, "hours counted from a day without an hour", expected)
        inclusive = unit in {"day", "working day"} and not clear and self._accept("inclusive")
        rounding: Rounding | None = None
        if unit in {"month", "year"} and self._accept("rounding"):
            rounding = self._one_of(_ROUNDINGS)
        return Counted(base, sign * int(token.text), unit, inclusive, rounding, at, clear)

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


def parse_limit(text: str) -> LimitExpr:
    """Return the limit as a value.

    Raises:
        RuleSyntaxError: The text is no limit; the fault names the character.
    """
    return _Parser(text).limit()
