"""The type of a cell of a list."""

from __future__ import annotations

__all__ = ["Cell", "plain_text"]

_MARKS_AROUND = "\u200b\u200e\u200f\u202a\u202c\u2060\ufeff \t\r\n"
"""Spaces and marks of width zero; a telephone copied from a list of contacts stands between two of them."""


class Cell(str):
    """A cell of a list: it is read as the type that its key needs."""

    __slots__ = ()


def plain_text(text: str) -> str:
    """Return a text with single spaces, without the marks that nobody sees around a copied number."""
    return " ".join(text.strip(_MARKS_AROUND).split())
