"""The speed of the package, beside that of the libraries that it uses, in the same run.

    python -m pytest tests/benchmarks -m speed -n 0 --benchmark-enable --benchmark-only

Compare medians within a group: the machine's own speed cancels out. With the other tests each of these runs
once without timing.
"""

from __future__ import annotations

import resource
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

import holidays
import icalendar
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

import electsched

pytestmark = pytest.mark.speed

PLAN = Path(__file__).parents[2] / "examples" / "jombang.toml"
ROUNDS = 9
PROGRAM = str(Path(sysconfig.get_path("scripts")) / "electsched")
EXPLAIN_COUNT = (
    *("explain", "gb/parliament", "close_of_nominations"),
    *("--polling", "2024-07-04", "--fact", "nation=england"),
)
SWAPPED = ("kpu", "2023-12-08", "tour", "kpu", "2023-12-09", "tour")
SWAP = ("change", "swap", str(PLAN), *SWAPPED, "--by", "kaopsres", "--reason", "a meeting", "--json")
PEER = """
from uk_election_timetables.election_ids import from_election_id
from_election_id("parl.2024-07-04").close_of_nominations
"""


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603  # the programs named below


def _measure(benchmark: BenchmarkFixture, command: Sequence[str], setup: Callable[[], None] | None = None) -> None:
    """Time the runs of a command; `extra_info` has the median of their CPU seconds."""
    seconds: list[float] = []

    def run() -> None:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        _run(*command)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        seconds.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)

    benchmark.pedantic(run, setup=setup, rounds=ROUNDS)
    benchmark.extra_info["CPU seconds"] = round(median(seconds), 3)


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("import pendulum, icalendar, attrs", id="bare: pendulum, icalendar, attrs"),
        pytest.param("import electsched", id="electsched"),
        pytest.param(
            "import electsched as e; e.stage_calendar, e.resolve, e.load_plan, e.publish",
            id="electsched and every folder of it",
        ),
    ],
)
@pytest.mark.benchmark(group="import, whole process")
def test_import(benchmark: BenchmarkFixture, code: str) -> None:
    """An interpreter that imports the package, beside a bare one that imports what the package is built on."""
    benchmark.pedantic(_run, args=(sys.executable, "-c", code), rounds=ROUNDS, warmup_rounds=1)


@pytest.mark.parametrize(
    "command",
    [
        pytest.param((sys.executable, "-c", "pass"), id="bare: an interpreter"),
        pytest.param((sys.executable, "-c", "import click, attrs"), id="bare: click and attrs"),
        pytest.param((sys.executable, "-c", "import holidays.countries"), id="bare: the tables of holidays"),
        pytest.param((sys.executable, "-c", PEER), id="uk-election-timetables: a date"),
        pytest.param((PROGRAM, "--version"), id="electsched --version"),
        pytest.param((PROGRAM, "explain", "id/general-2024", "voting"), id="electsched explain"),
        pytest.param((PROGRAM, *EXPLAIN_COUNT), id="electsched explain, which counts working days"),
        pytest.param((PROGRAM, "roster", "who-can", str(PLAN), "kpu", "2024-01-10", "tour"), id="electsched who-can"),
        pytest.param((PROGRAM, *SWAP), id="electsched change swap, which is not written"),
    ],
)
@pytest.mark.benchmark(group="an answer from a cold start, whole process")
def test_cold_start(benchmark: BenchmarkFixture, command: tuple[str, ...]) -> None:
    """The command line answers, beside a peer that computes a date; `extra_info` has the CPU seconds of a run."""
    _measure(benchmark, command)


@pytest.mark.parametrize("publication", ["first", "again", "change"])
@pytest.mark.parametrize("listed", [False, True], ids=["without members", "with members and links"])
@pytest.mark.benchmark(group="publish Jombang, whole process")
def test_publish_whole_process(benchmark: BenchmarkFixture, tmp_path: Path, publication: str, *, listed: bool) -> None:
    """A first publication of the example, one without a change, and one after two duties were swapped.

    `extra_info` has the CPU seconds of a run. A change is to take a third of a first publication.
    """
    site, path, links = tmp_path / "site", str(tmp_path / "plan" / PLAN.name), str(tmp_path / "links")
    members = ("--members", str(tmp_path / "plan" / "jombang-members.csv")) if listed else ()
    command = ("publish", path, str(site), *members, "--at", "2023-11-25T08:00:00+07:00")
    command += ("--links", links) if listed else ()

    def arrange() -> None:  # published in place: the files of a copy are all read again
        for entry in tmp_path.iterdir():
            (shutil.rmtree if entry.is_dir() else Path.unlink)(entry)
        shutil.copytree(PLAN.parent, tmp_path / "plan")
        if listed:
            _run(PROGRAM, "links", "new", links, path)
        if publication != "first":
            _run(PROGRAM, *command)
        if publication == "change":
            decision = ("--by", "kaopsres", "--reason", "a meeting", "--decided", "2023-11-24", "--yes")
            _run(PROGRAM, "change", "swap", path, *SWAPPED, *decision, *members)

    _measure(benchmark, (PROGRAM, *command), arrange)
    assert (site / "internal" / "manifest.json").is_file()


@pytest.mark.benchmark(group="publish Jombang")
def test_publish_peer(benchmark: BenchmarkFixture, tmp_path: Path) -> None:
    """The peer: `icalendar` alone serialises the same events once, in the calendars of the units in both languages."""
    electsched.publish(electsched.load_plan(PLAN), tmp_path)
    paths = sorted(tmp_path.glob("internal/units/*.ics"))
    calendars = [icalendar.Calendar.from_ical(path.read_bytes()) for path in paths]

    def serialise() -> int:
        return sum(len(calendar.to_ical()) for calendar in calendars)

    assert benchmark.pedantic(serialise, rounds=3) > 0


@pytest.mark.benchmark(group="resolve id/general-2024")
def test_resolve(benchmark: BenchmarkFixture) -> None:
    """An election that was read is resolved."""
    election = electsched.load_election("id/general-2024")
    timeline = benchmark(electsched.resolve, election)
    assert timeline["campaign"].days == 75


@pytest.mark.benchmark(group="resolve id/general-2024")
def test_resolve_peer(benchmark: BenchmarkFixture) -> None:
    """The peer: `holidays` alone makes the table of one of the years over which the working days are counted."""

    def table() -> int:
        return len(holidays.country_holidays("ID", years=2024, categories=("public", "government"), language="id"))

    assert benchmark(table) > 0
