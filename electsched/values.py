"""Values as a programmer hands them in and reads them: the check of their class, and their text.

The text is made by one function for all classes. The method that attrs would make is compiled for each class, which
takes a third of the time in which the class is made, and each command makes about ninety of them.
"""

from __future__ import annotations

from typing import Any, TypeVar

import attrs

from electsched.errors import Fault, InputError
from electsched.phrases import phrase, quoted

__all__ = ["Data", "checked_type", "value_text"]

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


def value_text(value: attrs.AttrsInstance) -> str:
    """Return the class of a value and its fields, as attrs writes them: ``Moment(day=..., minutes=780)``."""
    kind = type(value)
    shown = (
        (field.name, (field.repr if callable(field.repr) else repr)(getattr(value, field.name)))
        for field in attrs.fields(kind)
        if field.repr
    )
    return f"{kind.__name__}({', '.join(f'{name}={text}' for name, text in shown)})"
