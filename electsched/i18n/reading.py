"""The words by which people fill in lists, such as the headings of columns, in every language of the package.

The loaders of lists understand all languages at once: a list does not say in which it is written.
"""

from __future__ import annotations

import functools
import re

from electsched.i18n.languages import LANGUAGES, reading_words

__all__ = ["spelling_pattern", "spellings"]


@functools.cache
def spellings(key: str) -> tuple[str, ...]:
    """Return every spelling of a word, such as ``heading.team``, in small letters.

    Raises:
        KeyError: A language has no such key; a test holds that all languages have the same keys.
    """
    texts = (reading_words(language)[key] for language in LANGUAGES)
    return tuple(dict.fromkeys(spelling for text in texts for spelling in text.split(", ")))


@functools.cache
def spelling_pattern(key: str) -> str:
    """Return a regular expression that matches every spelling of a word."""
    return f"(?:{'|'.join(map(re.escape, spellings(key)))})"
