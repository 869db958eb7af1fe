"""Words in several languages: the names of stages, posts and holidays.

A text knows the languages in which it was written and never asks the environment for one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import attrs
import pendulum

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

__all__ = ["LANGUAGES", "NO_WORDS", "UNSAFE", "Text", "long_date", "month_name"]

LANGUAGES = ("id", "en")
"""The languages in which the package itself can speak: Indonesian and English."""


UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")
"""What would break a calendar or show text in another order than it was written: files that hold it are refused."""


def _pairs(words: Mapping[str, str] | tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    return words if isinstance(words, tuple) else tuple(words.items())


@attrs.frozen
class Text:
    """The same words in one or more languages.

    Attributes:
        words: Pairs of a language tag (BCP 47) and the words in it, in the order in which they were given.
    """

    words: tuple[tuple[str, str], ...] = attrs.field(converter=_pairs)

    def __getitem__(self, language: str) -> str:
        """Return the words in the language; where it has none, those in the first language given."""
        found = dict(self.words)
        if language in found:
            return found[language]
        return self.words[0][1] if self.words else ""

    def __bool__(self) -> bool:
        """Return whether there are any words at all."""
        return any(words for _, words in self.words)

    @classmethod
    def same(cls, words: str) -> Text:
        """Return a text that reads the same in every language, such as a proper name."""
        return cls(tuple((language, words) for language in LANGUAGES))


NO_WORDS = Text({})
"""A text that says nothing in any language."""


def long_date(day: date, language: str, *, weekday: bool = False) -> str:
    """Return the day in words, such as ``28 November 2023``, with the day of the week if asked for.

    The language is stated; languages other than Indonesian are written as English.
    """
    pattern = "dddd, D MMMM YYYY" if weekday else "D MMMM YYYY"
    locale = "id" if language == "id" else "en"
    return pendulum.date(day.year, day.month, day.day).format(pattern, locale=locale)


def month_name(first: date, language: str) -> str:
    """Return the month with its year, as people say it."""
    locale = "id" if language == "id" else "en"
    return pendulum.date(first.year, first.month, 1).format("MMMM YYYY", locale=locale)
