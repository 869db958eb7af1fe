"""Read the cells of a list that limit the duties of a person: the posts at which the person may not be."""

from __future__ import annotations

import re
from collections.abc import Mapping

from electsched.loaders.plan_files.keys_by_name import KeysByName
from electsched.loaders.sheets.cell import Cell

__all__ = ["limit_cells"]

_BETWEEN = re.compile(r"\s*[,;]\s*")


def limit_cells(cells: Mapping[str, Cell], posts: KeysByName) -> dict[str, object]:
    """Return the limits of a row as keys of a table of a plan file.

    Entries of a cell have commas or semicolons between them. A post is meant by its key, or by its name in the plan.
    """
    limits: dict[str, object] = {}
    if "barred_posts" in cells:
        limits["barred_posts"] = [posts.key(entry) for entry in _entries(cells["barred_posts"])]
    return limits


def _entries(cell: str) -> list[str]:
    return [entry for entry in _BETWEEN.split(cell) if entry]
