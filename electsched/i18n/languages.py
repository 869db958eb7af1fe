"""The languages of the package and their words.

A language is a module of this folder that is named by a code of two or three letters (ISO 639), or a folder with such a
name. It has a dictionary of each kind: ``WORDS``, the words by key; ``FAULTS``, the templates of errors by their
English ones; ``SENTENCES``, the help of the command line by its English text; and ``READING``, the words by which
people fill in lists. In a folder each kind is a module, or a folder of modules, named by the kind in small letters,
such as ``id/faults/``. A language can also be added from outside, as an `AddedLanguage`.
"""

from __future__ import annotations

import functools
import pkgutil
import re
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType, ModuleType
from typing import Self

import electsched.i18n
from electsched.errors import unknown_name
from electsched.phrases import CHOICE, Template, phrase

__all__ = [
    "LANGUAGES",
    "NEEDS_WORDS",
    "AddedLanguage",
    "fault_templates",
    "languages_by_code",
    "reading_words",
    "sentences",
    "words",
]

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
    return MappingProxyType(_templates(_dictionary(language, "WORDS")))


def _dictionary(language: str, kind: str) -> dict[str, str]:
    """Return the dictionary of a language, joined from the modules that have its parts; empty if there is none."""
    module = _module(f"electsched.i18n.{language}")
    parts = list(_modules(module, kind.lower())) if hasattr(module, "__path__") else [module]
    return {key: text for part in parts for key, text in getattr(part, kind, {}).items()}


def _modules(folder: ModuleType, name: str) -> Iterator[ModuleType]:
    """Yield the module of a folder, or the modules of the folder in it, that has a name; none if it has none."""
    if any(module.name == name for module in pkgutil.iter_modules(folder.__path__)):
        named = _module(f"{folder.__name__}.{name}")
        yield named
        for module in pkgutil.iter_modules(getattr(named, "__path__", [])):
            yield _module(f"{named.__name__}.{module.name}")


def _module(name: str) -> ModuleType:
    module: ModuleType = pkgutil.resolve_name(f"{name}:")  # with the colon an error of the import is raised
    return module


def languages_by_code(added: Iterable[AddedLanguage] = ()) -> dict[str, str]:
    """Return each language that has words by its code: those of the package, and those that bring their own.

    Raises:
        UnknownNameError: One of them brings none, and the package has none in it.
    """
    own = tuple(added)
    for language in own:
        words(language)
    return {**{code: code for code in LANGUAGES}, **{str(language): language for language in own}}


def fault_templates(language: str) -> Mapping[str, str]:
    """Return the templates of the sentences of errors in a language, by their English templates.

    They are loaded on the first call. English has none: they are in the code.

    Raises:
        UnknownNameError: The package has no words in that language, and it brings none.
    """
    return language.faults if isinstance(language, AddedLanguage) else _fault_templates(language)


@functools.cache
def _fault_templates(language: str) -> Mapping[str, str]:
    words(language)
    return MappingProxyType(_dictionary(language, "FAULTS"))


def sentences(language: str) -> Mapping[str, str]:
    """Return the help and the messages of the command line in a language, by their English text.

    They are loaded on the first call. English has none: they are in the code.

    Raises:
        UnknownNameError: The package has no words in that language, and it brings none.
    """
    return language.sentences if isinstance(language, AddedLanguage) else _sentences(language)


@functools.cache
def _sentences(language: str) -> Mapping[str, str]:
    words(language)
    return MappingProxyType(_dictionary(language, "SENTENCES"))


@functools.cache
def reading_words(language: str) -> Mapping[str, str]:
    """Return the words by which people fill in lists in a language of the package, by key, such as ``heading.team``.

    They are loaded on the first call. A text has every spelling in small letters, with a comma and a space between.

    Raises:
        UnknownNameError: The package has no words in that language.
    """
    words(language)
    return MappingProxyType(_dictionary(language, "READING"))
