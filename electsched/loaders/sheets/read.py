"""Read a list that stands in a file of its own."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from electsched.errors import Fault, InputError, os_cause
from electsched.loaders.sheets.groups import PeopleRows
from electsched.loaders.sheets.table import KeyOf, Table, table_of
from electsched.loaders.sheets.text_files import text_sheets
from electsched.loaders.sheets.workbooks import is_workbook, refuse_other_forms, workbook_sheets
from electsched.phrases import phrase

__all__ = ["read_table"]


def read_table(
    path: Path,
    key_of: KeyOf = str,
    required: Iterable[str] = (),
    faults: list[Fault] | None = None,
    people: PeopleRows | None = None,
) -> Table:
    """Return the table of a file.

    Args:
        path: A workbook that ends in ``.xlsx``, or text with commas, semicolons or tabs.
        key_of: Returns the key for which a heading stands; a heading is its own key by default.
        required: The keys that must have a heading.
        faults: A list to which the faults of rows are added; their rows are left out. Without it they are raised.
        people: The rows of a list of people; see `table_of`.

    Raises:
        InputError: The file cannot be read as a table with these headings.
    """
    try:
        data = path.read_bytes()
    except (OSError, ValueError) as error:
        cause = os_cause(error) if isinstance(error, OSError) else phrase("no name of a file")
        raise InputError(Fault(path.name, cause, phrase("a list: a workbook (XLSX) or CSV"))) from error
    if path.suffix.lower() == ".toml":
        expected = phrase("a list: a workbook (XLSX) or CSV")
        raise InputError(Fault(path.name, phrase("a file that ends in {ending}", ending=path.suffix), expected))
    refuse_other_forms(data, path)
    sheets = workbook_sheets if is_workbook(data) else text_sheets
    return table_of(sheets(data, path.name), key_of, required, faults, people)
