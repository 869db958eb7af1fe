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
from datetime import UTC, datetime

import attrs

from electsched.errors import Fault, PublishError
from electsched.operation.plan import Plan
from electsched.phrases import phrase
from electsched.publishing.executors import PublishOptions
from electsched.publishing.fingerprint import fingerprint
from electsched.publishing.layout import is_kept
from electsched.roster.duty import Roster
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
    fingerprint: str  #: fingerprint of the plan and its roster
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
def taken_lease(  # noqa: PLR0913  # the values of a lease
    store: Store,
    plan: Plan,
    roster: Roster | None,
    moments: tuple[datetime | None, datetime | None, datetime],
    options: PublishOptions,
    *,
    locked: bool,
) -> Iterator[tuple[Lease, Lease | None]]:
    """Write a lease, and yield it and the one that it replaces: that of a publication that was stopped, or still runs.

    ``moments`` are the stamp, by default ``now``; ``now``, by default that of a stopped publication of the same plan
    and ``roster``; and the present time, if there is none. The lease goes on after the block, in which nothing of the
    site is written; if the block fails, the previous one is put back.
    """
    previous, (stamp, now, present) = read_lease(store), moments
    content = "" if now else fingerprint(plan, roster)
    if now is None:
        now = previous.now if previous and previous.fingerprint == content else present
    stamp, now = (moment.astimezone(UTC).replace(microsecond=0) for moment in (stamp or now, now))
    lease = Lease(plan=plan.id, fingerprint=content, stamp=stamp, now=now)
    try:
        _write(store, lease, "" if previous is None else None)
    except OvertakenError:  # a publication began since the lease was read
        previous = read_lease(store)
        _write(store, lease)
    if previous is not None:
        time.sleep(options.orphan_wait_seconds if locked else options.takeover_wait_seconds)
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
    if not _holds(store, token):
        sentence = phrase("Another publish took over this site; nothing published is lost.")
        hint = phrase("Wait for it to finish, then run again.")
        raise PublishError(Fault(redacted(path), sentence, hint=hint), source=store.name)


def _holds(store: Store, token: str) -> bool:
    lease = read_lease(store)
    return lease is not None and lease.token == token


def release_lease(store: Store, lease: Lease) -> None:
    """Delete the files of a publication that is done, the lease last; none of them if another one took over."""
    if _holds(store, lease.token):
        _write(store, attrs.evolve(lease, finished=True))
        _delete_work(store)
        with store_errors(store, LEASE):
            store.delete(LEASE)


def _delete_work(store: Store) -> None:
    with store_errors(store, WORK):
        for path in store.list(WORK):
            if path not in {LEASE, LOCK} and not is_kept(path):
                store.delete(path)
