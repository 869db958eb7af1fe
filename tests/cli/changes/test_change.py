"""Changes of a roster on the command line: what follows is shown, and a record is added with all else kept."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import electsched
from electsched.cli.changes.record_file import record_path, record_text
from tests.cli.conftest import Run
from tests.scripts import EXAMPLES
from tests.sites import write_plan

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
    first, second = "KPU Jombang office, 24-hour tour, 5 January 2024", "Bawaslu Jombang office, 24-hour tour"
    assert f"{first} is exchanged with {second}" in " ".join(listed.out.split())


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (
            ("swap", "{plan}", "gudang-kpu", "2024-01-05", "day/guard", "bawaslu", "2024-01-06", "tour"),
            {"swap": [{"first": {"post": "gudang-kpu", "day": date(2024, 1, 5), "shift": "day", "line": "guard"}}]},
        ),
        (
            ("cancel", "{plan}", "gudang-kpu", "2024-01-05", "day/guard"),
            {"cancellation": [{"post": "gudang-kpu", "day": date(2024, 1, 5), "shift": "day", "line": "guard"}]},
        ),
        (
            ("addition", "{plan}", "kpu", "2024-01-05", "tour", "bawaslu-2", "--people", "2"),
            {"addition": [{"post": "kpu", "day": date(2024, 1, 5), "shift": "tour", "team": "bawaslu-2", "people": 2}]},
        ),
        (
            ("amend", "{plan}", "--team", "kpu-1", "--people", "5", "--start", "2024-01-20"),
            {"amendment": [{"team": "kpu-1", "people": 5, "start": date(2024, 1, 20)}]},
        ),
        (
            ("amend", "{plan}", "kpu", "--people", "5", "--start", "2024-01-20", "--corrects"),
            {"amendment": [{"post": "kpu", "people": 5, "start": date(2024, 1, 20), "corrects": True}]},
        ),
        (
            (
                *("new-post", "{plan}", "gudang-2", "--name", "Gudang", "--unit", "polres-jombang"),
                *("--kind", "warehouse", "--start", "2024-01-20", "--windows", "campaign"),
                *("--pattern", "tour-24", "--teams", "kpu-1 kpu-2 kpu-3"),
            ),
            {
                "amendment": [
                    {
                        "start": date(2024, 1, 20),
                        "new_post": {
                            "key": "gudang-2",
                            "name": "Gudang",
                            "unit": "polres-jombang",
                            "kind": "warehouse",
                            "windows": ["campaign"],
                            "pattern": "tour-24",
                            "teams": [["kpu-1", "kpu-2", "kpu-3"]],
                        },
                    }
                ]
            },
        ),
    ],
)
def test_each_change_writes_its_record(
    run: Run, plan_file: Path, arguments: tuple[str, ...], expected: dict[str, list[dict[str, Any]]]
) -> None:
    """The record has the keys that were stated, and the plan loads with it."""
    ran = run("change", *(str(plan_file) if part == "{plan}" else part for part in arguments), *DECISION, "--yes")
    assert ran.status == 0, ran.err
    added = tomllib.loads(plan_file.read_text(encoding="utf-8").removeprefix(EXAMPLE))
    decision = {"by": "karendalops", "decided": date(2024, 1, 2), "reason": "Illustrative"}
    ((name, (record,)),) = added.items()
    assert {name: [{key: record[key] for key in expected[name][0]}]} == expected
    assert decision.items() <= record.items()
    assert electsched.load_plan(plan_file).has_changes
    assert f"{name}[0]" in run("change", "list", plan_file).out


def test_findings_of_a_new_post_name_it_at_other_posts_too(run: Run, plan_file: Path) -> None:
    """Its teams work longer at their other post: that is the effect of the new one."""
    keys = ("--name", "Gudang", "--unit", "polres-jombang", "--kind", "warehouse", "--windows", "campaign")
    more = ("--pattern", "tour-24", "--teams", "kpu-1 kpu-2 kpu-3", "--start", "2024-01-20")
    data = run("change", "new-post", plan_file, "gudang-2", *keys, *more, *DECISION, "--json").data
    assert {finding["post"] for finding in data["findings"]} == {"kpu", "gudang-2"}
    assert {finding["change"] for finding in data["findings"]} == {"amendment[0]"}


def test_effect_is_told_in_the_language_of_the_planner(run: Run, plan_file: Path) -> None:
    """The heads, the people missing, the stand-ins with their hours, and the outcome."""
    absence = ("--member", "p-0013", "--kind", "sick", "--start", "2024-01-05", *MEMBERS)
    shown = run("change", "absence", plan_file, *absence, *DECISION, "--language", "id", "--yes").out
    assert "sebelumnya" in shown
    assert "kpu-3 (6): p-0013 kpu-3 (5)" in " ".join(shown.split())
    assert "kpu 2024-01-05 tour: kurang 1 dari 6 orang: kekuatan regu kurang" in shown
    assert "dapat menggantikan (jam dinas sejauh ini): p-0100 (0 jam), " in shown
    assert shown.rstrip().endswith("satu catatan ditambahkan. Terbitkan agar yang bersangkutan tahu.")
    cancelled = run("change", "cancel", plan_file, "kpu", "2024-01-08", "tour", *MEMBERS, *DECISION, "--yes")
    assert "The check finds nothing new." in cancelled.out


def test_absence_shows_who_is_missing_and_who_could_stand_in(run: Run, plan_file: Path) -> None:
    """The data has the duties before and after; without --yes nothing is written."""
    absence = ("--member", "p-0001", "--kind", "sick", "--start", "2024-01-03", "--end", "2024-01-05")
    shown = run("change", "absence", plan_file, *MEMBERS, *absence, *DECISION, "--yes")
    assert "1 of 6 missing" in shown.out
    assert "could stand in (hours so far): p-" in shown.out
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


def test_absence_up_to_midnight_ends_as_the_next_day_begins(run: Run, plan_file: Path) -> None:
    """24:00 is 00:00 of the next day."""
    absence = ("--team", "kpu-3", "--kind", "sick", "--start", "2024-01-05T18:00", "--end", "2024-01-05T24:00")
    assert run("change", "absence", plan_file, *absence, *DECISION, "--yes").status == 0
    (record,) = electsched.load_plan(plan_file).absences
    assert str(record.end) == "2024-01-06 00:00"


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


@pytest.mark.parametrize("content", [None, "", "\n"], ids=["missing", "empty", "blank"])
def test_first_record_begins_the_file_of_changes(run: Run, tmp_path: Path, content: str | None) -> None:
    """A planner names the file and runs a command: the file is made, and an empty one is a file without records."""
    plan_file = write_plan(
        tmp_path, EXAMPLE.replace("format    = 1\n", 'format    = 1\nchanges   = "changes.toml"\n', 1)
    )
    changes = tmp_path / "changes.toml"
    if content is not None:
        changes.write_text(content, encoding="utf-8")
        assert run("change", "list", plan_file).status == 0
    assert run("change", "swap", plan_file, *SWAP, *DECISION, "--json").status == 0
    assert changes.exists() == (content is not None), "nothing is written without --yes"
    assert run("change", "swap", plan_file, *SWAP, *DECISION, "--yes").status == 0
    assert changes.read_text(encoding="utf-8").startswith("[[swap]]\n")
    assert len(electsched.load_plan(plan_file).swaps) == 1


def test_file_of_changes_has_every_kind_of_record(run: Run, tmp_path: Path) -> None:
    """The actual end of a duty is a record as well; a table of the plan is none."""
    plan_file = write_plan(
        tmp_path, EXAMPLE.replace("format    = 1\n", 'format    = 1\nchanges   = "changes.toml"\n', 1)
    )
    ending = '[[ending]]\npost = "kpu"\nday = 2023-12-05\nshift = "tour"\nat = 2023-12-06T08:00:00\nreceipt = "1"\n'
    (tmp_path / "changes.toml").write_text(f'{ending}[[team]]\nkey = "x"\n', encoding="utf-8")
    ran = run("check", plan_file)
    assert "changes.toml: team: found a key that is no record" in ran.err
    (tmp_path / "changes.toml").write_text(ending, encoding="utf-8")
    ran = run("check", plan_file)
    assert ran.err.startswith(
        "error: changes.toml: ending[0].shift: found 'tour'; expected a shift of 'kpu' that ends with an event"
    )


def test_lost_file_of_changes_stops_all_but_a_new_record(run: Run, tmp_path: Path) -> None:
    """If its file is lost, no change is silently taken back; the error says how to begin without it."""
    plan_file = write_plan(
        tmp_path, EXAMPLE.replace("format    = 1\n", 'format    = 1\nchanges   = "changes.toml"\n', 1)
    )
    for arguments in (("check", plan_file), ("change", "list", plan_file), ("publish", plan_file, tmp_path / "site")):
        ran = run(*arguments)
        assert ran.status == 2
        assert "changes.toml: found no such file" in ran.err
        assert "`electsched change` makes it with the first record" in ran.err
    assert not (tmp_path / "site").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("swap", "{plan}", "kpo", *SWAP[1:], *DECISION), "swap.first.post: found the post 'kpo'"),
        (("swap", "{plan}", *SWAP[:5], "night", *DECISION), "swap.second.day: found 2024-01-06"),
        (("absence", "{plan}", "--start", "2024-01-03", *DECISION), "absence: found nobody"),
        (("absence", "{plan}", "--team", "kpu-1", "--start", "2024-13-03", *DECISION), "'--start': found '2024-13-03'"),
        (
            ("absence", "{plan}", "--team", "kpu-1", "--start", "2024-01-03", "--end", "T18", *DECISION),
            "'--end': found 'T18'",
        ),
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


def test_record_that_was_cut_off_is_found_to_be_so(run: Run, tmp_path: Path) -> None:
    """The file of changes may lose whole records and be valid, but no part of one, wherever it is cut."""
    text = EXAMPLE.replace("format    = 1\n", 'format    = 1\nchanges   = "changes.toml"\n', 1)
    plan_file, changes = write_plan(tmp_path, text), tmp_path / "changes.toml"
    changes.write_text("# Decided at the morning briefing.\n", encoding="utf-8")
    keys = ("--name", "Gudang", "--unit", "polres-jombang", "--kind", "warehouse", "--windows", "campaign")
    more = ("--pattern", "tour-24", "--teams", "kpu-1 kpu-2 kpu-3", "--start", "2024-01-20", "--people", "5")
    assert run("change", "new-post", plan_file, "gudang-2", *keys, *more, *DECISION, "--corrects", "--yes").status == 0
    assert run("change", "swap", plan_file, *SWAP, *DECISION, "--corrects", "--yes").status == 0
    whole = changes.read_text(encoding="utf-8")
    lines = whole.splitlines(keepends=True)
    kept = []
    for count in range(1, len(lines) + 1):
        changes.write_text("".join(lines[:count]), encoding="utf-8")
        try:
            plan = electsched.load_plan(plan_file)
        except electsched.InputError:
            continue
        kept.append((len(plan.amendments), len(plan.swaps)))
        assert all(record.corrects for record in (*plan.amendments, *plan.swaps))
    assert sorted(set(kept)) == [(0, 0), (1, 0), (1, 1)]
    changes.write_text(whole[:-3], encoding="utf-8")
    assert run("check", plan_file).status == 2


def test_two_planners_at_once_lose_nothing(tmp_path: Path, plan_file: Path) -> None:
    """Of processes that judged the same file one adds a record; the others are told, and the file is whole."""
    script = tmp_path / "add.py"
    script.write_text(
        "import sys, time\nfrom pathlib import Path\n"
        "from electsched.cli.changes.record_file import add_record\nfrom electsched.errors import InputError\n"
        "path = Path(sys.argv[1])\nread = path.read_bytes()\nPath(sys.argv[2]).touch()\n"
        "while not Path(sys.argv[3]).exists():\n    time.sleep(0.01)\n"
        "try:\n    add_record(path, 'cancellation', {'post': sys.argv[4]}, read=read)\n"
        "except InputError as error:\n    sys.exit(str(error))\n",
        encoding="utf-8",
    )
    start = tmp_path / "start"
    processes = [
        subprocess.Popen(  # noqa: S603  # our own script
            [sys.executable, script, plan_file, tmp_path / f"ready-{number}", start, f"p-{number}"],
            stderr=subprocess.PIPE,
            text=True,
        )
        for number in range(4)
    ]
    while not all((tmp_path / f"ready-{number}").exists() for number in range(4)):
        assert all(process.poll() is None for process in processes)
    start.touch()
    errors = [process.communicate()[1] for process in processes]
    statuses = [process.returncode for process in processes]
    assert sorted(statuses) == [0, 1, 1, 1], errors
    assert all("changed in the meantime" in error for error, status in zip(errors, statuses, strict=True) if status)
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


@pytest.mark.parametrize(
    ("end", "span"), [((), "4 December 2023"), (("--end", "2023-12-08"), "4 December 2023 – 8 December 2023")]
)
def test_substitution_is_listed_with_its_days(run: Run, plan_file: Path, end: tuple[str, ...], span: str) -> None:
    """Without a last day it is of one day, and not of all later ones."""
    entry = ("p-0003", "p-0100", "--start", "2023-12-04", *end)
    assert run("change", "substitute", plan_file, *MEMBERS, *entry, *DECISION, "--yes").status == 0
    listed = " ".join(run("change", "list", plan_file, *MEMBERS).out.split())
    assert f"p-0100 stands in for p-0003, {span} Illustrative" in listed


RECORDS = """
[[absence]]
team    = "kpu-1"
people  = 2
start   = 2024-01-05
end     = 2024-01-06
kind    = "sick"
by      = "karendalops"
decided = 2024-01-02
reason  = "Illustrative"

[[amendment]]
post     = "kpu"
start    = 2024-01-05
people   = 5
partners = []
by       = "karendalops"
decided  = 2024-01-03
reason   = "Illustrative"

[[cancellation]]
post    = "kpu"
day     = 2024-01-08
shift   = "tour"
by      = "karendalops"
decided = 2024-01-04
reason  = "Illustrative"
"""


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        (
            "en",
            [
                "2 people of KPU team 1: sick, 5 January 2024 – 6 January 2024",
                "KPU Jombang office changes from 5 January 2024: 5 people; partners none",
                "KPU Jombang office, 24-hour tour, 8 January 2024: does not take place",
            ],
        ),
        (
            "id",
            [
                "2 orang dari Regu KPU 1: sakit, 5 Januari 2024 – 6 Januari 2024",
                "Kantor KPU Jombang berubah mulai 5 Januari 2024: 5 orang; mitra tidak ada",
                "Kantor KPU Jombang, Jaga 24 jam, 8 Januari 2024: tidak dilaksanakan",
            ],
        ),
    ],
)
def test_list_of_changes_says_each_in_words(run: Run, plan_file: Path, language: str, sentences: list[str]) -> None:
    """The list names posts, teams and days as people do, and has no key of a record."""
    with plan_file.open("a", encoding="utf-8") as file:
        file.write(RECORDS)
    listed = run("change", "list", plan_file, "--language", language)
    text = " ".join(listed.out.split())
    assert [sentence for sentence in sentences if sentence not in text] == []
    assert not re.search(r"\b(people \d|kind sick|shift tour|start 2024)", text)
