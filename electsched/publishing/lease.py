"""The lease of a site: the file that says which publication may write.

A local folder is locked as well, but workers may outlive the publication that started them, and an object store has no
lock. A publication that begins writes its lease over the one of a publication that was stopped, and waits until a
worker of that one has checked the lease; a publication that finds the lease of another one stops before its next file.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import datetime

import attrs

from electsched.errors import Fault, PublishError
from electsched.phrases import phrase
from electsched.publishing.layout import is_kept
from electsched.stores.base import (
    LEASE,
    LOCK,
    WORK,
    OvertakenError,
    Store,
    read_value,
    redacted,
    store_errors,
    value_bytes,
)

__all__ = ["Lease", "check_lease", "locked_site", "read_lease", "release_lease", "taken_lease"]


@attrs.frozen(kw_only=True)
class Lease:
    """The right of one publication to write a site."""

    plan: str  #: its id
    fingerprint: str  #: fingerprint of the plan and its roster; empty if the caller gave a moment
    stamp: datetime  #: stamp of new and changed events, in UTC
    now: datetime  #: moment of the publication, in UTC
    token: str = attrs.field(factory=lambda: secrets.token_hex(16), repr=False)  #: random
    finished: bool = False  #: whether only its own files remain to be deleted


@contextmanager
def locked_site(store: Store) -> Iterator[bool]:
    """Lock a site, False if the store cannot lock; raise `PublishError` if another publication is running."""
    with ExitStack() as stack:
        with store_errors(store, LOCK):
            is_locked = stack.enter_context(store.lock())
        yield is_locked


def read_lease(store: Store) -> Lease | None:
    """Return the lease in a store; None if there is none or it cannot be read."""
    return read_value(store, LEASE, Lease)


@contextmanager
def taken_lease(store: Store, lease: Lease, wait_seconds: float) -> Iterator[tuple[Lease, Lease | None]]:
    """Write a lease, and yield it and the one that it replaces: that of a publication that was stopped, or still runs.

    If both have one fingerprint, the lease gets the moments of the previous one. It goes on after the block, in which
    nothing of the site is written; if the block fails, the previous one is put back. ``wait_seconds`` is the time in
    which a publication that still runs notices that the lease is taken.
    """
    previous = read_lease(store)
    if previous and lease.fingerprint and previous.fingerprint == lease.fingerprint:
        lease = attrs.evolve(lease, stamp=previous.stamp, now=previous.now)
    try:
        _write(store, lease, "" if previous is None else None)
    except OvertakenError:  # a publication began since the lease was read
        previous = read_lease(store)
        _write(store, lease)
    if previous is not None:
        time.sleep(wait_seconds)
        if previous.finished:  # its entries in the journal hold no longer
            _delete_work(store)
            previous = None
    try:
        yield lease, previous
    except BaseException:  # also if the user stops it
        with suppress(Exception):  # the first error counts
            check_lease(store, lease.token, LEASE)
            if previous is None:
                store.delete(LEASE)
            else:
                _write(store, previous)
        raise


def _write(store: Store, lease: Lease, replaces: str | None = None) -> None:
    with store_errors(store, LEASE):
        store.write(LEASE, value_bytes(lease), replaces)


def check_lease(store: Store, token: str, path: str) -> None:
    """Raise `PublishError` if another publication took over before the file at ``path`` was written."""
    if getattr(read_lease(store), "token", None) != token:
        sentence = phrase("Another publish took over this site; nothing published is lost.")
        hint = phrase("Wait for it to finish, then run again.")
        raise PublishError(Fault(redacted(path), sentence, hint=hint), source=store.name)


def release_lease(store: Store, lease: Lease) -> None:
    """Delete the files of a publication that is done, the lease last; none of them if another one took over."""
    if read_lease(store) == lease:
        _write(store, attrs.evolve(lease, finished=True))
        _delete_work(store)
        with store_errors(store, LEASE):
            store.delete(LEASE)


def _delete_work(store: Store) -> None:
    with store_errors(store, WORK):
        for path in store.list(WORK):
            if path not in {LEASE, LOCK} and not is_kept(path):
                store.delete(path)
