"""The languages of the package and their words.

A module of this folder that is named by a language code of two or three letters (ISO 639) is a language; its ``WORDS``
have every word that the package uses. To add a language, add such a module, a folder in ``faults/`` with the sentences
of errors by their English ones, and modules in ``help/`` and ``usage/`` with those of the command line.
"""

from __future__ import annotations

import functools
import pkgutil
import re
from collections.abc import Mapping
from types import MappingProxyType

import electsched.i18n.faults
from electsched.errors import unknown_name

__all__ = ["LANGUAGES", "fault_templates", "sentences", "words"]

_DEFAULT = "id"
_CODE = re.compile("[a-z]{2,3}")


def _languages() -> tuple[str, ...]:
    names = (module.name for module in pkgutil.iter_modules(electsched.i18n.__path__))
    codes = (name for name in names if _CODE.fullmatch(name))
    return tuple(sorted(codes, key=lambda code: (code != _DEFAULT, code)))


LANGUAGES = _languages()
"""The codes of the languages that the package has words in: Indonesian, then the others by their code."""


@functools.cache
def words(language: str) -> Mapping[str, str]:
    """Return every word of the package in a language, by key, such as ``calendar.team``.

    They are loaded on the first call.

    Raises:
        UnknownNameError: The package has no words in that language.
    """
    if language not in LANGUAGES:
        raise unknown_name("language", language, LANGUAGES)
    return MappingProxyType(pkgutil.resolve_name(f"electsched.i18n.{language}:WORDS"))


@functools.cache
def fault_templates(language: str) -> Mapping[str, str]:
    """Return the templates of the sentences of errors in a language, by their English templates.

    They are loaded on the first call. English has none, and neither has a language without a folder in ``faults/``: its
    errors are in English.

    Raises:
        UnknownNameError: The package has no words in that language.
    """
    words(language)
    folders = {module.name for module in pkgutil.iter_modules(electsched.i18n.faults.__path__) if module.ispkg}
    if language not in folders:
        return {}
    folder = f"electsched.i18n.faults.{language}"
    modules = pkgutil.iter_modules(pkgutil.resolve_name(folder).__path__, f"{folder}.")
    parts = [pkgutil.resolve_name(f"{module.name}:TEMPLATES") for module in modules]
    return MappingProxyType({english: template for part in parts for english, template in part.items()})


@functools.cache
def sentences(language: str) -> Mapping[str, str]:
    """Return the help and the messages of the command line in a language, by their English text.

    They are loaded on the first call. English has none, and neither has a language without modules in ``help`` and
    ``usage``: its help is in English.

    Raises:
        UnknownNameError: The package has no words in that language.
    """
    words(language)
    table: dict[str, str] = {}
    for folder in ("help", "usage"):
        path = [f"{base}/{folder}" for base in electsched.i18n.__path__]
        if any(module.name == language for module in pkgutil.iter_modules(path)):
            table |= pkgutil.resolve_name(f"electsched.i18n.{folder}.{language}:SENTENCES")
    return MappingProxyType(table)
