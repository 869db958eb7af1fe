"""The languages of the package and their words.

A module of this folder that is named by a language code of two or three letters (ISO 639) is a language; its ``WORDS``
have every word that the package uses. To add a language, add such a module, a folder in ``faults/`` with the sentences
of errors by their English ones, and modules in ``help/`` and ``usage/`` with those of the command line. A language can
also be added from outside, as an `AddedLanguage`.
"""

from __future__ import annotations

import functools
import pkgutil
import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Self

import electsched.i18n.faults
from electsched.errors import unknown_name
from electsched.phrases import CHOICE, Template, phrase

__all__ = ["LANGUAGES", "NEEDS_WORDS", "AddedLanguage", "fault_templates", "languages_by_code", "sentences", "words"]

_DEFAULT = "id"
_CODE = re.compile("[a-z]{2,3}")


def _languages() -> tuple[str, ...]:
    names = (module.name for module in pkgutil.iter_modules(electsched.i18n.__path__))
    codes = (name for name in names if _CODE.fullmatch(name))
    return tuple(sorted(codes, key=lambda code: (code != _DEFAULT, code)))


LANGUAGES = _languages()
"""The codes of the languages that the package has words in: Indonesian, then the others by their code."""

NEEDS_WORDS = phrase("A language of your own needs its file of words: --words, or the key 'words' of the plan.")
"""The remedy for a language without words."""


class AddedLanguage(str):  # it is the code of the language: paths, keys and records need nothing else
    """The code of a language that brings its own words, such as those of a file.

    Attributes:
        words: Every word, by key.
        faults: The templates of the sentences of errors, by their English templates; those that it lacks are English.
        sentences: The help and messages of the command line, by their English text; those that it lacks are English.
    """

    __slots__ = ("faults", "sentences", "words")

    words: Mapping[str, str]
    faults: Mapping[str, str]
    sentences: Mapping[str, str]

    def __new__(
        cls, code: str, words: Mapping[str, str], faults: Mapping[str, str], sentences: Mapping[str, str]
    ) -> Self:
        """Return the code with its words."""
        language = super().__new__(cls, code)
        language.words, language.faults, language.sentences = _templates(words), faults, sentences
        return language

    def __reduce__(self) -> tuple[type[Self], tuple[str, Mapping[str, str], Mapping[str, str], Mapping[str, str]]]:
        """Keep the words if the code goes to another process."""
        return type(self), (str(self), self.words, self.faults, self.sentences)


def _templates(texts: Mapping[str, str]) -> Mapping[str, str]:
    """Return the texts; those that have a word for one and for several are templates that choose it."""
    return {key: Template(text) if CHOICE in text else text for key, text in texts.items()}


def words(language: str) -> Mapping[str, str]:
    """Return every word of the package in a language, by key, such as ``calendar.team``.

    They are loaded on the first call.

    Raises:
        UnknownNameError: The package has no words in that language, and it brings none.
    """
    return language.words if isinstance(language, AddedLanguage) else _words(language)


@functools.cache
def _words(language: str) -> Mapping[str, str]:
    if language not in LANGUAGES:
        raise unknown_name("language", language, LANGUAGES, hint=NEEDS_WORDS)
    return MappingProxyType(_templates(pkgutil.resolve_name(f"electsched.i18n.{language}:WORDS")))


def languages_by_code(added: Iterable[AddedLanguage] = ()) -> dict[str, str]:
    """Return each language that has words by its code: those of the package, and those that bring their own."""
    return {**{code: code for code in LANGUAGES}, **{str(language): language for language in added}}


def fault_templates(language: str) -> Mapping[str, str]:
    """Return the templates of the sentences of errors in a language, by their English templates.

    They are loaded on the first call. English has none, and neither has a language without a folder in ``faults/``: its
    errors are in English.

    Raises:
        UnknownNameError: The package has no words in that language, and it brings none.
    """
    return language.faults if isinstance(language, AddedLanguage) else _fault_templates(language)


@functools.cache
def _fault_templates(language: str) -> Mapping[str, str]:
    words(language)
    folders = {module.name for module in pkgutil.iter_modules(electsched.i18n.faults.__path__) if module.ispkg}
    if language not in folders:
        return {}
    folder = f"electsched.i18n.faults.{language}"
    modules = pkgutil.iter_modules(pkgutil.resolve_name(folder).__path__, f"{folder}.")
    parts = [pkgutil.resolve_name(f"{module.name}:TEMPLATES") for module in modules]
    return MappingProxyType({english: template for part in parts for english, template in part.items()})


def sentences(language: str) -> Mapping[str, str]:
    """Return the help and the messages of the command line in a language, by their English text.

    They are loaded on the first call. English has none, and neither has a language without modules in ``help`` and
    ``usage``: its help is in English.

    Raises:
        UnknownNameError: The package has no words in that language, and it brings none.
    """
    return language.sentences if isinstance(language, AddedLanguage) else _sentences(language)


@functools.cache
def _sentences(language: str) -> Mapping[str, str]:
    words(language)
    table: dict[str, str] = {}
    for folder in ("help", "usage"):
        path = [f"{base}/{folder}" for base in electsched.i18n.__path__]
        if any(module.name == language for module in pkgutil.iter_modules(path)):
            table |= pkgutil.resolve_name(f"electsched.i18n.{folder}.{language}:SENTENCES")
    return MappingProxyType(table)
