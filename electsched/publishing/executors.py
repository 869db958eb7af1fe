"""Run jobs here or in any executor: a bounded number at a time, each asked for again if its worker does not answer."""

from __future__ import annotations

import gc
import os
import pickle
import secrets
import signal
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, CancelledError, Executor, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from functools import cached_property, partial
from multiprocessing import get_context, parent_process
from multiprocessing.process import BaseProcess
from threading import Thread
from typing import Any, Generic, TypeVar

import attrs

from electsched.errors import Fault, InputError, PublishError

__all__ = ["PublishOptions", "Shared", "Workers", "checked_executor", "local_workers"]

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


# --- values that all jobs share -----------------------------------------------------------------------------------


@attrs.frozen
class _Missing:
    """The answer of a worker process that does not have the shared value yet."""


class Shared(Generic[_S]):
    """A value that all jobs of a publication use: a worker process gets it once, and not with each job."""

    def __init__(self, value: _S) -> None:
        """Take the value; it is pickled if a worker asks for it."""
        self.value = value
        self._key = secrets.token_hex(16)

    @cached_property
    def _data(self) -> bytes:
        return pickle.dumps(self.value, protocol=pickle.HIGHEST_PROTOCOL)

    @contextmanager
    def in_process(self) -> Iterator[None]:
        """Keep the value at hand for workers in this process, such as threads."""
        _values[self._key] = self.value
        try:
            yield
        finally:
            _values.pop(self._key, None)

    def call(self, work: Callable[[_S, _T], _R], *, with_value: bool) -> Callable[[_T], _R | _Missing]:
        """Return the function that a worker calls with a job."""
        return partial(_call, work, self._key, self._data if with_value else None)


_values: dict[str, Any] = {}


def _call(work: Callable[[Any, _T], _R], key: str, data: bytes | None, job: _T) -> _R | _Missing:
    if key not in _values:
        if data is None:
            return _Missing()
        while len(_values) >= SHARED_VALUES:
            _values.pop(next(iter(_values)), None)
        _values[key] = pickle.loads(data)  # noqa: S301  # from the process that gave the job
    return work(_values[key], job)


# --- running ------------------------------------------------------------------------------------------------------


@attrs.frozen
class _Given(Generic[_T]):
    """A job that was given to a worker."""

    number: int
    path: str
    job: _T
    attempts: int = 1


class _Queue(Generic[_S, _T, _R]):
    """The jobs that an executor has, and the way to give it more."""

    def __init__(
        self, executor: Executor, work: Callable[[_S, _T], _R], shared: Shared[_S], options: PublishOptions
    ) -> None:
        self.pending: dict[Future[_R | _Missing], _Given[_T]] = {}
        self._executor, self._work, self._shared, self._options = executor, work, shared, options
        self._limit = min(FIRST_JOBS, options.jobs_in_flight)

    @property
    def is_full(self) -> bool:
        return len(self.pending) >= self._limit

    def submit(self, given: _Given[_T], *, with_value: bool = False) -> None:
        try:
            future = self._executor.submit(self._shared.call(self._work, with_value=with_value), given.job)
        except Exception as error:  # the executor was shut down, or the job cannot be sent
            raise _lost(given.path, type(error).__name__) from error
        self.pending[future] = given

    def results(self) -> Iterator[tuple[int, _R]]:
        """Wait for results, and yield them; jobs that stalled are given out again."""
        done = _wait(self.pending, self._options)
        for future in sorted(done, key=lambda each: self.pending[each].number):
            given = self.pending.pop(future)
            result = _result(future, given.path)
            if isinstance(result, _Missing):
                self.submit(given, with_value=True)
            else:
                self._limit = self._options.jobs_in_flight  # a worker has the shared value
                yield given.number, result
        if not done:
            self._retry()

    def _retry(self) -> None:
        stalled = tuple(self.pending.items())
        self.pending.clear()
        for future, given in stalled:
            future.cancel()
            if given.attempts > self._options.retries:
                raise _lost(given.path, f"no answer for {self._options.worker_timeout_seconds:g} seconds")
            self.submit(attrs.evolve(given, attempts=given.attempts + 1), with_value=True)

    def cancel(self) -> None:
        """Cancel pending jobs, and wait for running ones, but not for ever."""
        for future in self.pending:
            future.cancel()
        wait(self.pending, timeout=self._options.stall_notice_seconds)


@attrs.frozen
class Workers:
    """An executor and the tuning with which jobs are given to it.

    Attributes:
        executor: The executor; None if jobs are run here.
        options: The tuning.
    """

    executor: Executor | None
    options: PublishOptions

    def run(
        self, work: Callable[[_S, _T], _R], shared: Shared[_S], jobs: Iterable[tuple[str, _T]]
    ) -> Iterator[tuple[int, _R]]:
        """Yield the number of each job, from 0, and its result, as they are done.

        ``jobs`` are pairs of the file that names a job in errors, and the job; they are asked for as workers get free.
        If the caller stops iterating, pending jobs are cancelled and running jobs are awaited, for a limited time.

        Raises:
            PublishError: A worker was lost or did not answer; it names the file of the job.
        """
        if self.executor is None:
            for number, (_, job) in enumerate(jobs):
                yield number, work(shared.value, job)
            return
        queue = _Queue(self.executor, work, shared, self.options)
        try:
            with shared.in_process():
                for number, (path, job) in enumerate(jobs):
                    queue.submit(_Given(number, path, job))
                    while queue.is_full:
                        yield from queue.results()
                while queue.pending:
                    yield from queue.results()
        finally:
            queue.cancel()


def _wait(pending: Mapping[Future[_R], _Given[_T]], options: PublishOptions) -> set[Future[_R]]:
    """Return the futures that are done; none if no worker answered in time."""
    began = time.monotonic()
    while True:
        rest = began + options.worker_timeout_seconds - time.monotonic()
        # With a timeout, so that the user can interrupt it.
        done, _ = wait(pending, timeout=max(0.0, min(rest, options.stall_notice_seconds)), return_when=FIRST_COMPLETED)
        if done or rest <= 0:
            return done
        if options.notice is not None:
            first = min(pending.values(), key=lambda given: given.number)
            seconds = time.monotonic() - began
            options.notice(f"Waiting for a worker to publish {first.path}: {seconds:.0f} seconds without a result.")


def _result(future: Future[_R], path: str) -> _R:
    """Return the result of a job; errors that would end this process, such as SystemExit, are errors of the job."""
    try:
        error = future.exception()
    except CancelledError as cancelled:
        error = cancelled
    if isinstance(error, KeyboardInterrupt):
        raise error
    if error is not None:
        raise _lost(path, type(error).__name__) from error
    return future.result()


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
