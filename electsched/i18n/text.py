"""Texts in several languages, such as names of stages and posts, and dates in words.

A text holds the languages in which it was written. No function asks the environment for a language.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Self

import attrs

from electsched.errors import unknown_name
from electsched.i18n.languages import LANGUAGES, NEEDS_WORDS, AddedLanguage, words
from electsched.values import line_of

__all__ = [
    "NO_NOTE",
    "NO_WORDS",
    "UNSAFE",
    "Note",
    "Text",
    "clock_time",
    "long_date",
    "minute_clock",
    "month_name",
    "translated",
]

ENGLISH = "en"
HOUR_MINUTES = 60
UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")
"""Characters that break a calendar or change the direction of text. Files that contain them are refused."""


def _pairs(entries: Mapping[str, str] | tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    return entries if isinstance(entries, tuple) else tuple(entries.items())


@attrs.frozen(repr=False)
class Text:
    """The same words in one or more languages.

    Attributes:
        words: Pairs of a language code and the words in it, in the order in which they were given.
        key: The key of the words, if they are words of the package: a language from outside has them too.
        values: The values in their placeholders.
    """

    words: tuple[tuple[str, str], ...] = attrs.field(converter=_pairs)
    # They are no arguments, so that records and fingerprints have the words alone.
    key: str = attrs.field(default="", init=False, eq=False, repr=False)
    values: Mapping[str, str | int | Text] = attrs.field(factory=dict, init=False, eq=False, repr=False)

    def __repr__(self) -> str:
        """Return the words in each language, cut if they are long."""
        return line_of("Text", ((language, repr(phrase)) for language, phrase in self.words))

    def __getitem__(self, language: str) -> str:
        """Return the words in a language; if the text lacks it, those in its first language.

        Raises:
            UnknownNameError: The text does not have the language, and neither does the package.
        """
        if self.key and isinstance(language, AddedLanguage):
            return language.words[self.key].format(**_in_language(self.values, language))
        by_language = dict(self.words)
        if language in by_language:
            return by_language[language]
        if language not in LANGUAGES and not isinstance(language, AddedLanguage):
            raise unknown_name("language", language, dict.fromkeys((*by_language, *LANGUAGES)), hint=NEEDS_WORDS)
        return str(self)

    def __str__(self) -> str:
        """Return the words in the first language; an empty string if there are none."""
        return self.words[0][1] if self.words else ""

    def __bool__(self) -> bool:
        """Return whether there are words in any language."""
        return any(phrase for _, phrase in self.words)

    @classmethod
    def same(cls, phrase: str) -> Text:
        """Return a text that is the same in every language, such as a proper name."""
        return cls(tuple((language, phrase) for language in LANGUAGES))


NO_WORDS = Text({})
"""The empty text."""


class Note(str):  # data for JSON and code that compares notes need the English words alone
    """A remark in one or more languages: as a string the English words, or those of its first language.

    Attributes:
        text: The words in each language.
    """

    __slots__ = ("text",)

    text: Text

    def __new__(cls, text: Text | str = "") -> Self:
        """Return the remark of a text; a string is the same in every language."""
        if isinstance(text, cls):
            return text
        words_of_note = Text.same(text) if isinstance(text, str) else text
        note = super().__new__(cls, words_of_note[ENGLISH])
        note.text = words_of_note
        return note

    def in_words(self, language: str) -> str:
        """Return the remark in a language; if it lacks it, in its first language.

        Raises:
            UnknownNameError: As `Text`.
        """
        return self.text[language]

    def __reduce__(self) -> tuple[type[Self], tuple[Text]]:
        """Keep the languages if the remark goes to another process."""
        return type(self), (self.text,)


NO_NOTE = Note()
"""The empty remark."""


def translated(key: str, **values: str | int | Text) -> Text:
    """Return words of the package in each of its languages, with the values in their placeholders.

    Raises:
        KeyError: A language has no such key; a test holds that all languages have the same keys.
    """
    text = Text({language: words(language)[key].format(**_in_language(values, language)) for language in LANGUAGES})
    object.__setattr__(text, "key", key)
    object.__setattr__(text, "values", values)
    return text


def _in_language(values: Mapping[str, str | int | Text], language: str) -> dict[str, str | int]:
    return {name: value[language] if isinstance(value, Text) else value for name, value in values.items()}


def long_date(day: date, language: str, *, weekday: bool = False) -> str:
    """Return a day in words, such as ``28 November 2023``; with ``weekday``, also the day of the week.

    Raises:
        UnknownNameError: The package has no words in that language.
    """
    phrases = words(language)
    return phrases["date.weekday_and_day" if weekday else "date.day"].format(
        weekday=phrases[f"weekday.{day.isoweekday()}"], day=day.day, month=phrases[f"month.{day.month}"], year=day.year
    )


def month_name(day: date, language: str) -> str:
    """Return the month and year of a day in words, such as ``November 2023``.

    Raises:
        UnknownNameError: The package has no words in that language.
    """
    phrases = words(language)
    return phrases["date.month"].format(month=phrases[f"month.{day.month}"], year=day.year)


def clock_time(moment: datetime, language: str) -> str:
    """Return the hour and minute of a moment by its own clock, as the language writes them, such as ``07.00``.

    Raises:
        UnknownNameError: The package has no words in that language.
    """
    return minute_clock(moment.hour * HOUR_MINUTES + moment.minute, language)


def minute_clock(minutes: int, language: str) -> str:
    """Return minutes after 00:00 as the language writes a clock, such as ``07.00``; the end of a day is ``24.00``.

    Raises:
        UnknownNameError: The package has no words in that language.
    """
    return words(language)["date.clock"].format(hour=minutes // HOUR_MINUTES, minute=minutes % HOUR_MINUTES)
