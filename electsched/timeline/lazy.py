"""Fields that are computed when they are first read, for values that are made by the thousand and read in part."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from itertools import repeat
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, Self

__all__ = ["FieldSource", "LazyFields"]


class FieldSource(Protocol):
    """The fields of a row of values, each computed on request."""

    def field(self, number: int, name: str) -> object:
        """Return a field, or a derived field, of the value of that number."""


class LazyFields:
    """Base of a frozen attrs class, of which a value may get its fields from a source when they are first read.

    Such a value is equal to one with the same fields, and is copied, pickled and shown like it.
    """

    __slots__ = ("_number", "_source")

    DERIVED: ClassVar[Mapping[str, Callable[[Any], object]]] = {}
    """Further slots that are computed once, each with its function of a value that has no source."""

    if not TYPE_CHECKING:  # a type checker would accept every name

        def __getattr__(self, name: str) -> object:
            """Return a field that is not yet computed, and keep it."""
            derive = self.DERIVED.get(name)
            if derive is None and name not in type(self).__slots__:
                raise AttributeError(name, name=name, obj=self)
            if hasattr(self, "_source"):
                value = self._source.field(self._number, name)
            elif derive is not None:
                value = derive(self)
            else:
                raise AttributeError(name, name=name, obj=self)
            object.__setattr__(self, name, value)
            return value

    @classmethod
    def of_source(cls, source: FieldSource, count: int, columns: Mapping[str, Iterable[object]]) -> tuple[Self, ...]:
        """Return so many values, numbered from 0, whose fields are those of the source.

        Args:
            source: Computes a field when it is first read.
            count: The number of values.
            columns: The fields that are known at once, each with its content for all values.
        """
        values = tuple([object.__new__(cls) for _ in range(count)])
        for name, column in (("_source", repeat(source)), ("_number", range(count)), *columns.items()):
            # The values are frozen: only the descriptors of the slots set them.
            deque(map(getattr(cls, name).__set__, values, column), maxlen=0)
        return values
