"""Resolve many elections from a CSV file."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from electsched.cli import main as cli
from electsched.errors import ElectschedError, InputError
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


def test_each_row_is_resolved(tmp_path: Path) -> None:
    """The facts and dates of a row apply to its law; the result has the number of its line."""
    results = list(batch(write(tmp_path, ROWS)))
    assert [(answer["row"], answer["id"], answer["law"]) for answer in results] == [
        (2, "a", "gb/local"),
        (3, "b", "gb/local"),
        (4, "c", "id/general-2024"),
        (5, "d", "us/federal"),
    ]
    england = results[0]["stages"]
    assert england["close_of_nominations"] == {
        "start": "2024-04-05 16:00",
        "end": "2024-04-05 16:00",
        "status": "scheduled",
    }
    assert england["expenses_return"]["end"] == "2024-06-07"
    assert "voter_authority_certificate" in england
    assert "voter_authority_certificate" not in results[1]["stages"]
    assert (results[2]["stages"]["campaign"]["start"], results[2]["stages"]["campaign"]["end"]) == (
        "2023-11-28",
        "2024-02-10",
    )


def test_columns_name_the_phases_of_a_row(tmp_path: Path) -> None:
    """A column such as `notification@2` has the date of a stage in a phase; a row without it has no such phase."""
    head = "law,notification@1,notification@2"
    rows = "in/parliament,2024-03-20,2024-03-28\nin/parliament,2024-03-20,\n"
    both, first = batch(write(tmp_path, f"{head}\n{rows}"))
    assert both["stages"]["withdrawal@2"]["end"] == "2024-04-08"
    assert both["stages"]["withdrawal"]["end"] == "2024-04-08"
    assert first["stages"]["withdrawal"]["end"] == "2024-03-30"
    assert "withdrawal@2" not in first["stages"]


def test_results_do_not_depend_on_the_number_of_processes(tmp_path: Path) -> None:
    """With one process or two, the results and their order are the same."""
    head, *rows = ROWS.splitlines()
    path = write(tmp_path, "\n".join([head, *(rows * 300)]) + "\n")
    assert list(batch(path, jobs=2)) == list(batch(path))


def _blocked(rows: Iterable[object], **_: object) -> list[dict[str, Any]]:
    return [{"blocked": signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, ())} for _ in rows]


def test_process_never_receives_the_interrupt_of_the_keyboard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C reaches each process of a terminal: one that is starting has it blocked, as it would print a traceback."""
    monkeypatch.setattr("electsched.loaders.batch._results", _blocked)
    assert list(batch(write(tmp_path, ROWS), jobs=2)) == [{"blocked": True}] * 4
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, ())


def _killed(*_: object, **__: object) -> list[dict[str, Any]]:
    os.kill(os.getpid(), signal.SIGKILL)
    return []


def test_lost_process_is_a_clear_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that was killed, as for lack of memory, ends the batch with an error that says so."""
    monkeypatch.setattr("electsched.loaders.batch._results", _killed)
    with pytest.raises(ElectschedError, match="jobs: found a worker process that ended without a result"):
        list(batch(write(tmp_path, ROWS), jobs=2))


def test_faulty_row_does_not_stop_the_others(tmp_path: Path) -> None:
    """Each fault of a row is reported with its column, and the rows after it are resolved."""
    text = "id,law,polling,nation,council\n"
    text += "a,gb/local,2024-13-02,mars,\nb,gb/nowhere,2024-05-02,,\nc,gb/pcc,2024-05-02,wales,parish\n"
    text += "d,gb/local,2024-05-02,,\ne,gb/local,2024-05-02,wales,parish,more\nf,gb/local,2024-05-02,wales,\n"
    results = list(batch(write(tmp_path, text)))
    assert results[0]["error"] == "polling: found '2024-13-02'; expected a day, such as 2024-05-02, a moment or a range"
    assert results[1]["error"].startswith("law: found 'gb/nowhere'; expected one of gb/")
    assert results[2]["error"].startswith("council: found 'parish'; expected nothing, or a column of this law: nation")
    assert "facts.nation: found nothing" in results[3]["error"]
    assert "the last column" in results[4]["error"]
    assert "stages" in results[5]


def test_row_without_a_date_is_a_fault(tmp_path: Path) -> None:
    """A statute has no dates of its own: an empty answer would look like a law without stages."""
    (answer,) = batch(write(tmp_path, "law,polling,nation\ngb/local,,england\n"))
    assert answer["error"] == "polling: found nothing; expected a date from which the rules of this law count"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"polling\n2024-05-02\n", "a header with a column 'law'"),
        (b"", "a header with a column 'law'"),
        (b"law\n\xff\n", "UTF-8 text"),
        (b'law\n"gb/local\n', "rows of CSV"),
    ],
)
def test_file_that_is_not_csv_is_refused(tmp_path: Path, content: bytes, expected: str) -> None:
    """A file without the column 'law', with other bytes than UTF-8 or with broken CSV is refused with its path."""
    path = tmp_path / "rows.csv"
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        list(batch(path))
    assert caught.value.faults[0].expected == expected
    assert caught.value.source == str(path)


def test_missing_file_is_refused(tmp_path: Path) -> None:
    """The error of a missing file says that a CSV file is expected."""
    with pytest.raises(InputError, match="a CSV file that can be read"):
        list(batch(tmp_path / "none.csv"))


def test_batch_command_prints_json_lines(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each result is a line of JSON; after a faulty row the exit status is 2."""

    def ran(text: str) -> tuple[object, list[dict[str, object]]]:
        with pytest.raises(SystemExit) as left:
            cli.main(["law", "batch", str(write(tmp_path, text))])
        return left.value.code, [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    assert ran(ROWS) == (0, list(batch(write(tmp_path, ROWS))))
    code, answers = ran("law,polling\ngb/local,2024-05-02\nus/federal,2024-11-05\n")
    assert (code, len(answers), "error" in answers[0]) == (2, 2, True)


def test_cells_with_a_moment_and_a_range(tmp_path: Path) -> None:
    """The cell of a stage is a day, a moment or a range; another text is an error of its row."""
    rows = tmp_path / "rows.csv"
    rows.write_text(
        "law,polling,national_result,campaign\n"
        "id/general,2024-02-14,2024-03-20 22:19,2023-11-28..2024-02-10\n"
        "id/general,2024-02-14,2024-03-20 25:19,\n",
        encoding="utf-8",
    )
    answered, refused = batch(rows)
    assert answered["stages"]["campaign"]["end"] == "2024-02-10"
    assert answered["stages"]["dispute_legislative"]["end"] == "2024-03-23 22:19"
    assert "national_result: found '2024-03-20 25:19'; expected a day" in refused["error"]
