"""Whatever runs the work, the bytes of the site are the same; a worker that is lost loses nothing that is published."""

from __future__ import annotations

import errno
import math
import multiprocessing
import operator
import os
import pickle
import shutil
import signal
import struct
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import partial
from pathlib import Path
from typing import Any

import attrs
import fsspec
import pytest
from distributed import Client, LocalCluster

import electsched
from electsched.errors import Fault, InputError, PublishError
from electsched.operation.plan import Plan
from electsched.phrases import verbatim
from electsched.publishing.completion import Published
from electsched.publishing.executors import PublishOptions, _values, local_workers
from electsched.publishing.jobs import JobSettings, first_calendar
from electsched.publishing.layout import STATE
from electsched.roster.duty import Roster
from electsched.roster.index import RosterIndex
from electsched.roster.parts.partition import partner_partitions, shared_plan
from electsched.stores.base import Store
from electsched.stores.local import LocalStore
from tests.sites import (
    LATER,
    STAMP,
    Watched,
    files_of,
    jombang,
    national,
    registry_rows,
    renamed,
    sharing,
    work_files,
    write_links,
)

pytestmark = [pytest.mark.stress, pytest.mark.extra]

Site = tuple[dict[str, bytes], list[tuple[object, ...]]]
"""The files of a site, and the rows of its links file."""


@attrs.frozen
class Case:
    """A plan that is published.

    Attributes:
        plan: The plan.
        roster: The duties that are handed in; None if the teams rotate.
        paged: Whether each unit has pages of its own.
    """

    plan: Plan
    roster: Roster | None = None
    paged: bool = False


def _cases() -> dict[str, Case]:
    shared, nation = sharing(), national("1/1000")
    given, _ = electsched.build_roster(nation)
    return {
        "units that share teams": Case(shared),
        "a roster that is handed in": Case(nation, Roster(given.duties[:-5])),
        "a nation with a page for each unit": Case(nation, paged=True),
    }


CASES = _cases()


@pytest.fixture(params=CASES)
def case(request: pytest.FixtureRequest) -> Case:
    """Return each case."""
    found: Case = CASES[request.param]
    return found


ONE_PARTITION_A_JOB = PublishOptions(officers_per_job=1, orphan_wait_seconds=0)
"""Each partition is a job."""


def publish(
    plan: Plan,
    site: Store | Path | str,
    options: PublishOptions = ONE_PARTITION_A_JOB,
    **more: Any,  # noqa: ANN401  # as `publish`
) -> Published:
    """Publish with a job for each partition."""
    return electsched.publish(plan, site, options=options, **more)


# --- kinds of executors --------------------------------------------------------------------------------------------


@contextmanager
def _threads() -> Iterator[Executor]:
    with ThreadPoolExecutor(3) as executor:
        yield executor


@contextmanager
def _processes() -> Iterator[Executor]:
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as executor:
        yield executor


@pytest.fixture(scope="module")
def cluster() -> Iterator[Client]:
    """Return a client of two worker processes of Dask on this machine."""
    with (
        LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address="127.0.0.1:0") as found,
        Client(found) as client,
    ):
        yield client


def _publish(
    case: Case, folder: Path, executor: Executor | None = None, tell: Callable[[int, int], None] | None = None
) -> Site:
    """Publish, publish a change, and return the site."""
    links = write_links(folder / "links.db", case.plan)
    site = folder / "site"
    options = attrs.evolve(ONE_PARTITION_A_JOB, index_page_limit=20 if case.paged else 400)
    publish(case.plan, site, options, roster=case.roster, stamp=STAMP, links=links, executor=executor, progress=tell)
    changed = renamed(case.plan, case.plan.teams[0].key)
    later = attrs.evolve(changed, issued=LATER)
    publish(later, site, options, roster=case.roster, stamp=LATER, links=links, executor=executor)
    return files_of(site), registry_rows(links)


KNOWN: dict[str, Site] = {}


@pytest.fixture
def expected(case: Case, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Return the site as it is without an executor; it is made once for each case."""
    name = request.node.callspec.params["case"]
    if name not in KNOWN:
        KNOWN[name] = _publish(case, tmp_path_factory.mktemp("expected"))
    return KNOWN[name]


@pytest.mark.parametrize("executor", [_threads, _processes])
def test_threads_and_processes_publish_the_same_bytes(
    case: Case, expected: Site, executor: Callable[[], AbstractContextManager[Executor]], tmp_path: Path
) -> None:
    """Every file of the public, internal and secret parts, and the links file, new and changed."""
    with executor() as found:
        assert _publish(case, tmp_path, found) == expected
    assert {path.partition("/")[0] for path in expected[0]} == {"public", "internal", "secret"}
    assert ("internal/units/mabes.html" in expected[0]) == case.paged


def test_dask_publishes_the_same_bytes_after_a_worker_was_killed(
    case: Case, expected: Site, cluster: Client, tmp_path: Path
) -> None:
    """The system kills a worker process once a few calendars are there; the cluster does its work again."""
    cluster.wait_for_workers(2)
    killed: list[int] = []

    def tell(done: int, _total: int) -> None:
        if done > 5 and not killed:
            killed.extend(cluster.run(os.getpid).values())
            os.kill(killed[0], signal.SIGKILL)

    assert _publish(case, tmp_path, cluster.get_executor(), tell) == expected
    assert len(set(killed)) == 2


# --- faults of workers ---------------------------------------------------------------------------------------------


class _Losing(Executor):
    """Submits each job, but for that of one number, in place of which it submits another."""

    def __init__(self, inner: Executor, number: int, instead: Callable[..., object], *arguments: object) -> None:
        self._inner, self._left, self._instead = inner, number, (instead, *arguments)

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:  # noqa: ANN401  # as Executor
        """Submit the job, or the other."""
        self._left -= 1
        if self._left == -1:
            fn, *rest = self._instead  # type: ignore[assignment]  # the first is what is called
            return self._inner.submit(fn, *rest)
        return self._inner.submit(fn, *args, **kwargs)


@pytest.fixture
def one_by_one() -> Plan:
    """Return a plan in which each unit that has posts is a partition."""
    return national("1/1000")


FEED = r"internal/units/[a-z0-9-]+\.id\.ics: The worker of this file was lost: {name}\. Publish again"


def _undisturbed(plan: Plan, folder: Path) -> Site:
    folder.mkdir()
    links = write_links(folder / "links.db", plan)
    publish(plan, folder / "site", stamp=STAMP, links=links)
    return files_of(folder / "site"), registry_rows(links)


@pytest.mark.parametrize(
    ("executor", "instead", "name"),
    [
        (_processes, (os._exit, 1), "BrokenProcessPool"),
        (_processes, (operator.truediv, 1, 0), "ZeroDivisionError"),
        (_threads, (operator.truediv, 1, 0), "ZeroDivisionError"),
    ],
)
def test_lost_worker_is_one_error_and_the_next_publish_resumes(
    one_by_one: Plan,
    tmp_path: Path,
    executor: Callable[[], AbstractContextManager[Executor]],
    instead: tuple[Any, ...],
    name: str,
) -> None:
    """One error that names a feed; published files are whole, and the next publication resumes to the same bytes."""
    expected = _undisturbed(one_by_one, tmp_path / "expected")
    site, links = tmp_path / "site", write_links(tmp_path / "links.db", one_by_one)
    with executor() as found, pytest.raises(PublishError, match=FEED.format(name=name)) as caught:
        publish(one_by_one, site, stamp=STAMP, links=links, executor=_Losing(found, 5, *instead))
    assert len(caught.value.faults) == 1
    assert len(str(caught.value).splitlines()) == 1
    there = files_of(site)
    assert there.items() <= expected[0].items()
    assert not any(path.endswith(("manifest.json", "internal/index.html")) for path in there)
    publish(one_by_one, site, stamp=STAMP, links=links)
    assert (files_of(site), registry_rows(links)) == expected
    assert work_files(LocalStore(site)) == set()


def test_partitions_published_before_a_worker_was_lost_are_not_written_again(one_by_one: Plan, tmp_path: Path) -> None:
    """The partitions in the journal keep their files, with their times."""
    site = tmp_path / "site"
    with ThreadPoolExecutor(1) as found, pytest.raises(PublishError):
        publish(one_by_one, site, stamp=STAMP, executor=_Losing(found, 6, operator.truediv, 1, 0))
    assert len(list((site / "internal" / "units").iterdir())) >= 6
    before = {path: (site / path).stat().st_mtime_ns for path in files_of(site)}
    done = publish(one_by_one, site)  # under the stamp of the one that was stopped
    assert {path: (site / path).stat().st_mtime_ns for path in before} == before
    assert set(before) <= set(done.unchanged)


def test_worker_lost_over_an_old_site_leaves_old_or_new_files(one_by_one: Plan, tmp_path: Path) -> None:
    """Every file is the old one or the new one, and the manifest is the old one as long as not all is there."""
    first, second = tmp_path / "first", tmp_path / "second"
    publish(one_by_one, first, stamp=STAMP)
    shutil.copytree(first, second)
    later = attrs.evolve(renamed(one_by_one, one_by_one.teams[0].key), issued=LATER)
    old = files_of(first)
    publish(later, first)
    new = files_of(first)
    with ThreadPoolExecutor(1) as found, pytest.raises(PublishError):
        publish(later, second, executor=_Losing(found, 6, operator.truediv, 1, 0))
    there = files_of(second)
    assert all(data in {old[path], new[path]} for path, data in there.items())
    assert there.keys() == old.keys()
    assert there["internal/manifest.json"] == old["internal/manifest.json"] != new["internal/manifest.json"]
    publish(later, second)
    assert files_of(second) == new


def test_file_that_cannot_be_read_changes_nothing(
    one_by_one: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The error names the files, and nothing was changed; without the state file every file is read."""
    publish(one_by_one, tmp_path, stamp=STAMP)
    (tmp_path / STATE).unlink()
    before = files_of(tmp_path)
    read = LocalStore.read

    def failing(store: LocalStore, path: str) -> bytes | None:
        if path.endswith(".ics"):
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return read(store, path)

    with monkeypatch.context() as patch:
        patch.setattr(LocalStore, "read", failing)
        with pytest.raises(PublishError, match=r"public/\S+\.ics: found an input/output error"):
            publish(one_by_one, tmp_path)
    assert files_of(tmp_path) == before
    assert work_files(LocalStore(tmp_path)) == set()


def test_executor_that_is_shut_down_is_one_error(one_by_one: Plan, tmp_path: Path) -> None:
    """It takes nothing: one error that names the first feed."""
    executor = ThreadPoolExecutor(1)
    executor.shutdown()
    with pytest.raises(PublishError, match=FEED.format(name="RuntimeError")):
        publish(one_by_one, tmp_path, stamp=STAMP, executor=executor)


def test_object_that_is_no_executor_is_refused(one_by_one: Plan, tmp_path: Path, cluster: Client) -> None:
    """Nothing is written; the error for a client of Dask names the executor to pass instead."""
    for wrong, words in (
        (2, "executor: found an object of builtins.int; expected an executor of concurrent.futures, or None"),
        (cluster, r"found an object of distributed\.client\.Client; expected its executor, client\.get_executor\(\)"),
    ):
        with pytest.raises(InputError, match=words):
            publish(one_by_one, tmp_path / "site", executor=wrong)
    assert not (tmp_path / "site").exists()


def _some(threads: int) -> AbstractContextManager[Executor | None]:
    return ThreadPoolExecutor(threads) if threads else nullcontext()


@pytest.mark.parametrize("threads", [0, 2])
def test_failed_partition_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, threads: int) -> None:
    """And not the first of its job; the error has the type and place of the cause, and not its text."""
    plan = national("1/1000")
    together = PublishOptions(officers_per_job=10_000)
    unit = plan.posts[-1].unit

    def failing(part: Plan, roster: Roster) -> RosterIndex:
        if part.posts and part.posts[-1].unit == unit:
            raise KeyError("a name that nobody is to read")
        return RosterIndex(part, roster)

    monkeypatch.setattr("electsched.publishing.partition.RosterIndex", failing)
    words = rf"internal/units/{unit}\.id\.ics: Publishing this file failed: KeyError \(\S+, line \d+\)\. Publish again"
    with _some(threads) as found, pytest.raises(PublishError, match=words) as caught:
        publish(plan, tmp_path, together, stamp=STAMP, executor=found)
    assert "nobody is to read" not in str(caught.value)


@pytest.mark.parametrize("kind", [OSError, TimeoutError, ValueError, MemoryError])
@pytest.mark.parametrize("threads", [0, 2])
@pytest.mark.parametrize("part", ["public/stages", "internal/teams/", "internal/manifest"])
def test_error_of_a_store_of_others_names_the_file(
    one_by_one: Plan, tmp_path: Path, kind: type[Exception], threads: int, part: str
) -> None:
    """Any exception, anywhere, becomes the one error that names the file, and the next publication resumes."""

    def fail(_what: str, path: str) -> None:
        if path.startswith(part):
            raise kind("a text that may hold a secret")

    words = rf"{part}\S*\.(ics|json): found {kind.__name__} \(\S+, line \d+\); expected a store that can be"
    with _some(threads) as found, pytest.raises(PublishError, match=words) as caught:
        publish(one_by_one, Watched(LocalStore(tmp_path), fail), stamp=STAMP, executor=found)
    assert "secret" not in str(caught.value)
    publish(one_by_one, tmp_path, stamp=STAMP)
    assert work_files(LocalStore(tmp_path)) == set()


def test_keyboard_interrupt_is_no_error_of_the_store(one_by_one: Plan, tmp_path: Path) -> None:
    """Ctrl-C passes unchanged."""

    def stop(_what: str, path: str) -> None:
        if path.startswith("internal/"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        publish(one_by_one, Watched(LocalStore(tmp_path), stop), stamp=STAMP)


@pytest.mark.parametrize("executor", [_threads, _processes])
def test_system_exit_of_a_worker_is_one_error(
    one_by_one: Plan, tmp_path: Path, executor: Callable[[], AbstractContextManager[Executor]]
) -> None:
    """It ends the publication, and not the process of the caller."""
    with executor() as found, pytest.raises(PublishError, match=FEED.format(name="SystemExit")):
        publish(one_by_one, tmp_path, stamp=STAMP, executor=_Losing(found, 5, sys.exit, 3))


def test_error_at_the_journal_names_a_calendar(one_by_one: Plan, tmp_path: Path) -> None:
    """Readers of errors know calendars, and no journal."""

    def full(_what: str, path: str) -> None:
        if path.startswith(".publishing/journal/") and tmp_path.joinpath("internal", "units").exists():
            raise PublishError(Fault(path, verbatim("a full disk"), verbatim("room")), source="here")

    with pytest.raises(PublishError, match=r"here: internal/units/\S+\.id\.ics: found a full disk"):
        publish(one_by_one, Watched(LocalStore(tmp_path), full), stamp=STAMP)


def test_first_calendar_of_a_partner_shows_the_key_and_no_address() -> None:
    """The key of the partner is shown, and no address."""
    plan = jombang()
    begun = [first_calendar(part, plan.languages[0]) for part in partner_partitions(plan)]
    assert begun == [f"secret/.../duties.id.ics (partner {partner.key})" for partner in plan.partners] != []


# --- workers that do not answer ------------------------------------------------------------------------------------


class _Silent(Executor):
    """Loses the first jobs without an answer, and runs the others within `submit`: no limit of time is on real work."""

    def __init__(self, lost: float) -> None:
        self.lost = lost

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:  # noqa: ANN401  # as Executor
        """Return a future that never comes, or one that is done."""
        self.lost -= 1
        future: Future[Any] = Future()
        if self.lost < 0:
            future.set_result(fn(*args, **kwargs))
        return future


IMPATIENT = attrs.evolve(ONE_PARTITION_A_JOB, stall_notice_seconds=0.1, worker_timeout_seconds=0.5)
"""The limits hold for futures that never come; see `_Silent`."""


def test_job_without_an_answer_is_submitted_again(one_by_one: Plan, tmp_path: Path) -> None:
    """The caller is told for which calendar the publication waits, and the site is complete."""
    notices: list[str] = []
    options = attrs.evolve(IMPATIENT, notice=notices.append)
    publish(one_by_one, tmp_path / "expected", stamp=STAMP)
    publish(one_by_one, tmp_path / "site", options, stamp=STAMP, executor=_Silent(3))
    assert files_of(tmp_path / "site") == files_of(tmp_path / "expected")
    assert notices
    assert all(text.startswith("Waiting for a worker to publish internal/units/") for text in notices)


def test_publish_gives_up_if_workers_never_answer(one_by_one: Plan, tmp_path: Path) -> None:
    """It ends with an error that names a calendar and the time, and never hangs; the next one resumes."""
    words = r"internal/units/\S+\.id\.ics: The worker of this file was lost: no answer for 0\.5 seconds\. Publish again"
    with pytest.raises(PublishError, match=words):
        publish(one_by_one, tmp_path, IMPATIENT, stamp=STAMP, executor=_Silent(math.inf))
    publish(one_by_one, tmp_path, stamp=STAMP)
    assert work_files(LocalStore(tmp_path)) == set()


def test_processes_that_do_not_start_are_given_up() -> None:
    """The error says so, and no process is waited for after it."""
    with pytest.raises(PublishError, match="did not start within 0 seconds"), local_workers(2, start_seconds=0.0):
        pass


def test_worker_process_ignores_keyboard_interrupts() -> None:
    """Ctrl-C reaches each process of a terminal: one that is starting has it blocked, as it would print a traceback."""
    with local_workers(2) as executor:
        assert executor is not None
        inherited = executor.submit(signal.pthread_sigmask, signal.SIG_BLOCK, ()).result()
        assert executor.submit(signal.getsignal, signal.SIGINT).result() == signal.SIG_IGN
    assert signal.SIGINT in inherited
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, ())


def _killed_while_jobs_are_sent() -> None:
    others = {process.pid for process in multiprocessing.active_children()}
    with local_workers(2) as executor:
        assert executor is not None
        futures = [executor.submit(len, bytes(10_000_000)) for _ in range(8)]
        for process in multiprocessing.active_children():
            if process.pid not in others:
                process.kill()
        for future in futures:
            future.result()


def _die_within_a_result() -> None:
    """Write the length of a result and its first byte, as a worker that is killed while it writes."""
    results = sys._getframe(1).f_locals["result_queue"]  # noqa: SLF001  # the loop of a worker of the pool
    os.write(results._writer.fileno(), struct.pack("!i", 1000) + b"x")  # noqa: SLF001  # as above
    os.kill(os.getpid(), signal.SIGKILL)


def _killed_while_a_result_is_sent() -> None:
    with local_workers(2) as executor:
        assert executor is not None
        executor.submit(_die_within_a_result).result()


@pytest.mark.parametrize("killed", [_killed_while_jobs_are_sent, _killed_while_a_result_is_sent])
def test_workers_killed_within_a_pipe_write_leave_no_process(killed: Callable[[], None]) -> None:
    """A job may be larger than the 64 KiB that a pipe holds, and so may a result: the pool ends all the same."""
    others = {process.pid for process in multiprocessing.active_children()}
    with pytest.raises(BrokenProcessPool):
        killed()
    assert {process.pid for process in multiprocessing.active_children()} <= others


def test_keyboard_interrupt_ends_a_wait_for_workers(one_by_one: Plan, tmp_path: Path) -> None:
    """As an interrupt that arrives while no worker answers."""

    def interrupt(_: str) -> None:
        raise KeyboardInterrupt

    options = attrs.evolve(ONE_PARTITION_A_JOB, stall_notice_seconds=0.1, notice=interrupt)
    with pytest.raises(KeyboardInterrupt):
        publish(one_by_one, tmp_path, options, stamp=STAMP, executor=_Silent(math.inf))


def test_workers_get_the_shared_value_once(one_by_one: Plan, tmp_path: Path) -> None:
    """A job has no timeline and no plan; a process that lacks the shared value asks for it."""
    sizes: list[int] = []

    class Measured(ProcessPoolExecutor):
        def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:  # noqa: ANN401
            sizes.append(len(pickle.dumps((fn, args))))
            return super().submit(fn, *args, **kwargs)

    with Measured(2, mp_context=multiprocessing.get_context("spawn")) as executor:
        publish(
            one_by_one, tmp_path, attrs.evolve(ONE_PARTITION_A_JOB, jobs_in_flight=2), stamp=STAMP, executor=executor
        )
    shared = len(pickle.dumps(shared_plan(one_by_one)))
    large = [size for size in sizes if size > shared]
    assert 1 <= len(large) <= 4
    assert len(sizes) > 2 * len(large)


# --- a store out of reach of the workers ---------------------------------------------------------------------------


class _Elsewhere(ThreadPoolExecutor):
    """Its workers take another folder for the site, as processes do that have memory of their own."""

    def __init__(self, site: Path, other: Path, *, forked: bool) -> None:
        """Take both; a forked one finds there the files of the site at the time of the fork."""
        super().__init__(2)
        self._site, self._other, self._forked = site, other, forked

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:  # noqa: ANN401  # as Executor
        """Submit it for the other folder."""
        if self._forked and not self._other.exists():
            shutil.copytree(self._site, self._other)
        work, key, _ = fn.args  # type: ignore[attr-defined]  # a partial
        settings = _values[key]
        if isinstance(settings, JobSettings):
            settings = attrs.evolve(settings, writer=attrs.evolve(settings.writer, store=LocalStore(self._other)))
        return super().submit(partial(work, settings), *args, **kwargs)


@pytest.mark.parametrize("forked", [False, True])
def test_store_out_of_reach_of_the_workers_is_refused(one_by_one: Plan, tmp_path: Path, *, forked: bool) -> None:
    """The error names a calendar, and no manifest is written; without the executor the publication is completed."""
    site = tmp_path / "site"
    words = r"internal/\S+\.ics: found a place that the worker does not reach; expected a place that every worker"
    with _Elsewhere(site, tmp_path / "other", forked=forked) as found, pytest.raises(PublishError, match=words):
        publish(one_by_one, site, stamp=STAMP, executor=found)
    assert not list(site.rglob("manifest.json"))
    publish(one_by_one, site, stamp=STAMP)
    publish(one_by_one, tmp_path / "expected", stamp=STAMP)
    assert files_of(site) == files_of(tmp_path / "expected")


def test_site_in_memory_is_refused_for_processes(one_by_one: Plan) -> None:
    """Each process has its own."""
    with _processes() as found, pytest.raises(PublishError, match="found a place that the worker does not reach"):
        publish(one_by_one, "memory://alone", stamp=STAMP, executor=found)
    fsspec.filesystem("memory").rm("/alone", recursive=True)


def test_relative_folder_is_the_same_in_a_worker_elsewhere(
    one_by_one: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The path is made absolute before it is sent."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "other").mkdir()
    spawned = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(2, spawned, initializer=os.chdir, initargs=(tmp_path / "other",)) as found:
        publish(one_by_one, "site", stamp=STAMP, executor=found)
    publish(one_by_one, "expected", stamp=STAMP)
    assert files_of(Path("site")) == files_of(Path("expected"))
    assert list(Path("other").iterdir()) == []


def test_jobs_in_flight_are_bounded(one_by_one: Plan, tmp_path: Path) -> None:
    """The number of jobs under way does not grow with the number of partitions."""
    waiting: list[int] = []

    class Counting(ThreadPoolExecutor):
        def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:  # noqa: ANN401
            future = super().submit(fn, *args, **kwargs)
            waiting.append(self._work_queue.qsize())
            return future

    for jobs in (3, 0):
        waiting.clear()
        with Counting(1) as executor:
            options = attrs.evolve(ONE_PARTITION_A_JOB, jobs_in_flight=jobs)
            publish(one_by_one, tmp_path / str(jobs), options, stamp=STAMP, executor=executor)
        assert len(waiting) > 6
        assert max(waiting) <= max(jobs, 1)
