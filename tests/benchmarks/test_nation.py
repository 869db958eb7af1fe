r"""How the time of a national plan grows with its size, and what a second process saves.

    python -m pytest tests/benchmarks/test_nation.py -m speed -n 0 --benchmark-enable --benchmark-only

Parts of the plan of `examples/nation.py` are published into empty folders with private links: calendars, pages and
QR codes; and published again with nothing changed. Compare within a group: of ``cost``, the medians for each officer,
which is what ``extra_info`` says in microseconds; of ``processes``, the medians. There are the sizes that the variable
ELECTSCHED_NATION says, if it is set; processes are compared at the last of them:

    export ELECTSCHED_NATION=1/1000,1/100,1/10
    python -m pytest tests/benchmarks/test_nation.py -m speed -n 0 --benchmark-enable --benchmark-only \
        --benchmark-json=nation.json

No folder is taken away meanwhile: ext4 leaves the places of files that were just deleted alone, and seeks long for
others, for five minutes after many were deleted. With the rest of the tests it is one district, untimed, so that this
does not rot.
"""

from __future__ import annotations

import importlib.util
import os
import sys
from itertools import count
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

import electsched
from electsched.operation.plan import Plan

pytestmark = pytest.mark.speed

SCRIPT = Path(__file__).parents[2] / "examples" / "nation.py"
SIZES = os.environ.get("ELECTSCHED_NATION", "1/1000,1/100").split(",")
ROUNDS = 3


def _plan(benchmark: BenchmarkFixture, size: str) -> Plan:
    """Return the plan of that size; untimed, of a district."""
    spec = importlib.util.spec_from_file_location("nation", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["nation"] = module  # where its classes are looked for
    spec.loader.exec_module(module)
    plan: Plan = module.national_plan("district" if benchmark.disabled else size)
    return plan


def _publish(benchmark: BenchmarkFixture, plan: Plan, folder: Path, jobs: int) -> None:
    """Publish the plan each time anew, by workers that are there already."""
    rounds = count()

    def empty() -> tuple[tuple[Plan, Path], dict[str, Path]]:
        own = folder / str(next(rounds))
        own.mkdir()
        electsched.LinkRegistry.create(own / "links.db", plan).close()
        return (plan, own / "site"), {"links": own / "links.db"}

    with electsched.local_workers(jobs) as executor:

        def publish(plan: Plan, site: Path, *, links: Path) -> electsched.Published:
            return electsched.publish(plan, site, links=links, stamp=plan.issued, executor=executor)

        done = benchmark.pedantic(publish, setup=empty, rounds=ROUNDS)
    assert len(done.announce) == len(plan.units) + len(plan.partners) + len(plan.members)
    _tell(benchmark, plan)


def _tell(benchmark: BenchmarkFixture, plan: Plan) -> None:
    if benchmark.stats is not None:
        benchmark.extra_info["officers"] = len(plan.members)
        benchmark.extra_info["microseconds for each officer"] = benchmark.stats.stats.median / len(plan.members) * 1e6


@pytest.mark.benchmark(group="cost for each officer, one process")
@pytest.mark.parametrize("size", SIZES)
def test_size(benchmark: BenchmarkFixture, size: str, tmp_path: Path) -> None:
    """A larger part costs as much for each officer."""
    _publish(benchmark, _plan(benchmark, size), tmp_path, 1)


@pytest.mark.benchmark(group="cost for each officer, one process")
@pytest.mark.parametrize("size", SIZES)
def test_again(benchmark: BenchmarkFixture, size: str, tmp_path: Path) -> None:
    """Where nothing changed, a small part of the first time."""
    plan = _plan(benchmark, size)
    electsched.LinkRegistry.create(tmp_path / "links.db", plan).close()

    def publish() -> electsched.Published:
        return electsched.publish(plan, tmp_path / "site", links=tmp_path / "links.db", stamp=plan.issued)

    assert publish().written
    done = benchmark.pedantic(publish, rounds=ROUNDS)
    assert (done.written, done.removed, done.announce) == ((), (), ())
    _tell(benchmark, plan)


@pytest.mark.benchmark(group="processes")
@pytest.mark.parametrize("jobs", [1, 2])
def test_processes(benchmark: BenchmarkFixture, jobs: int, tmp_path: Path) -> None:
    """Two take little more than half the time of one."""
    _publish(benchmark, _plan(benchmark, SIZES[-1]), tmp_path, jobs)
