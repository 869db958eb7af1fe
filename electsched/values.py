"""Values as a programmer hands them in and reads them: the check of their class, and their text.

The text is made by one function for all classes. The method that attrs would make is compiled for each class, which
takes a third of the time in which the class is made, and each command makes about ninety of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from itertools import islice
from typing import Any, TypeVar

import attrs

from electsched.errors import Fault, InputError
from electsched.phrases import phrase, quoted

__all__ = ["LINE_LENGTH", "Data", "checked_type", "line_of", "shortened", "value_text"]

Data = dict[str, Any]
"""The plain data of a value, for JSON and frames."""
_T = TypeVar("_T")


def checked_type(name: str, value: object, kind: type[_T]) -> _T:
    """Return a value that a caller gives for a parameter.

    Raises:
        InputError: It is not of that class; ``name`` is that of the parameter.
    """
    if not isinstance(value, kind):
        expected = phrase("a value of the class {name}", name=kind.__name__)
        raise InputError(Fault(name, quoted(type(value).__name__), expected))
    return value


LINE_LENGTH = 120
"""The most characters of the text of a value."""
FIELD_LENGTH = 50
ITEMS_SHOWN = 8
CUT = "..."


def value_text(value: attrs.AttrsInstance) -> str:
    """Return the class of a value and its fields on a line: ``Moment(day=2024-02-14, minutes=780)``.

    Fields that have their default are left out, long ones are cut, and the last give way if the line is full.
    """
    shown = (
        (field.name, field.repr(content) if callable(field.repr) else _text_of(content))
        for field in attrs.fields(type(value))
        if field.repr and not _is_default(field, content := getattr(value, field.name))
    )
    return line_of(type(value).__name__, shown)


def line_of(name: str, fields: Iterable[tuple[str, str]]) -> str:
    """Return the name of a class and the fields, each with its text, as far as they fit a line."""
    texts: list[str] = []
    room = LINE_LENGTH - len(f"{name}(, {CUT})")
    for field, text in fields:
        shown = f"{field}={shortened(text, FIELD_LENGTH)}"
        room -= len(shown) + len(", ")
        if room < 0:
            texts.append(CUT)
            break
        texts.append(shown)
    return f"{name}({', '.join(texts)})"


def shortened(text: str, length: int) -> str:
    """Return the text, cut if it has more characters than that."""
    return text if len(text) <= length else text[: length - len(CUT)] + CUT


def _is_default(field: attrs.Attribute[object], content: object) -> bool:
    default: Any = field.default
    if hasattr(default, "factory"):  # a default that is made anew for each value
        return not default.takes_self and bool(content == default.factory())
    return default is not attrs.NOTHING and bool(content == default)


def _text_of(content: object) -> str:
    """Return the text of a field: days and moments as ISO 8601 writes them, and the first items of a collection."""
    if isinstance(content, datetime):
        return content.isoformat(" ", "minutes")
    if isinstance(content, date):
        return content.isoformat()
    if isinstance(content, tuple | list):
        more = [CUT] if len(content) > ITEMS_SHOWN else [""] if len(content) == 1 else []
        return f"({', '.join([*map(_text_of, content[:ITEMS_SHOWN]), *more]).rstrip()})"
    if isinstance(content, Mapping):
        more = [CUT] if len(content) > ITEMS_SHOWN else []
        items = (f"{key!r}: {_text_of(item)}" for key, item in islice(content.items(), ITEMS_SHOWN))
        return f"{{{', '.join([*items, *more])}}}"
    return repr(content)
