"""What goes to a worker: the pieces of a plan, and what all of them share."""

from __future__ import annotations

import gc
import pickle
from collections.abc import Iterator

import attrs
import pytest

import electsched
from electsched.operation.plan import Plan
from electsched.publishing.executors import GARBAGE, local_workers
from electsched.publishing.jobs import Task
from electsched.publishing.partition import pieces
from electsched.publishing.sending import Parcel, few_at_once
from tests.sites import jombang


def _tasks(plan: Plan) -> Iterator[Task]:
    return (Task(piece=piece) for piece in pieces(plan, None))


@pytest.fixture
def plan() -> Plan:
    """Return the plan of Polres Jombang."""
    return jombang()


@pytest.fixture
def parcels(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> list[Parcel]:
    """Each piece of a plan by itself."""
    monkeypatch.setattr("electsched.publishing.sending.WORTH", 1)
    return list(few_at_once(_tasks(plan), []))


def _sent(parcel: Parcel) -> Parcel:
    arrived: Parcel = pickle.loads(pickle.dumps(parcel))  # noqa: S301  # our own
    return arrived


def test_what_arrives_is_what_was_sent(parcels: list[Parcel]) -> None:
    """Piece by piece, also when it is sent on."""
    assert len(parcels) > 1
    for parcel in parcels:
        arrived = _sent(parcel)
        assert arrived.tasks == parcel.tasks
        assert _sent(arrived).tasks == parcel.tasks


def test_a_worker_reads_the_timeline_once(parcels: list[Parcel]) -> None:
    """It is the very same for all pieces of a publication, by which a worker knows what it drew of it."""
    timelines = [task.piece.plan.timeline for parcel in parcels for task in _sent(parcel).tasks]
    assert len({id(timeline) for timeline in timelines}) == 1


def test_timelines_that_differ_are_not_mistaken(plan: Plan, parcels: list[Parcel]) -> None:
    """One publication after the other, by the same workers: each piece has its own plan's timeline."""
    other = attrs.evolve(plan, timeline=electsched.resolve(electsched.load_election("id/general-2019")))
    theirs = list(few_at_once(_tasks(other), []))
    for mine, their in zip(parcels, theirs, strict=True):
        assert _sent(mine).tasks[0].piece.plan.timeline == plan.timeline
        assert _sent(their).tasks[0].piece.plan.timeline == other.timeline


def test_a_worker_of_ours_looks_for_garbage_seldom_and_nobody_else_does() -> None:
    """How a process of a caller does so is the caller's."""
    before = gc.get_threshold(), gc.get_freeze_count()
    with local_workers(2) as executor:
        assert executor is not None
        assert executor.submit(gc.get_threshold).result()[0] == GARBAGE
    assert (gc.get_threshold(), gc.get_freeze_count()) == before
