"""Read tables from workbooks (XLSX). No formula is computed and no macro is run."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile, ZipFile

from electsched.errors import Fault, InputError
from electsched.loaders.sheets.table import AS_TEXT, Sheet, SheetRow

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell as WorkbookCell
    from openpyxl.cell.cell import MergedCell

__all__ = ["is_workbook", "refuse_other_forms", "workbook_sheets"]

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MAX_UNPACKED_BYTES = 500_000_000
"""The largest content of a workbook: some million rows."""
MOST_DIGITS = 15
"""The digits of a number that a spreadsheet keeps."""
SAVE_AS = "Open it in a spreadsheet and save it as XLSX or CSV"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def is_workbook(data: bytes) -> bool:
    """Return whether bytes begin as those of a workbook."""
    return data.startswith(ZIP)


def refuse_other_forms(data: bytes, path: Path) -> None:
    """Raise an error for a file that is a spreadsheet in another form than its name says.

    Raises:
        InputError: It is an old or a locked workbook, a web page, or its name ends otherwise than its content.
    """
    expected = "a workbook that ends in .xlsx, or text that ends in .csv"
    is_named = path.suffix.lower() in {".xlsx", ".xlsm"}
    cause, hint = "", ""
    if data.startswith(OLE) and _ENCRYPTED in data:
        cause, hint = "a workbook with a password", "Remove the password and save it again."
    elif data.startswith(OLE):
        cause, hint = "a workbook in the old form of Excel (.xls)", f"{SAVE_AS}."
    elif data.lstrip()[:200].lower().startswith((b"<!doctype html", b"<html", b"<?xml", b"<table")):
        cause, hint = "a web page or XML", f"{SAVE_AS}."
    elif data.startswith(ZIP) and not is_named:
        cause, hint = f"a workbook whose name ends in {path.suffix or 'nothing'}", "Let its name end in .xlsx."
    elif is_named and not data.startswith(ZIP):
        cause, hint = "a file that is no workbook", f"{SAVE_AS}, or let its name end in .csv if it is text."
    if cause:
        raise InputError(Fault(path.name, cause, expected, hint=hint))


def workbook_sheets(data: bytes, name: str) -> Iterator[Sheet]:
    """Yield the visible sheets of a workbook.

    Raises:
        InputError: openpyxl is not installed, or the workbook is damaged, too large, or has macros.
    """
    try:
        import openpyxl  # noqa: PLC0415  # optional, and heavy
    except ImportError as error:
        hint = "Install electsched[excel], or save the list as CSV."
        raise InputError(Fault(name, "a workbook", "the library openpyxl, which reads it", hint=hint)) from error
    _check_archive(data, name)
    try:
        workbook = openpyxl.load_workbook(io.BytesIO(data), data_only=False, keep_links=False)
    except Exception as error:  # the library raises whatever its parsers raise
        raise InputError(Fault(name, "a workbook that is damaged", f"one that opens: {SAVE_AS}")) from error
    for sheet in workbook.worksheets:
        if sheet.sheet_state == "visible":
            place = f"{name} sheet {sheet.title!r}"
            merged = {(row, column) for span in sheet.merged_cells.ranges for row, column in _cells_of(span)}
            rows = (_row(cells, place, merged) for cells in sheet.iter_rows())
            yield Sheet(place, [row for row in rows if any(row.cells) or row.faults], "a workbook")


def _check_archive(data: bytes, name: str) -> None:
    try:
        with ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except BadZipFile as error:
        raise InputError(Fault(name, "a workbook that is damaged", "a whole file", hint="Copy it again.")) from error
    if any(part.filename.endswith("vbaProject.bin") for part in parts):
        raise InputError(Fault(name, "a workbook with macros", "one without", hint=f"{SAVE_AS}, without macros."))
    if sum(part.file_size for part in parts) > MAX_UNPACKED_BYTES:
        found = f"a workbook of more than {MAX_UNPACKED_BYTES // 10**6} MB"
        raise InputError(Fault(name, found, "one list", hint=f"{SAVE_AS}, with the list alone."))


def _cells_of(span: Any) -> Iterator[tuple[int, int]]:  # noqa: ANN401  # a range of openpyxl
    for row in range(span.min_row, span.max_row + 1):
        for column in range(span.min_col, span.max_col + 1):
            yield row, column


def _row(cells: Sequence[WorkbookCell | MergedCell], place: str, merged: set[tuple[int, int]]) -> SheetRow:
    texts: list[str] = []
    faults: dict[int, tuple[str, str]] = {}
    number = cells[0].row if cells else 0
    for index, cell in enumerate(cells):
        text, cause, hint = _text(cell.value, cell.data_type)
        if (number, index + 1) in merged:
            cause, hint = "a merged cell", "Undo the merging, and write the value into each row."
        if cause:
            faults[index] = (cause, hint)
        texts.append(text)
    return SheetRow(f"{place} row {number}", tuple(texts), faults)


_UNREADABLE = {
    "f": ("a formula", "Put its value in its place: copy it, then paste it as a value."),
    "e": ("an error of the spreadsheet", "Mend the cell."),
}
"""The cause and the way out of cells without a value, by the type of their data."""


def _text(value: object, data_type: str) -> tuple[str, str, str]:
    """Return the text of a cell, and the cause and the way out if it has none."""
    cause, hint = _UNREADABLE.get(data_type, ("", ""))
    text = "" if value is None else str(value).strip()
    if isinstance(value, float) and value.is_integer():
        text = str(int(value))
    elif isinstance(value, datetime) and value.time() == time():
        text = value.date().isoformat()
    elif isinstance(value, date | time):
        text = value.isoformat()
    if isinstance(value, int | float) and abs(value) >= 10**MOST_DIGITS:
        cause, hint = f"a number with more than {MOST_DIGITS} digits, of which a spreadsheet keeps no more", AS_TEXT
    return text, cause, hint
