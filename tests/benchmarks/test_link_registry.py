r"""The time that the link registry of a nation takes, by the number of its links.

    ELECTSCHED_LINKS=434197 python -m pytest tests/benchmarks/test_link_registry.py -m speed -n 0 --benchmark-enable \
        --benchmark-only

Each benchmark is one step of a publication: issue all links, read links and files partition by partition, record
files and members, and compare a listing of all files. The variable ELECTSCHED_LINKS sets the number of links.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import attrs
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from electsched.operation.plan import Plan
from electsched.operation.teams import Member
from electsched.publishing.private.published import PublishedLinks
from electsched.publishing.site_writer import PublishedFile
from tests.sites import two_posts

pytestmark = [pytest.mark.speed, pytest.mark.benchmark(group="link registry")]

LINKS = int(os.environ.get("ELECTSCHED_LINKS", "4342"))
LINKS_PER_PARTITION = 54
NOW = datetime(2023, 11, 20, 1, tzinfo=UTC)
FILES = tuple(PublishedFile(name, 9000, "1700000000000000000", "0a" * 32) for name in ("duties.id.ics", "index.html"))


@pytest.fixture(scope="module")
def plan() -> Plan:
    """Return a plan with that many members, all of them in one team."""
    members = tuple(Member(key=f"p-{number:06d}", team="kpu-1", name=f"Orang {number}") for number in range(LINKS))
    return attrs.evolve(two_posts(), members=members)


@pytest.fixture
def registry(plan: Plan, tmp_path: Path) -> Iterator[PublishedLinks]:
    """Return a registry in which every reader has a link."""
    with PublishedLinks.create(tmp_path / "links.db", plan) as registry:
        registry.issue(plan, NOW)
        yield registry


def _partitions(plan: Plan) -> Iterator[list[tuple[str, str]]]:
    for start in range(0, len(plan.members), LINKS_PER_PARTITION):
        yield [("personal", member.key) for member in plan.members[start : start + LINKS_PER_PARTITION]]


def _finish(registry: PublishedLinks, plan: Plan) -> int:
    links = registry.links_of((("personal", member.key) for member in plan.members), NOW)
    members = {f"secret/personal/{link.key}": (link.key,) for link in links}
    files = [attrs.evolve(file, path=f"{link.folder}/{file.path}") for link in links for file in FILES]
    return len(registry.finish(NOW, files, members))


def test_issue(benchmark: BenchmarkFixture, plan: Plan, tmp_path: Path) -> None:
    """All links are issued in one transaction."""
    with PublishedLinks.create(tmp_path / "links.db", plan) as registry:
        assert benchmark.pedantic(registry.issue, args=(plan, NOW), rounds=1) > LINKS


def test_finish(benchmark: BenchmarkFixture, registry: PublishedLinks, plan: Plan) -> None:
    """All files and members are recorded in one transaction."""
    assert benchmark.pedantic(_finish, args=(registry, plan), rounds=1) == LINKS


def test_finish_again(benchmark: BenchmarkFixture, registry: PublishedLinks, plan: Plan) -> None:
    """The same files and members are recorded again."""
    _finish(registry, plan)
    assert benchmark.pedantic(_finish, args=(registry, plan), rounds=1) == 0


def test_read_by_partition(benchmark: BenchmarkFixture, registry: PublishedLinks, plan: Plan) -> None:
    """The links of each partition are read, and all files."""
    _finish(registry, plan)

    def read() -> int:
        links = sum(len(registry.links_of(readers, NOW)) for readers in _partitions(plan))
        return links + sum(1 for _ in registry.published_files(NOW))

    assert benchmark.pedantic(read, rounds=1) == LINKS * (1 + len(FILES))


def test_stale_files(benchmark: BenchmarkFixture, registry: PublishedLinks, plan: Plan) -> None:
    """A listing of all files is compared with the registry."""
    _finish(registry, plan)
    listing = [f"{link.folder}/{file.path}" for link in registry.links("personal") for file in FILES]
    assert benchmark.pedantic(registry.stale_files, args=(listing, set(listing), NOW), rounds=1) == {}
