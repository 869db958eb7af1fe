"""A folder for a site: one publication at a time, whole files after any fault, and nothing lost at the next run."""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from datetime import timedelta
from pathlib import Path

import attrs
import pytest

import electsched
from electsched.errors import Fault, PublishError
from electsched.operation.plan import Plan
from electsched.phrases import verbatim
from electsched.publishing.executors import PublishOptions
from electsched.publishing.layout import STATE
from electsched.stores.base import LOCK
from electsched.stores.local import LocalStore
from tests.sites import (
    LATER,
    STAMP,
    Watched,
    events_of,
    files_of,
    jombang_without_members,
    links_in,
    national,
    registry_rows,
    renamed,
    three_districts,
    uids_of,
    without,
    work_files,
    write_links,
)

AT_WORK = """
import sys
from datetime import datetime
import electsched

def wait(done, total):
    if done == 3:
        print("at work", flush=True)
        sys.stdin.readline()

electsched.publish(
    electsched.load_plan(sys.argv[1]), sys.argv[2], stamp=datetime.fromisoformat(sys.argv[3]), progress=wait
)
"""
JOMBANG = Path(__file__).parents[2] / "examples" / "jombang.toml"


@contextmanager
def _at_work(site: Path) -> Iterator[subprocess.Popen[str]]:
    """Have another process publish the example, and wait in the middle until it is told to go on."""
    with subprocess.Popen(  # noqa: S603  # our own script
        [sys.executable, "-c", AT_WORK, JOMBANG, site, STAMP.isoformat()],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "at work\n"
            yield process
        finally:
            process.kill()


@pytest.fixture
def plan() -> Plan:
    """Return a plan of one district."""
    return national("district")


@pytest.fixture
def example() -> Plan:
    """Return the plan that the other process publishes."""
    return jombang_without_members()


# --- two at once --------------------------------------------------------------------------------------------------


@pytest.mark.stress
def test_second_process_on_a_locked_folder_is_refused(example: Plan, tmp_path: Path) -> None:
    """The second is told, and changes nothing; the first comes to its end as if alone."""
    with _at_work(tmp_path / "a") as process:
        before = files_of(tmp_path / "a")
        with pytest.raises(PublishError) as caught:
            electsched.publish(renamed(example, "kpu-1"), tmp_path / "a", stamp=LATER)
        assert str(caught.value) == (
            f"{tmp_path / 'a'}: Another publish is running on this site. Wait for it to finish, then run again."
        )
        assert files_of(tmp_path / "a") == before
        process.communicate("\n")
        assert process.returncode == 0
    electsched.publish(example, tmp_path / "b", stamp=STAMP)
    assert files_of(tmp_path / "a") == files_of(tmp_path / "b")
    assert {path.name for path in (tmp_path / "a").iterdir()} == {"public", "internal", ".publishing"}


def test_site_is_read_after_the_lock_is_taken(plan: Plan, tmp_path: Path) -> None:
    """A publication that ends just before the lock is taken loses nothing, in site or links."""
    site, links = tmp_path / "site", tmp_path / "links.db"
    electsched.LinkRegistry.create(links, plan).close()

    class Late(LocalStore):
        def lock(self):  # type: ignore[no-untyped-def]  # noqa: ANN202  # as LocalStore
            electsched.publish(plan, site, stamp=STAMP, links=links)
            return super().lock()

    done = electsched.publish(plan, Late(site), stamp=STAMP, links=links)
    assert (done.written, done.announce) == ((), ())


@pytest.mark.stress
def test_lock_of_a_killed_process_is_released(example: Plan, tmp_path: Path) -> None:
    """The system lets go of it; the next publication goes on, and ends as one that was never disturbed."""
    with _at_work(tmp_path / "a") as process:
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert (tmp_path / "a" / ".publishing" / "lock").exists()
    electsched.publish(example, tmp_path / "a")
    electsched.publish(example, tmp_path / "b", stamp=STAMP)
    assert files_of(tmp_path / "a") == files_of(tmp_path / "b")
    assert work_files(LocalStore(tmp_path / "a")) == set()


def test_lock_file_removed_while_it_is_opened_locks_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The publication before has just ended and removed it; a third one may have a new lock file by then."""
    flock = fcntl.flock

    def removed(descriptor: int, operation: int) -> None:
        (tmp_path / LOCK).unlink()
        flock(descriptor, operation)

    with monkeypatch.context() as patch:
        patch.setattr(fcntl, "flock", removed)
        with (
            pytest.raises(PublishError, match=r"Another publish is running on this site\."),
            LocalStore(tmp_path).lock(),
        ):
            pass
    with LocalStore(tmp_path).lock() as locked:
        assert locked


# --- a folder that fails ------------------------------------------------------------------------------------------


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """Return a folder to which everybody finds the way."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    for each in folder.rglob("*"):
        each.chmod(0o755)
    shutil.rmtree(folder)


@contextmanager
def _without_rights() -> Iterator[None]:
    """Go on as a user who may read and not write, also if the tests are run by root."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


@pytest.mark.parametrize("published", [False, True])
def test_read_only_site_is_refused(plan: Plan, open_folder: Path, *, published: bool) -> None:
    """One error that says so, and nothing is changed."""
    site = open_folder / "site"
    site.mkdir()
    if published:
        electsched.publish(plan, site, stamp=STAMP)
    before = files_of(site)
    for each in (site, *(path for path in site.rglob("*") if path.is_dir())):
        each.chmod(0o555)
    with _without_rights(), pytest.raises(PublishError) as caught:
        electsched.publish(renamed(plan, plan.teams[0].key), site, stamp=LATER)
    assert str(caught.value) == (
        f"{site}: .publishing/lock: found permission denied; "
        "expected a store that can be read and written. Correct this, then publish again."
    )
    assert files_of(site) == before


def test_read_only_folder_of_a_site_is_named(plan: Plan, open_folder: Path) -> None:
    """The error names the feed that could not be written."""
    site = open_folder / "site"
    electsched.publish(plan, site, stamp=STAMP)
    before = files_of(site)
    for each in (site, *site.rglob("*")):
        each.chmod(0o777)
    (site / "internal" / "teams").chmod(0o555)
    team = plan.teams[0].key
    with _without_rights(), pytest.raises(PublishError, match=r"internal/teams/\S+\.id\.ics: found permission denied"):
        electsched.publish(renamed(plan, team), site, stamp=LATER)
    there = files_of(site)
    assert there["internal/manifest.json"] == before["internal/manifest.json"]
    assert {path for path in before if path.startswith("internal/teams/")} <= set(there)


class StoppedError(Exception):
    """Raised by a store of a test; no error that the package knows."""


def _stop_at(number: int, kind: Callable[[str], Exception]) -> Callable[[str, str], None]:
    """Return a function that fails from that change on."""
    left = [number]

    def told(_what: str, path: str) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise kind(path)

    return told


def _refused(path: str) -> Exception:
    return PublishError(Fault(path, verbatim("a store that fails"), verbatim("one that does not")), source="there")


def _changes_of(plan: Plan, site: Path, links: Path) -> int:
    """Return how many changes the publication makes."""
    made: list[str] = []
    electsched.publish(plan, Watched(LocalStore(site), lambda _what, path: made.append(path)), stamp=LATER, links=links)
    return len(made)


@pytest.mark.long
@pytest.mark.parametrize("kind", [_refused, StoppedError])
def test_publish_resumes_after_the_store_failed_at_any_change(
    plan: Plan, tmp_path: Path, kind: Callable[[str], Exception]
) -> None:
    """Files are whole, old or new; manifests list only files that exist; the resumed site has the same bytes."""
    first, links = tmp_path / "first", write_links(tmp_path / "links.db", plan)
    electsched.publish(plan, first, stamp=STAMP, links=links)
    after, kept = attrs.evolve(renamed(plan, plan.teams[0].key), issued=LATER), tmp_path / "kept.json"
    shutil.copytree(first, tmp_path / "whole")
    shutil.copy(links, kept)
    total = _changes_of(after, tmp_path / "whole", kept)
    old, new, end = files_of(first), files_of(tmp_path / "whole"), registry_rows(kept)
    assert total > 50
    for number in range(1, total, 9):
        site, own = tmp_path / f"site-{number}", tmp_path / f"links-{number}.db"
        shutil.copytree(first, site)
        shutil.copy(links, own)
        with pytest.raises(PublishError):
            electsched.publish(after, Watched(LocalStore(site), _stop_at(number, kind)), stamp=LATER, links=own)
        there = files_of(site)
        assert all(data in {old.get(path), new.get(path)} for path, data in there.items()), number
        for part in ("public", "internal"):
            listed = json.loads(there[f"{part}/manifest.json"])["files"]
            assert {f"{part}/{entry['path']}" for entry in listed} <= set(there), number
        electsched.publish(after, site, stamp=LATER, links=own)
        assert (files_of(site), registry_rows(own)) == (new, end), number
        assert work_files(LocalStore(site)) == set()


def test_slow_store_gets_the_same_bytes(plan: Plan, tmp_path: Path) -> None:
    """It takes its time, in threads too, and the bytes are the same."""
    electsched.publish(plan, tmp_path / "a", stamp=STAMP)
    slow = Watched(LocalStore(tmp_path / "b"), lambda _what, _path: time.sleep(0.01))
    with ThreadPoolExecutor(2) as executor:
        electsched.publish(plan, slow, stamp=STAMP, executor=executor)
    assert files_of(tmp_path / "a") == files_of(tmp_path / "b")


# --- a plan that changed between stop and resume ------------------------------------------------------------------


@pytest.mark.parametrize("number", range(2, 14, 2))
def test_third_plan_after_a_stopped_second_one_has_its_own_events_alone(
    plan: Plan, tmp_path: Path, number: int
) -> None:
    """One plan is published, a second stopped, a third published: the events are those of the third alone.

    An event of the second plan only, which may have been read, is cancelled, and goes when it is retired.
    """
    post = plan.posts[-1].key
    first = attrs.evolve(without(plan, post), issued=STAMP)
    second = attrs.evolve(renamed(plan, plan.teams[0].key, "Regu Kedua"), issued=STAMP + timedelta(days=1))
    third = attrs.evolve(renamed(first, plan.teams[1].key, "Regu Ketiga"), issued=STAMP + timedelta(days=2))
    for site in (tmp_path / "a", tmp_path / "b"):
        electsched.publish(first, site)
    with pytest.raises(PublishError):
        electsched.publish(second, Watched(LocalStore(tmp_path / "a"), _stop_at(number, _refused)))
    seen = {path: set(events_of(data)) for path, data in files_of(tmp_path / "a").items() if path.endswith(".ics")}
    for site in (tmp_path / "a", tmp_path / "b"):
        electsched.publish(third, site)
    resumed, anew = files_of(tmp_path / "a"), files_of(tmp_path / "b")
    for path in (path for path in resumed if path.endswith(".ics")):
        assert events_of(resumed[path]) == (events_of(anew[path]) if path in anew else {}), path
        assert seen.get(path, set()) <= uids_of(resumed[path]), path
    assert seen.keys() <= resumed.keys()
    assert work_files(LocalStore(tmp_path / "a")) == set()
    for site in (tmp_path / "a", tmp_path / "b"):
        electsched.publish(attrs.evolve(third, issued=STAMP + timedelta(days=40)), site)
    assert files_of(tmp_path / "a").keys() == files_of(tmp_path / "b").keys()


def test_calendar_of_another_program_stays(plan: Plan, tmp_path: Path) -> None:
    """After a stop, calendars that no manifest lists are ours only if this package made them."""
    with pytest.raises(PublishError):
        electsched.publish(plan, Watched(LocalStore(tmp_path), _stop_at(9, _refused)), stamp=STAMP)
    stranger = tmp_path / "internal" / "units" / "holidays.ics"
    stranger.write_bytes(b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//other//EN\r\nEND:VCALENDAR\r\n")
    electsched.publish(plan, tmp_path)
    assert stranger.exists()


# --- the working folder -------------------------------------------------------------------------------------------


def test_refused_publication_leaves_no_working_folder(plan: Plan, tmp_path: Path) -> None:
    """There is no site either if there was none before."""
    other = attrs.evolve(plan, id="another")
    electsched.publish(plan, tmp_path / "site", stamp=STAMP)
    with pytest.raises(PublishError, match=r"internal/manifest\.json"):
        electsched.publish(other, tmp_path / "site", stamp=STAMP)
    assert work_files(LocalStore(tmp_path / "site")) == set()
    with pytest.raises(electsched.InputError):
        electsched.publish(plan, tmp_path / "none", stamp=STAMP, links=tmp_path / "none.json")
    assert not (tmp_path / "none").exists()


# --- links --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("folder", ["internal", "internal/posts", "public", ".publishing"])
def test_symlink_out_of_the_site_is_refused(plan: Plan, tmp_path: Path, folder: str) -> None:
    """It is named, and nothing is read or written behind it."""
    site, elsewhere = tmp_path / "site", tmp_path / "elsewhere"
    elsewhere.mkdir()
    (site / folder).parent.mkdir(parents=True)
    (site / folder).symlink_to(elsewhere)
    expected = rf"{folder}: found a link that leads out of the site; expected a folder of the site itself"
    with pytest.raises(PublishError, match=expected):
        electsched.publish(plan, site, stamp=STAMP)
    assert list(elsewhere.iterdir()) == []
    (site / folder).unlink()
    electsched.publish(plan, site, stamp=STAMP)


@pytest.mark.parametrize("threads", [0, 2])
def test_symlink_at_a_secret_address_is_refused_without_its_address(plan: Plan, tmp_path: Path, threads: int) -> None:
    """The error says of each whose it is, and no address, whoever looks at it."""
    links = write_links(tmp_path / "links.db", plan)
    electsched.publish(plan, tmp_path / "site", stamp=STAMP, links=links)
    linked = links_in(links)[:2]
    for grant in linked:
        place = tmp_path / "site" / "secret" / grant.token
        place.rename(tmp_path / grant.key)
        place.symlink_to(tmp_path / grant.key)
    with ThreadPoolExecutor(threads) if threads else nullcontext() as executor, pytest.raises(PublishError) as caught:
        electsched.publish(plan, tmp_path / "site", stamp=STAMP, links=links, executor=executor)
    expected = {(f"secret/.../ ({each.audience} {each.key})", "a link that leads out of the site") for each in linked}
    assert {(fault.path, fault.found) for fault in caught.value.faults} == expected
    assert len(caught.value.faults) == len(expected)
    assert not any(grant.token in str(caught.value) for grant in linked)


def test_symlink_within_a_site_or_to_it_is_followed(plan: Plan, tmp_path: Path) -> None:
    """The site itself may be a link, and a folder of it one to another; a link in the place of a file is replaced."""
    real, site = tmp_path / "real", tmp_path / "site"
    (real / "kept").mkdir(parents=True)
    (real / "internal").mkdir()
    site.symlink_to(real)
    (site / "internal" / "posts").symlink_to(real / "kept")
    stranger = tmp_path / "stranger.html"
    stranger.write_text("mine")
    (site / "internal" / "index.html").symlink_to(stranger)
    done = electsched.publish(plan, site, stamp=STAMP)
    assert any((real / "kept").iterdir())
    assert stranger.read_text() == "mine"
    assert not (site / "internal" / "index.html").is_symlink()
    assert electsched.publish(plan, site, stamp=STAMP).unchanged == tuple(sorted(done.written, key=done.written.index))


# --- pages of no manifest -----------------------------------------------------------------------------------------


@pytest.mark.long
def test_pages_of_a_stopped_publication_without_a_unit_are_removed(tmp_path: Path) -> None:
    """A unit that is gone since leaves neither page nor board; files of other programs stay."""
    options, plan = PublishOptions(index_page_limit=1), attrs.evolve(three_districts(), members=())
    units = [unit.key for unit in plan.units]
    gone, site = units[-1], tmp_path / "site"
    pages = [f"internal/units/{gone}{name}.html" for name in ("", ".en", ".board", ".board.en")]

    def full(_what: str, path: str) -> None:
        if path == "internal/index.html":
            raise PublishError(Fault(path, verbatim("a full disk"), verbatim("room")), source="here")

    with pytest.raises(PublishError):
        electsched.publish(plan, Watched(LocalStore(site), full), stamp=STAMP, options=options)
    assert all((site / path).exists() for path in pages)
    stranger = site / "internal" / "units" / "notes.html"
    stranger.write_text("<!DOCTYPE html>\n<title>Mine</title>\n")
    posts = {post.key for post in plan.posts if post.unit == gone}
    left = attrs.evolve(
        plan,
        units=tuple(unit for unit in plan.units if unit.key != gone),
        posts=tuple(post for post in plan.posts if post.key not in posts),
        teams=tuple(team for team in plan.teams if team.unit != gone),
        strengths=tuple(each for each in plan.strengths if each.unit != gone),
        stations=tuple(each for each in plan.stations if each.unit != gone),
        issued=LATER,
    )
    done = electsched.publish(left, site, options=options)
    assert not any((site / path).exists() for path in pages)
    assert set(pages) <= set(done.removed)
    assert stranger.exists()


# --- the state of files -------------------------------------------------------------------------------------------


@attrs.frozen
class _Counted(LocalStore):
    """A folder that counts the files that are read from it."""

    paths: list[str] = attrs.field(factory=list)

    def read(self, path: str) -> bytes | None:
        """Count, and read."""
        self.paths.append(path)
        return LocalStore.read(self, path)


def _read_again(plan: Plan, site: Path, links: Path) -> list[str]:
    """Publish the same again, and return the calendars and pages that were read for it."""
    store = _Counted(site)
    done = electsched.publish(plan, store, stamp=LATER, links=links)
    assert not done.written
    return sorted(path for path in set(store.paths) if path.endswith((".ics", ".html")) and "stages" not in path)


def test_unchanged_files_are_not_read_again(plan: Plan, tmp_path: Path) -> None:
    """A copy with the times of its files is not read either; a copy without them is read once, and then no more."""
    links = write_links(tmp_path / "links.db", plan)
    electsched.publish(plan, tmp_path / "a", stamp=STAMP, links=links)
    shutil.copytree(tmp_path / "a", tmp_path / "b")
    shutil.copytree(tmp_path / "a", tmp_path / "c", copy_function=shutil.copyfile)
    shutil.copy(links, tmp_path / "copy.db")
    calendars = [path for path in files_of(tmp_path / "a") if path.endswith((".ics", ".html")) and "stages" not in path]
    assert len(calendars) > 10
    assert _read_again(plan, tmp_path / "a", links) == []
    assert _read_again(plan, tmp_path / "b", links) == []
    assert _read_again(plan, tmp_path / "c", tmp_path / "copy.db") == sorted(calendars)
    assert _read_again(plan, tmp_path / "c", tmp_path / "copy.db") == []


def test_site_without_its_state_file_is_read_and_not_rewritten(plan: Plan, tmp_path: Path) -> None:
    """The state file may be lost or damaged: it only saves time."""
    electsched.publish(plan, tmp_path, stamp=STAMP)
    before = (tmp_path / STATE).read_bytes()
    for data in (None, b"", b"[]", b'{"format": "3"}', b'{"format": 3, "files": 3}', before[: len(before) // 2]):
        (tmp_path / STATE).unlink()
        if data is not None:
            (tmp_path / STATE).write_bytes(data)
        done = electsched.publish(plan, tmp_path, stamp=LATER, now=STAMP)
        assert done.written == ()
        assert (tmp_path / STATE).read_bytes() == before


@pytest.mark.parametrize("other", [1, 2, 4])
def test_site_of_another_format_is_refused_and_not_changed(plan: Plan, tmp_path: Path, other: int) -> None:
    """A version that writes another state file does not publish over the site."""
    electsched.publish(plan, tmp_path, stamp=STAMP)
    (tmp_path / STATE).write_bytes((tmp_path / STATE).read_bytes().replace(b'"format": 3', b'"format": %d' % other))
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    with pytest.raises(
        PublishError, match=rf"state\.json: found format {other}; expected format 3, which this version"
    ):
        electsched.publish(plan, tmp_path, stamp=LATER)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("kept", [True, False], ids=["within the second", "with the time of the clock"])
def test_edited_file_of_the_same_size_is_repaired(plan: Plan, tmp_path: Path, kept: bool) -> None:  # noqa: FBT001  # a case
    """A file that was edited has another time, also within the second in which it was published."""
    site = tmp_path / "site"
    electsched.publish(plan, site, stamp=STAMP)
    (path, *_) = sorted(site.glob("internal/teams/*.ics"))
    second = path.stat().st_mtime_ns // 10**9 * 10**9
    data = path.read_bytes()
    edited = data.replace(b" orang", b" ORANG", 1)
    assert (edited != data, len(edited)) == (True, len(data))
    path.write_bytes(edited)
    if kept:
        os.utime(path, ns=(second, second + 123_456_700))
    done = electsched.publish(plan, site, stamp=STAMP)
    assert f"internal/{path.relative_to(site / 'internal')}" in done.written
    assert b" ORANG" not in path.read_bytes()


def test_times_of_files_are_true(plan: Plan, tmp_path: Path) -> None:
    """A published file has the time at which it was written, for web servers report it."""
    began = time.time()
    electsched.publish(plan, tmp_path, stamp=STAMP)
    times = [path.stat().st_mtime for path in tmp_path.rglob("*.ics")]
    assert all(began - 1 <= moment <= time.time() + 1 for moment in times)
    assert len({path.stat().st_mtime_ns % 1000 for path in tmp_path.rglob("*.ics")}) > 1


# --- files of other accounts --------------------------------------------------------------------------------------


def test_secret_folders_cannot_be_listed_by_other_accounts(plan: Plan, tmp_path: Path) -> None:
    """A web server can open a file whose address it knows; a folder that was open before is closed."""
    links = write_links(tmp_path / "links.db", plan)
    electsched.publish(plan, tmp_path / "site", stamp=STAMP, links=links)
    secret = tmp_path / "site" / "secret"
    assert secret.stat().st_mode & 0o777 == 0o711
    secret.chmod(0o755)
    electsched.publish(plan, tmp_path / "site", stamp=STAMP, links=links)
    assert secret.stat().st_mode & 0o777 == 0o711


def test_links_and_pipes_below_secret_are_removed(plan: Plan, tmp_path: Path) -> None:
    """They belong to no private link; nothing that they lead to is touched."""
    links, outside = write_links(tmp_path / "links.db", plan), tmp_path / "outside"
    outside.mkdir()
    (outside / "index.html").write_text("theirs")
    electsched.publish(plan, tmp_path / "site", stamp=STAMP, links=links)
    secret = tmp_path / "site" / "secret"
    folders = {path.name for path in secret.iterdir()}
    (secret / "folder").symlink_to(outside)
    (secret / "nowhere").symlink_to(tmp_path / "none")
    os.mkfifo(secret / "pipe")
    done = electsched.publish(plan, tmp_path / "site", stamp=STAMP, links=links)
    assert sorted(done.removed) == ["secret/folder", "secret/nowhere", "secret/pipe"]
    assert {path.name for path in secret.iterdir()} == folders
    assert (outside / "index.html").read_text() == "theirs"


def test_temporary_files_of_a_killed_publication_are_private_and_removed(
    plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No other account can read a file before it is whole, its name tells nothing, and the next run deletes it.

    They cannot list the working folder, also if they could before, so that they do not know the name.
    """
    links, work = write_links(tmp_path / "links.db", plan), tmp_path / "site" / ".publishing"
    work.mkdir(mode=0o755, parents=True)
    chmod = Path.chmod

    def killed(self: Path, mode: int) -> None:
        if self.is_file() and b"<html" in self.read_bytes():
            raise KeyboardInterrupt
        chmod(self, mode)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "chmod", killed)
        with pytest.raises(KeyboardInterrupt):
            electsched.publish(plan, tmp_path / "site", stamp=STAMP, links=links)
    left = list(work.glob("*.tmp"))
    assert len(left) == 1
    assert left[0].stat().st_mode & 0o777 == 0o600
    assert work.stat().st_mode & 0o777 == 0o711
    assert re.fullmatch("[0-9a-f]{24}", left[0].stem)
    assert not any(link.token in left[0].name or link.key in left[0].name for link in links_in(links))
    electsched.publish(plan, tmp_path / "site", stamp=STAMP, links=links)
    assert work_files(LocalStore(tmp_path / "site")) == set()
