"""A table of a spreadsheet: the row of its headings, and the rows below it by the keys that the headings stand for."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import attrs

from electsched.errors import Fault, InputError, raise_faults
from electsched.i18n.reading import spelling_pattern
from electsched.loaders.sheets.cell import Cell
from electsched.loaders.sheets.groups import PeopleRows, grouped_rows, has_groups, name_of_group, without_column_numbers
from electsched.loaders.sheets.rows import MERGED, GroupRow, Sheet, SheetRow
from electsched.phrases import joined, phrase
from electsched.values import value_text

__all__ = ["AS_TEXT", "CELL_ERROR", "FORMULA", "KeyOf", "Record", "Table", "table_of"]

_TEXT_MARK = re.compile(r"^'(?=\d)")
"""The mark by which a number is written as text in a spreadsheet."""
_SHORTENED = re.compile(r"\d[.,]\d+E\+\d+")
AS_TEXT = phrase("Give the column the format Text, and write the numbers again.")
FORMULA = phrase("a formula")
CELL_ERROR = phrase("an error of the spreadsheet")
UNREADABLE = frozenset((MERGED, FORMULA, CELL_ERROR))
"""The causes of single cells without a value."""
MOST_TITLE_ROWS = 20
"""The rows among which the headings are looked for."""


@attrs.frozen
class Record:
    """A row below the headings.

    Attributes:
        place: Its place.
        cells: The cells that are not empty, by key.
        details: The cells of the further columns that are not empty, by heading.
        group: The row above that names its group; None if there is none.
    """

    place: str
    cells: Mapping[str, Cell]
    details: tuple[tuple[str, str], ...] = ()
    group: GroupRow | None = None

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
    sheets: Iterable[Sheet],
    key_of: KeyOf,
    required: Iterable[str] = (),
    faults: list[Fault] | None = None,
    people: PeopleRows | None = None,
) -> Table:
    """Return the table of the sheet that has a heading for each required key.

    The headings are the first row that has them all, or else the first two rows that have them together; rows above are
    titles. Empty columns are left out. If a list of faults is given, those of rows are added to it and their rows left
    out, so that the others can be checked too. In a list of people the further columns are remarks: cells in them that
    cannot be read are left out, and a row that names a team holds for the rows below it: no column of teams is needed.

    Raises:
        InputError: No sheet has the headings, or more than one; a key has two columns; a cell has no heading, or is no
            text. The path of a fault is the place of the file or of the row.
    """
    sheets, needed = tuple(sheets), tuple(required)
    headed = _headed(sheets, key_of, needed)
    if not headed and people:
        without = tuple(key for key in needed if key != people.key)
        headed = _headed([sheet for sheet in sheets if has_groups(sheet, people)], key_of, without)
        needed = without if headed else needed
    if not headed:
        raise InputError(*_no_headings(sheets, key_of, needed, people))
    if len(headed) > 1:
        first, second, *_ = headed
        found = phrase("a second list in {second}", second=second)
        hint = phrase("Put all rows into one sheet, or hide the other.")
        raise InputError(Fault(first, found, phrase("one sheet with such headings"), hint=hint))
    sheet, index = next(iter(headed.values()))
    head, body = _headings_and_rows(sheet, index, key_of, needed, people)
    keys = [key_of(heading) for heading in head.cells]
    row_faults = [*_heading_faults(head, keys)]
    if people:
        body = grouped_rows(without_column_numbers(body), head, keys, people, sheet.rows[:index])
        body = [_without_remarks(row, keys) for row in body]
        if any(row.group for row in body):
            needed = tuple(key for key in needed if key != people.key)
    if faults is not None:
        raise_faults(row_faults)
    if people and people.key not in keys:
        body, outside = _in_groups(body)
        row_faults += outside
    records = list(_records(body, head.cells, keys, needed, row_faults))
    if faults is None:
        raise_faults(row_faults)
    else:
        faults.extend(row_faults)
    headings = {key: heading for key, heading in zip(keys, head.cells, strict=True) if key}
    return Table(headings, tuple(record for record in records if record.cells or record.details))


def _headed(sheets: Iterable[Sheet], key_of: KeyOf, required: Sequence[str]) -> dict[str, tuple[Sheet, int]]:
    """Return each sheet with the index of its headings, by its place."""
    headed: dict[str, tuple[Sheet, int]] = {}
    for sheet in sheets:
        index = _heading_index(sheet, key_of, required)
        # Text is read by each separator that occurs in it; the right one gives the most headings.
        if index is not None and _columns((sheet, index)) > _columns(headed.get(sheet.place)):
            headed[sheet.place] = sheet, index
    return headed


def _without_remarks(row: SheetRow, keys: Sequence[str]) -> SheetRow:
    """Return the row without the cells of further columns that cannot be read, such as a formula that counts rows."""
    left_out = {
        index
        for index, (cause, _) in row.faults.items()
        if cause in UNREADABLE and index < len(keys) and not keys[index]
    }
    if not left_out:
        return row
    cells = tuple("" if index in left_out else text for index, text in enumerate(row.cells))
    faults = {index: fault for index, fault in row.faults.items() if index not in left_out}
    return attrs.evolve(row, cells=cells, faults=faults)


def _records(
    rows: Iterable[SheetRow], headings: Sequence[str], keys: Sequence[str], required: Sequence[str], faults: list[Fault]
) -> Iterator[Record]:
    """Yield the rows without a fault; add the faults of the others."""
    columns = [keys.index(key) for key in required]
    for row in rows:
        fault_count = len(faults)
        missing = [headings[column] for column in columns if not any(row.cells[column : column + 1])]
        if fault := _no_entry(row, missing, len(required)):
            faults.append(fault)
            continue
        record = _record(row, headings, keys, faults)
        if len(faults) == fault_count:
            yield record


def _in_groups(rows: Iterable[SheetRow]) -> tuple[list[SheetRow], list[Fault]]:
    """Return the rows that belong to a group, and a fault for each of the others."""
    entries = list(rows)
    hint = phrase("Write a row with the team above it, such as TEAM 1, or give the list a column for the team.")
    outside = [
        Fault(row.place, phrase("a row above the first team"), phrase("the rows of a team below its name"), hint=hint)
        for row in entries
        if not row.group
    ]
    return [row for row in entries if row.group], outside


def _no_entry(row: SheetRow, missing: Sequence[str], required: int) -> Fault | None:
    """Return the fault of a row of totals, and of one without any required cell, such as a signature."""
    pattern = rf"{spelling_pattern('row.total')}\b.*"
    total = next((text for text in row.cells if re.fullmatch(pattern, text.casefold())), "")
    if missing and total:
        found = phrase("a row of totals, {text!r}", text=total)
        return Fault(row.place, found, phrase("one entry in each row"), hint=phrase("Delete this row."))
    is_alone = len(set(filter(None, row.cells))) == 1
    if missing and (is_alone or len(missing) in {required, *range(2, required)}) and not row.faults:
        found = phrase("a row without {names}", names=", ".join(missing))
        hint = phrase("Complete it, or delete it if it is no part of the list, such as a signature.")
        if row.group and is_alone:
            hint = phrase("Delete it, or if it names a team, write the team as in the plan.")
        return Fault(row.place, found, phrase("one entry in each row"), hint=hint)
    return None


def _heading_index(sheet: Sheet, key_of: KeyOf, required: Sequence[str]) -> int | None:
    """Return the index of the row of headings; without required keys the first that is not one cell above others."""
    for index, row in enumerate(sheet.rows[:MOST_TITLE_ROWS]):
        keys = [key_of(cell) for cell in row.cells if cell]
        if set(keys).issuperset(required) if required else len(keys) > 1 or len(row.cells) == 1:
            return index
    if required:
        rows = sheet.rows[:MOST_TITLE_ROWS]
        pairs = (_in_one_row(upper, lower) for upper, lower in itertools.pairwise(rows))
        headed = (index for index, head in enumerate(pairs) if set(map(key_of, head.cells)).issuperset(required))
        return next(headed, None)
    return 0 if sheet.rows else None


def _headings_and_rows(
    sheet: Sheet, index: int, key_of: KeyOf, required: Sequence[str], people: PeopleRows | None
) -> tuple[SheetRow, Sequence[SheetRow]]:
    """Return the row of headings, which may be two rows in the file, and the rows below it."""
    head, body = sheet.rows[index], sheet.rows[index + 1 :]
    in_two_rows = not set(map(key_of, head.cells)).issuperset(required)
    is_group = bool(body and people and name_of_group(body[0], people))
    if body and not is_group and (in_two_rows or not any(body[0].cells) or _continues(head, body[0], key_of, required)):
        return _in_one_row(head, body[0]), body[1:]
    above = sheet.rows[index - 1] if index else head
    is_heading = required and sum(map(bool, above.cells)) > 1
    return (attrs.evolve(_in_one_row(above, head), place=head.place) if is_heading else head), body


def _continues(head: SheetRow, below: SheetRow, key_of: KeyOf, required: Sequence[str]) -> bool:
    """Return whether the row below has headings for columns that have none, and none of the required cells."""
    pairs = list(itertools.zip_longest(head.cells, below.cells, fillvalue=""))
    is_person = any(text and key_of(heading) in required for heading, text in pairs)
    return bool(required) and not is_person and any(text and not heading for heading, text in pairs)


def _in_one_row(upper: SheetRow, lower: SheetRow) -> SheetRow:
    """Return headings that stand in two rows as one: the lower cell, and if it is empty, the upper one."""
    cells = tuple(low or up for up, low in itertools.zip_longest(upper.cells, lower.cells, fillvalue=""))
    source_rows = [lower if low else upper for low, _ in itertools.zip_longest(lower.cells, cells, fillvalue="")]
    faults = {index: row.faults[index] for index, row in enumerate(source_rows) if index in row.faults}
    return SheetRow(upper.place, cells, {index: fault for index, fault in faults.items() if fault[0] != MERGED})


def _columns(headed: tuple[Sheet, int] | None) -> int:
    return sum(map(bool, headed[0].rows[headed[1]].cells)) if headed else 0


def _no_headings(
    sheets: Sequence[Sheet], key_of: KeyOf, required: Sequence[str], people: PeopleRows | None
) -> Iterator[Fault]:
    """Yield a fault for each heading that the most similar row lacks."""
    rows = [(sheet, row) for sheet in sheets for row in sheet.rows[:MOST_TITLE_ROWS]]
    examples = people.examples if people else {}
    if not rows:
        sheet_place = sheets[0].place if sheets else ""
        names = joined(examples.get(key, key) for key in required)
        yield Fault(sheet_place, phrase("no rows"), phrase("a row of headings: {names}", names=names))
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
            if people and key == people.key:
                hint = joined((hint, phrase("A row such as TEAM 1 above the people of each team will do too.")), " ")
            yield Fault(
                row.place,
                phrase("no column {key!r}", key=key),
                phrase(
                    "a heading for it, such as {example}, among {headings}{kind}",
                    example=examples.get(key, key),
                    headings=headings,
                    kind=kind,
                ),
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
            cells[keys[index]] = Cell(_TEXT_MARK.sub("", text))
        elif text:
            details.append((heading, text))
    return Record(row.place, cells, tuple(details), row.group)
