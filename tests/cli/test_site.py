"""The commands that publish and show a site, and the group `site`."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import sysconfig
from pathlib import Path

import icalendar
import pytest

import electsched
from tests.cli.conftest import Run
from tests.sites import files_of

PROGRAM = Path(sysconfig.get_path("scripts")) / "electsched"
EXAMPLES = Path(__file__).parents[2] / "examples"
AT = ("--at", "2023-11-20T08:00+07:00")
STOPPED = """
import os, signal
from electsched.cli.main import main
from electsched.stores.local import LocalStore
program, write = os.getpid(), LocalStore.write
def write_and_stop(self, path, *rest):
    stat = write(self, path, *rest)
    if path == "public/stages.id.ics":
        os.kill(program, signal.SIGINT)
    return stat
LocalStore.write = write_and_stop
main()
"""
"""The command line, which gets Ctrl-C as it has written the calendar of the stages."""


# --- publish ------------------------------------------------------------------------------------------------------


def test_publish_twice(run: Run, starter: Path) -> None:
    """Publishing prints the window and the number of files; the second time it writes none."""
    ran = run("publish", starter, "site")
    assert ran.status == 0
    assert ran.out.splitlines()[0] == "campaign: 2023-11-28 to 2024-02-10, 75 days"
    assert "site: 25 files written, 0 unchanged, 0 removed" in ran.out
    assert "events: 138 new, 0 changed, 0 withdrawn" in ran.out
    again = run("publish", starter, "site", "--json").data
    assert (again["written"], again["unchanged"]) == ([], 25)
    assert again["windows"][0]["days"] == 75


def test_publish_with_two_jobs_writes_the_same_bytes(run: Run, starter: Path) -> None:
    """The number of processes does not change the site."""
    assert run("publish", starter, "one", *AT).status == 0
    assert run("publish", starter, "two", *AT, "--jobs", "2").status == 0
    assert files_of(Path("one")) == files_of(Path("two"))


@pytest.mark.parametrize("suffix", ["txt", "csv", "json"])
def test_publish_writes_changes(run: Run, starter: Path, suffix: str) -> None:
    """`--changes` writes the moved duties of each team, in the form that the suffix names."""
    assert run("publish", starter, "site", *AT).status == 0
    text = starter.read_text(encoding="utf-8")
    assert "start  = 07:00:00" in text
    starter.write_text(text.replace("start  = 07:00:00", "start  = 06:00:00"), encoding="utf-8")
    ran = run("publish", starter, "site", "--changes", f"changes.{suffix}", "--at", "2023-11-21T08:00+07:00")
    assert ran.status == 0
    assert "75 changes to tell; electsched site changes site lists them" in ran.out
    written = Path(f"changes.{suffix}").read_text(encoding="utf-8")
    if suffix == "csv":
        assert len(list(csv.DictReader(written.splitlines()))) == 75
    elif suffix == "json":
        assert len(json.loads(written)["changes"]) == 75
    else:
        assert "team-1" in written or "Team 1" in written


@pytest.mark.parametrize("path", ["changes.pdf", "missing/changes.txt", "a\0b.txt", f"{'long' * 80}.txt", "folder.txt"])
def test_publish_refuses_a_bad_changes_file(run: Run, starter: Path, path: str) -> None:
    """A list of changes that cannot be written is refused before the site is."""
    Path("folder.txt").mkdir()
    ran = run("publish", starter, "site", "--changes", path)
    assert ran.status == 2
    assert "--changes" in ran.err
    assert not Path("site").exists()


def test_publish_refuses_a_changes_file_that_may_not_be_replaced(
    run: Run, starter: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A list of changes that belongs to others is refused before the site is written."""
    Path("changes.txt").touch()
    monkeypatch.setattr("os.access", lambda *_: False)
    ran = run("publish", starter, "site", "--changes", "changes.txt")
    assert ran.status == 2
    assert "changes.txt: found permission denied; expected a file that can be written" in ran.err
    assert not Path("site").exists()


def test_publish_warns_of_an_issue_in_the_future(run: Run, starter: Path) -> None:
    """A time of issue after the time of the clock is a warning; without it there is none."""
    text = starter.read_text(encoding="utf-8")
    starter.write_text(
        text.replace("[election]", "issued = 2199-01-01T08:00:00+07:00\n\n[election]", 1), encoding="utf-8"
    )
    ran = run("publish", starter, "site")
    assert ran.status == 0
    assert "warning: issued = 2199-01-01T01:00:00+00:00 is later than the clock" in ran.err
    starter.write_text(text, encoding="utf-8")
    assert "issued" not in run("publish", starter, "other").err


@pytest.mark.parametrize("time_", ["yesterday", "2023-11-20", "2023-11-20T08:00"])
def test_publish_refuses_a_time_without_offset(run: Run, starter: Path, time_: str) -> None:
    """The time of publication has an offset."""
    ran = run("publish", starter, "site", "--at", time_)
    assert ran.status == 2
    assert "expected a moment with an offset" in ran.err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("site", "--jobs", "0"), "found '0'; expected a whole number from 1 to 1024"),
        (("nowhere://bucket/site",), "expected an address that fsspec reaches"),
        (("plan.toml",), "plan.toml"),
    ],
)
def test_publish_refuses_bad_targets(run: Run, starter: Path, arguments: tuple[str, ...], message: str) -> None:
    """No process, an address that nothing reaches, a file in place of the folder: one error, no traceback."""
    ran = run("publish", starter, *arguments)
    assert (ran.status, ran.out) == (2, "")
    assert message in ran.err
    assert "Traceback" not in ran.err


@pytest.mark.parametrize("target", ["", " "])
def test_publish_refuses_an_empty_target(run: Run, starter: Path, folder: Path, target: str) -> None:
    """An empty target is not taken for the current folder."""
    files = sorted(folder.iterdir())
    ran = run("publish", starter, target)
    assert (ran.status, ran.out) == (2, "")
    assert f"target: found {target!r}; expected a folder, or an address" in ran.err
    assert sorted(folder.iterdir()) == files


def test_publish_reports_calendars_too_large(run: Run, starter: Path) -> None:
    """A split calendar and a month that alone is too large are reported, as text and as data."""
    text = starter.read_text(encoding="utf-8")
    post = "[[post]]\n"
    assert text.count(post) == 1
    kit = "Rompi. " * 2200
    starter.write_text(text.replace(post, f'{post}bring = "{kit}"\n'), encoding="utf-8")
    ran = run("publish", starter, "site")
    split = "internal/posts/election-office.id.ics: too large for calendar apps; split by month, 2023-11 to 2024-02"
    assert (ran.status, ran.err) == (0, "")
    assert f"{split}, on its page\n" in ran.out
    data = run("publish", starter, "site", "--json").data
    months = {calendar["calendar"]: calendar["months"] for calendar in data["split"]}
    assert months["internal/posts/election-office.en.ics"] == ["2023-11", "2023-12", "2024-01", "2024-02"]
    assert (data["too_large"], data["written"]) == ([], [])
    starter.write_text(text.replace(post, f'{post}bring = "{kit * 3}"\n'), encoding="utf-8")
    ran = run("publish", starter, "site")
    path = "internal/posts/election-office.2023-12.id.ics"
    assert ran.status == 0
    assert f"warning: {path}: one month alone is too large for some calendar apps" in ran.err


def test_publish_rebuilds_a_missing_calendar(run: Run, starter: Path) -> None:
    """A missing calendar stops the publication with advice that works: `--rebuild` makes the calendar anew."""
    assert run("publish", starter, "site", *AT).status == 0
    calendar = Path("site/internal/teams/team-1.id.ics")
    calendar.unlink()
    stopped = run("publish", starter, "site", *AT)
    assert stopped.status == 2
    assert "internal/teams/team-1.id.ics" in stopped.err
    assert "--rebuild" in stopped.err
    rebuilt = run("publish", starter, "site", "--rebuild", *AT)
    assert (rebuilt.status, rebuilt.err) == (0, "")
    assert len(icalendar.Calendar.from_ical(calendar.read_bytes()).events) == 26
    assert "site: 0 files written" in run("publish", starter, "site").out


@pytest.mark.stress
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_publish_stopped_with_ctrl_c_continues(tmp_path: Path, jobs: str) -> None:
    """After Ctrl-C the status is 130, every file is complete, and the same command continues."""
    site = tmp_path / "site"
    command: list[str | Path] = ["publish", EXAMPLES / "jombang.toml", site, "--jobs", jobs, *AT]
    stopped = subprocess.run(  # noqa: S603  # the program above
        [sys.executable, "-c", STOPPED, *command], capture_output=True, text=True, check=False, timeout=600
    )
    assert (stopped.returncode, stopped.stdout) == (130, "")
    assert stopped.stderr == "Stopped. Every file is complete; run the same command again to continue.\n"
    assert (site / "public" / "stages.id.ics").exists()
    assert not (site / "internal" / "manifest.json").exists()
    subprocess.run([PROGRAM, *command], check=True, capture_output=True, timeout=600)  # noqa: S603  # our own
    assert (site / "internal" / "manifest.json").exists()


# --- serve --------------------------------------------------------------------------------------------------------


def test_serve_prints_addresses(run: Run, starter: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server names both parts of the site, and stops at Ctrl-C."""
    electsched.publish(electsched.load_plan(starter), tmp_path / "site")

    def interrupt(_self: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("http.server.ThreadingHTTPServer.serve_forever", interrupt)
    ran = run("serve", tmp_path / "site", "--port", "0")
    assert ran.status == 0
    assert [line.rpartition(":")[0] for line in ran.out.splitlines()] == ["http://127.0.0.1"] * 2
    assert [line.split("/")[-2] for line in ran.out.splitlines()] == ["public", "internal"]


def test_serve_refuses_a_folder_without_a_site(run: Run, tmp_path: Path) -> None:
    """A folder that `publish` did not write is bad input."""
    assert run("serve", tmp_path).status == 2


# --- single files -------------------------------------------------------------------------------------------------


def test_calendar_of_an_election(run: Run, folder: Path) -> None:
    """The stages of an election without a plan: the campaign lasts 75 days, and polling is on 14 February 2024."""
    by_days = run("site", "calendar", "id/general-2024", "--variant", "days", "--language", "en")
    assert "SUMMARY:Campaign begins" in by_days.out
    ran = run("site", "calendar", "id/general-2024", "--output", "stages.ics")
    assert (ran.status, ran.out) == (0, "")
    calendar = icalendar.Calendar.from_ical((folder / "stages.ics").read_bytes())
    days = {str(event["summary"]): (event.start.isoformat(), event.end.isoformat()) for event in calendar.events}
    assert days["Campaign"] == ("2023-11-28", "2024-02-11")
    assert days["Polling day"] == ("2024-02-14", "2024-02-15")


def test_calendar_with_another_polling_day(run: Run) -> None:
    """`--polling` moves the event; the calendar goes to the terminal, in Indonesian."""
    ran = run("site", "calendar", "id/general-2024", "--polling", "2024-02-21", "--language", "id")
    calendar = icalendar.Calendar.from_ical(ran.out)
    days = {str(event["summary"]): event.start.isoformat() for event in calendar.events}
    assert days["Hari pemungutan suara"] == "2024-02-21"


def test_sheet_and_card_are_pages(run: Run) -> None:
    """Both are written as HTML to the terminal."""
    plan, members = EXAMPLES / "jombang.toml", ("--members", EXAMPLES / "jombang-members.csv")
    sheet = run("site", "sheet", plan, *members, "--post", "kpu", "--day", "2023-11-28")
    card = run("site", "card", plan, *members, "--member", "p-0001", "--language", "id")
    assert (sheet.status, card.status) == (0, 0)
    assert sheet.out.startswith("<!DOCTYPE html>")
    assert card.out.startswith("<!DOCTYPE html>")


def test_configuration_has_its_comments_in_the_language(run: Run) -> None:
    """The directives are the same in each language, and no comment of the Indonesian file is English."""
    english, indonesian = (run("site", "nginx", "site", "--language", language).out for language in ("en", "id"))
    directives = [[line for line in text.splitlines() if not line.startswith("#")] for text in (english, indonesian)]
    assert directives[0] == directives[1]
    comments = [{line for line in text.splitlines() if line.startswith("#")} for text in (english, indonesian)]
    assert len(comments[0]) == len(comments[1])
    assert not comments[0] & comments[1]


def test_file_to_be_printed_is_named(run: Run, starter: Path) -> None:
    """A newcomer is told what to do with the file; a device gets the page alone."""
    arguments = ("site", "sheet", starter, "--day", "2023-11-28", "--output")
    ran = run(*arguments, "sheet.html")
    assert ran.out == "sheet.html: ready to be printed; open it in a browser and print it\n"
    assert run(*arguments, "/dev/null").out == ""


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("sheet", "plan.toml", "--post", "nowhere", "--day", "2023-11-28"), "post: found 'nowhere'"),
        (("sheet", "plan.toml", "--post", "election-office", "--day", "2020-01-01"), "day: found 2020-01-01"),
        (("card", "plan.toml", "--member", "p-9"), "found 'p-9'"),
    ],
)
def test_unknown_keys_are_refused(run: Run, starter: Path, arguments: tuple[str, ...], message: str) -> None:
    """A post, a day or a member that the plan does not have is bad input."""
    assert starter.exists()
    ran = run("site", *arguments)
    assert ran.status == 2
    assert message in ran.err


def test_nginx_configuration(run: Run, folder: Path) -> None:
    """The configuration has the folder of the site, and denies private parts."""
    ran = run("site", "nginx", "site")
    assert ran.status == 0
    assert f"root {(folder / 'site').resolve()};" in ran.out
    assert "deny all;" in ran.out


# --- an election without a plan -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        "0",
        "example.org/pemilu",
        "ftp://example.org",
        "https://",
        "https://a.org/?x=1",
        "https://me:word@a.org",
        "https://a.org:99999",
        "https://a.org/\udcff",
        f"https://a.org/{'a' * 1000}",
    ],
)
def test_publish_an_election_at_no_address_of_the_web(run: Run, folder: Path, url: str) -> None:
    """An address from which no calendar can be made is refused, as in a plan."""
    ran = run("publish", "id/general-2024", "site", "--url", url)
    assert (ran.status, (folder / "site").exists()) == (2, False)
    assert "; expected an address such as 'https://" in ran.err


def test_publish_an_election_without_a_plan(run: Run, folder: Path) -> None:
    """The stages of an election are published without a plan: the public part alone, the same the second time."""
    ran = run("publish", "id/general-2024", "site", "--url", "https://news.example.org/pemilu")
    assert ran.status == 0
    files = sorted(path.relative_to(folder / "site").as_posix() for path in (folder / "site/public").iterdir())
    assert files == [
        "public/index.en.html",
        "public/index.html",
        "public/manifest.json",
        "public/stages-days.en.ics",
        "public/stages-days.id.ics",
        "public/stages.en.ics",
        "public/stages.id.ics",
    ]
    assert not (folder / "site/internal").exists()
    assert "internal" not in ran.out
    assert "webcal://news.example.org/pemilu/public/stages.id.ics" in (folder / "site/public/index.html").read_text(
        "utf-8"
    )
    again = run("publish", "id/general-2024", "site", "--url", "https://news.example.org/pemilu", "--json").data
    assert (again["written"], again["removed"]) == ([], [])


def test_published_stages_move_with_the_polling_day(run: Run, folder: Path) -> None:
    """The stages of a statute are published for a polling day; another day changes their events."""
    assert run("publish", "us/federal", "site", "--polling", "2024-11-05").status == 0
    moved = run("publish", "us/federal", "site", "--polling", "2026-11-03", "--json").data
    assert moved["events"]["changed"] > 0
    calendar = (folder / "site/public/stages.en.ics").read_text(encoding="utf-8")
    assert "DTSTART;VALUE=DATE:20261103" in calendar
    assert "SEQUENCE:1" in calendar


def test_publish_a_statute_without_a_date(run: Run, folder: Path) -> None:
    """A statute of which no date is known is refused, and the options of an election are refused for a plan."""
    refused = run("publish", "id/general", "site")
    assert refused.status == 2
    assert "expected an election, or a statute with --polling or --given" in refused.err
    assert not (folder / "site").exists()


def test_publish_a_plan_with_options_of_an_election(run: Run, starter: Path) -> None:
    """A plan states its own dates and address."""
    refused = run("publish", starter, "site", "--polling", "2029-02-14")
    assert refused.status == 2
    assert "states its own dates and address" in refused.err
