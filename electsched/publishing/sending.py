"""Pieces on their way to another process: what all of them share is made ready once, and read there once.

Every piece of a plan bears the timeline, which weighs twice what the rest of some pieces does. Where nothing is sent,
as here or in threads, nothing of this is done.
"""

from __future__ import annotations

import copyreg
import pickle
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from io import BytesIO

import attrs

from electsched.publishing.jobs import Task, first_path
from electsched.timeline.timeline import Timeline

__all__ = ["Parcel", "Shared", "few_at_once"]

WORTH = 150
"""How much is sent to a worker at once, in officers; a team's calendars cost as much as some of theirs."""
CALENDAR = 2


class Shared:
    """What the pieces of one publication share, ready to be sent."""

    def __init__(self) -> None:
        """Nothing is ready before it is asked for."""
        self._ready: tuple[Timeline, bytes] | None = None

    def packed(self, tasks: tuple[Task, ...]) -> bytes:
        """Return the pieces as a pickle that holds what they share as bytes, always the same."""
        packed = BytesIO()
        pickler = pickle.Pickler(packed, protocol=pickle.HIGHEST_PROTOCOL)
        pickler.dispatch_table = {**copyreg.dispatch_table, Timeline: self._reduced}
        pickler.dump(tasks)
        return packed.getvalue()

    def _reduced(self, timeline: Timeline) -> tuple[Callable[[bytes], Timeline], tuple[bytes]]:
        if self._ready is None or self._ready[0] is not timeline:
            self._ready = timeline, pickle.dumps(timeline, protocol=pickle.HIGHEST_PROTOCOL)
        return _known, (self._ready[1],)


@lru_cache(maxsize=2)
def _known(data: bytes) -> Timeline:
    """Return the timeline, the same for the same bytes: what was drawn of it before is known by it."""
    timeline: Timeline = pickle.loads(data)  # noqa: S301  # from the process that gave the work
    return timeline


@attrs.frozen(eq=False)
class Parcel:
    """Some pieces that are given out together.

    Attributes:
        tasks: The pieces, in their order.
        shared: What they and others share.
    """

    tasks: tuple[Task, ...] = attrs.field(repr=False)
    shared: Shared = attrs.field(repr=False)

    def __reduce__(self) -> tuple[Callable[[bytes], Parcel], tuple[bytes]]:
        """What goes to another process."""
        return _unpacked, (self.shared.packed(self.tasks),)


def _unpacked(packed: bytes) -> Parcel:
    return Parcel(pickle.loads(packed), Shared())  # noqa: S301  # from the process that gave the work


def few_at_once(tasks: Iterable[Task], begun: list[str]) -> Iterator[Parcel]:
    """Yield tasks together until they are worth sending; note the first calendar of each such parcel."""
    shared = Shared()
    for together in _worth_sending(tasks):
        begun.append(first_path(together[0].piece))
        yield Parcel(together, shared)


def _worth_sending(tasks: Iterable[Task]) -> Iterator[tuple[Task, ...]]:
    together: list[Task] = []
    weight = 0
    for task in tasks:
        together.append(task)
        weight += len(task.piece.plan.members) + CALENDAR * len(task.piece.plan.teams)
        if weight >= WORTH:
            yield tuple(together)
            together, weight = [], 0
    if together:
        yield tuple(together)
