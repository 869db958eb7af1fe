"""The speed of lawful dates, beside `uk-election-timetables` in the same run.

    python -m pytest tests/benchmarks/test_timelines.py -m speed -n 0 --benchmark-enable --benchmark-only

Each run of the first groups computes 114 or 138 dates: this package 6 timetables of 19 or 23 dates, and reads the hour
and the citations of each; the peer 19 or 23 elections of 6 dates. A trace is made when it is read: a further test reads
the traces of all dates.
"""

from __future__ import annotations

from collections.abc import Callable
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
TIMETABLES = 6
PEER_DATES = 6
LAWS = {"gb/local": ("local", 19), "gb/parliament": ("parl", 23)}
"""The name of each kind of election in the peer, and the number of dates of a timetable here."""


def _peer_dates(kind: str, polling: date) -> int:
    """Compute every date that the peer has for a poll, and return their number."""
    peer = from_election_id(f"{kind}.{polling.isoformat()}", country=Country.ENGLAND if kind == "local" else None)
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


def _dates(timeline: electsched.Timeline) -> int:
    """Read the days, the hours and the citations of all dates, and return their number."""
    return len([(stage.start, stage.end, stage.opens, stage.closes, stage.citations) for stage in timeline.dated])


def _traced_dates(timeline: electsched.Timeline) -> int:
    """Read also the traces of all dates, and return their number."""
    return _dates(timeline) if all(stage.trace for stage in timeline.dated) else 0


@pytest.mark.parametrize("read", [_dates, _traced_dates])
@pytest.mark.parametrize("name", LAWS)
def test_timetables(benchmark: BenchmarkFixture, name: str, read: Callable[[electsched.Timeline], int]) -> None:
    """Every deadline of the timetables of a British law, without and with its trace."""
    benchmark.group = f"dates of {name}"
    law = electsched.load_statute(name)
    dates = LAWS[name][1]

    def run() -> list[int]:
        polls = (THURSDAY + timedelta(weeks=week) for week in range(TIMETABLES))
        return [read(electsched.resolve(law, polling=poll, nation="england")) for poll in polls]

    assert benchmark(run) == [dates] * TIMETABLES


@pytest.mark.parametrize("name", LAWS)
def test_peer_of_timetables(benchmark: BenchmarkFixture, name: str) -> None:
    """The peer counts day by day and returns as many dates without hour, citation or trace."""
    benchmark.group = f"dates of {name}"
    kind, dates = LAWS[name]

    def run() -> int:
        return sum(_peer_dates(kind, THURSDAY + timedelta(weeks=week)) for week in range(dates))

    assert TIMETABLES == PEER_DATES
    assert benchmark(run) == dates * PEER_DATES


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
        return sum(_peer_dates("local", THURSDAY + timedelta(weeks=week % 100)) == PEER_DATES for week in range(500))

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
