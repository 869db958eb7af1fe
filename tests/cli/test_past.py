"""Commands that go on from the record of a site: duties that have begun stay, and only those ahead are judged."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from electsched.cli.main import main
from electsched.loaders.plan import new_plan

BEFORE, LATER = "2023-11-20T08:00+07:00", "2023-12-05T10:00+07:00"


def _run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert isinstance(ended.value.code, int)
    return ended.value.code


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """Return the file of a plan whose first publication was before the operation."""
    path = Path(new_plan(str(tmp_path / "plan.toml")))
    assert _run("publish", str(path), str(tmp_path / "site"), "--at", BEFORE) == 0
    return path


def _turned(path: Path) -> None:
    """Give the teams of the post in another order."""
    text = path.read_text(encoding="utf-8")
    assert '["team-1", "team-2", "team-3"]' in text
    path.write_text(text.replace('["team-1", "team-2", "team-3"]', '["team-2", "team-1", "team-3"]'), encoding="utf-8")


def test_a_difference_is_told_with_its_way_out(plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Publishing names the duties that have begun and differ, in the language that is asked for."""
    _turned(plan)
    site = str(plan.parent / "site")
    assert _run("publish", str(plan), site, "--at", LATER) == 0
    error = capsys.readouterr().err
    assert "warning: Duties that have begun differ from the plan: 6 (election-office 2023-11-28" in error
    assert "--correct-past" in error
    assert _run("publish", str(plan), site, "--at", BEFORE, "--language", "id", "--json") == 0
    printed = capsys.readouterr()
    assert "Situs ini sudah diterbitkan pada waktu yang lebih kemudian, 2023-12-05T03:00Z." in printed.err
    data = json.loads(printed.out)
    assert (data["set_back"], len(data["differences"])) == ("2023-12-05T03:00:00+00:00", 6)
    assert _run("publish", str(plan), site, "--at", LATER, "--correct-past") == 0
    assert "differ" not in capsys.readouterr().err


def test_check_and_show_go_on_from_the_site(plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With the site the duties of the first days are those that were published; without it those of the plan."""
    _turned(plan)
    site = ("--site", str(plan.parent / "site"), "--at", LATER)
    assert _run("check", str(plan), *site) in {0, 1}
    assert "Duties that have begun differ from the plan: 6" in capsys.readouterr().out
    teams: list[list[str]] = []
    for options in ((), site):
        assert _run("roster", "show", str(plan), "--post", "election-office", "--format", "json", *options) == 0
        events = json.loads(capsys.readouterr().out)["events"]
        teams.append([event["summary"] for event in events[:1]])
    assert teams[0] != teams[1]


def test_sheet_and_card_of_past_days_are_those_of_the_record(plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With the site a past day is printed with those who did the duty, one who left the list by number."""
    members = plan.with_name("members.csv")
    rows = [f"p-{team}{number},team-{team},Personel {team}{number}" for team in (1, 2, 3) for number in range(6)]
    members.write_text("\n".join(["key,team,name", *rows, ""]), encoding="utf-8")
    listed, site = ("--members", str(members)), str(plan.parent / "named")
    assert _run("publish", str(plan), site, *listed, "--at", BEFORE) == 0
    assert _run("publish", str(plan), site, *listed, "--at", LATER) == 0
    _turned(plan)
    members.write_text("\n".join(["key,team,name", *rows[1:], ""]), encoding="utf-8")
    capsys.readouterr()

    def printed(*arguments: str) -> str:
        assert _run("site", *arguments, *listed, "--language", "en") == 0
        return capsys.readouterr().out

    record = ("--site", site, "--at", LATER)
    sheet = ("sheet", str(plan), "--post", "election-office", "--day")
    planned, past = printed(*sheet, "2023-11-28"), printed(*sheet, "2023-11-28", *record)
    assert [name in planned for name in ("Personel 11", "Personel 20")] == [False, True]
    assert [name in past for name in ("Personel 11", "Personel 20", "Personel 10")] == [True, False, False]
    assert "<td>p-10</td>" in past
    assert "p-10" not in printed(*sheet, "2023-12-06", *record)
    cards = [printed("card", str(plan), "--member", "p-11", *options) for options in ((), record)]
    days = [re.findall(r'data-k="\d"><b>(\d+)</b> 24', card)[:2] for card in cards]
    assert days == [["29", "2"], ["1", "4"]]  # 28 November also has a muster


def test_a_record_that_was_edited_by_hand_is_believed_by_no_command(
    plan: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each command that goes on from the site names the record in one line, and says what to do."""
    site = plan.parent / "site"
    (record,) = site.glob("internal/units/*.roster.json")
    record.write_bytes(record.read_bytes().replace(b'"team-1",', b'"team-2",', 1))
    options = (str(plan), "--site", str(site), "--at", LATER)
    commands = [
        ("check", *options),
        ("roster", "show", *options),
        ("roster", "who-can", str(plan), "election-office", "2023-12-06", "tour", *options[1:]),
        ("roster", "repair", *options),
        ("site", "sheet", *options, "--day", "2023-11-28"),
        ("site", "changes", str(site), "--for", "team", "team-1"),
        ("publish", str(plan), str(site), "--at", LATER),
    ]
    for command in commands:
        assert _run(*command) == 2
        lines = capsys.readouterr().err.splitlines()
        assert len(lines) == 1
        assert f"internal/units/{record.name}: found a record that was edited by hand" in lines[0]
        assert "--rebuild" in lines[0]


def test_bad_sites_and_moments_are_refused(plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A moment without an offset and a folder without a site are bad input, with one line."""
    assert _run("check", str(plan), "--site", str(plan.parent / "site"), "--at", "2023-12-05T10:00") == 2
    assert "expected a moment with an offset" in capsys.readouterr().err
    assert _run("check", str(plan), "--site", str(plan.parent / "empty")) == 2
    assert "no roster was published there" in capsys.readouterr().err


ROLE = '\n[[operation.command]]\nkey = "karendalops"\nname = { id = "Karendalops", en = "Head of operations" }\n'


def test_a_file_of_changes_that_lost_whole_records_is_told(plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Cut off between two records it is still a whole file; publishing says that published changes are missing."""
    plan.write_text(f'changes = "changes.toml"\n{plan.read_text(encoding="utf-8")}{ROLE}', encoding="utf-8")
    decision = ("--by", "karendalops", "--reason", "x", "--decided", "2023-11-27", "--yes")
    for day in ("2023-12-20", "2023-12-21"):
        assert _run("change", "cancel", str(plan), "election-office", day, "tour", *decision) == 0
    records, site = plan.with_name("changes.toml"), str(plan.parent / "site")
    whole = records.read_bytes()
    for content, taken_back in ((whole, 0), (whole[: whole.rindex(b"[[")], 1), (whole, 0)):
        records.write_bytes(content)
        capsys.readouterr()
        assert _run("publish", str(plan), site, "--at", LATER, "--json") == 0
        printed = capsys.readouterr()
        assert json.loads(printed.out)["taken_back"] == taken_back
        assert ("no longer has, or that were edited in it: 1." in printed.err) == bool(taken_back)


@pytest.mark.parametrize("kind", ["cancellation", "new post"])
def test_no_cut_in_a_record_is_read_as_another_record(
    plan: Path, capsys: pytest.CaptureFixture[str], kind: str
) -> None:
    """At whichever byte a file of changes ends within a record, it is refused, with its name."""
    plan.write_text(f'changes = "changes.toml"\n{plan.read_text(encoding="utf-8")}{ROLE}', encoding="utf-8")
    decision = ("--by", "karendalops", "--reason", "x", "--decided", "2023-11-27", "--corrects", "--yes")
    keys = {"unit": "my-station", "kind": "office", "windows": "campaign", "pattern": "tour-24", "people": "1"}
    options = [text for name, value in keys.items() for text in (f"--{name}", value)]
    if kind == "cancellation":
        assert _run("change", "cancel", str(plan), "election-office", "2023-12-20", "tour", *decision) == 0
    else:
        named = ("--name", "Gate", "--address", "A", "--teams", "team-1 team-2 team-3", "--start", "2023-12-20")
        assert _run("change", "new-post", str(plan), "gate", *named, *options, *decision) in {0, 1}
    records = plan.with_name("changes.toml")
    whole = records.read_bytes()
    for length in range(1, len(whole)):
        records.write_bytes(whole[:length])
        capsys.readouterr()
        assert _run("check", str(plan)) == 2, whole[:length]
        assert "changes.toml" in capsys.readouterr().err


def test_a_change_of_the_past_is_refused_until_it_corrects(plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`change` with the site shows only duties ahead; a swap of duties that were done needs ``--corrects``."""
    plan.write_text(plan.read_text(encoding="utf-8") + ROLE, encoding="utf-8")
    swap = (
        "change",
        "swap",
        str(plan),
        *(["election-office", "2023-11-29", "tour", "election-office", "2023-11-30", "tour"]),
    )
    decision = ("--by", "karendalops", "--reason", "x", "--site", str(plan.parent / "site"), "--at", LATER, "--json")
    assert _run(*swap, *decision) == 2
    assert "corrects = true" in capsys.readouterr().err
    assert _run(*swap, *decision, "--corrects") == 0
    assert len(json.loads(capsys.readouterr().out)["duties"]) == 2
