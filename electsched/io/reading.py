"""TOML files to values, strictly: every fault of a file at once, each with its key path.

cattrs by default turns ``"no"`` into true and ``5`` into ``"5"``; here a value has the type that the file gave it.
"""

from __future__ import annotations

import tomllib
import types
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, Literal, TypeVar, get_args, get_origin

import attrs
import cattrs
from cattrs.gen import make_dict_structure_fn, override

from electsched.errors import Fault, InputError, raise_faults
from electsched.law.counting import Moment
from electsched.law.trace import Source, Value
from electsched.text import Text

__all__ = ["read_toml", "shown", "structure"]

Raw = dict[str, Any]
_T = TypeVar("_T")
_RENAMED = {"from_": "from"}
_EXPECTED: dict[type, str] = {
    str: "text in quotes",
    int: "a whole number",
    bool: "true or false",
    float: "a number",
    date: "a date, such as 2023-11-28",
    time: "an hour, such as 07:00:00",
}
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
        raise InputError(Fault("", _os_words(error), "a TOML file that can be read"), source=source) from error
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


def _os_words(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "no such file"
    return "a directory" if isinstance(error, IsADirectoryError) else str(error.strerror)


def structure(raw: object, kind: type[_T], *, source: str, more: tuple[Fault, ...] = ()) -> _T:
    """Return the raw table as a value of that class.

    ``more`` are faults that the caller found in the same table; they are reported together with those found here.

    Raises:
        InputError: With every fault of the table.
    """
    try:
        value = _converter().structure(raw, kind)
    except (cattrs.BaseValidationError, InputError, ValueError, TypeError, KeyError) as error:
        known = {(fault.path, fault.found) for fault in more}
        found = [fault for fault in _faults(error, "") if (fault.path, fault.found) not in known]
        raise InputError(*found, *more, source=source) from error
    raise_faults(more, source=source)
    return value


# --- what cattrs raises, as faults ----------------------------------------------------------------------------------


def _faults(error: BaseException, path: str) -> Iterator[Fault]:
    if isinstance(error, cattrs.ForbiddenExtraKeysError):
        names = sorted(_RENAMED.get(field.name, field.name) for field in attrs.fields(error.cl) if field.init)
        for key in sorted(error.extra_fields):
            yield Fault(_join(path, str(key)), "a key that is not known", "one of " + ", ".join(names))
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


def _join(path: str, key: str) -> str:
    return f"{path}.{key}" if path and key and not key.startswith("[") else path + key


def _note(error: BaseException, path: str) -> str:
    for note in getattr(error, "__notes__", ()):
        if isinstance(note, cattrs.AttributeValidationNote):
            if isinstance(error, KeyError) and error.args == (note.name,):
                return ""  # a required key that is missing names itself
            name = _RENAMED.get(note.name, note.name)
            return f".{name}" if path else name
        if isinstance(note, cattrs.IterableValidationNote):
            return f"[{note.index}]" if isinstance(note.index, int) else f".{note.index}"
    return ""


def shown(value: object) -> str:
    """Return a raw TOML value as a reader would name it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, date | time):
        return value.isoformat()
    return repr(value)


def _wrong(value: object, expected: str) -> InputError:
    return InputError(Fault("", shown(value), expected))


# --- strict hooks ---------------------------------------------------------------------------------------------------


def _strict(kind: type) -> Callable[[object, object], object]:
    def hook(value: object, _: object) -> object:
        if type(value) is kind or (kind is float and type(value) is int):
            return value
        raise _wrong(value, _EXPECTED[kind])

    return hook


def _text(value: object, _: object) -> Text:
    if isinstance(value, str) and value.strip():
        return Text.same(value)
    if isinstance(value, dict) and value and all(type(words) is str and words.strip() for words in value.values()):
        return Text({str(language): words for language, words in value.items()})
    raise _wrong(value, 'text in quotes, or a table of languages such as { id = "...", en = "..." }')


def _value(value: object, _: object) -> Value:
    """Read a day, a local moment, or a moment written as text so that it can say 24:00."""
    if type(value) is date:
        return value
    if isinstance(value, datetime) and value.tzinfo is None and not value.second and not value.microsecond:
        return Moment(value.date(), value.hour * 60 + value.minute)
    if isinstance(value, str):
        return _moment(value)
    raise _wrong(value, "a date, a local date-time to the minute without an offset, or text such as '2024-03-23 24:00'")


def _moment(value: str) -> Moment:
    day, _, clock = value.partition(" ")
    hours, _, minutes = clock.partition(":")
    try:
        if len(hours) == len(minutes) == 2 and int(minutes) < 60:  # noqa: PLR2004  # HH:MM
            return Moment(date.fromisoformat(day), int(hours) * 60 + int(minutes))
    except ValueError:
        pass
    raise _wrong(value, "a date, a local date-time, or text such as '2024-03-23 24:00'")


def _aware(value: object, _: object) -> datetime:
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value
    raise _wrong(value, "a date-time with an offset, such as 2023-11-20T08:00:00+07:00")


def _sources(value: object, _: object) -> Mapping[str, Source]:
    if not isinstance(value, dict):
        raise _wrong(value, "a table of sources")
    found: dict[str, Source] = {}
    faults: list[Fault] = []
    for key, raw in value.items():
        if isinstance(raw, dict) and set(raw) <= {"title", "url"} and all(type(item) is str for item in raw.values()):
            found[key] = Source(key=key, title=str(raw.get("title", key)), url=str(raw.get("url", "")))
        else:
            faults.append(Fault(key, shown(raw), 'a table such as { title = "...", url = "..." }'))
    raise_faults(faults)
    return found


def _is_tuple(kind: object) -> bool:
    return get_origin(kind) is tuple


def _is_literal(kind: object) -> bool:
    return get_origin(kind) is Literal


def _is_optional(kind: object) -> bool:
    return get_origin(kind) is types.UnionType and type(None) in get_args(kind) and kind != Value


def _converter() -> cattrs.Converter:
    converter = cattrs.Converter(detailed_validation=True, forbid_extra_keys=True)
    for kind in (str, int, bool, float, date, time):
        converter.register_structure_hook(kind, _strict(kind))
    converter.register_structure_hook(datetime, _aware)
    converter.register_structure_hook(Text, _text)
    converter.register_structure_hook_func(lambda kind: kind == Value, _value)
    converter.register_structure_hook_func(lambda kind: kind == Mapping[str, Source], _sources)
    converter.register_structure_hook_func(_is_literal, _literal)
    converter.register_structure_hook_factory(_is_tuple, lambda kind: _tuple(kind, converter))
    converter.register_structure_hook_factory(_is_optional, lambda kind: _optional(kind, converter))
    converter.register_structure_hook_factory(attrs.has, lambda kind: _class(kind, converter))
    return converter


def _literal(value: object, kind: object) -> object:
    if value in get_args(kind) and isinstance(value, str):
        return value
    raise _wrong(value, "one of " + ", ".join(str(item) for item in get_args(kind)))


def _tuple(kind: Any, converter: cattrs.Converter) -> Callable[[object, object], object]:  # noqa: ANN401  # a type
    inner: Any = types.GenericAlias(list, (get_args(kind)[0],))

    def hook(value: object, _: object) -> object:
        if not isinstance(value, list):
            raise _wrong(value, "a list")
        return tuple(converter.structure(value, inner))

    return hook


def _optional(kind: Any, converter: cattrs.Converter) -> Callable[[object, object], object]:  # noqa: ANN401  # a type
    inner = [item for item in get_args(kind) if item is not type(None)]
    bare = inner[0] if len(inner) == 1 else inner[0] | inner[1]

    def hook(value: object, _: object) -> object:
        return converter.structure(value, bare)

    return hook


def _class(kind: Any, converter: cattrs.Converter) -> Callable[[object, object], object]:  # noqa: ANN401  # a type
    attrs.resolve_types(kind)
    renamed: dict[str, Any] = {
        name: override(rename=shown_as) for name, shown_as in _RENAMED.items() if name in attrs.fields_dict(kind)
    }
    inner: Any = make_dict_structure_fn(kind, converter, **renamed)

    def hook(value: object, target: object) -> object:
        if not isinstance(value, dict):
            raise _wrong(value, "a table")
        return inner(value, target)

    return hook
