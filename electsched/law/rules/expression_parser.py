"""The parser of expressions: a stage, and the counts and moves from it.

Its grammar is in ``docs/grammar.md``. The length and the depth of a text are bounded, and nothing is executed.
"""

from __future__ import annotations

from calendar import monthrange

from electsched.law.calendar_systems import MONTHS_OF, SYSTEMS, month_title, most_days_of
from electsched.law.date_arithmetic import Rounding
from electsched.law.rules.expressions import (
    Anchor,
    At,
    Choice,
    Expr,
    Holiday,
    MonthDay,
    Offset,
    RolledToWorkingDay,
    SystemDay,
    Weekday,
    Zoned,
)
from electsched.law.rules.steps import Extreme, Part, TimeUnit
from electsched.law.rules.vocabulary import (
    CHOICES,
    DIRECTIONS,
    MAX_AMOUNT,
    MAX_DEPTH,
    MAX_WORKING_DAYS,
    MONTHS,
    ORDINALS,
    RELATIONS,
    RESERVED,
    ROUNDINGS,
    UNITS,
    WEEKDAYS,
    Token,
    TokenReader,
    syntax_error,
)
from electsched.phrases import phrase, quoted

__all__ = ["FURTHER_WORDS", "MOST_WEEKDAYS", "ExpressionParser"]

WEEK_DAYS = 7
MOST_WEEKDAYS = 5
"""The most times that a weekday can occur in a month."""
FURTHER_WORDS = ("at", "rolled", "in", "inclusive", "rounding")
"""Words that may follow an expression, for the hint of an error."""
_OTHER_MONTHS = frozenset(month for months in MONTHS_OF.values() for month in months)


class ExpressionParser(TokenReader):
    """A recursive-descent parser of one expression."""

    def __init__(self, text: str) -> None:
        """Read a text of at most MAX_LENGTH characters and MAX_DEPTH levels of brackets."""
        super().__init__(text)
        self._depth = 0

    def rule(self) -> Expr:
        """Return the whole text as an expression."""
        expr = self.expression()
        self.end_of_rule()
        return expr

    def end_of_rule(self) -> None:
        """Check that the whole text is consumed."""
        if self.token.text in WEEKDAYS:
            raise self.unexpected(
                phrase("an ordinal before a day of the week: 'first' to 'tenth', '11th' ..., or 'last'")
            )
        if self.token.kind != "end":
            expected = phrase("'+', '-', 'at', 'rolled', 'in' or the end of the rule")
            raise self.unexpected(expected, FURTHER_WORDS)

    def expression(self) -> Expr:
        """Consume an expression and return it."""
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise self.unexpected(phrase("at most {max_depth} levels of brackets", max_depth=MAX_DEPTH))
        expr = self._primary()
        while True:
            token = self.token
            if self.accept("+"):
                expr = self._offset(expr, 1, token.at)
            elif self.accept("-"):
                expr = self._offset(expr, -1, token.at)
            elif self.accept("at"):
                expr = At(expr, self.clock(), token.at)
            elif self.accept("rolled"):
                expr = RolledToWorkingDay(expr, self.word(DIRECTIONS), token.at)
            elif self.accept("in"):
                expr = Zoned(expr, self._zone(), token.at)
            else:
                self._depth -= 1
                return expr

    def _primary(self) -> Expr:
        if self.accept("("):
            expr = self.expression()
            self.expect(")")
            return expr
        token = self.token
        if token.kind in {"ordinal", "number"} or token.text in {*ORDINALS, "nearest", "easter", "holiday"}:
            return self._calendar_day()
        if token.kind != "name" or token.text in RESERVED - set(CHOICES):
            raise self.unexpected(phrase("a stage, 'latest(', 'earliest(', 'first', 'second' ... or '('"))
        self.take()
        if token.text in CHOICES:
            return self._choice(CHOICES[token.text], token.at)
        return Anchor(token.text, self._part(), token.at)

    def _calendar_day(self) -> Weekday | MonthDay | SystemDay | Holiday:
        token = self.token
        if token.kind == "number":
            return self._month_day()
        if token.text in {"easter", "holiday"}:
            return self._holiday()
        if self.accept("nearest"):
            weekday = self.word(WEEKDAYS)
            self.expect("to")
            return Weekday(self._primary(), 1, weekday, "nearest", 0, token.at)
        return self._ordinal()

    def _ordinal(self) -> Weekday | MonthDay | SystemDay:
        token = self.token
        ordinal = self.ordinal_number()
        if ordinal == -1 and self.accept("day"):
            self.expect("of")
            if self._is_other_month():
                return self._system_day(-1, 0, token)
            month = self._month()
            self.expect("of")
            return MonthDay(self._primary(), -1, month, token.at)
        weekday = self.word(WEEKDAYS, *(("day",) if ordinal == -1 else ()))
        relation_at = self.token.at
        relation = self.word(RELATIONS)
        month = 0
        if relation == "of":
            if abs(ordinal) > MOST_WEEKDAYS:
                raise syntax_error(self.text, token.at, quoted(token.text), phrase("at most 'fifth' in a month"))
            if self._is_other_month():
                return self._system_day(ordinal, weekday, token)
            month = self._month()
            self.expect("of")
        elif ordinal < 0:
            expected = phrase("'of' and a month, since 'last' needs an end")
            raise syntax_error(self.text, relation_at, quoted(relation), expected)
        return Weekday(self._primary(), ordinal, weekday, relation, month, token.at)

    def ordinal_number(self) -> int:
        """Consume an ordinal, such as ``sixth``, ``21st`` or ``last but one``; from the end it is negative."""
        token = self.take()
        if token.kind == "ordinal":
            number = int(token.text[:-2]) if len(token.text) <= len(str(MAX_AMOUNT)) else 0
            if not number:
                raise syntax_error(self.text, token.at, quoted(token.text), phrase("an ordinal from '1st' to '9999th'"))
            return number
        if token.text == "last" and self.accept("but"):
            return -1 - self.word({"one": 1, "two": 2, "three": 3})
        return ORDINALS[token.text]

    def _month(self) -> int:
        """Consume a month, or ``month`` for that of the base, which is 0."""
        return 0 if self.accept("month") else self._named_month()

    def _named_month(self) -> int:
        if self.token.text not in MONTHS:
            raise self.unexpected(phrase("a month, such as 'november'"), (*MONTHS, *_OTHER_MONTHS))
        return self.word(MONTHS)

    def _month_day(self) -> MonthDay | SystemDay:
        token = self.take()
        number = int(token.text) if len(token.text) <= 2 else 0  # noqa: PLR2004  # two digits
        if self._is_other_month():
            return self._system_day(number, 0, token)
        month = self._named_month()
        # 2023 is a common year: a rule for every year cannot name 29 February.
        if not 1 <= number <= monthrange(2023, month)[1]:
            raise syntax_error(
                self.text, token.at, quoted(token.text), phrase("a day that the month has in every year")
            )
        self.expect("of")
        return MonthDay(self._primary(), number, month, token.at)

    def _is_other_month(self) -> bool:
        return self.token.text in _OTHER_MONTHS

    def _system_day(self, day: int, weekday: int, number: Token) -> SystemDay:
        """Consume a month of another calendar system, its system and the base that gives its year.

        Args:
            day: The day of the month, or the ordinal of its weekday; from the end it is negative.
            weekday: The weekday; 0 without one.
            number: The token of the day or of the ordinal.
        """
        month = self.take()
        self.expect("of")
        system = self.word(SYSTEMS)
        if month.text not in MONTHS_OF[system]:
            expected = phrase(
                "a month of the {system} year: {names}", system=system, names=", ".join(MONTHS_OF[system])
            )
            raise syntax_error(self.text, month.at, quoted(month.text), expected)
        longest = most_days_of(system, month.text)
        most = (longest + WEEK_DAYS - 1) // WEEK_DAYS if weekday else longest
        if not 1 <= abs(day) <= most:
            expected = phrase(
                "a number up to {most}: {month} has at most {longest} days",
                most=most,
                month=month_title(month.text),
                longest=longest,
            )
            raise syntax_error(self.text, number.at, quoted(number.text), expected)
        self.expect("year")
        self.expect("of")
        return SystemDay(self._primary(), system, month.text, day, weekday, number.at)

    def _holiday(self) -> Holiday:
        token = self.take()
        name = ""
        if token.text == "holiday":
            name = self.token.text.strip('"')
            if self.token.kind != "quoted" or not name:
                raise self.unexpected(phrase('the name of a holiday in quotes, such as "Good Friday"'))
            self.take()
        self.expect("of")
        return Holiday(self._primary(), name, token.at)

    def _part(self) -> Part:
        if not self.accept("."):
            return "end"
        if self.accept("start"):
            return "start"
        if self.accept("end"):
            return "end"
        raise self.unexpected(phrase("'start' or 'end'"), ("start", "end"))

    def _choice(self, which: Extreme, at: int) -> Choice:
        self.expect("(")
        operands = [self.expression()]
        while self.accept(","):
            operands.append(self.expression())
        self.expect(")")
        return Choice(which, tuple(operands), at)

    def _zone(self) -> str:
        if self.token.kind != "zone":
            raise self.unexpected(phrase("the name of a zone, such as Asia/Jakarta"))
        return self.take().text

    def _offset(self, base: Expr, sign: int, at: int) -> Offset:
        token = self.token
        if token.kind != "number":
            raise self.unexpected(phrase("a whole number"))
        if len(token.text) > len(str(MAX_AMOUNT)) or int(token.text) > MAX_AMOUNT:
            raise self.unexpected(phrase("a number up to {max_amount}", max_amount=MAX_AMOUNT))
        self.take()
        clear = self.accept("clear")
        unit_at = self.token.at
        unit = self._unit()
        if unit == "working day" and int(token.text) > MAX_WORKING_DAYS:
            raise syntax_error(
                self.text,
                token.at,
                quoted(token.text),
                phrase("at most {most} working days", most=MAX_WORKING_DAYS),
            )
        if clear and unit not in {"day", "working day"}:
            raise syntax_error(
                self.text, unit_at, phrase("clear {unit}s", unit=unit), phrase("'clear days' or 'clear working days'")
            )
        if unit == "hour" and isinstance(base, Offset) and base.unit != "hour":
            expected = phrase("an hour of the day, such as 'at 24:00', before hours are counted")
            raise syntax_error(self.text, unit_at, phrase("hours counted from a day without an hour"), expected)
        inclusive = unit in {"day", "working day"} and not clear and self.accept("inclusive")
        rounding: Rounding | None = None
        if unit in {"month", "year"} and self.accept("rounding"):
            rounding = self.word(ROUNDINGS)
        return Offset(base, sign * int(token.text), unit, inclusive, rounding, at, clear)

    def _unit(self) -> TimeUnit:
        if self.accept("working"):
            if self.token.text in {"day", "days"}:
                self.take()
                return "working day"
            raise self.unexpected(quoted("days"), ("days",))
        unit = UNITS.get(self.token.text)
        if unit is None:
            expected = phrase("'hours', 'days', 'working days', 'weeks', 'months' or 'years'")
            raise self.unexpected(expected, (*(word for word in UNITS if word.endswith("s")), "working", "clear"))
        self.take()
        return unit
