"""The type of a cell of a list."""

from __future__ import annotations

__all__ = ["Cell"]


class Cell(str):
    """A cell of a list: it is read as the type that its key needs."""

    __slots__ = ()
