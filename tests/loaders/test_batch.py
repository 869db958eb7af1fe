"""Many elections from a file of rows."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from electsched.cli import main as cli
from electsched.errors import InputError
from electsched.loaders.batch import batch

ROWS = """\
id,law,polling,nation,declaration
a,gb/local,2024-05-02,england,2024-05-03
b,gb/local,2024-05-02,wales,
c,id/general-2024,,,
d,us/federal,2024-11-05,,
"""


def write(folder: Path, text: str) -> Path:
    """Write the rows and return their path."""
    path = folder / "rows.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_each_row_is_answered(tmp_path: Path) -> None:
    """A row's law gets the facts and dates of its row; the answer says which line it is of."""
    found = list(batch(write(tmp_path, ROWS)))
    assert [(answer["row"], answer["id"], answer["law"]) for answer in found] == [
        (2, "a", "gb/local"),
        (3, "b", "gb/local"),
        (4, "c", "id/general-2024"),
        (5, "d", "us/federal"),
    ]
    england = found[0]["stages"]
    assert england["close_of_nominations"] == {
        "start": "2024-04-05 16:00",
        "end": "2024-04-05 16:00",
        "status": "scheduled",
    }
    assert england["expenses_return"]["end"] == "2024-06-07"
    assert "voter_authority_certificate" in england
    assert "voter_authority_certificate" not in found[1]["stages"]
    assert (found[2]["stages"]["campaign"]["start"], found[2]["stages"]["campaign"]["end"]) == (
        "2023-11-28",
        "2024-02-10",
    )


def test_the_same_answers_from_processes(tmp_path: Path) -> None:
    """However many processes share the rows, the answers and their order are the same."""
    head, *rows = ROWS.splitlines()
    path = write(tmp_path, "\n".join([head, *(rows * 300)]) + "\n")
    assert list(batch(path, jobs=2)) == list(batch(path))


def test_a_bad_row_does_not_stop_the_others(tmp_path: Path) -> None:
    """Each fault of a row is named with its column, and the rows after it are answered."""
    text = "id,law,polling,nation,council\n"
    text += "a,gb/local,2024-13-02,mars,\nb,gb/nowhere,2024-05-02,,\nc,gb/pcc,2024-05-02,wales,parish\n"
    text += "d,gb/local,2024-05-02,,\ne,gb/local,2024-05-02,wales,parish,more\nf,gb/local,2024-05-02,wales,\n"
    found = list(batch(write(tmp_path, text)))
    assert found[0]["error"] == "polling: found '2024-13-02'; expected a date, such as 2024-05-02"
    assert found[1]["error"].startswith("law: found 'gb/nowhere'; expected one of gb/")
    assert found[2]["error"].startswith("council: found 'parish'; expected nothing, or a column that is nation")
    assert "facts.nation: found nothing" in found[3]["error"]
    assert "the last column" in found[4]["error"]
    assert "stages" in found[5]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"polling\n2024-05-02\n", "a header with a column 'law'"),
        (b"", "a header with a column 'law'"),
        (b"law\n\xff\n", "UTF-8 text"),
        (b'law\n"gb/local\n', "rows of CSV"),
    ],
)
def test_a_file_that_is_none(tmp_path: Path, content: bytes, expected: str) -> None:
    """What is no CSV with a law in each row is refused, with the file's name."""
    path = tmp_path / "rows.csv"
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        list(batch(path))
    assert caught.value.faults[0].expected == expected
    assert caught.value.source == str(path)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    """A missing file is an error that names it."""
    with pytest.raises(InputError, match="a CSV file that can be read"):
        list(batch(tmp_path / "none.csv"))


def test_on_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each answer is a line of JSON; a bad row leaves with 2 once all are answered."""

    def ran(text: str) -> tuple[object, list[dict[str, object]]]:
        with pytest.raises(SystemExit) as left:
            cli.main(["law", "batch", str(write(tmp_path, text))])
        return left.value.code, [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    assert ran(ROWS) == (0, list(batch(write(tmp_path, ROWS))))
    code, answers = ran("law,polling\ngb/local,2024-05-02\nus/federal,2024-11-05\n")
    assert (code, len(answers), "error" in answers[0]) == (2, 2, True)
