"""What follows on a publication that was stopped: nothing it wrote is taken for what stood before, or forgotten."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator, Sequence
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
from electsched.stores.base import WORK, Sink, standing_files
from electsched.stores.local import Folder
from electsched.stores.remote import Store
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
    write_links,
)

CLAIM = f"{WORK}/claim.json"
DONE = f"{WORK}/done"


@pytest.fixture(autouse=True)
def no_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is at work for whom one would have to wait."""
    monkeypatch.setattr("electsched.publishing.journal.WAIT", 0.0)
    monkeypatch.setattr("electsched.publishing.journal.MOMENT", 0.0)


@pytest.fixture
def plan() -> Plan:
    """Return a plan of one district in two languages, without the names of its officers."""
    return attrs.evolve(national("district"), members=(), languages=("id", "en"))


@pytest.fixture(params=["folder", "file", "memory"])
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Folder | Store]:
    """Return each kind of place for a site."""
    if request.param == "memory":
        yield Store("memory://resumed")
        system = fsspec.filesystem("memory")
        if system.exists("/resumed"):
            system.rm("/resumed", recursive=True)
    else:
        yield Folder(tmp_path / "site") if request.param == "folder" else Store(f"file://{tmp_path}/site")


def _stop(number: int, path: str = "") -> Callable[[str, str], None]:
    """Return what lets so many files of the site be written and then fails; or fails at the file at that path."""
    left = [number]

    def told(_what: str, at: str) -> None:
        left[0] -= not at.startswith(f"{WORK}/")
        if left[0] < 0 or at == path:
            raise PublishError(Fault(at, "a sink that fails", "one that does not"), source="there")

    return told


def _stopped(plan: Plan, site: Sink, number: int = 10**6, path: str = "", **more: Any) -> None:  # noqa: ANN401  # as `publish`
    with pytest.raises(PublishError, match="a sink that fails"):
        electsched.publish(plan, Watched(site, _stop(number, path)), **more)


def _files(site: Sink) -> dict[str, bytes]:
    """Return the files of the public and the internal part."""
    paths = [f"{part}/{path}" for part in ("public", "internal") for path in standing_files(site, part)]
    return {path: data for path in paths if (data := site.read(path)) is not None}


def _agrees(site: Sink) -> None:
    """Hold every file against what the manifests say of it; there is no other, and no note is left."""
    found = _files(site)
    listed = {"public/manifest.json", "internal/manifest.json"}
    for part in ("public", "internal"):
        for entry in json.loads(found[f"{part}/manifest.json"])["files"]:
            path = f"{part}/{entry['path']}"
            assert hashlib.sha256(found[path]).hexdigest() == entry["sha256"], path
            listed.add(path)
    assert set(found) == listed
    assert site.read(CLAIM) is None
    assert site.names(DONE) == ()


# --- files of the same length -------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 2, 3, 5, 9])
def test_a_change_of_the_same_length_that_was_stopped_is_taken_back(
    plan: Plan, site: Folder | Store, number: int
) -> None:
    """One plan, a second one stopped, the first again: every file is that of the first, and of its manifest."""
    team = plan.teams[0].key
    first = renamed(plan, team, "Regu A")
    second = attrs.evolve(
        renamed(plan, team, "Regu B"), issued=LATER, site=attrs.evolve(plan.site, refresh_hours=8), languages=("id",)
    )
    first = attrs.evolve(first, site=attrs.evolve(plan.site, refresh_hours=6), languages=("id",), issued=STAMP)
    electsched.publish(first, site)
    before = _files(site)
    _stopped(second, site, number)
    there = _files(site)
    other = {path for path, data in there.items() if data != before[path]}
    assert other
    assert any(len(there[path]) == len(before[path]) for path in other)
    done = electsched.publish(first, site)
    assert other <= set(done.written)
    _agrees(site)
    after = _files(site)
    assert not any(b"Regu B" in data or b"PT8H" in data for data in after.values())
    for path in (path for path in after if path.endswith(".ics")):
        assert events_of(after[path]) == events_of(before[path]), path
    assert electsched.publish(first, site).written == ()


def test_a_third_plan_after_one_that_was_stopped(site: Folder | Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """It changes a team of another piece: the rest is as the first says, and not as the stopped one did."""
    monkeypatch.setattr("electsched.publishing.sending.WORTH", 1)
    whole = national("1/1000")
    posts = whole.posts[:6]
    used = {key for post in posts for line in post.teams for key in line}
    plan = attrs.evolve(whole, posts=posts, members=(), teams=tuple(team for team in whole.teams if team.key in used))
    one, other = plan.teams[0], plan.teams[-1]
    assert one.unit != other.unit
    first = attrs.evolve(renamed(plan, one.key, "Regu A"), issued=STAMP)
    electsched.publish(first, site)
    second = attrs.evolve(renamed(plan, one.key, "Regu B"), issued=LATER)
    _stopped(second, site, path=f"internal/teams/{one.key}.id.ics")
    electsched.publish(attrs.evolve(renamed(first, other.key, "Regu Z"), issued=LATER + timedelta(days=1)), site)
    _agrees(site)
    assert not any(b"Regu B" in data for data in _files(site).values())


# --- notes that are not to be trusted -----------------------------------------------------------------------------


ENTRY = {"path": "units/x.id.ics", "bytes": 1, "sha256": "0" * 64}
MADE = {"names": ["x"], "origin": "x", "cancelled": 0, "secret": "", "entries": [ENTRY]}


@pytest.mark.parametrize(
    "note",
    [
        [{}],
        [1],
        {},
        {"format": 1},
        {"format": 1, "done": 1},
        {"format": 1, "done": [1]},
        {"format": 1, "done": [{**MADE, "cancelled": "x"}]},
        {"format": 1, "done": [{**MADE, "entries": [1]}]},
        {"format": 1, "done": [{**MADE, "entries": [{"path": "units/x.id.ics"}]}]},
        {"format": 1, "done": [{**MADE, "entries": [{**ENTRY, "changed": "never"}]}]},
        {"format": 1, "done": [{**MADE, "entries": [{**ENTRY, "changed": 1}]}]},
        {"format": 1, "done": [{**MADE, "entries": [{**ENTRY, "months": 3}]}]},
        {"format": 1, "done": [{**MADE, "entries": [{**ENTRY, "path": "../../x.ics"}]}]},
        {"format": 2, "done": [MADE]},
    ],
)
def test_a_note_that_is_damaged_or_of_another_version(plan: Plan, tmp_path: Path, note: object) -> None:
    """What it says was done is done again; nothing else comes of it."""
    site, whole = tmp_path / "site", tmp_path / "whole"
    _stopped(plan, Folder(site), path="internal/index.html", stamp=STAMP)
    (kept, *_) = (site / DONE).iterdir()
    kept.write_text(json.dumps(note))
    (tmp_path / "x.ics").write_text("somebody's own")
    electsched.publish(plan, site, stamp=STAMP)
    electsched.publish(plan, whole, stamp=STAMP)
    assert files_of(site) == files_of(whole)
    assert not (site / WORK).exists()
    assert (tmp_path / "x.ics").exists()


# --- another plan -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 6, 10**6])
def test_another_plan_after_a_first_publication_that_was_stopped(plan: Plan, site: Folder | Store, number: int) -> None:
    """It is refused, what stands is left as it is, and the plan that was stopped goes on."""
    _stopped(plan, site, number, "public/manifest.json", stamp=STAMP)
    before, claim = _files(site), site.read(CLAIM)
    expected = r"public/\S+: found a file of '.+', whose first publication was stopped; expected a site of 'another'"
    with pytest.raises(PublishError, match=expected):
        electsched.publish(attrs.evolve(plan, id="another"), site, stamp=LATER)
    assert (_files(site), site.read(CLAIM)) == (before, claim)
    electsched.publish(plan, site)
    _agrees(site)


def test_another_plan_after_one_that_was_stopped_before_its_first_file(plan: Plan, site: Folder | Store) -> None:
    """There is nothing of the other, so it is published."""
    _stopped(plan, site, 0, stamp=STAMP)
    assert site.read(CLAIM) is not None
    electsched.publish(attrs.evolve(plan, id="another"), site, stamp=LATER)
    _agrees(site)


def test_who_is_stopped_while_the_site_is_read_claims_it_no_longer(
    plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By Ctrl-C too: what was stopped before goes on, and is not taken for the other's."""
    _stopped(plan, Folder(tmp_path), 6, stamp=STAMP)
    claim = Folder(tmp_path).read(CLAIM)

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("electsched.publishing.publish.read_standing", interrupted)
        with pytest.raises(KeyboardInterrupt):
            electsched.publish(attrs.evolve(plan, id="another"), tmp_path, stamp=LATER)
    assert Folder(tmp_path).read(CLAIM) == claim
    electsched.publish(plan, tmp_path)
    _agrees(Folder(tmp_path))


# --- what is in no manifest ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("number", "path"), [(6, ""), (10**6, "public/manifest.json")])
def test_public_files_of_a_stopped_publication_are_taken_up(
    plan: Plan, site: Folder | Store, number: int, path: str
) -> None:
    """Those of a language that was dropped since: pages go at once, calendars once their events are retired."""
    _stopped(plan, site, number, path, stamp=STAMP)
    assert "public/stages.en.ics" in _files(site)
    less = attrs.evolve(plan, languages=("id",), issued=LATER)
    electsched.publish(less, site)
    _agrees(site)
    assert "public/index.en.html" not in _files(site)
    assert events_of(_files(site)["public/stages.en.ics"]) == {}
    electsched.publish(attrs.evolve(less, issued=LATER + timedelta(days=40)), site)
    _agrees(site)
    assert not any(".en." in path for path in _files(site))


def test_a_strangers_public_files_stay(plan: Plan, tmp_path: Path) -> None:
    """Those that do not say that we made them."""
    _stopped(plan, Folder(tmp_path), 6, stamp=STAMP)
    stranger = tmp_path / "public" / "about.html"
    stranger.write_text("<!DOCTYPE html>\n<title>Mine</title>\n")
    electsched.publish(plan, tmp_path)
    assert stranger.exists()


@pytest.mark.parametrize("noted", [True, False])
@pytest.mark.parametrize("gone", [True, False])
def test_a_damaged_calendar_that_no_manifest_names_is_made_again(
    plan: Plan, tmp_path: Path, *, noted: bool, gone: bool
) -> None:
    """Cut off or not there after a first publication that was stopped, whether its notes are there or not."""
    site, whole = Folder(tmp_path / "site"), tmp_path / "whole"
    _stopped(plan, site, path="public/manifest.json", stamp=STAMP)
    post = plan.posts[-1].key
    for place in (f"internal/units/{plan.posts[0].unit}.id.ics", f"internal/posts/{post}.id.ics"):
        data = (site.root / place).read_bytes()
        (site.root / place).write_bytes(data[: len(data) // 2])
    (site.root / "internal" / "teams" / f"{plan.teams[0].key}.en.ics").unlink()
    (site.root / "public" / "stages.id.ics").write_bytes(b"")
    if not noted:
        shutil.rmtree(site.root / DONE)
    next_plan = without(plan, post) if gone else plan
    electsched.publish(next_plan, site, stamp=STAMP)
    _agrees(site)
    electsched.publish(plan, whole, stamp=STAMP)
    there, expected = files_of(site.root), files_of(whole)
    if gone:
        assert f"internal/posts/{post}.id.ics" not in there
        assert f"internal/posts/{post}.en.ics" in there  # somebody may have read it
    else:
        assert there == expected


def test_a_cut_off_calendar_that_a_manifest_names_is_refused(plan: Plan, tmp_path: Path) -> None:
    """Though a publication was stopped since."""
    electsched.publish(plan, tmp_path, stamp=STAMP)
    _stopped(attrs.evolve(renamed(plan, plan.teams[0].key), issued=LATER), Folder(tmp_path), 6)
    place = tmp_path / "internal" / "teams" / f"{plan.teams[-1].key}.id.ics"
    place.write_bytes(place.read_bytes()[:-40])
    with pytest.raises(PublishError, match="a calendar that is cut off"):
        electsched.publish(plan, tmp_path, stamp=LATER)


# --- workers that live on -----------------------------------------------------------------------------------------


@attrs.frozen
class _Slow(Folder):
    """A folder of which a worker is held up before its third calendar, until it is let go on."""

    asked: list[str] = attrs.field(factory=list)
    there: Event = attrs.field(factory=Event)
    go: Event = attrs.field(factory=Event)

    def same(self, path: str, chunks: Sequence[bytes]) -> bool:
        """Wait before what follows on it."""
        if path.startswith("internal/"):
            self.asked.append(path)
        found = Folder.same(self, path, chunks)
        if len(self.asked) == 3:
            self.there.set()
            self.go.wait(60)
        return found


class _Orphaning(Executor):
    """Gives the work to one worker that lives on, and loses its master once that one is held up."""

    def __init__(self, site: _Slow) -> None:
        self._site, self.result = site, Future[Any]()
        self.worker: Thread | None = None

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:  # noqa: ANN401  # as Executor
        """Read what stands at once; begin what writes and fail."""
        future = Future[Any]()
        if fn.func.__name__ != "do_tasks":  # type: ignore[attr-defined]  # a partial
            future.set_result(fn(*args, **kwargs))
            return future
        if self.worker is None:
            self.worker = Thread(target=lambda: self.result.set_result(fn(*args, **kwargs)))
            self.worker.start()
            assert self._site.there.wait(60)
        future.set_exception(RuntimeError("killed"))
        return future


def test_a_worker_that_lives_on_writes_nothing_over_the_next_publication(
    plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its master is gone and another publication has come to its end: it stops at its next file, however soon."""
    monkeypatch.setattr("electsched.publishing.claimed.ASKED", 60.0)
    first = attrs.evolve(renamed(plan, plan.teams[0].key, "Regu Pertama"), issued=STAMP)
    other = attrs.evolve(renamed(plan, plan.teams[0].key, "Regu Kedua"), issued=LATER)
    slow = _Slow(tmp_path)
    executor = _Orphaning(slow)
    with pytest.raises(PublishError, match="a worker that was lost"):
        electsched.publish(first, slow, executor=executor)
    electsched.publish(other, tmp_path)
    before = files_of(tmp_path)
    slow.go.set()
    assert executor.worker is not None
    executor.worker.join()
    assert executor.result.result().faults[0].found == "another publication that took over the site"
    assert files_of(tmp_path) == before
    assert not (tmp_path / WORK).exists()
    _agrees(Folder(tmp_path))


# --- a first publication ------------------------------------------------------------------------------------------


def test_a_first_publication_that_is_stopped_at_any_moment(tmp_path: Path) -> None:
    """No manifest names what is not there, and the next one ends in the same bytes, at secret addresses too."""
    whole = national("district")
    plan = attrs.evolve(whole, members=whole.members[:3])
    kept = write_links(tmp_path / "links.db", plan)
    made: list[str] = []
    shutil.copy(kept, tmp_path / "whole.db")
    watched = Watched(Folder(tmp_path / "whole"), lambda _what, path: made.append(path))
    electsched.publish(plan, watched, stamp=STAMP, links=tmp_path / "whole.db")
    new, end = files_of(tmp_path / "whole"), registry_rows(tmp_path / "whole.db")
    wanted = [path for path in made if not path.startswith(f"{WORK}/")]
    moments = {0, *range(1, len(wanted), len(wanted) // 8)}
    moments |= {wanted.index(path) for path in ("public/index.html", "internal/manifest.json")}
    moments |= {next(number for number, path in enumerate(wanted) if path.startswith("secret/") and "html" in path)}
    for number in sorted(moments):
        site, links = Folder(tmp_path / f"site-{number}"), tmp_path / f"links-{number}.db"
        shutil.copy(kept, links)
        _stopped(plan, site, number, stamp=STAMP, links=links)
        there = files_of(site.root)
        assert there == {path: new[path] for path in wanted[:number]}, number
        for part in (part for part in ("public", "internal") if f"{part}/manifest.json" in there):
            listed = json.loads(there[f"{part}/manifest.json"])["files"]
            assert {f"{part}/{entry['path']}" for entry in listed} <= set(there), number
        electsched.publish(plan, site.root, stamp=STAMP, links=links)
        assert (files_of(site.root), registry_rows(links)) == (new, end), number
        assert not (site.root / WORK).exists()
