r"""The time of publishing a national plan by its size, in one process and in two.

    python -m pytest tests/benchmarks/test_nation.py -m speed -n 0 --benchmark-enable --benchmark-only

Parts of the plan of `examples/nation.py` are published into empty folders with private links: calendars, pages and
QR codes; and published again with nothing changed. Compare within a group: in ``cost`` the medians for each officer,
in microseconds in ``extra_info``; in ``processes`` the medians. The variable ELECTSCHED_NATION sets the sizes;
processes are compared at the last of them:

    export ELECTSCHED_NATION=1/1000,1/100,1/10
    python -m pytest tests/benchmarks/test_nation.py -m speed -n 0 --benchmark-enable --benchmark-only \
        --benchmark-json=nation.json

No folder is removed in between: for five minutes after many files are deleted, ext4 avoids their blocks and searches
long for others. Without ``--benchmark-enable`` one district is published, untimed, so that the code is tested.
"""

from __future__ import annotations

import os
from itertools import count
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

import electsched
from electsched.operation.plan import Plan
from electsched.publishing.completion import Published
from electsched.publishing.executors import local_workers
from tests.scripts import EXAMPLES, script

pytestmark = pytest.mark.speed

SIZES = os.environ.get("ELECTSCHED_NATION", "1/1000,1/100").split(",")
ROUNDS = 3


def _plan(benchmark: BenchmarkFixture, size: str) -> Plan:
    """Return the plan of that size, or of a district if benchmarks are disabled."""
    plan: Plan = script(EXAMPLES / "nation.py").national_plan("district" if benchmark.disabled else size)
    return plan


def _publish(benchmark: BenchmarkFixture, plan: Plan, folder: Path, jobs: int) -> None:
    """Publish the plan into a new folder each time, with workers that are already running."""
    rounds = count()

    def empty() -> tuple[tuple[Plan, Path], dict[str, Path]]:
        target = folder / str(next(rounds))
        target.mkdir()
        electsched.LinkRegistry.create(target / "links.db", plan).close()
        return (plan, target / "site"), {"links": target / "links.db"}

    with local_workers(jobs) as executor:

        def publish(plan: Plan, site: Path, *, links: Path) -> Published:
            return electsched.publish(plan, site, links=links, stamp=plan.issued, executor=executor)

        result = benchmark.pedantic(publish, setup=empty, rounds=ROUNDS)
    assert len(result.announce) == len(plan.units) + len(plan.partners) + len(plan.members)
    _add_cost(benchmark, plan)


def _add_cost(benchmark: BenchmarkFixture, plan: Plan) -> None:
    if benchmark.stats is not None:
        benchmark.extra_info["officers"] = len(plan.members)
        benchmark.extra_info["microseconds for each officer"] = benchmark.stats.stats.median / len(plan.members) * 1e6


@pytest.mark.benchmark(group="cost for each officer, one process")
@pytest.mark.parametrize("size", SIZES)
def test_first_publication(benchmark: BenchmarkFixture, size: str, tmp_path: Path) -> None:
    """A larger plan takes about the same time for each officer."""
    _publish(benchmark, _plan(benchmark, size), tmp_path, 1)


@pytest.mark.benchmark(group="cost for each officer, one process")
@pytest.mark.parametrize("size", SIZES)
def test_publication_without_changes(benchmark: BenchmarkFixture, size: str, tmp_path: Path) -> None:
    """A publication without changes takes a fraction of the time of the first."""
    plan = _plan(benchmark, size)
    electsched.LinkRegistry.create(tmp_path / "links.db", plan).close()

    def publish() -> Published:
        return electsched.publish(plan, tmp_path / "site", links=tmp_path / "links.db", stamp=plan.issued)

    assert publish().written
    result = benchmark.pedantic(publish, rounds=ROUNDS)
    assert (result.written, result.removed, result.announce) == ((), (), ())
    _add_cost(benchmark, plan)


@pytest.mark.benchmark(group="processes")
@pytest.mark.parametrize("jobs", [1, 2])
def test_processes(benchmark: BenchmarkFixture, jobs: int, tmp_path: Path) -> None:
    """Two processes take little more than half the time of one."""
    _publish(benchmark, _plan(benchmark, SIZES[-1]), tmp_path, jobs)
