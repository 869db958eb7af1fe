"""Rules and limits as phrases, for readers who do not read the language of rules, which is English."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from electsched.i18n.languages import words
from electsched.i18n.text import Text, minute_clock
from electsched.law.rules.expressions import (
    Anchor,
    At,
    Choice,
    ComparedTo,
    Expr,
    Offset,
    RolledToWorkingDay,
    Within,
    Zoned,
)
from electsched.law.rules.parser import parse_limit, parse_rule

__all__ = ["rule_in_words"]

RULE_LANGUAGE = "en"
"""The language from which the words of rules are taken."""
_ORDERS = {"<=": "at_the_latest", ">=": "at_the_earliest", "<": "before_it", ">": "after_it", "==": "on_it"}
_CHOICES = {"latest": "choice_latest", "earliest": "choice_earliest"}
_ROLLS = {"forward": "roll_forward", "back": "roll_back"}
_PARTS = {"start": "stage_start", "end": "stage_end"}


def rule_in_words(rule: str, names: Mapping[str, Text], language: str, *, is_limit: bool = False) -> str:
    """Return a rule as a phrase, such as ``25 hari sesudah Penetapan Daftar Calon Tetap (DCT)``.

    Args:
        rule: The text of the rule, or of a limit.
        names: The names of the stages by key; a stage without a name is written by its key.
        language: The language of the phrase.
        is_limit: Whether the text is that of a limit.

    Returns:
        The phrase; empty in the language of rules, and for a rule of a rare shape.
    """
    if language == RULE_LANGUAGE or not rule:
        return ""
    speaker = _Speaker(rule, names, language)
    return speaker.limit() if is_limit else speaker.rule()


@attrs.frozen
class _Speaker:
    """Says the expressions of one rule."""

    text: str
    names: Mapping[str, Text]
    language: str

    def rule(self) -> str:
        expression = parse_rule(self.text)
        return (
            "" if isinstance(expression, Anchor) and self._name(expression) == expression.key else self._of(expression)
        )

    def limit(self) -> str:
        match parse_limit(self.text):
            case ComparedTo(order=order, right=right):
                base = self._of(right)
                return self._say(_ORDERS[order], base=base) if base else ""
            case Within(ranges=((first, last),)) if first != last:
                days = self._of(first), self._of(last)
                return self._say("between", first=days[0], last=days[1]) if all(days) else ""
            case _:
                return ""

    def _of(self, expression: Expr) -> str:
        """Return an expression as a phrase; empty if a part of it is of a rare shape."""
        match expression:
            case Anchor():
                return self._anchor(expression)
            case Choice():
                items = [self._of(alternative) for alternative in expression.items]
                both = f" {self._say('and')} ".join((", ".join(items[:-1]), items[-1]))
                return self._say(_CHOICES[expression.which], items=both) if all(items) else ""
            case Offset() | At() | RolledToWorkingDay() | Zoned():
                base = self._of(expression.base)
                return self._moved(expression, base) if base else ""
            case _:
                return ""

    def _moved(self, expression: Offset | At | RolledToWorkingDay | Zoned, base: str) -> str:
        match expression:
            case At():
                return self._say("at", base=base, clock=minute_clock(expression.minutes, self.language))
            case RolledToWorkingDay():
                return self._say(_ROLLS[expression.direction], base=base)
            case Zoned():
                return self._say("zoned", base=base, zone=expression.zone)
            case Offset():
                return self._counted(expression, base)

    def _counted(self, offset: Offset, base: str) -> str:
        number = abs(offset.amount)
        unit = offset.unit.replace(" ", "_")
        count = words(self.language)[f"counted.{unit}"].format(count=number)
        phrase = self._say("before" if offset.amount < 0 else "after", count=count, base=base)
        if offset.inclusive or offset.clear:
            phrase = self._say("inclusive" if offset.inclusive else "clear", phrase=phrase)
        return phrase

    def _anchor(self, anchor: Anchor) -> str:
        stated = self.text[anchor.at :].startswith(f"{anchor.key}.{anchor.part}")
        return self._say(_PARTS[anchor.part], stage=self._name(anchor)) if stated else self._name(anchor)

    def _name(self, anchor: Anchor) -> str:
        name = self.names.get(anchor.key.partition("@")[0])
        return name[self.language] if name else anchor.key

    def _say(self, key: str, **values: str) -> str:
        return words(self.language)[f"rule_words.{key}"].format(**values)
