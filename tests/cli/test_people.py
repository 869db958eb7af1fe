"""The commands about people: a ledger kept from the command line, and configuration for a server."""

from __future__ import annotations

import json
import signal
import subprocess
import sysconfig
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from electsched.cli.main import main

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return what runs the command line in an empty folder, and gives its status and what it printed."""
    monkeypatch.chdir(tmp_path)

    def ran(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as left:
            main(arguments)
        told = capsys.readouterr()
        return int(str(left.value.code)), told.out, told.err

    return ran


@pytest.fixture
def plan(run: Run) -> Path:
    """Return a plan whose operation is not over for long."""
    assert run("new", "plan.toml")[0] == 0
    place = Path("plan.toml")
    text = place.read_text(encoding="utf-8")
    ends = "end   = 2024-02-10"
    assert ends in text
    place.write_text(text.replace(ends, "end   = 2199-02-10"), encoding="utf-8")
    return place


@pytest.mark.parametrize(("at", "over"), [("2199-02-17T23:59:59+00:00", False), ("2199-02-18T00:00:00+00:00", True)])
def test_an_operation_that_is_over_has_no_address(run: Run, plan: Path, at: str, *, over: bool) -> None:
    """None is made once the days of access have ended, seven after the operation, and the command says so."""
    run("ledger", "new", "ledger.json", str(plan))
    status, out, err = run("publish", str(plan), "site", "--ledger", "ledger.json", "--at", at)
    said = "no secret address: the operation and its days of access ended before 2199-02-18; --at takes another time\n"
    assert (status, f"warning: {said}" in err) == (0, over)
    assert ("new secret address" in out) is not over
    assert "no secret address" not in run("publish", str(plan), "site", "--at", at)[2]


def test_a_ledger_from_its_beginning(run: Run, plan: Path) -> None:
    """New, published with, listed, rotated, revoked; each step says what it did and none names another's address."""
    assert run("ledger", "new", "ledger.json", str(plan))[:2] == (
        0,
        "ledger.json: a ledger; electsched publish plan.toml SITE --ledger ledger.json\n",
    )
    status, out, err = run("publish", str(plan), "site", "--ledger", "ledger.json")
    assert status == 0
    assert "new secret address" in out
    assert "secret/" not in out
    assert "no secret address" not in err

    def listed() -> list[dict[str, str]]:
        status, out, _ = run("ledger", "list", "ledger.json", str(plan), "--json")
        assert status == 0
        found: list[dict[str, str]] = json.loads(out)["addresses"]
        return found

    (first, *_) = listed()
    assert (first["audience"], first["key"], first["state"]) == ("unit", "my-station", "works")
    status, out, _ = run("ledger", "list", "ledger.json", str(plan))
    assert first["address"] in out
    assert run("ledger", "rotate", "ledger.json", "unit", "my-station")[0] == 0
    assert run("publish", str(plan), "site", "--ledger", "ledger.json", "--json")[0] == 0
    states = [(each["state"], each["address"] == first["address"]) for each in listed() if each["audience"] == "unit"]
    assert states == [("revoked", True), ("works", False)]
    assert run("ledger", "revoke", "ledger.json", "unit", "my-station")[1] == (
        "unit my-station: revoked; publish to remove it\n"
    )
    status, _, err = run("ledger", "revoke", "ledger.json", "unit", "my-station")
    assert (status, err) == (
        2,
        "error: unit: found 'my-station'; expected a unit, partner or member that has an address\n",
    )


def test_a_calendar_too_large_is_said_so(run: Run) -> None:
    """Who publishes is told which calendar was split, and of a month that is too large even so, as text and data."""
    assert run("new", "plan.toml")[0] == 0
    text = Path("plan.toml").read_text(encoding="utf-8")
    post = "[[post]]\n"
    assert text.count(post) == 1
    bring = "Rompi. " * 3000
    Path("plan.toml").write_text(text.replace(post, f'{post}bring = "{bring}"\n'), encoding="utf-8")
    status, out, err = run("publish", "plan.toml", "site")
    told = "internal/posts/election-office.id.ics: too large for calendar apps; split by month, 2023-11 to 2024-02"
    assert (status, err) == (0, "")
    assert f"{told}, on its page\n" in out
    status, out, _ = run("publish", "plan.toml", "site", "--json")
    data = json.loads(out)
    split = {each["calendar"]: each["months"] for each in data["split"]}
    assert split["internal/posts/election-office.en.ics"] == ["2023-11", "2023-12", "2024-01", "2024-02"]
    assert (status, data["too_large"], data["written"]) == (0, [], [])
    Path("plan.toml").write_text(text.replace(post, f'{post}bring = "{bring * 3}"\n'), encoding="utf-8")
    status, _, err = run("publish", "plan.toml", "site")
    place = "internal/posts/election-office.2023-12.id.ics"
    assert status == 0
    assert f"warning: {place}: one month alone is too large for some calendar apps" in err


def test_whom_a_calendar_held(run: Run, plan: Path) -> None:
    """The inventory names calendars and numbers, as a table and as data."""
    Path("people.csv").write_text(
        "key,team,name\n" + "".join(f"p-{number},team-1,Orang\n" for number in range(6)), encoding="utf-8"
    )
    run("ledger", "new", "ledger.json", str(plan))
    assert run("publish", str(plan), "site", "--ledger", "ledger.json", "--members", "people.csv")[0] == 0
    status, out, _ = run("ledger", "held", "ledger.json", "--json")
    held = {each["calendar"]: each["members"] for each in json.loads(out)["held"]}
    assert status == 0
    assert held["internal/teams/team-1"] == held["secret unit my-station"] == "p-0 p-1 p-2 p-3 p-4 p-5"
    assert held["secret personal p-3"] == "p-3"
    assert "secret personal p-3" in run("ledger", "held", "ledger.json")[1]
    assert "Orang" not in out


def test_a_ledger_that_is_missing(run: Run, plan: Path) -> None:
    """One line names the file and the command that writes one; no traceback."""
    status, _, err = run("publish", str(plan), "site", "--ledger", "none.json")
    assert status == 2
    assert err.startswith("error: none.json: found no such file or directory; expected a ledger")
    assert not Path("site").exists()


@pytest.mark.parametrize("at", ["yesterday", "2023-11-20", "2023-11-20T08:00"])
def test_a_time_without_an_offset(run: Run, plan: Path, at: str) -> None:
    """The time of publication is a moment with its offset."""
    status, _, err = run("publish", str(plan), "site", "--at", at)
    assert status == 2
    assert "expected a moment with an offset" in err


def test_what_nginx_needs(run: Run) -> None:
    """The configuration has the folder, and denies what is not for everyone."""
    status, out, _ = run("nginx", "site")
    assert status == 0
    assert f"root {Path('site').resolve()};" in out
    assert "deny all;" in out


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        (("sheet", "plan.toml", "--post", "nowhere", "--day", "2023-11-28"), "post: found 'nowhere'"),
        (("sheet", "plan.toml", "--post", "election-office", "--day", "2020-01-01"), "day: found 2020-01-01"),
        (("card", "plan.toml", "--officer", "p-9"), "officer: found 'p-9'"),
        (("roster", "plan.toml"), "exactly one of unit, post, team, partner, officer"),
    ],
)
def test_what_is_not_there(run: Run, plan: Path, arguments: tuple[str, ...], found: str) -> None:
    """A post, a day or a member that the plan does not have is one error that says what was asked for."""
    assert plan.exists()
    status, _, err = run(*arguments)
    assert status == 2
    assert found in err


# --- the work of a publication ------------------------------------------------------------------------------------


def _files(site: Path) -> dict[str, bytes]:
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()}


def test_two_jobs_write_the_same_bytes(run: Run, plan: Path) -> None:
    """However many processes do the work, the site is the same."""
    at = ("--at", "2023-11-20T08:00+07:00")
    assert run("publish", str(plan), "one", *at)[0] == 0
    assert run("publish", str(plan), "two", *at, "--jobs", "2")[0] == 0
    assert _files(Path("one")) == _files(Path("two"))


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        (("site", "--jobs", "0"), "0 is not in the range x>=1"),
        (("nowhere://bucket/site",), "expected an address that fsspec reaches"),
    ],
)
def test_no_work_and_no_place(run: Run, plan: Path, arguments: tuple[str, ...], found: str) -> None:
    """One error says what is wrong, without a traceback."""
    status, _, err = run("publish", str(plan), *arguments)
    assert status == 2
    assert found in err
    assert "Traceback" not in err


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_ctrl_c(tmp_path: Path, jobs: str) -> None:
    """It says that every file is whole, leaves with 130, and the same command goes on from there."""
    script = Path(sysconfig.get_path("scripts")) / "electsched"
    place, ledger = tmp_path / "site", tmp_path / "ledger.json"
    examples = Path(__file__).parents[2] / "examples"
    plan, members = examples / "jombang.toml", examples / "jombang-members.csv"
    subprocess.run([script, "ledger", "new", ledger, plan], check=True, capture_output=True)  # noqa: S603  # our own
    command: list[str | Path] = [
        script,
        "publish",
        plan,
        place,
        "--members",
        members,
        "--ledger",
        ledger,
        "--jobs",
        jobs,
    ]
    command += ["--at", "2023-11-20T08:00+07:00"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)  # noqa: S603  # our own
    while not (place / "public" / "stages.id.ics").exists():
        time.sleep(0.01)
        assert process.poll() is None
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (130, "")
    assert err == "stopped: every file is whole, and the same command goes on from here\n"
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603  # our own
    assert not (place / ".publishing").exists()
