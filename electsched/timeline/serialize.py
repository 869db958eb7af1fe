"""Values as data for JSON: dates as ISO 8601 text, texts by language, traces as tagged tables."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import attrs

from electsched.i18n.text import Text
from electsched.law.date_arithmetic import Moment, show

__all__ = ["plain", "tag_of", "tagged"]


def plain(value: Any) -> Any:  # noqa: ANN401  # any value of a timeline or a trace
    """Return a value as data for JSON.

    A value with a method ``to_dict`` is converted by it; any other attrs value becomes a table whose key ``is`` names
    its class.
    """
    if isinstance(value, Text):
        return dict(value.words)
    if isinstance(value, Moment | date):  # a pendulum.DateTime is a date too
        return value.isoformat() if isinstance(value, datetime) else show(value)
    if isinstance(value, tuple):
        return [plain(entry) for entry in value]
    if isinstance(value, Mapping):
        return {key: plain(entry) for key, entry in value.items()}
    if hasattr(value, "to_dict"):
        return value.to_dict()
    return tagged(value) if attrs.has(type(value)) else value


def tagged(value: attrs.AttrsInstance) -> dict[str, Any]:
    """Return the fields of an attrs value, led by the name of its class under the key ``is``."""
    fields = attrs.fields(type(value))
    return {"is": tag_of(type(value))} | {
        field.name: plain(getattr(value, field.name)) for field in fields if field.init
    }


def tag_of(kind: type) -> str:
    """Return the tag of a class, its name in lower case with underscores."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", kind.__name__).lower()
