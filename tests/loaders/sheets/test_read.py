"""Lists of people as offices have them: what a spreadsheet saves is read, or refused with the cause."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import electsched
from electsched.i18n.error_text import error_text
from electsched.loaders.plan_files.repetition import write_out
from electsched.operation.plan import Plan

EXAMPLE = Path(__file__).parents[3] / "examples" / "jombang.toml"
PEOPLE = (("p-1", "padal-1", "Orang 1"), ("p-2", "padal-1", "Orang 2 – cadangan"), ("p-3", "padal-2", "Orang 3, S.H."))
HEADINGS = ("key", "team", "name")


def _plan(path: Path, columns: str = "") -> Plan:
    plan = EXAMPLE
    if columns:
        plan = path.with_name("plan.toml")
        text = EXAMPLE.read_text(encoding="utf-8")
        plan.write_text(f"columns = {columns}\n{text}", encoding="utf-8")
        path.with_name("jombang-kecamatan.csv").write_bytes((EXAMPLE.parent / "jombang-kecamatan.csv").read_bytes())
    return electsched.load_plan(plan, members=path)


def _people(plan: Plan) -> list[tuple[str, str, str]]:
    return [(member.key, member.team, member.name) for member in plan.members]


def _text(separator: str, headings: tuple[str, ...] = HEADINGS) -> str:
    quoted = [[f'"{cell}"' if separator in cell else cell for cell in row] for row in (headings, *PEOPLE)]
    return "".join(separator.join(row) + "\r\n" for row in quoted)


def _workbook(path: Path, *rows: tuple[Any, ...]) -> openpyxl.Workbook:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    workbook.save(path)
    return workbook


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("above", ["", "DAFTAR PERSONEL\r\n\r\n"])
def test_text_of_a_spreadsheet_is_read(tmp_path: Path, separator: str, encoding: str, above: str) -> None:
    """Commas, semicolons and tabs, four encodings, with or without a title: the people are the same."""
    path = tmp_path / "list.csv"
    path.write_bytes((above + _text(separator)).encode(encoding))
    assert _people(_plan(path)) == list(PEOPLE)


def test_stated_separator_is_used(tmp_path: Path) -> None:
    """The line ``sep=`` of a spreadsheet states the separator, and lines are counted with it."""
    path = tmp_path / "list.csv"
    path.write_bytes(("sep=|\r\n" + _text("|")).encode())
    assert _people(_plan(path)) == list(PEOPLE)
    path.write_bytes(("sep=|\r\n" + _text("|").replace("padal-2", "nobody")).encode())
    with pytest.raises(electsched.InputError, match=r"list\.csv line 5: team: found the team 'nobody'"):
        _plan(path)


@pytest.mark.parametrize(
    "headings",
    [
        ("NRP", "Regu", "Nama"),
        ("nip / nrp", "TIM", "Nama Lengkap"),
        ("No. Induk", "Nama Regu", "nama personel"),
        ("Service number", "Squad", "Full name"),
    ],
)
def test_headings_of_offices_are_understood(tmp_path: Path, headings: tuple[str, ...]) -> None:
    """Headings in Indonesian and English, with capitals and dots."""
    path = tmp_path / "list.csv"
    path.write_bytes(_text(";", headings).encode())
    assert _people(_plan(path)) == list(PEOPLE)


def test_plan_states_other_headings(tmp_path: Path) -> None:
    """With ``columns`` a plan says which column is which; a heading that is known for the key counts no more."""
    path = tmp_path / "list.csv"
    path.write_bytes(_text(",", ("Kode", "Kompi", "Panggilan")).encode())
    columns = '{ key = "Kode", team = "kompi", name = "Panggilan" }'
    assert _people(_plan(path, columns)) == list(PEOPLE)
    with pytest.raises(electsched.InputError) as caught:
        _plan(path)
    assert [fault.found for fault in caught.value.faults] == ["no column 'key'", "no column 'team'", "no column 'name'"]
    assert "Kode, Kompi, Panggilan (text with commas)" in caught.value.faults[0].expected
    assert 'columns = { key = "..." }' in caught.value.faults[0].hint


def test_teams_are_known_by_their_names(tmp_path: Path) -> None:
    """A team may be written by its name in any language of the plan."""
    plan = electsched.load_plan(EXAMPLE)
    path = tmp_path / "list.csv"
    rows = [f"{number},{plan.team(team).name[language]},A" for number, team, language in
            ((1, "padal-1", "id"), (2, "padal-1", "en"), (3, "kpu-2", "id"))]  # fmt: skip
    path.write_text("\n".join(("key,team,name", *rows)), encoding="utf-8")
    assert [member.team for member in _plan(path).members] == ["padal-1", "padal-1", "kpu-2"]


def test_further_columns_are_kept(tmp_path: Path) -> None:
    """Rank and telephone have meanings; other columns are kept with their headings, empty cells are not."""
    path = tmp_path / "list.xlsx"
    rows = (
        ("DAFTAR PERSONEL",),
        (),
        (None, "No", "NRP", "Nama", "Pangkat", "Regu", "No. HP", "Mulai cuti"),
        (None, 1, 79010001, "Orang 1", "AIPTU", "padal-1", 81200000001, None),
        (None, 2, "79.01.0002", "Orang 2", "BRIPKA", "padal-1", "081200000002", None),
        (),
    )
    _workbook(path, *rows)
    first, second = _plan(path).members
    assert (first.key, first.rank, first.phone, first.details) == ("79010001", "AIPTU", "81200000001", (("No", "1"),))
    assert (second.key, second.phone, second.details) == ("79.01.0002", "081200000002", (("No", "2"),))
    assert "Orang" not in repr(first)
    assert "812" not in repr(first)


@pytest.mark.parametrize(
    ("heading", "cell"),
    [
        ("Pangkat/NRP", "AIPTU/79010001"),
        ("PANGKAT / NRP", "AIPTU / 79010001"),
        ("Pangkat NRP", "AIPTU 7901 0001"),
        ("NRP/Pangkat", "79010001/AIPTU"),
        ("Pangkat dan NRP", "AIPTU\nNRP. 79010001"),
    ],
)
def test_rank_and_number_may_share_a_cell(tmp_path: Path, heading: str, cell: str) -> None:
    """The lists of the police have rank and number in one column; a number without a rank may stand there too."""
    path = tmp_path / "list.xlsx"
    _workbook(path, ("No", "Nama", heading, "Regu"), (1, "A", cell, "padal-1"), (2, "B", "79010002", "padal-1"))
    first, second = _plan(path).members
    assert (first.key, first.rank.removesuffix(" NRP.")) == ("79010001", "AIPTU")
    assert (second.key, second.rank) == ("79010002", "")


@pytest.mark.parametrize(
    ("spelling", "team"),
    [
        ("regu  kpu 2", "kpu-2"),
        ("REGU\u00a0KPU\u00a02", "kpu-2"),
        ("Regu-KPU-2", "kpu-2"),
        ("Regu KPU II", "kpu-2"),
        ("Regu KPU 02", "kpu-2"),
        ("Regu KPU2", "kpu-2"),
        ("KPU 2", "kpu-2"),
    ],
)
def test_teams_are_known_by_other_spellings(tmp_path: Path, spelling: str, team: str) -> None:
    """Capitals, spaces, hyphens, zeros in front and Roman numerals make no other team."""
    path = tmp_path / "list.xlsx"
    _workbook(path, ("NRP", "Regu", "Nama"), ("1", spelling, "A"))
    assert [member.team for member in _plan(path).members] == [team]


def test_number_of_a_team_is_enough_if_no_other_ends_with_it(tmp_path: Path) -> None:
    """In a plan with one team of that number it is meant; else the error names those that may be."""
    plan = tmp_path / "plan.toml"
    plan.write_bytes((Path(electsched.__file__).parent / "data" / "plans" / "starter.toml").read_bytes())
    path = tmp_path / "list.xlsx"
    _workbook(path, ("NRP", "Regu", "Nama"), ("1", 2, "A"), ("2", "III", "B"))
    assert [member.team for member in electsched.load_plan(plan, members=path).members] == ["team-2", "team-3"]
    with pytest.raises(electsched.InputError, match=r"found the team '2'; expected .*: bawaslu-2, gudang-2"):
        _plan(path)


def test_formula_in_a_further_column_does_no_harm(tmp_path: Path) -> None:
    """A formula that counts the rows is left out, and so is a merged remark; the other cells are kept."""
    path = tmp_path / "list.xlsx"
    rows = [("=ROW()-1", f"79{n}", "A", "padal-1", "#REF!" if n else None, "x") for n in range(2)]
    workbook = _workbook(path, ("No", "NRP", "Nama", "Regu", "Sisa", "Ket lain"), *rows)
    assert workbook.active is not None
    workbook.active.merge_cells("F2:F3")
    workbook.save(path)
    assert [(member.key, member.details) for member in _plan(path).members] == [("790", ()), ("791", ())]


def test_marks_and_spaces_that_nobody_sees_are_left_out(tmp_path: Path) -> None:
    """A number copied from a list of contacts has marks around it, and a cell may have spaces without a break."""
    path = tmp_path / "list.csv"
    number = "\u202a+62 812-0000-0001\u202c"
    path.write_text(f"NRP\u00a0,Regu,Nama,No HP\n\ufeff1,padal-1,A\u00a0 B,{number}\n", encoding="utf-8")
    (member,) = _plan(path).members
    assert (member.key, member.name, member.phone) == ("1", "A B", "+62 812-0000-0001")


def test_second_row_of_headings_is_known_by_its_new_columns(tmp_path: Path) -> None:
    """A row without a person that names columns without a heading belongs to the headings."""
    path = tmp_path / "list.xlsx"
    rows = [(*person, "0812", "a@example.org") for person in PEOPLE]
    _workbook(path, ("NRP", "Regu", "Nama", "Kontak", None), (None, None, None, "No HP", "Surel"), *rows)
    plan = _plan(path)
    assert _people(plan) == list(PEOPLE)
    assert {(member.phone, member.details) for member in plan.members} == {("0812", (("Surel", "a@example.org"),))}


def test_same_fault_of_many_rows_is_one_line(tmp_path: Path) -> None:
    """The error has a fault for each row; its text names each cause once, with the rows."""
    path = tmp_path / "list.csv"
    teams = ["nobody", "padal-1", "nobody", "nobody", "nobody", "nobody else"]
    path.write_text("NRP,Regu,Nama\n" + "".join(f"{n},{team},A\n" for n, team in enumerate(teams)), encoding="utf-8")
    with pytest.raises(electsched.InputError) as caught:
        _plan(path)
    assert len(caught.value.faults) == 5
    first, second = str(caught.value).splitlines()
    assert first.startswith("list.csv line 2: Regu: found the team 'nobody'; expected")
    assert first.endswith(". Also in rows 4–6.")
    assert second.startswith("list.csv line 7: Regu: found the team 'nobody else'")
    assert "Juga di baris 4–6." in error_text(caught.value, "id")


def test_many_scattered_rows_are_counted(tmp_path: Path) -> None:
    """A line names the first runs of rows and the number of all."""
    path = tmp_path / "list.csv"
    rows = "".join(f"{n},{'nobody' if n % 2 else 'padal-1'},A\n" for n in range(40))
    path.write_text("NRP,Regu,Nama\n" + rows, encoding="utf-8")
    with pytest.raises(electsched.InputError, match=r"Also in rows 5, 7, 9, 11, 13, 15, 17, 19 and others, 20 in all"):
        _plan(path)


TWO_ROWS = [
    # (rows of headings, merged cells)
    ([("NRP", "Regu", "Identitas", None), (None, None, "Nama", "Pangkat")], ["A1:A2", "B1:B2", "C1:D1"]),
    ([("Data", None, None, "Pangkat"), ("NRP", "Regu", "Nama", None)], ["A1:C1", "D1:D2"]),
    ([("NRP", "Regu", "Nama", "Pangkat"), (None, None, None, None)], ["A1:A2", "B1:B2", "C1:C2", "D1:D2"]),
    ([("DAFTAR", None, None, "=TODAY()"), ("NRP", "Regu", "Nama", "Pangkat")], ["A1:C1"]),
]


@pytest.mark.parametrize(("headings", "merged"), TWO_ROWS, ids=["lower", "upper", "merged", "title"])
def test_headings_may_stand_in_two_rows(tmp_path: Path, headings: list[tuple[Any, ...]], merged: list[str]) -> None:
    """A heading is the lower cell or, if that is empty, the upper one; a title with a formula is no heading."""
    path = tmp_path / "list.xlsx"
    workbook = _workbook(path, *headings, *((*person, "AIPTU") for person in PEOPLE))
    assert workbook.active is not None
    for cells in merged:
        workbook.active.merge_cells(cells)
    workbook.save(path)
    plan = _plan(path)
    assert _people(plan) == list(PEOPLE)
    assert {member.rank for member in plan.members} == {"AIPTU"}


@pytest.mark.parametrize(
    ("row", "found", "hint"),
    [
        (("Jumlah", "3 orang", None), "a row of totals, 'Jumlah'", "Delete this row."),
        ((None, None, "TOTAL PERSONEL"), "a row of totals, 'TOTAL PERSONEL'", "Delete this row."),
        (("Jumlah", None, "=COUNTA(C2:C4)"), "a row of totals, 'Jumlah'", "Delete this row."),
        ((None, None, None, "KAPOLRES JOMBANG"), "a row without NRP, Regu, Nama", "such as a signature"),
        ((None, "KABAGOPS", None), "a row without NRP, Nama", "such as a signature"),
    ],
)
def test_row_that_is_no_person_is_named(tmp_path: Path, row: tuple[object, ...], found: str, hint: str) -> None:
    """A row of totals and a signature have one fault each, with the remedy, and no fault for each empty cell."""
    path = tmp_path / "list.xlsx"
    _workbook(path, ("NRP", "Regu", "Nama", "Pangkat"), *PEOPLE, (), row)
    with pytest.raises(electsched.InputError) as caught:
        _plan(path)
    (fault,) = caught.value.faults
    assert (fault.path, fault.found) == ("list.xlsx sheet 'Sheet' row 6", found)
    assert hint in fault.hint


def test_name_that_begins_with_a_word_of_totals_is_a_person(tmp_path: Path) -> None:
    """A row with all that a person needs is one, whatever the name."""
    path = tmp_path / "list.csv"
    path.write_text("NRP,Regu,Nama\n1,padal-1,Total Contoh\n", encoding="utf-8")
    assert [member.name for member in _plan(path).members] == ["Total Contoh"]


def test_text_mark_before_a_number_is_no_part_of_it(tmp_path: Path) -> None:
    """Some exports write the apostrophe by which a spreadsheet keeps a number as text."""
    path = tmp_path / "list.csv"
    path.write_text("NRP,Regu,Nama\n'079010001,padal-1,D'Artagnan\n", encoding="utf-8")
    assert _people(_plan(path)) == [("079010001", "padal-1", "D'Artagnan")]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_text_without_a_byte_order_mark_is_read_as_utf16(tmp_path: Path, encoding: str) -> None:
    """UTF-16 without its mark is recognised by its zeros."""
    path = tmp_path / "list.csv"
    path.write_bytes(_text("|").encode(encoding))
    assert _people(_plan(path)) == list(PEOPLE)


@pytest.mark.parametrize(
    ("row", "place", "found"),
    [
        (("=1+1", "padal-1", "A"), "row 2: key", "a formula"),
        (("p-1", "#REF!", "A"), "row 2: team", "an error of the spreadsheet"),
        ((123456789012345678, "padal-1", "A"), "row 2: key", "a number with more than 15 digits"),
        (("p-1", "padal-1", "A", "more"), "row 2", "'more' in column 4"),
        (("p-1", "padal-1"), "row 2: name", "nothing"),
        (("p 1", "padal-1", "A"), "row 2: key", "'p 1'"),
    ],
)
def test_cell_that_cannot_be_read_is_named(tmp_path: Path, row: tuple[object, ...], place: str, found: str) -> None:
    """The fault names sheet, row and heading; a formula is never computed."""
    path = tmp_path / "list.xlsx"
    _workbook(path, HEADINGS, row)
    with pytest.raises(electsched.InputError) as caught:
        _plan(path)
    fault = caught.value.faults[0]
    assert (fault.path, found in fault.found) == (f"list.xlsx sheet 'Sheet' {place}", True)


def test_merged_cell_is_named(tmp_path: Path) -> None:
    """A team that is merged over two rows has no value in the second."""
    path = tmp_path / "list.xlsx"
    workbook = _workbook(path, HEADINGS, *PEOPLE[:2])
    sheet = workbook.active
    assert sheet is not None
    sheet.merge_cells("B2:B3")
    workbook.save(path)
    with pytest.raises(electsched.InputError) as caught:
        _plan(path)
    assert [fault.path for fault in caught.value.faults] == [
        "list.xlsx sheet 'Sheet' row 2: team",
        "list.xlsx sheet 'Sheet' row 3: team",
    ]


def test_hidden_sheets_are_not_read(tmp_path: Path) -> None:
    """Of two sheets with people the visible one is read; two visible ones are refused."""
    path = tmp_path / "list.xlsx"
    workbook = _workbook(path, HEADINGS, *PEOPLE)
    other = workbook.create_sheet("Lama")
    other.append(HEADINGS)
    other.append(("p-9", "padal-1", "B"))
    workbook.save(path)
    with pytest.raises(electsched.InputError, match=r"a second list in list\.xlsx sheet 'Lama'"):
        _plan(path)
    other.sheet_state = "hidden"
    workbook.save(path)
    assert _people(_plan(path)) == list(PEOPLE)


def test_hidden_row_is_named(tmp_path: Path) -> None:
    """A row that is hidden, by hand or by a filter, is neither read nor left out in silence; an empty one may be."""
    path = tmp_path / "list.xlsx"
    workbook = _workbook(path, HEADINGS, *PEOPLE)
    sheet = workbook.active
    assert sheet is not None
    sheet.row_dimensions[len(PEOPLE) + 5].hidden = True
    workbook.save(path)
    assert _people(_plan(path)) == list(PEOPLE)
    sheet.row_dimensions[3].hidden = True
    workbook.save(path)
    with pytest.raises(electsched.InputError) as caught:
        _plan(path)
    assert [(fault.path, fault.found) for fault in caught.value.faults] == [
        ("list.xlsx sheet 'Sheet' row 3: key", "a hidden row")
    ]


def _with_macros() -> bytes:
    data = io.BytesIO()
    openpyxl.Workbook().save(data)
    with zipfile.ZipFile(data, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"x")
    return data.getvalue()


def _empty_workbook() -> bytes:
    data = io.BytesIO()
    openpyxl.Workbook().save(data)
    return data.getvalue()


def _open_document() -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    return data.getvalue()


def _text_document() -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("word/document.xml", "<document/>")
    return data.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


@pytest.mark.parametrize(
    ("name", "data", "found"),
    [
        ("list.xlsx", OLE + "EncryptedPackage".encode("utf-16-le"), "a workbook with a password"),
        ("list.xls", OLE, "a workbook in the old form of Excel (.xls)"),
        ("list.xls", b"<html><table></table></html>", "a web page or XML"),
        ("list.csv", _empty_workbook(), "a workbook whose name ends in .csv"),
        ("list.xlsx", b"key,team,name\n", "a file that is no workbook"),
        ("list.ods", _open_document(), "a workbook in the form of LibreOffice (.ods)"),
        ("list.xlsx", _open_document(), "a workbook in the form of LibreOffice (.ods)"),
        ("list.pdf", b"%PDF-1.4", "a PDF document"),
        ("list.csv", b"%PDF-1.4", "a PDF document"),
        ("list.xlsx", _text_document(), "a text document (.docx)"),
        ("list.xlsm", _with_macros(), "a workbook with macros"),
        ("list.xlsx", _empty_workbook(), "no rows"),
        ("list.xlsx", _empty_workbook()[:400], "a workbook that is damaged"),
        ("list.csv", b"", "no rows"),
        ("list.csv", b"key,team,name\np-1,padal-1,\x81\n", "byte 0x81 at offset 26, which is no text in CP1252"),
        ("list.csv", b"key\0,team,name\n", "a file that is no text"),
        ("list.csv", b"key;team;name\n7,901E+07;padal-1;A\n", "'7,901E+07', a number that a spreadsheet shortened"),
        ("list.csv", b"NRP,NIP,team,name\n1,2,padal-1,A\n", "the column 'NIP' a second time, which 'NRP' has too"),
    ],
)
def test_file_that_is_no_list_is_refused(tmp_path: Path, name: str, data: bytes, found: str) -> None:
    """One fault says what the file is, with a way out if there is one."""
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(electsched.InputError) as caught:
        _plan(path)
    assert found in [fault.found for fault in caught.value.faults] or found in caught.value.faults[0].found
    assert str(tmp_path) not in caught.value.faults[0].path


@pytest.mark.long
def test_many_rows_are_read(tmp_path: Path) -> None:
    """A list of the size of a nation is read; its empty columns and rows cost nothing."""
    path = tmp_path / "list.csv"
    rows = (f"{number},padal-1,Orang {number},,\r\n" for number in range(100_000))
    path.write_text("key,team,name,,\r\n" + "".join(rows) + ",,,,\r\n" * 1000, encoding="utf-8")
    assert len(_plan(path).members) == 100_000


def test_lists_of_a_plan_are_read_alike(tmp_path: Path) -> None:
    """A list of a plan may be a workbook or have semicolons; its headings are its own, below a title."""
    rows = (("DAFTAR POLSEK", None), ("key", "name"), ("perak", "Perak"), ("gudo", "Gudo"))
    _workbook(tmp_path / "posts.xlsx", *rows)
    (tmp_path / "posts.csv").write_bytes(b"DAFTAR POLSEK;\r\nkey;name\r\nperak;Perak\r\ngudo;Gudo\r\n")
    for name in ("posts.xlsx", "posts.csv"):
        raw = {"lists": {"posts": name}, "team": [{"each": "posts", "key": "{key}-1", "name": "{name}"}]}
        written = write_out(raw, tmp_path)
        assert written.faults == ()
        assert written.raw["team"] == [{"key": "perak-1", "name": "Perak"}, {"key": "gudo-1", "name": "Gudo"}]
