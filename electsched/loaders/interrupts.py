"""Keep Ctrl-C, which a terminal sends to all processes of a command, from those that are starting."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["held_interrupts"]


@contextmanager
def held_interrupts() -> Iterator[None]:
    """Hold Ctrl-C until the end of the block; processes that are started in it never receive it.

    A process that is starting would print a traceback.
    """
    mask = getattr(signal, "pthread_sigmask", None)  # Windows has none
    previous = mask and mask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        yield
    finally:
        if mask:
            mask(signal.SIG_SETMASK, previous)
