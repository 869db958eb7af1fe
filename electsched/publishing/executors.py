"""Run jobs here or in any executor: a bounded number at a time, each asked for again if its worker does not answer."""

from __future__ import annotations

import gc
import os
import pickle
import secrets
import signal
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from contextlib import contextmanager
from functools import cache, partial
from itertools import islice
from operator import attrgetter
from threading import Event, Thread
from typing import Any, Generic, TypeVar

import attrs

from electsched.errors import Fault, InputError, PublishError
from electsched.loaders.interrupts import held_interrupts
from electsched.phrases import Phrase, phrase, verbatim

__all__ = ["PublishOptions", "Workers", "checked_executor", "local_workers"]

GARBAGE_THRESHOLD = 20_000
"""The number of new objects after which a worker process of ours collects garbage; the default of Python is 700."""
SHARED_VALUES = 4
"""The number of shared values that a worker process keeps: one for each publication that uses it at the same time."""
FIRST_JOBS = 8
"""The largest number of jobs that are given out before a worker has the shared value."""
_S = TypeVar("_S")
_T = TypeVar("_T")
_R = TypeVar("_R")


@attrs.frozen(kw_only=True)
class PublishOptions:
    """The tuning of a publication."""

    jobs_in_flight: int = 64  #: largest number of jobs that workers have at a time
    officers_per_job: int = 150  #: smallest size of a job, in officers
    lease_recheck_seconds: float = 1.0  #: time after which the lease is checked again before a write
    takeover_wait_seconds: float = 5.0  #: time to wait for another publication, in a store without a lock
    orphan_wait_seconds: float = 0.2  #: time to wait for workers of a stopped publication, in a locked folder
    stall_notice_seconds: float = 30.0  #: time without a result after which `notice` names the awaited calendar
    #: Time without a result after which jobs are given out again, once; the second time the publication stops.
    worker_timeout_seconds: float = 600.0
    index_page_limit: int = 400  #: most calendars in a language on one page; with more, each unit has pages
    #: Called with a sentence when the publication waits for a worker.
    notice: Callable[[str], None] | None = attrs.field(default=None, repr=False)


def checked_executor(executor: object) -> Executor | None:
    """Return the executor, None if the jobs are run here; raise `InputError` if the value is no executor."""
    if executor is None or isinstance(executor, Executor):
        return executor
    kind, expected = type(executor), phrase("an executor of concurrent.futures, or None")
    if hasattr(executor, "get_executor"):  # a client of Dask
        expected = phrase("its executor, client.get_executor()")
    found = phrase("an object of {module}.{name}", module=kind.__module__, name=kind.__qualname__)
    raise InputError(Fault("executor", found, expected))


# --- running ------------------------------------------------------------------------------------------------------

_values: dict[str, Any] = {}
"""The values that all jobs of a publication use, by a key of it: a worker process gets one once, not with each job."""


def _call(work: Callable[[Any, _T], _R], key: str, data: bytes | None, job: _T) -> _R | None:
    """Return the result of a job; None if this process does not have the shared value yet."""
    value = _values.get(key)
    if value is None:
        if data is None:
            return None
        if len(_values) >= SHARED_VALUES:
            _values.clear()
        value = _values[key] = pickle.loads(data)  # noqa: S301  # from the process that gave the job
    return work(value, job)


@attrs.frozen
class _Task(Generic[_T]):
    number: int
    path: str  # of the file that names it in errors
    job: _T
    is_retry: bool = False


def _lost(path: str, cause: Phrase) -> PublishError:
    hint = phrase("Publish again; it goes on from here.")
    return PublishError(Fault(path, phrase("The worker of this file was lost: {cause}.", cause=cause), hint=hint))


@contextmanager
def _worker_errors(path: str) -> Iterator[None]:
    """Name the file of a job in any error of its worker, also one that would end this process, such as SystemExit."""
    try:
        yield
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        raise _lost(path, verbatim(type(error).__name__)) from error


@attrs.frozen
class Workers:
    """An executor and the tuning with which jobs are given to it."""

    executor: Executor | None  #: None if jobs are run here
    options: PublishOptions

    def run(self, work: Callable[[_S, _T], _R], value: _S, jobs: Iterable[tuple[str, _T]]) -> Iterator[tuple[int, _R]]:
        """Yield the number of each job, from 0, and its result ``work(value, job)``, as they are done.

        ``jobs`` are pairs of the file that names a job in errors, and the job; they are asked for as workers get free.
        If the caller stops iterating, pending jobs are cancelled and running jobs are awaited, for a limited time.

        Raises:
            PublishError: A worker was lost or did not answer; it names the file of the job.
        """
        tasks = (_Task(number, path, job) for number, (path, job) in enumerate(jobs))
        if self.executor is None:
            yield from ((task.number, work(value, task.job)) for task in tasks)
            return
        executor, options, key = self.executor, self.options, secrets.token_hex(16)
        pending: dict[Future[_R | None], _Task[_T]] = {}
        pickled = cache(partial(pickle.dumps, value, pickle.HIGHEST_PROTOCOL))

        def submit(task: _Task[_T], *, with_value: bool) -> None:
            with _worker_errors(task.path):
                call = partial(_call, work, key, pickled() if with_value else None)
                pending[executor.submit(call, task.job)] = task

        _values[key] = value  # for workers in this process, such as threads
        limit = max(1, min(FIRST_JOBS, options.jobs_in_flight))
        try:
            while True:
                for task in islice(tasks, limit - len(pending)):
                    submit(task, with_value=False)
                if not pending:
                    break
                for task, result in self._answers(pending):
                    if result is None:
                        submit(task, with_value=True)
                    else:
                        limit = max(1, options.jobs_in_flight)  # a worker has the shared value
                        yield task.number, result
        finally:
            for future in pending:
                future.cancel()
            wait(pending, timeout=options.stall_notice_seconds)  # but not for ever
            _values.pop(key, None)

    def _answers(self, pending: dict[Future[_R | None], _Task[_T]]) -> Iterator[tuple[_Task[_T], _R | None]]:
        """Wait for workers, and yield tasks with their results; None if a task is to be given out again."""
        options, began, seconds = self.options, time.monotonic(), 0.0
        done: set[Future[_R | None]] = set()
        while not done and seconds < options.worker_timeout_seconds:
            if seconds and options.notice is not None:
                path = min(pending.values(), key=attrgetter("number")).path
                sentence = phrase(
                    "Waiting for a worker to publish {path}: {seconds:.0f} {seconds:second|seconds} without a result.",
                    path=path,
                    seconds=seconds,
                )
                options.notice(sentence)
            timeout = min(options.stall_notice_seconds, options.worker_timeout_seconds - seconds)
            done, _ = wait(pending, timeout=timeout, return_when=FIRST_COMPLETED)  # which a user can interrupt
            seconds = time.monotonic() - began
        for future in sorted(done or pending, key=lambda future: pending[future].number):
            task = pending.pop(future)
            if done:
                with _worker_errors(task.path):
                    result = future.result()
                yield task, result
                continue
            future.cancel()
            if task.is_retry:
                cause = phrase(
                    "no answer for {seconds:g} {seconds:second|seconds}", seconds=options.worker_timeout_seconds
                )
                raise _lost(task.path, cause)
            yield attrs.evolve(task, is_retry=True), None


# --- processes of this machine ------------------------------------------------------------------------------------


@contextmanager
def local_workers(jobs: int) -> Iterator[Executor | None]:
    """Yield an executor of so many processes on this machine; None for one, for then the jobs are run here.

    The processes end with the process that started them, in whatever way it ends.
    """
    if jobs == 1:
        yield None
        return
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415  # for several processes
    from multiprocessing import get_context  # noqa: PLC0415  # as above

    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=_prepare_worker) as executor:
        is_over = Event()
        try:
            with held_interrupts():
                started = [executor.submit(os.getpid) for _ in range(jobs)]
            wait(started)  # before there are jobs, for then no further process starts
            Thread(target=_end_with_any_worker, args=(executor, is_over), daemon=True).start()
            yield executor
        except BaseException:
            is_over.set()
            executor.shutdown(wait=True, cancel_futures=True)
            raise
        is_over.set()


def _end_with_any_worker(executor: Any, is_over: Event) -> None:  # noqa: ANN401  # private parts of a pool of processes
    """Break a pool if one of its processes dies: the threads that wait at its pipes would wait forever.

    Python does so itself for jobs, from 3.11.5 (https://github.com/python/cpython/issues/94777), and not for results.
    """
    from multiprocessing import connection  # noqa: PLC0415  # for several processes

    # ruff: noqa: SLF001  # there is no other way to them
    workers = [*executor._processes.values()]
    jobs, results = executor._call_queue._reader, executor._result_queue._writer
    connection.wait([worker.sentinel for worker in workers])
    if not is_over.is_set():
        for worker in workers:
            worker.kill()
    results.close()
    if sys.version_info < (3, 11, 5):
        jobs.close()


def _prepare_worker() -> None:
    """Leave Ctrl-C to the process that gives the jobs, and end when that process does."""
    from multiprocessing import parent_process  # noqa: PLC0415  # as above

    # The values of a job have no reference cycles, and most of them live as long as the job.
    gc.freeze()
    gc.set_threshold(GARBAGE_THRESHOLD)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()

    def end_with_parent() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    Thread(target=end_with_parent, daemon=True).start()
