"""Grids of people by days as files: workbooks and CSV, and what a planner changed in them."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest

import electsched
from electsched.loaders.plan_files.roster_grid import load_roster
from electsched.loaders.sheets.writer import workbook_bytes
from electsched.roster.index import RosterIndex
from electsched.roster.sheets.grid import duty_grid
from electsched.roster.sheets.rows import duty_rows
from tests.sites import jombang, three_districts


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_written_grid_is_read_as_the_roster(tmp_path: Path, form: str, language: str) -> None:
    """A workbook and a CSV file, with headings in either language, give the roster from which they were written."""
    plan = three_districts()
    roster, _ = electsched.build_roster(plan)
    table = duty_grid(RosterIndex(plan, roster), roster.duties, language)
    path = tmp_path / f"grid.{form}"
    path.write_bytes(table.to_csv().encode("utf-8-sig") if form == "csv" else workbook_bytes([table]))
    assert load_roster(path, plan) == roster


@pytest.mark.parametrize(
    ("row", "heading", "place", "found"),
    [
        ("p-9999,,A,Regu KPU 1,kpu/tour", "2023-11-28", "grid.csv line 2", "'p-9999'"),
        (",,,Regu Kosong,kpu/tour", "2023-11-28", "grid.csv line 2", "the team 'Regu Kosong'"),
        ("p-0001,,A,Regu KPU 1,kpu/tour", "28 Nov", "grid.csv line 2", "the column '28 Nov'"),
        ("p-0001,,A,Regu KPU 1,kpu/noon", "2023-11-28", "grid.csv line 2: 2023-11-28", "'kpu/noon'"),
    ],
)
def test_fault_of_a_grid_has_its_place(tmp_path: Path, row: str, heading: str, place: str, found: str) -> None:
    """A person, a team, a day or a duty that the plan does not have is named with its row and column."""
    path = tmp_path / "grid.csv"
    path.write_text(f"NRP,Pangkat,Nama,Regu,{heading}\n{row}\n", encoding="utf-8")
    with pytest.raises(electsched.InputError) as caught:
        load_roster(path, jombang())
    assert [(fault.path, fault.found) for fault in caught.value.faults] == [(place, found)]


def test_workbook_is_the_same_bytes_and_has_no_formula() -> None:
    """Twice the same bytes, without the time of writing; days are dates, and a text that begins with = is a text."""
    plan = jombang()
    roster, _ = electsched.build_roster(plan)
    table = duty_rows(RosterIndex(plan, roster), roster.select(post="kpu").duties, "id")
    formula = type(table)(table.title, table.columns, (("=1+1", *table.rows[0][1:]), *table.rows))
    data = workbook_bytes([formula])
    assert data == workbook_bytes([formula])
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    assert (sheet["A2"].value, sheet["A2"].data_type) == ("=1+1", "s")
    assert sheet["A3"].is_date
    assert sheet.freeze_panes == "A2"


def test_names_and_headings_of_a_grid_stay_in_view() -> None:
    """A grid scrolls beside the names, under bold headings, which are printed on each page as wide as the sheet."""
    plan = jombang()
    roster, _ = electsched.build_roster(plan)
    table = duty_grid(RosterIndex(plan, roster), roster.select(post="kpu").duties, "id")
    sheet = openpyxl.load_workbook(io.BytesIO(workbook_bytes([table]))).worksheets[0]
    assert (sheet.freeze_panes, sheet["E1"].is_date, sheet["D1"].is_date) == ("E2", True, False)
    assert all(cell.font.b for cell in sheet[1])
    assert (sheet.page_setup.orientation, sheet.print_title_rows) == ("landscape", "$1:$1")
