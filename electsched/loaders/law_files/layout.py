"""The layout of a statute or election file: the order of its tables and keys, their spacing and their indentation.

Comments stay with the line or the table below them; the data of the file does not change.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from typing import Any, get_args, get_origin

import attrs
import tomlkit
from tomlkit.items import AoT, Array, Comment, InlineTable, Item, Key, Table, Whitespace

from electsched.loaders.table_keys import TableKeys, table_keys

__all__ = ["laid_out"]

HEAD_KEYS = (
    "format",
    "id",
    "name",
    "statute",
    "overlay",
    "overlays",
    "zone",
    "zones",
    "extends",
    "instrument",
    "without",
)
"""The keys at the top of a file; its other keys follow them."""
FIRST_TABLES, LAST_TABLES = ("calendar", "fact", "part", "phase"), ("case", "source")
"""The tables before and after all others of a file."""
LAST_KEYS = ("law", "note")
"""The last keys of a table."""
INDENT = "  "
BLANK = ""


@attrs.define
class _Entry:
    """A key with its value, and the comments above it; an empty comment is a blank line."""

    key: str
    value: Item
    comments: list[str]


@attrs.define
class _Section:
    """A table with its header, the comments above it and those below its last key."""

    path: tuple[str, ...]
    header: str
    comments: list[str]
    entries: list[_Entry] = attrs.field(factory=list)
    ending: list[str] = attrs.field(factory=list)
    children: list[_Section] = attrs.field(factory=list)


def laid_out(text: str, keys: TableKeys) -> str:
    """Return the text of a TOML file in the standard layout.

    Args:
        text: A valid TOML file.
        keys: The keys of the file; a table has the order of the fields of its class, with its provision and its note at
            the end. Keys that are not among them come last.
    """
    root = _Reader().read(tomlkit.parse(text))
    lines = list(_section_lines(root, keys, keys))
    return "\n".join(lines).strip("\n") + "\n"


# --- reading ------------------------------------------------------------------------------------------------------


class _Reader:
    """Reads a document in the order of its lines; comments wait for the key or the table that follows them."""

    def __init__(self) -> None:
        self._comments: list[str] = []
        self._last = _Section((), "", [])

    def read(self, document: tomlkit.TOMLDocument) -> _Section:
        root = self._last
        self._read_body(document.body, root, "")
        self._last.ending += _trimmed(self._comments)
        return root

    def _read_body(self, body: Iterable[tuple[Key | None, Item]], section: _Section, prefix: str) -> None:
        for key, item in body:
            if isinstance(item, Whitespace | Comment):
                self._comments += _comment_lines(item)
            elif key is None:
                continue
            elif isinstance(item, Table) and key.is_dotted():
                self._read_body(item.value.body, section, f"{prefix}{key.as_string().strip()}.")
            elif isinstance(item, Table):
                self._read_table(item, section, key)
            elif isinstance(item, AoT):
                for table in item.body:
                    self._read_table(table, section, key)
            else:
                is_first = not (section.path or section.entries)
                section.comments += self._comments if is_first else []  # the comments at the top of the file stay there
                comments = [] if is_first else self._comments
                section.entries.append(_Entry(f"{prefix}{key.as_string().strip()}", item, comments))
                self._comments = []

    def _read_table(self, table: Table, parent: _Section, key: Key) -> None:
        name = key.as_string().strip()
        path = (*parent.path, name)
        if table.is_super_table():  # the header of [a.b] where no [a] stands
            section = _Section(path, "", [])
        else:
            brackets = ("[[", "]]") if table.is_aot_element() else ("[", "]")
            header = f"{brackets[0]}{'.'.join(path)}{brackets[1]}"
            section = _Section(path, _with_comment(header, table), self._comments_of_next())
            self._last = section
        parent.children.append(section)
        self._read_body(table.value.body, section, "")

    def _comments_of_next(self) -> list[str]:
        """Return the comments of the next table; those right below a key, up to a blank line, end its table."""
        comments, self._comments = self._comments, []
        first_blank = comments.index(BLANK) if BLANK in comments else 0
        self._last.ending += comments[:first_blank]
        return comments[first_blank:]


def _comment_lines(item: Item) -> Iterator[str]:
    if isinstance(item, Comment):
        yield item.trivia.comment.rstrip()
        yield from [BLANK] * (item.trivia.trail.count("\n") - 1)
    else:
        yield from [BLANK] * item.as_string().count("\n")


def _with_comment(line: str, item: Item) -> str:
    return f"{line}  {item.trivia.comment.strip()}" if item.trivia.comment else line


def _trimmed(comments: list[str]) -> list[str]:
    """Return the comments without blank lines at the end."""
    return comments[: max((number for number, line in enumerate(comments, 1) if line), default=0)]


# --- writing ------------------------------------------------------------------------------------------------------


def _section_lines(section: _Section, keys: TableKeys, file_keys: TableKeys) -> Iterator[str]:
    indent = INDENT * max(len(section.path) - 1, 0)
    if section.header:
        yield BLANK
    yield from _comments(section.comments, indent, is_first=True)
    if section.header:
        yield f"{indent}{section.header}"
    order = _order(keys, is_file=keys is file_keys)
    yield from _entry_lines(sorted(section.entries, key=lambda entry: order(entry.key)), keys, indent)
    yield from _comments(section.ending, indent)
    for child in sorted(section.children, key=lambda child: order(child.path[-1])):
        yield from _section_lines(child, _keys_of(keys, child.path[-1]), file_keys)


def _comments(comments: list[str], indent: str, *, is_first: bool = False) -> Iterator[str]:
    """Yield comments with at most one blank line between them, and none at the start of a table's comments."""
    for line, repeated in groupby(comments):
        if line:
            yield from (f"{indent}{line}" for line in repeated)
        elif not is_first:
            yield BLANK
        is_first = False


def _entry_lines(entries: list[_Entry], keys: TableKeys, indent: str) -> Iterator[str]:
    """Yield the lines of keys; the equals signs of adjacent keys are aligned."""
    blocks: list[list[_Entry]] = []
    for entry in entries:
        if not blocks or entry.comments:
            blocks.append([])
        blocks[-1].append(entry)
    for number, block in enumerate(blocks):
        yield from _comments(block[0].comments, indent, is_first=not number)
        width = max(len(entry.key) for entry in block)
        for entry in block:
            value = _value_text(entry.value, _keys_of(keys, entry.key), indent)
            yield _with_comment(f"{indent}{entry.key:<{width}} = {value}", entry.value)


def _value_text(value: Item, keys: TableKeys, indent: str) -> str:
    if isinstance(value, InlineTable):
        return _inline_text(value, keys, indent)
    if isinstance(value, Array):
        return _array_text(value, keys, indent)
    return value.as_string()


def _inline_text(table: InlineTable, keys: TableKeys, indent: str) -> str:
    pairs = [(key, item) for key, item in table.value.body if key is not None]
    if any(key.is_dotted() for key, _ in pairs):
        return table.as_string()
    order = _order(keys)
    values = (
        f"{key.as_string().strip()} = {_value_text(item, _keys_of(keys, key.key), indent)}"
        for key, item in sorted(pairs, key=lambda pair: order(pair[0].key))
    )
    return f"{{ {', '.join(values)} }}" if pairs else "{}"


def _array_text(array: Array, keys: TableKeys, indent: str) -> str:
    text = array.as_string()
    items = [array.item(index) for index in range(len(array))]
    remainder = text
    for item in items:
        remainder = remainder.replace(item.as_string(), "", 1)
    if "#" in remainder:
        return text  # a comment within an array keeps its place
    if "\n" not in remainder:
        return f"[{', '.join(_value_text(item, keys, indent) for item in items)}]"
    inner = indent + INDENT
    lines = (f"{inner}{_value_text(item, keys, inner)},\n" for item in items)
    return f"[\n{''.join(lines)}{indent}]"


# --- order --------------------------------------------------------------------------------------------------------


def _order(keys: TableKeys, *, is_file: bool = False) -> Callable[[str], int]:
    """Return the function that gives the place of a key in its table; unknown keys keep their order, at the end."""
    names = [*keys]
    if is_file:
        middle = [name for name in names if name not in {*HEAD_KEYS, *FIRST_TABLES, *LAST_TABLES}]
        names = [*HEAD_KEYS, *FIRST_TABLES, *middle, *LAST_TABLES]
    else:
        names = [*(name for name in names if name not in LAST_KEYS), *(name for name in LAST_KEYS if name in keys)]
    places = {name: rank for rank, name in enumerate(names)}
    return lambda key: places.get(key.partition(".")[0].strip("\"'"), len(places))


def _keys_of(keys: TableKeys, name: str) -> TableKeys:
    """Return the keys of the table under a key; none if its keys are free."""
    key = keys.get(name.strip("\"'"))
    return _keys_of_type(key.type) if key else {}


def _keys_of_type(kind: Any) -> TableKeys:  # noqa: ANN401  # any type
    if attrs.has(kind):
        return table_keys(kind)
    parts = get_args(kind) if get_origin(kind) in {tuple, types.UnionType} else ()
    return next((keys for part in parts if (keys := _keys_of_type(part))), {})
