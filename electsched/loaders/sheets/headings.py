"""The headings by which offices name the columns of a list of people, in every language of the package."""

from __future__ import annotations

import functools
import itertools
import re

import attrs

from electsched.i18n.reading import spellings
from electsched.loaders.sheets.table import KeyOf
from electsched.phrases import phrase
from electsched.values import value_text

__all__ = ["PERSON_EXAMPLES", "PersonColumns", "has_rank_too", "person_key_of"]

PERSON_EXAMPLES = {"key": phrase("Service number"), "team": phrase("Team"), "name": phrase("Name")}
"""A usual heading of each column that a list of people must have."""
_SPACES = re.compile(r"[\s._]+")
_AROUND_SLASH = re.compile(r"\s*/\s*")


@attrs.frozen(kw_only=True)
class PersonColumns:
    """The headings of the columns of a list of people, if they are others than those that are known.

    Attributes:
        key: The heading of the personal numbers.
        team: The heading of the teams.
        name: The heading of the names.
        rank: The heading of the ranks.
        phone: The heading of the telephone numbers.
        roles: The heading of the roles.
        language: The heading of the languages.
        note: The heading of the remarks.
        barred_posts: The heading of the posts from which people are barred.
        caps: The heading of the most duties of shifts.
        least_hours: The heading of the least hours.
        most_hours: The heading of the most hours.
        days_off: The heading of the days on which people ask to be free.
        days_on: The heading of the days on which people ask for duty.
    """

    key: str = ""
    team: str = ""
    name: str = ""
    rank: str = ""
    phone: str = ""
    roles: str = ""
    language: str = ""
    note: str = ""
    barred_posts: str = ""
    caps: str = ""
    least_hours: str = ""
    most_hours: str = ""
    days_off: str = ""
    days_on: str = ""

    __repr__ = value_text


def person_key_of(columns: PersonColumns) -> KeyOf:
    """Return the function that gives the key of a heading; a key with a stated column is known by no other."""
    stated = {key: heading for key, heading in attrs.asdict(columns).items() if heading}
    keys = {heading: key for heading, key in _keys().items() if key not in stated}
    keys |= {_normalised(heading): key for key, heading in stated.items()}
    return lambda heading: keys.get(_normalised(heading), "")


@functools.cache
def _keys() -> dict[str, str]:
    """Return the key of each heading that is known in a language."""
    fields = (field.name for field in attrs.fields(PersonColumns))
    keys = {_normalised(heading): key for key in fields for heading in spellings(f"heading.{key}")}
    return keys | dict.fromkeys(_rank_and_number(), "key")


@functools.cache
def _rank_and_number() -> frozenset[str]:
    """Return the headings of a column that has the rank and the number of a person in one cell."""
    and_words = (f" {word} " for word in spellings("heading.and"))
    separators = ("/", " ", ", ", " & ", *and_words)
    pairs = itertools.product(spellings("heading.beside_number"), spellings("heading.beside_rank"))
    orders = [order for rank, number in pairs for order in ((rank, number), (number, rank))]
    return frozenset(_normalised(separator.join(order)) for order in orders for separator in separators)


def has_rank_too(heading: str) -> bool:
    """Return whether a column of numbers has the rank in the same cell, such as ``Pangkat/NRP``."""
    return _normalised(heading) in _rank_and_number()


def _normalised(heading: str) -> str:
    """Return a heading in small letters, without dots, and with single spaces, none of them around a slash."""
    return _SPACES.sub(" ", _AROUND_SLASH.sub("/", heading)).strip(" :*").casefold()
