"""How fast dates of law come, beside `uk-election-timetables` in the same run.

    python -m pytest tests/benchmarks/test_timelines.py -m speed -n 0 --benchmark-enable --benchmark-only

Each run of the first group gives 96 dates: of this package 6 timetables of 16 dates, each with hour, citation and
trace; of the peer 16 elections with its 6 dates.
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import holidays
import pytest
from pytest_benchmark.fixture import BenchmarkFixture
from uk_election_timetables.calendars import Country
from uk_election_timetables.election_ids import from_election_id

import electsched
from electsched.loaders.batch import batch

pytestmark = pytest.mark.speed

THURSDAY = date(2024, 5, 2)
DATES = 96


def _theirs(polling: date) -> int:
    """Let the peer compute every date that it has for a poll, and return how many."""
    peer = from_election_id(f"local.{polling.isoformat()}", country=Country.ENGLAND)
    return len(
        (
            peer.notice_of_election_deadline,
            peer.registration_deadline,
            peer.close_of_nominations,
            peer.sopn_publish_deadline,
            peer.postal_vote_application_deadline,
            peer.vac_application_deadline,
        )
    )


@pytest.mark.benchmark(group="96 dates of English local elections")
def test_ours(benchmark: BenchmarkFixture) -> None:
    """Timetables of `gb/local`, every deadline of it."""
    law = electsched.load_statute("gb/local")

    def run() -> int:
        found = (
            electsched.resolve(law, polling=THURSDAY + timedelta(weeks=week), nation="england") for week in range(6)
        )
        return sum(stage.end is not None for timeline in found for stage in timeline.dated)

    assert benchmark(run) == DATES


@pytest.mark.benchmark(group="96 dates of English local elections")
def test_peer(benchmark: BenchmarkFixture) -> None:
    """The peer walks day by day and returns bare dates."""

    def run() -> int:
        return sum(_theirs(THURSDAY + timedelta(weeks=week)) for week in range(16))

    assert benchmark(run) == DATES


@pytest.mark.benchmark(group="id/general")
def test_resolve_statute(benchmark: BenchmarkFixture) -> None:
    """A whole Indonesian timeline from a polling day alone."""
    law = electsched.load_statute("id/general")
    timeline = benchmark(electsched.resolve, law, polling=date(2024, 2, 14))
    assert timeline["quiet_period"].days == 3


@pytest.mark.benchmark(group="id/general")
def test_bounds(benchmark: BenchmarkFixture) -> None:
    """Every earliest and latest lawful day of it, each with its grounds."""
    law = electsched.load_statute("id/general")
    found = benchmark(electsched.bounds, law, polling=date(2024, 2, 14))
    assert found["national_result"].end.latest == date(2024, 3, 20)


@pytest.mark.benchmark(group="id/general")
def test_peer_of_a_statute(benchmark: BenchmarkFixture) -> None:
    """The peer: `holidays` alone makes the table of one of the years over which working days are counted."""

    def table() -> int:
        return len(holidays.country_holidays("ID", years=2024, categories=("public", "government"), language="id"))

    assert benchmark(table) > 0


@pytest.mark.benchmark(group="a batch of 500 rows")
def test_peer_of_a_batch(benchmark: BenchmarkFixture) -> None:
    """The peer gives its six bare dates for as many elections."""

    def run() -> int:
        return sum(_theirs(THURSDAY + timedelta(weeks=week % 100)) == 6 for week in range(500))

    assert benchmark.pedantic(run, rounds=3) == 500


@pytest.mark.benchmark(group="a batch of 500 rows")
@pytest.mark.parametrize("jobs", [1, 2])
def test_batch(benchmark: BenchmarkFixture, tmp_path: Path, jobs: int) -> None:
    """British timetables from a file of rows, in one process and in two."""
    rows = tmp_path / "rows.csv"
    polls = (THURSDAY + timedelta(weeks=week % 100) for week in range(500))
    rows.write_text(
        "law,polling,nation\n" + "".join(f"gb/local,{day.isoformat()},england\n" for day in polls), encoding="utf-8"
    )

    def run() -> int:
        return sum("stages" in answer for answer in batch(rows, jobs=jobs))

    assert benchmark.pedantic(run, rounds=3) == 500
