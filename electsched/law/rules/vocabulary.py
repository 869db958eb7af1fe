"""The words of the rule language with their meanings, and a reader of the tokens of a rule."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TypeVar, get_args

import attrs

from electsched.errors import Fault, RuleSyntaxError
from electsched.law.date_arithmetic import MINUTES_PER_DAY, Rounding
from electsched.law.rules.expressions import Order
from electsched.law.rules.hints import hint_on
from electsched.law.rules.steps import Direction, Extreme, Relation, TimeUnit
from electsched.phrases import NOTHING, Phrase, either, phrase, quoted
from electsched.values import value_text

__all__ = [
    "CHOICES",
    "DIRECTIONS",
    "MAX_AMOUNT",
    "MAX_DEPTH",
    "MAX_WORKING_DAYS",
    "MONTHS",
    "ORDERS",
    "ORDINALS",
    "RELATIONS",
    "RESERVED",
    "ROUNDINGS",
    "UNITS",
    "WEEKDAYS",
    "Token",
    "TokenReader",
    "syntax_error",
]

MAX_AMOUNT = 100_000
MAX_WORKING_DAYS = 2000
"""The most working days of a count, which takes one step a day beyond the known years."""

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
RELATIONS: dict[str, Relation] = {word: word for word in get_args(Relation) if word != "nearest"}
"""The relations after a day of the week; ``nearest`` stands before it."""
_WORDS = {"at", "inclusive", "clear", "rounding", "rolled", "working", "nearest", "easter", "holiday"}
OPENING_WORDS = (*CHOICES, *ORDINALS, "nearest", "easter", "holiday")
"""The words with which an expression may begin."""
RESERVED = frozenset({*CHOICES, *ORDINALS, *_WORDS, *UNITS})


# --- tokens ---

_Meaning = TypeVar("_Meaning")
MAX_LENGTH = 500
MAX_DEPTH = 20

_TOKEN = re.compile(
    r"\s*(?:(?P<clock>\d{1,2}:\d{2})|(?P<ordinal>\d+(?:st|nd|rd|th)\b)|(?P<number>\d+)|(?P<zone>[A-Z][A-Za-z_]+(?:/[A-Z][A-Za-z_]+)+)|(?P<name>[A-Za-z_][A-Za-z0-9_]*(?:@[A-Za-z0-9_]+)?)"
    r'|(?P<quoted>"[^"]*")'
    r"|(?P<mark><=|>=|==|[<>+\-(),.]))"
)


@attrs.frozen
class Token:
    """One word, number or symbol of a rule, with the zero-based character at which it begins."""

    kind: str
    text: str
    at: int

    __repr__ = value_text


def _tokens(text: str) -> list[Token]:
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
            expected = phrase("a stage, a number, '+', '-', 'at', '(' or ')'")
            raise syntax_error(text, at, quoted(text[at]), expected, hint_on(text[at]))
        kind = str(match.lastgroup)
        tokens.append(Token(kind, match[kind], match.start(kind)))
        position = match.end()
    tokens.append(Token("end", "", len(text.rstrip())))
    return tokens


def syntax_error(text: str, at: int, actual: Phrase, expected: Phrase, hint: Phrase = NOTHING) -> RuleSyntaxError:
    """Return the error of a character."""
    return RuleSyntaxError(Fault("", actual, expected, text=text, at=at, hint=hint))


class TokenReader:
    """Reads the tokens of one rule from left to right; each unexpected token is an error with its place."""

    def __init__(self, text: str) -> None:
        """Read a text of at most MAX_LENGTH characters."""
        if len(text) > MAX_LENGTH:
            raise syntax_error(
                text[:MAX_LENGTH],
                0,
                phrase("{count} {count:character|characters}", count=len(text)),
                phrase("at most {max_length}", max_length=MAX_LENGTH),
            )
        self.text = text
        self._tokens = _tokens(text)
        self._next = 0

    @property
    def token(self) -> Token:
        """The next token, which is not yet consumed."""
        return self._tokens[self._next]

    def take(self) -> Token:
        """Consume the next token and return it; the end is never consumed."""
        token = self.token
        self._next += token.kind != "end"
        return token

    def accept(self, text: str) -> bool:
        """Consume the next token if it is this text, and return whether it is."""
        if self.token.text == text and self.token.kind != "end":
            self.take()
            return True
        return False

    def next_is(self, text: str) -> bool:
        """Return whether the token after the next is this text."""
        return self._tokens[min(self._next + 1, len(self._tokens) - 1)].text == text

    def expect(self, text: str) -> None:
        """Consume the next token, which must be this text."""
        if not self.accept(text):
            raise self.unexpected(quoted(text), (text,))

    def unexpected(self, expected: Phrase, words: Iterable[str] = ()) -> RuleSyntaxError:
        """Return the error of the next token, with the nearest of the words that may be there."""
        token = self.token
        actual = quoted(token.text) if token.kind != "end" else phrase("the end of the rule")
        last = self._tokens[self._next - 1] if self._next else token
        previous = last.text if last.kind == "name" and last.text not in RESERVED else ""
        hint = hint_on(token.text, words, previous=previous, opening=OPENING_WORDS)
        return syntax_error(self.text, token.at, actual, expected, hint)

    def word(self, words: Mapping[str, _Meaning], *others: str) -> _Meaning:
        """Consume one of the words and return its meaning; others may be there too, but were looked for before."""
        meaning = words.get(self.token.text) if self.token.kind == "name" else None
        if meaning is None:
            raise self.unexpected(either(map(quoted, (*words, *others))), (*words, *others))
        self.take()
        return meaning

    def clock(self) -> int:
        """Consume an hour of the day and return its minutes after midnight, from 0 to 1440."""
        token = self.token
        if token.kind == "clock":
            hours, minutes = (int(part) for part in token.text.split(":"))
            if minutes < 60 and hours * 60 + minutes <= MINUTES_PER_DAY:  # noqa: PLR2004  # minutes of an hour
                self.take()
                return hours * 60 + minutes
        raise self.unexpected(phrase("an hour from 00:00 to 24:00"))
