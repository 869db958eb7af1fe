"""Write a table to the file that an option names, in the form that the name ends with."""

from __future__ import annotations

from electsched.cli.files import write_output
from electsched.loaders.sheets.writer import workbook_bytes
from electsched.roster.sheets.rows import DutyTable

__all__ = ["write_table"]


def write_table(path: str, table: DutyTable) -> None:
    """Write a workbook if the name ends in ``.xlsx``, else CSV.

    Raises:
        InputError: openpyxl is not installed, or the path cannot be written.
    """
    write_output(path, workbook_bytes([table]) if path.endswith(".xlsx") else table.to_csv())
