"""Run jobs here or in any executor: a bounded number at a time, each asked for again if its worker does not answer."""

from __future__ import annotations

import gc
import os
import pickle
import secrets
import signal
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from functools import partial
from multiprocessing import get_context, parent_process
from multiprocessing.process import BaseProcess
from threading import Thread
from typing import Any, Generic, TypeVar

import attrs

from electsched.errors import Fault, InputError, PublishError

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
    """The tuning of a publication.

    Attributes:
        jobs_in_flight: The largest number of jobs that workers have at a time.
        officers_per_job: The smallest size of a job, in officers.
        files_per_check: The number of published files that one job checks.
        lease_recheck_seconds: The time after which the lease is checked again before a write.
        takeover_wait_seconds: The time to wait for a publication that may still write to a store without a lock.
        orphan_wait_seconds: The time to wait for workers of a publication that was stopped, in a locked folder.
        stall_notice_seconds: The time without a result after which `notice` names the calendar that is awaited.
        worker_timeout_seconds: The time without any result after which the oldest job is given out again.
        retries: How often a job is given out again before the publication stops.
        index_page_limit: The largest number of calendars in a language that one page lists; with more, each unit has
            pages.
        calendar_byte_limit: The size in bytes above which a calendar is split by month.
        notice: Called with a sentence when the publication waits for a worker.
    """

    jobs_in_flight: int = 64
    officers_per_job: int = 150
    files_per_check: int = 500
    lease_recheck_seconds: float = 1.0
    takeover_wait_seconds: float = 5.0
    orphan_wait_seconds: float = 0.2
    stall_notice_seconds: float = 30.0
    worker_timeout_seconds: float = 600.0
    retries: int = 1
    index_page_limit: int = 400
    calendar_byte_limit: int = 1_000_000
    notice: Callable[[str], None] | None = attrs.field(default=None, repr=False)


def checked_executor(executor: object) -> Executor | None:
    """Return the executor; None if the jobs are to be run here.

    Raises:
        InputError: The value is no executor.
    """
    if executor is None or isinstance(executor, Executor):
        return executor
    kind = type(executor)
    is_dask_client = hasattr(executor, "get_executor")
    expected = "its executor, client.get_executor()" if is_dask_client else "an executor of concurrent.futures, or None"
    raise InputError(Fault("executor", f"an object of {kind.__module__}.{kind.__qualname__}", expected))


# --- running ------------------------------------------------------------------------------------------------------

_values: dict[str, Any] = {}
"""The values that all jobs of a publication use, by a key of it: a worker process gets one once, not with each job."""


@attrs.frozen
class _Missing:
    """The answer of a worker process that does not have the shared value yet."""


def _call(work: Callable[[Any, _T], _R], key: str, data: bytes | None, job: _T) -> _R | _Missing:
    if key not in _values:
        if data is None:
            return _Missing()
        while len(_values) >= SHARED_VALUES:
            _values.pop(next(iter(_values)), None)
        _values[key] = pickle.loads(data)  # noqa: S301  # from the process that gave the job
    return work(_values[key], job)


@attrs.frozen
class _Task(Generic[_T]):
    """A job that was given to a worker."""

    number: int
    path: str
    job: _T
    attempts: int = 1


@attrs.define
class _Queue(Generic[_T, _R]):
    """The jobs that an executor has, and the way to give it more."""

    executor: Executor
    work: Callable[[Any, _T], _R]
    value: Any
    options: PublishOptions
    pending: dict[Future[_R | _Missing], _Task[_T]] = attrs.field(factory=dict, init=False)
    key: str = attrs.field(factory=lambda: secrets.token_hex(16), init=False)
    data: bytes | None = attrs.field(default=None, init=False)
    limit: int = attrs.field(init=False)

    @limit.default
    def _first_limit(self) -> int:
        return min(FIRST_JOBS, self.options.jobs_in_flight)

    def submit(self, task: _Task[_T], *, with_value: bool = False) -> None:
        if with_value and self.data is None:
            self.data = pickle.dumps(self.value, protocol=pickle.HIGHEST_PROTOCOL)
        call = partial(_call, self.work, self.key, self.data if with_value else None)
        try:
            future = self.executor.submit(call, task.job)
        except Exception as error:  # the executor was shut down, or the job cannot be sent
            raise _lost(task.path, type(error).__name__) from error
        self.pending[future] = task

    def results(self) -> Iterator[tuple[int, _R]]:
        """Wait for results, and yield them; jobs that stalled are given out again."""
        done = self._wait()
        for future in sorted(done, key=lambda each: self.pending[each].number):
            task = self.pending.pop(future)
            result = _result(future, task.path)
            if isinstance(result, _Missing):
                self.submit(task, with_value=True)
            else:
                self.limit = self.options.jobs_in_flight  # a worker has the shared value
                yield task.number, result
        if not done:
            stalled, self.pending = self.pending, {}
            for future, task in stalled.items():
                future.cancel()
                if task.attempts > self.options.retries:
                    raise _lost(task.path, f"no answer for {self.options.worker_timeout_seconds:g} seconds")
                self.submit(attrs.evolve(task, attempts=task.attempts + 1), with_value=True)

    def _wait(self) -> set[Future[_R | _Missing]]:
        """Return the futures that are done; none if no worker answered in time."""
        options, began = self.options, time.monotonic()
        while True:
            remaining = began + options.worker_timeout_seconds - time.monotonic()
            # With a timeout, so that the user can interrupt it.
            timeout = max(0.0, min(remaining, options.stall_notice_seconds))
            done, _ = wait(self.pending, timeout=timeout, return_when=FIRST_COMPLETED)
            if done or remaining <= 0:
                return done
            if options.notice is not None:
                first = min(self.pending.values(), key=lambda task: task.number)
                seconds = time.monotonic() - began
                options.notice(f"Waiting for a worker to publish {first.path}: {seconds:.0f} seconds without a result.")


@attrs.frozen
class Workers:
    """An executor and the tuning with which jobs are given to it.

    Attributes:
        executor: The executor; None if jobs are run here.
        options: The tuning.
    """

    executor: Executor | None
    options: PublishOptions

    def run(self, work: Callable[[_S, _T], _R], value: _S, jobs: Iterable[tuple[str, _T]]) -> Iterator[tuple[int, _R]]:
        """Yield the number of each job, from 0, and its result ``work(value, job)``, as they are done.

        ``jobs`` are pairs of the file that names a job in errors, and the job; they are asked for as workers get free.
        If the caller stops iterating, pending jobs are cancelled and running jobs are awaited, for a limited time.

        Raises:
            PublishError: A worker was lost or did not answer; it names the file of the job.
        """
        if self.executor is None:
            for number, (_, job) in enumerate(jobs):
                yield number, work(value, job)
            return
        queue = _Queue(self.executor, work, value, self.options)
        _values[queue.key] = value  # for workers in this process, such as threads
        try:
            for number, (path, job) in enumerate(jobs):
                queue.submit(_Task(number, path, job))
                while len(queue.pending) >= queue.limit:
                    yield from queue.results()
            while queue.pending:
                yield from queue.results()
        finally:
            for future in queue.pending:
                future.cancel()
            wait(queue.pending, timeout=self.options.stall_notice_seconds)  # but not for ever
            _values.pop(queue.key, None)


def _result(future: Future[_R], path: str) -> _R:
    """Return the result of a job; errors that would end this process, such as SystemExit, are errors of the job."""
    try:
        return future.result()
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        raise _lost(path, type(error).__name__) from error


def _lost(path: str, found: str) -> PublishError:
    """Return the error for a job without a result; it names the first file, for a worker that died reports nothing."""
    hint = "Publish again; it goes on from here."
    return PublishError(Fault(path, f"The worker of this file was lost: {found}.", hint=hint))


# --- processes of this machine ------------------------------------------------------------------------------------


@contextmanager
def local_workers(jobs: int) -> Iterator[Executor | None]:
    """Yield an executor of so many processes on this machine; None for one, for then the jobs are run here.

    The processes end with the process that started them, in whatever way it ends.
    """
    if jobs == 1:
        yield None
        return
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=_prepare_worker) as executor:
        try:
            # All start before there are jobs: Ctrl-C during a start would print a traceback.
            wait([executor.submit(os.getpid) for _ in range(jobs)])
            yield executor
        except BaseException:
            executor.shutdown(wait=True, cancel_futures=True)
            raise


def _prepare_worker() -> None:
    """Leave Ctrl-C to the process that gives the jobs, and end when that process does."""
    # The values of a job have no reference cycles, and most of them live as long as the job.
    gc.freeze()
    gc.set_threshold(GARBAGE_THRESHOLD)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()
    if parent is not None:
        Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)
