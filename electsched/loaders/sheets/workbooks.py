"""Read tables from workbooks (XLSX). No formula is computed and no macro is run."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile, ZipFile

from electsched.errors import Fault, InputError
from electsched.loaders.sheets.cell import plain_text
from electsched.loaders.sheets.rows import MERGED, Sheet, SheetRow
from electsched.loaders.sheets.table import AS_TEXT, CELL_ERROR, FORMULA
from electsched.phrases import NOTHING, Phrase, joined, phrase

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell as WorkbookCell
    from openpyxl.cell.cell import MergedCell

__all__ = ["is_workbook", "refuse_other_forms", "workbook_sheets"]

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MAX_UNPACKED_BYTES = 500_000_000
"""The largest content of a workbook: some million rows."""
MOST_DIGITS = 15
"""The digits of a number that a spreadsheet keeps."""
SAVE_AS = phrase("Open it in a spreadsheet and save it as XLSX or CSV")
SAVED_AGAIN = joined((SAVE_AS, "."), "")
TYPED_AGAIN = phrase("Copy the list into a spreadsheet and save it as XLSX or CSV.")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_OPEN_DOCUMENT = b"mimetypeapplication/vnd.oasis.opendocument"
_WORD = b"word/document.xml"


def is_workbook(data: bytes) -> bool:
    """Return whether bytes begin as those of a workbook."""
    return data.startswith(ZIP)


def refuse_other_forms(data: bytes, path: Path) -> None:
    """Raise an error for a file that is a spreadsheet in another form than its name says.

    Raises:
        InputError: It is an old or a locked workbook, a web page, or its name ends otherwise than its content.
    """
    expected = phrase("a workbook that ends in .xlsx, or text that ends in .csv")
    is_named = path.suffix.lower() in {".xlsx", ".xlsm"}
    cause = hint = NOTHING
    if data.startswith(OLE) and _ENCRYPTED in data:
        cause = phrase("a workbook with a password")
        hint = phrase("Remove the password and save it again.")
    elif data.startswith(OLE):
        cause = phrase("a workbook in the old form of Excel (.xls)")
        hint = SAVED_AGAIN
    elif data.lstrip()[:200].lower().startswith((b"<!doctype html", b"<html", b"<?xml", b"<table")):
        cause = phrase("a web page or XML")
        hint = SAVED_AGAIN
    elif data.startswith(b"%PDF"):
        cause = phrase("a PDF document")
        hint = TYPED_AGAIN
    elif data.startswith(ZIP) and _WORD in data:
        cause = phrase("a text document (.docx)")
        hint = TYPED_AGAIN
    elif data.startswith(ZIP) and _OPEN_DOCUMENT in data[:100]:
        cause = phrase("a workbook in the form of LibreOffice (.ods)")
        hint = SAVED_AGAIN
    elif data.startswith(ZIP) and not is_named:
        cause = phrase("a workbook whose name ends in {ending}", ending=path.suffix or phrase("nothing"))
        hint = phrase("Let its name end in .xlsx.")
    elif is_named and not data.startswith(ZIP):
        cause = phrase("a file that is no workbook")
        hint = phrase("{remedy}, or let its name end in .csv if it is text.", remedy=SAVE_AS)
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
        hint = phrase("Install electsched[excel], or save the list as CSV.")
        raise InputError(
            Fault(name, phrase("a workbook"), phrase("the library openpyxl, which reads it"), hint=hint)
        ) from error
    _check_archive(data, name)
    try:
        workbook = openpyxl.load_workbook(io.BytesIO(data), data_only=False, keep_links=False)
    except Exception as error:  # the library raises whatever its parsers raise
        raise InputError(
            Fault(name, phrase("a workbook that is damaged"), phrase("one that opens: {remedy}", remedy=SAVE_AS))
        ) from error
    for sheet in workbook.worksheets:
        if sheet.sheet_state == "visible":
            sheet_place = phrase("{file} sheet {title!r}", file=name, title=sheet.title)
            merged = {(row, column) for span in sheet.merged_cells.ranges for row, column in _cells_of(span)}
            hidden = {number for number, row in sheet.row_dimensions.items() if row.hidden}
            rows = (_row(cells, sheet_place, merged, hidden) for cells in sheet.iter_rows())
            yield Sheet(sheet_place, [row for row in rows if any(row.cells) or row.faults], phrase("a workbook"))


def _check_archive(data: bytes, name: str) -> None:
    try:
        with ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except BadZipFile as error:
        raise InputError(
            Fault(name, phrase("a workbook that is damaged"), phrase("a whole file"), hint=phrase("Copy it again."))
        ) from error
    if any(part.filename.endswith("vbaProject.bin") for part in parts):
        raise InputError(
            Fault(
                name,
                phrase("a workbook with macros"),
                phrase("one without"),
                hint=phrase("{remedy}, without macros.", remedy=SAVE_AS),
            )
        )
    if sum(part.file_size for part in parts) > MAX_UNPACKED_BYTES:
        found = phrase("a workbook of more than {most} MB", most=MAX_UNPACKED_BYTES // 10**6)
        raise InputError(
            Fault(name, found, phrase("one list"), hint=phrase("{remedy}, with the list alone.", remedy=SAVE_AS))
        )


def _cells_of(span: Any) -> Iterator[tuple[int, int]]:  # noqa: ANN401  # a range of openpyxl
    for row in range(span.min_row, span.max_row + 1):
        for column in range(span.min_col, span.max_col + 1):
            yield row, column


def _row(
    cells: Sequence[WorkbookCell | MergedCell], sheet_place: Phrase, merged: set[tuple[int, int]], hidden: set[int]
) -> SheetRow:
    texts: list[str] = []
    faults: dict[int, tuple[Phrase, Phrase]] = {}
    number = cells[0].row if cells else 0
    for index, cell in enumerate(cells):
        text, cause, hint = _text(cell.value, cell.data_type)
        if (number, index + 1) in merged:
            cause = MERGED
            hint = phrase("Undo the merging, and write the value into each row.")
        if cause:
            faults[index] = (cause, hint)
        texts.append(text)
    if number in hidden and any(texts):
        first = next(index for index, text in enumerate(texts) if text)
        faults[first] = (phrase("a hidden row"), phrase("Show all rows, also those of a filter, or delete this one."))
    return SheetRow(phrase("{sheet} row {row}", sheet=sheet_place, row=number), tuple(texts), faults)


_UNREADABLE = {
    "f": (FORMULA, phrase("Put its value in its place: copy it, then paste it as a value.")),
    "e": (CELL_ERROR, phrase("Mend the cell.")),
}
"""The cause and the way out of cells without a value, by the type of their data."""


def _text(value: object, data_type: str) -> tuple[str, Phrase, Phrase]:
    """Return the text of a cell, and the cause and the way out if it has none."""
    cause, hint = _UNREADABLE.get(data_type, (NOTHING, NOTHING))
    text = "" if value is None else plain_text(str(value))
    if isinstance(value, float) and value.is_integer():
        text = str(int(value))
    elif isinstance(value, datetime) and value.time() == time():
        text = value.date().isoformat()
    elif isinstance(value, date | time):
        text = value.isoformat()
    if isinstance(value, int | float) and abs(value) >= 10**MOST_DIGITS:
        cause = phrase("a number with more than {most} digits, of which a spreadsheet keeps no more", most=MOST_DIGITS)
        hint = AS_TEXT
    return text, cause, hint
