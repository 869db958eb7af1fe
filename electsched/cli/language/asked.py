"""The language of the running command, and the words in it."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

import attrs
import click

from electsched.i18n.languages import LANGUAGES, AddedLanguage, fault_templates, languages_by_code, words
from electsched.phrases import Phrase

__all__ = [
    "OPTION",
    "WORDS_OPTION",
    "Asked",
    "added_languages",
    "asked_language",
    "choice_word",
    "language_of",
    "said",
    "translated_text",
    "values_of",
    "with_words",
]

ENGLISH = "en"
OPTION = "--language"
WORDS_OPTION = "--words"
LOCALE_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")
"""The variables that name the locale of messages; the first that is not empty counts (POSIX)."""


@attrs.frozen
class Asked:
    """The language of an answer, and the languages that bring their own words.

    Attributes:
        language: The language of the answer.
        added: The languages of the files of words that were handed in.
    """

    language: str
    added: tuple[AddedLanguage, ...] = ()


def language_of(arguments: Sequence[str], environment: Mapping[str, str], added: Sequence[AddedLanguage] = ()) -> str:
    """Return the language that the arguments ask for with ``--language``.

    Otherwise it is the last one that brings its own words, or that of the locale. The arguments may be faulty: this is
    also the language in which their faults are told.
    """
    languages = languages_by_code(added)
    values = values_of(OPTION, arguments)
    if values and values[-1] in languages:
        return languages[values[-1]]
    return added[-1] if added and not values else _locale_language(environment)


def values_of(option: str, arguments: Sequence[str]) -> list[str]:
    """Return the values of an option, in the order in which the arguments have them."""
    options = arguments[: arguments.index("--")] if "--" in arguments else arguments
    return [
        argument.partition("=")[2] or following
        for argument, following in itertools.pairwise((*options, ""))
        if argument.partition("=")[0] == option
    ]


def _locale_language(environment: Mapping[str, str]) -> str:
    """Return the language of the locale, such as ``id`` for ``id_ID.UTF-8``; English if there are no words in it."""
    locale = next((environment[name] for name in LOCALE_VARIABLES if environment.get(name)), "")
    code = locale.partition(".")[0].partition("@")[0].partition("_")[0].lower()
    return code if code in LANGUAGES else ENGLISH


def asked_language(context: click.Context | None = None) -> str:
    """Return the language of a command; of the running one, if no context is given."""
    return _asked(context).language


def added_languages(context: click.Context | None = None) -> tuple[AddedLanguage, ...]:
    """Return the languages of the files of words that were handed in."""
    return _asked(context).added


def with_words(code: str) -> str:
    """Return the language of a code with the words that were handed in for it; the code itself if there are none."""
    return next((language for language in added_languages() if language == code), code)


def _asked(context: click.Context | None) -> Asked:
    context = context or click.get_current_context(silent=True)
    asked = context.find_root().obj if context else None
    return asked if isinstance(asked, Asked) else Asked(asked if isinstance(asked, str) else ENGLISH)


def said(key: str, **values: object) -> str:
    """Return words of the package in the language of the running command, with the values in their placeholders."""
    return words(asked_language())[key].format(**values)


def choice_word(name: str, context: click.Context | None = None) -> str:
    """Return the value of an option in the language of a command; a name such as ``csv`` is its own word."""
    phrases = words(asked_language(context))
    key = f"choice.{name}"
    return phrases[f"choice.{name}"] if key in phrases else name


def translated_text(text: str) -> str:
    """Return a text in the language of the running command, if it is a phrase; any other text stays as it is."""
    return text.translated(fault_templates(asked_language())) if isinstance(text, Phrase) else text
