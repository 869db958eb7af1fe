"""Run jobs here or in any executor: a bounded number at a time, each asked for again if its worker does not answer."""

from __future__ import annotations

import os
import pickle
import secrets
import signal
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from functools import cache, partial
from itertools import islice
from multiprocessing import connection, get_context, parent_process
from threading import Thread
from typing import Any, TypeVar

import attrs

from electsched.errors import Fault, InputError, PublishError
from electsched.loaders.interrupts import held_interrupts
from electsched.phrases import Phrase, phrase, verbatim
from electsched.values import checked_type

__all__ = ["PublishOptions", "Workers", "local_workers"]

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
    #: Time without a result after which jobs are given out again; the second time in a row the publication stops.
    worker_timeout_seconds: float = 600.0
    index_page_limit: int = 400  #: most calendars in a language on one page; with more, each unit has pages
    #: Called with a sentence when the publication waits for a worker.
    notice: Callable[[str], None] | None = attrs.field(default=None, repr=False)


# --- running ------------------------------------------------------------------------------------------------------

_values: dict[str, Any] = {}
"""The value that all jobs of a publication use, by a key of it: a worker process gets it once, not with each job."""


def _call(work: Callable[[Any, _T], _R], key: str, data: bytes | None, job: _T) -> _R | None:
    """Return the result of a job; None if this process does not have the shared value yet."""
    value = _values.get(key)
    if value is None:
        if data is None:
            return None
        _values.clear()  # of publications before
        value = _values[key] = pickle.loads(data)  # noqa: S301  # from the process that gave the job
    return work(value, job)


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


def _check_executor(_workers: object, _field: object, executor: Any) -> None:  # noqa: ANN401  # of any caller
    if executor is None or isinstance(executor, Executor):
        return
    kind, expected = type(executor), phrase("an executor of concurrent.futures, or None")
    if hasattr(executor, "get_executor"):  # a client of Dask
        expected = phrase("its executor, client.get_executor()")
    found = phrase("an object of {module}.{name}", module=kind.__module__, name=kind.__qualname__)
    raise InputError(Fault("executor", found, expected))


def _check_options(_workers: object, field: attrs.Attribute[PublishOptions], options: PublishOptions) -> None:
    checked_type(field.name, options, PublishOptions)


@attrs.frozen
class Workers:
    """An executor, which is checked, and the tuning with which jobs are given to it."""

    executor: Executor | None = attrs.field(validator=_check_executor)  #: None if jobs are run here
    options: PublishOptions = attrs.field(validator=_check_options)

    def run(self, work: Callable[[_S, _T], _R], value: _S, jobs: Iterable[tuple[str, _T]]) -> Iterator[tuple[int, _R]]:
        """Yield the number of each job, from 0, and its result ``work(value, job)``, as they are done.

        ``jobs`` are pairs of the file that names a job in errors, and the job; they are asked for as workers get free.
        If the caller stops iterating, pending jobs are cancelled and running jobs are awaited, for a limited time.

        Raises:
            PublishError: A worker was lost or did not answer; it names the file of the job.
        """
        if self.executor is None:
            yield from ((number, work(value, job)) for number, (_, job) in enumerate(jobs))
            return
        executor, options, key = self.executor, self.options, secrets.token_hex(16)
        tasks, pending = enumerate(jobs), dict[Future[_R | None], tuple[int, tuple[str, _T]]]()
        pickled = cache(partial(pickle.dumps, value, pickle.HIGHEST_PROTOCOL))

        def submit(task: tuple[int, tuple[str, _T]], data: bytes | None = None) -> None:
            _, (path, job) = task
            with _worker_errors(path):
                pending[executor.submit(partial(_call, work, key, data), job)] = task

        _values[key] = value  # for workers in this process, such as threads
        is_retry = False
        try:
            while True:
                for task in islice(tasks, max(1, options.jobs_in_flight) - len(pending)):
                    submit(task)
                if not pending:
                    break
                done = self._done(pending, is_retry=is_retry)
                is_retry = not done
                for future in done or [*pending]:
                    number, (path, _) = task = pending.pop(future)
                    with _worker_errors(path):
                        result = future.result() if done else None
                    if result is None:
                        future.cancel()
                        submit(task, pickled())
                    else:
                        yield number, result
        finally:
            for future in pending:
                future.cancel()
            wait(pending, timeout=options.stall_notice_seconds)  # but not for ever
            _values.pop(key, None)

    def _done(
        self, pending: Mapping[Future[_R], tuple[int, tuple[str, object]]], *, is_retry: bool
    ) -> list[Future[_R]]:
        """Wait for jobs, and return those that are done; if there are none in time, raise an error after a retry."""
        limit, notice, seconds = self.options.worker_timeout_seconds, self.options.notice, 0.0
        _, (path, _) = next(iter(pending.values()))
        while seconds < limit:
            timeout = min(self.options.stall_notice_seconds, limit - seconds)
            done, _ = wait(pending, timeout=timeout, return_when=FIRST_COMPLETED)  # which a user can interrupt
            if done:
                return [future for future in pending if future in done]
            seconds += timeout
            if notice is not None:
                sentence = phrase(
                    "Waiting for a worker to publish {path}: {seconds:.0f} {seconds:second|seconds} without a result.",
                    path=path,
                    seconds=seconds,
                )
                notice(sentence)
        if is_retry:
            raise _lost(path, phrase("no answer for {seconds:g} {seconds:second|seconds}", seconds=limit))
        return []


# --- processes of this machine ------------------------------------------------------------------------------------


@contextmanager
def local_workers(jobs: int, start_seconds: float = 600.0) -> Iterator[Executor | None]:
    """Yield an executor of so many processes on this machine; None for one, for then the jobs are run here.

    The processes end with the process that started them, in whatever way it ends.

    Raises:
        PublishError: They did not all start within ``start_seconds``.
    """
    if jobs == 1:
        yield None
        return
    executor = ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=_prepare_worker)
    try:
        with held_interrupts():
            started = [executor.submit(os.getpid) for _ in range(jobs)]
        # Before there are jobs, for then no further process starts.
        if wait(started, timeout=start_seconds).not_done:
            _kill(executor)
            sentence = phrase(
                "The worker processes did not start within {seconds:g} {seconds:second|seconds}.", seconds=start_seconds
            )
            raise PublishError(Fault("", sentence, hint=phrase("Publish again; it goes on from here.")))
        Thread(target=_end_with_any_worker, args=(executor,), daemon=True).start()
        yield executor
    finally:
        executor.shutdown(cancel_futures=True)


def _kill(executor: Any) -> None:  # noqa: ANN401  # private parts of a pool of processes
    # ruff: noqa: SLF001  # there is no other way to them
    for worker in [*executor._processes.values()]:
        worker.kill()


def _end_with_any_worker(executor: Any) -> None:  # noqa: ANN401  # private parts of a pool of processes
    """End a pool if one of its processes ends: the threads that wait at its pipes would wait forever.

    Python does so itself for jobs, from 3.11.5 (https://github.com/python/cpython/issues/94777), and not for results.
    """
    pipes = (executor._call_queue._reader, executor._result_queue._writer)
    connection.wait([worker.sentinel for worker in executor._processes.values()])
    if not executor._shutdown_thread:  # else they all end by themselves
        _kill(executor)
    for pipe in pipes:
        pipe.close()


def _prepare_worker() -> None:
    """Leave Ctrl-C to the process that gives the jobs, and end when that process does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()

    def end_with_parent() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    Thread(target=end_with_parent, daemon=True).start()
