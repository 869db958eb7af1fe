"""The keys of teams, posts and shifts by their names for people, which lists of an office have."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import attrs

from electsched.operation.operation import Post
from electsched.operation.shifts import Shift
from electsched.operation.teams import Team
from electsched.values import value_text

__all__ = ["KeysByName"]

_SEPARATORS = re.compile(r"[\s\-_./]+")
_DIGITS_BESIDE_LETTERS = re.compile(r"(?<=[^\W\d_])(?=\d)")
_UNITS = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
_ROMAN_NUMBERS = {
    f"{tens}{units}": str(10 * ten + unit)
    for ten, tens in enumerate(("", "x", "xx"))
    for unit, units in enumerate(_UNITS)
    if ten or unit
}
"""The numbers from 1 to 29 by their Roman numeral in small letters."""


@attrs.frozen
class KeysByName:
    """The keys of teams, posts or shifts by their spellings.

    Attributes:
        keys: The keys by key and by name in each language, in small letters.
        alike: The keys by the same, without separators and zeros in front, and with Arabic numerals.
        numbers: The keys by the number with which a key or name ends.
    """

    keys: Mapping[str, frozenset[str]]
    alike: Mapping[str, frozenset[str]]
    numbers: Mapping[str, frozenset[str]]

    __repr__ = value_text

    @classmethod
    def of(cls, entries: Iterable[Team | Post | Shift]) -> KeysByName:
        """Return the names of teams, posts or shifts."""
        keys: dict[str, set[str]] = {}
        spellings: dict[str, set[str]] = {}
        numbers: dict[str, set[str]] = {}
        for entry in entries:
            for name in (entry.key, *(words for _, words in entry.name.words)):
                keys.setdefault(name.casefold(), set()).add(entry.key)
                spelling = _spelling(name)
                spellings.setdefault(spelling, set()).add(entry.key)
                *_, last = spelling.split(" ")
                if last.isdecimal():
                    numbers.setdefault(last, set()).add(entry.key)
        return cls(*({name: frozenset(sharing) for name, sharing in by.items()} for by in (keys, spellings, numbers)))

    def key(self, name: str) -> str:
        """Return the only key that is meant; the name itself if there is none.

        A key is meant by itself or its name; else by another spelling of it, such as ``REGU II`` or ``regu-2`` for
        ``Regu 2``; else by its number alone, if no other name ends with that number.
        """
        keys = self._sharing(name)
        return next(iter(keys)) if len(keys) == 1 else name

    def sharing(self, name: str) -> list[str]:
        """Return the keys that a name may mean, in their order."""
        return sorted(self._sharing(name))

    def _sharing(self, name: str) -> frozenset[str]:
        spelling = _spelling(name)
        return self.keys.get(name.casefold()) or self.alike.get(spelling) or self.numbers.get(spelling, frozenset())


def _spelling(name: str) -> str:
    """Return a name in small letters with single spaces, its numbers as digits without zeros in front."""
    words = _DIGITS_BESIDE_LETTERS.sub(" ", _SEPARATORS.sub(" ", name)).casefold().split()
    plain = (word.lstrip("0") or "0" if word.isdecimal() else word for word in words)
    return " ".join(_ROMAN_NUMBERS.get(word, word) for word in plain)
