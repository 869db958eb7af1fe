"""Read TOML files and tables; all faults of a file are collected, each with its key path."""

from __future__ import annotations

import re
import stat
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, TypeVar, get_args, get_origin

import attrs
import cattrs

from electsched.errors import Fault, InputError, os_cause, perhaps
from electsched.i18n.parser_causes import parser_cause
from electsched.i18n.written_days import read_day
from electsched.loaders.converters import CONVERSION_ERRORS, ENGLISH, converter
from electsched.loaders.table_keys import Raw, TableKeys, table_keys, toml_name
from electsched.phrases import NOTHING, Phrase, phrase
from electsched.values import value_text

__all__ = ["Fields", "in_places", "read_fields", "read_toml"]

_K = TypeVar("_K")
REQUIRED = phrase("a value; the key is required")
UNKNOWN_KEY = phrase("a key that is not known")
MAX_BYTES = 5_000_000
MOST_KEY_PARTS = 30
"""The most parts of a dotted key."""
_KEY_PART = r"""(?:[\w-]+|"[^"\n]*"|'[^'\n]*')"""
_DOTTED_CHAIN = re.compile(rf"""(?<![\w"'-]){_KEY_PART}(?:[ \t]*\.[ \t]*{_KEY_PART}){{{MOST_KEY_PARTS},}}""")
_DAY = re.compile(r"(?<![\w-])\d{4}-\d{2}-\d{2}(?!\d)")
_OTHER_DAY = re.compile(r"=[ \t]*(\d{1,2}(?:([-/.])\d{1,2}\2|[ -][^\W\d_]{3,12}[ -])\d{4})\b")
"""A day as people write it, which a file cannot have."""
OTHER_FILES = frozenset((".csv", ".xlsx", ".xlsm", ".xls", ".ods", ".docx", ".pdf"))
"""The endings of lists and documents that are given in the place of a plan."""
_END_OF_KEY = re.compile(r"[ \t]*[=\]]")


def read_toml(path: Path, *, may_be_empty: bool = False, hint_on_ending: Phrase = NOTHING) -> Raw:
    """Return the table of a TOML file.

    Args:
        path: The file.
        may_be_empty: Whether a file without text is an empty table.
        hint_on_ending: The hint if the name has the ending of a list or a document, such as ``.xlsx``.

    Raises:
        InputError: The file is missing, a directory, unreadable, too large, empty and may not be, not UTF-8 or not
            TOML.
    """
    source = str(path)
    if "\0" in source:
        raise InputError(Fault("", phrase("no name of a file"), phrase("a TOML file that can be read")), source=source)
    if path.suffix.lower() in OTHER_FILES:
        found = phrase("a file that ends in {ending}", ending=path.suffix)
        raise InputError(Fault("", found, phrase("a file that ends in .toml"), hint=hint_on_ending), source=source)
    data = _bytes_of(path)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        fault = Fault(
            "",
            phrase("byte {byte:#04x} at offset {start}, which is not UTF-8", byte=data[error.start], start=error.start),
            phrase("UTF-8 text"),
            hint=phrase("Choose the encoding UTF-8 in the editor, and save it again."),
        )
        raise InputError(fault, source=source) from error
    if not text.strip() and not may_be_empty:
        raise InputError(Fault("", phrase("an empty file"), phrase("a TOML file with content")), source=source)
    for chain in _DOTTED_CHAIN.finditer(text):  # of a key, the parser needs memory for the square of its parts
        if _END_OF_KEY.match(text, chain.end()):
            found = phrase(
                "a key of more than {most} parts: {chain!r} ...",
                most=MOST_KEY_PARTS,
                chain=chain[0][:20],
            )
            raise InputError(Fault("", found, phrase("a flat file")), source=source)
    try:
        return tomllib.loads(text)
    except ValueError as error:  # of the parser, or of a number with thousands of digits
        fault = Fault(
            "",
            phrase("text that is not TOML: {error}", error=parser_cause(error)),
            phrase("valid TOML"),
            hint=_hint_on_days(text),
        )
        raise InputError(fault, source=source) from error
    except RecursionError as error:
        raise InputError(Fault("", phrase("TOML nested too deeply"), phrase("a flat file")), source=source) from error


def _bytes_of(path: Path) -> bytes:
    """Return the content of a file; a device or a pipe, which may have no end, is refused."""
    source = str(path)
    try:
        status = path.stat()
        if stat.S_ISCHR(status.st_mode) or stat.S_ISFIFO(status.st_mode) or stat.S_ISBLK(status.st_mode):
            fault = Fault("", phrase("a device or a pipe"), phrase("a TOML file that can be read"))
            raise InputError(fault, source=source)
        if status.st_size > MAX_BYTES:
            found = phrase("{size} {size:byte|bytes}", size=status.st_size)
            raise InputError(Fault("", found, phrase("a file of at most {most} bytes", most=MAX_BYTES)), source=source)
        return path.read_bytes()
    except OSError as error:
        hint = perhaps(path.name, _files_beside(path)) if isinstance(error, FileNotFoundError) else NOTHING
        fault = Fault("", os_cause(error), phrase("a TOML file that can be read"), hint=hint)
        raise InputError(fault, source=source) from error


def _files_beside(path: Path) -> list[str]:
    """Return the names of the TOML files in the folder of a path."""
    try:
        return sorted(file.name for file in path.parent.glob("*.toml"))
    except OSError:
        return []


def _hint_on_days(text: str) -> Phrase:
    """Return a sentence that names a day of another form, or one that the calendar does not have."""
    other_day = _OTHER_DAY.search(text)
    if other_day and (day := read_day(other_day[1], ENGLISH)):
        return phrase("Write the day {written} as {day}.", written=other_day[1], day=day.isoformat())
    if other_day:
        return phrase("Write the day {day} with the year first, such as 2024-02-14.", day=other_day[1])
    for written in _DAY.findall(text):
        try:
            date.fromisoformat(written)
        except ValueError:
            return phrase("There is no day {day}.", day=written)
    return NOTHING


@attrs.frozen
class Fields:
    """The valid values of a table, and the faults of the others.

    Attributes:
        values: The valid values by key; a list of tables is a mapping of its valid items by their index in the file.
        faults: The faults of the other values.
    """

    values: Mapping[str, Any]
    faults: tuple[Fault, ...]

    __repr__ = value_text

    @property
    def misspelt(self) -> frozenset[str]:
        """The key paths for which unknown keys were probably meant, such as ``unit`` for ``units``."""
        return frozenset(_misspelt(self.faults))

    def items(self, key: str) -> dict[int, Any]:
        """Return the valid items of a list, by their index in the file."""
        items: dict[int, Any] = self.values.get(key, {})
        return items

    def by_key(self, name: str) -> dict[str, Any]:
        """Return the valid tables of a list by their ``key``."""
        return {table.key: table for table in self.items(name).values()}

    def arguments(self, kind: type) -> dict[str, Any]:
        """Return the values as arguments of a class, by the name of its field; an empty list leaves the default."""
        arguments: dict[str, Any] = {}
        for field in attrs.fields(kind):
            value = self.values.get(toml_name(field))
            if get_origin(field.type) is tuple and value is not None:
                value = tuple(value.values())
            if value is not None and value != ():
                arguments[field.name] = value
        return arguments


def read_fields(raw: Mapping[str, object], keys: TableKeys) -> Fields:
    """Return the values of a raw table, each read separately, so that one fault does not hide another.

    The items of a list are read separately too.
    """
    values: dict[str, object] = {}
    faults: list[Fault] = []
    for name, key in keys.items():
        value = raw.get(name)
        if value is None:
            if key.required:
                faults.append(Fault(name, phrase("nothing"), REQUIRED))
        elif get_origin(key.type) is tuple and isinstance(value, list):
            items = {index: (f"{name}[{index}]", item) for index, item in enumerate(value)}
            values[name] = _valid(items, get_args(key.type)[0], faults)
        else:
            values.update(_valid({name: (name, value)}, key.type, faults))
    faults.extend(_unknown_keys(keys, "", set(raw) - set(keys)))
    return Fields(values, tuple(_without_consequences(faults)))


def _valid(
    raw: Mapping[_K, tuple[str, object]],
    kind: Any,  # noqa: ANN401  # any type
    faults: list[Fault],
) -> dict[_K, object]:
    """Return the values that can be read, from pairs of key path and raw value; add the faults of the others."""
    values: dict[_K, object] = {}
    for key, (path, value) in raw.items():
        try:
            values[key] = converter(detailed=False).structure(value, kind)
            continue
        except Exception:  # noqa: BLE001, S110  # whatever it is, the other converter names every fault
            pass
        try:
            values[key] = converter(detailed=True).structure(value, kind)
        except CONVERSION_ERRORS as error:
            faults.extend(_faults(error, path))
    return values


def in_places(faults: Iterable[Fault], places: Mapping[str, list[int]]) -> Iterator[Fault]:
    """Yield faults with the places of their tables in the file.

    Args:
        faults: The faults, whose paths count the tables that can be read.
        places: The index of each of these tables in the file, by the name of their list.
    """

    def in_file(match: re.Match[str]) -> str:
        name, index = match[1], int(match[2])
        indexes = places.get(name, [])
        return f"{name}[{indexes[index]}]" if index < len(indexes) else match[0]

    for fault in faults:
        yield attrs.evolve(fault, path=re.sub(r"^(\w+)\[(\d+)\]", in_file, fault.path, count=1))


def _without_consequences(faults: Sequence[Fault]) -> Iterator[Fault]:
    """Yield the faults without those of required keys that are there, but misspelt: these have a fault of their own."""
    meant = tuple(_misspelt(faults))
    for fault in faults:
        if fault.expected != REQUIRED or not any(
            fault.path == path or fault.path.startswith(f"{path}.") for path in meant
        ):
            yield fault


def _misspelt(faults: Iterable[Fault]) -> Iterator[str]:
    """Yield the key paths for which unknown keys were probably meant."""
    for fault in faults:
        if fault.found == UNKNOWN_KEY and fault.hint:
            yield _join(fault.path.rpartition(".")[0], str(fault.hint.values["key"]))


# --- errors of cattrs as faults -------------------------------------------------------------------------------------


def _faults(error: BaseException, path: str) -> Iterator[Fault]:
    if isinstance(error, cattrs.ForbiddenExtraKeysError):
        yield from _unknown_keys(table_keys(error.cl), path, error.extra_fields)
    elif isinstance(error, BaseExceptionGroup):
        kind = error.cl if isinstance(error, cattrs.ClassValidationError) else None
        for inner in error.exceptions:
            yield from _faults(inner, _join(path, _place(inner, kind)))
    elif isinstance(error, InputError):
        for fault in error.faults:
            yield attrs.evolve(fault, path=_join(path, fault.path))
    elif isinstance(error, KeyError):
        yield Fault(_join(path, str(error.args[0])), phrase("nothing"), REQUIRED)
    else:
        yield Fault(path, phrase("a value of another kind"), phrase("a valid value"))


def _unknown_keys(keys: TableKeys, path: str, unknown: set[str]) -> Iterator[Fault]:
    names = ", ".join(sorted(keys))
    for key in sorted(unknown):
        hint = perhaps(key, keys)
        yield Fault(_join(path, _written(str(key))), UNKNOWN_KEY, phrase("one of {names}", names=names), hint=hint)


def _join(path: str, key: str) -> str:
    return f"{path}.{key}" if path and key and not key.startswith("[") else path + key


def _place(error: BaseException, kind: type | None) -> str:
    """Return the key or the index of the value at fault, from the note of cattrs."""
    for note in getattr(error, "__notes__", ()):
        if isinstance(note, cattrs.AttributeValidationNote) and kind is not None:
            name = toml_name(getattr(attrs.fields(kind), note.name))
            # The error of a missing key names the key itself.
            return "" if isinstance(error, KeyError) and error.args == (name,) else name
        if isinstance(note, cattrs.IterableValidationNote):
            return f"[{note.index}]" if isinstance(note.index, int) else _written(str(note.index))
    return ""


def _written(key: str) -> str:
    """Return a key as a file has it; in quotes, if it could be taken for a key path."""
    return f'"{key}"' if not key or set(key) & set('.[]"') else key
