"""The publication after one that was stopped: no file of the stopped one is taken for a finished one, or forgotten."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread
from typing import Any

import attrs
import fsspec
import pytest

import electsched
from electsched.errors import Fault, PublishError
from electsched.operation.plan import Plan
from electsched.phrases import verbatim
from electsched.publishing.completion import Published
from electsched.publishing.executors import PublishOptions
from electsched.publishing.lease import read_lease
from electsched.publishing.site_state import read_state
from electsched.stores.base import WORK, FileStat, Store
from electsched.stores.local import LocalStore
from electsched.stores.remote import ObjectStore
from tests.sites import (
    LATER,
    STAMP,
    Watched,
    events_of,
    files_of,
    national,
    registry_rows,
    renamed,
    without,
    work_files,
    write_links,
)

LEASE = f"{WORK}/lease.json"
JOURNAL = f"{WORK}/journal"
AT_ONCE = PublishOptions(takeover_wait_seconds=0, orphan_wait_seconds=0)
"""No publication is running for which one would have to wait."""
ONE_PARTITION_A_JOB = attrs.evolve(AT_ONCE, officers_per_job=1)


def publish(plan: Plan, site: Store | Path, options: PublishOptions = AT_ONCE, **more: Any) -> Published:  # noqa: ANN401  # as `publish`
    """Publish without waiting for publications that were stopped."""
    return electsched.publish(plan, site, options=options, **more)


@pytest.fixture
def plan() -> Plan:
    """Return a plan of one district in two languages, without the names of its officers."""
    return attrs.evolve(national("district"), members=(), languages=("id", "en"))


@pytest.fixture(params=["folder", "file", "memory"])
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[LocalStore | ObjectStore]:
    """Return each kind of place for a site."""
    if request.param == "memory":
        yield ObjectStore("memory://resumed")
        system = fsspec.filesystem("memory")
        if system.exists("/resumed"):
            system.rm("/resumed", recursive=True)
    else:
        yield LocalStore(tmp_path / "site") if request.param == "folder" else ObjectStore(f"file://{tmp_path}/site")


def _stop(number: int, path: str = "") -> Callable[[str, str], None]:
    """Return a function that fails after so many files of the site are written, or at the file at that path."""
    left = [number]

    def told(_what: str, at: str) -> None:
        left[0] -= not at.startswith(f"{WORK}/")
        if left[0] < 0 or at == path:
            raise PublishError(Fault(at, verbatim("a store that fails"), verbatim("one that does not")), source="there")

    return told


def _stopped(plan: Plan, site: Store, number: int = 10**6, path: str = "", **more: Any) -> None:  # noqa: ANN401  # as `publish`
    with pytest.raises(PublishError, match="a store that fails"):
        publish(plan, Watched(site, _stop(number, path)), **more)


def _files(site: Store) -> dict[str, bytes]:
    """Return the files of the public and the internal part."""
    paths = (path for part in ("public", "internal") for path in site.list(part))
    return {path: data for path in paths if (data := site.read(path)) is not None}


def _agrees(site: Store) -> None:
    """Compare every file with its digest in the manifests; there is no other file, and no journal is left."""
    found = _files(site)
    listed = {"public/manifest.json", "internal/manifest.json"}
    for part in ("public", "internal"):
        for entry in json.loads(found[f"{part}/manifest.json"])["files"]:
            path = f"{part}/{entry['path']}"
            assert hashlib.sha256(found[path]).hexdigest() == entry["sha256"], path
            listed.add(path)
    assert set(found) == listed
    assert work_files(site) == set()


# --- files of the same length -------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 2, 3, 5, 9])
def test_stopped_change_of_the_same_size_is_reverted(plan: Plan, site: LocalStore | ObjectStore, number: int) -> None:
    """One plan, a second one stopped, the first again: every file is that of the first, and of its manifest."""
    team = plan.teams[0].key
    first = renamed(plan, team, "Regu A")
    second = attrs.evolve(
        renamed(plan, team, "Regu B"), issued=LATER, site=attrs.evolve(plan.site, refresh_hours=8), languages=("id",)
    )
    first = attrs.evolve(first, site=attrs.evolve(plan.site, refresh_hours=6), languages=("id",), issued=STAMP)
    publish(first, site)
    before = _files(site)
    _stopped(second, site, number)
    there = _files(site)
    other = {path for path, data in there.items() if data != before[path]}
    assert other
    assert any(len(there[path]) == len(before[path]) for path in other)
    done = publish(first, site)
    assert other <= set(done.written)
    _agrees(site)
    after = _files(site)
    assert not any(b"Regu B" in data or b"PT8H" in data for data in after.values())
    for path in (path for path in after if path.endswith(".ics")):
        assert events_of(after[path]) == events_of(before[path]), path
    assert publish(first, site).written == ()


def test_third_plan_after_a_stopped_one_ignores_its_files(site: LocalStore | ObjectStore) -> None:
    """It changes a team of another partition: the rest is as the first says, and not as the stopped one did."""
    whole = national("1/1000")
    posts = whole.posts[:6]
    used = {key for post in posts for line in post.teams for key in line}
    plan = attrs.evolve(whole, posts=posts, members=(), teams=tuple(team for team in whole.teams if team.key in used))
    one, other = plan.teams[0], plan.teams[-1]
    assert one.unit != other.unit
    first = attrs.evolve(renamed(plan, one.key, "Regu A"), issued=STAMP)
    publish(first, site)
    second = attrs.evolve(renamed(plan, one.key, "Regu B"), issued=LATER)
    _stopped(second, site, path=f"internal/teams/{one.key}.id.ics")
    publish(attrs.evolve(renamed(first, other.key, "Regu Z"), issued=LATER + timedelta(days=1)), site)
    _agrees(site)
    assert not any(b"Regu B" in data for data in _files(site).values())


def test_units_that_were_published_together_stay_together_after_a_stop(plan: Plan, tmp_path: Path) -> None:
    """No partition counts as unchanged, and each is still known by the units, posts and teams that it had."""
    store = LocalStore(tmp_path)
    publish(plan, store, stamp=STAMP)
    before = read_state(store, plan, None, (), rebuild=False).partitions
    _stopped(attrs.evolve(renamed(plan, plan.teams[0].key, "Regu B"), issued=LATER), store, 2)
    after = read_state(store, plan, read_lease(store), (), rebuild=False).partitions
    assert all(before[names].fingerprint for names in before)
    assert after == {names: attrs.evolve(record, fingerprint="") for names, record in before.items()} != {}


# --- notes that are not to be trusted -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "damage",
    [
        lambda _: [{}],
        lambda _: 1,
        lambda _: {},
        lambda entry: {**entry, "fingerprint": "another"},
        lambda entry: {**entry, "decisions": 1},
        lambda entry: {**entry, "decisions": {"unit": {"id": {"x": "1"}}}},
        lambda entry: {**entry, "decisions": {"unit": {"id": {"x": "one 20231120T010000Z"}}}},
        lambda entry: {**entry, "counts": {}},
        lambda entry: {**entry, "counts": {**entry["counts"], "changes": [1]}},
        lambda entry: {**entry, "counts": {**entry["counts"], "left": 1}},
    ],
)
def test_damaged_journal_entry_is_decided_again(
    plan: Plan, tmp_path: Path, damage: Callable[[dict[str, Any]], object]
) -> None:
    """The partition is decided as if there were no entry, and the site is that of a publication without a stop."""
    site, whole = tmp_path / "site", tmp_path / "whole"
    _stopped(plan, LocalStore(site), path="internal/index.html", stamp=STAMP)
    entries = list((site / JOURNAL).iterdir())
    assert entries
    for entry in entries:
        entry.write_text(json.dumps(damage(json.loads(entry.read_text()))))
    publish(plan, site, stamp=STAMP)
    publish(plan, whole, stamp=STAMP)
    assert files_of(site) == files_of(whole)
    assert work_files(LocalStore(site)) == set()


# --- another plan -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 6, 10**6])
def test_other_plan_on_a_stopped_first_publication_is_refused(
    plan: Plan, site: LocalStore | ObjectStore, number: int
) -> None:
    """The files stay, and the plan that was stopped can resume."""
    _stopped(plan, site, number, "public/manifest.json", stamp=STAMP)
    before, lease = _files(site), site.read(LEASE)
    expected = r"public/\S+: found a file of '.+', whose first publication was stopped; expected a site of 'another'"
    with pytest.raises(PublishError, match=expected):
        publish(attrs.evolve(plan, id="another"), site, stamp=LATER)
    assert (_files(site), site.read(LEASE)) == (before, lease)
    publish(plan, site)
    _agrees(site)


def test_other_plan_after_a_stop_before_the_first_file_is_published(plan: Plan, site: LocalStore | ObjectStore) -> None:
    """There is nothing of the other, so it is published."""
    _stopped(plan, site, 0, stamp=STAMP)
    assert site.read(LEASE) is not None
    publish(attrs.evolve(plan, id="another"), site, stamp=LATER)
    _agrees(site)


def test_interrupt_while_the_site_is_read_restores_the_previous_lease(
    plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C too: the plan that was stopped before resumes, and its files are not taken for the other plan's."""
    _stopped(plan, LocalStore(tmp_path), 6, stamp=STAMP)
    lease = LocalStore(tmp_path).read(LEASE)

    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("electsched.publishing.publish.read_state", interrupted)
        with pytest.raises(KeyboardInterrupt):
            publish(attrs.evolve(plan, id="another"), tmp_path, stamp=LATER)
    assert LocalStore(tmp_path).read(LEASE) == lease
    publish(plan, tmp_path)
    _agrees(LocalStore(tmp_path))


# --- files in no manifest ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("number", "path"), [(6, ""), (10**6, "public/manifest.json")])
def test_public_files_of_a_stopped_publication_are_taken_up(
    plan: Plan, site: LocalStore | ObjectStore, number: int, path: str
) -> None:
    """Those of a language that was dropped since: pages go at once, calendars once their events are retired."""
    _stopped(plan, site, number, path, stamp=STAMP)
    assert "public/stages.en.ics" in _files(site)
    less = attrs.evolve(plan, languages=("id",), issued=LATER)
    publish(less, site)
    _agrees(site)
    assert "public/index.en.html" not in _files(site)
    assert events_of(_files(site)["public/stages.en.ics"]) == {}
    publish(attrs.evolve(less, issued=LATER + timedelta(days=40)), site)
    _agrees(site)
    assert not any(".en." in path for path in _files(site))


def test_public_files_of_another_program_stay(plan: Plan, tmp_path: Path) -> None:
    """Those that do not say that we made them."""
    _stopped(plan, LocalStore(tmp_path), 6, stamp=STAMP)
    stranger = tmp_path / "public" / "about.html"
    stranger.write_text("<!DOCTYPE html>\n<title>Mine</title>\n")
    publish(plan, tmp_path)
    assert stranger.exists()


@pytest.mark.parametrize("noted", [True, False])
@pytest.mark.parametrize("gone", [True, False])
def test_damaged_calendar_in_no_manifest_is_written_again(
    plan: Plan, tmp_path: Path, *, noted: bool, gone: bool
) -> None:
    """Cut off or not there after a first publication that was stopped, whether its notes are there or not."""
    site, whole = LocalStore(tmp_path / "site"), tmp_path / "whole"
    _stopped(plan, site, path="public/manifest.json", stamp=STAMP)
    post = plan.posts[-1].key
    for place in (f"internal/units/{plan.posts[0].unit}.id.ics", f"internal/posts/{post}.id.ics"):
        data = (site.root / place).read_bytes()
        (site.root / place).write_bytes(data[: len(data) // 2])
    (site.root / "internal" / "teams" / f"{plan.teams[0].key}.en.ics").unlink()
    (site.root / "public" / "stages.id.ics").write_bytes(b"")
    if not noted:
        shutil.rmtree(site.root / JOURNAL)
    next_plan = without(plan, post) if gone else plan
    publish(next_plan, site, stamp=STAMP)
    _agrees(site)
    publish(plan, whole, stamp=STAMP)
    there, expected = files_of(site.root), files_of(whole)
    if gone:
        assert f"internal/posts/{post}.id.ics" not in there
        assert f"internal/posts/{post}.en.ics" in there  # somebody may have read it
    else:
        assert there == expected


def test_truncated_calendar_in_a_manifest_is_refused(plan: Plan, tmp_path: Path) -> None:
    """Though a publication was stopped since."""
    publish(plan, tmp_path, stamp=STAMP)
    _stopped(attrs.evolve(renamed(plan, plan.teams[0].key), issued=LATER), LocalStore(tmp_path), 6)
    place = tmp_path / "internal" / "teams" / f"{plan.teams[-1].key}.id.ics"
    place.write_bytes(place.read_bytes()[:-40])
    with pytest.raises(PublishError, match="a calendar that is cut off"):
        publish(plan, tmp_path, stamp=LATER)


# --- workers that live on -----------------------------------------------------------------------------------------


@attrs.frozen
class _Slow(LocalStore):
    """A folder that holds up its worker after its third calendar, until the worker may go on."""

    calendars: list[str] = attrs.field(factory=list)
    held_up: Event = attrs.field(factory=Event)
    go: Event = attrs.field(factory=Event)

    def write(self, path: str, data: bytes, replaces: str | None = None) -> FileStat | None:
        """Write, then wait."""
        state = LocalStore.write(self, path, data, replaces)
        if path.startswith("internal/") and path.endswith(".ics"):
            self.calendars.append(path)
        if len(self.calendars) == 3:
            self.held_up.set()
            self.go.wait(600)
        return state


class _Orphaning(Executor):
    """Gives the work to one worker that lives on, and loses its master once that one is held up."""

    def __init__(self, site: _Slow) -> None:
        self._site, self.result = site, Future[Any]()
        self.worker: Thread | None = None

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:  # noqa: ANN401  # as Executor
        """Run the job that reads the site at once; start the one that writes, and fail."""
        future = Future[Any]()
        if fn.args[0].__name__ != "run_jobs":  # type: ignore[attr-defined]  # a partial
            future.set_result(fn(*args, **kwargs))
            return future
        if self.worker is None:
            self.worker = Thread(target=lambda: self.result.set_result(fn(*args, **kwargs)))
            self.worker.start()
            assert self._site.held_up.wait(600)
        future.set_exception(RuntimeError("killed"))
        return future


def test_orphaned_worker_writes_nothing_over_the_next_publication(plan: Plan, tmp_path: Path) -> None:
    """Its master is gone and another publication has come to its end: it stops at its next file, however soon."""
    first = attrs.evolve(renamed(plan, plan.teams[0].key, "Regu Pertama"), issued=STAMP)
    other = attrs.evolve(renamed(plan, plan.teams[0].key, "Regu Kedua"), issued=LATER)
    slow = _Slow(tmp_path)
    executor = _Orphaning(slow)
    with pytest.raises(PublishError, match="The worker of this file was lost"):
        publish(first, slow, executor=executor)
    publish(other, tmp_path)
    before = files_of(tmp_path)
    slow.go.set()
    assert executor.worker is not None
    executor.worker.join()
    assert executor.result.result().faults[0].found.startswith("Another publish took over this site")
    assert files_of(tmp_path) == before
    _agrees(LocalStore(tmp_path))


# --- a first publication ------------------------------------------------------------------------------------------


def test_first_publication_stopped_at_any_file_is_completed(tmp_path: Path) -> None:
    """Manifests list only files that exist, and the next run ends in the same bytes, at secret addresses too."""
    whole = national("district")
    plan = attrs.evolve(whole, members=whole.members[:3])
    kept = write_links(tmp_path / "links.db", plan)
    made: list[str] = []
    shutil.copy(kept, tmp_path / "whole.db")
    watched = Watched(LocalStore(tmp_path / "whole"), lambda _what, path: made.append(path))
    publish(plan, watched, stamp=STAMP, links=tmp_path / "whole.db")
    new, end = files_of(tmp_path / "whole"), registry_rows(tmp_path / "whole.db")
    wanted = [path for path in made if not path.startswith(f"{WORK}/")]
    moments = {0, *range(1, len(wanted), len(wanted) // 8)}
    moments |= {wanted.index(path) for path in ("public/index.html", "internal/manifest.json")}
    moments |= {next(number for number, path in enumerate(wanted) if path.startswith("secret/") and "html" in path)}
    for number in sorted(moments):
        site, links = LocalStore(tmp_path / f"site-{number}"), tmp_path / f"links-{number}.db"
        shutil.copy(kept, links)
        _stopped(plan, site, number, stamp=STAMP, links=links)
        there = files_of(site.root)
        assert there == {path: new[path] for path in wanted[:number]}, number
        for part in (part for part in ("public", "internal") if f"{part}/manifest.json" in there):
            listed = json.loads(there[f"{part}/manifest.json"])["files"]
            assert {f"{part}/{entry['path']}" for entry in listed} <= set(there), number
        publish(plan, site.root, stamp=STAMP, links=links)
        assert (files_of(site.root), registry_rows(links)) == (new, end), number
        assert work_files(site) == set()
