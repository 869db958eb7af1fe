"""The rows of a spreadsheet, as they stand in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import attrs

from electsched.phrases import NOTHING, Phrase, phrase
from electsched.values import value_text

__all__ = ["MERGED", "GroupRow", "Sheet", "SheetRow"]

MERGED = phrase("a merged cell")


@attrs.frozen
class GroupRow:
    """A row that names the group of the rows below it.

    Attributes:
        place: Its place, such as ``list.csv line 3``.
        text: The name of the group.
    """

    place: str
    text: str

    __repr__ = value_text


@attrs.frozen
class SheetRow:
    """A row of a spreadsheet.

    Attributes:
        place: Its place, such as ``list.csv line 3``.
        cells: The text of its cells, without spaces around it.
        faults: The cells that cannot be read as text, by their index: the cause, and a way out.
        group: The row above that names the group to which it belongs, such as ``REGU 1``; None if there is none.
    """

    place: str
    cells: tuple[str, ...]
    faults: Mapping[int, tuple[Phrase, Phrase]] = attrs.field(factory=dict)
    group: GroupRow | None = None

    __repr__ = value_text


@attrs.frozen
class Sheet:
    """The rows of a spreadsheet that are not empty.

    Attributes:
        place: The name of the file, and of the sheet if it is a workbook.
        rows: The rows.
        kind: The form of the file for people, such as "text with commas".
    """

    place: str
    rows: Sequence[SheetRow]
    kind: Phrase = NOTHING

    __repr__ = value_text
