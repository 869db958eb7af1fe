"""Find entries that a list of a file states twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import attrs

from electsched.errors import Fault
from electsched.i18n.text import Note, Text
from electsched.loaders.checks.value_checks import repeat_faults
from electsched.loaders.table_keys import in_file, toml_name
from electsched.loaders.toml import Fields
from electsched.phrases import phrase

__all__ = ["entry_repeat_faults"]

MAY_REPEAT = "may_repeat"
"""The metadata of fields with a list in which an entry may come again."""


def entry_repeat_faults(fields: Fields) -> Iterator[Fault]:
    """Yield a fault for each entry that occurs earlier in its list, such as a stage of a window."""
    for name, value in fields.values.items():
        # A list is read as its valid entries, by their index in the file.
        is_list = isinstance(value, dict) and all(isinstance(key, int) for key in value)
        yield from _in_list(name, value) if is_list else _repeats(name, value)


def _repeats(path: str, value: object) -> Iterator[Fault]:
    if isinstance(value, Mapping):
        for key, entry in value.items():
            yield from _repeats(f"{path}.{key}", entry)
    elif isinstance(value, tuple):
        yield from _in_list(path, dict(enumerate(value)))
    elif attrs.has(type(value)) and not isinstance(value, Text | Note):
        for name, key in _lists_of(type(value)):  # type: ignore[arg-type]  # mypy takes a type for unhashable
            yield from _repeats(f"{path}.{key}", getattr(value, name))


def _in_list(path: str, entries: Mapping[Any, object]) -> Iterator[Fault]:
    if all(isinstance(entry, str) for entry in entries.values()):
        pairs = ((f"{path}[{index}]", entry) for index, entry in entries.items())
        yield from repeat_faults(pairs, phrase("each entry once"))
    else:
        for index, entry in entries.items():
            yield from _repeats(f"{path}[{index}]", entry)


@cache
def _lists_of(kind: type[attrs.AttrsInstance]) -> tuple[tuple[str, str], ...]:
    """Return the name and the key of each field of a class that may have a list, or a table with one."""
    fields = (field for field in attrs.fields(kind) if in_file(field) and not field.metadata.get(MAY_REPEAT))
    return tuple((field.name, toml_name(field)) for field in fields)
