"""The order of writes and of making them durable: after a loss of power no manifest lists a file that is lost."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import attrs
import pytest

import electsched
from electsched.operation.plan import Plan
from electsched.stores import local
from electsched.stores.base import FileStat
from electsched.stores.local import LocalStore
from tests.sites import LATER, STAMP, renamed, two_posts, write_links


@attrs.frozen
class _Recorded(LocalStore):
    """A folder that records its writes, its deletions, and the moments at which they are durable."""

    steps: list[tuple[str, str]] = attrs.field(factory=list)

    def write(self, path: str, data: bytes, replaces: str | None = None) -> FileStat | None:
        """Record, and write."""
        self.steps.append(("write", path))
        return LocalStore.write(self, path, data, replaces)

    def delete(self, path: str) -> None:
        """Record, and delete."""
        self.steps.append(("delete", path))
        LocalStore.delete(self, path)

    def sync(self) -> None:
        """Record, and make durable."""
        LocalStore.sync(self)
        self.steps.append(("sync", ""))


@pytest.fixture
def plan() -> Plan:
    """Return a plan of two posts."""
    return two_posts()


def _lost_at_any_moment(steps: list[tuple[str, str]]) -> None:
    """Check that at no moment a file with a list of others is written while one of these is not durable."""
    pending: set[str] = set()
    for action, path in steps:
        if action == "sync":
            pending.clear()
        elif action == "write" and path.endswith("manifest.json"):
            assert not {other for other in pending if not other.endswith("manifest.json")}, path
        elif action == "delete" and path == ".publishing/lease.json":
            assert pending <= {other for other in pending if other.startswith(".publishing/")} - {
                ".publishing/state.json"
            }
        elif action == "delete" and not path.startswith(".publishing/"):
            assert not {other for other in pending if other.endswith("manifest.json")}, path
        if action != "sync":
            pending.add(path)


def test_files_are_durable_before_manifests_and_before_the_lease_ends(plan: Plan, tmp_path: Path) -> None:
    """A first publication, a change, a post that goes, and files that are deleted."""
    links = write_links(tmp_path / "links.db", plan)
    renamed_plan = attrs.evolve(renamed(plan, "kpu-1"), issued=LATER)
    less = attrs.evolve(renamed_plan, posts=plan.posts[:1], site=attrs.evolve(plan.site, retire_days=0))
    for version in (plan, renamed_plan, less, attrs.evolve(less, issued=LATER.replace(month=12))):
        store = _Recorded(tmp_path / "site")
        electsched.publish(version, store, stamp=STAMP, links=links)
        assert ("sync", "") in store.steps
        _lost_at_any_moment(store.steps)


def test_unchanged_site_is_not_synced(plan: Plan, tmp_path: Path) -> None:
    """If nothing was written, the device has nothing to do."""
    electsched.publish(plan, tmp_path, stamp=STAMP)
    store = _Recorded(tmp_path)
    electsched.publish(plan, store, stamp=LATER)
    assert [action for action, path in store.steps if not path.startswith(".publishing/")] == []


def test_files_of_a_stopped_publication_are_made_durable(plan: Plan, tmp_path: Path) -> None:
    """A publication that finds them unchanged does not know whether they are on the device."""

    @attrs.frozen
    class Failing(_Recorded):
        def sync(self) -> None:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        electsched.publish(plan, Failing(tmp_path), stamp=STAMP)
    store = _Recorded(tmp_path)
    electsched.publish(plan, store, stamp=STAMP)
    _lost_at_any_moment(store.steps)
    assert store.steps.index(("sync", "")) < store.steps.index(("write", "internal/manifest.json"))


TRACED = """
import sys
import electsched
electsched.publish(electsched.load_plan(sys.argv[1]), sys.argv[2])
"""


@pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace")
def test_publish_syncs_the_file_system_before_manifests(tmp_path: Path) -> None:
    """A trace of system calls: the file system is synced between the last calendar and the first manifest."""
    script, trace = tmp_path / "publish.py", tmp_path / "trace"
    script.write_text(TRACED)
    example = Path(__file__).parents[2] / "examples" / "jombang.toml"
    command = ["strace", "-f", "-e", "trace=rename,renameat,renameat2,syncfs,fsync", "-o", str(trace)]
    subprocess.run([*command, sys.executable, script, example, tmp_path / "site"], check=True, timeout=600)  # noqa: S603  # our own script
    calls = trace.read_text().splitlines()
    syncs = [number for number, call in enumerate(calls) if "sync" in call]
    renames = {name: number for number, call in enumerate(calls) for name in [call] if "rename" in call}
    calendars = max(number for call, number in renames.items() if ".ics" in call)
    manifests = [number for call, number in renames.items() if "manifest.json" in call]
    assert any(calendars < number < min(manifests) for number in syncs)
    assert syncs[-1] > max(manifests)


def test_each_file_and_folder_is_synced_if_syncfs_is_missing(
    plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each file is synced before it is moved, and its folder before the manifests."""
    synced: list[str] = []
    fsync = os.fsync

    def recorded(descriptor: int) -> None:
        synced.append(Path(f"/proc/self/fd/{descriptor}").resolve().name)
        fsync(descriptor)

    monkeypatch.setattr(local, "SYNCFS", None)
    monkeypatch.setattr(os, "fsync", recorded)
    done = electsched.publish(plan, tmp_path / "site", stamp=STAMP)
    assert sum(name.endswith(".tmp") for name in synced) >= len(done.written)
    folders = {Path(path).parent.name for path in done.written}
    assert folders <= set(synced)
