"""Strict conversion of raw TOML values into the values of the package.

By default cattrs turns ``"no"`` into true and ``5`` into ``"5"``; here a value keeps the type that it has in the file.
"""

from __future__ import annotations

import re
import types
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time
from functools import cache
from typing import Any, Literal, get_args, get_origin

import attrs
import cattrs
from cattrs.gen import make_dict_structure_fn, make_mapping_structure_fn, override

from electsched.errors import Fault, InputError, RuleSyntaxError, perhaps, raise_faults
from electsched.i18n.text import UNSAFE, Note, Text
from electsched.i18n.written_days import read_day
from electsched.law.citation import Citation, Source
from electsched.law.date_arithmetic import Moment
from electsched.law.provisions import GivenDay
from electsched.law.rules.trace import Value
from electsched.loaders.sheets.cell import Cell
from electsched.loaders.table_keys import in_file, toml_name
from electsched.phrases import NOTHING, Phrase, phrase, quoted, verbatim
from electsched.timeline.assumptions import GivenValue

__all__ = ["CONVERSION_ERRORS", "converter", "display", "given_value"]

CONVERSION_ERRORS = (cattrs.BaseValidationError, InputError, ValueError, TypeError, KeyError)
"""The errors of a value that cannot be converted."""
MOST_BITS = 63
"""The bits of a whole number besides its sign, as TOML has it."""
YEAR = re.compile(r"\d{4}")
_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,17})(\.[0-9]{1,12})?")
_EXPECTED: dict[type, Phrase] = {
    str: phrase("text in quotes"),
    int: phrase("a whole number"),
    bool: phrase("true or false"),
    float: phrase("a number"),
    date: phrase("a date, such as 2023-11-28"),
    time: phrase("an hour, such as 07:00:00"),
}

ENGLISH = "en"
"""The language in which a day of three numbers is read only if it can be no other day."""
_PROVISION = phrase("a table, or 'instrument' at the top of the file, which all citations then share")


def display(value: object) -> Phrase:
    """Return a raw TOML value in the words of a message: a scalar as it is written, else its kind."""
    if isinstance(value, bool):
        return verbatim("true" if value else "false")
    if isinstance(value, int) and value.bit_length() > MOST_BITS:
        return phrase("a number that 64 bits do not hold")
    if isinstance(value, dict):
        return phrase("a table")
    if isinstance(value, list):
        return phrase("a list")
    if isinstance(value, date | time):
        return verbatim(value.isoformat())
    return quoted(value)


def _mismatch(value: object, expected: Phrase, hint: Phrase = NOTHING) -> InputError:
    return InputError(Fault("", display(value), expected, hint=hint))


def _strict(kind: type) -> Callable[[object, object], object]:
    def hook(value: object, _: object) -> object:
        read = _cell(value, kind) if isinstance(value, Cell) else value
        if isinstance(read, int) and read.bit_length() > MOST_BITS:
            raise _mismatch(read, _EXPECTED[kind])
        if type(read) is kind or (kind is float and type(read) is int):
            return _safe(read) if isinstance(read, str) else read
        raise _mismatch(read, _EXPECTED[kind], _day_hint(value) if kind is date else NOTHING)

    return hook


def _day_hint(value: object) -> Phrase:
    """Return how to write the day of a text in a file or a cell; empty if it is none."""
    day = read_day(value, ENGLISH) if isinstance(value, str) else None
    if day is None:
        return NOTHING
    if isinstance(value, Cell):
        return phrase("Write it as {day}.", day=day.isoformat())
    return phrase("Write it as {day}, without quotation marks.", day=day.isoformat())


def _cell(cell: Cell, kind: type) -> object:
    """Return a cell as the type that its key needs, or as a text if it is none."""
    text = str(cell)
    try:
        if kind is date or kind is time:
            return kind.fromisoformat(text)
        if kind is bool:
            return {"true": True, "false": False}.get(text, text)
        return kind(text) if kind is str or _NUMBER.fullmatch(text) else text
    except ValueError:
        return text


def _safe(text: str) -> str:
    """Refuse characters that would break a calendar or change the order in which text is displayed."""
    character = UNSAFE.search(text)
    if character is not None:
        expected = phrase("text without control characters, other than a new line or a tab")
        raise InputError(
            Fault("", phrase("the character U+{code:04X} in {text!r}", code=ord(character[0]), text=text), expected)
        )
    return text


def _note(value: object, kind: object) -> Note:
    return Note(_safe(str(value)) if isinstance(value, str) else _text(value, kind))


def _text(value: object, _: object) -> Text:
    if isinstance(value, str) and value.strip():
        return Text.same(_safe(str(value)))
    if isinstance(value, dict) and value and all(type(words) is str and words.strip() for words in value.values()):
        return Text({str(language): _safe(words) for language, words in value.items()})
    raise _mismatch(value, phrase('text in quotes, or a table of languages such as {{ id = "...", en = "..." }}'))


def _value(value: object, _: object) -> Value:
    """Read a day or a local moment; a moment written as text can be 24:00."""
    if isinstance(value, Cell):
        value = _cell(value, date)
    if type(value) is date:
        return value
    if isinstance(value, datetime) and value.tzinfo is None and not value.second and not value.microsecond:
        return Moment(value.date(), value.hour * 60 + value.minute)
    if isinstance(value, str):
        return _moment(value)
    expected = phrase("a date, a local date-time to the minute without an offset, or text such as '2024-03-23 24:00'")
    raise _mismatch(value, expected)


def _local_moment(value: object, _: object) -> Moment:
    """Read a moment; a date alone is refused."""
    try:
        moment = _value(value, None)
    except InputError:
        moment = None
    if isinstance(moment, Moment):
        return moment
    raise _mismatch(value, phrase("a local date-time without an offset, such as 2023-11-28T07:00:00"))


def given_value(text: str) -> GivenValue:
    """Return the dates of a stage: a day, a moment such as ``2024-03-23 24:00``, or a range such as ``DAY..DAY``.

    Four digits are a year, which may be given for a named part of rules.

    Raises:
        InputError: The text has another form.
    """
    if YEAR.fullmatch(text):
        return int(text)
    first, dots, last = text.partition("..")
    return (_day_or_moment(first), _day_or_moment(last)) if dots else _day_or_moment(first)


def _day_or_moment(text: str) -> Value:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return _moment(text.replace("T", " "))


def _moment(text: str) -> Moment:
    day, _, clock = text.partition(" ")
    hours, _, minutes = clock.partition(":")
    try:
        if len(hours) == len(minutes) == 2 and int(minutes) < 60:  # noqa: PLR2004  # HH:MM
            return Moment(date.fromisoformat(day), int(hours) * 60 + int(minutes))
    except ValueError:
        pass
    raise _mismatch(text, phrase("a date, a local date-time, or text such as '2024-03-23 24:00'"))


def _aware_datetime(value: object, _: object) -> datetime:
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value
    raise _mismatch(value, phrase("a date-time with an offset, such as 2023-11-20T08:00:00+07:00"))


def _sources(value: object, _: object) -> Mapping[str, Source]:
    if not isinstance(value, dict):
        raise _mismatch(value, phrase("a table of sources"))
    sources: dict[str, Source] = {}
    faults: list[Fault] = []
    for key, raw in value.items():
        if not isinstance(raw, dict) or set(raw) - {"title", "url"} or type(raw.get("url", "")) is not str:
            faults.append(Fault(key, display(raw), phrase('a table such as {{ title = "...", url = "..." }}')))
            continue
        words: dict[str, Note] = {}
        for name, entry in raw.items():
            try:
                words[name] = _note(entry, Note)
            except InputError as error:
                faults += [attrs.evolve(fault, path=f"{key}.{name}") for fault in error.faults]
        sources[key] = Source(key=key, title=words.get("title", Note(key)), url=str(raw.get("url", "")))
    raise_faults(faults)
    return sources


def _values(value: object, kind: object) -> Mapping[str, GivenDay]:
    """Read a table of days and moments; a table of given ones may have years."""
    if not isinstance(value, dict):
        raise _mismatch(value, phrase("a table of dates by stage"))
    dates: dict[str, GivenDay] = {}
    faults: list[Fault] = []
    for key, raw in value.items():
        try:
            is_year = kind == Mapping[str, GivenDay] and type(raw) is int and raw.bit_length() <= MOST_BITS
            dates[key] = raw if is_year else _value(raw, None)
        except InputError as error:
            faults += [attrs.evolve(fault, path=key) for fault in error.faults]
    raise_faults(faults)
    return dates


def _is_tuple(kind: object) -> bool:
    return get_origin(kind) is tuple


def _is_mapping(kind: object) -> bool:
    return get_origin(kind) is Mapping


def _is_literal(kind: object) -> bool:
    return get_origin(kind) is Literal


def _is_optional(kind: object) -> bool:
    return get_origin(kind) is types.UnionType and type(None) in get_args(kind) and kind != Value


@cache
def converter(*, detailed: bool) -> cattrs.Converter:
    """Return the strict converter.

    Args:
        detailed: Whether its errors name every fault of a value. Without, a fault ends the conversion, and the code
            that cattrs compiles for each class is shorter: most values have no fault.
    """
    strict = cattrs.Converter(detailed_validation=detailed, forbid_extra_keys=True)
    for kind in (str, int, bool, float, date, time):
        strict.register_structure_hook(kind, _strict(kind))
    strict.register_structure_hook(datetime, _aware_datetime)
    strict.register_structure_hook(Text, _text)
    strict.register_structure_hook(Note, _note)
    strict.register_structure_hook(Moment, _local_moment)
    strict.register_structure_hook_func(lambda kind: kind == Value, _value)
    strict.register_structure_hook_factory(_is_mapping, lambda kind: _mapping(kind, strict))
    strict.register_structure_hook_func(lambda kind: kind == Mapping[str, Source], _sources)
    strict.register_structure_hook_func(lambda kind: kind in {Mapping[str, Value], Mapping[str, GivenDay]}, _values)
    strict.register_structure_hook_func(_is_literal, _literal)
    strict.register_structure_hook_factory(_is_tuple, lambda kind: _tuple(kind, strict))
    strict.register_structure_hook_factory(_is_optional, lambda kind: _optional(kind, strict))
    strict.register_structure_hook_factory(attrs.has, lambda kind: _class(kind, strict))
    return strict


def _literal(value: object, kind: object) -> object:
    if value in get_args(kind) and isinstance(value, str):
        return value
    choices = [str(choice) for choice in get_args(kind) if choice != ""]
    raise _mismatch(value, phrase("one of {names}", names=", ".join(choices)), perhaps(value, choices))


def _tuple(kind: Any, converter: cattrs.Converter) -> Callable[[object, object], object]:  # noqa: ANN401  # a type
    inner: Any = types.GenericAlias(list, (get_args(kind)[0],))

    def hook(value: object, _: object) -> object:
        if isinstance(value, Cell):  # words; a list of lists has a bar between them
            is_nested = get_origin(get_args(kind)[0]) is tuple
            value = [Cell(part) for part in (value.split("|") if is_nested else value.split())]
        if not isinstance(value, list):
            raise _mismatch(value, phrase("a list"))
        return tuple(converter.structure(value, inner))

    return hook


def _mapping(kind: Any, converter: cattrs.Converter) -> Callable[[object, object], object]:  # noqa: ANN401  # a type
    inner = make_mapping_structure_fn(kind, converter)

    def hook(value: object, target: object) -> object:
        if not isinstance(value, dict):
            raise _mismatch(value, phrase("a table"))
        return inner(value, target)

    return hook


def _optional(kind: Any, converter: cattrs.Converter) -> Callable[[object, object], object]:  # noqa: ANN401  # a type
    alternatives = [alternative for alternative in get_args(kind) if alternative is not type(None)]
    required = alternatives[0] if len(alternatives) == 1 else alternatives[0] | alternatives[1]

    def hook(value: object, _: object) -> object:
        return converter.structure(value, required)

    return hook


def _class(kind: Any, converter: cattrs.Converter) -> Callable[[object, object], object]:  # noqa: ANN401  # a type
    attrs.resolve_types(kind)
    renamed: dict[str, Any] = {
        field.name: override(rename=toml_name(field))
        for field in attrs.fields(kind)
        if in_file(field) and toml_name(field) != field.name
    }
    renamed |= {field.name: override(omit=True) for field in attrs.fields(kind) if not in_file(field)}
    inner: Any = make_dict_structure_fn(kind, converter, **renamed)
    parsers = {toml_name(field): field.metadata["parser"] for field in attrs.fields(kind) if "parser" in field.metadata}

    def hook(value: object, target: object) -> object:
        if not isinstance(value, dict):
            is_provision = kind is Citation and isinstance(value, str)
            raise _mismatch(value, _PROVISION if is_provision else phrase("a table"))
        try:
            return inner(value, target)
        except cattrs.ClassValidationError as error:
            # The rules of a table are parsed when its value is made: not yet, if another key is at fault.
            if any(isinstance(cause, RuleSyntaxError) for cause in error.exceptions):
                raise
            raise error.derive((*error.exceptions, *_rule_errors(value, parsers))) from error

    return hook


def _rule_errors(table: Mapping[str, object], parsers: Mapping[str, Callable[[str], object]]) -> Iterator[InputError]:
    """Yield the errors of the rules of a raw table that do not parse."""
    for key, parse in parsers.items():
        text = table.get(key)
        if isinstance(text, str):
            try:
                parse(text)
            except InputError as error:
                yield error
