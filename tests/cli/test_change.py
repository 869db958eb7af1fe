"""Changes of a roster on the command line: what follows is shown, and a record is added with all else kept."""

from __future__ import annotations

import threading
import tomllib
from pathlib import Path

import pytest

import electsched
from electsched.cli.record_file import add_record, record_path, record_text
from electsched.errors import InputError
from tests.cli.conftest import Run
from tests.sites import EXAMPLES, write_plan

EXAMPLE = (EXAMPLES / "jombang.toml").read_text(encoding="utf-8")
MEMBERS = ("--members", EXAMPLES / "jombang-members.csv")
DECISION = ("--by", "karendalops", "--reason", "Illustrative", "--decided", "2024-01-02")
SWAP = ("kpu", "2024-01-05", "tour", "bawaslu", "2024-01-06", "tour")


@pytest.fixture
def plan_file(tmp_path: Path) -> Path:
    """Return the example plan in a folder of its own."""
    return write_plan(tmp_path, EXAMPLE)


def test_swap_is_shown_and_added_at_the_end(run: Run, plan_file: Path) -> None:
    """The rest of the file keeps every byte, and the plan has the swap."""
    ran = run("change", "swap", plan_file, *SWAP, *DECISION, "--yes")
    assert ran.status == 0
    assert "bawaslu-1 (6)" in ran.out
    text = plan_file.read_text(encoding="utf-8")
    assert text.startswith(EXAMPLE)
    (swap,) = electsched.load_plan(plan_file).swaps
    assert (swap.first.post, swap.second.post, swap.by) == ("kpu", "bawaslu", "karendalops")
    listed = run("change", "list", plan_file)
    assert "swap[0]" in listed.out
    assert "kpu 2024-01-05 tour" in listed.out


def test_absence_shows_who_is_missing_and_who_could_stand_in(run: Run, plan_file: Path) -> None:
    """The data has the duties before and after; without --yes nothing is written."""
    absence = ("--member", "p-0001", "--kind", "sick", "--start", "2024-01-03", "--end", "2024-01-05")
    shown = run("change", "absence", plan_file, *MEMBERS, *absence, *DECISION, "--yes")
    assert "1 of 6 missing" in shown.out
    assert "could stand in: p-" in shown.out
    data = run("change", "absence", write_plan(plan_file.parent, EXAMPLE), *MEMBERS, *absence, *DECISION, "--json").data
    assert [(entry["before"]["people"], entry["after"]["people"]) for entry in data["duties"]] == [(6, 5)]
    assert "p-0001" not in data["duties"][0]["after"]["members"]
    assert data["written"] is None
    assert plan_file.read_text(encoding="utf-8") == EXAMPLE


def test_list_in_brackets_is_not_broken_by_a_record(run: Run, tmp_path: Path) -> None:
    """A table after `swap = []` would be no TOML: the file keeps every byte."""
    text = EXAMPLE.replace("format    = 1\n", "format    = 1\nswap = []\n", 1)
    plan_file = write_plan(tmp_path, text)
    ran = run("change", "swap", plan_file, *SWAP, *DECISION, "--yes")
    assert ran.status == 2
    assert "[[swap]]" in ran.err
    assert plan_file.read_text(encoding="utf-8") == text


def test_absence_from_an_hour_lasts_to_the_end_of_the_day(run: Run, plan_file: Path) -> None:
    """Without an end, it is the day of the start."""
    absence = ("--team", "kpu-3", "--kind", "sick", "--start", "2024-01-05T18:00")
    assert run("change", "absence", plan_file, *absence, *DECISION, "--yes").status == 0
    (record,) = electsched.load_plan(plan_file).absences
    assert (str(record.start), str(record.end)) == ("2024-01-05 18:00", "2024-01-05")


def test_file_of_changes_with_an_impossible_name_is_a_fault(run: Run, tmp_path: Path) -> None:
    """A name with a zero byte is no name of a file."""
    text = EXAMPLE.replace("format    = 1\n", 'format    = 1\nchanges = "a\\u0000b"\n', 1)
    ran = run("change", "swap", write_plan(tmp_path, text), *SWAP, *DECISION, "--yes")
    assert ran.status == 2
    assert "no name of a file" in ran.err


def test_records_go_to_the_file_of_changes_of_the_plan(run: Run, tmp_path: Path) -> None:
    """If the plan names a file of changes, the plan itself is not touched."""
    text = EXAMPLE.replace("format    = 1\n", 'format    = 1\nchanges   = "changes.toml"\n', 1)
    plan_file, changes = write_plan(tmp_path, text), tmp_path / "changes.toml"
    changes.write_text("# Decided at the morning briefing.\n", encoding="utf-8")
    amended = run("change", "amend", plan_file, "kpu", "--start", "2024-03-01", "--windows", "", *DECISION, "--yes")
    assert amended.status == 0
    entry = ("p-0001", "p-0100", "--start", "2024-01-03")
    assert run("change", "substitute", plan_file, *MEMBERS, *entry, *DECISION, "--yes").status == 0
    assert plan_file.read_text(encoding="utf-8") == text
    assert changes.read_text(encoding="utf-8").startswith("# Decided at the morning briefing.\n\n[[amendment]]\n")
    assert set(tomllib.loads(changes.read_text(encoding="utf-8"))) == {"amendment", "substitution"}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("swap", "{plan}", "kpo", *SWAP[1:], *DECISION), "swap.first.post: found the post 'kpo'"),
        (("swap", "{plan}", *SWAP[:5], "night", *DECISION), "swap.second.day: found 2024-01-06"),
        (("absence", "{plan}", "--start", "2024-01-03", *DECISION), "absence: found nobody"),
        (("absence", "{plan}", "--team", "kpu-1", "--start", "2024-13-03", *DECISION), "found '2024-13-03'"),
        (("amend", "{plan}", "kpu", "--start", "2024-01-03", *DECISION), "amendment: found no change"),
        (("swap", "{plan}", *SWAP, *DECISION), "Give --yes to add the record"),
    ],
)
def test_faults_are_named_and_nothing_is_written(
    run: Run, plan_file: Path, arguments: tuple[str, ...], message: str
) -> None:
    """The place of a fault is the key of the record; without a terminal and --yes nothing is written either."""
    ran = run("change", *(str(plan_file) if part == "{plan}" else part for part in arguments))
    assert ran.status == 2
    assert message in ran.err
    assert plan_file.read_text(encoding="utf-8") == EXAMPLE


def test_two_planners_at_once_lose_nothing(plan_file: Path) -> None:
    """Of those who judged the same file one adds a record; the others are told, and the file is whole."""
    read = plan_file.read_bytes()
    refused: list[InputError] = []

    def add(number: int) -> None:
        try:
            add_record(plan_file, "cancellation", {"post": f"p-{number}"}, read=read)
        except InputError as error:
            refused.append(error)

    threads = [threading.Thread(target=add, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 7
    assert "changed in the meantime" in str(refused[0])
    assert len(tomllib.loads(plan_file.read_text(encoding="utf-8"))["cancellation"]) == 1


def test_record_is_toml_with_its_values(plan_file: Path) -> None:
    """A record that was written reads back as it was, whatever characters its reason has."""
    record = {
        "first": {"post": "a", "line": 'b "c"'},
        "reason": 'Sakit: "flu"\nx = 1 # \\',
        "teams": [["a", "b"], ["c"]],
    }
    assert tomllib.loads(record_text("swap", record)) == {"swap": [record]}
    assert record_path(plan_file) == plan_file
