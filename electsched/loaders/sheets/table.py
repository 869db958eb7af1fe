"""A table of a spreadsheet: the row of its headings, and the rows below it by the keys that the headings stand for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import attrs

from electsched.errors import Fault, InputError, raise_faults
from electsched.loaders.sheets.cell import Cell
from electsched.phrases import NOTHING, Phrase, joined, phrase
from electsched.values import value_text

__all__ = ["AS_TEXT", "Record", "Sheet", "SheetRow", "Table", "table_of"]

_SHORTENED = re.compile(r"\d[.,]\d+E\+\d+")
AS_TEXT = phrase("Give the column the format Text, and write the numbers again.")
MOST_TITLE_ROWS = 20
"""The rows among which the headings are looked for."""


@attrs.frozen
class SheetRow:
    """A row of a spreadsheet.

    Attributes:
        place: Its place, such as ``list.csv line 3``.
        cells: The text of its cells, without spaces around it.
        faults: The cells that cannot be read as text, by their index: the cause, and a way out.
    """

    place: str
    cells: tuple[str, ...]
    faults: Mapping[int, tuple[Phrase, Phrase]] = attrs.field(factory=dict)

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


@attrs.frozen
class Record:
    """A row below the headings.

    Attributes:
        place: Its place.
        cells: The cells that are not empty, by key.
        details: The cells of the further columns that are not empty, by heading.
    """

    place: str
    cells: Mapping[str, Cell]
    details: tuple[tuple[str, str], ...] = ()

    __repr__ = value_text


@attrs.frozen
class Table:
    """A table with its headings understood.

    Attributes:
        headings: The heading of each key, as it stands in the file.
        records: The rows below the headings.
    """

    headings: Mapping[str, str]
    records: tuple[Record, ...]

    __repr__ = value_text


KeyOf = Callable[[str], str]
"""Returns the key for which a heading stands; empty if it stands for none."""


def table_of(
    sheets: Iterable[Sheet], key_of: KeyOf, required: Iterable[str] = (), faults: list[Fault] | None = None
) -> Table:
    """Return the table of the sheet that has a heading for each required key.

    The headings are the first row that has them all; rows above it are titles. Empty columns are left out. If a list of
    faults is given, those of rows are added to it and their rows left out, so that the others can be checked too.

    Raises:
        InputError: No sheet has the headings, or more than one; a key has two columns; a cell has no heading, or is no
            text. The path of a fault is the place of the file or of the row.
    """
    sheets, needed = tuple(sheets), tuple(required)
    headed: dict[str, tuple[Sheet, int]] = {}
    for sheet in sheets:
        index = _heading_index(sheet, key_of, needed)
        # Text is read by each separator that occurs in it; the right one gives the most headings.
        if index is not None and _columns((sheet, index)) > _columns(headed.get(sheet.place)):
            headed[sheet.place] = sheet, index
    if not headed:
        raise InputError(*_no_headings(sheets, key_of, needed))
    if len(headed) > 1:
        first, second, *_ = headed
        raise InputError(
            Fault(first, phrase("a second list in {second}", second=second), phrase("one sheet with such headings"))
        )
    (sheet, index) = next(iter(headed.values()))
    head, body = sheet.rows[index], sheet.rows[index + 1 :]
    keys = [key_of(heading) for heading in head.cells]
    row_faults = [*_heading_faults(head, keys)]
    if faults is not None:
        raise_faults(row_faults)
    records = list(_records(body, head.cells, keys, row_faults))
    if faults is None:
        raise_faults(row_faults)
    else:
        faults.extend(row_faults)
    headings = {key: heading for key, heading in zip(keys, head.cells, strict=True) if key}
    return Table(headings, tuple(record for record in records if record.cells or record.details))


def _records(
    rows: Iterable[SheetRow], headings: Sequence[str], keys: Sequence[str], faults: list[Fault]
) -> Iterator[Record]:
    """Yield the rows without a fault; add the faults of the others."""
    for row in rows:
        before = len(faults)
        record = _record(row, headings, keys, faults)
        if len(faults) == before:
            yield record


def _heading_index(sheet: Sheet, key_of: KeyOf, required: Sequence[str]) -> int | None:
    """Return the index of the row of headings; without required keys the first that is not one cell above others."""
    for index, row in enumerate(sheet.rows[:MOST_TITLE_ROWS]):
        keys = [key_of(cell) for cell in row.cells if cell]
        if set(keys).issuperset(required) if required else len(keys) > 1 or len(row.cells) == 1:
            return index
    return None if required or not sheet.rows else 0


def _columns(headed: tuple[Sheet, int] | None) -> int:
    return sum(map(bool, headed[0].rows[headed[1]].cells)) if headed else 0


def _no_headings(sheets: Sequence[Sheet], key_of: KeyOf, required: Sequence[str]) -> Iterator[Fault]:
    """Yield a fault for each heading that the most similar row lacks."""
    rows = [(sheet, row) for sheet in sheets for row in sheet.rows[:MOST_TITLE_ROWS]]
    if not rows:
        place = sheets[0].place if sheets else ""
        yield Fault(place, phrase("no rows"), phrase("a row of headings: {names}", names=", ".join(required)))
        return
    sheet, row = max(rows, key=lambda pair: len(set(required) & {key_of(cell) for cell in pair[1].cells}))
    keys = {key_of(cell) for cell in row.cells}
    headings = ", ".join(filter(None, row.cells)) or phrase("none")
    kind = phrase(" ({kind})", kind=sheet.kind) if sheet.kind else ""
    for key in required:
        if key not in keys:
            hint = phrase(
                'Write it there, or say in the plan which column it is: columns = {{ {key} = "..." }}.', key=key
            )
            yield Fault(
                row.place,
                phrase("no column {key!r}", key=key),
                phrase("a heading for it among {headings}{kind}", headings=headings, kind=kind),
                hint=hint,
            )


def _heading_faults(head: SheetRow, keys: Sequence[str]) -> Iterator[Fault]:
    for index, (cause, hint) in head.faults.items():
        yield Fault(
            phrase("{place}: column {number}", place=head.place, number=index + 1),
            cause,
            phrase("a heading"),
            hint=hint,
        )
    names: dict[str, str] = {}
    for heading, key in zip(head.cells, keys, strict=True):
        name = key or heading
        if name in names:
            also = "" if names[name] == heading else phrase(", which {names!r} has too", names=names[name])
            yield Fault(
                head.place,
                phrase("the column {heading!r} a second time{also}", heading=heading, also=also),
                phrase("one column for each heading"),
            )
        if name:
            names[name] = heading


def _record(row: SheetRow, headings: Sequence[str], keys: Sequence[str], faults: list[Fault]) -> Record:
    cells: dict[str, Cell] = {}
    details: list[tuple[str, str]] = []
    for index, text in enumerate(row.cells):
        heading = headings[index] if index < len(headings) else ""
        if text and not heading:
            expected = phrase("no cell beyond the columns with headings")
            faults.append(
                Fault(row.place, phrase("{text!r} in column {number}", text=text, number=index + 1), expected)
            )
        elif index in row.faults:
            cause, hint = row.faults[index]
            faults.append(Fault(joined((row.place, heading), ": "), cause, phrase("text or a number"), hint=hint))
        elif text and keys[index]:
            if _SHORTENED.fullmatch(text):
                cause = phrase("{text!r}, a number that a spreadsheet shortened", text=text)
                faults.append(
                    Fault(joined((row.place, heading), ": "), cause, phrase("the whole number"), hint=AS_TEXT)
                )
            cells[keys[index]] = Cell(text)
        elif text:
            details.append((heading, text))
    return Record(row.place, cells, tuple(details))
