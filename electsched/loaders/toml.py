"""TOML files to values: every fault of a file at once, each with its key path."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar, get_args, get_origin

import attrs
import cattrs

from electsched.errors import Fault, InputError, os_cause, raise_faults
from electsched.loaders.converters import REFUSALS, RENAMED, converter

__all__ = ["Fields", "read_fields", "read_toml", "structure"]

Raw = dict[str, Any]
_T = TypeVar("_T")
_K = TypeVar("_K")
MAX_BYTES = 5_000_000


def read_toml(path: Path) -> Raw:
    """Return the table that the file holds.

    Raises:
        InputError: The path is a directory or no file, too large, empty, no UTF-8 or no TOML.
    """
    source = str(path)
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise InputError(Fault("", f"{size} bytes", f"a file of at most {MAX_BYTES}"), source=source)
        data = path.read_bytes()
    except OSError as error:
        raise InputError(Fault("", os_cause(error), "a TOML file that can be read"), source=source) from error
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        fault = Fault("", f"byte {data[error.start]:#04x} at offset {error.start}, which is not UTF-8", "UTF-8 text")
        raise InputError(fault, source=source) from error
    if not text.strip():
        raise InputError(Fault("", "an empty file", "a TOML file with content"), source=source)
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(Fault("", f"text that is no TOML: {error}", "valid TOML"), source=source) from error
    except RecursionError as error:
        raise InputError(Fault("", "TOML nested too deeply", "a flat file"), source=source) from error


def structure(raw: object, kind: type[_T], *, source: str, more: tuple[Fault, ...] = ()) -> _T:
    """Return the raw table as a value of that class.

    ``more`` are faults that the caller found in the same table; they are reported together with those found here.

    Raises:
        InputError: With every fault of the table.
    """
    try:
        value = converter().structure(raw, kind)
    except REFUSALS as error:
        known = {(fault.path, fault.found) for fault in more}
        found = [fault for fault in _faults(error, "") if (fault.path, fault.found) not in known]
        raise InputError(*found, *more, source=source) from error
    raise_faults(more, source=source)
    return value


@attrs.frozen
class Fields:
    """What could be read of a table, and every fault of the rest.

    Attributes:
        values: The fields that were given and are sound; of a list, the sound items by their index.
        faults: What is wrong with the others.
    """

    values: Mapping[str, Any]
    faults: tuple[Fault, ...]

    def items(self, name: str) -> dict[int, Any]:
        """Return the sound items of a list, by their index in the file."""
        found: dict[int, Any] = self.values.get(name, {})
        return found


def read_fields(raw: Mapping[str, object], kind: type) -> Fields:
    """Return each field of the raw table on its own, so that one fault hides no other.

    A field that is a tuple in the class is a list in the table; its items are read one by one.
    """
    attrs.resolve_types(kind)
    values: dict[str, object] = {}
    faults = list(_unknown(kind, "", set(raw) - {field.name for field in attrs.fields(kind)}))
    for field in attrs.fields(kind):
        found = raw.get(field.name)
        if found is None:
            if field.default is attrs.NOTHING:
                faults.append(Fault(field.name, "nothing", "a value; the key is required"))
        elif get_origin(field.type) is tuple and isinstance(found, list):
            named = {index: (f"{field.name}[{index}]", item) for index, item in enumerate(found)}
            values[field.name] = _sound(named, get_args(field.type)[0], faults)
        else:
            values.update(_sound({field.name: (field.name, found)}, field.type, faults))
    return Fields(values, tuple(faults))


def _sound(
    raw: Mapping[_K, tuple[str, object]],
    kind: Any,  # noqa: ANN401  # a type, or what stands for one
    faults: list[Fault],
) -> dict[_K, object]:
    """Return what can be read of pairs of a path and a raw value; add the faults of the rest."""
    found: dict[_K, object] = {}
    for key, (path, item) in raw.items():
        try:
            found[key] = converter().structure(item, kind)
        except REFUSALS as error:
            faults.extend(_faults(error, path))
    return found


# --- what cattrs raises, as faults ----------------------------------------------------------------------------------


def _faults(error: BaseException, path: str) -> Iterator[Fault]:
    if isinstance(error, cattrs.ForbiddenExtraKeysError):
        yield from _unknown(error.cl, path, error.extra_fields)
    elif isinstance(error, BaseExceptionGroup):
        for part in error.exceptions:
            yield from _faults(part, path + _note(part, path))
    elif isinstance(error, InputError):
        for fault in error.faults:
            yield attrs.evolve(fault, path=_join(path, fault.path))
    elif isinstance(error, KeyError):
        yield Fault(_join(path, str(error.args[0])), "nothing", "a value; the key is required")
    else:
        yield Fault(path, str(error), "a valid value")


def _unknown(kind: type, path: str, keys: set[str]) -> Iterator[Fault]:
    names = sorted(RENAMED.get(field.name, field.name) for field in attrs.fields(kind) if field.init)
    for key in sorted(keys):
        yield Fault(_join(path, str(key)), "a key that is not known", "one of " + ", ".join(names))


def _join(path: str, key: str) -> str:
    return f"{path}.{key}" if path and key and not key.startswith("[") else path + key


def _note(error: BaseException, path: str) -> str:
    for note in getattr(error, "__notes__", ()):
        if isinstance(note, cattrs.AttributeValidationNote):
            if isinstance(error, KeyError) and error.args == (note.name,):
                return ""  # a required key that is missing names itself
            name = RENAMED.get(note.name, note.name)
            return f".{name}" if path else name
        if isinstance(note, cattrs.IterableValidationNote):
            return f"[{note.index}]" if isinstance(note.index, int) else f".{note.index}"
    return ""
