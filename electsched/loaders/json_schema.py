"""JSON Schemas of the files and of the answers, made from the classes that read and write them.

An editor that is told of one completes and checks a file as it is typed. What a schema cannot say (an anchor that does
not exist, a circle, a window without its stage) is said when the file is read.
"""

from __future__ import annotations

import inspect
import re
import types
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any, Literal, get_args, get_origin

import attrs

from electsched.errors import Fault, UnknownNameError
from electsched.i18n.text import Text
from electsched.law.date_arithmetic import Moment
from electsched.law.trace import Source, Value
from electsched.loaders.converters import RENAMED
from electsched.loaders.laws import ElectionFile, StatuteFile
from electsched.loaders.plan import PlanFile
from electsched.timeline.records import TAGGED, TimelineRecord, tag_of

__all__ = ["SCHEMAS", "json_schema"]

Schema = dict[str, Any]

SCHEMAS: Mapping[str, tuple[type, str]] = {
    "statute": (StatuteFile, "A statute: the law of one kind of election"),
    "election": (ElectionFile, "An election: a statute and the dates decreed so far"),
    "plan": (PlanFile, "A plan: an election, an operation, its units, posts, teams and site"),
    "timeline": (TimelineRecord, "A timeline, as `timeline_data` and `electsched timeline --json` give it"),
}
"""What there are schemas of, each with the class behind it."""

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_DAY = {"type": "string", "format": "date"}
_HOUR = r"([01]\d|2[0-3]):[0-5]\d"
_LOCAL = {"type": "string", "pattern": rf"^\d{{4}}-\d\d-\d\d[T ]({_HOUR}|24:00)(:00)?$"}
_ENTRY = re.compile(r"^ {4}(\w+): (.*(?:\n {8}.*)*)", re.MULTILINE)
"""A field and what it means, in the docstring of its class."""


def json_schema(kind: str) -> Schema:
    """Return the JSON Schema (2020-12) of a ``statute``, ``election`` or ``plan`` file, or of a ``timeline``'s data.

    Files are TOML: a date stands in the schema as the text that it is written as.

    Raises:
        UnknownNameError: There is no such schema.
    """
    if kind not in SCHEMAS:
        raise UnknownNameError(Fault("", f"the schema {kind!r}", "one of " + ", ".join(SCHEMAS)))
    root, title = SCHEMAS[kind]
    writer = _Writer(answers=kind == "timeline")
    schema = {"$schema": DIALECT, "title": title, **writer.table(root)}
    if root is StatuteFile:
        _loosen_for_extending(schema, writer.defs)
    return schema | {"$defs": dict(sorted(writer.defs.items()))}


def _loosen_for_extending(schema: Schema, defs: dict[str, Schema]) -> None:
    """A statute that extends another may say of the calendar only what differs, or nothing."""
    whole = defs["CalendarTable"].pop("required")
    schema["required"].remove("calendar")
    schema["if"] = {"not": {"required": ["extends"]}}
    schema["then"] = {"required": ["calendar"], "properties": {"calendar": {"required": whole}}}


class _Writer:
    """Writes the schema of one class and of all that it holds; each class once, under its name."""

    def __init__(self, *, answers: bool) -> None:
        self.defs: dict[str, Schema] = {}
        self._answers = answers

    def table(self, kind: type) -> Schema:
        """Return the schema of a class as a table of its fields."""
        attrs.resolve_types(kind)
        told = dict(_ENTRY.findall(inspect.getdoc(kind) or ""))
        properties: dict[str, Schema] = {}
        required = []
        if self._answers and kind in TAGGED:
            properties["is"] = {"const": tag_of(kind)}
            required.append("is")
        for field in attrs.fields(kind):
            if not field.init:
                continue
            name = field.name if self._answers else RENAMED.get(field.name, field.name)
            found = self._of(field.type)
            if "enum" in field.metadata:
                found = {"enum": list(field.metadata["enum"])}
            words = " ".join(told.get(field.name, "").split())
            properties[name] = {"description": words, **found} if words else found
            if self._answers or field.default is attrs.NOTHING:
                required.append(name)
        return {
            "type": "object",
            "properties": properties,
            "required": required,
            "additionalProperties": False,
        }

    def _of(self, kind: Any) -> Schema:  # noqa: ANN401  # a type, or what stands for one
        plain: dict[Any, Schema] = {
            str: {"type": "string"},
            int: {"type": "integer"},
            bool: {"type": "boolean"},
            float: {"type": "number"},
            date: _DAY,
            time: {"type": "string", "pattern": rf"^{_HOUR}(:00)?$"},
            datetime: {"type": "string", "format": "date-time"},
            Moment: _LOCAL,
            Source: self._source(),
            Any: {},
        }
        if kind in plain:
            return plain[kind]
        if kind == Value:
            return {"anyOf": [_DAY, _LOCAL]}
        if kind is Text:
            return self._text()
        if attrs.has(kind):
            return self._reference(kind)
        return self._compound(kind)

    def _compound(self, kind: Any) -> Schema:  # noqa: ANN401  # a type, or what stands for one
        origin, inner = get_origin(kind), get_args(kind)
        if origin is Literal:
            return {"enum": list(inner)}
        if origin is tuple:
            return {"type": "array", "items": self._of(inner[0])}
        if origin is not None and issubclass(origin, Mapping):
            return {"type": "object", "additionalProperties": self._of(inner[1])}
        if isinstance(kind, types.UnionType):
            bare = [item for item in inner if item is not type(None)]
            found = self._of(bare[0] if len(bare) == 1 else bare[0] | bare[1])
            # In a file what is not there is left out; in an answer it is null.
            return {"anyOf": [found, {"type": "null"}]} if self._answers and len(bare) < len(inner) else found
        message = f"no schema for {kind!r}"
        raise TypeError(message)

    def _reference(self, kind: type) -> Schema:
        name = kind.__name__.lstrip("_")
        if name not in self.defs:
            self.defs[name] = {}  # it may hold itself
            summary = (kind.__doc__ or "").strip().splitlines()[0]
            self.defs[name] = {"description": summary, **self.table(kind)}
        return {"$ref": f"#/$defs/{name}"}

    def _text(self) -> Schema:
        by_language = {"type": "object", "minProperties": 1, "additionalProperties": {"type": "string", "minLength": 1}}
        if self._answers:
            return {"type": "object", "additionalProperties": {"type": "string"}}
        return {"anyOf": [{"type": "string", "minLength": 1}, by_language]}

    def _source(self) -> Schema:
        """A file names a source by the key under which it stands."""
        fields = {"title": {"type": "string"}, "url": {"type": "string"}}
        return {"type": "object", "properties": fields, "additionalProperties": False}
