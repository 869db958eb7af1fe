"""Words that have a number, such as the names of months, given as one text."""

from __future__ import annotations

__all__ = ["numbered"]


def numbered(section: str, names: str) -> dict[str, str]:
    """Return the names by their keys, from ``<section>.1`` on; ``names`` are separated by spaces."""
    return {f"{section}.{number}": name for number, name in enumerate(names.split(), start=1)}
