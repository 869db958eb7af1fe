"""The language in which the command line speaks: that of ``--language``, or that of the locale."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

from electsched.i18n.languages import LANGUAGES

__all__ = ["language_of", "locale_language"]

ENGLISH = "en"
LOCALE_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")
"""The variables of POSIX that decide the language of messages, the strongest first."""


def language_of(arguments: Sequence[str], environment: Mapping[str, str]) -> str:
    """Return the language that the arguments ask for with ``--language``; otherwise that of the locale.

    The arguments may be faulty: this is also the language in which their faults are told.
    """
    asked = [
        argument.partition("=")[2] or following
        for argument, following in itertools.pairwise((*arguments, ""))
        if argument.partition("=")[0] == "--language"
    ]
    return asked[-1] if asked and asked[-1] in LANGUAGES else locale_language(environment)


def locale_language(environment: Mapping[str, str]) -> str:
    """Return the language of the locale, such as ``id`` for ``id_ID.UTF-8``; English if there are no words in it."""
    locale = next((environment[name] for name in LOCALE_VARIABLES if environment.get(name)), "")
    code = locale.partition(".")[0].partition("@")[0].partition("_")[0].lower()
    return code if code in LANGUAGES else ENGLISH
