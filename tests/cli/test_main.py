"""The command line: what it prints, what it writes, and with which status it leaves."""

from __future__ import annotations

import json
import subprocess
import sysconfig
from collections.abc import Callable
from pathlib import Path

import attrs
import pytest

import electsched
from electsched.cli import main as cli
from electsched.loaders.plan import new_plan

EXAMPLE = str(Path(__file__).parents[2] / "examples" / "jombang.toml")
PROGRAM = str(Path(sysconfig.get_path("scripts")) / "electsched")


@attrs.frozen
class Ran:
    """What a command left behind."""

    status: int
    out: str
    err: str

    @property
    def data(self) -> dict[str, list[dict[str, object]]]:
        """What it answered as JSON."""
        found: dict[str, list[dict[str, object]]] = json.loads(self.out)
        return found


Run = Callable[..., Ran]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Return what runs a command in this process."""

    def ran(*arguments: str) -> Ran:
        with pytest.raises(SystemExit) as left:
            cli.main(list(arguments))
        captured = capsys.readouterr()
        assert isinstance(left.value.code, int)
        return Ran(left.value.code, captured.out, captured.err)

    return ran


@pytest.fixture
def starter(tmp_path: Path) -> Path:
    """Return the plan to start from, in a file."""
    return new_plan(tmp_path / "plan.toml")


# --- elections ----------------------------------------------------------------------------------------------------


def test_timeline(run: Run) -> None:
    """Every stage stands with its days and how firm they are; those without a date are named."""
    told = run("timeline", "id/general-2024")
    assert told.status == 0
    (campaign,) = [line.split() for line in told.out.splitlines() if line.startswith(" campaign ")]
    assert campaign == ["campaign", "Campaign", "2023-11-28", "2024-02-10", "confirmed"]
    assert "second_polling (not_held)" in told.out
    assert "\x1b[" not in told.out


def test_timeline_as_data(run: Run) -> None:
    """The same as JSON, with dates as text."""
    stages = {stage["key"]: stage for stage in run("timeline", "id/general-2024", "--json").data["stages"]}
    assert (stages["campaign"]["start"], stages["campaign"]["end"]) == ("2023-11-28", "2024-02-10")
    assert stages["dispute_presidential"]["closes"] == "24:00"


def test_timeline_of_a_what_if(run: Run) -> None:
    """What a what-if leaves aside is said, and a law without dates asks for them."""
    told = run("timeline", "id/general-2024", "--polling", "2024-02-21", "--language", "id")
    assert "official dates left aside" in told.out
    assert "2024-02-17" in told.out
    assert run("timeline", "id/general").out == "no date is known; give one with --polling or --given\n"
    assert run("timeline", "id/general", "--polling", "2029-02-14", "--provisional").status == 0
    assert "2024-02-10" in run("timeline", EXAMPLE).out


def test_explain(run: Run) -> None:
    """The reason of a date, in either language or as data."""
    assert "rule: polling - 3 days" in run("explain", "id/general-2024", "quiet_period").out
    assert "ketentuan: UU 7/2017, 278(1)" in run("explain", "id/general-2024", "quiet_period", "--language", "id").out
    told = run("explain", "id/general-2024", "quiet_period", "--json")
    assert json.loads(told.out)["why"]["computed"]["start"]["reason"]["rule"] == "polling - 3 days"


def test_audit(run: Run) -> None:
    """The election of 2024 is lawful: each line with its provision, a summary, and status 0."""
    told = run("audit", "id/general-2024")
    assert told.status == 0
    assert told.out.splitlines()[-1] == "14 lawful, 53 no rule, 17 equal, 1 conflict"
    lines = run("audit", "id/general-2024", "--json").data["lines"]
    assert {line["verdict"] for line in lines if line["relation"] == "fixed"} == {"equal"}


def test_an_unlawful_election(run: Run, tmp_path: Path) -> None:
    """A quiet period that begins a day late is unlawful by a day, and the status is 1."""
    text = """
format = 1
id = "test/late"
statute = "id/general"
name = "Late"
[[date]]
stage = "polling"
start = 2024-02-14
[[date]]
stage = "quiet_period"
start = 2024-02-12
end = 2024-02-13
"""
    path = tmp_path / "late.toml"
    path.write_text(text)
    told = run("audit", str(path))
    assert told.status == 1
    assert "unlawful" in told.out
    assert run("audit", str(path), "--json").status == 1


# --- windows ------------------------------------------------------------------------------------------------------


def test_the_window_of_the_campaign(run: Run) -> None:
    """`window --json` has the campaign under its key: 28 November 2023 to 10 February 2024, 75 days."""
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


def test_windows_as_text(run: Run) -> None:
    """The windows of a plan stand in a table, with the disagreement of the declared days below."""
    told = run("window", EXAMPLE)
    assert told.out.count("note: operation.stated") == 3
    assert "222 days stated (S20, S21, S25, S64), but 2023-10-19 – 2024-10-20 is 368 days; both are kept" in told.out


def test_windows_that_move(run: Run) -> None:
    """Polling day and margins move the windows of a plan, of an election and of a bare law."""
    moved = run("window", EXAMPLE, "--polling", "2024-02-21", "--after", "1", "--json").data["windows"]
    assert {window["key"]: window["end"] for window in moved}["campaign"] == "2024-02-18"
    given = ("--given", "final_list=2023-11-03", "--given", "pairs_determined=2023-11-13")
    bare = run("window", "id/general", "--polling", "2024-02-14", *given, "--before", "2", "--json").data
    assert [(window["start"], window["end"]) for window in bare["windows"]] == [("2023-11-26", "2024-02-10")]
    two = run("window", "id/general-2024", "--stage", "campaign", "--stage", "quiet_period", "--json").data
    assert [window["key"] for window in two["windows"]] == ["campaign", "quiet_period"]


# --- plans --------------------------------------------------------------------------------------------------------


def test_check(run: Run, starter: Path) -> None:
    """A plan whose duties are all filled leaves with 0."""
    told = run("check", str(starter))
    assert (told.status, told.err) == (0, "")
    assert told.out.splitlines() == [
        "Election security operation: 1 unit, 1 post, 3 teams, 75 duties",
        "every duty is filled",
    ]
    assert run("check", EXAMPLE, "--json").data["shortfalls"] == []


def test_a_plan_that_is_not_covered(run: Run, starter: Path, tmp_path: Path) -> None:
    """What no team can fill stands in a table and in the data, and the status is 1."""
    starter.write_text(
        starter.read_text().replace('unit   = "my-station"\npeople = 6', 'unit = "my-station"\npeople = 4', 1)
    )
    told = run("check", str(starter))
    assert told.status == 1
    assert "2 of 6" in told.out
    assert told.out.splitlines()[-2:] == [
        "25 duties are not filled",
        "what would meet it: 2 people more of Station at the ready, most at 2023-11-28 07:00",
    ]
    shortfalls = run("check", str(starter), "--json").data["shortfalls"]
    assert shortfalls[0]["team"] == "team-1"
    assert shortfalls[0]["missing"] == 2
    published = run("publish", str(starter), str(tmp_path / "site"))
    assert published.status == 0
    assert published.err == "warning: 25 duties are not filled; see electsched check\n"


def test_publish(run: Run, starter: Path, tmp_path: Path) -> None:
    """Publishing prints the window and what was written; once more, it writes nothing."""
    site = str(tmp_path / "site")
    told = run("publish", str(starter), site)
    assert told.status == 0
    assert told.out.splitlines()[0] == "campaign: 2023-11-28 to 2024-02-10, 75 days"
    assert f"{site}: 20 files written, 0 unchanged, 0 removed" in told.out
    assert "events: 138 new, 0 changed, 0 withdrawn" in told.out
    again = json.loads(run("publish", str(starter), site, "--json").out)
    assert again["written"] == []
    assert again["unchanged"] == 20
    assert again["windows"][0]["days"] == 75


def test_new(run: Run, tmp_path: Path) -> None:
    """A plan to start from is written once, and never over another."""
    path = str(tmp_path / "my.toml")
    assert run("new", path).out == f"{path}: a plan to start from; electsched check {path}\n"
    told = run("new", path)
    assert (told.status, told.out) == (2, "")
    assert told.err.startswith(f"error: {path}: found a file that exists")


def test_serve(run: Run, starter: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The preview names both addresses, and stops when it is told to; a folder without a site is refused."""
    assert run("serve", str(tmp_path)).status == 2
    electsched.publish(electsched.load_plan(starter), tmp_path / "site")

    def interrupted(_self: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("http.server.ThreadingHTTPServer.serve_forever", interrupted)
    told = run("serve", str(tmp_path / "site"), "--port", "0")
    assert told.status == 0
    assert [line.rpartition(":")[0] for line in told.out.splitlines()] == ["http://127.0.0.1"] * 2
    assert [line.split("/")[-2] for line in told.out.splitlines()] == ["public", "internal"]


# --- what is wrong ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("timeline", "xx/nowhere"), ("'xx/nowhere'", "id/general-2024")),
        (("timeline", "none.toml"), ("none.toml", "no such file")),
        (("timeline", "id/general", "--polling", "2062-02-14"), ("polling", "2062-02-14", "2026-12-31")),
        (("explain", "id/general-2024", "quiet"), ("'quiet'", "quiet_period")),
        (("window", "id/general", "--polling", "2024-02-14"), ("campaign", "no date")),
        (("window", "id/general-2024", "--before", "-100"), ("window campaign", "not before the start")),
        (("window", "id/general-2024", "--before", "99999999"), ("window campaign", "years 1 and 9999")),
        (("check", "id/general-2024"), ("id/general-2024", "no such file")),
        (("timeline", "id/general", "--given", "polling"), ("'polling'", "final_list=2023-11-03")),
        (("timeline", "id/general", "--polling", "soon"), ("soon",)),
        (("window", "id/general", "--before", "few"), ("few",)),
        (("nothing",), ("nothing",)),
        (("publish",), ("PLAN",)),
    ],
)
def test_bad_input(run: Run, arguments: tuple[str, ...], words: tuple[str, ...]) -> None:
    """Bad input leaves with 2: the message names what was found and what is expected."""
    told = run(*arguments)
    assert (told.status, told.out) == (2, "")
    assert [word for word in words if word not in told.err] == []
    assert "Traceback" not in told.err


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"name = '\xff'",
        b"nonsense",
        b"format = 1\n[operation]\nkey = 5\n",
        None,
    ],
    ids=["empty", "not UTF-8", "no TOML", "no plan", "directory"],
)
def test_bad_plans_leave_the_site_as_it_is(starter: Path, tmp_path: Path, content: bytes | None) -> None:
    """The installed program refuses a bad plan with 2 and no traceback, and what was published stays whole."""
    site = tmp_path / "site"
    electsched.publish(electsched.load_plan(starter), site)
    before = {path: path.read_bytes() for path in site.rglob("*") if path.is_file()}
    bad = tmp_path / "bad.toml"
    if content is None:
        bad.mkdir()
    else:
        bad.write_bytes(content)
    done = subprocess.run([PROGRAM, "publish", str(bad), str(site)], capture_output=True, text=True, check=False)  # noqa: S603  # the installed program
    assert (done.returncode, done.stdout) == (2, "")
    assert str(bad) in done.stderr
    assert "found" in done.stderr
    assert "expected" in done.stderr
    assert "Traceback" not in done.stderr
    assert {path: path.read_bytes() for path in site.rglob("*") if path.is_file()} == before


def test_a_target_that_cannot_be_written(run: Run, starter: Path) -> None:
    """A file in the place of the site is refused with 2, by name."""
    told = run("publish", str(starter), str(starter))
    assert (told.status, told.out) == (2, "")
    assert str(starter) in told.err


@pytest.mark.parametrize("target", ["", " "])
def test_a_target_that_is_empty(
    run: Run, starter: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, target: str
) -> None:
    """It is refused, and not taken for the folder in which the command runs."""
    monkeypatch.chdir(tmp_path)
    before = sorted(tmp_path.iterdir())
    told = run("publish", str(starter), target)
    assert (told.status, told.out) == (2, "")
    assert f"target: found {target!r}; expected a folder, or an address" in told.err
    assert sorted(tmp_path.iterdir()) == before


def test_a_reader_that_has_seen_enough() -> None:
    """A pipe that closes early causes no traceback."""
    command = f"{PROGRAM} timeline id/general-2024 --json | head -c 10"
    done = subprocess.run(["/bin/sh", "-c", command], capture_output=True, text=True, check=False)  # noqa: S603  # as above
    assert done.stdout == '{\n  "id": '
    assert done.stderr == ""


def test_stopped_by_hand(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C in the middle is no traceback; the answer is not there, and the status says so."""

    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(electsched, "load_plan", interrupted)
    told = run("check", "x.toml")
    assert told.status == 1
    assert told.err.strip() == "stopped"


def test_help(run: Run) -> None:
    """The help names every command."""
    told = run("--help")
    for name in ("timeline", "explain", "audit", "window", "check", "publish", "serve", "new"):
        assert f"\n  {name} " in told.out
    assert run("--version").status == 0


def test_bounds_of_an_election_nobody_has_scheduled(run: Run) -> None:
    """With polling day alone the law answers; where nothing is known it says what to give."""
    ran = run("bounds", "id/general", "--set", "polling=2029-02-14")
    assert ran.status == 0
    row = next(line for line in ran.out.splitlines() if line.startswith(" national_result"))
    assert "2029-03-21   UU 7/2017, 413(1)" in row
    nothing = run("bounds", "us/federal")
    assert (nothing.status, nothing.out) == (0, "nothing is bounded; give a date, such as --set polling=2029-02-14\n")


def test_bounds_of_an_impossible_wish(run: Run) -> None:
    """A contradiction leaves with 1 and names what contradicts what, as text and as data."""
    wish = ("bounds", "id/general", "--set", "polling=2029-02-14", "--set", "national_result=2029-04-01")
    ran = run(*wish)
    assert ran.status == 1
    assert ran.out.splitlines()[1:] == [
        "  national_result <= polling + 35 days (UU 7/2017, 413(1))",
        "  polling = 2029-02-14",
        "  national_result = 2029-04-01",
    ]
    told = run(*wish, "--json")
    assert told.status == 1
    assert told.data["conflict"][0]["rule"] == "national_result <= polling + 35 days"


def test_bounds_past_the_known_holidays(run: Run) -> None:
    """A provision that cannot be counted is named below the table."""
    ran = run("bounds", "id/general", "--set", "dispute_registered=2029-04-02")
    assert ran.status == 0
    assert "left aside, for the holidays of its years are not known: dispute_ruling <= dispute_registered" in ran.out


def test_bounds_of_facts(run: Run) -> None:
    """A law that asks for a fact is told it, and without it the error names what it can be."""
    assert run("bounds", "gb/local", "--set", "polling=2024-05-02", "--fact", "nation=wales").status == 0
    missing = run("bounds", "gb/local", "--set", "polling=2024-05-02")
    assert missing.status == 2
    assert "facts.nation: found nothing; expected one of england" in missing.err


def test_compare_with_another_polling_day(run: Run) -> None:
    """The same election a week later: what moved, and why."""
    ran = run("compare", "id/general-2024", "--polling", "2024-02-21")
    assert ran.status == 0
    assert "    polling.end moved by +7 days" in ran.out
    data = run("compare", "id/general-2024", "--polling", "2024-02-21", "--json").data
    assert {move["stage"] for move in data["moves"]} >= {"polling", "quiet_period"}


def test_compare_two_elections(run: Run) -> None:
    """Two elections of one law, in Indonesian; and one with itself."""
    ran = run("compare", "id/general-2019", "id/general-2024", "--language", "id")
    assert "Hari pemungutan suara (polling.end): 17 April 2019" in ran.out
    assert run("compare", "id/general-2024").out == "nothing moved\n"
