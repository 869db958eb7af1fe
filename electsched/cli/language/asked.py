"""The language of the running command, and the words in it."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

import click

from electsched.i18n.languages import LANGUAGES, fault_templates, words
from electsched.phrases import Phrase

__all__ = ["OPTION", "asked_language", "language_of", "said", "translated_text"]

ENGLISH = "en"
OPTION = "--language"
LOCALE_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")
"""The variables that name the locale of messages; the first that is not empty counts (POSIX)."""


def language_of(arguments: Sequence[str], environment: Mapping[str, str]) -> str:
    """Return the language that the arguments ask for with ``--language``; otherwise that of the locale.

    The arguments may be faulty: this is also the language in which their faults are told.
    """
    options = arguments[: arguments.index("--")] if "--" in arguments else arguments
    values = [
        argument.partition("=")[2] or following
        for argument, following in itertools.pairwise((*options, ""))
        if argument.partition("=")[0] == OPTION
    ]
    return values[-1] if values and values[-1] in LANGUAGES else _locale_language(environment)


def _locale_language(environment: Mapping[str, str]) -> str:
    """Return the language of the locale, such as ``id`` for ``id_ID.UTF-8``; English if there are no words in it."""
    locale = next((environment[name] for name in LOCALE_VARIABLES if environment.get(name)), "")
    code = locale.partition(".")[0].partition("@")[0].partition("_")[0].lower()
    return code if code in LANGUAGES else ENGLISH


def asked_language(context: click.Context | None = None) -> str:
    """Return the language of a command; of the running one, if no context is given."""
    context = context or click.get_current_context(silent=True)
    language = context.find_root().obj if context else None
    return language if isinstance(language, str) else ENGLISH


def said(key: str, **values: object) -> str:
    """Return words of the package in the language of the running command, with the values in their placeholders."""
    return words(asked_language())[key].format(**values)


def translated_text(text: str) -> str:
    """Return a text in the language of the running command, if it is a phrase; any other text stays as it is."""
    return text.translated(fault_templates(asked_language())) if isinstance(text, Phrase) else text
