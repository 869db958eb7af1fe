"""The keys of TOML tables, derived from the fields of the classes into which the tables are read.

A key has the name of its field. A field whose metadata has ``toml`` is written under that name instead: the field
``posts`` of a plan is the list of tables ``[[post]]``. A field whose metadata has ``enum`` accepts those values only. A
field whose ``in_file`` is false is no key: it is worked out when the file is read.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping
from functools import cache
from typing import Any

import attrs

from electsched.values import value_text

__all__ = ["TABLE_PATH", "Raw", "TableKey", "TableKeys", "descriptions", "in_file", "table_keys", "toml_name"]

Raw = dict[str, Any]
"""A table of TOML, as it was read."""
TABLE_PATH = re.compile(r"(\w+)\[(\d+)\]")
"""The place of a table in its list, such as ``post[3]``."""
_ATTRIBUTE = re.compile(r"^ {4}(\w+): (.*(?:\n {8}.*)*)", re.MULTILINE)
"""A field and its description, in the docstring of its class."""


@attrs.frozen(kw_only=True)
class TableKey:
    """A key of a TOML table.

    Attributes:
        type: The type of its value.
        required: Whether the table must have the key.
        description: The meaning of the key.
        choices: The accepted values; empty if the type alone decides.
        default: The value of a table without the key; None if there is none, or if it is no single value.
    """

    type: Any
    required: bool = True
    description: str = ""
    choices: tuple[str, ...] = ()
    default: float | str | None = None

    __repr__ = value_text


TableKeys = Mapping[str, TableKey]
"""The keys of a table, by their name in the file."""


def toml_name(field: attrs.Attribute[Any]) -> str:
    """Return the key of a field in a TOML file; the underscore after a word of Python, as in ``from_``, is left out."""
    name: str = field.metadata.get("toml", field.name.rstrip("_"))
    return name


def in_file(field: attrs.Attribute[Any]) -> bool:
    """Return whether a field is a key of a TOML file."""
    return field.init and bool(field.metadata.get("in_file", True))


def descriptions(kind: type) -> Mapping[str, str]:
    """Return the description of each field of a class, by the name of the field, from its docstring and its bases'."""
    docstrings = (inspect.cleandoc(base.__doc__ or "") for base in reversed(kind.__mro__))
    return {name: " ".join(words.split()) for text in docstrings for name, words in _ATTRIBUTE.findall(text)}


@cache
def table_keys(kind: type) -> TableKeys:
    """Return the keys of the table that is read into a class of attrs, in the order of its fields."""
    attrs.resolve_types(kind)
    described = descriptions(kind)
    return {
        toml_name(field): TableKey(
            type=field.type,
            required=field.default is attrs.NOTHING,
            description=described.get(field.name, ""),
            choices=tuple(field.metadata.get("enum", ())),
            default=_plain(field.default),
        )
        for field in attrs.fields(kind)
        if in_file(field)
    }


def _plain(default: Any) -> float | str | None:  # noqa: ANN401  # any type
    """Return a default that a file could state; an empty text says that there is no value."""
    return default if isinstance(default, int | float | str) and default != "" else None
