"""A page for each kind of file with a row for each of its keys, written from the classes that read it."""

from __future__ import annotations

import re
import types
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import attrs

from electsched.i18n.text import Note, Text
from electsched.law.citation import Citation, Source
from electsched.law.date_arithmetic import Moment
from electsched.law.provisions import GivenDay
from electsched.law.rules.trace import Value
from electsched.loaders.json_schema import FILES, SCHEMAS
from electsched.loaders.table_keys import TableKey, TableKeys, table_keys

HEAD = (
    "Made from the code that reads the file, so no key is missing. `electsched law schema {kind}` prints the same as a "
    "JSON Schema, with which an editor completes and checks a file while it is typed."
)
INDEX = "# Every key of every file\n\nThe tables and keys of the files that people write.\n\n"
COLUMNS = ("| Key | Value | Default | Meaning |", "|---|---|---|---|")
WORDS: Mapping[Any, str] = {
    str: "text",
    int: "integer",
    bool: "`true` or `false`",
    float: "number",
    date: "day",
    time: "hour",
    datetime: "day and hour with offset",
    Moment: "local day and hour",
    Value: "day, or day and hour",
    GivenDay: "day, day and hour, or year",
    Text: "text, or a text for each language",
    Note: "text, or a text for each language",
    Citation: "provision",
    Source: "source",
    Any: "any value",
}
"""The values of a file in words, by the type into which they are read."""
ATOMS = frozenset(WORDS) - {Citation}
"""Types whose values are one word or line in a file; a provision may also be a table."""


def write_pages(folder: Path) -> tuple[str, ...]:
    """Write a page for each kind of file and their index, and return the names of the pages."""
    folder.mkdir(exist_ok=True)
    for kind in FILES:
        (folder / f"{kind}.md").write_text("\n".join(page(kind)) + "\n", encoding="utf-8")
    toctree = "```{toctree}\n:maxdepth: 1\n\n" + "\n".join(FILES) + "\n```\n"
    (folder / "index.md").write_text(INDEX + toctree, encoding="utf-8")
    return tuple(FILES)


def page(kind: str) -> Iterator[str]:
    """Yield the lines of the page on a kind of file: the keys outside of tables, then each table."""
    headings = {table: _heading(path, kind) for path, table in tables(kind).items()}
    yield f"# {kind.capitalize()} files"
    yield from ("", f"{SCHEMAS[kind]}.", "", HEAD.format(kind=kind), "", "## The keys at the top", "")
    yield from _rows(FILES[kind], headings)
    for table, heading in headings.items():
        yield from ("", f"## {heading}", "", _summary(table), "")
        yield from _rows(table_keys(table), headings)


def tables(kind: str) -> dict[str, type]:
    """Return the classes of the tables in a kind of file, each by the first path at which it may stand.

    In a path, ``[]`` marks a list of tables, as in ``pattern[].shift[]``.
    """
    paths: dict[type, str] = {}
    waiting = [("", FILES[kind])]
    while waiting:
        lead, keys = waiting.pop(0)
        for name, key in keys.items():
            for table, marks in _tables_of(key.type):
                if table not in paths:
                    paths[table] = f"{lead}{name}{marks}"
                    waiting.append((f"{lead}{name}{marks}.", table_keys(table)))
    return {path: table for table, path in paths.items()}


def _tables_of(value: Any, marks: str = "") -> Iterator[tuple[type, str]]:  # noqa: ANN401  # any type
    """Yield the classes of tables in a type, each with the marks of the lists and mappings around it."""
    if attrs.has(value) and value not in ATOMS:
        yield value, marks
    inner = "[]" if get_origin(value) is tuple else ".KEY" if _is_mapping(value) else ""
    for argument in get_args(value):
        yield from _tables_of(argument, marks + inner)


def _heading(path: str, kind: str) -> str:
    names = path.replace("[]", "")
    if kind == "problem" or path.endswith(".KEY"):
        return f"`{names}`"
    return f"`[[{names}]]`" if path.endswith("[]") else f"`[{names}]`"


def _summary(table: type) -> str:
    return _plain((table.__doc__ or "").strip().splitlines()[0])


def _plain(description: str) -> str:
    """Return a docstring's sentence in the words of a file, which has no value in the place of Python's None."""
    return re.sub(r"\bNone\b", "no value", description).replace("``", "`")


def _rows(keys: TableKeys, headings: Mapping[type, str]) -> Iterator[str]:
    yield from COLUMNS
    for name, key in keys.items():
        values = _one_of(key.choices) if key.choices else _values(key.type, headings)
        cells = (f"`{name}`", values, _absent(key), _plain(key.description))
        yield "| " + " | ".join(cell.replace("|", r"\|") for cell in cells) + " |"


def _values(kind: Any, headings: Mapping[type, str]) -> str:  # noqa: ANN401  # any type
    """Return the words for the values that a type accepts in a file."""
    if kind in headings:
        return f"provision, or {headings[kind]}" if kind is Citation else headings[kind]
    if kind in WORDS:
        return WORDS[kind]
    arguments = [argument for argument in get_args(kind) if argument is not type(None)]
    if get_origin(kind) is Literal:
        return _one_of(arguments)
    if get_origin(kind) is tuple:
        return f"list of {_values(arguments[0], headings)}"
    if _is_mapping(kind):
        return f"table: key and {_values(arguments[1], headings)}"
    return " or ".join(dict.fromkeys(_values(argument, headings) for argument in arguments))


def _is_mapping(value: Any) -> bool:  # noqa: ANN401  # any type
    origin = get_origin(value)
    return isinstance(origin, type) and origin is not types.UnionType and issubclass(origin, Mapping)


def _one_of(values: Iterable[Any]) -> str:
    return ", ".join(f"`{value}`" if value else "empty" for value in values)


def _absent(key: TableKey) -> str:
    """Return the meaning of an absent key: a fault, its default, or none."""
    if key.required:
        return "required"
    return (
        "" if key.default is None else f"`{str(key.default).lower() if isinstance(key.default, bool) else key.default}`"
    )
