"""The words and symbols of the rule language: the tokens of a rule, and the meaning of each word."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches
from typing import get_args

import attrs

from electsched.errors import Fault, RuleSyntaxError
from electsched.law.date_arithmetic import Rounding
from electsched.law.expressions import Order
from electsched.law.trace import Direction, Extreme, Relation, TimeUnit

__all__ = [
    "CHOICES",
    "DIRECTIONS",
    "MAX_AMOUNT",
    "MAX_DEPTH",
    "MAX_LENGTH",
    "MONTHS",
    "ORDERS",
    "ORDINALS",
    "RELATIONS",
    "RESERVED",
    "ROUNDINGS",
    "UNITS",
    "WEEKDAYS",
    "Token",
    "syntax_error",
    "tokens_of",
]

MAX_LENGTH = 500
MAX_DEPTH = 20
MAX_AMOUNT = 100_000

_TOKEN = re.compile(
    r"\s*(?:(?P<clock>\d{1,2}:\d{2})|(?P<ordinal>\d+(?:st|nd|rd|th)\b)|(?P<number>\d+)|(?P<zone>[A-Z][A-Za-z_]+(?:/[A-Z][A-Za-z_]+)+)|(?P<name>[A-Za-z_][A-Za-z0-9_]*)"
    r'|(?P<quoted>"[^"]*")'
    r"|(?P<mark><=|>=|==|[<>+\-(),.]))"
)
_SINGULAR: tuple[TimeUnit, ...] = ("hour", "day", "week", "month", "year")
UNITS: dict[str, TimeUnit] = {word: unit for unit in _SINGULAR for word in (unit, f"{unit}s")}
ORDERS: dict[str, Order] = {order: order for order in get_args(Order)}
_NUMBERS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
ORDINALS = {word: number for number, word in enumerate(_NUMBERS, start=1)} | {"last": -1}
WEEKDAYS = {"monday": 1, "tuesday": 2, "wednesday": 3, "thursday": 4, "friday": 5, "saturday": 6, "sunday": 7}
MONTHS = {
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
CHOICES: dict[str, Extreme] = {word: word for word in get_args(Extreme)}
ROUNDINGS: dict[str, Rounding] = {word: word for word in get_args(Rounding)}
DIRECTIONS: dict[str, Direction] = {word: word for word in get_args(Direction)}
RELATIONS: dict[str, Relation] = {word: word for word in get_args(Relation)}
_WORDS = {"at", "inclusive", "clear", "rounding", "rolled", "working", "nearest", "easter", "holiday"}
RESERVED = frozenset({*CHOICES, *ORDINALS, *_WORDS, *UNITS})


@attrs.frozen
class Token:
    """One word, number or symbol of a rule, with the zero-based character at which it begins."""

    kind: str
    text: str
    at: int


def tokens_of(text: str) -> list[Token]:
    """Return the tokens of a rule, closed by one of kind ``end``.

    Raises:
        RuleSyntaxError: A character begins no token.
    """
    tokens: list[Token] = []
    position = 0
    while text[position:].strip():
        match = _TOKEN.match(text, position)
        if match is None:
            at = len(text) - len(text[position:].lstrip())
            raise syntax_error(text, at, repr(text[at]), "a stage, a number, '+', '-', 'at', '(' or ')'")
        kind = str(match.lastgroup)
        tokens.append(Token(kind, match[kind], match.start(kind)))
        position = match.end()
    tokens.append(Token("end", "", len(text.rstrip())))
    return tokens


def syntax_error(text: str, at: int, actual: str, expected: str, words: Iterable[str] = ()) -> RuleSyntaxError:
    """Return the error of a character; of the words that may be there, the hint names the nearest."""
    nearest = get_close_matches(actual.strip("'"), list(words), n=1)
    hint = f"Perhaps {nearest[0]!r} is meant." if nearest else ""
    return RuleSyntaxError(Fault("", actual, expected, text=text, at=at, hint=hint))
