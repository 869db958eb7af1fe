"""Work done here or by any executor, never more of it under way than fits."""

from __future__ import annotations

import gc
import os
import signal
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, CancelledError, Executor, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from multiprocessing import get_context, parent_process
from multiprocessing.process import BaseProcess
from threading import Thread
from typing import TypeVar

from electsched.errors import Fault, InputError, PublishError

__all__ = ["PieceFailedError", "WorkerLostError", "checked_executor", "local_workers", "lost_error", "run"]

AHEAD = 64
"""How many pieces of work may be under way: enough for the workers, few enough for the memory."""
GARBAGE = 20_000
"""After how many new objects a worker of ours looks for those that nobody needs; Python does so after 700."""
_T = TypeVar("_T")
_R = TypeVar("_R")


class WorkerLostError(Exception):
    """A piece of work that came to no end: its worker died, or raised what it should not.

    Attributes:
        number: Which piece of work, from 0.
    """

    def __init__(self, number: int, error: BaseException) -> None:
        """Keep which it was, and why."""
        super().__init__(f"{type(error).__name__}")
        self.number = number


class PieceFailedError(Exception):
    """Work that met an error which is none of ours; it survives the way between processes.

    Attributes:
        path: The file at which the work began.
        why: What it was.
    """

    def __init__(self, path: str, why: str) -> None:
        """Keep where and why."""
        super().__init__(path, why)
        self.path, self.why = path, why


def lost_error(path: str, error: WorkerLostError, place: str) -> PublishError:
    """Return the error that names the file at which the work began that came to no end.

    ``path`` is the first of all that was given out with it, for a worker that died has not told how far it came.
    """
    failed = error.__cause__
    if isinstance(failed, PieceFailedError):
        expected = "work that comes to an end; publish again, and it goes on from here"
        return PublishError(Fault(failed.path, f"work that failed: {failed.why}", expected), source=place)
    expected = "a worker that comes to an end; publish again, and it goes on from here"
    return PublishError(Fault(path, f"a worker that was lost: {error}", expected), source=place)


def checked_executor(executor: object) -> Executor | None:
    """Return the executor, None where the work is to be done here.

    Raises:
        InputError: It is no executor.
    """
    if executor is None or isinstance(executor, Executor):
        return executor
    kind = type(executor)
    of_dask = hasattr(executor, "get_executor")
    expected = "its executor, client.get_executor()" if of_dask else "an executor of concurrent.futures, or None"
    raise InputError(Fault("executor", f"an object of {kind.__module__}.{kind.__qualname__}", expected))


def run(executor: Executor | None, work: Callable[[_T], _R], items: Iterable[_T]) -> Iterator[tuple[int, _R]]:
    """Yield the number of each item, from 0, with what came of it, as it is done.

    The items are asked for as there is room. Who stops asking leaves no work behind: what has not begun is not done,
    and what has is waited for.

    Raises:
        WorkerLostError: A piece of work came to no end.
    """
    if executor is None:
        for number, item in enumerate(items):
            try:
                found = work(item)
            except PieceFailedError as error:
                raise WorkerLostError(number, error) from error
            yield number, found
        return
    under_way: dict[Future[_R], int] = {}
    try:
        for number, item in enumerate(items):
            under_way[_submitted(executor, work, item, number)] = number
            if len(under_way) >= AHEAD:
                yield from _finished(under_way)
        while under_way:
            yield from _finished(under_way)
    finally:
        for future in under_way:
            future.cancel()
        wait(under_way)


def _submitted(executor: Executor, work: Callable[[_T], _R], item: _T, number: int) -> Future[_R]:
    try:
        return executor.submit(work, item)
    except Exception as error:  # broken, shut down, or what it takes cannot be sent
        raise WorkerLostError(number, error) from error


def _finished(under_way: dict[Future[_R], int]) -> Iterator[tuple[int, _R]]:
    done, _ = wait(under_way, return_when=FIRST_COMPLETED)
    for future in sorted(done, key=lambda each: under_way[each]):
        number = under_way.pop(future)
        error = _error(future)
        if isinstance(error, KeyboardInterrupt):
            raise error
        if error is not None:
            raise WorkerLostError(number, error) from error
        yield number, future.result()


def _error(future: Future[_R]) -> BaseException | None:
    """Return what the work raised, also what would end us if it were raised here, such as SystemExit."""
    try:
        return future.exception()
    except CancelledError as error:
        return error


# --- processes of this machine ------------------------------------------------------------------------------------


@contextmanager
def local_workers(jobs: int) -> Iterator[Executor | None]:
    """Return an executor of so many processes on this machine; None for one, for then the work is done here.

    They end with whoever asked for them, however that ends.
    """
    if jobs == 1:
        yield None
        return
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=_serve) as executor:
        try:
            # All begin before there is work: one that Ctrl-C met on its way would print a traceback.
            wait([executor.submit(os.getpid) for _ in range(jobs)])
            yield executor
        except BaseException:
            executor.shutdown(wait=True, cancel_futures=True)
            raise


def _serve() -> None:
    """Leave Ctrl-C to whoever gives out the work, and end when nobody does any more."""
    # What a piece is made of is values that hold no circles, and most of it lives until the piece is done.
    gc.freeze()
    gc.set_threshold(GARBAGE)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()
    if parent is not None:
        Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)
