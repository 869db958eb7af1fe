"""JSON Schemas of the files and of the timeline data, derived from the classes that read and write them.

An editor that has a schema completes and checks a file while it is typed. Faults that a schema cannot express (an
unknown anchor, a circular rule, a window without its stage) are reported when the file is loaded.
"""

from __future__ import annotations

import inspect
import types
from collections.abc import Collection, Mapping
from datetime import date, datetime, time
from typing import Any, Literal, get_args, get_origin, get_type_hints

import attrs

from electsched.errors import checked_choice
from electsched.i18n.text import Note, Text
from electsched.law.citation import Citation, Source
from electsched.law.date_arithmetic import Moment
from electsched.law.provisions import GivenDay
from electsched.law.rules.trace import Value
from electsched.loaders.law_files.keys import ELECTION_KEYS, STATUTE_KEYS
from electsched.loaders.law_files.overlay_keys import OVERLAY_KEYS
from electsched.loaders.plan import PLAN_KEYS
from electsched.loaders.plan_files.repetition import DEFAULTS, EACH, LISTS, NUMBERED
from electsched.loaders.table_keys import TableKey, TableKeys, descriptions, table_keys
from electsched.roster.assignment.problem import AssignmentProblem
from electsched.roster.assignment.result import AssignmentResult
from electsched.timeline.serialize import tag_of
from electsched.timeline.timeline import Timeline

__all__ = ["FILES", "SCHEMAS", "json_schema"]

Schema = dict[str, Any]

SCHEMAS: Mapping[str, str] = {
    "statute": "A statute: the law of one kind of election",
    "overlay": "An overlay: the law for one election, laid over a statute",
    "election": "An election: a statute and the dates decreed so far",
    "plan": "A plan: an election, an operation, its units, posts, teams and site",
    "timeline": "A timeline, as `electsched timeline --json` prints it",
    "problem": "A problem of a roster by name: officers, shifts, needs and rules",
    "solution": "A solution of such a problem, as `electsched roster solve --json` prints it",
}
"""The kinds of schemas, each with its title."""
FILES: Mapping[str, TableKeys] = {
    "statute": STATUTE_KEYS,
    "overlay": OVERLAY_KEYS,
    "election": ELECTION_KEYS,
    "plan": PLAN_KEYS,
    "problem": table_keys(AssignmentProblem),
}
"""The keys of each kind of file; the tables in it have the keys of their classes."""

DATA: Mapping[str, type] = {"timeline": Timeline, "solution": AssignmentResult}
"""The class of each kind of data."""

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_DAY = {"type": "string", "format": "date"}
_HOUR = r"([01]\d|2[0-3]):[0-5]\d"
_LOCAL = {"type": "string", "pattern": rf"^\d{{4}}-\d\d-\d\d[T ]({_HOUR}|24:00)(:00)?$"}
_SCALARS: Mapping[Any, Schema] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    bool: {"type": "boolean"},
    float: {"type": "number"},
    date: _DAY,
    time: {"type": "string", "pattern": rf"^{_HOUR}(:00)?$"},
    datetime: {"type": "string", "format": "date-time"},
    Moment: _LOCAL,
    Value: {"anyOf": [_DAY, _LOCAL]},
    GivenDay: {"anyOf": [_DAY, _LOCAL, {"type": "integer", "minimum": 1, "maximum": 9999}]},
    Any: {},
}


def json_schema(kind: str) -> Schema:
    """Return the JSON Schema (2020-12) of a ``statute``, ``election``, ``plan`` or ``problem`` file, or of data.

    Files are TOML, but for a problem, which is JSON; in the schema a date is a string, as JSON has no dates.

    Raises:
        UnknownNameError: There is no such schema.
    """
    checked_choice("schema", kind, SCHEMAS)
    writer = _SchemaWriter(data=kind in DATA)
    root = writer.object(FILES[kind]) if kind in FILES else writer.record(DATA[kind])
    schema = {"$schema": DIALECT, "title": SCHEMAS[kind], **root}
    if kind == "statute":
        _relax_for_extending(schema, writer.definitions)
    if kind == "plan":
        _allow_repetition(schema)
    return schema | {"$defs": dict(sorted(writer.definitions.items()))}


def _relax_for_extending(schema: Schema, definitions: dict[str, Schema]) -> None:
    """Require a whole calendar only of a statute that extends no other."""
    required = definitions["CalendarTable"].pop("required")
    schema["required"].remove("calendar")
    schema["if"] = {"not": {"required": ["extends"]}}
    schema["then"] = {"required": ["calendar"], "properties": {"calendar": {"required": required}}}


def _allow_repetition(schema: Schema) -> None:
    """Accept lists, defaults, and tables that are repeated; those have placeholders in the place of other types."""
    names = [name for name, value in schema["properties"].items() if "$ref" in value.get("items", {})]
    repeated = {"type": "object", "properties": {EACH: {"type": "string"}, NUMBERED: {"type": "integer", "minimum": 1}}}
    is_repeated = {"anyOf": [{"required": [EACH]}, {"required": [NUMBERED]}]}
    items = {name: schema["properties"][name].pop("items") for name in names}
    whole = {name: {"items": {"if": is_repeated, "then": repeated, "else": ref}} for name, ref in items.items()}
    schema["properties"] |= {
        LISTS: {
            "description": "Lists for repeated tables: tables, or the path of a CSV file beside the plan.",
            "type": "object",
            "additionalProperties": {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "object"}}]},
        },
        DEFAULTS: {
            "description": "Keys that each table of a list has unless it states another value, by the list.",
            "type": "object",
            "properties": {name: {"type": "object"} for name in names},
            "additionalProperties": False,
        },
    }
    # With defaults, a table need not have the required keys.
    partial = {name: {"items": {"type": "object"}} for name in names}
    schema |= {"if": {"required": [DEFAULTS]}, "then": {"properties": partial}, "else": {"properties": whole}}


def _field_keys(kind: type) -> TableKeys:
    attrs.resolve_types(kind)
    described = descriptions(kind)
    return {
        field.name: TableKey(
            type=field.type,
            description=described.get(field.name, ""),
            choices=tuple(field.metadata.get("enum", ())),
        )
        for field in attrs.fields(kind)
        if field.init
    }


def _data_keys(kind: Any) -> TableKeys:  # noqa: ANN401  # a class with the tuple DATA
    """Return the keys of a value's data: the attributes in its tuple DATA, which are fields or properties.

    Those in the set DATA_OPTIONAL may be left out.
    """
    keys = dict(_field_keys(kind))
    types_in_data: Mapping[str, Any] = getattr(kind, "DATA_TYPES", {})
    for name in kind.DATA:
        if name not in keys:
            member = getattr(kind, name)
            getter = getattr(member, "fget", member)
            summary = (inspect.getdoc(getter) or "").partition("\n\n")[0]
            kind_of_value = types_in_data.get(name) or get_type_hints(getter)["return"]
            keys[name] = TableKey(type=kind_of_value, description=" ".join(summary.split()))
    optional: Collection[str] = getattr(kind, "DATA_OPTIONAL", ())
    return {
        name: attrs.evolve(
            keys[name], type=types_in_data.get(name, keys[name].type), required=name not in optional, default=None
        )
        for name in kind.DATA
    }


class _SchemaWriter:
    """Writes schemas; each class is defined once, under its name.

    The schema of a file accepts its keys. The schema of data requires every field, and accepts null for None.
    """

    def __init__(self, *, data: bool) -> None:
        self.definitions: dict[str, Schema] = {}
        self._data = data

    def object(self, keys: TableKeys) -> Schema:
        """Return the schema of an object with these keys."""
        return {
            "type": "object",
            "properties": {name: self._property(key) for name, key in keys.items()},
            "required": [name for name, key in keys.items() if key.required],
            "additionalProperties": False,
        }

    def record(self, kind: type) -> Schema:
        """Return the schema of the data of a class; every key is required."""
        if hasattr(kind, "DATA"):
            return self.object(_data_keys(kind))
        schema = self.object(_field_keys(kind))
        schema["properties"] = {"is": {"const": tag_of(kind)}, **schema["properties"]}
        schema["required"] = ["is", *schema["required"]]
        return schema

    def _property(self, key: TableKey) -> Schema:
        schema = {"enum": list(key.choices)} if key.choices else self._of(key.type)
        described = {"description": key.description, **schema} if key.description else schema
        return described if key.default is None else {**described, "default": key.default}

    def _of(self, kind: Any) -> Schema:  # noqa: ANN401  # any type
        if kind in _SCALARS:
            return _SCALARS[kind]
        if kind in {Text, Note}:
            return _SCALARS[str] if kind is Note and self._data else self._text()
        if kind in {Citation, Source} and not self._data:
            return self._citation() if kind is Citation else self._source()
        if attrs.has(kind):
            return self._reference(kind)
        if isinstance(kind, types.UnionType):
            return self._optional(kind)
        return self._generic(kind)

    def _source(self) -> Schema:  # a file has it under its key
        properties = {"title": self._text(), "url": _SCALARS[str]}
        return {"type": "object", "properties": properties, "additionalProperties": False}

    def _generic(self, kind: Any) -> Schema:  # noqa: ANN401  # any type
        origin, arguments = get_origin(kind), get_args(kind)
        if origin is Literal:
            return {"enum": list(arguments)}
        if origin is tuple:
            return {"type": "array", "items": self._of(arguments[0])}
        if origin is not None and issubclass(origin, Mapping):
            return {"type": "object", "additionalProperties": self._of(arguments[1])}
        message = f"no schema for {kind!r}"
        raise TypeError(message)

    def _optional(self, kind: types.UnionType) -> Schema:
        alternatives = [alternative for alternative in get_args(kind) if alternative is not type(None)]
        schema = self._of(alternatives[0] if len(alternatives) == 1 else alternatives[0] | alternatives[1])
        # A file omits a key that has no value; data has null.
        is_nullable = self._data and len(alternatives) < len(get_args(kind))
        return {"anyOf": [schema, {"type": "null"}]} if is_nullable else schema

    def _reference(self, kind: type) -> Schema:
        name = kind.__name__.lstrip("_")
        if name not in self.definitions:
            self.definitions[name] = {}  # a class may contain itself
            summary = (kind.__doc__ or "").strip().splitlines()[0]
            schema = self.record(kind) if self._data else self.object(table_keys(kind))
            self.definitions[name] = {"description": summary, **schema}
        return {"$ref": f"#/$defs/{name}"}

    def _citation(self) -> Schema:
        """Return the schema of a citation, to which the file's default instrument is added if it names none."""
        table = self._reference(Citation)
        self.definitions["Citation"].pop("required", None)
        return {"anyOf": [{"type": "string", "minLength": 1}, table]}

    def _text(self) -> Schema:
        if self._data:
            return {"type": "object", "additionalProperties": {"type": "string"}}
        words = {"type": "string", "minLength": 1}
        return {"anyOf": [words, {"type": "object", "minProperties": 1, "additionalProperties": words}]}
