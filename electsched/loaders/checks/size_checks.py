"""Check the size of a law file, so that a statute from a stranger takes bounded time and memory."""

from __future__ import annotations

from collections.abc import Iterator

from electsched.errors import Fault

__all__ = ["size_faults"]

MOST_ENTRIES = 1000
"""The most entries of a list or a table."""
MOST_DEPTH = 10
"""The most tables and lists within one another."""


_Container = dict[str, object] | list[object]


def size_faults(value: _Container, path: str = "", depth: int = 0) -> Iterator[Fault]:
    """Yield a fault for each list or table of raw TOML with too many entries, and for tables nested too deep."""
    if len(value) > MOST_ENTRIES:
        kind = "keys" if isinstance(value, dict) else "entries"
        yield Fault(path, f"{len(value)} {kind}", f"at most {MOST_ENTRIES}")
    elif depth > MOST_DEPTH:
        yield Fault(path, "tables that are nested too deep", f"at most {MOST_DEPTH} levels")
    elif isinstance(value, dict):
        for key, entry in value.items():
            if isinstance(entry, dict | list):
                yield from size_faults(entry, f"{path}.{key}" if path else str(key), depth + 1)
    else:
        for index, entry in enumerate(value):
            if isinstance(entry, dict | list):
                yield from size_faults(entry, f"{path}[{index}]", depth + 1)
