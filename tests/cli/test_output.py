"""Tables, JSON and progress, on a terminal and in a file."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from electsched.cli.language.lines import as_argument
from electsched.cli.output import ProgressBar, print_json, print_table
from tests.cli.conftest import Run

ROWS = [("voting", "a long name that takes some room", "unlawful", "An Act of many words that goes on and on, 276(1)")]
HEAD = ("stage", "name", "verdict", "provision")


def _pretend_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the captured outputs look like a terminal."""
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.delenv("NO_COLOR", raising=False)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[float]]:
    """Return the times that the progress bar reads; the last one is now."""
    now = [0.0]
    monkeypatch.setattr("electsched.cli.output.time.monotonic", lambda: now[-1])
    yield now
    monkeypatch.undo()


def test_table_in_a_file_is_plain(capsys: pytest.CaptureFixture[str]) -> None:
    """Without a terminal a row is one line, without colour and without spaces at its end."""
    print_table(HEAD, ROWS, title="Audit")
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Audit"
    assert "An Act of many words that goes on and on, 276(1)" in lines[-2]
    assert [line for line in lines if line != line.rstrip() or "\x1b" in line] == []


def test_table_on_a_terminal_has_colour(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """On a terminal a row with an unlawful date is red."""
    _pretend_terminal(monkeypatch)
    print_table(HEAD, [*ROWS, ("a", "b", "equal", "c")])
    lines = capsys.readouterr().out.splitlines()
    (wrong,) = [line for line in lines if "unlawful" in line]
    assert "\x1b[1;31m" in wrong
    assert not [line for line in lines if "equal" in line and "31m" in line]


def test_table_on_a_narrow_terminal_is_paragraphs(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A table that needs more columns than the terminal has is printed row by row, each cell after its head."""
    _pretend_terminal(monkeypatch)
    monkeypatch.setenv("COLUMNS", "40")
    print_table(HEAD, [("quiet_period", "Quiet period", "equal", "An Act of many words, 278(1)")], title="Audit")
    assert capsys.readouterr().out == (
        "Audit\n\nquiet_period  Quiet period\n    verdict: equal, provision: An Act of\n    many words, 278(1)\n\n"
    )


def test_progress_bar_appears_after_a_second(
    capsys: pytest.CaptureFixture[str], clock: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Short work shows no bar; work of more than a second does, on standard error."""
    _pretend_terminal(monkeypatch)
    with ProgressBar() as progress:
        progress.step(1, 3)
    assert capsys.readouterr().err == ""
    with ProgressBar() as progress:
        progress.step(1, 3)
        clock.append(1.5)
        progress.step(2, 3)
        progress.step(3, 3)
    captured = capsys.readouterr()
    assert "writing" in captured.err
    assert captured.out == ""


def test_log_gets_a_line_every_half_minute(capsys: pytest.CaptureFixture[str], clock: list[float]) -> None:
    """Without a terminal there is no bar, and short work prints nothing."""
    with ProgressBar() as progress:
        progress.step(1, 1000)
        clock.append(29.0)
        progress.step(2, 1000)
        assert capsys.readouterr().err == ""
        for now, done in ((30.0, 300), (59.0, 400), (90.0, 450)):
            clock.append(now)
            progress.step(done, 1000)
    captured = capsys.readouterr()
    assert captured.err.splitlines() == [
        "writing: 300 of 1,000 calendars, 10 a second, 0:01:10 left",
        "writing: 450 of 1,000 calendars, 5 a second, 0:01:50 left",
    ]
    assert captured.out == ""


def test_notice_is_a_line(
    capsys: pytest.CaptureFixture[str], clock: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A notice is printed on standard error, with a bar or without one."""
    text = "Waiting for a worker to publish internal/units/a.id.ics."
    with ProgressBar() as progress:
        progress.notice(text)
    assert capsys.readouterr().err == f"{text}\n"
    _pretend_terminal(monkeypatch)
    with ProgressBar() as progress:
        clock.append(1.5)
        progress.step(1, 3)
        progress.notice(text)
    assert text in capsys.readouterr().err


def test_rate_counts_from_the_first_calendar(capsys: pytest.CaptureFixture[str], clock: list[float]) -> None:
    """Reading the existing site takes long and comes first, so that it is no part of the rate."""
    with ProgressBar() as progress:
        for now, done in ((30.0, 1), (60.0, 301), (90.0, 601)):
            clock.append(now)
            progress.step(done, 1000)
    assert capsys.readouterr().err.splitlines() == [
        "writing: 1 of 1,000 calendars",
        "writing: 301 of 1,000 calendars, 10 a second, 0:01:10 left",
        "writing: 601 of 1,000 calendars, 10 a second, 0:00:40 left",
    ]


def test_json_keeps_characters(capsys: pytest.CaptureFixture[str]) -> None:
    """Characters beyond ASCII are written as they are, not as escapes."""
    print_json({"name": "Pemilu – é"})
    assert capsys.readouterr().out == '{\n  "name": "Pemilu – é"\n}\n'


@pytest.mark.parametrize(
    ("path", "argument"),
    [
        ("plan.toml", "plan.toml"),
        ("folder/rencana-2.toml", "folder/rencana-2.toml"),
        ("Rencana Jombang.toml", '"Rencana Jombang.toml"'),
        (r"C:\Users\Budi\plan.toml", r"C:\Users\Budi\plan.toml"),
        ("a; rm b.toml", '"a; rm b.toml"'),
        ("it's.toml", '"it\'s.toml"'),
        ('a"b.toml', "'a\"b.toml'"),
        ("$HOME x.toml", "'$HOME x.toml'"),
    ],
)
def test_path_in_a_command_can_be_copied(path: str, argument: str) -> None:
    """A name with spaces is one argument in the command that an answer tells."""
    assert as_argument(path) == argument


def test_next_command_names_a_file_with_spaces_in_quotation_marks(run: Run, folder: Path) -> None:
    """The name of the file itself stands as it is."""
    assert folder.is_dir()
    answer = run("new", "Rencana Jombang.toml").out
    assert answer == 'Rencana Jombang.toml: a plan to start from; electsched check "Rencana Jombang.toml"\n'
