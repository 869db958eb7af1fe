"""The commands on plan files: new, window and check."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from tests.cli.conftest import Run

EXAMPLE = Path(__file__).parents[2] / "examples" / "jombang.toml"


@pytest.mark.parametrize("polling", [(), ("--polling", "14 Februari 2029")])
def test_new_writes_comments_in_the_language_asked_for(run: Run, folder: Path, polling: tuple[str, ...]) -> None:
    """The plan is the same in each language, and its comments are in that language alone."""
    texts = {}
    for language in ("en", "id"):
        assert run("new", f"{language}.toml", *polling, "--language", language).status == 0
        texts[language] = (folder / f"{language}.toml").read_text(encoding="utf-8")
    assert tomllib.loads(texts["en"]) == tomllib.loads(texts["id"])
    comments = {language: re.findall(r"#[^\n]*", text) for language, text in texts.items()}
    assert len(comments["en"]) == len(comments["id"]) > 15
    english = re.compile(r"\b(the|of|and|that|days|for|its)\b")
    assert [comment for comment in comments["id"] if english.search(comment)] == []
    assert [comment for comment in comments["en"] if english.search(comment)]


def test_new_writes_a_plan_once(run: Run, folder: Path) -> None:
    """A plan to start from is written, and never over another file."""
    path = folder / "my.toml"
    assert run("new", path).out == f"{path}: a plan to start from; electsched check {path}\n"
    again = run("new", path)
    assert (again.status, again.out) == (2, "")
    assert again.err.startswith(f"error: {path}: found a file that exists")


# --- window -------------------------------------------------------------------------------------------------------


def test_window_of_the_campaign(run: Run) -> None:
    """Campaign security lasts from 28 November 2023 to 10 February 2024, 75 days."""
    windows = {window["key"]: window for window in run("window", EXAMPLE, "--json").data["windows"]}
    assert windows["campaign"] == {
        "key": "campaign",
        "start": "2023-11-28",
        "end": "2024-02-10",
        "days": 75,
        "zone": "Asia/Jakarta",
        "span_start": "2023-11-28T00:00:00+07:00",
        "span_end": "2024-02-11T00:00:00+07:00",
    }


def test_window_notes_announced_days(run: Run) -> None:
    """Below the table is a note for each announced number of days that contradicts the announced dates."""
    ran = run("window", EXAMPLE)
    assert ran.out.count("note: operation.announced") == 3
    assert "222 days stated (S20, S21, S25, S64), but 2023-10-19 – 2024-10-20 is 368 days; both are kept" in ran.out


def test_window_of_a_plan_moves_with_polling_day(run: Run) -> None:
    """Polling day a week later and a margin of one day move the end of the window by eight days."""
    windows = run("window", EXAMPLE, "--polling", "2024-02-21", "--after", "1", "--json").data["windows"]
    assert {window["key"]: window["end"] for window in windows}["campaign"] == "2024-02-18"


def test_window_of_a_statute(run: Run) -> None:
    """The dates on which the campaign rests give its window without an election."""
    given = ("--given", "final_list=2023-11-03", "--given", "pairs_determined=2023-11-13")
    data = run("window", "id/general", "--polling", "2024-02-14", *given, "--before", "2", "--json").data
    assert [(window["start"], window["end"]) for window in data["windows"]] == [("2023-11-26", "2024-02-10")]


def test_window_over_several_stages(run: Run) -> None:
    """Each --stage gives a window."""
    data = run("window", "id/general-2024", "--stage", "campaign", "--stage", "quiet_period", "--json").data
    assert [window["key"] for window in data["windows"]] == ["campaign", "quiet_period"]


# --- check --------------------------------------------------------------------------------------------------------


def test_check_of_a_filled_plan(run: Run, starter: Path) -> None:
    """A plan whose duties all have a team exits with 0."""
    ran = run("check", starter)
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.splitlines() == [
        "Election security operation: 1 unit, 1 post, 3 teams, 75 duties",
        "every duty is filled",
        "note: site.url: calendars.example.org is an example; write the address of your site",
    ]


def test_check_as_json(run: Run) -> None:
    """The data of the example has no shortfall and no shortage."""
    data = run("check", EXAMPLE, "--json").data
    assert data["shortfalls"] == []
    assert data["duties"] == 7075
    assert [finding["code"] for finding in data["findings"]] == ["announced_days"] * 3 + ["example_address"]


def test_check_names_an_address_that_is_left_from_the_starter(run: Run, starter: Path) -> None:
    """The finding is a note, since a plan can be tried before its site has an address."""
    ran = run("check", starter, "--language", "id")
    assert (ran.status, "catatan: site.url: calendars.example.org hanya contoh" in ran.out) == (0, True)
    text = starter.read_text(encoding="utf-8").replace("calendars.example.org", "kalender.polri.go.id")
    starter.write_text(text, encoding="utf-8")
    assert "site.url" not in run("check", starter).out


def test_check_names_each_telephone_number_that_is_none(run: Run, starter: Path, tmp_path: Path) -> None:
    """All are named at once, with row and column, in the language asked for; of many the first and their number."""
    people = tmp_path / "list.csv"
    rows = "".join(f"7901000{number},team-{number % 3 + 1},A,lihat grup {number}\n" for number in range(9))
    people.write_text("NRP,Regu,Nama,No. HP\n" + rows + "79010010,team-1,B,0812-3456-7890\n", encoding="utf-8")
    ran = run("check", starter, "--members", people, "--language", "id")
    assert ran.out.count("tidak dapat dibaca; tulis seperti 0812-3456-7890") == 9
    assert "catatan: list.csv baris 4: No. HP: nomor telepon 'lihat grup 2' tidak dapat dibaca" in ran.out
    findings = run("check", starter, "--members", people, "--json").data["findings"]
    assert [finding["code"] for finding in findings].count("phone") == 9
    more = rows.replace("7901000", "7901001") + rows.replace("7901000", "7901002")
    people.write_text("NRP,Regu,Nama,No. HP\n" + more, encoding="utf-8")
    assert (
        "note: other telephone numbers that cannot be read: 8; --all shows them"
        in run("check", starter, "--members", people).out
    )
    assert run("check", starter, "--members", people, "--all").out.count("cannot be read") == 18


def test_check_of_a_team_too_small(run: Run, starter: Path, tmp_path: Path) -> None:
    """Duties that no team can fill are listed with the reserve that would fill them, and the status is 1."""
    text = starter.read_text(encoding="utf-8")
    six, four = 'unit   = "my-station"\npeople = 6', 'unit = "my-station"\npeople = 4'
    assert six in text
    starter.write_text(text.replace(six, four, 1), encoding="utf-8")
    ran = run("check", starter)
    assert ran.status == 1
    (row,) = (line.split() for line in ran.out.splitlines() if "2 of 6" in line)
    assert " ".join(row) == "election-office tour team-1 2 of 6 25 2023-11-28 2024-02-08 the team has too few people"
    assert run("check", starter, "--all").out.count("2 of 6") == 25
    assert ran.out.splitlines()[-4:-1] == [
        "25 duties are not filled",
        "each duty by itself: --all",
        "reserve that would fill them: 2 people more of Station at the ready, most at 2023-11-28 07:00",
    ]
    shortfalls = run("check", starter, "--json").data["shortfalls"]
    assert (shortfalls[0]["team"], shortfalls[0]["missing"]) == ("team-1", 2)
    published = run("publish", starter, tmp_path / "site")
    assert published.status == 0
    assert published.err == "warning: 25 duties are not filled; see electsched check\n"
