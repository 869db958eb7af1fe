"""Checks that several files and tables share: format, time zones, and keys with the references to them."""

from __future__ import annotations

import re
from collections.abc import Container, Hashable, Iterable, Iterator, Mapping
from typing import TypeVar

import attrs

from electsched.errors import Fault, InputError, nearest_or_meant, noun
from electsched.loaders.table_keys import TableKey
from electsched.loaders.toml import Fields
from electsched.phrases import Phrase, phrase, quoted, verbatim
from electsched.timespan import zone_named
from electsched.values import value_text

__all__ = [
    "FORMAT_KEY",
    "MAX_KEY_LENGTH",
    "References",
    "declared_keys",
    "head_faults",
    "key_faults",
    "plan_key_faults",
    "repeat_faults",
    "zone_faults",
]

_T = TypeVar("_T", bound=Hashable)
FORMAT = 1
FORMAT_KEY = TableKey(type=int, description=f"The format of the file; {FORMAT}.")
KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
MAX_KEY_LENGTH = 64
KEYED_TABLES = ("unit", "partner", "post", "pattern", "team", "muster", "notice", "tier", "resource")
"""The lists of tables that have keys, other than members, who are also read from a list."""


def head_faults(fields: Fields) -> Iterator[Fault]:
    """Yield the faults of the format and of the time zones of a statute, an election or a plan."""
    number = fields.values.get("format", FORMAT)
    if number != FORMAT:
        yield Fault("format", verbatim(number), phrase("{number}, the format that this version reads", number=FORMAT))
    if "zone" in fields.values:
        yield from zone_faults("zone", fields.values["zone"])
    for index, zone in fields.items("zones").items():
        yield from zone_faults(f"zones[{index}]", zone)


def zone_faults(path: str, zone: str) -> Iterator[Fault]:
    """Yield a fault if there is no IANA time zone with that name."""
    try:
        zone_named(zone, path=path)
    except InputError as error:
        yield from error.faults


def key_faults(path: str, key: str) -> Iterator[Fault]:
    """Yield a fault if the key has other characters than an address may have, or too many."""
    if not KEY.fullmatch(key) or len(key) > MAX_KEY_LENGTH:
        expected = phrase(
            "lower-case letters, digits and single hyphens, at most {most} characters",
            most=MAX_KEY_LENGTH,
        )
        yield Fault(path, quoted(key), expected)


UNIQUE_KEY = phrase("a unique key")


def repeat_faults(values: Iterable[tuple[str, _T]], expected: Phrase = UNIQUE_KEY) -> Iterator[Fault]:
    """Yield a fault for each value that occurred earlier, with its first place; values are pairs of path and value."""
    places: dict[_T, str] = {}
    for path, value in values:
        if value in places:
            found = phrase("{value!r} a second time", value=_in_words(value))
            hint = phrase("The first is at {place}.", place=places[value])
            yield Fault(path, found, expected, hint=hint)
        places.setdefault(value, path)


def _in_words(value: object) -> object:
    """Return a value of several parts as a person writes it, with a space between them."""
    return " ".join(filter(None, map(str, value))) if isinstance(value, tuple) else value


def declared_keys(raw: Mapping[str, object], name: str) -> frozenset[str]:
    """Return all keys of a list of tables, those of faulty tables too, so that one fault does not cause others."""
    tables = raw.get(name)
    if not isinstance(tables, list):
        return frozenset()
    return frozenset(str(table["key"]) for table in tables if isinstance(table, dict) and "key" in table)


def plan_key_faults(fields: Fields, raw: Mapping[str, object]) -> Iterator[Fault]:
    """Yield the faults of the keys of units, posts, patterns and the like; a plan without units is a fault too."""
    for name in KEYED_TABLES:
        keys = [(f"{name}[{index}].key", table.key) for index, table in fields.items(name).items()]
        for path, key in keys:
            yield from key_faults(path, key)
        yield from repeat_faults(keys)
    for index, pattern in fields.items("pattern").items():
        for group in ("shift", "line"):
            for number, part in enumerate(getattr(pattern, group)):
                yield from key_faults(f"pattern[{index}].{group}[{number}].key", part.key)
    if not declared_keys(raw, "unit") and "unit" not in fields.misspelt:
        yield Fault("unit", phrase("none"), phrase("at least one [[unit]]"))


@attrs.frozen
class References:
    """The keys to which the tables of a plan file can refer.

    Attributes:
        keys: The keys of each kind, such as ``unit``. A kind with a faulty list is left out, and references to it are
            not checked: the list has a fault of its own.
    """

    keys: Mapping[str, frozenset[str]]

    __repr__ = value_text

    @classmethod
    def of_plan(cls, raw: Mapping[str, object], misspelt: Container[str] = ()) -> References:
        """Return the keys of a raw plan file; lists whose names are misspelt are left out, as are faulty ones."""
        operation = raw.get("operation")
        lists = {name: raw.get(name, []) for name in KEYED_TABLES}
        if isinstance(operation, dict):
            names = {"window": "window", "posture": "posture", "role": "command"}
            lists |= {kind: operation.get(name, []) for kind, name in names.items()}
            lists = {kind: tables for kind, tables in lists.items() if f"operation.{names.get(kind)}" not in misspelt}
        present = {kind: tables for kind, tables in lists.items() if kind not in misspelt and _is_valid(tables)}
        return cls({kind: declared_keys({kind: tables}, kind) for kind, tables in present.items()})

    def faults(self, path: str, kind: str, *references: str, optional: bool = False) -> Iterator[Fault]:
        """Yield a fault for each reference to a key that does not exist; an optional reference can be empty."""
        if kind not in self.keys:
            return
        for key in references:
            if key not in self.keys[kind] and not (optional and not key):
                nearest, meant = nearest_or_meant(key, sorted(self.keys[kind]))
                expected = phrase("the key of a {kind}", kind=noun(kind))
                if not meant:
                    nearest = nearest or phrase("the plan has no {kind}", kind=noun(kind))
                    expected = phrase("the key of a {kind}: {nearest}", kind=noun(kind), nearest=nearest)
                yield Fault(path, phrase("the {kind} {key!r}", kind=noun(kind), key=key), expected, hint=meant)


def _is_valid(tables: object) -> bool:
    """Return whether all tables of a list have a key."""
    if not isinstance(tables, list):
        return False
    return all(isinstance(table, dict) and isinstance(table.get("key"), str) for table in tables)
