"""The languages of the package and their words.

A module of this folder that is named by a language code of two or three letters (ISO 639) is a language; its ``WORDS``
have every word that the package uses. To add a language, add such a module.
"""

from __future__ import annotations

import pkgutil
import re
from collections.abc import Mapping
from types import MappingProxyType

import electsched.i18n
from electsched.errors import unknown_name

__all__ = ["LANGUAGES", "words"]

_DEFAULT = "id"
_CODE = re.compile("[a-z]{2,3}")


def _languages() -> tuple[str, ...]:
    names = (module.name for module in pkgutil.iter_modules(electsched.i18n.__path__))
    codes = (name for name in names if _CODE.fullmatch(name))
    return tuple(sorted(codes, key=lambda code: (code != _DEFAULT, code)))


LANGUAGES = _languages()
"""The codes of the languages that the package has words in: Indonesian, then the others by their code."""

_WORDS: Mapping[str, Mapping[str, str]] = {
    language: MappingProxyType(pkgutil.resolve_name(f"electsched.i18n.{language}:WORDS")) for language in LANGUAGES
}


def words(language: str) -> Mapping[str, str]:
    """Return every word of the package in a language, by key, such as ``calendar.team``.

    Raises:
        UnknownNameError: The package has no words in that language.
    """
    if language not in _WORDS:
        raise unknown_name("language", language, LANGUAGES)
    return _WORDS[language]
