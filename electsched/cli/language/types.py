"""Types of arguments whose errors state the value found and the values expected, as the faults of files do."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import click

from electsched.cli.language.asked import added_languages, choice_word, translated_text
from electsched.errors import Fault, perhaps
from electsched.i18n.languages import LANGUAGES, NEEDS_WORDS
from electsched.phrases import NOTHING, Phrase, phrase, quoted

__all__ = ["PROCESSES", "LanguageChoice", "PositiveNumber", "TranslatedChoice", "WholeNumber", "WholeNumberInRange"]

# The types of the library are generic for a type checker alone, in some of its versions.
if TYPE_CHECKING:
    _Choice = click.Choice[str]
else:
    _Choice = click.Choice

_WHOLE_NUMBER = phrase("a whole number")


def _mismatch(value: object, expected: Phrase, hint: Phrase = NOTHING) -> click.BadParameter:
    """Return the error of a value; the library adds the argument that has it."""
    return click.BadParameter(translated_text(Fault("", quoted(value), expected, hint=hint).as_phrase()))


class WholeNumber(click.types.IntParamType):
    """A whole number."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:  # noqa: ANN401
        """Return the number of a text."""
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter:
            raise _mismatch(value, _WHOLE_NUMBER) from None


class WholeNumberInRange(click.IntRange):
    """A whole number of at least ``min``, and of at most ``max`` if that is given; both are inclusive."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:  # noqa: ANN401
        """Return the number of a text."""
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter:
            expected = phrase("a whole number of at least {least}", least=self.min)
            if self.max is not None:
                expected = phrase("a whole number from {least} to {most}", least=self.min, most=self.max)
            raise _mismatch(value, expected) from None


PROCESSES = WholeNumberInRange(1, 1024)
"""A number of processes; far more would take all memory of a machine before the first has any work."""


class PositiveNumber(click.FloatRange):
    """A number above 0."""

    def __init__(self) -> None:
        """Set the range."""
        super().__init__(min=0, min_open=True)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:  # noqa: ANN401
        """Return the number of a text."""
        expected = phrase("a number above 0")
        try:
            number: float = super().convert(value, param, ctx)
        except click.BadParameter:
            raise _mismatch(value, expected) from None
        if math.isnan(number):  # it is neither above nor below
            raise _mismatch(value, expected)
        return number


class TranslatedChoice(_Choice):
    """One of several texts, by itself or by its word in the language asked for."""

    def __init__(self, choices: Iterable[str]) -> None:
        """Store the texts."""
        super().__init__(list(choices))

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:  # noqa: ANN401
        """Return the text, if it or its word is meant."""
        by_name = {name.casefold(): name for name in self.choices}
        by_word = by_name | {self.word(name, ctx).casefold(): name for name in self.choices}
        try:
            return super().convert(by_word.get(str(value).casefold(), value), param, ctx)
        except click.BadParameter:
            names = [self.word(name, ctx) for name in self.choices]
            expected = phrase("one of {names}", names=", ".join(names))
            raise _mismatch(value, expected, perhaps(value, dict.fromkeys((*names, *self.choices)))) from None

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str | None:
        """Return the words of the texts, as the help shows them."""
        return click.Choice([self.word(name, ctx) for name in self.choices]).get_metavar(param, ctx)

    def word(self, name: str, ctx: click.Context | None) -> str:
        """Return the word of a text."""
        return choice_word(name, ctx)


class LanguageChoice(TranslatedChoice):
    """A language of the package, or one of a file of words that was handed in."""

    def __init__(self) -> None:
        """Store the languages of the package."""
        super().__init__(LANGUAGES)

    def word(self, name: str, ctx: click.Context | None) -> str:  # noqa: ARG002  # a code has no words
        """Return the code."""
        return name

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:  # noqa: ANN401
        """Return the language of a code."""
        by_code = {str(language): language for language in added_languages(ctx)}
        if value in by_code:
            return by_code[value]
        if value in self.choices:
            return super().convert(value, param, ctx)
        names = [*self.choices, *by_code]
        hint = perhaps(value, names) or NEEDS_WORDS
        raise _mismatch(value, phrase("one of {names}", names=", ".join(names)), hint)
