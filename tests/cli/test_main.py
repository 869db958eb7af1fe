"""The program as a whole: its help, its exit statuses, bad input, pipes and Ctrl-C."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
from pathlib import Path

import click
import pytest

import electsched
from electsched.cli.main import COMMANDS, cli
from tests.cli.conftest import Run

PROGRAM = str(Path(sysconfig.get_path("scripts")) / "electsched")
JOMBANG = str(Path(__file__).parents[2] / "examples" / "jombang.toml")
GROUPS = {
    "law": ["batch", "check", "format", "holidays", "list", "new", "schema"],
    "change": ["absence", "addition", "amend", "cancel", "list", "new-post", "substitute", "swap"],
    "roster": ["assign", "demand", "pattern", "readiness", "refill", "repair", "show", "solve", "who-can"],
    "site": ["announce", "calendar", "card", "changes", "nginx", "sheet", "words"],
    "links": ["disclosures", "grant", "list", "new", "revoke", "rotate"],
}


# --- help ---------------------------------------------------------------------------------------------------------


def test_help_fits_a_screen(run: Run) -> None:
    """The help has every command on a line of its own, uncut, and fits 24 lines of 80 columns."""
    helped = run("--help")
    lines = helped.out.splitlines()
    assert helped.status == 0
    assert len(lines) < 24
    assert max(map(len, lines)) <= 80
    assert [line.split()[0] for line in lines[lines.index("Commands:") + 1 :]] == list(COMMANDS)
    assert not [line for line in lines[2:] if line.endswith("...")]


@pytest.mark.parametrize("group", GROUPS)
def test_help_of_a_group(run: Run, group: str) -> None:
    """A group lists its commands, uncut."""
    lines = run(group, "--help").out.splitlines()
    commands = lines[lines.index("Commands:") + 1 :]
    assert [line.split()[0] for line in commands] == GROUPS[group]
    assert not [line for line in commands if line.endswith("...")]


def test_each_command_has_help() -> None:
    """Each command and each of its options says what it does."""
    context = click.Context(cli)
    commands = [command for name in COMMANDS if (command := cli.get_command(context, name))]
    groups = [group for group in commands if isinstance(group, click.Group)]
    children = [group.get_command(context, name) for group in groups for name in group.list_commands(context)]
    assert None not in children
    commands += [child for child in children if child]
    assert [command.name for command in commands if not command.help] == []
    options = [option for command in commands for option in command.params if isinstance(option, click.Option)]
    assert [option.name for option in options if not option.help] == []


def test_version(run: Run) -> None:
    """The version is that of the package."""
    assert run("--version").out == f"electsched, version {electsched.__version__}\n"


SWAP = ("swap", JOMBANG, "kpu", "2023-12-08", "tour", "kpu", "2023-12-09", "tour", "--by", "kaopsres", "--reason", "-")


@pytest.mark.parametrize(
    ("arguments", "folders", "libraries"),
    [
        (
            ("explain", "id/general-2024", "voting"),
            ("operation", "staffing", "roster", "calendars.event", "pages", "publishing", "stores", "serving"),
            ("holidays", "icalendar", "jinja2", "pendulum", "rich", "segno", "tomlkit"),
        ),
        (
            ("explain", "id/general-2024", "dispute_ruling"),  # which counts working days
            ("operation", "staffing", "roster", "calendars.event", "pages", "publishing", "stores", "serving"),
            ("holidays.countries", "icalendar", "jinja2", "rich", "segno", "tomlkit"),
        ),
        (
            ("roster", "who-can", JOMBANG, "kpu", "2024-01-10", "tour"),
            ("calendars.event", "cli.roster", "pages", "publishing", "roster.assignment", "serving", "stores"),
            ("icalendar", "jinja2", "openpyxl", "segno", "tomlkit"),
        ),
        (
            ("change", *SWAP, "--json"),
            ("calendars.event", "pages", "publishing", "roster.assignment", "serving", "stores"),
            ("icalendar", "jinja2", "openpyxl", "rich", "segno"),
        ),
    ],
    ids=["explain", "explain a count", "who-can", "swap"],
)
def test_short_answers_import_only_what_they_need(
    arguments: tuple[str, ...], folders: tuple[str, ...], libraries: tuple[str, ...]
) -> None:
    """A date, stand-ins and the effect of a swap come without calendars, pages and other commands."""
    names = [*(f"electsched.{folder}" for folder in folders), *libraries]
    code = (
        "import sys\nfrom electsched.cli.main import main\n"
        f"try:\n    main({list(arguments)!r})\n"
        f"finally:\n    print([name for name in {names!r} if name in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603  # our own code
    assert run.stdout.splitlines()[-1] == "[]"


# --- bad input ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("timeline", "xx/nowhere"), ("'xx/nowhere'", "id/general-2024")),
        (("timeline", "none.toml"), ("none.toml", "no such file")),
        (("timeline", "id/general", "--polling", "2062-02-14"), ("polling", "2062-02-14", "2026-12-31")),
        (("timeline", "id/general", "--given", "polling"), ("--given", "'polling'", "final_list=2023-11-03")),
        (("timeline", "id/general", "--polling", "soon"), ("soon",)),
        (("timeline", "id/general", "--fact", "wales"), ("--fact", "'wales'", "nation=wales")),
        (("timeline", "id/general", "--language", "xx"), ("--language", "found 'xx'; expected one of id, en")),
        (("bounds", JOMBANG), (JOMBANG, "found a plan; expected an election or a statute")),
        (("explain", "id/general-2024", "quiet"), ("'quiet'", "quiet_period")),
        (("compare", "id/general-2024", "--then", "polling=soon"), ("--then", "'polling=soon'")),
        (("window", "id/general", "--polling", "2024-02-14"), ("campaign", "no date")),
        (("window", "id/general-2024", "--before", "-100"), ("window campaign", "not before the start")),
        (("window", "id/general-2024", "--before", "99999999"), ("window campaign", "years 1 and 9999")),
        (("window", "id/general", "--before", "few"), ("--before", "found 'few'; expected a whole number")),
        (("check", "id/general-2024"), ("id/general-2024", "no such file")),
        (("timelin",), ("command: found 'timelin'", "timeline")),
        (("roster", "nothing"), ("nothing",)),
        (("publish",), ("PLAN",)),
    ],
)
def test_bad_input(run: Run, arguments: tuple[str, ...], words: tuple[str, ...]) -> None:
    """Bad input exits with 2: the message has the bad value and the expected one."""
    ran = run(*arguments)
    assert (ran.status, ran.out) == (2, "")
    assert [word for word in words if word not in ran.err] == []
    assert "Traceback" not in ran.err


@pytest.mark.parametrize(
    "content",
    [b"", b"name = '\xff'", b"nonsense", b"format = 1\n[operation]\nkey = 5\n", None],
    ids=["empty", "not UTF-8", "no TOML", "no plan", "directory"],
)
def test_bad_plan_leaves_the_site(starter: Path, tmp_path: Path, content: bytes | None) -> None:
    """The installed program refuses a bad plan with 2 and no traceback, and changes no file of the site."""
    site = tmp_path / "site"
    electsched.publish(electsched.load_plan(starter), site)
    published = {path: path.read_bytes() for path in site.rglob("*") if path.is_file()}
    bad = tmp_path / "bad.toml"
    if content is None:
        bad.mkdir()
    else:
        bad.write_bytes(content)
    run = subprocess.run([PROGRAM, "publish", bad, site], capture_output=True, text=True, check=False)  # noqa: S603  # the installed program
    assert (run.returncode, run.stdout) == (2, "")
    assert str(bad) in run.stderr
    assert "found" in run.stderr
    assert "expected" in run.stderr
    assert "Traceback" not in run.stderr
    assert {path: path.read_bytes() for path in site.rglob("*") if path.is_file()} == published


# --- pipes and Ctrl-C ---------------------------------------------------------------------------------------------


def test_closed_pipe_causes_no_traceback() -> None:
    """If the reader of a pipe leaves, the program ends without a message."""
    command = f"{PROGRAM} timeline id/general-2024 --json | head -c 10"
    run = subprocess.run(["/bin/sh", "-c", command], capture_output=True, text=True, check=False)  # noqa: S603  # as above
    assert run.stdout == '{\n  "id": '
    assert run.stderr == ""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device that is always full is one of Linux")
def test_full_output_causes_no_traceback() -> None:
    """If standard output cannot be written, the program exits with 2 and the cause."""
    with Path("/dev/full").open("wb") as full:
        run = subprocess.run(  # noqa: S603  # as above
            [PROGRAM, "timeline", "id/general-2024"], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert run.returncode == 2
    assert run.stderr.splitlines()[0] == "error: standard output: no space left on the device"
    assert "Traceback" not in run.stderr


def test_ctrl_c_causes_no_traceback(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """After Ctrl-C the program says that it stopped, and exits with 1."""

    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(electsched, "load_plan", interrupt)
    ran = run("check", "x.toml")
    assert ran.status == 1
    assert ran.err.strip() == "stopped"
