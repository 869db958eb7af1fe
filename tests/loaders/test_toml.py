"""Read TOML files: faults name the file, the key path, the value found and the values expected."""

from __future__ import annotations

import os
import re
from datetime import date
from pathlib import Path

import attrs
import pytest

import electsched
from electsched.errors import InputError
from electsched.i18n.text import Text
from electsched.law.date_arithmetic import Moment
from electsched.law.rules.trace import Value
from electsched.loaders.table_keys import TableKey, table_keys
from electsched.loaders.toml import MAX_BYTES, read_fields, read_toml
from electsched.loaders.word_files.words import load_words


@attrs.frozen(kw_only=True)
class _Part:
    key: str
    size: int = 0


@attrs.frozen(kw_only=True)
class _Whole:
    name: Text
    day: date | None = None
    at: Value | None = None
    open: bool = False
    degrees: float = 0.0
    part: tuple[_Part, ...] = ()
    more: _Part | None = None


def _faults(raw: dict[str, object]) -> list[tuple[str, str, str]]:
    return [(fault.path, fault.found, fault.expected) for fault in read_fields(raw, table_keys(_Whole)).faults]


def test_words_between_full_stops_are_no_dotted_key(tmp_path: Path) -> None:
    """A text may have any number of words of one sentence each; a key has at most thirty parts."""
    path = tmp_path / "text.toml"
    path.write_text("text = '" + "Rompi. " * 1000 + "'\n", encoding="utf-8")
    assert read_toml(path)["text"].startswith("Rompi. Rompi.")
    path.write_text("a" + " . a" * 31 + " = 1\n", encoding="utf-8")
    with pytest.raises(InputError, match="a key of more than 30 parts"):
        read_toml(path)


@pytest.mark.parametrize(
    ("content", "found", "expected"),
    [
        (b"", "an empty file", "a TOML file with content"),
        (b" \n\t\n", "an empty file", "a TOML file with content"),
        (b"name = '\xff'", "byte 0xff at offset 8, which is not UTF-8", "UTF-8 text"),
        (b"name = ", "text that is not TOML", "valid TOML"),
        (b"day = 2023-11-31", "text that is not TOML", "valid TOML"),
        (b"a = 1\na = 2", "text that is not TOML", "valid TOML"),
        (b"#" * (MAX_BYTES + 1), f"{MAX_BYTES + 1} bytes", "a file of at most"),
        (b"a = 1" + b"0" * 5000, "text that is not TOML: A number of more than 4300 digits", "valid TOML"),
        (b"a = " + b"[" * 100_000, "TOML nested too deeply", "a flat file"),
    ],
)
def test_file_that_is_not_toml_is_refused(tmp_path: Path, content: bytes, found: str, expected: str) -> None:
    """A file that is empty, not UTF-8, not TOML, too large or too deep is refused with its path."""
    path = tmp_path / "x.toml"
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        read_toml(path)
    (fault,) = caught.value.faults
    assert caught.value.source == str(path)
    assert fault.found.startswith(found)
    assert fault.expected.startswith(expected)


def test_device_and_pipe_are_refused(tmp_path: Path) -> None:
    """A device may have no end, and a pipe may have no writer: neither is read, also behind a link."""
    (tmp_path / "device.toml").symlink_to("/dev/zero")
    os.mkfifo(tmp_path / "pipe.toml")
    for name in ("device.toml", "pipe.toml"):
        with pytest.raises(InputError, match="found a device or a pipe; expected a TOML file that can be read"):
            read_toml(tmp_path / name)


def test_folder_and_missing_file_are_refused(tmp_path: Path) -> None:
    """The error says whether the path is a folder, a missing file, or a path through a file."""
    (tmp_path / "file").write_text("a = 1")
    for path, found in (
        (tmp_path, "a directory"),
        (tmp_path / "none.toml", "no such file or directory"),
        (tmp_path / "file" / "x.toml", "a path component that is not a directory"),
    ):
        with pytest.raises(InputError) as caught:
            read_toml(path)
        assert caught.value.faults[0].found == found


@pytest.mark.parametrize(
    ("raw", "path", "found", "expected"),
    [
        ({"name": 5}, "name", "5", "text in quotes, or a table of languages"),
        ({"name": " "}, "name", "' '", "text in quotes, or a table of languages"),
        ({"name": {"id": ""}}, "name", "a table", "text in quotes, or a table of languages"),
        ({"name": "a", "open": "no"}, "open", "'no'", "true or false"),
        ({"name": "a", "open": 1}, "open", "1", "true or false"),
        ({"name": "a", "day": "2023-11-28"}, "day", "'2023-11-28'", "a date"),
        ({"name": "a", "degrees": "7"}, "degrees", "'7'", "a number"),
        ({"name": "a", "degrees": True}, "degrees", "true", "a number"),
        ({"name": "a", "part": {}}, "part", "a table", "a list"),
        ({"name": "a", "part": ["x"]}, "part[0]", "'x'", "a table"),
        ({"name": "a", "part": [{"key": 5}]}, "part[0].key", "5", "text in quotes"),
        ({"name": "a", "part": [{"key": "a", "size": "2"}]}, "part[0].size", "'2'", "a whole number"),
        ({"name": "a", "part": [{"key": "a", "size": 2.5}]}, "part[0].size", "2.5", "a whole number"),
        ({"name": "a", "part": [{}]}, "part[0].key", "nothing", "a value; the key is required"),
        ({"name": "a", "more": {"key": "a", "sise": 2}}, "more.sise", "a key that is not known", "one of key, size"),
        ({"name": "a", "day": [1]}, "day", "a list", "a date"),
        ({"name": "a", "at": "2024-03-23 24:01"}, "at", "'2024-03-23 24:01'", "a date"),
        ({"name": "a", "at": "24:00"}, "at", "'24:00'", "a date"),
        ({"name": "a", "at": 5}, "at", "5", "a date"),
        ({}, "name", "nothing", "a value; the key is required"),
    ],
)
def test_value_of_the_wrong_type_is_refused(raw: dict[str, object], path: str, found: str, expected: str) -> None:
    """No value is converted to another type: the fault has the key path, the value found and the type expected."""
    ((fault_path, value, values_expected),) = _faults(raw)
    assert (fault_path, value) == (path, found)
    assert values_expected.startswith(expected)


@pytest.mark.parametrize(
    "character",
    ["\x00", "\x07", "\x1b", "\x7f", "\u202e", "\u2066", "\u2028", "\ufeff", "\r", "\u061c", "\ud800"],
)
def test_text_with_control_characters_is_refused(character: str) -> None:
    """Control characters and marks that change the direction of text are refused with their code, in every text."""
    cases: list[tuple[dict[str, object], str]] = [
        ({"name": f"a{character}b"}, "name"),
        ({"name": {"id": "a", "en": f"a{character}"}}, "name"),
        ({"name": "a", "part": [{"key": f"{character}"}]}, "part[0].key"),
    ]
    for raw, path in cases:
        ((fault_path, value, _),) = _faults(raw)
        assert fault_path == path
        assert f"U+{ord(character):04X}" in value


def test_text_in_any_script_is_accepted() -> None:
    """New lines, tabs, emoji and all scripts are accepted."""
    text = "baris satu\nbaris dua\t✓ ᬅ 🗳️"
    assert read_fields({"name": text}, table_keys(_Whole)).values["name"] == Text.same(text)


def test_all_faults_of_a_table_are_reported() -> None:
    """All faults of a table are reported together."""
    raw: dict[str, object] = {"name": 5, "open": "no", "part": [{"key": 1}, {"size": "2"}], "colour": "red"}
    assert [path for path, _, _ in _faults(raw)] == [
        "name",
        "open",
        "part[0].key",
        "part[1].key",
        "part[1].size",
        "colour",
    ]


def test_days_and_moments_are_read() -> None:
    """A day, a local moment and a moment of 24:00 have the value in the file."""
    for raw, value in (
        (date(2024, 3, 23), date(2024, 3, 23)),
        ("2024-03-23 24:00", Moment(date(2024, 3, 23), 1440)),
        ("2024-03-23 07:05", Moment(date(2024, 3, 23), 425)),
    ):
        assert read_fields({"name": "a", "at": raw}, table_keys(_Whole)).values["at"] == value


def test_valid_fields_are_read_beside_faulty_ones() -> None:
    """A valid field is read beside a faulty one, and the valid items of a list keep their index."""
    raw = {"name": "a", "open": "no", "part": [{"key": "x"}, {"key": 5}, {"key": "z"}], "colour": 1}
    fields = read_fields(raw, table_keys(_Whole))
    assert fields.values["name"] == Text.same("a")
    assert [(index, part.key) for index, part in fields.items("part").items()] == [(0, "x"), (2, "z")]
    assert [fault.path for fault in fields.faults] == ["open", "part[1].key", "colour"]
    assert fields.items("more") == {}
    assert [fault.path for fault in read_fields({}, table_keys(_Whole)).faults] == ["name"]


@pytest.mark.parametrize("day", ["2024-13-01", "2024-02-30", "2024-00-10"])
def test_day_that_the_calendar_does_not_have_is_named(tmp_path: Path, day: str) -> None:
    """The parser of TOML calls such a day an unclosed table or an invalid value; the hint names it."""
    path = tmp_path / "law.toml"
    path.write_text(f"given = {{ polling = {day} }}\nfirst = 2024-01-01\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_toml(path)
    assert caught.value.faults[0].hint == f"There is no day {day}."


@pytest.mark.parametrize(
    ("day", "written"),
    [
        *((day, f"Write the day {day} as 2024-02-14.") for day in ("14/02/2024", "14-2-2024", "14.02.2024")),
        ("14 Februari 2024", "Write the day 14 Februari 2024 as 2024-02-14."),
        ("03/04/2024", "Write the day 03/04/2024 with the year first, such as 2024-02-14."),
    ],
)
def test_day_as_people_write_it_is_refused_with_the_form_of_files(tmp_path: Path, day: str, written: str) -> None:
    """TOML has no such day; the error names it, and how a file has it, unless it may be two days."""
    path = tmp_path / "plan.toml"
    path.write_text(f"start = {day}  # first day\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_toml(path)
    assert caught.value.faults[0].hint == written


@pytest.mark.parametrize(
    ("day", "known"), [("2023-11-28", "2023-11-28"), ("28/11/2023", "2023-11-28"), ("3/4/2024", "")]
)
def test_day_in_quotation_marks_is_written_without_them(day: str, known: str) -> None:
    """A day that is text is no day; the hint has it in the form of files, unless it may be two days."""
    (fault,) = read_fields({"open": day}, {"open": TableKey(type=date)}).faults
    assert fault.hint == (f"Write it as {known}, without quotation marks." if known else "")


def test_other_files_in_the_place_of_a_file_are_named(tmp_path: Path) -> None:
    """A list of people is no plan, but an option of one; a name that is misspelt is that of a file beside it."""
    (tmp_path / "rencana.toml").write_text("a = 1\n", encoding="utf-8")
    (tmp_path / "list.xlsx").write_bytes(b"PK")
    other = "found a file that ends in .xlsx; expected a file that ends in .toml"
    for read in (read_toml, load_words):
        with pytest.raises(InputError, match=f"{re.escape(other)}$"):
            read(tmp_path / "list.xlsx")
    with pytest.raises(InputError, match=re.escape(f"{other}. A list of people is given with --members")):
        electsched.load_plan(tmp_path / "list.xlsx")
    with pytest.raises(InputError, match=r"no such file .* Perhaps 'rencana\.toml' is meant"):
        read_toml(tmp_path / "rencna.toml")
    with pytest.raises(InputError, match=r"can be read$"):
        read_toml(tmp_path / "missing" / "rencna.toml")
