"""Publications that are killed, at any moment and from outside: files are whole, and the next one completes the site.

The moments are drawn from seeds, so that each run meets the same ones. There are 20; ``ELECTSCHED_KILLS=200 python -m
pytest tests/publishing/test_killed.py`` draws as many as it says.
"""

from __future__ import annotations

import os
import pickle
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import attrs
import pytest

import electsched
from electsched.i18n.text import Text
from electsched.operation.plan import Plan
from electsched.stores.base import WORK
from electsched.stores.local import LocalStore
from tests.scripts import script
from tests.sites import registry_rows, work_files

pytestmark = pytest.mark.stress

NATION = Path(__file__).parents[2] / "examples" / "nation.py"
KILLS = int(os.environ.get("ELECTSCHED_KILLS", "20"))
FIRST, LATER = datetime(2023, 11, 20, tzinfo=UTC), datetime(2023, 12, 4, tzinfo=UTC)
SCRIPT = """
import pickle, sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
import electsched
from electsched.publishing.executors import PublishOptions

OPTIONS = PublishOptions(officers_per_job=60)  # a district at a time

def main():
    plan, folder, stamp, jobs = pickle.loads(Path(sys.argv[1]).read_bytes())
    executor = ProcessPoolExecutor(jobs, mp_context=get_context("forkserver")) if jobs else None
    if executor:
        executor.submit(len, ()).result()
    print("begun", flush=True)
    try:
        site, links = folder / "site", folder / "links.db"
        electsched.publish(plan, site, links=links, stamp=stamp, executor=executor, options=OPTIONS)
    except electsched.PublishError as error:
        print(error, flush=True)
        return 1
    return 0

if __name__ == "__main__":
    sys.exit(main())
"""
"""Publishes what a file says, here or in as many processes."""

nation = script(NATION)


def _changed(plan: Plan) -> Plan:
    """Return the plan later: a team in each district has another name, and a post is gone with its teams."""
    gone = plan.posts[0]
    left = {key for line in gone.teams for key in line}
    teams = tuple(
        attrs.evolve(team, name=Text.same(f"{team.name['id']} baru")) if number % 5 == 4 else team
        for number, team in enumerate(plan.teams)
        if team.key not in left
    )
    members = tuple(member for member in plan.members if member.team not in left)
    return attrs.evolve(plan, posts=plan.posts[1:], teams=teams, members=members)


@attrs.frozen
class _World:
    """A site before a publication and after it.

    Attributes:
        folder: The folder of the script and its input.
        before: A folder with the site and its links file before.
        plan: The plan that is published.
        old: The files of the site before.
        new: The files of the site when all is done.
        links: The rows of the links file then.
        seconds: About how long it takes.
    """

    folder: Path
    before: Path
    plan: Plan
    old: Mapping[str, bytes]
    new: Mapping[str, bytes]
    links: list[tuple[object, ...]]
    seconds: Mapping[int, float]


def _files(site: Path) -> dict[str, bytes]:
    return {
        path.relative_to(site).as_posix(): path.read_bytes()
        for path in site.rglob("*")
        if path.is_file() and WORK not in path.parts
    }


def _start(world: Path, plan: Plan, folder: Path, jobs: int) -> subprocess.Popen[str]:
    """Start the publication, and return once it begins."""
    (folder / "what").write_bytes(pickle.dumps((plan, folder, LATER, jobs)))
    process = subprocess.Popen(  # noqa: S603  # our own script
        [sys.executable, world / "publish.py", folder / "what"], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "begun\n"
    return process


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> _World:
    """Return a site of two districts that was published, and the files that it is to have."""
    folder = tmp_path_factory.mktemp("killed")
    (folder / "publish.py").write_text(SCRIPT)
    plan = attrs.evolve(nation.national_plan(1 / 4000), issued=None)
    before, after = folder / "before", folder / "after"
    before.mkdir()
    electsched.LinkRegistry.create(before / "links.db", plan).close()
    electsched.publish(plan, before / "site", links=before / "links.db", stamp=FIRST)
    seconds = {}
    for jobs in (2, 0):
        shutil.rmtree(after, ignore_errors=True)
        shutil.copytree(before, after)
        process = _start(folder, _changed(plan), after, jobs)
        began = time.monotonic()
        assert process.wait() == 0
        process.communicate()
        seconds[jobs] = time.monotonic() - began
    links = registry_rows(after / "links.db")
    return _World(folder, before, _changed(plan), _files(before / "site"), _files(after / "site"), links, seconds)


def _children(pid: int) -> list[int]:
    """Return the processes below that one."""
    found = []
    for place in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = place.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == pid:
            found += [int(place.parent.name), *_children(int(place.parent.name))]
    return found


def _kill(process: subprocess.Popen[str], *, worker: bool, draw: random.Random) -> None:
    """Kill the publication, or one of the processes that work for it."""
    below = _children(process.pid)
    # What works for it would wait for more work for ever, so it is killed too.
    victims = [draw.choice(below)] if worker and below else [process.pid, *below]
    for pid in victims:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:  # it is done already
            continue
    process.communicate(timeout=600)


def _all_new(world: _World, found: Mapping[str, bytes], part: str, *, but: str | tuple[str, ...]) -> bool:
    """Return whether a part has all its new files."""
    names = (path for path in world.new if path.startswith(f"{part}/") and not path.endswith(but))
    return all(found.get(path) == world.new[path] for path in names)


@pytest.mark.parametrize("number", range(KILLS))
def test_kill_at_any_moment_leaves_whole_files_and_is_completed(world: _World, tmp_path: Path, number: int) -> None:
    """Each file is whole, old or new; pages and manifests name only files that are there; the next run completes it."""
    draw = random.Random(number)  # noqa: S311  # the same moments on each run
    jobs, worker = draw.choice([(0, False), (2, False), (2, True)])
    folder = tmp_path / "there"
    shutil.copytree(world.before, folder)
    process = _start(world.folder, world.plan, folder, jobs)
    time.sleep(draw.uniform(0, world.seconds[jobs]))
    _kill(process, worker=worker, draw=draw)

    found = _files(folder / "site")
    for path, data in found.items():
        assert data in {world.old.get(path), world.new.get(path)}, path
    assert world.new.keys() - world.old.keys() >= found.keys() - world.old.keys()
    for part, last in (("public", "/manifest.json"), ("internal", "/manifest.json"), ("internal", ".html")):
        lists = [path for path in world.new if path.startswith(f"{part}/") and path.endswith(last)]
        if any(found[path] == world.new[path] != world.old.get(path) for path in lists if path in found):
            assert _all_new(world, found, part, but=last if last != ".html" else ("/manifest.json", ".html")), (
                part,
                last,
            )

    electsched.publish(world.plan, folder / "site", links=folder / "links.db", stamp=LATER)
    assert _files(folder / "site") == world.new
    assert work_files(LocalStore(folder / "site")) == set()
    assert registry_rows(folder / "links.db") == world.links


def test_killed_publication_resumes_without_rewriting_files(world: _World, tmp_path: Path) -> None:
    """Files from before the kill are not written again, and an unset stamp is that of the stopped publication."""
    folder = tmp_path / "there"
    folder.mkdir()
    plan = world.plan
    electsched.LinkRegistry.create(folder / "links.db", plan).close()
    process = _start(world.folder, plan, folder, 0)
    while not (folder / "site" / "internal" / "posts").exists():
        time.sleep(0.001)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    before = {path: (folder / "site" / path).stat().st_mtime_ns for path in _files(folder / "site")}
    done = electsched.publish(plan, folder / "site", links=folder / "links.db", stamp=LATER)
    kept = {path for path, when in before.items() if (folder / "site" / path).stat().st_mtime_ns == when}
    assert len(kept) > len(before) // 2
    assert kept.isdisjoint(done.written)


def test_killed_first_publication_is_completed_at_the_same_addresses(world: _World, tmp_path: Path) -> None:
    """At its pages, with all calendars there: the next one ends as one that was never disturbed, at every address."""
    folder, plan = tmp_path / "there", world.plan
    folder.mkdir()
    electsched.LinkRegistry.create(folder / "links.db", plan).close()
    process = _start(world.folder, plan, folder, 0)
    while not (folder / "site" / "public" / "index.html").exists():
        time.sleep(0.0005)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    shutil.copy(folder / "links.db", tmp_path / "links.db")  # the same addresses
    electsched.publish(plan, folder / "site", links=folder / "links.db", stamp=LATER)
    electsched.publish(plan, tmp_path / "whole", links=tmp_path / "links.db", stamp=LATER)
    assert _files(folder / "site") == _files(tmp_path / "whole")
    assert registry_rows(folder / "links.db") == registry_rows(tmp_path / "links.db")
    assert any(path.startswith("secret/") for path in _files(folder / "site"))
