"""Answers on a terminal of any width: nothing is cut, and addresses stand alone on a line."""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from electsched.i18n.languages import words
from tests.cli.conftest import Ran, Run
from tests.scripts import EXAMPLES
from tests.sites import write_three_districts

JOMBANG = str(Path(__file__).parents[2] / "examples" / "jombang.toml")
PLAN = "plan.toml"
"""The example with four of its 21 districts, one of which has the longest name."""
COMMANDS = {
    "check": ("check", PLAN),
    "check --all": ("check", PLAN, "--all"),
    "window": ("window", PLAN),
    "timeline": ("timeline", "id/general-2024"),
    "audit": ("audit", "id/general-2024"),
    "bounds": ("bounds", "id/general", "--polling", "2029-02-14"),
    "law holidays": ("law", "holidays", "id/general", "2024"),
    "law check": ("law", "check", "id/general"),
    "roster demand": ("roster", "demand", PLAN),
    "roster readiness": ("roster", "readiness", PLAN),
    "roster pattern": ("roster", "pattern"),
    "roster who-can": ("roster", "who-can", PLAN, "kpu", "2023-12-04", "tour", "--all"),
    "help": ("roster", "show", "--help"),
}


def _on_terminal(run: Run, monkeypatch: pytest.MonkeyPatch, width: int, *arguments: str) -> Ran:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", str(width))
    return run(*arguments)


def _words(text: str) -> set[str]:
    """Return the words of an answer, without colours, rules of tables and marks; a hyphen may end a line."""
    plain = re.sub(r"\x1b\[[0-9;]*m|─+", " ", re.sub(r"-\n +", "-", text))
    return {word.strip(",;:") for word in plain.split()}


@pytest.fixture(scope="module")
def four_districts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the plan of `PLAN`."""
    folder = tmp_path_factory.mktemp("districts")
    write_three_districts(folder)
    rows = (EXAMPLES / "jombang-kecamatan.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (longest,) = (row for row in rows if ",Bandarkedungmulyo," in row)
    with (folder / "jombang-kecamatan.csv").open("a", encoding="utf-8") as file:
        file.write(longest)
    return folder


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("command", COMMANDS)
def test_nothing_is_cut_on_a_terminal(
    run: Run, monkeypatch: pytest.MonkeyPatch, four_districts: Path, command: str, language: str
) -> None:
    """Every word of the answer in a file is on the terminal, whole; no line is longer, unless it is one word."""
    monkeypatch.chdir(four_districts)
    arguments = (*COMMANDS[command], "--language", language)
    monkeypatch.setenv("COLUMNS", "400")
    whole = run(*arguments)
    # A row as a paragraph has no title for its first cell, its name, and cells that are empty in all rows.
    titles = _words(" ".join(phrase for key, phrase in words(language).items() if key.startswith("column.")))
    for width in (40, 80, 120):
        shown = _on_terminal(run, monkeypatch, width, *arguments)
        assert shown.status == whole.status, width
        assert sorted(_words(whole.out) - _words(shown.out) - titles) == [], width
        assert "…" not in shown.out, width
        lines = re.sub(r"\x1b\[[0-9;]*m", "", shown.out).splitlines()
        sentences = [line for line in lines if not line.startswith("  --")]  # an option and its choices stand together
        assert [line for line in sentences if len(line) > width and len(line.split()) > 1] == [], width


@pytest.mark.parametrize(
    ("language", "counts"), [("id", {"75 hari", "1 hari", "3 hari"}), ("en", {"75 days", "1 day", "3 days"})]
)
def test_days_of_a_window_are_counted_on_a_narrow_terminal(
    run: Run, monkeypatch: pytest.MonkeyPatch, language: str, counts: set[str]
) -> None:
    """A row as a paragraph says "75 hari": "hari 75" would be the seventy-fifth day."""
    shown = " ".join(_on_terminal(run, monkeypatch, 40, "window", JOMBANG, "--language", language).out.split())
    assert counts <= set(re.findall(r"(?<= )\d+ \w+(?=, )", shown))
    assert re.search(r"(hari|days) \d+,", shown) is None


@pytest.mark.parametrize("width", [40, 80, 120])
def test_addresses_stand_alone_on_a_line(
    run: Run, monkeypatch: pytest.MonkeyPatch, open_plan: Path, width: int
) -> None:
    """A private address can be copied from a terminal of any width: its line has nothing else, and is not broken."""
    run("links", "new", "links.db", open_plan)
    run("publish", open_plan, "site", "--links", "links.db")
    (link,) = run("links", "list", "links.db", "--json").data["links"]
    for arguments in (("list", "links.db"), ("revoke", "links.db", "unit", "my-station")):
        shown = _on_terminal(run, monkeypatch, width, "links", *arguments)
        assert link["address"] in shown.out.splitlines()


def test_check_shows_the_units_that_are_short_and_all_the_others(run: Run) -> None:
    """Without --all the table of people has only the units without enough."""
    short = run("check", JOMBANG)
    assert "Polsek Perak" not in short.out
    assert "Every need is met." in short.out
    assert "Polsek Perak" in run("check", JOMBANG, "--all").out


def test_demand_of_the_whole_operation_counts_each_day_once(run: Run) -> None:
    """The last rows are the whole operation, although days belong to several phases."""
    rows = [line for line in run("roster", "demand", JOMBANG).out.splitlines() if line.strip().startswith("all phases")]
    needed = run("roster", "demand", JOMBANG, "--json").data["needs"]
    for agency, row in zip(("police", "linmas"), rows, strict=True):
        person_days = sum(need["headcount"] * need["days"] for need in needed if need["agency"] == agency)
        assert int(row.split()[-1]) == person_days


def test_no_color_is_respected(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """With NO_COLOR set, alarming rows have no colour, on any width."""
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert "\x1b[33m" in _on_terminal(run, monkeypatch, 80, "audit", "id/general-2024").out
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[3" not in _on_terminal(run, monkeypatch, 80, "audit", "id/general-2024").out


def test_errors_go_on_below_with_an_indent(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No word of an error is broken at the edge of a terminal; a rule and the mark of its fault stay as they are."""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "60")
    (tmp_path / "list.csv").write_text("NRP;Nama\n1;A\n", encoding="utf-8")
    error = run("check", JOMBANG, "--members", tmp_path / "list.csv").err
    first, *others = error.splitlines()
    assert first.startswith("error: list.csv")
    assert all(line.startswith("    ") for line in others)
    assert all(len(line) <= 60 for line in error.splitlines())
    usage = run("check", JOMBANG, "--language", "fr").err.splitlines()
    assert usage[0] == "Usage: electsched check [OPTIONS] PLAN"
    assert usage[3].startswith("error: Invalid value for '--language'")
    assert all(len(line) <= 60 for line in usage)


def _on_pseudo_terminal(width: int, kind: str, *arguments: str) -> str:
    """Run a command on a terminal of a width and a kind, and return what it shows."""
    command = (sys.executable, "-c", "from electsched.cli.main import main; main()", *arguments)
    parent, child = os.openpty()
    environment = os.environ | {"COLUMNS": str(width), "TERM": kind, "LC_ALL": "C.UTF-8"}
    with subprocess.Popen(command, stdout=child, stderr=child, stdin=child, env=environment) as process:  # noqa: S603  # this package
        os.close(child)
        shown = b""
        with contextlib.suppress(OSError):  # the terminal is closed when the command ends
            while part := os.read(parent, 65536):
                shown += part
    os.close(parent)
    assert process.returncode == 0
    return shown.decode()


@pytest.mark.parametrize("kind", ["dumb", "unknown"])
def test_table_is_as_wide_on_any_kind_of_terminal(kind: str) -> None:
    """The library takes terminals without control sequences to have 80 columns; nothing is cut on them either."""
    answer = _on_pseudo_terminal(120, kind, "timeline", "id/general-2024", "--language", "id")
    assert "party_registration_schedule " in answer
    assert answer.splitlines()[4].endswith("ditetapkan")
