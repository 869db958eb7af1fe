"""Read tables that spreadsheets save as text: CSV with any usual separator, in UTF-8, UTF-16 or Windows-1252."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from io import StringIO

from electsched.errors import Fault, InputError
from electsched.i18n.parser_causes import parser_cause
from electsched.loaders.sheets.cell import plain_text
from electsched.loaders.sheets.rows import Sheet, SheetRow
from electsched.phrases import phrase

__all__ = ["text_sheets"]

SEPARATORS = {
    ",": phrase("text with commas"),
    ";": phrase("text with semicolons"),
    "\t": phrase("text with tabs"),
    "|": phrase("text with vertical bars"),
}
_BYTE_ORDER_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
LEAST_ZEROS = 0.9
"""The share of zeros among the high bytes of UTF-16 text in Latin letters."""
WINDOWS = "cp1252"
"""The encoding of Windows for Indonesian and English, which a spreadsheet writes if UTF-8 is not asked for."""


def text_sheets(data: bytes, name: str) -> Iterator[Sheet]:
    """Yield the rows of a text file by each separator that occurs in it, or by that which its line ``sep=`` states.

    Raises:
        InputError: The bytes are no text, or no CSV by any separator.
    """
    text = _decoded(data, name)
    stated = ""
    first, _, body = text.partition("\n")
    lines_above = 0
    if first.lower().startswith("sep=") and len(first.strip("\r")) == len("sep=,"):
        stated, text, lines_above = first[4], body, 1
    separators = [stated] if stated else [separator for separator in SEPARATORS if separator in text] or [","]
    errors: list[csv.Error] = []
    for separator in separators:
        try:
            rows = list(_rows(text, name, separator, lines_above))
        except csv.Error as error:
            errors.append(error)
            continue
        kind = SEPARATORS.get(separator) or phrase("text with {separator!r} between cells", separator=separator)
        yield Sheet(name, rows, kind)
    if len(errors) == len(separators):
        raise InputError(
            Fault(
                name,
                phrase("text that is not CSV: {error}", error=parser_cause(errors[0])),
                phrase("quotation marks in pairs"),
            )
        )


def _decoded(data: bytes, name: str) -> str:
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _decoded_as(data.removeprefix(mark), encoding, name)
    if b"\0" in data:
        if encoding := _unmarked_utf16(data):
            return _decoded_as(data, encoding, name)
        raise InputError(
            Fault(name, phrase("a file that is no text"), phrase("a CSV file, or a workbook that ends in .xlsx"))
        )
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _decoded_as(data, WINDOWS, name)


def _unmarked_utf16(data: bytes) -> str:
    """Return the encoding of UTF-16 without a mark, in which nearly every second byte is zero; else nothing."""
    for encoding, high_bytes in (("utf-16-le", data[1::2]), ("utf-16-be", data[::2])):
        if len(data) % 2 == 0 and high_bytes.count(0) > LEAST_ZEROS * len(high_bytes):
            return encoding
    return ""


def _decoded_as(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        cause = phrase(
            "byte {byte:#04x} at offset {start}, which is no text in {encoding}",
            byte=data[error.start],
            start=error.start,
            encoding=encoding.upper(),
        )
        raise InputError(Fault(name, cause, phrase("text in UTF-8"), hint=phrase("Save it as CSV UTF-8."))) from error


def _rows(text: str, name: str, separator: str, lines_above: int) -> Iterator[SheetRow]:
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator, skipinitialspace=True, strict=True)
    for cells in reader:
        stripped = tuple(map(plain_text, cells))
        if any(stripped):
            yield SheetRow(phrase("{file} line {row}", file=name, row=reader.line_num + lines_above), stripped)
