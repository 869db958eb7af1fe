"""Check the size of a law file, so that a statute from a stranger takes bounded time and memory."""

from __future__ import annotations

from collections.abc import Iterator

from electsched.errors import Fault
from electsched.phrases import phrase

__all__ = ["size_faults"]

MOST_ENTRIES = 1000
"""The most entries of a list or a table."""
MOST_DEPTH = 10
"""The most tables and lists within one another."""


_Container = dict[str, object] | list[object]


def size_faults(value: _Container, path: str = "", depth: int = 0) -> Iterator[Fault]:
    """Yield a fault for each list or table of raw TOML with too many entries, and for tables nested too deep."""
    if len(value) > MOST_ENTRIES:
        kind = phrase("keys") if isinstance(value, dict) else phrase("entries")
        yield Fault(
            path,
            phrase("{count} {kind}", count=len(value), kind=kind),
            phrase("at most {most}", most=MOST_ENTRIES),
        )
    elif depth > MOST_DEPTH:
        yield Fault(
            path,
            phrase("tables that are nested too deep"),
            phrase("at most {most} levels", most=MOST_DEPTH),
        )
    elif isinstance(value, dict):
        for key, entry in value.items():
            if isinstance(entry, dict | list):
                yield from size_faults(entry, f"{path}.{key}" if path else str(key), depth + 1)
    else:
        for index, entry in enumerate(value):
            if isinstance(entry, dict | list):
                yield from size_faults(entry, f"{path}[{index}]", depth + 1)
