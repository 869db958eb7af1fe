"""Write tables as workbooks (XLSX); the same tables give the same bytes."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from electsched.errors import Fault, InputError
from electsched.phrases import phrase
from electsched.roster.sheets.rows import DutyTable

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

__all__ = ["workbook_bytes"]

STAMP = datetime(1980, 1, 1)  # noqa: DTZ001  # the first moment of the ZIP format, which has no zone
DAY_FORMAT = "yyyy-mm-dd"
MOST_WIDE = 40
"""The widest column, in characters."""
MOST_LINK = 2_000
"""The characters of an address that a spreadsheet can open; a longer one is text alone."""


def workbook_bytes(tables: Iterable[DutyTable]) -> bytes:
    """Return a workbook with a sheet for each table, and no cell is a formula.

    The headings stay in view, and so do the names beside columns of days; a sheet is printed as wide as a page.

    Raises:
        InputError: openpyxl is not installed.
    """
    try:
        import openpyxl  # noqa: PLC0415  # optional, and heavy
    except ImportError as error:
        hint = phrase("Install electsched[excel], or write CSV.")
        raise InputError(
            Fault("", phrase("no library openpyxl"), phrase("it, to write a workbook"), hint=hint)
        ) from error
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.worksheets[0])
    for table in tables:
        _fill(workbook.create_sheet(table.title), table)
    workbook.properties.created = workbook.properties.modified = STAMP
    data = io.BytesIO()
    workbook.save(data)
    return _without_times(data.getvalue())


def _fill(sheet: Worksheet, table: DutyTable) -> None:
    from openpyxl.styles import Font  # noqa: PLC0415  # as above
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    heading = Font(bold=True)
    for number, cells in enumerate((table.columns, *table.rows), start=1):
        for column, value in enumerate(cells, start=1):
            if value == "":
                continue
            cell = sheet.cell(number, column)
            cell.value = value  # type: ignore[assignment]  # a text, a number or a date
            if isinstance(value, str):
                cell.data_type = "s"  # a text that begins with = is no formula
                if value.startswith("https://") and len(value) <= MOST_LINK:
                    cell.hyperlink = value
            elif isinstance(value, date):
                cell.number_format = DAY_FORMAT
    for cell in sheet[1]:
        cell.font = heading
    first_day = next((number for number, name in enumerate(table.columns, start=1) if isinstance(name, date)), 1)
    sheet.freeze_panes = f"{get_column_letter(first_day)}2"
    setup = sheet.page_setup
    setup.orientation, setup.fitToPage, setup.fitToHeight = "landscape", True, 0
    sheet.print_title_rows = "1:1"
    for column, texts in enumerate(zip(table.columns, *table.rows, strict=True), start=1):
        width = max(len(str(text)) for text in texts) + 2
        sheet.column_dimensions[get_column_letter(column)].width = min(width, MOST_WIDE)


def _without_times(data: bytes) -> bytes:
    """Return a workbook whose parts all have one time, and which has no time of saving."""
    copy = io.BytesIO()
    with ZipFile(io.BytesIO(data)) as parts, ZipFile(copy, "w") as target:
        for info in parts.infolist():
            content = parts.read(info)
            if info.filename == "docProps/core.xml":
                start, _, tail = content.partition(b"<dcterms:modified")
                content = start + tail.partition(b"</dcterms:modified>")[2]
            target.writestr(ZipInfo(info.filename, STAMP.timetuple()[:6]), content, ZIP_DEFLATED)
    return copy.getvalue()
