"""How raw TOML values become the values of the package, strictly.

cattrs by default turns ``"no"`` into true and ``5`` into ``"5"``; here a value has the type that the file gave it.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time
from functools import cache
from typing import Any, Literal, get_args, get_origin

import attrs
import cattrs
from cattrs.gen import make_dict_structure_fn, override

from electsched.errors import Fault, InputError, raise_faults
from electsched.i18n.text import UNSAFE, Text
from electsched.law.date_arithmetic import Moment
from electsched.law.trace import Source, Value

__all__ = ["REFUSALS", "RENAMED", "converter", "shown"]

REFUSALS = (cattrs.BaseValidationError, InputError, ValueError, TypeError, KeyError)
RENAMED = {"from_": "from"}
_EXPECTED: dict[type, str] = {
    str: "text in quotes",
    int: "a whole number",
    bool: "true or false",
    float: "a number",
    date: "a date, such as 2023-11-28",
    time: "an hour, such as 07:00:00",
}


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


def _strict(kind: type) -> Callable[[object, object], object]:
    def hook(value: object, _: object) -> object:
        if type(value) is kind or (kind is float and type(value) is int):
            return _safe(value) if isinstance(value, str) else value
        raise _wrong(value, _EXPECTED[kind])

    return hook


def _safe(text: str) -> str:
    """Refuse what would break a calendar or show text in another order than it was written."""
    found = UNSAFE.search(text)
    if found is not None:
        expected = "text without control characters, other than a new line or a tab"
        raise InputError(Fault("", f"the character U+{ord(found[0]):04X} in {text!r}", expected))
    return text


def _unsafe(text: str, path: str) -> Iterator[Fault]:
    try:
        _safe(text)
    except InputError as error:
        yield from (attrs.evolve(fault, path=path) for fault in error.faults)


def _text(value: object, _: object) -> Text:
    if isinstance(value, str) and value.strip():
        return Text.same(_safe(value))
    if isinstance(value, dict) and value and all(type(words) is str and words.strip() for words in value.values()):
        return Text({str(language): _safe(words) for language, words in value.items()})
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


def _hour(value: object, _: object) -> Moment:
    """Read a moment: a bare day will not do."""
    try:
        found = _value(value, None)
    except InputError:
        found = None
    if isinstance(found, Moment):
        return found
    raise _wrong(value, "a local date-time without an offset, such as 2023-11-28T07:00:00")


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
            for name, item in raw.items():
                faults += _unsafe(item, f"{key}.{name}")
            found[key] = Source(key=key, title=str(raw.get("title", key)), url=str(raw.get("url", "")))
        else:
            faults.append(Fault(key, shown(raw), 'a table such as { title = "...", url = "..." }'))
    raise_faults(faults)
    return found


def _values(value: object, _: object) -> Mapping[str, Value]:
    if not isinstance(value, dict):
        raise _wrong(value, "a table of dates by stage")
    found: dict[str, Value] = {}
    faults: list[Fault] = []
    for key, raw in value.items():
        try:
            found[key] = _value(raw, None)
        except InputError as error:
            faults += [attrs.evolve(fault, path=key) for fault in error.faults]
    raise_faults(faults)
    return found


def _is_tuple(kind: object) -> bool:
    return get_origin(kind) is tuple


def _is_literal(kind: object) -> bool:
    return get_origin(kind) is Literal


def _is_optional(kind: object) -> bool:
    return get_origin(kind) is types.UnionType and type(None) in get_args(kind) and kind != Value


@cache
def converter() -> cattrs.Converter:
    """Return the converter: strict, and it names every fault."""
    strict = cattrs.Converter(detailed_validation=True, forbid_extra_keys=True)
    for kind in (str, int, bool, float, date, time):
        strict.register_structure_hook(kind, _strict(kind))
    strict.register_structure_hook(datetime, _aware)
    strict.register_structure_hook(Text, _text)
    strict.register_structure_hook(Moment, _hour)
    strict.register_structure_hook_func(lambda kind: kind == Value, _value)
    strict.register_structure_hook_func(lambda kind: kind == Mapping[str, Source], _sources)
    strict.register_structure_hook_func(lambda kind: kind == Mapping[str, Value], _values)
    strict.register_structure_hook_func(_is_literal, _literal)
    strict.register_structure_hook_factory(_is_tuple, lambda kind: _tuple(kind, strict))
    strict.register_structure_hook_factory(_is_optional, lambda kind: _optional(kind, strict))
    strict.register_structure_hook_factory(attrs.has, lambda kind: _class(kind, strict))
    return strict


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
        name: override(rename=shown_as) for name, shown_as in RENAMED.items() if name in attrs.fields_dict(kind)
    }
    inner: Any = make_dict_structure_fn(kind, converter, **renamed)

    def hook(value: object, target: object) -> object:
        if not isinstance(value, dict):
            raise _wrong(value, "a table")
        return inner(value, target)

    return hook
