"""The text of values for a programmer, by one function for all classes.

The method that attrs would make is compiled for each class, which takes a third of the time in which the class is made,
and each command makes about ninety of them.
"""

from __future__ import annotations

from typing import Any

import attrs

__all__ = ["Data", "value_text"]

Data = dict[str, Any]
"""The plain data of a value, for JSON and frames."""


def value_text(value: attrs.AttrsInstance) -> str:
    """Return the class of a value and its fields, as attrs writes them: ``Moment(day=..., minutes=780)``."""
    kind = type(value)
    shown = (
        (field.name, (field.repr if callable(field.repr) else repr)(getattr(value, field.name)))
        for field in attrs.fields(kind)
        if field.repr
    )
    return f"{kind.__name__}({', '.join(f'{name}={text}' for name, text in shown)})"
