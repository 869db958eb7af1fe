"""The speed of lawful dates, beside `uk-election-timetables` in the same run.

    python -m pytest tests/benchmarks/test_timelines.py -m speed -n 0 --benchmark-enable --benchmark-only

Each run of the first group computes 114 dates: this package 6 timetables of 19 dates with hour, citation and trace; the
peer 19 elections of 6 dates.
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
TIMETABLES, TIMETABLE_DATES = 6, 19
PEER_DATES = 6
DATES = TIMETABLES * TIMETABLE_DATES


def _peer_dates(polling: date) -> int:
    """Compute every date that the peer has for a poll, and return their number."""
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


@pytest.mark.benchmark(group="114 dates of English local elections")
def test_timetables(benchmark: BenchmarkFixture) -> None:
    """Every deadline of the timetables of `gb/local`."""
    law = electsched.load_statute("gb/local")

    def run() -> list[int]:
        timelines = (
            electsched.resolve(law, polling=THURSDAY + timedelta(weeks=week), nation="england")
            for week in range(TIMETABLES)
        )
        return [sum(stage.end is not None for stage in timeline.dated) for timeline in timelines]

    assert benchmark(run) == [TIMETABLE_DATES] * TIMETABLES


@pytest.mark.benchmark(group="114 dates of English local elections")
def test_peer_of_timetables(benchmark: BenchmarkFixture) -> None:
    """The peer counts day by day and returns dates without hour, citation or trace."""

    def run() -> int:
        return sum(_peer_dates(THURSDAY + timedelta(weeks=week)) for week in range(DATES // PEER_DATES))

    assert benchmark(run) == DATES


@pytest.mark.benchmark(group="id/general")
def test_resolve_statute(benchmark: BenchmarkFixture) -> None:
    """A whole Indonesian timeline is resolved from a polling day."""
    law = electsched.load_statute("id/general")
    timeline = benchmark(electsched.resolve, law, polling=date(2024, 2, 14))
    assert timeline["quiet_period"].days == 3


@pytest.mark.benchmark(group="id/general")
def test_bounds(benchmark: BenchmarkFixture) -> None:
    """The earliest and latest lawful day of every stage of the same law, each with its reason."""
    law = electsched.load_statute("id/general")
    bounds = benchmark(electsched.bounds, law, polling=date(2024, 2, 14))
    assert bounds["national_result"].end.latest == date(2024, 3, 20)


@pytest.mark.benchmark(group="id/general")
def test_peer_of_a_statute(benchmark: BenchmarkFixture) -> None:
    """The peer is `holidays`, which makes the table of one of the years over which working days are counted."""

    def table() -> int:
        return len(holidays.country_holidays("ID", years=2024, categories=("public", "government"), language="id"))

    assert benchmark(table) > 0


@pytest.mark.benchmark(group="a batch of 500 rows")
def test_peer_of_a_batch(benchmark: BenchmarkFixture) -> None:
    """The peer computes its six dates for as many elections."""

    def run() -> int:
        return sum(_peer_dates(THURSDAY + timedelta(weeks=week % 100)) == PEER_DATES for week in range(500))

    assert benchmark.pedantic(run, rounds=3) == 500


@pytest.mark.benchmark(group="a batch of 500 rows")
@pytest.mark.parametrize("jobs", [1, 2])
def test_batch(benchmark: BenchmarkFixture, tmp_path: Path, jobs: int) -> None:
    """British timetables are computed from a file of rows, in one process and in two."""
    rows = tmp_path / "rows.csv"
    polls = (THURSDAY + timedelta(weeks=week % 100) for week in range(500))
    rows.write_text(
        "law,polling,nation\n" + "".join(f"gb/local,{day.isoformat()},england\n" for day in polls), encoding="utf-8"
    )

    def run() -> int:
        return sum("stages" in answer for answer in batch(rows, jobs=jobs))

    assert benchmark.pedantic(run, rounds=3) == 500
