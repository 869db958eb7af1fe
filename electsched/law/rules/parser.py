"""The parser of the rule language: text to expressions.

A rule is one line that a lawyer can read, such as ``latest(final_list, pairs_determined) + 3 days``. Its grammar is in
``docs/grammar.md``. A rule from a stranger is safe to parse: its length and depth are bounded, and nothing is executed.
"""

from __future__ import annotations

import attrs

from electsched.law.rules.expression_parser import FURTHER_WORDS, MOST_WEEKDAYS, ExpressionParser
from electsched.law.rules.expressions import (
    Anchor,
    ComparedTo,
    Condition,
    Expr,
    FallsOn,
    LimitExpr,
    Within,
    anchors,
)
from electsched.law.rules.vocabulary import (
    MONTHS,
    ORDERS,
    ORDINALS,
    WEEKDAYS,
    syntax_error,
)
from electsched.phrases import phrase, quoted

__all__ = ["parse_limit", "parse_rule", "parse_test"]


class _Parser(ExpressionParser):
    """A parser of a rule, a limit or a test."""

    def limit(self) -> LimitExpr:
        """Return the whole text as a comparison, or as the days that are allowed for a stage."""
        left = self.expression()
        if not isinstance(left, Anchor):
            raise syntax_error(
                self.text,
                0,
                phrase("a calculation"),
                phrase("a stage, such as 'voting' or 'voting.start', on the left"),
            )
        limit = self._limit_on(left)
        if isinstance(limit, FallsOn) and self.token.kind != "end":
            raise self.unexpected(phrase("'or' or the end of the limit"))
        self.end_of_rule()
        return limit

    def test(self) -> tuple[Condition, ...]:
        """Return the whole text as conditions, of which one must hold."""
        conditions = [self._condition()]
        while self.accept("or"):
            self.expect("if")
            conditions.append(self._condition())
        if self.token.kind != "end":
            raise self.unexpected(phrase("'or if' and a further condition, or the end of the test"), ("or",))
        return tuple(conditions)

    def _condition(self) -> Condition:
        left = self.expression()
        return Condition(left, self._limit_on(next(anchors(left))))

    def _limit_on(self, left: Anchor) -> LimitExpr:
        if self.accept("falls"):
            return self._falls(left)
        if self.accept("between"):
            first = self.expression()
            if not self.accept("and"):
                raise self.unexpected(phrase("'and' with the last day that is allowed"), ("and", *FURTHER_WORDS))
            return Within(left, ((first, self.expression()),))
        order = ORDERS.get(self.token.text)
        if order is None:
            raise self.unexpected(phrase("'<=', '>=', '<', '>', '==', 'between' or 'falls'"), ("between", "falls"))
        self.take()
        days = [self.expression()]
        while order == "==" and self._accept_or():
            days.append(self.expression())
        return Within(left, tuple((day, day) for day in days)) if days[1:] else ComparedTo(left, order, days[0])

    def _falls(self, left: Anchor) -> FallsOn:
        if self.accept("in"):
            limit = self._allowed_months(FallsOn(left))
        else:
            self.expect("on")
            limit = self._allowed_days(FallsOn(left))
            while self._accept_or():
                limit = self._allowed_days(limit)
        return limit

    def _accept_or(self) -> bool:
        """Consume an ``or``, unless ``or if`` begins a further condition."""
        return not self.next_is("if") and self.accept("or")

    def _allowed_months(self, limit: FallsOn) -> FallsOn:
        if self.accept("even"):
            self.expect("years")
            return attrs.evolve(limit, even=True)
        if self.token.text not in MONTHS:
            raise self.unexpected(phrase("'even years' or a month"), ("even", *MONTHS))
        months = {self.word(MONTHS)}
        while self._accept_or():
            months.add(self.word(MONTHS))
        return attrs.evolve(limit, months=frozenset(months))

    def _allowed_days(self, limit: FallsOn) -> FallsOn:
        if self.accept("holiday"):
            return attrs.evolve(limit, holiday=True)
        if self.accept("working"):
            self.expect("day")
            return attrs.evolve(limit, working=True)
        if self.token.text in ORDINALS:
            return attrs.evolve(limit, ordinals=limit.ordinals | {self._allowed_ordinal()})
        if self.token.text not in WEEKDAYS:
            expected = phrase(
                "a day of the week, 'holiday', 'working day' or an ordinal, such as 'first sunday of october'"
            )
            raise self.unexpected(expected, (*WEEKDAYS, "holiday", "working"))
        return attrs.evolve(limit, weekdays=limit.weekdays | {self.word(WEEKDAYS)})

    def _allowed_ordinal(self) -> tuple[int, int, int]:
        token = self.token
        ordinal = self.ordinal_number()
        if abs(ordinal) > MOST_WEEKDAYS:
            raise syntax_error(self.text, token.at, quoted(token.text), phrase("at most 'fifth' in a month"))
        weekday = self.word(WEEKDAYS)
        self.expect("of")
        return ordinal, weekday, self.word(MONTHS)


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


def parse_test(text: str) -> tuple[Condition, ...]:
    """Return the conditions of a computed fact; the fact is so if one of them holds.

    Raises:
        RuleSyntaxError: The text does not follow the grammar; the fault names the character.
    """
    return _Parser(text).test()
