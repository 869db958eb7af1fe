"""Rows that name the group of the rows below them, such as ``REGU 1`` above its members, and other rows between."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import attrs

from electsched.i18n.reading import spelling_pattern
from electsched.loaders.sheets.rows import MERGED, GroupRow, Sheet, SheetRow
from electsched.values import value_text

__all__ = ["PeopleRows", "grouped_rows", "has_groups", "name_of_group", "without_column_numbers"]

_NUMBER_OF_COLUMN = re.compile(r"\(?(\d{1,2})\)?\.?")
LEAST_COLUMNS = 3
"""The fewest numbers that are taken for a row of column numbers."""


@attrs.frozen
class PeopleRows:
    """The rows of a list of people: a row may state the team of those below it.

    Attributes:
        examples: A usual heading of each required key.
        key: The key that a row may state, such as ``team``.
        is_group: Returns whether a text is the name of a team.
    """

    examples: Mapping[str, str]
    key: str
    is_group: Callable[[str], bool]

    __repr__ = value_text


def has_groups(sheet: Sheet, people: PeopleRows) -> bool:
    """Return whether a row of a sheet names a group."""
    return any(name_of_group(row, people) for row in sheet.rows)


def grouped_rows(
    rows: Iterable[SheetRow], head: SheetRow, keys: Sequence[str], people: PeopleRows, above: Sequence[SheetRow]
) -> list[SheetRow]:
    """Return the rows of entries, each with the row that names its group.

    Args:
        rows: The rows below the headings.
        head: The headings; where they stand again, above each group, they are left out.
        keys: The key of each column.
        people: The key that the groups state, and their names.
        above: The rows above the headings; the last of them may name the first group.
    """
    column = keys.index(people.key) if people.key in keys else None
    headings = {text.casefold() for text in head.cells if text}
    name = name_of_group(above[-1], people) if above and column is None else ""
    group = GroupRow(above[-1].place, name) if name else None
    entries = []
    for row in rows:
        texts = {text.casefold() for text in row.cells if text}
        if len(texts) > 1 and texts <= headings:
            continue
        # A name in the column of groups alone may be that of a person whose other cells are still empty.
        in_column = column is not None and not row.faults and any(row.cells[column : column + 1])
        if not in_column and (name := name_of_group(row, people)):
            group = GroupRow(row.place, name)
        else:
            entries.append(attrs.evolve(row, group=group))
    return entries


@functools.cache
def _beside() -> re.Pattern[str]:
    """Return the pattern of text that may stand beside the name of a group: its number, or its strength."""
    number, strength = r"([0-9]{1,3}|[ivx]+|[a-z])[.)]?", rf"\d+ *{spelling_pattern('row.people')}\.?"
    return re.compile(f"{number}|{strength}", re.IGNORECASE)


def name_of_group(row: SheetRow, people: PeopleRows) -> str:
    """Return the name of the group that a row states; empty if it has other cells, or states none."""
    names = dict.fromkeys(text for text in row.cells if text and not _beside().fullmatch(text))
    is_readable = all(cause == MERGED for cause, _ in row.faults.values())
    name = next(iter(names)) if len(names) == 1 and is_readable else ""
    return name if name and people.is_group(name) else ""


def without_column_numbers(rows: Iterable[SheetRow]) -> Iterator[SheetRow]:
    """Yield the rows without those that number the columns: 1, 2, 3 and so on."""
    for row in rows:
        numbers = [_NUMBER_OF_COLUMN.fullmatch(text) for text in row.cells if text]
        values = [int(number[1]) for number in numbers if number]
        if len(values) < LEAST_COLUMNS or values != list(range(1, len(numbers) + 1)):
            yield row
